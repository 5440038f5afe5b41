"""Decisions as the components read them: what is known, in words, and what the source leaves open as empty text."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from goals.appeals import Appeal, appeal_on
from goals.dates import written
from goals.models import Decision, DecisionItem, MinutesEvent, MinutesFile, PlanVersion

UNKNOWN_DAY = "Dagen framgår inte av källan"
NO_DOCUMENT = "Handlingen är inte inlagd i portalen"
PREPARATORY = {DecisionItem.Outcome.PROPOSED, DecisionItem.Outcome.TABLED, DecisionItem.Outcome.REMITTED}


def for_cards(decisions: QuerySet[Decision], today: dt.date) -> QuerySet[Decision]:
    """Decisions with what ``decision_card`` reads, in three queries whatever their number."""
    found = decisions.select_related("body", "matter", "meeting", "corrects", "corrected_by").prefetch_related(
        Prefetch("items", public_items(today)), "events"
    )
    return found.annotate(has_file=Exists(MinutesFile.objects.readable().filter(decision=OuterRef("pk"))))


def public_items(today: dt.date) -> QuerySet[DecisionItem]:
    """Outcomes, each knowing whether its version is public (``is_public``); what is not is never named."""
    public = PlanVersion.objects.public(today).filter(pk=OuterRef("version"))
    return DecisionItem.objects.select_related("version__plan__body").annotate(is_public=Exists(public)).order_by("pk")


def decision_card(decision: Decision, on: dt.date) -> dict[str, Any]:
    """A decision as components/decision_card.html reads it, as things stood on the day."""
    appeal = appeal_of(decision, on)
    corrected_by = correction_of(decision, on)
    return {
        "title": decision.title,
        "url": decision.get_absolute_url(),
        "date": decision.date,
        "is_date_unknown": not decision.date_is_known,
        "body": decision.body.title,
        "paragraph": paragraph_words(decision),
        "matter": decision.matter.dnr or "",
        "matter_title": decision.matter.title,
        "matter_url": decision.matter.get_absolute_url(),
        "outcome": outcome_words(list(decision.items.all())),
        "how": method_words(decision),
        "minutes_url": minutes_url(decision),
        "appeal": appeal.sentence if appeal else "",
        "corrected_by_url": corrected_by.get_absolute_url() if corrected_by else "",
        "corrects_url": decision.corrects.get_absolute_url() if decision.corrects else "",
        "is_example": False,
    }


def paragraph_words(decision: Decision) -> str:
    return f"§ {decision.paragraph}" if decision.paragraph else ""


def method_words(decision: Decision) -> str:
    """Acklamation or omröstning; empty when the source does not say."""
    return "" if decision.method == Decision.Method.UNKNOWN else decision.get_method_display()


def outcome_words(items: list[DecisionItem]) -> str:
    """What became of the versions: "Antagen: Reviderad mål och budget 2022"."""
    if not items:
        return NO_DOCUMENT
    return ". ".join(f"{item.get_outcome_display()}: {version_name(item)}" for item in items)


def version_name(item: DecisionItem) -> str:
    return item.version.name if item.is_public else "en version som inte är offentlig än"  # type: ignore[attr-defined]


def correction_of(decision: Decision, on: dt.date) -> Decision | None:
    """The decision that had corrected this one by the day."""
    corrected_by: Decision | None = getattr(decision, "corrected_by", None)
    return corrected_by if corrected_by and corrected_by.date <= on else None


def minutes_url(decision: Decision) -> str:
    """The minutes: as the decision has it, else where they were published last, else the file that is stored here.

    The last of decisions fetched by ``for_cards``.
    """
    file = minutes_file_url(decision) if getattr(decision, "has_file", False) else ""
    return decision.minutes_url or published_minutes(decision) or file


def published_minutes(decision: Decision) -> str:
    """Where the latest event says that the minutes were published."""
    published = [event.url for event in decision.events.all() if event.kind == MinutesEvent.Kind.MINUTES and event.url]
    return published[-1] if published else ""


def minutes_file_url(decision: Decision) -> str:
    """The protokoll that is stored here; the address is there once a file is."""
    return reverse("decision_minutes", args=[decision.slug])


def latest_file(decision: Decision) -> MinutesFile | None:
    """What is known of the file stored last; its content stays in the database. None too when that one is masked."""
    file = MinutesFile.objects.filter(decision=decision).defer("content").order_by("-pk").first()
    return None if file is None or file.is_masked else file


def file_size(size: int) -> str:
    """ "2,4 MB"; less than a tenth in kB."""
    if size < 100_000:
        return f"{max(1, round(size / 1000))}\u00a0kB"
    return f"{size / 1_000_000:.1f}\u00a0MB".replace(".", ",")


def appeal_of(decision: Decision, on: dt.date) -> Appeal | None:
    """What can be said of appeal on the day; None as long as no anslag is known."""
    events = [(event.kind, event.date) for event in decision.events.all()]
    return appeal_on(on, events, is_preparatory=is_preparatory(decision))


def is_preparatory(decision: Decision) -> bool:
    """Whether it only prepares another body's decision, and cannot be appealed itself (kommunallagen 13:2)."""
    items = list(decision.items.all())
    proposes = bool(items) and all(item.outcome in PREPARATORY for item in items)
    return proposes and decision.body.slug != settings.MUNICIPALITY.steering_body


def day_words(decision: Decision) -> str:
    """ "29 november 2021", or that the day is not known and which day it was at the latest."""
    day = written(decision.date)
    return day if decision.date_is_known else f"{UNKNOWN_DAY}, senast {day}"


def votes_table(decision: Decision) -> dict[str, Any] | None:
    """The votes as components/table.html reads them; None when they are not known."""
    if decision.votes_yes is None:
        return None
    votes = {
        "Ja": decision.votes_yes,
        "Nej": decision.votes_no,
        "Avstår": decision.votes_abstained,
        "Frånvarande": decision.votes_absent,
    }
    rows = [{"head": head, "url": "", "cells": [_number(str(count))]} for head, count in votes.items()]
    return {
        "caption": "Omröstningen",
        "columns": [{"label": "Röst", "is_number": False}, {"label": "Antal", "is_number": True}],
        "rows": rows,
        "ident": "omrostning",
    }


def votes_words(decision: Decision) -> str:
    """ "16 ja, 14 nej, 1 avstod, ingen frånvarande." Empty when the votes are not known.

    As many ja as nej: then the chair's casting vote decided, there is no other way (kommunallagen 5:56).
    """
    if decision.votes_yes is None:
        return ""
    absent = f"{decision.votes_absent} frånvarande" if decision.votes_absent else "ingen frånvarande"
    abstained = f"{decision.votes_abstained} avstod" if decision.votes_abstained else "ingen avstod"
    words = f"{decision.votes_yes} ja, {decision.votes_no} nej, {abstained}, {absent}."
    is_tie = decision.votes_yes == decision.votes_no
    return f"{words} Rösterna är lika många: ordförandens utslagsröst avgjorde." if is_tie else words


def _number(text: str) -> dict[str, Any]:
    return {"text": text, "is_number": True, "note": "", "is_missing": False}
