"""On paper: plans and versions for a council's table. No menus, the same numbers on points, nothing cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
VERSION, PLAN, KPI = (
    "/mal-och-budget/2022/version/2/",
    "/mal-och-budget/2022/",
    "/nyckeltal/behoriga-till-yrkesprogram/",
)
A4_INSIDE_THE_MARGINS = {"width": 665, "height": 980}  # 176 mm at 96 pixels an inch


@pytest.fixture
def on_paper(visit: Page) -> Page:
    visit.set_viewport_size(A4_INSIDE_THE_MARGINS)  # type: ignore[arg-type]
    visit.emulate_media(media="print")
    return visit


@pytest.mark.parametrize("address", [VERSION, PLAN, KPI, "/beslut/", "/nyckeltal/"])
def test_what_only_a_screen_needs_is_gone(on_paper: Page, address: str) -> None:
    on_paper.goto(address)
    for name in ("Huvudmeny", "Du är här", "Om portalen"):
        expect(on_paper.get_by_role("navigation", name=name)).to_be_hidden()
    for hidden in ("form", "button", ".skip", ".account", ".pagination"):
        for element in on_paper.locator(f"{hidden}:visible").all():
            pytest.fail(f"{hidden} is printed: {element.inner_text()}")
    expect(on_paper.locator(".brand")).to_be_visible()
    expect(on_paper.get_by_text("Senast uppdaterad")).to_be_visible()


@pytest.mark.parametrize("address", [VERSION, PLAN, KPI, "/nyckeltal/"])
def test_nothing_is_wider_than_the_paper(on_paper: Page, address: str) -> None:
    on_paper.goto(address)
    wide = on_paper.evaluate("""() => [...document.querySelectorAll("main *, header *, footer *")]
      .filter(e => e.checkVisibility() && !e.closest("svg, .visually-hidden"))
      .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map(e => e.outerHTML.slice(0, 100))""")
    assert not wide


def test_points_bear_the_same_numbers_on_screen_and_paper(visit: Page) -> None:
    numbers = """() => [...document.querySelectorAll(".level-list .number")]
      .filter(e => e.checkVisibility()).map(e => e.innerText)"""
    visit.goto(VERSION)
    on_screen = visit.evaluate(numbers)
    assert on_screen[:4] == ["1.1", "1.2", "1.3", "2.1"]
    visit.emulate_media(media="print")
    assert visit.evaluate(numbers) == on_screen


def test_what_belongs_together_stands_on_one_sheet(on_paper: Page) -> None:
    on_paper.goto(VERSION)
    for kept in (".level-list > li", ".versions > li", ".thread-aside", ".foot", "tr"):
        found = on_paper.locator(kept).first
        assert found.evaluate("e => getComputedStyle(e).breakInside") == "avoid", kept
    # What only leads somewhere else says nothing on paper.
    expect(on_paper.locator(".versions").get_by_text("Vad ändrades?").first).to_be_hidden()


def test_what_is_folded_on_the_screen_is_read_on_paper(on_paper: Page) -> None:
    on_paper.goto(KPI)
    expect(on_paper.locator(".answer").get_by_text("Egen beräkning.").first).to_be_visible()


@pytest.mark.parametrize("address", [VERSION, PLAN, KPI])
def test_a_pdf_is_made_of_it_in_ink_on_white(visit: Page, address: str) -> None:
    visit.emulate_media(color_scheme="dark")
    visit.goto(address)
    made = visit.pdf(prefer_css_page_size=True)
    assert made.startswith(b"%PDF-")
    assert 1 <= made.count(b"/Type /Page\n") <= 12
    visit.emulate_media(media="print", color_scheme="dark")
    colours = visit.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
