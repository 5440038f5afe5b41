"""The frame of a drawing: its size, its plot area, and where a value and a period land in it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Final

from kpis.chart_axes import ValueAxis, value_axis
from kpis.chart_labels import LINE_HEIGHT, spread, text_width, wrap
from kpis.chart_style import Look, looks
from kpis.chart_time import TimeAxis, time_axis
from kpis.chart_words import axis_caption, tick_text, value_text
from kpis.charts import Chart, Point, Series, SeriesRole

TYPE: Final = 14.0
SMALL: Final = 13.0
SWATCH: Final = 22.0


class Size(Enum):
    """The two drawings of a chart: for a page's width, and for a telephone's, with type as large in both."""

    WIDE = ("w", 720, 250)
    NARROW = ("n", 280, 190)

    def __init__(self, suffix: str, width: int, plot_height: int) -> None:
        self.suffix = suffix
        self.width = width
        self.plot_height = plot_height


@dataclass(frozen=True, slots=True)
class SideLabel:
    """The name of a series at the end of its line: its lines of words and the top edge of the block."""

    series: Series
    look: Look
    lines: tuple[str, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart with its axes and the plot area in the units of the drawing."""

    chart: Chart
    size: Size
    values: ValueAxis
    time: TimeAxis
    left: float
    right: float
    top: float
    bottom: float
    caption: tuple[str, ...]
    side: tuple[SideLabel, ...] = ()

    def x(self, place: float) -> float:
        return self.left + self.time.fraction(place) * (self.right - self.left)

    def y(self, value: Decimal) -> float:
        return self.bottom - self.values.fraction(value) * (self.bottom - self.top)

    @property
    def words_right(self) -> float:
        """How far words among the points may reach: to the samples of the lines, or to the edge."""
        return self.right + 8 if self.side else float(self.size.width)

    def marker_scale(self, series: Series) -> float:
        """How large the marks of a series are, so that close ones are still told apart: from a half to 1."""
        places = [self.at(point)[0] for point in series.known]
        steps = sorted(later - earlier for earlier, later in pairwise(places))
        return min(1.0, max(steps[len(steps) // 2] / 16, 0.55)) if steps else 1.0

    def at(self, point: Point) -> tuple[float, float]:
        """Where a point with a value is drawn."""
        assert point.value is not None
        return self.x(self.time.place(point.period)), self.y(point.value)


def frame(chart: Chart, size: Size) -> Frame:
    """Lay out the drawing. Beside the plot of the wide one there is room for the names of several series."""
    values, time = value_axis(chart), time_axis(chart)
    words = axis_caption(chart, values.low, starts_at_zero=values.starts_at_zero)
    caption = tuple(wrap(words, size.width - (80 if chart.is_example else 4), SMALL, 2))
    ticks = (tick_text(chart, tick, values.decimals) for tick in values.ticks)
    left = max(text_width(tick, SMALL) for tick in ticks) + 14
    top = (16 * len(caption) if caption[0] else 0) + (26 if caption[0] or not chart.is_example else 40)
    bottom = top + size.plot_height
    bare = Frame(chart, size, values, time, left, size.width - 16, top, bottom, caption)
    if size is Size.NARROW or len(chart.drawn) == 1:
        return bare
    return _with_side_labels(bare)


def _with_side_labels(bare: Frame) -> Frame:
    """The frame with a column of names to the right, or as it was where they do not fit."""
    entries = []
    for series, look in looks(bare.chart):
        lines = side_lines(bare.chart, series)
        entries.append((bare.at(series.known[-1])[1], series, look, lines))
    entries.sort(key=lambda entry: entry[0])
    heights = [len(lines) * SMALL * LINE_HEIGHT + 7 for _, _, _, lines in entries]
    wanted = [y - SMALL * 0.75 for y, *_ in entries]
    tops = spread(wanted, heights, bare.top - 8, bare.bottom + 12)
    if tops is None:
        return bare
    column = max(text_width(line, SMALL) for *_, lines in entries for line in lines) + SWATCH + 22
    side = tuple(
        SideLabel(series, look, lines, edge) for (_, series, look, lines), edge in zip(entries, tops, strict=True)
    )
    return Frame(
        bare.chart, bare.size, bare.values, bare.time, bare.left, bare.size.width - column,
        bare.top, bare.bottom, bare.caption, side,
    )  # fmt: skip


def side_lines(chart: Chart, series: Series) -> tuple[str, ...]:
    """The name of a series and, unless it is the one whose values are written at its points, its last value."""
    lines = wrap(series.name, 128, SMALL)
    if series.role is not SeriesRole.OWN:
        lines.append(last_value(chart, series))
    return tuple(lines)


def last_value(chart: Chart, series: Series) -> str:
    """The last value of a series, with its period where the chart goes on after it."""
    last = series.known[-1]
    assert last.value is not None
    words = value_text(chart, last.value)
    newest = max(other.known[-1].period for other in chart.drawn)
    return words if last.period == newest else f"{words} ({last.period.label})"
