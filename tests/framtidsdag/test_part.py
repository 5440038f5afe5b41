"""The participant's page: where the day is, what there is to do, and what it costs to ask again."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from framtidsdag.models import Participant, Reflection, Room
from kungsor_portal.models import User
from tests.factories import KpiProposalFactory, MarkFactory, RoomFactory, WorkshopFactory, in_phase

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def room() -> Room:
    return RoomFactory(day__phase="situation")


@pytest.fixture
def phone(room: Room) -> Client:
    """A browser that has joined."""
    client = Client()
    client.get(delta(room))
    assert client.post(delta(room), {"kod": room.code}).status_code == 302
    return client


def delta(room: Room, rest: str = "") -> str:
    return f"{room.day.get_absolute_url()}delta/{rest}"


def etag_of(page: str) -> str:
    found = re.search(r'data-etag="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def poll(phone: Client, room: Room, etag: str = "") -> Any:
    return phone.get(delta(room), headers={**FRAGMENT, "If-None-Match": etag} if etag else FRAGMENT)


def key_of(page: str, side: str) -> str:
    found = re.search(rf'name="key" value="([^"]+)"[^>]*id="{side}-key"', page)
    assert found, page
    return found[1]


def write(phone: Client, room: Room, text: str, *, side: str = "well", key: str = "", **headers: Any) -> Any:
    values = {"key": key or str(uuid.uuid4()), "side": side, "text": text}
    return phone.post(delta(room, "reflektion/"), values, headers=headers)


# --- Where the day is ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        ("planned", "Dagen har inte börjat"), ("situation", "Vad fungerar i styrmodellen?"),
        ("workshop", "Föreslå nyckeltal"), ("prioritising", "Lägg dina markeringar"),
        ("processing", "Nu besvaras förslagen"), ("processed", "Dagen är över"), ("reported", "Dagen är över"),
    ],
)  # fmt: skip
def test_the_page_says_where_the_day_is(phone: Client, room: Room, phase: str, words: str):
    in_phase(room.day, phase)
    page = phone.get(delta(room))
    assert page.status_code == 200
    assert words in page.content.decode()


def test_the_workshop_on_the_big_screen_stands_first(phone: Client, room: Room):
    in_phase(room.day, "workshop")
    first, second = (WorkshopFactory(day=room.day, order=order) for order in (1, 2))
    Room.objects.update(workshop=second)
    text = phone.get(delta(room)).content.decode()
    assert text.index(second.goal.name) < text.index(first.goal.name)
    assert "På storbilden nu." in text


def test_one_sees_how_many_marks_are_left(phone: Client, room: Room):
    in_phase(room.day, "workshop")
    proposal = KpiProposalFactory(workshop=WorkshopFactory(day=room.day, marks_each=3))
    own = Participant.objects.order_by("pk").first()
    MarkFactory(proposal=proposal, participant=own)
    MarkFactory(proposal=proposal)
    assert "2 av 3 markeringar kvar." in phone.get(delta(room)).content.decode()


def test_closed_it_says_so_and_keeps_the_fields(phone: Client, room: Room):
    Room.objects.update(is_open=False)
    text = phone.get(delta(room)).content.decode()
    assert "Rummet är stängt" in text
    assert "<textarea" in text


def test_the_page_is_small(phone: Client, room: Room):
    assert len(phone.get(delta(room)).content) < 40_000


def test_a_visitor_who_asks_for_a_participants_page_is_led_to_joining(client: Client, room: Room):
    assert client.post(delta(room, "reflektion/"))["Location"] == delta(room)
    assert client.post(delta(room, "reflektion/"), headers=FRAGMENT)["HX-Redirect"] == delta(room)


def test_the_pages_of_a_participant_are_kept_by_nobody(phone: Client, room: Room):
    for rest in ("", "kvitto/"):
        assert "no-store" in phone.get(delta(room, rest))["Cache-Control"]


# --- Asked for every other second --------------------------------------------------------------


def test_nothing_new_costs_one_query_and_no_write(phone: Client, room: Room, django_assert_num_queries: Any):
    etag = etag_of(phone.get(delta(room)).content.decode())
    with django_assert_num_queries(1):
        assert poll(phone, room, etag).status_code == 304


def test_one_has_been_seen_at_most_every_twenty_seconds(phone: Client, room: Room, django_assert_num_queries: Any):
    etag = etag_of(phone.get(delta(room)).content.decode())
    Participant.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=21))
    with django_assert_num_queries(2):
        poll(phone, room, etag)
    with django_assert_num_queries(1):
        poll(phone, room, etag)


def test_what_the_processledare_does_is_seen_and_what_others_write_is_not_asked_for(phone: Client, room: Room):
    etag = etag_of(phone.get(delta(room)).content.decode())
    Room.objects.update(texts=5, marks=5)
    assert poll(phone, room, etag).status_code == 304
    Room.objects.update(stage=5)
    assert poll(phone, room, etag).status_code == 200


def test_the_fragment_is_the_pages_own_part_and_no_form(phone: Client, room: Room):
    page = phone.get(delta(room)).content.decode()
    part = poll(phone, room).content.decode()
    assert part.strip() in page
    assert 'id="rummet"' in part
    assert "<form" not in part


def test_the_etag_of_the_fragment_is_the_one_that_the_page_says(phone: Client, room: Room):
    assert etag_of(phone.get(delta(room)).content.decode()) == poll(phone, room)["ETag"]


# --- Reflections ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "Bra 👩🏽‍🏫👨‍👩‍👧 och 🇸🇪", "مرحبا بالعالم", "می‌خواهم",
        "'; DROP TABLE framtidsdag_reflection; --",
        "{{ 7 * 7 }} {% now %}", "Rad ett\n\nRad två", "“Citat” – och ”svenska”", "x" * 2000,
    ],
)  # fmt: skip
def test_whatever_is_written_is_stored_and_shown_as_text(phone: Client, room: Room, text: str):
    answer = write(phone, room, text)
    assert answer.status_code == 302
    stored = Reflection.objects.get()
    assert stored.text == text
    assert str(Reflection.objects.get().key) not in answer["Location"], "a server's log would tell who wrote it"
    shown = phone.get(answer["Location"].partition("#")[0]).content.decode()
    assert "<script>alert" not in shown
    assert html.escape(text).splitlines()[0] in shown


def test_nothing_in_the_row_says_who(phone: Client, room: Room):
    write(phone, room, "Målen är tydliga")
    names = {field.name for field in Reflection._meta.get_fields()}
    assert not names & {"participant", "user", "written_at", "entered_by", "name"}


def test_text_direction_marks_and_controls_are_left_out(phone: Client, room: Room):
    write(phone, room, "a\u202eb\x00c\u2066d\r\ne\u200b")
    assert Reflection.objects.get().text == "abcd\ne"


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b\u200d", "\u3164\u2800"])
def test_what_cannot_be_seen_is_nothing(phone: Client, room: Room, text: str):
    answer = write(phone, room, text)
    assert answer.status_code == 422
    assert "Skriv något först." in answer.content.decode()
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_too_long_is_refused_at_the_field_with_every_letter(phone: Client, room: Room, headers: dict[str, str]):
    text = "å" * 2001
    answer = write(phone, room, text, **headers)
    assert answer.status_code == (200 if headers else 422)
    shown = answer.content.decode()
    assert "Texten är 2" in shown
    assert text in shown
    assert not Reflection.objects.exists()


def test_sent_twice_it_is_stored_once_and_answered_alike(phone: Client, room: Room):
    key = str(uuid.uuid4())
    answers = [write(phone, room, "En gång", key=key) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert Reflection.objects.count() == 1


def test_what_this_page_sent_is_confirmed_on_it(phone: Client, room: Room):
    page = phone.get(delta(room)).content.decode()
    first = write(phone, room, "Det första", key=key_of(page, "well"), **FRAGMENT).content.decode()
    assert "Det första" in first
    assert 'data-taken="well"' in first
    assert key_of(first, "well") != key_of(page, "well")
    sent = re.findall(r'name="sent" value="([^"]+)"', first)
    second = phone.post(
        delta(room, "reflektion/"),
        {"key": key_of(first, "well"), "side": "well", "text": "Det andra", "sent": sent}, headers=FRAGMENT,
    ).content.decode()  # fmt: skip
    assert "2 texter är sparade" in second
    assert "Det första" in second


def test_what_is_hidden_keeps_its_place_and_the_reason(phone: Client, room: Room, facilitator: User):
    answer = write(phone, room, "Om en granne")
    Reflection.objects.update(hidden_at=timezone.now(), hidden_by=facilitator, hidden_reason="Handlar om en person")
    shown = phone.get(answer["Location"].partition("#")[0]).content.decode()
    assert "Om en granne" not in shown
    assert "Handlar om en person" in shown


def test_another_phone_is_not_shown_it(phone: Client, room: Room):
    write(phone, room, "Bara min")
    other = Client()
    other.get(delta(room))
    other.post(delta(room), {"kod": room.code})
    assert "Bara min" not in other.get(delta(room)).content.decode()


@pytest.mark.parametrize(("phase", "is_open"), [("situation", False), ("workshop", True), ("processed", True)])
def test_not_now_the_text_is_still_there(phone: Client, room: Room, phase: str, is_open: bool):
    in_phase(room.day, phase)
    Room.objects.update(is_open=is_open)
    answer = write(phone, room, "Det här ville jag säga")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Inget sparades" in text
    assert "Det här ville jag säga" in text
    assert not Reflection.objects.exists()


def test_a_form_with_a_broken_key_is_mended(phone: Client, room: Room):
    answer = write(phone, room, "Kvar", key="x")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Formuläret var inte helt." in text
    assert write(phone, room, "Kvar", key=key_of(text, "well")).status_code == 302


def test_a_reflection_raises_the_texts_revision_and_no_other(phone: Client, room: Room):
    write(phone, room, "Målen")
    room.refresh_from_db()
    assert (room.stage, room.texts, room.marks) == (0, 1, 0)
