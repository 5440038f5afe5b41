"""Periods: what a value, a base, a target, a series break or an exception is about.

A period is a kind and the date it ends. Dates are dates: no time of day and no time zone comes in here, so
31 December never becomes the 30th.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import total_ordering
from typing import Final

from kpis.dates import MONTHS, format_date, month_end

FIRST_YEAR: Final = 1700
LAST_YEAR: Final = 2199


class PeriodError(ValueError):
    """Not a period. The message is Swedish and can be shown beside the field."""


class PeriodKind(StrEnum):
    """How long a period is."""

    YEAR = "year"
    HALF_YEAR = "half_year"
    TERTIAL = "tertial"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @property
    def months(self) -> int:
        """Length in months; 0 for a day."""
        return _KIND_MONTHS[self]


_KIND_LABELS: Final = {
    PeriodKind.YEAR: "år",
    PeriodKind.HALF_YEAR: "halvår",
    PeriodKind.TERTIAL: "tertial",
    PeriodKind.QUARTER: "kvartal",
    PeriodKind.MONTH: "månad",
    PeriodKind.DAY: "dag",
}
_KIND_MONTHS: Final = {
    PeriodKind.YEAR: 12,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.TERTIAL: 4,
    PeriodKind.QUARTER: 3,
    PeriodKind.MONTH: 1,
    PeriodKind.DAY: 0,
}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A kind and the date it ends. Ordered by that date; of two that end together, the shorter comes first.

    Raises PeriodError when no period of the kind ends on the date.
    """

    kind: PeriodKind
    end: date

    def __post_init__(self) -> None:
        if isinstance(self.end, datetime):
            raise PeriodError("En period slutar på ett datum, inte på ett klockslag.")
        if self.kind is not PeriodKind.DAY and not _ends_here(self.kind, self.end):
            raise PeriodError(f"Ingen period av slaget {self.kind.label} slutar {format_date(self.end)}.")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(PeriodKind.YEAR, _date(year, 12, 31))

    @classmethod
    def half_year(cls, year: int, half: int) -> Period:
        return cls._part(PeriodKind.HALF_YEAR, year, half)

    @classmethod
    def tertial(cls, year: int, tertial: int) -> Period:
        return cls._part(PeriodKind.TERTIAL, year, tertial)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        return cls._part(PeriodKind.QUARTER, year, quarter)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls._part(PeriodKind.MONTH, year, month)

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(PeriodKind.DAY, day)

    @classmethod
    def _part(cls, kind: PeriodKind, year: int, number: int) -> Period:
        if not 1 <= number <= 12 // kind.months:
            raise PeriodError(f"Ett år har ingen del {number} av slaget {kind.label}.")
        return cls(kind, month_end(_known_year(year), number * kind.months))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a code ("2023", "2022-H1", "2022-T2", "2022-K1", "2021-08", "2021-08-31") or a Swedish label.

        Raises PeriodError.
        """
        for pattern, make in _READERS:
            if found := pattern.fullmatch(" ".join(text.casefold().split())):
                return make(found.groupdict())
        raise PeriodError("Perioden går inte att läsa. Skriv till exempel 2023, 2021-08, 2021-08-31 eller 2022-T2.")

    @property
    def start(self) -> date:
        """The first day."""
        if self.kind is PeriodKind.DAY:
            return self.end
        return date(self.end.year, self.end.month - self.kind.months + 1, 1)

    @property
    def year_number(self) -> int:
        """The year it ends in."""
        return self.end.year

    @property
    def number(self) -> int:
        """Which part of the year it is: 2 for the second tertial, 8 for August, 1 for a year."""
        return self.end.month // self.kind.months if self.kind.months else self.end.timetuple().tm_yday

    @property
    def label(self) -> str:
        """As a heading or in a table: "2023", "augusti 2021", "första halvåret 2022"."""
        year = self.end.year
        match self.kind:
            case PeriodKind.YEAR:
                return str(year)
            case PeriodKind.HALF_YEAR:
                return f"{'första' if self.number == 1 else 'andra'} halvåret {year}"
            case PeriodKind.MONTH:
                return f"{MONTHS[self.end.month - 1]} {year}"
            case PeriodKind.DAY:
                return format_date(self.end)
            case _:
                return f"{self.kind.label} {self.number} {year}"

    @property
    def phrase(self) -> str:
        """In a sentence: "år 2023", "i augusti 2021", "den 31 augusti 2021", "under tertial 2 2022"."""
        preposition = {
            PeriodKind.YEAR: "år",
            PeriodKind.MONTH: "i",
            PeriodKind.DAY: "den",
        }.get(self.kind, "under")
        return f"{preposition} {self.label}"

    @property
    def code(self) -> str:
        """As data, sortable within a kind: "2023", "2022-H1", "2021-08". Period.parse reads it back."""
        year = f"{self.end.year:04d}"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.MONTH:
                return f"{year}-{self.end.month:02d}"
            case PeriodKind.DAY:
                return self.end.isoformat()
            case _:
                return f"{year}-{_PART_LETTERS[self.kind]}{self.number}"

    def comparable_with(self, other: Period) -> bool:
        """Answer whether values of the two periods can be set beside each other.

        Only like with like: the same kind, and for a part of a year the same part of another year (August with
        August). The last day of February is the same day whether it is the 28th or the 29th.
        """
        same_day = (self.end.month, self.end.day) == (other.end.month, other.end.day)
        return self.kind is other.kind and (same_day or (self._ends_february and other._ends_february))

    def covers(self, other: Period) -> bool:
        """Answer whether the other period lies wholly within this one: the year 2021 covers August 2021."""
        return self.start <= other.start and other.end <= self.end

    @property
    def _ends_february(self) -> bool:
        return self.end.month == 2 and self.end == month_end(self.end.year, 2)

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.kind.months) < (other.end, other.kind.months)

    def __str__(self) -> str:
        return self.label


def previous_comparable(period: Period, among: Iterable[Period]) -> Period | None:
    """Answer the latest earlier period among those given that can be compared with ``period``."""
    return max(
        (other for other in among if other < period and period.comparable_with(other)),
        default=None,
    )


def _ends_here(kind: PeriodKind, day: date) -> bool:
    return day.month % kind.months == 0 and day.day == calendar.monthrange(day.year, day.month)[1]


def _known_year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f"Året måste ligga mellan {FIRST_YEAR} och {LAST_YEAR}.")
    return year


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(_known_year(year), month, day)
    except ValueError as error:
        raise PeriodError(str(error) if isinstance(error, PeriodError) else "Datumet finns inte.") from error


_PART_LETTERS: Final = {
    PeriodKind.HALF_YEAR: "H",
    PeriodKind.TERTIAL: "T",
    PeriodKind.QUARTER: "K",
}
_LETTER_KINDS: Final = {
    "h": PeriodKind.HALF_YEAR,
    "t": PeriodKind.TERTIAL,
    "tertial": PeriodKind.TERTIAL,
    "k": PeriodKind.QUARTER,
    "q": PeriodKind.QUARTER,
    "kvartal": PeriodKind.QUARTER,
}
_MONTH_NUMBERS: Final = {form: at for at, name in enumerate(MONTHS, start=1) for form in (name, name[:3])}
_YEAR: Final = r"(?P<year>[0-9]{4})"
_MONTH_NAME: Final = f"(?P<name>{'|'.join(_MONTH_NUMBERS)})"


def _read_part(found: dict[str, str]) -> Period:
    return Period._part(_LETTER_KINDS[found["letter"]], int(found["year"]), int(found["number"]))


def _read_named_day(found: dict[str, str]) -> Period:
    return Period.day(_date(int(found["year"]), _MONTH_NUMBERS[found["name"]], int(found["day"])))


_READERS: Final = (
    (re.compile(f"(?:år )?{_YEAR}"), lambda found: Period.year(int(found["year"]))),
    (re.compile(f"{_YEAR}[- ]?(?P<letter>[htkq])(?P<number>[0-9])"), _read_part),
    (
        re.compile(f"(?P<letter>[htkq]|tertial|kvartal) ?(?P<number>[0-9]) {_YEAR}"),
        _read_part,
    ),
    (
        re.compile(f"(?P<half>första|andra) halvåret {_YEAR}"),
        lambda found: Period.half_year(int(found["year"]), 1 if found["half"] == "första" else 2),
    ),
    (
        re.compile(f"{_YEAR}-(?P<month>[0-9]{{2}})"),
        lambda found: Period.month(int(found["year"]), int(found["month"])),
    ),
    (
        re.compile(f"{_MONTH_NAME} {_YEAR}"),
        lambda found: Period.month(int(found["year"]), _MONTH_NUMBERS[found["name"]]),
    ),
    (
        re.compile(f"{_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})"),
        lambda found: Period.day(_date(int(found["year"]), int(found["month"]), int(found["day"]))),
    ),
    (
        re.compile(f"(?:den )?(?P<day>[0-9]{{1,2}}) {_MONTH_NAME} {_YEAR}"),
        _read_named_day,
    ),
)
