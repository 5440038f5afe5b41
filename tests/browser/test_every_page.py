"""Every page of the portal with Kungsör's content, on a phone and a wide screen, in light and in dark.

No accessibility fault (WCAG 2.2 AA and best practice), nothing wider than the screen, nothing too small for a finger,
no error in the console (a broken policy is one), no other host, no Plotly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = {
    "the start page": "/",
    "the start page as of a day": "/?den=2021-08-01",
    "the start page before everything": "/?den=2010-01-01",
    "the vision": "/vision/",
    "the goals": "/mal/",
    "a goal": "/mal/god-utbildning-for-alla/",
    "a goal of an earlier plan": "/mal/2021-fler-invanare/",
    "a goal without a plan": "/mal/kvalitet-i-alla-verksamheter/",
    "the list of nyckeltal": "/nyckeltal/",
    "the list filtered": "/nyckeltal/?mal=hallbara-stader-och-samhallen&bedomning=ej&sortera=bedomning",
    "the list's second page": "/nyckeltal/?sida=2",
    "the list with nothing found": "/nyckeltal/?q=xyzzy",
    "a nyckeltal with a level": "/nyckeltal/behoriga-till-yrkesprogram/",
    "a nyckeltal without a level": "/nyckeltal/invanare-0-15-ar/",
    "a nyckeltal without values": "/nyckeltal/aktiviteter-for-hallbara-livsstilar/",
    "a nyckeltal with a place": "/nyckeltal/foretagsklimat-svenskt-naringsliv/",
    "a nyckeltal with long series": "/nyckeltal/invanare/",
    "the plans": "/mal-och-budget/",
    "a plan": "/mal-och-budget/2022/",
    "a plan as of a day": "/mal-och-budget/2022/?den=2021-08-01",
    "a nämnd's plan": "/mal-och-budget/2024/kommunstyrelsen/",
    "a version": "/mal-och-budget/2022/version/2/",
    "an earlier version": "/mal-och-budget/2022/version/1/",
    "the decisions": "/beslut/",
    "a decision": "/beslut/2021-11-29-reviderad-mal-och-budget-2022/",
    "a matter": "/arende/reviderad-mal-och-budget-2022/",
    "the days": "/framtidsdag/",
    "a day": "/framtidsdag/2021-09-27/",
    "about": "/om/",
    "the accessibility statement": "/tillganglighet/",
    "search": "/sok/",
    "search with hits": "/sok/?q=skola",
    "search without hits": "/sok/?q=xyzzy",
    "sign-in": "/logga-in/",
}
REFUSALS = {
    "an address that does not exist": ("/finns-inte/", 404),
    "parameters not understood": ("/nyckeltal/?mal=%00&den=31-februari&sida=-1", 400),
}
LOOKS = [(size, scheme) for size in (PHONE, DESKTOP) for scheme in ("light", "dark")]


def look(page: Page) -> None:
    """The page as it stands, in every size and colour, without asking for it again."""
    for (width, height), scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        audit(page)
        fits(page)


def asked(page: Page, address: str) -> tuple[Response, list[str]]:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    response = page.goto(address)
    assert response is not None
    return response, requests


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())
def test_it_is_accessible_and_fits(visit: Page, address: str) -> None:
    response, requests = asked(visit, address)
    assert response.status == 200
    look(visit)
    assert not [request for request in requests if "plotly" in request], "Plotly before anybody asked for it"
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy, policy


@pytest.mark.parametrize(("address", "status"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_is_refused_is_accessible_and_fits(visit: Page, page_faults: list[str], address: str, status: int) -> None:
    response, _ = asked(visit, address)
    assert response.status == status
    look(visit)
    # The browser tells of every answer that is not 200; this one was asked for.
    page_faults[:] = [fault for fault in page_faults if f"status of {status}" not in fault]


def test_a_fault_at_sign_in_is_accessible(visit: Page) -> None:
    visit.goto("/logga-in/")
    visit.get_by_role("button", name="Logga in").click()
    visit.get_by_role("alert").wait_for()
    look(visit)


def test_words_can_be_twice_as_large(visit: Page) -> None:
    """WCAG 1.4.4: text alone at 200 percent, on a screen of the usual width."""
    for address in ("/", "/nyckeltal/", "/nyckeltal/behoriga-till-yrkesprogram/", "/mal-och-budget/2022/"):
        visit.goto(address)
        visit.evaluate("document.documentElement.setAttribute('class', 'large-text')")
        visit.evaluate("document.styleSheets[0].insertRule('html.large-text { font-size: 200% }')")
        fits(visit)
