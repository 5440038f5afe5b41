"""What may happen to the minutes of a decision, in which order, and by when the law wants it. Pure.

Minutes are approved (justerade) within fourteen days of the meeting (kommunallagen 5 kap. 69 §) and announced on the
anslagstavla on the second day after that (8 kap. 12 §); the announcement stays up until the time to appeal is over (13
kap. 5 §). What cannot be is refused; what is unusual asks to be confirmed; what is late is told of.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from goals.appeals import ONE_DAY, last_day_to_appeal
from goals.calendar_of_law import TO_APPROVE, TO_POST
from goals.dates import written

# MinutesEvent.Kind, as values, in the order in which things happen.
APPROVED, MINUTES, POSTED, APPEALED, ANNULLED = "approved", "minutes", "posted", "appealed", "annulled"
TAKEN_DOWN, FINAL = "taken_down", "final"
KINDS: Final = (APPROVED, MINUTES, POSTED, APPEALED, ANNULLED, TAKEN_DOWN, FINAL)
WORDS: Final = {
    APPROVED: "Justerat", MINUTES: "Protokoll publicerat", POSTED: "Tillkännagett på anslagstavlan",
    APPEALED: "Överklagat", ANNULLED: "Upphävt", TAKEN_DOWN: "Nedtaget från anslagstavlan",
    FINAL: "Laga kraft bekräftad",
}  # fmt: skip
TO_BE_APPROVED: Final = "kommunallagen 5 kap. 69 §"
TO_BE_POSTED: Final = "kommunallagen 8 kap. 12 §"
TO_APPEAL: Final = "kommunallagen 13 kap. 5 §"

Event = tuple[str, dt.date]


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an event is not stored as it was sent; some can be confirmed and are stored then."""

    message: str
    can_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is to happen next to the minutes. ``last`` is None where no day is set; ``first`` the first day for it."""

    kind: str
    what: str
    source: str = ""
    last: dt.date | None = None
    first: dt.date | None = None

    def is_late(self, on: dt.date) -> bool:
        return self.last is not None and on > self.last


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of one decision: when it was taken, and what has happened since."""

    decided: dt.date
    events: Sequence[Event]
    is_preparatory: bool = False  # it prepares another body's decision and cannot be appealed itself (13 kap. 2 §)
    is_day_known: bool = True  # otherwise ``decided`` is the last day on which it can have been taken

    def when(self, kind: str) -> dt.date | None:
        """The day of the kind's event; of several, the latest."""
        return max((date for found, date in self.events if found == kind), default=None)

    @property
    def last_day_to_approve(self) -> dt.date | None:
        """Fourteen days after the meeting, when it is known which day that was."""
        return self.decided + TO_APPROVE if self.is_day_known else None

    @property
    def last_day(self) -> dt.date | None:
        """The last day to appeal, when the announcement is known."""
        posted = self.when(POSTED)
        return last_day_to_appeal(posted) if posted else None

    def due(self) -> Due | None:
        """The next thing to register; None when nothing more is to come."""
        approved, posted, last = self.when(APPROVED), self.when(POSTED), self.last_day
        if self.when(ANNULLED) or self.when(FINAL):
            return None
        if approved is None and posted is None:
            return Due(APPROVED, "Justera protokollet", TO_BE_APPROVED, last=self.last_day_to_approve)
        if posted is None and approved is not None:
            return Due(POSTED, "Tillkännage justeringen på anslagstavlan", TO_BE_POSTED, last=approved + TO_POST)
        if last is not None and self.when(TAKEN_DOWN) is None:
            return Due(TAKEN_DOWN, "Ta ned tillkännagivandet", TO_APPEAL, first=last + ONE_DAY)
        if self.is_preparatory:
            return None
        if self.when(APPEALED):
            return Due(ANNULLED, "Invänta domstolens beslut")
        return Due(FINAL, "Bekräfta laga kraft", TO_APPEAL, first=last + ONE_DAY if last else None)

    def objection(self, kind: str, date: dt.date, on: dt.date) -> Objection | None:
        """What stands in the way of an event, registered on the day; None when nothing does."""
        refused = next(self._refusals(kind, date, on), "")
        if refused:
            return Objection(refused)
        doubts = list(self._doubts(kind, date))
        return Objection(" ".join(doubts), can_confirm=True) if doubts else None

    def late(self, kind: str, date: dt.date) -> str:
        """What is told of an event that came after the law's last day; empty for one in time."""
        last = self.last_day_to_approve
        if kind == APPROVED and last and date > last:
            return f"Protokollet skulle ha justerats senast {written(last)} ({TO_BE_APPROVED})."
        approved = self.when(APPROVED)
        if kind == POSTED and approved and date > approved + TO_POST:
            return f"Justeringen skulle ha tillkännagetts senast {written(approved + TO_POST)} ({TO_BE_POSTED})."
        return ""

    def _refusals(self, kind: str, date: dt.date, on: dt.date) -> Iterator[str]:
        approved, posted = self.when(APPROVED), self.when(POSTED)
        if date < self.decided:
            yield f"Det kan inte ha hänt före beslutet, {written(self.decided)}."
        if date > on:
            yield "Dagen har inte kommit än. Registrera det när det har hänt."
        if kind == APPROVED and posted and date > posted:
            yield f"Justeringen tillkännagavs redan {written(posted)}, och kan inte ha skett efter det."
        if kind == POSTED and approved is None:
            yield f"Protokollet är inte justerat. Registrera justeringen först ({TO_BE_POSTED})."
        if kind == POSTED and approved and date < approved:
            yield f"Protokollet justerades först {written(approved)} ({TO_BE_POSTED})."
        if kind == TAKEN_DOWN and (posted is None or date < posted):
            yield "Det som tas ned ska först ha tillkännagetts på anslagstavlan."
        if kind == FINAL and posted is None:
            yield f"Överklagandetiden räknas från tillkännagivandet av justeringen. Registrera det först ({TO_APPEAL})."
        annulled, appealed = self.when(ANNULLED), self.when(APPEALED)
        if kind == FINAL and annulled:
            yield f"Beslutet upphävdes {written(annulled)} och får inte laga kraft."
        if kind == ANNULLED and appealed and date < appealed:
            yield f"Beslutet överklagades först {written(appealed)}."

    def _doubts(self, kind: str, date: dt.date) -> Iterator[str]:
        last, posted, before = self.last_day, self.when(POSTED), self.when(kind)
        if before is not None:
            yield (
                f"{WORDS[kind]} är redan registrerat, {written(before)}. Inget tas bort: båda dagarna står kvar, och "
                "den senare räknas."
            )
        if kind == MINUTES and self.when(APPROVED) is None:
            yield "Protokollet är inte justerat än."
        if kind == APPEALED and self.is_preparatory:
            yield "Beslutet förbereder ett annat och kan inte överklagas för sig (kommunallagen 13 kap. 2 §)."
        if kind == APPEALED and posted is None:
            yield "Tillkännagivandet av justeringen är inte registrerat."
        if kind == APPEALED and last and date > last:
            yield f"Överklagandetiden gick ut {written(last)} ({TO_APPEAL})."
        if kind == ANNULLED and self.when(APPEALED) is None:
            yield "Inget överklagande är registrerat."
        if kind == TAKEN_DOWN and last and date <= last:
            yield f"Tillkännagivandet ska sitta uppe hela tiden för överklagande, till {written(last)} ({TO_APPEAL})."
        if kind == FINAL and last and date <= last:
            yield f"Beslutet kan överklagas till och med {written(last)}. Det vinner inte laga kraft förrän efter det."
        if kind == FINAL and self.when(APPEALED):
            yield "Beslutet är överklagat. Bekräfta laga kraft först när målet är avgjort."


def minutes_of(
    decided: dt.date, events: Iterable[Event], *, is_preparatory: bool = False, is_day_known: bool = True
) -> Minutes:  # fmt: skip
    """The minutes, with the events in time order."""
    return Minutes(decided, sorted(events, key=lambda event: event[1]), is_preparatory, is_day_known)
