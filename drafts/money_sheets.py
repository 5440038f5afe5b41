"""What a form of figures is made of: lines of cells, and the parts of the draft that stand behind them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from drafts.money import FINANCING, FRAME
from drafts.money_figures import RATE, RATE_LABEL, UNCHANGED, Figure, Financing, Row
from drafts.states import Values
from goals.comparison_budget import INCOMES
from kpis.numbers import NBSP, format_number


@dataclass(frozen=True, slots=True)
class PartNow:
    """A part as it stands: a frame, or a year of financing. ``fixed`` is what tells a new one apart.

    ``values`` are the amounts that the form edits. A frame is ``whole``: without its amount it is not there.
    """

    ident: str
    label: str
    fixed: Values
    values: Values
    key: uuid.UUID | None
    number: int
    is_example: bool
    whole: bool

    @property
    def token(self) -> str:
        return f"{self.key or ''}.{self.number}"

    def name(self, attribute: str) -> str:
        return f"{attribute}_{self.ident}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of a form's line: its field by name, whole label, and a hint of what it was before and by how much."""

    name: str
    year: int
    label: str
    hint: str


@dataclass(frozen=True, slots=True)
class FormLine:
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is made of: its lines, and the parts behind them."""

    lines: tuple[FormLine, ...]
    parts: tuple[PartNow, ...]

    @property
    def entries(self) -> dict[str, Entry]:
        return {entry.name: entry for line in self.lines for entry in line.entries}


def frame_sheet(kind: str, rows: Iterable[Row]) -> Sheet:
    """The frames of one body or of many: a line for each body."""
    lines, parts = [], []
    for row in rows:
        entries = []
        for cell in row.cells:
            part = PartNow(
                ident=f"{row.body_id}_{cell.year}",
                label=FRAME,
                fixed={"kind": kind, "body_id": row.body_id, "year": cell.year},
                values={"amount": cell.after},
                key=cell.key,
                number=cell.number,
                is_example=cell.is_example,
                whole=True,
            )
            parts.append(part)
            entries.append(Entry(part.name("amount"), cell.year, f"{row.title} {cell.year}", _hint(cell)))
        lines.append(FormLine(row.title, tuple(entries)))
    return Sheet(tuple(lines), tuple(parts))


def financing_sheet(years: Iterable[Financing]) -> Sheet:
    """The plan's years: a line for skattesats and one for each kind of income."""
    parts = [(year, _financing_part(year)) for year in years]
    lines = [
        FormLine(
            f"{RATE_LABEL}, kronor per 100 kronor",
            tuple(Entry(part.name(RATE), year.year, f"{RATE_LABEL} {year.year}", _rate_hint(year))
                  for year, part in parts),
        ),
        *(
            FormLine(
                heading,
                tuple(Entry(part.name(name), year.year, f"{heading} {year.year}", _hint(year.income(name)))
                      for year, part in parts),
            )
            for name, heading in INCOMES.items()
        ),
    ]  # fmt: skip
    return Sheet(tuple(lines), tuple(part for _, part in parts))


def _financing_part(year: Financing) -> PartNow:
    fixed = {"year": year.year}
    return PartNow(str(year.year), FINANCING, fixed, year.now, year.key, year.number, year.is_example, whole=False)


def _hint(figure: Figure) -> str:
    """ "Förut 134 000 tkr, ändring +4 200 (+3,1 %)", or nothing where nothing was."""
    return _said(f"{figure.was}{NBSP}tkr" if figure.was else "", figure.change)


def _rate_hint(year: Financing) -> str:
    before = year.was.get(RATE)
    return _said("" if before is None else format_number(before, 2), year.rate_change)


def _said(was: str, change: str) -> str:
    if not was:
        return ""
    return f"Förut {was}" + (f", {change}" if change == UNCHANGED else f", ändring {change}" if change else "")
