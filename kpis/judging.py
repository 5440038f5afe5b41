"""The rule of each kind of level: from the evidence to a verdict, without words. No Django, no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from kpis.ambition import LevelKind
from kpis.limits import Base, Evidence, base_of, distance, holds, limits_of, numbers_in_force
from kpis.numbers import round_half_up
from kpis.outcomes import Comparison, Observation
from kpis.ranking import Place, Reference, has_too_few_areas, others, place_among, reference_of
from kpis.verdicts import Limits, Status, Step, UnknownReason


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status and what it rests on."""

    status: Status
    reason: UnknownReason | None = None
    limits: Limits | None = None
    base: Base | None = None
    place: Place | None = None
    reference: Reference | None = None
    step: Step | None = None


def judge(evidence: Evidence, comparison: Comparison | None) -> Verdict:
    """Judge a value that is neither missing, outdated nor built on too few cases, and see which step it reaches."""
    verdict = _judge(evidence, comparison)
    level = evidence.level
    if verdict.status is Status.UNKNOWN or (level.step_low is None and level.step_high is None):
        return verdict
    if level.exception_for(evidence.latest.period):
        # The exception replaces the goal; nothing was decided about the steps that year.
        return verdict
    return replace(verdict, step=_step_reached(evidence, comparison, verdict.status))


def _judge(evidence: Evidence, comparison: Comparison | None) -> Verdict:
    kind, measure = evidence.level.kind, evidence.measure
    if kind is LevelKind.DONE:
        return _met_or(_value(evidence.latest) >= 1, Status.MISSED)
    if not kind.is_relative or (kind is LevelKind.RANK and measure.is_ranking):
        return _judge_own(evidence)
    if not measure.better_sign:
        return _unknown(UnknownReason.NO_DIRECTION)
    if comparison is None or (comparison.is_single and kind is not LevelKind.BETTER_THAN):
        # One published figure can be better or worse, but nobody has a place among one.
        return _unknown(UnknownReason.NO_COMPARISON)
    rules: dict[LevelKind, Callable[[Evidence, Comparison], Verdict]] = {
        LevelKind.RANK: _judge_rank,
        LevelKind.SHARE: _judge_share,
        LevelKind.BETTER_THAN: _judge_better_than,
    }
    return rules[kind](evidence, comparison)


def _judge_own(evidence: Evidence) -> Verdict:
    """Hold the rounded value against own thresholds, limits included."""
    level, latest = evidence.level, evidence.latest
    base = base_of(evidence) if level.kind.is_change else None
    if isinstance(base, UnknownReason):
        return _unknown(base)
    limits = limits_of(level, latest.period, base)
    if isinstance(limits, UnknownReason):
        return _unknown(limits)
    value = _rounded(evidence, latest)
    status = Status.MISSED
    if holds(limits, value):
        status = Status.MET
    elif _is_partly(evidence, limits, base, value):
        status = Status.PARTLY
    return Verdict(status, limits=limits, base=base)


def _is_partly(evidence: Evidence, limits: Limits, base: Base | None, value: Decimal) -> bool:
    level = evidence.level
    amount, _ = numbers_in_force(level, evidence.latest.period)
    if base is not None and amount is not None and level.kind is not LevelKind.MAINTAIN:
        # Öka or minska with an amount: the right way from the base, not far enough.
        return value > base.value if level.kind is LevelKind.INCREASE else value < base.value
    if evidence.previous is None:
        return False
    # Nearer to this value's own threshold than the previous one. For a one-sided threshold that is not reached,
    # nearer and "moved the right way" are the same thing.
    return distance(limits, value) < distance(limits, _rounded(evidence, evidence.previous))


def _judge_rank(evidence: Evidence, comparison: Comparison) -> Verdict:
    best, _ = numbers_in_force(evidence.level, evidence.latest.period)
    place = _place(evidence, comparison, evidence.latest)
    if place is None or best is None:
        return _unknown(UnknownReason.NO_COMPARISON)
    verdict = _met_or(place.rank <= best, Status.PARTLY if _climbed(evidence, comparison, place) else Status.MISSED)
    return replace(verdict, place=place)


def _climbed(evidence: Evidence, comparison: Comparison, place: Place) -> bool:
    """Answer whether the place got better since the previous comparable value.

    Where nobody else's value is known for that earlier period, the movement of the own value has to do.
    """
    previous = evidence.previous
    if previous is None:
        return False
    before = _place(evidence, comparison, previous)
    if before is not None:
        return place.rank < before.rank
    now, then = _value(evidence.latest), _value(previous)
    return now > then if evidence.measure.better_sign > 0 else now < then


def _judge_share(evidence: Evidence, comparison: Comparison) -> Verdict:
    share, _ = numbers_in_force(evidence.level, evidence.latest.period)
    place = _place(evidence, comparison, evidence.latest)
    if place is None or share is None:
        return _unknown(UnknownReason.NO_COMPARISON)
    if not evidence.measure.is_ranking and has_too_few_areas(comparison, evidence.measure, place.n):
        return replace(_unknown(UnknownReason.TOO_FEW_AREAS), place=place)
    verdict = _met_or(place.is_among_best_share(share), Status.PARTLY if place.is_in_better_half else Status.MISSED)
    return replace(verdict, place=place)


def _judge_better_than(evidence: Evidence, comparison: Comparison) -> Verdict:
    reference = reference_of(comparison, evidence.measure, evidence.latest.period)
    if reference is None:
        return _unknown(UnknownReason.NO_COMPARISON)
    gap = _gap(evidence, evidence.latest, reference)
    shrank = False
    if evidence.previous is not None:
        before = reference_of(comparison, evidence.measure, evidence.previous.period)
        shrank = before is not None and gap < _gap(evidence, evidence.previous, before)
    # Better than is more than equal to: a gap of nothing is not enough.
    return replace(_met_or(gap < 0, Status.PARTLY if shrank else Status.MISSED), reference=reference)


def _gap(evidence: Evidence, observation: Observation, reference: Reference) -> Fraction:
    """Answer how much the others are better, exactly; negative when own value is better."""
    return (reference.value - Fraction(_value(observation))) * evidence.measure.better_sign


def _place(evidence: Evidence, comparison: Comparison, observation: Observation) -> Place | None:
    measure = evidence.measure
    if measure.is_ranking:
        return _given_place(evidence, comparison, observation)
    values = others(comparison, measure, observation.period)
    return place_among(_value(observation), values, measure.better_sign) if values else None


def _given_place(evidence: Evidence, comparison: Comparison, observation: Observation) -> Place | None:
    """Read the place of a ranking, whose value it is; how many were ranked is the comparison's size."""
    if comparison.size is None:
        return None
    return Place(rank=int(_rounded(evidence, observation)), n=comparison.size)


def _step_reached(evidence: Evidence, comparison: Comparison | None, status: Status) -> Step:
    def reaches(number: Decimal | None) -> bool:
        if number is None:
            return False
        level = replace(evidence.level, value=number, step_low=None, step_high=None)
        return _judge(replace(evidence, level=level), comparison).status is Status.MET

    if reaches(evidence.level.step_high):
        return Step.HIGH
    if status is Status.MET:
        return Step.TARGET
    return Step.LOW if reaches(evidence.level.step_low) else Step.NONE


def _rounded(evidence: Evidence, observation: Observation) -> Decimal:
    return round_half_up(_value(observation), evidence.measure.decimals)


def _value(observation: Observation) -> Decimal:
    if observation.value is None:
        raise ValueError("A missing value cannot be judged.")
    return observation.value


def _met_or(is_met: bool, otherwise: Status) -> Verdict:
    return Verdict(Status.MET if is_met else otherwise)


def _unknown(reason: UnknownReason) -> Verdict:
    return Verdict(Status.UNKNOWN, reason=reason)
