"""/mal/ and a goal: what it says, how it goes, who decided it, and what is not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

import goals.models as g
from tests import factories as f
from tests.plugins.clock import Clock
from tests.reading import read as page
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE, NOVEMBER = dt.date(2021, 6, 14), dt.date(2021, 11, 29)
GOAL = "/mal/skola/"


def read(client: Client, url: str = GOAL) -> Tag:
    return page(client, url)


def section(main: Tag, name: str) -> Tag:
    found = main.select_one(f"section[aria-labelledby={name}]")
    assert found is not None, name
    return found


@pytest.fixture
def goal() -> g.LongTermGoal:
    return f.LongTermGoalFactory(slug="skola", name="Skola", number=4)


@pytest.fixture
def adopted(goal: g.LongTermGoal) -> g.PlanVersion:
    """June's plan: the goal worded, with focus, what it takes off from, and a nyckeltal that reaches its level."""

    def fill(draft: g.PlanVersion) -> None:
        statement = f.GoalStatementFactory(version=draft, goal=goal, description="Alla barn lär sig.")
        f.FocusAreaFactory(version=draft, goal=goal, title="Läsning")
        f.GoalOriginFactory(version=draft, statement=statement)
        kpi = f.KpiFactory(slug="lasning", title="Elever som läser")
        f.KpiValueFactory(kpi=kpi, year=2021, value="85", known_from=dt.date(2022, 2, 1))
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi)

    made: g.PlanVersion = f.PlanVersionFactory(name="Juniplanen", adopted=True, on=JUNE, filled_by=fill)
    return made


def reword(goal: g.LongTermGoal, basis: g.PlanVersion) -> g.PlanVersion:
    def fill(draft: g.PlanVersion) -> None:
        g.GoalStatement.objects.filter(version=draft, goal=goal).update(description="Alla barn lär sig läsa.")

    made: g.PlanVersion = f.PlanVersionFactory(
        name="Novemberplanen", basis=basis, adopted=True, on=NOVEMBER, filled_by=fill
    )
    return made


# --- The list --------------------------------------------------------------------------------


def test_without_a_plan_the_list_says_so_and_leads_on(client: Client):
    main = read(client, "/mal/")
    assert "Inga mål i gällande plan" in text(main)
    assert main.select(f'.empty a[href="{reverse("plans")}"]')


def test_goals_of_the_plan_are_cards_and_those_of_other_periods_a_list(client: Client, adopted: g.PlanVersion):
    f.LongTermGoalFactory(slug="trygghet", name="Trygghet", first_year=2018, last_year=2021)
    main = read(client, "/mal/")
    assert [text(h3) for h3 in section(main, "nu").select("h3")] == ["Skola"]
    assert "1 av 1 nyckeltal når nivån." in text(section(main, "nu"))
    assert "2018–2021" in text(section(main, "andra")) and "Trygghet" in text(section(main, "andra"))


def test_a_bodys_own_goals_stand_by_themselves(client: Client, adopted: g.PlanVersion):
    f.LongTermGoalFactory(name="Nämndens mål", body=f.BodyFactory(name="barnnämnden"))
    assert "Nämndens mål" in text(section(read(client, "/mal/"), "namnder"))


def test_a_goal_of_a_draft_is_in_no_list(client: Client, adopted: g.PlanVersion):
    hidden = f.LongTermGoalFactory(slug="hemligt", name="Hemligt mål", source="")
    f.PlanVersionFactory(filled_by=lambda draft: f.GoalStatementFactory(version=draft, goal=hidden))
    assert "Hemligt" not in text(read(client, "/mal/"))
    assert client.get("/mal/hemligt/").status_code == 404


def test_cards_lead_on_as_of_the_same_day(client: Client, adopted: g.PlanVersion):
    assert read(client, "/mal/?den=2022-01-15").select('h3 a[href="/mal/skola/?den=2022-01-15"]')


# --- One goal --------------------------------------------------------------------------------


def test_a_goal_is_told_whole(client: Client, adopted: g.PlanVersion):
    main = read(client)
    assert text(main.h1) == "Skola" and "Långsiktigt mål 2022–2025 · Kommunfullmäktige" in text(main)
    assert "Alla barn lär sig." in text(main)
    assert "1 av 1 nyckeltal når nivån." in text(section(main, "laget"))
    assert text(section(main, "fokus").h2) == "Fokus 2022" and "Läsning" in text(section(main, "fokus"))
    assert "Agenda 2030" in text(section(main, "avstamp"))
    decided = section(main, "beslutet")
    assert "Målet står i Juniplanen , beslutad av kommunfullmäktige 14 juni 2021 ." in text(decided)
    assert decided.select(f'a[href="{g.Decision.objects.get().get_absolute_url()}"]')


def test_a_goal_known_only_by_its_name_says_what_is_missing(client: Client, goal: g.LongTermGoal):
    main = read(client)
    assert "Målets beskrivning är inte inlagd. Portalen har bara målets namn." in text(main)
    assert "Målet har inga nyckeltal" in text(section(main, "laget"))
    assert "Inget fokus är inlagt" in text(section(main, "fokus"))
    assert "Planen där det står är inte inlagd." in text(section(main, "beslutet"))


def test_the_wording_in_force_is_shown_and_the_earlier_one_kept(client: Client, goal: Any, adopted: g.PlanVersion):
    reword(goal, adopted)
    main = read(client)
    assert text(main.select_one(".prose")) == "Alla barn lär sig läsa."
    history = section(main, "beslutet").details
    assert "Juniplanen Alla barn lär sig." in text(history)


def test_a_goal_is_read_as_of_a_day(client: Client, goal: Any, adopted: g.PlanVersion):
    reword(goal, adopted)
    main = read(client, f"{GOAL}?den=2021-08-01")
    assert text(main.select_one(".prose")) == "Alla barn lär sig." and "lär sig läsa" not in text(main)
    assert "Du läser sidan som den var den 1 augusti 2021" in text(main)
    assert "Kan inte bedömas" in text(section(main, "laget"))


def test_values_can_be_read_as_known_on_another_day(client: Client, adopted: g.PlanVersion):
    main = read(client, f"{GOAL}?kant=2022-01-31")
    assert "0 av 1 nyckeltal når nivån. 1 kan inte bedömas." in text(section(main, "laget"))
    assert "med de värden som var kända den 31 januari 2022" in text(main)


def test_before_any_plan_the_goal_has_only_its_name(client: Client, adopted: g.PlanVersion):
    main = read(client, f"{GOAL}?den=2020-01-01")
    assert text(main.h1) == "Skola" and "Alla barn" not in text(main) and "Juniplanen" not in text(main)


def test_a_day_to_come_is_refused(client: Client, adopted: g.PlanVersion):
    response = client.get(f"{GOAL}?den=2022-03-16")
    assert response.status_code == 400 and "Dagen har inte kommit än." in response.text


def test_when_newer_is_missing_the_page_says_what_it_builds_on(client: Client, clock: Clock, adopted: g.PlanVersion):
    assert "Nyare mål och budget är inte inlagd" not in text(read(client))
    clock.noon(dt.date(2023, 1, 1))
    assert "Nyare mål och budget är inte inlagd. Sidan bygger på Mål och budget 2022 ." in text(read(client))


def test_the_page_has_the_places_that_the_thread_leads_to(client: Client, adopted: g.PlanVersion):
    main = read(client)
    for fragment in ("laget", "fokus", "avstamp", "beslutet"):
        assert main.find(id=fragment), fragment


def test_the_thread_goes_through_the_goal_and_marks_it(client: Client, adopted: g.PlanVersion):
    soup = BeautifulSoup(client.get(GOAL).content, "html.parser")
    stops = soup.select(".thread-line li")
    assert [text(stop.select_one(".kicker")) for stop in stops] == [
        "Vision", "Mål", "Fokus", "Nyckeltal", "Ambitionsnivå", "Utfall", "Bedömning", "Uppföljning",
    ]  # fmt: skip
    assert text(soup.select_one(".thread-line [aria-current=location] .label")) == "Skola"


def test_the_easy_reading_is_folded_and_opens_in_print(client: Client, adopted: g.PlanVersion):
    easy = read(client).select_one("details.easy[data-print-open]")
    assert text(easy) == "Lättläst Barn ska lyckas."


def test_an_example_in_the_wording_makes_the_page_an_example(client: Client, goal: g.LongTermGoal):
    def fill(draft: g.PlanVersion) -> None:
        f.GoalStatementFactory(version=draft, goal=goal, is_example=True)

    f.PlanVersionFactory(adopted=True, filled_by=fill)
    response = client.get(GOAL)
    assert '<meta name="robots" content="noindex">' in response.text
    assert "Nivåer och fokus är exempel." in response.text


def test_a_goal_that_does_not_exist_is_not_found(client: Client):
    assert client.get("/mal/finns-inte/").status_code == 404
