"""Walk the public portal as a search engine does: from the start page along every link of its own."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.test import Client

HOST = "http://testserver"
# Files that are made for the printer and the word processor.
PAPERS = (".pdf", ".docx")


@dataclass
class Visited:
    """An address that was asked for: what it answered, and where it was linked from."""

    address: str
    status: int
    content_type: str
    html: str
    linked_from: str

    @property
    def is_page(self) -> bool:
        return self.content_type.startswith("text/html")

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def ids(self) -> list[str]:
        return [str(element["id"]) for element in self.soup.select("[id]")]

    @cached_property
    def main(self) -> Tag:
        main = self.soup.main
        assert main is not None, f"{self.address} has no main"
        return main

    @property
    def links(self) -> list[str]:
        """Own addresses that the page leads to, whole and with their fragments. Not those of forms, nor mail."""
        found = [urljoin(HOST + self.address, str(a["href"])) for a in self.soup.select("a[href]")]
        return [link.removeprefix(HOST) for link in found if link.startswith(f"{HOST}/")]

    def syntax_faults(self) -> list[str]:
        """What the HTML standard's own parsing rules call an error."""
        parser = html5lib.HTMLParser()
        parser.parse(self.html)
        lines = self.html.splitlines()
        return [
            f"{self.address}: {code} {values or ''} at {lines[line - 1].strip()[:90] if line <= len(lines) else 'end'}"
            for (line, _), code, values in parser.errors
        ]


@dataclass
class Walk:
    visited: dict[str, Visited] = field(default_factory=dict)

    @property
    def pages(self) -> list[Visited]:
        return [visited for visited in self.visited.values() if visited.is_page and visited.status == 200]


def walk(client: Client, *starts: str) -> Walk:
    """Ask for the addresses, and for all that they lead to. Static files and the admin are other things' tests.

    A page as of another day leads to the whole portal as of that day: one step along each of its links is enough.
    """
    found, waiting = Walk(), deque((start, "") for start in starts)
    passed = (settings.STATIC_URL, "/admin/")
    papers: Counter[str] = Counter()
    while waiting:
        address, linked_from = waiting.popleft()
        if address in found.visited:
            continue
        paper = next((suffix for suffix in PAPERS if urlsplit(address).path.endswith(suffix)), "")
        papers[paper] += 1
        if paper and papers[paper] > 3:
            continue  # each costs a page to typeset; they have tests of their own
        response = client.get(address)
        visited = Visited(
            address, response.status_code, response.headers.get("Content-Type", ""), _text(response), linked_from
        )
        found.visited[address] = visited
        if visited.is_page and visited.status == 200 and not ("den=" in address and linked_from):
            links = (link.partition("#")[0] for link in visited.links)
            waiting.extend((link, address) for link in links if not link.startswith(passed))
    return found


def _text(response: object) -> str:
    streaming = getattr(response, "streaming", False)
    content = b"".join(response.streaming_content) if streaming else response.content  # type: ignore[attr-defined]
    is_text = getattr(response, "headers", {}).get("Content-Type", "").startswith(("text/", "application/json"))
    return bytes(content).decode("utf-8") if is_text else ""
