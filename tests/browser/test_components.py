"""The page of components in a real browser: readable in every width and colour, with keyboard alone."""

from __future__ import annotations

import pytest

from tests.plugins.browser import DESKTOP, PHONE, audit

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.browser.development_urls")]
ADDRESS = "/utveckling/komponenter/"
SMALL_TARGETS = """
() => [...document.querySelectorAll('nav a, button, summary, select, textarea, input, .button, .tap, th a')]
  .map(element => element.matches('[type=checkbox], [type=radio]') ? element.labels[0] : element)
  .filter(element => element && element.checkVisibility() && !element.closest('.visually-hidden'))
  .map(element => [element.textContent.trim() || element.id, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


@pytest.fixture(autouse=True)
def _in_development(settings):
    settings.DEBUG = True


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_every_component_is_accessible(page, viewport, colour_scheme):
    page.goto(ADDRESS)
    audit(page)


@pytest.mark.parametrize("viewport", [PHONE, (768, 900), DESKTOP])
def test_nothing_is_wider_than_the_screen(page, viewport):
    page.goto(ADDRESS)
    wide = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *, footer *')]
        .filter(element => !element.closest('.scroll, .visually-hidden, .thread-line .label'))
        .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map(element => element.outerHTML.slice(0, 80))"""
    )
    assert wide == []


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_what_a_finger_should_hit_is_large_enough(page, viewport):
    page.goto(ADDRESS)
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("java_script", [False])
def test_the_menu_and_the_filter_need_no_script(page, java_script):
    page.goto(ADDRESS)
    page.get_by_role("navigation", name="Huvudmeny").get_by_role("link", name="Nyckeltal").wait_for()
    page.get_by_role("search", name="Filtrera nyckeltal").get_by_role("button", name="Visa").wait_for()


def test_the_first_stop_of_the_keyboard_leads_to_the_content(page):
    page.goto(ADDRESS)
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    assert page.evaluate("document.querySelector('a, button, input').textContent") == "Hoppa till innehållet"
    skip.focus()
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_faults_in_a_form_take_the_focus(page):
    page.goto(ADDRESS)
    assert page.evaluate("document.activeElement.className") == "error-summary"
