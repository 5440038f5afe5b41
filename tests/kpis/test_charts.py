"""The chart as a value: what is joined, what is missing, which level holds."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given

from kpis.charts import AmbitionStep, ChartError, Point, Series, SeriesBreak, ordinal
from kpis.periods import Period, PeriodKind
from tests.kpis.chart_cases import BEHORIGA, INTERNAL, OWN, at_least, at_most, chart, charts, points, series, year


def years_of(runs) -> list[list[int]]:
    return [[point.period.year_number for point in run] for run in runs]


def test_missing_years_are_never_joined():
    made = chart(BEHORIGA)
    assert years_of(made.runs(made.series[0])) == [[2017], [2020, 2021, 2022, 2023]]


def test_a_year_said_to_be_missing_is_a_gap_too():
    made = chart({2021: 1, 2022: None, 2023: 2})
    assert years_of(made.runs(made.series[0])) == [[2021], [2023]]


def test_a_line_is_broken_where_the_series_is():
    made = chart({2021: 1, 2022: 2, 2023: 3}, breaks=(SeriesBreak(year(2023)),))
    assert years_of(made.runs(made.series[0])) == [[2021, 2022], [2023]]


def test_an_election_every_fourth_year_has_no_gaps():
    made = chart({2014: 1, 2018: 2, 2022: 3}, every_years=4)
    assert len(made.runs(made.series[0])) == 1
    assert made.gaps(made.series[0]) == ()


def test_unlike_periods_are_not_joined():
    made = chart({2020: 1, Period.day(date(2021, 6, 30)): 2, 2021: 3})
    assert [len(run) for run in made.runs(made.series[0])] == [1, 1, 1]
    assert made.kind is None


def test_a_day_is_joined_with_the_same_day_of_the_next_year_only():
    days = [date(2019, 12, 31), date(2020, 12, 31), date(2021, 6, 30), date(2023, 6, 30)]
    made = chart({Period.day(day): 1 for day in days})
    assert [len(run) for run in made.runs(made.series[0])] == [2, 1, 1]


def test_months_in_a_row_are_joined_and_a_lost_month_is_a_gap():
    made = chart({Period.month(2022, month): 1 for month in (10, 11, 12)} | {Period.month(2023, 2): 1})
    assert [len(run) for run in made.runs(made.series[0])] == [3, 1]


def test_the_same_month_every_year_is_a_yearly_series():
    made = chart({Period.month(number, 8): 1 for number in (2020, 2021, 2023)})
    assert [len(run) for run in made.runs(made.series[0])] == [2, 1]


def test_answers_of_yes_and_no_have_nothing_between_them():
    made = chart({2021: 0, 2022: 1}, unit="ja/nej", decimals=0)
    assert [len(run) for run in made.runs(made.series[0])] == [1, 1]


def test_two_values_for_one_period_in_a_series_are_refused():
    with pytest.raises(ChartError, match="två värden"):
        Series(OWN, "Kungsör", (*points({2023: 1}), *points({2023: 2})))


def test_values_are_put_in_order_of_time():
    assert [point.period.year_number for point in series({2023: 1, 2021: 2}).points] == [2021, 2023]


def test_an_official_and_an_internal_value_stand_side_by_side():
    made = chart(series({2021: 77}), series({2021: 80}, INTERNAL))
    assert len(made.drawn) == 2
    assert made.own is made.series[0]


def test_the_internal_series_speaks_where_there_is_no_official_value():
    made = chart(series({2021: None}), series({2021: 80}, INTERNAL))
    assert made.own is made.series[1]


@pytest.mark.parametrize("step", [{}, {"low": 5, "high": 4}])
def test_a_level_needs_a_limit_and_its_limits_in_order(step):
    with pytest.raises(ChartError):
        AmbitionStep(**step)


def test_the_level_of_an_exception_year_is_its_own():
    steps = (
        at_least("1", end=year(2020)),
        at_least("0.5", start=year(2021), end=year(2021)),
        at_least("1", start=year(2022)),
    )
    made = chart({2020: 2}, ambition=steps)
    assert [made.step_at(year(number)) for number in (2019, 2021, 2030)] == list(steps)


def test_the_later_of_two_levels_holds():
    made = chart({2020: 2}, ambition=(at_most("5"), at_most("4", start=year(2022))))
    assert made.step_at(year(2021)) is made.ambition[0]
    assert made.step_at(year(2023)) is made.ambition[1]


def test_a_level_of_zero_is_a_level():
    assert at_most("0").bounds == (0,)


def test_gaps_say_their_reason():
    own = Series(OWN, "Kungsör", (*points({2019: 1, 2022: 2}), Point(year(2021), None, "sekretess")))
    assert chart(own).gaps(own) == (("uppgift saknas", year(2020)), ("sekretess", year(2021)))


@given(charts())
def test_whatever_is_joined_is_neighbours_with_values_on_one_side_of_every_break(made):
    for one in made.series:
        runs = made.runs(one)
        assert [point for run in runs for point in run] == list(one.known)
        for run in runs:
            for before, after in pairwise(run):
                assert before.period.kind is after.period.kind
                assert not made.is_broken_between(before.period, after.period)
                between = [p for p in one.points if before.period < p.period < after.period]
                assert not between
                if before.period.kind is PeriodKind.YEAR:
                    assert ordinal(after.period) - ordinal(before.period) == 1
