"""/mal-och-budget/: the plans, what is in force on a day, and a version whole."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from bs4 import Tag
from django.test import Client

import goals.models as g
import kpis.models as k
from goals import copying, decisions
from tests import factories as f
from tests.plugins.clock import Clock
from tests.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE, NOVEMBER = dt.date(2021, 6, 14), dt.date(2021, 11, 29)
PLAN = "/mal-och-budget/2022/"


def level(value: int) -> Any:
    """A version's filling: one goal with focus, and one level that asks for the value."""

    def fill(draft: g.PlanVersion) -> None:
        found = k.AmbitionLevel.objects.filter(version=draft)
        if found.exists():
            found.update(value=Decimal(value))
            return
        goal = f.LongTermGoalFactory(slug="skola", name="Skola")
        f.GoalStatementFactory(version=draft, goal=goal)
        f.FocusAreaFactory(version=draft, goal=goal, title="Läsning")
        kpi = f.KpiFactory(slug="lasning", title="Elever som läser")
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, value=Decimal(value))

    return fill


@pytest.fixture
def first() -> g.PlanVersion:
    made: g.PlanVersion = f.PlanVersionFactory(name="Juniplanen", adopted=True, on=JUNE, filled_by=level(78))
    return made


@pytest.fixture
def revised(first: g.PlanVersion) -> g.PlanVersion:
    made: g.PlanVersion = f.PlanVersionFactory(
        name="Novemberplanen", basis=first, adopted=True, on=NOVEMBER, filled_by=level(82)
    )
    return made


# --- The list --------------------------------------------------------------------------------


def test_without_a_public_version_the_list_says_so(client: Client):
    f.PlanVersionFactory(name="Hemligt utkast")
    main = read(client, "/mal-och-budget/")
    assert "Ingen plan är inlagd" in text(main) and "Hemligt" not in text(main)


def test_plans_stand_newest_first_with_each_version_and_its_status(client: Client, revised: g.PlanVersion):
    f.PlanVersionFactory(plan=f.PlanFactory(year=2021), name="Förra planen", adopted=True, on=dt.date(2020, 11, 30))
    main = read(client, "/mal-och-budget/")
    assert [text(h3) for h3 in main.select("h3")] == ["Mål och budget 2022", "Mål och budget 2021"]
    assert [text(item).partition(" Vad ändrades?")[0] for item in main.select(".versions > li")] == [
        "Juniplanen Beslutad 14 juni 2021", "Novemberplanen Beslutad 29 november 2021",
        "Förra planen Beslutad 30 november 2020",
    ]  # fmt: skip


def test_nothing_is_called_by_its_number(client: Client, revised: g.PlanVersion):
    for url in ("/mal-och-budget/", PLAN, revised.get_absolute_url()):
        assert "version 2" not in text(read(client, url)).lower()


def test_other_bodies_plans_stand_by_themselves(client: Client, first: g.PlanVersion):
    body = f.BodyFactory(slug="barnnamnden", name="barnnämnden")
    f.PlanVersionFactory(plan=f.PlanFactory(body=body, title="Barnnämndens plan"), name="Planen", moved=True)
    main = read(client, "/mal-och-budget/")
    assert text(main.select_one("section[aria-labelledby=namnder] h3")) == "Barnnämndens plan"
    assert main.select('a[href="/mal-och-budget/2022/barnnamnden/"]')


# --- What is in force ------------------------------------------------------------------------


def test_a_plan_shows_the_wording_last_adopted(client: Client, revised: g.PlanVersion):
    main = read(client, PLAN)
    assert text(main.select_one(".page-head + p")).startswith(
        "Gällande lydelse: Novemberplanen , beslutad 29 november 2021"
    )
    assert "Minst 82 %" in text(main) and "Minst 78 %" not in text(main)


def test_a_plan_is_read_as_of_a_day(client: Client, revised: g.PlanVersion):
    main = read(client, f"{PLAN}?den=2021-08-01")
    assert "Gällande lydelse: Juniplanen" in text(main) and "Minst 78 %" in text(main)
    assert "Novemberplanen" not in text(main)
    assert "Du läser sidan som den var den 1 augusti 2021" in text(main)


@pytest.mark.parametrize(("day", "name"), [("2021-11-28", "Juniplanen"), ("2021-11-29", "Novemberplanen")])
def test_the_day_of_the_decision_is_the_first_of_the_new_wording(
    client: Client, revised: g.PlanVersion, day: str, name: str
):
    assert f"Gällande lydelse: {name}" in text(read(client, f"{PLAN}?den={day}"))


def test_before_the_first_decision_the_plan_says_that_nothing_was_adopted(client: Client, first: g.PlanVersion):
    main = read(client, f"{PLAN}?den=2021-01-01")
    assert "Planen var inte beslutad den dagen" in text(main)
    assert "Inte beslutad än" in text(main.select_one(".versions")) and "Minst" not in text(main)


def test_values_can_be_read_as_known_on_another_day(client: Client, first: g.PlanVersion):
    f.KpiValueFactory(kpi=k.Kpi.objects.get(), year=2021, value="79.4", known_from=dt.date(2022, 2, 1))
    assert "79,4" in text(read(client, PLAN))
    assert "79,4" not in text(read(client, f"{PLAN}?kant=2022-01-31"))


def test_a_plan_of_which_only_a_draft_exists_is_not_found(client: Client):
    f.PlanVersionFactory()
    assert client.get(PLAN).status_code == 404
    assert client.get("/mal-och-budget/1999/").status_code == 404
    assert client.get("/mal-och-budget/2022/finns-inte/").status_code == 404


def test_a_plan_that_has_been_succeeded_by_no_newer_one_says_that_newer_is_missing(
    client: Client, clock: Clock, first: g.PlanVersion
):
    notice = "Nyare mål och budget är inte inlagd"
    assert notice not in text(read(client, PLAN))
    clock.noon(dt.date(2023, 1, 1))
    for url in (PLAN, "/mal/", "/mal/skola/", "/nyckeltal/lasning/"):
        assert notice in text(read(client, url)), url
    f.PlanVersionFactory(plan=f.PlanFactory(year=2023), adopted=True, on=dt.date(2022, 11, 28))
    assert notice not in text(read(client, "/mal/"))


def test_a_later_years_plan_that_is_adopted_stands_beside(client: Client, clock: Clock, first: g.PlanVersion):
    f.PlanVersionFactory(plan=f.PlanFactory(year=2023), name="Nästa", adopted=True, on=dt.date(2022, 11, 28))
    clock.noon(dt.date(2022, 12, 1))
    assert "Beslutad för 2023: Mål och budget 2023" in text(read(client, PLAN))


def test_the_plan_has_the_places_that_the_thread_leads_to(client: Client, first: g.PlanVersion):
    main = read(client, PLAN)
    for fragment in ("nivaer", "budget", "uppfoljning", "mal-skola"):
        assert main.find(id=fragment), fragment


# --- One version -----------------------------------------------------------------------------


def test_a_version_is_told_whole(client: Client, first: g.PlanVersion):
    main = read(client, first.get_absolute_url())
    assert text(main.h1) == "Juniplanen"
    goal = main.find(id="mal-skola")
    assert isinstance(goal, Tag)
    assert text(goal.h3) == "1. Skola" and "Läsning" in text(goal.select_one(".focus-list"))
    assert text(goal.select_one(".level-list")).startswith("1.1 Elever som läser Minst 78 % vid utgången av 2022")
    assert text(main.select_one(".fingerprint")) == first.fingerprint
    assert "Antagen." in text(main.select_one("section[aria-labelledby=besluten]"))


def test_a_version_stays_as_it_was_when_another_is_adopted(client: Client, first: Any, revised: g.PlanVersion):
    main = read(client, first.get_absolute_url())
    assert "Minst 78 %" in text(main) and "Minst 82 %" not in text(main)
    assert main.select_one(f'.versions a[href="{first.get_absolute_url()}"][aria-current=page]')


def test_a_version_has_its_points_and_its_money(client: Client):
    version = f.PlanVersionFactory(full=True, adopted=True)
    main = read(client, version.get_absolute_url())
    assert text(main.select_one(".points")).endswith("att fastställa mål och budget")
    captions = [text(caption) for caption in main.select("caption")]
    assert captions == ["Nettoramar per nämnd, tkr", "Skattesats och finansiering, tkr"]
    assert "123 456" in text(main.select_one("section[aria-labelledby=budget]"))


def test_a_version_without_text_or_money_says_so(client: Client):
    main = read(client, f.PlanVersionFactory(adopted=True).get_absolute_url())
    assert "Inga mål är inlagda i versionen" in text(main) and "Ramarna per nämnd är inte inlagda." in text(main)


def test_an_example_version_has_no_kontrollsumma_and_says_so(client: Client):
    version = f.PlanVersionFactory(example=True, adopted=True)
    response = client.get(version.get_absolute_url())
    assert "En version med exempel har ingen kontrollsumma." in response.text
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("until", ["draft", "proposed", "withdrawn"])
def test_a_version_that_is_not_public_is_not_found_and_in_no_list(client: Client, first: g.PlanVersion, until: str):
    hidden = f.PlanVersionFactory(name="Hemligt", basis=first)
    if until == "proposed":
        decisions.propose(version=hidden, matter=f.MatterFactory(), on=NOVEMBER, by=None, at=f.noon(NOVEMBER))
    elif until == "withdrawn":
        decisions.withdraw(version=hidden, on=NOVEMBER, by=None, at=f.noon(NOVEMBER))
    assert client.get(f"{PLAN}version/{hidden.number}/").status_code == 404
    for url in ("/mal-och-budget/", PLAN, first.get_absolute_url()):
        assert "Hemligt" not in text(read(client, url))


def test_a_proposal_is_public_when_the_meeting_is_announced(client: Client, clock: Clock, first: g.PlanVersion):
    matter = f.MatterFactory()
    proposal = f.PlanVersionFactory(name="Förslaget", proposed=True, matter=matter, on=dt.date(2022, 3, 1))
    meeting = f.MeetingFactory(date=dt.date(2022, 4, 1), announced_on=dt.date(2022, 3, 20))
    g.AgendaItem.objects.create(meeting=meeting, matter=matter)
    assert client.get(proposal.get_absolute_url()).status_code == 404
    clock.noon(dt.date(2022, 3, 20))
    assert "Föreslagen" in text(read(client, proposal.get_absolute_url()))


def test_a_number_that_was_used_is_never_anothers(client: Client, first: g.PlanVersion):
    gone = copying.new_draft(plan=first.plan, name="Utkast", at=f.noon(NOVEMBER))
    number = gone.number
    gone.delete()
    after = copying.new_draft(plan=first.plan, name="Nästa", at=f.noon(NOVEMBER))
    assert after.number > number
    assert client.get(f"{PLAN}version/{number}/").status_code == 404
