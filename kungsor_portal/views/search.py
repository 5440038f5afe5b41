"""/sok/: one field, everything public, in groups."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.paging import page_links
from goals.publishing import page_updated, public_page
from goals.queries import Query
from kungsor_portal.searching import GROUPS, Found
from kungsor_portal.searching import search as find

SHOWN, PAGE_SIZE = 5, 50  # in each group, and of one group by itself


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    text = query.text("q")
    group = query.choice("grupp", GROUPS)
    number = query.page()
    query.done()
    first, last = ((number - 1) * PAGE_SIZE, number * PAGE_SIZE) if group else (0, SHOWN)
    groups = find(text, today=timezone.localdate(), first=first, last=last)
    shown = [found for found in groups if found.count and group in ("", found.key)]
    if number > 1 and not any(found.hits for found in shown):
        return HttpResponseRedirect(_address(text, grupp=group))  # beyond the last page
    return render(
        request,
        "portal/search.html",
        {
            "query": text,
            "is_understood": bool(groups),
            "groups": [_group(found, text, group) for found in shown],
            "summary": _summary(shown),
            "chosen": group,
            "back_url": _address(text),
            "page": _page(groups, group, number, text),
            "nav_current": "sok",
            "trail": [{"label": "Sök"}],
            "page_updated": page_updated(request),
            "is_example": False,
        },
    )


def _group(found: Found, text: str, chosen: str) -> dict[str, Any]:
    more = found.count > len(found.hits) and not chosen
    return {
        "key": found.key,
        "title": found.title,
        "count": found.count,
        "hits": found.hits,
        "more_url": _address(text, grupp=found.key) if more else "",
        "more": f"Visa alla {found.count} i {found.title.lower()}",
    }


def _summary(groups: list[Found]) -> str:
    """ "37 träffar", of all groups that are shown."""
    total = sum(found.count for found in groups)
    return {0: "Inga träffar", 1: "1 träff"}.get(total, f"{total} träffar")


def _page(groups: list[Found], chosen: str, number: int, text: str) -> dict[str, Any]:
    """Pages of the chosen group; one page, hence no links, when all groups are shown."""
    count = next((found.count for found in groups if found.key == chosen), 0)
    page = Paginator(range(count), PAGE_SIZE).get_page(number)
    return page_links(page, lambda n: _address(text, grupp=chosen, sida=str(n) if n > 1 else ""))


def _address(text: str, **more: str) -> str:
    asked = {name: value for name, value in {"q": text, **more}.items() if value}
    return f"{reverse('search')}?{urlencode(asked)}"
