"""Tjänstgöring at a meeting: the presence list, tapped on § by §."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

import goals.models as g
from assembly.serving import serving_at
from tests.assembly.room_scene import MEETING, Room, make_room
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _secretary(clock: Clock, client: Client, sekreterare: Any) -> None:
    clock.noon(MEETING)
    as_user(client, sekreterare)


def url(room: Room, rest: str = "") -> str:
    return f"/sekreterare/sammantraden/{room.meeting.pk}/tjanstgoring/{rest}"


def begun(client: Client, *absent: int) -> Room:
    room = make_room()
    client.post(url(room, "upprop/"), {"franvarande": [room.seats[number].pk for number in absent]})
    return room


def tap(client: Client, room: Room, number: int, what: str, paragraph: int = 84, **more: Any) -> Any:
    return client.post(url(room, f"{room.seats[number].pk}/"), {"gor": what, "paragraf": paragraph} | more)


def at(room: Room, paragraph: int) -> dict[int, str]:
    """Seat's number → who serves on it at the §."""
    places = serving_at(room.meeting, paragraph).seats
    return {place.seat.number: place.person.name for place in places if place.person}


def page(client: Client, room: Room, paragraph: int = 84) -> Tag:
    main = BeautifulSoup(client.get(url(room, f"?paragraf={paragraph}")).content, "html.parser").main
    assert isinstance(main, Tag)
    return main


def words(tag: Tag | None) -> str:
    assert tag is not None
    return re.sub(r"\s+([.,:])", r"\1", " ".join(tag.get_text(" ").split()))


def row(main: Tag, room: Room, number: int) -> Tag:
    found = main.select_one(f"#mandat-{room.seats[number].pk}")
    assert found is not None
    return found


def test_the_roll_lets_everyone_serve_who_is_not_ticked_as_absent(client: Client) -> None:
    room = make_room()
    assert len(page(client, room).select('input[name="franvarande"]')) == 7
    client.post(url(room, "upprop/"), {"franvarande": [room.seats[2].pk, "x", ""]})
    assert sorted(at(room, 84)) == [1, 3, 4, 5, 6, 7] == sorted(at(room, 9000))


def test_the_partys_next_substitute_is_offered_first_and_the_others_with_their_order(client: Client) -> None:
    room = begun(client, 2, 3)
    buttons = [words(button) for button in row(page(client, room), room, 2).select("button")]
    assert buttons == ["Ersättare A1 går in nr 1 i tur", "Ledamot 2 är här", "Ersättare A2 nr 2 A"]
    tap(client, room, 2, f"tjanstgor-{room.substitutes['A1'].pk}")
    assert words(row(page(client, room), room, 3).select_one("button")) == "Ersättare A2 går in nr 2 i tur"
    assert "Ersättare A1 för Ledamot 2 Förhinder" in words(row(page(client, room), room, 2))
    tap(client, room, 3, f"tjanstgor-{room.substitutes['A2'].pk}")
    assert len(at(room, 84)) == 7


def test_someone_leaves_at_a_paragraph_and_a_substitute_goes_in(client: Client) -> None:
    room = begun(client)
    tap(client, room, 4, "lamnar", 85)
    assert at(room, 84)[4] == "Ledamot 4" and 4 not in at(room, 85)
    tap(client, room, 4, f"tjanstgor-{room.substitutes['B1'].pk}", 86)
    assert at(room, 86)[4] == "Ersättare B1" and 4 not in at(room, 85)


def test_someone_comes_late_and_the_substitute_steps_down(client: Client) -> None:
    room = begun(client, 4)
    tap(client, room, 4, f"tjanstgor-{room.substitutes['B1'].pk}", 84)
    tap(client, room, 4, f"tjanstgor-{room.holders[4].pk}", 86)
    assert (at(room, 85)[4], at(room, 86)[4]) == ("Ersättare B1", "Ledamot 4")
    assert g.Service.objects.get(person=room.holders[4]).reason == g.Service.Reason.LATE


def test_who_is_disqualified_steps_aside_at_one_paragraph_alone(client: Client) -> None:
    room = begun(client)
    tap(client, room, 6, f"jav-{room.substitutes['C1'].pk}", 85)
    assert [at(room, paragraph)[6] for paragraph in (84, 85, 86)] == ["Ledamot 6", "Ersättare C1", "Ledamot 6"]
    tap(client, room, 7, "jav-0", 85)
    assert [7 in at(room, paragraph) for paragraph in (84, 85, 86)] == [True, False, True]
    # A substitute who is called in afterwards serves at that § alone: the member is back at the next.
    main = row(page(client, room, 85), room, 7)
    assert "Till och med § 85" in words(main)
    tap(client, room, 7, f"tjanstgor-{room.substitutes['C2'].pk}", 85, till="85")
    assert [at(room, paragraph)[7] for paragraph in (84, 85, 86)] == ["Ledamot 7", "Ersättare C2", "Ledamot 7"]


def test_quorum_and_the_third_are_counted_per_paragraph(client: Client) -> None:
    room = begun(client, 1, 2, 3)
    assert words(page(client, room).select_one(".presence-sum")) == (
        "4 av 7 tjänstgör. Mötet är beslutfört: det behövs 4 (kommunallagen 5 kap. 45 §). "
        "En tredjedel är 2 (5 kap. 50 §)."
    )
    tap(client, room, 4, "lamnar", 86)
    rows = [words(found) for found in page(client, room).select("tbody tr")]
    assert rows == [
        "§ 84 Ärende 84 4 av 7 ja 2", "§ 85 Ärende 85 4 av 7 ja 2", "§ 86 Ärende 86 3 av 7 nej, minst 4 1",
    ]  # fmt: skip
    assert "Mötet är inte beslutfört" in words(page(client, room, 86).select_one(".presence-sum"))


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("tjanstgor-{A1}", "är ersättare för ett annat parti"),
        ("tjanstgor-{5}", "tjänstgör"),
        ("hejsan", "Knappen gick inte att förstå."),
        ("tjanstgor-999999", "Knappen gick inte att förstå."),
        ("jav-{A1}", "är ersättare för ett annat parti"),
    ],
)
def test_what_cannot_be_is_refused_at_the_seat_and_changes_nothing(client: Client, what: str, reason: str) -> None:
    room = begun(client)
    names = {"A1": room.substitutes["A1"].pk, "5": room.holders[5].pk}
    what = re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), what)
    before = list(g.Service.objects.values_list("seat", "person", "from_paragraph", "to_paragraph"))
    answer = tap(client, room, 4, what, 85)
    assert answer.status_code == 422
    found = BeautifulSoup(answer.content, "html.parser").select_one(f"#mandat-{room.seats[4].pk} .error")
    assert found is not None and (reason in words(found) or "har varken mandatet" in words(found))
    assert list(g.Service.objects.values_list("seat", "person", "from_paragraph", "to_paragraph")) == before


def test_a_substitute_who_serves_already_is_no_longer_offered(client: Client) -> None:
    room = begun(client, 1, 2, 3)
    for number, name in ((1, "A1"), (2, "A2")):
        tap(client, room, number, f"tjanstgor-{room.substitutes[name].pk}")
    found = row(page(client, room), room, 3)
    assert [words(button) for button in found.select("button")] == ["Ledamot 3 är här"]
    assert "Partiet har ingen ersättare kvar." in words(found)
    answer = tap(client, room, 3, f"tjanstgor-{room.substitutes['A1'].pk}")
    assert answer.status_code == 422 and "tjänstgör redan på mandat 1" in answer.content.decode()


def test_from_paragraph_to_paragraph_is_written_out_in_a_form(client: Client) -> None:
    room = begun(client)
    given = {"seat": room.seats[4].pk, "person": room.substitutes["B1"].pk, "from_paragraph": 84, "to_paragraph": 85,
             "reason": "hindrance"}  # fmt: skip
    assert client.post(url(room, "rad/"), given).status_code == 302
    assert [at(room, paragraph)[4] for paragraph in (84, 85, 86)] == ["Ersättare B1", "Ersättare B1", "Ledamot 4"]
    assert client.post(url(room, "rad/"), given | {"person": "", "from_paragraph": 86, "to_paragraph": ""})
    assert 4 not in at(room, 86)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"to_paragraph": 80}, "Till § kan inte vara lägre än från §."),
        ({"from_paragraph": 0}, "Paragraferna räknas från 1."),
        ({"seat": ""}, "Välj mandat."),
        ({"person": 999_999}, "Personen har varken mandat eller ersättarplats den dagen."),
    ],
)
def test_a_row_that_cannot_be_is_refused_at_its_field(client: Client, change: dict[str, Any], reason: str) -> None:
    room = begun(client)
    given = {"seat": room.seats[4].pk, "person": room.substitutes["B1"].pk, "from_paragraph": 84, "to_paragraph": "",
             "reason": "hindrance"}  # fmt: skip
    answer = client.post(url(room, "rad/"), given | change)
    assert answer.status_code == 422
    assert [words(error) for error in BeautifulSoup(answer.content, "html.parser").select("p.error")] == [
        f"Fel: {reason}"
    ]


def test_an_answer_to_htmx_is_put_in_the_page_even_when_it_refuses(client: Client) -> None:
    room = begun(client)
    answer = client.post(
        url(room, f"{room.seats[4].pk}/"), {"gor": "hejsan", "paragraf": 84}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and "Knappen gick inte att förstå." in answer.content.decode()


def test_a_seat_of_another_body_is_not_there(client: Client) -> None:
    room = begun(client)
    other = g.Seat.objects.exclude(body=room.body).first()
    assert client.post(url(room, f"{other.pk if other else 999_999}/"), {"gor": "lamnar"}).status_code == 404


def test_thirty_one_seats_take_no_more_queries_than_seven(client: Client, django_assert_max_num_queries: Any) -> None:
    room = begun(client, 1)
    with django_assert_max_num_queries(22):
        client.get(url(room))
