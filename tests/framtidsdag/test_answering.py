"""Answering a proposal: what is stored, what is refused, and what happens when two officials do it at once."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from framtidsdag.errors import RoomError
from framtidsdag.models import Answer
from framtidsdag.processing.answering import (
    AnsweredMeanwhileError,
    answer_became,
    answer_declined,
    seen_of,
    withdraw_answer,
)
from tests import factories as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    found = f.KpiProposalFactory()
    f.in_phase(found.workshop.day, "processing")
    return found


@pytest.fixture
def level(proposal, handlaggare):
    """In the draft of a group that the official is invited to."""
    group = f.DraftGroupFactory()
    f.DraftGroupMemberFactory(group=group, user=handlaggare, since=dt.date(2020, 1, 1))
    draft = f.PlanVersionFactory(group=group)
    return f.AmbitionLevelFactory(version=draft, goal=proposal.workshop.goal)


def became(proposal, level, by, **extra):
    return answer_became(
        proposal=proposal, kpi=level.kpi, level_key=level.key, version=level.version, by=by, at=timezone.now(), **extra
    )


def declined(proposal, by, reason="Mäts redan", **extra):
    return answer_declined(proposal=proposal, reason=reason, by=by, at=timezone.now(), **extra)


def test_a_proposal_becomes_a_nyckeltal_with_a_level_in_a_draft(proposal, level, handlaggare):
    answer = became(proposal, level, handlaggare, reason=" Ni bad om det. ")
    assert (answer.kpi, answer.level_key, answer.version) == (level.kpi, level.key, level.version)
    assert (answer.answered_by, answer.answered_by_unit) == (handlaggare, handlaggare.unit)
    assert answer.reason == "Ni bad om det."


def test_a_proposal_is_declined_with_a_reason(proposal, handlaggare):
    answer = declined(proposal, handlaggare)
    assert (answer.kind, answer.reason, answer.kpi) == ("declined", "Mäts redan", None)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_declining_takes_a_reason(proposal, handlaggare, reason):
    with pytest.raises(RoomError, match="Skriv varför") as refused:
        declined(proposal, handlaggare, reason)
    assert refused.value.field == "motivering"


def test_an_answer_raises_the_texts_revision(proposal, handlaggare):
    before = proposal.day.room.texts
    declined(proposal, handlaggare)
    proposal.day.room.refresh_from_db()
    assert proposal.day.room.texts == before + 1


@pytest.mark.parametrize("phase", ["planned", "situation", "workshop", "prioritising", "processed", "reported"])
def test_proposals_are_answered_in_the_bearbetning_alone(proposal, handlaggare, phase):
    if phase in ("processed", "reported"):
        declined(proposal, handlaggare)
    f.in_phase(proposal.workshop.day, phase)
    with pytest.raises(RoomError):
        declined(proposal, handlaggare, "Nytt skäl", seen=seen_of(Answer.objects.first()))
    with pytest.raises(RoomError):
        withdraw_answer(proposal=proposal, by=handlaggare, at=timezone.now())


def test_a_merged_proposal_is_answered_with_the_one_it_went_into(handlaggare):
    standing = f.KpiProposalFactory()
    merged = f.KpiProposalFactory(workshop=standing.workshop, merged_into=standing)
    f.in_phase(standing.workshop.day, "processing")
    with pytest.raises(RoomError, match="sammanslaget"):
        declined(merged, handlaggare)


def test_a_hidden_proposal_is_not_answered(handlaggare, facilitator):
    hidden = f.KpiProposalFactory(hidden_at=timezone.now(), hidden_by=facilitator, hidden_reason="Namn på en elev")
    f.in_phase(hidden.workshop.day, "processing")
    with pytest.raises(RoomError, match="dolt"):
        declined(hidden, handlaggare)


def test_a_level_in_another_groups_draft_is_not_there(proposal, level, facilitator):
    with pytest.raises(RoomError, match="finns inte i utkastet") as refused:
        became(proposal, level, facilitator)
    assert refused.value.field == "niva"
    assert not Answer.objects.exists()


def test_a_level_that_anyone_may_read_can_be_the_answer(proposal, facilitator):
    version = f.PlanVersionFactory(adopted=True, full=True)
    level = version.levels.get()
    assert became(proposal, level, facilitator).version == version


def test_a_level_that_is_not_in_the_draft_is_refused(proposal, level, handlaggare):
    level.key = uuid.uuid4()
    with pytest.raises(RoomError, match="finns inte i utkastet"):
        became(proposal, level, handlaggare)


def test_another_nyckeltal_than_the_levels_is_refused(proposal, level, handlaggare):
    level.kpi = f.KpiFactory()
    with pytest.raises(RoomError, match="finns inte i utkastet"):
        became(proposal, level, handlaggare)


def test_a_level_in_a_draft_that_was_laid_down_is_refused(proposal, level, handlaggare):
    f.bring(level.version, "withdrawn", matter=f.MatterFactory())
    with pytest.raises(RoomError, match="finns inte i utkastet"):
        became(proposal, level, handlaggare)


def test_the_same_answer_sent_twice_is_stored_once(proposal, handlaggare, facilitator):
    first = declined(proposal, handlaggare)
    assert declined(proposal, handlaggare) == first
    assert Answer.objects.get().answered_at == first.answered_at


def test_the_second_of_two_officials_is_told_that_the_first_answered(proposal, level, handlaggare, facilitator):
    first = declined(proposal, facilitator)
    with pytest.raises(AnsweredMeanwhileError, match="har besvarats"):
        became(proposal, level, handlaggare)
    assert Answer.objects.get().kind == "declined"
    assert became(proposal, level, handlaggare, seen=seen_of(first)).kind == "became"
    assert Answer.objects.count() == 1


def test_an_answer_is_taken_back_by_whoever_saw_it(proposal, handlaggare):
    answer = declined(proposal, handlaggare)
    with pytest.raises(AnsweredMeanwhileError):
        withdraw_answer(proposal=proposal, by=handlaggare, at=timezone.now(), seen="0.0")
    withdraw_answer(proposal=proposal, by=handlaggare, at=timezone.now(), seen=seen_of(answer))
    assert not Answer.objects.exists()
    withdraw_answer(proposal=proposal, by=handlaggare, at=timezone.now(), seen=seen_of(answer))


def test_answering_after_the_answer_was_taken_back_says_so(proposal, handlaggare):
    answer = declined(proposal, handlaggare)
    seen = seen_of(answer)
    withdraw_answer(proposal=proposal, by=handlaggare, at=timezone.now(), seen=seen)
    with pytest.raises(AnsweredMeanwhileError, match="tagits tillbaka"):
        declined(proposal, handlaggare, "Nytt skäl", seen=seen)
