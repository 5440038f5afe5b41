"""/nyckeltal/<slug>/historik/: every level of a nyckeltal, what it changed, who brought it and what came of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from bs4 import Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import goals.models as g
import kpis.models as k
from goals.transitions import Outcome
from tests import factories as f
from tests.reading import read as page
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JUNE, NOVEMBER = dt.date(2021, 6, 14), dt.date(2021, 11, 29)


@pytest.fixture
def goal() -> g.LongTermGoal:
    return f.LongTermGoalFactory(slug="skola", name="Skola")


@pytest.fixture
def kpi() -> k.Kpi:
    made: k.Kpi = f.KpiFactory(slug="lasning", title="Elever som läser")
    return made


@pytest.fixture
def first(goal: g.LongTermGoal, kpi: k.Kpi) -> g.PlanVersion:
    return version(goal, kpi, "Juniplanen", JUNE, adopted=True)


def version(goal: g.LongTermGoal, kpi: k.Kpi, name: str, on: dt.date, **fields: Any) -> g.PlanVersion:
    """A version with a level for the nyckeltal; ``level`` are its fields, None takes it away."""
    level, year = fields.pop("level", {}), fields.pop("year", 2022)

    def fill(draft: g.PlanVersion) -> None:
        if not g.GoalStatement.objects.filter(version=draft, goal=goal).exists():
            f.GoalStatementFactory(version=draft, goal=goal)
        rows = k.AmbitionLevel.objects.filter(version=draft, goal=goal, kpi=kpi)
        if level is None:
            rows.delete()
        elif rows.exists():
            rows.update(**level)
        else:
            f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, **level)

    made: g.PlanVersion = f.PlanVersionFactory(
        name=name, on=on, filled_by=fill, plan=f.PlanFactory(year=year), **fields
    )
    return made


def read(client: Client, query: str = "", slug: str = "lasning") -> Tag:
    return page(client, reverse("kpi_history", args=[slug]) + query)


def entries(main: Tag) -> list[Tag]:
    return main.select(".history > li")


def test_a_nyckeltal_without_a_level_says_so(client: Client, kpi: k.Kpi):
    main = read(client)
    assert "Ingen ambitionsnivå är inlagd" in text(main)
    assert main.select(f'.empty a[href="{reverse("plans")}"]')


def test_an_unknown_nyckeltal_is_not_found(client: Client):
    assert client.get(reverse("kpi_history", args=["finns-inte"])).status_code == 404


def test_levels_stand_newest_first_with_what_each_changed(client: Client, goal: Any, kpi: Any, first: Any):
    version(goal, kpi, "Novemberplanen", NOVEMBER, adopted=True, basis=first, level={"value": Decimal(85)})
    newest, oldest = entries(read(client))
    assert text(newest.h3) == "Minst 85 % vid utgången av 2022 gäller nu"
    assert "Höjd jämfört med Juniplanen. Från ”minst 80 %” till ”minst 85 %”." in text(newest)
    assert text(oldest.h3) == "Minst 80 % vid utgången av 2022" and "jämfört med" not in text(oldest)
    assert "Budgetår 2022, enligt Novemberplanen Beslutad 29 november 2021" in text(newest)


def test_a_level_has_its_motive_and_those_who_answer_for_it(client: Client, goal: Any, kpi: Any, first: Any):
    body = f.BodyFactory(name="barnnämnden")

    def add(draft: g.PlanVersion) -> None:
        f.LevelBodyFactory(version=draft, level=k.AmbitionLevel.objects.get(version=draft), body=body)

    f.PlanVersionFactory(name="Novemberplanen", basis=first, adopted=True, on=NOVEMBER, filled_by=add)
    newest, _ = entries(read(client))
    assert "Alla barn ska kunna läsa." in text(newest)
    assert "Ansvarar: Barnnämnden" in text(newest)
    assert "Oförändrad nivå jämfört med Juniplanen. Ansvar: Barnnämnden i stället för ingen utsedd." in text(newest)


def test_a_version_leads_to_its_place_in_the_version_and_to_the_decision(client: Client, first: g.PlanVersion):
    (item,) = entries(read(client))
    assert item.select(f'a[href="{first.get_absolute_url()}#mal-skola"]')
    assert item.select(f'a[href="{g.Decision.objects.get().get_absolute_url()}"]')


def test_a_version_that_repeats_the_level_is_told_with_it(client: Client, goal: Any, kpi: Any, first: Any):
    version(goal, kpi, "Nästa plan", NOVEMBER, adopted=True, basis=first, year=2023)
    (item,) = entries(read(client))
    assert "Budgetår 2022 och 2023, enligt Juniplanen" in text(item)
    assert "Samma nivå i: Nästa plan Beslutad 29 november 2021" in text(item)


def test_what_was_not_adopted_is_shown_and_set_apart_in_words(client: Client, goal: Any, kpi: Any, first: Any):
    matter = f.MatterFactory()
    other = version(
        goal, kpi, "Partiets förslag", NOVEMBER, moved=True, matter=matter, basis=first, level={"value": Decimal(95)}
    )
    f.decide(matter=matter, on=NOVEMBER, outcomes={other: Outcome.REJECTED})
    main = read(client)
    proposal, kept = entries(main)
    assert proposal["class"] == ["is-proposal"]
    assert "Förslag för budgetår 2022, i Partiets förslag Föreslagen, inte antagen 29 november 2021" in text(proposal)
    assert "gäller nu" in text(kept.h3) and "gäller nu" not in text(proposal)
    assert "Ett förslag har inte antagits." in text(main)


def test_a_level_that_a_version_leaves_out_is_told_as_taken_away(client: Client, goal: Any, kpi: Any, first: Any):
    other = f.KpiFactory()

    def swap(draft: g.PlanVersion) -> None:
        k.AmbitionLevel.objects.filter(version=draft).delete()
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=other)

    f.PlanVersionFactory(name="Novemberplanen", basis=first, adopted=True, on=NOVEMBER, filled_by=swap)
    newest, oldest = entries(read(client))
    assert text(newest.h3) == "Borttagen: Minst 80 % vid utgången av 2022"
    assert "gäller nu" not in text(oldest)


def test_a_version_whose_levels_are_not_entered_takes_nothing_away(client: Client, goal: Any, first: Any):
    f.PlanVersionFactory(
        name="Novemberplanen",
        adopted=True,
        on=NOVEMBER,
        filled_by=lambda v: f.GoalStatementFactory(version=v, goal=goal),
    )
    assert len(entries(read(client))) == 1


def test_each_outcome_stands_with_the_level_it_was_judged_by(client: Client, goal: Any, kpi: Any, first: Any):
    version(goal, kpi, "Novemberplanen", NOVEMBER, adopted=True, basis=first, level={"value": Decimal(85)})
    version(
        goal, kpi, "Förra årets plan", dt.date(2020, 11, 30), adopted=True, year=2021,
        level={"value": Decimal(75), "target_end": dt.date(2021, 12, 31)},
    )  # fmt: skip
    f.KpiValueFactory(kpi=kpi, year=2021, value="79.4", known_from=dt.date(2022, 3, 1))
    newest, middle, oldest = entries(read(client))
    assert "Utfall 2021: 79,4 % Uppfyllt" in text(oldest)
    assert "Inget utfall har bedömts mot nivån." in text(newest)
    assert "Inget utfall har bedömts mot nivån." in text(middle)
    assert "Utfall 2021" not in text(read(client, "?kant=2022-02-01"))


def test_each_goal_has_its_own_levels_and_the_first_says_what_stood_before(client: Client, goal: Any, kpi: Any):
    earlier = f.LongTermGoalFactory(slug="trygghet", name="Trygghet", first_year=2021, last_year=2021)
    version(
        earlier, kpi, "Förra årets plan", dt.date(2020, 11, 30), adopted=True, year=2021, level={"value": Decimal(75)}
    )
    version(goal, kpi, "Juniplanen", JUNE, adopted=True)
    main = read(client)
    assert [text(h2) for h2 in main.select("h2")] == ["Mål: Skola", "Mål: Trygghet"]
    newest, oldest = entries(main)
    assert "Målets första nivå för nyckeltalet. I Förra årets plan, under målet Trygghet, var den: Minst 75 %" in (
        text(newest)
    )
    assert "Jämfört med den: höjd." in text(newest)
    assert "Målets första nivå" not in text(oldest)


def test_goals_of_the_same_name_are_told_apart_by_their_years(client: Client, goal: Any, kpi: Any, first: Any):
    earlier = f.LongTermGoalFactory(slug="skola-2021", name="Skola", first_year=2021, last_year=2021)
    version(earlier, kpi, "Förra årets plan", dt.date(2020, 11, 30), adopted=True, year=2021)
    main = read(client)
    named = [" ".join(str(section["aria-labelledby"]).split()) for section in main.select("section[aria-labelledby]")]
    names = [" ".join(text(main.find(id=ident)) for ident in idents.split()) for idents in named]  # type: ignore[arg-type]
    assert names == ["Mål: Skola Långsiktigt mål 2022–2025", "Mål: Skola Långsiktigt mål 2021"]


def test_several_levels_of_one_version_are_told_together(client: Client, goal: Any, kpi: Any):
    def fill(draft: g.PlanVersion) -> None:
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, order=1)
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, order=2, kind="at_most", value=Decimal(95))

    f.PlanVersionFactory(name="Juniplanen", adopted=True, on=JUNE, filled_by=fill)
    (item,) = entries(read(client))
    assert [text(h3)[:9] for h3 in item.select("h3")] == ["Minst 80 ", "Högst 95 "]


def test_the_sentence_is_what_the_nyckeltal_meant_when_it_was_decided(client: Client, kpi: k.Kpi, first: Any):
    kpi.unit = "antal"
    kpi.save()
    assert "Minst 80 % vid" in text(entries(read(client))[0].h3)


def test_nothing_of_a_draft_or_of_an_unpublished_proposal_is_there(client: Client, goal: Any, kpi: Any, first: Any):
    version(goal, kpi, "Hemligt utkast", NOVEMBER, basis=first, level={"value": Decimal(99)})
    version(goal, kpi, "Hemligt förslag", NOVEMBER, proposed=True, basis=first, level={"value": Decimal(99)})
    hidden = f.LongTermGoalFactory(slug="hemligt", name="Hemligt mål", source="")
    version(hidden, kpi, "Hemligt mål", NOVEMBER)
    html = client.get(reverse("kpi_history", args=["lasning"])).text
    assert "emlig" not in html and "99" not in html


def test_as_of_an_earlier_day_later_levels_are_not_there(client: Client, goal: Any, kpi: Any, first: Any):
    version(goal, kpi, "Novemberplanen", NOVEMBER, adopted=True, basis=first, level={"value": Decimal(85)})
    main = read(client, "?den=2021-08-01")
    assert [text(item.h3) for item in entries(main)] == ["Minst 80 % vid utgången av 2022"]
    assert main.select('a[href="/nyckeltal/lasning/?den=2021-08-01"]')
    assert entries(read(client, "?den=2020-01-01")) == []


def test_the_example_label_is_contagious(client: Client, goal: Any, kpi: Any):
    version(goal, kpi, "Juniplanen", JUNE, adopted=True, level={"is_example": True})
    assert '<meta name="robots" content="noindex">' in client.get(reverse("kpi_history", args=["lasning"])).text
    assert "Exempel" in text(entries(read(client))[0].h3)


def test_the_nyckeltals_page_leads_here_as_of_the_same_day(client: Client, first: g.PlanVersion):
    assert 'href="/nyckeltal/lasning/historik/?den=2021-08-01"' in client.get("/nyckeltal/lasning/?den=2021-08-01").text


def test_it_costs_at_most_ten_queries_and_the_same_at_any_size(client: Client, goal: Any, kpi: Any, first: Any):
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(client)
        return len(found)

    f.KpiValueFactory(kpi=kpi, year=2021)

    def fill(draft: g.PlanVersion) -> None:
        level = k.AmbitionLevel.objects.get(version=draft)
        k.AmbitionLevel.objects.filter(pk=level.pk).update(value=Decimal(draft.number))
        f.LevelBodyFactory(version=draft, level=level)
        f.LevelExceptionFactory(version=draft, level=level)
        f.AmbitionLevelFactory(version=draft, kpi=kpi, better_than=True)

    f.PlanVersionFactory(name="Plan", basis=first, adopted=True, on=NOVEMBER, filled_by=fill)
    few = queries()
    for number in range(8):
        f.PlanVersionFactory(name=f"Plan {number}", basis=first, moved=True, on=NOVEMBER, filled_by=fill)
    assert queries() == few <= 10
