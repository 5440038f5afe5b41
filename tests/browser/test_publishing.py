"""The secretary publishes what kommunstyrelsen has put forward; a visitor then reads what it would change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goals.models import AgendaItem, PlanVersion
from tests import factories
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOON = dt.timedelta(days=3)


@pytest.fixture
def proposal(transactional_db: None) -> PlanVersion:
    """Put forward yesterday, to a meeting in three days that is not announced."""
    today = timezone.localdate()
    plan = factories.PlanFactory(year=today.year + 1)
    first = factories.PlanVersionFactory(plan=plan, name="Mål och budget", adopted=True, on=today - dt.timedelta(90))
    matter = factories.MatterFactory(title="Revidering")
    meeting = factories.MeetingFactory(date=today + SOON, announced_on=None)
    AgendaItem.objects.create(meeting=meeting, matter=matter)
    version: PlanVersion = factories.PlanVersionFactory(
        plan=plan, name="Reviderad mål och budget", basis=first, proposed=True, matter=matter,
        on=today - dt.timedelta(days=1),
    )  # fmt: skip
    return version


@pytest.mark.parametrize(
    ("viewport", "colour_scheme", "java_script"), [(PHONE, "dark", False), (DESKTOP, "light", True)]
)
def test_a_proposal_is_published_and_then_read_by_anyone(
    page: Page, live_server: Any, proposal: PlanVersion, sekreterare: Any, java_script: bool
) -> None:
    def look() -> None:
        page.wait_for_load_state()
        fits(page)
        if java_script:  # the audit is a script
            audit(page)

    sign_in(page, live_server, sekreterare)
    page.goto("/beslut/")
    page.get_by_role("link", name="Att publicera").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Att publicera")
    expect(page.get_by_text("Det är mindre än en vecka kvar till sammanträdet")).to_be_visible()
    expect(page.get_by_role("heading", name="Kalender")).to_be_visible()
    look()
    page.get_by_role("link", name="Publicera Reviderad mål och budget").click()
    look()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("”Reviderad mål och budget” är offentlig sedan i dag")).to_be_visible()
    expect(page.get_by_text("Inget väntar på att publiceras")).to_be_visible()
    page.context.clear_cookies()

    page.goto(proposal.get_absolute_url())
    expect(page.locator(".publication").get_by_text("Till fullmäktige")).to_be_visible()
    expect(page.get_by_text("Publicerad mindre än en vecka före sammanträdet")).to_be_visible()
    look()
    page.get_by_role("link", name="Vad förslaget ändrar mot det som gäller").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reviderad mål och budget")
    page.goto(proposal.matter.get_absolute_url() if proposal.matter else "")
    look()
