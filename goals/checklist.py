"""What is to be in place before a draft goes to kommunstyrelsen. It says what is missing; it blocks nothing.

Each kind of part has its own checks in ``goals.parts``; here are those of the ground floor, and the whole list.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from django.db.models import Exists, OuterRef

from goals import parts
from goals.financial_targets import bound_of, share_of
from goals.models import Body, BudgetFrame, DecisionPoint, FinancialTarget, FocusArea, GoalStatement, PlanVersion
from goals.parts import Check, Missing
from goals.swedish import enumerated
from goals.version_content import Budget, read_budget

FRAME, FINANCING = "goals.budgetframe", "goals.financing"
# Samverkan is no part of a version, and is noted by those who write it.
CONSULTATION: Final = "consultation"
_INCOMES: Final = {
    "tax_rate": "skattesats",
    "tax_revenue": "skatteintäkter",
    "state_grants": "generella statsbidrag och utjämning",
    "financial_net": "finansnetto",
}
_NBSP: Final = "\u00a0"


def checklist_of(version: PlanVersion, consultation: dt.date | None) -> tuple[Check, ...]:
    """Every check in the order of the parts, samverkan last. ``consultation`` is the day it was held, if it was."""
    found = [check for spec in parts.specs() if spec.checklist for check in spec.checklist(version)]
    return (*found, _consulted(consultation))


def of_statements(version: PlanVersion) -> Iterator[Check]:
    """Each goal is described and has a focus; one query."""
    focus = FocusArea.objects.filter(version=version, goal=OuterRef("goal"))
    statements = list(GoalStatement.objects.filter(version=version).annotate(has_focus=Exists(focus)).order_by("order"))
    if not statements:
        yield Check("Utkastet har mål", (Missing("Utkastet har inga mål.", GoalStatement._meta.label_lower),))
        return

    def lacking(rows: Sequence[GoalStatement], what: str) -> tuple[Missing, ...]:
        kind = GoalStatement._meta.label_lower
        return tuple(Missing(f"{row.title}: {what} saknas.", kind, row.key) for row in rows)

    bare = [row for row in statements if not row.description.strip()]
    yield Check("Varje mål har en målbeskrivning", lacking(bare, "målbeskrivning"))
    yield Check("Varje mål har fokus", lacking([row for row in statements if not row.has_focus], "fokusområde"))


def of_points(version: PlanVersion) -> Iterator[Check]:
    """There is something to decide on; one query."""
    kind = DecisionPoint._meta.label_lower
    missing = () if DecisionPoint.objects.filter(version=version).exists() else (Missing("Inga att-satser.", kind),)
    yield Check("Förslaget till beslut har att-satser", missing)


def of_money(version: PlanVersion) -> Iterator[Check]:
    """Frames for all that the basis has frames for, and sums that agree; four queries, five with a basis."""
    budget = read_budget(version)
    yield Check("Varje nämnd har ramar för alla år", tuple(_frames_missing(version, budget.years)))
    yield Check("Finansieringen är känd för alla år", tuple(_financing_missing(budget)))
    targets = list(FinancialTarget.objects.filter(version=version).order_by("order"))
    yield Check("Resultatet når det finansiella målet", tuple(_results_missing(budget, targets)))


def _frames_missing(version: PlanVersion, years: tuple[int, ...]) -> Iterator[Missing]:
    rows = BudgetFrame.objects.filter(version__in=[version.pk, version.basis_id or version.pk], year__in=years)
    frames = list(rows.select_related("body").order_by("body__sort_order", "body__sort_key", "kind", "year"))
    have = {(frame.kind, frame.body_id, frame.year) for frame in frames if frame.version_id == version.pk}
    if not any(kind == BudgetFrame.Kind.NET for kind, _, _ in have):
        yield Missing("Inga nettoramar.", FRAME)
    lacking: dict[tuple[str, Body], set[int]] = defaultdict(set)
    for frame in frames:
        # A net frame for one year asks for the others, or there is no sum; an investment only where the basis has it.
        asked = years if frame.kind == BudgetFrame.Kind.NET else (frame.year,)
        absent = {year for year in asked if (frame.kind, frame.body_id, year) not in have}
        lacking[frame.kind, frame.body] |= absent
    for (kind, body), absent in lacking.items():
        if absent:
            word = BudgetFrame.Kind(kind).label.lower()
            yield Missing(
                f"{body.title}: {word} saknas för {enumerated([str(year) for year in sorted(absent)])}.", FRAME
            )


def _financing_missing(budget: Budget) -> Iterator[Missing]:
    financing = {row.year: row for row in budget.financing}
    for year in budget.years:
        row = financing.get(year)
        if row is None:
            yield Missing(f"{year}: finansieringen saknas.", FINANCING)
        elif absent := [word for name, word in _INCOMES.items() if getattr(row, name) is None]:
            yield Missing(f"{year}: {enumerated(absent)} saknas.", FINANCING, row.key)


def _results_missing(budget: Budget, targets: list[FinancialTarget]) -> Iterator[Missing]:
    if not targets:
        yield Missing("Inget finansiellt mål.", FinancialTarget._meta.label_lower)
    results = {year: budget.result(year) for year in budget.years}
    if unknown := [str(year) for year, result in results.items() if result is None]:
        yield Missing(f"Resultatet går inte att räkna ut än för {enumerated(unknown)}.", FINANCING)
    for year, result in results.items():
        if result is not None and result < 0:
            yield Missing(f"{year}: resultatet är negativt, {_thousands(result)}.", FINANCING)
    for target in targets:
        bound = bound_of(target.text)
        for row in budget.financing if bound is not None else ():
            result = results.get(row.year)
            share = share_of(result, row.tax_revenue, row.state_grants)
            if result is not None and share is not None and bound is not None and not bound.is_met(share):
                text = f"{row.year}: resultatet, {_thousands(result)}, når inte målet ”{target.text.rstrip('.')}”."
                yield Missing(text, target._meta.label_lower, target.key)


def _consulted(held_on: dt.date | None) -> Check:
    text = "Samverkan enligt medbestämmandelagen (MBL) är genomförd"
    if held_on is None:
        return Check(text, (Missing("Ingen samverkan är antecknad.", CONSULTATION),))
    return Check(text, on=held_on)


def _thousands(kronor: int) -> str:
    """An amount in whole tkr, as the budget's tables show it."""
    size = (abs(kronor) + 500) // 1000
    sign = "\u2212" if kronor < 0 and size else ""
    return f"{sign}{size:,}".replace(",", _NBSP) + f"{_NBSP}tkr"
