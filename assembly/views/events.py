"""A decision's page in the secretary's room: what has happened to its minutes, what comes next, and the protokoll."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assembly.event_forms import FILE, EventForm, FileForm, event_forms
from assembly.minutes_events import (
    APPEALED,
    APPROVED,
    FINAL,
    POSTED,
    TAKEN_DOWN,
    TO_APPEAL,
    TO_BE_APPROVED,
    TO_BE_POSTED,
    WORDS,
    Minutes,
)
from assembly.protokoll_file import FileError
from assembly.registering import EventError, minutes_of_decision, record, store_file
from assembly.trail import trail
from goals.appeals import ONE_DAY
from goals.calendar_of_law import TO_POST
from goals.dates import written
from goals.models import Decision, MinutesFile
from goals.presenting import (
    appeal_of,
    correction_of,
    day_words,
    file_size,
    outcome_words,
    paragraph_words,
    public_items,
)
from goals.rules import check_may_register

BEFORE = "Dagen räknas när {} är registrerat."


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; a form on it is sent to the page itself, with its ``kind``."""
    check_may_register(request.user)
    found = get_object_or_404(
        Decision.objects.select_related("body", "matter", "meeting", "corrects", "corrected_by").prefetch_related(
            "events"
        ),
        pk=pk,
    )
    forms, file_form = event_forms(), FileForm()
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind == FILE:
            file_form = FileForm(request.POST, request.FILES)
            if _stored(request, found, file_form):
                return redirect("secretary_decision", pk)
        elif kind in forms:
            forms = event_forms(kind, request.POST)
            if _recorded(request, found, forms[kind]):
                return redirect(reverse("secretary_decision", args=[pk]) + "#handelser")
        else:
            raise Http404("Det finns ingen sådan händelse.")
        return _show(request, found, forms, file_form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _show(request, found, forms, file_form)


def _recorded(request: HttpRequest, decision: Decision, form: EventForm) -> bool:
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    try:
        told = record(
            decision=decision, kind=form.kind, date=cleaned["date"], note=cleaned["note"],
            url=cleaned.get("url", ""), confirmed=cleaned["sure"], by=request.user, at=timezone.now(),
        )  # fmt: skip
    except EventError as error:
        form.object(str(error), can_confirm=error.can_confirm)
        return False
    messages.success(request, f"{WORDS[form.kind]} {written(cleaned['date'])} är registrerat.")
    if told:
        messages.warning(request, told)
    return True


def _stored(request: HttpRequest, decision: Decision, form: FileForm) -> bool:
    if not form.is_valid():
        return False
    try:
        file = store_file(decision=decision, protokoll=form.protokoll, by=request.user, at=timezone.now())
    except FileError as error:
        form.add_error("file", str(error))
        return False
    pages = form.protokoll.pages
    messages.success(request, f"{file.name} ({'en sida' if pages == 1 else f'{pages} sidor'}) kan nu läsas av alla.")
    return True


def _show(
    request: HttpRequest, decision: Decision, forms: dict[str, EventForm], file_form: FileForm, *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:  # fmt: skip
    today = timezone.localdate()
    minutes = minutes_of_decision(decision)
    due = minutes.due()
    corrected_by = correction_of(decision, today)
    appeal = appeal_of(decision, today)
    context = {
        "decision": decision,
        "facts": _facts(decision, appeal.sentence if appeal else ""),
        "corrected_by": corrected_by,
        "steps": [_step(kind, form, minutes, due.kind if due else "") for kind, form in forms.items()],
        "due": due,
        "faults": _faults(forms, file_form),
        "files": _files(decision),
        "file_form": file_form,
        "title": decision.title,
        "trail": trail({"label": "Beslut", "url": reverse("secretary_decisions")}, {"label": decision.title}),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/decision_events.html", context, status=status)


def _step(kind: str, form: EventForm, minutes: Minutes, next_kind: str) -> dict[str, Any]:
    """One thing that can happen: the days on which it did, what the law says of when, and its form."""
    days = [written(date) for found, date in minutes.events if found == kind]
    return {
        "kind": kind,
        "heading": WORDS[kind],
        "days": days,
        "law": _law(kind, minutes),
        "form": form,
        "is_next": kind == next_kind,
        "is_open": form.is_bound or (kind == next_kind and not days),
    }


def _law(kind: str, minutes: Minutes) -> str:
    """When the law wants it, as far as it can be told."""
    approved, last = minutes.when(APPROVED), minutes.last_day
    if kind == APPROVED:
        day = f"{written(minutes.last_day_to_approve)}, " if minutes.last_day_to_approve else ""
        return f"Senast {day}fjorton dagar efter sammanträdet ({TO_BE_APPROVED})."
    if kind == POSTED:
        by = f"Senast {written(approved + TO_POST)}, andra dagen efter justeringen" if approved else ""
        return f"{by} ({TO_BE_POSTED})." if by else f"Senast andra dagen efter justeringen ({TO_BE_POSTED})."
    if minutes.is_preparatory and kind in (APPEALED, FINAL):
        return "Beslutet förbereder ett annat och kan inte överklagas för sig (kommunallagen 13 kap. 2 §)."
    if kind == APPEALED:
        until = f"Till och med {written(last)}" if last else "Inom tre veckor från tillkännagivandet"
        return f"{until} ({TO_APPEAL})."
    if kind in (TAKEN_DOWN, FINAL):
        return f"Tidigast {written(last + ONE_DAY)} ({TO_APPEAL})." if last else BEFORE.format("tillkännagivandet")
    return ""


def _facts(decision: Decision, appeal: str) -> list[dict[str, str]]:
    items = list(public_items(timezone.localdate()).filter(decision=decision))
    facts = {
        "Beslutat av": (decision.body.title, ""),
        "Dag": (day_words(decision), ""),
        "Paragraf": (paragraph_words(decision), ""),
        "Ärende": (str(decision.matter), decision.matter.get_absolute_url()),
        "Utgång": (outcome_words(items), ""),
        "Överklagande": (appeal or "Dagen för tillkännagivandet är inte inlagd", ""),
    }
    return [{"term": term, "text": text, "url": url} for term, (text, url) in facts.items()]


def _files(decision: Decision) -> list[dict[str, Any]]:
    """The files, the latest first; their content stays in the database."""
    files = MinutesFile.objects.filter(decision=decision).defer("content").order_by("-pk")
    return [
        {"name": file.name, "size": file_size(file.size), "day": _day(file.registered_at), "is_latest": number == 0}
        for number, file in enumerate(files)
    ]


def _day(at: dt.datetime) -> str:
    return written(timezone.localdate(at))


def _faults(forms: dict[str, EventForm], file_form: FileForm) -> list[dict[str, str]]:
    """Every refusal on the page, for the summary on top."""
    bound: list[Any] = [form for form in (*forms.values(), file_form) if form.is_bound]
    return [
        {"ident": field.id_for_label, "label": str(field.label), "message": str(message)}
        for form in bound
        for field in form
        for message in field.errors
    ]
