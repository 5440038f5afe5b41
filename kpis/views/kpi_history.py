"""Every level that a nyckeltal has had, the newest first, with the version that brought it and how it went."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import Frame, frame_of
from framtidsdag.thread import forward
from goals.kept_day import reads_day
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from kpis.level_changes import LevelChange, LevelWording, Turn, change_of, matched
from kpis.level_versions import GoalLevels, LevelEntry, LevelHistory, Outcome, level_history
from kpis.numbers import format_value
from kpis.views.kpi import find_kpi


@require_safe
@public_page
@reads_day
def kpi_history(request: HttpRequest, slug: str) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    kpi = find_kpi(slug)
    frame = frame_of(as_of, kpi=kpi)
    history = level_history(kpi, as_of)
    kpi_url = kpi.get_absolute_url() + as_of.suffix
    bodies = {chain.body for chain in history.goals}
    return render(
        request,
        "kpis/kpi_history.html",
        {
            "kpi": kpi,
            "kpi_url": kpi_url,
            "heading": f"Alla nivåer: {kpi.title}",
            "lede": _lede(history),
            "goals": [_goal(chain, history, frame, with_body=len(bodies) > 1) for chain in history.goals],
            "frame": frame,
            "as_of": as_of,
            "nav_current": "nyckeltal",
            "trail": [
                {"label": "Nyckeltal", "url": reverse("kpis") + as_of.suffix},
                {"label": kpi.title, "url": kpi_url},
                {"label": "Alla nivåer"},
            ],
            "line": forward(
                frame,
                current="level",
                goal=history.goals[0].goal if history.goals else None,
                kpi=kpi,
                outcome=history.latest,
            ),
            "page_updated": page_updated(request),
            "is_example": history.is_example,
        },
    )


def _lede(history: LevelHistory) -> str:
    """How many levels were adopted, and how many were put forward without being so."""
    adopted = sum(entry.is_adopted and not entry.is_removal for entry in history.entries)
    others = sum(not entry.is_adopted for entry in history.entries)
    words = []
    if adopted:
        levels = "en beslutad ambitionsnivå" if adopted == 1 else f"{adopted} beslutade ambitionsnivåer"
        words.append(f"Nyckeltalet har haft {levels}.")
    if others:
        levels = "Ett förslag" if others == 1 else f"{others} förslag"
        words.append(f"{levels} har inte antagits.")
    return " ".join(words)


def _goal(chain: GoalLevels, history: LevelHistory, frame: Frame, *, with_body: bool) -> dict[str, Any]:
    in_force = frame.version.pk if frame.version and frame.is_in_force else None
    return {
        "goal": chain.goal,
        "goal_url": chain.goal.get_absolute_url() + frame.as_of.suffix,
        "body": chain.body.title if with_body else "",
        "ident": f"mal-{chain.goal.slug}-{chain.body.slug}",
        "entries": [_entry(entry, chain, history, in_force) for entry in chain.entries],
    }


def _entry(entry: LevelEntry, chain: GoalLevels, history: LevelHistory, in_force: int | None) -> dict[str, Any]:
    """A wording of the levels as the template reads it."""
    fragment = "" if entry.is_removal else f"mal-{chain.goal.slug}"
    before = entry.before
    return {
        "ident": f"niva-{entry.version.ident}-{chain.goal.slug}",
        "line": entry.version.line(fragment),
        "repeated_in": [then.line(fragment) for then in entry.repeated_in],
        "years": _years(entry),
        "is_adopted": entry.is_adopted,
        "is_current": not entry.is_removal and any(then.version.pk == in_force for then in entry.versions),
        "is_removal": entry.is_removal,
        "before": before.version.version.name if before else "",
        "levels": [_level(old, new, history, entry) for old, new in _pairs(entry)],
        "other": _other(entry, chain),
    }


def _pairs(entry: LevelEntry) -> list[tuple[LevelWording | None, LevelWording | None]]:
    return matched((entry.before.wording or ()) if entry.before else (), entry.wording or ())


def _level(
    old: LevelWording | None, new: LevelWording | None, history: LevelHistory, entry: LevelEntry
) -> dict[str, Any]:
    shown = new or old
    assert shown is not None
    change = _change(old, new, is_first=entry.is_first)
    return {
        "sentence": shown.sentence,
        "is_removed": new is None,
        "turn": "" if change.turn is Turn.FIRST else change.turn.label,
        "details": change.details,
        "motive": shown.level.motive if new else "",
        "bodies": shown.bodies if new else (),
        "source": shown.source if new else "",
        "source_url": shown.source_url if new else "",
        "is_example": shown.level.is_example,
        "outcomes": [_outcome(outcome, shown) for outcome in history.outcomes_of([new])] if new else [],
    }


def _change(old: LevelWording | None, new: LevelWording | None, *, is_first: bool) -> LevelChange:
    if new is None:
        return LevelChange(Turn.REMOVED)
    if old is None:
        return LevelChange(Turn.FIRST if is_first else Turn.NEW)
    return change_of(old, new)


def _other(entry: LevelEntry, chain: GoalLevels) -> dict[str, Any] | None:
    """For a goal's first level: what the same body's plan before had for the nyckeltal, under another goal."""
    other, goal = chain.other_before, chain.other_goal
    if not entry.is_first or other is None or goal is None or not other.wording or not entry.wording:
        return None
    alone = len(other.wording) == 1 and len(entry.wording) == 1
    change = change_of(other.wording[0], entry.wording[0]) if alone else None
    return {
        "sentence": ". ".join(one.sentence for one in other.wording),
        "version": other.versions[-1].version.name if other.versions[-1].is_adopted else other.version.version.name,
        "goal": goal.name,
        "turn": change.turn.label if change else "",
        "details": change.details if change else (),
    }


def _years(entry: LevelEntry) -> str:
    """The budget years of the plans that have the level: "2021 och 2022"."""
    years = sorted({then.version.plan.year for then in entry.versions if then.is_adopted or not entry.is_adopted})
    *first, last = map(str, years)
    return f"{', '.join(first)} och {last}" if first else last


def _outcome(outcome: Outcome, level: LevelWording) -> dict[str, Any]:
    observation, assessment = outcome.observation, outcome.assessment
    value = observation.value
    return {
        "period": observation.period.label,
        "value": "" if value is None else format_value(value, level.measure.unit, level.measure.decimals),
        "is_preliminary": observation.is_preliminary,
        "status": assessment.status.value,
        "reason": assessment.reason.label if assessment.reason else "",
        "is_example": assessment.is_example,
    }
