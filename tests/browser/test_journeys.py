"""Journeys through the portal by role and label, each ending with an accessibility audit. Kungsör's content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from goals.models import Body
from kpis.models import Kpi
from tests import factories as f
from tests.plugins.browser import DESKTOP, PHONE, audit

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from kungsor_portal.models import User

pytestmark = pytest.mark.browser
TITLE = "Elever i årskurs 9 som är behöriga till gymnasiet"
ADDRESS = "/nyckeltal/behoriga-till-yrkesprogram/"
UNIT = "Skolkontoret"


@pytest.fixture(scope="module")
def officer(site: LiveServer) -> User:
    """A handläggare who keeps one nyckeltal, and whose name no visitor should meet."""
    person: User = f.UserFactory(
        username="hjordis", first_name="Hjördis", last_name="Hemligsson", unit=UNIT, officer=True
    )
    Kpi.objects.filter(title=TITLE).update(owner=person)
    assert Body.objects.exists()
    return person


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_politician_sees_why_a_nyckeltal_has_its_level_in_two_clicks(visit: Page) -> None:
    visit.goto("/")
    visit.get_by_role("link", name="God utbildning för alla").click()
    visit.get_by_role("main").get_by_role("link", name=TITLE).click()

    why = visit.get_by_role("region", name="Varför den här nivån?")
    expect(why.get_by_role("heading", name="Minst 80 % varje år till och med 2024")).to_be_visible()
    expect(why.get_by_text("gäller nu")).to_be_visible()
    expect(why.get_by_role("link", name="Reviderad mål och budget 2022")).to_be_visible()
    # Who decided it, and the whole chain from a Framtidsdag, one step away each.
    thread = visit.get_by_role("navigation", name="Från förslag till beslut")
    expect(thread.get_by_role("link", name="Kommunfullmäktige 29 november 2021")).to_be_visible()
    expect(thread.get_by_role("link", name="Styrning och ledning")).to_be_visible()
    audit(visit)
    thread.get_by_role("link", name="Kommunfullmäktige 29 november 2021").click()
    expect(visit.get_by_role("heading", level=1)).to_have_text("Reviderad mål och budget 2022")
    audit(visit)


def test_what_is_newest_leads_to_why_as_well(visit: Page) -> None:
    visit.goto("/")
    visit.get_by_role("region", name="Senaste värdena").get_by_role("link", name="Invånare").click()
    expect(visit.get_by_role("region", name="Varför den här nivån?")).to_contain_text("Minst 9 000 invånare")


def test_somebody_reads_the_plan_as_it_was_in_august(visit: Page) -> None:
    visit.goto("/mal-och-budget/2022/?den=2021-08-01")
    expect(visit.get_by_text("Du läser sidan som den var den 1 augusti 2021")).to_be_visible()
    expect(visit.get_by_role("main")).to_contain_text("beslutad 14 juni 2021")
    expect(visit.get_by_role("main")).to_contain_text("Öka varje år till och med 2024")
    expect(visit.get_by_role("main")).not_to_contain_text("Minst 80 % varje år till och med 2024")
    # Neither what was decided nor what was measured later.
    expect(visit.get_by_role("main")).not_to_contain_text("Reviderad")
    expect(visit.get_by_role("main")).not_to_contain_text("79,4")
    audit(visit)

    visit.get_by_role("link", name="Visa dagens").click()
    expect(visit.get_by_role("main")).to_contain_text("beslutad 29 november 2021")
    expect(visit.get_by_role("main")).to_contain_text("Minst 80 % varje år till och med 2024")
    audit(visit)


def test_somebody_explores_a_chart_and_comes_back(visit: Page) -> None:
    asked: list[str] = []
    visit.on("request", lambda request: asked.append(request.url))
    visit.goto(ADDRESS)
    expect(visit.locator("svg.chart:visible")).to_have_count(1)
    assert not [address for address in asked if "plotly" in address]

    visit.get_by_role("button", name="Utforska diagrammet").click()
    visit.get_by_role("button", name="Visa det enkla diagrammet").wait_for()
    assert [address for address in asked if "plotly" in address]
    visit.get_by_role("group", name="Diagram: ").focus()
    visit.keyboard.press("End")
    expect(visit.get_by_text("2023: Kungsör 79,4")).to_be_visible()
    audit(visit)

    visit.get_by_role("button", name="Visa det enkla diagrammet").click()
    expect(visit.locator("svg.chart:visible")).to_have_count(1)
    expect(visit.get_by_role("button", name="Utforska diagrammet")).to_be_visible()
    audit(visit)


@pytest.mark.slow
def test_a_handlaggare_enters_a_value_and_corrects_it_and_all_can_follow(visit: Page, officer: User) -> None:
    visit.goto("/logga-in/?next=/admin/")
    visit.get_by_label("Användarnamn").fill(officer.username)
    visit.get_by_label("Lösenord").fill(f.PASSWORD)
    visit.get_by_role("button", name="Logga in").click()
    visit.get_by_role("link", name="Till inmatningen").click()
    row = visit.get_by_role("group", name=TITLE)
    expect(row).to_contain_text("Senast 79,4 % (2023)")
    audit(visit)
    row.get_by_label("Värde").fill("81,2")
    visit.get_by_role("button", name="Spara alla ifyllda rader").click()
    expect(visit.get_by_role("region", name="Så här landade värdet")).to_contain_text("81,2")

    visit.goto(ADDRESS)
    expect(visit.locator(".answer-sentence")).to_contain_text("81,2 % år 2024")
    expect(visit.locator(".answer-status")).to_contain_text("Uppfyllt")
    expect(visit.get_by_role("row", name="2024 Utfall 81,2 %")).to_be_visible()
    audit(visit)

    visit.goto(f"/admin/kpis/kpi/{Kpi.objects.get(title=TITLE).pk}/varden/")
    visit.get_by_role("link", name="Ändra 2024 totalt").click()
    total = visit.get_by_role("group", name="Totalt")
    expect(total.get_by_label("Värde")).to_have_value("81,2")
    total.get_by_label("Värde").fill("78,2")
    visit.get_by_role("button", name="Spara", exact=True).click()
    expect(visit.get_by_role("alert")).to_contain_text("Skäl")
    total.get_by_label("Skäl till ändringen").fill("Skolverket rättade sitt underlag")
    visit.get_by_role("button", name="Spara", exact=True).click()
    expect(visit.get_by_role("region", name="Så här landade värdet")).to_contain_text("78,2")
    audit(visit)


@pytest.mark.slow
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_visitor_then_sees_old_new_and_why_with_the_unit_and_no_name(visit: Page) -> None:
    visit.goto(ADDRESS)
    expect(visit.locator(".answer-sentence")).to_contain_text("78,2 % år 2024")
    changed = visit.get_by_role("region", name="Ändrade värden").get_by_role("row", name="2024")
    expect(changed).to_contain_text("81,2 %")
    expect(changed).to_contain_text("78,2 %")
    expect(changed).to_contain_text("Skolverket rättade sitt underlag")
    expect(changed).to_contain_text(UNIT)
    assert "Hjördis" not in visit.content()
    assert "Hemligsson" not in visit.content()
    expect(visit.get_by_role("link", name="Logga in")).to_be_visible()
    audit(visit)
    data = visit.request.get(f"{ADDRESS}data.csv").text()
    assert "78.2" in data
    assert "Hjördis" not in data
