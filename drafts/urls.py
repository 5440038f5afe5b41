"""Addresses of drafts, under /utkast/. None of them exists for those who may not read the draft."""

from __future__ import annotations

from django.urls import path

from drafts.views import comments, draft, facts, levels, log, making, mine, money, parts, people, underlag

urlpatterns = [
    path("", mine.drafts, name="drafts"),
    path("nytt/", making.new, name="draft_new"),
    path("<int:pk>/personer/", people.people, name="draft_people"),
    path("<int:pk>/personer/bjud-in/", people.invite_person, name="draft_invite"),
    path("<int:pk>/personer/<int:invitation>/avsluta/", people.end, name="draft_invitation_end"),
    path("<int:pk>/lagg-ned/", people.lay_down, name="draft_withdraw"),
    path("<int:pk>/samverkan/", people.consultation, name="draft_consultation"),
    path("<int:pk>/fakta/", facts.facts, name="draft_facts"),
    path("<int:pk>/andringar/", log.log, name="draft_log"),
    path("<int:pk>/kommentarer/", comments.all_comments, name="draft_comments_all"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/kommentarer/", comments.comments, name="draft_comments"),
    path(
        "<int:pk>/del/<slug:kind>/<uuid:key>/kommentarer/<int:comment>/avsluta/",
        comments.close,
        name="draft_comment_close",
    ),
    path(
        "<int:pk>/del/<slug:kind>/<uuid:key>/kommentarer/<int:comment>/oppna-igen/",
        comments.reopen,
        name="draft_comment_reopen",
    ),
    path("<int:pk>/", draft.draft, name="draft"),
    path("<int:pk>/del/<slug:kind>/ny/", parts.new, name="draft_part_new"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/", parts.part, name="draft_part"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/las/", parts.read, name="draft_part_read"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/flytta/", parts.move, name="draft_part_move"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/ta-bort/", parts.remove, name="draft_part_remove"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/historik/", parts.history, name="draft_part_history"),
    path("<int:pk>/del/<slug:kind>/<uuid:key>/aterstall/", parts.restore, name="draft_part_restore"),
    path("<int:pk>/nyckeltal/", levels.kpis, name="draft_kpis"),
    path("<int:pk>/niva/mening/", levels.sentence, name="draft_level_sentence"),
    path("<int:pk>/pengar/", money.section, name="draft_money"),
    path("<int:pk>/ramar/<slug:kind>/", money.frames, name="draft_frames"),
    path("<int:pk>/ramar/<slug:kind>/ny/", money.new_frame, name="draft_frame_new"),
    path("<int:pk>/ramar/<slug:kind>/<slug:body>/", money.frame, name="draft_frame"),
    path("<int:pk>/finansiering/", money.financing, name="draft_financing"),
    path("<int:pk>/finansiering/rakna/", money.financing_result, name="draft_financing_result"),
    path("<int:pk>/underlag/", underlag.underlag, name="draft_underlag"),
    path("<int:pk>/underlag/<uuid:key>/ta-bort/", underlag.unlink, name="draft_underlag_unlink"),
]
