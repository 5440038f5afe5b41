"""How many marks each proposal has. Who may see it before the day is over is for ``phases.shows_results``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from framtidsdag.models import Framtidsdag, KpiProposal, Mark, Participant, Workshop
from framtidsdag.prioritising.counting import Counted, Laid, Placed, counted


@dataclass(frozen=True)
class Result:
    """A standing proposal and what it got. ``rank`` is within its workshop, ``share`` in percent of its marks."""

    proposal: KpiProposal
    marks: int
    own: int
    participants: int
    aloud: int
    share: Decimal
    rank: int
    is_tied: bool
    merged: tuple[KpiProposal, ...] = ()


@dataclass(frozen=True)
class Tally:
    """A workshop's results, best first, with the sums that they make."""

    workshop: Workshop
    results: tuple[Result, ...]
    total: int
    participants: int
    aloud: int
    hidden: int

    @property
    def most(self) -> int:
        """The marks of the first: what a bar of full length stands for."""
        return self.results[0].marks if self.results else 0


def results_of(of: Framtidsdag | Workshop) -> list[Result]:
    """The standing proposals of a day or a workshop with their marks: by workshop, best first. Two queries more than
    the workshops', however many there are."""
    return [result for tally in tallies_of(of) for result in tally.results]


def tally_of(workshop: Workshop) -> Tally:
    """A workshop's results and their sums; two queries."""
    (tally,) = tallies_of(workshop)
    return tally


def tallies_of(of: Framtidsdag | Workshop) -> list[Tally]:
    """A tally for each workshop of the day, in their order; or for the one workshop."""
    if isinstance(of, Workshop):
        workshops = [of]
        proposals = KpiProposal.objects.filter(workshop=of)
        marks = Mark.objects.filter(workshop=of)
    else:
        workshops = list(Workshop.objects.filter(day=of).select_related("goal").order_by("order"))
        proposals = KpiProposal.objects.filter(day=of)
        marks = Mark.objects.filter(workshop__day=of)
    by_workshop: defaultdict[int, list[KpiProposal]] = defaultdict(list)
    for proposal in proposals.order_by("number"):
        by_workshop[proposal.workshop_id].append(proposal)
    laid: defaultdict[int, list[Laid]] = defaultdict(list)
    rows = marks.order_by().values_list("workshop", "proposal", "participant", "participant__kind")
    for workshop, proposal_pk, participant, kind, count in rows.annotate(count=Count("pk")):
        laid[workshop].append(Laid(proposal_pk, participant, count, kind == Participant.Kind.ALOUD))
    return [_tally(workshop, by_workshop[workshop.pk], laid[workshop.pk]) for workshop in workshops]


def placed_of(proposal: KpiProposal) -> Placed:
    """The proposal as ``counting`` reads it."""
    return Placed(proposal.pk, proposal.merged_into_id, proposal.is_hidden)


def _tally(workshop: Workshop, proposals: list[KpiProposal], laid: list[Laid]) -> Tally:
    result: Counted = counted(map(placed_of, proposals), laid)
    by_pk = {proposal.pk: proposal for proposal in proposals}
    merged: defaultdict[int, list[KpiProposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.merged_into_id is not None:
            merged[proposal.merged_into_id].append(proposal)
    results = tuple(
        Result(
            by_pk[count.proposal], count.marks, count.own, count.participants, count.aloud, count.share, count.rank,
            count.is_tied, tuple(merged[count.proposal]),
        )
        for count in result.counts
    )  # fmt: skip
    return Tally(workshop, results, result.total, result.participants, result.aloud, result.hidden)
