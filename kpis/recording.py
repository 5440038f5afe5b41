"""The only module that writes values. Views, the admin and commands call it.

Values are insert-only with vintages: a revision closes the row that stood (``known_to``) and adds a new one that
``replaces`` it, with a reason, in the same transaction. Each function is one transaction, takes ``by`` (a user, or
None for content that is read in) and ``at`` (an aware datetime), and raises ``RecordingError`` with every fault and
its place before anything is stored. A value that is the same as the one that stands stores nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from goals.units import unit_of
from kpis.entries import Entry, Fault, Seen, entry_of, faults_of, is_same
from kpis.ledger import Ledger, Slot
from kpis.models import Kpi, KpiValue
from kpis.outcomes import MissingReason
from kpis.periods import PeriodKind


class RecordingError(ValueError):
    """Nothing was stored. ``faults`` are all that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in faults))


class Outcome(StrEnum):
    """What recording an entry does."""

    ADDED = "added"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry, the row that stands in its slot, and what would happen."""

    entry: Entry
    current: KpiValue | None
    outcome: Outcome
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was done, entry by entry; ``row`` is the one that now stands."""

    entry: Entry
    row: KpiValue
    outcome: Outcome
    replaced: KpiValue | None = None


def record(*, by: Any, at: dt.datetime, **fields: Any) -> Recorded:
    """One value; ``fields`` are Entry's. Raises RecordingError."""
    return record_all(entries=[Entry(**fields)], by=by, at=at)[0]


def revise(*, value: KpiValue, reason: str, by: Any, at: dt.datetime, **changes: Any) -> Recorded:
    """Change a value that stands, with the reason; ``changes`` are Entry's fields. Raises RecordingError."""
    entry = replace(entry_of(value), reason=reason, known_from=None, seen=Seen(value.pk), **changes)
    return record_all(entries=[entry], by=by, at=at)[0]


def withdraw(
    *, value: KpiValue, reason: str, by: Any, at: dt.datetime, missing: MissingReason = MissingReason.NOT_REPORTED,
    known_from: dt.date | None = None,
) -> Recorded:  # fmt: skip
    """The source takes a value back: it is missing from now on, and the history says since when and why."""
    told = f"Återkallat: {reason.strip()}" if reason.strip() else ""
    gone: dict[str, Any] = {
        "value": None,
        "missing": missing,
        "is_preliminary": False,
        "is_derived": False,
        "cases": None,
    }
    entry = replace(entry_of(value), reason=told, known_from=known_from, seen=Seen(value.pk), **gone)
    return record_all(entries=[entry], by=by, at=at)[0]


def record_all(*, entries: Iterable[Entry], by: Any, at: dt.datetime) -> list[Recorded]:
    """All of the entries, or none: one transaction and a fixed number of queries. Raises RecordingError."""
    wanted = list(entries)
    if not wanted:
        return []
    today = day_of(at)
    try:
        with transaction.atomic():
            _lock(wanted)
            planned = plan(wanted, today=today)
            faults = [fault for item in planned for fault in item.faults]
            if faults:
                raise RecordingError(faults)
            return _write(planned, by=by, at=at, today=today)
    except OperationalError:
        # A full disk, or a database that stays locked: nothing was stored, and the form keeps what was typed.
        logger.exception("values could not be stored")
        raise RecordingError([Fault(0, "value", _NOT_STORED)]) from None
    except IntegrityError:
        # Someone wrote past the lock. What stands now says what happened.
        faults = [fault for item in plan(wanted, today=today) for fault in item.faults]
        raise RecordingError(faults or [Fault(0, "value", _SIMULTANEOUS, is_conflict=True)]) from None


def plan(entries: Sequence[Entry], *, today: dt.date, ledger: Ledger | None = None) -> list[Planned]:
    """What recording the entries would do, and every fault; stores nothing."""
    known = ledger or Ledger.of({entry.kpi.pk for entry in entries}, {entry.area.pk for entry in entries})
    first: dict[Slot, int] = {}
    planned = []
    for at, entry in enumerate(entries):
        current = known.current(entry.slot)
        found = faults_of(at, entry, current, known.closed_until(entry.slot), today)
        if first.setdefault(entry.slot, at) != at:
            found.append(Fault(at, "period", f"{entry.period.label} är ifylld två gånger för samma nyckeltal."))
        if found:
            outcome = Outcome.REFUSED
        elif current is None:
            outcome = Outcome.ADDED
        else:
            outcome = Outcome.UNCHANGED if is_same(entry, current) else Outcome.REVISED
        planned.append(Planned(entry, current, outcome, tuple(found)))
    return planned


def day_of(at: dt.datetime) -> dt.date:
    """The day in the portal's own time zone: a value entered at half past midnight is not yesterday's."""
    return timezone.localdate(at, timezone.get_default_timezone())


logger = logging.getLogger(__name__)
_NOT_STORED: Final = (
    "Databasen kunde inte spara just nu. Inget är sparat, och det du skrev står kvar. Försök igen om en stund."
)
_SIMULTANEOUS: Final = "Någon annan skrev samtidigt. Inget är sparat och inget är överskrivet. Försök igen."


def _lock(entries: Sequence[Entry]) -> None:
    """Let one writer at a time past for each nyckeltal. SQLite has locked the whole database by now."""
    ids = sorted({entry.kpi.pk for entry in entries})
    list(Kpi.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def _write(planned: Sequence[Planned], *, by: Any, at: dt.datetime, today: dt.date) -> list[Recorded]:
    closing: dict[dt.date, list[int]] = {}
    rows: list[KpiValue | None] = []
    for item in planned:
        if item.outcome is Outcome.UNCHANGED:
            rows.append(None)
            continue
        row = _row(item, by=by, at=at, today=today)
        if item.current is not None:
            closing.setdefault(row.known_from, []).append(item.current.pk)
        rows.append(row)
    for day, ids in closing.items():
        if KpiValue.objects.filter(pk__in=ids, known_to__isnull=True).update(known_to=day) != len(ids):
            raise IntegrityError("A value was replaced meanwhile.")
    KpiValue.objects.bulk_create([row for row in rows if row is not None])
    done = []
    for item, new in zip(planned, rows, strict=True):
        standing = new or item.current
        assert standing is not None
        done.append(Recorded(item.entry, standing, item.outcome, item.current if new is not None else None))
    return done


def _row(item: Planned, *, by: Any, at: dt.datetime, today: dt.date) -> KpiValue:
    entry, current = item.entry, item.current
    return KpiValue(
        kpi=entry.kpi, area=entry.area, period_kind=PeriodKind(entry.period.kind).value, period_end=entry.period.end,
        gender=entry.gender.value, series=entry.series.value, value=entry.value,
        missing_reason=entry.missing.value if entry.missing else "", is_preliminary=entry.is_preliminary,
        is_derived=entry.is_derived, cases=entry.cases, source=entry.source.strip(), source_url=entry.source_url,
        comment=entry.comment, known_from=entry.known_from or today,
        known_from_is_stated=entry.known_from_is_stated and entry.known_from is not None,
        recorded_at=at, recorded_by=by, recorded_by_unit=unit_of(by),
        reason=entry.reason.strip() if current is not None else "", replaces=current,
    )  # fmt: skip
