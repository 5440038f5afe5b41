"""The rule behind a status, in Swedish, for the page to fold out beside the result."""

from __future__ import annotations

from decimal import Decimal

from kpis.ambition import Level, LevelKind
from kpis.judging import Verdict
from kpis.limits import numbers_in_force
from kpis.numbers import NBSP, decimals_of, format_number, format_value
from kpis.outcomes import Measure, Observation, SeriesBreak
from kpis.sentences import among_best, base_text, better_word, compared_with
from kpis.verdicts import Status, UnknownReason


def explanation(
    level: Level, measure: Measure, verdict: Verdict, latest: Observation | None, crossed: SeriesBreak | None
) -> tuple[str, ...]:
    """Say what was judged, by which rule, and what each status takes. Whole sentences, in reading order."""
    sentences = [_which_value(level, latest), _met_rule(level, measure, verdict, latest), _partly_rule(level)]
    sentences.append(_rounding_rule(level, measure))
    if verdict.status is Status.UNKNOWN:
        sentences.append(_unknown_rule(verdict.reason))
    if crossed is not None:
        reason = f" {crossed.reason.rstrip('.')}." if crossed.reason else ""
        sentences.append(f"Värden före {crossed.period.label} jämförs inte med senare.{reason}")
    if level.base is not None and not level.kind.is_change:
        sentences.append(f"Utgångsläge när nivån sattes: {base_text(level, measure)}.")
    if level.target is not None and latest is not None and latest.period.end < level.target.end:
        sentences.append(f"Nivån ska nås {level.target.phrase}; statusen säger hur det står till nu.")
    return tuple(sentence for sentence in (*sentences, "Egen beräkning.") if sentence)


def _which_value(level: Level, latest: Observation | None) -> str:
    until = f" till och med {level.target.label}" if level.target is not None else ""
    used = f": {latest.period.label}" if latest is not None else ""
    return f"Statusen gäller det senaste officiella värdet{until}{used}."


def _met_rule(level: Level, measure: Measure, verdict: Verdict, latest: Observation | None) -> str:
    number, _ = numbers_in_force(level, latest.period) if latest is not None else (level.value, level.upper)
    match level.kind:
        case LevelKind.DONE:
            return "Uppfyllt när det är genomfört, annars ej uppfyllt."
        case LevelKind.RANK if number is not None:
            return f"Uppfyllt när kommunen är {among_best(level, number)}. Lika värden delar den bättre platsen."
        case LevelKind.SHARE if number is not None:
            return (
                "Uppfyllt när platsen delad med antalet kommuner som har ett värde är högst "
                f"{format_number(number)}{NBSP}%. Lika värden delar den bättre platsen."
            )
        case LevelKind.BETTER_THAN:
            return _better_rule(level, measure, verdict)
        case _:
            return _limits_rule(level, measure, verdict, latest)


def _better_rule(level: Level, measure: Measure, verdict: Verdict) -> str:
    rule = f"Uppfyllt när värdet är {better_word(measure)} än {compared_with(level)}, samma period. Lika räcker inte."
    if verdict.reference is not None and verdict.reference.n is not None:
        rule += (
            f" Jämförelsen är ett ovägt medelvärde av de {verdict.reference.n} kommuner som har ett värde; "
            "kommunens eget värde ingår inte."
        )
    return rule


def _limits_rule(level: Level, measure: Measure, verdict: Verdict, latest: Observation | None) -> str:
    limits = verdict.limits
    if limits is None:
        return ""

    def write(bound: Decimal | None) -> str:
        return format_value(bound, measure.unit, max(measure.decimals, decimals_of(bound))) if bound is not None else ""

    low, high = write(limits.low), write(limits.high)
    if low and high:
        rule = f"Uppfyllt när värdet är minst {low} och högst {high}."
    elif low:
        rule = f"Uppfyllt när värdet är {'högre än' if limits.low_open else 'minst'} {low}."
    else:
        rule = f"Uppfyllt när värdet är {'lägre än' if limits.high_open else 'högst'} {high}."
    if not (limits.low_open or limits.high_open):
        rule += " Gränsen räknas in."
    if verdict.base is not None:
        since = f" ({verdict.base.period.label})" if verdict.base.period else ""
        rule += f" Det räknas från {write(verdict.base.value)}{since}."
        stated = level.base_value is not None and level.base is not None
        rule += " Basvärdet är det som står i beslutet." if stated else ""
    exception = level.exception_for(latest.period) if latest is not None else None
    if exception is not None:
        rule += f" För {exception.period.label} gäller ett undantag: {exception.reason}."
    return rule


def _partly_rule(level: Level) -> str:
    match level.kind:
        case LevelKind.DONE:
            return ""
        case LevelKind.BETTER_THAN:
            return "Delvis uppfyllt när gapet har minskat sedan föregående jämförbara värde."
        case LevelKind.SHARE:
            return "Delvis uppfyllt när kommunen ligger i den bättre halvan."
        case LevelKind.INCREASE | LevelKind.DECREASE if level.value is not None:
            return "Delvis uppfyllt när värdet har ändrats åt rätt håll, men inte tillräckligt."
        case LevelKind.BETWEEN | LevelKind.MAINTAIN:
            return "Delvis uppfyllt när värdet har kommit närmare sedan föregående jämförbara värde."
        case LevelKind.RANK:
            return "Delvis uppfyllt när platsen är bättre än vid föregående jämförbara värde."
        case _:
            return "Delvis uppfyllt när värdet har rört sig åt rätt håll sedan föregående jämförbara värde."


def _rounding_rule(level: Level, measure: Measure) -> str:
    if level.kind is LevelKind.DONE:
        return ""
    if level.kind.is_relative and not (measure.is_ranking and level.kind is LevelKind.RANK):
        return "Platser och medelvärden räknas på exakta värden."
    if not measure.decimals:
        return "Värdet bedöms avrundat till heltal, så som det visas."
    word = "decimal" if measure.decimals == 1 else "decimaler"
    return f"Värdet bedöms avrundat till {measure.decimals} {word}, så som det visas."


_UNKNOWN_RULES = {
    UnknownReason.NO_VALUE: "Utan ett utfall går nivån inte att bedöma.",
    UnknownReason.OUTDATED: (
        "Ett utfall är inaktuellt när nästa borde ha publicerats: periodens slut, plus tiden mellan två värden, plus "
        "eftersläpningen."
    ),
    UnknownReason.TOO_FEW_CASES: "Ett värde som bygger på för få fall visas men bedöms inte.",
    UnknownReason.NO_COMPARISON: "Det som utfallet ska jämföras med har inget värde för en jämförbar period.",
    UnknownReason.SERIES_BREAK: "Definition eller metod har ändrats emellan, så värdena går inte att jämföra.",
    UnknownReason.TOO_FEW_AREAS: "Minst två tredjedelar av kommunerna måste ha ett värde.",
    UnknownReason.NO_DIRECTION: "Varken högre eller lägre är bättre för nyckeltalet, så ingen är bättre än en annan.",
    UnknownReason.ZERO_BASE: "Från noll går en förändring i procent inte att räkna.",
}


def _unknown_rule(reason: UnknownReason | None) -> str:
    return _UNKNOWN_RULES[reason] if reason is not None else ""
