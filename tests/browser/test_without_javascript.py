"""Without JavaScript: filter, sort, paging, search, sign-in and charts work all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import factories as f

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("java_script", [False])]


def test_the_list_is_filtered_with_its_button(visit: Page) -> None:
    visit.goto("/nyckeltal/")
    visit.get_by_label("Mål", exact=True).select_option("Hållbar konsumtion och produktion")
    visit.get_by_label("Bedömning").select_option("Ej uppfyllt")
    visit.get_by_role("button", name="Visa").click()
    visit.wait_for_url("**mal=hallbar-konsumtion-och-produktion&bedomning=ej**")
    expect(visit.get_by_text("2 nyckeltal.", exact=True)).to_be_visible()
    expect(visit.locator(".kpi-title a")).to_have_count(2)
    visit.get_by_role("list", name="Valda filter").get_by_role("link", name="Ej uppfyllt").click()
    expect(visit.locator(".kpi-title a")).to_have_count(4)


def test_the_list_is_searched_and_sorted_and_keeps_both(visit: Page) -> None:
    visit.goto("/nyckeltal/")
    visit.get_by_label("Sök nyckeltal").fill("invånare")
    visit.keyboard.press("Enter")
    visit.get_by_role("table").get_by_role("link", name="Nyckeltal", exact=True).click()
    visit.wait_for_url("**sortera=namn**")
    titles = visit.locator(".kpi-title a").all_inner_texts()
    assert titles == sorted(titles)
    assert len(titles) > 3
    expect(visit.get_by_label("Sök nyckeltal")).to_have_value("invånare")


def test_the_list_has_pages(visit: Page) -> None:
    visit.goto("/nyckeltal/")
    first = visit.locator(".kpi-title a").all_inner_texts()
    visit.get_by_role("navigation", name="Sidor").get_by_role("link", name="Nästa").click()
    visit.wait_for_url("**sida=2**")
    assert not set(first) & set(visit.locator(".kpi-title a").all_inner_texts())


def test_everything_is_searched(visit: Page) -> None:
    visit.goto("/")
    visit.get_by_role("link", name="Sök").click()
    visit.get_by_label("Sök i portalen").fill("skola")
    visit.get_by_role("button", name="Sök").click()
    visit.get_by_role("link", name="God utbildning för alla").click()
    expect(visit.get_by_role("heading", level=1)).to_contain_text("God utbildning för alla")


def test_one_signs_in_and_out(visit: Page) -> None:
    person = f.UserFactory(username="utan-skript", officer=True)
    visit.goto("/nyckeltal/")
    visit.get_by_role("link", name="Logga in").click()
    visit.get_by_label("Användarnamn").fill(person.username)
    visit.get_by_label("Lösenord").fill(f.PASSWORD)
    visit.get_by_role("button", name="Logga in").click()
    visit.get_by_role("button", name="Logga ut").click()
    expect(visit.get_by_role("link", name="Logga in")).to_be_visible()


def test_a_chart_is_a_drawing_a_sentence_and_a_table(visit: Page) -> None:
    visit.goto("/nyckeltal/behoriga-till-yrkesprogram/")
    expect(visit.locator("svg.chart:visible")).to_have_count(1)
    expect(visit.get_by_role("figure")).to_contain_text("Ökade från 71,8 % år 2022 till 79,4 % år 2023")
    expect(visit.get_by_role("row", name="2023 Utfall 79,4 %")).to_be_visible()
    expect(visit.get_by_role("button", name="Utforska diagrammet")).to_have_count(0)
    expect(visit.get_by_role("link", name="Hämta som CSV")).to_be_visible()


def test_what_is_folded_opens(visit: Page) -> None:
    visit.goto("/nyckeltal/behoriga-till-yrkesprogram/")
    visit.get_by_text("Så gjordes bedömningen").click()
    expect(visit.locator(".answer").get_by_text("Egen beräkning.").first).to_be_visible()
