"""Every public page on Kungsör's content: valid HTML with one heading outline, named landmarks and no dead link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.crawling import Visited, Walk, walk
from tests.portal.kungsor import kungsor  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEADINGS = re.compile(r"^h[1-6]$")
LANDMARKS = "nav, aside, section[aria-label], section[aria-labelledby], [role=region]"
# Without a link to them: what somebody may ask for all the same.
UNLINKED = ["/mal-och-budget/2022/?den=2021-08-01", "/nyckeltal/?q=skola", "/sok/?q=skola", "/sok/?q=xyzzy",
            "/nyckeltal/?q=xyzzy", "/?den=2021-08-01", "/?den=2015-01-01"]  # fmt: skip


@pytest.fixture(scope="module")
def walked(kungsor: None) -> Walk:  # noqa: F811
    return walk(Client(), reverse("start"), *UNLINKED)


@pytest.fixture(scope="module")
def pages(walked: Walk) -> list[Visited]:
    return walked.pages


def told(pages: list[Visited], fault_of: Callable[[Visited], object]) -> str:
    """The faults of the pages, a line each, or empty."""
    return "\n".join(f"{page.address}: {fault}" for page in pages if (fault := fault_of(page)))


def test_the_walk_meets_every_kind_of_page(walked: Walk) -> None:
    met = {page.path for page in walked.pages}
    assert len(met) > 100
    for name in ("start", "vision", "goals", "kpis", "plans", "decisions", "framtidsdagar", "search", "about",
                 "accessibility", "login"):  # fmt: skip
        assert reverse(name) in met
    for start in ("/mal/", "/nyckeltal/", "/mal-och-budget/2022/version/", "/beslut/", "/arende/", "/framtidsdag/"):
        assert any(path.startswith(start) and path != start for path in met), start


def test_no_link_is_dead(walked: Walk) -> None:
    dead = [visited for visited in walked.visited.values() if visited.status != 200]
    assert not dead, "\n".join(f"{page.status} {page.address} linked from {page.linked_from}" for page in dead)


def test_what_a_link_points_at_within_a_page_is_there(walked: Walk) -> None:
    lost = set()
    for page in walked.pages:
        for link in page.links:
            address, _, fragment = link.partition("#")
            target = walked.visited.get(address)
            if fragment and target and target.is_page and fragment not in target.ids:
                lost.add(f"{link} linked from {page.address}")
    assert not lost, "\n".join(sorted(lost))


def test_every_page_is_valid_html(pages: list[Visited]) -> None:
    faults = [fault for page in pages for fault in page.syntax_faults()]
    assert not faults, "\n".join(faults[:40])


def test_every_page_is_in_swedish(pages: list[Visited]) -> None:
    assert not told(pages, lambda page: page.soup.html["lang"] != "sv")


def test_every_page_has_a_title_of_its_own(pages: list[Visited]) -> None:
    by_title: dict[str, set[str]] = {}
    for page in pages:
        title = page.soup.title.get_text(strip=True)
        assert len(title) > len("Kungsörs målportal"), page.address
        by_title.setdefault(title, set()).add(page.path)
    shared = {title: sorted(paths) for title, paths in by_title.items() if len(paths) > 1}
    assert not shared


def test_headings_are_one_outline_without_jumps(pages: list[Visited]) -> None:
    def fault(page: Visited) -> str:
        levels = [int(heading.name[1]) for heading in page.soup.find_all(HEADINGS)]
        jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        empty = [str(heading) for heading in page.soup.find_all(HEADINGS) if not heading.get_text(strip=True)]
        right = levels[:1] == [1] and levels.count(1) == 1 and not jumps and not empty
        return "" if right else f"headings {levels} {empty}"

    assert not told(pages, fault)


def test_ids_are_unique_and_what_refers_to_one_finds_it(pages: list[Visited]) -> None:
    def fault(page: Visited) -> list[str]:
        twice = [ident for ident, count in Counter(page.ids).items() if count > 1]
        known = set(page.ids)
        wanted = [
            ident
            for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for")
            for element in page.soup.select(f"[{attribute}]")
            for ident in str(element[attribute]).split()
        ]
        return twice + [ident for ident in wanted if ident not in known]

    assert not told(pages, fault)


def test_landmarks_of_a_kind_have_names_of_their_own(pages: list[Visited]) -> None:
    def fault(page: Visited) -> list[str]:
        names = [(element.get("role", element.name), name_of(page, element)) for element in page.soup.select(LANDMARKS)]
        return [f"{kind} {name!r}" for (kind, name), count in Counter(names).items() if count > 1 or not name]

    assert not told(pages, fault)
    assert not told(
        pages, lambda page: [len(page.soup.select(tag)) for tag in ("main", "body > header", "footer")] != [1] * 3
    )


def name_of(page: Visited, element: object) -> str:
    label = element.get("aria-label", "")  # type: ignore[attr-defined]
    by = element.get("aria-labelledby", "").split()  # type: ignore[attr-defined]
    return label or " ".join(page.soup.find(id=ident).get_text(" ", strip=True) for ident in by)


def test_every_page_but_the_start_page_says_where_it_is(pages: list[Visited]) -> None:
    def fault(page: Visited) -> bool:
        crumbs = page.soup.select('nav[aria-label="Du är här"] li')
        if page.path == "/":
            return bool(crumbs)
        return len(crumbs) < 2 or crumbs[-1].find(attrs={"aria-current": "page"}) is None

    assert not told(pages, fault)


def test_every_page_says_when_it_was_updated_and_who_answers_for_it(pages: list[Visited]) -> None:
    def fault(page: Visited) -> list[str]:
        foot = page.soup.footer.get_text(" ", strip=True)
        links = {str(a["href"]) for a in page.soup.select("footer a")}
        wanted = {f"{reverse('accessibility')}#anmal", reverse("accessibility"), reverse("about")}
        words = ["För sidan svarar", "Anmäl brist eller begär tillgänglig version"]
        if page.path != reverse("login"):  # nothing on it is content
            words.append("Senast uppdaterad")
        return [word for word in words if word not in foot] + sorted(wanted - links)

    assert not told(pages, fault)


def test_no_page_has_a_style_a_script_or_a_handler_of_its_own(pages: list[Visited]) -> None:
    def fault(page: Visited) -> list[str]:
        inline = [*page.soup.select("[style], style, script:not([src]), [href^='javascript:']")]
        hooks = ("on", "hx-on", "data-hx-on")
        handlers = [tag for tag in page.soup.find_all() if any(name.startswith(hooks) for name in tag.attrs)]
        return [str(tag)[:90] for tag in (*inline, *handlers)]

    assert not told(pages, fault)


def test_nothing_is_fetched_from_another_host(pages: list[Visited]) -> None:
    fetched = "link[href], script[src], img[src], iframe[src], source[srcset], use[href], form[action]"

    def fault(page: Visited) -> list[str]:
        addresses = (
            str(tag.get("href") or tag.get("src") or tag.get("action") or "") for tag in page.soup.select(fetched)
        )
        return [address for address in addresses if address and not address.startswith(("/", "#"))]

    assert not told(pages, fault)


def test_every_field_has_a_label_and_every_table_says_what_it_shows(pages: list[Visited]) -> None:
    def fault(page: Visited) -> list[str]:
        fields = page.soup.select("input:not([type=hidden]), select, textarea")
        labelled = {str(label["for"]) for label in page.soup.select("label[for]")}
        nameless = [str(field)[:80] for field in fields if field.get("id") not in labelled]
        tables = [str(table)[:80] for table in page.soup.select("table") if not table.select("caption, th[scope]")]
        return nameless + tables

    assert not told(pages, fault)


def test_numbers_are_written_as_swedes_write_them(pages: list[Visited]) -> None:
    """No decimal point before a percent sign, no hyphen for a minus, no ordinary space among thousands."""
    wrong = re.compile(r"\d\.\d+\s?%|(?<![\w–-])-\d|(?<!\d)(?<!EN )\d{1,3} \d{3}(?!\d)")

    def fault(page: Visited) -> list[str]:
        return [text for text in page.main.stripped_strings if wrong.search(text)]

    assert not told(pages, fault)
