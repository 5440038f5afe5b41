"""From rows to what the pure modules know of, and nothing else: no judgement here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Q

from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelException, LevelKind
from kpis.models import AmbitionLevel, Area, Kpi, KpiValue, SeriesBreak
from kpis.outcomes import Comparison, Direction, Gender, Measure, MissingReason, Observation, PeerValue, Series
from kpis.outcomes import SeriesBreak as Break
from kpis.periods import Period, PeriodKind


class ValueRow(NamedTuple):
    """A value as the lists need it; read without making a model instance of each."""

    kpi_id: int
    area_code: str
    period_kind: str
    period_end: dt.date
    gender: str
    series: str
    value: Decimal | None
    missing_reason: str
    is_preliminary: bool
    cases: int | None
    known_from: dt.date

    @property
    def period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.period_end)


VALUE_COLUMNS = (
    "kpi_id", "area__code", "period_kind", "period_end", "gender", "series", "value", "missing_reason",
    "is_preliminary", "cases", "known_from",
)  # fmt: skip


def value_rows(condition: Q, *, known: dt.date) -> list[ValueRow]:
    """The values that the condition names, as known on the day, in order of period; one query."""
    rows = KpiValue.objects.as_known_on(known).filter(condition).order_by("period_end")
    return [ValueRow(*row) for row in rows.values_list(*VALUE_COLUMNS)]


def as_row(value: KpiValue) -> ValueRow:
    """An instance with its area selected, as the lists read values."""
    return ValueRow(
        value.kpi_id, value.area.code, value.period_kind, value.period_end, value.gender, value.series, value.value,
        value.missing_reason, value.is_preliminary, value.cases, value.known_from,
    )  # fmt: skip


def observation(row: ValueRow | KpiValue) -> Observation:
    return Observation(
        period=row.period,
        value=row.value,
        missing=MissingReason(row.missing_reason) if row.missing_reason else None,
        series=Series(row.series),
        gender=Gender(row.gender),
        is_preliminary=row.is_preliminary,
        cases=row.cases,
    )


def break_of(row: SeriesBreak) -> Break:
    return Break(row.period, row.reason)


def measure_of(kpi: Kpi, snapshot: dict[str, Any] | None = None) -> Measure:
    """What the nyckeltal means; for a decided level, what it meant when the version left utkast."""
    meaning = snapshot or {}
    return Measure(
        unit=meaning.get("unit", kpi.unit),
        decimals=meaning.get("decimals", kpi.decimals),
        direction=Direction(meaning.get("direction", kpi.direction)),
        frequency=PeriodKind(meaning.get("frequency", kpi.frequency)),
        lag_months=kpi.publication_lag,
        smallest_count=meaning.get("smallest_count", kpi.smallest_count),
        is_ranking=meaning.get("is_ranking", kpi.is_ranking),
        area=settings.MUNICIPALITY.code,
    )


def level_of(row: AmbitionLevel) -> Level:
    """The decided level; ``exceptions`` must be prefetched, ``compared_with`` selected."""
    group = row.compared_with
    return Level(
        kind=LevelKind(row.kind),
        value=row.value,
        upper=row.upper,
        amount_unit=AmountUnit(row.amount_unit),
        target=row.target,
        every_year=row.every_year,
        base=row.base,
        base_value=row.base_value,
        exceptions=tuple(LevelException(e.period, e.value, e.reason, e.upper) for e in row.exceptions.all()),
        comparison=comparison_kind(group) if group else None,
        group_name=group.name if group else "",
        group_year=group.group_year if group else None,
        step_low=row.step_low,
        step_high=row.step_high,
        motive=row.motive,
        is_example=row.is_example,
    )


def comparison_kind(area: Area) -> ComparisonKind:
    if area.kind == Area.Kind.COUNTRY:
        return ComparisonKind.COUNTRY
    is_county = area.kind == Area.Kind.REGION or area.code == settings.MUNICIPALITY.county_group
    return ComparisonKind.COUNTY if is_county else ComparisonKind.GROUP


class Population(NamedTuple):
    """Whose values a level is held against: named members, or every municipality."""

    name: str
    members: frozenset[str]  # empty: all municipalities
    is_single: bool


def population_of(row: AmbitionLevel) -> Population | None:
    """For a level that compares, with the group's members as they were when it was decided.

    A place among others is counted among municipalities: against riket that is all of them. *Bättre än* holds
    the outcome against riket's own figure.
    """
    kind, group = LevelKind(row.kind), row.compared_with
    if not kind.is_relative:
        return None
    is_place = kind in (LevelKind.RANK, LevelKind.SHARE)
    if group is None or (is_place and group.kind == Area.Kind.COUNTRY):
        return Population("Sveriges kommuner", frozenset(), is_single=False)
    if group.kind != Area.Kind.GROUP and not is_place:
        return Population(group.name, frozenset({group.code}), is_single=True)
    decided = (row.kpi_snapshot or {}).get("group", {}).get("members")
    members = decided if decided is not None else [member.code for member in group.members.all()]
    return Population(group.name, frozenset(members) or frozenset({group.code}), is_single=False)


# Sweden's municipalities since 2003 (SCB): the population of a level against them all, however many are loaded.
MUNICIPALITIES: Final = 290


def comparison_of(population: Population, rows: Iterable[ValueRow]) -> Comparison:
    """The population's official totals, and how many areas it holds with or without a value."""
    own = settings.MUNICIPALITY.code
    wanted = population.members
    values = tuple(
        PeerValue(row.area_code, row.period, row.value)
        for row in rows
        if row.value is not None
        and row.series == Series.OFFICIAL
        and row.gender == Gender.TOTAL
        and (row.area_code in wanted if wanted else row.area_code != own)
    )
    size = len(wanted | {own}) if wanted else MUNICIPALITIES
    return Comparison(population.name, values, size=size, is_single=population.is_single)
