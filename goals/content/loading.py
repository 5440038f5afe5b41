"""One run of loading: each row is made once, remembered, and from then on left to people.

A row is known by its kind and natural key ("kpi:N15428"). The ledger remembers every row that was made or
found, so that a row that somebody has changed, moved or removed is never touched or made again.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from goals.content.rows import Fault, Row
from goals.content.sources import Source

NAMESPACE = uuid.UUID("6f6d0b0e-6a0f-5a52-9b5e-3f0f4f9d2c11")
Finder = Callable[[str], models.Model | None]
M = TypeVar("M", bound=models.Model)


class RowError(ValueError):
    """The row cannot be stored; the message says in Swedish why."""


class Gone(Exception):  # noqa: N818  (nothing is wrong: the row is passed over)
    """The row stands on one that failed, or that people have removed or made themselves."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason
        super().__init__(reason)


# What may come of making a row; anything else is a fault of the code and is raised.
FAULTS = (RowError, Gone, ValidationError, IntegrityError)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row as it stood in the files when it was loaded. ``made``: by the loading, not found there already."""

    digest: str
    made: bool


class Loading:
    """What the loaders share: the ledger, how rows are found by key, the sources, and what came of the run."""

    def __init__(
        self, *, known: Mapping[str, LedgerLine], municipality_code: str, at: dt.datetime, faults: list[Fault],
        sources: Mapping[str, Source],
    ) -> None:  # fmt: skip
        self.known = known
        self.municipality_code = municipality_code
        self.at = at
        self.faults = faults
        self.sources = sources
        self.added: dict[str, LedgerLine] = {}
        self.made: Counter[str] = Counter()
        self.changed: list[str] = []
        self.passed_over: list[str] = []
        self._seen: set[str] = set()
        self._failed: set[str] = set()
        self._kinds: dict[str, tuple[str, Finder]] = {}
        self._found: dict[str, models.Model] = {}

    def knows(self, kind: str, label: str, finder: Finder) -> None:
        """How a row of the kind is found by its key, and what people call one: "nyckeltalet"."""
        self._kinds[kind] = (label, finder)

    def find(self, kind: str, key: str, model: type[M]) -> M:
        """The row that another row refers to. Raises RowError if it never was, Gone if it no longer is."""
        name = f"{kind}:{key}"
        label, finder = self._kinds[kind]
        found = self._found.get(name) or finder(key)
        if found is None:
            if name in self._failed:
                raise Gone
            if name in self.known:
                raise Gone(f"{label} ”{key}” är borttagen i portalen")
            raise RowError(f"{label} ”{key}” finns inte.")
        self._found[name] = found
        assert isinstance(found, model)
        return found

    def find_or_none(self, kind: str, key: str, model: type[M]) -> M | None:
        return self.find(kind, key, model) if key else None

    def is_ours(self, kind: str, key: str) -> bool:
        """Whether the row was made by loading, now or earlier, and not by people."""
        line = self.added.get(f"{kind}:{key}") or self.known.get(f"{kind}:{key}")
        return line is not None and line.made

    def wants(self, kind: str, key: str, row: Row) -> bool:
        """Whether the row is sound, has not been loaded before and is not there already."""
        name = f"{kind}:{key}"
        label, finder = self._kinds[kind]
        if name in self._seen:
            row.fault(f"{label} ”{key}” står två gånger i filerna.")
        self._seen.add(name)
        if not row.is_sound:
            self._failed.add(name)
        elif line := self.known.get(name):
            if line.digest != row.digest:
                self.changed.append(f"{label} ”{key}”")
        elif finder(key) is not None:
            self.added[name] = LedgerLine(row.digest, made=False)
        else:
            return True
        return False

    def once(self, kind: str, key: str, row: Row, make: Callable[[], object]) -> None:
        """Make the row if it is wanted. Faults are listed at the row, not raised."""
        if not self.wants(kind, key, row):
            return
        try:
            with transaction.atomic():
                make()
        except FAULTS as error:
            self.refuse(kind, key, row, error)
        else:
            self.has_made(kind, key, row)

    def has_made(self, kind: str, key: str, row: Row) -> None:
        self.added[f"{kind}:{key}"] = LedgerLine(row.digest, made=True)
        self.made[kind] += 1

    def refuse(self, kind: str, key: str, row: Row, error: Exception) -> None:
        """The row was not made: rows that stand on it are passed over, and the faults are listed at its place."""
        self._failed.add(f"{kind}:{key}")
        if not isinstance(error, Gone):
            for text in fault_texts(error):
                row.fault(text)
        elif error.reason:
            self.passed_over.append(f"{self._kinds[kind][0]} ”{key}”: {error.reason}")


def store(instance: M) -> M:
    """Save a row, its fields checked before and its constraints by the database; faults are told in Swedish."""
    relations = [field.name for field in instance._meta.concrete_fields if field.is_relation]
    instance.clean_fields(exclude=relations)
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError:
        # The database has refused: ask the model which rule it was, in words that people understand.
        instance.validate_unique()
        instance.validate_constraints()
        raise
    return instance


def stable_key(*identity: object) -> uuid.UUID:
    """A part's key made from what the part is, so that content loaded twice has the same kontrollsumma."""
    return uuid.uuid5(NAMESPACE, "/".join(str(part) for part in identity))


def fault_texts(error: Exception) -> Iterable[str]:
    """What an error says, one text a fault."""
    if not isinstance(error, ValidationError):
        return [str(error)]
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        message if name == "__all__" else f"{name}: {message}"
        for name, messages in error.message_dict.items()
        for message in messages
    ]
