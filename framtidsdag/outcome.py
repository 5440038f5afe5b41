"""What came of a Framtidsdag: assignments and their reports, decisions on the plan it served, and its nyckeltal."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from framtidsdag.frame import Frame
from framtidsdag.models import Assignment, Framtidsdag
from goals.dates import written
from goals.models import Decision
from goals.presenting import correction_of
from kpis.models import AmbitionLevel

MOST_LEVELS = 40
MOST_DECISIONS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """As components and the day's template read it."""

    assignments: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    goals: list[dict[str, Any]]  # each with its nyckeltal in the plan
    has_more: bool  # there are more nyckeltal than are listed
    is_example: bool


def outcome_of(day: Framtidsdag, frame: Frame) -> Outcome:
    """Everything that followed; the same few queries whatever it was."""
    levels = _levels(frame)
    shown = levels[:MOST_LEVELS]
    return Outcome(
        assignments=[_assignment(row) for row in _assignments(day)],
        decisions=_decisions(day, frame),
        goals=_goals(shown),
        has_more=len(levels) > len(shown),
        is_example=frame.is_example or any(level.is_example for level in shown),
    )


def _assignments(day: Framtidsdag) -> list[Assignment]:
    return list(day.assignments.select_related("body", "decision").prefetch_related("reports"))


def _assignment(row: Assignment) -> dict[str, Any]:
    responsible = row.body.title if row.body else row.responsible
    return {
        "text": row.text,
        "facts": [
            {"term": "Ansvarig", "text": responsible, "url": ""},
            {"term": "Ska rapporteras", "text": written(row.due_on) if row.due_on else "", "url": ""},
        ]
        + (
            [{"term": "Beslut", "text": row.decision.title, "url": row.decision.get_absolute_url()}]
            if row.decision
            else []
        ),
        "reports": [
            {
                "when": written(report.date) if report.date else "Dagen framgår inte av källan",
                "date": report.date,
                "kind": "",
                "label": "Återrapporterat",
                "url": "",
                "note": report.text,
                "is_example": False,
                "source": report.source,
                "source_url": report.source_url,
            }
            for report in row.reports.all()
        ],
    }


def _decisions(day: Framtidsdag, frame: Frame) -> list[dict[str, Any]]:
    """Decisions after the day on versions of the plan it served, the earliest first."""
    if day.plan_id is None:
        return []  # a filter on plan=None would find every decision without a version
    today = frame.as_of.today
    decisions = (
        Decision.objects.filter(items__version__plan=day.plan_id, date__gte=day.date, date__lte=today)
        .select_related("body", "corrected_by")
        .order_by("date", "pk")
        .distinct()
    )
    return [
        {
            "title": decision.title,
            "url": decision.get_absolute_url(),
            "date": decision.date,
            "is_date_unknown": not decision.date_is_known,
            "body": decision.body.title,
            "is_corrected": correction_of(decision, today) is not None,
        }
        for decision in decisions[:MOST_DECISIONS]
    ]


def _levels(frame: Frame) -> list[AmbitionLevel]:
    levels = AmbitionLevel.objects.filter(version=frame.version).select_related("kpi", "goal")
    return list(levels.order_by("goal__number", "goal", "order", "pk")[: MOST_LEVELS + 1])


def _goals(levels: list[AmbitionLevel]) -> list[dict[str, Any]]:
    goals = []
    for goal, of_goal in groupby(levels, key=lambda level: level.goal):
        named = [(level.kpi.pk, level.kpi) for level in of_goal]
        kpis = {pk: {"title": kpi.title, "url": kpi.get_absolute_url()} for pk, kpi in named}
        goals.append({"title": goal.name, "url": goal.get_absolute_url(), "kpis": list(kpis.values())})
    return goals
