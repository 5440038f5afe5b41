"""What anyone reads of a meeting: the agenda with decisions and public versions, and who served, by party.

A meeting is public once it is announced or its day has come. A fixed number of queries, whatever the length of the
agenda.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from goals.models import AgendaItem, Decision, Meeting, PlanVersion, SeatHolder, Service
from goals.presenting import correction_of, outcome_words, public_items


@dataclass(frozen=True, slots=True)
class Line:
    """A matter on the agenda, with what was decided in it at the meeting and what could be read of it."""

    item: AgendaItem
    decisions: list[dict[str, Any]] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Served:
    """One person at the meeting: when, and for whom."""

    name: str
    when: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PartyServed:
    name: str
    is_example: bool
    people: list[Served] = field(default_factory=list)


def known_meetings(on: dt.date) -> QuerySet[Meeting]:
    """Meetings that anyone may read of on the day."""
    return Meeting.objects.filter(Q(announced_on__lte=on) | Q(date__lte=on)).select_related("body")


def agenda_of(meeting: Meeting, on: dt.date) -> list[Line]:
    """The agenda by §, those without one last. Four queries."""
    items = list(meeting.agenda.select_related("matter"))
    decisions: dict[int, list[dict[str, Any]]] = {}
    found = Decision.objects.filter(meeting=meeting, date__lte=on).select_related("body", "corrected_by")
    for decision in found.prefetch_related(Prefetch("items", public_items(on))).order_by("paragraph", "pk"):
        decisions.setdefault(decision.matter_id, []).append(
            {
                "decision": decision,
                "outcome": outcome_words(rows) if (rows := list(decision.items.all())) else "",
                "is_corrected": correction_of(decision, on) is not None,
            }
        )
    versions: dict[int | None, list[PlanVersion]] = {}
    matters = [item.matter_id for item in items]
    public = PlanVersion.objects.public(on).filter(matter__in=matters, left_draft_on__lte=meeting.date)
    for version in public.select_related("plan__body").order_by("plan", "number"):
        versions.setdefault(version.matter_id, []).append(version)
    return [Line(item, decisions.get(item.matter_id, []), versions.get(item.matter_id, [])) for item in items]


def served_at(meeting: Meeting, items: Sequence[AgendaItem]) -> list[PartyServed]:
    """Who served, by party and in the order of the seats. Two queries."""
    services = list(
        Service.objects.filter(meeting=meeting)
        .select_related("seat", "person__party")
        .order_by("seat__number", "from_paragraph")
    )
    on_the_day = Q(until__isnull=True) | Q(until__gte=meeting.date)
    held = SeatHolder.objects.filter(
        on_the_day, seat__in={service.seat_id for service in services}, since__lte=meeting.date
    )
    holders = {row.seat_id: row.person for row in held.select_related("person")}
    paragraphs = [item.paragraph for item in items if item.paragraph]
    parties: dict[Any, PartyServed] = {}
    for service in services:
        person = service.person
        party = person.party
        group = parties.setdefault(
            party.pk if party else None,
            PartyServed(party.name if party else "Utan parti", person.is_example or bool(party and party.is_example)),
        )
        group.people.append(Served(person.name, _when(service, paragraphs), _note(service, holders)))
    return sorted(parties.values(), key=lambda group: group.name)


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


def _note(service: Service, holders: dict[int, Any]) -> str:
    """For whom, and why; nothing for whoever holds the seat."""
    holder = holders.get(service.seat_id)
    if holder is not None and holder.pk != service.person_id:
        why = {Service.Reason.DISQUALIFIED: ", jäv"}.get(Service.Reason(service.reason), "")
        return f"för {holder.name}{why}"
    return "sen ankomst" if service.reason == Service.Reason.LATE else ""
