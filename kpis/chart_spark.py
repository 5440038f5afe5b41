"""A sparkline: the course of a series at a glance, beside its numbers in a list."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from kpis.chart_markup import Markup, el, num, polyline
from kpis.chart_style import INK, THREAD
from kpis.chart_time import time_axis
from kpis.charts import Chart, Point

WIDTH: Final = 120
HEIGHT: Final = 30
_EDGE: Final = 5.0


def sparkline(chart: Chart, *, with_ambition: bool = True) -> Markup | None:
    """Draw the own series without axes or words, hidden from screen readers; None when it has no value.

    Gaps stay gaps; a value with none beside it is a small dot, and the last is a larger one. Rankings have the
    first place on top. The present ambition level is drawn where it lies near enough not to flatten the line.
    """
    own = chart.own
    if own is None:
        return None
    axis = time_axis(Chart(chart.subject, chart.unit, chart.decimals, (own,)))
    values = [point.value for point in own.known if point.value is not None]
    low, high = min(values), max(values)
    levels = _levels(chart, low, high) if with_ambition else ()
    low, high = min(low, *levels, high), max(high, *levels, low)

    def y(value: Decimal) -> float:
        share = float((value - low) / (high - low)) if high > low else 0.5
        return _EDGE + (HEIGHT - 2 * _EDGE) * (share if chart.is_ranking else 1 - share)

    first, last = (axis.place(own.known[at].period) for at in (0, -1))

    def at(point: Point) -> tuple[float, float]:
        assert point.value is not None
        share = (axis.place(point.period) - first) / (last - first) if last > first else 1.0
        return _EDGE + (WIDTH - 2 * _EDGE) * share, y(point.value)

    runs = chart.runs(own)
    path = "".join(polyline([at(point) for point in run]) for run in runs if len(run) > 1)
    lone = [at(run[0]) for run in runs if len(run) == 1]
    parts = [el("path", d=path, fill="none", stroke_width=2.0, stroke_linejoin="round")] if path else []
    parts += [el("circle", cx=x, cy=height, r=1.8, stroke="none") for x, height in lone]
    end_x, end_y = at(own.known[-1])
    parts.append(el("circle", cx=end_x, cy=end_y, r=3.5, stroke="none"))
    line = ""
    if levels:
        path = "".join(f"M0 {num(y(level))}H{WIDTH}" for level in levels)
        line = el("path", class_="c-ambition", d=path, stroke=THREAD, stroke_width=1.5, stroke_dasharray="4 3")
    drawn = el("g", *parts, class_="c-own", fill=INK, stroke=INK)
    box = f"0 0 {WIDTH} {HEIGHT}"
    return Markup(el("svg", line, drawn, class_="spark", viewBox=box, width=WIDTH, height=HEIGHT, aria_hidden="true"))


def _levels(chart: Chart, low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """The limits of the level that holds for the latest value, less those further off than the values span twice."""
    own = chart.own
    step = chart.step_at(own.known[-1].period) if own else None
    bounds = step.bounds if step else ()
    return tuple(bound for bound in bounds if max(low - bound, bound - high) <= 2 * (high - low))
