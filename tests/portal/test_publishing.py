"""Cheap by design: what a visitor gets depends on the address and the content alone, and is asked for again."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.publishing import VARY, page_etag, release
from kpis.models import Area, Kpi, KpiValue
from tests import factories
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.scene import Scene, make_scene

HTMX = {"HX-Request": "true"}
PAGE = "/nyckeltal/"
# Raises the day's own revisions, which the room's pages are asked for by.
IN_THE_ROOM = {"Mark", "Participant", "PhaseMove", "WrongCode"}


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """All of it as of the scene's day."""


def etag_of(client: Client, url: str = PAGE, **headers: str) -> str:
    return client.get(url, headers=headers).headers["ETag"]


# --- What a visitor gets ---------------------------------------------------------------------


def test_a_visitor_gets_no_cookie_and_no_token(scene: Scene, client: Client):
    for name, url in scene.addresses.items():
        answer = client.get(url)
        assert not answer.cookies and "Set-Cookie" not in answer.headers, name
        assert b"csrfmiddlewaretoken" not in answer.content, name
        assert b"token" not in answer.content.lower(), name


def test_a_visitors_page_may_be_kept_and_is_asked_for_again(scene: Scene, client: Client):
    for name, url in scene.addresses.items():
        for headers in ({}, {"Accept-Encoding": "gzip"}, HTMX):
            answer = client.get(url, headers=headers)
            assert answer.headers["Cache-Control"] == "public, no-cache", name
            assert answer.headers["Vary"] == "Accept-Encoding, HX-Request, Cookie", name
            assert answer.headers["ETag"].startswith('W/"'), name


def test_two_visitors_get_the_same_bytes(scene: Scene):
    for name, url in scene.addresses.items():
        assert Client().get(url).content == Client().get(url).content, name


def test_head_says_what_get_says_without_the_page(scene: Scene, client: Client):
    for name, url in scene.addresses.items():
        got, asked = client.get(url), client.head(url)
        assert asked.content == b"" and got.content, name
        assert {**asked.headers} == {**got.headers}, name


# --- 304 -------------------------------------------------------------------------------------


def forms(etag: str) -> dict[str, str]:
    """The ways in which browsers and proxies send an ETag back."""
    opaque = etag.removeprefix('W/"').removesuffix('"')
    return {
        "as it was": etag,
        "strong": f'"{opaque}"',
        "among others": f'"abc", W/"def", {etag}',
        "any": "*",
        "compressed by Apache": f'"{opaque}-gzip"',
        "compressed and weak": f'W/"{opaque}-gzip"',
        "compressed by Jetty": f'"{opaque}--gzip"',
        "compressed by a proxy": f'"{opaque};br"',
    }


@pytest.mark.parametrize("form", forms('W/"x"'))
@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_has_the_page_is_told_so_after_one_query(scene: Scene, client: Client, form: str, method: str):
    known = forms(etag_of(client))[form]
    with CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(PAGE, headers={"If-None-Match": known})
    assert (answer.status_code, answer.content, len(queries)) == (304, b"", 1)
    assert answer.headers["ETag"] == etag_of(client)
    assert answer.headers["Cache-Control"] == "public, no-cache" and answer.headers["Vary"] == VARY


def test_every_page_is_answered_304(scene: Scene, client: Client):
    for name, url in scene.addresses.items():
        known = etag_of(client, url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url, headers={"If-None-Match": known, "Accept-Encoding": "gzip"})
        assert (answer.status_code, len(queries)) == (304, 1), name
        assert "Content-Encoding" not in answer.headers and not answer.cookies, name


@pytest.mark.parametrize("other", ['W/"abc"', '"abc-gzip"', "abc", "", '"', "W/", "\x00", '"' * 1000, 'W/"å"'])
def test_whoever_has_something_else_gets_the_page(scene: Scene, client: Client, other: str):
    assert client.get(PAGE, headers={"If-None-Match": other}).status_code == 200


# --- What the ETag is made of ----------------------------------------------------------------


def test_a_new_release_is_a_new_page(scene: Scene, client: Client):
    with override_settings(RELEASE="2022.1"):
        first = etag_of(client)
    with override_settings(RELEASE="2022.2"):
        assert etag_of(client) != first
    assert etag_of(client) != first


def test_without_a_name_a_release_is_what_its_files_are():
    with override_settings(RELEASE=""):
        assert release() == release() and len(release()) == 16
        with override_settings(DEBUG=True):
            assert len(release()) == 16


def test_a_fragment_is_not_the_page(scene: Scene, client: Client):
    assert etag_of(client) != etag_of(client, **HTMX)


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_or_restored_page_is_the_page(scene: Scene, client: Client, header: str):
    assert etag_of(client) == etag_of(client, **HTMX, **{header: "true"})


def utc(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=dt.UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        (utc(2022, 3, 15, 22, 59, 59), utc(2022, 3, 15, 23, 0), True),  # midnight in Stockholm in winter
        (utc(2022, 3, 15, 23, 30), utc(2022, 3, 16, 0, 30), False),  # midnight in Greenwich
        (utc(2022, 7, 1, 21, 59, 59), utc(2022, 7, 1, 22, 0), True),  # midnight in Stockholm in summer
        (utc(2022, 7, 1, 22, 30), utc(2022, 7, 2, 21, 59), False),
        (utc(2022, 12, 31, 22, 59, 59), utc(2022, 12, 31, 23, 0), True),  # New Year
    ],
)
def test_a_new_day_begins_at_midnight_in_stockholm(
    scene: Scene, client: Client, clock: Clock, before: dt.datetime, after: dt.datetime, is_new: bool
):
    clock.at(before)
    known = etag_of(client)
    clock.at(after)
    answer = client.get(PAGE, headers={"If-None-Match": known})
    assert answer.status_code == (200 if is_new else 304)


def test_what_is_in_force_changes_with_the_day_in_stockholm(scene: Scene, client: Client, clock: Clock):
    clock.at(utc(2021, 12, 31, 22, 59, 59))
    assert "Mål och budget 2021" in client.get("/").content.decode()
    clock.at(utc(2021, 12, 31, 23, 0))
    assert client.get("/").context["frame"].version == scene.revised


def add_value(kpi: Kpi) -> None:
    factories.KpiValueFactory(kpi=kpi, period_end=dt.date(2017, 12, 31), value="12.3")


def add_values(kpi: Kpi) -> None:
    area = Area.objects.get(code=settings.MUNICIPALITY.code)
    KpiValue.objects.bulk_create([factories.KpiValueFactory.build(kpi=kpi, area=area, year=2016, value="12.3")])


def close_value(kpi: Kpi) -> None:
    KpiValue.objects.filter(kpi=kpi, gender="total", period_end__year=2018).update(known_to=dt.date(2022, 3, 1))


def rename(kpi: Kpi) -> None:
    Kpi.objects.filter(pk=kpi.pk).update(title="Ett annat namn")


def rename_in_sql(kpi: Kpi) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kpis_kpi SET title = %s WHERE id = %s", ["Ett annat namn", kpi.pk])


def save(kpi: Kpi) -> None:
    kpi.definition = "En annan definition."
    kpi.save()


def delete_break(kpi: Kpi) -> None:
    factories.SeriesBreakFactory(kpi=kpi).delete()


@pytest.mark.parametrize(
    "change", [add_value, add_values, close_value, rename, rename_in_sql, save, delete_break]
)  # fmt: skip
def test_whatever_changes_content_changes_the_page_at_once(scene: Scene, client: Client, change: Callable[[Kpi], None]):
    urls = ["/", PAGE, scene.addresses["kpi"], scene.addresses["kpi_json"]]
    known = {url: etag_of(client, url) for url in urls}
    change(Kpi.objects.get(pk=scene.kpi.pk))
    for url in urls:
        assert client.get(url, headers={"If-None-Match": known[url]}).status_code == 200, url


def test_a_new_value_stands_on_the_next_page(scene: Scene, client: Client):
    url = scene.addresses["kpi"]
    known = etag_of(client, url)
    factories.KpiValueFactory(kpi=scene.kpi, period_end=dt.date(2017, 12, 31), value="61.7")
    answer = client.get(url, headers={"If-None-Match": known})
    assert answer.status_code == 200 and "61,7" in answer.content.decode()


def test_nothing_but_content_makes_a_new_page(scene: Scene, client: Client, handlaggare: Any):
    known = etag_of(client)
    as_user(Client(), handlaggare)  # a session is written, and the time of sign-in
    factories.UserFactory()
    assert client.get(PAGE, headers={"If-None-Match": known}).status_code == 304


def every_content_model() -> list[Any]:
    from goals.triggers.registry import content_models

    return sorted(content_models(), key=lambda model: model._meta.label)


def test_every_model_that_a_page_is_made_of_raises_the_revision():
    """What stands on no page does not: drafts' groups and their members. Parts change in drafts only, and a version's
    events are written with the version itself."""
    from django.apps import apps

    from goals.models import Part

    own = {
        model for app in ("goals", "kpis", "assembly", "framtidsdag") for model in apps.get_app_config(app).get_models()
    }
    own -= {model for model in own if issubclass(model, Part)}
    quiet = {model.__name__ for model in own - set(every_content_model())}
    quiet -= {model.__name__ for model in own if model.__name__.startswith("Historical")}
    assert quiet == {"ContentRevision", "DraftGroup", "DraftGroupMember", "VersionEvent", "Ballot"} | IN_THE_ROOM


# --- Signed in, on the way in, and errors ----------------------------------------------------


@pytest.mark.parametrize("role", ["fortroendevald", "handlaggare", "administrator"])
def test_nothing_is_kept_of_what_someone_signed_in_reads(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    known = etag_of(client)
    as_user(client, person_of(role))
    for name, url in scene.addresses.items():
        answer = client.get(url, headers={"If-None-Match": f"{known}, *"})
        assert answer.status_code == 200, name
        assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers, name


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_way_in_is_never_kept(db: None, client: Client, method: str):
    answer = getattr(client, method)("/logga-in/")
    kept = answer.headers["Cache-Control"]
    assert "no-store" in kept and "private" in kept and "public" not in kept and "ETag" not in answer.headers


def test_the_admin_is_never_kept(scene: Scene, client: Client, administrator: Any):
    as_user(client, administrator)
    for url in ("/admin/", "/admin/kpis/kpi/", "/admin/password_change/", "/admin/jsi18n/", "/admin/finns-inte/"):
        answer = client.get(url)
        assert "no-store" in answer.headers["Cache-Control"] and "ETag" not in answer.headers, url


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/finns-inte/", 404),
        ("/mal/finns-inte/", 404),
        ("/nyckeltal/?den=31-februari", 400),
        ("/nyckeltal/lasning/data.json?den=31-februari", 400),
        ("/mal-och-budget/1950/", 404),
        ("/framtidsdag/2021-13-45/", 404),
    ],
)
def test_an_error_is_not_kept(scene: Scene, client: Client, url: str, status: int):
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers
    assert not answer.cookies


def test_a_page_that_breaks_is_not_kept(scene: Scene, client: Client, monkeypatch: pytest.MonkeyPatch):
    client.raise_request_exception = False
    monkeypatch.setattr("goals.views.vision.frame_of", lambda *args: 1 / 0)
    answer = client.get("/vision/")
    assert answer.status_code == 500
    assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers


@pytest.mark.parametrize("url", ["/nyckeltal", "/mal-och-budget/2022/kommunfullmaktige/", "/arende/ks-2021-100/"])
def test_a_redirect_carries_neither_etag_nor_cookie(scene: Scene, client: Client, url: str):
    answer = client.get(url)
    assert answer.status_code in (301, 302)
    assert "ETag" not in answer.headers and not answer.cookies
    assert answer.headers["Cache-Control"] in ("public, no-cache", "private, no-store")


def test_what_cannot_be_read_with_get_is_not_kept(scene: Scene, client: Client):
    for method in ("post", "options"):
        answer = getattr(client, method)("/")
        assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers


# --- Visitors with something in their pockets ------------------------------------------------


@pytest.mark.parametrize("session", ["gammal", "", "a" * 32, "å", "\x01"])
def test_whoever_has_an_old_session_is_a_visitor(scene: Scene, client: Client, session: str):
    plain = client.get(PAGE)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    answer = client.get(PAGE)
    assert answer.content == plain.content and {**answer.headers} == {**plain.headers}
    assert answer.wsgi_request.user.is_anonymous and "Set-Cookie" not in answer.headers
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_session_that_has_run_out_is_a_visitors(scene: Scene, client: Client, ledamot: Any, clock: Clock):
    plain = client.get(PAGE)
    as_user(client, ledamot)
    assert client.get(PAGE).headers["Cache-Control"] == "private, no-store"
    ledamot.set_password("ett annat långt lösenord")
    ledamot.save()  # every session of the account ends with that
    answer = client.get(PAGE)
    assert answer.headers["Cache-Control"] == "public, no-cache" and answer.headers["ETag"] == plain.headers["ETag"]
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_an_account_that_is_closed_is_a_visitors(scene: Scene, client: Client, ledamot: Any):
    as_user(client, ledamot)
    ledamot.is_active = False
    ledamot.save()
    answer = client.get(PAGE)
    assert answer.headers["Cache-Control"] == "public, no-cache" and not answer.cookies


def test_a_token_that_a_browser_has_kept_changes_nothing(scene: Scene, client: Client):
    plain = client.get(PAGE)
    client.get("/logga-in/")  # sets it
    assert settings.CSRF_COOKIE_NAME in client.cookies
    answer = client.get(PAGE)
    assert answer.content == plain.content and {**answer.headers} == {**plain.headers}


def test_a_message_that_waits_is_shown_to_nobody_else(scene: Scene, client: Client):
    client.cookies["messages"] = "what is signed here does not matter"
    answer = client.get(PAGE)
    assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers


# --- Compression -----------------------------------------------------------------------------


def test_a_visitors_page_is_compressed_to_the_same_bytes_each_time(scene: Scene, client: Client):
    for name, url in scene.addresses.items():
        plain = client.get(url)
        first, second = (client.get(url, headers={"Accept-Encoding": "gzip, br, zstd"}) for _ in range(2))
        if len(plain.content) < 200:
            continue
        assert first.headers["Content-Encoding"] == "gzip" and first.content == second.content, name
        assert gzip.decompress(first.content) == plain.content, name
        assert int(first.headers["Content-Length"]) == len(first.content), name
        assert first.headers["ETag"] == plain.headers["ETag"], name


FILE_NAME = 0x08  # gzip's flag for a name in the head, which is where Django puts its random padding


def test_a_page_with_a_token_is_padded_at_random(scene: Scene, client: Client, handlaggare: Any):
    as_user(client, handlaggare)
    pages = [client.get("/", headers={"Accept-Encoding": "gzip"}) for _ in range(8)]
    assert all(page.content[3] & FILE_NAME for page in pages)
    assert len({len(page.content) for page in pages}) > 1


def test_the_way_in_is_padded_at_random(db: None, client: Client):
    assert client.get("/logga-in/", headers={"Accept-Encoding": "gzip"}).content[3] & FILE_NAME


def test_a_visitors_page_is_not_padded(scene: Scene, client: Client):
    assert not client.get("/", headers={"Accept-Encoding": "gzip"}).content[3] & FILE_NAME


@pytest.mark.parametrize("accepted", ["br", "zstd", "identity", "", "deflate"])
def test_only_gzip_is_claimed(scene: Scene, client: Client, accepted: str):
    answer = client.get("/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers and b"<!doctype html>" in answer.content


def test_static_files_are_compressed_and_kept(client: Client):
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True, WHITENOISE_MAX_AGE=60):
        answer = Client().get("/static/css/portal.css", headers={"Accept-Encoding": "gzip"})
        body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Encoding"] == "gzip" and b"@layer" in gzip.decompress(body)
    assert "public" in answer.headers["Cache-Control"] and "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


# --- The parts, alone ------------------------------------------------------------------------


def test_an_etag_tells_apart_all_that_it_is_made_of(db: None, rf: RequestFactory, clock: Clock):
    from types import SimpleNamespace

    revisions = [None, *(SimpleNamespace(number=n, token=t) for n, t in itertools.product((1, 2, 11), ("a", "1a")))]
    plain, fragment = rf.get("/"), rf.get("/")
    plain.htmx = None  # type: ignore[attr-defined]
    fragment.htmx = type("Htmx", (), {"__bool__": lambda _: True, "boosted": False, "history_restore_request": False})()  # type: ignore[attr-defined]
    etags = {page_etag(request, revision) for request in (plain, fragment) for revision in revisions}  # type: ignore[arg-type]
    assert len(etags) == 2 * len(revisions)


def test_the_page_says_when_content_changed_last_in_stockholm(scene: Scene, client: Client):
    from goals.models import ContentRevision

    ContentRevision.objects.filter(scope="content").update(changed_at=utc(2022, 3, 14, 23, 30))
    assert '<time datetime="2022-03-15">' in client.get(reverse("about")).content.decode()
