"""The addresses of beslutsgång and omröstning: at the secretary's table, on members' phones, on the wall."""

from __future__ import annotations

from django.urls import URLPattern, path

from assembly.views import ballots, declarations, procedures, roll_calls, screen, steps

ITEM = "sekreterare/sammantraden/<int:pk>/punkt/<int:item>/"
STEP = f"{ITEM}steg/<int:step>/"
CALL = f"{ITEM}omrostning/<int:roll_call>/"

urlpatterns: list[URLPattern] = [
    path("sammantraden/<slug:body>/<str:date>/storbild/", screen.meeting_screen, name="meeting_screen"),
    path("omrostning/", ballots.ballots, name="voting"),
    path("omrostning/<int:pk>/", ballots.ballot, name="ballot"),
    path(ITEM, procedures.procedure, name="procedure"),
    path(f"{ITEM}forslag/", procedures.start, name="procedure_start"),
    path(f"{ITEM}ordforande/", procedures.chair, name="procedure_chair"),
    path(f"{ITEM}godkann/", procedures.approve, name="procedure_approve"),
    path(f"{ITEM}steg/nytt/", steps.new, name="procedure_step_new"),
    path(STEP, steps.edit, name="procedure_step"),
    path(f"{STEP}flytta/", steps.move, name="procedure_step_move"),
    path(f"{STEP}ta-bort/", steps.remove, name="procedure_step_remove"),
    path(f"{STEP}avgor/", steps.settle, name="procedure_settle"),
    path(f"{STEP}ta-tillbaka/", steps.reopen, name="procedure_reopen"),
    path(f"{STEP}begaran/", steps.request_postponement, name="procedure_request"),
    path(f"{STEP}omrostning/", steps.open_vote, name="procedure_vote"),
    path(f"{ITEM}anmalan/", declarations.declare, name="procedure_declare"),
    path(f"{ITEM}anmalan/<int:declaration>/ta-bort/", declarations.take_back, name="procedure_take_back"),
    path(CALL, roll_calls.roll_call, name="roll_call"),
    path(f"{CALL}rost/<int:seat>/", roll_calls.enter, name="roll_call_enter"),
    path(f"{CALL}avsluta/", roll_calls.close, name="roll_call_close"),
    path(f"{CALL}utslag/", roll_calls.decide_tie, name="roll_call_tie"),
    path(f"{CALL}gor-om/", roll_calls.void, name="roll_call_void"),
]
