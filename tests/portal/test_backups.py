"""`manage.py backup` and `restore`: nothing is lost, whatever comes in between. On real files, and on each engine."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from goals import triggers
from goals.fingerprint import fingerprint
from goals.models import Body, DecisionPoint, PlanVersion
from kungsor_portal import backup_engines, backups
from kungsor_portal.models import User
from tests import factories
from tests.goals.attacks import refused, sql
from tests.goals.test_fingerprint import GOLDEN, golden

pytestmark = pytest.mark.django_db(transaction=True)

KILLED = -signal.SIGKILL


@pytest.fixture(autouse=True)
def _kept_here(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved before a restore lands in the test's own folder, from here and from processes of their own."""
    settings.BACKUP_DIR = tmp_path / "backups"
    monkeypatch.setenv("BACKUP_DIR", str(settings.BACKUP_DIR))
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # what a killed process leaves goes with the test


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup of a database with a frozen version, an account and a body."""
    golden()
    factories.UserFactory(username="kim")
    return save(tmp_path / "saved.zip")


def save(target: Path) -> Path:
    call_command("backup", str(target), stdout=StringIO())
    return target


def restore(source: Path, *, force: bool = True) -> str:
    told = StringIO()
    call_command("restore", str(source), force=force, stdout=told)
    return told.getvalue()


def repacked(source: Path, target: Path, **changes: Any) -> Path:
    """The backup with other words in its manifest."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "x") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == backups.MANIFEST:
                data = json.dumps(json.loads(data) | changes).encode()
            new.writestr(name, data)
    return target


def whole() -> dict[str, int]:
    """Every row of every table, counted."""
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
    return {name: sql(f'SELECT COUNT(*) FROM "{name}"')[0][0] for name in names}


def database_url(name: str = "") -> str:
    """The test database's own, or another's on the same server, for a process of its own."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name or own['NAME']}"
    account = f"{quote(own['USER'])}:{quote(own['PASSWORD'])}" if own["PASSWORD"] else quote(own["USER"])
    port = f":{own['PORT']}" if own["PORT"] else ""
    return f"postgres://{account}@{quote(own['HOST'], safe='')}{port}/{name or own['NAME']}"


def command(*arguments: str, script: str = "", url: str = "", **how: Any) -> subprocess.Popen[str]:
    """A command of manage.py's in a process of its own, or a script that ends as one."""
    program = ["-c", script] if script else [str(settings.BASE_DIR / "manage.py")]
    environment = {
        **os.environ, "DEBUG": "1", "DATABASE_URL": url or database_url(),
        "DJANGO_SETTINGS_MODULE": "kungsor_portal.settings", "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip
    return subprocess.Popen(
        [sys.executable, *program, *arguments],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **how,
    )  # fmt: skip


# --- There and back --------------------------------------------------------------------------


def test_what_was_saved_comes_back_with_its_kontrollsumma_and_its_triggers(saved: Path) -> None:
    before = whole()
    with triggers.paused():
        DecisionPoint.objects.update(text="något annat")
        User.objects.all().delete()
    assert fingerprint(PlanVersion.objects.get()) != GOLDEN
    told = restore(saved)
    assert "1 låsta versioner, 1 med kontrollsumma. Alla stämmer." in told
    version = PlanVersion.objects.get()
    assert version.fingerprint == fingerprint(version) == GOLDEN
    assert User.objects.get().check_password(factories.PASSWORD)
    assert whole() == before
    assert triggers.missing() == []
    with refused("har lämnat utkast"):
        DecisionPoint.objects.update(text="något annat")


def test_what_was_there_is_saved_first_and_can_be_had_back(saved: Path, tmp_path: Path) -> None:
    Body.objects.filter(slug="skolnamnden").update(name="det nyaste namnet")
    told = restore(saved)
    assert Body.objects.get(slug="skolnamnden").name == "skolnämnden"
    (kept,) = (tmp_path / "backups").iterdir()
    assert f"sparades först: {kept}" in told
    restore(kept)
    assert Body.objects.get(slug="skolnamnden").name == "det nyaste namnet"


def test_the_manifest_says_what_the_copy_holds(saved: Path) -> None:
    manifest = backups.read_manifest(saved)
    assert manifest.engine == connection.vendor
    assert manifest.municipality == settings.MUNICIPALITY.name
    assert manifest.kontrollsummor == {f"{settings.MUNICIPALITY.steering_body}/2022/1": GOLDEN}
    assert "0001_steering" in manifest.migrations["goals"]
    assert manifest.release and manifest.sha256 and manifest.size > 10_000
    assert saved.stat().st_mode & 0o777 == 0o600, "it holds personal data"


def test_a_copy_is_of_one_moment_while_someone_writes(tmp_path: Path) -> None:
    """What another has begun and not finished is not in it, and neither waits for the other."""
    golden()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN" if connection.vendor == "postgresql" else "BEGIN IMMEDIATE")
            cursor.execute("UPDATE goals_body SET name = 'halvvägs' WHERE slug = 'skolnamnden'")
            save(tmp_path / "meanwhile.zip")
            cursor.execute("COMMIT")
    finally:
        other.close()
    assert Body.objects.get(slug="skolnamnden").name == "halvvägs"
    restore(tmp_path / "meanwhile.zip")
    assert Body.objects.get(slug="skolnamnden").name == "skolnämnden"


@pytest.mark.sqlite_only
def test_a_connection_that_was_open_reads_what_came_back(saved: Path) -> None:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as portal:
        Body.objects.update(name="ett annat namn")
        asked = "SELECT name FROM goals_body WHERE slug = 'skolnamnden'"
        assert portal.execute(asked).fetchone() == ("ett annat namn",)
        restore(saved)
        assert portal.execute(asked).fetchone() == ("skolnämnden",)


@pytest.mark.slow
def test_a_backup_of_an_earlier_release_is_brought_to_this_ones_schema(tmp_path: Path) -> None:
    factories.KpiFactory(code="N15030")
    try:
        call_command("migrate", "framtidsdag", "zero", verbosity=0)
        save(tmp_path / "earlier.zip")
    finally:
        call_command("migrate", verbosity=0)
    restore(tmp_path / "earlier.zip")
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    assert triggers.missing() == []
    assert sql("SELECT code FROM kpis_kpi") == [("N15030",)]


@pytest.mark.slow
def test_a_database_that_is_not_there_yet_is_made(saved: Path, tmp_path: Path) -> None:
    name = str(tmp_path / "new" / "portal.sqlite3") if connection.vendor == "sqlite" else "portal_restored"
    if connection.vendor == "postgresql":
        sql(f"CREATE DATABASE {name}")
    try:
        process = command("restore", str(saved), url=database_url(name))
        told, error = process.communicate(timeout=120)
        assert (process.returncode, error) == (0, "")
        assert "Alla stämmer" in told and "sparades först" not in told
    finally:
        if connection.vendor == "postgresql":
            sql(f"DROP DATABASE {name} WITH (FORCE)")


# --- What is refused -------------------------------------------------------------------------


def test_a_database_with_content_is_replaced_only_when_it_is_said(saved: Path) -> None:
    before = whole()
    with pytest.raises(CommandError, match=r"Databasen har innehåll.*--force"):
        restore(saved, force=False)
    assert whole() == before


def test_a_backup_is_never_written_over(saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(CommandError, match="finns redan"):
        save(saved)
    assert saved.read_bytes() == before


def test_without_a_name_it_is_named_by_the_time(tmp_path: Path) -> None:
    told = StringIO()
    call_command("backup", stdout=told)
    (made,) = (tmp_path / "backups").iterdir()
    assert str(made) in told.getvalue() and made.suffix == ".zip"
    with pytest.raises(CommandError, match=made.name):
        call_command("restore")


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.999])
def test_a_file_cut_short_is_refused(saved: Path, share: float) -> None:
    whole_file, before = saved.read_bytes(), whole()
    saved.write_bytes(whole_file[: max(3, int(len(whole_file) * share))])
    with pytest.raises(CommandError, match="är avklippt eller skadad"):
        restore(saved)
    assert whole() == before


def test_a_file_with_another_byte_in_it_is_refused(saved: Path) -> None:
    changed = bytearray(saved.read_bytes())
    changed[len(changed) // 2] ^= 0xFF
    saved.write_bytes(changed)
    before = whole()
    with pytest.raises(CommandError, match=r"är avklippt eller skadad|är skadad"):
        restore(saved)
    assert whole() == before


@pytest.mark.parametrize("content", [b"", b"hej", b"SQLite format 3\0" + b"x" * 4096])
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    source = tmp_path / "file"
    source.write_bytes(content)
    with pytest.raises(CommandError, match="ingen säkerhetskopia"):
        restore(source)


def test_a_zip_of_something_else_and_a_file_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("brev.txt", "hej")
    with pytest.raises(CommandError, match="ingen säkerhetskopia"):
        restore(tmp_path / "other.zip")
    for missing in (tmp_path, tmp_path / "nowhere.zip"):
        with pytest.raises(CommandError, match="går inte att läsa"):
            restore(missing)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"engine": "oracle"}, "Återställ med samma databashanterare"),
        ({"version": 2}, "Uppdatera portalen först"),
        ({"format": "something-else"}, "ingen säkerhetskopia"),
        ({"unheard_of": 1}, "ingen säkerhetskopia"),
        ({"migrations": {"goals": ["0001_steering", "9999_later"]}}, r"goals\.9999_later finns inte här"),
        ({"sha256": "0" * 64}, "är skadad"),
        ({"size": 1}, "är skadad"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    saved: Path, tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    before = whole()
    with pytest.raises(CommandError, match=words):
        restore(repacked(saved, tmp_path / "changed.zip", **changes))
    assert whole() == before


@pytest.mark.sqlite_only
def test_the_copy_itself_is_asked_for_its_schema_too(saved: Path, tmp_path: Path) -> None:
    sql("INSERT INTO django_migrations (app, name, applied) VALUES ('goals', '9999_later', '2030-01-01')")
    later = save(tmp_path / "later.zip")
    sql("DELETE FROM django_migrations WHERE name = '9999_later'")
    manifest = backups.read_manifest(saved)
    disguised = repacked(later, tmp_path / "disguised.zip", migrations=manifest.migrations)
    with pytest.raises(CommandError, match=r"goals\.9999_later finns inte här"):
        restore(disguised)


def test_a_copy_whose_content_was_changed_is_said_to_differ(tmp_path: Path) -> None:
    """The database is as the copy has it; that the copy is not what was decided is told, with exit status 1."""
    golden()
    with triggers.paused():
        DecisionPoint.objects.update(text="något annat")
    forged = save(tmp_path / "forged.zip")
    told = StringIO()
    with pytest.raises(CommandError, match="1 fel i 1 låsta versioner"):
        call_command("restore", str(forged), force=True, stdout=told)
    assert f"kontrollsumman är {GOLDEN}, men innehållet ger" in told.getvalue()
    assert triggers.missing() == []


def test_another_sum_than_the_backup_lists_is_said(saved: Path, tmp_path: Path) -> None:
    listed = {"kommunfullmaktige/2021/1": "v1:0"}
    other = repacked(saved, tmp_path / "other.zip", kontrollsummor=listed)
    with pytest.raises(CommandError, match=r"säkerhetskopians lista: .*2021/1, .*2022/1"):
        restore(other)


@pytest.mark.postgres_only
def test_without_postgresqls_programs_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match=r"pg_dump saknas.*apt-get install postgresql-client"):
        save(tmp_path / "backup.zip")
    assert list(tmp_path.rglob("*.zip")) == []


# --- In the middle ---------------------------------------------------------------------------

# A process that stops halfway through a restore and waits to be killed.
HALFWAY = {
    "sqlite": """
import sys, time, sqlite3
import django
django.setup()
from django.core.management import call_command
from kungsor_portal import backup_engines

class Halfway(sqlite3.Connection):
    def backup(self, target, **how):
        def stop(status, remaining, total):
            if 0 < remaining < total - 5:
                print("halfway", flush=True)
                time.sleep(60)
        super().backup(target, pages=5, progress=stop)

plain = sqlite3.connect
backup_engines.sqlite3.connect = lambda *a, **k: plain(*a, **k, factory=Halfway)
call_command("restore", sys.argv[1], force=True)
""",
    "postgresql": """
import sys
import django
django.setup()
from django.core.management import call_command
from kungsor_portal.backup_engines import PostgreSQL

plain = PostgreSQL._run
def stop(self, program, *arguments):
    if program == "psql":
        print("halfway", flush=True)
        arguments = (*arguments, "--command=SELECT pg_sleep(60)")
    plain(self, program, *arguments)

PostgreSQL._run = stop
call_command("restore", sys.argv[1], force=True)
""",
}


@pytest.mark.slow
def test_a_restore_that_is_killed_halfway_leaves_the_old_database_whole(saved: Path, tmp_path: Path) -> None:
    Body.objects.filter(slug="skolnamnden").update(name="det som gäller")
    before = whole()
    connections.close_all()
    process = command(str(saved), script=HALFWAY[connection.vendor], cwd=tmp_path)
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert line == "halfway\n", process.communicate(timeout=30)[1]
        if connection.vendor == "postgresql":
            _wait_until_psql_sleeps()
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)
    assert process.returncode == KILLED
    if connection.vendor == "sqlite":
        assert sql("PRAGMA integrity_check") == [("ok",)]
    else:
        # The server notices that psql has gone when it would answer it: it is told to give up at once.
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%%'")
    assert whole() == before
    assert Body.objects.get(slug="skolnamnden").name == "det som gäller"
    assert triggers.missing() == []
    restore(saved)
    assert Body.objects.get(slug="skolnamnden").name == "skolnämnden"


def _wait_until_psql_sleeps() -> None:
    deadline = time.monotonic() + 60
    asked = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%%' AND state = 'active'"
    while not sql(asked):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_a_full_disk_is_said_and_nothing_is_lost(saved: Path, tmp_path: Path) -> None:
    """No file may grow beyond what is allowed here, as on a disk with no more room."""
    before, connected = whole(), database_url()
    connections.close_all()

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    target = tmp_path / "no-room.zip"
    for arguments in (("backup", str(target)), ("restore", str(saved), "--force")):
        process = command(*arguments, url=connected, preexec_fn=small)
        _, error = process.communicate(timeout=60)
        assert process.returncode == 1
        assert error.startswith("CommandError: "), error
        assert "Traceback" not in error
    assert not target.exists()
    assert [path.name for path in tmp_path.rglob("*.*")] == ["saved.zip"]
    assert whole() == before


def test_a_disk_that_fills_up_on_the_way_is_said_in_swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(backups, "_to_disk", full)
    with pytest.raises(CommandError, match=r"Disken är full \(.*\)\. Ingenting har ändrats\."):
        save(tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.sqlite_only
def test_a_database_that_is_held_is_not_waited_for_for_ever(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_engines, "BUSY_SECONDS", 0)
    before = whole()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises((CommandError, OperationalError), match="upptagen"):
            restore(saved)
        other.execute("ROLLBACK")
    assert whole() == before


def test_what_a_killed_process_left_is_taken_away_after_a_day(tmp_path: Path) -> None:
    left, fresh = tmp_path / ".portal-backup-old", tmp_path / ".portal-backup-new"
    for folder in (left, fresh):
        folder.mkdir()
        (folder / "database").touch()
    os.utime(left, (0, 0))
    save(tmp_path / "backup.zip")
    assert not left.exists() and fresh.exists()


def test_saving_waits_for_no_transaction_of_its_own() -> None:
    """The snapshot is of what was committed: a call from inside a transaction would miss what that has done."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            backups.save(backups.default_file())
