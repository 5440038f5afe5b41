"""The prioritering in a real browser: two phones and a close, the keyboard alone, no JavaScript, the processledare."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from framtidsdag.control import leading
from framtidsdag.fetching import COOKIE
from framtidsdag.models import Framtidsdag, KpiProposal, Mark, Participant, Workshop
from kungsor_portal.models import User
from tests.browser.looking import fits
from tests.factories import KpiProposalFactory, ParticipantFactory, in_phase
from tests.plugins.browser import PHONE, audit, opened, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Gymnasieingenjörsutbildningsantagningsstatistiksammanställning för kommunens skolor"


@pytest.fixture
def workshop(transactional_db: None) -> Workshop:
    first = KpiProposalFactory(number=1, title=LONG)
    KpiProposalFactory(workshop=first.workshop, number=2, title="<b>Trygghet</b> 🌱")
    KpiProposalFactory(workshop=first.workshop, number=3, title="Behöriga lärare")
    in_phase(first.day, "prioritising")
    workshop: Workshop = first.workshop
    return workshop


@pytest.fixture
def phones(browser: Browser, live_server: Any, page_faults: list[str], workshop: Workshop) -> Iterator[Any]:
    """``phones("a")`` is the page of the prioritering on a phone whose participant has the token."""
    with ExitStack() as stack:

        def phone(token: str, *, java_script: bool = True, scheme: str = "light") -> Page:
            page: Page = stack.enter_context(
                opened(browser, live_server.url, page_faults, PHONE, scheme, java_script=java_script)
            )
            ParticipantFactory(day=workshop.day, token=token)
            page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.url}])
            page.goto(f"{workshop.day.get_absolute_url()}delta/prioritering/{workshop.pk}/")
            return page

        yield phone


def plus(page: Page, number: int) -> Any:
    return page.get_by_role("button", name=f"Lägg en markering på förslag {number}", exact=True)


def minus(page: Page, number: int) -> Any:
    return page.get_by_role("button", name=f"Ta tillbaka en markering från förslag {number}", exact=True)


def left(page: Page, words: str) -> None:
    expect(page.locator("#kvar")).to_contain_text(words)


def forgive(faults: list[str]) -> None:
    """What the browser itself tells of a refused tap (422), and of leaving a page that asks."""
    told = ("status of 422", "htmx:sendAbort", "htmx:afterRequest")
    faults[:] = [fault for fault in faults if not any(words in fault for words in told)]


def test_two_phones_mark_and_the_processledare_closes(
    phones: Any, workshop: Workshop, page_faults: list[str]
) -> None:  # fmt: skip
    first, second = phones("a"), phones("b", scheme="dark")
    left(first, "Du har 5 av 5 markeringar kvar")
    audit(first), audit(second)
    fits(first)
    plus(first, 1).click()
    left(first, "Du har 4 av 5 markeringar kvar")
    expect(plus(first, 1)).to_be_focused()
    # A double tap is one mark; what is tapped on another card meanwhile waits its turn.
    plus(first, 1).dblclick()
    left(first, "Du har 3 av 5")
    first.evaluate("document.querySelector('#plus-2').click(); document.querySelector('#plus-3').click()")
    left(first, "Du har 1 av 5")
    expect(first.locator("#steg-3")).to_contain_text("1 markering")
    minus(first, 3).click()
    left(first, "Du har 2 av 5")
    expect(minus(first, 3)).to_be_focused()
    expect(first.locator("#dina-markeringar")).to_contain_text("3 av 5 lagda.")
    plus(second, 2).click()
    left(second, "Du har 4 av 5")
    fits(first), audit(first)
    leading.close_workshop(workshop=workshop)
    for page, words in ((first, "3 av 5 lagda."), (second, "1 av 5 lagda.")):
        left(page, "Prioriteringen är stängd. Dina markeringar är lagrade.")
        expect(page.locator("#prioritering button")).to_have_count(0)
        expect(page.locator("#dina-markeringar")).to_contain_text(words)
        audit(page)
    assert "results" not in first.content()
    leading.show(day=workshop.day, scene="results", workshop=workshop)
    expect(first.get_by_role("heading", name="Resultat")).to_be_visible()
    expect(first.get_by_text("4 markeringar av 2 deltagare.")).to_be_visible()
    fits(first), audit(first), audit(second)
    forgive(page_faults)


def test_by_keyboard_alone_to_the_last_mark_and_then_one_is_moved(
    phones: Any, workshop: Workshop, page_faults: list[str]
) -> None:  # fmt: skip
    page = phones("a")
    plus(page, 1).focus()
    for number in range(4, 0, -1):
        page.keyboard.press("Enter")
        left(page, f"Du har {number} av 5")
    page.keyboard.press("Enter")
    left(page, "5 av 5 markeringar är lagda")
    plus(page, 2).focus()
    page.keyboard.press("Enter")
    left(page, "Alla dina 5 markeringar är redan lagda")
    expect(plus(page, 2)).to_be_focused()
    audit(page)
    fits(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Från förslag 1", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#steg-2")).to_contain_text("1 markering")
    expect(page.locator("#steg-1")).to_contain_text("4 markeringar")
    audit(page)
    forgive(page_faults)


def test_without_javascript_each_tap_comes_back_to_its_card(phones: Any, page_faults: list[str]) -> None:
    page = phones("a", java_script=False)
    plus(page, 3).click()
    assert page.url.endswith("#forslag-3")
    left(page, "Du har 4 av 5 markeringar kvar")
    minus(page, 3).click()
    left(page, "Du har 5 av 5 markeringar kvar")
    for number in range(4, -1, -1):
        plus(page, 1).click()
        left(page, f"Du har {number} av 5" if number else "5 av 5 markeringar är lagda")
    plus(page, 2).click()
    expect(page.get_by_role("alert")).to_contain_text("Alla dina 5 markeringar är redan lagda")
    page.get_by_role("button", name="Från förslag 1", exact=True).click()
    expect(page.locator("#steg-2")).to_contain_text("1 markering")
    forgive(page_faults)


def test_what_was_merged_or_hidden_meanwhile_is_told_and_shown(
    phones: Any, workshop: Workshop, facilitator: User, page_faults: list[str]
) -> None:  # fmt: skip
    page = phones("a")
    plus(page, 2).click()
    left(page, "Du har 4 av 5")
    plus(page, 3).click()
    left(page, "Du har 3 av 5")
    KpiProposal.objects.filter(number=2).update(merged_into=KpiProposal.objects.get(number=1))
    plus(page, 2).click()
    left(page, "sammanslaget med förslag 1")
    expect(page.locator("#steg-1")).to_contain_text("1 markering")
    expect(page.locator("#steg-2")).to_have_count(0)
    leading.hide(row=KpiProposal.objects.get(number=3), reason="Nämner en person", by=facilitator, at=timezone.now())
    expect(page.locator("#dina-markeringar")).to_contain_text("som processledaren har dolt")
    expect(page.get_by_text("Behöriga lärare")).to_have_count(0)
    minus(page, 3).click()
    left(page, "Du har 4 av 5")
    audit(page)
    forgive(page_faults)


@pytest.mark.parametrize("viewport", [PHONE, (1280, 900)])
def test_the_processledare_enters_marks_said_aloud(
    page: Page, live_server: Any, facilitator: User, workshop: Workshop, page_faults: list[str]
) -> None:  # fmt: skip
    sign_in(page, live_server, facilitator)
    day: Framtidsdag = workshop.day
    page.goto(f"{day.get_absolute_url()}ledning/prioritering/{workshop.pk}/")
    audit(page)
    page.get_by_label("Namn").fill("Ella")
    page.get_by_label(f"1. {LONG}").fill("4")
    page.get_by_label("3. Behöriga lärare").fill("2")
    expect(page.locator("[data-sum]")).to_have_text("6")
    page.get_by_role("button", name="Lägg in markeringarna").click()
    expect(page.get_by_role("alert")).to_contain_text("Det här är 6 markeringar")
    audit(page)
    page.get_by_label("3. Behöriga lärare").fill("1")
    page.get_by_role("button", name="Lägg in markeringarna").click()
    expect(page.locator(".aloud-list")).to_contain_text("Ella, 5 markeringar: 4 på förslag 1, 1 på förslag 3")
    fits(page), audit(page)
    page.get_by_text("Siffrorna i en tabell").click()
    audit(page)
    page.get_by_role("link", name="Ändra markeringarna för Ella").click()
    page.get_by_label(f"1. {LONG}").fill("0")
    page.get_by_role("button", name="Spara ändringen").click()
    expect(page.locator(".aloud-list")).to_contain_text("Ella, 1 markering: 1 på förslag 3")
    assert Mark.objects.count() == Participant.objects.filter(kind="aloud").count() == 1
    forgive(page_faults)
