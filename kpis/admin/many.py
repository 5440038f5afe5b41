"""This year's values for many nyckeltal on one page: /admin/kpis/kpi/inmatning/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from kpis.admin import pages
from kpis.admin.submission import submit
from kpis.entry import expected
from kpis.forms import ChoiceForm, CommonForm, RowForm
from kpis.ledger import Ledger
from kpis.models import Area, Kpi
from kpis.periods import Period, PeriodKind
from kpis.recording import day_of
from kpis.waiting import Waiting, followed

TEMPLATE = "admin/kpis/many.html"


def enter_many(admin: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Own nyckeltal first and what is due on top; a row each. All that is written is stored, or nothing."""
    pages.check_may_enter(request)
    now = timezone.now()
    today = day_of(now)
    area = Area.objects.filter(code=settings.MUNICIPALITY.code).first()
    if area is None:
        return TemplateResponse(request, "admin/kpis/no_area.html", pages.own_context(admin, request, "Mata in värden"))
    choice = ChoiceForm(request.GET or None)
    choice.is_valid()
    period = choice.cleaned_data.get("period") if choice.is_bound else None
    query = (choice.cleaned_data.get("q") or "") if choice.is_bound else ""
    waiting = followed(user=request.user, area=area, on=today, query=query)
    chosen = _chosen(choice, waiting)
    shown = [item for item in waiting if _is_shown(item, chosen)]
    page = Paginator(shown, pages.PAGE_SIZE).get_page(request.GET.get("sida"))
    wanted = _posted(request) if request.method == "POST" else [item.kpi_id for item in page]
    rows = _rows(wanted, waiting, area, period, today, request.POST if request.method == "POST" else None)
    common = CommonForm(request.POST if request.method == "POST" else None, today=today)
    if request.method == "POST" and common.is_valid():
        done = submit(
            [row.form for row in rows], area=area, ledger=rows[0].form.ledger if rows else Ledger(),
            known_from=common.cleaned_data["known_from"], by=request.user, at=now, today=today,
        )  # fmt: skip
        if done is not None:
            saved = pages.saved_ids(done)
            (messages.success if saved else messages.info)(request, pages.message_of(done))
            return HttpResponseRedirect(_address(request, sparat=saved))
    rows = [pages.describe(row) for row in rows]
    context = pages.own_context(
        admin, request, "Mata in värden",
        choice=choice, chosen=chosen, common=common, groups=_groups(rows, {item.kpi_id: item for item in waiting}),
        faults=pages.faults_of_forms([common]) + pages.faults_of_rows(rows),
        landed=pages.landed(request.GET.get("sparat", "")),
        page=page, has_own=any(item.is_mine for item in waiting), query=query,
        count_due=sum(item.is_due for item in shown), count=len(shown), address=_address(request),
        next_address=_address(request, sida=page.next_page_number()) if page.has_next() else "",
        previous_address=_address(request, sida=page.previous_page_number()) if page.has_previous() else "",
    )  # fmt: skip
    return TemplateResponse(request, TEMPLATE, context)


def _chosen(choice: ChoiceForm, waiting: Sequence[Waiting]) -> str:
    """Own nyckeltal, for whoever keeps any; else all of them."""
    asked = choice.cleaned_data.get("urval") if choice.is_bound else ""
    return asked or ("mina" if any(item.is_mine for item in waiting) else "alla")


def _is_shown(item: Waiting, chosen: str) -> bool:
    return {"mina": item.is_mine, "vantar": item.is_due}.get(chosen, True)


def _posted(request: HttpRequest) -> list[int]:
    """The nyckeltal whose rows were on the page that was sent, in its order."""
    sent = request.POST.getlist("rad")[: pages.PAGE_SIZE]
    return list(dict.fromkeys(int(text) for text in sent if text.isascii() and text.isdigit() and len(text) < 18))


def _rows(
    wanted: Sequence[int], waiting: Sequence[Waiting], area: Area, period: Period | None, today: dt.date,
    data: Mapping[str, Any] | None,
) -> list[pages.RowView]:  # fmt: skip
    by_id = {item.kpi_id: item for item in waiting}
    kpis = Kpi.objects.in_bulk(wanted)
    ledger = Ledger.of(kpis, [area.pk])
    rows = []
    for pk in wanted:
        if (kpi := kpis.get(pk)) is None:
            continue
        item = by_id.get(pk)
        kind = PeriodKind(kpi.period_kind)
        own = period if period is not None and period.kind is kind else None
        own = own or expected(kind, item.latest if item else None, today, PeriodKind(kpi.frequency).months or None)
        form = RowForm(data, kpi=kpi, area_id=area.pk, ledger=ledger, period=own)
        rows.append(pages.row_of_kpi(form, item))
    return rows


def _groups(rows: Sequence[pages.RowView], waiting: Mapping[int, Waiting]) -> list[dict[str, Any]]:
    """The rows under headings: own that are due, own, others' that are due, others'."""
    titles = {
        (True, True): "Dina nyckeltal som väntar på värde",
        (True, False): "Dina övriga nyckeltal",
        (False, True): "Andras nyckeltal som väntar på värde",
        (False, False): "Andras övriga nyckeltal",
    }
    found: dict[tuple[bool, bool], list[pages.RowView]] = {key: [] for key in titles}
    for row in rows:
        item = waiting.get(row.form.kpi.pk)
        found[bool(item and item.is_mine), bool(item and item.is_due)].append(row)
    return [{"title": titles[key], "rows": group} for key, group in found.items() if group]


def _address(request: HttpRequest, **more: Any) -> str:
    """This page with its choices kept, and the given ones changed; what was saved is not said twice."""
    kept = {key: value for key, value in request.GET.items() if key in {"urval", "q", "period", "sida"} and value}
    query = urlencode({key: value for key, value in {**kept, **more}.items() if value})
    return f"{request.path}?{query}" if query else request.path
