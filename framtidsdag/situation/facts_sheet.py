"""The frozen facts as a page reads them: from the sheet alone, nothing is looked up and nothing computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from kpis.chart_markup import Markup
from kpis.chart_spark import sparkline
from kpis.charts import Chart, Point, Series, SeriesBreak, SeriesRole
from kpis.periods import Period
from kpis.verdicts import Trend

_COLUMNS = [{"label": "Period", "is_number": False}, {"label": "Värde", "is_number": True}]


@dataclass(frozen=True, slots=True)
class KpiFacts:
    """A nyckeltal: ``row`` as components/kpi_table.html reads it, ``table`` as components/table.html does."""

    row: dict[str, Any]
    sentence: str
    explanation: list[str]
    table: list[dict[str, Any]]
    breaks: list[str]
    sources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal; ``counts`` as components/tally.html reads them, or None where nothing is judged."""

    ident: str
    name: str
    number: int
    colour: str
    url: str
    headline: str
    counts: Mapping[str, int] | None
    is_example: bool
    kpis: list[KpiFacts]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [kpi.row for kpi in self.kpis]


def goals_of(content: Mapping[str, Any]) -> list[GoalFacts]:
    """What ``framtidsdag.situation.facts.facts_on`` stored, goal by goal."""
    return [_goal(goal) for goal in content.get("goals", ())]


def is_example(content: Mapping[str, Any]) -> bool:
    """Whether something in the sheet is an example, and so the page that shows it."""
    return bool(content.get("is_example"))


def value_columns() -> list[dict[str, Any]]:
    return _COLUMNS


def _goal(goal: Mapping[str, Any]) -> GoalFacts:
    counts = {name: goal[name] for name in ("met", "partly", "missed", "unknown")}
    return GoalFacts(
        ident=f"mal-{goal['slug']}",
        name=goal["name"],
        number=goal["number"],
        colour=goal["colour"],
        url=reverse("goal", args=[goal["slug"]]),
        headline=goal["headline"],
        counts=counts if any(counts.values()) else None,
        is_example=goal["is_example"],
        kpis=[_kpi(kpi) for kpi in goal["kpis"]],
    )


def _kpi(kpi: Mapping[str, Any]) -> KpiFacts:
    has_value = kpi["value"] is not None
    reason = kpi["reason"]
    row = {
        "title": kpi["title"],
        "url": reverse("kpi", args=[kpi["slug"]]),
        "goal": "",
        "spark": _spark(kpi),
        "value": kpi["shown"] if has_value else "",
        "period": kpi["period"],
        "is_preliminary": kpi["is_preliminary"],
        "is_internal": False,
        "level": kpi["level"],
        "status": kpi["status"],
        "trend": "" if kpi["trend"] in (Trend.INCOMPARABLE, Trend.UNVALUED) else kpi["trend"],
        "is_example": kpi["is_example"],
        "note": f"{reason[:1].upper()}{reason[1:]}." if reason else "",
    }
    table = [
        {"head": item["label"], "url": "", "cells": [{
            "text": item["shown"], "is_number": True, "note": "preliminärt" if item["is_preliminary"] else "",
            "is_missing": item["value"] is None,
        }]}
        for item in reversed(kpi["series"])
    ]  # fmt: skip
    breaks = [_break_words(item) for item in kpi["breaks"]]
    return KpiFacts(row, kpi["sentence"], kpi["explanation"], table, breaks, kpi["sources"])


def _break_words(item: Mapping[str, str]) -> str:
    reason = f" {item['reason'].rstrip('.')}." if item["reason"] else ""
    return f"Från {Period.parse(item['period']).label} jämförs värdena inte med tidigare.{reason}"


def _spark(kpi: Mapping[str, Any]) -> Markup | None:
    """The small curve, drawn from the stored series."""
    points = tuple(
        Point(Period.parse(item["period"]), Decimal(item["value"]) if item["value"] is not None else None)
        for item in kpi["series"]
    )
    if not points:
        return None
    breaks = tuple(SeriesBreak(Period.parse(item["period"]), item["reason"]) for item in kpi["breaks"])
    series = Series(SeriesRole.OWN, kpi["title"], points)
    chart = Chart(kpi["title"], kpi["unit"], kpi["decimals"], (series,), breaks=breaks)
    return sparkline(chart, with_ambition=False)
