"""The only module that opens a roll call, stores votes and closes it (kommunallagen 5:53–56). Open, and by name.

Each function is one transaction and raises ``VotingError`` with a Swedish message, and the law's paragraph where there
is one; then nothing is changed. A ballot is only added: a changed vote is the seat's next number, and the highest
counts. What a phone sends twice is stored once (``token``), and of two who change a vote at once the second is shown
what the first one did (``seen``). docs/adr/0017 says why it is so; ``assembly.ballots`` reads.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.crypto import salted_hmac

from assembly import stepping
from assembly.ballots import VotingError, calling_list, calling_order, open_for, own_ballot, result_of, roll_call_of
from assembly.locking import changing, lasting, telling_unwritten
from assembly.models import Ballot, RollCall, Step
from assembly.progress import ProcedureError
from assembly.serving import serving_at
from assembly.tally import Result
from goals.models import Meeting, Person, Seat, Service
from goals.refusals import refusal

__all__ = [
    "VotingConflict", "VotingError", "calling_list", "calling_order", "cast", "close", "decide_tie", "enter",
    "open_for", "open_roll_call", "own_ballot", "result_of", "void",
]  # fmt: skip

_log = logging.getLogger(__name__)
Choice = Ballot.Choice


class VotingConflict(VotingError):  # noqa: N818  (it is what happened, not a fault)
    """The seat's vote was changed since the form was made. ``ballot`` is how it stands now."""

    def __init__(self, message: str, ballot: Ballot | None) -> None:
        super().__init__(message)
        self.ballot = ballot


def open_roll_call(*, step: Step, form: str, by: Any, at: dt.datetime, chair: Person | None = None) -> RollCall:
    """Open a vote on the next step of its beslutsgång, with the propositions as they are written out now.

    One roll call at a time is open in a meeting. ``chair`` is the beslutsgång's unless said; they serve, since theirs
    is the casting vote.
    """
    if form not in RollCall.Form.values:
        raise VotingError("Välj upprop eller egna telefoner.")
    with _changing(step):
        found = stepping.next_step(step, at, "Omröstningar öppnas")
        procedure = found.step.procedure
        serving = stepping.serving_in(procedure)
        stepping.check_quorum(serving)
        chair = chair or procedure.chair
        if chair is None:
            raise VotingError("Ange först vem som är ordförande i ärendet.")
        if serving.place_of(chair) is None:
            raise VotingError(f"{chair} tjänstgör inte i ärendet och kan inte leda omröstningen.")
        open_calls = RollCall.objects.filter(closed_at__isnull=True, void_reason="")
        if open_calls.filter(step__procedure__item__meeting=procedure.item.meeting_id).exists():
            raise VotingError("En annan omröstning pågår i sammanträdet. Avsluta den först.")
        last = found.step.roll_calls.aggregate(last=Max("number"))["last"] or 0
        roll_call = RollCall.objects.create(
            step=found.step, number=last + 1, form=form, yes_text=found.step.yes_text, no_text=found.step.no_text,
            chair=chair, opened_at=at, opened_by=by,
        )  # fmt: skip
    _told(roll_call, "opened", by)
    return roll_call


def cast(*, roll_call: RollCall, person: Person, choice: str, seen: int, token: str, at: dt.datetime) -> Ballot:
    """A member's own vote, from a phone. The ballot's ``receipt`` tells that this very vote was stored.

    ``seen`` is the number of the vote that the form showed (0: none); ``token`` is the form's own, so that what is sent
    again has the same receipt, even after the roll call was closed. Raises VotingConflict when the vote was changed
    in between.
    """
    roll_call = roll_call_of(roll_call.pk)
    if not token:
        raise VotingError("Formuläret är inte helt. Ladda om sidan och rösta igen.")
    if choice not in {Choice.YES, Choice.NO, Choice.ABSTAIN}:
        raise VotingError("Välj ja, nej eller avstår.")
    receipt = _receipt(roll_call, person.pk, token)
    if sent := _sent_before(receipt, choice):
        return sent
    _check_open(roll_call)
    if roll_call.form != RollCall.Form.PHONES:
        raise VotingError("Omröstningen sker genom upprop. Svara när ditt namn ropas upp.")
    service = _service(roll_call, person=person)
    if service is None:
        raise VotingError("Du tjänstgör inte i ärendet och har ingen röst i det (kommunallagen 5 kap. 17 och 47 §§).")
    try:
        return _add(roll_call, service, choice, seen=seen, receipt=receipt, at=at)
    except VotingConflict:
        # Sent twice at once, by an impatient thumb: the first one stored it.
        if sent := _sent_before(receipt, choice):
            return sent
        raise


def enter(
    *, roll_call: RollCall, seat: Seat, choice: str, by: Any, at: dt.datetime, seen: int | None = None
) -> Ballot:  # fmt: skip
    """What was answered aloud for a seat, tapped by the secretary. The same answer again changes nothing.

    ``seen`` as in ``cast``; None writes over whatever is there. While members vote from their phones, only a seat that
    has not voted is entered: nobody writes over a vote that they are not shown.
    """
    roll_call = roll_call_of(roll_call.pk)
    _check_open(roll_call)
    if choice not in Choice.values:
        raise VotingError("Välj ja, nej, avstår eller frånvarande.")
    service = _service(roll_call, seat=seat)
    if service is None:
        raise VotingError(f"Ingen tjänstgör på mandat {seat.number} i ärendet.")
    is_hidden = roll_call.form == RollCall.Form.PHONES
    current = None if is_hidden else _current(roll_call, seat)
    if current is not None and current.choice == choice and seen in {None, current.number}:
        return current
    if seen is None:
        seen = current.number if current else 0
    receipt = _receipt(roll_call, seat.pk, uuid.uuid4().hex)
    try:
        return _add(roll_call, service, choice, seen=seen, receipt=receipt, at=at, by=by)
    except VotingConflict as conflict:
        if not is_hidden:
            raise
        raise VotingError(f"{service.person} har redan röstat, och ändrar rösten från sin telefon.") from conflict


def close(*, roll_call: RollCall, by: Any, at: dt.datetime) -> Result:
    """Close and count. Seats without a vote are absent, those that nobody serves on too. The step is settled by it,
    unless there is a tie: that the chair decides (``decide_tie``)."""
    with _changing(roll_call.step):
        roll_call = _locked(roll_call)
        _check_open(roll_call)
        stepping.undecided(roll_call.step.procedure)
        item = roll_call.step.procedure.item
        answered = set(roll_call.ballots.values_list("seat", flat=True))
        if not answered:
            raise VotingError("Ingen har röstat. En omröstning som inte ska hållas görs om, med skäl.")
        Ballot.objects.bulk_create(
            Ballot(
                roll_call=roll_call, seat=place.seat, person=place.person, party=place.party, choice=Choice.ABSENT,
                receipt=_receipt(roll_call, place.seat.pk, uuid.uuid4().hex), cast_at=at, entered_by=by,
            )
            for place in serving_at(item.meeting, item.paragraph or 0).seats
            if place.seat.pk not in answered
        )  # fmt: skip
        roll_call.closed_at, roll_call.closed_by = at, by
        roll_call.save(update_fields=["closed_at", "closed_by"])
        result = _settled(roll_call, at)
    _told(roll_call, "closed", by)
    return result


def decide_tie(*, roll_call: RollCall, choice: str, by: Any, at: dt.datetime) -> Result:
    """The chair's casting vote (kommunallagen 5:56), beside the chair's own vote in the tally."""
    if choice not in Step.Outcome.values:
        raise VotingError("Utslagsrösten är ja eller nej.")
    with _changing(roll_call.step):
        roll_call = _locked(roll_call)
        result = result_of(roll_call)
        if result.is_void:
            raise VotingError("Omröstningen har gjorts om.")
        if not result.tie:
            raise VotingError("Ordföranden har utslagsröst bara vid lika röstetal (kommunallagen 5 kap. 56 §).")
        if roll_call.casting_vote:
            raise VotingError("Utslagsrösten är redan lagd.")
        stepping.undecided(roll_call.step.procedure)
        roll_call.casting_vote = choice
        roll_call.save(update_fields=["casting_vote"])
        result = _settled(roll_call, at)
    _told(roll_call, "tie decided", by)
    return result


def void(*, roll_call: RollCall, reason: str, by: Any, at: dt.datetime) -> RollCall:
    """The roll call went wrong: it stands with its reason, counts no more, and the step is open for another."""
    reason = reason.strip()
    if not reason:
        raise VotingError("Skriv varför omröstningen görs om.")
    if len(reason) > 300:
        raise VotingError("Skälet är för långt. Skriv högst 300 tecken.")
    with _changing(roll_call.step):
        roll_call = _locked(roll_call)
        if roll_call.void_reason:
            raise VotingError("Omröstningen har redan gjorts om.")
        stepping.undecided(roll_call.step.procedure)
        roll_call.void_reason = reason
        roll_call.save(update_fields=["void_reason"])
        if roll_call.step.outcome:
            stepping.unsettle(roll_call.step)
    _told(roll_call, "voided", by)
    return roll_call


def _settled(roll_call: RollCall, at: dt.datetime) -> Result:
    result = result_of(roll_call)
    if result.outcome:
        stepping.settle_by_vote(roll_call.step, result.outcome, at)
    return result


def _add(
    roll_call: RollCall, service: Service, choice: str, *, seen: int, receipt: str, at: dt.datetime, by: Any = None
) -> Ballot:  # fmt: skip
    """Add the seat's next ballot, if ``seen`` is still the one that stands. Unlocked: the database lets one in."""
    lasting()
    try:
        with telling_unwritten(VotingError), transaction.atomic():
            current = _current(roll_call, service.seat)
            if (current.number if current else 0) != seen:
                raise _conflict(roll_call, current)
            return Ballot.objects.create(
                roll_call=roll_call, seat=service.seat, person=service.person, party=service.person.party,
                choice=choice, number=seen + 1, receipt=receipt, cast_at=at, entered_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        current = _current(roll_call, service.seat)
        if (current.number if current else 0) != seen:
            raise _conflict(roll_call, current) from error
        raise VotingError(refusal(Ballot, error)) from error


def _conflict(roll_call: RollCall, current: Ballot | None) -> VotingConflict:
    """Another vote is there; raises VotingError where it came with the end of the roll call."""
    _check_open(RollCall.objects.get(pk=roll_call.pk))
    stands = f"Den är nu {current.get_choice_display().lower()}." if current else "Den finns inte längre."
    return VotingConflict(f"Rösten för mandatet har ändrats sedan du öppnade sidan. {stands}", current)


def _sent_before(receipt: str, choice: str) -> Ballot | None:
    sent = Ballot.objects.filter(receipt=receipt).select_related("seat").first()
    if sent is not None and sent.choice != choice:
        raise VotingConflict(
            f"Det här formuläret har redan lämnat rösten {sent.get_choice_display().lower()}. "
            "Ladda om sidan för att ändra den.", sent,
        )  # fmt: skip
    return sent


def _current(roll_call: RollCall, seat: Seat) -> Ballot | None:
    return Ballot.objects.filter(roll_call=roll_call, seat=seat).order_by("-number").first()


def _service(roll_call: RollCall, **of: Any) -> Service | None:
    """Who serves in the matter, by person or by seat."""
    item = roll_call.step.procedure.item
    ends_later = Q(to_paragraph__isnull=True) | Q(to_paragraph__gte=item.paragraph or 0)
    found = Service.objects.filter(ends_later, meeting=item.meeting, from_paragraph__lte=item.paragraph or 0, **of)
    return found.select_related("seat", "person__party").first()


def _receipt(roll_call: RollCall, of: int, token: str) -> str:
    """Sixteen signs in groups of four, that nobody can work out for somebody else."""
    digest = salted_hmac("assembly.receipt", f"{roll_call.pk}:{of}:{token}", algorithm="sha256").digest()
    code = base64.b32encode(digest[:10]).decode()
    return "-".join(code[start : start + 4] for start in range(0, 16, 4))


def _check_open(roll_call: RollCall) -> None:
    if roll_call.void_reason:
        raise VotingError("Omröstningen har avbrutits och görs om.")
    if roll_call.closed_at is not None:
        raise VotingError("Omröstningen är avslutad.")


def _locked(roll_call: RollCall) -> RollCall:
    """The roll call as it stands now, when everyone who is storing a vote has done so; new votes wait."""
    RollCall.objects.select_for_update(no_key=True).get(pk=roll_call.pk)
    return roll_call_of(roll_call.pk)


@contextmanager
def _changing(step: Step) -> Iterator[None]:
    """The meeting locked; what beslutsgången refuses is refused here in the same words."""
    (meeting,) = Meeting.objects.filter(agenda__procedure__steps=step.pk).values_list("pk", flat=True)
    try:
        with changing(meeting, RollCall, VotingError):
            yield
    except ProcedureError as error:
        raise VotingError(str(error)) from error


def _told(roll_call: RollCall, what: str, by: Any) -> None:
    _log.info("roll call %s: %s, by %s", roll_call.pk, what, getattr(by, "pk", None))
