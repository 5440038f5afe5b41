"""The components: each documented, shown in development, safe under the CSP, and light."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import html5lib
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from kungsor_portal.development import examples

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLESHEETS = ["portal.css", "components.css", "print.css"]


@pytest.fixture
def shown(rf) -> str:
    """The page of components, as someone not signed in sees it."""
    request = rf.get("/utveckling/komponenter/")
    request.user = AnonymousUser()
    return render_to_string("development/components.html", examples(), request=request)


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_on_top_what_it_is_and_takes(path):
    assert re.match(r"({% load [^%]+%}\n)?{% comment %}\n", path.read_text(encoding="utf-8"))


def test_every_component_is_used():
    used = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    assert [path.name for path in COMPONENTS if f'"components/{path.name}"' not in used] == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_components_are_included_with_only_what_they_are_given(path):
    includes = re.findall(r"{% include [^%]*%}", path.read_text(encoding="utf-8"))
    assert [tag for tag in includes if not tag.endswith(" only %}")] == []


def test_the_page_has_no_inline_style_script_or_handler(shown):
    soup = BeautifulSoup(shown, "html5lib")
    assert soup.find_all("style") == []
    assert [tag for tag in soup.find_all("script") if not tag.get("src")] == []
    assert [
        tag.name for tag in soup.find_all(True) if any(name == "style" or name[:2] == "on" for name in tag.attrs)
    ] == []


def test_the_page_is_valid_html_with_every_id_once(shown):
    html5lib.HTMLParser(strict=True).parse(shown.strip())
    ids = [tag["id"] for tag in BeautifulSoup(shown, "html5lib").find_all(id=True)]
    assert sorted(set(ids)) == sorted(ids)


def test_nothing_on_the_page_loads_from_another_host(shown):
    soup = BeautifulSoup(shown, "html5lib")
    loaded = [tag.get("src") or tag.get("href") for tag in soup.find_all(["script", "link", "img"])]
    assert [address for address in loaded if not address.startswith("/")] == []


def test_a_visitor_gets_no_token_and_no_form_that_needs_one(shown):
    assert "csrfmiddlewaretoken" not in shown
    assert "Logga in" in shown


@pytest.mark.django_db
def test_someone_signed_in_can_sign_out(rf, handlaggare):
    request = rf.get("/")
    request.user = handlaggare
    soup = BeautifulSoup(render_to_string("development/components.html", examples(), request=request), "html5lib")
    form = soup.find("form", action="/logga-ut/")
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]


@pytest.mark.parametrize(
    ("counts", "sentence", "beads"),
    [
        ((2, 1, 1, 1), "2 av 5 nyckeltal når nivån. 1 kan inte bedömas.", 5),
        ((3, 0, 0, 0), "3 av 3 nyckeltal når nivån.", 3),
        ((0, 0, 0, 0), "Inget nyckeltal har en nivå att bedöma mot.", 0),
        ((41, 23, 12, 9), "41 av 85 nyckeltal når nivån. 9 kan inte bedömas.", 0),
    ],
)
def test_the_tally_counts_met_only_and_says_what_cannot_be_judged(counts, sentence, beads):
    names = ("met", "partly", "missed", "unknown")
    html = render_to_string("components/tally.html", {"counts": dict(zip(names, counts, strict=True))})
    soup = BeautifulSoup(html, "html5lib")
    assert soup.find("p").get_text(strip=True) == sentence
    assert len(soup.select(".tally > span")) == beads


def test_a_decision_says_what_its_source_leaves_open():
    decision = {"title": "Mål och budget antas", "date": examples()["a_date"], "body": "Fullmäktige"}
    text = BeautifulSoup(
        render_to_string("components/decision_card.html", {"decision": decision}), "html5lib"
    ).get_text()
    assert "Framgår inte av källan: paragraf, diarienummer, utfall, hur det fattades." in text
    assert "Protokollet gäller. Portalen är inte kommunens anslagstavla." in text


def test_the_page_of_components_is_not_for_production(client):
    assert client.get("/utveckling/komponenter/").status_code == 404


def test_all_stylesheets_together_are_light():
    sizes = {name: len(brotli.compress((STATIC / "css" / name).read_bytes())) for name in STYLESHEETS}
    assert sum(sizes.values()) < 12_000, sizes


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.stem)
def test_a_script_imports_nothing_and_evaluates_nothing(path):
    code = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(import|export)\b|\beval\(|new Function|innerHTML", code, re.MULTILINE)
