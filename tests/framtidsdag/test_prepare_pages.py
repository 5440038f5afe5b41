"""The pages that prepare a day: who may, what is refused at its field with all that was typed, and fragment or page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from framtidsdag.models import Framtidsdag, Material, Room, Workshop
from framtidsdag.preparation import preparing
from framtidsdag.preparation.prepared import seen_of
from framtidsdag.workshop import workshops
from kungsor_portal.models import User
from tests import factories as f
from tests.plugins.people import ROLES, as_user
from tests.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date
SEPTEMBER = D(2021, 9, 27)
PAGE = "/framtidsdag/2021-09-27/forbered/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(facilitator: User) -> Client:
    return as_user(Client(), facilitator)


@pytest.fixture
def day() -> Framtidsdag:
    return preparing.create(date=SEPTEMBER, theme="Styrning", form="digital", by=None, at=timezone.now())


def main_of(response: Any) -> Tag:
    found = BeautifulSoup(response.content, "html.parser")
    return found.main or found


def send(client: Client, day: Framtidsdag, part: str, data: dict[str, Any], **more: Any) -> HttpResponse:
    return client.post(f"{PAGE}{part}/", {"seen": seen_of(day, part), **data}, **more)


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_only_whoever_leads_may_prepare(role: str, person_of: Callable[[str], Any], day: Framtidsdag) -> None:
    client = as_user(Client(), person_of(role))
    may = role == "facilitator"
    for url in ("/framtidsdag/ny/", PAGE, f"{PAGE}ta-bort/"):
        status = client.get(url).status_code
        assert status == 200 if may else status in (302, 404), url
    for url in (f"{PAGE}program/", f"{PAGE}rum/", f"{PAGE}ta-bort/", "/framtidsdag/ny/"):
        if not may:
            assert client.post(url).status_code in (302, 404), url
    assert Framtidsdag.objects.count() == 1
    assert ("/framtidsdag/ny/" in client.get("/framtidsdag/").content.decode()) is may


def test_a_visitor_gets_the_list_without_a_cookie(client: Client, day: Framtidsdag) -> None:
    response = client.get("/framtidsdag/")
    assert not response.cookies
    assert "Förbered en ny" not in response.content.decode()


def test_a_part_that_is_not_there_is_not_found(lead: Client, day: Framtidsdag) -> None:
    assert lead.post(f"{PAGE}annat/").status_code == 404
    assert lead.get(f"{PAGE}program/").headers["Location"].endswith("/forbered/#program")


# --- A new day --------------------------------------------------------------------------------


def test_a_day_is_made_and_prepared_next(lead: Client) -> None:
    response = lead.post("/framtidsdag/ny/", {"date": "2027-03-01", "theme": "Skola 🎒", "form": "hybrid"})
    assert response.headers["Location"] == "/framtidsdag/2027-03-01/forbered/"
    made = Framtidsdag.objects.get()
    assert (made.theme, made.form, made.phase) == ("Skola 🎒", "hybrid", "planned")
    page = text(read(lead, response.headers["Location"]))
    assert made.room.code in page
    assert "Programmet är tomt." in page


def test_a_new_day_begins_from_an_earlier_one(lead: Client, day: Framtidsdag) -> None:
    f.RoomFactory(day__date=D(2022, 1, 1))
    workshops.add(day=day, goals=[f.LongTermGoalFactory()])
    page = read(lead, "/framtidsdag/ny/?fran=2021-09-27")
    assert page.select_one("[name=theme]")["value"] == "Styrning"  # type: ignore[index]
    sent = {"date": "2027-03-01", "theme": "Styrning", "form": "digital", "like": "2021-09-27"}
    lead.post("/framtidsdag/ny/", sent)
    assert Workshop.objects.filter(day__date=D(2027, 3, 1)).count() == 1
    assert lead.get("/framtidsdag/ny/?fran=2030-01-01").status_code == 404
    assert lead.get("/framtidsdag/ny/?fran=igår").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"date": "", "theme": "Skola"}, "Ange dagen"), ({"date": "27/9", "theme": "Skola"}, "Skriv datumet"),
        ({"date": "2027-01-01", "theme": " "}, "Skriv dagens tema"),
        ({"date": "2021-09-27", "theme": "Skola"}, "finns redan"),
        ({"date": "2027-01-01", "theme": "x" * 151}, "högst 150"),
        ({"date": "1021-01-01", "theme": "Skola"}, "datumet"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_the_field_and_kept(
    lead: Client, day: Framtidsdag, sent: dict[str, str], said: str
) -> None:
    response = lead.post("/framtidsdag/ny/", {"form": "digital", "purpose": "Mitt syfte", **sent})
    assert response.status_code == 422
    assert said in text(main_of(response).select_one(".field .error"))
    assert "Mitt syfte" in text(main_of(response).select_one("[name=purpose]"))
    assert Framtidsdag.objects.count() == 1


# --- Facts ------------------------------------------------------------------------------------


def test_facts_are_saved_and_the_address_follows_the_date(lead: Client, day: Framtidsdag) -> None:
    sent = {"date": "2027-03-01", "theme": "Skola", "form": "hybrid", "purpose": "Se 5 < 6 & mer 🎒"}
    response = send(lead, day, "grunder", sent)
    assert response.headers["Location"] == "/framtidsdag/2027-03-01/forbered/#grunder"
    page = lead.get("/framtidsdag/2027-03-01/forbered/").content.decode()
    assert "Se 5 &lt; 6 &amp; mer 🎒" in page


def test_two_who_write_at_once_see_both_and_the_second_chooses(lead: Client, day: Framtidsdag) -> None:
    seen, sent = seen_of(day, "grunder"), {"date": "2021-09-27", "theme": "Styrning", "form": "digital"}
    send(lead, day, "grunder", {**sent, "purpose": "Den förstas"})
    refused = send(lead, day, "grunder", {**sent, "purpose": "Den andras", "seen": seen})
    assert refused.status_code == 422
    part = main_of(refused).select_one("#grunder")
    assert part is not None
    assert "Syfte: Den förstas" in text(part.select_one(".prepare-theirs"))
    assert text(part.select_one("[name=purpose]")) == "Den andras"
    again = {**sent, "purpose": "Den andras", "seen": part.select_one("[name=seen]")["value"]}  # type: ignore[index]
    assert send(lead, day, "grunder", again).status_code == 302
    day.refresh_from_db()
    assert day.purpose == "Den andras"


def test_what_stands_fast_later_is_shown_and_not_taken(lead: Client, day: Framtidsdag) -> None:
    f.in_phase(day, "workshop")
    sent = {"date": "2027-01-01", "theme": "Annat", "form": "hybrid", "purpose": "Nytt"}
    assert send(lead, day, "grunder", sent).status_code == 302
    day.refresh_from_db()
    assert (day.date, day.theme, day.purpose) == (SEPTEMBER, "Styrning", "Nytt")


# --- Rows -------------------------------------------------------------------------------------


def row(part: str, key: object, **values: str) -> dict[str, str]:
    return {f"{part}-{key}-{name}": value for name, value in values.items()}


def point(key: object, title: str, starts: str = "", ends: str = "") -> dict[str, str]:
    return row("program", key, title=title, starts_at=starts, ends_at=ends, text="")


def test_a_programme_is_written_a_line_at_a_time(lead: Client, day: Framtidsdag) -> None:
    send(lead, day, "program", {"rad": ["ny"], "do": "add", **point("ny", "Nuläge", "9", "10:00")})
    first = day.programme.get()
    sent = {**point(first.pk, "Nuläge", "09.00", "10.00"), **point("ny", "Workshop", "kl 9.30", "12.00")}
    send(lead, day, "program", {"rad": [str(first.pk), "ny"], **sent})
    assert [(one.title, str(one.starts_at)) for one in day.programme.all()] == [
        ("Nuläge", "09:00:00"), ("Workshop", "09:30:00"),
    ]  # fmt: skip
    page = read(lead, PAGE)
    assert "innan ”Nuläge” slutar 10.00" in text(page.select_one("#program .is-warning"))


def test_moving_a_row_saves_what_is_typed_in_the_others(lead: Client, day: Framtidsdag) -> None:
    for number, title in enumerate(("A", "B"), start=1):
        day.programme.create(order=number, title=title)
    a, b = day.programme.all()
    sent = {"rad": [str(a.pk), str(b.pk), "ny"], **point(a.pk, "A, ändrad"), **point(b.pk, "B"), **point("ny", "")}
    send(lead, day, "program", {**sent, "do": f"up:{b.pk}"})
    assert [one.title for one in day.programme.all()] == ["B", "A, ändrad"]
    sent = {"rad": [str(b.pk), str(a.pk), "ny"], **point(a.pk, "A"), **point(b.pk, ""), **point("ny", "C")}
    send(lead, day, "program", {**sent, "do": f"remove:{b.pk}"})
    assert [one.title for one in day.programme.all()] == ["A", "C"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "A", "starts": "nio"}, "Skriv tiden"), ({"title": "A", "starts": "10", "ends": "9"}, "slutar efter"),
        ({"title": "", "starts": "10"}, "Skriv vad punkten heter"), ({"title": "A", "ends": "9"}, "Skriv när"),
        ({"title": "å" * 201}, "högst 200"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_at_its_field(lead: Client, day: Framtidsdag, values: dict[str, str], said: str) -> None:
    response = send(lead, day, "program", {"rad": ["ny"], **point("ny", **values)})
    assert response.status_code == 422
    part = main_of(response).select_one("#program")
    assert part is not None
    assert said in text(part.select_one(".field .error"))
    assert part.select_one("#program-ny-title").get("value", "") == values["title"]  # type: ignore[union-attr]
    assert not day.programme.exists()
    assert "Fel:" in BeautifulSoup(response.content, "html.parser").title.text  # type: ignore[union-attr]


def test_a_fragment_is_the_part_and_what_is_missing(lead: Client, day: Framtidsdag) -> None:
    sent = {"rad": ["ny"], "do": "add", **row("deltagare", "ny", name="gruppledarna", role="participant", body_id="")}
    response = send(lead, day, "deltagare", sent, headers=HTMX)
    assert response.status_code == 200
    fragment = BeautifulSoup(response.content, "html.parser")
    assert fragment.find("html") is None
    assert "gruppledarna" in str(fragment.select_one("#deltagare"))
    assert "Deltagargrupper: sparat." in text(fragment.select_one("[role=status]"))
    assert "Inga deltagargrupper" not in text(fragment.select_one("#saknas[data-hx-swap-oob]"))
    refused = send(
        lead, day, "deltagare", {"rad": ["ny"], **row("deltagare", "ny", name="", role="presenter")}, headers=HTMX
    )
    assert "Skriv gruppens namn" in refused.content.decode()


# --- Workshops, material, joining -------------------------------------------------------------


def test_workshops_are_added_for_every_goal_asked_and_removed(lead: Client) -> None:
    goal = f.LongTermGoalFactory(first_year=2022, name="God utbildning", source="Källa")
    plan = f.PlanFactory(year=2022, body=goal.body)
    day = preparing.create(
        date=SEPTEMBER, theme="Styrning", form="digital", plan=plan, by=None, at=timezone.now()
    )  # fmt: skip
    assert "Lägg till en workshop för varje mål i planen" in text(read(lead, PAGE))
    send(lead, day, "workshopar", {"do": "all"})
    made = Workshop.objects.get(day=day)
    sent = {"rad": [str(made.pk)], **row("workshopar", made.pk, questions="Vad?\nVarför?", marks_each="3")}
    send(lead, day, "workshopar", sent)
    made.refresh_from_db()
    assert (made.question_list, made.marks_each) == (["Vad?", "Varför?"], 3)
    wrong = send(lead, day, "workshopar", {**sent, f"workshopar-{made.pk}-marks_each": "21"})
    assert wrong.status_code == 422
    assert "från 1 till 20" in text(main_of(wrong).select_one(".field .error"))
    refused = send(lead, day, "workshopar", {**sent, "do": "goal", "goal": str(goal.pk)})
    assert "redan en workshop" in text(main_of(refused).select_one("#workshopar .error"))
    send(lead, day, "workshopar", {**sent, "do": f"remove:{made.pk}"})
    assert not Workshop.objects.exists()


def upload(client: Client, day: Framtidsdag, name: str, content: bytes) -> HttpResponse:
    return send(client, day, "material", {"do": "upload", "title": "", "file": SimpleUploadedFile(name, content)})


def test_a_file_is_put_in_renamed_replaced_and_removed(lead: Client, day: Framtidsdag) -> None:
    assert upload(lead, day, "läs mig.txt", b"Hej").status_code == 302
    file = Material.objects.get()
    assert (file.title, file.name, file.added_by) == ("läs mig", "läs mig.txt", User.objects.get())
    sent = {"rad": [str(file.pk)], **row("material", file.pk, title="Underlag")}
    assert send(lead, day, "material", sent).status_code == 302
    replaced = {**sent, f"material-{file.pk}-file": SimpleUploadedFile("ny.csv", b"1;2")}
    assert send(lead, day, "material", replaced).status_code == 302
    file.refresh_from_db()
    assert (file.title, file.name, bytes(file.content)) == ("Underlag", "ny.csv", b"1;2")
    wrong = {**sent, f"material-{file.pk}-file": SimpleUploadedFile("ny.pdf", b"MZ")}
    assert send(lead, day, "material", wrong).status_code == 422
    send(lead, day, "material", {**sent, "do": f"remove:{file.pk}"})
    assert not Material.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused_and_not_stored(lead: Client, day: Framtidsdag) -> None:
    response = upload(lead, day, "rapport.pdf", b"MZ\x90\x00")
    assert response.status_code == 422
    assert "innehållet inte är en PDF" in text(main_of(response).select_one("#material .field .error"))
    empty = upload(lead, day, "tom.pdf", b"")
    assert "Filen är tom." in text(main_of(empty).select_one("#material .field .error"))
    none = send(lead, day, "material", {"do": "upload"})
    assert "Välj filen." in text(main_of(none).select_one("#material .field .error"))
    assert not Material.objects.exists()


def test_how_one_joins_is_chosen_and_the_code_renewed_once(lead: Client, day: Framtidsdag) -> None:
    send(lead, day, "ga-med", {"joining": "account"})
    room = Room.objects.get()
    assert room.joining == "account"
    send(lead, day, "ga-med", {"do": f"code:{room.code}"})
    renewed = Room.objects.get().code
    assert renewed != room.code
    send(lead, day, "ga-med", {"do": f"code:{room.code}"})
    assert Room.objects.get().code == renewed
    assert send(lead, day, "ga-med", {"joining": "telepati"}).status_code == 422


# --- A room, and removal ----------------------------------------------------------------------


def test_a_day_without_a_room_gets_one_first(lead: Client) -> None:
    day = f.FramtidsdagFactory(date=SEPTEMBER)
    assert "Dagen har inget rum" in text(read(lead, PAGE))
    assert lead.post(f"{PAGE}program/", {"rad": ["ny"]}).status_code == 404
    lead.post(f"{PAGE}rum/")
    assert Room.objects.get().day == day
    assert "Dagens kod" in text(read(lead, PAGE))


def test_a_day_is_removed_when_one_has_confirmed(lead: Client, day: Framtidsdag) -> None:
    assert "Ja, ta bort dagen" in text(read(lead, f"{PAGE}ta-bort/"))
    assert Framtidsdag.objects.exists()
    assert lead.post(f"{PAGE}ta-bort/").headers["Location"] == "/framtidsdag/"
    assert not Framtidsdag.objects.exists()


def test_a_day_that_has_begun_is_not_removed(lead: Client, day: Framtidsdag) -> None:
    f.in_phase(day, "situation")
    assert "Ja, ta bort" not in text(read(lead, f"{PAGE}ta-bort/"))
    assert lead.post(f"{PAGE}ta-bort/").status_code == 422
    assert Framtidsdag.objects.exists()


def test_open_points_of_earlier_days_are_listed(lead: Client, day: Framtidsdag) -> None:
    earlier = f.FramtidsdagFactory(date=D(2020, 9, 28))
    earlier.points.create(order=1, text="Målen är för många")
    assert "Målen är för många" in text(read(lead, PAGE))
