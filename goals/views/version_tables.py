"""A version's status line and its budget tables, as the components read them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from goals.dates import written
from goals.models import Financing, PlanVersion
from goals.publication import public_since, publication_of
from goals.status_on_a_day import label_on_day, status_on_day
from goals.version_content import Budget, YearlyAmounts
from kpis.numbers import format_number

UNKNOWN = "uppgift saknas"


def status_of(version: PlanVersion, on: dt.date | None = None) -> dict[str, Any]:
    """A version in a list: name, address, status and since when it is public.

    Read as of a day before it was decided on, it was not yet so. With the page's day, one that waits to be decided on
    says which meeting it goes to (``with_publication``).
    """
    adopted = getattr(version, "adopted_on", None)
    known = getattr(version, "adopted_date_is_known", None) is not False
    if adopted:
        when = written(adopted) if known else "dagen är okänd"
    else:
        when = waiting_words(version, on)
    return {
        "name": version.name,
        "url": version.get_absolute_url(),
        "number": version.number,
        "status": status_on_day(version),
        "label": label_on_day(version),
        "when": when,
        "adopted_on": adopted,
        "proposed_by": version.proposed_by,
        "is_example": version.is_example,
        "pk": version.pk,
    }


def waiting_words(version: PlanVersion, on: dt.date | None = None) -> str:
    """ "till fullmäktige 29 november · offentligt sedan 19 november", or only since when it is public."""
    publication, since = publication_of(version), public_since(version)
    if on is not None and publication is not None and publication.meeting:
        sentence = publication.sentence(on)
        return sentence[:1].lower() + sentence[1:]
    return f"offentlig sedan {written(since)}" if since else ""


def tkr(amount: int | None) -> str:
    """Whole kronor as tkr, or that the figure is missing."""
    return UNKNOWN if amount is None else format_number(Decimal(amount) / 1000, 0)


def budget_tables(budget: Budget) -> list[dict[str, Any]]:
    """Frames, investments and financing as data tables, in tkr; none for what the version does not hold."""
    tables = []
    if budget.frames:
        frames = _table("Nettoramar per nämnd, tkr", "ramar", budget, budget.frames)
        sums = [budget.frame_sum(year) for year in budget.years]
        frames["rows"].append(_row("Summa", sums))
        tables.append(frames)
    if budget.investments:
        tables.append(_table("Investeringsramar, tkr", "investeringar", budget, budget.investments))
    if budget.financing:
        tables.append(_financing(budget))
    return tables


def _table(caption: str, ident: str, budget: Budget, rows: list[YearlyAmounts]) -> dict[str, Any]:
    return {
        "caption": caption,
        "ident": ident,
        "columns": _columns("Nämnd", budget.years),
        "rows": [_row(row.name, list(row.amounts), note="Exempel" if row.is_example else "") for row in rows],
    }


def _financing(budget: Budget) -> dict[str, Any]:
    by_year = {row.year: row for row in budget.financing}
    years = tuple(by_year)
    lines = (
        ("Skatteintäkter", "tax_revenue"),
        ("Generella statsbidrag och utjämning", "state_grants"),
        ("Finansnetto", "financial_net"),
    )
    rows = [_rate_row(list(by_year.values()))]
    rows += [_row(label, [getattr(by_year[year], name) for year in years]) for label, name in lines]
    results = [budget.result(year) if year in budget.years else None for year in years]
    rows.append(_row("Resultat", results))
    return {
        "caption": "Skattesats och finansiering, tkr",
        "ident": "finansiering",
        "columns": _columns("Post", years),
        "rows": rows,
    }


def _rate_row(rows: list[Financing]) -> dict[str, Any]:
    cells = [
        _cell(
            UNKNOWN if row.tax_rate is None else f"{format_number(row.tax_rate, 2)} kr per 100 kr", row.tax_rate is None
        )
        for row in rows
    ]
    return {"head": "Skattesats", "url": "", "cells": cells}


def _columns(first: str, years: tuple[int, ...]) -> list[dict[str, Any]]:
    return [{"label": first, "is_number": False}, *({"label": str(year), "is_number": True} for year in years)]


def _row(head: str, amounts: list[int | None], note: str = "") -> dict[str, Any]:
    cells = [_cell(tkr(amount), amount is None) for amount in amounts]
    if note and cells:
        cells[-1]["note"] = note
    return {"head": head, "url": "", "cells": cells}


def _cell(text: str, is_missing: bool) -> dict[str, Any]:
    return {"text": text, "is_number": True, "note": "", "is_missing": is_missing}
