"""Säkerhetskopior: one file with the whole database, made while the portal runs, and the way back from it.

The file is a ZIP of the database, as its engine copies it (``kungsor_portal.backup_engines``), and ``manifest.json``:
release, engine, migrations, every kontrollsumma, and the copy's size and SHA-256. It holds personal data and what is
not public yet: only its owner may read it.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from goals.publishing import release
from kungsor_portal.backup_engines import BackupError, Contents, Engine, SQLite, engine_of

FORMAT: Final = "malportalen-backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
_STAGING: Final = ".portal-"
_ABANDONED: Final = 24 * 3600  # seconds after which what a killed process left is nobody's
_PIECE: Final = 1 << 20
_LARGEST_MANIFEST: Final = 50_000_000  # bytes; a kontrollsumma is some hundred


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    format: str
    version: int
    made_at: str  # ISO 8601, with the time zone
    municipality: str
    release: str
    engine: str
    database: str  # the copy's name in the file
    size: int  # bytes
    sha256: str
    migrations: dict[str, list[str]]
    kontrollsummor: dict[str, str]


def engine() -> Engine:
    """The engine of the portal's own database."""
    return engine_of(dict(connections["default"].settings_dict))


def default_folder() -> Path:
    folder: Path = settings.BACKUP_DIR
    return folder


def default_file(prefix: str = "") -> Path:
    """``2026-11-23-152347.zip`` in BACKUP_DIR, by Stockholm's clock; numbered where that second has one."""
    stem = f"{prefix}{timezone.localtime():%Y-%m-%d-%H%M%S}"
    names = itertools.chain([f"{stem}.zip"], (f"{stem}-{number}.zip" for number in itertools.count(2)))
    return next(path for name in names if not (path := default_folder() / name).exists())


def save(target: Path) -> Manifest:
    """Copy the database to a new file. Raises BackupError; then there is no such file, and nothing else has changed."""
    if target.exists():
        raise BackupError(f"{target} finns redan och skrivs inte över.")
    own = engine()
    with _disk_says(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target.parent)
        with tempfile.TemporaryDirectory(prefix=f"{_STAGING}backup-", dir=target.parent) as folder:
            copy = Path(folder, own.member)
            contents = own.copy_out(copy)
            packed = Path(folder, "packed.zip")
            manifest = _pack(packed, copy, own, contents)
            packed.chmod(0o600)
            _to_disk(packed)
            packed.replace(target)
            _to_disk(target.parent)
    return manifest


def restore(source: Path, *, force: bool, before: Path | None = None) -> Manifest:
    """Put the backup in the database's place, in one transaction.

    A database with content is replaced only with ``force``, and is itself saved to ``before`` first. Raises
    BackupError; then the database is as it was. The schema may be of an earlier release: the caller migrates.
    """
    own = engine()
    # Beside SQLite's file: where the copy has room, what is restored has too.
    folder = own.path.parent if isinstance(own, SQLite) else Path(tempfile.gettempdir())
    with _disk_says(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        occupied = has_content()
        if occupied and not force:
            raise BackupError(
                "Databasen har innehåll, som återställningen tar bort. Lägg till --force om det är meningen."
            )
        with tempfile.TemporaryDirectory(prefix=f"{_STAGING}restore-", dir=folder) as staging:
            manifest, copy = _unpack(source, Path(staging), own)
            if occupied and before is not None:
                save(before)
            own.put_back(copy)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What the file says of itself; raises BackupError when it is no backup, or not whole."""
    with _opened(source) as packed:
        return _manifest(packed, source)


def has_content() -> bool:
    """Whether anything has been entered or loaded: a database just made by ``migrate`` holds nothing of the kind."""
    from django.contrib.auth import get_user_model

    from goals.models import ContentRevision
    from goals.triggers.registry import content_models

    tables = set(connections["default"].introspection.table_names())
    kinds = [get_user_model(), *(model for model in content_models() if model is not ContentRevision)]
    return any(kind._meta.db_table in tables and kind._base_manager.exists() for kind in kinds)


def fingerprints_that_differ(manifest: Manifest) -> list[str]:
    """Versions whose stored kontrollsumma is not the one that the backup lists, either way: "…/2022/1"."""
    from goals.models import PlanVersion

    rows = PlanVersion.objects.exclude(fingerprint="").order_by()
    standing = {
        f"{body}/{year}/{number}": found
        for body, year, number, found in rows.values_list("plan__body__slug", "plan__year", "number", "fingerprint")
    }
    listed = manifest.kontrollsummor
    return sorted(name for name in {*standing, *listed} if standing.get(name) != listed.get(name))


def _pack(packed: Path, copy: Path, own: Engine, contents: Contents) -> Manifest:
    digest, size = hashlib.sha256(), 0
    # A dump of PostgreSQL's is compressed already.
    how = zipfile.ZIP_DEFLATED if isinstance(own, SQLite) else zipfile.ZIP_STORED
    with zipfile.ZipFile(packed, "x", how, allowZip64=True) as archive:
        with copy.open("rb") as data, archive.open(own.member, "w", force_zip64=True) as stored:
            for piece in _pieces(data):
                digest.update(piece)
                size += len(piece)
                stored.write(piece)
        manifest = Manifest(
            FORMAT, VERSION, timezone.localtime().isoformat(timespec="seconds"), settings.MUNICIPALITY.name,
            release(), own.vendor, own.member, size, digest.hexdigest(), contents.migrations, contents.fingerprints,
        )  # fmt: skip
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def _unpack(source: Path, folder: Path, own: Engine) -> tuple[Manifest, Path]:
    """The database of the backup, whole, of this engine and of no newer schema."""
    with _opened(source) as packed:
        manifest = _manifest(packed, source)
        if manifest.engine != own.vendor:
            raise BackupError(
                f"Säkerhetskopian är gjord av {manifest.engine}, men portalens databas är {own.vendor}. "
                "Återställ med samma databashanterare (DATABASE_URL)."
            )
        _refuse_newer(manifest.migrations)
        if own.member not in packed.namelist():
            raise BackupError(f"{source} är avklippt eller skadad: databasen saknas.")
        copy, digest = folder / own.member, hashlib.sha256()
        with packed.open(own.member) as stored, copy.open("xb") as data:
            for piece in _pieces(stored):
                digest.update(piece)
                data.write(piece)
    if digest.hexdigest() != manifest.sha256 or copy.stat().st_size != manifest.size:
        raise BackupError(f"{source} är skadad: innehållet stämmer inte med filens egen kontrollsumma.")
    if found := own.contents_of(copy):
        _refuse_newer(found.migrations)
    return manifest, copy


def _refuse_newer(applied: dict[str, list[str]]) -> None:
    """A schema that this release does not know cannot be migrated from."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    replaced = {old for migration in known.values() for old in migration.replaces}
    newer = [
        f"{app}.{name}" for app, names in applied.items() for name in names
        if (app, name) not in known and (app, name) not in replaced
    ]  # fmt: skip
    if newer:
        raise BackupError(
            f"Säkerhetskopian är av en nyare utgåva av portalen: {newer[0]} finns inte här. Uppdatera portalen först."
        )


def _manifest(packed: zipfile.ZipFile, source: Path) -> Manifest:
    try:
        if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError("the manifest is too large")
        told: Any = json.loads(packed.read(MANIFEST))
        if told["format"] != FORMAT:
            raise ValueError("another format")
        if told["version"] > VERSION:
            raise BackupError(f"{source} är av ett nyare slag än den här portalen läser. Uppdatera portalen först.")
        return Manifest(**told)
    except (KeyError, ValueError, TypeError) as error:
        raise BackupError(f"{source} är ingen säkerhetskopia av portalen.") from error


@contextmanager
def _opened(source: Path) -> Iterator[zipfile.ZipFile]:
    """The file as a ZIP; what is wrong with it comes as BackupError, also where it shows only in the reading."""
    try:
        with source.open("rb") as raw:
            is_zip = raw.read(2) == b"PK"
        with zipfile.ZipFile(source) as packed:
            yield packed
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        why = "är avklippt eller skadad" if is_zip else "är ingen säkerhetskopia av portalen"
        raise BackupError(f"{source} {why}.") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise BackupError(f"{source} går inte att läsa: {error.strerror}.") from error


@contextmanager
def _disk_says(folder: Path) -> Iterator[None]:
    """A disk that is full, or a folder that may not be written to, as BackupError."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "Disken är full" if is_full else f"Det går inte att skriva: {error.strerror}"
        raise BackupError(f"{why} ({error.filename or folder}). Ingenting har ändrats.") from error


def _pieces(data: IO[bytes]) -> Iterator[bytes]:
    while piece := data.read(_PIECE):
        yield piece


def _sweep(folder: Path) -> None:
    """Take away what a killed process left: it is a copy of everything."""
    for left in folder.glob(f"{_STAGING}*"):
        if time.time() - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _to_disk(path: Path) -> None:
    """What has been written stands after a power cut too; of a folder, the names in it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
