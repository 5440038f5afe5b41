"""What the processledare sees of the room: who is there, what is written and marked, and how the day was moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Max, Q

from framtidsdag.models import DiscussionNote, Framtidsdag, KpiProposal, Participant, PhaseMove, Reflection, Workshop
from framtidsdag.prioritising.tally import Result, tallies_of

Phase = Framtidsdag.Phase
# A browser that is there says so every twenty seconds (framtidsdag.participants.taking_part).
CONNECTED: Final = dt.timedelta(seconds=45)
LATEST_TEXTS: Final = 5
LATEST_PEOPLE: Final = 12
LATEST_MOVES: Final = 8
TOP_RESULTS: Final = 5
TEXT_KINDS: Final[dict[str, Any]] = {
    "reflektion": Reflection, "forslag": KpiProposal, "anteckning": DiscussionNote,
}  # fmt: skip
HEADINGS: Final = {"reflektion": "Reflektioner", "forslag": "Förslag", "anteckning": "Anteckningar"}
# The kind that is written in the phase comes first.
_FIRST: Final[dict[str, tuple[str, ...]]] = {Phase.WORKSHOP: ("forslag", "anteckning", "reflektion")}
_USUAL: Final = ("reflektion", "forslag", "anteckning")
_LATER: Final = ("forslag", "anteckning", "reflektion")


@dataclass(frozen=True, slots=True)
class People:
    """How many take part: now, and in all. ``aloud`` are those whose marks were given aloud or on paper."""

    connected: int
    total: int
    aloud: int
    last: int


@dataclass(frozen=True, slots=True)
class WorkshopLine:
    """A workshop in numbers. ``possible`` is all that take part times the marks that each has."""

    workshop: Workshop
    proposals: int
    notes: int
    marks: int
    possible: int
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text from the room as the list shows it; ``where`` is its side, or its number and goal."""

    kind: str
    row: Any
    where: str
    words: str
    more: str


@dataclass(frozen=True, slots=True)
class TextList:
    kind: str
    heading: str
    texts: tuple[Text, ...]
    total: int


def people_in(day: Framtidsdag, at: dt.datetime) -> People:
    """One query."""
    is_aloud = Q(kind=Participant.Kind.ALOUD)
    counts = Participant.objects.filter(day=day).aggregate(
        total=Count("pk", filter=~is_aloud),
        aloud=Count("pk", filter=is_aloud),
        connected=Count("pk", filter=Q(seen_at__gt=at - CONNECTED)),
        last=Max("pk"),
    )
    return People(counts["connected"], counts["total"], counts["aloud"], counts["last"] or 0)


def latest_people(day: Framtidsdag, at: dt.datetime, most: int | None = LATEST_PEOPLE) -> list[dict[str, Any]]:
    """Those who take part, the last seen first: {name, seen_at, is_connected, is_aloud}."""
    rows = Participant.objects.filter(day=day).order_by(F("seen_at").desc(nulls_last=True), "-pk")
    return [
        {
            "name": row.name,
            "seen_at": row.seen_at or row.joined_at,
            "is_connected": row.seen_at is not None and row.seen_at > at - CONNECTED,
            "is_aloud": row.kind == Participant.Kind.ALOUD,
        }
        for row in rows[:most]
    ]


def workshop_lines(day: Framtidsdag, people: People) -> list[WorkshopLine]:
    """The day's workshops in numbers, with the first of each once there are marks; four queries."""
    tallies = tallies_of(day)
    notes = dict(
        DiscussionNote.objects.filter(workshop__day=day, hidden_at__isnull=True).order_by()
        .values_list("workshop").annotate(Count("pk"))
    )  # fmt: skip
    return [
        WorkshopLine(
            workshop=tally.workshop,
            proposals=len(tally.results),
            notes=notes.get(tally.workshop.pk, 0),
            marks=tally.total + tally.hidden,
            possible=(people.total + people.aloud) * tally.workshop.marks_each,
            results=tally.results[:TOP_RESULTS] if tally.total else (),
        )
        for tally in tallies
    ]


def latest_texts(day: Framtidsdag) -> list[TextList]:
    """The last of each kind that there is, what the phase is about first; six queries."""
    if day.phase == Phase.PLANNED:
        return []
    order = _FIRST.get(day.phase, _USUAL if day.phase == Phase.SITUATION else _LATER)
    lists = []
    for kind in order:
        rows = texts_of(day, kind)
        if total := rows.count():
            lists.append(TextList(kind, HEADINGS[kind], tuple(shown(kind, rows[:LATEST_TEXTS])), total))
    return lists


def texts_of(day: Framtidsdag, kind: str) -> Any:
    """All texts of the kind, the latest first."""
    if kind == "reflektion":
        rows: Any = Reflection.objects.filter(day=day)
    elif kind == "forslag":
        rows = KpiProposal.objects.filter(day=day).select_related("workshop__goal", "merged_into")
    else:
        rows = DiscussionNote.objects.filter(workshop__day=day).select_related("workshop__goal")
    return rows.select_related("hidden_by").order_by("-pk")


def shown(kind: str, rows: Iterable[Any]) -> list[Text]:
    return [_text(kind, row) for row in rows]


def moves_of(day: Framtidsdag) -> list[PhaseMove]:
    """How the day was moved between its phases, the latest first."""
    return list(PhaseMove.objects.filter(day=day).select_related("moved_by").order_by("-pk")[:LATEST_MOVES])


def _text(kind: str, row: Any) -> Text:
    if kind == "reflektion":
        return Text(kind, row, row.get_side_display(), row.text, "")
    if kind == "forslag":
        merged = f", sammanslaget med förslag {row.merged_into.number}" if row.merged_into else ""
        return Text(kind, row, f"Förslag {row.number}, {row.workshop.goal.name}{merged}", row.title, row.reason)
    return Text(kind, row, str(row.workshop.goal.name), row.text, "")
