"""The registry of what a version consists of.

Copying, the freeze, the kontrollsumma, the comparison and the editing of drafts go through it. ``kpis`` registers
its ambition levels here from its AppConfig, so that ``goals`` never imports upward.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from goals.models import (
    BudgetFrame,
    DecisionPoint,
    FinancialTarget,
    Financing,
    FocusArea,
    GoalOrigin,
    GoalStatement,
    InputAnswer,
    Part,
    PlanVersion,
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a draft lacks before it is put forward, and the part that it concerns.

    ``kind`` is a registered kind of part, or ``goals.checklist.CONSULTATION``; without ``key`` it is the kind itself
    that is lacking.
    """

    text: str
    kind: str
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the checklist, worded as it is when it holds, and what keeps it from holding. It blocks nothing.

    ``on`` is the day it came to hold, where there is one.
    """

    text: str
    missing: tuple[Missing, ...] = ()
    on: dt.date | None = None

    @property
    def is_done(self) -> bool:
        return not self.missing


@dataclass(frozen=True, slots=True)
class PartSpec:
    """How one kind of part is told apart, written canonically and prepared for the freeze.

    ``canonical`` maps a name in the canonical form to a field path without database ids
    (``{"goal": "goal__slug"}``). ``natural`` is the identity that a comparison falls back on when keys
    differ. ``parent`` names the foreign key to another part of the same version. ``position`` names the
    field that orders a part among those with the same ``container`` fields; without a container they are
    all the version's parts of the kind. ``year`` names the field that says which year a part is about;
    the plan of another budget year takes over those of its own years only. ``before_freeze`` is called in
    the transaction in which the version leaves utkast; the fields it fills, ``taken_at_freeze``, start
    empty in a copy.
    """

    model: type[Part]
    canonical: Mapping[str, str]
    natural: tuple[str, ...]
    parent: str = ""
    position: str = ""
    container: tuple[str, ...] = ()
    year: str = ""
    before_freeze: Callable[[PlanVersion], None] | None = None
    taken_at_freeze: tuple[str, ...] = ()
    checklist: Callable[[PlanVersion], Iterable[Check]] | None = None

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def parent_model(self) -> type[Part] | None:
        """The kind of part that this one belongs to, if any."""
        if not self.parent:
            return None
        related = self.model._meta.get_field(self.parent).related_model
        assert isinstance(related, type) and issubclass(related, Part)
        return related

    @property
    def has_example(self) -> bool:
        """Whether a part of this kind can be marked as an example of its own."""
        return any(field.name == "is_example" for field in self.model._meta.concrete_fields)


_SPECS: dict[str, PartSpec] = {}


def register(spec: PartSpec) -> None:
    """Add a kind of part; a parent is registered before its children. Raises ValueError on a repeated model."""
    if spec.label in _SPECS:
        raise ValueError(f"{spec.label} is registered twice")
    _SPECS[spec.label] = spec


def specs() -> Iterable[PartSpec]:
    """All kinds of parts, parents before children."""
    return tuple(_SPECS.values())


def holds_example(version: PlanVersion) -> bool:
    """Whether anything in the version is written as an example. The label is contagious."""
    return any(
        spec.model._default_manager.filter(Q(("is_example", True)), version=version).exists()
        for spec in specs()
        if spec.has_example
    )


def register_own() -> None:
    """The parts that live on the ground floor; called once from GoalsConfig.ready."""
    from goals import checklist
    from goals.underlag import drop_idle

    register(
        PartSpec(
            GoalStatement,
            canonical={
                "goal": "goal__slug",
                "order": "order",
                "title": "title",
                "description": "description",
                "summary": "summary",
                "kpi_reason": "kpi_reason",
            },
            natural=("goal_id",),
            position="order",
            checklist=checklist.of_statements,
        )
    )
    register(
        PartSpec(
            GoalOrigin,
            canonical={
                "statement": "statement__key",
                "framework": "framework_goal__framework__slug",
                "number": "framework_goal__number",
            },
            natural=("statement__goal_id", "framework_goal_id"),
            parent="statement",
        )
    )
    register(
        PartSpec(
            FocusArea,
            canonical={"goal": "goal__slug", "order": "order", "title": "title", "text": "text"},
            natural=("goal_id", "title"),
            position="order",
            container=("goal_id",),
        )
    )
    register(
        PartSpec(
            DecisionPoint,
            canonical={"number": "number", "text": "text"},
            natural=("number",),
            position="number",
            checklist=checklist.of_points,
        )
    )
    register(
        PartSpec(
            BudgetFrame,
            canonical={"kind": "kind", "body": "body__slug", "year": "year", "amount": "amount"},
            natural=("kind", "body_id", "year"),
            checklist=checklist.of_money,
            year="year",
        )
    )
    register(
        PartSpec(
            Financing,
            canonical={
                "year": "year",
                "tax_rate": "tax_rate",
                "tax_revenue": "tax_revenue",
                "state_grants": "state_grants",
                "financial_net": "financial_net",
            },
            natural=("year",),
            year="year",
        )
    )
    register(
        PartSpec(FinancialTarget, canonical={"order": "order", "text": "text"}, natural=("order",), position="order")
    )
    register(
        PartSpec(
            InputAnswer,
            canonical={
                "need": "need__key",
                "outlook": "outlook__key",
                "answered_kind": "answered_kind",
                "answered_key": "answered_key",
                "note": "note",
            },
            natural=("need_id", "outlook_id", "answered_key"),
            before_freeze=drop_idle,
        )
    )
