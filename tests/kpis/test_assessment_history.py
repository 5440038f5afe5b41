"""Levels over time, several levels together, and the headline of a goal."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.assessment import LevelException, LevelKind, Limits, MissingReason, Observation, Status
from kpis.goal_status import combine, goal_headline
from kpis.level_history import Wording, judge_history, level_line, levels_in_force, threshold_for
from kpis.periods import Period
from tests.kpis.assessing import HIGHER, RANKING, level, peers, values, year

K = LevelKind
MET, PARTLY, MISSED, UNKNOWN = Status
OLD = level(K.AT_LEAST, "70", target=year(2025))
JUNE = level(K.AT_LEAST, "80")
NOVEMBER = level(K.AT_LEAST, "85")
WORDINGS = [
    Wording(2021, date(2020, 11, 30), (OLD,)),
    Wording(2022, date(2021, 11, 29), (NOVEMBER,)),
    Wording(2022, date(2021, 6, 14), (JUNE,)),
]


def test_a_value_is_judged_by_the_plan_of_its_own_year_as_last_worded():
    assert levels_in_force(year(2021), WORDINGS) == (OLD,)
    assert levels_in_force(year(2022), WORDINGS) == (NOVEMBER,)


def test_a_wording_adopted_after_the_periods_end_does_not_reach_back():
    revised_later = [*WORDINGS, Wording(2022, date(2023, 2, 1), (level(K.AT_LEAST, "10"),))]
    assert levels_in_force(year(2022), revised_later) == (NOVEMBER,)
    assert levels_in_force(Period.month(2022, 8), revised_later) == (NOVEMBER,)


def test_without_a_plan_of_its_own_year_the_nearest_earlier_level_that_still_aims_holds():
    assert levels_in_force(year(2023), WORDINGS) == (NOVEMBER,)
    ended = [WORDINGS[0], Wording(2022, date(2021, 11, 29), (level(K.AT_LEAST, "85", target=year(2022)),))]
    assert levels_in_force(year(2023), ended) == (OLD,)
    assert levels_in_force(year(2026), ended) == ()


def test_before_the_first_plan_nothing_is_judged():
    assert levels_in_force(year(2020), WORDINGS) == ()


def test_a_plan_that_dropped_the_level_ends_the_earlier_one():
    dropped = [WORDINGS[0], Wording(2022, date(2021, 11, 29), ())]
    assert levels_in_force(year(2021), dropped) == (OLD,)
    assert levels_in_force(year(2022), dropped) == ()
    assert levels_in_force(year(2023), dropped) == ()


def test_each_historical_value_has_the_status_it_had_in_its_time():
    history = judge_history(HIGHER, values({2020: "72", 2021: "75", 2022: "78", 2023: "90"}), WORDINGS)
    assert [item.status for item in history] == [None, MET, PARTLY, MET]
    assert [item.observation.period.year_number for item in history] == [2020, 2021, 2022, 2023]


def test_history_of_a_rank_uses_the_others_values_of_that_year():
    wordings = [Wording(2021, date(2020, 11, 30), (level(K.RANK, "1"),))]
    comparison = peers({2021: ["80", "60"], 2022: ["70", "60"]})
    history = judge_history(HIGHER, values({2021: "75", 2022: "75"}), wordings, comparison=comparison)
    assert [(item.status, item.assessments[0].rank) for item in history] == [(MISSED, 2), (MET, 1)]


def test_earlier_levels_stay_as_a_stepped_line_with_the_exception_as_a_step():
    exception = LevelException(year(2022), Decimal("0.5"), "synnerliga skäl")
    wordings = [
        Wording(2021, date(2020, 11, 30), (level(K.AT_LEAST, "1", exceptions=(exception,)),)),
        Wording(2024, date(2023, 11, 30), (level(K.BETWEEN, "1", upper=Decimal(2)),)),
    ]
    line = level_line(HIGHER, wordings, [year(number) for number in range(2020, 2026)])
    bounds = {point.period.year_number: (point.limits.low, point.limits.high) for point in line}
    one, half, two = Decimal(1), Decimal("0.5"), Decimal(2)
    assert bounds == {2021: (one, None), 2022: (half, None), 2023: (one, None), 2024: (one, two), 2025: (one, two)}


def test_the_line_of_a_change_needs_its_base_and_reaches_into_the_future():
    aim = level(K.INCREASE, "5", base=year(2020), target=year(2025))
    assert threshold_for(aim, HIGHER, year(2025), observations=values({2020: "70"})) == Limits(low=Decimal(75))
    assert threshold_for(aim, HIGHER, year(2025)) is None
    assert threshold_for(aim, HIGHER, year(2019), observations=values({2020: "70"})) is None


def test_only_a_threshold_of_its_own_can_be_drawn():
    assert threshold_for(level(K.RANK, "90"), RANKING, year(2023)) == Limits(high=Decimal(90))
    assert threshold_for(level(K.RANK, "90"), HIGHER, year(2023)) is None
    assert threshold_for(level(K.DONE), HIGHER, year(2023)) is None


def test_a_missing_figure_has_no_status_in_the_history():
    missing = Observation(year(2022), missing=MissingReason.NOT_REPORTED)
    history = judge_history(HIGHER, [*values({2021: "75", 2023: "90"}), missing], WORDINGS)
    assert [item.observation.period.year_number for item in history] == [2021, 2023]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([MET, MET], MET),
        ([MET, PARTLY], PARTLY),
        ([MET, MISSED], PARTLY),
        ([PARTLY, MISSED], PARTLY),
        ([MISSED, MISSED], MISSED),
        ([MET, UNKNOWN], UNKNOWN),
        ([MISSED, UNKNOWN], UNKNOWN),
        ([PARTLY], PARTLY),
    ],
)
def test_several_levels_for_one_nyckeltal_are_one_status(statuses, expected):
    assert combine(statuses) is expected
    assert combine(reversed(statuses)) is expected


def test_nothing_cannot_be_combined():
    with pytest.raises(ValueError, match="nothing"):
        combine([])


@pytest.mark.parametrize(
    ("statuses", "text"),
    [
        ([MET, MET, PARTLY, MISSED, UNKNOWN], "2 av 5 nyckeltal når nivån. 1 kan inte bedömas."),
        ([MET, MET], "2 av 2 nyckeltal når nivån."),
        ([PARTLY, MISSED], "0 av 2 nyckeltal når nivån."),
        ([UNKNOWN, UNKNOWN], "0 av 2 nyckeltal når nivån. 2 kan inte bedömas."),
        ([MET, None, None], "1 av 1 nyckeltal når nivån. 2 saknar ambitionsnivå."),
        ([None, None], "Inget nyckeltal har ambitionsnivå."),
        ([], "Målet har inga nyckeltal."),
    ],
)
def test_the_headline_of_a_goal_counts_and_never_averages(statuses, text):
    assert goal_headline(statuses).text == text


def test_partly_met_is_never_counted_as_met():
    headline = goal_headline([PARTLY, PARTLY, MET])
    assert (headline.met, headline.partly, headline.with_level) == (1, 2, 3)
    assert headline.text == "1 av 3 nyckeltal når nivån."
