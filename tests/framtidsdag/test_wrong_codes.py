"""Wrong codes: said, counted by address and slowed, and a right one still gets in."""

from __future__ import annotations

import datetime as dt
import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory
from django.utils import timezone

from framtidsdag.models import Participant, Room, WrongCode
from framtidsdag.participants.wrong_codes import FREE_TRIES, TooSoonError, address_of, tried
from tests.factories import RoomFactory
from tests.plugins.clock import Clock

pytestmark = pytest.mark.django_db
WRONG = "ZZZZZ2"
SLOWED = "Många felaktiga koder från ditt nätverk. Vänta två sekunder och försök igen."


@pytest.fixture
def room() -> Room:
    return RoomFactory(day__phase="situation", code="ABC234")


@pytest.fixture
def moment(clock: Clock, room: Room) -> Clock:
    return clock


def later(clock: Clock, seconds: float) -> None:
    clock.at(clock.moment + dt.timedelta(seconds=seconds))


def guess(client: Client, clock: Clock, times: int = FREE_TRIES, **extra: Any) -> None:
    for _ in range(times):
        later(clock, 0.1)
        answer = client.post("/delta/", {"kod": WRONG}, **extra)
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Koden stämmer inte." in text
        assert WRONG in text


def test_a_room_behind_one_router_gets_in_after_many_wrong_codes(client: Client, moment: Clock, room: Room):
    guess(client, moment)
    later(moment, 1)
    answer = client.post("/delta/", {"kod": "ABC234"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    text = answer.content.decode()
    assert SLOWED in text
    assert 'value="ABC234"' in text
    later(moment, 1.1)
    assert client.post("/delta/", {"kod": "ABC234"}).status_code == 302
    # Nobody who knows the code has to wait for another who does.
    assert client.post("/delta/", {"kod": "ABC234"}).status_code == 302


def test_what_was_not_looked_at_does_not_make_the_wait_longer(client: Client, moment: Clock, room: Room):
    guess(client, moment)
    for _ in range(15):
        later(moment, 0.13)
        assert client.post("/delta/", {"kod": WRONG}).status_code == 429
    assert WrongCode.objects.count() == FREE_TRIES
    later(moment, 0.2)
    assert client.post("/delta/", {"kod": "ABC234"}).status_code == 302


def test_another_address_is_not_slowed(client: Client, moment: Clock, room: Room):
    guess(client, moment)
    assert client.post("/delta/", {"kod": WRONG}, REMOTE_ADDR="192.0.2.7").status_code == 422
    assert client.post("/delta/", {"kod": "ABC234"}, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_after_ten_minutes_it_is_forgotten_and_the_rows_are_gone(client: Client, moment: Clock, room: Room):
    guess(client, moment)
    later(moment, 600)
    guess(client, moment, times=2)
    assert WrongCode.objects.count() == 2


def test_links_days_and_receipt_codes_are_counted_together(client: Client, moment: Clock, room: Room):
    delta = f"{room.day.get_absolute_url()}delta/"
    guess(client, moment, times=1)
    for _ in range(3):
        assert client.get(f"/delta/{WRONG}/").status_code == 404
        assert client.post(delta, {"kod": WRONG}).status_code == 422
        assert client.post(f"{delta}kvitto/", {"kvitto": "Z" * 16}).status_code == 422
    later(moment, 1)
    for answer in (
        client.get(f"/delta/{room.code}/"), client.post(delta, {"kod": room.code}),
        client.post(f"{delta}kvitto/", {"kvitto": "Z" * 16}),
    ):  # fmt: skip
        assert (answer.status_code, answer["Retry-After"]) == (429, "2")
        assert SLOWED in answer.content.decode()
    assert not Participant.objects.exists()
    later(moment, 1.5)
    assert client.post(delta, {"kod": room.code}).status_code == 302


def test_the_address_is_stored_as_a_hash_that_needs_the_portals_key(rf: RequestFactory):
    hashes = {address_of(rf.get("/", REMOTE_ADDR=address)) for address in ("192.0.2.1", "192.0.2.2")}
    assert len(hashes) == 2
    assert all(len(found) == 64 and "192" not in found[:3] for found in hashes)


def test_an_address_of_ipv6_is_its_network(rf: RequestFactory):
    one, two, other = (
        address_of(rf.get("/", REMOTE_ADDR=address)) for address in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:1::1")
    )
    assert one == two != other


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(rf: RequestFactory, settings: Any):
    def ask(forwarded: str) -> str:
        return address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded))

    assert ask("192.0.2.1") == ask("192.0.2.2")
    settings.AXES_IPWARE_PROXY_COUNT = 1
    assert ask("192.0.2.1") != ask("192.0.2.2")
    assert ask("198.51.100.9, 192.0.2.1") == ask("192.0.2.1")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_that_are_slowed_one_is_looked_at():
    at = timezone.now()
    for second in range(FREE_TRIES):
        WrongCode.objects.create(address_hash="a", tried_at=at - dt.timedelta(seconds=100 + second))
    looked: list[int] = []
    refused: list[int] = []
    ready = threading.Barrier(4)

    def try_one(number: int) -> None:
        def look() -> None:
            looked.append(number)

        try:
            ready.wait(timeout=10)
            tried(address="a", at=at, look=look)
        except TooSoonError:
            refused.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=try_one, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(looked), len(refused)) == (1, 3)


def test_the_command_removes_those_that_slow_nobody_down(moment: Clock):
    now = timezone.now()
    WrongCode.objects.create(address_hash="a", tried_at=now - dt.timedelta(minutes=10))
    WrongCode.objects.create(address_hash="a", tried_at=now - dt.timedelta(minutes=9))
    call_command("forget_participants", stdout=StringIO())
    assert WrongCode.objects.count() == 1
