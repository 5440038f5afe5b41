"""The rows that stand for some nyckeltal in some areas, with their history: what a new value is held against.

Two queries, whatever the number of nyckeltal.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

from kpis.models import Kpi, KpiValue, SeriesBreak
from kpis.outcomes import Gender, Series
from kpis.outcomes import SeriesBreak as Break
from kpis.periods import Period, PeriodKind
from kpis.plausibility import Point


class Slot(NamedTuple):
    """What has one current value: nyckeltal, area, period, gender, series."""

    kpi_id: int
    area_id: int
    period: Period
    gender: Gender
    series: Series


def slot_of(row: KpiValue) -> Slot:
    return Slot(row.kpi_id, row.area_id, row.period, Gender(row.gender), Series(row.series))


class HasFigure(Protocol):
    """Something that would put a figure in a slot."""

    @property
    def slot(self) -> Slot: ...

    @property
    def value(self) -> Decimal | None: ...


@dataclass(slots=True)
class Ledger:
    """``vintages``: every row of a slot, oldest first. ``standing``: those that stand today, newest period first."""

    vintages: dict[Slot, list[KpiValue]] = field(default_factory=lambda: defaultdict(list))
    standing: dict[tuple[int, int], list[KpiValue]] = field(default_factory=lambda: defaultdict(list))
    breaks: dict[int, list[tuple[int | None, Break]]] = field(default_factory=lambda: defaultdict(list))
    extra: dict[Slot, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, kpi_ids: Iterable[int], area_ids: Iterable[int]) -> Ledger:
        """All rows of the nyckeltal in the areas, and the breaks of their series."""
        ledger = cls()
        kpis = set(kpi_ids)
        rows = KpiValue.objects.filter(kpi__in=kpis, area__in=set(area_ids)).select_related("recorded_by")
        for row in rows.order_by("known_from", "pk"):
            ledger.vintages[slot_of(row)].append(row)
            if row.known_to is None:
                ledger.standing[row.kpi_id, row.area_id].append(row)
        order = {gender: at for at, gender in enumerate(Gender)}
        for standing in ledger.standing.values():
            standing.sort(key=lambda row: (row.period, row.series, -order[Gender(row.gender)]), reverse=True)
        for series_break in SeriesBreak.objects.filter(kpi__in=kpis):
            found = Break(series_break.period, series_break.reason)
            ledger.breaks[series_break.kpi_id].append((series_break.area_id, found))
        return ledger

    def current(self, slot: Slot) -> KpiValue | None:
        """The row that stands today."""
        rows = self.vintages.get(slot, ())
        return next((row for row in rows if row.known_to is None), None)

    def closed_until(self, slot: Slot) -> dt.date | None:
        """The day until which earlier rows were known."""
        return max((row.known_to for row in self.vintages.get(slot, ()) if row.known_to), default=None)

    def current_rows(self, kpi_id: int, area_id: int) -> list[KpiValue]:
        """Every row of the nyckeltal and area that stands, newest period first."""
        return self.standing.get((kpi_id, area_id), [])

    def latest(self, kpi_id: int, area_id: int) -> KpiValue | None:
        """The latest official total that stands, missing ones included."""
        rows = self.current_rows(kpi_id, area_id)
        return next((r for r in rows if r.series == Series.OFFICIAL and r.gender == Gender.TOTAL), None)

    def points(self, slot: Slot) -> list[Point]:
        """The known figures of the slot's own series: same nyckeltal, area, gender and series."""
        found = {
            row.period: row.value
            for row in self.current_rows(slot.kpi_id, slot.area_id)
            if row.gender == slot.gender and row.series == slot.series and row.value is not None
        }
        found |= {
            other.period: value for other, value in self.extra.items() if other._replace(period=slot.period) == slot
        }
        return [Point(period, value) for period, value in found.items()]

    def breaks_for(self, slot: Slot) -> list[Break]:
        return [found for area_id, found in self.breaks.get(slot.kpi_id, ()) if area_id in {None, slot.area_id}]

    def with_figures(self, figures: Iterable[HasFigure]) -> Ledger:
        """The ledger as it would read with the figures in it: for judging each of a column beside the others."""
        added = Ledger(self.vintages, self.standing, self.breaks, dict(self.extra))
        for figure in figures:
            if figure.value is not None:
                added.extra[figure.slot] = figure.value
        return added

    def kinds(self, kpi: Kpi, area_id: int) -> frozenset[PeriodKind]:
        """The kinds of period that the nyckeltal is measured by or already has values for."""
        used = {row.period.kind for row in self.current_rows(kpi.pk, area_id)}
        return frozenset(used | {PeriodKind(kpi.period_kind), PeriodKind(kpi.frequency)})
