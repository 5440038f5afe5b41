"""`?den=` everywhere: each page that shows a plan, a goal, a level or a value is read as of a day, and keeps it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from goals.kept_day import with_day
from tests.plugins.clock import Clock
from tests.scene import Scene, make_scene

# Nothing here changes with the day: pages about the portal, files that name their own versions, and what is done today.
ALWAYS_TODAY = {
    "about", "accessibility", "search", "login", "logout", "healthz", "decisions_feed", "choose_comparison",
    "choose_comparison_of_year", "motions", "body_motions", "motions_word", "body_motions_word", "publish_list",
    "publish",
}  # fmt: skip
DAY = "2021-12-20"


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """All of it as of the scene's day."""


def reads_day(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "reads_day", False)
    except Resolver404:
        return False


def dated(scene: Scene) -> dict[str, str]:
    """URL name → address of every page and file that is read as of a day."""
    return {name: url for name, url in {**scene.addresses, **scene.papers}.items() if reads_day(urlsplit(url).path)}


def soup_of(client: Client, url: str, **query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url, query).content, "html.parser")


def test_every_public_address_reads_the_day_or_is_said_not_to(scene: Scene) -> None:
    """A new page that shows a plan or a value fails here until it has been thought of."""
    public = {
        pattern.name
        for pattern in get_resolver().url_patterns
        if getattr(getattr(pattern, "callback", None), "is_public_page", False)
        and not getattr(pattern.callback, "reads_day", False)  # type: ignore[union-attr]
    }
    assert public - ALWAYS_TODAY == set()


def test_each_page_says_the_day_and_leads_back_to_today(scene: Scene, client: Client) -> None:
    for name, url in scene.pages.items():
        if name not in dated(scene):
            continue
        soup = soup_of(client, url, den=DAY)
        banner = soup.select_one(".is-as-of")
        assert banner is not None, name
        assert "den 20 december 2021" in " ".join(banner.get_text().split()), name
        (back,) = banner.select("a")
        assert back["href"] == url, name
        assert soup_of(client, url).select_one(".is-as-of") is None, name


def test_each_link_to_a_page_that_reads_the_day_keeps_it(scene: Scene, client: Client) -> None:
    for name, url in scene.pages.items():
        if name not in dated(scene):
            continue
        for link in soup_of(client, url, den=DAY, kant="2022-01-10").select("a[href]"):
            target = urlsplit(str(link["href"]))
            if target.netloc or not target.path or link.has_attr("data-today") or not reads_day(target.path):
                continue
            asked = parse_qs(target.query)
            # A decision's thread is read as of the decision's own day.
            assert asked.get("den") == [DAY] or (name == "decision" and asked.get("den") == ["2021-11-29"]), (
                name,
                link,
            )


def test_no_link_has_a_day_on_a_page_read_today(scene: Scene, client: Client) -> None:
    for name in ("start", "goal", "kpi", "plan", "version", "vision", "kpis"):
        links = soup_of(client, scene.pages[name]).select("a[href]")
        assert not [link for link in links if "den=" in str(link["href"])], name


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2022-03-16", "Dagen har inte kommit än."),
        ("2021-02-30", "Skriv datumet med siffror"),
        ("igår", "Skriv datumet med siffror"),
        ("1899-12-31", "Skriv datumet med siffror"),
        ("20211220", "Skriv datumet med siffror"),
    ],
)
@pytest.mark.parametrize("parameter", ["den", "kant"])
def test_a_day_that_is_none_or_has_not_come_is_said_on_every_page(
    scene: Scene, client: Client, parameter: str, day: str, words: str
) -> None:
    for name, url in dated(scene).items():
        response = client.get(url, {parameter: day})
        assert (response.status_code, words in response.text) == (400, True), name


@pytest.mark.parametrize("day", ["1900-01-01", "2020-01-01", "2021-06-13", "2021-06-14", "2022-03-15"])
def test_every_page_can_be_read_on_any_day_that_has_been(scene: Scene, client: Client, day: str) -> None:
    for name, url in scene.addresses.items():
        if name in dated(scene) and name != "kpi_chart":  # nothing to draw is nothing to fetch
            assert client.get(url, {"den": day}).status_code == 200, name


def test_the_day_comes_along_from_the_first_page_to_the_last(scene: Scene, client: Client) -> None:
    """From the start page, by links alone, every page of the portal is reached as of the day and none without it."""
    waiting, reached = ["/?den=" + DAY], set()
    while waiting:
        url = waiting.pop()
        path = urlsplit(url).path
        if path in reached or not reads_day(path) or path.endswith((".pdf", ".csv", ".json", ".docx")):
            continue
        reached.add(path)
        response = client.get(url)
        assert response.status_code == 200, url
        soup = BeautifulSoup(response.content, "html.parser")
        assert soup.select_one(".is-as-of") is not None, url
        waiting += [str(a["href"]) for a in soup.select("a[href^='/']") if not a.has_attr("data-today")]
    for name in ("vision", "goal", "kpi", "plan", "version", "decision", "matter", "framtidsdag", "comparison"):
        assert urlsplit(scene.pages[name]).path in reached, name


# --- What stood on the day -------------------------------------------------------------------


def test_the_vision_is_the_one_of_the_day_with_the_goals_of_the_plan_then(scene: Scene, client: Client) -> None:
    then, now = soup_of(client, "/vision/", den="2021-03-01"), soup_of(client, "/vision/")
    assert {"Trygghet"} == {a.get_text() for a in then.select("#dit ~ ol a, section[aria-labelledby=dit] a.tap")}
    assert "Trygghet" not in now.select_one("section[aria-labelledby=dit]").get_text()  # type: ignore[union-attr]


def test_a_version_read_before_it_was_adopted_is_not_so(scene: Scene, client: Client) -> None:
    first = scene.first.get_absolute_url()
    before, after = soup_of(client, first, den="2021-06-13"), soup_of(client, first, den="2021-06-14")
    assert "Inte beslutad än" in before.get_text() and "Inget beslut om versionen är registrerat." in before.get_text()
    assert "Inte beslutad än" not in after.get_text() and "Antagen." in after.get_text()
    # What came later is in no list of the plan's versions as of the day.
    listed = {a.get_text() for a in after.select(".versions a[aria-current], .versions li > a:first-child")}
    assert listed == {scene.first.name}


def test_the_file_of_values_says_which_days_it_is_of(scene: Scene, client: Client) -> None:
    url = scene.addresses["kpi_json"]
    then = client.get(url, {"den": DAY}).json()
    assert then["lastSom"] == {"den": DAY, "kant": DAY}
    assert client.get(url, {"den": DAY, "kant": "2022-01-10"}).json()["lastSom"]["kant"] == "2022-01-10"
    assert client.get(url).json()["lastSom"] == {"den": "2022-03-15", "kant": "2022-03-15"}


def test_a_version_read_before_it_was_public_says_so(scene: Scene, client: Client) -> None:
    words = "Versionen var inte offentlig den dagen."
    assert words in client.get(scene.revised.get_absolute_url(), {"den": "2021-08-01"}).text
    assert words not in client.get(scene.revised.get_absolute_url(), {"den": DAY}).text
    assert words not in client.get(scene.revised.get_absolute_url()).text


def test_a_decision_says_what_was_known_of_it_on_the_day(scene: Scene, client: Client) -> None:
    url = scene.adoption.get_absolute_url()
    on_its_day, later = client.get(url, {"den": "2021-11-29"}).text, client.get(url, {"den": "2021-12-06"}).text
    assert "Dagen för tillkännagivandet är inte inlagd" in on_its_day
    assert "Kan överklagas till och med 27 december 2021" in later
    early = client.get(url, {"den": "2021-11-28"}).text
    assert "Beslutet var inte fattat den dagen." in early and "Beslutet var inte fattat" not in later


def test_a_matter_ends_on_the_day(scene: Scene, client: Client) -> None:
    url = scene.adoption.matter.get_absolute_url()
    assert "§ 151" not in client.get(url, {"den": "2021-11-28"}).text
    assert "Ingenting i ärendet var offentligt den dagen." in client.get(url, {"den": "2020-01-01"}).text


# --- The links themselves --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/mal/">', '<a href="/mal/?den=2021-08-01">'),
        ('<a class="tap" href="/mal/#fokus" id="x">', '<a class="tap" href="/mal/?den=2021-08-01#fokus" id="x">'),
        ('<a href="/mal/?sida=2&amp;q=a#b">', '<a href="/mal/?sida=2&amp;q=a&amp;den=2021-08-01#b">'),
        ('<a href="/mal/?den=2020-01-01">', None),
        ('<a href="/mal/?q=a&amp;kant=2020-01-01">', None),
        ('<a href="/mal/" data-today>', None),
        ('<a href="/om/">', None),
        ('<a href="https://www.kungsor.se/mal/">', None),
        ('<a href="//evil.example/mal/">', None),
        ('<a href="#mal">', None),
        ('<a data-href="/mal/">', None),
        ('<link href="/mal/">', None),
        ('<p>href="/mal/"</p>', None),
    ],
)
def test_a_link_gets_the_day_once_and_only_where_it_is_read(before: str, after: str | None) -> None:
    assert with_day(before, "?den=2021-08-01", lambda path: path == "/mal/") == (after or before)


def test_both_days_come_along() -> None:
    found = with_day('<a href="/mal/">', "?den=2021-08-01&kant=2021-09-01", lambda path: True)
    assert found == '<a href="/mal/?den=2021-08-01&amp;kant=2021-09-01">'


def test_the_length_that_is_said_is_that_of_what_is_sent(scene: Scene, client: Client) -> None:
    response: Any = client.get("/", {"den": DAY})
    assert int(response.headers["Content-Length"]) == len(response.content)
