"""What a chart says in words: its conclusion, what is missing, and what its axis shows.

The words are made from the same rounded numbers as the drawing, and hold for whoever cannot see it.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from goals.swedish import enumerated
from kpis.charts import (
    AmbitionStep,
    Chart,
    Point,
    Series,
    SeriesRole,
    ordinal,
)
from kpis.numbers import decimals_of, format_number, format_value, round_half_up
from kpis.periods import Period, PeriodKind, previous_comparable

NOTHING_YET = "Inga värden finns ännu."


def value_text(chart: Chart, value: Decimal) -> str:
    """The value with its unit, as everywhere else: "79,4 %"."""
    return format_value(value, chart.unit, chart.decimals)


def short_text(chart: Chart, value: Decimal) -> str:
    """The value where its unit stands nearby already: "2,3 %" for "2,3 % av skatter och bidrag"."""
    return format_value(value, _short_unit(chart), chart.decimals)


def level_text(chart: Chart, bound: Decimal) -> str:
    """An ambition level's limit as people set it, without the zeros that a measured value has: "85 %"."""
    return format_value(bound, _short_unit(chart), min(decimals_of(bound), chart.decimals))


def headline(chart: Chart) -> str:
    """The title of the figure: the conclusion that a person has written, else the one made here."""
    return chart.title or conclusion(chart)


def conclusion(chart: Chart) -> str:
    """Answer in one Swedish sentence how it has gone: from what, to what, and on which side of the ambition level.

    It states numbers and their order, and values nothing: whether an increase is good is for the assessment.
    """
    own = chart.own
    if own is None:
        return NOTHING_YET
    latest = own.known[-1]
    earlier = _comparable_before(own, latest)
    broken = chart.is_broken_between(earlier.period, latest.period) if earlier else None
    clauses = [_movement(chart, own, latest, None if broken else earlier)]
    if relation := _relation(chart, latest):
        clauses.append(f", {relation}")
    if broken:
        clauses.append("; går inte att jämföra med tidigare värden, eftersom serien bryts")
    elif earlier is None:
        clauses.append("; det finns inget tidigare värde att jämföra med")
    if own.points[-1].value is None:
        last = own.points[-1]
        clauses.append(f"; {last.missing} {_for(last.period)}")
    return "".join(clauses) + "."


def description(chart: Chart) -> str:
    """The long description of the drawing for those who do not see it."""
    return f"Linjediagram. {_sentence(headline(chart))} Alla värden finns i tabellen."


def notes(chart: Chart) -> tuple[str, ...]:
    """Sentences that belong under the figure: what is missing and why, and where a series breaks."""
    own = chart.own
    if own is None:
        return ()
    lines = []
    for reason, gaps in groupby(sorted(chart.gaps(own), key=lambda gap: gap[0]), lambda gap: gap[0]):
        lines.append(f"{enumerated(_ranges([gap[1] for gap in gaps]))}: {reason}.")
    for item in chart.breaks:
        why = f": {item.label}" if item.label else ""
        lines.append(f"Serien bryts {item.period.phrase}{why}.")
    return tuple(lines)


def step_text(chart: Chart, step: AmbitionStep) -> str:
    """The level in words: "minst 85 %". Its own label if it has one."""
    if step.label:
        return step.label
    if step.low is not None and step.high is not None:
        return _span(chart, step.low, step.high)
    words = level_text(chart, step.bounds[0])
    if step.low is not None:
        return f"minst {words}"
    return f"{words} eller bättre" if chart.is_ranking else f"högst {words}"


def axis_caption(chart: Chart, start: Decimal, *, starts_at_zero: bool) -> str:
    """What the value axis measures, and the warning where it does not begin at zero."""
    unit = chart.unit.strip()
    if chart.is_ranking:
        return "Plats, 1 är bäst"
    words = "" if unit == "%" or chart.is_yes_or_no else unit[:1].upper() + unit[1:]
    if starts_at_zero:
        return words
    warning = f"skalan börjar på {format_value(start, _short_unit(chart))}"
    return f"{words}, {warning}" if words else f"{warning[0].upper()}{warning[1:]}"


def tick_text(chart: Chart, tick: Decimal, decimals: int) -> str:
    """A number on the value axis: with its unit only where that is a percent sign, a place or a yes."""
    if chart.unit.strip() == "%" or chart.is_yes_or_no:
        return format_value(tick, chart.unit, decimals)
    return format_number(tick, decimals)


def _movement(chart: Chart, own: Series, latest: Point, earlier: Point | None) -> str:
    now = _shown(chart, latest)
    mark = _mark(own, latest)
    if earlier is None:
        return f"{now[:1].upper()}{now[1:]} {latest.period.phrase}{mark}"
    assert latest.value is not None and earlier.value is not None
    if _shown(chart, earlier) == now:
        return f"Oförändrat {now} {latest.period.phrase}{mark} jämfört med {earlier.period.phrase}"
    before = short_text(chart, earlier.value)
    if chart.is_yes_or_no:
        verb = "Ändrades"
    elif chart.is_ranking:
        verb = "Förbättrades" if latest.value < earlier.value else "Försämrades"
    else:
        verb = "Ökade" if latest.value > earlier.value else "Minskade"
    return f"{verb} från {before} {earlier.period.phrase} till {now} {latest.period.phrase}{mark}"


def _mark(own: Series, point: Point) -> str:
    marks = ["intern uppgift"] if own.role is SeriesRole.INTERNAL else []
    marks += ["preliminärt"] if point.is_preliminary else []
    return f" ({', '.join(marks)})" if marks else ""


def _relation(chart: Chart, latest: Point) -> str:
    """On which side of the ambition level the latest value lies, judged on numbers rounded as they are shown."""
    assert latest.value is not None
    step = chart.step_at(latest.period)
    if step is None or chart.is_yes_or_no:
        return ""
    value = round_half_up(latest.value, chart.decimals)
    when = f" {step.target.phrase}" if step.target and step.target != latest.period else ""
    if step.low is not None and value < step.low:
        return f"under ambitionsnivån {level_text(chart, step.low)}{when}"
    if step.high is not None and value > step.high:
        side = "sämre än" if chart.is_ranking else "över"
        return f"{side} ambitionsnivån {level_text(chart, step.high)}{when}"
    if step.low is not None and step.high is not None and step.low < step.high:
        return f"inom ambitionsnivån {_span(chart, step.low, step.high)}{when}"
    words = level_text(chart, step.bounds[0])
    if value == step.bounds[0]:
        return f"precis på ambitionsnivån {words}{when}"
    if step.low is not None:
        return f"över ambitionsnivån {words}{when}"
    side = "bättre än" if chart.is_ranking else "inom"
    return f"{side} ambitionsnivån {'' if chart.is_ranking else 'högst '}{words}{when}"


def _span(chart: Chart, low: Decimal, high: Decimal) -> str:
    if low == high:
        return level_text(chart, low)
    return f"{format_number(low, min(decimals_of(low), chart.decimals))}\u2013{level_text(chart, high)}"


def _short_unit(chart: Chart) -> str:
    """The unit without what need not be said twice in a sentence: "%" for "% av skatter och bidrag"."""
    first = chart.unit.split(" ")[0]
    return first if chart.is_percent or first.casefold() in {"plats", "antal", "index"} else chart.unit


def _comparable_before(series: Series, latest: Point) -> Point | None:
    period = previous_comparable(latest.period, (point.period for point in series.known))
    return series.at(period) if period else None


def _ranges(periods: list[Period]) -> list[str]:
    """Label the periods, with three or more in a row as "1991–1994"."""
    words: list[str] = []
    in_order = sorted(periods)
    for _, group in groupby(enumerate(in_order), lambda item: ordinal(item[1]) - item[0]):
        row = [period for _, period in group]
        if len(row) > 2:
            words.append(f"{row[0].label}\u2013{row[-1].label}")
        else:
            words.extend(period.label for period in row)
    return words


def _shown(chart: Chart, point: Point) -> str:
    assert point.value is not None
    return value_text(chart, point.value)


def _for(period: Period) -> str:
    return f"för {period.phrase}" if period.kind is PeriodKind.YEAR else period.phrase


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
