"""What anyone reads of a meeting: the agenda with decisions and public versions, and who served, by party.

A meeting is public once it is announced or its day has come. Of one behind closed doors (kommunallagen 6:25) it is
told who served when its protokoll is justerat. A fixed number of queries, whatever the length of the
agenda.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from assembly.presenting import approvals, has_begun
from goals.models import AgendaItem, Decision, DecisionItem, Meeting, PlanVersion, SeatHolder, Service
from goals.presenting import correction_of

NOT_PUBLIC = "en version som inte är offentlig än"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the meeting. ``outcomes``: what became of each version, in words."""

    decision: Decision
    outcomes: list[str] = field(default_factory=list)
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A matter on the agenda, with what was decided in it at the meeting and what could be read of it."""

    item: AgendaItem
    decisions: list[Decided] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Served:
    """One person on one seat: for whom, and each stretch of the meeting."""

    name: str
    note: str = ""
    when: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PartyServed:
    name: str
    is_example: bool
    people: dict[tuple[int, int], Served] = field(default_factory=dict)


def known_meetings(on: dt.date) -> QuerySet[Meeting]:
    """Meetings that anyone may read of on the day."""
    return Meeting.objects.filter(Q(announced_on__lte=on) | Q(date__lte=on)).select_related("body")


def meeting_with_agenda(body: str, date: dt.date, on: dt.date) -> tuple[Meeting, list[AgendaItem]] | None:
    """The body's meeting of that date with its agenda by §, those without one last; None where nobody may read of it.

    Each row knows whether a beslutsgång is begun (``is_begun``). One query, two where the agenda is empty.
    """
    known = Q(meeting__announced_on__lte=on) | Q(meeting__date__lte=on)
    items = list(
        AgendaItem.objects.filter(known, meeting__body__slug=body, meeting__date=date)
        .select_related("meeting__body", "matter")
        .annotate(is_begun=has_begun(on))
        .order_by(F("paragraph").asc(nulls_last=True), "pk")
    )
    if items:
        return items[0].meeting, items
    meeting = known_meetings(on).filter(body__slug=body, date=date).first()
    return (meeting, []) if meeting else None


def lines_of(meeting: Meeting, items: Sequence[AgendaItem], on: dt.date) -> list[Line]:
    """Each matter with its decisions and what anyone may read of it. Two queries."""
    if not items:
        return []
    decisions = _decisions(meeting, on)
    versions: dict[int | None, list[PlanVersion]] = {}
    public = PlanVersion.objects.public(on).filter(
        matter__in=[item.matter_id for item in items], left_draft_on__lte=meeting.date
    )
    for version in public.select_related("plan__body").order_by("plan", "number"):
        versions.setdefault(version.matter_id, []).append(version)
    return [Line(item, decisions.get(item.matter_id, []), versions.get(item.matter_id, [])) for item in items]


def _decisions(meeting: Meeting, on: dt.date) -> dict[int, list[Decided]]:
    """The meeting's decisions by matter, one row for each outcome of theirs: a single query."""
    public = PlanVersion.objects.public(on).order_by().filter(pk=OuterRef("items__version"))
    rows: Any = Decision.objects.filter(meeting=meeting, date__lte=on).select_related("corrected_by")
    rows = rows.annotate(
        outcome=F("items__outcome"), version_name=F("items__version__name"), is_public=Exists(public)
    ).order_by("paragraph", "pk", "items__pk")  # fmt: skip
    found: dict[int, Decided] = {}
    for row in rows:
        decided = found.setdefault(row.pk, Decided(row, is_corrected=correction_of(row, on) is not None))
        if row.outcome:
            label = DecisionItem.Outcome(row.outcome).label
            decided.outcomes.append(f"{label}: {row.version_name if row.is_public else NOT_PUBLIC}")
    by_matter: dict[int, list[Decided]] = {}
    for decided in found.values():
        by_matter.setdefault(decided.decision.matter_id, []).append(decided)
    return by_matter


def tells_presence(meeting: Meeting, on: dt.date) -> bool:
    """Whether anyone may read who served: at fullmäktige from its day on, elsewhere when the protokoll is justerat."""
    if meeting.date > on:
        return False
    return meeting.body.meets_in_public or approvals(on).filter(decision__meeting=meeting).exists()


def served_at(meeting: Meeting, items: Sequence[AgendaItem]) -> list[PartyServed]:
    """Who served, by party and in the order of the seats. One query."""
    on_the_day = Q(until__isnull=True) | Q(until__gte=meeting.date)
    held = SeatHolder.objects.filter(on_the_day, seat=OuterRef("seat"), since__lte=meeting.date).order_by("-since")
    services: Any = Service.objects.filter(meeting=meeting).select_related("person__party")
    services = services.annotate(
        holder=Subquery(held.values("person")[:1]), holder_name=Subquery(held.values("person__name")[:1])
    ).order_by("seat__number", "from_paragraph")  # fmt: skip
    paragraphs = [item.paragraph for item in items if item.paragraph]
    parties: dict[Any, PartyServed] = {}
    for service in services:
        if not _is_met(service, paragraphs):
            continue
        person = service.person
        party = person.party
        group = parties.setdefault(
            party.pk if party else None,
            PartyServed(party.name if party else "Utan parti", person.is_example or bool(party and party.is_example)),
        )
        row = group.people.setdefault((service.seat_id, person.pk), Served(person.name, _note(service)))
        row.when.append(_when(service, paragraphs))
    return sorted(parties.values(), key=lambda group: group.name)


def _is_met(service: Service, paragraphs: list[int]) -> bool:
    """Whether the service holds any § of the agenda; where none is numbered, every one counts."""
    last = service.to_paragraph
    held = (service.from_paragraph <= one and (last is None or last >= one) for one in paragraphs)
    return any(held) if paragraphs else True


def _when(service: Service, paragraphs: list[int]) -> str:
    """ "hela sammanträdet", "§ 84–91", "från § 84"; the whole is judged by the §§ of the agenda."""
    first, last = service.from_paragraph, service.to_paragraph
    from_start = first <= (min(paragraphs) if paragraphs else 1)
    to_end = last is None or (bool(paragraphs) and last >= max(paragraphs))
    if from_start and to_end:
        return "hela sammanträdet"
    if last == first:
        return f"§ {first}"
    if to_end:
        return f"från § {first}"
    return f"till och med § {last}" if from_start else f"§ {first}–{last}"


def _note(service: Any) -> str:
    """For whom, and why; nothing for whoever holds the seat."""
    if service.holder is not None and service.holder != service.person_id:
        return f"för {service.holder_name}" + (", jäv" if service.reason == Service.Reason.DISQUALIFIED else "")
    return "sen ankomst" if service.reason == Service.Reason.LATE else ""
