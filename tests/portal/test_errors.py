"""Errors say in Swedish what happened, what was kept and how to go on, whatever it is that broke."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from kungsor_portal.urls import handler400, handler403, handler404, handler500
from kungsor_portal.urls import urlpatterns as ordinary
from kungsor_portal.views import errors
from tests.plugins.people import as_user

pytestmark = pytest.mark.usefixtures("clock")


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("hemlig detalj")


for view in (refuse, suspect, break_down):
    view.login_required = False  # type: ignore[attr-defined]
urlpatterns = [path("nekad/", refuse), path("misstankt/", suspect), path("trasig/", break_down), *ordinary]
assert all((handler400, handler403, handler404, handler500))


@pytest.fixture
def broken() -> Any:
    """A client of addresses that go wrong, which gets the page that people get."""
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


def words(response: HttpResponse) -> str:
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/finns-inte/", "/mal/finns-inte/", "/beslut/x/y/z", "/%00", "/å/ä/ö/"])
def test_an_unknown_address_gets_a_page_with_search(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one('main form[role="search"][action="/sok/"] input[name="q"]')
    assert page.html and page.html["lang"] == "sv"
    assert 'content="noindex"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/nekad/", 403, "Ingenting har ändrats"),
        ("/misstankt/", 400, "Ingenting har ändrats"),
        ("/trasig/", 500, "Det som redan var sparat finns kvar"),
    ],
)
def test_what_happened_and_what_was_kept_is_told(broken: Client, address: str, status: int, told: str) -> None:
    response = broken.get(address)
    assert response.status_code == status
    assert told in words(response)
    assert b'href="/"' in response.content, "a way on"
    assert b"hemlig detalj" not in response.content


@pytest.mark.django_db
def test_someone_signed_in_without_the_role_is_told_who_they_are(broken: Client, handlaggare: Any) -> None:
    as_user(broken, handlaggare)
    assert "Du är inloggad som handlaggare" in words(broken.get("/nekad/"))


def test_the_gravest_pages_need_no_database() -> None:
    request = RequestFactory().get("/")
    # Without the database mark every query is an error.
    assert errors.server_error(request).status_code == 500
    assert errors.bad_request(request).status_code == 400
    assert connection.queries_log.maxlen


def test_an_answer_comes_out_even_when_the_error_page_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", fail)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()


@pytest.mark.django_db
def test_every_fault_of_an_address_is_told_and_the_rest_is_kept(client: Client) -> None:
    f = client.get("/beslut/", {"ar": "x", "sida": "-1", "den": "2021-12-01"})
    assert f.status_code == 400
    told = words(f)
    assert "2 saker förstod vi inte" in told
    assert "ar=x" in told and "sida=-1" in told
    button = BeautifulSoup(f.content, "html.parser").select_one("main a.button")
    assert button and button["href"] == "/beslut/?den=2021-12-01"


@pytest.mark.django_db
def test_a_form_that_grew_old_says_that_nothing_was_saved() -> None:
    response = Client(enforce_csrf_checks=True).post("/logga-in/", {"username": "kim", "password": "x"})
    assert response.status_code == 403
    assert "Inget sparades" in words(response)


@pytest.mark.parametrize("host", ["annan.se", "127.0.0.1:80\r\nX: y"])
def test_another_host_is_a_bad_request(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 400
