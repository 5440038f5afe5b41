"""A municipality's folder into the database: every app's loader, in one transaction, with one ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

import framtidsdag.content
import kpis.content
from goals.content import decisions, plans, steering
from goals.content.loading import LedgerLine, Loading
from goals.content.rows import ContentError, Fault, Folder
from goals.content.sources import read_sources
from goals.models import ContentRevision
from kpis.content.levels import find_level, level
from kungsor_portal.models import LoadedRow
from kungsor_portal.municipality import Municipality

FILES = ("sources", "organisation", "vision", "frameworks", "goals", "areas", "kpis", "values", "plans", "decisions",
         "framtidsdagar")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did. ``changed``: rows whose file has changed since they were loaded; the portal's content stands."""

    made: dict[str, int] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


def load_folder(path: Path, *, at: dt.datetime) -> Result:
    """Load what has not been loaded before. Raises ContentError with every fault, and then nothing is stored.

    A run that is killed leaves nothing behind either: it is one transaction.
    """
    municipality = Municipality.from_folder(path)
    faults = list(_strangers(path))
    folder = Folder(path, faults)
    sources = read_sources(folder)
    with transaction.atomic():
        # One run at a time: the other waits here, and then finds everything loaded.
        list(ContentRevision.objects.select_for_update().filter(scope=ContentRevision.CONTENT))
        known = {row.key: LedgerLine(row.digest, row.made) for row in LoadedRow.objects.all()}
        loading = Loading(
            known=known, municipality_code=municipality.code, at=at, faults=faults, sources=sources
        )  # fmt: skip
        for module in (steering, plans, decisions, kpis.content, framtidsdag.content):
            module.register(loading)
        steering.load(folder, loading)
        kpis.content.load(folder, loading)
        plans.load(folder, loading, more_parts={"level": level}, removable={"level": find_level})
        decisions.load(folder, loading)
        framtidsdag.content.load(folder, loading)
        if faults:
            raise ContentError(faults)
        LoadedRow.objects.bulk_create(
            LoadedRow(key=key, digest=line.digest, made=line.made, loaded_at=at) for key, line in loading.added.items()
        )
    return Result(dict(loading.made), loading.changed, loading.passed_over)


def _strangers(path: Path) -> list[Fault]:
    """Files that nothing reads: a misspelt name must not pass unnoticed."""
    known = {"municipality.toml", *(f"{name}.toml" for name in FILES)}
    return [
        Fault(file.name, None, "", f"filen läses inte. Filerna heter {', '.join(sorted(known))}.")
        for file in sorted(path.glob("*.toml"))
        if file.name not in known
    ]
