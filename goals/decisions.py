"""The only module that changes a version's status. Views, the admin and commands call it.

Each function is one transaction, takes ``by`` (a user, or None for content that is read in) and ``at``
(an aware datetime), and raises ``DecisionError`` with a Swedish message before anything is stored.
``goals.transitions`` holds what may follow on what; the database refuses the rest.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from goals import masks, parts
from goals.decision_texts import Text, rows_of
from goals.fingerprint import fingerprint
from goals.models import (
    AgendaItem,
    Body,
    Decision,
    DecisionItem,
    DecisionText,
    Matter,
    Meeting,
    MinutesEvent,
    PlanVersion,
    VersionEvent,
)
from goals.models.decisions import MinutesEventKind
from goals.models.record import VersionEventKind
from goals.standing import Standing
from goals.transitions import DECIDED, MOVE, PROPOSE, WITHDRAW, Outcome, OutOfOrderError, Status, Transition, step
from goals.units import unit_of

_log = logging.getLogger(__name__)
_WRITTEN_AT_FREEZE = (
    "matter", "left_draft_on", "published_on", "put_forward_as", "is_example", "fingerprint", "status",
)  # fmt: skip


class DecisionError(ValueError):
    """The step cannot be taken; the message says in Swedish why, and the state is unchanged.

    ``field`` is what the message is about where one thing is: "date", "paragraph", or a version's pk as text.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def propose(*, version: PlanVersion, matter: Matter, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """Put a draft forward to fullmäktige (kommunallagen 5:28). From now on nothing in it can be changed."""
    with transaction.atomic():
        return _leave_draft(_locked(version), PROPOSE, matter=matter, on=on, by=by, at=at)


def move(*, version: PlanVersion, matter: Matter, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """A member or party moves its draft as a yrkande; public at once."""
    with transaction.atomic():
        return _leave_draft(_locked(version), MOVE, matter=matter, on=on, by=by, at=at)


def publish(*, version: PlanVersion, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """Make a proposed version public from the day (kommunallagen 8:14). What is public stays public."""
    with transaction.atomic():
        version = _locked(version)
        if version.status in {Status.DRAFT, Status.WITHDRAWN}:
            raise DecisionError(
                f"{version.name} är {Status(version.status).label.lower()} och kan inte publiceras. "
                "Bara det som har lagts fram blir offentligt."
            )
        if version.left_draft_on and on < version.left_draft_on:
            raise DecisionError(f"{version.name} lades fram {version.left_draft_on} och kan inte publiceras före det.")
        if version.published_on is None:
            version.published_on = on
            version.save(update_fields=["published_on"])
            _note(version, VersionEventKind.PUBLISHED, on=on, by=by, at=at)
        return version


def withdraw(*, version: PlanVersion, on: dt.date, by: Any, at: dt.datetime) -> PlanVersion:
    """The proposer takes the version back. What people have been able to read by then, they still can."""
    with transaction.atomic():
        version = _locked(version)
        if version.status == Status.DRAFT:
            return _leave_draft(version, WITHDRAW, matter=version.matter, on=on, by=by, at=at)
        version = _change(version, _step(version, WITHDRAW), published_on=_announced(version, by_day=on))
        _note(version, VersionEventKind.WITHDRAWN, on=on, by=by, at=at)
        return version


def register(
    *, matter: Matter, body: Body, date: dt.date, title: str, by: Any, at: dt.datetime,
    outcomes: Mapping[PlanVersion, Outcome] | None = None, meeting: Meeting | None = None, texts: Sequence[Text] = (),
    slug: str = "", corrects: Decision | None = None, **fields: Any,
) -> Decision:  # fmt: skip
    """Record what a body decided in a matter, and let each version's status follow.

    ``outcomes`` is empty for a decision whose document is not in the portal. ``texts`` are its points, yrkanden,
    reservations and notes; none can be added afterwards. A decision with ``corrects`` replaces what the earlier one
    meant: the versions' statuses follow the latest uncorrected decision. ``fields`` are Decision's own: paragraph,
    method, votes, source …
    """
    decision = Decision(
        slug=slug, matter=matter, body=body, meeting=meeting, date=date, title=title, corrects=corrects,
        registered_at=at, registered_by=by, registered_by_unit=unit_of(by),
        item_count=len(outcomes or {}), text_count=len(texts), **fields,
    )  # fmt: skip
    _refuse_impossible(decision)
    with transaction.atomic():
        # One decision at a time in a matter: whoever comes second sees what the first one did.
        Matter.objects.select_for_update().get(pk=matter.pk)
        _refuse_used_paragraph(decision)
        standing = Standing(decision, {version.pk: Outcome(outcome) for version, outcome in (outcomes or {}).items()})
        if fault := standing.fault():
            raise DecisionError(fault.message, str(fault.version or ""))
        decision.slug = decision.slug or _free_slug(f"{date.isoformat()}-{slugify(title)[:90]}")
        _store(decision)
        DecisionItem.objects.bulk_create(standing.items())
        DecisionText.objects.bulk_create(rows_of(decision, texts))
        for version, target in standing.changes():
            if version.status == Status.DRAFT:
                _leave_draft(version, PROPOSE, matter=matter, on=date, by=by, at=at)
            else:
                public = _announced(version, by_day=date) or (date if target in DECIDED else None)
                _change(version, target, published_on=public)
    for version in outcomes or {}:
        version.refresh_from_db()
    return decision


def record_event(
    *, decision: Decision, kind: MinutesEventKind, date: dt.date, by: Any, at: dt.datetime,
    note: str = "", url: str = "",
) -> MinutesEvent:  # fmt: skip
    """What happened to the minutes: justerat, tillkännagivet, överklagat … Never before the decision."""
    if date < decision.date:
        raise DecisionError("Händelsen kan inte ligga före beslutet.")
    with transaction.atomic():
        return MinutesEvent.objects.create(
            decision=decision, kind=kind, date=date, note=note, url=url,
            registered_at=at, registered_by=by, registered_by_unit=unit_of(by),
        )  # fmt: skip


def _refuse_impossible(decision: Decision) -> None:
    """What can be said of the decision without looking at any version."""
    meeting, corrected = decision.meeting, decision.corrects
    if meeting is not None and meeting.date != decision.date:
        raise DecisionError("Beslutets datum är inte sammanträdets.", "date")
    if meeting is not None and meeting.body_id != decision.body_id:
        raise DecisionError("Sammanträdet är ett annat organs.")
    if meeting is not None and meeting.announced_on and decision.date < meeting.announced_on:
        raise DecisionError("Beslutet ligger före sammanträdets tillkännagivande.", "date")
    if decision.date > timezone.localdate(decision.registered_at):
        raise DecisionError("Beslutet kan inte registreras innan det är fattat.", "date")
    if corrected is not None and (corrected.matter_id, corrected.body_id) != (decision.matter_id, decision.body_id):
        raise DecisionError("Ett beslut rättas av samma organ i samma ärende.")


def _refuse_used_paragraph(decision: Decision) -> None:
    """A § is one matter's at its meeting; the meeting is locked, so that two matters never take the same."""
    if decision.meeting is None or decision.paragraph is None or decision.corrects is not None:
        return
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=decision.meeting.pk)
    used = Decision.objects.filter(meeting=meeting, paragraph=decision.paragraph, corrects=None).first()
    if used is not None:
        raise DecisionError(f"Paragrafen är redan använd vid sammanträdet: ”{used.title}”.", "paragraph")


def _store(decision: Decision) -> None:
    try:
        decision.full_clean(exclude=["registered_by"])
    except ValidationError as error:
        raise DecisionError(" ".join(error.messages)) from error
    decision.save(force_insert=True)


def _locked(version: PlanVersion) -> PlanVersion:
    """The version as it stands now, locked until the transaction ends."""
    return PlanVersion.objects.select_for_update(of=("self",)).select_related("plan__body").get(pk=version.pk)


def _leave_draft(
    version: PlanVersion, transition: Transition, *, matter: Matter | None, on: dt.date, by: Any, at: dt.datetime
) -> PlanVersion:
    """Freeze the version: label, snapshots, kontrollsumma, then the status, in the caller's transaction."""
    version.status = _step(version, transition)
    for spec in parts.specs():
        if spec.before_freeze is not None:
            spec.before_freeze(version)
    version.matter = matter
    version.left_draft_on = on
    version.published_on = on if transition is MOVE else None
    version.put_forward_as = "" if transition is WITHDRAW else transition.target.value
    # An example among the parts makes the whole version one: no kontrollsumma vouches for an invented figure.
    version.is_example = version.is_example or parts.holds_example(version)
    version.fingerprint = "" if transition is WITHDRAW else fingerprint(version)
    version.save(update_fields=[*_WRITTEN_AT_FREEZE])
    masks.follow(version, at=at)
    _note(version, VersionEventKind(version.status), on=on, by=by, at=at)
    return version


def _change(version: PlanVersion, target: Status, *, published_on: dt.date | None) -> PlanVersion:
    """Give a frozen version its new status; what is public stays so from the day it was."""
    version.status = target
    fields = ["status"]
    if version.published_on is None and published_on is not None:
        version.published_on = published_on
        fields.append("published_on")
    version.save(update_fields=fields)
    return version


def _announced(version: PlanVersion, *, by_day: dt.date) -> dt.date | None:
    """The day on which the version became public by the announcement of a meeting, if it did (kommunallagen 8:14)."""
    if version.status != Status.PROPOSED or version.left_draft_on is None:
        return None
    announced = AgendaItem.objects.announced(version.matter_id, on=by_day).order_by("meeting__announced_on")
    first = announced.values_list("meeting__announced_on", flat=True).first()
    return max(first, version.left_draft_on) if first else None


def _step(version: PlanVersion, transition: Transition) -> Status:
    try:
        return step(Status(version.status), transition)
    except OutOfOrderError as error:
        now, wanted = Status(version.status).label.lower(), transition.target.label.lower()
        raise DecisionError(f"{version.name} är {now} och kan inte bli {wanted}.") from error


def _free_slug(wanted: str) -> str:
    taken = set(Decision.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


def _note(version: PlanVersion, kind: VersionEventKind, *, on: dt.date, by: Any, at: dt.datetime) -> None:
    """The event, and a line in the log with the account's number, since the log may be kept longer than the account."""
    VersionEvent.objects.create(
        version=version, kind=kind, date=on, registered_at=at, registered_by=by, registered_by_unit=unit_of(by)
    )
    _log.info("version %s: %s, by %s", version.pk, kind, getattr(by, "pk", None) or "content")
