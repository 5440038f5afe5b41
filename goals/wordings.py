"""One thing's wordings through the versions of a plan: who brought each, who repeats it, what was never adopted.

No Django, no clock. A wording is whatever two versions can say alike or differently: a goal's texts, a nyckeltal's
levels. The caller gives the versions in the plan's order and says when two wordings are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

V = TypeVar("V")
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Told(Generic[V, W]):
    """What one version says; ``wording`` is None where it does not have the thing any longer."""

    version: V
    wording: W | None
    is_adopted: bool


@dataclass(slots=True)
class Entry(Generic[V, W]):
    """A wording, the version that brought it, and the adopted wording that stood before it.

    ``repeated_in`` are other versions that say the same, adopted or not, in their order. ``wording`` is None where
    the version took the thing away; ``before`` is then what it took away.
    """

    version: V
    wording: W | None
    is_adopted: bool
    before: Entry[V, W] | None = None
    repeated_in: list[V] = field(default_factory=list)

    @property
    def is_removal(self) -> bool:
        return self.wording is None

    @property
    def is_first(self) -> bool:
        return self.before is None

    @property
    def versions(self) -> list[V]:
        """All that say it, the one that brought it first."""
        return [self.version, *self.repeated_in]


def through_time(told: Iterable[Told[V, W]], same: Callable[[W, W], bool]) -> list[Entry[V, W]]:
    """The wordings, the newest first.

    Adopted versions make the chain: each is compared with the one adopted before it, and repeats it or brings a
    new wording. A version that was put forward without being adopted never breaks the chain. It stands on its own
    where it says something else, is told beside the wording it repeats, and beside the one that was adopted after it
    in the same words: the adoption is what brought those.
    """
    entries: list[Entry[V, W]] = []
    current: Entry[V, W] | None = None
    waiting: list[Entry[V, W]] = []

    def alike(one: W | None, other: W | None) -> bool:
        return one is other if one is None or other is None else same(one, other)

    for one in told:
        if current is None and one.wording is None:
            continue  # nothing to take away yet
        if current is not None and alike(current.wording, one.wording):
            current.repeated_in.append(one.version)
            continue
        earlier = next((entry for entry in waiting if alike(entry.wording, one.wording)), None)
        if earlier is not None and not one.is_adopted:
            earlier.repeated_in.append(one.version)
            continue
        entry = Entry(one.version, one.wording, one.is_adopted, current)
        entries.append(entry)
        if not one.is_adopted:
            waiting.append(entry)
            continue
        if earlier is not None:
            entry.repeated_in += earlier.versions
            entries = [kept for kept in entries if kept is not earlier]
        current, waiting = entry, []
    return entries[::-1]
