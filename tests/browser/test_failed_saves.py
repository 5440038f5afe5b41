"""When a save does not reach the portal, the writer is told, and every letter is still in the form."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from drafts.models import PartEdit
from goals.models import PlanVersion
from tests import factories
from tests.plugins.browser import sign_in
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(page: Page, live_server: Any, clock: Clock) -> PlanVersion:
    """A group's draft with a focus area, its form open and written in."""
    clock.noon(dt.date(2021, 6, 1))
    member = factories.DraftGroupMemberFactory(user__representative=True)
    draft = factories.PlanVersionFactory(group=member.group, name="Reviderad mål och budget")
    factories.FocusAreaFactory(version=draft, title="Läsning")
    sign_in(page, live_server, member.user)
    page.goto(f"/utkast/{draft.pk}/")
    page.locator(".part.is-fokus").get_by_role("link", name="Ändra").click()
    page.get_by_label("Rubrik").fill("Det jag skrev")
    return draft


def expect_told(page: Page, faults: list[str], words: str) -> None:
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Inget sparades. {words}")
    expect(page.get_by_label("Rubrik")).to_have_value("Det jag skrev")
    assert not PartEdit.objects.exists()
    assert faults, "the browser notes that the request failed"
    faults.clear()


def test_without_contact(page: Page, draft: PlanVersion, page_faults: list[str]) -> None:
    page.context.set_offline(True)
    expect_told(page, page_faults, "Portalen svarar inte.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".part.is-fokus")).to_contain_text("Det jag skrev")


def test_signed_out_meanwhile(page: Page, draft: PlanVersion, page_faults: list[str]) -> None:
    page.context.clear_cookies(name="sessionid")
    expect_told(page, page_faults, "Du är inte längre inloggad.")


def test_laid_down_meanwhile(page: Page, draft: PlanVersion, page_faults: list[str]) -> None:
    PlanVersion.objects.filter(pk=draft.pk).update(status="withdrawn", left_draft_on=dt.date(2021, 6, 1))
    expect_told(page, page_faults, "Det här finns inte längre, eller går inte längre att ändra.")
