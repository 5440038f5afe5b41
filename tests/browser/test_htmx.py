"""With htmx the list changes without reload, and the address, the history and a screen reader follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def listed(visit: Page) -> Page:
    """The list, marked so that a reload would be noticed."""
    visit.goto("/nyckeltal/")
    visit.evaluate("window.sameDocument = true")
    return visit


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_a_choice_changes_the_list_and_the_address_without_reload(listed: Page) -> None:
    listed.get_by_label("Mål", exact=True).select_option("God utbildning för alla")
    listed.wait_for_url("**mal=god-utbildning-for-alla**")
    expect(listed.locator(".kpi-title a")).to_have_count(2)
    listed.get_by_label("Sök nyckeltal").press_sequentially("trygga", delay=20)
    listed.wait_for_url("**q=trygga**")
    expect(listed.locator(".kpi-title a")).to_have_text(["Elever i årskurs 8 som är trygga i skolan"])
    assert "mal=god-utbildning-for-alla" in listed.url
    assert is_same_document(listed)


def test_a_heading_sorts_without_reload(listed: Page) -> None:
    listed.get_by_role("table").get_by_role("link", name="Bedömning").click()
    listed.wait_for_url("**sortera=bedomning**")
    expect(listed.get_by_role("columnheader", name="Bedömning")).to_have_attribute("aria-sort", "ascending")
    assert is_same_document(listed)


def test_the_number_found_is_read_out(listed: Page) -> None:
    announced = listed.locator("[data-announcer]")
    expect(announced).to_be_empty()
    listed.get_by_label("Bedömning").select_option("Delvis uppfyllt")
    expect(announced).to_have_text("1 nyckeltal.")
    assert announced.get_attribute("role") == "status"


def test_back_and_forward_bring_the_lists_that_were(listed: Page) -> None:
    listed.get_by_label("Bedömning").select_option("Ej uppfyllt")
    listed.wait_for_url("**bedomning=ej**")
    missed = listed.locator(".kpi-title a").all_inner_texts()
    listed.get_by_label("Bedömning").select_option("Uppfyllt")
    listed.wait_for_url("**bedomning=uppfyllt**")
    expect(listed.locator(".kpi-status .status").first).to_have_text("Uppfyllt")

    listed.go_back()
    listed.wait_for_url("**bedomning=ej**")
    expect(listed.locator(".kpi-title a")).to_have_text(missed)
    expect(listed.get_by_label("Bedömning")).to_have_value("ej")
    listed.go_back()
    listed.wait_for_url("**/nyckeltal/")
    expect(listed.locator(".count")).to_have_text("42 nyckeltal, sida 1 av 2.")
    listed.go_forward()
    listed.wait_for_url("**bedomning=ej**")
    expect(listed.locator(".kpi-title a")).to_have_text(missed)
    assert is_same_document(listed)


def test_the_address_shows_the_same_to_somebody_else(listed: Page) -> None:
    listed.get_by_label("Bedömning").select_option("Ej uppfyllt")
    listed.wait_for_url("**bedomning=ej**")
    here = listed.locator("#resultat").inner_text()
    listed.reload()
    assert listed.locator("#resultat").inner_text() == here


def test_a_page_left_and_come_back_to_is_whole(listed: Page) -> None:
    """A fragment that the browser kept must never be shown as if it were the page."""
    listed.get_by_label("Bedömning").select_option("Ej uppfyllt")
    listed.wait_for_url("**bedomning=ej**")
    listed.locator(".kpi-title a").first.click()
    listed.wait_for_url("**/nyckeltal/*/")
    listed.go_back()
    listed.wait_for_url("**bedomning=ej**")
    expect(listed.get_by_role("navigation", name="Huvudmeny")).to_be_visible()
    expect(listed.get_by_role("heading", level=1)).to_have_text("Nyckeltal")
