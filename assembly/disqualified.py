"""Jäv (kommunallagen 5:47 and 6:28): who steps aside at a § of a meeting, read from its tjänstgöring.

A substitute who serves because of jäv says so (the service's reason). Where there is none, nobody serves on the seat,
and the same person serves on it before and after: only who stepped aside for jäv comes back that day (5:20).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from assembly.serving import holders_of
from goals.models import Meeting, Person, Service
from goals.models.meetings import ServiceReason


@dataclass(frozen=True, slots=True)
class Aside:
    """Who takes no part, and who serves on their seat meanwhile, if anyone does."""

    person: Person
    substitute: Person | None = None


def aside_at(meeting: Meeting, paragraph: int | None) -> list[Aside]:
    """In the order of the seats; nobody where the matter has no §. At most two queries."""
    if paragraph is None:
        return []
    services = Service.objects.filter(meeting=meeting).select_related("seat__party", "person__party")
    found: list[Aside] = []
    ordered = services.order_by("seat__number", "seat", "from_paragraph")
    for _, own in itertools.groupby(ordered, key=lambda service: service.seat_id):
        if aside := _on_seat(meeting, list(own), paragraph):
            found.append(aside)
    return found


def steps_aside(person: Person, meeting: Meeting, paragraph: int | None) -> bool:
    """Whether the person takes no part at the § for jäv."""
    return any(aside.person == person for aside in aside_at(meeting, paragraph))


def _on_seat(meeting: Meeting, services: list[Service], paragraph: int) -> Aside | None:
    """Of one seat, by what its services say, in the order of their §§."""
    ordinary = [service for service in services if service.reason != ServiceReason.DISQUALIFIED]
    before = next((one.person for one in reversed(ordinary) if one.from_paragraph < paragraph), None)
    after = next((one.person for one in ordinary if one.from_paragraph > paragraph), None)
    there = next((one for one in services if _holds(one, paragraph)), None)
    if there is None:
        return Aside(before) if before is not None and before == after else None
    if there.reason != ServiceReason.DISQUALIFIED:
        return None
    person = before or after or holders_of(meeting, [there.seat]).get(there.seat_id)
    return Aside(person, there.person) if person is not None and person != there.person else None


def _holds(service: Service, paragraph: int) -> bool:
    return service.from_paragraph <= paragraph and (service.to_paragraph is None or service.to_paragraph >= paragraph)
