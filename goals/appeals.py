"""How long a decision can be appealed (laglighetsprövning), computed from the anslag of the justering.

Pure. Three weeks from the day when the anslagstavla announced that the minutes had been approved (kommunallagen
13:5). A last day that is a Saturday, a Sunday, another public holiday, midsummer's, Christmas or New Year's Eve moves
to the next weekday (lagen 1930:173 om beräkning av lagstadgad tid, 2 §; the holidays are those of lagen 1989:253).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from goals.dates import written

TIME_TO_APPEAL = dt.timedelta(weeks=3)
ONE_DAY = dt.timedelta(days=1)
SATURDAY, FRIDAY = 5, 4

POSTED, APPEALED, ANNULLED, FINAL = "posted", "appealed", "annulled", "final"  # MinutesEvent.Kind, as values


def last_day_to_appeal(posted: dt.date) -> dt.date:
    """The last day, given the day of the anslag."""
    return next_working_day(posted + TIME_TO_APPEAL)


def next_working_day(day: dt.date) -> dt.date:
    """The day itself, or the next one that is neither Saturday, Sunday, holiday nor one of the three eves."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def is_working_day(day: dt.date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year) and day not in eves(day.year)


def holidays(year: int) -> frozenset[dt.date]:
    """Public holidays besides Sundays, as they have been since 2005."""
    easter = easter_sunday(year)
    return frozenset({
        dt.date(year, 1, 1),
        dt.date(year, 1, 6),
        easter - 2 * ONE_DAY,  # långfredagen
        easter + ONE_DAY,
        dt.date(year, 5, 1),
        easter + 39 * ONE_DAY,  # Kristi himmelsfärdsdag
        dt.date(year, 6, 6),
        _weekday_from(dt.date(year, 6, 20), SATURDAY),  # midsommardagen
        _weekday_from(dt.date(year, 10, 31), SATURDAY),  # alla helgons dag
        dt.date(year, 12, 25),
        dt.date(year, 12, 26),
    })  # fmt: skip


def eves(year: int) -> frozenset[dt.date]:
    """Midsommarafton, julafton and nyårsafton, which this law counts as holidays."""
    return frozenset({_weekday_from(dt.date(year, 6, 19), FRIDAY), dt.date(year, 12, 24), dt.date(year, 12, 31)})


def easter_sunday(year: int) -> dt.date:
    """Påskdagen in the Gregorian calendar, by the anonymous algorithm (Meeus, Astronomical Algorithms, ch. 8)."""
    golden, (century, year_of_century) = year % 19, divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30
    leap_years, year_rest = divmod(year_of_century, 4)
    to_sunday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def _weekday_from(day: dt.date, weekday: int) -> dt.date:
    """The first such weekday on or after the day (Monday is 0)."""
    return day + (weekday - day.weekday()) % 7 * ONE_DAY


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where a decision stands as to appeal on a day: the sentence, and the last day if it can be computed."""

    sentence: str
    last_day: dt.date | None = None


def appeal_on(day: dt.date, events: Iterable[tuple[str, dt.date]], *, is_preparatory: bool = False) -> Appeal | None:
    """What the minutes' events, as (kind, date), say of appeal on the day; None while no anslag is known.

    A decision that only prepares another (a proposal to fullmäktige) cannot be appealed itself (kommunallagen 13:2).
    *Laga kraft* is never computed: it stands when the secretary has confirmed it.
    """
    known = sorted((date, kind) for kind, date in events if date <= day)
    when = {kind: date for date, kind in known}  # the latest of each kind
    if ANNULLED in when:
        return Appeal(f"Upphävt {written(when[ANNULLED])}.")
    if FINAL in when:
        return Appeal(f"Laga kraft bekräftad {written(when[FINAL])}.")
    if POSTED not in when:
        return None
    if is_preparatory:
        return Appeal("Förberedande beslut. Det är fullmäktiges beslut i ärendet som kan överklagas.")
    last = last_day_to_appeal(when[POSTED])
    words = f"Överklagat {written(when[APPEALED])}. " if APPEALED in when else ""
    words += f"Kan överklagas till och med {written(last)}." if day <= last else "Överklagandetiden har gått ut."
    return Appeal(words, last)
