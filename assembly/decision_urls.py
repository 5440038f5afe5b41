"""The addresses of decisions in the secretary's room, and of the protokoll."""

from __future__ import annotations

from django.urls import URLPattern, path

from assembly.views import deciding, decisions, events, minutes, moving

urlpatterns: list[URLPattern] = [
    path("beslut/<slug:slug>/protokoll.pdf", minutes.minutes_file, name="decision_minutes"),
    path("sekreterare/beslut/", decisions.decisions, name="secretary_decisions"),
    path("sekreterare/beslut/nytt/", deciding.new, name="secretary_decision_new"),
    path("sekreterare/beslut/yrkande/", moving.move, name="secretary_move"),
    path("sekreterare/beslut/aterkalla/<int:pk>/", moving.withdraw, name="secretary_withdraw"),
    path("sekreterare/beslut/<int:pk>/", events.decision, name="secretary_decision"),
    path("sekreterare/beslut/<int:pk>/ratta/", deciding.correct, name="secretary_decision_correct"),
    path("sekreterare/beslut/<int:pk>/protokollstext/", minutes.decision_text, name="secretary_decision_text"),
    path("sekreterare/beslut/<int:pk>/protokollstext.docx", minutes.decision_word, name="secretary_decision_word"),
    path("sekreterare/beslut/punkt/<int:pk>/protokollstext/", minutes.item_text, name="secretary_item_text"),
    path("sekreterare/beslut/punkt/<int:pk>/protokollstext.docx", minutes.item_word, name="secretary_item_word"),
]
