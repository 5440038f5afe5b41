"""How many comparable municipalities ever reached a level: counted as it is judged, unknown said as unknown."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.ambition import AmountUnit, Level, LevelException, LevelKind
from kpis.models import AmbitionLevel, Area, Kpi
from kpis.outcomes import MissingReason, Observation, SeriesBreak
from kpis.peers import peer_groups
from kpis.reached import Peer, PeerGroup, Reached, reached
from kpis.standing import level_rows
from tests.factories import (
    AmbitionLevelFactory,
    AreaFactory,
    KpiFactory,
    KpiValueFactory,
    PlanVersionFactory,
    SeriesBreakFactory,
)
from tests.kpis.assessing import HIGHER, LOWER, RANKING, level, values, year

NBSP = "\u00a0"
ON = dt.date(2026, 11, 23)
AT_LEAST_85 = level(LevelKind.AT_LEAST, "85")


def group(*peers: dict[int, str], breaks: tuple[SeriesBreak, ...] = ()) -> PeerGroup:
    names = ("Arboga", "Hallstahammar", "Köping", "Sala", "Västerås")
    return PeerGroup(
        "Liknande (2024)", tuple(Peer(n, tuple(values(v)), breaks) for n, v in zip(names, peers, strict=False))
    )


def sentence(of: Level, among: PeerGroup | None, measure: Any = HIGHER) -> str:
    return reached(of, measure, among).sentence.replace(NBSP, " ")


def test_it_counts_those_who_ever_reached_it_and_names_the_last() -> None:
    among = group({2017: "85", 2019: "80"}, {2019: "84.9"}, {2018: "86", 2019: "90"}, {})
    found = reached(AT_LEAST_85, HIGHER, among)
    assert (found.count, found.n, found.group) == (2, 3, "Liknande (2024)")
    assert sentence(AT_LEAST_85, among) == (
        "2 av 3 jämförbara kommuner med kända värden har någon gång nått minst 85 % (senast Köping 2019)."
    )


def test_values_are_rounded_as_people_see_them() -> None:
    assert reached(AT_LEAST_85, HIGHER, group({2019: "84.95"})).count == 1
    assert reached(AT_LEAST_85, HIGHER, group({2019: "84.94"})).count == 0


def test_several_at_once_are_named_together() -> None:
    assert "(senast Arboga och Hallstahammar 2019)" in sentence(AT_LEAST_85, group({2019: "85"}, {2019: "86"}))
    three = group({2019: "85"}, {2019: "86"}, {2019: "87"})
    assert "(senast Arboga med flera 2019)" in sentence(AT_LEAST_85, three)


def test_none_is_said_as_none() -> None:
    assert sentence(AT_LEAST_85, group({2019: "80"})) == (
        "Ingen av 1 jämförbar kommun med kända värden har någon gång nått minst 85 %."
    )


@pytest.mark.parametrize("among", [None, group(), group({}, {})])
def test_without_values_it_says_so(among: PeerGroup | None) -> None:
    found = reached(AT_LEAST_85, HIGHER, among)
    assert found.sentence == "Inga värden för jämförbara kommuner är inlagda."
    assert not found.is_counted


def test_a_figure_that_is_missing_or_built_on_too_few_is_no_value() -> None:
    missing = Observation(year(2019), None, MissingReason.NOT_REPORTED)
    assert not reached(AT_LEAST_85, HIGHER, PeerGroup("G", (Peer("Sala", (missing,)),))).is_counted
    few = Observation(year(2019), Decimal(90), cases=3)
    measure = type(HIGHER)("%", 1, HIGHER.direction, smallest_count=5)
    assert not reached(AT_LEAST_85, measure, PeerGroup("G", (Peer("Sala", (few,)),))).is_counted


@pytest.mark.parametrize(
    ("of", "measure", "count", "words"),
    [
        (level(LevelKind.AT_MOST, "5"), LOWER, 1, "nått högst 5 %"),
        (level(LevelKind.AT_MOST, "5"), RANKING, 1, "nått plats 5 eller bättre"),
        (level(LevelKind.BETWEEN, "8", upper=Decimal(12)), HIGHER, 1, "legat mellan 8 och 12 %"),
        (level(LevelKind.INCREASE, "3", base=year(2017)), HIGHER, 1, "ökat med minst 3 % från 2017"),
        (level(LevelKind.DECREASE, base=year(2017)), HIGHER, 1, "minskat från 2017"),
        (level(LevelKind.MAINTAIN, "1", base=year(2017)), HIGHER, 0, "bibehållit sin egen nivå från 2017 (± 1 %)"),
    ],
)
def test_every_kind_with_a_threshold_is_counted(of: Level, measure: Any, count: int, words: str) -> None:
    among = group({2017: "10", 2018: "13"}, {2017: "8", 2018: "5"})
    found = reached(of, measure, among)
    if of.kind.is_change and of.value:
        words = words.replace("3 %", "3 procentenheter").replace("1 %", "1 procentenhet")
    assert words in found.sentence.replace(NBSP, " ")
    assert (found.count, found.n) == ((2 if of.kind is LevelKind.BETWEEN else count), 2)


def test_a_change_is_counted_from_each_ones_own_base() -> None:
    of = level(LevelKind.INCREASE, "10", base=year(2017), base_value=Decimal(50), amount_unit=AmountUnit.PERCENT)
    found = reached(of, HIGHER, group({2017: "80", 2019: "88"}, {2017: "50", 2019: "54.9"}, {2019: "90"}))
    assert (found.count, found.n) == (1, 2)
    assert "ökat med minst 10 % från 2017, räknat på det egna värdet" in found.sentence.replace(NBSP, " ")


def test_a_change_across_a_break_is_not_counted() -> None:
    of = level(LevelKind.INCREASE, base=year(2017))
    found = reached(of, HIGHER, group({2017: "80", 2019: "88"}, breaks=(SeriesBreak(year(2018)),)))
    assert found == Reached(
        "Inga värden både för 2017 och för senare år är inlagda för jämförbara kommuner.", "Liknande (2024)"
    )


def test_what_was_measured_in_another_way_is_not_held_against_the_level() -> None:
    found = reached(
        AT_LEAST_85, HIGHER, group({2017: "90", 2019: "80"}, {2017: "90"}, breaks=(SeriesBreak(year(2018)),))
    )
    assert (found.count, found.n) == (0, 1)


@pytest.mark.parametrize(
    ("of", "word"),
    [
        (level(LevelKind.RANK, "5"), "jämförelse"),
        (level(LevelKind.SHARE, "25"), "jämförelse"),
        (level(LevelKind.DONE), "genomföras"),
        (level(LevelKind.INCREASE, "1"), "året före"),
    ],
)
def test_kinds_without_a_threshold_of_their_own_say_why_nothing_is_counted(of: Level, word: str) -> None:
    found = reached(of, HIGHER, group({2019: "90"}))
    assert not found.is_counted
    assert word in found.sentence


def test_an_exception_of_one_year_is_ours_alone() -> None:
    of = level(LevelKind.AT_LEAST, "85", exceptions=(LevelException(year(2019), Decimal(10), "Synnerliga skäl"),))
    assert reached(of, HIGHER, group({2019: "80"})).count == 0


@given(st.lists(st.dictionaries(st.integers(2000, 2025), st.integers(0, 100).map(str), max_size=5), max_size=5))
def test_no_more_reach_it_than_are_known(series: list[dict[int, str]]) -> None:
    found = reached(AT_LEAST_85, HIGHER, group(*series))
    known = sum(bool(one) for one in series)
    if not known:
        assert not found.is_counted
        return
    assert (found.n, found.count) == (known, sum(any(int(v) >= 85 for v in one.values()) for one in series))


# --- Which municipalities -----------------------------------------------------------------------------------------


@pytest.fixture
def own(db: None) -> Area:
    area: Area = AreaFactory(own=True)
    return area


@pytest.fixture
def kpi(own: Area) -> Kpi:
    kpi: Kpi = KpiFactory()
    return kpi


def groups_of(kpi: Kpi, **level: Any) -> PeerGroup | None:
    version = PlanVersionFactory(filled_by=lambda draft: AmbitionLevelFactory(version=draft, kpi=kpi, **level))
    return peer_groups(list(level_rows(version)), known=ON)[kpi.pk]


def test_the_group_with_most_values_is_chosen_and_own_values_are_not_counted(own: Area, kpi: Kpi) -> None:
    first, second, third = (AreaFactory(name=name) for name in ("Åmål", "Köping", "Sala"))
    AreaFactory(group=True, name="Liknande, äldre", group_year=2025, member_areas=[third])
    AreaFactory(group=True, name="Liknande, grundskola", group_year=2024, member_areas=[first, second, own])
    for area in (own, first, second, third):
        KpiValueFactory(kpi=kpi, area=area, year=2019, value="90")

    found = groups_of(kpi)

    assert found is not None
    assert found.name == "Liknande, grundskola (2024)"
    assert [peer.name for peer in found.peers] == ["Köping", "Åmål"]


def test_the_group_that_a_level_names_goes_first(kpi: Kpi) -> None:
    few, many = AreaFactory(), [AreaFactory(), AreaFactory()]
    named = AreaFactory(group=True, name="Den utpekade", member_areas=[few])
    AreaFactory(group=True, member_areas=many)
    for area in (few, *many):
        KpiValueFactory(kpi=kpi, area=area, year=2019)
    found = groups_of(kpi, better_than=True, compared_with=named)
    assert found is not None and found.name == "Den utpekade (2021)"


def test_the_county_comes_last_and_under_its_own_name(kpi: Kpi, settings: Any) -> None:
    neighbour, other = AreaFactory(name="Köping"), AreaFactory()
    county = AreaFactory(group=True, code=settings.MUNICIPALITY.county_group, group_year=None, member_areas=[neighbour])
    AreaFactory(group=True, member_areas=[other])
    KpiValueFactory(kpi=kpi, area=neighbour, year=2019, value="90")
    found = groups_of(kpi)
    assert found is not None and found.is_county and found.name == county.name
    assert sentence(AT_LEAST_85, found).startswith("1 av 1 annan kommun i länet med kända värden")
    KpiValueFactory(kpi=kpi, area=other, year=2019, value="90")
    again = groups_of(kpi)
    assert again is not None and not again.is_county


def test_values_are_those_known_on_the_day(kpi: Kpi) -> None:
    other = AreaFactory()
    AreaFactory(group=True, member_areas=[other])
    KpiValueFactory(kpi=kpi, area=other, year=2019, value="90", known_from=dt.date(2027, 1, 1))
    found = groups_of(kpi)
    assert found is not None and found.peers[0].observations == ()


def test_breaks_of_all_areas_and_of_each_are_known(kpi: Kpi) -> None:
    one, two = AreaFactory(name="A"), AreaFactory(name="B")
    AreaFactory(group=True, member_areas=[one, two])
    SeriesBreakFactory(kpi=kpi)
    SeriesBreakFactory(kpi=kpi, area=one, period_end=dt.date(2019, 12, 31))
    found = groups_of(kpi)
    assert found is not None and [len(peer.breaks) for peer in found.peers] == [2, 1]


def test_without_a_group_there_is_none(kpi: Kpi) -> None:
    assert groups_of(kpi) is None
    assert AmbitionLevel.objects.exists()


@pytest.mark.parametrize("number", [1, 12])
def test_four_queries_whatever_the_number(own: Area, django_assert_max_num_queries: Any, number: int) -> None:
    for at in range(number):
        AreaFactory(group=True, member_areas=[AreaFactory(), AreaFactory(), own])
        KpiFactory(code=f"K-{at}")

    def fill(draft: Any) -> None:
        for kpi in Kpi.objects.all():
            AmbitionLevelFactory(version=draft, kpi=kpi)

    rows = list(level_rows(PlanVersionFactory(filled_by=fill)))
    with django_assert_max_num_queries(4):
        assert len(peer_groups(rows, known=ON)) == number
