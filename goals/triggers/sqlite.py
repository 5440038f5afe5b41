"""The rules as SQLite triggers."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from goals.models import ContentRevision
from goals.triggers.registry import Trigger, contents
from goals.triggers.rules import rules

PREFIX = "portal_"
REVISION = ContentRevision._meta.db_table


def statements() -> Iterator[Trigger]:
    for rule in rules():
        name = PREFIX + rule.name
        message = rule.message.replace("'", "''")
        yield Trigger(
            name,
            (rule.table, *rule.needs),
            f'CREATE TRIGGER "{name}" BEFORE {rule.event} ON "{rule.table}" FOR EACH ROW {_condition(rule.condition)}'
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        )
    for content in contents():
        table = content.model._meta.db_table
        for event in content.events:
            name = f"{PREFIX}revision_{table}_{event.lower()}"
            when = _condition(content.updates) if event == "UPDATE" and content.updates else ""
            yield Trigger(
                name,
                (table, REVISION),
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" FOR EACH ROW {when}BEGIN '
                f'UPDATE "{REVISION}" SET number = number + 1, token = lower(hex(randomblob(8))), '
                f"changed_at = strftime('%Y-%m-%d %H:%M:%f', 'now') WHERE scope = '{ContentRevision.CONTENT}'; END",
            )


def _condition(condition: str) -> str:
    """IS NOT is SQLite's IS DISTINCT FROM; the keyword itself came with 3.39."""
    return f"WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} "


def standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The portal's triggers in the database, with the SQL that made each."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'")
        return dict(cursor.fetchall())


def drops(names: list[str]) -> list[str]:
    return [f'DROP TRIGGER IF EXISTS "{name}"' for name in names]
