"""A day's big screen and control page in a real browser: every scene on three walls, the time, and two at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from framtidsdag.control import leading
from framtidsdag.models import Framtidsdag, ProgrammeItem, Reflection, ReflectionGroup, Room
from kungsor_portal.models import User
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import PHONE, audit, opened, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALLS = ((1280, 720), (1920, 1080), (3840, 2160))
LONG = "Kommunfullmäktigeledamöternas ansvarsområdesbeskrivningar och medborgarnas upplevda trygghet i centrum sent"
WIDE = "W" * 60 + " " + "漢字" * 40
KPI = {
    "slug": "x", "title": LONG, "unit": "%", "decimals": 1, "value": "79.4", "shown": "79,4 %", "period": "2020",
    "is_preliminary": False, "level": "", "status": "unknown", "sentence": "", "explanation": [], "reason": "",
    "trend": "unvalued", "since": "", "is_example": False, "series": [], "breaks": [], "sources": [],
}  # fmt: skip
GOAL = {
    "slug": "mal", "name": "Goda arbetsvillkor och ekonomisk tillväxt", "number": 8, "colour": "#a21942",
    "is_example": False, "headline": "0 av 9 nyckeltal når nivån. 9 kan inte bedömas.", "met": 0, "partly": 0,
    "missed": 0, "unknown": 9, "kpis": [KPI] * 9,
}  # fmt: skip
# What is cut off: taller than its box, though nothing on the wall can be scrolled.
CUT_OFF = """() => {
  const html = document.documentElement;
  const boxes = [...document.querySelectorAll("main, .stage, .stage > *, .stage-columns > *, .stage-programme")];
  return [
    ...(html.scrollHeight > innerHeight || html.scrollWidth > innerWidth ? [`the page: ${html.scrollHeight}`] : []),
    ...boxes.filter(e => !e.matches(".visually-hidden, .stage-clamp, h1, p") && e.scrollHeight > e.clientHeight + 6)
      .map(e => `${e.className}: ${e.scrollHeight} in ${e.clientHeight}`),
  ];
}"""


@pytest.fixture
def day(transactional_db: None) -> Framtidsdag:
    """A day with more of everything than a wall has room for."""
    room = f.RoomFactory(day__phase="situation", day__theme=f"Styrning och ledning: {LONG}"[:150], code="WMWMWM")
    day: Framtidsdag = room.day
    for order in range(1, 16):
        ProgrammeItem.objects.create(day=day, order=order, starts_at=dt.time(8 + order // 2), title=LONG)
    f.FactsSheetFactory(day=day, content={"on": "2021-09-27", "is_example": True, "plan": None, "goals": [GOAL] * 5})
    group = ReflectionGroup.objects.create(day=day, side="well", order=1, title=LONG)
    for number, text in enumerate([LONG, WIDE, "Kort", LONG * 8, "Rad\n" * 9, LONG, "Kort", WIDE] * 2):
        side = Reflection.Side.WELL if number % 3 else Reflection.Side.LESS_WELL
        f.ReflectionFactory(day=day, text=text, side=side, group=group if number == 4 else None)
    f.in_phase(day, "workshop")
    workshops = [f.WorkshopFactory(day=day, goal__name=LONG) for _ in range(5)]
    for workshop in workshops:
        rows = [f.KpiProposalFactory(workshop=workshop, title=text) for text in (LONG, WIDE, "Kort", LONG, "Kort")]
        f.KpiProposalFactory(workshop=workshop, merged_into=rows[0])
    people = f.ParticipantFactory.create_batch(5, day=day)
    for workshop in workshops:
        proposals = list(workshop.proposals.standing())
        for times, proposal in enumerate(proposals, start=1):
            for slot in range(1, times + 1):
                f.MarkFactory(proposal=proposal, slot=slot, participant=people[times - 1])
    return day


def shows(day: Framtidsdag, phase: str, scene: str, workshop: Any = None) -> None:
    f.in_phase(day, phase)
    room = Room.objects.get(day=day)
    room.scene, room.workshop, room.stage = scene, workshop, room.stage + 1
    room.timer_ends_at = timezone.now() + dt.timedelta(minutes=200)
    room.save()


def screen(day: Framtidsdag) -> str:
    return f"/framtidsdag/{day.date}/storbild/"


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_every_scene_fits_every_wall_whatever_was_written(page: Page, day: Framtidsdag) -> None:
    focus = day.workshops.first()
    scenes = [
        ("planned", "welcome", None), ("situation", "facts", None), ("situation", "reflections", None),
        ("workshop", "proposals", None), ("workshop", "proposals", focus), ("prioritising", "marking", None),
        ("prioritising", "marking", focus), ("prioritising", "results", None), ("prioritising", "results", focus),
        ("processing", "thanks", None),
    ]  # fmt: skip
    for scene in scenes:
        shows(day, *scene)
        page.goto(screen(day))
        for width, height in WALLS:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate(CUT_OFF) == [], f"{scene} on {width} x {height}"
        audit(page)
        page.set_viewport_size({"width": 320, "height": 640})
        fits(page)


def test_the_wall_follows_and_the_time_goes(page: Page, day: Framtidsdag) -> None:
    shows(day, "situation", "welcome")
    page.goto(screen(day))
    expect(page.get_by_text("WMWMWM")).to_be_visible()
    leading.set_timer(day=day, ends_at=timezone.now() + dt.timedelta(minutes=5), at=timezone.now())
    expect(page.locator("[data-countdown-left]")).to_contain_text("4:")
    leading.show(day=day, scene="reflections", workshop=None)
    expect(page.get_by_role("heading", name="Vad fungerar i styrmodellen?")).to_be_visible()
    leading.set_timer(day=day, ends_at=timezone.now() + dt.timedelta(seconds=4), at=timezone.now())
    expect(page.locator("[data-countdown-left]")).to_have_text("Tiden är ute", timeout=15_000)
    expect(page.locator("[data-announcer]")).to_contain_text("Tiden är ute")


@pytest.mark.parametrize("java_script", [False])
def test_without_a_script_it_says_until_when(page: Page, day: Framtidsdag) -> None:
    shows(day, "situation", "reflections")
    page.goto(screen(day))
    expect(page.locator(".day-timer")).to_contain_text("till kl.")


def test_the_day_is_led_by_keyboard_and_an_open_box_is_left_alone(
    page: Page, live_server: Any, facilitator: User, day: Framtidsdag
) -> None:
    shows(day, "situation", "facts")
    sign_in(page, live_server, facilitator)
    page.goto(f"/framtidsdag/{day.date}/ledning/")
    page.get_by_role("button", name="Gå vidare till workshop").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Workshop pågår")
    page.locator("summary", has_text="Egen tid").press("Enter")
    page.get_by_label("Antal minuter").fill("7")
    leading.close_room(day=day)
    page.wait_for_timeout(2600)
    expect(page.get_by_label("Antal minuter")).to_have_value("7")
    page.get_by_label("Antal minuter").press("Enter")
    expect(page.locator("#tid ~ .day-timer")).to_contain_text("till kl.")
    audit(page)
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page)


def test_of_two_processledare_the_second_is_told(
    page: Page, browser: Browser, live_server: Any, facilitator: User, day: Framtidsdag, page_faults: list[str]
) -> None:
    shows(day, "situation", "facts")
    with opened(browser, live_server.url, page_faults, PHONE, java_script=False) as phone:
        for one in (page, phone):
            sign_in(one, live_server, facilitator)
            one.goto(f"/framtidsdag/{day.date}/ledning/")
        page.get_by_role("button", name="Gå vidare till workshop").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Workshop pågår")
        phone.get_by_role("button", name="Gå vidare till workshop").click()
        expect(phone.get_by_role("alert")).to_contain_text("redan flyttats till workshop")
        expect(phone.get_by_role("heading", level=1)).to_have_text("Workshop pågår")
    page_faults[:] = [fault for fault in page_faults if "422" not in fault]
