"""Reading a page as a person does: its main content, and what an element says."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from django.test import Client


def read(client: Client, url: str, status: int = 200) -> Tag:
    """The page's main content; fails when the address answers with another status."""
    response = client.get(url)
    assert response.status_code == status, url
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def text(tag: Tag | None) -> str:
    """What the element says, with one space between words."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())
