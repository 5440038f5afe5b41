"""Dates as Swedes write them, and the dates that the law sets for a municipality's year. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def written(day: dt.date) -> str:
    """29 november 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class LegalDate:
    """Something that the law wants done at the latest on a day of the year."""

    month: int
    day: int
    what: str  # with {year}, {next_year} and {last_year}
    source: str

    def date(self, year: int) -> dt.date:
        return dt.date(year, self.month, self.day)

    def text(self, year: int) -> str:
        return self.what.format(year=year, next_year=year + 1, last_year=year - 1)


LEGAL_DATES = (
    LegalDate(4, 15, "ska årsredovisningen för {last_year} vara lämnad till fullmäktige", "kommunallagen 11 kap. 20 §"),
    LegalDate(10, 31, "ska kommunstyrelsens budgetförslag för {next_year} vara klart", "kommunallagen 11 kap. 8 §"),
    LegalDate(11, 30, "ska fullmäktige ha beslutat budgeten för {next_year}", "kommunallagen 11 kap. 10 §"),
)


def next_legal_date(on: dt.date) -> tuple[dt.date, LegalDate]:
    """The next of the year's dates, the day itself included."""
    coming = [(legal.date(year), legal) for year in (on.year, on.year + 1) for legal in LEGAL_DATES]
    return next((day, legal) for day, legal in sorted(coming, key=lambda pair: pair[0]) if day >= on)


def where_in_the_year(on: dt.date) -> str:
    """One sentence: the month, and what the law wants next."""
    day, legal = next_legal_date(on)
    return (
        f"Det är {MONTHS[on.month - 1]} {on.year}. Senast den {written(day)} {legal.text(day.year)} ({legal.source})."
    )
