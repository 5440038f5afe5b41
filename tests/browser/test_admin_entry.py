"""Entering values as a handläggare does it: by keyboard, from Excel, without a script, on a phone, in the dark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kpis.models import Kpi, KpiValue
from kungsor_portal.models import User
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MANY = "/admin/kpis/kpi/inmatning/"


@pytest.fixture
def officer(page: Page, live_server: Any, handlaggare: User) -> User:
    sign_in(page, live_server, handlaggare)
    return handlaggare


@pytest.fixture
def nyckeltal(officer: User) -> list[Kpi]:
    AreaFactory(own=True)
    kpis = [
        KpiFactory(title="Behöriga elever", owner=officer, gender_split=True),
        KpiFactory(title="Nöjda företag", owner=officer, unit="index", decimals=0),
        KpiFactory(title="Utsläpp av koldioxid", owner=officer, unit="ton", decimals=0, direction="lower"),
    ]
    for year, value in ((2021, "77"), (2022, "71.8"), (2023, "79.4")):
        KpiValueFactory(kpi=kpis[0], year=year, value=value)
    return kpis


def test_a_value_goes_from_the_start_page_to_the_public_one_with_its_history(page: Page, nyckeltal: list[Kpi]) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Till inmatningen").click()
    row = page.get_by_role("group", name="Behöriga elever")
    expect(row).to_contain_text("Senast 79,4")
    row.get_by_label("Värde").fill("8,01")
    page.get_by_role("button", name="Spara alla ifyllda rader").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Högst 1 decimal")
    row.get_by_label("Värde").fill("80,1")
    page.get_by_role("button", name="Spara alla ifyllda rader").click()
    expect(page.get_by_role("region", name="Så här landade värdet")).to_contain_text("80,1")

    page.get_by_role("link", name="Behöriga elever").first.click()
    expect(page.get_by_role("region", name="Tabell med alla värden")).to_contain_text("80,1")
    page.get_by_role("link", name="Se på sidan").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Behöriga elever")
    expect(page.get_by_role("main")).to_contain_text("80,1")


def test_enter_and_arrows_go_from_row_to_row(page: Page, nyckeltal: list[Kpi]) -> None:
    page.goto(MANY)
    values = page.locator("input[data-entry-value]")
    values.nth(0).focus()

    page.keyboard.type("50")
    page.keyboard.press("Enter")
    page.keyboard.type("51")
    page.keyboard.press("ArrowUp")
    expect(values.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Spara alla ifyllda rader")).to_be_focused()
    assert [values.nth(at).input_value() for at in range(3)] == ["50", "51", ""]


def test_a_column_from_excel_fills_the_rows_below(page: Page, nyckeltal: list[Kpi]) -> None:
    page.goto(MANY)
    values = page.locator("input[data-entry-value]")

    values.nth(1).evaluate(
        """field => {
            const clipboard = new DataTransfer();
            clipboard.setData("text/plain", "70\\r\\n33 428\\r\\n99\\r\\n");
            const how = {clipboardData: clipboard, bubbles: true, cancelable: true};
            field.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )

    assert [values.nth(at).input_value() for at in range(3)] == ["", "70", "33 428"]


@pytest.mark.parametrize("java_script", [False])
def test_a_column_is_pasted_looked_at_and_saved_without_a_script(page: Page, nyckeltal: list[Kpi]) -> None:
    page.goto(f"/admin/kpis/kpi/{nyckeltal[2].pk}/varden/")
    page.get_by_role("link", name="Klistra in en kolumn från Excel").click()
    page.get_by_label("Kolumnen").fill("2021\t33 428\n2022\t29 440")
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("region", name="Tabell med raderna")).to_contain_text("Läggs till")
    page.get_by_role("button", name="Spara alla 2 värden").click()

    expect(page.get_by_role("region", name="Så här landade de 2 värdena")).to_contain_text("29\xa0440 ton")
    assert set(KpiValue.objects.filter(kpi=nyckeltal[2]).values_list("value", flat=True)) == {
        Decimal(33428), Decimal(29440),
    }  # fmt: skip


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_pages_are_open_to_everyone_with_and_without_faults(
    page: Page, nyckeltal: list[Kpi], page_faults: list[str]
) -> None:
    own = f"/admin/kpis/kpi/{nyckeltal[0].pk}/varden/"

    def no_sideways_scroll() -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    for address in (MANY, own, f"{own}klistra-in/"):
        page.goto(address)
        audit(page)
        no_sideways_scroll()
    page.get_by_label("Kolumnen").fill("2020\t71,15\n2021\t7\n2022\t72\n2024\t80")
    page.get_by_role("button", name="Granska").click()
    expect(page.get_by_role("button", name="Granska igen")).to_be_visible()
    audit(page)
    no_sideways_scroll()
    page.goto(f"{own}?period=2023")
    page.get_by_role("group", name="Totalt").get_by_label("Värde").fill("7,9")
    page.get_by_role("group", name="Kvinnor").get_by_label("Värde").fill("mycket")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    audit(page)
    no_sideways_scroll()
    small = page.evaluate(
        """[...document.querySelectorAll("main :is(a, button, input, select, summary, textarea)")]
            .filter(item => item.type !== "checkbox" && item.type !== "hidden")
            .filter(item => { const box = item.getBoundingClientRect(); return box.height && box.height < 43.5; })
            .map(item => item.outerHTML.slice(0, 120))"""
    )
    assert not small
