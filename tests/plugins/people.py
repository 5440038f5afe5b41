"""The people of the portal, one for each role; `utomstaende` is someone who is not signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from kungsor_portal.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Every role that an address is tried for, as fixtures' names.
ROLES = ("utomstaende", "fortroendevald", "ledamot", "handlaggare", "facilitator", "sekreterare", "administrator")


def as_user(client: Client, user: User | None) -> Client:
    """The client signed in as the user, or signed out for None. Past axes, which wants a request to judge."""
    if user is None:
        client.logout()
    else:
        client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def utomstaende() -> None:
    """Someone who is not signed in."""


@pytest.fixture
def fortroendevald(db: None) -> User:
    return _user("fortroendevald", representative=True)


@pytest.fixture
def ledamot(db: None) -> User:
    """A representative with a seat in the steering body, this mandate period."""
    factories = _factories()
    user = _user("ledamot", representative=True)
    person = factories.PersonFactory(name=user.get_full_name(), user=user)
    seat = factories.SeatFactory(body=factories.BodyFactory(council=True))
    factories.SeatHolderFactory(seat=seat, person=person, since=dt.date(2018, 10, 15))
    return user


@pytest.fixture
def handlaggare(db: None) -> User:
    return _user("handlaggare", officer=True)


@pytest.fixture
def facilitator(db: None) -> User:
    """A processledare."""
    return _user("processledare", facilitator=True)


@pytest.fixture
def sekreterare(db: None) -> User:
    """A kommunsekreterare."""
    return _user("sekreterare", secretary=True)


@pytest.fixture
def administrator(db: None) -> User:
    return _user("administrator", administrator=True)


@pytest.fixture
def person_of(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """The user of a role by the fixture's name, for tests that go through all ROLES; None for `utomstaende`."""
    return request.getfixturevalue


def _user(username: str, **trait: bool) -> User:
    user: User = _factories().UserFactory(username=username, **trait)
    return user


def _factories() -> Any:
    """Not at the top: plugins are imported before Django's models are."""
    return import_module("tests.factories")
