"""Mandat: a new mandate period by numbers, and who holds each seat from day to day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client

import goals.models as g
from assembly.seating import Period, Share, next_period, shares_of
from tests import factories as f
from tests.assembly.room_scene import TODAY, Room, make_room
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]
D = dt.date
NEXT = {"start": "2022-10-15", "end": "2026-10-14"}


@pytest.fixture(autouse=True)
def _secretary(clock: Clock, client: Client, sekreterare: Any) -> None:
    clock.noon(TODAY)
    as_user(client, sekreterare)


def errors(response: Any) -> dict[str, str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return {
        str(error["id"]).removeprefix("id_").removesuffix("_error"): " ".join(error.get_text(" ").split())[5:]
        for error in soup.select("p.error[id]")
    }


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def begin_period(client: Client, room: Room, shares: dict[str, tuple[int, int]], **changes: str) -> Any:
    given: dict[str, Any] = NEXT | changes
    for party in g.Party.objects.all():
        members, substitutes = shares.get(party.abbreviation, (0, 0))
        given |= {f"m-{party.pk}": members, f"e-{party.pk}": substitutes}
    return client.post(f"/sekreterare/mandat/{room.body.slug}/ny-mandatperiod/", given)


def test_the_seats_of_a_period_are_listed_by_party_with_substitutes_in_order(client: Client) -> None:
    room = make_room()
    page = BeautifulSoup(client.get("/sekreterare/mandat/").content, "html.parser")
    sections = [" ".join(section.get_text(" ").split()) for section in page.select(".seats > section")]
    assert len(sections) == 3
    assert sections[0] == (
        "Parti A Exempel (3 mandat) 1 Ledamot 1 2 Ledamot 2 3 Ledamot 3 "
        "Ersättare, i ordning 1 Ersättare A1 2 Ersättare A2"
    )
    assert room.body.slug in str(page)


def test_the_form_of_a_new_period_begins_with_the_numbers_of_the_last(client: Client) -> None:
    room = make_room()
    page = BeautifulSoup(client.get(f"/sekreterare/mandat/{room.body.slug}/ny-mandatperiod/").content, "html.parser")
    numbers = [field["value"] for field in page.select('input[type="number"]')]
    assert numbers == ["3", "2", "2", "2", "2", "2"]
    assert [field["value"] for field in page.select('input[type="date"]')] == list(NEXT.values())


@pytest.mark.parametrize("seats", [31, 17, 39])
def test_a_period_has_as_many_seats_as_are_filled_in(client: Client, seats: int) -> None:
    room = make_room()
    answer = begin_period(client, room, {"A": (seats - 4, 3), "B": (4, 2)})
    assert answer.status_code == 302 and answer.headers["Location"].endswith("period=2022-10-15")
    made = g.Seat.objects.filter(body=room.body, period_start=D(2022, 10, 15))
    assert made.filter(kind="member").count() == seats and made.filter(kind="substitute").count() == 5
    assert sorted(made.filter(kind="member").values_list("number", flat=True)) == list(range(1, seats + 1))
    assert list(made.filter(kind="substitute", party__abbreviation="A").values_list("number", flat=True)) == [1, 2, 3]
    shares = {g.Party.objects.get(pk=pk).abbreviation: share for pk, share in shares_of(
        room.body, Period(D(2022, 10, 15), D(2026, 10, 14))).items()}  # fmt: skip
    assert shares == {"A": Share(seats - 4, 3), "B": Share(4, 2)}


def test_an_even_number_or_another_than_the_bodys_is_warned_of(client: Client) -> None:
    room = make_room()
    told = said(begin_period(client, room, {"A": (8, 4)}))
    assert "har 7 mandat" in told and "kommunallagen 5 kap. 5 §" in told


@pytest.mark.parametrize(
    ("shares", "changes", "reason"),
    [
        ({}, {}, "Fyll i antal mandat för minst ett parti."),
        ({"A": (3, 1)}, {"start": "2022-10-14"}, "Perioder kan inte gå in i varandra."),
        ({"A": (3, 1)}, {"end": "2022-10-01"}, "Perioden slutar innan den börjar."),
        ({"A": (-1, 0)}, {}, "Skriv 0 eller mer."),
        ({"A": (1000, 0)}, {}, "Skriv högst 101."),
        ({"A": (3, 1), "B": (0, 1)}, {}, "Parti B har inget mandat, och då inga ersättare."),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    client: Client, shares: dict[str, tuple[int, int]], changes: dict[str, str], reason: str
) -> None:
    room = make_room()
    answer = begin_period(client, room, shares, **changes)
    assert answer.status_code == 422 and reason in answer.content.decode()
    assert not g.Seat.objects.filter(period_start__gte=D(2022, 1, 1)).exists()


def test_the_next_period_of_a_body_without_seats_is_the_days_own() -> None:
    body = f.BodyFactory(council=True)
    assert next_period(body, TODAY) == Period(D(2018, 10, 15), D(2022, 10, 14))
    assert next_period(body, D(2022, 10, 15)) == Period(D(2022, 10, 15), D(2026, 10, 14))


def test_one_holder_ends_and_another_begins(client: Client) -> None:
    room = make_room()
    seat = room.seats[1]
    url = f"/sekreterare/mandat/{seat.pk}/"
    assert client.post(url, {"until": "2021-11-10"}).status_code == 302
    assert client.post(url, {"name": "Ny Ledamot", "since": "2021-11-11"}).status_code == 302
    held = [(row.person.name, row.since, row.until) for row in seat.holders.order_by("since")]
    assert held == [("Ledamot 1", D(2018, 10, 15), D(2021, 11, 10)), ("Ny Ledamot", D(2021, 11, 11), None)]
    person = g.Person.objects.get(name="Ny Ledamot")
    assert person.party == seat.party and person.is_example
    page = client.get(url).content.decode()
    assert "Ledamot 1" in page and "15 oktober 2018 till 10 november 2021" in page


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"since": "2021-11-11"}, "person", "Välj en person, eller skriv namnet på en ny."),
        ({"name": "Ny", "since": ""}, "since", "Ange dagen."),
        ({"name": "Ny", "since": "2021-11-10"}, "since", "Platsen har en innehavare till och med 10 november 2021."),
        ({"name": "Ny", "since": "2022-10-15"}, "since",
         "Dagen ligger utanför mandatperioden, 15 oktober 2018 till 14 oktober 2022."),
        ({"holder": "2", "since": "2021-11-11"}, "person", "Ledamot 2 har redan en plats i organet, som ledamot 2."),
        ({"holder": "2", "name": "Ny", "since": "2021-11-11"}, "name",
         "Välj en person i listan eller skriv ett nytt namn, inte båda."),
    ],
)  # fmt: skip
def test_a_holder_that_cannot_be_is_refused_at_its_field(
    client: Client, given: dict[str, Any], field: str, reason: str
) -> None:
    room = make_room()
    g.SeatHolder.objects.filter(seat=room.seats[1]).update(until=D(2021, 11, 10))
    if "holder" in given:
        given = {**given, "person": room.holders[int(given["holder"])].pk}
    people = g.Person.objects.count()
    answer = client.post(f"/sekreterare/mandat/{room.seats[1].pk}/", given)
    assert answer.status_code == 422 and errors(answer) == {field: reason}
    assert room.seats[1].holders.count() == 1 and g.Person.objects.count() == people


def test_nobody_ends_before_they_began(client: Client) -> None:
    room = make_room()
    answer = client.post(f"/sekreterare/mandat/{room.seats[1].pk}/", {"until": "2018-10-01"})
    assert errors(answer) == {"until": "Ledamot 1 fick platsen 15 oktober 2018."}


def test_nobody_holds_a_seat_after_its_period(client: Client) -> None:
    room = make_room()
    answer = client.post(f"/sekreterare/mandat/{room.seats[1].pk}/", {"until": "2022-10-15"})
    assert errors(answer) == {"until": "Mandatperioden slutar 14 oktober 2022."}


# --- Names for a whole period ----------------------------------------------------------------------


def fill_in(client: Client, room: Room, names: dict[g.Seat, str]) -> Any:
    given = {f"p-{seat.pk}": name for seat, name in names.items()} | {"since": "2022-10-15"}
    return client.post(f"/sekreterare/mandat/{room.body.slug}/2022-10-15/namn/", given)


def next_seats(client: Client, room: Room) -> list[g.Seat]:
    begin_period(client, room, {"A": (2, 1), "B": (1, 1)})
    return list(g.Seat.objects.filter(period_start=D(2022, 10, 15), kind="member").order_by("number"))


def test_the_names_of_a_period_are_filled_in_at_once(client: Client) -> None:
    room = make_room()
    first, second, third = next_seats(client, room)
    answer = fill_in(client, room, {first: "ledamot 1", second: "  Helt   Ny ", third: ""})
    assert answer.status_code == 302
    assert first.holders.get().person == room.holders[1]  # a name that the party has already is the same person
    assert second.holders.get().person.name == "Helt Ny" and not third.holders.exists()
    page = BeautifulSoup(client.get(f"/sekreterare/mandat/{room.body.slug}/2022-10-15/namn/").content, "html.parser")
    assert len(page.select('main input[type="text"]')) == 3  # what is still vacant, substitutes included


def test_one_person_has_one_seat_and_then_nobody_begins(client: Client) -> None:
    room = make_room()
    first, second, third = next_seats(client, room)
    people = g.Person.objects.count()
    answer = fill_in(client, room, {first: "Helt Ny", second: "Helt Ny", third: "En Till"})
    assert answer.status_code == 422
    assert errors(answer) == {f"p-{second.pk}": "Helt Ny har redan en plats i organet, som ledamot 1."}
    assert not g.SeatHolder.objects.filter(seat__in=(first, second, third)).exists()
    assert g.Person.objects.count() == people


def test_a_period_that_is_not_there_has_no_names(client: Client) -> None:
    room = make_room()
    for start in ("2099-01-01", "hej"):
        assert client.get(f"/sekreterare/mandat/{room.body.slug}/{start}/namn/").status_code == 404
