"""A comparison in reading order, with or without what is alike. No Django, no clock."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from uuid import UUID

from goals.comparison import Change, Comparison, Content, Row, normalised


def entries(
    basis: Content, other: Content, comparison: Comparison, kind: str, *, order: Mapping[Hashable, int] | None = None
) -> list[Change]:
    """Every part of a kind in either content; what is alike is a change without statuses.

    In the other content's order, with what is removed where it stood. ``order`` ranks containers (their first
    field) where they have an order of their own.
    """
    changes = {change.row.key: change for change in comparison.of(kind)}
    before = {row.key: row for row in normalised(basis.get(kind, ()))}
    was = {new: before[old] for old, new in comparison.matches.get(kind, {}).items()}
    found = [changes.get(row.key) or Change(kind, (), was[row.key], row) for row in normalised(other.get(kind, ()))] + [
        change for change in comparison.of(kind) if change.is_removed
    ]
    return sorted(found, key=lambda change: _place(change, order or {}))


def by_parent(comparison: Comparison, kind: str, parent_kind: str) -> dict[UUID, list[Change]]:
    """Changes of a kind of child by the key that its parent has now, or last had."""
    now = comparison.matches.get(parent_kind, {})
    found: dict[UUID, list[Change]] = {}
    for change in comparison.of(kind):
        for row in (change.after, change.before):
            if row is not None and row.parent is not None:
                key = row.parent if row is change.after else now.get(row.parent, row.parent)
                found.setdefault(key, [])
                if change not in found[key]:
                    found[key].append(change)
    return found


def _place(change: Change, order: Mapping[Hashable, int]) -> tuple[int, float, bool]:
    row: Row = change.row
    container = order.get(row.container[0], len(order)) if row.container else 0
    rank = float(row.position or 0)
    return container, rank - 0.5 if change.is_removed else rank, change.is_removed
