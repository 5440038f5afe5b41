"""What the form of a decision holds when it opens: what the beslutsgång came to, or what is to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assembly.decision_cases import Case
from assembly.minutes_source import adopted_points, author_of, declared_in, order_in_words, points_of, propositions_of
from assembly.minutes_text import Said
from assembly.models import Procedure
from assembly.progress import ProcedureError, resulting_outcomes
from goals.models import Decision, PlanVersion
from goals.models.decisions import DecisionMethod
from goals.models.decisions import DecisionTextKind as Kind
from goals.transitions import OPEN, Outcome

LISTED = (Kind.MOTION, Kind.RESERVATION, Kind.DECLINES, Kind.NOTE)


@dataclass(frozen=True)
class Prefilled:
    """Initial values by the form's field names, and the texts by kind."""

    fields: dict[str, object]
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    texts: Mapping[str, list[Said]] = field(default_factory=dict)


def prefilled(case: Case) -> Prefilled:
    if case.corrects is not None:
        return _of_decision(case, case.corrects)
    if case.procedure is not None:
        return _of_procedure(case, case.procedure)
    waiting = [version for version in case.versions if version.status in OPEN]
    fields = _own(case)
    if len(waiting) == 1 and waiting[0].plan.body_id == case.meeting.body_id:
        fields["points"] = "\n".join(points_of(waiting[0]))
    return Prefilled(fields)


def _own(case: Case) -> dict[str, object]:
    item = case.item
    return {"date": case.meeting.date, "paragraph": item.paragraph if item else None, "title": case.matter.title}


def _of_procedure(case: Case, procedure: Procedure) -> Prefilled:
    """Nothing is prefilled of the outcome while a question lacks its answer."""
    try:
        outcomes = resulting_outcomes(procedure)
    except ProcedureError:
        outcomes = {}
    fields = _own(case) | {"chair": procedure.chair_id, "order": "\n".join(order_in_words(procedure))}
    fields["points"] = "\n".join(_points(case, outcomes))
    settled = propositions_of(procedure)
    fields["method"] = DecisionMethod.ACCLAMATION if settled else DecisionMethod.UNKNOWN
    deciding = next((one for one in reversed(settled) if one.kind != "addition"), None)
    if deciding is not None and deciding.method == "vote" and deciding.votes:
        fields["method"] = DecisionMethod.VOTE
        names = {"votes_yes": "yes", "votes_no": "no", "votes_abstained": "abstain", "votes_absent": "absent"}
        fields |= {name: deciding.count(choice) for name, choice in names.items()}
    fields["reasons"] = "\n\n".join(one.reasons for one in settled if one.reasons)
    known = {version.pk for version in case.versions}
    return Prefilled(
        fields,
        {version.pk: outcome for version, outcome in outcomes.items() if version.pk in known},
        declared_in(procedure),
    )


def _points(case: Case, outcomes: dict[PlanVersion, Outcome]) -> tuple[str, ...]:
    if Outcome.REMITTED in outcomes.values():
        return ("att återremittera ärendet",)
    if Outcome.TABLED in outcomes.values():
        return ("att bordlägga ärendet",)
    return adopted_points(outcomes)


def _of_decision(case: Case, decision: Decision) -> Prefilled:
    """Everything as the decision that is to be corrected has it."""
    texts: dict[str, list[Said]] = {kind: [] for kind in Kind.values}
    for row in decision.texts.select_related("person__party", "party"):
        texts[row.kind].append(Said(author_of(row), row.text))
    votes = {name: getattr(decision, name) for name in ("votes_yes", "votes_no", "votes_abstained", "votes_absent")}
    fields: dict[str, object] = {
        "date": case.meeting.date, "paragraph": decision.paragraph, "title": decision.title,
        "minutes_url": decision.minutes_url, "method": decision.method, "chair": decision.chair_id,
        "summary": decision.summary, "reasons": decision.reasons, **votes,
        "points": "\n".join(said.text for said in texts[Kind.POINT]),
        "order": "\n".join(said.text for said in texts[Kind.ORDER]),
    }  # fmt: skip
    return Prefilled(
        fields,
        {item.version_id: Outcome(item.outcome) for item in decision.items.all()},
        {kind: texts[kind] for kind in LISTED},
    )
