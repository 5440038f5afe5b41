"""How marks are counted: what is merged counts for the one that stands, what is hidden counts for nothing. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Laid:
    """``count`` marks that one participant has on one proposal."""

    proposal: int
    participant: int
    count: int
    is_aloud: bool = False


@dataclass(frozen=True)
class Placed:
    """A proposal as it is counted: what it is merged into, if anything, and whether its words are hidden."""

    pk: int
    merged_into: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Count:
    """What a standing proposal got. ``own`` were laid on itself, the others on those merged into it."""

    proposal: int
    marks: int
    own: int
    participants: int
    aloud: int
    share: Decimal
    rank: int
    is_tied: bool


@dataclass(frozen=True)
class Counted:
    """The counts, best first, and their sums. ``hidden`` marks lie on hidden proposals, and no other sum has them."""

    counts: tuple[Count, ...]
    total: int
    participants: int
    aloud: int
    hidden: int


def root_of(pk: int, placed: Mapping[int, Placed]) -> Placed:
    """The proposal that marks on this one count for: itself, or the one it is merged into."""
    one = placed[pk]
    return one if one.merged_into is None else placed.get(one.merged_into, one)


def counted(proposals: Iterable[Placed], laid: Iterable[Laid]) -> Counted:
    """Count the marks of one workshop.

    Ranked by marks, those with equally many share the better rank and stand in the order they were given. A share is
    in percent of the marks that count, with one decimal; 0 where there are none.
    """
    placed = {one.pk: one for one in proposals}
    marks: Counter[int] = Counter()
    own: Counter[int] = Counter()
    aloud: Counter[int] = Counter()
    people: defaultdict[int, set[int]] = defaultdict(set)
    hidden = 0
    for one in laid:
        root = root_of(one.proposal, placed)
        if root.is_hidden:
            hidden += one.count
            continue
        marks[root.pk] += one.count
        own[root.pk] += one.count if one.proposal == root.pk else 0
        aloud[root.pk] += one.count if one.is_aloud else 0
        people[root.pk].add(one.participant)
    standing = [one.pk for one in placed.values() if one.merged_into not in placed and not one.is_hidden]
    total = sum(marks.values())
    same = Counter(marks[pk] for pk in standing)
    counts = [
        Count(
            proposal=pk, marks=marks[pk], own=own[pk], participants=len(people[pk]), aloud=aloud[pk],
            share=_share(marks[pk], total), rank=1 + sum(n for other, n in same.items() if other > marks[pk]),
            is_tied=same[marks[pk]] > 1,
        )
        for pk in standing
    ]  # fmt: skip
    return Counted(
        counts=tuple(sorted(counts, key=lambda count: count.rank)),
        total=total,
        participants=len(set().union(*people.values())),
        aloud=sum(aloud.values()),
        hidden=hidden,
    )


def _share(marks: int, total: int) -> Decimal:
    if not total:
        return Decimal(0)
    return (Decimal(100 * marks) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)
