"""Which nyckeltal wait for a value: the one answer for the admin's entry page, reminders and "att göra".

Two queries, whatever the number of nyckeltal.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from kpis.dates import format_date
from kpis.due import next_due
from kpis.models import Area, Kpi, KpiValue
from kpis.outcomes import Gender
from kpis.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nyckeltal that is followed, and when its next value should be there.

    ``due_on`` None: it has no value yet. ``latest``: the last period of its own kind that has one.
    """

    kpi_id: int
    is_mine: bool
    due_on: dt.date | None
    is_due: bool
    latest: Period | None

    @property
    def text(self) -> str:
        """When, in words."""
        if self.due_on is None:
            return "Inget värde är inlagt ännu."
        return f"{'Skulle ha kommit' if self.is_due else 'Väntas'} {format_date(self.due_on)}."


@dataclass(slots=True)
class _Known:
    """The latest period of each kind, and the last day something was recorded."""

    periods: dict[PeriodKind, Period]
    recorded_on: dt.date

    def latest(self, kind: PeriodKind) -> Period:
        """Of the nyckeltal's own kind; of any, where it has none of its own."""
        return self.periods.get(kind) or max(self.periods.values())


def followed(*, user: Any, area: Area, on: dt.date, query: str = "") -> list[Waiting]:
    """Every nyckeltal that is still followed: the person's own first, and of each part what is due on top."""
    kpis = Kpi.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
    if query:
        kpis = kpis.search(query)
    columns = ("pk", "owner_id", "deputy_id", "period_kind", "frequency", "publication_lag", "next_publication")
    known_of = _known(area)
    found = []
    for pk, owner, deputy, kind, frequency, lag, publication in kpis.order_by("sort_key", "code").values_list(*columns):
        known = known_of.get(pk)
        latest = known.latest(PeriodKind(kind)) if known else None
        due_on, is_due = _due(known, latest, PeriodKind(frequency), lag, publication, on)
        own = known.periods.get(PeriodKind(kind)) if known else None
        found.append(Waiting(pk, user.pk in {owner, deputy}, due_on, is_due, own))
    return sorted(found, key=lambda item: (not item.is_mine, not item.is_due, item.is_due and (item.due_on or on)))


def _due(
    known: _Known | None, latest: Period | None, frequency: PeriodKind, lag: int | None,
    publication: dt.date | None, on: dt.date,
) -> tuple[dt.date | None, bool]:  # fmt: skip
    """When the next value should be there, and whether that day has come.

    The stated publication day goes before the computed one. It has been met when something was recorded on it or later.
    """
    if publication is not None and (publication > on or known is None or known.recorded_on < publication):
        return publication, publication <= on
    if latest is None:
        return None, True
    due = next_due(latest, frequency, lag)
    return due, due <= on


def _known(area: Area) -> dict[int, _Known]:
    """What is known of each nyckeltal's official totals."""
    rows = KpiValue.objects.current().official().filter(area=area, gender=Gender.TOTAL)
    grouped = rows.order_by().values("kpi_id", "period_kind").annotate(end=Max("period_end"), at=Max("recorded_at"))
    found: dict[int, _Known] = {}
    for row in grouped:
        period = Period(PeriodKind(row["period_kind"]), row["end"])
        recorded_on = timezone.localdate(row["at"], timezone.get_default_timezone())
        known = found.setdefault(row["kpi_id"], _Known({}, recorded_on))
        known.periods[period.kind] = period
        known.recorded_on = max(known.recorded_on, recorded_on)
    return found
