"""The summary of a day as page, PDF, Word and CSV: the same evening for who led it, for all from the bearbetning."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from drafts.words_document import WORD
from framtidsdag.fetching import date_or_404, room_of
from framtidsdag.phases import AFTERWARDS
from framtidsdag.presenting import STEP_NUMBERS, day_words, form_words
from framtidsdag.rules import may_answer, may_lead
from framtidsdag.telling.story import Story, days_to_tell, story_of
from framtidsdag.telling.summary_csv import as_csv
from framtidsdag.telling.summary_word import as_word
from goals.kept_day import reads_day
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.views.paper_response import Paper, paper_response, pdf_url


@require_safe
@public_page
@reads_day
def day_summary(request: HttpRequest, date: str) -> HttpResponse:
    """One page that reads as a paper."""
    context = _context(request, date)
    day = context["story"].day
    address = reverse("day_summary", args=[date])
    page = {
        "step": STEP_NUMBERS[day.step],
        "pdf_url": pdf_url(address),
        "word_url": reverse("day_summary_word", args=[date]),
        "csv_url": reverse("day_proposals_csv", args=[date]),
        "address": address,
        "nav_current": "framtidsdag",
        "trail": [
            {"label": "Framtidsdagar", "url": reverse("framtidsdagar")},
            {"label": day.theme, "url": day.get_absolute_url()},
            {"label": "Sammanfattning"},
        ],
        "page_updated": page_updated(request),
    }
    return render(request, "framtidsdag/summary.html", context | page)


@require_safe
@public_page
@reads_day
def day_summary_pdf(request: HttpRequest, date: str) -> HttpResponse:
    """What the page says, tagged (PDF/UA-1)."""
    context = _context(request, date)
    day = context["story"].day
    paper = Paper(
        template="paper/day.html",
        title=context["title"],
        address=reverse("day_summary", args=[date]) + context["as_of"].suffix,
        told=render_to_string("framtidsdag/summary_told.html", {"story": context["story"]}),
        foot="",
        is_example=context["is_example"],
        made_on=day.date,
        keywords=("Framtidsdag", day.theme),
        levels=(2,),
    )
    return paper_response(request, paper, context)


@require_safe
@public_page
@reads_day
def day_summary_word(request: HttpRequest, date: str) -> HttpResponse:
    """The same as a Word document."""
    context = _context(request, date)
    made = as_word(context["story"], title=context["title"], when=context["when"], facts=context["facts"])
    return _file(made, WORD, f"framtidsdag-{date}.docx", context)


@require_safe
@public_page
@reads_day
def day_proposals_csv(request: HttpRequest, date: str) -> HttpResponse:
    """Every proposal, a row each: UTF-8 and comma (RFC 4180); formula text is made inert."""
    context = _context(request, date)
    return _file(as_csv(context["story"]).encode(), "text/csv; charset=utf-8", f"forslag-{date}.csv", context)


def _context(request: HttpRequest, date: str) -> dict[str, Any]:
    """The story and what is known of the day; before the bearbetning Http404 to all but who leads or answers."""
    day = get_object_or_404(days_to_tell(), date=date_or_404(date))
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    is_leader = may_lead(request.user) or may_answer(request.user)
    if room_of(day) is None or not (day.phase in AFTERWARDS or is_leader):
        raise Http404("Sammanfattningen finns när prioriteringen är klar.")
    story = story_of(day, as_of.on, early=is_leader)
    return {
        "story": story,
        "title": f"Framtidsdag: {day.theme}",
        "when": day_words(day),
        "facts": _facts(story),
        "is_early": day.phase not in AFTERWARDS,
        "is_example": story.is_example,
        "as_of": as_of,
    }


def _facts(story: Story) -> list[dict[str, str]]:
    """What stands at the top of the paper: what is not known is left out."""
    day, plan = story.day, story.day.plan
    found = [
        ("Form", form_words(day), ""),
        ("Plan", plan.title if plan else "", plan.get_absolute_url() if plan else ""),
        ("Deltagare", ", ".join(story.lists.participants), ""),
        ("Föredragande", ", ".join(story.lists.presenters), ""),
        ("Gick med", story.people_words if story.people else "", ""),
    ]
    return [{"term": term, "text": text, "url": url} for term, text, url in found if text]


def _file(content: bytes, kind: str, name: str, context: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if context["is_example"]:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
