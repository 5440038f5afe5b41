"""What changes in matters, meetings and agendas. Keyword-only, one transaction each; refused with ``AgendaError``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.text import slugify

from goals import decisions
from goals.announcing import is_announced, item_refusal, waiting_in
from goals.matters import dnr_slug
from goals.models import AgendaItem, Matter, Meeting, PlanVersion
from goals.refusals import refusal

LONGEST_SLUG = 120


class AgendaError(Exception):
    """Refused, with the reason in Swedish; nothing is changed."""


def new_matter(*, title: str, dnr: str | None) -> Matter:
    """The matter with an address of its own, made of title and dnr once and for all."""
    try:
        with transaction.atomic():
            return Matter.objects.create(title=title, dnr=dnr, slug=free_slug(title, dnr))
    except IntegrityError as error:
        raise AgendaError("Ett ärende med samma diarienummer lades just in.") from error


def save_matter(*, matter: Matter) -> None:
    """Store what was changed; the address stays."""
    try:
        with transaction.atomic():
            matter.save(update_fields=["title", "dnr"])
    except IntegrityError as error:
        raise AgendaError("Ett ärende med samma diarienummer lades just in.") from error


def free_slug(title: str, dnr: str | None) -> str:
    """The title as an address; with the dnr when another matter has that one, then with a number."""
    plain = slugify(title)[: LONGEST_SLUG - 30].strip("-") or "arende"
    with_dnr = f"{plain}-{slugify(dnr_slug(dnr))[:24]}" if dnr else plain
    taken = set(Matter.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
    wanted = [plain, with_dnr, *(f"{with_dnr}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in wanted if slug not in taken)


def save_meeting(*, meeting: Meeting, by: Any, at: dt.datetime, on: dt.date) -> list[PlanVersion]:
    """Store the meeting. Answers the versions that it made public on the day, ``on``."""
    try:
        with transaction.atomic():
            meeting.save()
            matters = list(meeting.agenda.values_list("matter", flat=True))
            return _make_public(meeting, matters, by=by, at=at, on=on)
    except IntegrityError as error:
        raise AgendaError(refusal(Meeting, error)) from error


def add(*, meeting: Meeting, matter: Matter, by: Any, at: dt.datetime, on: dt.date) -> list[PlanVersion]:
    """Put the matter on the agenda. Answers the versions that it made public on the day, ``on``."""
    try:
        with transaction.atomic():
            AgendaItem.objects.create(meeting=meeting, matter=matter)
            return _make_public(meeting, [matter.pk], by=by, at=at, on=on)
    except IntegrityError as error:
        raise AgendaError(refusal(AgendaItem, error)) from error


def remove(*, item: AgendaItem, on: dt.date) -> None:
    """Take the matter off the agenda; what has been public by it, or has been begun, stays."""
    if reason := item_refusal(item, on):
        raise AgendaError(reason)
    try:
        with transaction.atomic():
            item.delete()
    except ProtectedError as error:
        raise AgendaError("Beslutsgången i ärendet är påbörjad. Ärendet står kvar på dagordningen.") from error
    except IntegrityError as error:
        raise AgendaError(refusal(AgendaItem, error)) from error


def number(*, paragraphs: Mapping[AgendaItem, int | None]) -> int:
    """Give matters of one agenda their §. Answers how many were changed."""
    changed = [item for item, paragraph in paragraphs.items() if item.paragraph != paragraph]
    try:
        with transaction.atomic():
            # Emptied first, so that two matters can change places.
            AgendaItem.objects.filter(pk__in=[item.pk for item in changed if item.paragraph]).update(paragraph=None)
            for item in changed:
                AgendaItem.objects.filter(pk=item.pk).update(paragraph=paragraphs[item])
    except IntegrityError as error:
        raise AgendaError(refusal(AgendaItem, error)) from error
    return len(changed)


def _make_public(meeting: Meeting, matters: list[int], *, by: Any, at: dt.datetime, on: dt.date) -> list[PlanVersion]:
    """Proposals that came to an announced agenda today are public since today, not since the announcement.

    What is announced on the day itself is public by the announcement, and needs no day of its own.
    """
    if not is_announced(meeting, on):
        return []
    waiting = list(waiting_in(matters, meeting))
    if meeting.announced_on == on:
        return waiting
    return [decisions.publish(version=version, on=on, by=by, at=at) for version in waiting]
