"""Kontrollsumma: the same for the same content on both engines, on page, paper and at every recount.

``v1:`` + SHA-256 over canonical JSON: sorted keys, NFC text with plain line ends, decimals without
trailing zeros, dates as ISO, parts sorted by key, no database ids.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from goals import parts
from goals.masking import originals
from goals.models import PlanVersion

SCHEME = "v1"
# The version's own fields, as ``PartSpec.canonical`` has the parts'. Its number and status are not content.
CANONICAL = {"body": "plan__body__slug", "year": "plan__year", "name": "name", "introduction": "introduction"}


def fingerprint(version: PlanVersion) -> str:
    """The version's kontrollsumma as its content stands now. An example has none: empty text."""
    if version.is_example:
        return ""
    with originals():  # what is masked is decided all the same
        digest = hashlib.sha256(canonical_json(canonical(version)).encode()).hexdigest()
    return f"{SCHEME}:{digest}"


def canonical(version: PlanVersion) -> dict[str, Any]:
    """All that is decided in the version, as plain data in a fixed order; one query a kind of part.

    What is empty is left out, so that a later release can add a kind of part, or a field that may be empty,
    and every earlier kontrollsumma still holds.
    """
    own = PlanVersion.objects.filter(pk=version.pk).values_list(*CANONICAL.values()).get()
    kinds = {spec.label: _rows(spec, version) for spec in parts.specs()}
    return _named(CANONICAL, own) | {"parts": {label: rows for label, rows in kinds.items() if rows}}


def canonical_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rows(spec: parts.PartSpec, version: PlanVersion) -> list[dict[str, Any]]:
    names = ["key", *spec.canonical]
    rows = spec.model._default_manager.filter(version=version).values_list("key", *spec.canonical.values())
    return sorted((_named(names, row) for row in rows), key=lambda row: str(row["key"]))


def _named(names: Iterable[str], values: Iterable[Any]) -> dict[str, Any]:
    named = {name: plain(value) for name, value in zip(names, values, strict=True)}
    return {name: value for name, value in named.items() if value not in (None, "")}


def plain(value: Any) -> Any:
    """A value in its canonical form; raises TypeError for a type that has none."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        case Decimal():
            text = format(value.normalize(), "f")
            return "0" if text in {"-0", "0"} else text
        case uuid.UUID():
            return str(value)
        case dt.date() if not isinstance(value, dt.datetime):
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
