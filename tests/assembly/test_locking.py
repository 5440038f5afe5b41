"""A vote waits for the disk: on SQLite its connection asks for it, on PostgreSQL it is so. A full one is told of."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from assembly.locking import lasting
from assembly.models import Ballot, RollCall
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.rooms import DAY, make_chamber, state
from tests.goals.attacks import sql
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

UNWRITTEN = "Portalen kunde inte spara just nu, och inget är ändrat."


def full(*args: Any, **fields: Any) -> None:
    raise OperationalError("database or disk is full")


@pytest.mark.django_db
def test_a_vote_that_cannot_be_written_says_so(client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.at(f.noon(DAY))
    chamber = make_chamber(accounts=True)
    call = chamber.open(chamber.main(), form="phones")
    before = state()
    monkeypatch.setattr(Ballot, "save", full)
    account = chamber.people[3].user
    assert account is not None
    vote = {"rost": "yes", "sedd": "0", "formular": "a"}
    answer = as_user(client, account).post(f"/omrostning/{call.pk}/", vote)
    assert answer.status_code == 422
    assert f"Rösten lagrades inte. {UNWRITTEN}" in answer.content.decode()
    assert state() == before


@pytest.mark.django_db
def test_what_the_secretary_does_says_so_too(
    client: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch, sekreterare: User
) -> None:
    clock.at(f.noon(DAY))
    chamber = make_chamber()
    call = chamber.open(chamber.main())
    chamber.vote(call, yes=16, no=15)
    before = state()
    as_user(client, sekreterare)
    monkeypatch.setattr(RollCall, "save", full)
    at = f"/sekreterare/sammantraden/{chamber.meeting.pk}/punkt/{chamber.item.pk}/omrostning/{call.pk}/avsluta/"
    assert UNWRITTEN in client.post(at, follow=True).content.decode()
    assert state() == before


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_what_a_vote_is_stored_on_survives_a_power_cut() -> None:
    connection.close()
    assert sql("PRAGMA synchronous") == [(1,)]
    lasting()
    assert sql("PRAGMA synchronous") == [(2,)]
