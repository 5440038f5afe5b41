"""Budgetunderlag as the page's components read it: whose, its state in words, its needs and their sums in tkr."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from goals.dates import written
from goals.models import BudgetInput, BudgetNeed, Plan
from goals.models.underlag import NeedKind
from goals.underlag import NEED, place_of
from goals.views.version_tables import tkr

NOT_STATED = "inte angivet"


def body_row(item: BudgetInput, plan: Plan, on: dt.date) -> dict[str, Any]:
    """A body's underlag as it stood on the day; needs only once it had been handed in."""
    is_in = item.is_handed_in(on)
    needs = list(item.needs.all()) if is_in else []
    return {
        "name": item.body.title,
        "ident": f"underlag-{item.body.slug}",
        "state": "is-in" if is_in else "is-late" if item.is_late(on) else "is-awaited",
        "words": state_words(item, on),
        "due_words": f"skulle ha lämnats {written(item.due_on)}",
        "facts": _facts(item) if is_in else [],
        "note": item.note,
        "needs": [need_row(need, plan) for need in needs],
        "is_in": is_in,
        "is_example": item.is_example,
    }


def state_words(item: BudgetInput, on: dt.date) -> str:
    """ "Lämnat 27 april 2021", "Väntas senast 1 maj 2021" or "Sent: skulle ha lämnats 1 maj 2021"."""
    due = written(item.due_on)
    if item.handed_in_on is not None and item.is_handed_in(on):
        handed_in = f"Lämnat {written(item.handed_in_on)}"
        return handed_in if item.handed_in_on <= item.due_on else f"{handed_in}, skulle ha lämnats {due}"
    return f"Sent: skulle ha lämnats {due}" if item.is_late(on) else f"Väntas senast {due}"


def need_row(need: BudgetNeed, plan: Plan) -> dict[str, Any]:
    """A need with its amounts year by year."""
    amounts = zip(plan.years, need.amounts, strict=True)
    return {
        "ident": place_of(NEED, need.key),
        "rank": need.rank,
        "title": need.title,
        "kind": need.get_kind_display(),
        "text": need.text,
        "amounts": [
            {"term": str(year), "text": NOT_STATED if kronor is None else f"{tkr(kronor)} tkr"}
            for year, kronor in amounts
        ],
        "is_example": need.is_example,
    }


def summary(inputs: Sequence[BudgetInput], on: dt.date) -> str:
    """ "3 av 7 budgetunderlag har lämnats. 2 är sena." """
    if not inputs:
        return "Inget budgetunderlag är begärt för planen."
    handed_in = sum(item.is_handed_in(on) for item in inputs)
    late = sum(item.is_late(on) for item in inputs)
    told = "" if not late else " 1 är sent." if late == 1 else f" {late} är sena."
    return f"{handed_in} av {len(inputs)} budgetunderlag har lämnats.{told}"


def sums_tables(inputs: Iterable[BudgetInput], plan: Plan) -> list[dict[str, Any]]:
    """The bodies' stated needs year by year, a table each for driftmedel and investeringar, as table.html reads it."""
    handed_in = list(inputs)
    captions = {
        NeedKind.OPERATING: "Begärda driftmedel per nämnd, tkr",
        NeedKind.INVESTMENT: "Begärda investeringar per nämnd, tkr",
    }
    tables = [_sums(handed_in, plan, kind, caption) for kind, caption in captions.items()]
    return [table for table in tables if table["rows"]]


def _sums(inputs: list[BudgetInput], plan: Plan, kind: NeedKind, caption: str) -> dict[str, Any]:
    rows, totals, is_complete = [], _no_amounts(plan), True
    for item in inputs:
        needs = [need for need in item.needs.all() if need.kind == kind]
        sums = _no_amounts(plan)
        for need in needs:
            is_complete = is_complete and None not in need.amounts
            sums = [_plus(have, more) for have, more in zip(sums, need.amounts, strict=True)]
        totals = [_plus(have, more) for have, more in zip(totals, sums, strict=True)]
        if needs:
            is_example = item.is_example or any(need.is_example for need in needs)
            rows.append(_row(item.body.title, sums, "Exempel" if is_example else ""))
    if len(rows) > 1:
        rows.append(_row("Summa", totals))
    return {
        "caption": caption,
        "ident": f"summor-{kind.value}",
        "columns": [
            {"label": "Nämnd eller bolag", "is_number": False},
            *({"label": str(year), "is_number": True} for year in plan.years),
        ],
        "rows": rows,
        "note": "" if is_complete else "Behov utan angivet belopp är inte med i summan.",
    }


def _no_amounts(plan: Plan) -> list[int | None]:
    return [None for _ in plan.years]


def _plus(have: int | None, more: int | None) -> int | None:
    return have if more is None else more + (have or 0)


def _row(head: str, amounts: Iterable[int | None], note: str = "") -> dict[str, Any]:
    cells = [
        {"text": NOT_STATED if kronor is None else tkr(kronor), "is_number": True, "note": "",
         "is_missing": kronor is None}
        for kronor in amounts
    ]  # fmt: skip
    if note:
        cells[-1]["note"] = note
    return {"head": head, "url": "", "cells": cells}


def _facts(item: BudgetInput) -> list[dict[str, str]]:
    """The decision that the underlag rests on; what is not known is said so."""
    decided = written(item.decided_on) if item.decided_on else ""
    facts = [
        {"term": "Beslutat", "text": decided, "url": ""},
        {"term": "Paragraf", "text": f"§ {item.paragraph}" if item.paragraph else "", "url": ""},
        {"term": "Diarienummer", "text": item.dnr, "url": ""},
    ]
    if item.document_url:
        facts.append({"term": "Handling", "text": "Läs underlaget", "url": item.document_url})
    return facts
