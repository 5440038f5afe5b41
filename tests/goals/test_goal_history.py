"""/mal/<slug>/historik/: every wording of a goal, the version that brought it, and nothing of a draft."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import goals.models as g
from goals import copying, decisions
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.clock import Clock
from tests.reading import read as page
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE, NOVEMBER = dt.date(2021, 6, 14), dt.date(2021, 11, 29)


@pytest.fixture
def goal() -> g.LongTermGoal:
    return f.LongTermGoalFactory(slug="skola", name="Skola")


@pytest.fixture
def first(goal: g.LongTermGoal) -> g.PlanVersion:
    return version(goal, "Juniplanen", JUNE, adopted=True)


def version(goal: g.LongTermGoal, name: str, on: dt.date, **fields: Any) -> g.PlanVersion:
    """A version of 2022's plan that states the goal; ``change`` does something to the statement copied or made."""
    change = fields.pop("change", lambda statement: None)

    def fill(draft: g.PlanVersion) -> None:
        statement = g.GoalStatement.objects.filter(version=draft, goal=goal).first()
        statement = statement or f.GoalStatementFactory(version=draft, goal=goal, description="Alla barn lär sig.")
        change(statement)
        statement.save()

    made: g.PlanVersion = f.PlanVersionFactory(name=name, on=on, filled_by=fill, **fields)
    return made


def describe(text: str) -> Any:
    def change(statement: g.GoalStatement) -> None:
        statement.description = text

    return change


def read(client: Client, query: str = "", slug: str = "skola") -> Tag:
    return page(client, reverse("goal_history", args=[slug]) + query)


def headings(main: Tag) -> list[str]:
    return [text(h2.a) for h2 in main.select("h2")]


def entry(main: Tag, name: str) -> Tag:
    return next(item for item in main.select(".history > li") if item.h2 and text(item.h2.a) == name)


def test_a_goal_that_no_version_states_says_so(client: Client, goal: g.LongTermGoal):
    main = read(client)
    assert "Ingen lydelse är inlagd" in text(main)
    assert main.select(f'.empty a[href="{reverse("plans")}"]')


def test_wordings_stand_newest_first_with_what_each_changed(client: Client, goal: Any, first: g.PlanVersion):
    version(goal, "Novemberplanen", NOVEMBER, adopted=True, basis=first, change=describe("Alla barn lär sig läsa."))
    main = read(client)
    assert headings(main) == ["Novemberplanen", "Juniplanen"]
    newest = entry(main, "Novemberplanen")
    assert "Ändrat jämfört med Juniplanen Ändrat: målbeskrivningen." in text(newest)
    assert text(newest.ins) == "[tillagt: läsa ]"
    assert "gäller nu" in text(newest.h2) and "Beslutad 29 november 2021" in text(newest)
    oldest = entry(main, "Juniplanen")
    assert not oldest.select("ins, del") and "Första lydelsen i portalen" in text(oldest)
    assert text(main.select_one(".lede")) == "Målet har haft 2 beslutade lydelser."


def test_a_version_leads_to_its_place_in_the_version_and_to_the_decision(client: Client, first: g.PlanVersion):
    item = entry(read(client), "Juniplanen")
    assert item.h2 and item.h2.a and item.h2.a["href"] == f"{first.get_absolute_url()}#mal-skola"
    decision = g.Decision.objects.get()
    assert item.select(f'a[href="{decision.get_absolute_url()}"]')


def test_a_version_that_repeats_the_wording_is_told_with_it(client: Client, goal: Any, first: g.PlanVersion):
    later = version(goal, "Novemberplanen", NOVEMBER, adopted=True, basis=first)
    main = read(client)
    assert headings(main) == ["Juniplanen"]
    same = entry(main, "Juniplanen").select_one(".same-in")
    assert text(same).startswith("Samma lydelse i: Novemberplanen Beslutad 29 november 2021")
    assert same and same.select(f'a[href="{later.get_absolute_url()}#mal-skola"]')
    assert "gäller nu" in text(main.h2)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.REJECTED, "Föreslagen, inte antagen 29 november 2021"),
        (Outcome.REMITTED, "Återremitterad, inte antagen 29 november 2021"),
        (None, "Yrkad, inte beslutad än"),
    ],
)
def test_what_was_not_adopted_is_shown_and_set_apart_in_words(
    client: Client, goal: Any, first: g.PlanVersion, outcome: Outcome | None, words: str
):
    matter = f.MatterFactory()
    other = version(
        goal, "Partiets förslag", NOVEMBER, moved=True, matter=matter, basis=first, change=describe("Friskolor."),
        proposed_by="Parti C",
    )  # fmt: skip
    if outcome:
        f.decide(matter=matter, on=NOVEMBER, outcomes={other: outcome})
    main = read(client)
    item = entry(main, "Partiets förslag")
    assert words in text(item) and "Förslag av Parti C" in text(item)
    assert item["class"] == ["is-proposal"]
    assert "gäller nu" not in text(item) and "gäller nu" in text(entry(main, "Juniplanen"))
    assert "En lydelse har föreslagits utan att antas." in text(main)


def test_a_withdrawn_version_that_people_have_read_stays(client: Client, goal: Any, first: g.PlanVersion):
    other = version(goal, "Partiets förslag", NOVEMBER, moved=True, basis=first, change=describe("Friskolor."))
    decisions.withdraw(version=other, on=NOVEMBER, by=None, at=f.noon(NOVEMBER))
    assert "Återkallad, inte antagen" in text(entry(read(client), "Partiets förslag"))


def test_nothing_of_a_draft_or_of_an_unpublished_proposal_is_there(client: Client, goal: Any, first: g.PlanVersion):
    version(goal, "Hemligt utkast", NOVEMBER, basis=first, change=describe("Hemlig text."))
    version(goal, "Hemligt förslag", NOVEMBER, proposed=True, basis=first, change=describe("Hemlig text."))
    copying.new_draft(plan=first.plan, name="Hemlig kopia", basis=first, at=f.noon(NOVEMBER))
    html = client.get(reverse("goal_history", args=["skola"])).text
    assert "Hemlig" not in html and "hemlig" not in html
    assert headings(read(client)) == ["Juniplanen"]


def test_a_goal_known_only_from_a_draft_is_not_found(client: Client):
    hidden = f.LongTermGoalFactory(slug="hemligt", source="")
    version(hidden, "Utkast", NOVEMBER)
    assert client.get(reverse("goal_history", args=["hemligt"])).status_code == 404
    assert client.get(reverse("goal_history", args=["finns-inte"])).status_code == 404


def test_as_of_an_earlier_day_later_versions_are_not_there(client: Client, goal: Any, first: g.PlanVersion):
    version(goal, "Novemberplanen", NOVEMBER, adopted=True, basis=first, change=describe("Nytt."))
    main = read(client, "?den=2021-08-01")
    assert headings(main) == ["Juniplanen"]
    assert "Du läser sidan som den var den 1 augusti 2021" in text(main)
    assert main.select('a[href="/mal/skola/?den=2021-08-01"]')
    assert headings(read(client, "?den=2020-01-01")) == []


def test_as_of_the_day_before_the_decision_a_yrkande_was_not_yet_settled(client: Client, goal: Any, first: Any):
    matter = f.MatterFactory()
    other = version(
        goal, "Förslaget", dt.date(2021, 11, 20), moved=True, matter=matter, basis=first, change=describe("Nytt.")
    )
    f.decide(matter=matter, on=NOVEMBER, outcomes={other: Outcome.REJECTED})
    assert "Yrkad, inte beslutad än" in text(entry(read(client, "?den=2021-11-25"), "Förslaget"))
    assert "Föreslagen, inte antagen" in text(entry(read(client), "Förslaget"))


def test_focus_areas_and_what_the_goal_takes_off_from_are_part_of_the_wording(client: Client, goal: Any):
    def begin(statement: g.GoalStatement) -> None:
        f.FocusAreaFactory(version=statement.version, goal=goal, title="Läsning", order=1)
        f.FocusAreaFactory(version=statement.version, goal=goal, title="Trygghet", text="", order=2)
        f.GoalOriginFactory(version=statement.version, statement=statement)

    def change(statement: g.GoalStatement) -> None:
        areas = g.FocusArea.objects.filter(version=statement.version)
        areas.get(title="Trygghet").delete()
        reading = areas.get(title="Läsning")
        reading.text = "Högläsning varje vecka."
        reading.save()
        f.FocusAreaFactory(version=statement.version, goal=goal, title="Räkning", order=3)
        statement.origins.all().delete()

    before = version(goal, "Juniplanen", JUNE, adopted=True, change=begin)
    version(goal, "Novemberplanen", NOVEMBER, adopted=True, basis=before, change=change)
    main = read(client)
    told = [text(item) for item in entry(main, "Novemberplanen").select("ul > li")]
    assert told[:3] == [
        "Fokusområdet Läsning är ändrat.", "Nytt fokusområde: Räkning.", "Borttaget fokusområde: Trygghet.",
    ]  # fmt: skip
    assert told[3].startswith("Borttaget avstamp: Agenda 2030: Globalt mål")
    assert "Tar avstamp i Agenda 2030" in text(entry(main, "Juniplanen"))


def test_a_goal_that_a_version_leaves_out_is_told_as_taken_away(client: Client, goal: Any, first: g.PlanVersion):
    def take_away(draft: g.PlanVersion) -> None:
        f.GoalStatementFactory(version=draft, goal=f.LongTermGoalFactory(name="Ett annat mål"))
        g.GoalStatement.objects.filter(version=draft, goal=goal).delete()

    f.PlanVersionFactory(name="Novemberplanen", basis=first, adopted=True, on=NOVEMBER, filled_by=take_away)
    item = entry(read(client), "Novemberplanen")
    assert "Målet finns inte längre med. Det stod i Juniplanen." in text(item)
    assert item.h2 and item.h2.a and "#" not in str(item.h2.a["href"])


def test_a_version_whose_goals_are_not_entered_takes_nothing_away(client: Client, goal: Any, first: g.PlanVersion):
    f.PlanVersionFactory(name="Novemberplanen", adopted=True, on=NOVEMBER)
    assert headings(read(client)) == ["Juniplanen"]


def test_the_example_label_is_contagious(client: Client, goal: Any):
    def example(statement: g.GoalStatement) -> None:
        statement.is_example = True

    version(goal, "Juniplanen", JUNE, adopted=True, change=example)
    response = client.get(reverse("goal_history", args=["skola"]))
    assert '<meta name="robots" content="noindex">' in response.text
    assert "Exempel" in text(read(client).h2.find_parent("article"))  # type: ignore[union-attr]


def test_the_goals_page_leads_here_as_of_the_same_day(client: Client, first: g.PlanVersion):
    page = client.get("/mal/skola/?den=2021-08-01").text
    assert 'href="/mal/skola/historik/?den=2021-08-01"' in page


def test_it_costs_at_most_ten_queries_and_the_same_at_any_size(client: Client, goal: Any, first: g.PlanVersion):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(client)
        return len(found)

    def change(statement: g.GoalStatement) -> None:
        statement.description = f"Lydelse {statement.version_id}."
        f.GoalOriginFactory(version=statement.version, statement=statement)
        f.FocusAreaFactory(version=statement.version, goal=goal)

    version(goal, "Andra", JUNE, adopted=True, basis=first, change=change)
    few = queries()
    for number in range(12):
        version(goal, f"Plan {number}", NOVEMBER, moved=True, basis=first, change=change)
    assert queries() == few <= 10


def test_what_was_not_understood_in_the_address_is_said(client: Client, goal: Any, clock: Clock):
    assert client.get(reverse("goal_history", args=["skola"]) + "?den=igår").status_code == 400
