"""Marks laid, moved and taken back: never more than the slots, never twice, and only while the workshop is open."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Mark, Participant, Room, Workshop
from framtidsdag.prioritising import marking
from framtidsdag.prioritising.aloud import enter_aloud
from framtidsdag.prioritising.hands import held
from tests.factories import AnswerFactory, KpiProposalFactory, ParticipantFactory, WorkshopFactory, in_phase

pytestmark = pytest.mark.django_db
AT = timezone.now()


@pytest.fixture
def proposal() -> KpiProposal:
    """A proposal in a workshop whose marking goes on."""
    proposal: KpiProposal = KpiProposalFactory()
    in_phase(proposal.day, "prioritising")
    return proposal


@pytest.fixture
def other(proposal: KpiProposal) -> KpiProposal:
    in_phase(proposal.day, "workshop")
    other: KpiProposal = KpiProposalFactory(workshop=proposal.workshop)
    in_phase(proposal.day, "prioritising")
    return other


@pytest.fixture
def person(proposal: KpiProposal) -> Participant:
    participant: Participant = ParticipantFactory(day=proposal.day)
    return participant


def place(person: Participant, proposal: KpiProposal | int, **fields: Any) -> Mark:
    return marking.place(
        **{"participant": person, "workshop": getattr(proposal, "workshop", None), "proposal": proposal, "at": AT}
        | fields
    )


def withdraw(person: Participant, workshop: Workshop, **fields: Any) -> Mark | None:
    return marking.withdraw(participant=person, workshop=workshop, at=AT, **fields)


def laid(person: Participant) -> dict[int, int]:
    return dict(person.marks.order_by("slot").values_list("slot", "proposal__number"))


def state(person: Participant, workshop: Workshop) -> tuple[Any, ...]:
    """All that a refusal must leave as it was."""
    room = Room.objects.get(day=workshop.day_id)
    person.refresh_from_db()
    return room.marks, room.stage, room.texts, person.revision, list(Mark.objects.order_by("pk").values())


def refuse(person: Participant, workshop: Workshop, why: str, act: Any) -> None:
    before = state(person, workshop)
    with pytest.raises(RoomError, match=why):
        act()
    assert state(person, workshop) == before


def hide(proposal: KpiProposal, by: Any) -> None:
    KpiProposal.objects.filter(pk=proposal.pk).update(hidden_at=AT, hidden_by=by, hidden_reason="Nämner en person")


def test_marks_fill_the_lowest_free_slot(person: Participant, proposal: KpiProposal) -> None:
    for _ in range(3):
        place(person, proposal)
    withdraw(person, proposal.workshop, slot=2)
    assert place(person, proposal).slot == 2
    assert laid(person) == dict.fromkeys((1, 2, 3), proposal.number)


def test_a_mark_is_moved_by_its_slot(person: Participant, proposal: KpiProposal, other: KpiProposal) -> None:
    mark = place(person, proposal)
    moved = place(person, other, slot=1, seen=proposal.pk)
    assert moved.pk == mark.pk
    assert laid(person) == {1: other.number}


def test_what_a_phone_sends_twice_is_one_mark(person: Participant, proposal: KpiProposal) -> None:
    first = place(person, proposal, slot=1, seen=0)
    before = state(person, proposal.workshop)
    assert place(person, proposal, slot=1, seen=0) == first
    assert state(person, proposal.workshop) == before, "nothing is raised by what was done already"


def test_a_repeat_is_acknowledged_though_the_workshop_has_closed(person: Participant, proposal: KpiProposal) -> None:
    first = place(person, proposal, slot=1, seen=0)
    Workshop.objects.update(is_open=False)
    assert place(person, proposal, slot=1, seen=0) == first
    assert withdraw(person, proposal.workshop, slot=2) is None


def test_a_mark_taken_back_twice_is_taken_back_once(person: Participant, proposal: KpiProposal) -> None:
    place(person, proposal), place(person, proposal)
    assert withdraw(person, proposal.workshop, slot=2, proposal=proposal) is not None
    assert withdraw(person, proposal.workshop, slot=2, proposal=proposal) is None
    assert laid(person) == {1: proposal.number}


def test_a_slot_that_another_page_filled_is_told(
    person: Participant, proposal: KpiProposal, other: KpiProposal
) -> None:  # fmt: skip
    place(person, other, slot=1, seen=0)
    refuse(
        person, proposal.workshop, f"markering 1 ligger nu på förslag {other.number}",
        lambda: place(person, proposal, slot=1, seen=0),
    )  # fmt: skip
    refuse(
        person, proposal.workshop, f"ligger nu på förslag {other.number}",
        lambda: withdraw(person, proposal.workshop, slot=1, proposal=proposal),
    )  # fmt: skip
    withdraw(person, proposal.workshop, slot=1)
    refuse(
        person, proposal.workshop, "markering 1 är tillbakatagen",
        lambda: place(person, proposal, slot=1, seen=other.pk),
    )  # fmt: skip


def test_never_more_than_the_workshop_gives(person: Participant, proposal: KpiProposal) -> None:
    for _ in range(5):
        place(person, proposal)
    for slot in (None, 0, 6, -1, 10**9):
        refuse(
            person, proposal.workshop, "Alla dina 5 markeringar", lambda slot=slot: place(person, proposal, slot=slot)
        )
    assert len(laid(person)) == 5


@pytest.mark.parametrize(
    ("phase", "why"),
    [
        ("planned", "har inte börjat"), ("situation", "har inte börjat"), ("workshop", "har inte börjat"),
        ("processing", "är avslutad"), ("processed", "är avslutad"), ("reported", "är avslutad"),
    ],
)  # fmt: skip
def test_marks_are_changed_in_the_prioritering_only(
    person: Participant, proposal: KpiProposal, phase: str, why: str
) -> None:  # fmt: skip
    place(person, proposal)
    Room.objects.filter(day=proposal.day).update(is_open=True)
    in_phase(proposal.day, "processing" if phase in ("processed", "reported") else phase)
    if phase in ("processed", "reported"):
        AnswerFactory(proposal=proposal)  # every proposal has its answer before the day is bearbetad
        in_phase(proposal.day, phase)
    refuse(person, proposal.workshop, why, lambda: place(person, proposal))
    refuse(person, proposal.workshop, why, lambda: withdraw(person, proposal.workshop, slot=1))


def test_a_closed_workshop_and_a_closed_room_take_no_marks(person: Participant, proposal: KpiProposal) -> None:
    place(person, proposal)
    for model, why in ((Workshop, "Prioriteringen är stängd"), (Room, "Rummet är stängt")):
        model.objects.update(is_open=False)  # type: ignore[attr-defined]
        refuse(person, proposal.workshop, why, lambda: place(person, proposal))
        refuse(person, proposal.workshop, why, lambda: withdraw(person, proposal.workshop, slot=1))
        model.objects.update(is_open=True)  # type: ignore[attr-defined]


def test_marks_lie_on_proposals_that_stand_in_the_workshop(
    person: Participant, proposal: KpiProposal, other: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    workshop = proposal.workshop
    elsewhere = KpiProposalFactory(workshop=WorkshopFactory(day=in_phase(proposal.day, "workshop")))
    of_another_day = KpiProposalFactory()
    in_phase(proposal.day, "prioritising")
    for stranger in (elsewhere, of_another_day, 10**9):
        refuse(
            person, workshop, "hör inte till den här workshopen",
            lambda stranger=stranger: place(person, stranger, workshop=workshop),
        )  # fmt: skip
    KpiProposal.objects.filter(pk=other.pk).update(merged_into=proposal)
    refuse(person, workshop, f"sammanslaget med förslag {proposal.number}", lambda: place(person, other))
    hide(proposal, facilitator)
    refuse(person, workshop, "är dolt", lambda: place(person, proposal))


def test_somebody_of_another_day_marks_nothing(proposal: KpiProposal) -> None:
    stranger = ParticipantFactory(day=KpiProposalFactory().day)
    refuse(stranger, proposal.workshop, "Du deltar inte", lambda: place(stranger, proposal))
    refuse(stranger, Workshop(pk=10**9, day=proposal.day), "finns inte",
           lambda: place(stranger, proposal, workshop=Workshop(pk=10**9)))  # fmt: skip


def test_marks_on_what_was_merged_or_hidden_are_taken_back(
    person: Participant, proposal: KpiProposal, other: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    place(person, other), place(person, proposal)
    KpiProposal.objects.filter(pk=other.pk).update(merged_into=proposal)
    hand = held(person, proposal.workshop, Room.objects.get(day=proposal.day))
    assert [mark.slot for mark in hand.on(proposal.pk)] == [1, 2]
    withdraw(person, proposal.workshop, proposal=proposal), withdraw(person, proposal.workshop, proposal=proposal)
    assert laid(person) == {}
    place(person, proposal)
    hide(proposal, facilitator)
    withdraw(person, proposal.workshop, proposal=proposal)
    assert laid(person) == {}
    with pytest.raises(RoomError, match="vilken markering"):
        withdraw(person, proposal.workshop)


def test_each_change_raises_the_rooms_marks_and_the_participants_revision(
    person: Participant, proposal: KpiProposal
) -> None:  # fmt: skip
    marks, _, _, revision, _ = state(person, proposal.workshop)
    place(person, proposal)
    withdraw(person, proposal.workshop, slot=1)
    after = state(person, proposal.workshop)
    assert (after[0], after[3]) == (marks + 2, revision + 2)


def test_a_mark_costs_few_queries(
    person: Participant, proposal: KpiProposal, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    with django_assert_max_num_queries(9):  # savepoint and release among them
        place(person, proposal, slot=1, seen=0)
    with django_assert_max_num_queries(8):
        withdraw(person, proposal.workshop, slot=1, proposal=proposal)


def aloud(proposal: KpiProposal, by: Any, marks: dict[int, int], **fields: Any) -> Participant:
    return enter_aloud(**{"workshop": proposal.workshop, "name": "Ella", "marks": marks, "by": by, "at": AT} | fields)


def test_marks_said_aloud_are_entered_as_such_and_corrected(
    proposal: KpiProposal, other: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    spoken = aloud(proposal, facilitator, {proposal.pk: 3, other.pk: 1})
    assert (spoken.kind, spoken.entered_by, spoken.name) == (Participant.Kind.ALOUD, facilitator, "Ella")
    assert sorted(laid(spoken).values()) == sorted([proposal.number] * 3 + [other.number])
    kept = {mark.pk for mark in spoken.marks.filter(proposal=proposal)}
    spoken.refresh_from_db()
    again = aloud(proposal, facilitator, {proposal.pk: 1, other.pk: 4}, participant=spoken, name="", seen=1)
    assert again == spoken
    assert sorted(laid(spoken).values()) == sorted([proposal.number] + [other.number] * 4)
    assert spoken.marks.get(proposal=proposal).pk in kept
    spoken.refresh_from_db()
    assert spoken.name == ""
    aloud(proposal, facilitator, {}, participant=spoken)
    assert laid(spoken) == {}


def test_marks_said_aloud_obey_the_same_rules(
    person: Participant, proposal: KpiProposal, other: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    workshop, pk = proposal.workshop, proposal.pk
    spoken = aloud(proposal, facilitator, {pk: 2})
    tries: list[tuple[str, dict[int, int], dict[str, Any]]] = [
        ("Högst 5 markeringar", {pk: 6}, {}),
        ("minst en markering", {pk: 0}, {}),
        ("0 eller fler", {pk: -1}, {}),
        ("hör inte till", {10**9: 1}, {}),
        ("Högst 5", {pk: 3, other.pk: 3}, {"participant": spoken}),
        ("deltagarens egna", {pk: 1}, {"participant": person}),
        ("har ändrats", {pk: 1}, {"participant": spoken, "seen": 99}),
    ]
    for why, marks, fields in tries:
        refuse(spoken, workshop, why, lambda marks=marks, fields=fields: aloud(proposal, facilitator, marks, **fields))
    assert Participant.objects.filter(kind="aloud").count() == 1
    Workshop.objects.update(is_open=False)
    refuse(spoken, workshop, "stängd", lambda: aloud(proposal, facilitator, {pk: 1}))


def test_a_form_of_marks_said_aloud_that_is_sent_twice_is_one_participant(
    proposal: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    key = uuid.uuid4()
    first = aloud(proposal, facilitator, {proposal.pk: 2}, key=key)
    assert aloud(proposal, facilitator, {proposal.pk: 2}, key=key) == first
    assert Mark.objects.count() == 2
    assert aloud(proposal, facilitator, {proposal.pk: 2}, key=uuid.uuid4()) != first
