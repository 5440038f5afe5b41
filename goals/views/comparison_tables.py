"""Money in a comparison as tables: before, after, the change in tkr and in percent, with sums and result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from goals.comparison import Content
from goals.comparison_budget import (
    INCOMES,
    INVESTMENT,
    NET,
    AmountChange,
    RateChange,
    all_frames,
    financing_years,
    income,
    rate,
    results,
    sums,
)
from goals.views.comparison_words import signed_percent, signed_tkr, tkr
from kpis.numbers import format_number

UNKNOWN: Final = "uppgift saknas"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table, all of it written out. ``is_total`` stands under a rule; ``is_same`` differs in nothing."""

    head: str
    before: str
    after: str
    difference: str
    percent: str
    is_same: bool
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, an id unique on the page, and the lines; ``note`` stands under it."""

    caption: str
    ident: str
    first: str
    lines: Sequence[Line]
    note: str = ""


def frame_tables(
    basis: Content, other: Content, kind: str, *, bodies: Mapping[str, str], order: Mapping[str, int], ident: str,
    everything: bool,
) -> list[Table]:  # fmt: skip
    """A table for each year in which something differs, or for every year; its sum counts every body."""
    frames = all_frames(basis, other, kind)
    name = "Nettoramar" if kind == NET else "Investeringsramar"
    tables = []
    for year in sorted({frame.year for frame in frames}):
        of_year = [frame for frame in frames if frame.year == year]
        shown = [frame for frame in of_year if everything or not frame.is_same]
        if not shown:
            continue
        shown.sort(key=lambda frame: (order.get(frame.body, len(order)), frame.body))
        lines = [_amounts(_capital(bodies.get(frame.body, frame.body)), frame, absent="ingen ram") for frame in shown]
        lines.append(_amounts("Summa", sums(basis, other, kind, year), is_total=True))
        left_out = len(of_year) - len(shown)
        note = f"Summan räknar med {left_out} oförändrade." if left_out else ""
        tables.append(Table(f"{name} {year}, tkr", f"{ident}-{year}", "Nämnd", lines, note))
    return tables


def financing_tables(basis: Content, other: Content, *, ident: str, everything: bool) -> list[Table]:
    """Skattesats, incomes, frames and the result, a table a year."""
    tables = []
    for year in financing_years(basis, other):
        lines = [_rate(rate(basis, other, year))]
        lines += [_amounts(label, income(basis, other, year, name)) for name, label in INCOMES.items()]
        lines.append(_amounts("Nettoramar", sums(basis, other, NET, year)))
        lines.append(_amounts("Resultat", results(basis, other, year), is_total=True))
        shown = [line for line in lines if everything or not line.is_same]
        if shown:
            tables.append(Table(f"Skattesats och finansiering {year}, tkr", f"{ident}-{year}", "Post", shown))
    return tables


def has_money(contents: Iterable[Content], kind: str) -> bool:
    """Whether any of the contents has frames of the kind."""
    return any(row.fields["kind"] == kind for content in contents for row in content.get("goals.budgetframe", ()))


def _amounts(head: str, change: AmountChange, *, absent: str = UNKNOWN, is_total: bool = False) -> Line:
    before, after = (absent if amount is None else tkr(amount) for amount in (change.before, change.after))
    difference = change.difference
    if difference is None:
        came, went = change.before is None and change.after is not None, change.after is None
        told = "" if absent == UNKNOWN else "ny" if came else "borttagen" if went else ""
        return Line(head, before, after, told, "", change.is_same, is_total)
    percent = "" if change.percent is None else signed_percent(change.percent)
    return Line(head, before, after, signed_tkr(difference), percent, change.is_same, is_total)


def _rate(change: RateChange) -> Line:
    before, after = (_rate_words(value) for value in (change.before, change.after))
    difference = ""
    if change.before is not None and change.after is not None:
        by = change.after - change.before
        difference = f"{'+' if by > 0 else ''}{_rate_words(by)}"
    return Line("Skattesats (kr per 100 kr)", before, after, difference, "", change.is_same)


def _rate_words(value: Decimal | None) -> str:
    return UNKNOWN if value is None else format_number(value, 2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


__all__ = ["INVESTMENT", "NET", "Line", "Table", "financing_tables", "frame_tables", "has_money"]
