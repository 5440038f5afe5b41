"""The only module that changes a version's status. Views, the admin and commands call it.

Each function is one transaction, takes ``by`` (a user, or None for content that is read in) and ``at``
(an aware datetime), and raises ``DecisionError`` with a Swedish message before anything is stored.
``goals.transitions`` holds what may follow on what; the database refuses the rest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from goals import parts
from goals.fingerprint import fingerprint
from goals.models import Body, Decision, DecisionItem, Matter, Meeting, MinutesEvent, PlanVersion
from goals.transitions import BY_OUTCOME, MOVE, PROPOSE, WITHDRAW, Outcome, Status, Transition


class DecisionError(ValueError):
    """The step cannot be taken; the message says in Swedish why, and the state is unchanged."""


def propose(*, version: PlanVersion, matter: Matter, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """Put a draft forward to fullmäktige (kommunallagen 5:28). From now on nothing in it can be changed."""
    with transaction.atomic():
        return _leave_draft(_locked(version), PROPOSE, matter=matter, on=on)


def move(*, version: PlanVersion, matter: Matter, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """A member or party moves its draft as a yrkande; public at once."""
    with transaction.atomic():
        return _leave_draft(_locked(version), MOVE, matter=matter, on=on, published_on=on)


def publish(*, version: PlanVersion, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """Make a proposed version public from the day (kommunallagen 8:14). What is public stays public."""
    with transaction.atomic():
        version = _locked(version)
        if version.status == Status.DRAFT:
            raise DecisionError("Ett utkast kan inte publiceras. Lägg fram det först.")
        if version.published_on is None:
            version.published_on = on
            version.save(update_fields=["published_on"])
        return version


def withdraw(*, version: PlanVersion, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """The proposer takes the version back."""
    with transaction.atomic():
        version = _locked(version)
        if version.status == Status.DRAFT:
            return _leave_draft(version, WITHDRAW, matter=version.matter, on=on)
        return _change(version, WITHDRAW)


def register(
    *, matter: Matter, body: Body, date: dt.date, title: str, by: Any, at: dt.datetime,
    outcomes: Mapping[PlanVersion, Outcome] | None = None, meeting: Meeting | None = None,
    slug: str = "", corrects: Decision | None = None, **fields: Any,
) -> Decision:  # fmt: skip
    """Record what a body decided in a matter, and let each version's status follow.

    ``outcomes`` is empty for a decision whose document is not in the portal. A decision with
    ``corrects`` replaces what the earlier one meant: the versions' statuses follow the latest
    uncorrected decision. ``fields`` are Decision's own: paragraph, method, votes, source …
    """
    outcomes = outcomes or {}
    if sum(outcome == Outcome.ADOPTED for outcome in outcomes.values()) > 1:
        raise DecisionError("Högst en version i ärendet kan bli beslutad.")
    if meeting is not None and meeting.date != date:
        raise DecisionError("Beslutets datum är inte sammanträdets.")
    if meeting is not None and meeting.announced_on and date < meeting.announced_on:
        raise DecisionError("Beslutet ligger före sammanträdets tillkännagivande.")
    with transaction.atomic():
        decision = Decision(
            slug=slug or _free_slug(f"{date.isoformat()}-{slugify(title)[:90]}"),
            matter=matter, body=body, meeting=meeting, date=date, title=title, corrects=corrects,
            registered_at=at, registered_by=by, **fields,
        )  # fmt: skip
        decision.full_clean(exclude=["registered_by"])
        decision.save()
        items = [DecisionItem(decision=decision, version=v, outcome=o) for v, o in outcomes.items()]
        DecisionItem.objects.bulk_create(items)
        for item in items:
            _follow(item, matter=matter, on=date, correcting=corrects is not None)
        return decision


def record_event(
    *,
    decision: Decision,
    kind: MinutesEvent.Kind,
    date: dt.date,
    by: Any,
    at: dt.datetime,
    note: str = "",
    url: str = "",
) -> MinutesEvent:
    """What happened to the minutes: justerat, tillkännagivet, överklagat … Never before the decision."""
    if date < decision.date:
        raise DecisionError("Händelsen kan inte ligga före beslutet.")
    return MinutesEvent.objects.create(
        decision=decision, kind=kind, date=date, note=note, url=url, registered_at=at, registered_by=by
    )


def _locked(version: PlanVersion) -> PlanVersion:
    """The version as it stands now, locked until the transaction ends."""
    return PlanVersion.objects.select_for_update(of=("self",)).select_related("plan__body").get(pk=version.pk)


def _follow(item: DecisionItem, *, matter: Matter, on: dt.date, correcting: bool) -> None:
    outcome = Outcome(item.outcome)
    transition = BY_OUTCOME[outcome]
    version = _locked(item.version)
    if version.status != Status.DRAFT and version.matter_id != matter.pk:
        raise DecisionError(f"{version.name} hör till ett annat ärende.")
    if outcome == Outcome.PROPOSED and version.status == Status.DRAFT:
        _leave_draft(version, PROPOSE, matter=matter, on=on)
    elif transition is not None and outcome != Outcome.PROPOSED:
        _change(version, transition, on=on, correcting=correcting)
    item.version.refresh_from_db()


def _leave_draft(
    version: PlanVersion, transition: Transition, *, matter: Matter | None, on: dt.date,
    published_on: dt.date | None = None,
) -> PlanVersion:  # fmt: skip
    """Freeze the version: snapshots, kontrollsumma, then the status, in the caller's transaction."""
    if version.status not in transition.sources:
        raise DecisionError(_out_of_order(version, transition))
    for spec in parts.specs():
        if spec.before_freeze is not None:
            spec.before_freeze(version)
    version.matter = matter
    version.left_draft_on = on
    version.published_on = published_on
    version.fingerprint = fingerprint(version) if transition is not WITHDRAW else ""
    version.status = transition.target
    version.save(update_fields=["matter", "left_draft_on", "published_on", "fingerprint", "status"])
    return version


def _change(
    version: PlanVersion, transition: Transition, *, on: dt.date | None = None, correcting: bool = False
) -> PlanVersion:
    if version.status == transition.target:
        return version
    if version.status not in transition.sources and not correcting:
        raise DecisionError(_out_of_order(version, transition))
    version.status = transition.target
    fields = ["status"]
    if version.published_on is None and on is not None:
        version.published_on = on  # what fullmäktige has decided on is public at the latest that day
        fields.append("published_on")
    version.save(update_fields=fields)
    return version


def _out_of_order(version: PlanVersion, transition: Transition) -> str:
    now, wanted = Status(version.status).label.lower(), transition.target.label.lower()
    return f"{version.name} är {now} och kan inte bli {wanted}."


def _free_slug(wanted: str) -> str:
    taken = set(Decision.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)
