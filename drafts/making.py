"""Making a draft: on which version, by which group, for which budget year, and what it is called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from drafts.access import UNSEEN, groups_of, readable
from goals import copying, parts
from goals.models import Body, DraftGroup, Plan, PlanVersion

_USUAL = "Mål och budget"


class MakingError(ValueError):
    """The draft cannot be made; the message says in Swedish why, and nothing is changed."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a draft is begun from: a version, or a plan that has none, and the groups that may take it.

    What is not public may be taken by its own group only: otherwise a member of two groups would show the one what
    the other writes.
    """

    plan: Plan
    basis: PlanVersion | None
    groups: tuple[DraftGroup, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The budget years that the draft can be for, the plan's own first."""
        return (self.plan.year, *(year for year in _other_years(self.plan) if year != self.plan.year))


def start_from_version(user: Any, on: dt.date, pk: int) -> Start | None:
    """From a version that the user may read; None when there is none."""
    basis: Any = _with_public(readable(user, on), on).filter(pk=pk).select_related("plan__body", "group").first()
    if basis is None:
        return None
    groups = groups_of(user, on).select_related("party", "body")
    if not basis.is_public:
        groups = groups.filter(pk=basis.group_id)
    return Start(basis.plan, basis, tuple(groups))


def start_from_plan(user: Any, on: dt.date, pk: int) -> Start | None:
    """From nothing, in a plan without versions; None when there is no such plan.

    A plan in which only another group writes is not told apart from one that does not exist.
    """
    plan = empty_plans().filter(pk=pk).first()
    return Start(plan, None, tuple(groups_of(user, on).select_related("party", "body"))) if plan else None


def empty_plans() -> Any:
    """Plans without versions."""
    has_versions = Exists(PlanVersion.objects.filter(plan=OuterRef("pk")))
    return Plan.objects.filter(~has_versions).select_related("body")


def bases(user: Any, on: dt.date) -> list[PlanVersion]:
    """The versions that the user can make a draft on, the newest plan's newest first."""
    mine = groups_of(user, on).values("pk")
    found = _with_public(readable(user, on), on).filter(Q(("is_public", True)) | Q(group__in=mine))
    found = found.select_related("plan__body")
    return list(found.order_by("-plan__year", "plan__body__sort_order", "plan__body", "-number"))


def make(*, start: Start, group: DraftGroup, year: int, name: str, by: Any, at: dt.datetime) -> PlanVersion:
    """The group's new draft. Raises MakingError for a group or year that is not the start's to choose.

    A draft on an example is real from the start where only parts are examples: it becomes an example again if any is
    left when it leaves utkast.
    """
    if group not in start.groups:
        raise MakingError("Välj en av dina grupper.")
    if year not in start.years:
        raise MakingError("Välj ett av budgetåren i listan.")
    is_example = False if start.basis and start.basis.is_example and parts.holds_example(start.basis) else None
    with transaction.atomic():
        plan = start.plan if year == start.plan.year else _plan_of(start.plan, year)
        return copying.new_draft(
            plan=plan,
            name=name or suggested_name(group, start, year),
            at=at,
            by=by,
            basis=start.basis,
            group=group,
            is_example=is_example,
            proposed_by=group.name if group.party_id else "",
        )


def suggested_name(group: DraftGroup, start: Start, year: int) -> str:
    """ "C:s förslag" for a party; for others "Reviderad mål och budget 2022", or the plan's title for another year."""
    if group.party is not None:
        return f"{group.party.abbreviation}:s förslag"
    title = _title(start.plan, year)
    if start.basis is None or year != start.plan.year:
        return title
    name = f"Reviderad {title[:1].lower()}{title[1:]}" if title.startswith(_USUAL) else f"{title}, reviderad"
    return name if name != start.basis.name else f"{title}, ny revidering"


def _plan_of(plan: Plan, year: int) -> Plan:
    """The same body's plan of another year, made if it is not there."""
    made, _ = Plan.objects.get_or_create(body=plan.body, year=year, defaults={"title": _title(plan, year)})
    return made


def _title(plan: Plan, year: int) -> str:
    if str(plan.year) in plan.title:
        return plan.title.replace(str(plan.year), str(year))
    return plan.title if year == plan.year else f"{plan.title} {year}"


def _other_years(plan: Plan) -> list[int]:
    """The next budget year, and those of the body's plans that have something that has been seen, or nothing at all.

    A plan that only somebody's draft is in is as if it were not there.
    """
    body: Body = plan.body
    versions = PlanVersion.objects.filter(plan=OuterRef("pk"))
    seen = Exists(versions.exclude(UNSEEN))
    known = Plan.objects.filter(body=body).filter(seen | ~Exists(versions)).values_list("year", flat=True)
    return sorted({*known, plan.year + 1}, reverse=True)


def _with_public(versions: Any, on: dt.date) -> Any:
    public = PlanVersion.objects.public(on).order_by().filter(pk=OuterRef("pk"))
    return versions.annotate(is_public=Exists(public))
