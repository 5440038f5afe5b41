"""A draft's money beside what it builds on: frames, sums, financing, result. Whole kronor. No Django, no database.

What is unknown stays unknown: a sum that lacks a part is None, and says whose part is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

from goals.comparison_budget import INCOMES, AmountChange
from goals.financial_targets import SHARE_DECIMALS, share_of
from goals.swedish import enumerated
from goals.views.comparison_words import signed_percent, signed_tkr, tkr
from kpis.numbers import MINUS, NBSP, format_number

UNKNOWN: Final = "uppgift saknas"
RATE, RATE_LABEL = "tax_rate", "Skattesats"
UNCHANGED: Final = "oförändrat"
# More bodies than this are counted and not named.
MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Figure(AmountChange):
    """An amount of a year in the basis (``before``) and in the draft (``after``). ``missing`` says what it lacks.

    ``in_percent`` is off for what may go from loss to gain, where percents mislead.
    """

    year: int
    is_example: bool = False
    missing: tuple[str, ...] = ()
    in_percent: bool = True

    @property
    def is_missing(self) -> bool:
        return self.after is None

    @property
    def shown(self) -> str:
        """In tkr, or that the figure is missing."""
        return UNKNOWN if self.after is None else tkr(self.after)

    @property
    def was(self) -> str:
        return "" if self.before is None else tkr(self.before)

    @property
    def change(self) -> str:
        """ "+4 200 (+3,1 %)", "oförändrat"; empty where either side is unknown."""
        if self.difference is None:
            return ""
        if not self.difference:
            return UNCHANGED
        percent = "" if self.percent is None or not self.in_percent else f" ({signed_percent(self.percent)})"
        return f"{signed_tkr(self.difference)}{percent}"

    @property
    def lacks(self) -> str:
        """What the amount is not known for: "nettoram för socialnämnden"."""
        return ", ".join(self.missing)


@dataclass(frozen=True, slots=True)
class Cell(Figure):
    """A body's frame for a year. ``number`` is that of the part's last edit in the draft.

    A frame that was removed keeps the key that it had in the basis, so that it comes back as the same part.
    """

    key: uuid.UUID | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A body's frames of one kind, one for each of the plan's years."""

    body_id: int
    slug: str
    name: str
    cells: tuple[Cell, ...]

    @property
    def title(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    @property
    def is_in_draft(self) -> bool:
        return any(cell.after is not None for cell in self.cells)

    @property
    def is_in_basis(self) -> bool:
        return any(cell.before is not None for cell in self.cells)

    @property
    def is_example(self) -> bool:
        return any(cell.is_example for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """All frames of a kind. ``slug`` stands in addresses; ``noun`` is what one of them is called."""

    kind: str
    slug: str
    noun: str
    years: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def sums(self) -> tuple[Figure, ...]:
        return tuple(self._sum(at, year) for at, year in enumerate(self.years))

    @property
    def is_empty(self) -> bool:
        return not any(row.is_in_draft for row in self.rows)

    @property
    def heading(self) -> str:
        return f"{self.noun[:1].upper()}{self.noun[1:]}ar per nämnd"

    def _sum(self, at: int, year: int) -> Figure:
        """A body without any frame is no part of the sum; one that lacks the year's makes the sum unknown."""
        now = [(row.name, row.cells[at]) for row in self.rows if row.is_in_draft]
        was = [row.cells[at].before for row in self.rows if row.is_in_basis]
        lacking = [name for name, cell in now if cell.after is None]
        missing = (f"{self.noun} för {_named(lacking)}",) if lacking else ()
        return Figure(
            before=total(was),
            after=total(cell.after for _, cell in now),
            year=year,
            is_example=any(cell.is_example for _, cell in now),
            missing=missing if now else (f"{self.noun}ar",),
        )


@dataclass(frozen=True, slots=True)
class Financing:
    """A year's financing in the draft and in its basis. ``frames`` is the sum of the net frames."""

    year: int
    frames: Figure
    now: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    is_example: bool = False
    key: uuid.UUID | None = None
    number: int = 0

    def with_values(self, values: dict[str, Any]) -> Financing:
        """The same year with other amounts, as when they are typed and not yet saved."""
        return replace(self, now=self.now | values)

    def income(self, name: str) -> Figure:
        return Figure(self.was.get(name), self.now.get(name), self.year, self.is_example)

    @property
    def rate(self) -> Decimal | None:
        """Skattesatsen, kronor per 100 kronor."""
        rate: Decimal | None = self.now.get(RATE)
        return rate

    @property
    def rate_shown(self) -> str:
        return UNKNOWN if self.rate is None else format_number(self.rate, 2)

    @property
    def rate_change(self) -> str:
        was = self.was.get(RATE)
        if was is None or self.rate is None:
            return ""
        by = self.rate - was
        sign = "+" if by > 0 else MINUS
        return f"{sign}{format_number(abs(by), 2)}" if by else UNCHANGED

    @property
    def result(self) -> Figure:
        """skatteintäkter + generella statsbidrag och utjämning + finansnetto − nettoramar."""
        incomes = [self.income(name) for name in INCOMES]
        unknown = (label.lower() for name, label in INCOMES.items() if self.now.get(name) is None)
        return Figure(
            before=_less(total(figure.before for figure in incomes), self.frames.before),
            after=_less(total(figure.after for figure in incomes), self.frames.after),
            year=self.year,
            is_example=self.is_example or self.frames.is_example,
            missing=(*unknown, *self.frames.missing),
            in_percent=False,
        )

    @property
    def share(self) -> Decimal | None:
        """The result in percent of skatteintäkter and statsbidrag; None where it is unknown or these are nothing."""
        return share_of(self.result.after, self.now.get("tax_revenue"), self.now.get("state_grants"))

    @property
    def share_shown(self) -> str:
        return UNKNOWN if self.share is None else f"{format_number(self.share, SHARE_DECIMALS)}{NBSP}%"


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the financing over the years."""

    label: str
    figures: tuple[Figure, ...]


def lines(years: Sequence[Financing]) -> tuple[Line, ...]:
    """The amounts of the financing, item by item, in the order that the result is computed."""
    incomes = (Line(label, tuple(year.income(name) for year in years)) for name, label in INCOMES.items())
    return (*incomes, Line("Nettoramar", tuple(year.frames for year in years)))


def total(amounts: Iterable[int | None]) -> int | None:
    """The sum; None where a part is unknown, or where there are none."""
    found = list(amounts)
    return None if not found or None in found else sum(amount for amount in found if amount is not None)


def _named(names: Sequence[str]) -> str:
    """The names in running text; beyond a few, how many more there are."""
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} och {len(names) - MOST_NAMES} till"
    return enumerated(names)


def _less(amount: int | None, by: int | None) -> int | None:
    return None if amount is None or by is None else amount - by
