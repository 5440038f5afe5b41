"""What a card tells of a nyckeltal: own value, comparable municipalities, the level in force, who reached it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from framtidsdag.workshop.proposal_facts import facts_of
from tests import factories as f

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 6, 1)


def told(kpi, on=ON):
    return {fact.term: fact for fact in facts_of([kpi], on=on)[kpi.pk].facts}


@pytest.fixture
def kpi(db):
    return f.KpiFactory(title="Behöriga", unit="%", decimals=1)


def peers(kpi, *values, year=2021):
    areas = [f.AreaFactory(name=name) for name in ("Arboga", "Köping", "Sala", "Surahammar")]
    f.AreaFactory(group=True, member_areas=areas)
    for area, value in zip(areas, values, strict=False):
        f.KpiValueFactory(kpi=kpi, area=area, year=year, value=value)


def test_mean_and_median_are_of_the_year_of_our_own_value_and_never_include_it(kpi):
    f.KpiValueFactory(kpi=kpi, year=2021, value="79.4")
    peers(kpi, "80", "81", "90")
    fact = told(kpi)["Jämförbara kommuner"]
    assert fact.text == "medel 83,7\u00a0%, median 81,0\u00a0% (2021, 3 av 4 i Liknande kommuner (2021))"
    assert fact.source == "Egen beräkning"
    own = told(kpi)["Senaste värdet för Kungsör"]
    assert (own.text, own.source) == ("79,4\u00a0% (2021)", "Källa: Kolada")


def test_without_a_value_of_our_own_the_others_are_told_of_their_latest_year(kpi):
    peers(kpi, "80", "0")
    assert told(kpi)["Senaste värdet för Kungsör"].text == "okänt"
    assert told(kpi)["Jämförbara kommuner"].text.startswith("medel 40,0\u00a0%, median 40,0\u00a0% (2021, 2 av 4")


def test_where_the_others_have_no_value_of_the_year_it_is_unknown(kpi):
    f.KpiValueFactory(kpi=kpi, year=2021, value="79.4")
    peers(kpi, "80", year=2019)
    assert told(kpi)["Jämförbara kommuner"].text == "okänt"


def test_yes_and_no_are_counted():
    kpi = f.KpiFactory(unit="ja/nej", decimals=0)
    peers(kpi, "1", "0", "1")
    assert told(kpi)["Jämförbara kommuner"].text.startswith("2 svarar ja (2021, 3 av 4")


def test_the_level_in_force_and_who_ever_reached_it(kpi):
    peers(kpi, "86", "79")
    version = f.PlanVersionFactory(
        adopted=True, filled_by=lambda made: f.AmbitionLevelFactory(version=made, kpi=kpi, value=Decimal(85))
    )
    facts = told(kpi)
    assert facts["Tidigare ambitionsnivå"].text.startswith("Minst 85")
    assert version.plan.title in facts["Tidigare ambitionsnivå"].text
    assert facts["Har andra nått den?"].text.startswith("1 av 2 jämförbara kommuner")
    assert "Har andra nått den?" not in told(f.KpiFactory())


def test_what_was_known_later_is_not_told_of_an_earlier_day(kpi):
    f.KpiValueFactory(kpi=kpi, year=2021, value="79.4")
    assert told(kpi, dt.date(2021, 9, 27))["Senaste värdet för Kungsör"].text == "okänt"
