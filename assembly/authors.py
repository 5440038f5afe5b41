"""Whose a yrkande, a reservation or a note is: the names that a secretary types, found among those who can be meant.

A reservation presupposes having taken part in the decision (kommunallagen 4 kap. 27 §); who did is read from the
tjänstgöring at the §.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from goals.models import Meeting, Party, Person, SeatHolder, Service

_BETWEEN = re.compile(r"\s*(?:,|;|\n|\boch\b|\bsamt\b)\s*")
_PARTY = re.compile(r"\s*\(([^()]*)\)\s*$")
LAW: Final = "kommunallagen 4 kap. 27 §"
TOOK_NO_PART: Final = f"Den som inte deltog i beslutet kan inte reservera sig ({LAW})."
NAMES: Final = "Skriv namnen som i tjänstgöringen med komma emellan, eller ett partis namn eller förkortning."


@dataclass(frozen=True, slots=True)
class Author:
    """Whose a text is: a person with party, a party, or as it was written where neither is known."""

    by: str = ""
    party: Party | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Roll:
    """Who can be named at a § of a meeting, by name and by party; ``serving`` is None where nothing is known of it."""

    people: dict[str, Person] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    serving: frozenset[int] | None = None
    serving_parties: frozenset[int] = frozenset()

    @property
    def labels(self) -> list[str]:
        """Those who can be named, "Kim Exempelsson (C)", in order; those who served, where that is known."""
        found = {person.pk: person for person in self.people.values()}
        served = [person for pk, person in found.items() if self.serving is None or pk in self.serving]
        return sorted(label_of(person) for person in served)

    def author(self, text: str) -> Author:
        """One person or one party by name; anything else as it is written."""
        text = " ".join(text.split())
        if person := self._person(text):
            return Author(party=person.party, person=person)
        if party := self.parties.get(text.casefold()):
            return Author(party=party)
        return Author(by=text)

    def fault(self, text: str, declining: frozenset[int] = frozenset()) -> str:
        """Why these people cannot make a reservation, in Swedish; empty when they can, or when nothing is known.

        ``declining``: persons who took no part in the decision by their own choice.
        """
        names = [text] if not self.author(text).by else _BETWEEN.split(text.strip())
        return next(filter(None, (self._fault(name, declining) for name in names if name.strip())), "")

    def _fault(self, name: str, declining: frozenset[int]) -> str:
        author = self.author(name)
        person, party = author.person, author.party
        if person and person.pk in declining:
            return f"{person.name} deltar inte i beslutet och kan inte reservera sig mot det ({LAW})."
        if self.serving is None:
            return ""
        if person:
            return "" if person.pk in self.serving else f"{person.name} tjänstgjorde inte på paragrafen. {TOOK_NO_PART}"
        if party:
            served = party.pk in self.serving_parties
            return "" if served else f"Ingen från {party.name} tjänstgjorde på paragrafen. {TOOK_NO_PART}"
        return f"”{author.by}” finns inte bland dem som tjänstgjorde på paragrafen. {NAMES} {TOOK_NO_PART}"

    def _person(self, text: str) -> Person | None:
        return self.people.get(text.casefold()) or self.people.get(_PARTY.sub("", text).casefold())


def label_of(person: Person) -> str:
    """ "Kim Exempelsson (C)"."""
    return with_party(person.name, person.party.abbreviation if person.party else "")


def with_party(name: str, party: str) -> str:
    """The name with the party after it, unless it stands there already."""
    return f"{name} ({party})" if party and not name.endswith(f"({party})") else name


def roll_of(meeting: Meeting, paragraph: int | None) -> Roll:
    """Holders of the body's seats that day and all who served at the meeting; without a § nobody is known to serve."""
    on_the_day = Q(until__isnull=True) | Q(until__gte=meeting.date)
    holders = SeatHolder.objects.filter(on_the_day, seat__body=meeting.body_id, since__lte=meeting.date)
    services = list(Service.objects.filter(meeting=meeting).select_related("person__party"))
    people = [row.person for row in holders.select_related("person__party")] + [row.person for row in services]
    found: dict[str, Person] = {}
    for person in people:
        found[person.name.casefold()] = found[label_of(person).casefold()] = person
    parties = {name.casefold(): party for party in Party.objects.all() for name in (party.name, party.abbreviation)}
    if paragraph is None or not services:
        return Roll(found, parties)
    serving = [
        row.person
        for row in services
        if row.from_paragraph <= paragraph and (row.to_paragraph is None or row.to_paragraph >= paragraph)
    ]
    return Roll(
        found, parties, frozenset(person.pk for person in serving),
        frozenset(person.party_id for person in serving if person.party_id),
    )  # fmt: skip
