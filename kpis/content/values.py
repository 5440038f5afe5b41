"""Values with their source, and the day from which they were known.

``[[series]]`` gathers values of one nyckeltal. A value without a source of its own has the series'. It was
known from the day that the source states as its own, and otherwise, as an assumption that the portal tells
of, from its period's end and the nyckeltal's publication lag.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from goals.content.loading import FAULTS, Loading, RowError
from goals.content.rows import Folder, Row
from goals.content.sources import Source, source_of
from kpis.content.catalogue import decimals_fault, period_of
from kpis.dates import add_months, month_end
from kpis.due import DEFAULT_LAG_MONTHS
from kpis.entries import Entry
from kpis.models import Area, Kpi, KpiValue
from kpis.numbers import decimals_of
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import Period, PeriodKind
from kpis.recording import RecordingError, record_all

_GENDERS = {gender.value: gender.label for gender in Gender}
_SERIES = {series.value: series.label for series in Series}
_MISSING = {reason.value: reason.label for reason in MissingReason}


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A value that is to be recorded, and the row it came from."""

    key: str
    row: Row
    entry: Entry


def load(folder: Folder, loading: Loading) -> None:
    there = _slots_there()
    loading.knows("value", "värdet", there.get)
    waiting = [
        item
        for row in folder.rows("values", ("series",))["series"]
        for item in _series(row, loading)
    ]  # fmt: skip
    try:
        record_all(entries=[item.entry for item in waiting], by=None, at=loading.at)
    except RecordingError as error:
        for fault in error.faults:
            item = waiting[fault.at]
            loading.refuse("value", item.key, item.row, RowError(fault.message))
        return
    for item in waiting:
        loading.has_made("value", item.key, item.row)


def _slots_there() -> dict[str, KpiValue]:
    """Every value there is, by its key; one query."""
    values = KpiValue.objects.select_related("kpi", "area")
    return {_key(value.kpi.code, value.area.code, value.period, value.gender, value.series): value for value in values}


def _key(kpi: str, area: str, period: Period, gender: str, series: str) -> str:
    return f"{kpi}/{area}/{period.code}/{gender}/{series}"


def _series(row: Row, loading: Loading) -> list[_Waiting]:
    code, area = row.text("kpi", required=True), row.text("area") or loading.municipality_code
    source = source_of(row, loading.sources)
    values = row.rows("values")
    if not values:
        row.fault("serien har inga värden.")
    waiting = [_value(part, code, area, source, loading) for part in values]
    row.finish()
    return [item for item in waiting if item is not None]


def _value(row: Row, code: str, series_area: str, series_source: Source, loading: Loading) -> _Waiting | None:
    period, area = period_of(row, "period", required=True), row.text("area") or series_area
    source = source_of(row, loading.sources, otherwise=series_source)
    gender = row.choice("gender", _GENDERS, default=Gender.TOTAL.value)
    series = row.choice("series", _SERIES, default=Series.OFFICIAL.value)
    missing = row.choice("missing", _MISSING)
    number, cases, known_from = row.number("value"), row.whole("cases"), row.date("known_from")
    is_derived, comment, is_preliminary = row.flag("derived"), row.text("comment"), row.flag("preliminary")
    if not source.title:
        row.fault("värdet saknar källa.")
    if is_derived and not comment:
        row.fault("ett härlett värde ska säga i comment hur det är räknat.")
    row.finish()
    if period is None:
        return None
    key = _key(code, area, period, gender, series)
    if not loading.wants("value", key, row):
        return None
    try:
        kpi = loading.find("kpi", code, Kpi)
        if number is not None and decimals_of(number) > kpi.decimals:
            raise decimals_fault(kpi, number)
        known, is_stated = _known_from(kpi, period, source, known_from)
        entry = Entry(
            kpi=kpi, area=loading.find("area", area, Area), period=period, value=number,
            missing=MissingReason(missing) if missing else None, gender=Gender(gender), series=Series(series),
            is_preliminary=is_preliminary, is_derived=is_derived, cases=cases, source=source.title,
            source_url=source.url, comment=comment, known_from=known, known_from_is_stated=is_stated,
        )  # fmt: skip
    except FAULTS as error:
        loading.refuse("value", key, row, error)
        return None
    return _Waiting(key, row, entry)


def _known_from(kpi: Kpi, period: Period, source: Source, stated: dt.date | None) -> tuple[dt.date, bool]:
    """The day from which the value was known, and whether a source states it."""
    if stated or source.published:
        return stated or source.published or dt.date.min, True
    lag = DEFAULT_LAG_MONTHS if kpi.publication_lag is None else kpi.publication_lag
    known = add_months(period.end, lag)
    return (known if period.kind is PeriodKind.DAY else month_end(known.year, known.month)), False
