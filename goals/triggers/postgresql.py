"""The rules as PostgreSQL triggers: one function each, named after its trigger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from goals.models import ContentRevision
from goals.triggers.registry import Content, Rule, Trigger, contents
from goals.triggers.rules import guarded_tables, rules

PREFIX = "portal_"
REVISION = ContentRevision._meta.db_table
REFUSED = "23000"  # integrity_constraint_violation: Django raises IntegrityError, as on SQLite
RAISE_REVISION = (
    f'UPDATE "{REVISION}" SET number = number + 1, token = md5(random()::text || clock_timestamp()::text), '
    f"changed_at = clock_timestamp() WHERE scope = '{ContentRevision.CONTENT}';"
)


def statements() -> Iterator[Trigger]:
    for rule in rules():
        if not rule.sqlite_only:
            yield _trigger(rule.name, (rule.table, *rule.needs), f"BEFORE {rule.event}", "ROW", _body(rule))
    for table in guarded_tables():
        yield _trigger(
            f"truncate_{table}", (table,), "BEFORE TRUNCATE", "STATEMENT", _refuse("Tabellen kan inte tömmas.")
        )
    for content in contents():
        yield from _revision(content)


def _revision(content: Content) -> Iterator[Trigger]:
    """Once a statement; where only some updates count, those row by row."""
    table, events = content.model._meta.db_table, content.events
    if content.updates:
        events = tuple(event for event in events if event != "UPDATE")
        body = f"IF {content.updates} THEN {RAISE_REVISION} END IF; RETURN NULL;"
        yield _trigger(f"revision_{table}_update", (table, REVISION), "AFTER UPDATE", "ROW", body)
    if events:
        when = " OR ".join([*events, "TRUNCATE"])
        yield _trigger(
            f"revision_{table}", (table, REVISION), f"AFTER {when}", "STATEMENT", f"{RAISE_REVISION} RETURN NULL;"
        )


def _body(rule: Rule) -> str:
    keep = "OLD" if rule.event == "DELETE" else "NEW"
    # PERFORM is plpgsql's SELECT. Each statement of the function sees what has been committed before it begins.
    lock = f"PERFORM {rule.locks.removeprefix('SELECT ')}; " if rule.locks else ""
    return f"{lock}IF {rule.condition} THEN {_refuse(rule.message)} END IF; RETURN {keep};"


def _refuse(message: str) -> str:
    text = message.replace("'", "''").replace("%", "%%")
    return f"RAISE EXCEPTION '{text}' USING ERRCODE = '{REFUSED}';"


def _trigger(short: str, tables: tuple[str, ...], when: str, each: str, body: str) -> Trigger:
    name = PREFIX + short
    source = f" BEGIN {body} END "
    sql = (
        # The search path is the schema's, with temporary tables last: nobody puts a table of their own before ours.
        f"DO $make$ BEGIN EXECUTE format($sql$"
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql '
        f"SET search_path = %I, pg_temp AS $portal${source.replace('%', '%%')}$portal$"
        f"$sql$, current_schema()); END $make$; "
        f'CREATE TRIGGER "{name}" {when} ON "{tables[0]}" FOR EACH {each} EXECUTE FUNCTION "{name}"()'
    )
    return Trigger(name, tables, sql, check=f"{tables[0]} {source}")


def standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The portal's triggers that stand and are enabled, with their table and the text of their function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname || ' ' || p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND n.nspname = current_schema() "
            f"AND t.tgname LIKE '{PREFIX}%'"
        )
        return dict(cursor.fetchall())


def drops(names: list[str]) -> list[str]:
    return [f'DROP FUNCTION IF EXISTS "{name}"() CASCADE' for name in names]
