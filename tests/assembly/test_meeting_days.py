"""Nothing is approved, settled or voted on before the meeting's day in Stockholm; afterwards it may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from assembly import procedures, voting
from assembly.ballots import VotingError
from assembly.models import RollCall
from assembly.progress import ProcedureError
from kungsor_portal.models import User
from tests.assembly.rooms import DAY, Chamber, make_chamber, state
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
EVENING = dt.datetime.combine(DAY - dt.timedelta(days=1), dt.time(23, 59), STOCKHOLM)
MIDNIGHT = dt.datetime.combine(DAY, dt.time(0), STOCKHOLM).astimezone(dt.UTC)  # still the day before in UTC
LATER = MIDNIGHT + dt.timedelta(days=2)

Doing = Callable[[Chamber, dt.datetime], object]


@pytest.fixture
def chamber() -> Chamber:
    chamber = make_chamber()
    chamber.begin(remit=True)
    return chamber


def approve(chamber: Chamber, at: dt.datetime) -> object:
    return procedures.approve(procedure=chamber.item.procedure, by=None, at=at)


def settle(chamber: Chamber, at: dt.datetime) -> object:
    return procedures.settle(step=first(chamber), outcome="yes", by=None, at=at)


def request(chamber: Chamber, at: dt.datetime) -> object:
    return procedures.request_postponement(
        step=first(chamber), people=chamber.people[:11], reasons="Räkna om", by=None, at=at
    )


def open_vote(chamber: Chamber, at: dt.datetime) -> object:
    return voting.open_roll_call(step=first(chamber), form="upprop", by=None, at=at)


def first(chamber: Chamber) -> Any:
    return chamber.item.procedure.steps.get(number=1)


EACH = [
    (approve, "Beslutsgången godkänns först då."), (settle, "Frågor avgörs först då."),
    (request, "Frågor avgörs först då."), (open_vote, "Omröstningar öppnas först då."),
]  # fmt: skip


@pytest.mark.parametrize(("what", "words"), EACH)
def test_before_the_day_it_is_refused_and_nothing_is_changed(chamber: Chamber, what: Doing, words: str) -> None:
    before = state()
    with pytest.raises((ProcedureError, VotingError), match=f"Sammanträdet är den 14 juni 2021. {words}"):
        what(chamber, EVENING)
    assert state() == before


@pytest.mark.parametrize("at", [MIDNIGHT, LATER], ids=["midnight", "two days later"])
@pytest.mark.parametrize("what", [what for what, _ in EACH])
def test_from_midnight_in_stockholm_and_afterwards_it_is_done(chamber: Chamber, what: Doing, at: dt.datetime) -> None:
    what(chamber, at)


def test_the_secretary_is_told_when_the_vote_can_be_opened(
    client: Client, clock: Clock, sekreterare: User, chamber: Chamber
) -> None:
    clock.at(EVENING)
    as_user(client, sekreterare)
    address = reverse("procedure_vote", args=[chamber.meeting.pk, chamber.item.pk, first(chamber).pk])
    told = client.post(address, {"form": "phones"}, follow=True).content.decode()
    assert "Sammanträdet är den 14 juni 2021. Omröstningar öppnas först då." in told
    assert not RollCall.objects.exists()
