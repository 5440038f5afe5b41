"""One nyckeltal: how it is, why it has its level, where it came from, every value with its source."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.processing import origins
from framtidsdag.thread import back, forward
from goals.dates import written
from goals.kept_day import reads_day
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from kpis.chart_svg import render_pair
from kpis.chart_words import conclusion, notes
from kpis.charting import chart_of
from kpis.kpi_page import KpiPage, read_page
from kpis.models import Kpi
from kpis.value_tables import genders_table, history_entries, levels_through_time, values_table


@require_safe
@public_page
@reads_day
def kpi(request: HttpRequest, slug: str) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    page = read_page(find_kpi(slug), as_of)
    return render(request, "kpis/kpi.html", context_of(page) | {"page_updated": page_updated(request)})


def find_kpi(slug: str) -> Kpi:
    """With the proposals that it came from (``origins``)."""
    return get_object_or_404(Kpi.objects.select_related("owner_body").annotate(origins=origins.of_kpi()), slug=slug)


def context_of(page: KpiPage) -> dict[str, Any]:
    kpi, frame, suffix = page.kpi, page.frame, page.as_of.suffix
    came_from = origins.read(getattr(kpi, "origins", ""))
    chart = chart_of(page, settings.MUNICIPALITY.short_name)
    standing = page.standings[0] if page.standings else None
    trend, latest, _ = page.trend
    return {
        "kpi": kpi,
        "answers": [answer for found in page.standings for answer in found.levels],
        "standings": page.standings,
        "trend": trend.value if latest else "",
        "conclusion": conclusion(chart),
        "svg": render_pair(chart, chart_id=f"diagram-{kpi.pk}"),
        "notes": " ".join(notes(chart)),
        "chart_url": reverse("kpi_chart", args=[kpi.slug]) + suffix,
        "csv_url": reverse("kpi_csv", args=[kpi.slug]) + suffix,
        "json_url": reverse("kpi_json", args=[kpi.slug]) + suffix,
        "sources": "; ".join(chart.sources),
        "table": values_table(page, chart),
        "genders": genders_table(page) if kpi.gender_split else None,
        "history": history_entries(page),
        "levels": _with_origins(levels_through_time(page), came_from),
        "origins": came_from,
        "facts": _facts(kpi),
        "frame": frame,
        "as_of": page.as_of,
        "nav_current": "nyckeltal",
        "trail": _trail(page),
        "line": forward(
            frame, current="kpi", goal=standing.goal if standing else None, kpi=kpi, standing=standing, outcome=latest
        ),
        "aside": back(frame, current="kpi", kpi=kpi, origin=came_from[0] if came_from else None),
        "is_example": page.is_example,
    }


def _with_origins(levels: list[dict[str, Any]], found: tuple[origins.Origin, ...]) -> list[dict[str, Any]]:
    """Each level with the proposals that it came from."""
    by_level = origins.by_level(found)
    return [level | {"origins": by_level.get(level["key"], [])} for level in levels]


def _trail(page: KpiPage) -> list[dict[str, str]]:
    first = [{"label": "Nyckeltal", "url": reverse("kpis")}]
    if page.standings:
        goal = page.standings[0].goal
        first = [{"label": "Mål", "url": reverse("goals")}, {"label": goal.name, "url": goal.get_absolute_url()}]
    return [*first, {"label": page.kpi.title}]


def _facts(kpi: Kpi) -> list[dict[str, str]]:
    published = kpi.next_publication
    items = [
        ("Kod", kpi.code, ""),
        ("Enhet", kpi.unit, ""),
        ("Riktning", kpi.get_direction_display().capitalize(), ""),
        ("Nytt värde", f"varje {kpi.get_frequency_display()}", ""),
        ("Källa", kpi.source, kpi.source_url),
        ("Ansvarig", kpi.owner_body.title if kpi.owner_body else "", ""),
        ("Nästa publicering", written(published) if published else "", ""),
    ]
    return [{"term": term, "text": text, "url": url} for term, text, url in items]
