"""Handlingar: a version, a comparison and a decision as PDF, each of what its page says, for whoever reads the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from goals.models import PlanVersion
from goals.publishing import public_page
from goals.views.paper_response import Paper, paper_response
from goals.views.plans import draft_or_404, version_context

# What is enough to tell one kontrollsumma from another at the foot of a page; the whole stands in the text.
_SHORT = 15


@require_safe
@public_page
def version_pdf(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return _version(request, settings.MUNICIPALITY.steering_body, year, number)


@require_safe
@public_page
def body_version_pdf(request: HttpRequest, year: int, body: str, number: int) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("version_pdf", year, number, permanent=True)
    return _version(request, body, year, number)


def _version(request: HttpRequest, body: str, year: int, number: int) -> HttpResponse:
    context = version_context(request, body, year, number)
    if context is None:
        return draft_or_404(request, body, year, number)
    version = context["version"]
    told = ("version", "goals", "content", "tables", "items")
    paper = Paper(
        template="paper/version.html",
        title=version.name,
        address=version.get_absolute_url(),
        told=render_to_string("goals/version_told.html", {name: context[name] for name in told}),
        foot=foot_of(version),
        is_example=context["is_example"],
        made_on=made_on(version),
        keywords=("mål och budget", str(version.plan.year), context["status"]["label"].lower()),
    )
    return paper_response(request, paper, context)


def foot_of(*versions: PlanVersion) -> str:
    """The beginning of each kontrollsumma; empty where none of the versions has one."""
    sums = [f"{version.fingerprint[:_SHORT]}…" for version in versions if version.fingerprint]
    word = "Kontrollsummor" if len(sums) > 1 else "Kontrollsumma"
    return f"{word} {', '.join(sums)}" if sums else ""


def made_on(version: Any) -> Any:
    """The day that the version is of: adopted, else public, else put forward; None for a draft."""
    return getattr(version, "adopted_on", None) or version.published_on or version.left_draft_on
