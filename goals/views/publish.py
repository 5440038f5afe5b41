"""Att publicera: what kommunstyrelsen has put forward and nobody else can read yet, and the law's calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from goals.calendar_of_law import Duty, State, is_published_late
from goals.dates import written
from goals.decisions import DecisionError
from goals.decisions import publish as make_public
from goals.models import MinutesEvent, PlanVersion
from goals.models.decisions import DecisionItemOutcome, MinutesEventKind
from goals.plan_calendar import calendar_of
from goals.publication import Publication, against, publication_of, shown
from goals.rules import check_may_publish

LATE_NOW = "Det är mindre än en vecka kvar till sammanträdet (kommunallagen 5 kap. 13 § och 8 kap. 14 §)."
NOT_KNOWN = "ingen uppgift i portalen"
NO_MEETING = "Ärendet står inte på något sammanträdes dagordning."
NOT_APPROVED = (
    "Portalen har ingen uppgift om att kommunstyrelsens protokoll är justerat. Publicera tidigast när det är justerat."
)


@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    """What is put forward and not public, and the calendar of the plans concerned and of the next one."""
    check_may_publish(request.user)
    today = timezone.localdate()
    versions = _waiting(today)
    approved = _approved(versions, today)
    years = sorted({version.plan.year for version in versions} | {today.year + 1})
    return render(
        request,
        "goals/publish_list.html",
        {
            "rows": [_row(version, approved.get(version.pk), today) for version in versions],
            "calendars": [{"year": year, "duties": calendar_rows(year, today)} for year in years],
            "nav_current": "beslut",
            "trail": [{"label": "Beslut", "url": reverse("decisions")}, {"label": "Att publicera"}],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked once more on a page, then public from today."""
    check_may_publish(request.user)
    today = timezone.localdate()
    found = PlanVersion.objects.filter(status=PlanVersion.Status.PROPOSED, pk=pk).select_related("plan__body").first()
    if found is None:
        raise Http404("Det finns inget sådant att publicera.")
    version = next((waiting for waiting in _waiting(today) if waiting.pk == pk), None)
    if version is None:
        messages.info(request, f"”{found.name}” är redan offentlig.")
        return redirect("publish_list")
    if request.method == "POST":
        try:
            make_public(version=version, on=today, by=request.user, at=timezone.now())
        except DecisionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"”{version.name}” är offentlig sedan i dag, {written(today)}.")
        return redirect("publish_list")
    basis = against([version], today).get(version.pk)
    context = {
        "row": _row(version, _approved([version], today).get(version.pk), today),
        "publication": shown(version, basis, today),
        "nav_current": "beslut",
        "trail": [
            {"label": "Beslut", "url": reverse("decisions")},
            {"label": "Att publicera", "url": reverse("publish_list")},
            {"label": version.name},
        ],
    }
    return render(request, "goals/publish.html", context)


def _waiting(today: dt.date) -> list[PlanVersion]:
    """Proposals that are not public, the one whose meeting comes first on top."""
    public = PlanVersion.objects.public(today).order_by().values("pk")
    versions: Any = PlanVersion.objects.with_publication(today).filter(status=PlanVersion.Status.PROPOSED)
    versions = versions.exclude(pk__in=public).select_related("plan__body", "matter")
    return sorted(versions, key=lambda version: (version.meeting_on or dt.date.max, version.pk))


def _approved(versions: list[PlanVersion], today: dt.date) -> dict[int, dt.date]:
    """The day on which the minutes of the decision that put the version forward were approved, by version."""
    events = MinutesEvent.objects.filter(
        decision__items__version__in=versions, decision__items__outcome=DecisionItemOutcome.PROPOSED,
        kind=MinutesEventKind.APPROVED, date__lte=today,
    ).order_by("-date")  # fmt: skip
    return dict(events.values_list("decision__items__version", "date"))


def _row(version: PlanVersion, approved: dt.date | None, today: dt.date) -> dict[str, Any]:
    """A version that waits, with all that there is to think of before it is made public."""
    publication = publication_of(version)
    assert publication is not None  # every proposal waits to be decided on
    return {
        "version": version,
        "publication": publication.sentence(today),
        "facts": [
            {"term": "Ärende", "text": str(version.matter or ""), "url": ""},
            {"term": "Lades fram", "text": written(version.left_draft_on) if version.left_draft_on else "", "url": ""},
            {"term": "Protokollet justerat", "text": written(approved) if approved else NOT_KNOWN, "url": ""},
            {"term": "Sammanträde", "text": _meeting(publication), "url": ""},
            {
                "term": "Publiceras senast",
                "text": written(last) if (last := publication.last_day) else NOT_KNOWN,
                "url": "",
            },
        ],
        "warnings": _warnings(publication, approved, today),
    }


def _meeting(publication: Publication) -> str:
    return f"{publication.body}, {written(publication.meeting)}" if publication.meeting else NOT_KNOWN


def _warnings(publication: Publication, approved: dt.date | None, today: dt.date) -> list[str]:
    found = []
    if publication.meeting is None:
        found.append(NO_MEETING)
    elif is_published_late(today, publication.meeting):
        found.append(LATE_NOW)
    if approved is None:
        found.append(NOT_APPROVED)
    return found


def calendar_rows(year: int, today: dt.date) -> list[dict[str, Any]]:
    """The calendar of the budget year's plan as templates/goals/calendar.html reads it, the last half year and on."""
    over = today - dt.timedelta(days=183)
    return [_duty(duty, today) for duty in calendar_of(year, today) if duty.last >= over]


def _duty(duty: Duty, today: dt.date) -> dict[str, Any]:
    """As templates/goals/calendar.html reads it."""
    state = duty.state(today)
    return {
        "what": duty.what,
        "last": duty.last,
        "is_closing": duty.is_closing,
        "state": "pågår" if duty.is_closing and state in (State.COMING, State.NEAR) else state.value,
        "is_over": state in (State.DONE, State.LATE) or (duty.is_closing and state == State.PASSED),
        "done": duty.done if state == State.DONE else None,
        "warning": duty.warning(today),
        "note": duty.note,
        "source": duty.source,
    }
