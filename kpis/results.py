"""The result in a Swedish sentence: "2,3 % år 2023: över ambitionsnivån. Förbättrats."."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelKind
from kpis.judging import Verdict
from kpis.limits import numbers_in_force
from kpis.numbers import NBSP, decimals_of, format_amount, format_number, format_value, round_half_up
from kpis.outcomes import Measure, Observation, SeriesBreak
from kpis.periods import Period
from kpis.sentences import among_best, capital
from kpis.verdicts import Limits, Status, Step, Trend, UnknownReason


def result_sentence(
    level: Level,
    measure: Measure,
    verdict: Verdict,
    latest: Observation | None,
    *,
    trend: Trend,
    previous: Observation | None,
    crossed: SeriesBreak | None,
    missing: Observation | None,
) -> str:
    """Say what the latest value is, how it stands to the level, how it has moved, and what is missing."""
    if latest is None or latest.value is None:
        return _nothing_to_judge(missing)
    head = f"{format_value(latest.value, measure.unit, measure.decimals)} {latest.period.phrase}"
    if latest.is_preliminary:
        head += " (preliminärt)"
    if level.kind is LevelKind.DONE and verdict.status is not Status.UNKNOWN:
        mark = " (preliminärt)" if latest.is_preliminary else ""
        done = "genomfört" if verdict.status is Status.MET else "inte genomfört"
        sentences = [f"{done} {latest.period.phrase}{mark}"]
    else:
        sentences = [f"{head}: {_standing(level, measure, verdict, latest)}"]
        if verdict.reason is not UnknownReason.TOO_FEW_CASES:
            sentences.append(_movement(latest, trend, previous, crossed, measure))
    if missing is not None:
        sentences.append(f"uppgift för {_naming(missing.period)} saknas ({_why(missing)})")
    return " ".join(f"{capital(sentence)}." for sentence in sentences if sentence)


def peer_value_for_reading(value: Fraction, own: Decimal, measure: Measure) -> Decimal:
    """Round a mean to the nyckeltal's decimals, or to as many as it takes to see which is greater (at most 4 more)."""
    shown = round_half_up(value, measure.decimals)
    for extra in range(5):
        shown = round_half_up(value, measure.decimals + extra)
        if shown != round_half_up(own, measure.decimals + extra) or value == Fraction(own):
            break
    return shown


def _nothing_to_judge(missing: Observation | None) -> str:
    if missing is None:
        return "Kan inte bedömas: utfall saknas."
    return f"Kan inte bedömas: utfall för {_naming(missing.period)} saknas ({_why(missing)})."


def _standing(level: Level, measure: Measure, verdict: Verdict, latest: Observation) -> str:
    if verdict.status is Status.UNKNOWN:
        return f"kan inte bedömas, {reason_text(verdict.reason, measure)}"
    number, _ = numbers_in_force(level, latest.period)
    match level.kind:
        case LevelKind.RANK | LevelKind.SHARE if number is not None:
            standing = _place_text(level, verdict, number)
        case LevelKind.BETTER_THAN:
            standing = _reference_text(level, measure, verdict, latest)
        case LevelKind.INCREASE | LevelKind.DECREASE | LevelKind.MAINTAIN:
            standing = _change_text(level, measure, verdict, latest)
        case _:
            standing = _threshold_text(level, measure, verdict, latest)
    if level.exception_for(latest.period) is not None:
        standing += ", med undantag för året"
    return standing + _step_text(verdict)


def reason_text(reason: UnknownReason | None, measure: Measure) -> str:
    if reason is UnknownReason.TOO_FEW_CASES and measure.smallest_count is not None:
        return f"för få fall (minst {format_number(measure.smallest_count)} behövs)"
    return reason.label if reason else ""


def _threshold_text(level: Level, measure: Measure, verdict: Verdict, latest: Observation) -> str:
    limits, value = verdict.limits or Limits(), _seen(latest, measure)
    if measure.is_ranking and verdict.status is not Status.MET:
        return "inte inom ambitionsnivån"
    if value in {limits.low, limits.high}:
        return "på ambitionsnivån" if level.kind is not LevelKind.BETWEEN else "inom ambitionsnivån"
    if level.kind is LevelKind.AT_LEAST:
        return "över ambitionsnivån" if verdict.status is Status.MET else "under ambitionsnivån"
    if verdict.status is Status.MET:
        return "inom ambitionsnivån"
    is_above = limits.high is not None and value > limits.high
    return "högre än ambitionsnivån tillåter" if is_above else "lägre än ambitionsnivån tillåter"


def _change_text(level: Level, measure: Measure, verdict: Verdict, latest: Observation) -> str:
    base = verdict.base
    if base is None:
        return ""
    value = _seen(latest, measure)
    is_met = verdict.status is Status.MET
    if level.kind is LevelKind.MAINTAIN:
        reach = "inom ambitionsnivån" if is_met else "utanför ambitionsnivån"
    else:
        reach = "når ambitionsnivån" if is_met else "når inte ambitionsnivån"
    since = base.period.phrase if base.period else "i utgångsläget"
    if value == base.value:
        return f"samma som {since}, {reach}"
    up, down = ("sämre", "bättre") if measure.is_ranking else ("högre", "lägre")
    places = max(measure.decimals, decimals_of(base.value))
    difference = round_half_up(Fraction(value) - Fraction(base.value), places)
    size = format_amount(difference, measure.unit, places)
    if level.amount_unit is AmountUnit.PERCENT and base.value:
        size += f" ({_percent_of(base.value, value, numbers_in_force(level, latest.period)[0])})"
    return f"{size} {up if value > base.value else down} än {since}, {reach}"


def _percent_of(base: Decimal, value: Decimal, asked: Decimal | None) -> str:
    """Write the change in percent with one decimal, or as many as it takes to differ from what was asked for."""
    exact = abs((Fraction(value) - Fraction(base)) * 100 / Fraction(base))
    shown = round_half_up(exact, 1)
    for places in range(1, 6):
        shown = round_half_up(exact, places)
        if asked is None or shown != asked or exact == Fraction(asked):
            break
    return f"{format_number(shown, max(1, decimals_of(shown)))}{NBSP}%"


def _place_text(level: Level, verdict: Verdict, number: Decimal) -> str:
    among = among_best(level, number)
    standing = among if verdict.status is Status.MET else f"inte {among}"
    if verdict.place is not None:
        standing = f"plats{NBSP}{verdict.place.rank} av {verdict.place.n}, {standing}"
    if level.kind is LevelKind.SHARE and verdict.status is Status.PARTLY:
        standing += " men i den bättre halvan"
    return standing


def _reference_text(level: Level, measure: Measure, verdict: Verdict, latest: Observation) -> str:
    if verdict.reference is None or latest.value is None:
        return ""
    reference, own = verdict.reference, Fraction(latest.value)
    if own == reference.value:
        word = "samma som"
    elif measure.is_ranking:
        word = "bättre än" if verdict.status is Status.MET else "sämre än"
    else:
        word = "högre än" if own > reference.value else "lägre än"
    shown = peer_value_for_reading(reference.value, latest.value, measure)
    figure = format_value(shown, measure.unit, max(measure.decimals, decimals_of(shown)))
    if reference.n is not None:
        figure += f", medel av {reference.n} {'kommun' if reference.n == 1 else 'kommuner'}"
    kind = level.comparison or ComparisonKind.COUNTRY
    text = f"{word} {kind.label} ({figure})"
    return f"{text}, men gapet har minskat" if verdict.status is Status.PARTLY else text


def _step_text(verdict: Verdict) -> str:
    match verdict.step:
        case Step.LOW:
            return ", men lägsta nivån är nådd"
        case Step.HIGH:
            return ", och det som helst ska nås är nått"
        case _:
            return ""


def _movement(
    latest: Observation, trend: Trend, previous: Observation | None, crossed: SeriesBreak | None, measure: Measure
) -> str:
    if crossed is not None:
        return f"kan inte jämföras över seriebrottet {crossed.period.label}"
    if previous is None or previous.value is None or latest.value is None:
        return "kan inte jämföras med tidigare"
    word = trend.label
    if trend is Trend.UNVALUED:
        word = "ökat" if _seen(latest, measure) > _seen(previous, measure) else "minskat"
    if previous.period.year_number == latest.period.year_number - 1:
        return word
    return f"{word} sedan {_naming(previous.period)}"


def _seen(observation: Observation, measure: Measure) -> Decimal:
    return round_half_up(observation.value or Decimal(0), measure.decimals)


def _naming(period: Period) -> str:
    """Name a period after a preposition: "år 2023", "augusti 2021", "den 31 augusti 2021"."""
    return period.phrase.removeprefix("i ").removeprefix("under ")


def _why(missing: Observation) -> str:
    return missing.missing.label if missing.missing else "skäl saknas"
