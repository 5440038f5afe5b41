"""/framtidsdag/ and one day: what is known of it, and everything that came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from framtidsdag.models import Assignment, Framtidsdag, ParticipantGroup, ProgrammeItem, Report
from goals.models import Decision
from tests import factories as f
from tests.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date
SEPTEMBER, NOVEMBER = D(2021, 9, 27), D(2021, 11, 29)


# --- All days ---------------------------------------------------------------------------------


def test_known_days_stand_newest_first_and_themes_in_the_order_of_the_source(client: Client) -> None:
    for date in (D(2019, 5, 1), SEPTEMBER, D(2020, 10, 25)):
        f.FramtidsdagFactory(date=date, theme=f"Tema {date.year}")
    for order, theme in ((2, "äldreomsorg"), (1, "hamnutveckling")):
        Framtidsdag.objects.create(theme=theme, theme_order=order)
    main = read(client, "/framtidsdag/")
    assert [text(h3) for h3 in main.select("h3")] == ["Tema 2021", "Tema 2020", "Tema 2019"]
    assert [text(item) for item in main.select(".plain-list li")] == ["Hamnutveckling", "Äldreomsorg"]


def test_a_date_that_is_only_the_sources_says_so(client: Client) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER, date_is_published=True)
    assert "källans datum" in text(read(client, "/framtidsdag/"))


def test_without_days_the_page_says_so_and_leads_on(client: Client) -> None:
    main = read(client, "/framtidsdag/")
    assert "Ingen Framtidsdag är inlagd" in text(main)
    assert main.select(".empty a")


def test_many_days_are_paged_and_cost_the_same(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    f.FramtidsdagFactory.create_batch(25)
    with django_assert_max_num_queries(10):
        assert len(read(client, "/framtidsdag/").select("article")) == 20
    assert len(read(client, "/framtidsdag/?sida=2").select("article")) == 5


# --- One day ----------------------------------------------------------------------------------


def test_a_day_is_told_whole(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    plan = f.PlanFactory(year=2022)
    kpi, goal = f.KpiFactory(title="Läsning"), f.LongTermGoalFactory(name="God utbildning")
    day = f.FramtidsdagFactory(
        date=SEPTEMBER, date_is_published=True, theme="styrning och ledning", purpose="Att se framåt.", plan=plan,
        summary="Nuläget beskrevs.", source="Kommunen", source_url="https://example.se/dag",
    )  # fmt: skip
    ParticipantGroup.objects.create(day=day, order=1, name="budgetberedningen")
    ParticipantGroup.objects.create(day=day, order=2, name="regionen", role=ParticipantGroup.Role.PRESENTER)
    ProgrammeItem.objects.create(day=day, order=1, title="Nuläge", starts_at=dt.time(9), ends_at=dt.time(10, 30))
    f.PlanVersionFactory(
        plan=plan, name="Reviderad", adopted=True, on=NOVEMBER,
        filled_by=lambda draft: f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi),
    )  # fmt: skip
    decision = Decision.objects.get()
    assignment = f.AssignmentFactory(
        day=day, text="Se över nyckeltalen", body=f.BodyFactory(board=True), due_on=D(2022, 2, 1), decision=decision
    )
    Report.objects.create(assignment=assignment, date=D(2022, 2, 1), text="Nyckeltalen är sedda över.")
    with django_assert_max_num_queries(10):
        main = read(client, "/framtidsdag/2021-09-27/")
    page = text(main)
    assert text(main.h1) == "Styrning och ledning"
    assert "Publicerad 27 september 2021; själva dagen framgår inte av källan" in page
    told = (
        "Att se framåt.", "Digital", "Budgetberedningen", "Regionen", "09.00–10.30", "Nuläget beskrevs.",
        "Se över nyckeltalen", "Kommunstyrelsen", "1 februari 2022", "Nyckeltalen är sedda över.",
    )  # fmt: skip
    for words in told:
        assert words in page
    links = {link["href"] for link in main.select("a[href]")}
    assert {plan.get_absolute_url(), kpi.get_absolute_url(), goal.get_absolute_url(), decision.get_absolute_url(),
            "https://example.se/dag"} <= links  # fmt: skip


def test_a_day_of_which_little_is_known_says_what_is_missing(client: Client) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER, purpose="", form=Framtidsdag.Form.UNKNOWN)
    page = text(read(client, "/framtidsdag/2021-09-27/"))
    for words in ("Syftet framgår inte av källan.", "Vilka som deltog framgår inte av källan.",
                  "Programmet är inte inlagt.", "Dagens förslag är inte inlagda.",
                  "Resultatet av prioriteringen är inte inlagt.", "Inga uppdrag från dagen är inlagda.",
                  "källan säger inte vilken plan den arbetade för"):  # fmt: skip
        assert words in page


def test_a_day_without_a_plan_takes_no_decision_as_its_own(client: Client) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER, plan=None)
    f.decide(matter=f.MatterFactory(), on=NOVEMBER, title="Något annat")
    assert "Något annat" not in text(read(client, "/framtidsdag/2021-09-27/"))


def test_decisions_before_the_day_did_not_come_of_it(client: Client) -> None:
    plan = f.PlanFactory(year=2022)
    f.FramtidsdagFactory(date=SEPTEMBER, plan=plan)
    f.PlanVersionFactory(plan=plan, adopted=True, on=D(2021, 6, 14))
    main = read(client, "/framtidsdag/2021-09-27/")
    assert "Inget beslut efter dagen är inlagt" in text(main)


@pytest.mark.parametrize("anchor", ["forslag", "prioritering", "uppdrag", "program", "resultat"])
def test_the_thread_has_somewhere_to_land(client: Client, anchor: str) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER)
    assert read(client, "/framtidsdag/2021-09-27/").find(id=anchor)


@pytest.mark.parametrize(
    ("phase", "step"),
    [("planned", "Förbered"), ("situation", "Genomför"), ("workshop", "Genomför"), ("prioritising", "Genomför"),
     ("processing", "Svara"), ("processed", "Följ upp"), ("reported", "Följ upp")],
)  # fmt: skip
def test_the_seven_phases_are_seen_as_four_steps(client: Client, phase: str, step: str) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER, phase=phase)
    main = read(client, "/framtidsdag/2021-09-27/")
    assert text(main.select_one('[aria-current="step"]')) == step
    assert len(main.select(".phase li")) == 4


def test_nyckeltal_of_an_example_plan_make_the_page_an_example(client: Client) -> None:
    plan = f.PlanFactory(year=2022)
    f.FramtidsdagFactory(date=SEPTEMBER, plan=plan)
    f.PlanVersionFactory(
        plan=plan, adopted=True, on=NOVEMBER, is_example=True,
        filled_by=lambda draft: f.AmbitionLevelFactory(version=draft, is_example=True),
    )  # fmt: skip
    response = client.get("/framtidsdag/2021-09-27/")
    assert b'name="robots" content="noindex"' in response.content
    assert "Kommunens beslutade text är inte inlagd." in response.content.decode()


def test_an_assignment_without_a_report_says_so(client: Client) -> None:
    day = f.FramtidsdagFactory(date=SEPTEMBER)
    Assignment.objects.create(day=day, order=1, text="Ta fram en plan", responsible="deltagande förvaltningar")
    page = text(read(client, "/framtidsdag/2021-09-27/"))
    assert "deltagande förvaltningar" in page
    assert "Ingen återrapportering är inlagd." in page


@pytest.mark.parametrize(
    "date",
    ["2021-9-27", "20210927", "2021-02-31", "2021-09-28", "2021-W39-1", "igår", "9999-12-31", "0001-01-01", "%00"],
)
def test_a_date_that_is_none_or_has_no_day_is_not_found(client: Client, date: str) -> None:
    f.FramtidsdagFactory(date=SEPTEMBER)
    main = read(client, f"/framtidsdag/{date}/", status=404)
    assert "Här tar tråden slut" in text(main)
