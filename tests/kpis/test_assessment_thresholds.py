"""Own thresholds: minst, högst, mellan, öka, minska, bibehålla, genomfört."""

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest

from kpis.assessment import (
    AmountUnit,
    Direction,
    LevelError,
    LevelException,
    LevelKind,
    Observation,
    SeriesBreak,
    Status,
    Step,
    Trend,
    assess,
)
from kpis.assessment import UnknownReason as Why
from kpis.periods import Period
from tests.kpis.assessing import HIGHER, LOWER, NEITHER, ON, RANKING, YES_OR_NO, judged, level, year

K = LevelKind
MET, PARTLY, MISSED, UNKNOWN = Status


@pytest.mark.parametrize(
    ("value", "expected"), [("80", MET), ("79.95", MET), ("79.94999", MISSED), ("80.1", MET), ("79.9", MISSED)]
)
def test_a_value_at_the_limit_as_people_see_it_meets_minst(value, expected):
    assert judged(level(K.AT_LEAST, "80"), HIGHER, {2023: value}).status is expected


@pytest.mark.parametrize(("value", "expected"), [("30", MET), ("30.04", MET), ("30.05", MISSED), ("29.9", MET)])
def test_a_value_at_the_limit_as_people_see_it_meets_hogst(value, expected):
    assert judged(level(K.AT_MOST, "30"), LOWER, {2023: value}).status is expected


def test_the_value_is_rounded_and_the_level_is_kept_as_decided():
    assert judged(level(K.AT_LEAST, "79.95"), HIGHER, {2023: "79.95"}).status is MET
    assert judged(level(K.AT_LEAST, "79.95"), HIGHER, {2023: "79.94"}).status is MISSED
    assert judged(level(K.AT_LEAST, "80.04"), HIGHER, {2023: "80.04"}).status is MISSED


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("70", "71", PARTLY),
        ("71", "71", MISSED),
        ("72", "71", MISSED),
        ("71.04", "71.01", MISSED),
        ("70.94", "71", PARTLY),
    ],
)
def test_minst_is_partly_met_when_the_value_moved_the_right_way(before, now, expected):
    assert judged(level(K.AT_LEAST, "80"), HIGHER, {2022: before, 2023: now}).status is expected


def test_a_value_that_met_the_level_and_fell_below_it_is_not_partly_met():
    found = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "85", 2023: "79"})
    assert (found.status, found.trend) == (MISSED, Trend.WORSENED)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [("50", "40", MET), ("50", "60", MET), ("30", "35", PARTLY), ("70", "65", PARTLY), ("35", "30", MISSED),
     ("65", "35", MISSED), ("30", "65", PARTLY), ("50", "61", MISSED)],
)  # fmt: skip
def test_mellan_includes_both_bounds_and_is_partly_met_when_nearer(before, now, expected):
    between = level(K.BETWEEN, "40", upper=Decimal(60))
    assert judged(between, NEITHER, {2022: before, 2023: now}).status is expected


def test_mellan_may_be_a_single_number():
    between = level(K.BETWEEN, "40", upper=Decimal(40))
    assert judged(between, NEITHER, {2023: "40"}).status is MET


@pytest.mark.parametrize(
    ("now", "expected"),
    [("65", MET), ("65.4", MET), ("65.5", PARTLY), ("80", PARTLY), ("100", MISSED), ("110", MISSED)],
)
def test_minska_with_35_percent_from_a_base(now, expected):
    aim = level(K.DECREASE, "35", amount_unit=AmountUnit.PERCENT, base=year(2022), target=year(2025))
    assert judged(aim, NEITHER, {2022: "100", 2023: now}).status is expected


def test_oka_with_an_amount_is_missed_below_the_base_even_after_a_rise():
    aim = level(K.INCREASE, "5", base=year(2020), target=year(2025))
    assert judged(aim, HIGHER, {2020: "80", 2022: "70", 2023: "75"}).status is MISSED
    assert judged(aim, HIGHER, {2020: "80", 2022: "84", 2023: "81"}).status is PARTLY
    assert judged(aim, HIGHER, {2020: "80", 2022: "84", 2023: "85"}).status is MET


def test_oka_without_an_amount_takes_more_than_the_base_and_follows_the_movement_below_it():
    aim = level(K.INCREASE, base=year(2020), target=year(2025))
    assert judged(aim, HIGHER, {2020: "80", 2023: "80.1"}).status is MET
    assert judged(aim, HIGHER, {2020: "80", 2023: "80.04"}).status is MISSED
    assert judged(aim, HIGHER, {2020: "80", 2022: "70", 2023: "75"}).status is PARTLY
    assert judged(aim, HIGHER, {2020: "80", 2022: "76", 2023: "75"}).status is MISSED
    assert judged(aim, HIGHER, {2020: "80", 2022: "79", 2023: "80"}).status is PARTLY


def test_oka_varje_ar_is_judged_against_the_year_before():
    assert judged(level(K.INCREASE), HIGHER, {2022: "70", 2023: "71"}).status is MET
    assert judged(level(K.INCREASE), HIGHER, {2022: "71", 2023: "71"}).status is MISSED
    assert judged(level(K.INCREASE, "2"), HIGHER, {2022: "70", 2023: "71"}).status is PARTLY


def test_oka_varje_ar_is_unknown_when_the_year_before_is_missing():
    found = judged(level(K.INCREASE), HIGHER, {2021: "70", 2023: "71"})
    assert (found.status, found.reason, found.trend) == (UNKNOWN, Why.NO_COMPARISON, Trend.IMPROVED)


def test_an_amount_of_zero_is_an_amount():
    aim = level(K.INCREASE, "0", base=year(2022), target=year(2025))
    assert judged(aim, HIGHER, {2022: "80", 2023: "80"}).status is MET


def test_a_percentage_of_a_base_of_zero_is_unknown_but_units_are_not():
    percent = level(K.INCREASE, "10", amount_unit=AmountUnit.PERCENT, base=year(2022), target=year(2025))
    assert judged(percent, HIGHER, {2022: "0", 2023: "5"}).reason is Why.ZERO_BASE
    units = level(K.INCREASE, "10", base=year(2022), target=year(2025))
    assert judged(units, HIGHER, {2022: "0", 2023: "10"}).status is MET


def test_a_percentage_of_a_negative_base_is_counted_on_its_size():
    aim = level(K.INCREASE, "10", amount_unit=AmountUnit.PERCENT, base=year(2022), target=year(2025))
    assert judged(aim, HIGHER, {2022: "-10", 2023: "-9"}).status is MET
    assert judged(aim, HIGHER, {2022: "-10", 2023: "-9.1"}).status is PARTLY
    assert judged(aim, HIGHER, {2022: "-10", 2023: "-11"}).status is MISSED


def test_a_threshold_in_percent_is_exact_whatever_the_threads_context():
    aim = level(K.DECREASE, "33.33333", amount_unit=AmountUnit.PERCENT, base=year(2022), target=year(2025))
    given = {2022: "123456789.1", 2023: "82304530.1"}
    expected = judged(aim, LOWER, given)
    with localcontext(Context(prec=3)):
        assert judged(aim, LOWER, given) == expected
    assert expected.limits is not None
    assert Fraction(expected.limits.high) == Fraction("123456789.1") * Fraction("66.66667") / 100


def test_the_stated_base_value_goes_before_what_the_source_says_today():
    aim = level(K.INCREASE, base=year(2017), base_value=Decimal("81.6"), target=year(2025))
    assert judged(aim, HIGHER, {2017: "79", 2022: "81", 2023: "80"}).status is MISSED


def test_a_value_of_the_base_period_or_before_it_is_not_judged():
    aim = level(K.INCREASE, base=year(2023), target=year(2025))
    assert judged(aim, HIGHER, {2022: "70", 2023: "71"}).reason is Why.NO_COMPARISON
    assert judged(aim, HIGHER, {2021: "70", 2022: "71"}).reason is Why.NO_COMPARISON


def test_a_missing_base_is_unknown():
    aim = level(K.INCREASE, base=year(2020), target=year(2025))
    assert judged(aim, HIGHER, {2023: "71"}).reason is Why.NO_COMPARISON


def test_a_base_month_is_compared_only_with_the_same_month():
    aim = level(K.DECREASE, base=Period.month(2018, 12), base_value=Decimal("10.4"))
    august, december = (Observation(Period.month(2023, month), Decimal(8)) for month in (8, 12))
    assert assess(aim, LOWER, [august], on=ON).reason is Why.NO_COMPARISON
    assert assess(aim, LOWER, [august, december], on=ON).status is MET


def test_a_base_of_too_few_cases_is_nothing_to_count_from():
    aim = level(K.INCREASE, base=year(2020), target=year(2025))
    base, now = Observation(year(2020), Decimal(70), cases=3), Observation(year(2023), Decimal(80), cases=30)
    assert assess(aim, replace(HIGHER, smallest_count=5), [base, now], on=ON).reason is Why.TOO_FEW_CASES


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [("80", "81", MET), ("80", "79", MET), ("80", "81.1", MISSED), ("84", "82", PARTLY), ("82", "84", MISSED),
     ("75", "78", PARTLY)],
)  # fmt: skip
def test_bibehalla_keeps_within_its_tolerance_on_both_sides(before, now, expected):
    aim = level(K.MAINTAIN, "1", base=year(2020), base_value=Decimal(80), target=year(2025))
    assert judged(aim, HIGHER, {2022: before, 2023: now}).status is expected


def test_bibehalla_without_a_tolerance_is_exactly_the_same_as_people_see_it():
    aim = level(K.MAINTAIN, base=year(2020), target=year(2025))
    assert judged(aim, HIGHER, {2020: "80.01", 2023: "80.04"}).status is MET
    assert judged(aim, HIGHER, {2020: "80.01", 2023: "80.05"}).status is MISSED


def test_genomfort_is_yes_or_no_and_never_partly():
    assert judged(level(K.DONE, target=year(2024)), YES_OR_NO, {2023: "1"}).status is MET
    assert judged(level(K.DONE, target=year(2024)), YES_OR_NO, {2023: "0"}).status is MISSED
    assert judged(level(K.DONE, target=year(2024)), YES_OR_NO, {2022: "0", 2023: "0.5"}).status is MISSED


def test_a_place_is_judged_on_the_value_where_the_nyckeltal_is_a_ranking():
    aim = level(K.RANK, "90", target=year(2025))
    assert judged(aim, RANKING, {2023: "90"}).status is MET
    assert judged(aim, RANKING, {2022: "119", 2023: "91"}).status is PARTLY
    assert judged(aim, RANKING, {2022: "70", 2023: "91"}).status is MISSED


def test_a_lower_place_is_better_whatever_direction_is_stated():
    measure = replace(RANKING, direction=Direction.NEITHER)
    assert judged(level(K.RANK, "90"), measure, {2022: "119", 2023: "77"}).trend is Trend.IMPROVED


def test_an_exception_replaces_the_threshold_for_values_of_its_year_only():
    exception = LevelException(year(2021), Decimal("0.5"), "synnerliga skäl")
    aim = level(K.AT_LEAST, "1", exceptions=(exception,))
    assert judged(aim, HIGHER, {2021: "0.5"}, on=date(2022, 5, 1)).status is MET
    assert judged(aim, HIGHER, {2021: "0.4"}, on=date(2022, 5, 1)).status is MISSED
    assert judged(aim, HIGHER, {2022: "0.5"}, on=date(2023, 5, 1)).status is MISSED


def test_the_status_follows_the_target_step_and_the_step_reached_is_said():
    aim = level(K.AT_LEAST, "80", step_low=Decimal(70), step_high=Decimal(90))
    reached = {value: judged(aim, HIGHER, {2023: value}) for value in ("65", "70", "80", "90")}
    assert [found.step for found in reached.values()] == [Step.NONE, Step.LOW, Step.TARGET, Step.HIGH]
    assert [found.status for found in reached.values()] == [MISSED, MISSED, MET, MET]


def test_in_a_year_of_exception_nothing_is_said_about_steps():
    exception = LevelException(year(2023), Decimal(60), "synnerliga skäl")
    aim = level(K.AT_LEAST, "80", step_low=Decimal(70), exceptions=(exception,))
    found = judged(aim, HIGHER, {2023: "65"})
    assert (found.status, found.step) == (MET, None)


def test_a_break_between_base_and_value_is_unknown_even_with_a_stated_base_value():
    aim = level(K.INCREASE, base=year(2020), base_value=Decimal(80), target=year(2025))
    found = judged(aim, HIGHER, {2020: "80", 2022: "81", 2023: "90"}, breaks=(SeriesBreak(year(2022)),))
    assert (found.status, found.reason, found.trend) == (UNKNOWN, Why.SERIES_BREAK, Trend.IMPROVED)


def test_a_break_before_the_value_stops_the_trend_but_not_the_threshold():
    breaks = (SeriesBreak(year(2023)),)
    met = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "70", 2023: "85"}, breaks=breaks)
    assert (met.status, met.trend) == (MET, Trend.INCOMPARABLE)
    missed = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "70", 2023: "75"}, breaks=breaks)
    assert (missed.status, missed.trend) == (MISSED, Trend.INCOMPARABLE)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": K.AT_LEAST},
        {"kind": K.BETWEEN, "value": "40"},
        {"kind": K.BETWEEN, "value": "60", "upper": Decimal(40)},
        {"kind": K.AT_MOST, "value": "60", "upper": Decimal(40)},
        {"kind": K.DONE, "value": "1"},
        {"kind": K.RANK, "value": "0"},
        {"kind": K.RANK, "value": "1.5"},
        {"kind": K.SHARE, "value": "0"},
        {"kind": K.SHARE, "value": "101"},
        {"kind": K.INCREASE, "value": "-1", "base": year(2020)},
        {"kind": K.INCREASE, "value": "1", "target": year(2025)},
        {"kind": K.INCREASE, "base": year(2025), "target": year(2025)},
        {"kind": K.BETTER_THAN},
        {"kind": K.AT_LEAST, "value": "80", "step_low": Decimal(90)},
        {"kind": K.AT_MOST, "value": "5", "step_high": Decimal(6)},
        {"kind": K.BETWEEN, "value": "5", "upper": Decimal(6), "step_low": Decimal(1)},
    ],
)
def test_parts_that_do_not_make_a_level_are_refused_in_swedish(parts):
    with pytest.raises(LevelError, match=r"\.$"):
        level(**parts)
