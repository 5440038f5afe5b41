"""Ambition levels as parts of a version: how they are copied, written canonically and frozen."""

from __future__ import annotations

from typing import Any

from goals.models import PlanVersion
from goals.parts import PartSpec, register
from kpis.checklist import of_levels
from kpis.models import AmbitionLevel, LevelBody, LevelException


def register_levels() -> None:
    """Called once from KpisConfig.ready."""
    register(
        PartSpec(
            AmbitionLevel,
            canonical={
                "goal": "goal__slug",
                "kpi": "kpi__code",
                "order": "order",
                "kind": "kind",
                "value": "value",
                "upper": "upper",
                "amount_unit": "amount_unit",
                "base_kind": "base_kind",
                "base_end": "base_end",
                "base_value": "base_value",
                "compared_with": "compared_with__code",
                "target_kind": "target_kind",
                "target_end": "target_end",
                "every_year": "every_year",
                "step_low": "step_low",
                "step_high": "step_high",
                "motive": "motive",
                "kpi_snapshot": "kpi_snapshot",
            },
            natural=("goal_id", "kpi_id", "kind"),
            position="order",
            container=("goal_id",),
            before_freeze=take_snapshots,
            taken_at_freeze=("kpi_snapshot",),
            checklist=of_levels,
        )
    )
    register(
        PartSpec(
            LevelException,
            canonical={
                "level": "level__key",
                "period_kind": "period_kind",
                "period_end": "period_end",
                "value": "value",
                "upper": "upper",
                "reason": "reason",
            },
            natural=("level__goal_id", "level__kpi_id", "level__kind", "period_kind", "period_end"),
            parent="level",
        )
    )
    register(
        PartSpec(
            LevelBody,
            canonical={"level": "level__key", "body": "body__slug", "own_value": "own_value"},
            natural=("level__goal_id", "level__kpi_id", "level__kind", "body_id"),
            parent="level",
        )
    )


def take_snapshots(version: PlanVersion) -> None:
    """Keep in each level what its nyckeltal meant as the version leaves utkast."""
    levels = AmbitionLevel.objects.filter(version=version).select_related("kpi", "compared_with")
    for level in levels.prefetch_related("compared_with__members"):
        level.kpi_snapshot = snapshot(level)
        level.save(update_fields=["kpi_snapshot"])


def snapshot(level: AmbitionLevel) -> dict[str, Any]:
    """Title, unit, decimals, direction, definition, group and members, as plain data."""
    kpi, group = level.kpi, level.compared_with
    kept: dict[str, Any] = {
        "code": kpi.code,
        "title": kpi.title,
        "unit": kpi.unit,
        "decimals": kpi.decimals,
        "direction": kpi.direction,
        "definition": kpi.definition,
        "is_ranking": kpi.is_ranking,
        "period_kind": kpi.period_kind,
        "frequency": kpi.frequency,
        "smallest_count": kpi.smallest_count,
    }
    if group is not None:
        kept["group"] = {
            "code": group.code,
            "name": group.name,
            "year": group.group_year,
            "members": sorted(member.code for member in group.members.all()),
        }
    return kept
