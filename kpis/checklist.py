"""What nyckeltal and levels lack before a draft goes to kommunstyrelsen; a part of ``goals.checklist``."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from goals.models import GoalStatement, PlanVersion
from goals.parts import Check, Missing
from goals.swedish import enumerated
from kpis.models import AmbitionLevel, Kpi

_GOAL = GoalStatement._meta.label_lower


def of_levels(version: PlanVersion) -> Iterator[Check]:
    """Each goal has a level and a handful of nyckeltal at most, each nyckeltal someone who keeps it; two queries."""
    statements = list(GoalStatement.objects.filter(version=version).order_by("order"))
    rows = AmbitionLevel.objects.filter(version=version).select_related("kpi")
    levels = list(rows.order_by("goal__number", "order", "pk"))
    kpis_of: dict[int, set[int]] = {}
    for level in levels:
        kpis_of.setdefault(level.goal_id, set()).add(level.kpi_id)
    bare = [row for row in statements if row.goal_id not in kpis_of]
    missing = tuple(Missing(f"{row.title}: ambitionsnivå saknas.", _GOAL, row.key) for row in bare)
    # What holds of nothing at all is not done.
    if statements:
        yield Check("Varje mål har en ambitionsnivå", missing)
    if levels:
        yield Check("Varje nyckeltal har ansvarig, källa, frekvens och nästa publicering", tuple(_unkept(levels)))
        yield _handful(statements, {goal: len(kpis) for goal, kpis in kpis_of.items()})


def _unkept(levels: list[AmbitionLevel]) -> Iterator[Missing]:
    """By nyckeltal, the first of its levels leading to it."""
    first = {level.kpi_id: level for level in reversed(levels)}
    for level in sorted(first.values(), key=levels.index):
        faults = _faults(level.kpi)
        if faults:
            yield Missing(f"{level.kpi.title}: {'; '.join(faults)}.", level._meta.label_lower, level.key)


def _faults(kpi: Kpi) -> list[str]:
    absent = [
        word
        for word, value in (
            ("ansvarig", kpi.owner_body_id or kpi.owner_id),
            ("källa", kpi.source.strip()),
            ("frekvens", kpi.frequency),
            ("nästa publicering", kpi.next_publication),
        )
        if not value
    ]
    faults = [f"{enumerated(absent)} saknas"] if absent else []
    return [*faults, "nyckeltalet är avslutat"] if kpi.retired_on else faults


def _handful(statements: list[GoalStatement], counts: dict[int, int]) -> Check:
    most: int = settings.MUNICIPALITY.kpis_per_goal
    missing = tuple(
        Missing(f"{row.title}: {counts[row.goal_id]} nyckeltal. Ange skäl till fler än {most}.", _GOAL, row.key)
        for row in statements
        if counts.get(row.goal_id, 0) > most and not row.kpi_reason.strip()
    )
    return Check(f"Högst {most} nyckeltal per mål, eller skäl till fler", missing)
