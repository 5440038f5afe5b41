"""The numbers of a chart as rows: the table beside the drawing, and the same values for others' programs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal

from kpis.chart_words import step_text, value_text
from kpis.charts import MISSING, Chart, Point, Series
from kpis.numbers import MINUS, format_number, round_half_up
from kpis.periods import Period


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the table: the value as text with its unit, or why there is none.

    ``value`` is the number as shown, rounded to the nyckeltal's decimals; None where it is missing.
    """

    text: str
    value: Decimal | None = None
    is_preliminary: bool = False
    source: str = ""

    @property
    def is_missing(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Row:
    """A period with one cell for each series, in their order, and the ambition level that held then."""

    period: Period
    cells: tuple[Cell, ...]
    ambition: str

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the row's values, each once."""
        return tuple(dict.fromkeys(cell.source for cell in self.cells if cell.source))


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` name the series; ``has_ambition`` says whether a column for the level is worth its room."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    has_ambition: bool


def table(chart: Chart) -> Table:
    """All values of the chart, the newest first. Years that are simply not there have a row that says so."""
    series = tuple(one for one in chart.series if one.points)
    periods = set(chart.periods())
    if chart.own:
        periods |= {period for _, period in chart.gaps(chart.own)}
    rows = tuple(_row(chart, series, period) for period in sorted(periods, reverse=True))
    return Table(chart.subject, tuple(one.name for one in series), rows, any(row.ambition for row in rows))


def as_csv(chart: Chart) -> str:
    """The same values, one a line, for Swedish Excel: semicolons and decimal commas, numbers without unit or spaces.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["period", "serie", "värde", "enhet", "preliminärt", "saknas", "källa"])
    for series in chart.series:
        for point in series.points:
            cell = _cell(chart, point)
            value = "" if cell.value is None else format_number(cell.value, chart.decimals, grouped=False)
            missing = cell.text if cell.is_missing else ""
            preliminary = "ja" if cell.is_preliminary else "nej"
            # A spreadsheet knows no minus sign but the hyphen.
            row = [point.period.code, _inert(series.name), value.replace(MINUS, "-"), _inert(chart.unit)]
            writer.writerow([*row, preliminary, _inert(missing), _inert(cell.source)])
    return out.getvalue()


def _row(chart: Chart, series: tuple[Series, ...], period: Period) -> Row:
    step = chart.step_at(period)
    cells = tuple(_cell(chart, one.at(period)) for one in series)
    return Row(period, cells, step_text(chart, step) if step else "")


def _cell(chart: Chart, point: Point | None) -> Cell:
    if point is None:
        return Cell(MISSING)
    if point.value is None:
        return Cell(point.missing, source=point.source)
    value = round_half_up(point.value, chart.decimals)
    return Cell(value_text(chart, point.value), value, point.is_preliminary, point.source)


def _inert(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
