"""Kungsör's content on a live server, loaded once for a module: what visitors really meet, on a day that stands still.

`site` is the server, `visit` a page on it like the plugin's `page`. What a module writes (a journey in the admin)
stands for the tests that follow in it: nothing is flushed before the module ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from pytest_django.live_server_helper import LiveServer

from goals import triggers
from kungsor_portal.content import load_folder
from kungsor_portal.roles import ensure_roles
from tests.plugins.browser import opened
from tests.plugins.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TODAY = dt.date(2026, 11, 23)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These are tests of the database, which commit: pytest-django makes one only for those that say so."""
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    clock = Clock()
    clock.noon(TODAY)
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        assert "test" in str(connection.settings_dict["NAME"]), "it is flushed afterwards"
        patch.setattr("django.utils.timezone.now", clock.now)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        load_folder(settings.BASE_DIR / "content" / "kungsor", at=clock.now())
        server = LiveServer("localhost")
        allowed = server._live_server_modified_settings
        allowed.enable()
        try:
            yield server
        finally:
            allowed.disable()
            server.stop()
            triggers.drop()  # they keep what is frozen from being deleted; the flush makes them anew
            call_command("flush", verbosity=0, interactive=False)
            ensure_roles(Group, Permission)


@pytest.fixture
def visit(
    browser: Browser, site: LiveServer, viewport: tuple[int, int], colour_scheme: str, java_script: bool,
    page_faults: list[str],
) -> Iterator[Page]:  # fmt: skip
    with opened(browser, site.url, page_faults, viewport, colour_scheme, java_script=java_script) as page:
        yield page
    assert not page_faults, "\n".join(page_faults)
