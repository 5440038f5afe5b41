"""What the law wants done by when on the way to a budget, and how each of it stands on a day.

Pure: dates in, values out, no clock. It warns and never blocks. The paragraphs are those of kommunallagen (2017:725):
the budget in 11 kap. 8, 10 and 11 §§, a meeting of fullmäktige and its minutes in 5 kap. 13 and 69 §§ and 8 kap. 12
and 14 §§, and the appeal, with its weekends and holidays, in 13 kap. 5 § (``goals.appeals``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from goals.appeals import ONE_DAY, is_working_day, last_day_to_appeal
from goals.dates import written

WEEK: Final = dt.timedelta(weeks=1)
TO_APPROVE: Final = dt.timedelta(days=14)
TO_POST: Final = dt.timedelta(days=2)
NEAR: Final = dt.timedelta(days=14)
ONE_ELECTION: Final = 2022  # ordinary elections are every fourth year


class State(StrEnum):
    """How a duty stands on a day, in the word that people read."""

    COMING = "kommande"
    NEAR = "nära"
    PASSED = "passerad"
    DONE = "gjort"
    LATE = "gjort för sent"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done by a day, the day included, with the paragraph that says so.

    ``done`` is the day on which it was done, None as long as the portal does not know of it; ``first`` the day before
    which it does not count. ``is_closing`` is a day on which something ends by itself: nobody is late with it.
    """

    what: str
    last: dt.date
    source: str
    note: str = ""
    done: dt.date | None = None
    first: dt.date | None = None
    is_closing: bool = False

    def state(self, on: dt.date) -> State:
        """What is done later than the day has not been done on it."""
        if self.done is not None and self.done <= on:
            return State.LATE if self.done > self.last else State.DONE
        if on > self.last:
            return State.PASSED
        return State.NEAR if self.last - on <= NEAR else State.COMING

    def warning(self, on: dt.date) -> str:
        """What to be warned of on the day, in one sentence; empty when there is nothing."""
        state = self.state(on)
        if self.first and self.done and self.done < self.first and state == State.DONE:
            return f"Det gjordes {written(self.done)}, före {written(self.first)}."
        if state == State.LATE and self.done:
            return f"Det gjordes {written(self.done)}, efter sista dagen."
        if state == State.PASSED and not self.is_closing:
            return "Dagen har passerat, och portalen har ingen uppgift om att det är gjort."
        if state == State.NEAR and not is_working_day(self.last) and not self.is_closing:
            before = written(working_day_before(self.last))
            return f"Sista dagen är en {_day_off(self.last)}. Arbetsdagen före är {before}."
        return ""


def is_election_year(year: int) -> bool:
    """Whether fullmäktige is elected all over the country that year: every fourth (kommunallagen 5 kap. 9 §)."""
    return (year - ONE_ELECTION) % 4 == 0


def budget_duties(
    budget_year: int, *, election_year: bool, proposed: dt.date | None = None, adopted: dt.date | None = None,
    tax_rate_set: dt.date | None = None,
) -> list[Duty]:  # fmt: skip
    """What the law wants of a budget in the year before it.

    ``proposed`` is the day of the styrelse's proposal, ``adopted`` the day on which fullmäktige decided the budget,
    ``tax_rate_set`` the day on which it set the tax rate, if that was done apart and earlier.
    """
    year = budget_year - 1
    elected = dt.date(year, 10, 15) if election_year else None
    by_whom = "nyvalda fullmäktige" if election_year else "fullmäktige"
    newly = "Valår: de nyvalda tillträder 15 oktober (5 kap. 9 §), och budgeten beslutas av dem (11 kap. 10 §). "
    return [
        Duty(
            f"Kommunstyrelsens förslag till budget {budget_year} är upprättat",
            dt.date(year, 10, 31), "kommunallagen 11 kap. 8 §", done=proposed,
            note="Vid särskilda skäl i november, men då föreslås skattesatsen före oktobers utgång.",
        ),
        Duty(
            f"Skattesatsen för {budget_year} är beslutad av {by_whom}",
            dt.date(year, 11, 30), "kommunallagen 11 kap. 10 och 11 §§", done=tax_rate_set or adopted,
            note="Också när budgeten av särskilda skäl beslutas i december.",
        ),
        Duty(
            f"Budgeten för {budget_year} är beslutad av {by_whom}",
            dt.date(year, 11, 30), "kommunallagen 11 kap. 10 §", done=adopted, first=elected,
            note=(newly if election_year else "")
            + f"Vid särskilda skäl senast {written(dt.date(year, 12, 31))} (11 kap. 11 §).",
        ),
    ]  # fmt: skip


def meeting_duties(
    meeting: dt.date, *, announced: dt.date | None = None, published: dt.date | None = None,
    approved: dt.date | None = None, posted: dt.date | None = None, is_budget: bool = True,
) -> list[Duty]:  # fmt: skip
    """What the law wants before and after a meeting of fullmäktige.

    ``announced`` on the anslagstavla, ``published`` the styrelse's proposal; the minutes ``approved`` (justerat) and
    ``posted`` (justeringen tillkännagiven). The last day to appeal is known when ``posted`` is.
    """
    day = written(meeting)
    duties = [
        Duty(f"Sammanträdet {day} är tillkännagivet på anslagstavlan", meeting - WEEK, "kommunallagen 5 kap. 13 §",
             done=announced, note="Minst en vecka före. Ledamöterna kallas senast samma dag (5 kap. 15 §)."),
    ]  # fmt: skip
    if is_budget:
        duties.append(
            Duty("Kommunstyrelsens budgetförslag är tillgängligt på webbplatsen", announced or meeting - WEEK,
                 "kommunallagen 8 kap. 14 §", done=published, note="Från det att sammanträdet tillkännages.")
        )  # fmt: skip
    duties.append(
        Duty(f"Protokollet från {day} är justerat", meeting + TO_APPROVE, "kommunallagen 5 kap. 69 §", done=approved)
    )
    if approved is not None:
        duties.append(
            Duty("Justeringen är tillkännagiven på anslagstavlan", approved + TO_POST, "kommunallagen 8 kap. 12 §",
                 done=posted, note="Anslaget sitter uppe tills tiden för överklagande har gått ut.")
        )  # fmt: skip
    if posted is not None:
        duties.append(
            Duty("Beslutet kan överklagas", last_day_to_appeal(posted), "kommunallagen 13 kap. 5 §", is_closing=True,
                 note=f"Tre veckor från anslaget {written(posted)}; lördag, söndag och helgdag flyttas framåt.")
        )  # fmt: skip
    return duties


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """By the last day; of one day, as they were given."""
    return sorted(duties, key=lambda duty: duty.last)


def warnings(duties: Iterable[Duty], on: dt.date) -> Iterator[tuple[Duty, str]]:
    """The duties that there is something to say of on the day, with what."""
    for duty in duties:
        if said := duty.warning(on):
            yield duty, said


def working_day_before(day: dt.date) -> dt.date:
    """The last working day before the day."""
    day -= ONE_DAY
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def _day_off(day: dt.date) -> str:
    """What kind of day it is that nobody works on."""
    return {5: "lördag", 6: "söndag"}.get(day.weekday(), "helgdag eller helgdagsafton")


def is_published_late(published: dt.date, meeting: dt.date) -> bool:
    """Whether people had less than a week before the meeting (kommunallagen 5 kap. 13 § and 8 kap. 14 §)."""
    return meeting - published < WEEK
