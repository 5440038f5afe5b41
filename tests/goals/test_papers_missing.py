"""Where the system lacks Pango, everything but PDF works, and whoever asks for a PDF is told what to do instead."""

from __future__ import annotations

import sys

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from goals import paper
from goals.views import paper_response
from tests.plugins.clock import Clock
from tests.scene import Scene, make_scene


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    return make_scene()


@pytest.fixture(autouse=True)
def _no_pango(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where WeasyPrint cannot be imported, or its libraries not be loaded."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr(paper, "LIBRARIES", (("libfinns-inte.so.9",),))
    monkeypatch.setattr(paper_response, "_KEPT", paper_response.KeptPapers(9))
    monkeypatch.setattr(paper_response, "can_make_pdf", paper.can_make_pdf.__wrapped__)


def test_whoever_asks_for_a_pdf_is_led_to_the_page(scene: Scene, client: Client):
    for name, url in scene.papers.items():
        answer = client.get(url)
        assert answer.status_code == 503 and answer.headers["Cache-Control"] == "private, no-store", name
        main = BeautifulSoup(answer.content, "html.parser").main
        assert main is not None
        assert "Den här datorn kan inte göra PDF" in main.get_text() and "Skriv ut sidan i stället." in main.get_text()
        (link,) = main.select("a.button")
        assert link["href"] == url.replace(".pdf", "/") and client.get(str(link["href"])).status_code == 200, name


def test_no_page_leads_to_a_pdf_that_cannot_be_made(scene: Scene, client: Client):
    for url in scene.papers.values():
        answer = client.get(url.replace(".pdf", "/"))
        assert answer.status_code == 200 and b"application/pdf" not in answer.content
