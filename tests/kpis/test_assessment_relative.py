"""Levels against others: bland de n bästa, bland de p % bästa, bättre än."""

from decimal import Decimal

import pytest

from kpis.assessment import Comparison, ComparisonKind, LevelKind, PeerValue, SeriesBreak, Status, Trend
from kpis.assessment import UnknownReason as Why
from tests.kpis.assessing import HIGHER, LOWER, NEITHER, RANKING, judged, level, peers, year

K = LevelKind
MET, PARTLY, MISSED, UNKNOWN = Status
GROUP = ComparisonKind.GROUP


def test_equal_values_share_the_better_place_also_at_the_limit():
    found = judged(level(K.RANK, "2"), HIGHER, {2023: "80"}, comparison=peers({2023: ["90", "80", "80", "70"]}))
    assert (found.status, found.rank, found.n) == (MET, 2, 5)


def test_places_are_counted_on_exact_values_that_look_the_same():
    found = judged(level(K.RANK, "1"), HIGHER, {2023: "79.95"}, comparison=peers({2023: ["80.0", "70"]}))
    assert (found.status, found.rank) == (MISSED, 2)


def test_lower_is_better_turns_the_ranking_round():
    found = judged(level(K.RANK, "1"), LOWER, {2023: "3"}, comparison=peers({2023: ["4", "5"]}))
    assert (found.status, found.rank) == (MET, 1)


def test_own_area_is_counted_once_even_when_it_is_among_the_comparison_values():
    with_own = Comparison(
        "Alla", (PeerValue("1960", year(2023), Decimal(99)), PeerValue("0180", year(2023), Decimal(85)))
    )
    found = judged(level(K.RANK, "1"), HIGHER, {2023: "80"}, comparison=with_own)
    assert (found.rank, found.n) == (2, 2)


def test_own_area_has_a_place_when_it_is_missing_among_the_comparison_values():
    found = judged(level(K.RANK, "2"), HIGHER, {2023: "80"}, comparison=peers({2023: ["90"]}))
    assert (found.status, found.rank, found.n) == (MET, 2, 2)


def test_a_better_place_than_before_is_partly_met():
    comparison = peers({2022: ["90", "80", "70"], 2023: ["90", "80", "70"]})
    assert judged(level(K.RANK, "1"), HIGHER, {2022: "75", 2023: "85"}, comparison=comparison).status is PARTLY
    assert judged(level(K.RANK, "1"), HIGHER, {2022: "85", 2023: "75"}, comparison=comparison).status is MISSED


def test_a_better_value_at_the_same_place_is_not_partly_met():
    comparison = peers({2022: ["90", "80"], 2023: ["95", "85"]})
    found = judged(level(K.RANK, "1"), HIGHER, {2022: "70", 2023: "75"}, comparison=comparison)
    assert (found.status, found.trend) == (MISSED, Trend.IMPROVED)


@pytest.mark.parametrize(
    ("percent", "better", "others", "expected"),
    [
        ("25", 24, 99, MET),  # place 25 of 100
        ("25", 25, 99, PARTLY),  # place 26 of 100
        ("25", 71, 289, MET),  # place 72 of 290: a quarter is 72.5
        ("25", 72, 289, PARTLY),  # place 73 of 290
        ("25", 144, 289, PARTLY),  # place 145 of 290: exactly half
        ("25", 145, 289, MISSED),
        ("33.3", 0, 2, PARTLY),  # place 1 of 3 is 33.33… per cent
        ("100", 9, 9, MET),
    ],
)
def test_a_share_is_place_by_number_without_any_rounding(percent, better, others, expected):
    comparison = peers({2023: ["90"] * better + ["70"] * (others - better)})
    found = judged(level(K.SHARE, percent), HIGHER, {2023: "80"}, comparison=comparison)
    assert (found.status, found.rank, found.n) == (expected, better + 1, others + 1)


def test_a_share_of_fewer_than_two_thirds_is_unknown():
    level_ = level(K.SHARE, "25")
    enough = judged(level_, HIGHER, {2023: "99"}, comparison=peers({2023: ["80"] * 19}, size=30))
    too_few = judged(level_, HIGHER, {2023: "99"}, comparison=peers({2023: ["80"] * 18}, size=30))
    assert enough.status is MET
    assert (too_few.status, too_few.reason) == (UNKNOWN, Why.TOO_FEW_AREAS)


def test_two_thirds_are_asked_for_by_shares_only():
    found = judged(level(K.RANK, "1"), HIGHER, {2023: "99"}, comparison=peers({2023: ["80"]}, size=290))
    assert found.status is MET


def test_a_share_of_a_ranking_is_read_from_the_place():
    everyone = Comparison("Alla kommuner", size=290)
    assert judged(level(K.SHARE, "25"), RANKING, {2023: "72"}, comparison=everyone).status is MET
    assert judged(level(K.SHARE, "25"), RANKING, {2023: "73"}, comparison=everyone).status is PARTLY


def test_the_mean_is_unweighted_of_the_same_period_and_without_own_value():
    comparison = Comparison(
        "Liknande",
        (
            PeerValue("a", year(2023), Decimal(70)),
            PeerValue("b", year(2023), Decimal(81)),
            PeerValue("c", year(2022), Decimal(10)),
            PeerValue("1960", year(2023), Decimal(1)),
        ),
    )
    found = judged(level(K.BETTER_THAN, comparison=GROUP), HIGHER, {2023: "75.6"}, comparison=comparison)
    assert (found.status, found.n, found.peer_value) == (MET, 2, Decimal("75.5"))


def test_as_good_as_the_others_is_not_better():
    found = judged(level(K.BETTER_THAN, comparison=GROUP), HIGHER, {2023: "75"}, comparison=peers({2023: ["70", "80"]}))
    assert found.status is MISSED


def test_a_mean_that_never_ends_is_compared_exactly():
    comparison = peers({2023: ["66.6", "66.7", "66.7"]})  # 66.66666…
    above = judged(level(K.BETTER_THAN, comparison=GROUP), HIGHER, {2023: "66.66667"}, comparison=comparison)
    below = judged(level(K.BETTER_THAN, comparison=GROUP), HIGHER, {2023: "66.66666"}, comparison=comparison)
    assert (above.status, below.status) == (MET, MISSED)


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ({2022: "70", 2023: "72"}, {2022: ["80"], 2023: ["80"]}, PARTLY),
        ({2022: "70", 2023: "72"}, {2022: ["80"], 2023: ["82"]}, MISSED),
        ({2022: "70", 2023: "69"}, {2022: ["80"], 2023: ["78"]}, PARTLY),
        ({2022: "90", 2023: "79"}, {2022: ["80"], 2023: ["80"]}, MISSED),
        ({2022: "70", 2023: "80"}, {2022: ["80"], 2023: ["80"]}, PARTLY),
        ({2022: "70", 2023: "72"}, {2023: ["80"]}, MISSED),
    ],
)
def test_better_than_is_partly_met_when_the_gap_shrank(own, others, expected):
    assert judged(level(K.BETTER_THAN, comparison=GROUP), HIGHER, own, comparison=peers(others)).status is expected


def test_one_published_figure_for_the_country_has_no_number_of_municipalities():
    comparison = peers({2023: ["80"]}, is_single=True)
    found = judged(level(K.BETTER_THAN, comparison=ComparisonKind.COUNTRY), HIGHER, {2023: "81"}, comparison=comparison)
    assert (found.status, found.n) == (MET, None)


@pytest.mark.parametrize("of", [level(K.RANK, "1"), level(K.SHARE, "25"), level(K.BETTER_THAN, comparison=GROUP)])
def test_without_others_values_for_the_same_period_nothing_can_be_compared(of):
    for comparison in (None, Comparison("Tom"), peers({2022: ["80", "70"]})):
        found = judged(of, HIGHER, {2022: "70", 2023: "99"}, comparison=comparison)
        assert (found.status, found.reason) == (UNKNOWN, Why.NO_COMPARISON)


@pytest.mark.parametrize("of", [level(K.RANK, "1"), level(K.SHARE, "25"), level(K.BETTER_THAN, comparison=GROUP)])
def test_nobody_is_better_where_neither_direction_is(of):
    found = judged(of, NEITHER, {2023: "99"}, comparison=peers({2023: ["80", "70"]}))
    assert (found.status, found.reason) == (UNKNOWN, Why.NO_DIRECTION)


def test_a_break_hides_how_the_gap_moved_but_not_who_is_better():
    comparison, breaks = peers({2022: ["80"], 2023: ["80"]}), (SeriesBreak(year(2023)),)
    aim = level(K.BETTER_THAN, comparison=GROUP)
    assert judged(aim, HIGHER, {2022: "70", 2023: "81"}, comparison=comparison, breaks=breaks).status is MET
    assert judged(aim, HIGHER, {2022: "70", 2023: "79"}, comparison=comparison, breaks=breaks).status is MISSED


@pytest.mark.parametrize("kind", [K.RANK, K.SHARE])
def test_nobody_has_a_place_among_one_published_figure(kind):
    found = judged(level(kind, "1"), HIGHER, {2023: "81"}, comparison=peers({2023: ["80"]}, is_single=True))
    assert (found.status, found.reason) == (UNKNOWN, Why.NO_COMPARISON)
