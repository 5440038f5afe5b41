"""The Framtidsdag of 27 September 2021, played from planned to reported back by those who are there.

One processledare, one big screen that nobody touches, and five phones, one of them without a script and one in the
dark. It ends on the page of a nyckeltal, whose red thread is walked to the proposal and to the decision, by clicks.
Each phase is a function below; each begins where the one before it ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from framtidsdag.models import Framtidsdag, Mark, Participant, Reflection, Room
from tests.browser.the_day import (
    ABSENCE,
    ADDRESS,
    ADOPTED,
    ANSWERED,
    DAY,
    DRAFT,
    ELIGIBLE,
    HEALTH,
    PREPARED,
    PROPOSED,
    REPORTED,
    SCHOOL,
    Hall,
    Scene,
    follow,
    heading,
    left,
    move_on,
    on_wall,
    plus,
    press,
    station,
    told,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

    from kungsor_portal.models import User
    from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WELL, LESS_WELL = "Fungerar bra", "Fungerar mindre bra"
POINT = "Många dokument"
OWN_WORDS = "Elever som känner sig trygga"
SPOKEN = "Nöjda vårdnadshavare"
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


def prepared(hall: Hall) -> None:
    """The processledare lays the day up: its facts, who is asked, the programme, and a workshop for each goal."""
    page = hall.leader
    page.goto("/framtidsdag/")
    follow(page, "Förbered en ny Framtidsdag")
    page.get_by_label("Datum").fill(DAY.isoformat())
    page.get_by_label("Tema").fill("styrning och ledning")
    page.get_by_label("Form").select_option("digital")
    page.get_by_label("Syfte").fill("Att prioritera väsentliga nyckeltal kopplade till målen.")
    page.get_by_label("Planen som dagen arbetar för").select_option(label="Mål och budget 2022")
    hall.look(page)
    press(page, "Lägg upp dagen")
    heading(page, "Förbered dagen")

    groups = page.locator("#deltagare")
    groups.get_by_role("group", name="Ny grupp").get_by_label("Namn").fill("budgetberedningen")
    press(groups, "Lägg till gruppen")
    expect(groups.get_by_role("group", name="Grupp 1").get_by_label("Namn")).to_have_value("budgetberedningen")
    programme = page.locator("#program")
    for number, (begins, ends, title) in enumerate(
        (("9", "10.30", "Nuläge"), ("10.30", "12", "Workshop"), ("13", "15", "Prioritering")), start=1
    ):
        point = programme.get_by_role("group", name="Ny programpunkt")
        point.get_by_label("Börjar").fill(begins)
        point.get_by_label("Slutar").fill(ends)
        point.get_by_label("Programpunkt").fill(title)
        press(programme, "Lägg till punkten")
        expect(programme.get_by_role("group", name=f"Punkt {number}").get_by_label("Programpunkt")).to_have_value(title)
    workshops = page.locator("#workshopar")
    press(workshops, "Lägg till en workshop för varje mål i planen")
    for goal, marks in ((SCHOOL, "3"), (HEALTH, "2")):
        one = workshops.get_by_role("group", name=goal)
        one.get_by_label("Frågor").fill("Hur märker vi att det går åt rätt håll?")
        one.get_by_label("Markeringar").fill(marks)
    press(workshops, "Spara workshoparna")
    expect(page.locator("#saknas")).to_contain_text("Dagen är förberedd")
    hall.look(page)


def joined(hall: Hall) -> None:
    """One waits at the door; two type the code, three follow the QR code; the big screen counts them."""
    page, screen = hall.lead("ledning/"), hall.screen
    heading(page, "Dagen är planerad")
    screen.goto(f"{ADDRESS}storbild/")
    on_wall(hall, "Rummet är stängt")
    code = page.locator(".lead-code").inner_text().split()[-1]
    early = hall.phones["Ada"]
    type_the_code(early, code.lower())
    told(early, "Rummet är inte öppet än")
    hall.look(early, page)
    press(page, "Öppna rummet")
    on_wall(hall, code)
    on_wall(hall, "Prioritering")
    come_in(hall, "Ada")
    type_the_code(hall.phones["Bo"], f"{code[:3]} {code[3:]}")
    come_in(hall, "Bo")
    qr = screen.get_by_role("img", name=re.compile("^QR-kod"))
    address = (qr.get_attribute("aria-label") or "").split()[-1]
    for name in ("Cim", "Dag", "Eva"):
        hall.phones[name].goto(address)
        come_in(hall, name)
    on_wall(hall, "5 deltagare är med")
    hall.look(screen)
    told(page, "5 uppkopplade nu, 5 i allt")
    assert len(set(hall.receipts.values())) == 5


def type_the_code(phone: Page, code: str) -> None:
    phone.goto("/delta/")
    phone.get_by_label("Kod").fill(code)
    press(phone, "Fortsätt")


def come_in(hall: Hall, name: str) -> None:
    phone = hall.phones[name]
    if name == "Dag":
        phone.get_by_label("Namn").fill("Dag Exempelsson")
    press(phone, "Gå med")
    expect(phone.get_by_role("heading", name="Spara din kvittokod")).to_be_visible()
    hall.receipts[name] = phone.get_by_role("textbox", name="Din kvittokod").input_value()
    hall.look(phone)
    follow(phone, "Jag har sparat den")
    told(phone, "Du är med.")


def lost_and_found(hall: Hall) -> None:
    """A reload, the way in once more, and a line that is cut: the same participant all the time."""
    phone, room = hall.phones["Cim"], Room.objects.get()
    phone.reload()
    told(phone, "Du är med.")
    phone.goto(f"/delta/{room.code}/")
    told(phone, "Du är med.")
    phone.context.set_offline(True)
    lost = phone.locator(".part-page > [data-failed]")
    expect(lost).to_contain_text("Portalen svarar inte.")
    phone.context.set_offline(False)
    expect(lost).to_have_count(0)
    hall.faults.clear()  # the browser tells of every request that failed
    assert Participant.objects.count() == 5


def in_the_nulage(hall: Hall) -> None:
    """First the facts, frozen; then what works well and less well, without names, brought together on the way."""
    page = hall.leader
    move_on(page, "Gå vidare till nuläge")
    heading(page, "Nuläge pågår")
    on_wall(hall, "Läget 27 september 2021")
    on_wall(hall, ABSENCE)
    hall.look(hall.screen)
    cim = hall.phones["Cim"]
    follow(cim, "Läs fakta om nuläget")
    told(cim, ABSENCE)
    hall.look(cim)
    cim.go_back()
    bo = hall.phones["Bo"]
    follow(bo, "Läs in på nytt")
    for name, side, text in (
        ("Ada", WELL, "Den röda tråden syns"), ("Bo", WELL, "Målen hänger ihop med budgeten"),
        ("Cim", LESS_WELL, "Det är för många dokument"), ("Dag", LESS_WELL, "Många dokument säger samma sak"),
        ("Eva", LESS_WELL, "Uppföljningen kommer sent 🌱 <b>alltid</b>"),
    ):  # fmt: skip
        phone = hall.phones[name]
        phone.get_by_label(side, exact=True).fill(text)
        press(phone, f"Skicka {side.lower()}")
        expect(phone.locator(".part-sent")).to_contain_text(text)
    hall.look(cim, bo)
    press(page, "Reflektioner")
    on_wall(hall, "Den röda tråden syns")
    on_wall(hall, "<b>alltid</b>")

    follow(page.get_by_role("navigation", name="Leda dagen"), "Nuläge")
    side = page.get_by_role("region", name=LESS_WELL)
    for text in ("Det är för många dokument", "Många dokument säger samma sak"):
        page.locator(".reflection-tick", has_text=text).get_by_role("checkbox").check()
    side.get_by_label("Rubrik på en ny grupp").fill(POINT)
    press(side, "Ny grupp av de valda")
    expect(side.get_by_role("group", name=POINT).locator(".reflection")).to_have_count(2)
    hall.look(page)
    on_wall(hall, re.compile(f"{POINT}.*2 reflektioner", re.DOTALL))
    hall.look(hall.screen)
    assert Reflection.objects.count() == 5


def in_the_workshop(hall: Hall) -> None:
    """Proposals out of the catalogue and in free words, one that is there already, one said aloud, and a merge."""
    page = hall.lead("ledning/")
    move_on(page, "Gå vidare till workshop")
    heading(page, "Workshop pågår")
    on_wall(hall, "Inget förslag än")
    for name, phone in hall.phones.items():
        if name == "Bo":
            follow(phone, "Läs in på nytt")
        expect(phone.get_by_role("heading", name="Föreslå nyckeltal")).to_be_visible()
        follow(phone, HEALTH if name == "Eva" else SCHOOL)
    ada, bo, cim, eva = (hall.phones[name] for name in ("Ada", "Bo", "Cim", "Eva"))

    ada.get_by_label("Vilket nyckeltal?").press_sequentially("behöriga")
    press(ada, f"Välj {ELIGIBLE}")
    ada.get_by_label("Varför?").fill("Utan behörighet stängs dörrar")
    hall.look(ada)
    press(ada, "Lägg förslaget")
    told(ada, "Ditt förslag är lagt: nummer 1.")
    on_wall(hall, ELIGIBLE)

    # Without a script one is told when one searches; whoever has seen it is not asked again.
    bo.get_by_label("Vilket nyckeltal?").fill("Behöriga elever till gymnasiet")
    press(bo, "Sök")
    expect(bo.locator(".proposal-there")).to_contain_text(f"Förslag 1: {ELIGIBLE}")
    hall.look(bo)
    press(bo, "Lägg förslaget")
    told(bo, "Ditt förslag är lagt: nummer 2.")

    # With one it is told while one types, and never in the way.
    field = cim.get_by_label("Vilket nyckeltal?")
    field.press_sequentially("Behöriga elever")
    expect(cim.locator(".proposal-there")).to_contain_text("Förslag 1")
    hall.look(cim)
    field.fill(OWN_WORDS)
    expect(cim.locator(".proposal-there")).to_have_count(0)
    press(cim, "Lägg förslaget")
    told(cim, "Ditt förslag är lagt: nummer 3.")
    eva.get_by_label("Vilket nyckeltal?").press_sequentially("sjukfrånvaro")
    press(eva, f"Välj {ABSENCE}")
    press(eva, "Lägg förslaget")
    told(eva, "Ditt förslag är lagt: nummer 4.")
    eva.get_by_label("Anteckning", exact=True).fill("Vi talade om hur vi mår")
    press(eva, "Spara anteckningen")
    expect(eva.locator(".notes")).to_contain_text("Vi talade om hur vi mår")

    follow(page.get_by_role("navigation", name="Leda dagen"), "Workshopar")
    follow(page.get_by_role("navigation", name="Workshopar"), SCHOOL)
    heading(page, SCHOOL)
    for number in (1, 2):
        page.get_by_label(f"Slå samman förslag {number}").check()
    press(page, "Slå samman de förkryssade")
    told(page, "Sammanslaget av förslag 1 och 2")
    page.get_by_label("Vilket nyckeltal?").fill(SPOKEN)
    press(page, "Lägg in förslaget")
    told(page, "Sagt muntligt, inlagt av processledaren.")
    hall.look(page)
    for phone in (ada, cim):
        told(phone, "Sammanslaget av förslag 1 och 2")
        expect(phone.locator("#forslag-5")).to_contain_text(SPOKEN)
    hall.look(ada)
    page = hall.lead("ledning/")
    press(page.get_by_role("group", name="Workshop på storbilden"), SCHOOL)
    expect(hall.screen.get_by_role("heading", level=1)).to_have_text(SCHOOL)
    on_wall(hall, "Sammanslaget av förslag 1 och 2")
    hall.look(hall.screen, page)


def in_the_prioritering(hall: Hall) -> None:
    """Marks are laid, moved and said aloud; it is closed, and the room sees the result when it is told."""
    page = hall.leader
    move_on(page, "Gå vidare till prioritering")
    heading(page, "Prioritering pågår")
    on_wall(hall, "0 av 15 markeringar är lagda")
    ada, bo, cim, dag, eva = hall.phones.values()
    for phone in (ada, cim, dag):
        follow(phone, "Lägg dina markeringar")
        left(phone, "Du har 3 av 3 markeringar kvar")
    bo.reload()
    follow(bo, "Lägg dina markeringar")
    eva.goto(f"{ADDRESS}delta/")
    expect(eva.get_by_role("heading", name="Lägg dina markeringar")).to_be_visible()
    follow(eva, HEALTH)

    plus(ada, 1).click()
    left(ada, "Du har 2 av 3")
    plus(ada, 3).click()
    left(ada, "Du har 1 av 3")
    ada.get_by_role("button", name="Ta tillbaka en markering från förslag 3", exact=True).click()
    left(ada, "Du har 2 av 3")
    plus(ada, 1).click()
    left(ada, "Du har 1 av 3")
    expect(ada.locator("#dina-markeringar")).to_contain_text("2 av 3 lagda.")
    # All are laid: one more is refused, and a way to move one is offered.
    for number in (2, 1, 0):
        plus(cim, 3).click()
        left(cim, f"Du har {number} av 3" if number else "3 av 3 markeringar är lagda")
    plus(cim, 1).click()
    left(cim, "Alla dina 3 markeringar är redan lagda")
    hall.look(cim)
    cim.get_by_role("button", name="Från förslag 3", exact=True).click()
    expect(cim.locator("#steg-1")).to_contain_text("1 markering")
    expect(cim.locator("#steg-3")).to_contain_text("2 markeringar")
    plus(bo, 1).click()
    left(bo, "Du har 2 av 3")
    hall.look(bo)
    plus(dag, 1).click()
    left(dag, "Du har 2 av 3")
    plus(eva, 4).click()
    left(eva, "Du har 1 av 2")
    on_wall(hall, "7 av 15 markeringar är lagda")
    expect(hall.screen.locator("#stage")).not_to_contain_text("plats")

    follow(page.get_by_role("navigation", name="Leda dagen"), "Prioritering")
    if not page.get_by_role("heading", name=f"Prioritering: {SCHOOL}").is_visible():
        follow(page.get_by_role("navigation", name="Workshopar"), SCHOOL)
    page.get_by_label("Namn").fill("Frej")
    page.get_by_label(f"5. {SPOKEN}").fill("2")
    press(page, "Lägg in markeringarna")
    expect(page.locator(".aloud-list")).to_contain_text("Frej, 2 markeringar: 2 på förslag 5")
    hall.look(page)

    page = hall.lead("ledning/")
    press(page, re.compile(f"^Stäng workshopen {SCHOOL}"))
    for phone in (ada, cim, dag):
        left(phone, "Prioriteringen är stängd. Dina markeringar är lagrade.")
        expect(phone.locator("#prioritering button")).to_have_count(0)
        expect(phone.get_by_role("heading", name="Resultat")).to_have_count(0)
    expect(ada.locator("#dina-markeringar")).to_contain_text("2 av 3 lagda.")
    press(page, "Resultat")
    expect(hall.screen.get_by_role("heading", level=1)).to_have_text(f"Resultat: {SCHOOL}")
    first = hall.screen.locator(".results-bars li").first
    expect(first).to_contain_text(ELIGIBLE)
    expect(first).to_contain_text("5 markeringar")
    expect(ada.get_by_role("heading", name="Resultat")).to_be_visible()
    ada.get_by_text("Siffrorna i en tabell").click()
    hall.look(hall.screen, ada, page)
    assert (Mark.objects.count(), Participant.objects.count()) == (10, 6)

    move_on(page, "Avsluta dagen och gå vidare till svaren", asks=True)
    heading(page, "Förslagen besvaras")
    on_wall(hall, "Tack för i dag")
    on_wall(hall, "5 reflektioner, 4 förslag och 10 markeringar.")
    hall.look(hall.screen)


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
