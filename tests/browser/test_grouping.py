"""Reflections brought together in a real browser: by drag, by keyboard alone, and by buttons without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import F
from playwright.sync_api import expect

from framtidsdag.models import Framtidsdag, Reflection, ReflectionGroup, Room
from kungsor_portal.models import User
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXTS = ("Målen hänger ihop med budgeten", "Budgeten hänger ihop med målen", "Nämnderna är delaktiga")


@pytest.fixture
def day(transactional_db: None) -> Framtidsdag:
    day: Framtidsdag = f.RoomFactory(day__phase="situation").day
    for text in TEXTS:
        f.ReflectionFactory(day=day, text=text)
    f.ReflectionFactory(
        day=day, side="less_well", text="Ansvarsfördelningsöverenskommelserna följs inte upp tillräckligt ofta"
    )
    return day


@pytest.fixture
def board(page: Page, live_server: Any, facilitator: User, day: Framtidsdag) -> Page:
    sign_in(page, live_server, facilitator)
    page.goto(f"/framtidsdag/{day.date}/ledning/nulage/")
    return page


def arrive(day: Framtidsdag, text: str) -> Reflection:
    """A reflection that somebody in the room writes meanwhile."""
    row: Reflection = f.ReflectionFactory(day=day, text=text)
    Room.objects.filter(day=day).update(texts=F("texts") + 1)
    return row


def written(page: Page, text: str) -> Locator:
    return page.locator(".reflection-tick", has_text=text)


def card(page: Page, at: int) -> Locator:
    return page.locator(f"#reflektion-{Reflection.objects.order_by('pk')[at].pk}")


def middle(place: Locator) -> tuple[float, float]:
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + 20


def drag(page: Page, one: Locator, to: Locator) -> None:
    page.mouse.move(*middle(one))
    page.mouse.down()
    x, y = middle(to)
    page.mouse.move(x, y - 12, steps=4)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


def texts_of(group: ReflectionGroup) -> list[str]:
    return list(group.reflections.order_by("pk").values_list("text", flat=True))


def test_one_is_dragged_to_another_and_a_third_into_their_group(board: Page, day: Framtidsdag):
    drag(board, card(board, 1), card(board, 0))
    expect(board.locator("[data-announcer]")).to_contain_text(f"Ny grupp: {TEXTS[0]}")
    group = ReflectionGroup.objects.get()
    assert texts_of(group) == [TEXTS[0], TEXTS[1]]
    drag(board, card(board, 2), board.locator(f"#grupp-{group.pk} h3"))
    expect(board.locator(f"#grupp-{group.pk} .reflection")).to_have_count(3)
    drag(board, card(board, 0), board.locator("#utan-well"))
    expect(board.locator(f"#grupp-{group.pk} .reflection")).to_have_count(2)
    # Never to the other side, and a short shake is no drag.
    drag(board, card(board, 0), board.locator("#sida-less_well"))
    expect(board.locator("[data-announcer]")).to_have_text("Inget flyttades.")
    assert texts_of(group) == [TEXTS[1], TEXTS[2]]
    audit(board)


def test_by_keyboard_alone(board: Page, day: Framtidsdag):
    keys = board.keyboard
    card(board, 0).get_by_role("button", name="Flytta").focus()
    keys.press("Enter")
    expect(board.locator("[data-announcer]")).to_contain_text("Välj plats med piltangenterna")
    expect(board.get_by_role("button", name="Ny grupp", exact=True)).to_be_focused()
    audit(board)
    keys.press("ArrowDown")
    expect(board.get_by_role("button", name="Avbryt")).to_be_focused()
    keys.press("Escape")
    expect(card(board, 0).get_by_role("button", name="Flytta")).to_be_focused()
    expect(board.locator("[data-announcer]")).to_have_text("Inget flyttades.")
    keys.press("Enter")
    keys.press("Enter")
    expect(board.locator("[data-announcer]")).to_contain_text("Ny grupp")
    expect(card(board, 0).get_by_role("button", name="Flytta")).to_be_focused()
    group = ReflectionGroup.objects.get()
    card(board, 1).get_by_role("button", name="Flytta").focus()
    keys.press("Enter")
    # The group of the one that says alike is proposed first.
    expect(card(board, 1).locator("[data-targets] button:focus")).to_have_text(group.title)
    keys.press("Enter")
    expect(board.locator(f"#grupp-{group.pk} .reflection")).to_have_count(2)
    assert texts_of(group) == [TEXTS[0], TEXTS[1]]


def test_what_is_new_comes_by_itself_but_not_under_the_hand(board: Page, day: Framtidsdag):
    arrive(day, "Det här kom nyss")
    expect(written(board, "Det här kom nyss")).to_be_visible()
    # Ticks and focus stand through it.
    tick = card(board, 0).get_by_role("checkbox")
    tick.check()
    arrive(day, "Ännu en")
    expect(written(board, "Ännu en")).to_be_visible()
    expect(tick).to_be_checked()
    expect(tick).to_be_focused()
    # In the middle of a drag it waits.
    board.mouse.move(*middle(card(board, 0)))
    board.mouse.down()
    board.mouse.move(300, 300, steps=4)
    arrive(day, "Mitt i draget")
    board.wait_for_timeout(3_000)
    expect(written(board, "Mitt i draget")).to_have_count(0)
    board.keyboard.press("Escape")
    board.mouse.up()
    expect(written(board, "Mitt i draget")).to_be_visible()
    # So it does with an open form, which keeps what is typed.
    card(board, 2).locator("summary").click()
    card(board, 2).get_by_label("Varför döljs texten?").fill("Ett namn")
    arrive(day, "Medan jag skriver")
    board.wait_for_timeout(3_000)
    expect(card(board, 2).get_by_label("Varför döljs texten?")).to_have_value("Ett namn")
    card(board, 2).get_by_role("button", name="Dölj texten").click()
    expect(board.get_by_text("[Dolt av processledaren: Ett namn]")).to_be_visible()
    expect(written(board, "Medan jag skriver")).to_be_visible()


@pytest.mark.parametrize("java_script", [False])
def test_by_buttons_without_a_script(board: Page, day: Framtidsdag):
    expect(board.get_by_role("button", name="Flytta:")).to_have_count(0)
    for at in (0, 1):
        card(board, at).get_by_role("checkbox").check()
    side = board.get_by_role("region", name="Fungerar bra")
    side.get_by_label("Rubrik på en ny grupp").fill("Tydlighet")
    side.get_by_role("button", name="Ny grupp av de valda").click()
    group = ReflectionGroup.objects.get()
    assert (group.title, texts_of(group)) == ("Tydlighet", list(TEXTS[:2]))
    card(board, 2).get_by_role("checkbox").check()
    side.get_by_label("Flytta de valda till").select_option("Tydlighet")
    side.get_by_role("button", name="Flytta", exact=True).click()
    expect(board.locator(f"#grupp-{group.pk} .reflection")).to_have_count(3)
    board.locator(f"#grupp-{group.pk} .group-more > summary").click()
    board.get_by_role("button", name="Lös upp gruppen").click()
    expect(board.get_by_text("Gruppen Tydlighet är upplöst.").first).to_be_visible()


@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_every_page_fits_and_is_accessible(board: Page, day: Framtidsdag, facilitator: User):
    group = ReflectionGroup.objects.create(day=day, side="less_well", order=1, title="Ansvarsfördelning")
    Reflection.objects.filter(side="less_well").update(group=group)
    Reflection.objects.filter(text=TEXTS[2]).update(
        hidden_at="2021-09-27T10:00Z", hidden_by=facilitator, hidden_reason="Nämner en person"
    )
    board.reload()
    board.locator(".group-more > summary").first.click()
    fits(board)
    audit(board)
    f.in_phase(day, "processing")
    later = f.RoomFactory(day__date=day.date.replace(year=day.date.year + 1), day__phase="situation").day
    point = day.points.create(order=1, text="Uppföljningen kommer för sent", group=group)
    f.AssignmentFactory(day=day, due_on=day.date)
    for address in (
        f"{day.date}/ledning/nulage/", f"{day.date}/folj-upp/", f"{day.date}/folj-upp/uppdrag/nytt/",
        f"{later.date}/folj-upp/", f"{later.date}/folj-upp/punkt/{point.pk}/togs-upp/", f"{later.date}/fakta/",
    ):  # fmt: skip
        board.goto(f"/framtidsdag/{address}")
        fits(board)
        audit(board)
