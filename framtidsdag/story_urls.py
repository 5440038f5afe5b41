"""The day's public addresses: big screen, facts, proposals, summary, material."""

from __future__ import annotations

from django.urls import path

from framtidsdag.views.facts import day_facts
from framtidsdag.views.material import day_material
from framtidsdag.views.my_proposals import my_proposals
from framtidsdag.views.proposals import day_proposal
from framtidsdag.views.screen import day_screen
from framtidsdag.views.summary import day_proposals_csv, day_summary, day_summary_pdf, day_summary_word

urlpatterns = [
    path("storbild/", day_screen, name="day_screen"),
    path("forslag/<int:number>/", day_proposal, name="day_proposal"),
    path("mitt-forslag/", my_proposals, name="my_proposals"),
    path("material/<int:pk>/", day_material, name="day_material"),
    path("fakta/", day_facts, name="day_facts"),
    path("sammanfattning/", day_summary, name="day_summary"),
    path("sammanfattning.pdf", day_summary_pdf, name="day_summary_pdf"),
    path("sammanfattning.docx", day_summary_word, name="day_summary_word"),
    path("forslag.csv", day_proposals_csv, name="day_proposals_csv"),
]
