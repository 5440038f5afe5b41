"""A draft's money as its page shows it: frames, investments, financing and targets, in three queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, FilteredRelation, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from drafts.models import PartEdit
from drafts.money_figures import RATE, Cell, Figure, Financing, Line, Row, Table, lines
from drafts.money_targets import Target, beside
from goals.comparison_budget import INCOMES
from goals.models import Body, BudgetFrame, FinancialTarget, PlanVersion
from goals.models import Financing as FinancingPart

NET, INVESTMENT = BudgetFrame.Kind.NET.value, BudgetFrame.Kind.INVESTMENT.value
# In addresses, and in words.
KINDS: Final = {"netto": (NET, "nettoram"), "investering": (INVESTMENT, "investeringsram")}
FRAME: Final = BudgetFrame._meta.label_lower
FINANCING: Final = FinancingPart._meta.label_lower
# Who may have a frame: not what drafts the budget, nor a unit under a nämnd.
BUDGETED: Final = tuple(kind for kind in Body.Kind.values if kind not in (Body.Kind.DRAFTING, Body.Kind.UNIT))
FINANCING_FIELDS: Final = (RATE, *INCOMES)


@dataclass(frozen=True, slots=True)
class Money:
    """Everything about money in a draft, beside what it builds on.

    ``edited`` is the row or form that the writer comes from ("netto-socialnamnden", "netto", "finansiering"), and
    ``said`` what came of it.
    """

    years: tuple[int, ...]
    basis_name: str
    tables: tuple[Table, ...]
    financing: tuple[Financing, ...]
    targets: tuple[Target, ...]
    edited: str = ""
    said: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        return lines(self.financing)

    @property
    def is_example(self) -> bool:
        """Whether anything in the draft's money is an example: what is computed from it is one too."""
        sums = any(figure.is_example for table in self.tables for figure in table.sums)
        return sums or any(year.is_example for year in self.financing) or any(one.is_example for one in self.targets)


def money_of(draft: PlanVersion, edited: str = "", said: str = "") -> Money:
    """The draft's money in three queries. ``draft`` is fetched with its plan and basis."""
    tables = tuple(
        Table(kind, slug, noun, draft.plan.years, tuple(row for row in rows if row.is_in_draft or row.is_in_basis))
        for (slug, (kind, noun)), rows in zip(KINDS.items(), _rows(draft, list(KINDS)), strict=True)
    )
    years = read_financing(draft, tables[0].sums)
    targets = FinancialTarget.objects.filter(version=draft).order_by("order").values_list("text", "is_example")
    return Money(
        years=draft.plan.years,
        basis_name=draft.basis.name if draft.basis else "",
        tables=tables,
        financing=years,
        targets=tuple(beside(text, is_example, years) for text, is_example in targets),
        edited=edited,
        said=said,
    )


def read_rows(draft: PlanVersion, slug: str, body: str = "") -> list[Row]:
    """Every body that may have a frame of the kind, with those it has; only one body's if it is named. One query."""
    return _rows(draft, [slug], body)[0]


def read_financing(draft: PlanVersion, frames: Iterable[Figure]) -> tuple[Financing, ...]:
    """The plan's years of financing, each with the sum of its net frames. One query."""
    number = _number_of("key", draft)
    found = FinancingPart.objects.filter(version__in=_versions(draft), year__in=draft.plan.years)
    rows: Iterable[Any] = found.annotate(edit=number).order_by().values()
    now: dict[int, dict[str, Any]] = {}
    was: dict[int, dict[str, Any]] = {}
    for row in rows:
        (now if row["version_id"] == draft.pk else was)[row["year"]] = row
    years = []
    for figure in frames:
        part, before = now.get(figure.year), was.get(figure.year, {})
        known = part or (before if before.get("edit") else {})
        years.append(
            Financing(
                year=figure.year,
                frames=figure,
                now={name: (part or {}).get(name) for name in FINANCING_FIELDS},
                was={name: before.get(name) for name in FINANCING_FIELDS},
                is_example=bool(part and part["is_example"]),
                key=known.get("key"),
                number=known.get("edit", 0),
            )
        )
    return tuple(years)


def _rows(draft: PlanVersion, slugs: list[str], body: str = "") -> list[list[Row]]:
    """The bodies' frames of each kind, in the bodies' order."""
    kinds = [KINDS[slug][0] for slug in slugs]
    bodies: dict[int, dict[str, Any]] = {}
    frames: dict[tuple[int, str, int], dict[bool, dict[str, Any]]] = defaultdict(dict)
    for row in _frames(draft, kinds, body):
        bodies[row["pk"]] = row
        if row["frame__year"] is not None:
            of_body = frames[row["pk"], row["frame__kind"], row["frame__year"]]
            of_body[row["frame__version_id"] == draft.pk] = row
    return [
        [
            Row(
                pk,
                found["slug"],
                found["name"],
                tuple(_cell(year, frames[pk, kind, year]) for year in draft.plan.years),
            )
            for pk, found in bodies.items()
        ]
        for kind in kinds
    ]


def _cell(year: int, frames: dict[bool, dict[str, Any]]) -> Cell:
    """The draft's frame (True) beside the basis' (False)."""
    now, was = frames.get(True), frames.get(False)
    # One that was removed in the draft comes back under its old key; one that never was there gets a new one.
    known = now or (was if was and was["number"] else None)
    return Cell(
        before=was["frame__amount"] if was else None,
        after=now["frame__amount"] if now else None,
        year=year,
        is_example=bool(now and now["frame__is_example"]),
        key=known["frame__key"] if known else None,
        number=known["number"] if known else 0,
    )


def _frames(draft: PlanVersion, kinds: list[str], body: str) -> QuerySet[Any, Any]:
    """Bodies joined with the frames that they have in the draft and its basis."""
    wanted = Q(frames__version__in=_versions(draft), frames__kind__in=kinds, frames__year__in=draft.plan.years)
    joined = Body.objects.annotate(frame=FilteredRelation("frames", condition=wanted))
    if body:
        joined = joined.filter(slug=body)
    found: QuerySet[Any, Any] = (
        joined.filter(Q(kind__in=BUDGETED) | Q(("frame__isnull", False)))
        .annotate(number=_number_of("frame__key", draft))
        .order_by("sort_order", "sort_key", F("pk"))
        .values("pk", "slug", "name", "number", "frame__version_id", "frame__kind", "frame__year", "frame__amount",
                "frame__key", "frame__is_example")
    )  # fmt: skip
    return found


def _number_of(key: str, draft: PlanVersion) -> Coalesce:
    """The number of the last edit in the draft of the part with that key."""
    edits = PartEdit.objects.filter(version=draft, key=OuterRef(key)).order_by().values("key")
    last = edits.annotate(last=Max("number")).values("last")
    return Coalesce(Subquery(last, output_field=IntegerField()), 0)


def _versions(draft: PlanVersion) -> list[int]:
    return [draft.pk, draft.basis_id] if draft.basis_id else [draft.pk]
