"""A version's content for reading, on screen and paper: five queries, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, Prefetch, QuerySet, TextField, Value

from goals.models import (
    Body,
    BudgetFrame,
    DecisionPoint,
    FinancialTarget,
    Financing,
    FocusArea,
    GoalOrigin,
    GoalStatement,
    PlanVersion,
)

# What statements take off from, with goal and framework, in one query.
ORIGINS = Prefetch("origins", GoalOrigin.objects.select_related("framework_goal__framework"))


class Text(NamedTuple):
    """A piece of text of a version: a focus area, a decision point or a financial target."""

    kind: str
    goal_id: int | None
    number: int
    title: str
    text: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class YearlyAmounts:
    """A row of a budget table: whose, and an amount in kronor for each year, None where it is unknown."""

    name: str
    amounts: tuple[int | None, ...]
    is_example: bool = False

    @property
    def change(self) -> int | None:
        """From the first year to the second."""
        known = [amount for amount in self.amounts[:2] if amount is not None]
        return known[1] - known[0] if len(known) == 2 else None


@dataclass(frozen=True, slots=True)
class Budget:
    """Frames, investments and financing for the budget year and the plan years."""

    years: tuple[int, ...]
    frames: list[YearlyAmounts]
    investments: list[YearlyAmounts]
    financing: list[Financing]

    @property
    def is_empty(self) -> bool:
        return not (self.frames or self.investments or self.financing)

    def frame_sum(self, year: int) -> int | None:
        """The net frames' sum, or None where a body's frame for the year is missing."""
        at = self.years.index(year)
        amounts = [row.amounts[at] for row in self.frames]
        return None if not amounts or None in amounts else sum(amount for amount in amounts if amount is not None)

    def result(self, year: int) -> int | None:
        """skatteintäkter + generella statsbidrag och utjämning + finansnetto − nettoramar; None if one is unknown."""
        row = next((row for row in self.financing if row.year == year), None)
        frames = self.frame_sum(year)
        if row is None or frames is None:
            return None
        incomes = (row.tax_revenue, row.state_grants, row.financial_net)
        return None if None in incomes else sum(amount for amount in incomes if amount is not None) - frames


@dataclass(frozen=True, slots=True)
class Content:
    """All parts of a version but its ambition levels, which ``kpis`` reads."""

    statements: list[GoalStatement]
    focus: dict[int, list[Text]] = field(default_factory=dict)
    points: list[Text] = field(default_factory=list)
    targets: list[Text] = field(default_factory=list)
    budget: Budget = field(default_factory=lambda: Budget((), [], [], []))

    @property
    def is_example(self) -> bool:
        texts = [*self.points, *self.targets, *(text for texts in self.focus.values() for text in texts)]
        parts: list[Any] = [*self.statements, *texts, *self.budget.financing]
        return any(part.is_example for part in parts)


def read_content(version: PlanVersion, *, with_origins: bool) -> Content:
    """The version's parts in the plan's order."""
    statements = GoalStatement.objects.filter(version=version).select_related("goal").order_by("order")
    if with_origins:
        statements = statements.prefetch_related(ORIGINS)
    focus: dict[int, list[Text]] = defaultdict(list)
    by_kind: dict[str, list[Text]] = defaultdict(list)
    for row in _texts(version):
        text = Text(**row)
        if text.kind == "focus" and text.goal_id is not None:
            focus[text.goal_id].append(text)
        else:
            by_kind[text.kind].append(text)
    return Content(list(statements), dict(focus), by_kind["point"], by_kind["target"], read_budget(version))


def _texts(version: PlanVersion) -> QuerySet[Any, Any]:
    """Focus areas, decision points and financial targets in one query."""
    none = Value(None, output_field=BigIntegerField())
    empty = Value("", output_field=CharField())
    names = ("kind", "goal_id", "number", "title", "text", "is_example")

    def kind(name: str) -> Value:
        return Value(name, output_field=CharField())

    focus = FocusArea.objects.filter(version=version).order_by()
    points = DecisionPoint.objects.filter(version=version).order_by()
    targets = FinancialTarget.objects.filter(version=version).order_by()
    body = Value("", output_field=TextField())
    texts: QuerySet[Any, Any] = (
        focus.annotate(kind=kind("focus"), number=F("order")).values(*names)
        .union(
            points.annotate(kind=kind("point"), goal_id=none, title=empty).values(*names),
            targets.annotate(kind=kind("target"), goal_id=none, number=F("order"), title=F("text"), body=body)
            .values("kind", "goal_id", "number", "title", "body", "is_example"),
            all=True,
        )
        .order_by("kind", "number")
    )  # fmt: skip
    return texts


def read_budget(version: PlanVersion) -> Budget:
    years = version.plan.years
    frames = list(BudgetFrame.objects.filter(version=version).select_related("body"))
    return Budget(
        years=years,
        frames=_rows(frames, BudgetFrame.Kind.NET, years),
        investments=_rows(frames, BudgetFrame.Kind.INVESTMENT, years),
        financing=list(Financing.objects.filter(version=version).order_by("year")),
    )


def _rows(frames: list[BudgetFrame], kind: str, years: tuple[int, ...]) -> list[YearlyAmounts]:
    bodies: dict[Body, dict[int, BudgetFrame]] = defaultdict(dict)
    for frame in frames:
        if frame.kind == kind:
            bodies[frame.body][frame.year] = frame
    ordered = sorted(bodies.items(), key=lambda item: (item[0].sort_order, item[0].sort_key))
    return [
        YearlyAmounts(
            body.title,
            tuple(by_year[year].amount if year in by_year else None for year in years),
            any(frame.is_example for frame in by_year.values()),
        )
        for body, by_year in ordered
    ]
