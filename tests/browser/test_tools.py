"""The browser fixtures notice what they promise to notice."""

from __future__ import annotations

import pytest

from tests.plugins.browser import PHONE, audit, sign_in

pytestmark = pytest.mark.browser
STATIC = "/static/css/portal.css"


def test_a_script_error_a_console_error_and_a_foreign_host_are_faults(page, page_faults):
    page.goto(STATIC)
    page.evaluate("console.error('trasigt'); setTimeout(() => { throw new Error('fel') }); 1")
    page.evaluate("fetch('https://example.com/').catch(() => 1)")
    page.wait_for_timeout(50)
    faults = "\n".join(page_faults)
    page_faults.clear()
    assert "console: trasigt" in faults
    assert "script: fel" in faults
    assert "request to another host: https://example.com/" in faults


def test_an_inaccessible_page_is_told_readably(page):
    page.goto(STATIC)
    page.set_content("<html lang=sv><title>T</title><main><h1>Hej</h1><img src='data:,'></main>")
    with pytest.raises(AssertionError, match=r"(?s)accessibility faults.*image-alt \(critical\)"):
        audit(page)


@pytest.mark.parametrize("viewport", [PHONE])
@pytest.mark.parametrize("colour_scheme", ["dark"])
def test_width_and_colours_are_the_tests_to_choose(page):
    page.goto(STATIC)
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [320, True]


def test_someone_signed_in_has_the_sessions_cookie(page, live_server, handlaggare):
    sign_in(page, live_server, handlaggare)
    assert [cookie["name"] for cookie in page.context.cookies()] == ["sessionid"]
