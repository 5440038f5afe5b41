"""Logga in and logga ut: safe, never kept, and patient with those who mistype but not with those who guess."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from kungsor_portal.models import User
from kungsor_portal.views.session import locked_out
from tests.factories import PASSWORD, UserFactory
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
LOGIN, LOGOUT = "/logga-in/", "/logga-ut/"


@pytest.fixture
def kim() -> User:
    user: User = UserFactory(username="kim", officer=True)
    return user


def sign_in(client: Client, username: str = "kim", password: str = PASSWORD, **more: Any) -> HttpResponse:
    return client.post(LOGIN, {"username": username, "password": password, **more})


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse) -> str:
    main = soup(response).main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_form_has_labels_and_tells_the_browser_what_is_what(client: Client) -> None:
    page = soup(client.get(LOGIN))
    for name, label, kind in (("username", "Användarnamn", "username"), ("password", "Lösenord", "current-password")):
        field = page.select_one(f"input[name={name}]")
        assert field and field["autocomplete"] == kind
        tied = page.select_one(f'label[for="{field["id"]}"]')
        assert tied and tied.get_text(strip=True) == label


def test_signing_in_leads_to_the_start_page(client: Client, kim: User) -> None:
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(kim.pk)


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, kim: User) -> None:
    assert sign_in(client, next="/beslut/?ar=2021")["Location"] == "/beslut/?ar=2021"


@pytest.mark.parametrize(
    "unsafe",
    ["https://example.se/", "//example.se/", "///example.se", "javascript:alert(1)", "http:///example.se",
     "/\\example.se", LOGIN, f"{LOGIN}?next=/", LOGOUT],
)  # fmt: skip
def test_nobody_is_led_astray_or_in_a_ring(client: Client, kim: User, unsafe: str) -> None:
    assert sign_in(client, next=unsafe)["Location"] == "/"
    assert client.get(LOGIN, {"next": unsafe})["Location"] == "/"


def test_someone_signed_in_already_is_sent_on(client: Client, kim: User) -> None:
    as_user(client, kim)
    assert client.get(LOGIN)["Location"] == "/"
    assert client.get(LOGIN, {"next": "/om/"})["Location"] == "/om/"


def test_a_mistake_keeps_the_name_and_says_in_swedish_what_to_do(client: Client, kim: User) -> None:
    response = sign_in(client, password="fel", next="/om/")
    assert response.status_code == 200
    page = soup(response)
    assert "Användarnamnet och lösenordet hör inte ihop." in words(response)
    name, password = page.select_one("input[name=username]"), page.select_one("input[name=password]")
    assert name and name["value"] == "kim"
    assert password and not password.get("value")
    kept = page.select_one("input[name=next]")
    assert kept and kept["value"] == "/om/"


@pytest.mark.parametrize("username", ["kim", "finns-inte"])
def test_the_answer_does_not_tell_who_has_an_account(client: Client, kim: User, username: str) -> None:
    assert "Användarnamnet och lösenordet hör inte ihop." in words(sign_in(client, username, "fel"))


def test_empty_fields_are_pointed_out_one_by_one(client: Client) -> None:
    response = sign_in(client, "", "")
    page = soup(response)
    assert "Skriv ditt användarnamn." in words(response)
    assert [link["href"] for link in page.select(".error-summary a")] == ["#id_username", "#id_password"]
    assert "Fel: Logga in" in page.title.get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("username", ["kim\x00", "k" * 10_000, "<script>", "' OR 1=1"])
def test_a_hostile_name_is_a_wrong_name(client: Client, kim: User, username: str) -> None:
    response = sign_in(client, username, "fel")
    assert response.status_code == 200
    assert b"<script>" not in response.content.replace(b"<script src", b"")


def test_neither_form_nor_answer_is_kept_anywhere(client: Client, kim: User) -> None:
    for response in (client.get(LOGIN), sign_in(client, password="fel"), sign_in(client), client.get(LOGOUT)):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]


def test_the_form_needs_its_token(kim: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


# --- Too many attempts ------------------------------------------------------------------------


def fail(client: Client, times: int) -> HttpResponse:
    for _ in range(times):
        response = sign_in(client, password="fel")
    return response


def test_whoever_guesses_is_stopped_and_told_when_to_try_again(client: Client, kim: User) -> None:
    response = fail(client, settings.AXES_FAILURE_LIMIT)
    assert response.status_code == 429
    assert "Du kan försöka igen klockan" in words(response)
    assert 3500 < int(response["Retry-After"]) <= 3660
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("failed_at", "told"),
    [
        (dt.datetime(2022, 3, 15, 14, 7, 20, tzinfo=dt.UTC), "klockan 16.08"),
        (dt.datetime(2022, 3, 15, 22, 40, tzinfo=dt.UTC), "klockan 00.40 den 16 mars 2022"),
    ],
)
def test_the_hour_is_stockholms_and_the_day_is_told_past_midnight(
    rf: RequestFactory, clock: Clock, failed_at: dt.datetime, told: str
) -> None:
    clock.at(failed_at)
    AccessAttempt.objects.create(username="kim", ip_address="127.0.0.1", failures_since_start=8)
    request = rf.post(LOGIN)
    request.user, request.axes_ip_address = AnonymousUser(), "127.0.0.1"  # type: ignore[attr-defined]
    assert told in words(locked_out(request, None, {"username": "kim"}))


def test_trying_while_locked_out_does_not_make_it_longer(client: Client, kim: User) -> None:
    fail(client, settings.AXES_FAILURE_LIMIT)
    earlier = timezone.now() - dt.timedelta(minutes=59)
    AccessAttempt.objects.update(attempt_time=earlier)
    locked = sign_in(client)
    assert locked.status_code == 429, "the right password does not help while it lasts"
    assert int(locked["Retry-After"]) <= 120
    AccessAttempt.objects.update(attempt_time=earlier - dt.timedelta(minutes=2))
    assert sign_in(client).status_code == 302


def test_one_name_locked_out_locks_out_nobody_else(client: Client, kim: User) -> None:
    UserFactory(username="robin")
    fail(client, settings.AXES_FAILURE_LIMIT)
    assert sign_in(client, "robin").status_code == 302


def test_a_password_is_never_written_down(client: Client, kim: User) -> None:
    sign_in(client, password="min-hemliga-fras")
    attempt = AccessAttempt.objects.get()
    assert "min-hemliga-fras" not in attempt.post_data + attempt.get_data


# --- Out --------------------------------------------------------------------------------------


def test_signing_out_is_a_button(client: Client, kim: User) -> None:
    as_user(client, kim)
    response = client.post(LOGOUT)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "_auth_user_id" not in client.session


def test_a_link_signs_nobody_out(client: Client, kim: User) -> None:
    as_user(client, kim)
    response = client.get(LOGOUT)
    assert response.status_code == 405
    assert response["Allow"] == "POST, OPTIONS"
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert soup(response).select('main form[method="post"] button')


def test_someone_not_signed_in_is_told_so(client: Client) -> None:
    assert "Du är inte inloggad" in words(client.get(LOGOUT))
    assert client.post(LOGOUT)["Location"] == reverse("start")
