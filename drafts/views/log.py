"""Who changed what in a draft, and what has been taken out of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from drafts.access import draft_or_404
from drafts.log import edits_of, lines, removed
from drafts.views.draft import side_context
from goals.paging import page_links
from goals.queries import Query

PAGE_SIZE = 50


@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Newest first, fifty to a page."""
    draft = draft_or_404(request, pk)
    query = Query(request.GET)
    number = query.page()
    query.done()
    page = Paginator(edits_of(draft), PAGE_SIZE).get_page(number)
    return render(
        request,
        "drafts/log.html",
        side_context(draft, {"label": "Vem ändrade vad"})
        | {
            "lines": lines(draft, list(page)),
            "removed": removed(draft),
            "page": page_links(page, lambda n: f"{request.path}?sida={n}"),
            "count": page.paginator.count,
        },
    )
