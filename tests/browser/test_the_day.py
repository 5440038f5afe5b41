"""The Framtidsdag of 27 September 2021, played from planned to reported back by those who are there.

One processledare, one big screen that nobody touches, and five phones, one of them without a script and one in the
dark. It ends on the page of a nyckeltal, whose red thread is walked to the proposal and to the decision, by clicks.
What happens in the room is in the_day_room.py; what comes after it, below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from framtidsdag.models import Framtidsdag
from tests.browser.the_day import (
    ADDRESS,
    ADOPTED,
    ANSWERED,
    DAY,
    DRAFT,
    ELIGIBLE,
    OWN_WORDS,
    POINT,
    PREPARED,
    PROPOSED,
    REPORTED,
    SCHOOL,
    SPOKEN,
    Hall,
    Scene,
    follow,
    heading,
    move_on,
    press,
    station,
    told,
)
from tests.browser.the_day_room import (
    in_the_nulage,
    in_the_prioritering,
    in_the_workshop,
    joined,
    lost_and_found,
    prepared,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from kungsor_portal.models import User
    from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEVEL = "Minst 85\u00a0%"


@pytest.fixture
def hall(browser: Browser, live_server: LiveServer, page_faults: list[str]) -> Iterator[Hall]:
    with ExitStack() as stack:
        yield (hall := Hall(browser, live_server, page_faults, stack))
        hall.forgive()
    assert not page_faults, "\n".join(page_faults)


def test_the_day_from_planned_to_reported_back(hall: Hall, clock: Clock, facilitator: User, handlaggare: User) -> None:
    clock.noon(PREPARED)
    scene = Scene(handlaggare)
    hall.seat(hall.leader, facilitator)
    prepared(hall)

    clock.noon(DAY)
    hall.seat(hall.leader, facilitator)
    joined(hall)
    lost_and_found(hall)
    in_the_nulage(hall)
    in_the_workshop(hall)
    in_the_prioritering(hall)
    that_evening(hall)

    clock.noon(ANSWERED)
    hall.seat(hall.leader, facilitator)
    hall.seat(hall.officer, handlaggare)
    answered(hall)
    followed_up(hall)

    clock.noon(PROPOSED)
    scene.put_forward()
    clock.noon(ADOPTED)
    scene.adopt()
    clock.noon(REPORTED)
    call_command("forget_participants", verbosity=0)
    hall.seat(hall.leader, facilitator)
    found_by_receipt(hall)
    reported_back(hall)
    walked(hall)


def that_evening(hall: Hall) -> None:
    """What works less well becomes a point to follow up, by a button at its group; and the summary is there."""
    page = hall.lead("ledning/nulage/")
    group = page.get_by_role("group", name=POINT)
    group.locator(".group-more > summary").click()
    press(group, "Gör till en punkt att följa upp")
    expect(group).to_contain_text("Punkt att följa upp")
    page = hall.lead("sammanfattning/")
    for words in (ELIGIBLE, OWN_WORDS, SPOKEN, POINT):
        told(page, words)
    hall.look(page)


def answered(hall: Hall) -> None:
    """The officer answers by priority: one becomes a nyckeltal with a level in the draft, the others are declined."""
    page = hall.officer
    page.goto(f"{ADDRESS}svara/")
    told(page, "0 av 4 besvarade")
    hall.look(page)
    follow(page, f"1. {ELIGIBLE}")
    heading(page, "Svara på förslag 1")
    told(page, "5 markeringar")
    # There is no level yet: it is written in the draft, which opens beside.
    page.get_by_label("Var finns ambitionsnivån?").select_option(label=f"{DRAFT} (utkast, 2022)")
    with page.expect_popup() as opening:
        follow(page, "Lägg till en ny nivå i utkastet")
    draft = opening.value
    draft.get_by_label("Minst (%)").fill("85")
    draft.get_by_label("Målår").fill("2022")
    press(draft, "Spara")
    told(draft, LEVEL)
    draft.close()
    press(page, "Visa nivåerna")
    page.get_by_role("radio", name=re.compile(ELIGIBLE)).check()
    page.get_by_label("Kommentar").fill("Skollagen kräver det")
    hall.look(page)
    press(page, "Spara: det blev ett nyckeltal")
    told(page, "1 av 4 besvarade")
    for number in range(2):
        page.get_by_label("Varför blev det inte ett nyckeltal?").fill("Det mäts redan i enkäten")
        press(page, "Spara: det blev inte ett nyckeltal")
        told(page, f"{number + 2} av 4 besvarade")

    # With one unanswered the day is not bearbetad.
    leader = hall.lead("ledning/")
    move_on(leader, "Avsluta bearbetningen", asks=True)
    expect(leader.get_by_role("alert")).to_contain_text("1 förslag har inte fått svar")
    heading(leader, "Förslagen besvaras")
    hall.look(leader)
    page.get_by_label("Varför blev det inte ett nyckeltal?").fill("Det har redan en nivå")
    press(page, "Spara: det blev inte ett nyckeltal")
    told(page, "Alla förslag har fått svar")
    hall.look(page)
    leader = hall.lead("ledning/")
    move_on(leader, "Avsluta bearbetningen", asks=True)
    heading(leader, "Dagen är bearbetad")


def followed_up(hall: Hall) -> None:
    """The point gets an owner, and an assignment is given a body and a day."""
    page = hall.lead("folj-upp/")
    told(page, POINT)
    follow(page, re.compile("^Ange ägare"))
    page.get_by_label("Organ som äger punkten").select_option(label="Kommunstyrelsen")
    press(page, "Spara")
    told(page, "Ägare: Kommunstyrelsen")
    follow(page, "Nytt uppdrag")
    page.get_by_label("Uppdrag", exact=True).fill("Slå ihop de dokument som säger samma sak")
    page.get_by_label("Ansvarigt organ").select_option(label="Kommunstyrelsen")
    page.get_by_label("Ska rapporteras").fill("2022-04-01")
    hall.look(page)
    press(page, "Spara")
    told(page, "ska rapporteras 1 april 2022")
    hall.look(page)


def found_by_receipt(hall: Hall) -> None:
    """Months later, the token gone from the browser and the portal: the receipt code still finds the answer."""
    phone = hall.phones["Bo"]
    phone.context.clear_cookies()
    phone.goto(f"{ADDRESS}mitt-forslag/")
    phone.get_by_label("Kvittokod").fill(hall.receipts["Bo"].lower())
    press(phone, "Visa mina förslag")
    told(phone, "Sammanslaget med förslag 1")
    told(phone, ELIGIBLE)
    told(phone, LEVEL)
    told(phone, "29 november 2021")
    told(phone, "Skollagen kräver det")
    hall.look(phone)


def reported_back(hall: Hall) -> None:
    """The day is återrapporterad when its assignment is, and not before; its page tells the whole story."""
    page = hall.lead("ledning/")
    move_on(page, "Avsluta återrapporteringen", asks=True)
    expect(page.get_by_role("alert")).to_contain_text("1 uppdrag är inte återrapporterade än")
    page = hall.lead("folj-upp/")
    told(page, "Försenade i dag (1)")
    follow(page, re.compile("^Återrapportera"))
    page.get_by_label("Datum").fill("2022-04-01")
    page.get_by_label("Vad gjordes?").fill("Nio dokument blev tre.")
    press(page, "Spara")
    told(page, "Nio dokument blev tre.")
    page = hall.lead("ledning/")
    move_on(page, "Avsluta återrapporteringen", asks=True)
    heading(page, "Dagen är återrapporterad")
    hall.look(page)
    assert Framtidsdag.objects.get(date=DAY).phase == "reported"

    visitor = hall.visitor
    visitor.goto("/framtidsdag/")
    follow(visitor, "Styrning och ledning")
    for words in ("Nio dokument blev tre.", POINT, "Ägare: Kommunstyrelsen", DRAFT):
        told(visitor, words)
    expect(visitor.get_by_role("main")).not_to_contain_text("Dag Exempelsson")
    hall.look(visitor)


def walked(hall: Hall) -> None:
    """From the day to the proposal, the nyckeltal and the decision; and on a phone back again: a click a step."""
    page, proposal, kpi = hall.visitor, f"{ADDRESS}forslag/1/", "/nyckeltal/behoriga-till-gymnasiet/"
    page.locator(".day-fold", has_text=SCHOOL).locator("summary").click()
    follow(page.locator("#forslag-1"), "Förslag 1")
    arrived(hall, page, proposal, "5 markeringar, plats 1 av 3 i workshopen.")
    station(page, "Nyckeltal").click()
    arrived(hall, page, kpi, "Kom från förslag 1 på Framtidsdagen 27 september 2021, 5 markeringar.")
    told(page, "86,0\u00a0% år 2021")
    station(page, "Förslag till beslut").click()
    version = re.compile(r"/mal-och-budget/2022/version/\d+/$")
    arrived(hall, page, version, LEVEL)
    station(page, "Beslut").click()
    arrived(hall, page, re.compile(r"/beslut/2021-11-29-[\w-]+/$"), "§ 84")

    phone = hall.phones["Eva"]
    phone.goto(page.url)
    station(phone, "Handlingen").click()
    arrived(hall, phone, version, DRAFT)
    follow(phone.get_by_role("main"), "förslag 1")
    arrived(hall, phone, proposal, "Skollagen kräver det")
    station(phone, "Framtidsdag").click()
    arrived(hall, phone, ADDRESS, "Nio dokument blev tre.")
    phone.go_back()
    station(phone, "Nyckeltal").click()
    arrived(hall, phone, kpi, "Uppfyllt")
    for kicker, label in (
        ("Framtidsdag", "styrning och ledning"), ("Förslag", "Förslag 1"), ("Prioritering", "5 markeringar"),
        ("Förslag till beslut", DRAFT), ("Beslut", "Kommunfullmäktige 29 november 2021"),
    ):  # fmt: skip
        expect(station(phone, kicker)).to_contain_text(label)


def arrived(hall: Hall, page: Page, address: str | re.Pattern[str], words: str) -> None:
    """The page of the address, with the words, which everyone can use."""
    expect(page).to_have_url(address if isinstance(address, re.Pattern) else f"{hall.server.url}{address}")
    told(page, words)
    hall.look(page)
