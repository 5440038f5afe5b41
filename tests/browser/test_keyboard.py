"""The pages with a keyboard alone, and as the reader's own settings draw them: forced colours, less movement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.looking import FOCUS
from tests.plugins.browser import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
KPI = "/nyckeltal/behoriga-till-yrkesprogram/"
# Every kind of thing that takes the focus stands on one of these.
STOPS = ["/", "/nyckeltal/", KPI, "/mal-och-budget/2022/", "/beslut/", "/framtidsdag/2021-09-27/", "/logga-in/"]
FOCUSABLE = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled).length"""
STATUSES = """() => [...document.querySelectorAll("main .status")].filter(e => e.checkVisibility()).map(e => {
  const icon = e.querySelector("svg"), box = icon.getBoundingClientRect(), style = getComputedStyle(icon);
  const behind = getComputedStyle(document.body).backgroundColor;
  return { word: e.textContent.trim(), shape: icon.innerHTML.trim(), size: box.width, seen: style.color !== behind };
})"""


def focused(page: Page) -> dict[str, Any] | None:
    found: dict[str, Any] | None = page.evaluate(FOCUS)
    return found


def test_the_first_stop_leads_past_the_menu(visit: Page) -> None:
    visit.goto("/nyckeltal/")
    visit.keyboard.press("Tab")
    skip = visit.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    visit.keyboard.press("Enter")
    expect(visit.get_by_role("main")).to_be_focused()
    visit.keyboard.press("Tab")
    assert visit.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.slow
@pytest.mark.parametrize("address", STOPS)
def test_everything_is_reached_and_shows_that_it_has_the_focus(visit: Page, address: str) -> None:
    visit.goto(address)
    expected, faults, stops = visit.evaluate(FOCUSABLE), [], 0
    for _ in range(expected + 5):
        visit.keyboard.press("Tab")
        found = focused(visit)
        if found is None:
            break
        stops += 1
        if not found["shown"] or not found["inside"]:
            faults.append(found)
    assert not faults, faults
    assert stops == expected, f"{stops} stops of {expected}: something is out of reach, or keeps the focus"


def test_the_list_is_filtered_searched_and_sorted_by_keyboard(visit: Page) -> None:
    visit.goto("/nyckeltal/")
    visit.get_by_label("Bedömning").focus()
    visit.keyboard.type("Uppfyllt")
    visit.wait_for_url("**bedomning=uppfyllt**")
    expect(visit.get_by_label("Bedömning")).to_be_focused()
    assert set(visit.locator(".kpi-status .status").all_inner_texts()) == {"Uppfyllt"}

    visit.get_by_label("Sök nyckeltal").focus()
    visit.keyboard.type("bilar")
    visit.wait_for_url("**q=bilar**")
    expect(visit.get_by_label("Sök nyckeltal")).to_be_focused()
    expect(visit.get_by_label("Sök nyckeltal")).to_have_value("bilar")
    expect(visit.locator(".kpi-title a")).to_have_text(["Laddbara bilar, andel av nya bilar"])

    visit.get_by_role("link", name="Rensa alla").focus()
    visit.keyboard.press("Enter")
    visit.wait_for_url("**/nyckeltal/")
    sort = visit.get_by_role("table").get_by_role("link", name="Nyckeltal", exact=True)
    sort.focus()
    visit.keyboard.press("Enter")
    visit.wait_for_url("**sortera=namn**")
    expect(sort).to_be_focused()
    titles = visit.locator(".kpi-title a").all_inner_texts()
    assert titles[0].startswith("Andel förvärvsarbetande")


def test_what_is_folded_opens_by_keyboard(visit: Page) -> None:
    visit.goto(KPI)
    rule = visit.get_by_text("Så gjordes bedömningen")
    explanation = visit.locator(".answer").get_by_text("Egen beräkning.").first
    expect(explanation).to_be_hidden()
    rule.focus()
    visit.keyboard.press("Enter")
    expect(explanation).to_be_visible()
    visit.keyboard.press("Space")
    expect(explanation).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/nyckeltal/", "/mal/hallbara-stader-och-samhallen/", KPI])
def test_a_status_is_a_word_and_a_shape_in_forced_colours(visit: Page, address: str, scheme: Any) -> None:
    visit.emulate_media(forced_colors="active", color_scheme=scheme)
    visit.goto(address)
    statuses = visit.evaluate(STATUSES)
    assert statuses
    for status in statuses:
        assert status["word"] in {"Uppfyllt", "Delvis uppfyllt", "Ej uppfyllt", "Kan inte bedömas"}
        assert status["seen"] and status["size"] >= 12
    shapes = {status["word"]: status["shape"] for status in statuses}
    assert len(set(shapes.values())) == len(shapes), "each word has a shape of its own"


def test_a_chart_is_drawn_in_forced_colours(visit: Page) -> None:
    visit.emulate_media(forced_colors="active")
    visit.goto(KPI)
    drawn = visit.evaluate("""() => {
      const chart = [...document.querySelectorAll("svg.chart")].find(e => e.checkVisibility());
      const canvas = getComputedStyle(chart.closest(".figure")).backgroundColor;
      return [...chart.querySelectorAll(".c-own, .c-ambition")].map(e => getComputedStyle(e)).map(
        style => style.stroke !== canvas || style.fill !== canvas);
    }""")
    assert drawn and all(drawn)


def test_nothing_moves_for_those_who_ask_for_less_movement(visit: Page) -> None:
    for address in ("/", "/nyckeltal/", KPI):
        visit.goto(address)
        moving = visit.evaluate("""() => [...document.querySelectorAll("*")].map(e => [e, getComputedStyle(e)])
          .filter(([e, s]) => parseFloat(s.transitionDuration) > .01 || parseFloat(s.animationDuration) > .01
            || s.scrollBehavior === "smooth")
          .map(([e]) => e.outerHTML.slice(0, 80))""")
        assert not moving


@pytest.mark.parametrize("viewport", [PHONE])
def test_on_a_phone_the_heading_is_met_without_a_long_way_down(visit: Page) -> None:
    """Menu, thread and notices together leave the page's own heading on the first screen."""
    for address in ("/", "/nyckeltal/", "/mal/god-utbildning-for-alla/", KPI):
        visit.goto(address)
        top = visit.get_by_role("heading", level=1).bounding_box()["y"]  # type: ignore[index]
        assert top < PHONE[1], f"{address}: {top:.0f} pixels down"
