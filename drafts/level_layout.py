"""The fields of a level's form: which label, unit and help each has for a kind, and what it begins with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django import forms

from drafts.fields import ShortText
from drafts.level_children import BODIES, EXCEPTIONS, Shown, exceptions_of, signed
from drafts.level_fields import Number, PeriodField, Reference, Unit, stored, unit_words
from drafts.level_kinds import NEEDED, unit_of, value_label
from drafts.level_subject import Subject, compared_choices
from drafts.states import Values
from goals.models import PlanVersion
from kpis.ambition import AmountUnit, LevelKind
from kpis.models import AmbitionLevel

NUMBERS: Final = ("value", "upper", "base_value", "step_low", "step_high")
_HINTS: Final = {
    LevelKind.INCREASE: "Tomt: varje ökning räcker.",
    LevelKind.DECREASE: "Tomt: varje minskning räcker.",
    LevelKind.MAINTAIN: "Tomt: ingen avvikelse alls.",
}


def field_of(name: str, kind: LevelKind, subject: Subject, amount: str) -> forms.Field:
    """The field as the kind has it. ``amount`` is what a change was said to be counted in, or empty."""
    unit = subject.unit
    counted_in = unit_of(kind, unit, _amount(amount, unit) if kind.is_change else None)
    # A change's unit is chosen beside the number, and is not in its label.
    own, counted = unit_words(unit), "" if kind.is_change else unit_words(counted_in)
    kept = subject.row.compared_with_id if subject.row else None
    made: dict[str, Callable[[], forms.Field]] = {
        "value": lambda: Number(label=f"{value_label(kind)}{counted}", unit=counted_in, help_text=_HINTS.get(kind, "")),
        "upper": lambda: Number(label=f"Till{own}", unit=unit),
        "amount_unit": lambda: Unit(label="Räknas i", choices=amounts(unit, subject.row)),
        "base": lambda: PeriodField(
            label="Basperiod", help_text="Vad förändringen räknas från, till exempel 2020. Tomt: året före."
        ),
        "base_value": lambda: Number(
            label=f"Basvärde{own}", unit=unit, help_text="Om det är beslutat. Annars tas det ur källan."
        ),
        "compared_with": lambda: Reference(label="Jämförs med", choices=lambda: compared_choices(kind, kept)),
        "target": lambda: PeriodField(label="Målår", help_text="Till exempel 2024, eller augusti 2024."),
        "every_year": lambda: forms.BooleanField(
            label="Gäller varje år", required=False, help_text="Fram till målåret, om det är ifyllt."
        ),
        "step_low": lambda: Number(label=f"Lägst{counted}", unit=counted_in),
        "step_high": lambda: Number(label=f"Helst{counted}", unit=counted_in),
        "exception_period": lambda: PeriodField(label="Undantagets period", help_text="Till exempel 2021."),
        "exception_value": lambda: Number(label=f"Tal i undantaget{counted}", unit=counted_in),
        "exception_upper": lambda: Number(label=f"Övre gräns i undantaget{own}", unit=unit),
        "exception_reason": lambda: ShortText(label="Skäl till undantaget", required=False, max_length=300),
    }
    field = made[name]()
    if message := NEEDED.get(kind, {}).get(name):
        field.required = True
        field.error_messages["required"] = message
    return field


def amounts(unit: str, row: AmbitionLevel | None) -> list[tuple[str, str]]:
    """Percentage points for what is measured in percent, else the unit itself; and percent of the base."""
    is_percent = unit.partition(" ")[0].casefold() in {"%", "procent", "andel"}
    own = AmountUnit.PERCENTAGE_POINTS if is_percent else AmountUnit.UNITS
    labels = {
        AmountUnit.UNITS: "procentenheter" if is_percent else (unit or "enheter"),
        AmountUnit.PERCENTAGE_POINTS: "procentenheter",
        AmountUnit.PERCENT: "procent av basvärdet",
    }
    if row is not None and LevelKind(row.kind).is_change and row.amount_unit != AmountUnit.PERCENT:
        own = AmountUnit(row.amount_unit)
    return [(amount.value, labels[amount]) for amount in (own, AmountUnit.PERCENT)]


def _amount(sent: str, unit: str) -> AmountUnit:
    return AmountUnit(sent) if sent in set(AmountUnit) else AmountUnit(amounts(unit, None)[0][0])


def likely_kind(sent: Any, subject: Subject) -> LevelKind:
    """The kind that was sent; the level's own; else the one that the nyckeltal's direction asks for."""
    if sent in set(LevelKind):
        return LevelKind(sent)
    if subject.row is not None:
        return LevelKind(subject.row.kind)
    kpi = subject.kpi
    if kpi is None:
        return LevelKind.AT_LEAST
    likely = {"higher": LevelKind.AT_LEAST, "lower": LevelKind.AT_MOST}.get(kpi.direction, LevelKind.BETWEEN)
    return LevelKind.DONE if kpi.unit.casefold() == "ja/nej" else likely


def initial(subject: Subject, draft: PlanVersion, kind: LevelKind) -> dict[str, Any]:
    """What the form begins with: the level as it stands, or a new one for the plan's year."""
    row = subject.row
    begun: dict[str, Any] = {"kind": kind.value, "nyckeltal": subject.code, "mal": subject.goal_slug}
    if row is None:
        is_yearly = subject.kpi is not None and subject.kpi.period_kind == "year"
        return begun | {"target": str(draft.plan.year) if is_yearly else ""}
    numbers = {name: getattr(row, name) for name in NUMBERS}
    return begun | numbers | {
        "amount_unit": row.amount_unit if kind.is_change else "", "base": row.base, "target": row.target,
        "compared_with": row.compared_with_id, "every_year": row.every_year, "motive": row.motive,
    }  # fmt: skip


def initial_children(shown: Shown) -> dict[str, Any]:
    begun: dict[str, Any] = {
        "shown": signed(shown),
        "bodies": [row["body_id"] for row in shown[BODIES]],
        "own_value": [row["body_id"] for row in shown[BODIES] if row["own_value"]],
    }
    for item in exceptions_of(shown[EXCEPTIONS][:1]):
        begun |= {
            "exception_period": item.period, "exception_value": item.value, "exception_upper": item.upper,
            "exception_reason": item.reason,
        }  # fmt: skip
    return begun


def columns(name: str, value: Any) -> Values:
    """A field of the form as the level's columns; None is empty."""
    match name:
        case "base" | "target":
            return {
                f"{name}_kind": value.kind.value if value else "",
                f"{name}_end": value.end.isoformat() if value else None,
            }
        case "amount_unit":
            return {name: value or AmountUnit.UNITS.value}
        case "compared_with":
            return {"compared_with_id": value}
        case "every_year":
            return {name: bool(value)}
        case _:
            return {name: stored(value)} if name in NUMBERS else {}
