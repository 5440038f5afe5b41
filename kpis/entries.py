"""What shall stand in a value's slot, and what is wrong with it. Reads nothing and stores nothing.

``kpis.recording`` asks here before it writes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils import timezone

from kpis.dates import format_date
from kpis.entry import MAX_WHOLE_DIGITS
from kpis.ledger import Slot
from kpis.models import Area, Kpi, KpiValue
from kpis.numbers import decimals_of, format_value
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import Period

#: Decimals that the database keeps.
MAX_DECIMALS: Final = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """The row that the person saw in the slot when they began to write; None when it was empty."""

    pk: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What shall stand in a slot: a value, or the reason why it is missing.

    ``known_from``: the day the source published it; None is today, as the portal's assumption. ``reason``: why a
    value that stands is changed. ``seen``: refuse when another row than the seen one stands by now; None when the
    caller has not looked.
    """

    kpi: Kpi
    area: Area
    period: Period
    value: Decimal | None = None
    missing: MissingReason | None = None
    gender: Gender = Gender.TOTAL
    series: Series = Series.OFFICIAL
    is_preliminary: bool = False
    is_derived: bool = False
    cases: int | None = None
    source: str = ""
    source_url: str = ""
    comment: str = ""
    known_from: dt.date | None = None
    known_from_is_stated: bool = True
    reason: str = ""
    seen: Seen | None = None

    @property
    def slot(self) -> Slot:
        return Slot(self.kpi.pk, self.area.pk, self.period, self.gender, self.series)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an entry cannot be stored: its place among the entries, the field, and a Swedish sentence."""

    at: int
    field: str
    message: str
    is_conflict: bool = False


def entry_of(row: KpiValue) -> Entry:
    """The entry that a row was made from."""
    return Entry(
        kpi=row.kpi, area=row.area, period=row.period, value=row.value,
        missing=MissingReason(row.missing_reason) if row.missing_reason else None,
        gender=Gender(row.gender), series=Series(row.series), is_preliminary=row.is_preliminary,
        is_derived=row.is_derived, cases=row.cases, source=row.source, source_url=row.source_url,
        comment=row.comment, known_from=row.known_from, known_from_is_stated=row.known_from_is_stated,
    )  # fmt: skip


def is_same(entry: Entry, row: KpiValue) -> bool:
    """The entry says what the row says already."""
    return (
        entry.value == row.value
        and (entry.missing or "") == row.missing_reason
        and (entry.is_preliminary, entry.is_derived, entry.cases) == (row.is_preliminary, row.is_derived, row.cases)
        and (entry.source, entry.source_url, entry.comment) == (row.source, row.source_url, row.comment)
    )


def written(row: KpiValue, kpi: Kpi) -> str:
    """A row as people read it: "79,4 %", or why it is missing."""
    if row.value is None:
        return f"saknas ({MissingReason(row.missing_reason).label})"
    return format_value(row.value, kpi.unit, kpi.decimals)


def faults_of(at: int, entry: Entry, current: KpiValue | None, closed: dt.date | None, today: dt.date) -> list[Fault]:
    """Everything wrong with storing the entry where ``current`` stands and earlier rows were known until ``closed``."""
    found = [Fault(at, field, message) for field, message in _own_faults(entry, today)]
    known_from = entry.known_from or today
    if current is not None and not is_same(entry, current):
        if entry.seen is not None and entry.seen.pk != current.pk:
            found.append(Fault(at, "value", _conflict(entry, current), is_conflict=True))
        elif not entry.reason.strip():
            standing = written(current, entry.kpi)
            message = f"Det finns redan ett värde för {entry.period.label}: {standing}. Skriv varför det ändras."
            found.append(Fault(at, "reason", message))
        closed = current.known_from
    if closed is not None and known_from < closed:
        message = f"Det förra värdet blev känt {format_date(closed)}. Ett nytt kan inte ha varit känt före det."
        found.append(Fault(at, "known_from", message))
    return found


def _own_faults(entry: Entry, today: dt.date) -> Iterable[tuple[str, str]]:
    """What is wrong with the entry whatever stands in its slot."""
    if entry.period.end > today:
        yield (
            "period",
            f"{entry.period.label.capitalize()} är inte slut än: perioden slutar {format_date(entry.period.end)}.",
        )
    if entry.gender is not Gender.TOTAL and not entry.kpi.gender_split:
        yield "gender", f"Nyckeltalet är inte könsuppdelat, så det har inget värde för {entry.gender.label}."
    if (entry.value is None) == (entry.missing is None):
        yield "value", "Skriv ett värde, eller välj varför det saknas."
    elif entry.value is not None and not _fits(entry.value):
        yield "value", f"Högst {MAX_WHOLE_DIGITS} siffror och {MAX_DECIMALS} decimaler kan sparas."
    if not entry.source.strip():
        yield "source", "Skriv varifrån värdet kommer."
    if entry.known_from is not None and entry.known_from > today:
        yield "known_from", "Dagen ligger i framtiden. Värdet kan inte bli känt efter i dag."


def _fits(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < 10**MAX_WHOLE_DIGITS and decimals_of(value) <= MAX_DECIMALS


def _conflict(entry: Entry, current: KpiValue) -> str:
    when = timezone.localtime(current.recorded_at, timezone.get_default_timezone())
    who = current.recorded_by_unit or "någon annan"
    return (
        f"Medan du skrev har {who} fört in {written(current, entry.kpi)} för {entry.period.label} "
        f"({format_date(when.date())} kl. {when:%H.%M}). Ditt värde är inte sparat och inget är överskrivet. "
        "Ska ditt gälla i stället: skriv varför och spara igen."
    )
