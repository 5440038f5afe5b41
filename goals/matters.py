"""What happened in a matter, in time order: versions put forward, meetings held, decisions taken. Public parts only."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from django.db.models import Q
from django.urls import reverse

from goals.dates import written
from goals.models import Decision, Matter, PlanVersion
from goals.presenting import correction_of, day_words, for_cards, outcome_words
from goals.publication import public_since
from goals.status_on_a_day import label_on_day, settled_by

_SEPARATORS = re.compile(r"[^a-z0-9åäö]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``when`` is the day in words; ``date`` orders it."""

    date: dt.date
    rank: int  # within a day: version, meeting, decision
    kind: str
    label: str
    when: str
    url: str = ""
    note: str = ""
    is_example: bool = False
    is_date_known: bool = True
    is_struck: bool = False


@dataclass(frozen=True, slots=True)
class History:
    entries: list[Entry] = field(default_factory=list)
    versions: list[PlanVersion] = field(default_factory=list)
    version_id: int | None = None  # the version that the matter led to, or the last one put forward


def dnr_slug(dnr: str) -> str:
    """ "KS 2021/123" as an address has it: "ks-2021-123"."""
    return _SEPARATORS.sub("-", dnr.casefold()).strip("-")


def matter_by_dnr(slug: str) -> Matter | None:
    """The matter whose diarienummer the address spells; one query."""
    words = [word for word in dnr_slug(slug).split("-") if word]
    if not words:
        return None
    holds_all = reduce(and_, (Q(dnr__icontains=word) for word in words))
    return next(
        (matter for matter in Matter.objects.filter(holds_all) if dnr_slug(matter.dnr or "") == "-".join(words)), None
    )


def history_of(matter: Matter, today: dt.date) -> History:
    """Everything public in the matter, the earliest first."""
    versions = list(
        PlanVersion.objects.public(today)
        .with_adoption(today)
        .with_publication(today)
        .annotate(settled_as=settled_by(today))
        .filter(matter=matter)
        .select_related("plan__body")
        .order_by("number")
    )
    decisions = list(for_cards(Decision.objects.filter(matter=matter, date__lte=today).order_by("date", "pk"), today))
    entries = [_version_entry(version) for version in versions]
    entries += [_decision_entry(decision, today) for decision in decisions]
    entries += _meeting_entries(matter, decisions, today)
    adopted = [version for version in versions if version.adopted_on]  # type: ignore[attr-defined]
    last = (adopted or versions)[-1:]
    return History(sorted(entries, key=lambda entry: (entry.date, entry.rank)), versions, last[0].pk if last else None)


def _version_entry(version: PlanVersion) -> Entry:
    day = public_since(version) or version.left_draft_on
    assert day is not None  # a public version has left utkast
    by = f"Förslag av {version.proposed_by}. " if version.proposed_by else ""
    return Entry(
        date=day,
        rank=0,
        kind="Version",
        label=version.name,
        when=written(day),
        url=version.get_absolute_url(),
        note=f"{by}Nu: {label_on_day(version).lower()}.",
        is_example=version.is_example,
    )


def _decision_entry(decision: Decision, today: dt.date) -> Entry:
    corrected_by = correction_of(decision, today)
    note = outcome_words(list(decision.items.all())) + "."
    if corrected_by:
        note = f"Rättat {written(corrected_by.date)}. {note}"
    elif decision.corrects:
        note = f"Rättar beslutet den {written(decision.corrects.date)}. {note}"
    return Entry(
        date=decision.date,
        rank=2,
        kind=f"Beslut i {decision.body.name}" if decision.body.name[:1].islower() else f"Beslut, {decision.body.name}",
        label=decision.title,
        when=day_words(decision),
        url=reverse("decision", args=[decision.slug]),
        note=note,
        is_date_known=decision.date_is_known,
        is_struck=corrected_by is not None,
    )


def _meeting_entries(matter: Matter, decisions: list[Decision], today: dt.date) -> list[Entry]:
    """Meetings with the matter on the agenda, once announced or held, that no decision here already speaks of."""
    told = {decision.meeting_id for decision in decisions}
    public = Q(announced_on__lte=today) | Q(date__lte=today)
    meetings = matter.meetings.filter(public).select_related("body").order_by("date")
    return [
        Entry(
            date=meeting.date,
            rank=1,
            kind="Sammanträde",
            label=meeting.body.title,
            when=written(meeting.date),
            url=meeting.get_absolute_url(),
            note="Tillkännagivet " + written(meeting.announced_on) + "." if meeting.announced_on else "",
        )
        for meeting in meetings
        if meeting.pk not in told
    ]
