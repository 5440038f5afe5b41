"""What is asked of a roll call: who is called and when, who has voted, and the result once it is closed.

Nobody reads the tally before: while members vote from their phones, a ballot is shown to its own voter only. Nothing is
written here; ``assembly.voting`` does that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from assembly.models import Ballot, RollCall
from assembly.serving import Place, holders_of, serving_at
from assembly.tally import Result, Row
from goals.models import Person


class VotingError(ValueError):
    """It cannot be done; the message says in Swedish why, and the state is unchanged."""


@dataclass(frozen=True, slots=True)
class Call:
    """A place in an upprop. ``ballot`` is what was answered; from phones it stays hidden, but not that it was given."""

    place: Place
    has_voted: bool
    is_chair: bool
    ballot: Ballot | None = None


def calling_order(places: Sequence[Place], chair: Person | None) -> list[Place]:
    """Who is called in an upprop: those who serve, by the number of their seat, and the chair last."""
    serving = [place for place in places if place.person is not None]
    return sorted(serving, key=lambda place: (place.person == chair, place.seat.number))


def calling_list(roll_call: RollCall) -> list[Call]:
    """The upprop with what has been answered so far. Five queries."""
    roll_call = roll_call_of(roll_call.pk)
    given = {ballot.seat_id: ballot for ballot in Ballot.objects.counting().filter(roll_call=roll_call)}
    shown = given if roll_call.form == RollCall.Form.ROLL_CALL or roll_call.closed_at is not None else {}
    return [
        Call(place, place.seat.pk in given, place.person == roll_call.chair, shown.get(place.seat.pk))
        for place in calling_order(_serving(roll_call), roll_call.chair)
    ]


def open_for(person: Person, on: dt.date) -> list[RollCall]:
    """The open roll calls of the day in which the person has a vote. One query."""
    item, services = "step__procedure__item", "step__procedure__item__meeting__services"
    ends_later = Q(**{f"{services}__to_paragraph__isnull": True}) | Q(
        **{f"{services}__to_paragraph__gte": F(f"{item}__paragraph")}
    )
    found = RollCall.objects.filter(
        ends_later, closed_at__isnull=True, void_reason="",
        **{
            f"{item}__meeting__date": on,
            f"{services}__person": person,
            f"{services}__from_paragraph__lte": F(f"{item}__paragraph"),
        },
    )  # fmt: skip
    return list(found.select_related(f"{item}__matter", f"{item}__meeting__body", "chair").order_by("opened_at"))


def own_ballot(roll_call: RollCall, person: Person) -> Ballot | None:
    """What the person's vote is as it stands, on whichever seat they serve; None when they have not voted."""
    return Ballot.objects.counting().filter(roll_call=roll_call, person=person).select_related("seat").first()


def result_of(roll_call: RollCall) -> Result:
    """The roll call counted, by name, party and number. Raises VotingError before it is closed. At most three
    queries."""
    roll_call = roll_call_of(roll_call.pk)
    if roll_call.closed_at is None:
        reason = "avbröts" if roll_call.void_reason else "pågår. Rösterna räknas när den är avslutad"
        raise VotingError(f"Omröstningen {reason}.")
    ballots = list(
        Ballot.objects.counting()
        .filter(roll_call=roll_call)
        .select_related("seat__party", "person", "party")
        .order_by("seat__number", "seat")
    )
    meeting = roll_call.step.procedure.item.meeting
    holders = holders_of(meeting, [ballot.seat for ballot in ballots if ballot.person is None])
    rows = [_row(ballot, holders.get(ballot.seat_id), roll_call.chair_id) for ballot in ballots]
    return Result(rows, roll_call.casting_vote, is_void=bool(roll_call.void_reason))


def roll_call_of(pk: int) -> RollCall:
    """The roll call as it stands now, with its step, beslutsgång, matter and meeting."""
    return RollCall.objects.select_related(
        "chair", "step__procedure__item__meeting__body", "step__procedure__item__matter"
    ).get(pk=pk)  # fmt: skip


def _serving(roll_call: RollCall) -> list[Place]:
    item = roll_call.step.procedure.item
    return serving_at(item.meeting, item.paragraph or 0).seats


def _row(ballot: Ballot, holder: Person | None, chair: int) -> Row:
    """A seat that nobody served on is shown with its holder's name: they were absent."""
    person = ballot.person or holder
    party = ballot.party or (ballot.seat.party if ballot.person is None else None)
    return Row(
        seat=ballot.seat.number, name=person.name if person else "", party=party.abbreviation if party else "",
        choice=ballot.choice, is_chair=ballot.person_id == chair,
    )  # fmt: skip
