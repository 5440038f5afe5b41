"""The portal's addresses: lower-case Swedish without diacritics, valid for ever."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from drafts.views.motions import motions, motions_word
from framtidsdag.views.days import days
from framtidsdag.views.joining import join, join_code
from framtidsdag.views.masks import mask_day
from framtidsdag.views.preparing import day_new
from goals.views.comparison import body_comparison, choose_comparison, choose_comparison_of_year, comparison
from goals.views.decisions import decision, decisions, matter
from goals.views.feed import decisions_feed
from goals.views.goal_history import goal_history
from goals.views.goals import goal, goals
from goals.views.papers import body_comparison_pdf, body_version_pdf, comparison_pdf, decision_pdf, version_pdf
from goals.views.plans import body_plan, body_version, plan, plans, version
from goals.views.publish import publish, publish_list
from goals.views.underlag import body_underlag, underlag
from goals.views.vision import vision
from kpis.views.data import kpi_chart, kpi_csv, kpi_json
from kpis.views.kpi import kpi
from kpis.views.kpi_history import kpi_history
from kpis.views.kpis import kpis
from kungsor_portal.views import about, accessibility, health, search, session, start

handler400 = "kungsor_portal.views.errors.bad_request"
handler403 = "kungsor_portal.views.errors.forbidden"
handler404 = "kungsor_portal.views.errors.not_found"
handler500 = "kungsor_portal.views.errors.server_error"

urlpatterns = [
    path("", start.start, name="start"),
    path("vision/", vision, name="vision"),
    path("mal/", goals, name="goals"),
    path("mal/<slug:slug>/", goal, name="goal"),
    path("mal/<slug:slug>/historik/", goal_history, name="goal_history"),
    path("nyckeltal/", kpis, name="kpis"),
    path("nyckeltal/<slug:slug>/", kpi, name="kpi"),
    path("nyckeltal/<slug:slug>/historik/", kpi_history, name="kpi_history"),
    path("nyckeltal/<slug:slug>/data.csv", kpi_csv, name="kpi_csv"),
    path("nyckeltal/<slug:slug>/data.json", kpi_json, name="kpi_json"),
    path("nyckeltal/<slug:slug>/diagram.json", kpi_chart, name="kpi_chart"),
    path("mal-och-budget/", plans, name="plans"),
    path("mal-och-budget/jamfor/", choose_comparison, name="choose_comparison"),
    path("mal-och-budget/<int:year>/jamfor/", choose_comparison_of_year, name="choose_comparison_of_year"),
    path("mal-och-budget/<int:year>/jamfor/<versions:chosen>/", comparison, name="comparison"),
    path("mal-och-budget/<int:year>/<slug:body>/jamfor/<versions:chosen>/", body_comparison, name="body_comparison"),
    path("mal-och-budget/<int:year>/jamfor/<versions:chosen>/yrkanden/", motions, name="motions"),
    path("mal-och-budget/<int:year>/<slug:body>/jamfor/<versions:chosen>/yrkanden/", motions, name="body_motions"),
    path("mal-och-budget/<int:year>/jamfor/<versions:chosen>/yrkanden.docx", motions_word, name="motions_word"),
    path(
        "mal-och-budget/<int:year>/<slug:body>/jamfor/<versions:chosen>/yrkanden.docx",
        motions_word,
        name="body_motions_word",
    ),
    path("mal-och-budget/<int:year>/", plan, name="plan"),
    path("mal-och-budget/<int:year>/version/<int:number>/", version, name="version"),
    path("mal-och-budget/<int:year>/version/<int:number>.pdf", version_pdf, name="version_pdf"),
    path("mal-och-budget/<int:year>/<slug:body>/version/<int:number>.pdf", body_version_pdf, name="body_version_pdf"),
    path("mal-och-budget/<int:year>/jamfor/<versions:chosen>.pdf", comparison_pdf, name="comparison_pdf"),
    path(
        "mal-och-budget/<int:year>/<slug:body>/jamfor/<versions:chosen>.pdf",
        body_comparison_pdf,
        name="body_comparison_pdf",
    ),
    path("mal-och-budget/<int:year>/underlag/", underlag, name="underlag"),
    path("mal-och-budget/<int:year>/<slug:body>/underlag/", body_underlag, name="body_underlag"),
    path("mal-och-budget/<int:year>/<slug:body>/", body_plan, name="body_plan"),
    path("mal-och-budget/<int:year>/<slug:body>/version/<int:number>/", body_version, name="body_version"),
    path("utkast/", include("drafts.urls")),
    path("beslut/", decisions, name="decisions"),
    path("beslut/flode.xml", decisions_feed, name="decisions_feed"),
    path("beslut/<slug:slug>/", decision, name="decision"),
    path("beslut/<slug:slug>.pdf", decision_pdf, name="decision_pdf"),
    path("arende/<slug:slug>/", matter, name="matter"),
    path("att-publicera/", publish_list, name="publish_list"),
    path("att-publicera/<int:pk>/", publish, name="publish"),
    path("", include("assembly.urls")),
    path("sekreterare/maskera/dag/<str:date>/", mask_day, name="mask_day"),
    path("sekreterare/maskera/", include("goals.urls_masks")),
    path("framtidsdag/", days, name="framtidsdagar"),
    path("framtidsdag/ny/", day_new, name="day_new"),
    path("delta/", join, name="join"),
    path("delta/<str:code>/", join_code, name="join_code"),
    path("framtidsdag/<str:date>/", include("framtidsdag.urls")),
    path("sok/", search.search, name="search"),
    path("om/", about.about, name="about"),
    path("tillganglighet/", accessibility.accessibility, name="accessibility"),
    path("logga-in/", session.sign_in, name="login"),
    path("logga-ut/", session.sign_out, name="logout"),
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

if settings.DEBUG:
    urlpatterns.append(path("utveckling/", include("kungsor_portal.development")))
