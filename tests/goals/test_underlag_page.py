"""/mal-och-budget/<år>/underlag/: full, empty, as example and as of another day."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]  # 15 March 2022
URL = "/mal-och-budget/2022/underlag/"
JUNE, NOVEMBER = dt.date(2021, 6, 14), dt.date(2021, 11, 29)


def page(client, url=URL):
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def text(tag):
    return " ".join(tag.get_text(" ").split())


def section(soup, name):
    return soup.find("section", attrs={"aria-labelledby": name})


def levels(goal, kpi):
    return lambda draft: (
        f.GoalStatementFactory(version=draft, goal=goal),
        f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, recurring=True),
    )


@pytest.fixture
def plan():
    return f.PlanFactory(year=2022)


@pytest.fixture
def everything(plan):
    """An earlier plan with a result, two spaningar, four bodies, and a revised proposal that answers a need."""
    goal, kpi = f.LongTermGoalFactory(name="God utbildning"), f.KpiFactory(title="Behöriga elever")
    f.KpiValueFactory(kpi=kpi, year=2020, value="81")
    f.PlanVersionFactory(plan=f.PlanFactory(year=2021), name="Mål och budget 2021", adopted=True,
                         on=dt.date(2020, 11, 30), filled_by=levels(goal, kpi))  # fmt: skip
    f.PlanVersionFactory(plan=plan, name="Mål och budget 2022", adopted=True, on=JUNE, filled_by=levels(goal, kpi))
    f.OutlookFactory(plan=plan, title="Räntorna stiger", area="economy", source_url="https://example.se/")
    f.OutlookFactory(plan=plan, title="Fler äldre", area="population", noted_on=dt.date(2021, 10, 1))
    social = f.BudgetInputFactory(plan=plan, handed_in=True, body=f.BodyFactory(name="socialnämnden", sort_order=1))
    need = f.BudgetNeedFactory(input=social, rank=1, title="Fler platser", amount_second=4_300_500)
    f.BudgetNeedFactory(input=social, rank=2, title="Fordon", kind="investment", amount_first=-900_000)
    f.BudgetInputFactory(plan=plan, body=f.BodyFactory(name="valnämnden", sort_order=2))
    f.BudgetInputFactory(plan=plan, body=f.BodyFactory(name="byggnadsnämnden", sort_order=3),
                         due_on=dt.date(2022, 9, 1))  # fmt: skip
    f.BudgetInputFactory(plan=plan, body=f.BodyFactory(name="kulturnämnden", sort_order=4),
                         decided_on=dt.date(2021, 5, 2), handed_in_on=dt.date(2021, 5, 3))  # fmt: skip

    def answering(draft):
        focus = f.FocusAreaFactory(version=draft, goal=goal, title="Trygg ålderdom")
        f.InputAnswerFactory(version=draft, need=need, answered_key=focus.key, note="Från 2023")

    f.PlanVersionFactory(plan=plan, name="Reviderad mål och budget 2022", adopted=True, on=NOVEMBER,
                         filled_by=answering)  # fmt: skip


@pytest.mark.usefixtures("everything")
def test_earlier_results_are_drawn_from_the_plan_before_and_say_so(client):
    found = section(page(client), "resultat")
    assert "ur Mål och budget 2021 , med de värden som var kända den 15 mars 2022" in text(found)
    assert [text(h) for h in found.select("h3")] == ["God utbildning"]
    assert "1 av 1 nyckeltal når nivån" in text(found)
    assert "81" in text(found.select_one("td.kpi-value"))


@pytest.mark.usefixtures("everything")
def test_spaningar_stand_by_area_with_their_source(client):
    found = section(page(client), "spaning")
    assert [text(h) for h in found.select("h3")] == ["Ekonomi", "Befolkning"]
    assert found.select_one('a[href="https://example.se/"]').get_text() == "SCB"


@pytest.mark.usefixtures("everything")
def test_who_is_late_comes_first_and_each_body_says_how_it_stands(client):
    soup = page(client)
    found = section(soup, "budgetunderlag")
    assert text(soup.select_one(".lede")) == "2 av 4 budgetunderlag har lämnats. 1 är sent."
    assert text(found.select_one(".notice")) == "Saknas efter sista dagen Valnämnden skulle ha lämnats 1 maj 2021"
    assert [(text(a.h3), text(a.select_one(".chip"))) for a in found.select("article")] == [
        ("Socialnämnden", "Lämnat 27 april 2021"), ("Valnämnden", "Sent: skulle ha lämnats 1 maj 2021"),
        ("Byggnadsnämnden", "Väntas senast 1 september 2022"),
        ("Kulturnämnden", "Lämnat 3 maj 2021, skulle ha lämnats 1 maj 2021"),
    ]  # fmt: skip
    social, *_, culture = found.select("article")
    assert "20 april 2021 Paragraf § 31 Diarienummer SN 2021/12" in text(social)
    assert [text(li.p) for li in social.select("ol > li")] == ["1. Fler platser Driftmedel", "2. Fordon Investering"]
    assert "2022: 4 200 tkr 2023: 4 301 tkr 2024: inte angivet" in text(social)
    assert "2022: −900 tkr" in text(social)
    assert "framgår inte av källan" in text(culture)
    assert [text(caption) for caption in found.select("caption")] == [
        "Begärda driftmedel per nämnd, tkr", "Begärda investeringar per nämnd, tkr",
    ]  # fmt: skip


@pytest.mark.usefixtures("everything")
def test_what_is_answered_leads_to_the_part_and_what_is_not_is_listed(client):
    found = section(page(client), "svar")
    assert "1 av 4 behov och spaningar har ett svar i Reviderad mål och budget 2022" in text(found)
    answer = found.select_one("ul ul a")
    assert (text(answer), answer["href"].rpartition("#")[0]) == ("Trygg ålderdom", "/mal-och-budget/2022/version/2/")
    fragment = answer["href"].rpartition("#")[2]
    version = BeautifulSoup(client.get("/mal-och-budget/2022/version/1/").content, "html.parser")
    assert version.find(id=fragment) is not None
    assert [text(a) for a in found.select(".plain-list a")] == ["Fordon", "Räntorna stiger", "Fler äldre"]
    soup = page(client)
    for link in found.select('a[href*="underlag/#"]'):
        assert soup.find(id=link["href"].partition("#")[2]) is not None


@pytest.mark.usefixtures("everything")
def test_as_of_a_day_nothing_is_known_that_came_later(client):
    soup = page(client, f"{URL}?den=2021-05-02")
    assert text(soup.select_one(".lede")) == "1 av 4 budgetunderlag har lämnats. 2 är sena."
    assert [text(h) for h in section(soup, "spaning").select("h3")] == ["Ekonomi"]
    assert "Ingen version var offentlig den dagen" in text(section(soup, "svar"))
    july = page(client, f"{URL}?den=2021-07-01")
    assert "0 av 3 behov och spaningar har ett svar i Mål och budget 2022" in text(section(july, "svar"))
    early = page(client, f"{URL}?den=2021-07-01&kant=2020-12-01")
    assert "uppgift saknas" in text(section(early, "resultat"))
    april = page(client, f"{URL}?den=2021-04-26")
    assert "Fler platser" not in text(april.main)
    assert client.get(f"{URL}?den=igår").status_code == 400


def test_a_plan_without_underlag_says_what_is_missing_and_what_to_do(client, plan):
    f.PlanVersionFactory(plan=plan, adopted=True, on=JUNE)
    soup = page(client)
    assert [text(h) for h in soup.select(".empty-heading")] == [
        "Inga tidigare resultat att visa", "Ingen omvärldsspaning är inlagd", "Inget budgetunderlag är begärt",
        "Det finns inget underlag att svara på än",
    ]  # fmt: skip
    assert soup.find("meta", attrs={"name": "robots"}) is None


def test_the_plans_own_levels_serve_when_no_earlier_plan_has_any(client, plan):
    f.PlanVersionFactory(plan=f.PlanFactory(year=2021), adopted=True, on=dt.date(2020, 11, 30))
    f.PlanVersionFactory(plan=plan, name="Junibudgeten", adopted=True, on=JUNE,
                         filled_by=levels(f.LongTermGoalFactory(), f.KpiFactory()))  # fmt: skip
    assert "ur Junibudgeten" in text(section(page(client), "resultat"))


@pytest.mark.parametrize("example", ["outlook", "input", "need"])
def test_an_example_anywhere_labels_the_page(client, plan, example):
    f.PlanVersionFactory(plan=plan, adopted=True, on=JUNE)
    if example == "outlook":
        f.OutlookFactory(plan=plan, is_example=True)
    else:
        item = f.BudgetInputFactory(plan=plan, handed_in=True, is_example=example == "input")
        f.BudgetNeedFactory(input=item, is_example=example == "need")
    soup = page(client)
    assert soup.find("meta", attrs={"name": "robots", "content": "noindex"})
    assert soup.select(".banner.is-example")
    assert soup.select("section .example") or soup.select("section .note")


def test_a_partys_yrkande_does_not_speak_for_the_plan(client, plan):
    need = f.BudgetNeedFactory(input=f.BudgetInputFactory(plan=plan, handed_in=True))
    matter = f.MatterFactory()
    f.PlanVersionFactory(plan=plan, name="Kommunstyrelsens förslag", adopted=True, on=JUNE, matter=matter)
    f.PlanVersionFactory(
        plan=plan, name="C:s förslag", moved=True, on=NOVEMBER,
        filled_by=lambda draft: f.InputAnswerFactory(version=draft, need=need),
    )  # fmt: skip
    found = text(section(page(client), "svar"))
    assert "Kommunstyrelsens förslag" in found and "C:s förslag" not in found


def test_a_draft_and_its_answers_are_not_there(client, plan, administrator):
    need = f.BudgetNeedFactory(input=f.BudgetInputFactory(plan=plan, handed_in=True))
    draft = f.PlanVersionFactory(plan=plan, name="Hemligt utkast")
    focus = f.FocusAreaFactory(version=draft, title="Hemligt fokus")
    f.InputAnswerFactory(version=draft, need=need, answered_key=focus.key)
    assert client.get(URL).status_code == 404
    f.PlanVersionFactory(plan=plan, adopted=True, on=JUNE)
    for _ in range(2):
        assert "Hemligt" not in client.get(URL).text
        client.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")


def test_another_bodys_plan_has_its_own_page(client):
    body = f.BodyFactory(slug="kommunala-bolaget")
    f.PlanVersionFactory(plan=f.PlanFactory(body=body, year=2022), moved=True, on=JUNE)
    page(client, "/mal-och-budget/2022/kommunala-bolaget/underlag/")
    steering = f.BodyFactory(council=True)
    response = client.get(f"/mal-och-budget/2022/{steering.slug}/underlag/")
    assert (response.status_code, response["Location"]) == (301, URL)
    assert client.get("/mal-och-budget/2031/underlag/").status_code == 404


@pytest.mark.usefixtures("everything")
def test_the_page_costs_ten_queries_however_much_is_asked(client, plan):
    with CaptureQueriesContext(connection) as before:
        page(client)
    for n in range(8):
        item = f.BudgetInputFactory(plan=plan, handed_in=True)
        f.BudgetNeedFactory(input=item, rank=n + 1)
        f.OutlookFactory(plan=plan)
    with CaptureQueriesContext(connection) as after:
        page(client)
    assert len(after) == len(before) <= 10


def test_underlag_is_found_when_its_plan_is_public_and_it_has_been_handed_in(client):
    plan, secret = f.PlanFactory(year=2022), f.PlanFactory(year=2023)
    f.PlanVersionFactory(plan=plan, adopted=True, on=JUNE)
    f.PlanVersionFactory(plan=secret)
    for each in (plan, secret):
        f.OutlookFactory(plan=each, title="Elpriset stiger")
        f.BudgetNeedFactory(input=f.BudgetInputFactory(plan=each, handed_in=True), title="Elbilar")
    f.OutlookFactory(plan=plan, title="Elnätet byggs ut", noted_on=dt.date(2022, 12, 1))
    f.BudgetNeedFactory(input=f.BudgetInputFactory(plan=plan), title="Elcyklar")
    with CaptureQueriesContext(connection) as queries:
        soup = page(client, "/sok/?q=el")
    assert len(queries) <= 10
    assert [text(a) for a in soup.select("h3 a")] == ["Elbilar", "Elpriset stiger"]
    for link in soup.select("h3 a"):
        address, _, fragment = link["href"].partition("#")
        assert page(client, address).find(id=fragment) is not None


@pytest.mark.usefixtures("everything")
def test_the_plan_leads_to_its_underlag_as_of_the_same_day(client):
    for den in ("", "?den=2021-07-01", "?den=2021-05-02"):
        link = page(client, f"/mal-och-budget/2022/{den}").find("a", string="Underlag till planen")
        assert link["href"] == f"{URL}{den}"
