"""The assessment: from a level, values, comparison values and breaks to a status and the sentence that explains it.

Pure: values in, values out; no Django and no clock. The types it speaks of are gathered here for those who call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from kpis.ambition import (
    AmountUnit,
    ComparisonKind,
    Level,
    LevelError,
    LevelException,
    LevelKind,
)
from kpis.explanations import explanation
from kpis.judging import Verdict, judge
from kpis.limits import Evidence
from kpis.outcomes import (
    Comparison,
    Direction,
    Gender,
    Measure,
    MissingReason,
    Observation,
    PeerValue,
    Series,
    SeriesBreak,
)
from kpis.results import peer_value_for_reading, result_sentence
from kpis.sentences import level_sentence
from kpis.series import (
    has_too_few_cases,
    is_outdated,
    latest_value,
    missing_after,
    official_totals,
    previous_value,
    trend_between,
)
from kpis.verdicts import Assessment, Limits, Status, Step, Trend, UnknownReason

__all__ = [
    "AmountUnit",
    "Assessment",
    "Comparison",
    "ComparisonKind",
    "Direction",
    "Gender",
    "Level",
    "LevelError",
    "LevelException",
    "LevelKind",
    "Limits",
    "Measure",
    "MissingReason",
    "Observation",
    "PeerValue",
    "Series",
    "SeriesBreak",
    "Status",
    "Step",
    "Trend",
    "UnknownReason",
    "assess",
    "level_sentence",
    "trend_of",
]


def assess(
    level: Level,
    measure: Measure,
    observations: Iterable[Observation],
    *,
    on: date | None,
    comparison: Comparison | None = None,
    breaks: Sequence[SeriesBreak] = (),
) -> Assessment:
    """Judge a level by the latest official value for own area and total, of a period no later than the target.

    ``observations`` are own area's values as known on the page's date, of any series and gender; ``on`` is that
    date, which decides whether the value is out of date. None leaves that question aside, for looking back.
    """
    series = official_totals(observations)
    latest = latest_value(series, level.target)
    if latest is None:
        previous, crossed = None, None
        trend = Trend.INCOMPARABLE
        verdict = Verdict(Status.UNKNOWN, reason=UnknownReason.NO_VALUE)
    else:
        previous, crossed = previous_value(series, latest, measure, breaks)
        evidence = Evidence(level, measure, latest, series, breaks, previous, crossed)
        trend = trend_between(previous, latest, measure)
        reason = _reason_not_to_judge(level, measure, latest, on)
        verdict = judge(evidence, comparison) if reason is None else Verdict(Status.UNKNOWN, reason=reason)
        if reason is UnknownReason.TOO_FEW_CASES:
            # Shown, not judged: a trend is a judgement too.
            previous, trend = None, Trend.INCOMPARABLE
    missing = missing_after(series, latest, level.target)
    reference = verdict.reference
    own = latest.value if latest is not None else None
    return Assessment(
        level=level,
        status=verdict.status,
        level_sentence=level_sentence(level, measure),
        sentence=result_sentence(
            level, measure, verdict, latest, trend=trend, previous=previous, crossed=crossed, missing=missing
        ),
        explanation=explanation(level, measure, verdict, latest, crossed),
        trend=trend,
        reason=verdict.reason,
        observation=latest,
        previous=previous,
        missing_later=missing,
        limits=verdict.limits,
        rank=verdict.place.rank if verdict.place else None,
        n=verdict.place.n if verdict.place else reference.n if reference else None,
        peer_value=peer_value_for_reading(reference.value, own, measure) if reference and own is not None else None,
        step=verdict.step,
        is_preliminary=latest is not None and latest.is_preliminary,
        is_example=_is_example(level, measure, verdict, (latest, previous, missing), comparison),
    )


def trend_of(
    measure: Measure, observations: Iterable[Observation], breaks: Sequence[SeriesBreak] = ()
) -> tuple[Trend, Observation | None, Observation | None]:
    """Answer the trend of a nyckeltal without a level, with its latest and its previous comparable value."""
    series = official_totals(observations)
    latest = latest_value(series, None)
    if latest is None or has_too_few_cases(latest, measure):
        return Trend.INCOMPARABLE, latest, None
    previous, _ = previous_value(series, latest, measure, breaks)
    return trend_between(previous, latest, measure), latest, previous


def _reason_not_to_judge(level: Level, measure: Measure, latest: Observation, on: date | None) -> UnknownReason | None:
    if on is not None and is_outdated(latest.period, measure, level.target, on):
        return UnknownReason.OUTDATED
    return UnknownReason.TOO_FEW_CASES if has_too_few_cases(latest, measure) else None


def _is_example(
    level: Level,
    measure: Measure,
    verdict: Verdict,
    used: tuple[Observation | None, ...],
    comparison: Comparison | None,
) -> bool:
    """Answer whether anything that the result is made from is an example: the label is contagious."""
    observations = [item for item in (*used, verdict.base.observation if verdict.base else None) if item is not None]
    if level.is_example or measure.is_example or any(item.is_example for item in observations):
        return True
    if comparison is None or (verdict.place is None and verdict.reference is None):
        return False
    periods = {item.period for item in observations}
    return any(item.is_example for item in comparison.values if item.period in periods)
