"""The ambition level in a Swedish sentence: "Minst 1 % varje år, undantag 2021: 0,5 % (synnerliga skäl)"."""

from __future__ import annotations

from decimal import Decimal

from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelKind
from kpis.numbers import NBSP, format_amount, format_number, format_value
from kpis.outcomes import Measure
from kpis.periods import Period, PeriodKind


def level_sentence(level: Level, measure: Measure) -> str:
    """Say what the level asks for, by when, and its exceptions. No full stop, so that it can stand in a table."""
    sentence = f"{demand_text(level, measure)}{_by_when(level)}"
    exceptions = "; ".join(
        f"{item.period.label}: {_number(level, measure, item.value, item.upper)} ({item.reason})"
        for item in sorted(level.exceptions, key=lambda item: item.period)
    )
    return f"{sentence}, undantag {exceptions}" if exceptions else sentence


def amount_text(level: Level, measure: Measure, amount: Decimal) -> str:
    """Write an amount of change: "35 %", "5 procentenheter", "300 ton"."""
    if level.amount_unit is AmountUnit.PERCENT:
        return f"{format_number(amount)}{NBSP}%"
    return format_amount(amount, "%" if level.amount_unit is AmountUnit.PERCENTAGE_POINTS else measure.unit)


def compared_with(level: Level) -> str:
    """Name those the level compares with: "jämförbara kommuner (Liknande kommuner grundskola, 2024)", "riket"."""
    kind = level.comparison or ComparisonKind.COUNTRY
    if kind is ComparisonKind.COUNTRY:
        return kind.label
    details = ", ".join(str(part) for part in (level.group_name, level.group_year) if part)
    return f"{kind.label} ({details})" if details else kind.label


def better_word(measure: Measure) -> str:
    """Answer which way is better: "högre", "lägre", or "bättre" for a place and where neither is."""
    if measure.is_ranking or not measure.better_sign:
        return "bättre"
    return "högre" if measure.better_sign > 0 else "lägre"


def among_best(level: Level, number: Decimal) -> str:
    """Write "bland de 90 bästa" or "bland de 25 % bästa"."""
    if level.kind is LevelKind.SHARE:
        return f"bland de {format_number(number)}{NBSP}% bästa"
    return "bäst av alla" if number == 1 else f"bland de {format_number(number)} bästa"


def demand_text(level: Level, measure: Measure) -> str:
    """Say what is asked for, without by when: "Minst 85 %", "Öka med minst 35 % från 2017"."""
    number = _number(level, measure, level.value, level.upper)
    match level.kind:
        case LevelKind.AT_LEAST:
            return f"Minst {number}"
        case LevelKind.AT_MOST if measure.is_ranking:
            return f"{capital(number)} eller bättre"
        case LevelKind.AT_MOST:
            return f"Högst {number}"
        case LevelKind.BETWEEN:
            return f"Mellan {number}"
        case LevelKind.INCREASE | LevelKind.DECREASE:
            return _change_demand(level, measure, number)
        case LevelKind.MAINTAIN:
            return _maintain_demand(level, measure, number)
        case LevelKind.RANK | LevelKind.SHARE:
            return _ranked_demand(level, number)
        case LevelKind.BETTER_THAN:
            return f"{better_word(measure).capitalize()} än {compared_with(level)}"
        case LevelKind.DONE:
            return "Genomfört"


def _number(level: Level, measure: Measure, value: Decimal | None, upper: Decimal | None) -> str:
    """Write the level's number as its kind reads it; empty when it has none."""
    if value is None:
        return ""
    match level.kind:
        case LevelKind.BETWEEN if (high := level.upper if upper is None else upper) is not None:
            return f"{format_number(value)} och {format_value(high, measure.unit)}"
        case LevelKind.INCREASE | LevelKind.DECREASE | LevelKind.MAINTAIN:
            return amount_text(level, measure, value)
        case LevelKind.RANK | LevelKind.SHARE:
            return among_best(level, value)
        case _:
            return format_value(value, measure.unit)


def _change_demand(level: Level, measure: Measure, number: str) -> str:
    verb = "Öka" if level.kind is LevelKind.INCREASE else "Minska"
    demand = f"{verb} med minst {number}" if number else verb
    base = base_text(level, measure)
    if not base:
        return demand
    return f"{demand} jämfört med {base}," if level.recurs else f"{demand} från {base}"


def _maintain_demand(level: Level, measure: Measure, number: str) -> str:
    tolerance = f"±{NBSP}{number}" if number else ""
    if not base_text(level, measure):
        return f"Bibehålla föregående års nivå{f' ({tolerance})' if tolerance else ''}"
    stated = "" if level.base_value is None else format_value(level.base_value, measure.unit)
    details = " ".join(part for part in (stated, tolerance) if part)
    since = level.base.label if level.base else "utgångsläget"
    return f"Bibehålla nivån från {since}{f' ({details})' if details else ''}{',' if level.recurs else ''}"


def _ranked_demand(level: Level, number: str) -> str:
    demand = capital(number)
    if level.kind is LevelKind.SHARE and level.comparison is not ComparisonKind.GROUP:
        demand += " kommunerna"
    if level.comparison is ComparisonKind.GROUP:
        return f"{demand} av {compared_with(level)}"
    return f"{demand} i länet" if level.comparison is ComparisonKind.COUNTY else demand


def base_text(level: Level, measure: Measure) -> str:
    """Write the stated base: "2017 (81,6 %)", "2023", "utgångsläget 10,4 %"; empty when none is stated."""
    value = None if level.base_value is None else format_value(level.base_value, measure.unit)
    if level.base is None:
        return f"utgångsläget {value}" if value else ""
    return f"{level.base.label} ({value})" if value else level.base.label


def _by_when(level: Level) -> str:
    target = level.target
    if target is None:
        return " varje år"
    if level.every_year:
        return f" varje år till och med {target.label}"
    if level.kind.is_change:
        return f" till {target.label}"
    return f" {_target_phrase(level.kind, target)}"


def _target_phrase(kind: LevelKind, target: Period) -> str:
    if target.kind is not PeriodKind.YEAR:
        return target.phrase
    if kind in {LevelKind.AT_LEAST, LevelKind.AT_MOST, LevelKind.BETWEEN}:
        return f"vid utgången av {target.label}"
    return target.label if kind is LevelKind.DONE else target.phrase


def capital(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]
