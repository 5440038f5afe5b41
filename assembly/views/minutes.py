"""The text for the protokoll, to copy or as Word, and the protokoll itself as anyone reads it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import condition, require_safe
from docx import Document

from assembly.minutes_source import adopted_points, text_of_decision, text_of_item
from assembly.minutes_text import MinutesText, as_plain, sections, title_of
from assembly.models import Procedure
from assembly.progress import ProcedureError, resulting_outcomes
from assembly.trail import trail
from drafts.words_document import WORD, as_bytes, printable
from goals.models import AgendaItem, Decision, MinutesFile
from goals.publishing import PUBLIC, is_visitor
from goals.rules import check_may_register


@require_safe
def decision_text(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    back = reverse("secretary_decision", args=[pk])
    return _page(request, text_of_decision(decision), back, reverse("secretary_decision_word", args=[pk]))


@require_safe
def decision_word(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    return _word(text_of_decision(decision), decision.registered_at)


@require_safe
def item_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the decision is registered: what the beslutsgång has come to so far."""
    text = _text_of_item(request, pk)
    return _page(
        request, text, reverse("secretary_decisions"), reverse("secretary_item_word", args=[pk]), is_early=True
    )


@require_safe
def item_word(request: HttpRequest, pk: int) -> HttpResponse:
    return _word(_text_of_item(request, pk), timezone.now())


@login_not_required
@require_safe
def minutes_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The decision's protokoll as anyone reads it: the file stored last, as it was sent."""
    today = timezone.localdate()
    files = MinutesFile.objects.filter(decision__slug=slug, decision__date__lte=today)
    known = files.defer("content").order_by("-pk").first()
    if known is None or known.is_masked:
        raise Http404("Protokollet är inte inlagt, eller borttaget ur webbversionen.")
    return _file(request, known)


def _file(request: HttpRequest, known: MinutesFile) -> HttpResponseBase:
    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(bytes(known.content), content_type="application/pdf")
        disposition = content_disposition_header(as_attachment=True, filename=known.name)
        response.headers["Content-Disposition"] = disposition or "attachment"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # The content is fetched only where it has to be sent.
    response = condition(etag_func=lambda request: f'"{known.sha256}"')(answer)(request)
    if is_visitor(request):
        response.headers["Cache-Control"] = PUBLIC
    return response


def _decision(request: HttpRequest, pk: int) -> Decision:
    check_may_register(request.user)
    return get_object_or_404(Decision.objects.select_related("body", "matter"), pk=pk)


def _text_of_item(request: HttpRequest, pk: int) -> MinutesText:
    check_may_register(request.user)
    item = get_object_or_404(AgendaItem.objects.select_related("meeting__body", "matter"), pk=pk)
    procedure = Procedure.objects.filter(item=item).first()
    try:
        points = adopted_points(resulting_outcomes(procedure)) if procedure else ()
    except ProcedureError:
        points = ()
    return text_of_item(item, points)


def _page(request: HttpRequest, text: MinutesText, back: str, word_url: str, *, is_early: bool = False) -> HttpResponse:
    plain = as_plain(text)
    context = {
        "heading": title_of(text),
        "text": plain,
        "rows": min(plain.count("\n") + 3, 40),
        "is_early": is_early,
        "is_bare": not sections(text),
        "back": back,
        "word_url": word_url,
        "trail": trail(
            {"label": "Beslut", "url": reverse("secretary_decisions")},
            {"label": text.title, "url": "" if is_early else back},
            {"label": "Text till protokollet"},
        ),
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/decision_text.html", context)


def _word(text: MinutesText, made_at: Any) -> HttpResponse:
    """The same text as a Word document, the same bytes for the same words."""
    document = Document()
    document.core_properties.title = printable(title_of(text))
    document.core_properties.author = settings.MUNICIPALITY.portal_name
    document.core_properties.language = "sv-SE"
    document.core_properties.created = document.core_properties.modified = made_at
    document.add_heading(printable(title_of(text)), level=1)
    for section in sections(text):
        document.add_heading(printable(section.heading), level=2)
        if section.intro:
            document.add_paragraph(printable(section.intro))
        for number, paragraph in enumerate(section.paragraphs, start=1):
            # Numbers are written out: a list in Word would go on from one decision to the next.
            document.add_paragraph(printable(f"{number}. {paragraph}" if section.is_numbered else paragraph))
    response = HttpResponse(as_bytes(document), content_type=WORD)
    name = f"protokollstext-{slugify(title_of(text))[:80]}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
