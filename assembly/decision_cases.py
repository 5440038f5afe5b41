"""A matter at a meeting, as whoever registers its decision finds it: its versions, and what may become of each."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from assembly.models import Procedure
from drafts.access import drafts_of
from goals.models import AgendaItem, Decision, Matter, Meeting, PlanVersion
from goals.transitions import SETTLING, Outcome, OutOfOrderError, Status, resulting


@dataclass(frozen=True)
class Case:
    """What a decision is registered of. ``seen`` tells whether anything was done in the matter since it was read."""

    matter: Matter
    meeting: Meeting
    item: AgendaItem | None
    procedure: Procedure | None
    versions: list[PlanVersion]
    seen: str
    corrects: Decision | None = None

    def outcomes(self, version: PlanVersion) -> list[Outcome]:
        """What the decision can mean for the version, by the table of statuses and by whose plan it is."""
        return [outcome for outcome in Outcome if self.status_after(version, outcome) is not None]

    def corrected(self, version: PlanVersion) -> Outcome | None:
        """What the decision that is corrected meant for the version."""
        if self.corrects is None:
            return None
        items = self.corrects.items.all()
        return next((Outcome(item.outcome) for item in items if item.version_id == version.pk), None)

    def status_after(self, version: PlanVersion, outcome: Outcome | None) -> Status | None:
        """The version's status once the decision is registered; None when it cannot mean that.

        A draft is adopted as the amended wording of the version that it is based on: it is moved in the meeting first.
        """
        is_own = version.plan.body_id == self.meeting.body_id
        corrected = self.corrected(version)
        if (outcome in SETTLING and not is_own) or (outcome == Outcome.PROPOSED and is_own and corrected != outcome):
            return None
        status = Status(version.status)
        if status == Status.DRAFT and outcome == Outcome.ADOPTED:
            return Status.ADOPTED if version.basis_id in {other.pk for other in self.versions} else None
        try:
            return resulting(status, outcome=outcome, corrected=corrected, put_forward_as=version.put_forward_as)
        except OutOfOrderError:
            return None


def case_of(matter: Matter, meeting: Meeting, *, by: Any, on: dt.date, corrects: Decision | None = None) -> Case:
    """The case as it stands. ``by``: whose drafts, besides what has been put forward, the decision can concern."""
    item = AgendaItem.objects.filter(matter=matter, meeting=meeting).first()
    procedure = None
    if item is not None and corrects is None:
        procedure = Procedure.objects.select_related("chair__party").filter(item=item, decision=None).first()
    seen = state_of(matter)
    case = Case(matter, meeting, item, procedure, _versions(matter, meeting, by, on), seen, corrects)
    versions = [v for v in case.versions if case.outcomes(v) or case.corrected(v)]
    return Case(matter, meeting, item, procedure, versions, seen, corrects)


def state_of(matter: Matter) -> str:
    """A digest of what has been done in the matter: its decisions, and how its versions stand."""
    decisions = sorted(Decision.objects.filter(matter=matter).values_list("pk", flat=True))
    versions = sorted(PlanVersion.objects.filter(matter=matter).values_list("pk", "status"))
    return hashlib.sha256(repr((decisions, versions)).encode()).hexdigest()[:16]


def _versions(matter: Matter, meeting: Meeting, by: Any, on: dt.date) -> list[PlanVersion]:
    """What has been put forward in the matter, then the drafts that can be put forward or are based on any of that."""
    put_forward = PlanVersion.objects.filter(matter=matter).exclude(status=Status.DRAFT)
    own = list(put_forward.select_related("plan__body", "basis").order_by("plan__year", "number"))
    drafts: Any = drafts_of(by, on).select_related("plan__body", "basis").order_by("-plan__year", "number")
    to_propose = ~Q(plan__body=meeting.body_id)
    return own + list(drafts.filter(to_propose | Q(basis__in=own)).filter(Q(matter=None) | Q(matter=matter)))
