"""Counting votes: ja and nej among those who voted (kommunallagen 5:55), and who voted how. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assembly.models.voting import Choice


@dataclass(frozen=True, slots=True)
class Row:
    """A seat's vote in the result. ``party`` is as it was that day; ``name`` is empty for a seat without a holder."""

    seat: int
    name: str
    party: str
    choice: str
    is_chair: bool = False

    @property
    def label(self) -> str:
        return str(Choice(self.choice).label)


@dataclass(frozen=True, slots=True)
class Count:
    """Votes by kind; of all, or of a party."""

    yes: int = 0
    no: int = 0
    abstained: int = 0
    absent: int = 0
    party: str = ""

    @property
    def voting(self) -> int:
        """Those whose votes decide: who abstains or is absent is not counted."""
        return self.yes + self.no

    @property
    def total(self) -> int:
        return self.yes + self.no + self.abstained + self.absent


@dataclass(frozen=True, slots=True)
class Result:
    """A closed roll call, counted. ``casting_vote`` is the chair's, where there was a tie and it is given."""

    rows: list[Row]
    casting_vote: str = ""
    is_void: bool = False
    count: Count = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "count", count_of([row.choice for row in self.rows]))

    @property
    def yes(self) -> int:
        return self.count.yes

    @property
    def no(self) -> int:
        return self.count.no

    @property
    def abstained(self) -> int:
        return self.count.abstained

    @property
    def absent(self) -> int:
        return self.count.absent

    @property
    def tie(self) -> bool:
        return self.yes == self.no

    @property
    def needs_chair(self) -> bool:
        """A tie that the chair has not decided (kommunallagen 5:56)."""
        return self.tie and not self.casting_vote and not self.is_void

    @property
    def outcome(self) -> str:
        """ "yes" or "no"; empty while the chair's casting vote is waited for, and for a voided roll call."""
        return "" if self.is_void else outcome_of(self.yes, self.no, self.casting_vote)

    @property
    def parties(self) -> list[Count]:
        """One count a party, the largest first."""
        by_party: dict[str, list[str]] = {}
        for row in self.rows:
            by_party.setdefault(row.party, []).append(row.choice)
        counts = [count_of(choices, party) for party, choices in by_party.items()]
        return sorted(counts, key=lambda count: (not count.party, -count.total, count.party))


def count_of(choices: Sequence[str], party: str = "") -> Count:
    return Count(
        choices.count(Choice.YES), choices.count(Choice.NO), choices.count(Choice.ABSTAIN),
        choices.count(Choice.ABSENT), party,
    )  # fmt: skip


def outcome_of(yes: int, no: int, casting_vote: str = "") -> str:
    """The simple majority of those who voted; on a tie the chair's casting vote, and empty until that is given."""
    if yes == no:
        return casting_vote
    return Choice.YES.value if yes > no else Choice.NO.value
