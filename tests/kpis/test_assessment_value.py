"""Which value is judged, when nothing can be, trend, and what the label Exempel clings to."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.assessment import (
    Comparison,
    ComparisonKind,
    Direction,
    Gender,
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
    trend_of,
)
from kpis.assessment import UnknownReason as Why
from kpis.periods import Period, PeriodKind
from tests.kpis.assessing import HIGHER, LOWER, NEITHER, ON, judged, level, values, year

K = LevelKind
MET, PARTLY, MISSED, UNKNOWN = Status
AT_LEAST_80 = level(K.AT_LEAST, "80")
BY_2022 = level(K.AT_LEAST, "80", target=year(2022))


def test_without_any_value_the_status_is_unknown():
    found = assess(AT_LEAST_80, HIGHER, [], on=ON)
    assert (found.status, found.reason, found.observation) == (UNKNOWN, Why.NO_VALUE, None)


def test_a_value_later_than_the_target_is_not_used():
    found = judged(BY_2022, HIGHER, {2022: "79", 2023: "85"})
    assert (found.status, found.observation.period) == (MISSED, year(2022))
    assert judged(BY_2022, HIGHER, {2023: "85"}).reason is Why.NO_VALUE


def test_a_value_before_the_target_year_shows_how_it_stands_now():
    assert judged(level(K.AT_LEAST, "80", target=year(2030)), HIGHER, {2023: "81"}).status is MET


def test_a_month_in_the_target_year_is_no_later_than_the_target():
    of = level(K.AT_MOST, "8.3", target=Period.month(2023, 12))
    months = [Observation(Period.month(2023, month), Decimal(8)) for month in (8, 11, 12)]
    later = Observation(Period.month(2024, 1), Decimal(9))
    found = assess(of, LOWER, [*months, later], on=ON)
    assert (found.status, found.observation.period) == (MET, Period.month(2023, 12))


def test_the_internal_series_and_the_sexes_never_decide_the_status():
    official = Observation(year(2021), Decimal(77))
    internal = Observation(year(2021), Decimal(80), series=Series.INTERNAL)
    women = Observation(year(2022), Decimal(90), gender=Gender.WOMEN)
    found = assess(AT_LEAST_80, HIGHER, [internal, women, official], on=date(2022, 3, 1))
    assert (found.status, found.observation) == (MISSED, official)
    assert assess(AT_LEAST_80, HIGHER, [internal, women], on=date(2022, 3, 1)).reason is Why.NO_VALUE


def test_the_final_value_goes_before_the_preliminary_in_whatever_order_they_come():
    preliminary = Observation(year(2023), Decimal(81), is_preliminary=True)
    final = Observation(year(2023), Decimal(79))
    for given in ([preliminary, final], [final, preliminary]):
        assert assess(AT_LEAST_80, HIGHER, given, on=ON).status is MISSED


def test_a_preliminary_value_is_used_and_said():
    found = assess(AT_LEAST_80, HIGHER, [Observation(year(2023), Decimal(81), is_preliminary=True)], on=ON)
    assert found.status is MET
    assert found.is_preliminary
    assert "år 2023 (preliminärt): över" in found.sentence


def test_a_later_period_without_a_figure_leaves_the_latest_value_and_says_so():
    given = [*values({2022: "81"}), Observation(year(2023), missing=MissingReason.NOT_REPORTED)]
    found = assess(AT_LEAST_80, HIGHER, given, on=ON)
    assert (found.status, found.missing_later) == (MET, given[-1])
    assert found.sentence.endswith("Uppgift för år 2023 saknas (bortfall).")


def test_only_missing_figures_say_why_nothing_can_be_judged():
    found = assess(AT_LEAST_80, HIGHER, [Observation(year(2023), missing=MissingReason.CONFIDENTIAL)], on=ON)
    assert found.sentence == "Kan inte bedömas: utfall för år 2023 saknas (sekretess)."


def test_too_few_cases_are_shown_and_not_judged():
    measure = Measure("%", 1, Direction.HIGHER, smallest_count=5)
    given = [Observation(year(2022), Decimal(70), cases=9), Observation(year(2023), Decimal(90), cases=4)]
    found = assess(AT_LEAST_80, measure, given, on=ON)
    assert (found.status, found.reason, found.trend) == (UNKNOWN, Why.TOO_FEW_CASES, Trend.INCOMPARABLE)
    assert found.sentence == "90,0\u00a0% år 2023: kan inte bedömas, för få fall (minst 5 behövs)."
    assert assess(AT_LEAST_80, measure, [Observation(year(2023), Decimal(90), cases=5)], on=ON).status is MET


def test_a_value_of_too_few_cases_is_nothing_to_compare_with():
    measure = Measure("%", 1, Direction.HIGHER, smallest_count=5)
    years_ago = Observation(year(2021), Decimal(60), cases=5)
    few, now = Observation(year(2022), Decimal(75), cases=4), Observation(year(2023), Decimal(70), cases=5)
    found = assess(AT_LEAST_80, measure, [years_ago, few, now], on=ON)
    assert (found.status, found.previous) == (PARTLY, years_ago)


@pytest.mark.parametrize(
    ("period", "target", "lag", "on", "is_outdated"),
    [
        (year(2021), None, None, date(2024, 6, 30), False),  # due 30 June 2024
        (year(2021), None, None, date(2024, 7, 1), True),
        (year(2021), None, 6, date(2023, 6, 30), False),
        (year(2021), None, 6, date(2023, 7, 1), True),
        (year(2021), None, 0, date(2023, 1, 1), True),
        (year(2022), year(2022), None, date(2040, 1, 1), False),  # the target year is closed: nothing newer counts
        (year(2021), year(2022), None, date(2040, 1, 1), False),
        (year(2020), year(2022), None, date(2040, 1, 1), True),
        (year(2021), year(2030), None, date(2024, 7, 1), True),
    ],
)
def test_a_value_is_out_of_date_when_the_next_should_have_been_there(period, target, lag, on, is_outdated):
    measure = Measure("%", 1, Direction.HIGHER, lag_months=lag)
    of = level(K.AT_LEAST, "80", target=target)
    found = assess(of, measure, [Observation(period, Decimal(90))], on=on)
    assert (found.reason is Why.OUTDATED) == is_outdated
    assert (found.status is UNKNOWN) == is_outdated


def test_looking_back_asks_nothing_of_dates():
    assert assess(AT_LEAST_80, HIGHER, values({1990: "81"}), on=None).status is MET


@pytest.mark.parametrize(
    ("measure", "before", "now", "expected"),
    [
        (HIGHER, "70", "71", Trend.IMPROVED),
        (HIGHER, "71", "70", Trend.WORSENED),
        (LOWER, "70", "71", Trend.WORSENED),
        (LOWER, "71", "70", Trend.IMPROVED),
        (HIGHER, "70.04", "69.96", Trend.UNCHANGED),
        (NEITHER, "70", "71", Trend.UNVALUED),
        (NEITHER, "70", "70", Trend.UNCHANGED),
    ],
)
def test_the_trend_is_a_valuation_of_what_people_see(measure, before, now, expected):
    assert trend_of(measure, values({2022: before, 2023: now}))[0] is expected


def test_the_trend_of_a_month_is_taken_from_the_same_month_a_year_before():
    given = [
        Observation(Period.month(y, m), Decimal(v)) for y, m, v in ((2022, 4, "9.1"), (2023, 3, "6"), (2023, 4, "7.1"))
    ]
    measure = Measure("%", 1, Direction.LOWER, frequency=PeriodKind.MONTH)
    trend, latest, previous = trend_of(measure, given)
    assert (trend, latest, previous) == (Trend.IMPROVED, given[2], given[0])


def test_without_an_earlier_value_or_across_a_break_there_is_no_trend():
    assert trend_of(HIGHER, [])[0] is Trend.INCOMPARABLE
    assert trend_of(HIGHER, values({2023: "70"}))[0] is Trend.INCOMPARABLE
    assert trend_of(HIGHER, values({2022: "70", 2023: "71"}), [SeriesBreak(year(2023))])[0] is Trend.INCOMPARABLE
    assert trend_of(HIGHER, values({2022: "70", 2023: "71"}), [SeriesBreak(year(2022))])[0] is Trend.IMPROVED


def test_a_break_in_a_year_separates_its_months_from_those_of_the_year_before():
    given = [Observation(Period.month(y, 4), Decimal(7)) for y in (2022, 2023)]
    assert trend_of(LOWER, given, [SeriesBreak(year(2023))])[0] is Trend.INCOMPARABLE


def test_a_measure_without_direction_can_still_have_a_level():
    found = judged(level(K.AT_MOST, "50"), NEITHER, {2022: "60", 2023: "55"})
    assert (found.status, found.trend) == (PARTLY, Trend.UNVALUED)
    assert found.sentence.endswith("Minskat.")


def example(period: Period, value: str) -> Observation:
    return Observation(period, Decimal(value), is_example=True)


def test_the_label_example_is_contagious():
    real = values({2022: "70", 2023: "81"})
    group = ComparisonKind.GROUP
    peer_values = Comparison("x", (PeerValue("a", year(2023), Decimal(5), is_example=True),))
    better = level(K.BETTER_THAN, comparison=group)
    increase = level(K.INCREASE, base=year(2020), target=year(2025))
    assert not assess(AT_LEAST_80, HIGHER, real, on=ON).is_example
    assert assess(level(K.AT_LEAST, "80", is_example=True), HIGHER, real, on=ON).is_example
    assert assess(AT_LEAST_80, HIGHER, [real[0], example(year(2023), "81")], on=ON).is_example
    assert assess(AT_LEAST_80, HIGHER, [example(year(2022), "70"), real[1]], on=ON).is_example
    assert assess(increase, HIGHER, [example(year(2020), "70"), *real], on=ON).is_example
    assert assess(better, HIGHER, real, on=ON, comparison=peer_values).is_example


def test_an_observation_is_a_number_or_a_reason_and_never_a_float():
    for wrong in ({}, {"value": Decimal(1), "missing": MissingReason.NOT_REPORTED}):
        with pytest.raises(ValueError, match="either"):
            Observation(year(2023), **wrong)
    for value in (0.1, Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(TypeError, match="Decimal"):
            Observation(year(2023), value)
