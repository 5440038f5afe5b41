"""The versions that a history may tell of, as they stood on a day. One query, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from goals.dates import written
from goals.models import DecisionItem, PlanVersion
from goals.publication import public_since
from goals.queries import AsOf
from goals.transitions import SETTLING, Status

# What became of a version, or has not yet: never a word that could be taken for a decision that was not made.
WORDS = {
    Status.PROPOSED: "Föreslagen, inte beslutad än",
    Status.MOVED: "Yrkad, inte beslutad än",
    Status.ADOPTED: "Beslutad",
    Status.REJECTED: "Föreslagen, inte antagen",
    Status.REMITTED: "Återremitterad, inte antagen",
    Status.AMENDED: "Antagen med ändringar, som en egen version",
    Status.WITHDRAWN: "Återkallad, inte antagen",
}
UNKNOWN_DAY = "dagen är okänd"


@dataclass(frozen=True, slots=True)
class VersionThen:
    """A public version with the status it had on the page's day, and the decision that settled it by then."""

    version: PlanVersion
    status: Status
    is_adopted: bool
    day: str
    decision_url: str
    decided_by: str

    @property
    def words(self) -> str:
        return WORDS[self.status]

    @property
    def ident(self) -> str:
        """The version's place on a page: ``kommunfullmaktige-2022-2``."""
        plan = self.version.plan
        return f"{plan.body.slug}-{plan.year}-{self.version.number}"

    def line(self, fragment: str = "") -> dict[str, Any]:
        """As components/brought_by.html reads it."""
        version = self.version
        return {
            "name": version.name,
            "url": f"{version.get_absolute_url()}{f'#{fragment}' if fragment else ''}",
            "body": version.plan.body.title,
            "status": self.status.value,
            "label": self.words,
            "when": self.day,
            "decision_url": self.decision_url,
            "decided_by": self.decided_by,
            "proposed_by": version.proposed_by,
            "is_example": version.is_example,
        }


def versions_then(as_of: AsOf, bodies: QuerySet[Any, Any]) -> list[VersionThen]:
    """The bodies' versions in the plans' order: by budget year, then by the day they were adopted or put forward.

    Nothing that is not public today, and nothing that was neither public nor adopted on the page's day. A draft is in
    no list.
    """
    told: Any = PlanVersion.objects.public(as_of.today).with_adoption(as_of.on).with_publication(as_of.on)
    told = told.filter(plan__body__in=bodies)
    was_public = PlanVersion.objects.public(as_of.on).order_by().values("pk")
    told = told.filter(Q(adopted_on__isnull=False) | Q(pk__in=was_public))
    settled = DecisionItem.objects.uncorrected(as_of.on).filter(version=OuterRef("pk"), outcome__in=SETTLING)
    settled = settled.order_by("-decision__date", "-pk")
    told = told.select_related("plan__body").annotate(
        outcome=Subquery(settled.values("outcome")[:1]),
        decided_on=Subquery(settled.values("decision__date")[:1]),
        decided_day_is_known=Subquery(settled.values("decision__date_is_known")[:1]),
        decision_slug=Subquery(settled.values("decision__slug")[:1]),
        decided_by=Subquery(settled.values("decision__body__name")[:1]),
    )
    return [_then(version, as_of) for version in sorted(told, key=_order)]


def _order(version: Any) -> tuple[Any, ...]:
    """A yrkande of the day of the decision stands before what was adopted."""
    day = version.adopted_on or version.left_draft_on
    return version.plan.year, day, version.adopted_on is not None, version.number, version.pk


def _then(version: Any, as_of: AsOf) -> VersionThen:
    status = _status(version, as_of)
    if version.outcome:
        day = written(version.decided_on) if version.decided_day_is_known else UNKNOWN_DAY
    else:
        since = public_since(version)
        day = f"offentlig sedan {written(since)}" if since else ""
    return VersionThen(
        version=version,
        status=status,
        is_adopted=status == Status.ADOPTED,
        day=day,
        decision_url=reverse("decision", args=[version.decision_slug]) if version.decision_slug else "",
        decided_by=version.decided_by or "",
    )


def _status(version: Any, as_of: AsOf) -> Status:
    """As decided by the day; before that, as it was put forward. No day is recorded for a withdrawal."""
    if version.outcome:
        return Status(version.outcome)
    if version.status == Status.WITHDRAWN and (as_of.on == as_of.today or not version.put_forward_as):
        return Status.WITHDRAWN
    return Status(version.put_forward_as or version.status)
