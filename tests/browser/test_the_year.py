"""A year of mål och budget, played through the pages in a municipality that does not exist.

June's decision · kommunstyrelsen's revision and a party's own · the meeting at which a minority has it sent back · the
meeting at which the chair decides · the protokoll, the appeal and the new year. Each journey begins where the one
before it ended (tests.browser.the_year), and every page that it stops at is audited.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from assembly.models import RollCall
from goals.models import Decision, Matter, Meeting, MinutesEvent, PlanVersion
from goals.paper import can_make_pdf
from goals.transitions import Outcome
from tests import factories as f
from tests.browser.looking import fits
from tests.browser.the_year import (
    ANNOUNCED,
    BOARD,
    FIFTEEN_TO_FIFTEEN,
    FIRST,
    JUNE,
    NAME,
    NEW_YEAR,
    PARAGRAPH,
    POSTED,
    REASONS,
    SECOND,
    Year,
    exempelby,
)
from tests.plugins.browser import PHONE, audit, opened, sign_in
from tests.plugins.people import as_user

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

    from kungsor_portal.models import User
    from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(live_server: LiveServer, clock: Clock) -> Iterator[Year]:
    with exempelby():
        clock.noon(JUNE)
        yield Year()


class Table:
    """The people at their screens; each signs in anew when the clock has moved."""

    def __init__(self, browser: Browser, server: LiveServer, faults: list[str], stack: ExitStack) -> None:
        self.browser, self.server, self.faults, self.stack = browser, server, faults, stack
        self.pages: dict[str, Page] = {}

    def page(self, user: User | None = None, size: tuple[int, int] = (1280, 900)) -> Page:
        key = user.username if user else "besökaren"
        if key not in self.pages:
            self.pages[key] = self.stack.enter_context(opened(self.browser, self.server.url, self.faults, size))
        if user:
            sign_in(self.pages[key], self.server, user)
        return self.pages[key]


@pytest.fixture
def table(browser: Browser, live_server: LiveServer, year: Year, page_faults: list[str]) -> Iterator[Table]:
    with ExitStack() as stack:
        yield Table(browser, live_server, page_faults, stack)
    assert not page_faults, "\n".join(page_faults)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()


def told(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def later(clock: Clock) -> None:
    """A minute passes, so that what is done next is the last thing done."""
    clock.at(clock.now() + dt.timedelta(minutes=1))


def step(page: Page, number: int) -> Locator:
    return page.locator(f"#steg-{number}")


def test_from_junes_decision_to_the_announced_meeting(year: Year, table: Table, clock: Clock) -> None:
    proposal = year.draft("Mål och budget 2022", "budgetberedningen")
    f.fill(proposal)
    matter = f.MatterFactory(title="Mål och budget 2022", slug="mal-och-budget-2022", dnr=None)
    f.bring(proposal, "proposed", matter=matter, on=dt.date(2021, 5, 31))
    f.AgendaItemFactory(meeting=f.MeetingFactory(body=year.council, date=JUNE), matter=matter, paragraph=None)
    year.matter.delete()

    # June's decision: five fields, of which the day is there already.
    clock.noon(JUNE + dt.timedelta(days=1))
    secretary = table.page(year.secretary)
    secretary.goto("/sekreterare/")
    heading(secretary, "Att göra nu")
    audit(secretary)
    secretary.locator("#beslut + *").get_by_role("link").first.click()
    heading(secretary, "Registrera beslut")
    expect(secretary.get_by_label("Datum")).to_have_value("2021-06-14")
    press(secretary, "Registrera beslutet")
    told(secretary, "Skriv ärendets paragraf i protokollet.")
    table.faults.clear()  # the browser itself tells of the 422
    secretary.get_by_label("Paragraf (§)").fill("71")
    secretary.get_by_label("Diarienummer").fill("KS 2021/100")
    secretary.get_by_label("Utgång: Mål och budget 2022").select_option(label="Antagen")
    audit(secretary)
    press(secretary, "Registrera beslutet")
    told(secretary, "Beslutet är registrerat.")
    audit(secretary)
    june = PlanVersion.objects.get(pk=proposal.pk)
    assert (june.status, Decision.objects.get().paragraph) == ("adopted", 71)

    # Kommunstyrelsen puts a revision forward.
    revision = year.draft(NAME, "budgetberedningen", june)
    party = year.draft("Björkpartiets förslag", "Björk", june)
    clock.noon(BOARD + dt.timedelta(days=1))
    secretary = table.page(year.secretary)
    secretary.goto("/sekreterare/")
    follow(secretary, "Nytt ärende")
    secretary.get_by_label("Rubrik").fill(NAME)
    secretary.get_by_label("Diarienummer").fill("KS 2021/200")
    press(secretary, "Spara")
    told(secretary, "Ärendet är inlagt.")
    audit(secretary)
    board = call_meeting(secretary, year.board.title, BOARD, BOARD - dt.timedelta(days=10))
    put_on_agenda(secretary, board, 120)
    audit(secretary)
    follow(secretary, re.compile("^Registrera beslutet"))
    secretary.get_by_label(f"Utgång: {NAME}").select_option(label="Läggs fram till fullmäktige")
    press(secretary, "Registrera beslutet")
    told(secretary, "Beslutet är registrerat.")
    visitor = table.page()
    answer = visitor.goto(revision.get_absolute_url())
    assert answer is not None and answer.status == 404, "not public until it is published"
    table.faults.clear()

    # A party moves its own, and the secretary publishes kommunstyrelsen's.
    secretary.goto("/sekreterare/beslut/")
    audit(secretary)
    follow(secretary, "Registrera ett yrkande")
    secretary.get_by_label("Utkast").select_option(label=party.name)
    secretary.get_by_label("Ärende").select_option(index=1)
    audit(secretary)
    press(secretary, "Registrera yrkandet")
    told(secretary, "är yrkad")
    visitor.goto(party.get_absolute_url())
    heading(visitor, party.name)
    secretary.goto("/sekreterare/beslut/")
    follow(secretary, "Att publicera")
    follow(secretary, f"Publicera {NAME}")
    press(secretary, "Publicera")
    told(secretary, f"”{NAME}” är offentlig sedan i dag")

    # The meeting is announced, and anyone reads where the proposal goes.
    clock.noon(ANNOUNCED)
    secretary = table.page(year.secretary)
    first = call_meeting(secretary, year.council.title, FIRST, ANNOUNCED)
    put_on_agenda(secretary, first, PARAGRAPH)
    visitor.goto(revision.get_absolute_url())
    told(visitor, "Till fullmäktige 15 november · offentligt sedan 19 oktober")
    audit(visitor)
    visitor.goto(first.get_absolute_url())
    told(visitor, NAME)
    audit(visitor)


def call_meeting(page: Page, body: str, date: dt.date, announced: dt.date) -> Meeting:
    page.goto("/sekreterare/")
    follow(page, "Nytt sammanträde")
    page.get_by_label("Organ").select_option(label=body)
    page.get_by_label("Dag", exact=True).fill(date.isoformat())
    page.get_by_label(re.compile("^Tillkännages på anslagstavlan")).fill(announced.isoformat())
    press(page, "Spara")
    told(page, "Sammanträdet är inlagt.")
    return Meeting.objects.get(date=date)


def put_on_agenda(page: Page, meeting: Meeting, paragraph: int) -> None:
    page.get_by_label("Ärende").select_option(label=str(Matter.objects.get(title=NAME)))
    press(page, "Lägg till på dagordningen")
    told(page, "står på dagordningen")
    page.get_by_label(re.compile("^§")).fill(str(paragraph))
    press(page, "Spara paragraferna")
    told(page, "Paragraferna är sparade.")
    assert meeting.agenda.get().paragraph == paragraph


def test_a_minority_has_the_matter_sent_back(year: Year, table: Table, clock: Clock) -> None:
    versions = year.put_forward(year.june())
    item = year.meeting(FIRST)
    clock.noon(FIRST)
    secretary = table.page(year.secretary)
    secretary.goto(reverse("secretary_services", args=[item.meeting_id]))
    audit(secretary)
    secretary.locator("label").filter(has_text="Björk 9").get_by_role("checkbox").check()
    press(secretary, "Uppropet är klart")
    told(secretary, "30 av 31 tjänstgör. Mötet är beslutfört")
    press(secretary, re.compile("^Björk ersättare 1 går in"))
    told(secretary, "31 av 31 tjänstgör")
    told(secretary, "En tredjedel är 11")
    audit(secretary)

    secretary.goto(reverse("secretary_meeting", args=[item.meeting_id]))
    follow(secretary, re.compile("^Beslutsgång"))
    secretary.get_by_label("Återremiss har yrkats eller begärts").check()
    press(secretary, "Föreslå beslutsgång")
    told(secretary, "Ska ärendet avgöras i dag eller återremitteras?")
    secretary.get_by_label("Ordförande i ärendet").select_option(label=named(year, 0))
    press(secretary, re.compile("Välj ordförande|Spara|Ordförande"))
    told(secretary, "är ordförande i ärendet")
    press(secretary, "Mötet har godkänt beslutsgången")
    told(secretary, "Beslutsgången är godkänd av mötet.")
    audit(secretary)

    # Ten are too few of thirty-one, eleven are enough.
    follow(secretary, re.compile("^Begärd av en minoritet"))
    told(secretary, "3 × 11 ≥ 31")
    for number in range(1, 11):
        secretary.get_by_role("checkbox", name=re.compile(rf"^Ek {number}\b")).check()
    secretary.get_by_label("Motivering").fill(REASONS)
    press(secretary, "Registrera begäran")
    told(secretary, re.compile("10 av 31|räcker inte|minst 11"))
    table.faults.clear()  # the browser itself tells of the 422
    audit(secretary)
    secretary.get_by_role("checkbox", name=re.compile(r"^Ek 11\b")).check()
    press(secretary, "Registrera begäran")
    told(secretary, "Begäran räcker")
    audit(secretary)

    follow(secretary, "Registrera beslutet")
    for version in versions:
        expect(secretary.get_by_label(f"Utgång: {version.name}")).to_have_value(Outcome.REMITTED)
    expect(secretary.get_by_label("Paragraf (§)")).to_have_value(str(PARAGRAPH))
    press(secretary, "Registrera beslutet")
    told(secretary, "Beslutet är registrerat.")
    follow(secretary, "Text till protokollet")
    expect(secretary.get_by_label("Texten till protokollet")).to_have_value(re.compile(REASONS))
    audit(secretary)
    assert set(PlanVersion.objects.filter(matter=year.matter).values_list("status", flat=True)) == {"remitted"}
    visitor = table.page()
    visitor.goto(Decision.objects.latest("pk").get_absolute_url())
    told(visitor, "Återremitterad")
    audit(visitor)


def named(year: Year, at: int) -> str:
    person = year.people[at]
    return f"{person.name} ({person.party.abbreviation})" if person.party else person.name


def test_a_minority_that_asks_again_needs_a_majority(year: Year, table: Table, clock: Clock) -> None:
    year.referred()
    item = year.meeting(SECOND)
    clock.noon(SECOND)
    secretary = table.page(year.secretary)
    secretary.goto(reverse("secretary_services", args=[item.meeting_id]))
    secretary.locator("label").filter(has_text="Sälg 5").get_by_role("checkbox").check()
    press(secretary, "Uppropet är klart")
    told(secretary, "30 av 31 tjänstgör")

    secretary.goto(reverse("procedure", args=[item.meeting_id, item.pk]))
    secretary.get_by_label("Återremiss har yrkats eller begärts").check()
    press(secretary, "Föreslå beslutsgång")
    secretary.get_by_label("Ordförande i ärendet").select_option(label=named(year, 0))
    press(secretary, re.compile("Välj ordförande|Spara|Ordförande"))
    press(secretary, "Mötet har godkänt beslutsgången")

    # A minority asks again: now a simple majority is needed (5:50), and it is against.
    told(secretary, "Nu krävs enkel majoritet (kommunallagen 5 kap. 50 §).")
    secretary.goto(reverse("procedure_request", args=[item.meeting_id, item.pk, item.procedure.steps.get(number=1).pk]))
    for number in range(1, 12):
        secretary.get_by_role("checkbox", name=re.compile(rf"^Ek {number}\b")).check()
    secretary.get_by_label("Motivering").fill(REASONS)
    press(secretary, "Registrera begäran")
    expect(secretary.get_by_role("alert").first).to_contain_text("kommunallagen 5 kap. 50 §")
    table.faults.clear()  # the browser itself tells of the 422
    audit(secretary)
    follow(secretary, "Avbryt")
    step(secretary, 1).get_by_role("button", name=re.compile("^Ja.*avgörs i dag")).click()
    told(secretary, "ja, genom acklamation")

    # One of two counter proposals is chosen to stand against kommunstyrelsen's.
    expect(step(secretary, 2)).to_contain_text("Björk")
    step(secretary, 2).get_by_role("button", name=re.compile("^Ja")).click()
    expect(step(secretary, 3)).to_contain_text("Huvudomröstning")
    expect(step(secretary, 3)).to_contain_text("Björkpartiets förslag")
    audit(secretary)


def test_the_chair_decides_at_fifteen_to_fifteen(year: Year, table: Table, clock: Clock) -> None:
    clock.noon(SECOND)
    procedure, _ = year.at_the_main_question()
    item = procedure.item
    secretary = table.page(year.secretary)
    secretary.goto(reverse("procedure", args=[item.meeting_id, item.pk]))
    later(clock)
    step(secretary, 3).get_by_role("button", name="Från egna telefoner").click()
    told(secretary, "0 av 30 har svarat")
    audit(secretary)
    roll_call = RollCall.objects.get()
    screen = table.page()
    screen.goto(reverse("meeting_screen", args=[year.council.slug, SECOND.isoformat()]))
    expect(screen.locator("#stage")).to_contain_text("0 av 30 har röstat")

    # Two vote from their phones, the others answer aloud; nothing is told of how until it is closed.
    phones = {}
    for at, choice in ((0, "Ja"), (11, "Nej")):
        user = year.people[at].user
        assert user is not None
        phone = phones[at] = table.page(user, PHONE)
        phone.goto("/omrostning/")
        told(phone, roll_call.yes_text)
        press(phone, re.compile(f"^{choice}"))
        told(phone, f"Din röst är lagrad: {choice.lower()}")
        expect(phone.get_by_role("main")).not_to_contain_text("Frånvarande")
        fits(phone)
        audit(phone)
    answers = as_user(Client(), year.secretary)
    for at, (seat, choice) in enumerate(zip(year.seats, FIFTEEN_TO_FIFTEEN, strict=False)):
        if at not in phones:
            url = reverse("roll_call_enter", args=[item.meeting_id, item.pk, roll_call.pk, seat.pk])
            assert answers.post(url, {"rost": choice}).status_code == 302
    expect(screen.locator("#stage")).to_contain_text("30 av 30 har röstat")
    expect(screen.locator("#stage")).not_to_contain_text("15")
    secretary.reload()
    told(secretary, "30 av 30 har svarat")
    later(clock)
    press(secretary, "Avsluta omröstningen")
    told(secretary, "Omröstningen är avslutad.")
    audit(secretary)
    later(clock)
    casting = secretary.get_by_role("group", name=re.compile("utslagsröst"))
    casting.get_by_role("button", name=re.compile("^Ja")).click()
    told(secretary, "Ordförandens utslagsröst är antecknad.")
    expect(screen.locator("#stage")).to_contain_text("Ordföranden Ek 1 (Ek) avgjorde med ja")
    expect(screen.locator("#stage")).to_contain_text("Björk 1")
    audit(screen)
    told(phones[0], "Kvitto")
    told(phones[0], "Resultat")


def test_the_decision_is_registered_as_the_beslutsgang_has_filled_it_in(year: Year, table: Table, clock: Clock) -> None:
    clock.noon(SECOND)
    procedure, (revision, *others) = year.voted()
    item = procedure.item
    secretary = table.page(year.secretary)
    secretary.goto(reverse("procedure", args=[item.meeting_id, item.pk]))
    declare(secretary, "Yrkande", named(year, 1), "bifall till kommunstyrelsens förslag")
    declare(secretary, "Reservation", "Björkpartiet", "Till förmån för eget förslag.")
    audit(secretary)
    follow(secretary, "Registrera beslutet")
    expect(secretary.get_by_label("Datum")).to_have_value(SECOND.isoformat())
    expect(secretary.get_by_label("Paragraf (§)")).to_have_value(str(PARAGRAPH))
    expect(secretary.get_by_label(f"Utgång: {revision.name}")).to_have_value(Outcome.ADOPTED)
    for other in others:
        expect(secretary.get_by_label(f"Utgång: {other.name}")).to_have_value(Outcome.REJECTED)
    audit(secretary)
    press(secretary, "Registrera beslutet")
    told(secretary, "Beslutet är registrerat.")
    decision = Decision.objects.latest("pk")
    assert (decision.votes_yes, decision.votes_no, decision.votes_abstained, decision.votes_absent) == (15, 15, 0, 1)
    follow(secretary, "Text till protokollet")
    secretary.context.grant_permissions(["clipboard-read", "clipboard-write"])
    press(secretary, "Kopiera texten")
    expect(secretary.get_by_text("Texten är kopierad")).to_be_visible()
    copied = secretary.evaluate("navigator.clipboard.readText()")
    for words in ("15 ja", "15 nej", "Reservation", "Björkpartiet", "bifall till kommunstyrelsens förslag"):
        assert words in copied, copied
    visitor = table.page()
    visitor.goto(decision.get_absolute_url())
    told(visitor, "Preliminärt")
    told(visitor, "Björk 1")
    audit(visitor)


def declare(page: Page, kind: str, who: str, text: str) -> None:
    page.get_by_label("Vad", exact=True).select_option(label=kind)
    page.get_by_label("Vem", exact=True).select_option(label=who)
    page.get_by_label(re.compile("^Text")).fill(text)
    press(page, "Anteckna")
    told(page, f"Antecknat: {kind.lower()}.")


def test_the_protokoll_the_appeal_and_the_new_year(year: Year, table: Table, clock: Clock) -> None:
    revision, *others = year.referred()
    item = year.meeting(SECOND)
    outcomes = {revision: Outcome.ADOPTED} | dict.fromkeys(others, Outcome.REJECTED)
    decision = f.decide(
        matter=year.matter, meeting=item.meeting, on=SECOND, outcomes=outcomes, paragraph=PARAGRAPH, title=NAME
    )
    june = PlanVersion.objects.get(name="Mål och budget 2022")

    # Justerad and announced; three weeks end on julafton, so that the appeal runs past Christmas.
    clock.noon(POSTED)
    secretary = table.page(year.secretary)
    secretary.goto("/sekreterare/beslut/")
    follow(secretary, re.compile(f"^{NAME}$"))
    audit(secretary)
    record(secretary, "Justerat", dt.date(2021, 12, 2))
    record(secretary, "Tillkännagett på anslagstavlan", POSTED)
    audit(secretary)
    assert set(decision.events.values_list("kind", flat=True)) == {"approved", "posted"}
    visitor = table.page()
    visitor.goto(decision.get_absolute_url())
    told(visitor, "Kan överklagas till och med 27 december 2021")
    told(visitor, "Protokollet gäller. Portalen är inte kommunens anslagstavla.")
    audit(visitor)
    clock.noon(dt.date(2021, 12, 27))
    visitor.reload()
    told(visitor, "Kan överklagas till och med 27 december 2021")
    clock.noon(dt.date(2021, 12, 28))
    visitor.reload()
    told(visitor, "Överklagandetiden har gått ut")
    expect(visitor.get_by_role("main")).not_to_contain_text("Laga kraft bekräftad")
    secretary = table.page(year.secretary)
    secretary.goto(reverse("secretary_decision", args=[decision.pk]))
    record(secretary, "Laga kraft bekräftad", dt.date(2021, 12, 28))
    assert decision.events.filter(kind=MinutesEvent.Kind.FINAL).exists()

    # In force on the day of the budget year, and June's wording as of August.
    clock.noon(NEW_YEAR - dt.timedelta(days=1))
    visitor.goto("/")
    expect(visitor.get_by_text("Beslutad för 2022")).to_be_visible()
    audit(visitor)
    clock.noon(NEW_YEAR)
    visitor.goto("/")
    expect(visitor.get_by_text("Beslutad för 2022")).to_have_count(0)
    visitor.goto("/mal-och-budget/2022/")
    told(visitor, f"Gällande lydelse: {revision.name}, beslutad 1 december 2021")
    audit(visitor)
    visitor.goto("/mal-och-budget/2022/?den=2021-08-15")
    told(visitor, f"Gällande lydelse: {june.name}, beslutad 14 juni 2021")
    expect(visitor.get_by_role("main")).not_to_contain_text(revision.name)
    audit(visitor)

    # The adopted version on paper, with the kontrollsumma of the page.
    visitor.goto(revision.get_absolute_url())
    told(visitor, PlanVersion.objects.get(pk=revision.pk).fingerprint[:20])
    answer: Any = Client().get(f"{revision.get_absolute_url().rstrip('/')}.pdf")
    if can_make_pdf():
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    else:
        assert answer.status_code == 503


def record(page: Page, what: str, on: dt.date) -> None:
    """An event of the minutes, in its own small form."""
    step = page.locator(".minutes-steps > li").filter(has=page.get_by_role("heading", name=re.compile(f"^{what}")))
    if not step.get_by_label("Datum").is_visible():
        step.locator("summary").click()
    step.get_by_label("Datum").fill(on.isoformat())
    step.get_by_role("button", name=re.compile("^Registrera")).click()
    told(page, re.compile(f"{what} .* är registrerat"))
