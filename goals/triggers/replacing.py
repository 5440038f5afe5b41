"""SQLite's own way round a DELETE trigger, closed."""

from __future__ import annotations

from collections.abc import Iterator

from goals.triggers.conditions import Model, clash, table_of
from goals.triggers.registry import Rule


def replacing(model: Model, short: str, protected: str, message: str, needs: tuple[str, ...] = ()) -> Iterator[Rule]:
    """SQLite's INSERT and UPDATE OR REPLACE take away the row in the way without asking its DELETE triggers.

    ``protected`` is SQL on ``x``, the row in the way; ``needs`` are the other tables that it reads, ``short`` names the
    rules.
    """
    table = table_of(model)
    for event, other in (("INSERT", ""), ("UPDATE", " AND x.id <> OLD.id")):
        yield Rule(
            f"{short}_replaced_{event.lower()}", table, event,
            f"EXISTS (SELECT 1 FROM {table} x WHERE {clash(model)}{other} AND {protected})", message, needs,
            sqlite_only=True,
        )  # fmt: skip
