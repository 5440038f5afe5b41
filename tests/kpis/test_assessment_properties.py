"""What holds for every level, value and order of rows."""

from dataclasses import replace
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpis.assessment import (
    AmountUnit,
    Comparison,
    ComparisonKind,
    Direction,
    Gender,
    Level,
    LevelKind,
    Measure,
    MissingReason,
    Observation,
    PeerValue,
    Series,
    SeriesBreak,
    Status,
    Trend,
    assess,
)
from kpis.numbers import round_half_up
from tests.kpis.assessing import ON, year

K = LevelKind
ORDER = [Status.MISSED, Status.PARTLY, Status.MET]
numbers = st.decimals(min_value=-1000, max_value=1000, places=3)
amounts = st.decimals(min_value=0, max_value=100, places=2)
directions = st.sampled_from([Direction.HIGHER, Direction.LOWER])
decimals = st.integers(0, 3)
units = st.sampled_from(list(AmountUnit))
MIRRORED = {K.AT_LEAST: K.AT_MOST, K.AT_MOST: K.AT_LEAST, K.INCREASE: K.DECREASE, K.DECREASE: K.INCREASE}


@st.composite
def levels(draw: st.DrawFn) -> Level:
    """Any level whose kind has a mirror image: all but genomfört."""
    kind = draw(st.sampled_from([item for item in LevelKind if item is not K.DONE]))
    parts: dict[str, object] = {}
    value: Decimal | None = None
    if kind in {K.AT_LEAST, K.AT_MOST}:
        value = draw(numbers)
    elif kind is K.BETWEEN:
        value, parts["upper"] = sorted((draw(numbers), draw(numbers)))
    elif kind.is_change:
        value = draw(st.none() | amounts)
        parts |= {"amount_unit": draw(units), "base": draw(st.none() | st.just(year(2021)))}
        if parts["base"] and draw(st.booleans()):
            parts["base_value"] = draw(numbers)
    elif kind is K.RANK:
        value = Decimal(draw(st.integers(1, 6)))
    elif kind is K.SHARE:
        value = draw(st.decimals(min_value=1, max_value=100, places=1))
    else:
        parts["comparison"] = ComparisonKind.GROUP
    return Level(kind, value, **parts)


@st.composite
def outcomes(draw: st.DrawFn) -> list[Observation]:
    """Own values for some of 2020–2022, and always one for 2023."""
    chosen = [number for number in (2020, 2021, 2022) if draw(st.booleans())]
    return [Observation(year(number), draw(numbers)) for number in [*chosen, 2023]]


@st.composite
def comparisons(draw: st.DrawFn) -> Comparison:
    rows = [
        PeerValue(f"peer-{at}", year(number), draw(numbers))
        for number in (2020, 2021, 2022, 2023)
        for at in range(draw(st.integers(0, 5)))
    ]
    return Comparison("Andra", tuple(rows))


measures = st.builds(Measure, st.just("ton"), decimals, directions, area=st.just("own"))


def negated(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.copy_negate()


def mirror_level(of: Level) -> Level:
    if of.kind in {K.AT_LEAST, K.AT_MOST}:
        return replace(of, kind=MIRRORED[of.kind], value=negated(of.value))
    if of.kind is K.BETWEEN:
        return replace(of, value=negated(of.upper), upper=negated(of.value))
    return replace(of, kind=MIRRORED.get(of.kind, of.kind), base_value=negated(of.base_value))


@given(levels(), measures, outcomes(), comparisons(), st.lists(st.sampled_from([2021, 2022, 2023]), max_size=1))
def test_negating_every_value_and_the_direction_changes_no_status(of, measure, given_, comparison, broken):
    breaks = [SeriesBreak(year(number)) for number in broken]
    found = assess(of, measure, given_, on=ON, comparison=comparison, breaks=breaks)
    turned = replace(measure, direction=Direction.LOWER if measure.direction is Direction.HIGHER else Direction.HIGHER)
    mirrored = assess(
        mirror_level(of),
        turned,
        [replace(item, value=negated(item.value)) for item in given_],
        on=ON,
        comparison=replace(
            comparison, values=tuple(replace(item, value=item.value.copy_negate()) for item in comparison.values)
        ),
        breaks=breaks,
    )
    assert (mirrored.status, mirrored.reason, mirrored.trend) == (found.status, found.reason, found.trend)
    assert (mirrored.rank, mirrored.n) == (found.rank, found.n)


@given(levels(), measures, outcomes(), comparisons(), numbers)
def test_a_better_value_never_gives_a_worse_status(of, measure, given_, comparison, other):
    assume(of.kind not in {K.BETWEEN, K.MAINTAIN})
    better_is_more = {K.AT_LEAST: True, K.INCREASE: True, K.AT_MOST: False, K.DECREASE: False}.get(
        of.kind, measure.direction is Direction.HIGHER
    )
    low, high = sorted((given_[-1].value, other))
    worse, better = (low, high) if better_is_more else (high, low)
    first, second = (
        assess(of, measure, [*given_[:-1], Observation(year(2023), value)], on=ON, comparison=comparison)
        for value in (worse, better)
    )
    assert first.reason is second.reason
    if first.status is not Status.UNKNOWN:
        assert ORDER.index(first.status) <= ORDER.index(second.status)


@given(measures, numbers, numbers)
def test_a_floor_and_a_ceiling_hold_exactly_when_the_rounded_value_is_within(measure, threshold, value):
    shown = round_half_up(value, measure.decimals)
    observations = [Observation(year(2023), value)]
    floor = assess(Level(K.AT_LEAST, threshold), measure, observations, on=ON)
    ceiling = assess(Level(K.AT_MOST, threshold), measure, observations, on=ON)
    assert (floor.status is Status.MET) == (shown >= threshold)
    assert (ceiling.status is Status.MET) == (shown <= threshold)
    # Only at the limit itself can a value be within both, and no value is outside both.
    assert (floor.status is ceiling.status is Status.MET) == (shown == threshold)


@given(levels(), measures, outcomes(), comparisons(), st.randoms(use_true_random=False))
def test_the_order_of_rows_decides_nothing(of, measure, given_, comparison, random):
    found = assess(of, measure, given_, on=ON, comparison=comparison)
    shuffled, rows = list(given_), list(comparison.values)
    random.shuffle(shuffled)
    random.shuffle(rows)
    assert assess(of, measure, shuffled, on=ON, comparison=replace(comparison, values=tuple(rows))) == found


@given(levels(), measures, outcomes(), comparisons(), numbers)
def test_what_is_not_official_and_total_decides_nothing(of, measure, given_, comparison, noise):
    added = [
        Observation(year(2023), noise, series=Series.INTERNAL),
        Observation(year(2024), noise, series=Series.INTERNAL),
        Observation(year(2024), noise, gender=Gender.MEN),
        Observation(year(2022), noise, gender=Gender.WOMEN),
    ]
    own = PeerValue("own", year(2023), noise)
    with_own = replace(comparison, values=(*comparison.values, own))
    found = assess(of, measure, given_, on=ON, comparison=comparison)
    assert assess(of, measure, [*added, *given_], on=ON, comparison=with_own) == found


@given(levels(), measures, outcomes(), comparisons())
def test_missing_figures_change_no_status(of, measure, given_, comparison):
    there = {item.period for item in given_}
    holes = [
        Observation(year(number), missing=MissingReason.NOT_REPORTED)
        for number in (2019, 2020, 2021, 2022, 2024)
        if year(number) not in there
    ]
    found = assess(of, measure, given_, on=ON, comparison=comparison)
    with_holes = assess(of, measure, [*given_, *holes], on=ON, comparison=comparison)
    assert (with_holes.status, with_holes.reason, with_holes.trend) == (found.status, found.reason, found.trend)


@given(levels(), measures, outcomes(), comparisons(), st.sampled_from([2021, 2022, 2023]))
def test_a_break_never_raises_a_status_and_nothing_is_compared_across_it(of, measure, given_, comparison, broken):
    breaks = [SeriesBreak(year(broken))]
    found = assess(of, measure, given_, on=ON, comparison=comparison)
    across = assess(of, measure, given_, on=ON, comparison=comparison, breaks=breaks)
    if across.previous is not None:
        assert across.previous.period.end >= breaks[0].period.start
        assert across.trend is found.trend
        if of.base is None:
            assert across == found
    else:
        assert across.trend is Trend.INCOMPARABLE
    if Status.UNKNOWN not in {found.status, across.status}:
        assert ORDER.index(across.status) <= ORDER.index(found.status)


@given(levels(), measures, outcomes(), comparisons())
def test_a_small_decimal_context_changes_nothing(of, measure, given_, comparison):
    found = assess(of, measure, given_, on=ON, comparison=comparison)
    with localcontext(Context(prec=1)):
        assert assess(of, measure, given_, on=ON, comparison=comparison) == found


@given(st.integers(-10_000, 10_000), st.integers(0, 10_000))
def test_no_float_error_at_the_limit_of_a_change(base, amount):
    start, step = Decimal(base).scaleb(-1), Decimal(amount).scaleb(-1)
    exactly = Decimal(base + amount).scaleb(-1)
    measure = Measure("%", 1, Direction.HIGHER)
    aim = Level(K.INCREASE, step, base=year(2022))
    assert assess(aim, measure, _pair(start, exactly), on=ON).status is Status.MET
    almost = Decimal(base + amount - 1).scaleb(-1)
    assert assess(aim, measure, _pair(start, almost), on=ON).status is not Status.MET


@given(st.integers(1, 10_000), st.integers(0, 100))
def test_no_float_error_at_the_limit_of_a_percentage(base, percent):
    measure = Measure("ton", 2, Direction.LOWER)
    aim = Level(K.DECREASE, Decimal(percent), amount_unit=AmountUnit.PERCENT, base=year(2022))
    exactly = Decimal(base * (100 - percent)).scaleb(-2)
    assert assess(aim, measure, _pair(Decimal(base), exactly), on=ON).status is Status.MET
    above = Decimal(base * (100 - percent) + 1).scaleb(-2)
    assert assess(aim, measure, _pair(Decimal(base), above), on=ON).status is not Status.MET


@given(st.lists(numbers, min_size=1, max_size=12), numbers, directions, st.integers(1, 100))
def test_a_share_is_met_exactly_when_place_by_number_is_within_it(others, own, direction, percent):
    comparison = Comparison("Alla", tuple(PeerValue(str(at), year(2023), value) for at, value in enumerate(others)))
    measure = Measure("ton", 0, direction)
    found = assess(
        Level(K.SHARE, Decimal(percent)), measure, [Observation(year(2023), own)], on=ON, comparison=comparison
    )
    better = [value for value in others if (value > own if direction is Direction.HIGHER else value < own)]
    assert (found.rank, found.n) == (len(better) + 1, len(others) + 1)
    assert (found.status is Status.MET) == (Fraction(len(better) + 1, len(others) + 1) <= Fraction(percent, 100))


@pytest.mark.parametrize("kind", [K.RANK, K.SHARE, K.BETTER_THAN])
@given(own=numbers, direction=directions, copies=st.integers(1, 8))
def test_those_who_are_all_equal_share_the_first_place_and_none_is_better(kind, own, direction, copies):
    comparison = Comparison("Lika", tuple(PeerValue(str(at), year(2023), own) for at in range(copies)))
    value = None if kind is K.BETTER_THAN else Decimal(100) if kind is K.SHARE else Decimal(1)
    of = Level(kind, value, comparison=ComparisonKind.GROUP)
    found = assess(of, Measure("ton", 0, direction), [Observation(year(2023), own)], on=ON, comparison=comparison)
    assert (found.status is Status.MET) == (kind is not K.BETTER_THAN)


def _pair(before: Decimal, now: Decimal) -> list[Observation]:
    return [Observation(year(2022), before), Observation(year(2023), now)]
