"""A participant's phone in a real browser: the way in, what is typed, a line that is cut, and a day that moves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from framtidsdag.models import Framtidsdag, Participant, Reflection, Room
from tests.browser.looking import fits
from tests.factories import RoomFactory, WorkshopFactory
from tests.plugins.browser import PHONE, audit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONES = pytest.mark.parametrize("viewport", [PHONE])
LESS_WELL = "Fungerar mindre bra"


@pytest.fixture
def room(transactional_db: None) -> Room:
    room = RoomFactory(day__phase="situation", code="ABC234")
    WorkshopFactory(day=room.day)
    return room


def delta(room: Room) -> str:
    return f"{room.day.get_absolute_url()}delta/"


def go(room: Room, phase: str) -> None:
    Framtidsdag.objects.filter(pk=room.day_id).update(phase=phase)
    Room.objects.filter(pk=room.pk).update(stage=room.stage + 1)
    room.refresh_from_db()


def join(page: Page, room: Room) -> None:
    page.goto(f"/delta/{room.code}/")
    page.get_by_role("button", name="Gå med").click()
    expect(page.get_by_role("heading", name="Spara din kvittokod")).to_be_visible()
    page.get_by_role("link", name="Jag har sparat den").click()


@PHONES
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_way_in_is_a_code_and_one_button(page: Page, room: Room, page_faults: list[str]) -> None:
    page.goto("/delta/")
    audit(page)
    page.get_by_label("Kod").fill("zzz zz2")
    page.get_by_role("button", name="Fortsätt").click()
    expect(page.get_by_role("alert")).to_contain_text("Koden stämmer inte.")
    assert page_faults, "the browser notes that it was refused (422)"
    page_faults.clear()
    audit(page)
    page.get_by_label("Kod").fill("abc 234")
    page.get_by_role("button", name="Fortsätt").click()
    audit(page)
    fits(page)
    page.get_by_role("button", name="Gå med").click()
    expect(page.get_by_role("textbox", name="Din kvittokod")).to_be_visible()
    audit(page)
    fits(page)
    page.get_by_role("link", name="Kvittokod", exact=True).click()
    audit(page)
    fits(page)


@PHONES
def test_one_writes_and_is_told_and_the_other_field_stays(page: Page, room: Room) -> None:
    join(page, room)
    page.wait_for_load_state("load")  # a thumb is slower than this: the scripts are there
    page.get_by_label(LESS_WELL).fill("Halvfärdigt")
    page.get_by_label("Fungerar bra").fill("Målen är tydliga")
    page.get_by_role("button", name="Skicka fungerar bra").click()
    expect(page.locator(".part-sent")).to_contain_text("Din text är sparad")
    expect(page.get_by_label("Fungerar bra")).to_have_value("")
    expect(page.get_by_label(LESS_WELL)).to_have_value("Halvfärdigt")
    page.reload()
    expect(page.get_by_label("Fungerar bra")).to_have_value("")
    expect(page.get_by_label(LESS_WELL)).to_have_value("Halvfärdigt")
    assert Reflection.objects.get().text == "Målen är tydliga"
    audit(page)


@PHONES
def test_a_line_that_is_cut_is_said_and_found_again(page: Page, room: Room, page_faults: list[str]) -> None:
    join(page, room)
    page.get_by_label(LESS_WELL).fill("Skrivet utan täckning")
    page.context.set_offline(True)
    told = page.locator(".part-page > [data-failed]")
    expect(told).to_contain_text("Portalen svarar inte.")
    page.get_by_role("button", name="Skicka fungerar mindre bra").click()
    expect(page.locator("form [data-failed]")).to_contain_text("Det är osäkert om texten kom fram.")
    page.context.set_offline(False)
    expect(told).to_have_count(0)
    page.get_by_role("button", name="Skicka fungerar mindre bra").click()
    expect(page.locator(".part-sent")).to_contain_text("Din text är sparad")
    assert Reflection.objects.count() == 1
    assert page_faults, "the browser notes that the requests failed"
    page_faults.clear()


@PHONES
def test_the_page_follows_the_day_but_takes_no_words_away(page: Page, room: Room) -> None:
    join(page, room)
    go(room, "workshop")
    expect(page.get_by_role("heading", name="Föreslå nyckeltal")).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)
    go(room, "situation")
    page.get_by_label(LESS_WELL).fill("Jag är inte klar")
    go(room, "workshop")
    expect(page.get_by_role("heading", name="Föreslå nyckeltal")).to_be_visible()
    expect(page.get_by_label(LESS_WELL)).to_have_value("Jag är inte klar")
    page.get_by_role("button", name="Skicka fungerar mindre bra").click()
    expect(page.get_by_role("alert").filter(has_text="Inget sparades")).to_be_visible()
    expect(page.get_by_label(LESS_WELL)).to_have_value("Jag är inte klar")
    assert not Reflection.objects.exists()


@PHONES
def test_whoever_comes_early_is_let_in_when_the_room_opens(page: Page, room: Room) -> None:
    Room.objects.update(is_open=False)
    page.goto(f"/delta/{room.code}/")
    expect(page.get_by_text("Rummet är inte öppet än")).to_be_visible()
    audit(page)
    Room.objects.update(is_open=True, stage=7)
    page.get_by_role("button", name="Gå med").click()
    expect(page.get_by_role("heading", name="Spara din kvittokod")).to_be_visible()


@PHONES
@pytest.mark.parametrize("java_script", [False])
def test_all_of_it_without_javascript(page: Page, room: Room, page_faults: list[str]) -> None:
    join(page, room)
    assert Participant.objects.count() == 1
    page.get_by_label("Fungerar bra").fill("Det här går bra")
    page.get_by_role("button", name="Skicka fungerar bra").click()
    expect(page.locator(".part-sent")).to_contain_text("Din text är sparad")
    go(room, "workshop")
    page.get_by_role("link", name="Läs in på nytt").click()
    expect(page.get_by_role("heading", name="Föreslå nyckeltal")).to_be_visible()


@PHONES
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_every_phase_can_be_used_by_everyone(page: Page, room: Room) -> None:
    join(page, room)
    for phase in Framtidsdag.Phase.values:
        go(room, phase)
        page.goto(delta(room))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        audit(page)
        fits(page)
