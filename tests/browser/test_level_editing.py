"""Writing ambition levels: chosen in the catalogue, seen as a sentence and a curve while typed, with and without JS."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.models import PartEdit
from goals.models import PlanVersion
from kpis.models import AmbitionLevel
from tests import factories
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(page: Page, live_server: Any, clock: Clock) -> PlanVersion:
    """A group's draft with a goal and a level, open to the one who is signed in."""
    clock.noon(dt.date(2021, 6, 1))
    writer = factories.UserFactory(representative=True)
    group = factories.DraftGroupMemberFactory(user=writer, group__name="Budgetberedningen").group
    factories.AreaFactory(own=True)
    factories.BodyFactory(name="barn- och utbildningsnämnden")
    kpi = factories.KpiFactory(title="Elever behöriga till gymnasiet", code="N15428")
    for year, value in ((2018, "81.6"), (2019, "77"), (2020, "71.8")):
        factories.KpiValueFactory(kpi=kpi, year=year, value=value)
    factories.KpiFactory(title="Elevers frånvaro", code="N2", direction="lower", unit="dagar")
    draft = factories.PlanVersionFactory(group=group, name="Reviderad mål och budget")
    goal = factories.LongTermGoalFactory(slug="utbildning", name="God utbildning")
    factories.GoalStatementFactory(version=draft, goal=goal)
    factories.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi)
    sign_in(page, live_server, writer)
    page.goto(f"/utkast/{draft.pk}/")
    return draft


def level_form(page: Page) -> Any:
    return page.locator(".part.is-edited")


def test_a_level_is_edited_where_it_is_read_with_its_sentence_while_one_types(page: Page, draft: PlanVersion) -> None:
    page.get_by_role("link", name="Ändra ambitionsnivån").click()
    form = level_form(page)
    preview = form.get_by_role("region", name="Så läses nivån")
    expect(preview).to_contain_text("Minst 80\u00a0% vid utgången av 2022.")
    expect(preview.get_by_role("img").first).to_be_visible()
    form.get_by_label("Minst (%)").fill("85,5")
    expect(preview).to_contain_text("Minst 85,5\u00a0% vid utgången av 2022.")
    expect(page.locator("[data-announcer]")).to_have_text("Minst 85,5\u00a0% vid utgången av 2022.")
    audit(page)

    form.get_by_label("Slag av nivå").focus()
    form.get_by_label("Slag av nivå").select_option("mellan")
    expect(form.get_by_label("Till (%)")).to_be_visible()
    expect(form.get_by_label("Slag av nivå")).to_be_focused()
    expect(form.get_by_label("Från (%)")).to_have_value("85,5")
    expect(preview).to_contain_text("Till (%): Skriv den övre gränsen.")
    form.get_by_label("Till (%)").fill("90")
    expect(preview).to_contain_text("Mellan 85,5 och 90\u00a0% vid utgången av 2022.")
    form.get_by_text("Ansvariga", exact=True).click()
    form.get_by_label("Barn- och utbildningsnämnden", exact=True).check()
    form.get_by_label("bedöms på eget värde").check()
    form.get_by_role("button", name="Spara").click()

    part = page.locator(".part.is-niva")
    expect(part).to_contain_text("Mellan 85,5 och 90\u00a0% vid utgången av 2022")
    expect(part).to_contain_text("Barn- och utbildningsnämnden (bedöms på eget värde)")
    level = AmbitionLevel.objects.get()
    assert (level.kind, level.upper, PartEdit.objects.count()) == ("between", 90, 1)


def test_a_level_is_added_for_a_nyckeltal_found_in_the_catalogue(
    page: Page, draft: PlanVersion, page_faults: list[str]
) -> None:
    page.get_by_role("link", name="Lägg till en ambitionsnivå").click()
    expect(page.get_by_role("main")).to_contain_text("2 nyckeltal")
    expect(page.get_by_role("main")).to_contain_text("Målet har redan nivån: minst.")
    page.wait_for_load_state()  # what is typed before htmx is there waits for the button
    page.get_by_label("Sök bland nyckeltalen").press_sequentially("frånvaro")
    expect(page.get_by_role("main")).to_contain_text("1 nyckeltal.")
    audit(page)
    page.get_by_role("link", name="Elevers frånvaro").click()

    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv talet som inte ska överskridas")
    # The browser's own note of an answer that refuses is no fault.
    page_faults[:] = [fault for fault in page_faults if "422" not in fault]
    page.wait_for_load_state()
    page.get_by_label("Högst (dagar)").fill("5,5")
    page.get_by_label("Målår").fill("2040")
    expect(page.get_by_role("region", name="Så läses nivån")).to_contain_text("Målåret ska ligga i planens år")
    page.get_by_label("Målår").fill("2023")
    expect(page.get_by_role("region", name="Så läses nivån")).to_contain_text(
        "Högst 5,5\u00a0dagar vid utgången av 2023."
    )
    page.get_by_role("button", name="Spara").click()

    expect(page).to_have_url(re.compile(rf"/utkast/{draft.pk}/#del-"))
    expect(page.get_by_role("main")).to_contain_text("Högst 5,5\u00a0dagar vid utgången av 2023")


@pytest.mark.parametrize("java_script", [False])
def test_without_a_script_the_same_forms_work(page: Page, draft: PlanVersion) -> None:
    page.get_by_role("link", name="Ändra ambitionsnivån").click()
    page.get_by_label("Slag av nivå").select_option("öka")
    page.get_by_role("button", name="Visa fälten för valt slag").click()
    page.get_by_label("Öka med minst").fill("3")
    page.get_by_label("Basperiod").fill("2020")
    page.get_by_role("button", name="Visa meningen").click()
    sentence = "Öka med minst 3\u00a0procentenheter från 2020 till 2022"
    expect(page.get_by_role("region", name="Så läses nivån")).to_contain_text(sentence)
    assert not PartEdit.objects.exists()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("main")).to_contain_text(sentence)

    page.get_by_role("link", name="Lägg till en ambitionsnivå").click()
    page.get_by_label("Sök bland nyckeltalen").fill("frånvaro")
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("link", name="Elevers frånvaro").click()
    page.get_by_label("Högst (dagar)").fill("5")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("main")).to_contain_text("Högst 5\u00a0dagar vid utgången av 2022")
    assert AmbitionLevel.objects.count() == 2


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_form_holds_on_a_phone_and_in_the_dark(page: Page, draft: PlanVersion) -> None:
    page.goto(f"/utkast/{draft.pk}/del/niva/{AmbitionLevel.objects.get().key}/")
    page.get_by_text("Ansvariga", exact=True).click()
    page.get_by_text("Undantag för en period").click()
    audit(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
