"""What differs between two versions' contents: ändrad, flyttad, ny, borttagen. No Django, no clock.

Parts are matched by key, which a copy carries along; those that are left, by natural identity. A part has moved when
it stands in another container, or in another order among its siblings: of all sets of moves that explain the new
order the smallest is told, so a part that is added or removed never makes the others move.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID


class Status(StrEnum):
    """What has happened to a part; one can be both changed and moved."""

    CHANGED = "changed"
    MOVED = "moved"
    NEW = "new"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {Status.CHANGED: "ändrad", Status.MOVED: "flyttad", Status.NEW: "ny", Status.REMOVED: "borttagen"}


@dataclass(frozen=True, slots=True)
class Row:
    """A part of a version as plain data.

    ``natural`` is its identity where keys differ. ``container`` and ``parent`` (another part's key) say among which
    siblings ``position`` orders it; a kind without order has no position. ``fields`` are what people decide on, by
    canonical name; place and parent are not among them.
    """

    key: UUID
    natural: tuple[Hashable, ...]
    fields: Mapping[str, object]
    container: tuple[Hashable, ...] = ()
    position: int | None = None
    parent: UUID | None = None

    @property
    def place(self) -> tuple[Hashable, ...]:
        """Among which siblings it stands."""
        return (self.container, self.parent)


# By kind of part, parents before children.
Content = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Change:
    """What has happened to one part. ``fields`` names what differs, in the kind's own order; none for a mere move."""

    kind: str
    statuses: tuple[Status, ...]
    before: Row | None
    after: Row | None
    fields: tuple[str, ...] = ()

    @property
    def row(self) -> Row:
        """As it is now, or as it last was."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def is_new(self) -> bool:
        return Status.NEW in self.statuses

    @property
    def is_removed(self) -> bool:
        return Status.REMOVED in self.statuses

    @property
    def is_changed(self) -> bool:
        return Status.CHANGED in self.statuses

    @property
    def is_moved(self) -> bool:
        return Status.MOVED in self.statuses

    def was(self, name: str) -> object:
        """The field's value before; None where there was no part."""
        return self.before.fields.get(name) if self.before else None

    def now(self, name: str) -> object:
        """The field's value after; None where there is no part."""
        return self.after.fields.get(name) if self.after else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every difference from the basis to the other content.

    ``changes`` come kind by kind, in the other content's order, what is removed last in each kind. ``matches``
    holds, by kind, the basis's keys and the keys of the same parts in the other content, unchanged ones included.
    """

    changes: tuple[Change, ...]
    matches: Mapping[str, Mapping[UUID, UUID]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind of part."""
        return tuple(change for change in self.changes if change.kind == kind)


def compare(basis: Content, other: Content) -> Comparison:
    """Every difference between two contents; none for a content and itself."""
    changes: list[Change] = []
    matches: dict[str, dict[UUID, UUID]] = {}
    # Other's key → basis's key where they differ, of every kind so far: parents come first.
    same: dict[UUID, UUID] = {}
    for kind in dict.fromkeys((*basis, *other)):
        before, after = normalised(basis.get(kind, ())), normalised(other.get(kind, ()))
        matches[kind] = _matched(before, after, same)
        same |= {new: old for old, new in matches[kind].items() if new is not old}
        changes += _changes(kind, before, after, matches[kind], same)
    return Comparison(tuple(changes), matches)


def apply(basis: Content, comparison: Comparison) -> dict[str, list[Row]]:
    """The basis with the differences carried out: the other content, its positions as ranks from 1."""
    moved_keys: dict[UUID, UUID] = {}
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in comparison.changes:
        by_kind[change.kind].append(change)
    content = {}
    for kind in dict.fromkeys((*basis, *comparison.matches)):
        keys = comparison.matches.get(kind, {})
        moved_keys |= keys
        content[kind] = _carried_out(normalised(basis.get(kind, ())), by_kind[kind], moved_keys)
    return content


def normalised(rows: Iterable[Row]) -> list[Row]:
    """The rows in order, place by place, with their positions as ranks from 1. Equal positions are told by key."""
    places: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        places[row.place].append(row)
    return [row for siblings in places.values() for row in _ranked(siblings)]


def _ranked(siblings: list[Row]) -> list[Row]:
    ordered = sorted((row for row in siblings if row.position is not None), key=_order)
    loose = sorted((row for row in siblings if row.position is None), key=_order)
    ranked = [row if row.position == rank else replace(row, position=rank) for rank, row in enumerate(ordered, 1)]
    return ranked + loose


def _order(row: Row) -> tuple[int, int]:
    return row.position or 0, row.key.int


def _matched(before: list[Row], after: list[Row], same: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The basis's keys, and those of the same parts now: by key, then by natural identity among what is left.

    Where several share an identity, those that stand in the same place go first.
    """
    now = {row.key for row in after}
    matched = {row.key: row.key for row in before if row.key in now}
    if len(matched) in (len(before), len(after)):
        return matched  # nothing is left on one of the sides
    for with_place in (True, False):
        taken = set(matched.values())
        left: dict[Hashable, list[UUID]] = defaultdict(list)
        for row in after:
            if row.key not in taken:
                left[row.natural, _place(row, same) if with_place else ()].append(row.key)
        for row in before:
            if row.key not in matched and (keys := left.get((row.natural, row.place if with_place else ()))):
                matched[row.key] = keys.pop(0)
    return matched


def _place(row: Row, same: Mapping[UUID, UUID]) -> tuple[Hashable, ...]:
    """Where a row of the other content stands, in the basis's keys."""
    return (row.container, same.get(row.parent, row.parent) if row.parent else None)


def _changes(
    kind: str, before: list[Row], after: list[Row], matched: Mapping[UUID, UUID], same: Mapping[UUID, UUID]
) -> Iterator[Change]:
    was = {new: row for row in before if (new := matched.get(row.key)) is not None}
    moved = _moved(after, was, same)
    for row in after:
        old = was.get(row.key)
        if old is None:
            yield Change(kind, (Status.NEW,), None, row)
            continue
        names = _differing(old.fields, row.fields)
        statuses = ((Status.CHANGED,) if names else ()) + ((Status.MOVED,) if row.key in moved else ())
        if statuses:
            yield Change(kind, statuses, old, row, names)
    for row in before if len(matched) < len(before) else ():
        if row.key not in matched:
            yield Change(kind, (Status.REMOVED,), row, None)


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """What fields differ, in the kind's own order; most parts of a copy are alike as a whole."""
    if before == after:
        return ()
    return tuple(name for name in dict.fromkeys((*after, *before)) if after.get(name) != before.get(name))


def _moved(after: list[Row], was: Mapping[UUID, Row], same: Mapping[UUID, UUID]) -> set[UUID]:
    """Keys of what stands in another place, and the fewest that explain the new order of those who stayed."""
    moved = set()
    stayed: dict[Hashable, list[tuple[Row, int]]] = defaultdict(list)
    for row in after:
        old = was.get(row.key)
        if old is None:
            continue
        if _place(row, same) != old.place:
            moved.add(row.key)
        elif row.position is not None and old.position is not None:
            stayed[row.place].append((row, old.position))
    for siblings in stayed.values():
        kept = longest_increasing([position for _, position in siblings])
        moved |= {row.key for at, (row, _) in enumerate(siblings) if at not in kept}
    return moved


def longest_increasing(numbers: Sequence[int]) -> set[int]:
    """Indexes of a longest strictly increasing subsequence (patience sorting, n log n)."""
    tails: list[int] = []
    ends: list[int] = []  # index in numbers of each tail
    previous: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        previous.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [number]
        ends[length : length + 1] = [at]
    kept, at = set(), ends[-1] if ends else -1
    while at >= 0:
        kept.add(at)
        at = previous[at]
    return kept


def _carried_out(before: list[Row], changes: Iterable[Change], keys: Mapping[UUID, UUID]) -> list[Row]:
    """One kind of part after its changes: what is new or moved at its rank, the rest around it in its old order."""
    touched = {change.before.key: change for change in changes if change.before}
    placed: dict[Hashable, dict[int, Row]] = defaultdict(dict)
    kept: dict[Hashable, list[Row]] = defaultdict(list)
    loose: list[Row] = []
    for row in before:
        change = touched.get(row.key)
        if change is None:
            parent = keys.get(row.parent, row.parent) if row.parent else None
            stays = replace(row, key=keys.get(row.key, row.key), parent=parent)
        elif change.after is None or change.is_moved:
            continue
        else:
            stays = change.after
        kept[stays.place].append(stays)
    for change in changes:
        if change.after is not None and (change.is_new or change.is_moved):
            if change.after.position is None:
                loose.append(change.after)
            else:
                placed[change.after.place][change.after.position] = change.after
    rows = [
        row for place in dict.fromkeys((*kept, *placed)) for row in _filled(kept.get(place, []), placed.get(place, {}))
    ]
    return normalised([*rows, *loose])


def _filled(kept: list[Row], placed: Mapping[int, Row]) -> Iterator[Row]:
    """The kept rows in their order, in the ranks that the placed ones leave free."""
    yield from placed.values()
    rank = 0
    for row in kept:
        if row.position is None:
            yield row
            continue
        rank += 1
        while rank in placed:
            rank += 1
        yield replace(row, position=rank)
