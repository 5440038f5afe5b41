"""All values of one nyckeltal, and rows to write in: /admin/kpis/kpi/<id>/varden/."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from kpis.admin import pages
from kpis.admin.submission import submit
from kpis.entry import expected
from kpis.forms import CommonForm, PeriodForm, RowForm, shape_of
from kpis.ledger import Ledger
from kpis.models import Area, Kpi
from kpis.outcomes import Gender, Series
from kpis.periods import Period, PeriodKind
from kpis.recording import day_of

TEMPLATE = "admin/kpis/one.html"
VALUES_SHOWN = 60


def enter_one(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Total, women and men of a period; below, every value that stands, with its history."""
    pages.check_may_enter(request)
    now = timezone.now()
    today = day_of(now)
    kpi = get_object_or_404(Kpi.objects.select_related("owner", "deputy", "owner_body"), pk=pk)
    areas = own_areas()
    area = chosen_area(request, areas)
    if area is None:
        return TemplateResponse(request, "admin/kpis/no_area.html", pages.own_context(admin, request, kpi.title))
    ledger = Ledger.of([kpi.pk], [area.pk])
    choice = PeriodForm(request.GET or None, shape=shape_of(kpi, ledger.kinds(kpi, area.pk)))
    choice.is_valid()
    period = _period(choice, kpi, area, ledger, today)
    series = Series(choice.cleaned_data.get("serie") or Series.OFFICIAL) if choice.is_bound else Series.OFFICIAL
    posted = request.POST if request.method == "POST" else None
    forms = [
        RowForm(posted, kpi=kpi, area_id=area.pk, ledger=ledger, period=period, gender=gender, series=series,
                with_details=True)
        for gender in (Gender if kpi.gender_split else [Gender.TOTAL])
    ]  # fmt: skip
    common = CommonForm(posted, today=today)
    rows = [pages.row_of_gender(form) for form in forms]
    if posted is not None and common.is_valid():
        done = submit(
            forms, area=area, ledger=ledger, known_from=common.cleaned_data["known_from"], by=request.user, at=now,
            today=today,
        )  # fmt: skip
        if done is not None:
            saved = pages.saved_ids(done)
            (messages.success if saved else messages.info)(request, pages.message_of(done))
            return HttpResponseRedirect(_address(request, period="", serie="", sparat=saved))
    rows = [pages.describe(row) for row in rows]
    values = Paginator(pages.value_views(kpi, area.pk, ledger), VALUES_SHOWN).get_page(request.GET.get("sida"))
    context = pages.own_context(
        admin, request, kpi.title,
        kpi=kpi, area=area, areas=areas, choice=choice, period=period, series=series, common=common, rows=rows,
        faults=pages.faults_of_forms([choice, common]) + pages.faults_of_rows(rows), values=values,
        landed=pages.landed(request.GET.get("sparat", "")), address=_address(request),
        has_history=values.paginator.count > 0,
        next_address=_address(request, sida=values.next_page_number()) if values.has_next() else "",
        previous_address=_address(request, sida=values.previous_page_number()) if values.has_previous() else "",
    )  # fmt: skip
    return TemplateResponse(request, TEMPLATE, context)


def own_areas() -> list[Area]:
    """Those whose values are entered by hand: the municipality, first, and its nämnder and units."""
    own = settings.MUNICIPALITY.code
    found = Area.objects.filter(Q(code=own) | Q(kind=Area.Kind.UNIT))
    return sorted(found, key=lambda area: (area.code != own, area.sort_key))


def chosen_area(request: HttpRequest, areas: list[Area]) -> Area | None:
    """The area that the address names, else the municipality; None when no area is there at all."""
    asked = request.GET.get("omrade", "")
    return next((area for area in areas if area.code == asked), None) or next(
        (area for area in areas if area.code == settings.MUNICIPALITY.code), None
    )


def _period(choice: PeriodForm, kpi: Kpi, area: Area, ledger: Ledger, today: dt.date) -> Period:
    """The period that the address names, else the one that is waited for."""
    asked = choice.cleaned_data.get("period") if choice.is_bound else None
    if isinstance(asked, Period):
        return asked
    kind = PeriodKind(kpi.period_kind)
    rows = ledger.current_rows(kpi.pk, area.pk)
    own = [
        row.period
        for row in rows
        if row.period.kind is kind and row.series == Series.OFFICIAL and row.gender == Gender.TOTAL
    ]
    return expected(kind, max(own, default=None), today, PeriodKind(kpi.frequency).months or None)


def _address(request: HttpRequest, **more: Any) -> str:
    kept = {key: value for key, value in request.GET.items() if key in {"omrade", "period", "serie", "sida"} and value}
    query = urlencode({key: value for key, value in {**kept, **more}.items() if value})
    return f"{request.path}?{query}" if query else request.path
