"""Every page of a day in all its seven phases: on a phone, on a 4K screen, in dark, full and empty.

The addresses come from the resolver. What a phase leaves as the phase before showed it is not looked at again.
LOOK_AT=folder keeps a picture of each.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

import framtidsdag.models as d
from framtidsdag.fetching import COOKIE
from framtidsdag.phases import ORDER, SCENES
from tests import factories as f
from tests.browser.full_day import DATE, FullDay, addresses, make_full
from tests.browser.looking import fits
from tests.plugins.browser import PHONE, audit, sign_in
from tests.plugins.people import as_user

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kungsor_portal.models import User
    from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDE = (3840, 2160)
LED = ("/ledning/", "/forbered/", "/svara/", "/folj-upp/", "/framtidsdag/ny/")
COMMON = (("framtidsdagar", "/framtidsdag/"), ("day_new", "/framtidsdag/ny/"), ("join", "/delta/"))
# A new one with every answer, and no part of what the page says.
MADE_ANEW = re.compile(
    r'csrfmiddlewaretoken" value="[^"]*"|nonce[-=]"?[^"\s>]+|[0-9a-f]{8}-[0-9a-f-]{27}|etag="[^"]*"|data-etag\S*'
)


@pytest.fixture(autouse=True)
def _noon(clock: Clock) -> None:
    clock.noon(DATE)


@pytest.fixture
def full(transactional_db: None, facilitator: User) -> FullDay:
    return make_full(facilitator)


@pytest.fixture
def empty(transactional_db: None) -> FullDay:
    """A day with a room and someone in it, and nothing else."""
    person = f.ParticipantFactory(day=f.RoomFactory(day__date=DATE, day__theme="Utbildning").day, token="x" * 32)
    return FullDay(person.day, "x" * 32)


class Looker:
    """Goes to each page that answers, as one who leads or as one who takes part, and looks at what is new in it."""

    def __init__(self, page: Page, server: Any, made: FullDay, leader: User) -> None:
        self.page, self.server, self.made, self.leader = page, server, made, leader
        self.led, self.phone = as_user(Client(), leader), Client()
        self.phone.cookies[COOKIE] = made.token
        self.seen: dict[str, str] = {}
        self.looked = 0
        self.faults: list[str] = []

    def is_new(self, address: str) -> bool:
        """Whether the address answers with a page that has not been looked at."""
        client = self.led if any(part in address for part in LED) else self.phone
        answer = client.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            return False
        body = MADE_ANEW.sub("", answer.content.decode())
        is_new = self.seen.get(address) != body
        self.seen[address] = body
        return is_new

    def goes(self, address: str) -> None:
        self.page.goto("about:blank")  # a page that goes on asking would ask as somebody else
        context = self.page.context
        context.clear_cookies()
        if any(part in address for part in LED):
            sign_in(self.page, self.server, self.leader)
        else:
            context.add_cookies([{"name": COOKIE, "value": self.made.token, "url": self.server.url}])
        self.page.goto(address)

    def looks(self, name: str) -> None:
        self.looked += 1
        if folder := os.environ.get("LOOK_AT"):
            size = self.page.viewport_size or {}
            scheme = self.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'")
            self.page.screenshot(path=f"{folder}/{name}-{size.get('width')}-{scheme}.png", full_page=True)
        for check in (audit, fits):
            try:
                check(self.page)
            except AssertionError as fault:
                self.faults.append(f"{name}: {fault}")

    def is_content(self) -> None:
        assert not self.faults, "\n".join(self.faults)


def in_phase(made: FullDay, phase: str, scene: str = "") -> None:
    f.in_phase(made.day, phase)
    room = d.Room.objects.get(day=made.day)
    room.scene, room.stage = scene or SCENES[phase][0], room.stage + 1
    room.save()


def every_phase(looker: Looker, *only: str) -> None:
    """Every page that answers, or those of the names, in each phase."""
    for phase in ORDER:
        in_phase(looker.made, phase)
        for name, address in (*addresses(looker.made.day), *COMMON):
            if (not only or name in only) and looker.is_new(address):
                looker.goes(address)
                looker.looks(f"{name}-{phase}")


@pytest.mark.parametrize("viewport", [PHONE])
def test_every_page_of_a_full_day_in_every_phase_on_a_phone(
    page: Page, live_server: Any, full: FullDay, facilitator: User
) -> None:
    looker = Looker(page, live_server, full, facilitator)
    every_phase(looker)
    looker.is_content()
    assert looker.looked > 100


@pytest.mark.parametrize("viewport", [PHONE])
@pytest.mark.parametrize("colour_scheme", ["dark"])
def test_every_page_of_an_empty_day_in_every_phase_on_a_phone(
    page: Page, live_server: Any, empty: FullDay, facilitator: User
) -> None:
    looker = Looker(page, live_server, empty, facilitator)
    every_phase(looker)
    looker.is_content()


@pytest.mark.parametrize("viewport", [WIDE])
@pytest.mark.parametrize("colour_scheme", ["dark"])
def test_what_the_room_sees_in_dark_on_a_4k_screen(
    page: Page, live_server: Any, full: FullDay, facilitator: User
) -> None:
    looker = Looker(page, live_server, full, facilitator)
    every_phase(
        looker, "framtidsdag", "part", "part_workshop", "part_marking", "part_receipt", "day_screen", "day_facts",
        "my_proposals",
    )  # fmt: skip
    for phase, scenes in SCENES.items():
        for scene in scenes[1:]:
            in_phase(full, phase, scene)
            looker.goes(f"{full.address}storbild/")
            looker.looks(f"scene-{phase}-{scene}")
    looker.is_content()
