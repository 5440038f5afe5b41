"""The whole story of a day for whoever reads it: page, summary, paper, Word and CSV are all made of this.

A fixed number of queries, whatever was written: nine with the day's own and those of the frame, so that a page has one
left for the content's revision. Texts that are hidden or masked never come here; a draft's levels neither.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from framtidsdag.fetching import room_of
from framtidsdag.follow_up.outcome import assignments_of
from framtidsdag.models import Framtidsdag, Participant, Room
from framtidsdag.phases import AFTERWARDS
from framtidsdag.telling.story_lists import Lists, lists_of
from framtidsdag.telling.story_room import ToldProposal, ToldSide, ToldWorkshop, many, sides_of, workshops_of
from goals.dates import written

Phase = Framtidsdag.Phase


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The day before this one, or after."""

    date: dt.date
    theme: str
    url: str


@dataclass(frozen=True, slots=True)
class Story:
    """``is_told``: what was said is here; before the bearbetning only the programme is, to everyone but who leads."""

    day: Framtidsdag
    lists: Lists
    room: Room | None
    is_told: bool
    has_facts: bool
    people: int  # who joined, those spoken for by the processledare aside
    assignments: list[dict[str, Any]]
    sides: list[ToldSide] = field(default_factory=list)
    workshops: list[ToldWorkshop] = field(default_factory=list)
    before: Neighbour | None = None
    after: Neighbour | None = None

    @property
    def is_open(self) -> bool:
        return self.room is not None and self.room.is_open

    @property
    def proposals(self) -> list[ToldProposal]:
        """Those that stand, hidden ones aside."""
        return [one for workshop in self.workshops for one in workshop.standing]

    @property
    def became(self) -> int:
        return sum(one.answer is not None and one.answer.became for one in self.proposals)

    @property
    def declined(self) -> int:
        return sum(one.answer is not None and not one.answer.became for one in self.proposals)

    @property
    def waiting(self) -> int:
        return len(self.proposals) - self.became - self.declined

    @property
    def marks(self) -> int:
        return sum(workshop.marks for workshop in self.workshops)

    @property
    def reflections(self) -> int:
        return sum(side.count for side in self.sides)

    @property
    def came_of_it(self) -> list[str]:
        """ "14 förslag", "63 markeringar", "9 blev nyckeltal", "5 blev det inte": what came of the day, first."""
        said = [many(len(self.proposals), "förslag", "förslag"), many(self.marks, "markering", "markeringar")]
        said += [f"{self.became} blev nyckeltal"] if self.became else []
        said += [f"{self.declined} blev det inte"] if self.declined else []
        return said + ([f"{self.waiting} väntar på svar"] if self.waiting else [])

    @property
    def people_words(self) -> str:
        return f"{many(self.people, 'person', 'personer')} gick med."

    @property
    def apart(self) -> str:
        """Proposals that are in none of those numbers: merged into another, or hidden."""
        merged = sum(len(one.merged) for workshop in self.workshops for one in workshop.proposals)
        hidden = sum(len(workshop.hidden) for workshop in self.workshops)
        said = [f"{merged} är sammanslagna med andra"] if merged > 1 else ["1 är sammanslaget med ett annat"] * merged
        said += [f"{hidden} {'är dolda' if hidden > 1 else 'är dolt'}"] if hidden else []
        return f"Därtill: {' och '.join(said)}." if said else ""

    @property
    def is_example(self) -> bool:
        """A level that is an example makes one of all that tells of it."""
        return any(one.answer is not None and one.answer.is_example for one in self.proposals)

    @property
    def decisions(self) -> list[dict[str, Any]]:
        """The decisions that adopted what became of the proposals, the earliest first."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.proposals:
            if one.answer and (decided := one.answer.decided):
                found[decided.url] = {
                    "title": one.answer.version, "url": decided.url, "date": decided.date,
                    "is_date_unknown": not decided.is_date_known, "is_corrected": False,
                    "body": decided.body[:1].upper() + decided.body[1:],
                }  # fmt: skip
        return sorted(found.values(), key=lambda card: card["date"])

    @property
    def next_step(self) -> str:
        """What happens now, in a sentence."""
        match self.day.phase:
            case Phase.PROCESSING:
                return "Förslagen bearbetas. Vart och ett får svar: vilket nyckeltal det blev, eller varför inte."
            case Phase.PROCESSED:
                return "Alla förslag har fått svar. Uppdragen rapporteras tillbaka här."
            case Phase.REPORTED:
                return "Dagen är återrapporterad."
        return "När prioriteringen är klar bearbetas förslagen, och vart och ett får ett svar."


def days_to_tell() -> QuerySet[Framtidsdag]:
    """Days with what their story needs of themselves: plan, room, how many took part, and the days beside them."""
    others = Framtidsdag.objects.filter(date__isnull=False).order_by()
    earlier = others.filter(date__lt=OuterRef("date")).order_by("-date")
    later = others.filter(date__gt=OuterRef("date")).order_by("date")
    people = Participant.objects.filter(~Q(kind=Participant.Kind.ALOUD), day=OuterRef("pk")).order_by().values("day")
    return (
        Framtidsdag.objects.select_related("plan__body", "room", "facts")
        .defer("facts__content")
        .annotate(
            people=Subquery(people.annotate(n=Count("pk")).values("n")),
            before_date=Subquery(earlier.values("date")[:1]),
            before_theme=Subquery(earlier.values("theme")[:1]),
            after_date=Subquery(later.values("date")[:1]),
            after_theme=Subquery(later.values("theme")[:1]),
        )
    )


def story_of(day: Framtidsdag, on: dt.date, *, early: bool = False) -> Story:
    """The story of a day that ``days_to_tell`` has fetched, with what was public on ``on``.

    ``early``: also before the bearbetning, for whoever leads the day. At most seven queries.
    """
    row: Any = day
    room = room_of(day)
    is_told = room is not None and (early or day.phase in AFTERWARDS)
    return Story(
        day=day,
        lists=lists_of(day),
        room=room,
        is_told=is_told,
        has_facts=getattr(day, "facts", None) is not None,
        people=row.people or 0,
        assignments=assignments_of(day),
        sides=sides_of(day) if is_told else [],
        workshops=workshops_of(day, on) if is_told else [],
        before=_neighbour(row.before_date, row.before_theme),
        after=_neighbour(row.after_date, row.after_theme),
    )


def _neighbour(date: dt.date | None, theme: str | None) -> Neighbour | None:
    if date is None:
        return None
    return Neighbour(date, theme or written(date), Framtidsdag(date=date).get_absolute_url())
