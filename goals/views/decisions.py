"""Beslut och ärenden: every decision, one of them whole, and a matter with all that happened in it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.presenting import told_of_matter
from framtidsdag.frame import Frame, frame_of, frame_of_version
from framtidsdag.thread import back
from goals.kept_day import reads_day
from goals.matters import history_of, matter_by_dnr
from goals.models import Decision, Matter, PlanVersion
from goals.paging import page_links
from goals.presenting import decision_card, for_cards, public_items
from goals.publication import against, publication_of, shown
from goals.publishing import is_visitor, page_updated, public_page
from goals.queries import AsOf, Query
from goals.rules import may_publish, may_register
from goals.status_on_a_day import label_on_day, status_on_day
from goals.views.decision_page import decision_context
from goals.views.mask_link import mask_url
from goals.views.paper_response import pdf_url

PAGE_SIZE = 20


@require_safe
@public_page
@reads_day
def decisions(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    on = as_of.on
    bodies, years = _choices(on)
    chosen = {"organ": query.choice("organ", bodies), "ar": query.choice("ar", years)}
    number = query.page()
    query.done()
    found = Decision.objects.newest_first().filter(date__lte=on)
    if chosen["organ"]:
        found = found.filter(body__slug=chosen["organ"])
    if chosen["ar"]:
        found = found.filter(date__year=int(chosen["ar"]))
    page = Paginator(for_cards(found, as_of.today), PAGE_SIZE).get_page(number)
    address = _Address(chosen, as_of)
    frame = frame_of(as_of)
    return render(
        request,
        "goals/decisions.html",
        {
            "cards": [decision_card(decision, on) for decision in page],
            "count": page.paginator.count,
            "page": page_links(page, address.with_page),
            "fields": address.fields(bodies, years),
            "hidden": [{"name": "den", "value": as_of.den.isoformat()}] if as_of.den else [],
            "active": address.active(bodies),
            "reset_url": reverse("decisions") + as_of.suffix,
            "as_of": as_of,
            "may_publish": not is_visitor(request) and may_publish(request.user),
            "nav_current": "beslut",
            "trail": [{"label": "Beslut"}],
            "line": back(frame, current="decision"),
            "page_updated": page_updated(request),
        },
    )


@require_safe
@public_page
@reads_day
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    context = decision_of(request, slug)
    context["pdf_url"] = pdf_url(context["decision"].get_absolute_url())
    context["mask_url"] = mask_url(request, context["decision"])
    may_manage = not is_visitor(request) and may_register(request.user)
    context["manage_url"] = reverse("secretary_decision", args=[context["decision"].pk]) if may_manage else ""
    return render(request, "goals/decision.html", context)


def decision_of(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One decision, whole, for screen and paper. Raises Http404 until its day."""
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    today = as_of.today
    decision = get_object_or_404(
        Decision.objects.select_related(
            "body", "matter", "meeting", "chair__party", "corrects", "corrected_by", "registered_by"
        )
        .prefetch_related(Prefetch("items", public_items(today)), "events", "texts__party", "texts__person")
        .filter(date__lte=today),
        slug=slug,
    )
    return decision_context(decision, as_of) | {
        "was_taken": decision.date <= as_of.on,
        "nav_current": "beslut",
        "trail": [{"label": "Beslut", "url": reverse("decisions")}, {"label": decision.title}],
        "page_updated": page_updated(request),
    }


@require_safe
@public_page
@reads_day
def matter(request: HttpRequest, slug: str) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    matter = Matter.objects.filter(slug=slug).first()
    if matter is None:
        return HttpResponseRedirect(_by_dnr(slug).get_absolute_url())
    history = history_of(matter, as_of.on)
    if not history.entries and (as_of.is_today or not history_of(matter, as_of.today).entries):
        raise Http404  # a matter is public with its first decision, announced meeting or public version
    frame = frame_of_version(history.version_id, as_of) if history.version_id else Frame(as_of, version=None, vision="")
    voted = told_of_matter(matter, as_of.on)
    return render(
        request,
        "goals/matter.html",
        {
            "matter": matter,
            "history": history,
            "versions": _versions(history.versions, as_of.on),
            "voted": voted,
            "has_example": any(procedure.is_example for procedure in voted),
            "frame": frame,
            "as_of": as_of,
            "nav_current": "beslut",
            "trail": [{"label": "Beslut", "url": reverse("decisions")}, {"label": f"Ärende: {matter.title}"}],
            "line": back(frame, current=""),
            "page_updated": page_updated(request),
        },
    )


def _versions(versions: list[PlanVersion], today: dt.date) -> list[dict[str, Any]]:
    """The matter's versions; each that waits for a decision with what it would change in what is in force."""
    in_force = against([version for version in versions if publication_of(version)], today)
    return [
        {"version": version, "status": status_on_day(version), "label": label_on_day(version),
         "publication": shown(version, in_force.get(version.pk), today)}
        for version in versions
    ]  # fmt: skip


def _by_dnr(slug: str) -> Matter:
    """A diarienummer in the address ("ks-2021-123") leads to its matter's own address."""
    matter = matter_by_dnr(slug)
    if matter is None:
        raise Http404
    return matter


def _choices(on: dt.date) -> tuple[dict[str, str], dict[str, str]]:
    """Bodies and years that have decisions to choose among, in one query."""
    rows = (
        Decision.objects.filter(date__lte=on)
        .order_by(F("date__year").desc(), "body__sort_order", "body__sort_key")
        .values_list("body__slug", "body__name", "date__year")
        .distinct()
    )
    bodies = {slug: name[:1].upper() + name[1:] for slug, name, _ in rows}
    return bodies, {str(year): str(year) for _, _, year in rows}


class _Address:
    """The list's own address with something changed in it."""

    def __init__(self, chosen: dict[str, str], as_of: AsOf) -> None:
        self.chosen = chosen
        self.as_of = as_of

    def url(self, **changes: str) -> str:
        days = {"den": self.as_of.den.isoformat()} if self.as_of.den else {}
        asked = {name: value for name, value in {**self.chosen, **days, **changes}.items() if value}
        return reverse("decisions") + (f"?{urlencode(asked)}" if asked else "")

    def with_page(self, number: int) -> str:
        return self.url(sida=str(number) if number > 1 else "")

    def fields(self, bodies: dict[str, str], years: dict[str, str]) -> list[dict[str, Any]]:
        return [
            self._select("organ", "Beslutat av", "Alla organ", bodies),
            self._select("ar", "År", "Alla år", years),
        ]

    def active(self, bodies: dict[str, str]) -> list[dict[str, str]]:
        labels = {"organ": bodies.get(self.chosen["organ"], ""), "ar": self.chosen["ar"]}
        return [{"label": label, "url": self.url(**{name: ""})} for name, label in labels.items() if label]

    def _select(self, name: str, label: str, everything: str, options: dict[str, str]) -> dict[str, Any]:
        chosen = self.chosen[name]
        listed = [{"value": "", "label": everything, "selected": not chosen}]
        listed += [{"value": key, "label": text, "selected": key == chosen} for key, text in options.items()]
        return {"name": name, "label": label, "kind": "select", "value": "", "options": listed, "hint": ""}
