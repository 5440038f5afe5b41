"""Joining: by code and by account, once however often it is sent, and the receipt code that leads back."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from framtidsdag.codes import as_typed, hashed, new_token
from framtidsdag.errors import RoomError
from framtidsdag.models import Participant, Room, WrongCode
from framtidsdag.participants import joining
from goals.dates import written
from kungsor_portal.models import User
from tests.factories import ParticipantFactory, RoomFactory, in_phase
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Room:
    return RoomFactory(day__phase="situation", code="ABC234")


def delta(room: Room, rest: str = "") -> str:
    return f"{room.day.get_absolute_url()}delta/{rest}"


def joined(room: Room, client: Client | None = None, **values: str) -> Client:
    """A browser that has joined."""
    client = client or Client()
    client.get(delta(room))
    answer = client.post(delta(room), {"kod": room.code, **values})
    assert answer.status_code == 302, answer.content.decode()
    return client


def receipt_in(client: Client, room: Room) -> str:
    found = re.search(r'id="kvittokoden" value="([^"]+)"', client.get(delta(room, "kvitto/")).content.decode())
    assert found
    return found[1]


def test_the_code_leads_to_its_day_from_the_address_alone(client: Client, room: Room):
    answer = client.post("/delta/", {"kod": " abc-234 "})
    assert (answer.status_code, answer["Location"]) == (302, f"{delta(room)}?kod=ABC234")


def test_the_link_of_the_qr_code_leads_to_its_day_with_the_code_filled_in_and_one_button(client: Client, room: Room):
    page = client.get("/delta/abc234/", follow=True)
    assert page.redirect_chain == [(f"{delta(room)}?kod=ABC234", 302)]
    text = page.content.decode()
    assert '<input type="hidden" name="kod" value="ABC234">' in text
    assert text.count('type="submit"') == 1


def test_one_is_told_what_happens_to_what_one_writes_with_the_very_date_that_is_stored(client: Client, room: Room):
    page = client.get(delta(room)).content.decode()
    joined(room, client)
    participant = Participant.objects.get()
    assert participant.forget_on == max(room.day.date, timezone.localdate()) + dt.timedelta(days=90)
    assert (
        "Det du skriver sparas hos kommunen och kan begäras ut. Skriv inget om enskilda personer. "
        f"Din kod och ditt namn raderas den {written(participant.forget_on)}." in page
    )


def test_how_long_it_is_kept_is_a_setting(room: Room, settings: Any):
    settings.FRAMTIDSDAG_KEPT_DAYS = 10
    joined(room)
    assert Participant.objects.get().forget_on == max(room.day.date, timezone.localdate()) + dt.timedelta(days=10)


def test_the_cookie_is_the_days_own_and_no_scripts(client: Client, room: Room, settings: Any):
    settings.SESSION_COOKIE_SECURE = True
    client.get(delta(room))
    answer = client.post(delta(room), {"kod": room.code})
    for name in ("deltagare", "kvitto"):
        cookie = answer.cookies[name]
        assert cookie["path"] == room.day.get_absolute_url()
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", True)
        days = Participant.objects.get().forget_on - timezone.localdate()
        assert cookie["max-age"] == days.total_seconds()


def test_only_the_hashes_of_token_and_receipt_code_are_stored(room: Room):
    client = joined(room)
    receipt = as_typed(receipt_in(client, room))
    participant = Participant.objects.get()
    assert participant.token_hash == hashed(client.cookies["deltagare"].value)
    assert participant.receipt_hash == hashed(receipt)
    assert len(receipt) == 16


def test_the_receipt_code_is_shown_after_joining_and_on_its_own_page_afterwards(client: Client, room: Room):
    client.get(delta(room))
    page = client.post(delta(room), {"kod": room.code}, follow=True).content.decode()
    assert "Spara din kvittokod" in page
    assert receipt_in(client, room) in page
    assert "Spara din kvittokod" not in client.get(delta(room)).content.decode()


def test_reload_back_and_a_double_click_make_no_second_participant(room: Room):
    client = joined(room)
    receipt = receipt_in(client, room)
    for _ in range(2):
        assert client.post(delta(room), {"kod": room.code}).status_code == 302
        assert client.get(delta(room)).status_code == 200
    assert Participant.objects.count() == 1
    assert receipt_in(client, room) == receipt


def test_a_lost_answer_loses_neither_the_participant_nor_the_receipt_code(room: Room):
    client = Client()
    client.get(delta(room))
    token = client.cookies["deltagare"].value
    client.post(delta(room), {"kod": room.code})
    again = Client()
    again.cookies["deltagare"] = token
    assert again.post(delta(room), {"kod": room.code}).status_code == 302
    assert Participant.objects.count() == 1
    assert receipt_in(again, room) == receipt_in(client, room)


def test_two_browsers_are_two_participants_with_codes_of_their_own(room: Room):
    codes = {receipt_in(joined(room), room) for _ in range(2)}
    assert (len(codes), Participant.objects.count()) == (2, 2)


def test_the_cookie_of_another_day_takes_part_in_nothing_here(room: Room):
    other = RoomFactory(day__phase="situation")
    client = Client()
    client.cookies["deltagare"] = joined(other).cookies["deltagare"].value
    assert 'name="kod"' in client.get(delta(room)).content.decode()


def test_a_name_is_kept_if_one_wants_and_one_that_is_too_long_is_refused_with_every_letter(client: Client, room: Room):
    answer = client.post(delta(room), {"kod": room.code, "namn": "å" * 81})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Texten är 81 tecken; högst 80 får plats." in text
    assert "å" * 81 in text
    joined(room, namn="<b>Åsa</b> 👩🏽‍🏫")
    assert Participant.objects.get().name == "<b>Åsa</b> 👩🏽‍🏫"


def test_a_closed_room_lets_nobody_in_and_opens_by_itself(client: Client, room: Room):
    Room.objects.update(is_open=False)
    page = client.get(f"{delta(room)}?kod={room.code}").content.decode()
    assert "Rummet är inte öppet än" in page
    etag = re.search(r'data-etag="([^"]+)"', page)
    assert etag
    headers = {"HX-Request": "true", "If-None-Match": etag[1].replace("&quot;", '"')}
    assert client.get(f"{delta(room)}?kod={room.code}", headers=headers).status_code == 304
    refused = client.post(delta(room), {"kod": room.code})
    assert refused.status_code == 422
    assert "Rummet är stängt" in refused.content.decode()
    Room.objects.update(is_open=True, stage=1)
    opened = client.get(f"{delta(room)}?kod={room.code}", headers=headers)
    assert opened["HX-Redirect"] == f"{delta(room)}?kod={room.code}"
    assert not Participant.objects.exists()


def test_nobody_joins_a_day_that_is_over(client: Client, room: Room):
    in_phase(room.day, "processed")
    assert "Dagen är över" in client.get(delta(room)).content.decode()
    assert client.post(delta(room), {"kod": room.code}).status_code == 422


def test_a_day_without_a_room_has_nothing_to_take_part_in(client: Client):
    from tests.factories import FramtidsdagFactory

    day = FramtidsdagFactory()
    for rest in ("delta/", "delta/kvitto/"):
        assert client.get(day.get_absolute_url() + rest).status_code == 404


def test_where_one_signs_in_a_visitor_is_led_there_and_back(client: Client, room: Room, fortroendevald: User):
    Room.objects.update(joining=Room.Joining.ACCOUNT)
    assert client.get(delta(room))["Location"] == f"/logga-in/?next={delta(room)}"
    as_user(client, fortroendevald)
    page = client.get(delta(room)).content.decode()
    assert 'name="kod"' not in page
    assert client.post(delta(room)).status_code == 302
    participant = Participant.objects.get()
    assert (participant.kind, participant.user, participant.token_hash) == ("account", fortroendevald, None)
    receipt = receipt_in(client, room)
    other = as_user(Client(), fortroendevald)
    assert other.post(delta(room)).status_code == 302
    assert Participant.objects.count() == 1
    assert receipt_in(other, room) == receipt


def test_the_code_does_not_let_a_visitor_in_where_one_signs_in(client: Client, room: Room):
    Room.objects.update(joining=Room.Joining.ACCOUNT)
    assert client.post(delta(room), {"kod": room.code}).status_code == 302
    assert not Participant.objects.exists()


def test_the_receipt_code_goes_on_from_another_phone_and_the_first_one_stops(room: Room):
    first, second = joined(room), Client()
    receipt = receipt_in(first, room)
    second.get(delta(room, "kvitto/"))
    assert second.post(delta(room, "kvitto/"), {"kvitto": receipt.lower().replace("-", " ")}).status_code == 302
    assert Participant.objects.count() == 1
    assert receipt_in(second, room) == receipt
    stopped = first.get(delta(room), headers={"HX-Request": "true"})
    assert stopped["HX-Redirect"] == delta(room)
    page = first.get(delta(room))
    assert "Du deltar från en annan telefon" in page.content.decode()
    # Joining there anew is joining as somebody else.
    joined(room, first)
    assert Participant.objects.count() == 2
    assert receipt_in(first, room) != receipt


def test_the_receipt_code_sent_twice_is_the_same_browser(room: Room):
    receipt = receipt_in(joined(room), room)
    client = Client()
    client.get(delta(room, "kvitto/"))
    token = client.cookies["deltagare"].value
    for _ in range(2):
        assert client.post(delta(room, "kvitto/"), {"kvitto": receipt}).status_code == 302
    assert client.cookies["deltagare"].value == token


def test_a_receipt_code_that_is_nobodys_here_is_refused_with_what_was_typed(client: Client, room: Room):
    other = RoomFactory()
    elsewhere = receipt_in(joined(other), other)
    for typed in (elsewhere, "inte en kod"):
        answer = client.post(delta(room, "kvitto/"), {"kvitto": typed})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Kvittokoden stämmer inte" in text
        assert typed in text


def test_the_receipt_code_of_a_forgotten_participant_takes_part_no_more(client: Client, room: Room):
    ParticipantFactory(day=room.day, receipt="A" * 16, token_hash=None, forgotten_at=timezone.now())
    answer = client.post(delta(room, "kvitto/"), {"kvitto": "AAAA-AAAA-AAAA-AAAA"})
    assert "raderade" in answer.content.decode()


def test_joining_writes_little(room: Room, django_assert_max_num_queries: Any):
    client = Client()
    client.get(delta(room))
    with django_assert_max_num_queries(16) as found:
        client.post(delta(room), {"kod": room.code})
    writes = [q["sql"] for q in found.captured_queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert len(writes) == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_from_one_browser_make_one_participant(room: Room):
    token, at = new_token(), timezone.now()
    found: list[int] = []
    ready = threading.Barrier(2)

    def join() -> None:
        try:
            day = type(room.day).objects.select_related("room").get(pk=room.day.pk)
            ready.wait(timeout=10)
            one = joining.join_by_code(
                day=day, code=room.code, name="", token=token, address="a", at=at, on=timezone.localdate()
            )
            found.append(one.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=join) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert Participant.objects.count() == 1
    assert connection.vendor


def test_a_code_of_the_wrong_length_is_said_and_not_counted(room: Room):
    with pytest.raises(RoomError, match="6 tecken"):
        joining.room_of_code(code="ABC", address="a", at=timezone.now())
    assert not WrongCode.objects.exists()
