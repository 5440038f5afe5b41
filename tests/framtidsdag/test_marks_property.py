"""Any interleaving of laying, moving, taking back, merging, separating and entering aloud agrees with a plain model.

Never more than the slots for each participant and workshop; and the tally, the receipts and the model have equal sums.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Participant, Room, Workshop
from framtidsdag.prioritising import aloud, marking
from framtidsdag.prioritising.aloud import spoken_in
from framtidsdag.prioritising.hands import held
from framtidsdag.prioritising.tally import tallies_of
from framtidsdag.workshop import proposing
from tests.factories import KpiProposalFactory, ParticipantFactory, WorkshopFactory, in_phase

pytestmark = pytest.mark.django_db
AT = timezone.now()
EACH, PEOPLE, PROPOSALS = 3, 3, 6  # the first four proposals in one workshop, the last two in another

person, proposal = st.integers(0, PEOPLE - 1), st.integers(0, PROPOSALS - 1)
slot = st.one_of(st.none(), st.integers(0, EACH + 1))
wanted = st.dictionaries(proposal, st.integers(0, EACH), max_size=3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("place"), person, proposal, slot),
        st.tuples(st.just("withdraw"), person, proposal, slot),
        st.tuples(st.just("merge"), proposal, proposal),
        st.tuples(st.just("separate"), proposal),
        st.tuples(st.just("aloud"), st.one_of(st.none(), st.integers(0, 1)), wanted),
    ),
    max_size=25,
)  # fmt: skip


class Model:
    """What the marks ought to be, in dictionaries: (who, workshop) → slot → proposal, and what is merged into what."""

    def __init__(self) -> None:
        self.hands: dict[tuple[Any, int], dict[int, int]] = {}
        self.merged: dict[int, int] = {}

    def hand(self, who: Any, at: int) -> dict[int, int]:
        return self.hands.setdefault((who, workshop_of(at)), {})

    def root(self, at: int) -> int:
        return self.merged.get(at, at)

    def place(self, who: Any, at: int, slot: int | None) -> bool:
        hand = self.hand(who, at)
        if slot is not None and hand.get(slot) == at:
            return True
        slot = next((n for n in range(1, EACH + 1) if n not in hand), 0) if slot is None else slot
        if not 1 <= slot <= EACH or at in self.merged:
            return False
        hand[slot] = at
        return True

    def withdraw(self, who: Any, at: int, slot: int | None) -> None:
        hand = self.hand(who, at)
        if slot is None:
            slot = max((n for n, lies in hand.items() if at in (lies, self.merged.get(lies))), default=0)
        hand.pop(slot, None)

    def counts(self) -> Counter[int]:
        return Counter(self.root(lies) for hand in self.hands.values() for lies in hand.values())


def workshop_of(at: int) -> int:
    return 0 if at < 4 else 1


class Hall:
    """The same on the database, through the modules that the portal writes with."""

    def __init__(self, by: Any) -> None:
        self.by = by
        workshops = [WorkshopFactory(marks_each=EACH)]
        workshops.append(WorkshopFactory(day=workshops[0].day, marks_each=EACH))
        self.workshops: list[Workshop] = workshops
        self.day = workshops[0].day
        author = ParticipantFactory(day=self.day)
        self.proposals: list[KpiProposal] = [
            KpiProposalFactory(workshop=workshops[workshop_of(at)], number=at + 1, participant=author)
            for at in range(PROPOSALS)
        ]
        self.people: list[Participant] = [ParticipantFactory(day=self.day) for _ in range(PEOPLE)]
        self.spoken: list[tuple[Participant, int]] = []
        in_phase(self.day, "prioritising")

    def at(self, at: int) -> dict[str, Any]:
        return {"workshop": self.workshops[workshop_of(at)], "proposal": self.proposals[at], "at": AT}

    def try_(self, act: Any) -> Any:
        """What it answers, or None where it is refused."""
        try:
            with transaction.atomic():
                return act() or True
        except RoomError:
            return None


def play(room: Hall, model: Model, step: tuple[Any, ...]) -> None:
    what, *rest = step
    if what == "place":
        who, at, slot = rest
        done = room.try_(lambda: marking.place(participant=room.people[who], slot=slot, **room.at(at)))
        assert bool(done) == model.place(who, at, slot), step
    elif what == "withdraw":
        who, at, slot = rest
        fields = {key: value for key, value in room.at(at).items() if slot is None or key != "proposal"}
        assert room.try_(lambda: marking.withdraw(participant=room.people[who], slot=slot, **fields)), step
        model.withdraw(who, at, slot)
    elif what == "merge":
        into, at = rest
        if into != at and room.try_(
            lambda: proposing.merge(target=fresh(room, into), others=[room.proposals[at].pk], by=room.by, at=AT)
        ):
            model.merged |= {other: into for other, root in model.merged.items() if root == at} | {at: into}
    elif what == "separate":
        (at,) = rest
        if at in model.merged and room.try_(lambda: proposing.separate(proposal=fresh(room, at), by=room.by, at=AT)):
            del model.merged[at]
    else:
        enter(room, model, *rest)


def fresh(room: Hall, at: int) -> KpiProposal:
    return KpiProposal.objects.get(pk=room.proposals[at].pk)


def enter(room: Hall, model: Model, which: int | None, wanted: dict[int, int]) -> None:
    known = room.spoken[which] if which is not None and which < len(room.spoken) else None
    workshop = known[1] if known else 0
    answer = room.try_(
        lambda: aloud.enter_aloud(
            workshop=room.workshops[workshop], name="", by=room.by, at=AT, participant=known[0] if known else None,
            marks={room.proposals[at].pk: count for at, count in wanted.items()},
        )
    )  # fmt: skip
    if answer is None:
        return
    if not known:
        room.spoken.append((answer, workshop))
    # How its slots are filled is its own; what lies where is not.
    stored = answer.marks.filter(workshop=room.workshops[workshop])
    numbers = {one.pk: at for at, one in enumerate(room.proposals)}
    hand = {mark.slot: numbers[mark.proposal_id] for mark in stored}
    assert Counter(map(model.root, hand.values())) == +Counter(wanted), (wanted, hand)
    model.hands["aloud", answer.pk, workshop] = hand  # type: ignore[index]


def check(room: Hall, model: Model) -> None:
    now = Room.objects.select_related("day").get(day=room.day)
    for who, participant in enumerate(room.people):
        for at in (0, PROPOSALS - 1):
            receipt = held(participant, room.workshops[workshop_of(at)], now)
            expected = {slot: room.proposals[lies].pk for slot, lies in model.hand(who, at).items()}
            assert {slot: mark.proposal_id for slot, mark in receipt.marks.items()} == expected
            assert receipt.left == EACH - len(expected) >= 0
    counts = model.counts()
    numbers = {one.pk: at for at, one in enumerate(room.proposals)}
    for tally in tallies_of(room.day):
        assert {numbers[one.proposal.pk]: one.marks for one in tally.results if one.marks} == {
            at: count for at, count in counts.items() if room.workshops[workshop_of(at)] == tally.workshop
        }
        assert tally.total == sum(one.marks for one in tally.results)
        assert tally.aloud == sum(one.aloud for one in tally.results)
        assert tally.aloud == sum(one.total for one in spoken_in(tally.workshop))
    assert all(len(hand) <= EACH for hand in model.hands.values())


@pytest.fixture
def hall(facilitator: Any) -> Hall:
    return Hall(facilitator)


@settings(max_examples=40)
@given(steps=steps)
def test_any_interleaving_leaves_at_most_the_slots_and_sums_that_agree(hall: Hall, steps: list[Any]) -> None:
    hall.spoken, model = [], Model()
    with transaction.atomic():
        for step in steps:
            play(hall, model, step)
        check(hall, model)
        transaction.set_rollback(True)
