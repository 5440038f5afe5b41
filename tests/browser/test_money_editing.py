"""A controller's journeys: one body's frames, figures from a spreadsheet, the financing; also without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from goals.copying import new_draft
from goals.models import BudgetFrame, Financing, PlanVersion
from kpis.numbers import NBSP
from tests import factories
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YEARS = (2022, 2023, 2024)
SCHOOL, SOCIAL = "Barn- och utbildningsnämnden", "Socialnämnden"
LONG = "gymnasie- och vuxenutbildningsförbundets gemensamma direktion"


def _fill(version: PlanVersion) -> None:
    names = ["barn- och utbildningsnämnden", "socialnämnden", LONG]
    for order, name in enumerate(names, 1):
        body = factories.BodyFactory(name=name, slug=f"namnd-nr-{order}", sort_order=order)
        for year in YEARS:
            factories.BudgetFrameFactory(version=version, body=body, year=year, amount=order * 100_000_000)
    for year in YEARS:
        factories.FinancingFactory(
            version=version, year=year, tax_revenue=500_000_000, state_grants=108_000_000, financial_net=-2_000_000
        )
    factories.FinancialTargetFactory(version=version)


@pytest.fixture
def draft(transactional_db: None) -> PlanVersion:
    group = factories.DraftGroupFactory()
    basis = factories.PlanVersionFactory(filled_by=_fill, name="Mål och budget 2022")
    return new_draft(
        plan=basis.plan, name="Reviderad", basis=basis, group=group, at=factories.noon(factories.ADOPTED_ON)
    )


@pytest.fixture
def writer(draft: PlanVersion) -> Any:
    return factories.DraftGroupMemberFactory(group=draft.group, user__representative=True).user


@pytest.fixture
def at_draft(page: Page, live_server: Any, draft: PlanVersion, writer: Any) -> Page:
    sign_in(page, live_server, writer)
    page.goto(f"/utkast/{draft.pk}/")
    return page


def frame_amounts(draft: PlanVersion, year: int) -> list[int]:
    found = BudgetFrame.objects.filter(version=draft, year=year).order_by("body__sort_order")
    return list(found.values_list("amount", flat=True))


def paste(field: Locator, text: str) -> None:
    field.focus()
    field.evaluate(
        """(field, text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          if (field.dispatchEvent(event)) document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_a_bodys_frame_is_changed_where_it_is_read(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    money = page.locator("#pengar")
    money.get_by_role("link", name="Ändra nettoram för socialnämnden").click()
    expect(page.get_by_role("heading", name="Socialnämnden: nettoram")).to_be_focused()
    audit(page)
    page.get_by_label("Socialnämnden 2022").fill("4200")
    money.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv enheten")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Socialnämnden 2022").fill("201 mnkr")
    money.get_by_role("button", name="Spara").click()
    row = money.get_by_role("row", name="Socialnämnden")
    expect(row).to_contain_text(f"201{NBSP}000")
    expect(row).to_contain_text(f"+1{NBSP}000 (+0,5{NBSP}%)")
    expect(page.get_by_role("link", name="Ändra nettoram för socialnämnden")).to_be_focused()
    expect(page.locator("[data-announcer]")).to_have_text("Sparat.")
    assert frame_amounts(draft, 2022)[1] == 201_000_000
    audit(page)


def test_cancelling_puts_the_money_back_and_the_focus_where_it_was(at_draft: Page) -> None:
    money = at_draft.locator("#pengar")
    money.get_by_role("link", name="Ändra alla nettoramar").click()
    expect(at_draft.get_by_role("heading", name="Alla nettoramar")).to_be_focused()
    money.get_by_role("link", name="Avbryt").click()
    expect(money.get_by_role("link", name="Ändra alla nettoramar")).to_be_focused()


def test_figures_from_a_spreadsheet_fill_the_cells(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    page.get_by_role("link", name="Ändra alla nettoramar").click()
    paste(page.get_by_label(f"{SOCIAL} 2022"), f"201 000\t202{NBSP}000\r\n301 000\t\r\n1\t2\r\n")
    expect(page.get_by_label(f"{SOCIAL} 2023")).to_have_value(f"202{NBSP}000")
    expect(page.get_by_label(f"{LONG[0].upper()}{LONG[1:]} 2023")).to_have_value("")
    note = page.locator("[data-cells-note]")
    expect(note).to_have_text("4 fält är ifyllda och inget är sparat än. 2 belopp fick inte plats och är inte med.")
    page.get_by_label(f"{SCHOOL} 2024").fill("")
    paste(page.get_by_label(f"{SCHOOL} 2024"), "99 mnkr")
    expect(page.get_by_label(f"{SCHOOL} 2024")).to_have_value("99 mnkr")
    page.get_by_label("Tal utan enhet är").select_option("tkr")
    audit(page)
    page.locator("#pengar").get_by_role("button", name="Spara").click()
    expect(page.locator("#pengar").get_by_role("row", name=SOCIAL)).to_contain_text(f"202{NBSP}000")
    assert frame_amounts(draft, 2022) == [100_000_000, 201_000_000, 301_000_000]
    assert frame_amounts(draft, 2023) == [100_000_000, 202_000_000]
    assert frame_amounts(draft, 2024)[0] == 99_000_000


def test_the_result_follows_what_is_typed(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    page.get_by_role("link", name="Ändra skattesats och finansiering").click()
    result = page.locator("#resultat").get_by_role("row", name="Resultat", exact=False).first
    expect(result).to_contain_text(f"6{NBSP}000")
    page.get_by_label("Skatteintäkter 2022").fill("501 mnkr")
    expect(page.locator("#resultat")).to_contain_text(f"7{NBSP}000")
    assert Financing.objects.get(version=draft, year=2022).tax_revenue == 500_000_000
    audit(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#pengar")).to_contain_text("når målet")
    assert Financing.objects.get(version=draft, year=2022).tax_revenue == 501_000_000


def test_two_who_change_one_amount_choose(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    page.get_by_role("link", name="Ändra nettoram för socialnämnden").click()
    page.get_by_label("Socialnämnden 2022").fill("201 mnkr")
    colleague = page.context.new_page()
    colleague.goto(f"/utkast/{draft.pk}/ramar/netto/namnd-nr-2/")
    colleague.get_by_label("Socialnämnden 2022").fill("205 mnkr")
    colleague.get_by_role("button", name="Spara").click()
    expect(colleague.locator("#pengar")).to_contain_text(f"205{NBSP}000")
    money = page.locator("#pengar")
    money.get_by_role("button", name="Spara").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"du skrev 201{NBSP}000{NBSP}tkr")
    expect(alert).to_contain_text(f"har sparat 205{NBSP}000{NBSP}tkr")
    audit(page)
    page.get_by_label("Vilket belopp ska gälla för Socialnämnden 2022?").select_option(label="Det jag skrev")
    money.get_by_role("button", name="Spara").click()
    expect(money.get_by_role("row", name="Socialnämnden")).to_contain_text(f"201{NBSP}000")
    assert frame_amounts(draft, 2022)[1] == 201_000_000


@pytest.mark.parametrize("java_script", [False])
def test_everything_works_without_a_script(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    page.get_by_role("link", name="Ändra nettoram för socialnämnden").click()
    page.get_by_label("Socialnämnden 2022").fill("201 mnkr")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("#pengar").get_by_role("row", name="Socialnämnden")).to_contain_text(f"201{NBSP}000")
    page.get_by_role("link", name="Ändra skattesats och finansiering").click()
    page.get_by_label("Skatteintäkter 2022").fill("600 mnkr")
    page.get_by_role("button", name="Räkna utan att spara").click()
    expect(page.locator("#resultat")).to_contain_text(f"105{NBSP}000")
    expect(page.get_by_label("Skatteintäkter 2022")).to_have_value("600 mnkr")
    page.get_by_role("button", name="Spara", exact=True).click()
    assert Financing.objects.get(version=draft, year=2022).tax_revenue == 600_000_000
    page.get_by_role("link", name="Lägg till en investeringsram").click()
    page.get_by_label("Nämnd, bolag eller budgetpost").select_option(label=SCHOOL)
    page.get_by_role("button", name="Fortsätt till beloppen").click()
    page.get_by_label(f"{SCHOOL} 2022").fill("5 mnkr")
    page.get_by_role("button", name="Spara").click()
    assert BudgetFrame.objects.get(version=draft, kind="investment").amount == 5_000_000


@pytest.mark.parametrize("viewport", [PHONE, (768, 900), DESKTOP])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_pages_fit_and_have_no_accessibility_fault(at_draft: Page, draft: PlanVersion) -> None:
    page = at_draft
    for address in (
        "", "ramar/netto/", "ramar/netto/namnd-nr-3/", "ramar/investering/ny/", "finansiering/",
    ):  # fmt: skip
        page.goto(f"/utkast/{draft.pk}/{address}")
        fits(page)
        audit(page)
