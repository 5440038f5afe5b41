"""What the page of one decision shows: the decision whole, and the thread back to the day and on to the goals."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.urls import reverse

from assembly.presenting import told_of_decision
from framtidsdag.frame import Frame, frame_of_version
from framtidsdag.models import Assignment
from framtidsdag.thread import Station, back
from goals.dates import written
from goals.models import Decision, DecisionItem, DecisionText, GoalStatement, MinutesFile
from goals.presenting import (
    appeal_of,
    correction_of,
    day_words,
    file_size,
    latest_file,
    method_words,
    minutes_file_url,
    paragraph_words,
    published_minutes,
    version_name,
    votes_table,
    votes_words,
)
from goals.queries import AsOf

# Which of several outcomes the thread follows: what was adopted, else what was put forward, else the rest.
_FOLLOWED = (DecisionItem.Outcome.ADOPTED, DecisionItem.Outcome.AMENDED, DecisionItem.Outcome.PROPOSED)

# Facts that are not shown as missing where there are none: the protokoll is linked, a file, or both.
_LEFT_OUT = ("Protokoll", "Protokollet som PDF")


def decision_context(decision: Decision, as_of: AsOf) -> dict[str, Any]:
    """Everything about the decision, which is given with its items, texts and events."""
    # Read as of a day before it was taken, it stands as on its own day; the page says so.
    on = max(as_of.on, decision.date)
    items = list(decision.items.all())
    followed = _followed(items)
    # The thread as it was when the decision was taken: a Framtidsdag held later did not lead to it.
    then = replace(as_of, den=min(decision.date, as_of.today))
    frame = frame_of_version(followed.version_id, then) if followed else Frame(then, version=None, vision="")
    goals = list(GoalStatement.objects.filter(version=followed.version_id).select_related("goal")) if followed else []
    texts: dict[str, list[dict[str, str]]] = {kind: [] for kind in DecisionText.Kind.values}
    for text in decision.texts.all():
        texts[text.kind].append({"number": str(text.number), "text": text.text, "by": _author(text)})
    appeal = appeal_of(decision, on)
    corrected_by = correction_of(decision, on)
    return {
        "decision": decision,
        "day": day_words(decision),
        "items": [_item(item) for item in items],
        "facts": _facts(decision, appeal.sentence if appeal else ""),
        "points": [{"number": p["number"], "text": p["text"], "note": p["by"]} for p in texts[DecisionText.Kind.POINT]],
        "motions": texts[DecisionText.Kind.MOTION],
        "reservations": texts[DecisionText.Kind.RESERVATION],
        "declines": texts[DecisionText.Kind.DECLINES],
        "notes": texts[DecisionText.Kind.NOTE],
        "order": texts[DecisionText.Kind.ORDER],
        "voted": told_of_decision(decision, on),
        "votes": votes_table(decision),
        "votes_words": votes_words(decision),
        "events": _events(decision, on),
        "corrected_by": corrected_by,
        "correction_words": f"Det rättades {written(corrected_by.date)}." if corrected_by else "",
        "goals": goals,
        "assignments": list(Assignment.objects.filter(decision=decision).select_related("day")),
        "frame": frame,
        "as_of": as_of,
        "line": _line(decision, items, frame),
        "aside": _aside(decision, followed, frame, goals),
        "aside_heading": "Tråden genom beslutet",
    }


def _followed(items: list[DecisionItem]) -> DecisionItem | None:
    """The item whose version the thread runs through; a version that is not public is never followed."""
    public = [item for item in items if item.is_public]  # type: ignore[attr-defined]
    order = {outcome: place for place, outcome in enumerate(_FOLLOWED)}
    return min(public, key=lambda item: (order.get(DecisionItem.Outcome(item.outcome), 9), -item.pk), default=None)


def _item(item: DecisionItem) -> dict[str, Any]:
    is_public = item.is_public  # type: ignore[attr-defined]
    return {
        "outcome": item.get_outcome_display(),
        "kind": "referred_back" if item.outcome == DecisionItem.Outcome.REMITTED else item.outcome,
        "name": version_name(item),
        "url": item.version.get_absolute_url() if is_public else "",
        "is_example": is_public and item.version.is_example,
    }


def _author(text: DecisionText) -> str:
    """Who moved or noted it: as the source writes it, else the person with party, else the party."""
    if text.by or not (text.person or text.party):
        return text.by
    if text.person is None:
        return text.party.name if text.party else ""
    return f"{text.person.name} ({text.party.abbreviation})" if text.party else text.person.name


def _facts(decision: Decision, appeal: str) -> list[dict[str, str]]:
    chair = decision.chair
    party = f" ({chair.party.abbreviation})" if chair and chair.party else ""
    link, file = decision.minutes_url or published_minutes(decision), latest_file(decision)
    registered = decision.registered_by_unit if decision.registered_by_id else "Inläst från källan"
    facts = {
        "Beslutat av": (decision.body.title, ""),
        "Dag": (day_words(decision), _meeting_url(decision)),
        "Paragraf": (paragraph_words(decision), ""),
        "Diarienummer": (decision.matter.dnr or "", ""),
        "Ärende": (decision.matter.title, decision.matter.get_absolute_url()),
        "Så fattades det": (method_words(decision), ""),
        "Ordförande": (f"{chair.name}{party}" if chair else "", ""),
        "Protokoll": ("Läs protokollet", link) if link else ("" if file else "Inte länkat", ""),
        "Protokollet som PDF": (_file_words(file), minutes_file_url(decision) if file else ""),
        "Överklagande": (appeal or "Dagen för tillkännagivandet är inte inlagd", ""),
        "Registrerat av": (registered or "Enheten är inte angiven", ""),
    }
    facts = {term: fact for term, fact in facts.items() if fact[0] or term not in _LEFT_OUT}
    return [{"term": term, "text": text, "url": url} for term, (text, url) in facts.items()]


def _file_words(file: MinutesFile | None) -> str:
    return f"{file.name} ({file_size(file.size)})" if file else ""


def _meeting_url(decision: Decision) -> str:
    """The page of the meeting that took the decision, which is the same body's."""
    if decision.meeting is None:
        return ""
    decision.meeting.body = decision.body
    return decision.meeting.get_absolute_url()


def _events(decision: Decision, today: dt.date) -> list[dict[str, Any]]:
    """The decision and what happened to its minutes, for components/timeline.html."""
    first = {"when": day_words(decision), "date": decision.date if decision.date_is_known else None, "kind": "Beslut",
             "label": f"{decision.body.title} beslutade", "url": "", "note": "", "is_example": False}  # fmt: skip
    return [first] + [
        {
            "when": written(event.date),
            "date": event.date,
            "kind": "Protokollet",
            "label": event.get_kind_display(),
            "url": event.url,
            "note": event.note,
            "is_example": False,
        }
        for event in decision.events.all()
        if event.date <= today
    ]


def _line(decision: Decision, items: list[DecisionItem], frame: Frame) -> list[Station]:
    """The thread with this decision on it, in place of the one that the frame's version was last adopted by."""
    proposes = bool(items) and all(item.outcome == DecisionItem.Outcome.PROPOSED for item in items)
    if proposes:
        return back(frame, current="version")
    words, url = _words(decision), decision.get_absolute_url()
    return [
        replace(station, label=words, url=url, is_missing=False) if station.name == "decision" else station
        for station in back(frame, current="decision")
    ]


def _aside(
    decision: Decision, followed: DecisionItem | None, frame: Frame, goals: list[GoalStatement]
) -> list[Station]:
    """Where the decision came from, and what it leads on to."""
    stations = [station for station in back(frame, current="") if station.name == "day"]
    if followed:
        version = followed.version
        stations.append(
            Station("Handlingen", version.name, version.get_absolute_url(), followed.get_outcome_display(),
                    is_example=version.is_example)
        )  # fmt: skip
    stations.append(Station("Beslut", _words(decision), decision.get_absolute_url(), is_current=True))
    if frame.decision_slug and frame.decision_slug != decision.slug:
        stations.append(Station("Beslut i ärendet", frame.decision_body, frame.decision_url))
    stations += [Station("Mål", statement.title, statement.goal.get_absolute_url()) for statement in goals]
    stations.append(Station("Nyckeltal", "Så mäts målen", reverse("kpis")))
    return stations


def _words(decision: Decision) -> str:
    return (
        f"{decision.body.title} {written(decision.date)}"
        if decision.date_is_known
        else f"{decision.body.title}, dagen är okänd"
    )
