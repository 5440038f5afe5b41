"""What each kind of ambition level asks for: its fields, their labels, and what does not go together. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelException, LevelKind
from kpis.periods import Period

Faults = Iterator[tuple[str, str]]  # field, and what is wrong with it in Swedish

K = LevelKind
WHEN: Final = ("target", "every_year")
STEPS: Final = ("step_low", "step_high")
CHANGE: Final = ("value", "amount_unit", "base", "base_value")
EXCEPTION: Final = ("exception_period", "exception_value", "exception_reason")
OF_KIND: Final[Mapping[LevelKind, tuple[str, ...]]] = {
    K.AT_LEAST: ("value", *WHEN, *STEPS, *EXCEPTION),
    K.AT_MOST: ("value", *WHEN, *STEPS, *EXCEPTION),
    K.BETWEEN: ("value", "upper", *WHEN, *EXCEPTION, "exception_upper"),
    K.INCREASE: (*CHANGE, *WHEN, *STEPS, *EXCEPTION),
    K.DECREASE: (*CHANGE, *WHEN, *STEPS, *EXCEPTION),
    K.MAINTAIN: (*CHANGE, *WHEN, *EXCEPTION),
    K.RANK: ("value", "compared_with", *WHEN, *STEPS, *EXCEPTION),
    K.SHARE: ("value", "compared_with", *WHEN, *STEPS, *EXCEPTION),
    K.BETTER_THAN: ("compared_with", *WHEN),
    K.DONE: WHEN,
}
#: Every field that some kind has and another has not.
VARYING: Final = tuple(dict.fromkeys(name for names in OF_KIND.values() for name in names))
# What each kind cannot do without, and what is said when it is not there.
NEEDED: Final[Mapping[LevelKind, Mapping[str, str]]] = {
    K.AT_LEAST: {"value": "Skriv talet som ska nås, till exempel 85."},
    K.AT_MOST: {"value": "Skriv talet som inte ska överskridas, till exempel 5."},
    K.BETWEEN: {"value": "Skriv den undre gränsen.", "upper": "Skriv den övre gränsen."},
    K.RANK: {"value": "Skriv hur många av de bästa, till exempel 90."},
    K.SHARE: {"value": "Skriv hur många procent av de bästa, till exempel 25."},
    K.BETTER_THAN: {"compared_with": "Välj vad nivån jämförs med."},
}
_EASIER_FIRST: Final = {K.AT_LEAST, K.INCREASE, K.DECREASE}
# What each kind counts in, where that is not the nyckeltal's own unit.
_UNITS: Final = {K.RANK: "antal kommuner", K.SHARE: "%"}


def unit_of(kind: LevelKind, unit: str, amount: AmountUnit | None = None) -> str:
    """What the kind's own number is counted in. ``amount`` is how a change is counted."""
    if kind.is_change and amount is not None:
        return {AmountUnit.PERCENT: "%", AmountUnit.PERCENTAGE_POINTS: "procentenheter"}.get(amount, unit)
    return _UNITS.get(kind, unit)


def value_label(kind: LevelKind) -> str:
    return {
        K.AT_LEAST: "Minst",
        K.AT_MOST: "Högst",
        K.BETWEEN: "Från",
        K.INCREASE: "Öka med minst",
        K.DECREASE: "Minska med minst",
        K.MAINTAIN: "Får avvika med högst",
        K.RANK: "Bland de så här många bästa",
        K.SHARE: "Bland de så här många procent bästa",
    }.get(kind, "Tal")


def faults(kind: LevelKind, typed: Mapping[str, Any]) -> Faults:
    """Everything that keeps what was typed from being a level of the kind, field by field.

    ``typed`` holds the fields that could be read; what could not be read is not in it, and is said elsewhere.
    """
    yield from _value_faults(kind, typed)
    yield from _base_faults(kind, typed)
    yield from _when_faults(typed)
    yield from _step_faults(kind, typed)
    yield from _exception_faults(kind, typed)


def _value_faults(kind: LevelKind, typed: Mapping[str, Any]) -> Faults:
    for name, message in NEEDED.get(kind, {}).items():
        if name in typed and typed[name] is None:
            yield name, message
    value, upper = typed.get("value"), typed.get("upper")
    if value is not None and (fault := _number_fault(kind, value)):
        yield "value", fault
    if kind is K.BETWEEN and value is not None and upper is not None and upper < value:
        yield "upper", "Den övre gränsen ligger under den undre. Byt plats på dem."


def _number_fault(kind: LevelKind, number: Decimal) -> str:
    if kind.is_change and number < 0:
        return "Skriv talet utan minustecken. Slaget säger åt vilket håll."
    if kind is K.RANK and (number < 1 or number != number.to_integral_value()):
        return "Antalet bästa är ett heltal, minst 1."
    if kind is K.SHARE and not 0 < number <= 100:
        return "Andelen bästa är större än 0 och högst 100 procent."
    return ""


def _base_faults(kind: LevelKind, typed: Mapping[str, Any]) -> Faults:
    if not kind.is_change or "base" not in typed:
        return
    base: Period | None = typed["base"]
    if base is None and typed.get("base_value") is not None:
        yield "base", "Skriv vilken period basvärdet gäller, till exempel 2020."
    elif base is None and not typed.get("every_year"):
        yield "base", "Skriv basperioden, till exempel 2020: en förändring till ett målår räknas från något."
    target: Period | None = typed.get("target")
    if base is not None and target is not None and base.end >= target.end:
        yield "base", "Basperioden ska ligga före målåret."


def _when_faults(typed: Mapping[str, Any]) -> Faults:
    if "target" in typed and typed["target"] is None and not typed.get("every_year"):
        yield "target", "Skriv ett målår, eller kryssa för att nivån gäller varje år."


def _step_faults(kind: LevelKind, typed: Mapping[str, Any]) -> Faults:
    steps = {name: typed.get(name) for name in STEPS}
    if "step_low" not in OF_KIND[kind] or "value" not in typed or not any(v is not None for v in steps.values()):
        return
    value = typed["value"]
    if value is None:
        if "value" not in NEEDED.get(kind, {}):
            yield "value", "Skriv ett tal: stegen lägst och helst ligger på var sin sida om det."
        return
    for name, step in steps.items():
        if step is None:
            continue
        if fault := _number_fault(kind, step):
            yield name, fault
            continue
        is_below = (name == "step_low") == (kind in _EASIER_FIRST)
        if (step > value) if is_below else (step < value):
            which = "Lägst" if name == "step_low" else "Helst"
            yield name, f"{which} ska {'inte vara större' if is_below else 'inte vara mindre'} än talet som är mål."


def _exception_faults(kind: LevelKind, typed: Mapping[str, Any]) -> Faults:
    names = [name for name in (*EXCEPTION, "exception_upper") if name in OF_KIND[kind]]
    if not names or not any(typed.get(name) not in (None, "") for name in names):
        return
    if "exception_period" in typed and typed["exception_period"] is None:
        yield "exception_period", "Skriv vilken period undantaget gäller, till exempel 2021."
    if "exception_reason" in typed and not typed["exception_reason"]:
        yield "exception_reason", "Skriv skälet till undantaget."
    if "exception_value" not in typed:
        return
    number = typed["exception_value"]
    if number is None:
        yield "exception_value", "Skriv talet som gäller i undantaget."
    elif fault := _number_fault(kind, number):
        yield "exception_value", fault
    elif kind is K.BETWEEN:
        own = typed.get("exception_upper")
        upper = typed.get("upper") if own is None else own
        if upper is not None and number > upper:
            yield "exception_value" if own is None else "exception_upper", "Den övre gränsen ligger under den undre."


def level_from(
    kind: LevelKind, typed: Mapping[str, Any], *, comparison: ComparisonKind | None = None, group_name: str = "",
    group_year: int | None = None, others: tuple[LevelException, ...] = (), is_example: bool = False,
) -> Level:  # fmt: skip
    """The level that was typed, when ``faults`` finds none. ``others`` are its exceptions beside the typed one."""
    has = {name: typed.get(name) for name in OF_KIND[kind]}
    period, number = has.get("exception_period"), has.get("exception_value")
    own: tuple[LevelException, ...] = ()
    if period is not None and number is not None:
        own = (LevelException(period, number, has.get("exception_reason") or "", has.get("exception_upper")),)
    return Level(
        kind=kind,
        value=has.get("value"),
        upper=has.get("upper"),
        amount_unit=AmountUnit(has.get("amount_unit") or AmountUnit.UNITS),
        target=has.get("target"),
        every_year=bool(has.get("every_year")),
        base=has.get("base"),
        base_value=has.get("base_value"),
        exceptions=(*own, *others),
        comparison=comparison,
        group_name=group_name,
        group_year=group_year,
        step_low=has.get("step_low"),
        step_high=has.get("step_high"),
        is_example=is_example,
    )
