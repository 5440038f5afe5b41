"""The drawing of a chart as SVG, made on the server: what everyone sees first, what prints and what the PDF shows.

It holds no style attribute, no style element and no script, so a strict Content-Security-Policy lets it
through. Presentation attributes make it readable alone; ``static/css/charts.css`` overrides them with the
portal's colours, in light and dark.
"""

from __future__ import annotations

import re
from typing import Final

from kpis import chart_parts as parts
from kpis.chart_frame import SMALL, SWATCH, TYPE, Frame, Size, frame, last_value
from kpis.chart_labels import LINE_HEIGHT, Box, Room, text_width, wrap
from kpis.chart_markup import Markup, el, label, marker, num, text
from kpis.chart_style import INK, INK_SOFT, THREAD, Look, looks
from kpis.chart_time import ambition_spans
from kpis.chart_words import description
from kpis.charts import Chart, Series, SeriesRole

_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ROW: Final = 21.0


def render(chart: Chart, *, chart_id: str, size: Size = Size.WIDE, standalone: bool = False) -> Markup | None:
    """Draw the chart, or answer None when it has no value to draw.

    ``chart_id`` is unique on the page and makes the ids of title and description; letters, digits, hyphens.
    ``standalone`` adds the namespace that an image file needs. Raises ValueError for a bad id.
    """
    if not _ID.fullmatch(chart_id):
        raise ValueError(f"Not usable as an id: {chart_id!r}")
    if chart.is_empty:
        return None
    laid = frame(chart, size)
    content, height = _content(laid)
    name = f"{chart_id}-{size.suffix}"
    subject = f"Exempel: {chart.subject}" if chart.is_example else chart.subject
    return Markup(
        el(
            "svg",
            el("title", text(subject), id=f"{name}-title"),
            el("desc", text(description(chart)), id=f"{name}-desc"),
            content,
            xmlns="http://www.w3.org/2000/svg" if standalone else None,
            class_=f"chart chart-{'wide' if size is Size.WIDE else 'narrow'}",
            viewBox=f"0 0 {size.width} {num(height)}",
            width=float(size.width),
            height=height,
            role="img",
            aria_labelledby=f"{name}-title {name}-desc",
            font_family="sans-serif",
            font_size=TYPE,
            # Without CSS only the wide drawing is seen; with it, the one that suits the width.
            display="none" if size is Size.NARROW else None,
        )
    )


def render_pair(chart: Chart, *, chart_id: str) -> Markup | None:
    """Both drawings for a page, of which CSS shows one; the other is hidden from everyone. None without values."""
    drawings = [render(chart, chart_id=chart_id, size=size) for size in Size]
    return Markup(el("div", *(d for d in drawings if d), class_="chart-frame")) if all(drawings) else None


def _content(laid: Frame) -> tuple[str, float]:
    """The drawing's parts from back to front, and its height."""
    room = Room(Box(0, 0, laid.words_right, laid.bottom - 2), TYPE)
    axis, axis_height = parts.time_labels(laid)
    parts.take_series(laid, room)
    _take_words(laid, room)
    ambition = parts.ambition(laid, room)
    # The most important words take their places first.
    latest = parts.value_labels(laid, room, last=True)
    level = parts.ambition_label(laid, room)
    breaks = parts.breaks(laid, room)
    numbers = parts.value_labels(laid, room, last=False)
    words = [numbers, parts.earlier_levels(laid, room), parts.missing_labels(laid, room), level or "", latest]
    drawn = [parts.series(laid, series, look) for series, look in reversed(looks(laid.chart))]
    key, height = _key(laid, laid.bottom + axis_height + 8, with_ambition=level is None)
    return "".join([_caption(laid), parts.grid(laid), axis, breaks, ambition, *drawn, *words, _side(laid), key]), height


def _take_words(laid: Frame, room: Room) -> None:
    """Note what the words outside the plot take: the numbers of the axis, its caption, names at the lines' ends."""
    for tick in laid.values.ticks:
        y = laid.y(tick)
        room.take(Box(0, y - SMALL / 2, laid.left - 6, y + SMALL / 2))
    for row, line in enumerate(laid.caption):
        room.take(Box(0, 16 * row, text_width(line, SMALL), 16 * row + SMALL + 4 if line else 0))
    if laid.chart.is_example:
        room.take(Box(laid.size.width - 72, 0, laid.size.width, 22))


def _caption(laid: Frame) -> str:
    lines = [label(line, 0, SMALL + 16 * row) for row, line in enumerate(laid.caption) if line]
    content = el("g", *lines, class_="c-soft", fill=INK_SOFT, font_size=SMALL) if lines else ""
    if laid.chart.is_example:
        right = laid.size.width - 1
        border = {"fill": "none", "stroke": INK_SOFT, "stroke_dasharray": "4 3"}
        box = el("rect", x=right - 70, y=1, width=70, height=20, rx=3, **border)
        word = label("Exempel", right - 35, 16, text_anchor="middle")
        content += el("g", box, word, class_="c-example", fill=INK_SOFT, font_weight="600", font_size=SMALL)
    return content


def _swatch(look: Look, x: float, y: float) -> str:
    line = parts.stroke(look, f"M{num(x)} {num(y)}h{num(SWATCH)}")
    mark = marker(look.marker, x + SWATCH / 2, y)
    return el("g", line, mark, class_=look.css, fill=look.colour, stroke=look.colour)


def _level_swatch(*, is_band: bool) -> str:
    path = f"M0 -10h{num(SWATCH)}M0 1h{num(SWATCH)}" if is_band else f"M0 -4.5h{num(SWATCH)}"
    line = el("path", d=path, fill="none", stroke_width=2.0, stroke_dasharray="7 5")
    area = el("rect", x=0, y=-10, width=SWATCH, height=11)
    band = el("g", area, class_="c-band", fill=THREAD, fill_opacity="0.1", stroke="none")
    return (band if is_band else "") + el("g", line, class_="c-ambition", stroke=THREAD)


def _side(laid: Frame) -> str:
    """The names of the series beside the ends of their lines, each with a sample of its line."""
    content = []
    for item in laid.side:
        baseline = item.top + SMALL
        content.append(_swatch(item.look, laid.right + 10, baseline - 4.5))
        lines = [
            label(line, laid.right + 10 + SWATCH + 7, baseline + row * SMALL * LINE_HEIGHT)
            for row, line in enumerate(item.lines)
        ]
        weight = "600" if item.series.role is SeriesRole.OWN else None
        css = f"{item.look.css} c-name"
        content.append(el("g", *lines, class_=css, fill=item.look.colour, font_size=SMALL, font_weight=weight))
    return "".join(content)


def _key(laid: Frame, top: float, *, with_ambition: bool) -> tuple[str, float]:
    """What could not be named at its place, in rows under the plot, and the height of the whole drawing."""
    entries: list[tuple[str, str]] = []
    if len(laid.chart.drawn) > 1 and not laid.side:
        entries += [(_swatch(look, 0, -4.5), _name(laid.chart, series)) for series, look in looks(laid.chart)]
    if with_ambition:
        span = ambition_spans(laid.chart, laid.time)[-1]
        entries.append((_level_swatch(is_band=len(span.step.bounds) == 2), parts.ambition_words(laid, span)))
    if any(point.is_preliminary for series in laid.chart.drawn for point in series.known):
        ring = marker("circle", SWATCH / 2, -4.5, hollow=True)
        entries.append((el("g", ring, class_="c-own", stroke=INK), "Preliminärt värde"))
    rows, x, y = [], 0.0, top + TYPE
    for sample, words in entries:
        lines = wrap(words, laid.size.width - SWATCH - 8, SMALL)
        width = SWATCH + 8 + max(text_width(line, SMALL) for line in lines) + 24
        if x and x + width > laid.size.width:
            x, y = 0.0, y + _ROW
        texts = [label(line, SWATCH + 8, row * SMALL * LINE_HEIGHT) for row, line in enumerate(lines)]
        rows.append(el("g", sample, *texts, transform=f"translate({num(x)} {num(y)})"))
        x += width
        y += (len(lines) - 1) * SMALL * LINE_HEIGHT
    if not rows:
        return "", top
    return el("g", *rows, class_="c-soft", fill=INK_SOFT, font_size=SMALL), y + 8


def _name(chart: Chart, series: Series) -> str:
    return series.name if series.role is SeriesRole.OWN else f"{series.name} {last_value(chart, series)}"
