"""Matters, meetings and decisions. A version's status changes through ``goals.decisions`` alone, with its own dates."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goals import decisions
from goals.content.loading import Gone, Loading, RowError, store
from goals.content.rows import Folder, Row
from goals.content.sources import source_of
from goals.decision_texts import Text
from goals.models import (
    AgendaItem,
    Body,
    Decision,
    DecisionItem,
    DecisionText,
    Matter,
    Meeting,
    MinutesEvent,
    Party,
    PlanVersion,
)
from goals.transitions import Outcome

_METHODS = {str(value): str(label) for value, label in Decision.Method.choices}
_OUTCOMES = {str(value): str(label) for value, label in DecisionItem.Outcome.choices}
_TEXTS = {str(value): str(label) for value, label in DecisionText.Kind.choices}
_EVENTS = {str(value): str(label) for value, label in MinutesEvent.Kind.choices}
_NUMBERS = ("paragraph", "votes_yes", "votes_no", "votes_abstained", "votes_absent")


def register(loading: Loading) -> None:
    loading.knows("matter", "ärendet", lambda key: Matter.objects.filter(slug=key).first())
    loading.knows("meeting", "sammanträdet", _find_meeting)
    loading.knows("decision", "beslutet", lambda key: Decision.objects.filter(slug=key).first())


def load(folder: Folder, loading: Loading) -> None:
    tables = folder.rows("decisions", ("matter", "meeting", "decision"))
    for row in tables["matter"]:
        _matter(row, loading)
    for row in tables["meeting"]:
        _meeting(row, loading)
    # Oldest first: a version's status follows the latest decision.
    for row in sorted(tables["decision"], key=lambda row: str(row.data.get("date", ""))):
        _decision(row, loading)


def _find_meeting(key: str) -> Meeting | None:
    body, _, date = key.partition("/")
    try:
        return Meeting.objects.select_related("body").filter(body__slug=body, date=dt.date.fromisoformat(date)).first()
    except ValueError:
        return None


def _matter(row: Row, loading: Loading) -> None:
    slug = row.text("slug", required=True)
    fields = {"slug": slug, "title": row.text("title", required=True), "dnr": row.text("dnr") or None}
    row.finish()
    loading.once("matter", slug, row, lambda: store(Matter(**fields)))


def _meeting(row: Row, loading: Loading) -> None:
    body, date = row.text("body", required=True), row.date("date", required=True)
    fields = {
        "date": date,
        "announced_on": row.date("announced_on"),
        "place": row.text("place"),
        "source_url": source_of(row, loading.sources).url,
    }
    matters = row.words("matters")
    row.finish()

    def make() -> None:
        meeting = store(Meeting(body=loading.find("body", body, Body), **fields))
        for slug in matters:
            store(AgendaItem(meeting=meeting, matter=loading.find("matter", slug, Matter)))

    loading.once("meeting", f"{body}/{date}", row, make)


def _decision(row: Row, loading: Loading) -> None:
    slug, matter, body = (row.text(name, required=True) for name in ("slug", "matter", "body"))
    date, is_known = row.date("date", required=True), row.flag("date_is_known", default=True)
    fields: dict[str, Any] = {
        "slug": slug,
        "title": row.text("title", required=True),
        "summary": row.text("summary"),
        "method": row.choice("method", _METHODS, default=Decision.Method.UNKNOWN.value),
        "reasons": row.text("reasons"),
        "minutes_url": row.text("minutes_url"),
        "date_is_known": is_known,
        **{name: row.whole(name) for name in _NUMBERS},
        **source_of(row, loading.sources).fields,
    }
    corrects = row.text("corrects")
    outcomes, texts, events = row.rows("outcome"), row.rows("text"), row.rows("event")
    row.finish()

    def make() -> None:
        assert date is not None
        about = loading.find("matter", matter, Matter)
        decided = {_version(part, loading): _outcome(part, about, date, loading) for part in outcomes}
        words = [_text(part, loading) for part in texts]
        try:
            decision = decisions.register(
                matter=about, body=loading.find("body", body, Body), date=date, by=None, at=loading.at,
                meeting=loading.find("meeting", f"{body}/{date}", Meeting) if is_known else None,
                outcomes=decided, texts=words, corrects=loading.find_or_none("decision", corrects, Decision), **fields,
            )  # fmt: skip
        except decisions.DecisionError as error:
            raise RowError(str(error)) from error
        for part in events:
            _event(decision, part, loading)
        if decision.meeting is not None:
            AgendaItem.objects.get_or_create(meeting=decision.meeting, matter=about)
        if not row.is_sound:
            raise Gone  # the faults are listed already

    loading.once("decision", slug, row, make)


def _version(row: Row, loading: Loading) -> PlanVersion:
    key = row.text("version", required=True)
    version = loading.find("version", key, PlanVersion)
    if not loading.is_ours("version", key):
        raise Gone(f"versionen ”{key}” har skrivits i portalen, inte lästs in")
    version.refresh_from_db()
    return version


def _outcome(row: Row, matter: Matter, date: dt.date, loading: Loading) -> Outcome:
    """What the decision meant for the version, which first leaves utkast if it has not yet.

    Without ``proposed_on`` that happens on the decision's own day, the last one possible.
    """
    outcome = Outcome(row.choice("outcome", _OUTCOMES, default=Outcome.ADOPTED.value))
    proposed_on, published_on = row.date("proposed_on") or date, row.date("published_on")
    row.finish()
    version = _version(row, loading)
    try:
        if version.is_draft and outcome != Outcome.PROPOSED:
            decisions.propose(version=version, matter=matter, on=proposed_on, by=None, at=loading.at)
        if published_on is not None:
            decisions.publish(version=version, on=published_on, by=None, at=loading.at)
    except decisions.DecisionError as error:
        raise RowError(str(error)) from error
    return outcome


def _text(row: Row, loading: Loading) -> Text:
    kind, text = row.choice("kind", _TEXTS, required=True), row.text("text", required=True)
    by, party = row.text("by"), loading.find_or_none("party", row.text("party"), Party)
    row.finish()
    if not (kind and text):
        raise Gone  # the faults are listed already
    return Text(DecisionText.Kind(kind), text, by=by, party=party)


def _event(decision: Decision, row: Row, loading: Loading) -> None:
    kind, date = row.choice("kind", _EVENTS, required=True), row.date("date", required=True)
    note, url = row.text("note"), row.text("url")
    if row.finish() and date is not None:
        try:
            decisions.record_event(
                decision=decision, kind=MinutesEvent.Kind(kind), date=date, by=None, at=loading.at, note=note, url=url
            )
        except decisions.DecisionError as error:
            row.fault(str(error))
