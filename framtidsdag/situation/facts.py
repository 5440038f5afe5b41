"""The facts that a day begins with: each goal's nyckeltal, levels and trends, as they were known that day.

Made once, when the day first enters the nuläge, and stored as JSON in FactsSheet, which ``facts_sheet`` reads.
Everything that a person reads is stored as they read it, beside the exact decimals as strings, so that no later change
of a value, a title or a level reaches it:

    {"on": "2021-09-27", "is_example": …, "plan": {"title", "version", "number", "year"} or null, "goals": [
        {"slug", "name", "number", "colour", "is_example", "headline", "met", "partly", "missed", "unknown", "kpis": [
            {"slug", "title", "unit", "decimals", "value", "shown", "period", "is_preliminary", "level", "status",
             "sentence", "explanation": […], "reason", "trend", "since", "is_example",
             "series": [{"period", "label", "value", "shown", "is_preliminary"}], "breaks": [{"period", "reason"}],
             "sources": [{"name", "url", "is_derived"}]}]}]}

A missing value is null, and its ``shown`` says why. Periods are codes that ``Period.parse`` reads.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from framtidsdag.frame import frame_of, framed
from framtidsdag.models import FactsSheet, Framtidsdag
from goals.models import GoalStatement, LongTermGoal, PlanVersion
from goals.queries import AsOf
from kpis.models import KpiValue
from kpis.numbers import format_value
from kpis.outcomes import Gender, Observation, Series
from kpis.outcomes import SeriesBreak as Break
from kpis.series import official_totals
from kpis.standing import KpiStanding, Standing, breaks_for, standing_of
from kpis.verdicts import Status, Trend

Sources = dict[int, list[dict[str, Any]]]


def facts_on(day: Framtidsdag) -> dict[str, Any]:
    """What FactsSheet stores for a day whose date is known: ten queries at most, however many nyckeltal there are."""
    on = _date_of(day)
    version = _version(day, on)
    standing = standing_of(version, on=on, known=on)
    kpi_ids = {row.kpi.pk for row in standing.kpis}
    breaks, sources = breaks_for(kpi_ids), _sources(kpi_ids, on)
    goals = [_goal(goal, standing, breaks, sources) for goal in _goals(version, standing)]
    return {
        "on": on.isoformat(),
        "is_example": bool(version and version.is_example) or any(goal["is_example"] for goal in goals),
        "plan": _plan(version),
        "goals": goals,
    }


def freeze(day: Framtidsdag, at: dt.datetime) -> None:
    """Store the day's facts, unless they are: going back and forth between phases does not make them anew."""
    if day.date is None or FactsSheet.objects.filter(day=day).exists():
        return
    FactsSheet.objects.create(day=day, on=day.date, made_at=at, content=facts_on(day))


def _date_of(day: Framtidsdag) -> dt.date:
    if day.date is None:
        raise ValueError("Of a day without a date nothing is known.")
    return day.date


def _version(day: Framtidsdag, on: dt.date) -> PlanVersion | None:
    """The plan that the day serves, as adopted by then; where it is not, the plan in force that day."""
    as_of = AsOf(today=on)
    if day.plan_id is not None:
        adopted = framed(as_of).filter(Q(("adopted_on__isnull", False)), plan=day.plan_id)
        if version := adopted.order_by(F("adopted_on").desc(), "-number").first():
            return version
    return frame_of(as_of).version


def _plan(version: PlanVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    plan = version.plan
    return {"title": plan.title, "version": version.name, "number": version.number, "year": plan.year,
            "url": version.get_absolute_url()}  # fmt: skip


def _goals(version: PlanVersion | None, standing: Standing) -> list[LongTermGoal]:
    """Those that the version states, and those it has levels for, in their order."""
    if version is None:
        return []
    stated = GoalStatement.objects.filter(version=version).values("goal")
    with_levels = {row.goal.pk for row in standing.kpis}
    return list(LongTermGoal.objects.filter(Q(pk__in=stated) | Q(pk__in=with_levels)).order_by("number", "pk"))


def _goal(
    goal: LongTermGoal, standing: Standing, breaks: dict[int, list[Break]], sources: Sources
) -> dict[str, Any]:  # fmt: skip
    counts = standing.headline(goal.pk)
    return {
        "slug": goal.slug, "name": goal.name, "number": goal.number, "colour": goal.colour,
        "is_example": standing.is_example(goal.pk), "headline": counts.text,
        "met": counts.met, "partly": counts.partly, "missed": counts.missed, "unknown": counts.unknown,
        "kpis": [_kpi(row, breaks[row.kpi.pk], sources.get(row.kpi.pk, [])) for row in standing.of_goal(goal.pk)],
    }  # fmt: skip


def _kpi(standing: KpiStanding, breaks: list[Break], sources: list[dict[str, Any]]) -> dict[str, Any]:
    kpi, latest = standing.kpi, standing.latest
    judged = [level.assessment for level in standing.levels]
    reason = next((one.reason for one in judged if one.reason), None)
    previous = judged[0].previous
    is_valued = standing.trend not in (Trend.INCOMPARABLE, Trend.UNVALUED)
    return {
        "slug": kpi.slug, "title": kpi.title, "unit": kpi.unit, "decimals": kpi.decimals,
        **_value(latest, kpi.unit, kpi.decimals),
        "period": latest.period.label if latest else "",
        "level": standing.level_sentence, "status": standing.status.value,
        "sentence": " ".join(one.sentence for one in judged),
        "explanation": list(dict.fromkeys(sentence for one in judged for sentence in one.explanation)),
        "reason": reason.label if reason and standing.status is Status.UNKNOWN else "",
        "trend": standing.trend.value, "since": previous.period.label if previous and is_valued else "",
        "is_example": standing.is_example,
        "series": [
            {"period": item.period.code, "label": item.period.label, **_value(item, kpi.unit, kpi.decimals)}
            for item in official_totals(standing.observations)
        ],
        "breaks": [{"period": item.period.code, "reason": item.reason} for item in breaks],
        "sources": sources,
    }  # fmt: skip


def _value(item: Observation | None, unit: str, decimals: int) -> dict[str, Any]:
    """The exact number as a string, and as people read it; or why there is none."""
    if item is None or item.value is None:
        missing = f"uppgift saknas ({item.missing.label})" if item and item.missing else "uppgift saknas"
        return {"value": None, "shown": missing, "is_preliminary": False}
    shown = format_value(item.value, unit, decimals)
    return {"value": _exact(item.value), "shown": shown, "is_preliminary": item.is_preliminary}


def _exact(value: Decimal) -> str:
    """All its digits and no others: "79.4", whichever engine it was read from."""
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def _sources(kpi_ids: set[int], on: dt.date) -> Sources:
    """Where each nyckeltal's values come from, the latest value's source first; one query."""
    known = KpiValue.objects.as_known_on(on).filter(
        kpi__in=kpi_ids, area__code=settings.MUNICIPALITY.code, gender=Gender.TOTAL, series=Series.OFFICIAL
    )  # fmt: skip
    found: Sources = defaultdict(list)
    rows = known.order_by("-period_end", "pk").values_list("kpi", "source", "source_url", "is_derived")
    for kpi, name, url, is_derived in rows:
        if name and all(source["name"] != name for source in found[kpi]):
            found[kpi].append({"name": name, "url": url, "is_derived": is_derived})
    return found
