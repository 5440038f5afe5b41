"""All nyckeltal: filter, sort and search, in the address, with or without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import Frame, frame_of
from framtidsdag.thread import forward
from goals.kept_day import reads_day
from goals.models import Body
from goals.paging import page_links
from goals.publishing import page_updated, public_page, wants_fragment
from goals.queries import AsOf, Query
from kpis.catalogue import STATUSES, Catalogue, Filters, goals_with_levels, read_catalogue
from kpis.models import AmbitionLevel
from kpis.standing import level_rows


@require_safe
@public_page
@reads_day
def kpis(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    frame = frame_of(as_of)
    rows = list(level_rows(frame.version)) if frame.version else []
    goals = goals_with_levels(rows)
    bodies = dict(Body.objects.filter(kpis__isnull=False).distinct().values_list("slug", "name"))
    filters = Filters.read(query, goals={goal.slug: goal.name for goal in goals}, bodies=bodies)
    query.done()
    catalogue = read_catalogue(filters, rows, as_of)
    return render(
        request,
        "kpis/kpis.html#results" if wants_fragment(request) else "kpis/kpis.html",
        _context(request, frame, rows, filters, catalogue, bodies),
    )


def _context(
    request: HttpRequest, frame: Frame, rows: list[AmbitionLevel], filters: Filters, catalogue: Catalogue,
    bodies: dict[str, str],
) -> dict[str, Any]:  # fmt: skip
    as_of = frame.as_of
    address = Address(filters, as_of)
    return {
        "catalogue": catalogue,
        "caption": "Nyckeltal med utfall, ambitionsnivå och bedömning",
        "columns": address.columns(),
        "page": page_links(catalogue.page, address.with_page),
        "fields": _fields(filters, goals_with_levels(rows), bodies),
        "hidden": address.hidden(),
        "active": address.active(goals_with_levels(rows), bodies),
        "reset_url": reverse("kpis") + as_of.suffix,
        "frame": frame,
        "as_of": as_of,
        "nav_current": "nyckeltal",
        "trail": [{"label": "Nyckeltal"}],
        "line": forward(frame, current="kpi"),
        "page_updated": page_updated(request),
        "is_example": catalogue.is_example,
    }


@dataclass(frozen=True, slots=True)
class Address:
    """The page's own address with something changed in it."""

    filters: Filters
    as_of: AsOf

    def url(self, **changes: str) -> str:
        kept = {**self.filters.parameters(), **self._days(), **changes}
        asked = {name: value for name, value in kept.items() if value}
        return f"{reverse('kpis')}?{urlencode(asked)}" if asked else reverse("kpis")

    def with_page(self, number: int) -> str:
        return self.url(sida=str(number) if number > 1 else "")

    def hidden(self) -> list[dict[str, str]]:
        kept = {**({"sortera": self.filters.sort} if self.filters.sort else {}), **self._days()}
        return [{"name": name, "value": value} for name, value in kept.items()]

    def columns(self) -> list[dict[str, str]]:
        """The table's headings; those that sort are links."""
        sort = self.filters.sort

        def column(label: str, key: str) -> dict[str, str]:
            return {"label": label, "url": self.url(sortera=key), "sort": "ascending" if sort == key else ""}

        return [
            column("Nyckeltal", "namn"),
            column("Utveckling", "utveckling"),
            {"label": "Utfall", "url": "", "sort": ""},
            {"label": "Ambitionsnivå", "url": "", "sort": ""},
            column("Bedömning", "bedomning"),
        ]

    def active(self, goals: list[Any], bodies: dict[str, str]) -> list[dict[str, str]]:
        """What is chosen now, each with the address without it."""
        names = {goal.slug: goal.name for goal in goals}
        chosen = (
            ("q", f"”{self.filters.text}”" if self.filters.text else ""),
            ("mal", names.get(self.filters.goal, "")),
            ("bedomning", STATUSES[self.filters.status].capitalize() if self.filters.status else ""),
            ("namnd", bodies.get(self.filters.body, "")),
        )
        return [{"label": label, "url": self.url(**{name: ""})} for name, label in chosen if label]

    def _days(self) -> dict[str, str]:
        days = {"den": self.as_of.den, "kant": self.as_of.kant}
        return {name: day.isoformat() for name, day in days.items() if day}


def _fields(filters: Filters, goals: list[Any], bodies: dict[str, str]) -> list[dict[str, Any]]:
    def select(name: str, label: str, everything: str, options: dict[str, str], chosen: str) -> dict[str, Any]:
        listed = [{"value": "", "label": everything, "selected": not chosen}]
        listed += [{"value": v, "label": text, "selected": v == chosen} for v, text in options.items()]
        return {"name": name, "label": label, "kind": "select", "value": "", "options": listed, "hint": ""}

    return [
        {"name": "q", "label": "Sök nyckeltal", "kind": "search", "value": filters.text, "options": [], "hint": ""},
        select("mal", "Mål", "Alla mål", {goal.slug: goal.name for goal in goals}, filters.goal),
        select(
            "bedomning",
            "Bedömning",
            "Alla bedömningar",
            {k: v.capitalize() for k, v in STATUSES.items()},
            filters.status,
        ),
        select(
            "namnd",
            "Ansvarig",
            "Alla nämnder och bolag",
            {k: v[:1].upper() + v[1:] for k, v in bodies.items()},
            filters.body,
        ),
    ]
