"""The law's calendar of one plan of the steering body, with what the portal knows to have been done. Four queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from goals.calendar_of_law import Duty, budget_duties, in_order, is_election_year, meeting_duties
from goals.models import AgendaItem, DecisionItem, MinutesEvent, PlanVersion
from goals.models.decisions import MinutesEventKind
from goals.publication import public_since

MANDATE_BEGINS = (10, 15)  # newly elected fullmäktige, in an election year (kommunallagen 5 kap. 9 §)


def calendar_of(year: int, today: dt.date) -> list[Duty]:
    """What the law wants on the way to the budget year's plan, in the order of the last days.

    Of the meetings, those of the steering body with a matter of the plan on the agenda in the year before and later.
    """
    versions = list(
        PlanVersion.objects.with_publication(today)
        .filter(plan__year=year, plan__body__slug=settings.MUNICIPALITY.steering_body)
        .exclude(put_forward_as="")
    )
    proposals = [version for version in versions if version.put_forward_as == PlanVersion.Status.PROPOSED]
    days = [version.left_draft_on for version in proposals if version.left_draft_on]
    proposed = min((day for day in days if day.year < year), default=None)
    duties = budget_duties(
        year, election_year=is_election_year(year - 1), proposed=proposed, adopted=_adopted(year, today)
    )
    since = _published(proposals)
    duties += _meetings(
        {version.matter_id for version in versions}, {version.matter_id for version in proposals}, since, year, today
    )
    return in_order(duties)


def _published(proposals: Iterable[PlanVersion]) -> dict[Any, dt.date]:
    """Of each matter, the day on which its proposals were public, all of them; no day while one is not."""
    days: dict[Any, list[dt.date | None]] = {}
    for version in proposals:
        if version.status != PlanVersion.Status.WITHDRAWN:
            days.setdefault(version.matter_id, []).append(public_since(version))
    return {matter: max(day for day in found if day) for matter, found in days.items() if None not in found}


def _adopted(year: int, today: dt.date) -> dt.date | None:
    """The day on which the budget was decided; in an election year the first by the newly elected, if they have.

    What is adopted in the budget year itself is a revision: when the budget was decided, the portal does not know.
    """
    items = DecisionItem.objects.uncorrected(today).filter(
        outcome=PlanVersion.Status.ADOPTED,
        version__plan__year=year,
        version__plan__body__slug=settings.MUNICIPALITY.steering_body,
        decision__date__lt=dt.date(year, 1, 1),
    )
    days = sorted(items.values_list("decision__date", flat=True))
    newly = dt.date(year - 1, *MANDATE_BEGINS) if is_election_year(year - 1) else dt.date.min
    return next((day for day in days if day >= newly), days[0] if days else None)


def _meetings(
    matters: Iterable[Any], proposed: set[Any], since: dict[Any, dt.date], year: int, today: dt.date
) -> list[Duty]:
    """Of the meetings that the matters go to, each once; those ``proposed`` have a proposal of the styrelse's."""
    agenda = AgendaItem.objects.filter(
        matter__in=list(matters),
        meeting__body__slug=settings.MUNICIPALITY.steering_body,
        meeting__date__gte=dt.date(year - 1, 1, 1),
    )
    # Of a meeting's matters, one with a proposal stands for it.
    items = sorted(
        agenda.select_related("meeting"), key=lambda item: (item.meeting.date, item.matter_id not in proposed, item.pk)
    )
    done = _minutes([item.meeting_id for item in items], today)
    duties, told = [], set()
    for item in items:
        if item.meeting_id in told:
            continue
        told.add(item.meeting_id)
        events = done.get(item.meeting_id, {})
        duties += meeting_duties(
            item.meeting.date,
            announced=item.meeting.announced_on,
            published=since.get(item.matter_id),
            approved=events.get(MinutesEventKind.APPROVED),
            posted=events.get(MinutesEventKind.POSTED),
            is_budget=item.matter_id in proposed,
        )
    return duties


def _minutes(meetings: list[int], today: dt.date) -> dict[Any, dict[str, dt.date]]:
    """Of each meeting, the first day on which its minutes were approved and posted."""
    events = MinutesEvent.objects.filter(
        decision__meeting__in=meetings, date__lte=today, kind__in=(MinutesEventKind.APPROVED, MinutesEventKind.POSTED)
    ).order_by("-date", "-pk")  # fmt: skip
    found: dict[Any, dict[str, dt.date]] = {}
    for meeting, kind, date in events.values_list("decision__meeting", "kind", "date"):
        found.setdefault(meeting, {})[kind] = date
    return found
