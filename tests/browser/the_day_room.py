"""What happens in the room on the Framtidsdag, from the preparations until everyone goes home; see test_the_day.py.

Each phase is a function that begins where the one before it ended.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from framtidsdag.models import Mark, Participant, Reflection, Room
from tests.browser.the_day import (
    ABSENCE,
    ADDRESS,
    DAY,
    ELIGIBLE,
    HEALTH,
    OWN_WORDS,
    POINT,
    SCHOOL,
    SPOKEN,
    Hall,
    follow,
    heading,
    left,
    move_on,
    on_wall,
    plus,
    press,
    told,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

WELL, LESS_WELL = "Fungerar bra", "Fungerar mindre bra"
REFLECTIONS = (
    ("Ada", WELL, "Den röda tråden syns"),
    ("Bo", WELL, "Målen hänger ihop med budgeten"),
    ("Cim", LESS_WELL, "Det är för många dokument"),
    ("Dag", LESS_WELL, "Många dokument säger samma sak"),
    ("Eva", LESS_WELL, "Uppföljningen kommer sent 🌱 <b>alltid</b>"),
)
PROGRAMME = (("9", "10.30", "Nuläge"), ("10.30", "12", "Workshop"), ("13", "15", "Prioritering"))


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
    for number, (begins, ends, title) in enumerate(PROGRAMME, start=1):
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
    if name in ("Bo", "Cim"):
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
    for name, side, text in REFLECTIONS:
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
    expect(ada.locator("#valt")).to_have_text(ELIGIBLE)
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
    press(eva, f"Välj {ABSENCE}")  # and on at once: it waits for what was chosen
    press(eva, "Lägg förslaget")
    told(eva, "Ditt förslag är lagt: nummer 4.")
    expect(eva.locator("#forslag-4")).to_contain_text(ABSENCE)
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
    for phone in (ada, cim, dag):
        left(phone, "Prioriteringen är avslutad. Dina markeringar är lagrade.")
    for page in (ada, cim, dag, hall.screen):
        page.close()
