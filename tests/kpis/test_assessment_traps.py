"""Where other systems fell, and what holds here: the traps that concern the assessment, each as a sentence."""

from datetime import date
from decimal import Decimal

from kpis.assessment import ComparisonKind, LevelKind, Status, Trend
from kpis.level_history import Wording, levels_in_force
from kpis.numbers import format_value, parse_number
from tests.kpis.assessing import HIGHER, LOWER, NEITHER, RANKING, judged, level, peers, year

K = LevelKind


def test_a_target_of_zero_is_a_number_like_others():
    assert judged(level(K.AT_MOST, "0"), LOWER, {2023: "0"}).status is Status.MET
    assert judged(level(K.AT_MOST, "0"), LOWER, {2023: "0.1"}).status is Status.MISSED
    assert judged(level(K.AT_LEAST, "0"), HIGHER, {2023: "-0.1"}).status is Status.MISSED
    assert judged(level(K.BETWEEN, "0", upper=Decimal(0)), NEITHER, {2023: "0"}).status is Status.MET
    assert judged(level(K.AT_MOST, "0"), LOWER, {2023: "-0.04"}).status is Status.MET


def test_a_base_equal_to_the_target_is_judged_by_the_kind_of_level():
    stated = {"base": year(2022), "base_value": Decimal(80), "target": year(2025)}
    at_least = level(K.AT_LEAST, "80", **stated)
    assert judged(at_least, HIGHER, {2022: "80", 2023: "80"}).status is Status.MET
    assert judged(at_least, HIGHER, {2022: "80", 2023: "79"}).status is Status.MISSED
    assert judged(level(K.INCREASE, "0", **stated), HIGHER, {2022: "80", 2023: "80"}).status is Status.MET
    assert judged(level(K.INCREASE, **stated), HIGHER, {2022: "80", 2023: "80"}).status is Status.MISSED
    assert judged(level(K.MAINTAIN, **stated), HIGHER, {2022: "80", 2023: "80"}).status is Status.MET


def test_going_backwards_is_shown_as_worsened():
    found = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "75", 2023: "70"})
    assert (found.status, found.trend) == (Status.MISSED, Trend.WORSENED)
    assert found.sentence.endswith("Försämrats.")


def test_sick_leave_of_six_percent_against_a_ceiling_of_five_is_missed():
    found = judged(level(K.AT_MOST, "5"), LOWER, {2022: "5.5", 2023: "6"})
    assert (found.status, found.trend) == (Status.MISSED, Trend.WORSENED)


def test_far_beyond_a_ceiling_is_no_better_than_just_beyond_it():
    for value in ("5.1", "20", "400"):
        assert judged(level(K.AT_MOST, "5"), LOWER, {2023: value}).status is Status.MISSED


def test_the_direction_does_not_turn_when_the_target_is_passed():
    before = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "70", 2023: "75"})
    after = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "85", 2023: "90"})
    assert before.trend is after.trend is Trend.IMPROVED
    falling_above = judged(level(K.AT_LEAST, "80"), HIGHER, {2022: "90", 2023: "85"})
    assert (falling_above.status, falling_above.trend) == (Status.MET, Trend.WORSENED)


def test_which_level_applies_is_a_matter_of_dates_and_not_of_row_order():
    june = Wording(2022, date(2021, 6, 14), (level(K.AT_LEAST, "80"),))
    november = Wording(2022, date(2021, 11, 29), (level(K.AT_LEAST, "85"),))
    assert levels_in_force(year(2022), [june, november]) == november.levels
    assert levels_in_force(year(2022), [november, june]) == november.levels


def test_eight_comma_three_is_eight_point_three_everywhere():
    value = parse_number("8,3")
    assert value == parse_number("8.3")
    assert format_value(value, "%", 1) == "8,3\u00a0%"
    assert judged(level(K.AT_MOST, "8.3"), LOWER, {2023: str(value)}).status is Status.MET


def test_a_later_import_of_older_values_does_not_move_the_base():
    aim = level(K.INCREASE, "5", base=year(2020), target=year(2025))
    few, more = {2020: "70", 2023: "75"}, {2015: "40", 2016: "90", 2020: "70", 2023: "75"}
    assert judged(aim, HIGHER, few).limits == judged(aim, HIGHER, more).limits
    assert judged(aim, HIGHER, few).status is judged(aim, HIGHER, more).status is Status.MET


def test_a_mean_of_peers_is_of_one_period_and_says_how_many_they_are():
    comparison = peers({2021: ["1", "1", "1"], 2022: ["99"], 2023: ["70", "80"]})
    found = judged(level(K.BETTER_THAN, comparison=ComparisonKind.GROUP), HIGHER, {2023: "76"}, comparison=comparison)
    assert (found.n, found.peer_value) == (2, Decimal("75.0"))
    assert "medel av 2 kommuner" in found.sentence


def test_a_missing_year_is_said_and_never_joined_over():
    found = judged(level(K.AT_LEAST, "80"), HIGHER, {2021: "75", 2023: "78"})
    assert found.sentence.endswith("Förbättrats sedan år 2021.")


def test_a_place_of_119_is_worse_than_77():
    found = judged(level(K.RANK, "90", target=year(2025)), RANKING, {2022: "119", 2023: "77"})
    assert (found.status, found.trend) == (Status.MET, Trend.IMPROVED)


def test_the_sentence_and_the_table_round_alike():
    found = judged(level(K.AT_LEAST, "80"), HIGHER, {2023: "79.95"})
    assert found.sentence.startswith(format_value(Decimal("79.95"), "%", 1))
    assert found.status is Status.MET
