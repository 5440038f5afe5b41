"""The comparison in a browser: read on a phone and a wide screen, without a script, by keyboard and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TWO = "/mal-och-budget/2022/jamfor/1/2/"
THREE = "/mal-och-budget/2022/jamfor/1/2/2021-1/"
ALL = f"{TWO}?visa=allt"
CHOICE = "/mal-och-budget/jamfor/"
# Where each alternative's column stands: left edge, width, top.
COLUMNS = """() => [...document.querySelectorAll(".alternatives")].map(row => [...row.children].map(column => {
  const box = column.getBoundingClientRect(); return [Math.round(box.left), Math.round(box.width), Math.round(box.top)];
}))"""


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, (768, 1000), DESKTOP])
@pytest.mark.parametrize("address", [TWO, THREE, ALL, CHOICE])
def test_every_comparison_fits_and_is_accessible(visit: Page, address: str) -> None:
    visit.goto(address)
    fits(visit)
    audit(visit)


@pytest.mark.parametrize("viewport", [DESKTOP])
def test_alternatives_have_the_same_room_side_by_side(visit: Page) -> None:
    visit.goto(THREE)
    for (_, one_width, one_top), (_, two_width, two_top) in visit.evaluate(COLUMNS):
        assert abs(one_width - two_width) <= 1
        assert one_top == two_top


@pytest.mark.parametrize("viewport", [PHONE])
def test_alternatives_are_stacked_on_a_phone(visit: Page) -> None:
    visit.goto(THREE)
    for (one_left, one_width, one_top), (two_left, two_width, two_top) in visit.evaluate(COLUMNS):
        assert (one_left, one_width) == (two_left, two_width)
        assert one_top < two_top


@pytest.mark.parametrize("java_script", [False])
def test_versions_are_chosen_and_shown_without_a_script(visit: Page) -> None:
    visit.goto(CHOICE)
    visit.get_by_label("Utgångspunkt").select_option(label="Mål och budget 2022 (beslutad)")
    visit.get_by_label("Jämför med").select_option(label="Reviderad mål och budget 2022 (beslutad)")
    visit.get_by_role("button", name="Jämför", exact=True).click()
    expect(visit).to_have_url(re.compile(TWO + "$"))
    visit.get_by_role("link", name="Allt", exact=True).click()
    expect(visit.get_by_role("heading", name="Ambitionsnivåer", exact=True)).to_be_visible()
    visit.get_by_role("link", name="Byt håll").click()
    expect(visit).to_have_url(re.compile("/jamfor/2/1/$"))


def test_added_and_removed_are_lines_on_paper(visit: Page) -> None:
    visit.goto(TWO)
    visit.emulate_media(media="print")
    looks = visit.evaluate("""() => ["ins", "del"].map(name => {
      const style = getComputedStyle(document.querySelector(`.comparison ${name}`));
      return [style.textDecorationLine, style.backgroundColor, style.color];
    })""")
    assert looks == [
        ["underline", "rgba(0, 0, 0, 0)", "rgb(0, 0, 0)"],
        ["line-through", "rgba(0, 0, 0, 0)", "rgb(0, 0, 0)"],
    ]
