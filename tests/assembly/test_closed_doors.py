"""Behind closed doors (kommunallagen 6:25): nothing of another body's meeting is public before its protokoll is."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

import goals.models as g
from goals import decisions
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
PAGE = f"/sammantraden/kommunstyrelsen/{MEETING}/"
SCREEN = f"{PAGE}storbild/"
NAME = "Robin Exempelsson 2"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(5, closed=True)


def decide(hall: Hall) -> g.Decision:
    """The vote is over and the decision that it led to registered; the protokoll is not justerat."""
    hall.closed("jjjna")
    hall.step.method, hall.step.outcome, hall.step.settled_at = "vote", "yes", f.noon(MEETING)
    hall.step.save()
    decision = f.decide(matter=hall.item.matter, on=MEETING, meeting=hall.meeting, paragraph=12)
    hall.procedure.decision = decision
    hall.procedure.save()
    return decision


def approve(decision: g.Decision, on: dt.date) -> None:
    decisions.record_event(decision=decision, kind=g.MinutesEvent.Kind.APPROVED, date=on, by=None, at=f.noon(on))


@pytest.mark.parametrize("votes", ["", "jjn", "jjnna"])
def test_its_screen_is_not_there_for_the_public(client: Client, hall: Hall, votes: str, fortroendevald: User):
    if len(votes) == len(hall.seats):
        hall.closed(votes)
    else:
        hall.vote(hall.roll_call(), votes)
    for headers in ({}, {"hx-request": "true"}):
        assert client.get(SCREEN, headers=headers).status_code == 404
    as_user(client, fortroendevald)
    assert client.get(SCREEN).status_code == 404


def test_its_screen_is_there_for_the_secretary_and_for_those_who_serve_and_is_kept_by_nobody(
    client: Client, hall: Hall, sekreterare: User
):
    hall.roll_call()
    for user in (sekreterare, hall.account(2)):
        as_user(client, user)
        answer = client.get(SCREEN)
        assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
        assert client.get(PAGE).status_code == 200 and SCREEN in client.get(PAGE).text


def test_a_member_who_does_not_serve_there_sees_neither_its_screen_nor_its_votes(client: Client, hall: Hall):
    stranger = f.PersonFactory(user=f.UserFactory(username="annan", representative=True))
    call = hall.closed("jjnna")
    as_user(client, stranger.user)
    assert client.get(SCREEN).status_code == 404
    assert client.get(f"/omrostning/{call.pk}/").status_code == 404
    assert client.post(f"/omrostning/{call.pk}/", {"rost": "yes"}).status_code == 404
    as_user(client, hall.account(1))
    assert client.get(f"/omrostning/{call.pk}/").status_code == 200


def test_votes_and_presence_are_public_when_the_protokoll_is_justerat_and_not_before(
    client: Client, hall: Hall, clock: Clock
):
    decision = decide(hall)
    clock.noon(MEETING + dt.timedelta(days=7))
    pages = (PAGE, hall.item.matter.get_absolute_url(), decision.get_absolute_url())
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Exempelsson" not in answer.text and "#beslutsgang" not in answer.text, page
    assert "inom stängda dörrar" in text(read(client, PAGE))
    approve(decision, MEETING + dt.timedelta(days=7))
    for page in pages:
        words = text(read(client, page))
        assert NAME in words and "Preliminärt" not in words, page


def test_a_beslutsgang_there_is_not_told_as_of_a_day_before_the_protokoll_was_justerat(
    client: Client, hall: Hall, clock: Clock
):
    decision = decide(hall)
    clock.noon(MEETING + dt.timedelta(days=9))
    approve(decision, MEETING + dt.timedelta(days=7))
    for page in (hall.item.matter.get_absolute_url(), decision.get_absolute_url()):
        assert NAME not in client.get(f"{page}?den={MEETING + dt.timedelta(days=3)}").text
        assert NAME in client.get(f"{page}?den={MEETING + dt.timedelta(days=8)}").text


def test_nothing_leads_the_public_to_what_is_closed(client: Client, hall: Hall):
    hall.roll_call()
    assert "storbild" not in client.get(PAGE).text


def test_fullmaktige_is_followed_by_anyone(client: Client):
    make_hall(3)
    page = f"/sammantraden/kommunfullmaktige/{MEETING}/"
    assert f"{page}storbild/" in client.get(page).text
    assert client.get(f"{page}storbild/").status_code == 200
    assert NAME in text(read(client, page))
