"""Tables and lists of a nyckeltal's page, as the components read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goals.dates import written
from kpis.charts import MISSING, Chart
from kpis.kpi_page import KpiPage
from kpis.level_history import JudgedValue
from kpis.models import Kpi, KpiValue
from kpis.numbers import format_difference, format_value
from kpis.outcomes import Gender, MissingReason, Series
from kpis.periods import Period
from kpis.reading import level_of, measure_of
from kpis.sentences import level_sentence


def shown_value(kpi: Kpi, row: KpiValue) -> str:
    """The figure, or why it is missing, as people read it."""
    if row.value is None:
        return f"uppgift saknas ({MissingReason(row.missing_reason).label})"
    return format_value(row.value, kpi.unit, kpi.decimals)


def values_table(page: KpiPage, chart: Chart) -> dict[str, Any]:
    """Every value of own area, the newest period first: what it is, how it was judged then, and its source.

    Years that the official series lacks have a row that says so, as the chart has a gap.
    """
    judged = {item.observation.period: item for item in page.history}
    rows = [(value.period, _value_row(page, value, judged)) for value in page.values]
    own = chart.own
    rows += [(stretch[-1], _gap_row(stretch)) for stretch in _stretches(chart.gaps(own) if own else ())]
    rows.sort(key=lambda row: row[0].end, reverse=True)
    listed = [row for _, row in rows]
    return {"rows": listed, "has_kinds": any(row["kind"] not in ("Utfall", "") for row in listed)}


def _value_row(page: KpiPage, value: KpiValue, judged: dict[Period, JudgedValue]) -> dict[str, Any]:
    is_main = value.gender == Gender.TOTAL and value.series == Series.OFFICIAL
    then = judged.get(value.period) if is_main else None
    return {
        "period": value.period.label,
        "kind": _kind(value),
        "value": shown_value(page.kpi, value),
        "is_missing": value.value is None,
        "flags": _flags(value),
        "comment": value.comment,
        "level": ". ".join(item.level_sentence for item in then.assessments) if then else "",
        "status": then.status.value if then and then.status else "",
        "is_example": any(item.is_example for item in then.assessments) if then else False,
        "source": value.source,
        "source_url": value.source_url,
        "published": _published(value),
        "is_derived": value.is_derived,
    }


def _gap_row(stretch: list[Period]) -> dict[str, Any]:
    label = stretch[0].label if len(stretch) == 1 else f"{stretch[0].label}–{stretch[-1].label}"
    return {
        "period": label, "kind": "", "value": "uppgift saknas", "is_missing": True, "flags": [], "comment": "",
        "level": "", "status": "", "is_example": False, "source": "", "source_url": "", "published": "",
        "is_derived": False,
    }  # fmt: skip


def _stretches(gaps: Iterable[tuple[str, Period]]) -> list[list[Period]]:
    """Years without any row, those that follow on each other together; a value that is said to be missing has a row."""
    stretches: list[list[Period]] = []
    for reason, period in gaps:
        if reason != MISSING:
            continue
        if stretches and period.year_number == stretches[-1][-1].year_number + 1:
            stretches[-1].append(period)
        else:
            stretches.append([period])
    return stretches


def genders_table(page: KpiPage) -> dict[str, Any] | None:
    """Women and men side by side with the gap, for periods that have both."""
    found: dict[Any, dict[str, KpiValue]] = {}
    for value in page.values:
        if value.series == Series.OFFICIAL and value.gender != Gender.TOTAL:
            found.setdefault(value.period, {})[value.gender] = value
    rows = []
    for period in sorted(found, reverse=True):
        women, men = found[period].get(Gender.WOMEN), found[period].get(Gender.MEN)
        both = women is not None and men is not None and women.value is not None and men.value is not None
        gap = women.value - men.value if both else None  # type: ignore[union-attr, operator]
        cells = [
            {"text": shown_value(page.kpi, one) if one else "uppgift saknas", "is_number": True, "note": "",
             "is_missing": one is None or one.value is None}
            for one in (women, men)
        ]  # fmt: skip
        text = format_difference(gap, page.kpi.unit, page.kpi.decimals) if gap is not None else "–"
        cells.append({"text": text, "is_number": True, "note": "", "is_missing": gap is None})
        rows.append({"head": period.label, "url": "", "cells": cells})
    columns = [{"label": label, "is_number": label != "Period"} for label in ("Period", "Kvinnor", "Män", "Skillnad")]
    return {"rows": rows, "columns": columns} if rows else None


def history_entries(page: KpiPage) -> list[dict[str, Any]]:
    """Values that have been replaced, each with what replaced it: who (the unit), when and why."""
    by_id = {value.pk: value for value in (*page.values, *page.superseded)}
    after = {value.replaces_id: value for value in by_id.values() if value.replaces_id}
    entries = []
    for old in page.superseded:
        new = after.get(old.pk)
        entries.append(
            {
                "period": old.period.label,
                "kind": _kind(old),
                "old": shown_value(page.kpi, old),
                "new": shown_value(page.kpi, new) if new else "återtaget",
                "on": old.known_to,
                "unit": new.recorded_by_unit if new else "",
                "reason": new.reason if new else "",
            }
        )
    return entries


def levels_through_time(page: KpiPage) -> list[dict[str, Any]]:
    """Every level that an adopted version had for the nyckeltal, the newest first, and what brought it."""
    in_force = page.frame.version.pk if page.frame.version and page.frame.is_in_force else None
    return [
        {
            "key": row.key,
            "sentence": level_sentence(level_of(row), measure_of(row.kpi, row.kpi_snapshot)),
            "goal": row.goal,
            "version": row.version,
            "motive": row.motive,
            "bodies": [link.body.title for link in row.bodies.all()],
            "source": row.source,
            "source_url": row.source_url,
            "is_example": row.is_example,
            "is_in_force": row.version_id == in_force,
        }
        for row in page.level_rows
    ]


def _kind(value: KpiValue) -> str:
    if value.series == Series.INTERNAL:
        return "Intern uppgift"
    return "Utfall" if value.gender == Gender.TOTAL else value.get_gender_display().capitalize()


def _flags(value: KpiValue) -> list[str]:
    flags = []
    if value.is_preliminary:
        flags.append("preliminärt")
    if value.is_derived:
        flags.append("härlett")
    if value.replaces_id:
        flags.append("reviderat")
    return flags


def _published(value: KpiValue) -> str:
    day = written(value.known_from)
    return f"Känt {day}" if value.known_from_is_stated else f"Antas känt från {day}"
