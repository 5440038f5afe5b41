"""Page numbers as components/pagination.html reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page


def page_links(page: Page[Any], url: Callable[[int], str]) -> dict[str, Any]:
    """The way to the previous and next page and to those around; nothing to show when there is one page."""
    paginator = page.paginator
    links = [
        {"number": "…", "url": "", "is_current": False, "is_gap": True}
        if not isinstance(number, int)
        else {"number": number, "url": url(number), "is_current": number == page.number, "is_gap": False}
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "number": page.number,
        "total": paginator.num_pages,
        "previous_url": url(page.previous_page_number()) if page.has_previous() else "",
        "next_url": url(page.next_page_number()) if page.has_next() else "",
        "links": links,
    }
