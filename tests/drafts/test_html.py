"""Every page of a draft, as a member walks it: valid HTML, one heading outline, no dead link, no id twice."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from tests.drafts.rooms import make_rooms
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.portal.crawling import Visited
from tests.portal.test_html import HEADINGS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def rooms(shared_database):
    return make_rooms()


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """As of the scene's day."""


@pytest.fixture
def pages(rooms) -> list[Visited]:
    """All that the draft's page leads to within drafts and comparisons, and the lists around it; each kind once."""
    client = as_user(Client(), rooms.own.member)
    waiting = [reverse("drafts"), reverse("draft_new"), reverse("draft", args=[rooms.own.draft.pk])]
    visited: dict[str, Visited] = {}
    kinds: Counter[tuple[str, ...]] = Counter()
    while waiting:
        address = waiting.pop(0)
        kind = tuple(piece for piece in address.partition("?")[0].split("/") if not any(c.isdigit() for c in piece))
        if address in visited or kinds[kind] >= 3:
            continue
        kinds[kind] += 1
        answer = client.get(address, follow=True)
        visited[address] = Visited(address, answer.status_code, answer.headers["Content-Type"], answer.content.decode(
            "utf-8", "replace"), "")  # fmt: skip
        if visited[address].is_page:
            links = (link.partition("#")[0] for link in visited[address].links)
            waiting += [link for link in links if link.startswith(("/utkast/", "/mal-och-budget/2022/jamfor/"))]
    return list(visited.values())


def test_every_page_of_a_draft_is_sound(pages):
    assert len(pages) > 25
    faults = [f"{page.status} {page.address}" for page in pages if page.status != 200]
    for page in (page for page in pages if page.is_page):
        faults += page.syntax_faults()
        levels = [int(heading.name[1]) for heading in page.soup.find_all(HEADINGS)]
        if levels[:1] != [1] or levels.count(1) != 1 or any(b > a + 1 for a, b in pairwise(levels)):
            faults.append(f"{page.address}: headings {levels}")
        faults += [f"{page.address}: {ident} twice" for ident, count in Counter(page.ids).items() if count > 1]
        wanted = {str(label["for"]) for label in page.soup.select("label[for]")}
        wanted |= {ident for e in page.soup.select("[aria-labelledby]") for ident in str(e["aria-labelledby"]).split()}
        faults += [f"{page.address}: nothing has the id {ident}" for ident in wanted - set(page.ids)]
        faults += [f"{page.address}: a control without a label: {e}"[:160] for e in page.soup.select(
            "main input:not([type=hidden]), main select, main textarea") if not _is_labelled(page, e)]  # fmt: skip
    assert not faults, "\n".join(faults)


def _is_labelled(page: Visited, control) -> bool:
    ident = control.get("id", "")
    return bool(control.find_parent("label") or control.get("aria-label") or page.soup.select(f'label[for="{ident}"]'))


def test_the_forms_in_a_parts_place_are_sound_too(rooms):
    """What htmx gets is put in a page: one element, with the id of what it replaces."""
    client = as_user(Client(), rooms.own.member)
    room = rooms.own
    args = [room.draft.pk, "fokus", room.focus.key]
    for name in ("draft_part", "draft_part_read"):
        answer = client.get(reverse(name, args=args), headers={"HX-Request": "true"})
        page = Visited(
            name, answer.status_code, "text/html", f"<!doctype html><title>x</title>{answer.content.decode()}", ""
        )
        assert not page.syntax_faults()
        assert page.soup.article["id"] == f"del-{room.focus.key}"
