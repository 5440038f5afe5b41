"""The parts of a version that live on the ground floor: statements, focus areas, points, frames, financing, targets.

In a version that builds on another, a part in the file replaces the whole part with the same identity,
with its key kept; ``was`` says what it was called. Parts that the file does not mention stand as they were.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Max

from goals.content.loading import Loading, RowError, stable_key, store
from goals.content.rows import Row
from goals.models import (
    Body,
    BudgetFrame,
    DecisionPoint,
    FinancialTarget,
    Financing,
    FocusArea,
    FrameworkGoal,
    GoalOrigin,
    GoalStatement,
    LongTermGoal,
    Part,
    PlanVersion,
)

P = TypeVar("P", bound=Part)
_FRAME_KINDS = {str(value): str(label) for value, label in BudgetFrame.Kind.choices}


def put(model: type[P], version: PlanVersion, *, identity: dict[str, Any], was: dict[str, Any], fields: dict[str, Any],
        about: str) -> P:  # fmt: skip
    """The part with that identity as ``fields`` say: new, or in place of the one copied from the basis.

    Raises RowError when the part is an example and the version is not marked as one: the label is contagious.
    """
    if fields.get("is_example") and not version.is_example:
        raise RowError(f"{about} är exempel, men versionen är inte märkt med example = true.")
    standing = model._default_manager.filter(version=version, **{**identity, **was}).first()
    if standing is None and was:
        raise RowError(f"{about}: den del som ersätts finns inte i den version som den bygger på.")
    part = standing or model(version=version, key=_key(model, version, identity))
    if "order" in fields and fields["order"] is None:
        fields = {**fields, "order": _order(standing, model, version, identity)}
    for name, value in {**identity, **fields}.items():
        setattr(part, name, value)
    return store(part)


def statement(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    goal = loading.find("goal", row.text("goal", required=True), LongTermGoal)
    part = put(
        GoalStatement, version, identity={"goal": goal}, was={}, about=f"målbeskrivningen för {goal}",
        fields={
            "order": row.whole("order"),
            "title": row.text("title") or goal.name,
            "description": row.text("description"),
            "summary": row.text("summary"),
            "is_example": row.flag("example"),
        },
    )  # fmt: skip
    part.origins.all().delete()
    for origin in row.rows("origin"):
        _origin(part, version, origin, loading)


def focus(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    goal = loading.find("goal", row.text("goal", required=True), LongTermGoal)
    title, was = row.text("title", required=True), row.text("was")
    put(
        FocusArea, version, identity={"goal": goal, "title": title}, was={"title": was} if was else {},
        about=f"fokusområdet ”{title}”",
        fields={"order": row.whole("order"), "text": row.text("text"), "is_example": row.flag("example")},
    )  # fmt: skip


def point(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    number = row.whole("number") or order
    put(
        DecisionPoint, version, identity={"number": number}, was={}, about=f"beslutspunkt {number}",
        fields={"text": row.text("text", required=True), "is_example": row.flag("example")},
    )  # fmt: skip


def frame(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    body = loading.find("body", row.text("body", required=True), Body)
    kind, year = row.choice("kind", _FRAME_KINDS, required=True), row.whole("year", required=True)
    put(
        BudgetFrame, version, identity={"kind": kind, "body": body, "year": year}, was={}, about=f"ramen för {body}",
        fields={"amount": row.whole("amount", required=True), "is_example": row.flag("example")},
    )  # fmt: skip


def financing(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    year = row.whole("year", required=True)
    put(
        Financing, version, identity={"year": year}, was={}, about=f"finansieringen {year}",
        fields={
            "tax_rate": row.number("tax_rate"),
            "tax_revenue": row.whole("tax_revenue"),
            "state_grants": row.whole("state_grants"),
            "financial_net": row.whole("financial_net"),
            "is_example": row.flag("example"),
        },
    )  # fmt: skip


def target(version: PlanVersion, row: Row, order: int, loading: Loading) -> None:
    number = row.whole("order") or order
    put(
        FinancialTarget, version, identity={"order": number}, was={}, about=f"finansiellt mål {number}",
        fields={"text": row.text("text", required=True), "is_example": row.flag("example")},
    )  # fmt: skip


LOADERS = {
    "statement": statement,
    "focus": focus,
    "point": point,
    "frame": frame,
    "financing": financing,
    "target": target,
}


def _origin(part: GoalStatement, version: PlanVersion, row: Row, loading: Loading) -> None:
    framework, number = row.text("framework", required=True), row.whole("number", required=True)
    put(
        GoalOrigin, version, was={}, about=f"avstampet i {framework} {number}",
        identity={
            "statement": part,
            "framework_goal": loading.find("framework_goal", f"{framework}/{number}", FrameworkGoal),
        },
        fields={"is_example": row.flag("example")},
    )  # fmt: skip
    row.finish()


def _order(standing: Part | None, model: type[Part], version: PlanVersion, identity: dict[str, Any]) -> int:
    """Where a part without a stated place comes: where it stood, else last, within its goal if it has one."""
    if standing is not None:
        return int(getattr(standing, "order", 0))
    within = {"goal": identity["goal"]} if "title" in identity or "kpi" in identity else {}
    last = model._default_manager.filter(version=version, **within).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def _key(model: type[Part], version: PlanVersion, identity: dict[str, Any]) -> Any:
    names = [_name(value) for _, value in sorted(identity.items())]
    return stable_key(model._meta.label_lower, version.plan.body.slug, version.plan.year, *names)


def _name(value: Any) -> str:
    """What a row is called without database ids, so that a key is the same wherever the content is loaded."""
    if isinstance(value, Part):
        return str(value.key)
    if isinstance(value, FrameworkGoal):
        return f"{value.framework.slug}/{value.number}"
    return str(getattr(value, "slug", None) or getattr(value, "code", None) or value)
