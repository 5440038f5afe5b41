"""What every answer tells the browser to refuse, and pages that need nothing of what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from tests.factories import PASSWORD
from tests.plugins.people import as_user
from tests.scene import Scene, make_scene

UNSAFE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data:", "blob:", "http:", "https:", "*")
# What an element loads, and by which attribute.
LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "use": "href",
           "image": "href", "object": "data", "embed": "src", "video": "src", "audio": "src"}  # fmt: skip


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.fixture(scope="module")
def answers(scene: Scene) -> dict[str, Any]:
    """Every public address and the portal's other answers: the way in, the watchman, what is not found."""
    return asked(scene, Client())


@pytest.fixture(scope="module")
def pages(answers: dict[str, Any]) -> dict[str, BeautifulSoup]:
    """The HTML of every page, the way in and the errors included."""
    return read(answers)


def directives(answer: Any) -> dict[str, list[str]]:
    """The policy as the browser reads it."""
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in parts}


def asked(scene: Scene, client: Client) -> dict[str, Any]:
    urls = scene.addresses | {"login": reverse("login"), "healthz": reverse("healthz"), "lost": "/finns-inte/",
                              "refused": "/?den=igår", "moved": "/vision"}  # fmt: skip
    return {name: client.get(url) for name, url in urls.items()}


def read(answers: dict[str, Any]) -> dict[str, BeautifulSoup]:
    return {
        name: BeautifulSoup(answer.text, "html.parser")
        for name, answer in answers.items()
        if answer.headers.get("Content-Type", "").startswith("text/html") and answer.content
    }


def test_no_directive_lets_in_what_is_unsafe(answers: dict[str, Any]):
    for name, answer in answers.items():
        for directive, values in directives(answer).items():
            assert not [value for value in values if value.strip("'") in UNSAFE], f"{name}: {directive} {values}"


def test_what_no_directive_names_is_refused(answers: dict[str, Any]):
    for name, answer in answers.items():
        policy = directives(answer)
        for directive in ("default-src", "object-src", "base-uri", "frame-ancestors"):
            assert policy[directive] == ["'none'"], f"{name}: {directive}"
        for directive in ("script-src", "style-src", "img-src", "font-src", "connect-src", "form-action"):
            assert policy[directive] == ["'self'"], f"{name}: {directive}"


def test_the_policy_refuses_and_does_not_only_report(answers: dict[str, Any]):
    for answer in answers.values():
        assert "Content-Security-Policy-Report-Only" not in answer.headers


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_has_the_header(answers: dict[str, Any], header: str, value: str):
    lacking = {name for name, answer in answers.items() if answer.headers.get(header) != value}
    assert not lacking


def test_no_page_may_use_what_the_machine_can_sense(answers: dict[str, Any]):
    for answer in answers.values():
        policy = answer.headers["Permissions-Policy"]
        assert all(f"{feature}=()" in policy for feature in ("camera", "microphone", "geolocation", "payment", "usb"))


def test_no_answer_tells_what_serves_it(answers: dict[str, Any]):
    for answer in answers.values():
        assert not {"Server", "X-Powered-By"} & set(answer.headers)


def test_no_answer_lets_other_sites_read_it(answers: dict[str, Any]):
    for answer in answers.values():
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_no_page_has_an_inline_script(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        inline = [tag for tag in soup.find_all("script") if not tag.get("src")]
        assert not inline, f"{name}: {inline}"


def test_no_page_has_an_inline_style(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        styled = [tag.name for tag in soup.find_all(style=True)]
        assert not styled and not soup.find_all("style"), f"{name}: {styled}"


def test_no_page_has_an_inline_handler(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        handlers = [attribute for tag in soup.find_all(True) for attribute in tag.attrs if attribute.startswith("on")]
        assert not handlers, f"{name}: {handlers}"


def test_no_address_on_a_page_is_a_script(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        for tag in soup.find_all(href=True) + soup.find_all(src=True) + soup.find_all(action=True):
            address = str(tag.get("href") or tag.get("src") or tag.get("action"))
            assert not address.strip().lower().startswith(("javascript:", "data:", "vbscript:")), f"{name}: {address}"


def test_nothing_on_a_page_loads_from_another_host(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        loaded = [str(tag[attribute]) for kind, attribute in LOADING.items() for tag in soup.find_all(kind)
                  if tag.get(attribute)]  # fmt: skip
        away = [address for address in loaded if not address.startswith(("/", "#")) or address.startswith("//")]
        assert loaded and not away, f"{name}: {away}"


def test_a_link_that_opens_a_new_window_gives_it_no_hold_on_this_one(pages: dict[str, BeautifulSoup]):
    for name, soup in pages.items():
        for link in soup.find_all("a", target=True):
            assert "noopener" in str(link.get("rel") or ""), f"{name}: {link}"


def test_every_form_that_changes_something_carries_a_token(scene: Scene, client: Client, administrator: Any):
    as_user(client, administrator)
    for name, soup in read(asked(scene, client)).items():
        for form in soup.find_all("form"):
            if str(form.get("method", "get")).lower() == "post":
                assert form.find("input", attrs={"name": "csrfmiddlewaretoken"}), f"{name}: {form.get('action')}"


@pytest.mark.parametrize("app", ["goals", "kpis", "kungsor_portal"])
def test_the_admin_is_as_strict(scene: Scene, client: Client, administrator: Any, app: str):
    as_user(client, administrator)
    answer = client.get(reverse("admin:app_list", args=[app]))
    assert answer.status_code == 200
    assert directives(answer)["script-src"] == directives(answer)["style-src"] == ["'self'"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, handlaggare: Any):
    typed = {"username": handlaggare.username, "password": PASSWORD}
    client.get(reverse("login"))
    answer = client.post(reverse("login"), typed)
    assert answer.status_code == 302 and {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in (*answer.cookies.values(), client.cookies["csrftoken"]):
        assert cookie["httponly"] and cookie["samesite"] == "Lax", cookie


def test_where_https_is_on_the_browser_keeps_to_it(client: Client):
    with override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=settings.SECURE_HSTS_SECONDS or 63_072_000):
        answer = _through_security(secure=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert _through_security(secure=False).headers["Location"] == "https://testserver/mal/"
        assert _through_security(secure=False, path="/healthz").status_code == 200


def _through_security(*, secure: bool, path: str = "/mal/") -> HttpResponse:
    from django.middleware.security import SecurityMiddleware

    inner: Callable[[Any], HttpResponse] = lambda request: HttpResponse("ok")  # noqa: E731
    answer = SecurityMiddleware(inner)(RequestFactory().get(path, secure=secure))
    assert isinstance(answer, HttpResponse)
    return answer
