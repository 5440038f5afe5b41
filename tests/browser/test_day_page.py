"""A day afterwards and its summary in a real browser: no accessibility fault, nothing too wide, on screen and paper."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from framtidsdag.models import KpiProposal
from tests import factories as f
from tests.browser.looking import SMALLER_THAN_A_FINGER, WIDER_THAN_THE_SCREEN
from tests.framtidsdag.telling import ADDRESS, Told, make_told
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kungsor_portal.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Sammanträdesprotokollsjusteringsförfarandeutredningskommittéledamöterna"
SUMMARY = f"{ADDRESS}sammanfattning/"
LOOKS = pytest.mark.parametrize(
    ("viewport", "colour_scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
)


@pytest.fixture
def told(facilitator: User) -> Told:
    told = make_told(facilitator, phase="workshop")
    KpiProposal.objects.filter(pk=told.became.pk).update(title=LONG, reason=f"{LONG} {LONG}")
    f.in_phase(told.day, "processed")
    return told


def look(page: Page, name: str) -> None:
    """No fault, nothing too wide or too small; LOOK_AT=folder keeps a picture."""
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == []
    assert page.evaluate(SMALLER_THAN_A_FINGER) == []
    if folder := os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)
    audit(page)


@LOOKS
def test_the_story_and_its_summary_are_read_by_anyone(page: Page, told: Told) -> None:
    page.goto(ADDRESS)
    look(page, "day")
    for fold in page.locator("details.day-fold > summary").all():
        fold.click()
    expect(page.get_by_role("heading", name="Behöriga elever")).to_have_count(0)
    expect(page.get_by_text("Nöjda föräldrar")).to_be_visible()
    look(page, "day-open")
    page.get_by_role("link", name="Sammanfattning").click()
    page.wait_for_url(f"**{SUMMARY}")
    look(page, "summary")


@pytest.mark.parametrize(("viewport", "colour_scheme"), [(PHONE, "light")])
def test_who_leads_goes_on_from_the_day(page: Page, live_server: Any, told: Told, facilitator: User) -> None:
    f.in_phase(told.day, "workshop")
    sign_in(page, live_server, facilitator)
    page.goto(ADDRESS)
    ways = page.get_by_role("navigation", name="Vidare från dagen")
    for name in ("Förbered", "Ledning", "Storbild", "Sammanfattning"):
        expect(ways.get_by_role("link", name=name)).to_be_visible()
    look(page, "day-led")
    page.goto(SUMMARY)
    look(page, "summary-early")


@pytest.mark.parametrize("address", [ADDRESS, SUMMARY])
def test_on_paper_what_is_folded_lies_open_and_nothing_is_cut_off(page: Page, told: Told, address: str) -> None:
    page.set_viewport_size({"width": 665, "height": 980})
    page.emulate_media(media="print")
    page.goto(address)
    for words in ("Nöjda föräldrar", "Svårt att hitta", "Mäts i enkäten", "Skolan är störst"):
        expect(page.get_by_text(words).first).to_be_visible()
    for way in page.get_by_role("link", name="Hämta som Word").all():
        expect(way).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 665
