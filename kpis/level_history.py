"""Levels over time: each value judged by the plan of its own year, and the stepped line of earlier levels.

No Django, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kpis.ambition import Level, LevelKind
from kpis.assessment import Assessment, assess
from kpis.goal_status import combine
from kpis.limits import Evidence, base_of, limits_of
from kpis.outcomes import Comparison, Measure, Observation, SeriesBreak
from kpis.periods import Period
from kpis.sentences import level_sentence
from kpis.series import official_totals, previous_value
from kpis.verdicts import Limits, Status, UnknownReason


@dataclass(frozen=True, slots=True)
class Wording:
    """What one version of a plan says about a nyckeltal, from the day it was adopted.

    ``levels`` is empty when the plan has none for the nyckeltal: then nothing older holds any longer.
    """

    plan_year: int
    adopted_on: date
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class JudgedValue:
    """A historical value and how it stood to the levels in force for it; ``status`` is None where there were none."""

    observation: Observation
    assessments: tuple[Assessment, ...]
    status: Status | None


@dataclass(frozen=True, slots=True)
class LinePoint:
    """The threshold that was, or is, in force for a period: one step of the stepped line."""

    period: Period
    limits: Limits
    sentence: str
    is_example: bool


def levels_in_force(period: Period, wordings: Iterable[Wording]) -> tuple[Level, ...]:
    """Answer the levels that a value of ``period`` is judged by.

    Those of the plan of its own year as worded at the period's end; without such a plan, those of the nearest
    earlier plan that has a level which recurs or aims at this period or later.
    """
    newest: dict[int, Wording] = {}
    for wording in wordings:
        known = newest.get(wording.plan_year)
        if wording.adopted_on <= period.end and (known is None or known.adopted_on <= wording.adopted_on):
            newest[wording.plan_year] = wording
    year = period.year_number
    if own := newest.get(year):
        return _still_aiming(own, period)
    for plan_year in sorted((known for known in newest if known < year), reverse=True):
        wording = newest[plan_year]
        levels = _still_aiming(wording, period)
        if levels or not wording.levels:
            return levels
    return ()


def judge_history(
    measure: Measure,
    observations: Iterable[Observation],
    wordings: Sequence[Wording],
    *,
    comparison: Comparison | None = None,
    breaks: Sequence[SeriesBreak] = (),
) -> tuple[JudgedValue, ...]:
    """Judge each official value for the total, in order of time, as it stood when it was the latest.

    Whether a value has become out of date since then is not asked.
    """
    series = official_totals(observations)
    judged = []
    for at, observation in enumerate(series):
        if observation.value is None:
            continue
        until_then = series[: at + 1]
        assessments = tuple(
            assess(level, measure, until_then, on=None, comparison=comparison, breaks=breaks)
            for level in levels_in_force(observation.period, wordings)
        )
        status = combine(item.status for item in assessments) if assessments else None
        judged.append(JudgedValue(observation, assessments, status))
    return tuple(judged)


def level_line(
    measure: Measure,
    wordings: Sequence[Wording],
    periods: Iterable[Period],
    *,
    observations: Iterable[Observation] = (),
    breaks: Sequence[SeriesBreak] = (),
) -> tuple[LinePoint, ...]:
    """Answer the stepped line of thresholds for the periods given, future ones too.

    Only levels with a threshold of their own can be drawn: not bättre än, a place among others, or genomfört.
    Where a plan has several such levels, each is a point of its own.
    """
    series = official_totals(observations)
    points = []
    for period in sorted(set(periods)):
        for level in levels_in_force(period, wordings):
            limits = threshold_for(level, measure, period, observations=series, breaks=breaks)
            if limits is not None:
                points.append(LinePoint(period, limits, level_sentence(level, measure), level.is_example))
    return tuple(points)


def threshold_for(
    level: Level,
    measure: Measure,
    period: Period,
    *,
    observations: Iterable[Observation] = (),
    breaks: Sequence[SeriesBreak] = (),
) -> Limits | None:
    """Answer a level's own threshold for a period, whether or not there is a value yet; None where it has none."""
    if level.kind is LevelKind.DONE or (level.kind.is_relative and not _is_place(level, measure)):
        return None
    series = official_totals(observations)
    # The threshold does not depend on the value: any value stands in for one that is not known yet.
    stand_in = Observation(period, Decimal(0))
    previous, crossed = previous_value(series, stand_in, measure, breaks)
    base = (
        base_of(Evidence(level, measure, stand_in, series, breaks, previous, crossed)) if level.kind.is_change else None
    )
    if isinstance(base, UnknownReason):
        return None
    limits = limits_of(level, period, base)
    return None if isinstance(limits, UnknownReason) else limits


def _still_aiming(wording: Wording, period: Period) -> tuple[Level, ...]:
    return tuple(level for level in wording.levels if level.target is None or level.target.end >= period.end)


def _is_place(level: Level, measure: Measure) -> bool:
    return level.kind is LevelKind.RANK and measure.is_ranking
