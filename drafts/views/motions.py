"""Choosing yrkanden among the differences between two versions, and taking them along as text or Word."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from docx import Document

from drafts.motion_words import Motion
from drafts.motions import as_text, motions_of
from drafts.words_document import WORD, as_bytes, printable
from goals.comparison_address import Reference, comparison_url
from goals.models import PlanVersion
from goals.publishing import page_updated, public_page
from goals.queries import AsOf
from goals.views.comparison import compare_versions, compared_versions, described


@require_safe
@public_page
def motions(request: HttpRequest, year: int, chosen: Sequence[Reference], body: str = "") -> HttpResponse:
    """Every difference as an att-sats to tick; what is ticked stands beneath, ready to copy."""
    as_of = AsOf(timezone.localdate())
    versions, found = _motions(request, year, chosen, body)
    basis, other = versions
    ticked = _ticked(request, found)
    told = described(versions, as_of)
    query = request.GET.urlencode()
    context = {
        "basis": told[0],
        "other": told[1],
        "sections": _sections(found, {motion.ident for motion in ticked}),
        "text": as_text(ticked, other.proposed_by),
        "count": len(ticked),
        "is_empty": not found,
        "comparison_url": comparison_url(basis, other),
        "word_url": comparison_url(basis, other, name="motions_word") + (f"?{query}" if query else ""),
        "nav_current": "mal-och-budget",
        "trail": [
            {"label": "Mål och budget", "url": reverse("plans")},
            {"label": "Jämförelse", "url": comparison_url(basis, other)},
            {"label": "Yrkanden"},
        ],
        "page_updated": page_updated(request),
        "is_example": any(version.is_example for version in versions),
    }
    return render(request, "drafts/motions.html", context)


@require_safe
@public_page
def motions_word(request: HttpRequest, year: int, chosen: Sequence[Reference], body: str = "") -> HttpResponse:
    """The ticked yrkanden as a Word document; all of them when none is ticked."""
    versions, found = _motions(request, year, chosen, body)
    basis, other = versions
    ticked = _ticked(request, found) or found
    document = Document()
    document.core_properties.title = printable(f"Yrkanden: {other.name}")
    document.core_properties.author = settings.MUNICIPALITY.portal_name
    document.core_properties.language = "sv-SE"
    document.core_properties.created = document.core_properties.modified = other.created_at
    document.add_heading("Yrkanden", level=1)
    document.add_paragraph(printable(f"{other.name} jämfört med {basis.name}"))
    if any(version.is_example for version in versions):
        document.add_paragraph("Exempel. Innehållet är inte kommunens beslutade text.")
    document.add_paragraph(printable(f"{other.proposed_by} yrkar") if other.proposed_by else "Yrkande")
    for motion in ticked:
        document.add_paragraph(printable(motion.text), style="List Number")
    response = HttpResponse(as_bytes(document), content_type=WORD)
    name = f"yrkanden-{slugify(other.name)}.docx"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def _motions(
    request: HttpRequest, year: int, chosen: Sequence[Reference], body: str
) -> tuple[list[PlanVersion], list[Motion]]:
    if len(chosen) != 2:
        raise Http404("Yrkanden görs av skillnaden mellan två versioner.")
    body = body or settings.MUNICIPALITY.steering_body
    as_of = AsOf(timezone.localdate())
    versions = compared_versions(request, year=year, body=body, chosen=chosen, as_of=as_of)
    (compared,) = compare_versions(versions)
    return versions, motions_of(compared)


def _ticked(request: HttpRequest, found: list[Motion]) -> list[Motion]:
    """What the address names, in the plan's order. A difference that is gone is no longer a yrkande."""
    wanted = set(request.GET.getlist("val"))
    return [motion for motion in found if motion.ident in wanted]


def _sections(found: list[Motion], ticked: set[str]) -> list[dict[str, object]]:
    sections: dict[str, list[dict[str, object]]] = {}
    for motion in found:
        sections.setdefault(motion.section, []).append({"motion": motion, "ticked": motion.ident in ticked})
    return [{"heading": heading, "motions": rows} for heading, rows in sections.items()]
