"""A real browser: the Chromium that the machine has, driven by Playwright.

`page` is a page of a fresh context on the live server. When its test ends it fails on any console error (a broken
Content-Security-Policy is one), any script error, any request to another host. `viewport`, `colour_scheme` and
`java_script` are fixtures that a test overrides by parametrising them. `audit(page)` fails with a readable list.

Tests that use it carry ``pytestmark = pytest.mark.browser``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.plugins.missing_tools import chromium
from tests.plugins.people import as_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

    from kungsor_portal.models import User

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Milliseconds: two cores may be busy with another worker's browser. What is right is seen at once all the same.
PATIENCE = 20_000
PHONE, DESKTOP = (320, 640), (1280, 900)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    # Playwright keeps an event loop running in this thread, which Django otherwise takes for asynchronous code.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
            yield browser
            browser.close()


@pytest.fixture
def viewport() -> tuple[int, int]:
    return DESKTOP


@pytest.fixture
def colour_scheme() -> str:
    return "light"


@pytest.fixture
def java_script() -> bool:
    return True


@pytest.fixture
def page_faults() -> list[str]:
    """What went wrong in `page` so far; a test that expects a fault clears the list after looking at it."""
    return []


@pytest.fixture
def page(
    browser: Browser, live_server: Any, viewport: tuple[int, int], colour_scheme: str, java_script: bool,
    page_faults: list[str],
) -> Iterator[Page]:  # fmt: skip
    with opened(browser, live_server.url, page_faults, viewport, colour_scheme, java_script=java_script) as page:
        yield page
    assert not page_faults, "\n".join(page_faults)


@contextmanager
def opened(
    browser: Browser, url: str, faults: list[str], viewport: tuple[int, int] = DESKTOP, colour_scheme: str = "light",
    *, java_script: bool = True,
) -> Iterator[Page]:  # fmt: skip
    """A page of a fresh context on the server; what goes wrong in it is added to the faults."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": viewport[0], "height": viewport[1]},
        color_scheme="dark" if colour_scheme == "dark" else "light",
        java_script_enabled=java_script,
        reduced_motion="reduce",
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
    )
    context.set_default_timeout(PATIENCE)
    own_host = urlsplit(url).netloc

    def only_own_host(route: Route) -> None:
        if urlsplit(route.request.url).netloc == own_host:
            route.continue_()
        else:
            faults.append(f"request to another host: {route.request.url}")
            route.abort()

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            faults.append(f"console: {message.text} ({message.location['url']})")

    context.route("**/*", only_own_host)
    page = context.new_page()
    page.on("console", console)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    try:
        yield page
    finally:
        context.close()


def sign_in(page: Page, live_server: Any, user: User) -> None:
    """The page's browser signed in as the user, without the form."""
    from django.conf import settings
    from django.test import Client

    session = as_user(Client(), user).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": live_server.url}])


def audit(page: Page) -> None:
    """Fail with what axe finds against WCAG 2.2 AA and best practice on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    # After a click the page can be read before its style sheet has come, and is then judged as if it had none.
    page.wait_for_load_state("load")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    lines = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert not lines, f"{page.url}: {len(lines)} accessibility faults\n" + "\n".join(lines)
