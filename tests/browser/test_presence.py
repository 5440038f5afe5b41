"""The secretary at the meeting with a tablet: upprop, a substitute in turn, jäv at one §; with a script and without."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kungsor_portal.models import User
from tests.assembly.room_scene import MEETING, Room, make_room
from tests.plugins.browser import PHONE, audit, sign_in
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = (768, 1024)


@pytest.fixture
def room(page: Page, live_server: Any, sekreterare: User, clock: Clock) -> Room:
    clock.noon(MEETING)
    sign_in(page, live_server, sekreterare)
    return make_room()


@pytest.mark.parametrize("viewport", [TABLET])
@pytest.mark.parametrize("java_script", [True, False])
def test_who_serves_is_tapped_on(page: Page, room: Room) -> None:
    page.goto(f"/sekreterare/sammantraden/{room.meeting.pk}/")
    page.get_by_role("link", name="Tjänstgöring").click()
    page.get_by_label("Ledamot 2").check()
    page.get_by_role("button", name="Uppropet är klart").click()
    summary = page.get_by_text("tjänstgör. Mötet är beslutfört")
    expect(summary).to_contain_text("6 av 7")

    page.get_by_role("button", name="Ersättare A1 går in").click()
    expect(summary).to_contain_text("7 av 7")
    place = page.locator(f"#mandat-{room.seats[2].pk}")
    expect(place).to_contain_text("Ersättare A1 för Ledamot 2")

    page.get_by_role("link", name="§ 85").click()
    other = page.locator(f"#mandat-{room.seats[4].pk}")
    other.get_by_text("Jäv, § 85").click()
    other.get_by_role("button", name="Ersättare B1 går in").click()
    expect(other).to_contain_text("Ersättare B1 för Ledamot 4")
    page.get_by_role("link", name="§ 86").click()
    expect(other).not_to_contain_text("Ersättare B1 för")


@pytest.mark.parametrize(("viewport", "colour_scheme"), [(PHONE, "dark"), (TABLET, "light")])
def test_the_rooms_pages_are_accessible(page: Page, room: Room) -> None:
    seats = f"/sekreterare/mandat/{room.body.slug}"
    for url in (
        "/sekreterare/", f"/sekreterare/sammantraden/{room.meeting.pk}/", f"{seats}/ny-mandatperiod/",
        f"/sekreterare/sammantraden/{room.meeting.pk}/tjanstgoring/", "/sekreterare/mandat/",
        f"/sekreterare/arenden/{room.items[84].matter.pk}/", room.meeting.get_absolute_url(), "/sammantraden/",
    ):  # fmt: skip
        page.goto(url)
        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], url  # type: ignore[index]
    page.goto(f"/sekreterare/sammantraden/{room.meeting.pk}/tjanstgoring/")
    page.get_by_role("button", name="Uppropet är klart").click()
    expect(page.get_by_role("button", name="Lämnar").first).to_be_visible()
    audit(page)
