"""The explorable figure of a chart: a plain dict in Plotly's form, to be sent as JSON.

A dict and not ``plotly.graph_objects``, which takes two hundred times as long to build; the tests validate it
with those. Every number that a person can read in it is text from our own formatter. Colours are the fixed
ones of ``chart_style``; ``layout.meta.colours`` tells the script which custom property each stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any, Final

from kpis.chart_axes import value_axis
from kpis.chart_labels import wrap
from kpis.chart_style import COLOUR_ROLES, INK, INK_SOFT, LINE, SURFACE, THREAD, Look, looks
from kpis.chart_time import TimeAxis, ambition_spans, period_at, time_axis
from kpis.chart_words import axis_caption, headline, step_text, tick_text, value_text
from kpis.charts import Chart, Point, Series, SeriesBreak
from kpis.periods import Period

JSON = dict[str, Any]
CLEAR: Final = "rgba(0,0,0,0)"
AMBITION: Final = "Ambitionsnivå"
#: Labels on the time axis; the script chooses anew for the width and the span of time it shows.
MOST_LABELS: Final = 10
#: With more points than this the marks are small.
MANY: Final = 25
CONFIG: Final[JSON] = {
    # Nothing leaves the portal: no button that sends the figure to a company, and no address to send it to.
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displayModeBar": False,
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
    "locale": "sv",
}


def figure(chart: Chart) -> JSON | None:
    """Answer data, layout and config for Plotly, or None when the chart has no value.

    ``layout.meta`` holds what the script needs besides: title, colours, ``readings`` (for each period what the
    arrow keys read out) and ``ranges`` (the periods that one can show from and to).
    """
    if chart.is_empty:
        return None
    axis = time_axis(chart)
    data = [_trace(chart, axis, series, look) for series, look in looks(chart)]
    if level := _ambition_trace(chart, axis):
        data.append(level)
    return {"data": data, "layout": _layout(chart, axis, data), "config": dict(CONFIG)}


def _trace(chart: Chart, axis: TimeAxis, series: Series, look: Look) -> JSON:
    points: list[Point | None] = []
    for run in chart.runs(series):
        # A point without a value between two runs: Plotly lifts its pen there.
        points += [None, *run] if points else list(run)
    following = [point or after for point, after in zip(points, [*points[1:], None], strict=True)]
    symbol = "circle" if look.marker == "dot" else look.marker
    return _hovering(chart) | {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escape(series.name, quote=False),
        "x": [_x(axis, point.period) for point in following if point],
        "y": [float(point.value) if point and point.value is not None else None for point in points],
        "customdata": [_reading(chart, point) if point else ["", ""] for point in points],
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": look.colour, "width": look.width, "dash": look.plotly_dash},
        "marker": {
            "color": [SURFACE if point and point.is_preliminary else look.colour for point in points],
            "size": 5 if look.marker == "dot" or len(series.known) > MANY else 9,
            "symbol": symbol,
            "line": {"color": look.colour, "width": 1.5},
        },
        "zorder": 2 if look.css == "c-own" else 1,
        "meta": {"css": look.css, "dash": look.dash},
    }


def _hovering(chart: Chart) -> JSON:
    """The words at the pointer: above them stands the period, unless periods of several kinds share the axis."""
    period = "" if chart.kind else "%{customdata[0]}<br>"
    return {"hovertemplate": period + "%{fullData.name}: %{customdata[1]}<extra></extra>"}


def _reading(chart: Chart, point: Point) -> list[str]:
    assert point.value is not None
    mark = " (preliminärt)" if point.is_preliminary else ""
    return [point.period.label, value_text(chart, point.value) + mark]


def _ambition_trace(chart: Chart, axis: TimeAxis) -> JSON | None:
    """The level at each period, for the pointer and the arrow keys; its line is drawn by ``_ambition_shapes``."""
    rows = []
    for span in ambition_spans(chart, axis):
        for period in _all_periods(chart, axis):
            if span.start <= axis.place(period) <= span.end:
                bound = span.step.low if span.step.low is not None else span.step.bounds[0]
                rows.append((period, float(bound), step_text(chart, span.step)))
    if not rows:
        return None
    return _hovering(chart) | {
        "type": "scatter",
        "mode": "markers",
        "name": AMBITION,
        "x": [_x(axis, period) for period, _, _ in rows],
        "y": [level for _, level, _ in rows],
        "customdata": [[period.label, escape(words, quote=False)] for period, _, words in rows],
        "cliponaxis": False,
        # Only the pointer finds these; what is seen is the line.
        "marker": {"color": THREAD, "symbol": "line-ew", "size": 9, "opacity": 0},
        "meta": {"css": "c-ambition", "dash": "7 5", "shapes": True},
    }


def _all_periods(chart: Chart, axis: TimeAxis) -> Sequence[Period]:
    """Every period that the axis shows, those without values included where they can be counted."""
    if axis.kind is None:
        return chart.periods()
    slots = [axis.place(period) for period in chart.periods()]
    for span in ambition_spans(chart, axis):
        slots += [axis.place(period) for period in (span.step.end, span.step.target) if period]
    reach = [slot for slot in slots if axis.first <= slot <= axis.last]
    return [period_at(axis.kind, slot) for slot in range(int(min(reach)), int(max(reach)) + 1)]


def _x(axis: TimeAxis, period: Period) -> str:
    """A category is named by its label; on a true time scale it is the date on which the period ends."""
    return period.label if axis.kind else period.end.isoformat()


def _position(axis: TimeAxis, chart: Chart, place: float) -> float | str:
    """A place on the axis as shapes and ranges want it: the number of a category, with fractions, or a date."""
    if axis.kind:
        return place - axis.place(_all_periods(chart, axis)[0])
    return (date.fromordinal(int(place)) + timedelta(days=round(place % 1))).isoformat()


def _layout(chart: Chart, axis: TimeAxis, data: list[JSON]) -> JSON:
    values = value_axis(chart)
    ends = [float(values.low), float(values.high)]
    return {
        "separators": ",\u00a0",
        "font": {"family": "system-ui, 'Segoe UI', Roboto, sans-serif", "size": 14, "color": INK_SOFT},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x unified" if axis.kind else "closest",
        "hoverlabel": {
            "bgcolor": SURFACE,
            "bordercolor": INK_SOFT,
            "font": {"color": INK, "size": 14},
            "align": "left",
        },
        "margin": {"l": 12, "r": 24, "t": 44, "b": 12},
        "xaxis": _time_layout(chart, axis),
        "yaxis": {
            "range": ends[::-1] if values.inverted else ends,
            "fixedrange": True,
            "tickmode": "array",
            "tickvals": [float(tick) for tick in values.ticks],
            "ticktext": [tick_text(chart, tick, values.decimals) for tick in values.ticks],
            "gridcolor": LINE,
            "zeroline": values.low < 0,
            "zerolinecolor": INK_SOFT,
            "automargin": True,
        },
        "shapes": _ambition_shapes(chart, axis) + _break_shapes(chart, axis),
        "annotations": _annotations(chart, axis),
        "meta": {
            "title": headline(chart),
            "colours": dict(COLOUR_ROLES),
            "readings": _readings(chart, axis, data),
            "ranges": _ranges(chart, axis),
        },
    }


def _time_layout(chart: Chart, axis: TimeAxis) -> JSON:
    ends = [_position(axis, chart, axis.first), _position(axis, chart, axis.last)]
    shared: JSON = {"range": ends, "showgrid": False, "linecolor": LINE, "ticks": "outside", "tickcolor": LINE}
    shared |= {"automargin": True, "fixedrange": True}
    if axis.kind:
        # Without this, Plotly reads years as numbers and writes "2,022.5" between two of them.
        labels = [period.label for period in _all_periods(chart, axis)]
        every = -(-len(labels) // MOST_LABELS)
        shared |= {"type": "category", "categoryorder": "array", "categoryarray": labels, "tickangle": 0}
        return shared | {"tickmode": "array", "tickvals": labels[::-1][::every][::-1]}
    # A year's name stands in the middle of the year, so that a value of its last day is not read as the next one's.
    return shared | {"type": "date", "tickangle": 0, "ticklabelmode": "period"}


def _ambition_shapes(chart: Chart, axis: TimeAxis) -> list[JSON]:
    shapes: list[JSON] = []
    line = {"color": THREAD, "width": 2, "dash": "dash"}
    previous: tuple[float, float] | None = None
    for span in ambition_spans(chart, axis):
        ends = {"x0": _position(axis, chart, span.start), "x1": _position(axis, chart, span.end)}
        levels = [float(bound) for bound in span.step.bounds]
        if len(levels) == 2:
            area = {"y0": levels[0], "y1": levels[1], "fillcolor": THREAD, "opacity": 0.1, "line": {"width": 0}}
            shapes.append({"type": "rect", "layer": "below", **ends, **area})
        if previous and len(levels) == 1 and abs(previous[0] - span.start) < 0.01:
            at = ends["x0"]
            shapes.append({"type": "line", "x0": at, "x1": at, "y0": previous[1], "y1": levels[0], "line": line})
        shapes += [{"type": "line", **ends, "y0": level, "y1": level, "line": line} for level in levels]
        previous = (span.end, levels[0]) if len(levels) == 1 else None
    # By this name the script finds them, to hide them together with the level's trace.
    return [shape | {"name": AMBITION} for shape in shapes]


def _shown_breaks(chart: Chart, axis: TimeAxis) -> list[SeriesBreak]:
    return [item for item in chart.breaks if axis.first < axis.before(item.period) < axis.last]


def _break_shapes(chart: Chart, axis: TimeAxis) -> list[JSON]:
    line = {"color": INK_SOFT, "width": 1.5, "dash": "dot"}
    ends = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}
    places = [_position(axis, chart, axis.before(item.period)) for item in _shown_breaks(chart, axis)]
    return [{"x0": at, "x1": at, **ends} for at in places]


def _annotations(chart: Chart, axis: TimeAxis) -> list[JSON]:
    plain: JSON = {"showarrow": False, "yref": "paper", "font": {"color": INK_SOFT, "size": 13}}
    notes = []
    for item in _shown_breaks(chart, axis):
        lines = "<br>".join(escape(line, quote=False) for line in wrap(item.label or "Serien bryts", 150, 13))
        at = axis.before(item.period)
        side = ("right", -4) if axis.fraction(at) > 0.6 else ("left", 4)
        beside = {"y": 1, "yanchor": "top", "xanchor": side[0], "xshift": side[1], "align": side[0]}
        notes.append(plain | beside | {"x": _position(axis, chart, at), "text": lines})
    values = value_axis(chart)
    caption = axis_caption(chart, values.low, starts_at_zero=values.starts_at_zero)
    corner = plain | {"xref": "paper", "y": 1, "yanchor": "bottom", "yshift": 14}
    if caption:
        notes.append(corner | {"x": 0, "xanchor": "left", "text": escape(caption, quote=False)})
    if chart.is_example:
        box = {"bordercolor": INK_SOFT, "borderwidth": 1, "borderpad": 3}
        notes.append(corner | {"x": 1, "xanchor": "right", "text": "Exempel", **box})
    return notes


def _readings(chart: Chart, axis: TimeAxis, data: list[JSON]) -> list[JSON]:
    """For each period its name and, for each trace with a value there, trace number, point number and words."""
    readings = []
    for period in chart.periods():
        points = [
            [number, at, f"{trace['name']} {words[1]}"]
            for number, trace in enumerate(data)
            for at, words in enumerate(trace["customdata"])
            if words[0] == period.label and trace["y"][at] is not None
        ]
        readings.append({"label": period.label, "points": points})
    return readings


def _ranges(chart: Chart, axis: TimeAxis) -> list[JSON]:
    """The periods (years on a true time scale) to choose a part of the axis from: name, first and last place."""
    if axis.kind:
        return [
            {"label": period.label, "from": at - 0.5, "to": at + 0.5}
            for at, period in enumerate(_all_periods(chart, axis))
        ]
    years = sorted({period.year_number for period in chart.periods()})
    return [
        {"label": str(year), "from": f"{year}-01-01", "to": f"{year + 1}-01-15"}
        for year in range(years[0], years[-1] + 1)
    ]
