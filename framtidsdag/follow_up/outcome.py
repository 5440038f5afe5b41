"""What came of a Framtidsdag: assignments and their reports, decisions on the plan it served, and its nyckeltal."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import F

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

    decisions: list[dict[str, Any]] = field(default_factory=list)
    goals: list[dict[str, Any]] = field(default_factory=list)  # each with its nyckeltal in the plan
    has_more: bool = False  # there are more nyckeltal than are listed
    is_example: bool = False


def outcome_of(day: Framtidsdag, frame: Frame) -> Outcome:
    """What followed on a day whose proposals nobody entered: two queries, whatever it was."""
    levels = _levels(frame)
    shown = levels[:MOST_LEVELS]
    return Outcome(
        decisions=_decisions(day, frame),
        goals=_goals(shown),
        has_more=len(levels) > len(shown),
        is_example=frame.is_example or any(level.is_example for level in shown),
    )


def assignments_of(day: Framtidsdag) -> list[dict[str, Any]]:
    """Each assignment with its reports, as the templates read it; one query."""
    rows = day.assignments.select_related("body", "decision").annotate(
        report_pk=F("reports__pk"), report_date=F("reports__date"), report_text=F("reports__text"),
        report_source=F("reports__source"), report_url=F("reports__source_url"),
    )  # fmt: skip
    found: dict[int, dict[str, Any]] = {}
    for row in rows.order_by("order", F("reports__date").asc(nulls_first=True), "reports__pk"):
        assignment = found.setdefault(row.pk, _assignment(row))
        if row.report_pk is not None:
            assignment["reports"].append(_report(row))
    return list(found.values())


def _assignment(row: Assignment) -> dict[str, Any]:
    responsible = row.body.title if row.body else row.responsible
    decision = row.decision
    return {
        "text": row.text,
        "facts": [
            {"term": "Ansvarig", "text": responsible, "url": ""},
            {"term": "Ska rapporteras", "text": written(row.due_on) if row.due_on else "", "url": ""},
            *([{"term": "Beslut", "text": decision.title, "url": decision.get_absolute_url()}] if decision else []),
        ],
        "reports": [],
    }


def _report(row: Any) -> dict[str, Any]:
    """A report as components/timeline.html reads it."""
    return {
        "when": written(row.report_date) if row.report_date else "Dagen framgår inte av källan",
        "date": row.report_date,
        "kind": "",
        "label": "Återrapporterat",
        "url": "",
        "note": row.report_text,
        "is_example": False,
        "source": row.report_source,
        "source_url": row.report_url,
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
