"""What people type when they enter values: one field, one row, or a whole column pasted from Excel.

Pure: text in, numbers and periods out, faults in Swedish with their place. Nothing is guessed; what can be
read in two ways is a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kpis.dates import add_months, month_end
from kpis.numbers import NumberError, parse_number
from kpis.outcomes import MissingReason
from kpis.periods import Period, PeriodError, PeriodKind

#: Digits before the decimal sign that the database keeps exactly, beside five decimals.
MAX_WHOLE_DIGITS: Final = 10
#: Rows of one paste: forty years of months, and then some.
MAX_ROWS: Final = 600

_EXAMPLES: Final = {
    PeriodKind.YEAR: "2023",
    PeriodKind.HALF_YEAR: "2023-H1",
    PeriodKind.TERTIAL: "2023-T2",
    PeriodKind.QUARTER: "2023-K1",
    PeriodKind.MONTH: "2023-08",
    PeriodKind.DAY: "2023-08-31",
}


class EntryError(ValueError):
    """What was typed cannot be used. The message is Swedish and can be shown at the field."""


class State(StrEnum):
    """What the person says of a figure, in one choice: final, preliminary, or missing for a reason."""

    FINAL = "final"
    PRELIMINARY = "preliminary"
    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    CONFIDENTIAL = "confidential"

    @property
    def missing(self) -> MissingReason | None:
        return None if self in {State.FINAL, State.PRELIMINARY} else MissingReason(self.value)

    @property
    def label(self) -> str:
        if self.missing is not None:
            return f"saknas: {self.missing.label}"
        return "slutligt" if self is State.FINAL else "preliminärt"

    @classmethod
    def of(cls, *, missing: str, is_preliminary: bool) -> State:
        """The choice that says the same as a stored value."""
        if missing:
            return cls(missing)
        return cls.PRELIMINARY if is_preliminary else cls.FINAL


@dataclass(frozen=True, slots=True)
class Shape:
    """What must be known of a nyckeltal to read what is typed for it.

    ``kind``: what it is measured by. ``kinds``: every kind of period it may have a value for (a yearly figure
    may have been followed up on 31 August as well).
    """

    unit: str
    decimals: int
    kind: PeriodKind
    kinds: frozenset[PeriodKind] = frozenset()
    is_ranking: bool = False

    @property
    def is_yes_or_no(self) -> bool:
        return self.unit.strip().casefold() == "ja/nej"

    @property
    def period_example(self) -> str:
        return _EXAMPLES[self.kind]


def read_value(text: str, shape: Shape) -> Decimal:
    """The exact decimal that was typed, with or without the nyckeltal's own unit after it. Raises EntryError."""
    plain = _without_unit(text, shape.unit)
    if shape.is_yes_or_no:
        return _yes_or_no(plain)
    try:
        value = parse_number(plain, decimals=shape.decimals)
    except NumberError as error:
        raise EntryError(str(error)) from error
    if abs(value) >= 10**MAX_WHOLE_DIGITS:
        raise EntryError(f"Talet är för stort. Högst {MAX_WHOLE_DIGITS} siffror före decimaltecknet kan sparas.")
    if shape.is_ranking and value < 1:
        raise EntryError("En placering är minst 1.")
    return value


def read_period(text: str, shape: Shape) -> Period:
    """The period that was typed, of a kind that the nyckeltal has. Raises EntryError."""
    if not text.strip():
        raise EntryError(f"Skriv perioden, till exempel {shape.period_example}.")
    try:
        period = Period.parse(text[:60])
    except PeriodError as error:
        raise EntryError(str(error)) from error
    if period.kind is not shape.kind and period.kind not in shape.kinds:
        raise EntryError(
            f"Nyckeltalet mäts per {shape.kind.label}, inte per {period.kind.label}. "
            f"Skriv till exempel {shape.period_example}."
        )
    return period


def read_state(text: str, state: State, shape: Shape) -> Decimal | MissingReason:
    """The figure, or why it is missing; never both and never neither. Raises EntryError."""
    missing = state.missing
    if missing is None:
        if not text.strip():
            raise EntryError("Skriv ett värde, eller välj varför det saknas.")
        return read_value(text, shape)
    if text.strip():
        raise EntryError(f"Du har både skrivit ett värde och valt ”{state.label}”. Ta bort det ena.")
    return missing


def latest_ended(kind: PeriodKind, on: date) -> Period:
    """The last period of the kind that has ended by the day."""
    if kind is PeriodKind.DAY:
        return Period.day(on)
    month = on.month - on.month % kind.months
    if month == on.month and on != month_end(on.year, on.month):
        month -= kind.months
    return Period(kind, month_end(on.year, month) if month else month_end(on.year - 1, 12))


def following(period: Period, months: int | None = None) -> Period:
    """The next period of the same kind; for a day, so many months later (a year unless given)."""
    step = months or period.kind.months or 12
    end = add_months(period.end, step)
    if period.kind is PeriodKind.DAY:
        is_last = period.end == month_end(period.end.year, period.end.month)
        return Period.day(month_end(end.year, end.month) if is_last else end)
    return Period(period.kind, month_end(end.year, end.month))


def expected(kind: PeriodKind, latest: Period | None, on: date, months: int | None = None) -> Period:
    """The period that a value is waited for: the one after the latest, else the last that has ended.

    ``months``: between two values of a day, which has no length of its own.
    """
    ended = latest_ended(kind, on)
    if latest is None or latest.kind is not kind:
        return ended
    try:
        after = following(latest, months if kind is PeriodKind.DAY else None)
    except (PeriodError, ValueError):
        return ended
    return min(after, ended)


# --- A column pasted from Excel ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One line of a paste. ``line`` counts from 1, as people do. Without faults and not skipped it has a content."""

    line: int
    text: str
    period: Period | None = None
    content: Decimal | MissingReason | None = None
    skipped: str = ""
    faults: tuple[str, ...] = ()


def read_paste(text: str, shape: Shape, *, first: Period | None = None, months: int | None = None) -> list[PastedRow]:
    """Read "period<TAB>value" on each line, or values alone that begin with ``first`` and follow on each other.

    A first line without a digit is a heading; an empty cell is passed over. Never raises: every fault is on its row.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    while lines and not lines[-1].strip():
        lines.pop()
    pairs = any(_SEPARATOR.search(line) for line in lines)
    rows: list[PastedRow] = []
    period = first
    for number, line in enumerate(lines[:MAX_ROWS], start=1):
        if number == 1 and _is_heading(line):
            rows.append(PastedRow(number, line, skipped="Rubrik, hoppas över."))
        elif pairs:
            rows.append(_read_pair(number, line, shape))
        else:
            rows.append(_read_single(number, line, shape, period))
            period = _next(period, months)
    if len(lines) > MAX_ROWS:
        rows.append(PastedRow(MAX_ROWS + 1, "", faults=(f"Högst {MAX_ROWS} rader åt gången. Dela upp kolumnen.",)))
    return _without_duplicates(rows)


_SEPARATOR: Final = re.compile(r"[\t;]")


def _read_pair(number: int, line: str, shape: Shape) -> PastedRow:
    if not line.strip():
        return PastedRow(number, line, skipped="Tom rad, hoppas över.")
    cells = [cell.strip().strip('"').strip() for cell in _SEPARATOR.split(line.strip("\n"))]
    while len(cells) > 2 and not cells[-1]:
        cells.pop()
    if len(cells) != 2:
        count = "en kolumn" if len(cells) == 1 else f"{len(cells)} kolumner"
        return PastedRow(number, line, faults=(f"Raden har {count}. Klistra in två: period och värde.",))
    faults: list[str] = []
    period: Period | None = None
    try:
        period = read_period(cells[0], shape)
    except EntryError as error:
        faults.append(str(error))
    if not cells[1] and period is not None:
        return PastedRow(number, line, period, skipped="Inget värde, hoppas över.")
    content = _read_cell(cells[1], shape, faults)
    return PastedRow(number, line, period, content, faults=tuple(faults))


def _read_single(number: int, line: str, shape: Shape, period: Period | None) -> PastedRow:
    cell = line.strip().strip('"').strip()
    if not cell:
        return PastedRow(number, line, period, skipped="Inget värde, hoppas över.")
    faults: list[str] = []
    if period is None:
        faults.append("Ange första perioden, eller klistra in perioden i en kolumn före värdet.")
    content = _read_cell(cell, shape, faults)
    return PastedRow(number, line, period, content, faults=tuple(faults))


def _read_cell(cell: str, shape: Shape, faults: list[str]) -> Decimal | MissingReason | None:
    for missing in MissingReason:
        if cell.casefold() == missing.label:
            return missing
    try:
        return read_value(cell, shape)
    except EntryError as error:
        faults.append(str(error))
        return None


def _next(period: Period | None, months: int | None) -> Period | None:
    try:
        return following(period, months) if period is not None else None
    except (PeriodError, ValueError):
        return None


def _is_heading(line: str) -> bool:
    words = [cell.strip() for cell in _SEPARATOR.split(line) if cell.strip()]
    labels = {missing.label for missing in MissingReason}
    has_digit = any(unicodedata.category(character) == "Nd" for character in line)
    return bool(words) and not has_digit and not any(word.casefold() in labels | {"ja", "nej"} for word in words)


def _without_duplicates(rows: Sequence[PastedRow]) -> list[PastedRow]:
    """A period twice is a fault on the later row, which names the first."""
    lines: dict[Period, int] = {}
    kept = []
    for row in rows:
        if row.period is not None and not row.skipped:
            earlier = lines.setdefault(row.period, row.line)
            if earlier != row.line:
                fault = f"{row.period.label} står redan på rad {earlier}."
                row = PastedRow(row.line, row.text, row.period, row.content, faults=(*row.faults, fault))
        kept.append(row)
    return kept


def _without_unit(text: str, unit: str) -> str:
    plain, word = text.strip(), unit.strip()
    if word and plain.casefold().endswith(word.casefold()):
        return plain[: -len(word)].rstrip()
    return plain


def _yes_or_no(text: str) -> Decimal:
    answers = {"ja": Decimal(1), "1": Decimal(1), "nej": Decimal(0), "0": Decimal(0)}
    try:
        return answers[text.strip().casefold()]
    except KeyError:
        raise EntryError("Skriv ja eller nej.") from None
