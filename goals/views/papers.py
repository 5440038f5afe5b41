"""Handlingar: a version, a comparison and a decision as PDF, each of what its page says, for whoever reads the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from goals.comparison_address import Reference
from goals.kept_day import reads_day
from goals.models import PlanVersion
from goals.publishing import public_page
from goals.views.comparison import comparison_context, described
from goals.views.decisions import decision_of
from goals.views.paper_response import Paper, paper_response
from goals.views.plans import draft_or_404, version_context

# What is enough to tell one kontrollsumma from another at the foot of a page; the whole stands in the text.
_SHORT = 15


@require_safe
@public_page
@reads_day
def version_pdf(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return _version(request, settings.MUNICIPALITY.steering_body, year, number)


@require_safe
@public_page
@reads_day
def body_version_pdf(request: HttpRequest, year: int, body: str, number: int) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("version_pdf", year, number, permanent=True)
    return _version(request, body, year, number)


def _version(request: HttpRequest, body: str, year: int, number: int) -> HttpResponse:
    context = version_context(request, body, year, number)
    if context is None:
        return draft_or_404(request, body, year, number)
    version = context["version"]
    told = ("version", "goals", "content", "tables", "items", "history")
    paper = Paper(
        template="paper/version.html",
        title=version.name,
        address=version.get_absolute_url() + context["as_of"].suffix,
        told=render_to_string("goals/version_told.html", {name: context[name] for name in told}),
        foot=foot_of(version),
        is_example=context["is_example"],
        made_on=made_on(version),
        keywords=("mål och budget", str(version.plan.year), context["status"]["label"].lower()),
    )
    return paper_response(request, paper, context)


@require_safe
@public_page
@reads_day
def comparison_pdf(request: HttpRequest, year: int, chosen: Sequence[Reference]) -> HttpResponse:
    return _comparison(request, settings.MUNICIPALITY.steering_body, year, chosen)


@require_safe
@public_page
@reads_day
def body_comparison_pdf(request: HttpRequest, year: int, body: str, chosen: Sequence[Reference]) -> HttpResponse:
    if body == settings.MUNICIPALITY.steering_body:
        return redirect("comparison_pdf", year, chosen, permanent=True)
    return _comparison(request, body, year, chosen)


def _comparison(request: HttpRequest, body: str, year: int, chosen: Sequence[Reference]) -> HttpResponse:
    context = comparison_context(request, body, year, chosen)
    versions = context["versions"]
    rows = described(versions, context["as_of"])
    days = [day for version in versions if (day := made_on(version))]
    paper = Paper(
        template="paper/comparison.html",
        title=context["title"],
        address=context["address"],
        told=context["told"],
        foot=foot_of(*versions),
        is_example=context["is_example"],
        made_on=max(days, default=None),
        keywords=("jämförelse", "mål och budget", str(versions[0].plan.year)),
        levels=(2,),
    )
    compared = [row | {"fingerprint": version.fingerprint} for row, version in zip(rows, versions, strict=True)]
    return paper_response(request, paper, context | {"compared": compared})


@require_safe
@public_page
@reads_day
def decision_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    context = decision_of(request, slug)
    decision = context["decision"]
    versions = [item.version for item in decision.items.all() if item.is_public]
    paper = Paper(
        template="paper/decision.html",
        title=decision.title,
        address=decision.get_absolute_url() + context["as_of"].suffix,
        told=render_to_string("goals/decision_told.html", context),
        foot=foot_of(*versions),
        # What is an example in the text that was decided on does not make one of the decision.
        is_example=False,
        made_on=decision.date if decision.date_is_known else None,
        keywords=("beslut", decision.body.title, *filter(None, [decision.matter.dnr])),
        levels=(),
    )
    return paper_response(request, paper, context | {"versions": versions})


def foot_of(*versions: PlanVersion) -> str:
    """The beginning of each kontrollsumma; empty where none of the versions has one."""
    sums = [f"{version.fingerprint[:_SHORT]}…" for version in versions if version.fingerprint]
    word = "Kontrollsummor" if len(sums) > 1 else "Kontrollsumma"
    return f"{word} {', '.join(sums)}" if sums else ""


def made_on(version: Any) -> Any:
    """The day that the version is of: adopted, else public, else put forward; None for a draft."""
    return getattr(version, "adopted_on", None) or version.published_on or version.left_draft_on
