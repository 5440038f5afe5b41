"""A workshop in a real browser: two phones and the processledare, by finger, by keyboard alone, without JavaScript."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from framtidsdag.fetching import COOKIE
from framtidsdag.models import KpiProposal, Workshop
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, PHONE, audit, opened, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from kungsor_portal.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Socialtjänstlagstiftningstillämpningsuppföljningsindikatorutvecklingsarbete"


@pytest.fixture
def workshop(transactional_db: None) -> Workshop:
    kpi = f.KpiFactory(code="N00914", title="Sjukfrånvaro kommunalt anställda", unit="%", decimals=1)
    for year, value in ((2018, "7.1"), (2019, "6.4"), (2020, "7.9")):
        f.KpiValueFactory(kpi=kpi, year=year, value=value)
    workshop: Workshop = f.WorkshopFactory(questions="Hur märker vi att det går åt rätt håll?")
    return workshop


@pytest.fixture
def others(browser: Browser, live_server: Any, page_faults: list[str]) -> Iterator[Any]:
    """Further browsers in the room: ``others(size)``."""
    with ExitStack() as stack:

        def another(size: tuple[int, int] = PHONE, scheme: str = "light", *, java_script: bool = True) -> Page:
            page: Page = stack.enter_context(
                opened(browser, live_server.url, page_faults, size, scheme, java_script=java_script)
            )
            return page

        yield another


def join(page: Page, live_server: Any, workshop: Workshop) -> Page:
    """The page's browser takes part in the day, and stands in the workshop."""
    token = uuid.uuid4().hex
    f.ParticipantFactory(day=workshop.day, token=token)
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": live_server.url}])
    page.goto(reverse("part_workshop", args=[workshop.day.date, workshop.pk]))
    return page


def forgive(faults: list[str]) -> None:
    """What the browser itself tells of a refused form, and of leaving a page that was asking."""
    told = ("status of 422", "htmx:sendAbort", "htmx:afterRequest")
    faults[:] = [fault for fault in faults if not any(words in fault for words in told)]


@pytest.mark.parametrize("viewport", [PHONE])
def test_two_phones_propose_and_the_processledare_merges(
    page: Page, others: Any, live_server: Any, workshop: Workshop, facilitator: User, page_faults: list[str]
) -> None:  # fmt: skip
    one, two = join(page, live_server, workshop), join(others(scheme="dark"), live_server, workshop)
    audit(one)
    fits(one)
    one.get_by_label("Vilket nyckeltal?").press_sequentially("något helt annat")
    expect(one.locator("#traffar")).to_contain_text("Inget i katalogen passar")
    one.get_by_label("Vilket nyckeltal?").fill("sjukfrånvaron")
    choose = one.get_by_role("button", name="Välj Sjukfrånvaro kommunalt anställda")
    expect(choose).to_be_visible()
    audit(one)
    fits(one)
    choose.click()
    expect(one.locator("#valt")).to_be_focused()
    one.get_by_label("Varför?").fill("Det säger hur vi mår")
    audit(one)
    one.get_by_role("button", name="Lägg förslaget").click()
    expect(one.get_by_text("Ditt förslag är lagt: nummer 1.")).to_be_visible()

    expect(two.locator("#forslag-1")).to_contain_text("Sjukfrånvaro kommunalt anställda")
    two.locator("#forslag-1").get_by_text("Fakta om nyckeltalet").click()
    two.get_by_label("Vilket nyckeltal?").press_sequentially("Anställdas sjukfrånvaro")
    expect(two.get_by_text("Det här finns redan")).to_be_visible()
    expect(two.locator(".proposal-there")).to_contain_text("Förslag 1")
    audit(two)
    two.get_by_role("button", name="Lägg förslaget").click()
    expect(two.get_by_text("Ditt förslag är lagt: nummer 2.")).to_be_visible()
    expect(one.locator("#forslag-2")).to_contain_text("Anställdas sjukfrånvaro")

    leader = others(DESKTOP)
    sign_in(leader, live_server, facilitator)
    leader.goto(reverse("leading_workshop", args=[workshop.day.date, workshop.pk]))
    audit(leader)
    fits(leader)
    leader.get_by_label("Slå samman förslag 1").check()
    leader.get_by_label("Slå samman förslag 2").check()
    leader.get_by_role("button", name="Slå samman de förkryssade").click()
    expect(leader.get_by_text("Sammanslaget av förslag 1 och 2")).to_be_visible()
    audit(leader)
    # What is unfolded stays so when the part is renewed.
    one.locator("#forslag-1").get_by_text("Fakta om nyckeltalet").click()
    merged = one.get_by_text("Sammanslaget av förslag 1 och 2")
    expect(merged).to_be_visible()
    merged.click()
    leader.get_by_label("Vilket nyckeltal?").fill("Sagt i rummet")
    leader.get_by_role("button", name="Lägg in förslaget").click()
    expect(one.locator("#forslag-3")).to_contain_text("Sagt i rummet")
    expect(one.locator("#forslag-1-delar")).to_have_attribute("open", "")
    audit(one)
    leader.get_by_role("button", name="Skilj ut förslag 2").click()
    expect(one.locator("#forslag-2")).to_be_visible()
    one.get_by_label("Anteckning", exact=True).fill("Vi talade om mer än så")
    leader.get_by_role("button", name="Stäng workshopen").click()
    expect(one.get_by_text("Just nu tas inga förslag")).to_be_visible()
    one.get_by_role("button", name="Spara anteckningen").click()
    expect(one.get_by_role("alert")).to_contain_text("Workshopen är stängd")
    expect(one.get_by_label("Anteckning", exact=True)).to_have_value("Vi talade om mer än så")
    audit(one)
    forgive(page_faults)


@pytest.mark.parametrize("viewport", [PHONE])
def test_by_keyboard_alone_on_the_smallest_screen(page: Page, live_server: Any, workshop: Workshop) -> None:
    join(page, live_server, workshop)
    page.get_by_role("link", name="Föreslå ett nyckeltal").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Vilket nyckeltal?").focus()
    page.keyboard.type("sjukfrånvaro")
    choose = page.get_by_role("button", name="Välj Sjukfrånvaro kommunalt anställda")
    expect(choose).to_be_visible()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(choose).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#valt")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Välj ett annat")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Därför")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ditt förslag är lagt: nummer 1.")).to_be_visible()
    assert KpiProposal.objects.get().reason == "Därför"
    fits(page)


@pytest.mark.parametrize("viewport", [PHONE])
def test_nothing_is_sent_before_what_one_chose_is_there(page: Page, live_server: Any, workshop: Workshop) -> None:
    held: list[Any] = []
    page.route(re.compile("valj="), lambda route: held.append(route))  # noqa: PLW0108  # no builtin can be a handler
    join(page, live_server, workshop)
    page.get_by_label("Vilket nyckeltal?").press_sequentially("sjukfrånvaro")
    page.get_by_role("button", name="Välj Sjukfrånvaro kommunalt anställda").click()
    send = page.get_by_role("button", name="Lägg förslaget")
    expect(send).to_be_disabled()
    held[0].continue_()
    send.click()
    expect(page.get_by_text("Ditt förslag är lagt: nummer 1.")).to_be_visible()
    assert KpiProposal.objects.get().kpi is not None


@pytest.mark.parametrize("viewport", [PHONE])
def test_what_is_typed_survives_a_reload(page: Page, live_server: Any, workshop: Workshop) -> None:
    join(page, live_server, workshop)
    page.get_by_label("Varför?").press_sequentially("Mitt skäl")
    page.get_by_label("Anteckning", exact=True).press_sequentially("Min anteckning")
    page.reload()
    expect(page.get_by_label("Varför?")).to_have_value("Mitt skäl")
    page.get_by_label("Vilket nyckeltal?").fill("Egna ord")
    page.get_by_role("button", name="Lägg förslaget").click()
    expect(page.get_by_text("Ditt förslag är lagt")).to_be_visible()
    expect(page.get_by_label("Varför?")).to_have_value("")
    expect(page.get_by_label("Anteckning", exact=True)).to_have_value("Min anteckning")


@pytest.mark.parametrize("java_script", [False])
@pytest.mark.parametrize("viewport", [PHONE])
def test_without_javascript(page: Page, live_server: Any, workshop: Workshop, page_faults: list[str]) -> None:
    f.KpiProposalFactory(workshop=workshop, number=1, title="Trygga elever")
    join(page, live_server, workshop)
    page.get_by_label("Varför?").fill("Mitt skäl")
    page.get_by_label("Vilket nyckeltal?").fill("sjukfrånvaro")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Välj Sjukfrånvaro kommunalt anställda").click()
    expect(page.get_by_label("Varför?")).to_have_value("Mitt skäl")
    page.get_by_role("button", name="Lägg förslaget").click()
    expect(page.locator("#forslag-2")).to_contain_text("Sjukfrånvaro kommunalt anställda")
    page.get_by_label("Vilket nyckeltal?").fill("Trygga elever")
    page.get_by_role("button", name="Lägg förslaget").click()
    expect(page.get_by_role("alert")).to_contain_text("Det här finns redan")
    page.get_by_role("button", name="Lägg till ändå").click()
    expect(page.locator("#forslag-3")).to_contain_text("Trygga elever")
    page.get_by_label("Anteckning", exact=True).fill("Sagt")
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.locator(".notes")).to_contain_text("Sagt")
    page.get_by_role("link", name="Ändra förslag 3: Trygga elever").click()
    page.get_by_label("Nyckeltal", exact=True).fill("Trygga elever hela dagen")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator("#forslag-3")).to_contain_text("Trygga elever hela dagen")
    forgive(page_faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, (768, 1024), DESKTOP])
def test_the_pages_fit_and_can_be_used_by_all(
    others: Any, live_server: Any, workshop: Workshop, facilitator: User, size: tuple[int, int], scheme: str
) -> None:  # fmt: skip
    f.KpiProposalFactory(workshop=workshop, number=1, title=LONG, reason=LONG * 2 + " <b>fet</b>")
    f.KpiProposalFactory(workshop=workshop, number=2, title="Å" * 200)
    f.DiscussionNoteFactory(workshop=workshop, text=LONG * 3)
    page = join(others(size, scheme), live_server, workshop)
    audit(page)
    fits(page)
    sign_in(page, live_server, facilitator)
    page.goto(reverse("leading_workshop", args=[workshop.day.date, workshop.pk]))
    audit(page)
    fits(page)
