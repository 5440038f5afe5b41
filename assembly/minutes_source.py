"""Where the text for the protokoll is read: a registered decision, or a beslutsgång before there is one."""

from __future__ import annotations

from assembly.authors import label_of, with_party
from assembly.disqualified import aside_at
from assembly.minutes_text import MinutesText, Proposition, Said, Vote, in_words
from assembly.models import Declaration, Procedure, Step
from assembly.presenting import ShownRollCall, roll_calls_of
from assembly.serving import serving_at
from goals.models import AgendaItem, Decision, DecisionPoint, DecisionText, Meeting, PlanVersion
from goals.models.decisions import DecisionTextKind as Kind
from goals.presenting import votes_words
from goals.transitions import Outcome

# What a text says where only its kind and its author are known; the protokoll says that in words of its own.
IN_WORDS = {Kind.RESERVATION.value: "Reservation.", Kind.DECLINES.value: "Deltar inte i beslutet."}


def text_of_decision(decision: Decision) -> MinutesText:
    """All that is registered of the decision, with the votes by name where they were given in the portal."""
    texts: dict[str, list[Said]] = {kind: [] for kind in Kind.values}
    for row in decision.texts.select_related("person__party", "party"):
        texts[row.kind].append(Said(author_of(row), "" if row.text == IN_WORDS.get(row.kind) else row.text))
    procedure = (
        Procedure.objects.filter(decision=decision).select_related("item__meeting__body", "chair__party").first()
    )
    return MinutesText(
        title=decision.title,
        body=decision.body.name,
        paragraph=decision.paragraph,
        dnr=decision.matter.dnr or "",
        summary=decision.summary,
        points=tuple(point.text for point in texts[Kind.POINT]) or _decided(decision),
        reasons=decision.reasons,
        disqualified=_disqualified(decision.meeting, decision.paragraph),
        motions=tuple(texts[Kind.MOTION]),
        order=tuple(words.text for words in texts[Kind.ORDER]),
        propositions=propositions_of(procedure) if procedure else (),
        votes=votes_words(decision),
        reservations=tuple(texts[Kind.RESERVATION]),
        declines=tuple(texts[Kind.DECLINES]),
        notes=tuple(texts[Kind.NOTE]),
    )


def text_of_item(item: AgendaItem, points: tuple[str, ...] = ()) -> MinutesText:
    """What the beslutsgång of an item has come to so far; settled steps only."""
    procedure = Procedure.objects.filter(item=item).select_related("item__meeting__body", "chair__party").first()
    declared = declared_in(procedure) if procedure else {}
    return MinutesText(
        title=item.matter.title,
        body=item.meeting.body.name,
        paragraph=item.paragraph,
        dnr=item.matter.dnr or "",
        points=points,
        disqualified=_disqualified(item.meeting, item.paragraph),
        motions=tuple(declared.get(Kind.MOTION, ())),
        propositions=propositions_of(procedure) if procedure else (),
        reservations=tuple(declared.get(Kind.RESERVATION, ())),
        declines=tuple(declared.get(Kind.DECLINES, ())),
        notes=tuple(declared.get(Kind.NOTE, ())),
    )


def _disqualified(meeting: Meeting | None, paragraph: int | None) -> tuple[Said, ...]:
    """Who stepped aside for jäv, and who served instead; nobody where the meeting is not in the portal."""
    return tuple(
        Said(label_of(aside.person), label_of(aside.substitute) if aside.substitute else "")
        for aside in (aside_at(meeting, paragraph) if meeting else [])
    )


def declared_in(procedure: Procedure) -> dict[str, list[Said]]:
    """What was declared, by kind; a yrkande of a version that has no words of its own is bifall to it."""
    found: dict[str, list[Said]] = {}
    for row in Declaration.objects.filter(procedure=procedure).select_related("person__party", "party", "version"):
        text = row.text or (f"bifall till {row.version.name}" if row.version and row.kind == Kind.MOTION else "")
        by = label_of(row.person) if row.person else row.party.name if row.party else ""
        found.setdefault(row.kind, []).append(Said(by, text))
    return found


def propositions_of(procedure: Procedure) -> tuple[Proposition, ...]:
    """The settled steps, in order."""
    steps = list(procedure.steps.exclude(outcome="").prefetch_related("requesters__person__party").order_by("number"))
    calls = roll_calls_of(steps)
    item = procedure.item
    present = serving_at(item.meeting, item.paragraph).present if item.paragraph else 0
    chair = label_of(procedure.chair) if procedure.chair else ""
    return tuple(_proposition(step, calls.get(step.pk, []), present, chair) for step in steps)


def order_in_words(procedure: Procedure) -> list[str]:
    """The beslutsgång as the protokoll tells it, a paragraph a line."""
    body = procedure.item.meeting.body.name
    return [words for one in propositions_of(procedure) for words in in_words(one, body)]


def points_of(version: PlanVersion) -> tuple[str, ...]:
    """The decision points that a version proposes, each on one line. No example stands under a real decision."""
    points = DecisionPoint.objects.filter(version=version, is_example=False).order_by("number")
    return tuple(" ".join(text.split()) for text in points.values_list("text", flat=True))


def adopted_points(outcomes: dict[PlanVersion, Outcome]) -> tuple[str, ...]:
    """The points of the version that is adopted, if one is; where it has none, that it is adopted."""
    adopted = next((version for version, outcome in outcomes.items() if outcome == Outcome.ADOPTED), None)
    return (points_of(adopted) or (f"att anta {adopted.name}",)) if adopted else ()


def _decided(decision: Decision) -> tuple[str, ...]:
    """What the registered outcomes say, where nobody has written the decision's points: what it settled first."""
    named: dict[str, list[str]] = {}
    for item in decision.items.select_related("version").order_by("pk"):
        named.setdefault(item.outcome, []).append(item.version.name)
    if adopted := named.get(Outcome.ADOPTED):
        return tuple(f"att anta {name}" for name in adopted)
    if proposed := named.get(Outcome.PROPOSED):
        return tuple(f"att föreslå fullmäktige att anta {name}" for name in proposed)
    for outcome, words in ((Outcome.REMITTED, "att återremittera ärendet"), (Outcome.TABLED, "att bordlägga ärendet")):
        if outcome in named:
            return (words,)
    return tuple(f"att avslå {name}" for name in named.get(Outcome.REJECTED, ()))


def author_of(text: DecisionText) -> str:
    """As the source writes it, else the person with party, else the party."""
    if text.by or not (text.person or text.party):
        return text.by
    return label_of(text.person) if text.person else text.party.name if text.party else ""


def _proposition(step: Step, calls: list[ShownRollCall], present: int, chair: str) -> Proposition:
    call = next((call for call in calls if not call.void_reason), None)
    votes: tuple[Vote, ...] = ()
    if call is not None:
        votes = tuple(Vote(with_party(vote.name, vote.party), vote.choice) for vote in call.votes)
    return Proposition(
        kind=step.kind, yes=step.yes_text, no=step.no_text, is_yes=step.outcome == Step.Outcome.YES,
        method=step.method, chair=(call.chair if call else "") or chair, votes=votes,
        casting_vote=call.casting_vote if call else "",
        requesters=tuple(label_of(row.person) for row in step.requesters.all()), present=present,
        reasons=step.reasons,
    )  # fmt: skip
