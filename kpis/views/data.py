"""A nyckeltal's values for others' programs: CSV and JSON, and the figure that Plotly draws."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from goals.kept_day import reads_day
from goals.publishing import public_page
from goals.queries import AsOf, Query
from kpis.chart_plotly import figure
from kpis.charting import chart_of
from kpis.export import as_csv, as_records
from kpis.kpi_page import KpiPage, read_page
from kpis.views.kpi import find_kpi


@require_safe
@public_page
@reads_day
def kpi_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """UTF-8, comma and decimal point (RFC 4180), one row a value; formula text is made inert."""
    page = _page(request, slug)
    response = HttpResponse(as_csv(page), content_type="text/csv; charset=utf-8")
    _label(response, page)
    response.headers["Content-Disposition"] = f'attachment; filename="{page.kpi.slug}.csv"'
    return response


@require_safe
@public_page
@reads_day
def kpi_json(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(request, slug)
    told = {"nyckeltal": _described(page), "lastSom": _as_of(page.as_of), "varden": as_records(page)}
    return _label(_json(told), page)


@require_safe
@public_page
@reads_day
def kpi_chart(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(request, slug)
    drawn = figure(chart_of(page, settings.MUNICIPALITY.short_name))
    if drawn is None:
        raise Http404("Inga värden att rita.")
    return _label(_json(drawn), page)


def _page(request: HttpRequest, slug: str) -> KpiPage:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    return read_page(find_kpi(slug), as_of)


def _as_of(as_of: AsOf) -> dict[str, str]:
    """The days that plan and values are of, also where the address names none."""
    return {"den": as_of.on.isoformat(), "kant": as_of.known.isoformat()}


def _described(page: KpiPage) -> dict[str, Any]:
    kpi = page.kpi
    return {
        "kod": kpi.code,
        "rubrik": kpi.title,
        "definition": kpi.definition,
        "enhet": kpi.unit,
        "decimaler": kpi.decimals,
        "riktning": kpi.get_direction_display(),
        "kalla": kpi.source,
        "kommun": settings.MUNICIPALITY.name,
        "kommunkod": settings.MUNICIPALITY.code,
        "innehallerExempel": page.is_example,
        "bedomningar": [
            {
                "mal": standing.goal.name,
                "niva": judged.assessment.level_sentence,
                "bedomning": judged.assessment.status.label,
                "mening": judged.assessment.sentence,
                "exempel": judged.assessment.is_example,
                "kalla": "Egen beräkning",
            }
            for standing in page.standings
            for judged in standing.levels
        ],
    }


def _label(response: HttpResponse, page: KpiPage) -> HttpResponse:
    """What is made of example content is not for search engines."""
    if page.is_example:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _json(data: Any) -> JsonResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
