"""Proposals as a card shows them: for a participant's phone, the marking, the wall and the day's story.

One query for the proposals, and for those of the catalogue what ``framtidsdag.workshop.proposal_facts`` needs.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from framtidsdag.models import DiscussionNote, KpiProposal, Workshop
from framtidsdag.workshop.proposal_facts import KpiFacts, facts_of
from goals.swedish import enumerated, search_words
from kpis.models import Kpi


@dataclass(frozen=True, slots=True)
class Words:
    """What someone wrote: a proposal's own words, or that they are hidden and why."""

    pk: int
    number: int
    title: str
    reason: str
    hidden: str  # "[Dolt av processledaren: skäl]", or empty

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden)


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal that stands, with those merged into it; of the catalogue (``kpi``) or in free words (None)."""

    words: Words
    merged: tuple[Words, ...]
    kpi: KpiFacts | None
    is_aloud: bool  # entered by the processledare

    @property
    def pk(self) -> int:
        return self.words.pk

    @property
    def number(self) -> int:
        return self.words.number

    @property
    def merged_words(self) -> str:
        """ "Sammanslaget av förslag 3 och 7", or empty."""
        if not self.merged:
            return ""
        numbers = sorted([self.number, *(words.number for words in self.merged)])
        return f"Sammanslaget av förslag {enumerated([str(number) for number in numbers])}"

    @property
    def is_example(self) -> bool:
        return self.kpi is not None and any(fact.is_example for fact in self.kpi.facts)


def proposals_of(workshop: Workshop) -> list[KpiProposal]:
    """All of a workshop's, by number, with their nyckeltal; one query."""
    return list(KpiProposal.objects.filter(workshop=workshop).select_related("kpi").order_by("number"))


def cards_of(source: Workshop | Iterable[KpiProposal], *, on: dt.date) -> list[Card]:
    """A card for each proposal that is not merged into another, by number, hidden ones too.

    ``source`` is a workshop or proposals, merged ones included, whose ``kpi`` is selected. ``on`` is the day that facts
    are known and plans in force: today in the room, the day itself in its story.
    """
    proposals = proposals_of(source) if isinstance(source, Workshop) else list(source)
    merged: dict[int, list[KpiProposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.merged_into_id is not None:
            merged[proposal.merged_into_id].append(proposal)
    standing = sorted((one for one in proposals if one.merged_into_id is None), key=lambda one: one.number)
    facts = facts_of([one.kpi for one in standing if one.kpi is not None and not one.is_hidden], on=on)
    return [
        Card(
            words_of(one),
            tuple(words_of(other) for other in sorted(merged[one.pk], key=lambda other: other.number)),
            facts.get(one.kpi_id) if one.kpi_id and not one.is_hidden else None,
            is_aloud=one.participant_id is None,
        )
        for one in standing
    ]


def words_of(proposal: KpiProposal) -> Words:
    """The proposal's words, or the reason why they are hidden."""
    if proposal.is_hidden:
        return Words(proposal.pk, proposal.number, "", "", hidden_words(proposal))
    return Words(proposal.pk, proposal.number, proposal.title, proposal.reason, "")


def hidden_words(row: KpiProposal | DiscussionNote) -> str:
    """What stands in place of a hidden text; empty for one that is shown."""
    return f"[Dolt av processledaren: {row.hidden_reason}]" if row.is_hidden else ""


def alike(proposals: Sequence[KpiProposal], *, kpi: Kpi | None, title: str, most: int = 3) -> list[KpiProposal]:
    """Proposals that say the same: of the same nyckeltal, or with half of the words or more in common, by stems."""
    wanted = _stems(kpi.title if kpi else title)
    found: list[tuple[bool, float, KpiProposal]] = []
    for proposal in proposals:
        if proposal.is_hidden:
            continue
        is_same = kpi is not None and proposal.kpi_id == kpi.pk
        has = _stems(proposal.title)
        share = _common(wanted, has) / min(len(wanted), len(has)) if wanted and has else 0.0
        if is_same or share >= 0.5:
            found.append((is_same, share, proposal))
    found.sort(key=lambda one: (not one[0], -one[1], one[2].number))
    return [proposal for _, _, proposal in found[:most]]


def is_the_same(proposal: KpiProposal, *, kpi: Kpi | None, title: str) -> bool:
    """Whether it is the same nyckeltal, or almost every word of both is: sure enough to ask before adding another."""
    if proposal.is_hidden:
        return False
    if kpi is not None or proposal.kpi_id is not None:
        return kpi is not None and proposal.kpi_id == kpi.pk
    one, other = (frozenset(search_words(text)) for text in (title, proposal.title))
    numbers = [{word for word in words if word.isdigit()} for words in (one, other)]
    return bool(one) and numbers[0] == numbers[1] and len(one & other) >= 0.8 * len(one | other)


# Words that every other nyckeltal has: they say nothing of what it is about.
_COMMON = frozenset(
    search_words(
        "andel antal kommunen kommunens kommun per för i av och på med till som om den det de en ett är från hos vid "
        "invånare invånarna procent % kr år inom alla har"
    )
)


def _common(one: frozenset[str], other: frozenset[str]) -> int:
    """How many of the words are the other's too, or begin them: "sjukfrånvaron" and "sjukfrånvaro"."""
    return min(sum(any(_is_alike(word, found) for found in b) for word in a) for a, b in ((one, other), (other, one)))


def _is_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 5 and len(long) - len(short) <= 3 and long.startswith(short))


def _stems(text: str) -> frozenset[str]:
    words = frozenset(search_words(text))
    return words - _COMMON or words
