"""The only module that changes a beslutsgång: its steps, and how each is settled.

Each function is one transaction, takes ``by`` (a user) and ``at`` (an aware datetime), and raises ``ProcedureError``
with a Swedish message, and the law's paragraph where there is one, before anything is stored. ``assembly.questions``
holds the order of the steps and writes them out, ``assembly.progress`` says which one is next. Votes are
``assembly.voting``'s, and the decision that it leads to is ``assembly.registering``'s to put beside it.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from assembly import stepping
from assembly.locking import changing
from assembly.models import Procedure, Requester, RollCall, Step
from assembly.models.procedures import POSTPONED, POSTPONING
from assembly.progress import ProcedureError, Progress, progress_of, resulting_outcomes
from assembly.questions import Question, written_out
from assembly.questions import fault as order_fault
from assembly.serving import Place, Serving
from goals.dates import written
from goals.models import AgendaItem, Person
from goals.models.bodies import BodyKind
from goals.transitions import OPEN

__all__ = [
    "ProcedureError", "Progress", "appoint_chair", "approve", "postponed_by_minority", "progress_of",
    "reopen", "request_postponement", "resulting_outcomes", "set_steps", "settle", "start",
    "written_out",
]  # fmt: skip

_log = logging.getLogger(__name__)
Kind, Method, Answer = Step.Kind, Step.Method, Step.Outcome
LAW_OF_THE_THIRD = "kommunallagen 5 kap. 50 §"


def start(*, item: AgendaItem, by: Any, at: dt.datetime, chair: Person | None = None) -> Procedure:
    """Begin the beslutsgång of a matter at a meeting."""
    with changing(item.meeting_id, Procedure, ProcedureError):
        if Procedure.objects.filter(item=item).exists():
            raise ProcedureError("Ärendet har redan en beslutsgång vid sammanträdet.")
        procedure = Procedure.objects.create(item=item, chair=chair)
    _told(procedure, "started", by)
    return procedure


def appoint_chair(*, procedure: Procedure, chair: Person, by: Any, at: dt.datetime) -> Procedure:
    """Who leads the matter and has the casting vote: one of those who serve at its §."""
    with _changing(procedure):
        procedure = stepping.undecided(procedure)
        serving = stepping.serving_in(procedure)
        if serving.place_of(chair) is None:
            raise ProcedureError(f"{chair} tjänstgör inte i ärendet och kan inte leda det.")
        procedure.chair = chair
        procedure.save(update_fields=["chair"])
    _told(procedure, "has a chair", by)
    return procedure


def set_steps(*, procedure: Procedure, questions: Sequence[Question], by: Any, at: dt.datetime) -> list[Step]:
    """The steps still to come, in the place of those that were. Those settled or voted on stay and come first.

    The meeting approves the beslutsgång anew when it is changed.
    """
    with _changing(procedure):
        procedure = stepping.undecided(procedure)
        progress = progress_of(procedure)
        if progress.postponed is not None:
            raise ProcedureError("Ärendet är uppskjutet. Det finns inget mer att avgöra i dag.")
        voted = set(RollCall.objects.filter(step__procedure=procedure).values_list("step", flat=True))
        begun = [found.step for found in progress.steps if found.step.outcome or found.step.pk in voted]
        if wrong := order_fault([*(step.kind for step in begun), *(question.kind for question in questions)]):
            raise ProcedureError(wrong)
        _check_versions(procedure, questions)
        procedure.steps.exclude(pk__in=[step.pk for step in begun]).delete()
        first = begun[-1].number + 1 if begun else 1
        Step.objects.bulk_create(
            _step(procedure, number, question) for number, question in enumerate(questions, start=first)
        )
        procedure.approved_at = None
        procedure.save(update_fields=["approved_at"])
        stepping.carry_winners(procedure)
    _told(procedure, "has new steps", by)
    return list(procedure.steps.order_by("number"))


def approve(*, procedure: Procedure, by: Any, at: dt.datetime) -> Procedure:
    """The meeting approves the beslutsgång; nothing in it is settled before."""
    with _changing(procedure):
        procedure = stepping.undecided(procedure)
        stepping.check_day(procedure, at, "Beslutsgången godkänns")
        if wrong := order_fault(procedure.steps.order_by("number").values_list("kind", flat=True)):
            raise ProcedureError(wrong)
        procedure.approved_at = at
        procedure.save(update_fields=["approved_at"])
    _told(procedure, "approved", by)
    return procedure


def settle(*, step: Step, outcome: str, by: Any, at: dt.datetime, reasons: str = "") -> Step:
    """The chair finds by acclamation that the meeting has answered ja or nej (kommunallagen 5:53)."""
    with _changing(step.procedure):
        found = stepping.next_step(step, at)
        if outcome not in Answer.values:
            raise ProcedureError("Ange om svaret var ja eller nej.")
        stepping.check_quorum(stepping.serving_in(found.step.procedure))
        stepping.settle(found.step, method=Method.ACCLAMATION, outcome=outcome, at=at, reasons=reasons)
    _told(step.procedure, f"step {step.pk} settled by acclamation", by)
    return found.step


def request_postponement(
    *, step: Step, people: Collection[Person], by: Any, at: dt.datetime, reasons: str = ""
) -> Step:  # fmt: skip
    """At least a third of those present have the matter postponed, without any vote (kommunallagen 5:50).

    Once per matter: after that a simple majority is needed, however many readings follow. The reasons of an
    återremiss are in the words of those who request it.
    """
    with _changing(step.procedure):
        found = stepping.next_step(step, at)
        procedure, step = found.step.procedure, found.step
        if step.kind not in POSTPONING:
            raise ProcedureError(f"Bara återremiss och bordläggning kan begäras av en minoritet ({LAW_OF_THE_THIRD}).")
        if procedure.item.meeting.body.kind != BodyKind.COUNCIL:
            raise ProcedureError(
                "En minoritets rätt gäller i fullmäktige. Här krävs enkel majoritet (kommunallagen 6 kap. 33 §)."
            )
        serving = stepping.serving_in(procedure)
        stepping.check_quorum(serving)
        places = _places(serving, people)
        if earlier := postponed_by_minority(procedure):
            raise ProcedureError(
                f"Ärendet sköts upp på begäran av en minoritet {written(earlier.procedure.item.meeting.date)}. "
                f"Nu krävs enkel majoritet ({LAW_OF_THE_THIRD})."
            )
        if len(places) < serving.minority:
            raise ProcedureError(
                f"{len(places)} av {serving.present} närvarande begär det. Det krävs minst en tredjedel, "
                f"{serving.minority} ({LAW_OF_THE_THIRD})."
            )
        if step.kind == Kind.REMIT and not reasons.strip():
            raise ProcedureError(f"De som begär återremiss skriver motiveringen ({LAW_OF_THE_THIRD}).")
        Requester.objects.bulk_create(Requester(step=step, seat=place.seat, person=place.person) for place in places)
        stepping.settle(step, method=Method.MINORITY, outcome=POSTPONED, at=at, reasons=reasons)
    _told(procedure, f"step {step.pk} requested by a minority", by)
    return step


def reopen(*, step: Step, by: Any, at: dt.datetime) -> Step:
    """Take back how a step was settled, while nothing after it has begun. A vote is voided instead."""
    with _changing(step.procedure):
        step = stepping.locked(step)
        if not step.outcome:
            raise ProcedureError("Steget är inte avgjort.")
        if step.method == Method.VOTE:
            raise ProcedureError("Steget är avgjort genom omröstning. Gör om omröstningen, med skäl.")
        stepping.unsettle(step)
    _told(step.procedure, f"step {step.pk} reopened", by)
    return step


def postponed_by_minority(procedure: Procedure) -> Step | None:
    """The step by which a minority had the matter postponed before, at any other meeting; None if none did."""
    earlier = Step.objects.filter(
        procedure__item__matter=procedure.item.matter_id, method=Method.MINORITY, outcome=POSTPONED
    )
    return (
        earlier.exclude(procedure=procedure)
        .select_related("procedure__item__meeting")
        .order_by("-procedure__item__meeting__date")
        .first()
    )


def _places(serving: Serving, people: Collection[Person]) -> list[Place]:
    """The places of those who request, each once; raises ProcedureError for one who does not serve."""
    places = {}
    for person in people:
        place = serving.place_of(person)
        if place is None:
            raise ProcedureError(f"{person} tjänstgör inte i ärendet och kan inte begära det.")
        places[place.seat.pk] = place
    return list(places.values())


def _check_versions(procedure: Procedure, asked: Iterable[Question]) -> None:
    """Only what has been put forward in the matter can be decided on."""
    for version in {proposal.version for question in asked for proposal in (question.yes, question.no)} - {None}:
        if version.matter_id != procedure.item.matter_id:
            raise ProcedureError(f"{version.name} hör inte till ärendet.")
        if version.status not in OPEN:
            raise ProcedureError(f"{version.name} är {version.get_status_display().lower()} och kan inte beslutas.")


def _step(procedure: Procedure, number: int, question: Question) -> Step:
    return Step(
        procedure=procedure, number=number, kind=question.kind, title=question.title,
        yes_text=question.yes.text, yes_version=question.yes.version,
        no_text=question.no.text, no_version=question.no.version,
    )  # fmt: skip


def _changing(procedure: Procedure) -> Any:
    return changing(procedure.item.meeting_id, Step, ProcedureError)


def _told(procedure: Procedure, what: str, by: Any) -> None:
    _log.info("procedure %s: %s, by %s", procedure.pk, what, getattr(by, "pk", None))
