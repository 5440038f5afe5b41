"""What waits for the kommunsekreterare on a day: meetings, paragraphs, decisions and minutes, with the law's last days.

It reminds and never blocks. What is older than half a year stands apart: old minutes may have been entered without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse

from assembly.minutes_events import POSTED, minutes_of
from goals.calendar_of_law import WEEK
from goals.dates import written
from goals.models import AgendaItem, Body, Decision, Meeting, MinutesEvent, PlanVersion
from goals.models.decisions import MinutesEventKind
from goals.transitions import Status

HALF_A_YEAR: Final = dt.timedelta(days=183)
TO_ANNOUNCE: Final = "kommunallagen 5 kap. 13 §"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits. ``day`` is what it is ordered by, ``is_late`` that its last day has passed."""

    text: str
    url: str
    day: dt.date
    note: str = ""
    source: str = ""
    is_late: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one kind: those to do now, and those that are older than half a year."""

    key: str
    title: str
    nothing: str
    tasks: list[Task] = field(default_factory=list)
    older: list[Task] = field(default_factory=list)


def waiting_for_secretary(on: dt.date) -> list[Group]:
    """Everything that waits on the day; seven queries."""
    return [
        Group("sammantraden", "Kommande sammanträden", "Inget sammanträde är inlagt framåt.", coming_meetings(on)),
        _split("paragrafer", "Punkter utan §", "Alla punkter vid hållna sammanträden har sin §.", _unnumbered(on), on),
        _split("beslut", "Beslut att registrera", "Besluten från hållna sammanträden är registrerade.",
               [_to_register(item) for item in items_to_register(on)], on),
        _split("protokoll", "Protokoll att justera och tillkännage", "Protokollen är justerade och tillkännagivna.",
               list(_minutes(on)), on),
        Group("publicera", "Att publicera", "Inget framlagt väntar på att bli offentligt.", list(_to_publish(on))),
    ]  # fmt: skip


def coming_meetings(on: dt.date) -> list[Task]:
    """Meetings on the day or later, the next one first, with how their announcement stands."""
    meetings = Meeting.objects.filter(date__gte=on).select_related("body").annotate(matter_count=Count("agenda"))
    return [_coming(meeting, on) for meeting in meetings.order_by("date", "pk")]


def announcement(meeting: Meeting, on: dt.date) -> tuple[str, bool]:
    """How the announcement stands on the day, and whether that is to be warned of.

    The week is asked of fullmäktige alone (kommunallagen 5 kap. 13 §); other bodies are called as they have decided.
    """
    is_council = meeting.body.kind == Body.Kind.COUNCIL
    last, announced = meeting.date - WEEK, meeting.announced_on
    late = " Det är mindre än en vecka före sammanträdet." if announced and is_council and announced > last else ""
    if announced and announced <= on:
        return f"Tillkännagivet {written(announced)}.{late}", bool(late)
    if announced:
        return f"Tillkännages {written(announced)}, {_ahead(announced, on)}.{late}", bool(late)
    if not is_council:
        return "Ingen dag för tillkännagivande är angiven.", False
    if last < on:
        return f"Inte tillkännagivet. Sista dagen var {written(last)}.", True
    return f"Inte tillkännagivet. Senast {written(last)}, {_ahead(last, on)}.", (last - on).days <= 2


def _coming(meeting: Any, on: dt.date) -> Task:
    note, warns = announcement(meeting, on)
    matters = "1 ärende" if meeting.matter_count == 1 else f"{meeting.matter_count or 'inga'} ärenden"
    return Task(
        f"{meeting.body.title} {written(meeting.date)}",
        reverse("secretary_meeting", args=[meeting.pk]),
        meeting.date,
        note,
        TO_ANNOUNCE if meeting.body.kind == Body.Kind.COUNCIL else "",
        is_late=warns,
        tag=f"{_ahead(meeting.date, on)}, {matters}",
    )


def _unnumbered(on: dt.date) -> list[Task]:
    """Meetings held with matters that have no §, each with how many."""
    meetings: Any = Meeting.objects.filter(date__lte=on).select_related("body").order_by("-date")
    meetings = meetings.annotate(without=Count("agenda", filter=Q(agenda__paragraph__isnull=True)))
    return [
        Task(
            f"{meeting.body.title} {written(meeting.date)}",
            reverse("secretary_meeting", args=[meeting.pk]),
            meeting.date,
            "1 ärende saknar §." if meeting.without == 1 else f"{meeting.without} ärenden saknar §.",
        )
        for meeting in meetings.filter(without__gt=0)
    ]


def items_to_register(on: dt.date) -> list[AgendaItem]:
    """Matters of meetings held by the day, without a decision there; the latest meeting first. One query."""
    decided = Decision.objects.filter(meeting=OuterRef("meeting"), matter=OuterRef("matter"))
    found = AgendaItem.objects.filter(~Exists(decided), meeting__date__lte=on)
    found = found.select_related("meeting__body", "matter")
    return list(found.order_by("-meeting__date", F("paragraph").asc(nulls_last=True), "pk"))


def _to_register(item: AgendaItem) -> Task:
    at = f" § {item.paragraph}" if item.paragraph else ""
    return Task(
        item.matter.title,
        registering_url(item),
        item.meeting.date,
        f"{item.meeting.body.title} {written(item.meeting.date)}{at}.",
    )


def registering_url(item: AgendaItem) -> str:
    """Where the decision on the item is registered."""
    return f"{reverse('secretary_decision_new')}?punkt={item.pk}"


def _minutes(on: dt.date) -> Iterable[Task]:
    """Decisions whose minutes are not approved, or approved and not announced, with the law's last day for it."""
    rows: Any = Decision.objects.filter(date__lte=on, corrected_by__isnull=True, date_is_known=True)
    posted = MinutesEvent.objects.filter(decision=OuterRef("pk"), kind=MinutesEventKind.POSTED, date__lte=on)
    for decision in rows.filter(~Exists(posted)).select_related("body").prefetch_related("events").order_by("date"):
        events = [(event.kind, event.date) for event in decision.events.all() if event.date <= on]
        due = minutes_of(decision.date, events).due()
        if due is None or due.last is None:
            continue
        what = "Justeringen ska tillkännages" if due.kind == POSTED else "Protokollet ska justeras"
        yield Task(
            decision.title,
            reverse("secretary_decision", args=[decision.pk]),
            decision.date,
            f"{what.replace(' ska ', ' skulle ')} senast {written(due.last)}, och portalen har ingen uppgift om det."
            if due.is_late(on) else f"{what} senast {written(due.last)}, {_ahead(due.last, on)}.",
            due.source,
            is_late=due.is_late(on),
            tag=f"{decision.body.title} {written(decision.date)}",
        )  # fmt: skip


def _to_publish(on: dt.date) -> Iterable[Task]:
    public = PlanVersion.objects.public(on).order_by().values("pk")
    waiting = PlanVersion.objects.with_publication(on).filter(status=Status.PROPOSED).exclude(pk__in=public)
    for version in waiting.order_by("left_draft_on", "pk"):
        meeting = version.meeting_on  # type: ignore[attr-defined]
        yield Task(
            version.name,
            reverse("publish_list"),
            meeting or on,
            f"Senast {written(meeting - WEEK)}, en vecka före sammanträdet."
            if meeting
            else "Ärendet står inte på något sammanträdes dagordning.",
            "kommunallagen 8 kap. 14 §",
            is_late=bool(meeting and meeting - WEEK < on),
        )


def _split(key: str, title: str, nothing: str, tasks: list[Task], on: dt.date) -> Group:
    since = on - HALF_A_YEAR
    return Group(
        key, title, nothing, [task for task in tasks if task.day >= since],
        [task for task in tasks if task.day < since],
    )  # fmt: skip


def _ahead(day: dt.date, on: dt.date) -> str:
    """Today, tomorrow, or in how many days."""
    days = (day - on).days
    return {0: "i dag", 1: "i morgon"}.get(days, f"om {days} dagar")
