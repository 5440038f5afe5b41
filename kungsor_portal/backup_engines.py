"""How each engine copies its database out while the portal runs, and back in as one change.

Both read a copy as it was at one moment and write it in a single transaction: whoever reads meanwhile sees the old
content or the new, and a process that is killed leaves the old.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import connections, transaction
from django.db.backends.postgresql.client import DatabaseClient

BUSY_SECONDS: Final = 30  # how long a restore waits for others to finish what they are writing
_MIGRATIONS: Final = "SELECT app, name FROM django_migrations ORDER BY app, name"
_FINGERPRINTS: Final = (
    "SELECT b.slug, p.year, v.number, v.fingerprint FROM goals_planversion v JOIN goals_plan p ON p.id = v.plan_id "
    "JOIN goals_body b ON b.id = p.body_id WHERE v.fingerprint <> '' ORDER BY b.slug, p.year, v.number"
)


class BackupError(Exception):
    """Why nothing was saved or restored, and what to do about it; in Swedish. What was there is as it was."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, read in the same moment as its copy was made."""

    migrations: dict[str, list[str]]  # applied, by app
    fingerprints: dict[str, str]  # "kommunfullmaktige/2022/1" → "v1:…"


class SQLite:
    """A file, copied by SQLite itself: a plain copy of it would miss what is in the write-ahead log."""

    vendor = "sqlite"
    member = "database.sqlite3"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.path = Path(settings["NAME"])

    def copy_out(self, target: Path) -> Contents:
        """A compact copy without free pages, of what was committed when it began. Raises BackupError."""
        if not self.path.is_file():
            raise BackupError(f"Databasen finns inte: {self.path}. Skapa den med manage.py migrate.")
        with _sqlite_says(), closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        return self.contents_of(target)

    def contents_of(self, copy: Path) -> Contents:
        """What a copy holds; raises BackupError when it is damaged, or no database of the portal's."""
        with _sqlite_says(), closing(sqlite3.connect(copy)) as found:
            faults = found.execute("PRAGMA quick_check(1)").fetchone()[0]
            if faults != "ok":
                raise BackupError(f"Databasen är skadad: {faults}.")
            return _contents(found.execute(_MIGRATIONS).fetchall(), found.execute(_FINGERPRINTS).fetchall())

    def put_back(self, copy: Path) -> None:
        """Every page is written in one transaction of the database that stands; open connections read on after it.

        Never by renaming: the old write-ahead log would be taken for the new file's.
        """
        connections.close_all()
        deadline = time.monotonic() + BUSY_SECONDS

        def give_up(status: int, remaining: int, total: int) -> None:
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
                raise BackupError("Databasen är upptagen. Stäng av portalen eller försök igen om en stund.")

        with (
            _sqlite_says(),
            closing(sqlite3.connect(copy)) as source,
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as target,
        ):
            size = target.execute("PRAGMA page_size").fetchone()[0]
            if source.execute("PRAGMA page_size").fetchone()[0] != size:
                source.execute(f"PRAGMA page_size = {size:d}")
                source.execute("VACUUM")
            source.backup(target, progress=give_up)


class PostgreSQL:
    """pg_dump's custom format out; its SQL through psql in one transaction in."""

    vendor = "postgresql"
    member = "database.dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        arguments, environment = DatabaseClient.settings_to_cmd_args_env(settings, [])
        self._address = arguments[1:]  # after the program's name; the password is in the environment
        self._environment = {**os.environ, **(environment or {}), "PGOPTIONS": f"-c lock_timeout={BUSY_SECONDS}s"}

    def copy_out(self, target: Path) -> Contents:
        """What was committed when it began: pg_dump and the list of contents read the same snapshot."""
        connection = connections["default"]
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if "django_migrations" not in connection.introspection.table_names(cursor):
                raise BackupError("Databasen är tom. Skapa den med manage.py migrate.")
            cursor.execute("SELECT pg_export_snapshot(), current_schema()")
            snapshot, schema = cursor.fetchone()
            cursor.execute(_MIGRATIONS)
            migrations = cursor.fetchall()
            cursor.execute(_FINGERPRINTS)
            contents = _contents(migrations, cursor.fetchall())
            self._run(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--schema={schema}",
                f"--snapshot={snapshot}", f"--file={target}", *self._address,
            )  # fmt: skip
        return contents

    def contents_of(self, copy: Path) -> Contents | None:
        """Nothing but that pg_restore can read it: what a dump holds is known when it has been restored."""
        self._run("pg_restore", "--list", str(copy))
        return None

    def put_back(self, copy: Path) -> None:
        """The portal's tables go and the dump's come, in one transaction of the server's."""
        connection = connections["default"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            (schema,) = cursor.fetchone()
        connections.close_all()
        script, before = copy.with_suffix(".sql"), copy.with_suffix(".before.sql")
        try:
            before.write_text(_EMPTY_SCHEMA, encoding="utf-8")
            self._run(
                "pg_restore", "--no-owner", "--no-privileges", f"--schema={schema}", f"--file={script}", str(copy)
            )
            self._run(
                "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null",
                f"--file={before}", f"--file={script}", *self._address,
            )  # fmt: skip
        finally:
            script.unlink(missing_ok=True)
            before.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> None:
        found = shutil.which(program)
        if found is None:
            raise BackupError(
                f"Programmet {program} saknas. Installera PostgreSQL:s klientprogram i serverns version "
                "(på Debian: apt-get install postgresql-client)."
            )
        done = subprocess.run(  # noqa: S603  (found above, with arguments of our own)
            [found, *arguments],
            env=self._environment, text=True, capture_output=True, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if done.returncode:
            said = done.stderr.strip().splitlines()
            raise BackupError(f"{program} misslyckades: {said[0] if said else f'kod {done.returncode}'}")


Engine = SQLite | PostgreSQL


def engine_of(settings: dict[str, Any]) -> Engine:
    """What copies the database that Django's settings name."""
    is_sqlite = settings["ENGINE"].endswith("sqlite3")
    return SQLite(settings) if is_sqlite else PostgreSQL(settings)


# Only what the role owns, and of the functions only the triggers' own: extensions and others' things stay.
_EMPTY_SCHEMA: Final = """
DO $empty$
DECLARE thing record;
BEGIN
  FOR thing IN
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = current_schema()
  LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || thing.name || ' CASCADE';
  END LOOP;
  FOR thing IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace AND p.proname LIKE 'portal\\_%'
  LOOP
    EXECUTE 'DROP FUNCTION IF EXISTS ' || thing.name || ' CASCADE';
  END LOOP;
END $empty$;
"""


def _contents(migrations: list[Any], fingerprints: list[Any]) -> Contents:
    applied: dict[str, list[str]] = {}
    for app, name in migrations:
        applied.setdefault(app, []).append(name)
    return Contents(applied, {f"{body}/{year}/{number}": found for body, year, number, found in fingerprints})


@contextmanager
def _sqlite_says() -> Iterator[None]:
    """SQLite's own errors as BackupError."""
    try:
        yield
    except sqlite3.Error as error:
        is_full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL"
        why = "Disken är full" if is_full else f"SQLite säger: {error}"
        raise BackupError(f"{why}. Ingenting har ändrats.") from error
