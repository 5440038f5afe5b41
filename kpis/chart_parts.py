"""The parts of a drawing, each as SVG: the grid, the time axis, ambition levels, series, and words among them.

Attributes say how each part looks where there is no CSS; classes let ``charts.css`` say it better. What each
part takes of the surface is noted in ``Room``, in order of importance.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kpis.chart_frame import SMALL, TYPE, Frame, Size
from kpis.chart_labels import Box, Place, Room, text_width, thin
from kpis.chart_markup import MARKER_SIZE, el, label, marker, num, polyline
from kpis.chart_style import INK, INK_SOFT, LINE, THREAD, Look
from kpis.chart_time import Span, Tick, ambition_spans
from kpis.chart_words import level_text, short_text, step_text, tick_text, value_text
from kpis.charts import Point, Series, SeriesBreak
from kpis.numbers import format_number

#: So many points of the own series can have their numbers written; with more, the ends and the extremes have.
WRITTEN = {Size.WIDE: 13, Size.NARROW: 6}


def grid(frame: Frame) -> str:
    """Lines at the round values with their numbers; the zero line stands out where values go below it."""
    lines, zero, words = [], "", []
    for tick in frame.values.ticks:
        y = frame.y(tick)
        path = f"M{num(frame.left)} {num(y)}H{num(frame.right)}"
        if tick == 0 and frame.values.low < 0:
            zero = el("path", class_="c-zero", stroke=INK_SOFT, d=path)
        else:
            lines.append(path)
        words.append(label(tick_text(frame.chart, tick, frame.values.decimals), frame.left - 8, y + 4.5))
    return (
        el("path", class_="c-grid", stroke=LINE, d="".join(lines))
        + zero
        + el("g", *words, class_="c-soft", fill=INK_SOFT, font_size=SMALL, text_anchor="end")
    )


def time_labels(frame: Frame) -> tuple[str, float]:
    """Periods under the plot, thinned out so that they can be read, and the height that they took."""
    fine, years = frame.time.labels, frame.time.years
    chosen = _readable(frame, fine, 0, frame.size.width)
    if years and len(chosen) < len(fine):
        fine, chosen = (), []
    rows = [[fine[at] for at in chosen]] if chosen else []
    if years:
        rows.append([years[at] for at in _readable(frame, years, frame.left - 6, frame.right + 6)])
    at_labels = [fine[at].at for at in chosen] if len(chosen) < len(fine) else []
    marks = "".join(f"M{num(frame.x(at))} {num(frame.bottom)}v6" for at in (*frame.time.marks, *at_labels))
    parts = [el("path", class_="c-grid", stroke=LINE, d=marks)] if marks else []
    words = [
        label(tick.label, frame.x(tick.at), frame.bottom + 20 + 17 * row)
        for row, ticks in enumerate(rows)
        for tick in ticks
    ]
    parts.append(el("g", *words, class_="c-soft", fill=INK_SOFT, font_size=SMALL, text_anchor="middle"))
    return "".join(parts), 10 + 17 * len(rows)


def _readable(frame: Frame, ticks: tuple[Tick, ...], left: float, right: float) -> list[int]:
    """Which labels to write: those that have room between ``left`` and ``right``, thinned out evenly."""
    widths = [text_width(tick.label, SMALL) for tick in ticks]
    places = [frame.x(tick.at) for tick in ticks]
    inside = [at for at, (x, w) in enumerate(zip(places, widths, strict=True)) if left + w / 2 <= x <= right - w / 2]
    chosen = thin([places[at] for at in inside], [widths[at] for at in inside])
    return [inside[at] for at in chosen]


def ambition(frame: Frame, room: Room) -> str:
    """The ambition level as a line that steps where it was changed, or as a band between two lines."""
    bands, path = [], ""
    previous: tuple[float, float] | None = None
    targets = []
    for span in ambition_spans(frame.chart, frame.time):
        start, end = frame.x(span.start), frame.x(span.end)
        levels = [frame.y(bound) for bound in span.step.bounds]
        for y in levels:
            joined = previous is not None and len(levels) == 1 and abs(previous[0] - start) < 1
            path += f"V{num(y)}H{num(end)}" if joined else f"M{num(start)} {num(y)}H{num(end)}"
            room.take_line([(start, y), (end, y)])
        if len(levels) == 2:
            bands.append(el("rect", x=start, y=min(levels), width=end - start, height=abs(levels[0] - levels[1])))
        if span.step.target and frame.time.first <= frame.time.place(span.step.target) <= frame.time.last:
            x = frame.x(frame.time.place(span.step.target))
            targets += [marker("circle", x, y, hollow=True) for y in levels]
            room.take(Box(x - 6, levels[0] - 6, x + 6, levels[0] + 6))
        previous = (end, levels[0]) if len(levels) == 1 else None
    if not path:
        return ""
    band = el("g", *bands, class_="c-band", fill=THREAD, fill_opacity="0.1") if bands else ""
    line = el("path", d=path, fill="none", stroke_dasharray="7 5", stroke_width=2.0)
    return band + el("g", line, *targets, class_="c-ambition", fill=THREAD, stroke=THREAD)


def ambition_label(frame: Frame, room: Room) -> str | None:
    """The words on the last level's line. "" where there is no level; None where they do not fit on the line."""
    spans = ambition_spans(frame.chart, frame.time)
    if not spans:
        return ""
    words = ambition_words(frame, spans[-1])
    y = min(frame.y(bound) for bound in spans[-1].step.bounds) - 8
    below = max(frame.y(bound) for bound in spans[-1].step.bounds) + 19
    left, right = frame.x(spans[-1].start), frame.x(spans[-1].end)
    start = min(left + 2, right)
    candidates = [Place(words, right, y, "end"), Place(words, start, y, "start"), Place(words, (left + right) / 2, y)]
    candidates += [Place(words, right, below, "end"), Place(words, start, below, "start")]
    place = room.place(candidates)
    if place is None:
        return None
    return _words([place], "c-ambition", THREAD, font_weight="600")


def ambition_words(frame: Frame, span: Span) -> str:
    words = f"Ambitionsnivå {step_text(frame.chart, span.step)}"
    target = span.step.target
    return f"{words} {target.phrase}" if target and target.label not in words else words


def earlier_levels(frame: Frame, room: Room) -> str:
    """The limits of earlier levels, where there is room on their lines."""
    places = []
    for span in ambition_spans(frame.chart, frame.time)[:-1]:
        bound = span.step.bounds[-1]
        middle = (frame.x(span.start) + frame.x(span.end)) / 2
        words, y = level_text(frame.chart, bound), frame.y(bound)
        place = room.place([Place(words, middle, y - 7), Place(words, middle, y + 18)])
        if place:
            places.append(place)
    return _words(places, "c-ambition", THREAD, font_size=SMALL) if places else ""


def breaks(frame: Frame, room: Room) -> str:
    """Where the series breaks: a dashed upright line, with its reason if it is short."""
    lines = ""
    places: list[Place] = []
    for item in frame.chart.breaks:
        at = frame.time.before(item.period)
        if not frame.time.first < at < frame.time.last:
            continue
        x = frame.x(at)
        lines += f"M{num(x)} {num(frame.top - 6)}V{num(frame.bottom)}"
        room.take(Box(x - 2, frame.top, x + 2, frame.bottom))
        places += _break_label(frame, room, item, x)
    if not lines:
        return ""
    line = el("path", class_="c-break", d=lines, fill="none", stroke=INK_SOFT, stroke_width=1.5, stroke_dasharray="4 4")
    return line + (_words(places, "c-soft", INK_SOFT, font_size=SMALL, font_style="italic") if places else "")


def _break_label(frame: Frame, room: Room, item: SeriesBreak, x: float) -> Iterator[Place]:
    short = "Serien bryts"
    for words in (item.label, short) if item.label and len(item.label) <= 30 else (short,):
        heights = (frame.top + 6, frame.bottom - 8, (frame.top + frame.bottom) / 2)
        after = [Place(words, x + 6, y, "start") for y in heights]
        place = room.place(after + [Place(words, x - 6, y, "end") for y in heights])
        if place:
            yield place
            return


def series(frame: Frame, one: Series, look: Look) -> str:
    """A series: its runs as lines, its points as marks with their value as a tip; preliminary ones hollow."""
    runs = frame.chart.runs(one)
    scale = frame.marker_scale(one)
    path = "".join(polyline([frame.at(point) for point in run]) for run in runs if len(run) > 1)
    parts = []
    if path:
        parts.append(stroke(look, path))
    for run in runs:
        # Where points lie close, those of a comparison are left out of its line.
        for point in run if look.marker != "dot" or scale == 1 or len(run) == 1 else ():
            x, y = frame.at(point)
            parts.append(marker(look.marker, x, y, _tip(frame, point), hollow=point.is_preliminary, scale=scale))
    return el("g", *parts, class_=look.css, fill=look.colour, stroke=look.colour)


def stroke(look: Look, path: str) -> str:
    """A line of a series, in its group's colour."""
    return el("path", d=path, fill="none", stroke_width=look.width, stroke_dasharray=look.dash or None)


def _tip(frame: Frame, point: Point) -> str:
    assert point.value is not None
    return f"{point.period.label}: {value_text(frame.chart, point.value)}"


def take_series(frame: Frame, room: Room) -> None:
    """Note what the points and lines of all series take of the surface."""
    for one in frame.chart.drawn:
        for run in frame.chart.runs(one):
            places = [frame.at(point) for point in run]
            room.take_line(places)
            for x, y in places:
                reach = MARKER_SIZE + 1
                room.take(Box(x - reach, y - reach, x + reach, y + reach))


def value_labels(frame: Frame, room: Room, *, last: bool) -> str:
    """Numbers at the points of the own series: the last with its unit, or the others as far as there is room."""
    own = frame.chart.own
    assert own is not None
    if last:
        place = room.place(_around(frame, own.known[-1], with_unit=True), anyhow=True)
        return _words([place], "c-own", INK, font_weight="700") if place else ""
    places = []
    for point in _worth_writing(own, WRITTEN[frame.size]):
        place = room.place(_around(frame, point, with_unit=False))
        if place:
            places.append(place)
    return _words(places, "c-soft", INK_SOFT, font_size=SMALL) if places else ""


def _worth_writing(own: Series, most: int) -> list[Point]:
    """The points whose numbers matter most, without the last."""
    known = list(own.known)
    extremes = [known[0], max(known, key=_value), min(known, key=_value)]
    wanted = extremes if len(known) > most else extremes + known
    return [point for at, point in enumerate(wanted) if point is not known[-1] and point not in wanted[:at]]


def _value(point: Point) -> float:
    assert point.value is not None
    return float(point.value)


def _around(frame: Frame, point: Point, *, with_unit: bool) -> list[Place]:
    """Places for a point's number: above, below, then beside it."""
    assert point.value is not None
    chart = frame.chart
    with_unit = with_unit or chart.is_yes_or_no
    words = short_text(chart, point.value) if with_unit else format_number(point.value, chart.decimals)
    x, y = frame.at(point)
    half = text_width(words, TYPE) / 2 + 2
    clear = min(max(x, half), frame.words_right - half)
    above, below = y - 10, y + 20
    return [
        Place(words, clear, above),
        Place(words, clear, below),
        Place(words, x + 8, y + 5, "start"),
        Place(words, x - 8, y + 5, "end"),
        Place(words, x + 5, above, "start"),
        Place(words, x - 5, above, "end"),
        Place(words, x + 5, below, "start"),
        Place(words, x - 5, below, "end"),
    ]


def missing_labels(frame: Frame, room: Room) -> str:
    """Why there is no value, over the time axis in the gaps of the own series, where these are few and wide."""
    own = frame.chart.own
    assert own is not None
    runs, gaps = frame.chart.runs(own), frame.chart.gaps(own)
    holes = []
    for one, other in pairwise(runs):
        reasons = [reason for reason, period in gaps if one[-1].period < period < other[0].period]
        if reasons:
            holes.append((reasons[0], frame.at(one[-1])[0], frame.at(other[0])[0]))
    places = [
        room.place([Place(reason, (left + right) / 2, frame.bottom - 8)])
        for reason, left, right in holes
        if len(holes) <= 2 and right - left > text_width(reason, SMALL) + 8
    ]
    found = [place for place in places if place]
    return _words(found, "c-soft", INK_SOFT, font_size=SMALL, font_style="italic") if found else ""


def _words(places: list[Place], css: str, colour: str, **look: str | float | None) -> str:
    """Words of one look; those over the plot get a rim of background by CSS, so that lines do not cut them."""
    anchors = {place.anchor for place in places}
    shared = anchors.pop() if len(anchors) == 1 else None
    return el(
        "g",
        *(label(place.words, place.x, place.y, text_anchor=None if shared else place.anchor) for place in places),
        class_=f"{css} c-text",
        fill=colour,
        text_anchor=shared,
        **look,
    )
