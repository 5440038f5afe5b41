"""The entry pages as a handläggare meets them: rows are found by nyckeltal, fields by name, faults by their text."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from kpis.models import Kpi
from kpis.outcomes import Gender, Series
from kpis.periods import Period

AT = dt.datetime(2024, 4, 8, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2024, 4, 8)
MANY = "/admin/kpis/kpi/inmatning/"


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 8 April 2024."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


def one(kpi: Kpi) -> str:
    return f"/admin/kpis/kpi/{kpi.pk}/varden/"


def soup(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser")


def prefix(kpi: Kpi, gender: Gender = Gender.TOTAL, series: Series = Series.OFFICIAL) -> str:
    return f"v{kpi.pk}-{gender.value}-{series.value}"


def sent(page: BeautifulSoup) -> dict[str, Any]:
    """What a browser would send of the page's form as it stands."""
    form = page.select_one("form[method=post].entry-form")
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind == "checkbox" and not field.has_attr("checked"):
            continue
        if name == "rad":
            data.setdefault("rad", []).append(field["value"])
        else:
            data[name] = _content(field)
    return data


def _content(field: Tag) -> str:
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen["value"]) if chosen else ""
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))


def write(client: Client, url: str, rows: dict[str, str], **common: str) -> HttpResponse:
    """Open the page, write in the rows ("<prefix>-value": text) and save, as a browser does."""
    data = sent(soup(client.get(url))) | rows | common
    return client.post(url, data)


def faults(response: HttpResponse) -> list[str]:
    """The list of faults on top of the page."""
    return [item.get_text(" ", strip=True) for item in soup(response).select(".error-summary li")]


def token(period: Period, pk: int = 0) -> str:
    return f"{period.code}:{pk}"
