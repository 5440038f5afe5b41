"""What is counted: merged proposals for the one that stands, hidden ones for nothing, ties sharing the better rank."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from framtidsdag.models import Framtidsdag, KpiProposal, Mark
from framtidsdag.prioritising.counting import Laid, Placed, counted
from framtidsdag.prioritising.results import shown
from framtidsdag.prioritising.tally import results_of, tallies_of, tally_of
from tests.factories import KpiProposalFactory, MarkFactory, ParticipantFactory, WorkshopFactory, in_phase


def test_ties_share_the_better_rank_and_the_next_is_lower() -> None:
    result = counted([Placed(1), Placed(2), Placed(3), Placed(4)], [Laid(2, 1, 3), Laid(3, 2, 3), Laid(1, 3, 1)])
    assert [(one.proposal, one.marks, one.rank, one.is_tied) for one in result.counts] == [
        (2, 3, 1, True), (3, 3, 1, True), (1, 1, 3, False), (4, 0, 4, False),
    ]  # fmt: skip
    assert [one.share for one in result.counts] == [Decimal("42.9"), Decimal("42.9"), Decimal("14.3"), Decimal("0.0")]


def test_marks_on_a_merged_proposal_count_for_the_one_that_stands_once_a_participant() -> None:
    result = counted([Placed(1), Placed(2, merged_into=1)], [Laid(1, 7, 1), Laid(2, 7, 2), Laid(2, 8, 1, True)])
    (one,) = result.counts
    assert (one.marks, one.own, one.participants, one.aloud) == (4, 1, 2, 1)
    assert (result.total, result.participants, result.aloud, result.hidden) == (4, 2, 1, 0)


def test_marks_on_hidden_proposals_are_told_apart() -> None:
    placed = [Placed(1), Placed(2, is_hidden=True), Placed(3, merged_into=2)]
    result = counted(placed, [Laid(1, 1, 1), Laid(2, 1, 2), Laid(3, 2, 1)])
    assert [one.proposal for one in result.counts] == [1]
    assert (result.total, result.hidden, result.participants) == (1, 3, 1)


def test_a_workshop_without_marks_has_results_all_the_same() -> None:
    result = counted([Placed(1), Placed(2)], [])
    assert [(one.marks, one.share, one.rank, one.is_tied) for one in result.counts] == [(0, 0, 1, True)] * 2
    assert counted([], []).counts == ()


@pytest.fixture
def day(db: None) -> Framtidsdag:
    """Two workshops of one day: in the first, three marks on a proposal with one merged into it, one on another."""
    first = KpiProposalFactory(number=1)
    day: Framtidsdag = first.day
    second = KpiProposalFactory(workshop=first.workshop, number=2)
    KpiProposalFactory(workshop=first.workshop, number=3, merged_into=first)
    KpiProposalFactory(workshop=WorkshopFactory(day=day), number=4)
    person, spoken = ParticipantFactory(day=day), ParticipantFactory(day=day)
    for slot, proposal in enumerate((first, first, second), start=1):
        MarkFactory(participant=person, proposal=proposal, slot=slot)
    MarkFactory(participant=spoken, proposal=KpiProposal.objects.get(number=3))
    return day


def test_results_by_workshop_best_first_with_sums_that_agree(day: Framtidsdag, facilitator: Any) -> None:
    Mark.objects.filter(proposal__number=3).delete()
    spoken = ParticipantFactory(day=day, kind="aloud", entered_by=facilitator, token_hash=None, receipt_hash=None)
    MarkFactory(participant=spoken, proposal=KpiProposal.objects.get(number=3))
    assert [(one.proposal.number, one.marks, one.rank) for one in results_of(day)] == [(1, 3, 1), (2, 1, 2), (4, 0, 1)]
    first, second = tallies_of(day)
    assert [proposal.number for proposal in first.results[0].merged] == [3]
    assert (first.total, first.participants, first.aloud, first.hidden, first.most) == (4, 2, 1, 0, 3)
    assert first.total == sum(one.marks for one in first.results) == Mark.objects.count()
    assert (second.total, second.most) == (0, 0)
    assert tally_of(first.workshop) == first


def test_hidden_proposals_are_out_of_the_results(day: Framtidsdag, facilitator: Any) -> None:
    KpiProposal.objects.filter(number=2).update(
        hidden_at=timezone.now(), hidden_by=facilitator, hidden_reason="Nämner en person"
    )
    tally = tallies_of(day)[0]
    assert [one.proposal.number for one in tally.results] == [1]
    assert (tally.total, tally.hidden) == (3, 1)


def test_the_number_of_queries_does_not_grow_with_the_day(day: Framtidsdag, django_assert_num_queries: Any) -> None:
    def asked() -> None:
        assert [str(tally.workshop.goal) for tally in tallies_of(day)]

    with django_assert_num_queries(3):
        asked()
    in_phase(day, "workshop")
    for number in range(10, 15):
        MarkFactory(proposal=KpiProposalFactory(workshop=WorkshopFactory(day=day), number=number))
        in_phase(day, "workshop")
    with django_assert_num_queries(3):
        asked()


def test_bars_and_table_say_the_same_numbers(day: Framtidsdag) -> None:
    tally = tallies_of(day)[0]
    results = shown(tally, ident="resultat")
    assert [(bar["number"], bar["marks"], bar["width"]) for bar in results["bars"]] == [(1, 3, "1000"), (2, 1, "333")]
    rows = results["table"]["rows"]
    assert [[cell["text"] for cell in row["cells"]] for row in rows] == [
        ["1", "3", "75,0\N{NO-BREAK SPACE}%", "2"], ["2", "1", "25,0\N{NO-BREAK SPACE}%", "1"],
    ]  # fmt: skip
    assert rows[0]["cells"][1]["note"] == results["bars"][0]["merged"] == "Med markeringarna på förslag 3"
    assert results["words"] == "4 markeringar av 2 deltagare."


def test_no_proposal_is_cut_off_from_its_equals(day: Framtidsdag) -> None:
    """Where there is not room for all that have equally many marks, none of them is on the wall."""
    first = tallies_of(day)[0]
    for number in (5, 6):
        in_phase(day, "workshop")
        MarkFactory(proposal=KpiProposalFactory(workshop=first.workshop, number=number))
    tally = tallies_of(day)[0]
    assert [one.marks for one in tally.results] == [3, 1, 1, 1]
    assert [len(shown(tally, ident="x", most=most)["bars"]) for most in (1, 2, 3, 4, None)] == [1, 1, 1, 4, 4]
    assert [shown(tally, ident="x", most=most)["more"] for most in (2, 4)] == [3, 0]
