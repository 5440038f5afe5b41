"""/healthz: healthy with the database reachable and its triggers in place, and not otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from goals import triggers

pytestmark = pytest.mark.django_db


def test_all_well_in_one_query(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_missing_triggers_are_a_reason_not_to_serve(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(triggers, "missing", lambda: ["portal_frozen_x", "portal_frozen_y"])
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.content.decode() == "2 av databasens triggrar saknas.\n"


def test_a_trigger_that_is_gone_is_noticed(client: Client) -> None:
    triggers.drop()  # rolled back with the test
    assert client.get("/healthz").status_code == 503


def test_a_database_that_does_not_answer_gives_a_reason_and_no_details(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Any:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    monkeypatch.setattr(triggers, "missing", fail)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.content.decode() == "Databasen svarar inte.\n"


def test_it_is_only_read(client: Client) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405
