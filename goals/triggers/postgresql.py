"""The rules as PostgreSQL triggers: one function each, named after its trigger."""

from __future__ import annotations

from collections.abc import Iterator

from goals.models import ContentRevision
from goals.triggers.registry import content_tables
from goals.triggers.rules import guarded_tables, rules

PREFIX = "portal_"
REVISION = ContentRevision._meta.db_table
REFUSED = "23000"  # integrity_constraint_violation: Django raises IntegrityError, as on SQLite


def statements() -> Iterator[tuple[str, str, str]]:
    """(trigger, table, SQL that makes it)."""
    for rule in rules():
        if rule.sqlite_only:
            continue
        name = PREFIX + rule.name
        keep = "OLD" if rule.event == "DELETE" else "NEW"
        body = f"IF {rule.condition} THEN {_refuse(rule.message)} END IF; RETURN {keep};"
        yield name, rule.table, _trigger(name, rule.table, f"BEFORE {rule.event}", "ROW", body)
    for table in guarded_tables():
        name = f"{PREFIX}truncate_{table}"
        body = _refuse("Tabellen kan inte tömmas.") + " RETURN NULL;"
        yield name, table, _trigger(name, table, "BEFORE TRUNCATE", "STATEMENT", body)
    for table in content_tables():
        name = f"{PREFIX}revision_{table}"
        body = (
            f'UPDATE "{REVISION}" SET number = number + 1, token = md5(random()::text || clock_timestamp()::text), '
            f"changed_at = clock_timestamp() WHERE scope = '{ContentRevision.CONTENT}'; RETURN NULL;"
        )
        yield name, table, _trigger(name, table, "AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE", "STATEMENT", body)


def _refuse(message: str) -> str:
    text = message.replace("'", "''").replace("%", "%%")
    return f"RAISE EXCEPTION '{text}' USING ERRCODE = '{REFUSED}';"


def _trigger(name: str, table: str, when: str, each: str, body: str) -> str:
    return (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql '
        f"AS $portal$ BEGIN {body} END $portal$; "
        f'CREATE TRIGGER "{name}" {when} ON "{table}" FOR EACH {each} EXECUTE FUNCTION "{name}"()'
    )


INSTALLED = (
    "SELECT t.tgname FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname = current_schema() AND t.tgname LIKE '{PREFIX}%%'"
)


def drops(installed: list[str]) -> list[str]:
    return [f'DROP FUNCTION IF EXISTS "{name}"() CASCADE' for name in installed]
