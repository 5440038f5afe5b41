"""Kungsör's content: what the sources say stands, with its source, and what they leave open is said to be open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone

from goals.models import (
    Body,
    FrameworkGoal,
    GoalOrigin,
    GoalStatement,
    LongTermGoal,
    Party,
    Seat,
    Vision,
)
from kpis.models import Area, Kpi, KpiValue
from kpis.outcomes import Series
from kpis.periods import Period
from kungsor_portal.models import LoadedRow
from tests.portal.kungsor import kungsor  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kungsor")]


def value_of(code, period, **where):
    where = {"area__code": "1960", "gender": "total", "series": "official"} | where
    found = Period.parse(period)
    return KpiValue.objects.get(kpi__code=code, period_kind=found.kind, period_end=found.end, **where)


# --- Vision, frameworks, goals, bodies -----------------------------------------------------


def test_the_vision_has_its_three_value_words():
    vision = Vision.objects.get()
    assert vision.text.startswith("Vårt Kungsör är den naturnära attraktiva Mälarkommunen")
    assert list(vision.values.values_list("word", flat=True)) == ["Öppenhet", "Kreativitet", "Närhet"]
    assert vision.source_url == "https://kungsor.se/kommun-och-politik/styrdokument.html"


def test_the_frameworks_hold_seventeen_global_goals_and_the_countys_three_areas():
    globally = FrameworkGoal.objects.filter(framework__slug="agenda-2030")
    assert list(globally.values_list("number", flat=True)) == list(range(1, 18))
    assert globally.get(number=12).colour == "#BF8B2E"
    assert not globally.filter(colour="").exists()
    assert FrameworkGoal.objects.filter(framework__slug="rus-vastmanland").count() == 3


@pytest.mark.parametrize(
    ("slug", "name", "number", "colour"),
    [
        ("hallbara-stader-och-samhallen", "Hållbara städer och samhällen", 11, "#FD9D24"),
        ("god-utbildning-for-alla", "God utbildning för alla", 4, "#C5192D"),
        ("god-halsa-och-valbefinnande", "God hälsa och välbefinnande", 3, "#4C9F38"),
        ("goda-arbetsvillkor-och-ekonomisk-tillvaxt", "Goda arbetsvillkor och ekonomisk tillväxt", 8, "#A21942"),
        ("hallbar-konsumtion-och-produktion", "Hållbar konsumtion och produktion", 12, "#BF8B2E"),
    ],
)
def test_each_of_the_five_goals_takes_off_from_its_global_goal(slug, name, number, colour):
    goal = LongTermGoal.objects.get(slug=slug)
    assert (goal.name, goal.colour, goal.years) == (name, colour, "2022–2025")
    for statement in GoalStatement.objects.filter(goal=goal):
        origin = statement.origins.get(framework_goal__framework__slug="agenda-2030")
        assert (origin.framework_goal.number, origin.is_example) == (number, False)


def test_which_area_of_the_countys_strategy_a_goal_serves_is_an_example():
    assert not GoalOrigin.objects.filter(framework_goal__framework__slug="rus-vastmanland", is_example=False).exists()


def test_earlier_and_later_goals_are_there_with_their_years():
    years = [(goal.first_year, goal.last_year) for goal in LongTermGoal.objects.of_municipality("kommunfullmaktige")]
    assert {period: years.count(period) for period in years} == {
        (2016, 2018): 3, (2017, 2018): 5, (2019, 2019): 1, (2020, 2020): 3, (2021, 2021): 5, (2022, 2025): 5,
        (2025, None): 3,
    }  # fmt: skip


def test_no_party_and_no_seat_is_made_up():
    assert not Party.objects.exists()
    assert not Seat.objects.exists()
    assert Body.objects.get(slug="kommunfullmaktige").number_of_seats == 31


# --- Values ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "period", "value"),
    [
        ("N01951", "1990", "8472"), ("N01951", "2021-06-30", "8805"), ("N01951", "2021", "8787"),
        ("N01951", "2025", "8550"), ("N15428", "2017", "81.6"), ("N15428", "2023", "79.4"),
        ("K-ARBETSLOSHET", "2018-12", "10.4"), ("K-ARBETSLOSHET", "2021-08-31", "10.5"),
        ("K-ARBETSLOSHET", "2023-04", "7.1"), ("K-ARBETSLOSHET-UTRIKES", "2016-12", "44.2"),
        ("K-UNGDOMSARBETSLOSHET", "2022-07", "13.7"), ("K-MILJORANKING", "2019", "138"),
        ("K-MILJORANKING", "2023", "64"), ("K-HALLBARHETSRANKING", "2023", "61"), ("K-FORETAGSKLIMAT", "2014", "251"),
        ("K-FORETAGSKLIMAT", "2023", "23"), ("U07451", "2023", "80"), ("K-INSIKT-PLATS", "2023", "35"),
        ("N03102", "2023", "2.3"), ("K-RESULTAT", "2015", "2.7"), ("K-RESULTAT", "2023", "12.7"),
        ("N00901", "2022", "22.03"), ("K-SKOLKOMMUN", "2018", "154"), ("K-UTSLAPP", "1990", "52803"),
        ("K-UTSLAPP", "2022", "29440"), ("K-KONSUMTIONSUTSLAPP", "2024-12-17", "5957.7"),
        ("K-LADDBARA-BILAR", "2022", "57.0"), ("K-LADDPUNKTER", "2024-12-17", "21.25"),
        ("K-CYKELVAG", "2024-12-17", "0.796"), ("K-KLIMATPLAN", "2024-12-17", "0"), ("K-MU-SVARSANDEL", "2021", "36"),
        ("K-ALDER-65", "2018", "2086"), ("K-MEDBORGARE-18", "2022", "6521"), ("K-LANDAREAL", "2014", "202.65"),
    ],
)  # fmt: skip
def test_a_figure_of_the_sources_is_there(code, period, value):
    assert value_of(code, period).value == Decimal(value)


@pytest.mark.parametrize(
    ("code", "period", "value"),
    [
        ("N15428", "2020", "71.1"), ("N15428", "2022", "71.8"), ("K-ARBETSLOSHET", "2022-04", "9.1"),
        ("K-ARBETSLOSHET-UTRIKES", "2022-04", "24.8"), ("K-SKOLKOMMUN", "2017", "223"), ("N00901", "2021", "22.03"),
    ],
)  # fmt: skip
def test_a_figure_that_is_worked_out_says_so_and_how(code, period, value):
    found = value_of(code, period)
    assert (found.value, found.is_derived) == (Decimal(value), True)
    assert found.comment


def test_nothing_else_is_marked_as_worked_out():
    assert KpiValue.objects.filter(is_derived=True).count() == 6


def test_the_official_and_the_internal_figure_for_2021_are_both_kept():
    official = value_of("N15428", "2021")
    internal = value_of("N15428", "2021", series=Series.INTERNAL)
    assert (official.value, internal.value) == (77, 80)
    assert "lovskola" in internal.comment


def test_every_value_has_a_source_and_says_when_it_was_known():
    assert KpiValue.objects.count() == 95
    assert not KpiValue.objects.filter(Q(source="") | Q(source_url="")).exists()
    assert not KpiValue.objects.filter(known_from__gt=timezone.localdate()).exists()


def test_the_day_a_source_states_is_told_from_one_that_is_assumed():
    news = value_of("K-MILJORANKING", "2021")
    assert (news.known_from, news.known_from_is_stated) == (dt.date(2021, 10, 27), True)
    assumed = value_of("K-UTSLAPP", "2021")
    assert (assumed.known_from, assumed.known_from_is_stated) == (dt.date(2023, 6, 30), False)


def test_values_of_other_areas_are_those_that_the_source_states():
    others = KpiValue.objects.exclude(area__code="1960")
    assert {(row.area.name, row.value) for row in others} == {("Arboga", 69), ("Eskilstuna", 211), ("Köping", 211)}


def test_unemployment_breaks_where_the_age_limit_was_raised():
    assert [row.period.label for row in Kpi.objects.get(code="K-ARBETSLOSHET").breaks.all()] == ["januari 2023"]


def test_every_nyckeltal_is_defined_and_has_a_producer():
    assert Kpi.objects.count() == 42
    assert not Kpi.objects.filter(Q(definition="") | Q(source="")).exists()


def test_nyckeltal_known_by_name_alone_have_no_values():
    named = {
        "K-FORVARVSARBETANDE",
        "K-UNGA-IDROTT",
        "K-ENERGI-LOKALER",
        "K-HALLBARA-LIVSSTILAR",
        "U09802",
        "K-MATSVINN",
    }
    assert named == set(Kpi.objects.filter(code__in=named, values=None).values_list("code", flat=True))


def test_the_countys_municipalities_are_ten():
    group = Area.objects.get(code=settings.MUNICIPALITY.county_group)
    assert group.members.count() == 10
    assert group.members.filter(code="1960").exists()


def test_loading_again_changes_nothing(capsys):
    before = (KpiValue.objects.count(), LoadedRow.objects.count())
    call_command("load_kungsor")
    assert capsys.readouterr().out == "Kungsörs kommun: allt är redan inläst.\n"
    assert (KpiValue.objects.count(), LoadedRow.objects.count()) == before
