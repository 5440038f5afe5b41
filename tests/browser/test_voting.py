"""A vote in a real browser: an upprop by keyboard, two phones, the wall, and a line that is cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assembly.models import Ballot, RollCall
from kungsor_portal.models import User
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit, opened, sign_in
from tests.plugins.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = f"/sammantraden/kommunfullmaktige/{MEETING}/storbild/"
TIED = "j" * 15 + "n" * 15 + "-"
WALLS = ((1280, 720), (1920, 1080))


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall(transactional_db: None) -> Hall:
    hall = make_hall(31)
    hall.account(1), hall.account(2)
    return hall


@pytest.fixture
def others(browser: Browser, live_server: Any, page_faults: list[str]) -> Iterator[Any]:
    """Further browsers in the room: ``others(user, size)`` is a page signed in as the user, or nobody's."""
    with ExitStack() as stack:

        def another(user: User | None = None, size: tuple[int, int] = PHONE, scheme: str = "light") -> Page:
            page: Page = stack.enter_context(opened(browser, live_server.url, page_faults, size, scheme))
            if user is not None:
                sign_in(page, live_server, user)
            return page

        yield another


def table_of(call: RollCall) -> str:
    item = call.step.procedure.item
    return reverse("roll_call", args=[item.meeting_id, item.pk, call.pk])


def forgive(faults: list[str]) -> None:
    """What the browser itself tells of the question before closing (422), and of leaving while the list is fetched."""
    told = ("status of 422", "htmx:sendAbort", "htmx:afterRequest")
    faults[:] = [fault for fault in faults if not any(words in fault for words in told)]


def test_an_upprop_by_keyboard_alone(
    page: Page, live_server: Any, sekreterare: User, hall: Hall, page_faults: list[str]
) -> None:  # fmt: skip
    call = hall.roll_call()
    sign_in(page, live_server, sekreterare)
    page.goto(table_of(call))
    page.locator(f"#ja-{hall.seats[1].pk}").focus()
    for at, (tabs, choice) in enumerate([(0, "yes"), (1, "no"), (2, "abstain"), (0, "yes")], start=1):
        expect(page.locator(f"#ja-{hall.seats[at].pk}")).to_be_focused()
        for _ in range(tabs):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"#mandat-{hall.seats[at].pk} [aria-pressed=true]")).to_have_attribute("value", choice)
        expect(page.locator("[data-announcer]")).to_contain_text(f"{at} av 31 har svarat")
    page.locator(f"#nej-{hall.seats[1].pk}").click()
    expect(page.locator(f"#mandat-{hall.seats[1].pk} [aria-pressed=true]")).to_have_attribute("value", "no")
    audit(page)
    page.get_by_role("button", name="Avsluta, 27 har inte svarat").click()
    expect(page.get_by_role("alert")).to_contain_text("27 tjänstgörande har inte svarat")
    audit(page)
    page.get_by_role("button", name="Avsluta, 27 blir frånvarande").click()
    expect(page.get_by_role("heading", name="Resultat")).to_be_visible()
    tally = Ballot.objects.counting().filter(roll_call=call)
    assert [tally.filter(choice=choice).count() for choice in ("yes", "no", "abstain", "absent")] == [1, 2, 1, 27]
    audit(page)
    forgive(page_faults)


def test_two_phones_and_the_wall(
    others: Any, page: Page, live_server: Any, sekreterare: User, hall: Hall, page_faults: list[str]
) -> None:  # fmt: skip
    first, second = (others(hall.account(at)) for at in (1, 2))
    wall = others(size=WALLS[0])
    for phone in (first, second):
        phone.goto("/omrostning/")
        expect(phone.get_by_text("Ingen omröstning är öppen för dig")).to_be_visible()
    wall.goto(SCREEN)
    sign_in(page, live_server, sekreterare)
    page.goto(reverse("procedure", args=[hall.meeting.pk, hall.item.pk]))
    audit(page)
    page.get_by_role("button", name="Från egna telefoner").click()
    # All of it opens by itself.
    expect(wall.get_by_text("av 31 har röstat")).to_contain_text("0 av 31")
    first.get_by_role("button", name="Ja").click()
    expect(first.locator("#kvitto")).to_contain_text("Din röst är lagrad: ja")
    second.get_by_role("button", name="Nej").click()
    expect(second.locator("#kvitto")).to_contain_text("Din röst är lagrad: nej")
    expect(wall.get_by_text("av 31 har röstat")).to_contain_text("2 av 31")
    expect(page.get_by_text("2 av 31 har svarat")).to_be_visible()
    fits(first)
    audit(first)
    second.get_by_role("button", name="Avstår").click()
    expect(second.locator("#kvitto")).to_contain_text("Din röst är lagrad: avstår")
    page.get_by_role("button", name="Avsluta, 29 har inte svarat").click()
    page.get_by_role("button", name="Avsluta, 29 blir frånvarande").click()
    expect(wall.locator(".board > li")).to_have_count(31)
    expect(first.get_by_role("heading", name="Resultat")).to_be_visible()
    expect(first.get_by_text("Din röst: ja.")).to_be_visible()
    audit(first)
    assert list(Ballot.objects.filter(person=hall.people[2]).values_list("choice", flat=True)) == ["no", "abstain"]
    forgive(page_faults)


def test_a_vote_over_a_line_that_is_cut_is_sent_again_and_counted_once(others: Any, hall: Hall, page_faults: list[str]):
    call = hall.roll_call("phones")
    phone = others(hall.account(1))
    phone.goto(reverse("ballot", args=[call.pk]))

    def answer_lost(route: Any) -> None:
        """The vote comes through, its receipt does not."""
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    phone.route("**/omrostning/*/", answer_lost)
    phone.get_by_role("button", name="Ja").click()
    expect(phone.get_by_role("alert")).to_contain_text("Tryck igen: samma röst räknas bara en gång.")
    phone.unroute("**/omrostning/*/", answer_lost)
    # It may be told at once by the part that follows by itself; else the same button is pressed again.
    if not phone.locator("#kvitto").is_visible():
        phone.get_by_role("button", name="Ja").click()
    expect(phone.locator("#kvitto")).to_contain_text("Din röst är lagrad: ja")
    assert Ballot.objects.filter(choice="yes").count() == 1
    page_faults.clear()  # the browser's own word on the line


@pytest.mark.parametrize("java_script", [False])
def test_without_script_a_vote_is_a_form(page: Page, live_server: Any, hall: Hall):
    call = hall.roll_call("phones")
    sign_in(page, live_server, hall.account(1))
    page.goto("/omrostning/")
    page.get_by_role("button", name="Nej").click()
    expect(page.locator("#kvitto")).to_contain_text("Din röst är lagrad: nej")
    hall.close(call)
    page.get_by_role("link", name="Läs in på nytt").click()
    expect(page.get_by_role("heading", name="Resultat")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("votes", ["", TIED, f"{TIED} yes"])
def test_the_wall_holds_it_all_without_scrolling(others: Any, hall: Hall, scheme: str, votes: str):
    """Also when the chair has decided a tie, on a proposal with a long name."""
    if votes:
        hall.step.yes_text = "kommunstyrelsens förslag (Reviderad mål och budget 2022 med plan för 2023–2025)"
        hall.step.save()
        given, _, casting_vote = votes.partition(" ")
        hall.closed(given, casting_vote=casting_vote)
    else:
        hall.vote(hall.roll_call(), "jjj")
    for size in WALLS:
        wall = others(size=size, scheme=scheme)
        wall.goto(SCREEN)
        assert wall.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [*size]
        audit(wall)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_every_page_of_a_vote_fits_and_is_accessible(
    others: Any, hall: Hall, sekreterare: User, size: tuple[int, int], scheme: str
):
    table, phone = others(sekreterare, size, scheme), others(hall.account(1), size, scheme)
    call = hall.roll_call("phones")
    hall.vote(call, "jjn")
    item = [hall.meeting.pk, hall.item.pk]
    addresses = [
        (table, reverse("procedure", args=item)), (table, table_of(call)),
        (table, reverse("procedure_step_new", args=item)), (phone, reverse("ballot", args=[call.pk])), (phone, SCREEN),
    ]  # fmt: skip
    for page, address in addresses:
        page.goto(address)
        fits(page)
        audit(page)
    hall.close(call)
    for page, address in ((table, table_of(call)), (phone, hall.item.matter.get_absolute_url()), (phone, SCREEN)):
        page.goto(address)
        fits(page)
        audit(page)
