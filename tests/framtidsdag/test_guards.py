"""What the database refuses around a Framtidsdag, whoever writes to it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from framtidsdag.models import Answer, Framtidsdag, KpiProposal, Mark, Reflection, ReflectionGroup, Room, Workshop
from tests import factories as f

pytestmark = pytest.mark.django_db

ALL_BUT = {
    phase: [other for other in Framtidsdag.Phase.values if other not in phase.split()]
    for phase in ("situation", "workshop", "prioritising", "processing", "workshop prioritising")
}


def refused(words):
    return pytest.raises(IntegrityError, match=words)


@pytest.mark.parametrize("phase", ALL_BUT["situation"])
def test_reflections_are_taken_in_the_nulage_alone(phase):
    day = f.RoomFactory(day__phase=phase).day
    with refused("Just nu tas inga texter emot"), transaction.atomic():
        f.ReflectionFactory(day=day)


def test_a_closed_room_takes_no_reflection():
    day = f.RoomFactory(day__phase="situation", is_open=False).day
    with refused("Just nu"), transaction.atomic():
        f.ReflectionFactory(day=day)


@pytest.mark.parametrize("phase", ALL_BUT["workshop prioritising"])
def test_nobody_proposes_outside_the_workshop(phase, facilitator):
    workshop = f.WorkshopFactory(day=f.RoomFactory(day__phase=phase).day)
    for by in ({}, {"entered_by": facilitator, "participant": None}):
        with refused("Just nu"), transaction.atomic():
            f.KpiProposalFactory(workshop=workshop, **by)


def test_a_forgotten_proposal_is_entered_during_the_prioritering_by_the_processledare_alone(facilitator):
    workshop = f.WorkshopFactory(day=f.RoomFactory(day__phase="prioritising").day)
    f.KpiProposalFactory(workshop=workshop, entered_by=facilitator, participant=None)
    with refused("Just nu"), transaction.atomic():
        f.KpiProposalFactory(workshop=workshop)


@pytest.mark.parametrize("phase", ALL_BUT["prioritising"])
def test_marks_stand_outside_the_prioritering(phase):
    mark = f.MarkFactory()
    f.AnswerFactory(proposal=mark.proposal)
    f.in_phase(mark.workshop.day, phase)
    with refused("Prioriteringen är stängd"), transaction.atomic():
        Mark.objects.update(placed_at=mark.placed_at)
    with refused("Prioriteringen är stängd"), transaction.atomic():
        mark.delete()
    with refused("Prioriteringen är stängd"), transaction.atomic():
        Mark.objects.create(
            participant=mark.participant, workshop=mark.workshop, slot=2, proposal=mark.proposal,
            placed_at=mark.placed_at,
        )  # fmt: skip


def test_marks_stand_in_a_closed_workshop():
    mark = f.MarkFactory()
    Workshop.objects.update(is_open=False)
    with refused("Prioriteringen är stängd"), transaction.atomic():
        mark.delete()


def test_no_mark_beyond_the_slots_nor_on_anothers_proposal():
    mark = f.MarkFactory(slot=5)
    elsewhere = f.KpiProposalFactory.build(workshop=mark.workshop)
    with refused("inga fler markeringar"), transaction.atomic():
        f.MarkFactory(proposal=mark.proposal, participant=mark.participant, slot=6)
    f.in_phase(mark.workshop.day, "workshop")
    elsewhere = f.KpiProposalFactory(workshop=f.WorkshopFactory(day=mark.workshop.day))
    f.in_phase(mark.workshop.day, "prioritising")
    with refused("hör inte till den här workshopen"), transaction.atomic():
        Mark.objects.update(proposal=elsewhere)
    with refused("Någon har redan lagt fler"), transaction.atomic():
        Workshop.objects.filter(pk=mark.workshop_id).update(marks_each=4)


def test_what_was_written_is_neither_deleted_nor_rewritten():
    for row, name in ((f.ReflectionFactory(), "text"), (f.DiscussionNoteFactory(), "text")):
        with refused("tas inte bort"), transaction.atomic():
            row.delete()
        with refused("ändras inte"), transaction.atomic():
            type(row).objects.update(**{name: "Något annat"})
    proposal = f.KpiProposalFactory()
    KpiProposal.objects.filter(pk=proposal.pk).update(title="Bättre ord")
    f.in_phase(proposal.day, "prioritising")
    with refused("ändras bara medan workshopen"), transaction.atomic():
        KpiProposal.objects.filter(pk=proposal.pk).update(title="Andra ord")


def test_proposals_merge_once_within_their_workshop():
    target = f.KpiProposalFactory()
    one, other = f.KpiProposalFactory.create_batch(2, workshop=target.workshop)
    KpiProposal.objects.filter(pk=one.pk).update(merged_into=target)
    for wrong in (one, f.KpiProposalFactory(workshop=f.WorkshopFactory(day=target.day))):
        with refused("slås ihop inom en workshop"), transaction.atomic():
            KpiProposal.objects.filter(pk=other.pk).update(merged_into=wrong)
    with refused("slås ihop inom en workshop"), transaction.atomic():
        KpiProposal.objects.filter(pk=target.pk).update(merged_into=other)


def test_a_day_is_not_bearbetad_with_one_unanswered():
    answer = f.AnswerFactory()
    f.in_phase(answer.proposal.day, "workshop")
    f.KpiProposalFactory(workshop=answer.proposal.workshop)
    f.in_phase(answer.proposal.day, "processing")
    for phase in ("processed", "reported"):
        with refused("Alla förslag har inte fått svar"), transaction.atomic():
            Framtidsdag.objects.update(phase=phase)


def test_a_bearbetad_day_stands_as_it_is(facilitator):
    answer = f.AnswerFactory()
    f.in_phase(answer.proposal.day, "situation")
    Room.objects.update(is_open=True)
    reflection = f.ReflectionFactory(day=answer.proposal.day)
    group = ReflectionGroup.objects.create(day=answer.proposal.day, side="well", order=1, title="Grupp")
    f.in_phase(answer.proposal.day, "processed")
    for change in (
        lambda: Answer.objects.update(reason="Annat skäl"),
        answer.delete,
        lambda: Reflection.objects.filter(pk=reflection.pk).update(group=group),
        lambda: KpiProposal.objects.update(hidden_at=answer.answered_at, hidden_by=facilitator, hidden_reason="Fel"),
        group.delete,
    ):
        with refused("Dagen är bearbetad|under bearbetningen"), transaction.atomic():
            change()


@pytest.mark.parametrize("phase", ALL_BUT["processing"])
def test_proposals_are_answered_during_the_bearbetning_alone(phase):
    proposal = f.KpiProposalFactory()
    if phase in {"processed", "reported"}:
        f.AnswerFactory(proposal=proposal)
        proposal.answer.refresh_from_db()
        f.in_phase(proposal.day, phase)
        with refused("under bearbetningen"), transaction.atomic():
            Answer.objects.update(reason="Nytt")
        return
    f.in_phase(proposal.day, phase)
    with refused("under bearbetningen"), transaction.atomic():
        Answer.objects.create(proposal=proposal, kind="declined", reason="Nej", answered_at=proposal.written_at)
