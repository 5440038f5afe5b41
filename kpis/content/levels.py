"""Ambition levels as parts of a version in the files: handed to ``goals.content.plans`` from above."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goals.content.loading import Loading, RowError, stable_key, store
from goals.content.parts import put
from goals.content.rows import Row
from goals.content.sources import source_of
from goals.models import Body, LongTermGoal, PlanVersion
from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelError, LevelKind
from kpis.content.catalogue import period_of
from kpis.models import AmbitionLevel, Area, Kpi, LevelBody, LevelException
from kpis.periods import Period

_KINDS = {kind.value: kind.label for kind in LevelKind}
_UNITS = {unit.value: unit.label for unit in AmountUnit}


def level(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    """One level, with its exceptions and responsible bodies. ``was_kind`` names the kind that it replaces."""
    goal = loading.find("goal", row.text("goal", required=True), LongTermGoal)
    kpi = loading.find("kpi", row.text("kpi", required=True), Kpi)
    kind, was = row.choice("kind", _KINDS, required=True), row.choice("was_kind", _KINDS)
    target, base = period_of(row, "target"), period_of(row, "base")
    fields: dict[str, Any] = {
        "order": row.whole("order"),
        "value": row.number("value"),
        "upper": row.number("upper"),
        "amount_unit": row.choice("amount_unit", _UNITS, default=AmountUnit.UNITS.value),
        **_period_fields("base", base),
        "base_value": row.number("base_value"),
        "compared_with": loading.find_or_none("area", row.text("compared_with"), Area),
        **_period_fields("target", target),
        "every_year": row.flag("every_year"),
        "step_low": row.number("step_low"),
        "step_high": row.number("step_high"),
        "motive": row.text("motive"),
        "is_example": row.flag("example"),
        **source_of(row, loading.sources).fields,
    }
    exceptions, bodies = row.rows("exception"), row.words("bodies")
    if not row.is_sound or not kind:
        return
    _check(kind, fields, target, base)
    part = put(
        AmbitionLevel, version, identity={"goal": goal, "kpi": kpi, "kind": kind},
        was={"kind": was} if was else {}, fields=fields, about=f"nivån för {kpi}",
    )  # fmt: skip
    part.exceptions.all().delete()
    part.bodies.all().delete()
    for item in exceptions:
        _exception(part, version, item)
    for slug in bodies:
        body = loading.find("body", slug, Body)
        store(LevelBody(level=part, version=version, body=body, key=stable_key("levelbody", part.key, slug)))


def find_level(version: PlanVersion, row: Row) -> AmbitionLevel | None:
    """The level that a ``remove`` means."""
    return AmbitionLevel.objects.filter(
        version=version, goal__slug=row.text("goal", required=True), kpi__code=row.text("kpi", required=True),
        kind=row.choice("kind", _KINDS, required=True),
    ).first()  # fmt: skip


def _period_fields(name: str, period: Period | None) -> dict[str, Any]:
    return {f"{name}_kind": period.kind.value if period else "", f"{name}_end": period.end if period else None}


def _check(kind: str, fields: dict[str, Any], target: Period | None, base: Period | None) -> None:
    """Ask the assessment itself whether the parts make a level, before the database does."""
    try:
        Level(
            kind=LevelKind(kind), value=fields["value"], upper=fields["upper"],
            amount_unit=AmountUnit(fields["amount_unit"]), target=target, every_year=fields["every_year"], base=base,
            base_value=fields["base_value"], step_low=fields["step_low"], step_high=fields["step_high"],
            comparison=ComparisonKind.GROUP if fields["compared_with"] else None,
        )  # fmt: skip
    except LevelError as error:
        raise RowError(str(error)) from error


def _exception(part: AmbitionLevel, version: PlanVersion, row: Row) -> None:
    period = period_of(row, "period", required=True)
    number, upper = row.number("value", required=True), row.number("upper")
    reason = row.text("reason", required=True)
    if row.finish() and period is not None:
        store(LevelException(
            level=part, version=version, period_kind=period.kind.value, period_end=period.end,
            value=number or Decimal(0), upper=upper, reason=reason,
            key=stable_key("levelexception", part.key, period.code),
        ))  # fmt: skip
