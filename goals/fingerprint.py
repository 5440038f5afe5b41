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
from decimal import Decimal
from typing import Any

from goals import parts
from goals.models import PlanVersion

SCHEME = "v1"


def fingerprint(version: PlanVersion) -> str:
    """The version's kontrollsumma as its content stands now. An example has none: empty text."""
    if version.is_example:
        return ""
    digest = hashlib.sha256(canonical_json(canonical(version)).encode()).hexdigest()
    return f"{SCHEME}:{digest}"


def canonical(version: PlanVersion) -> dict[str, Any]:
    """All that is decided in the version, as plain data in a fixed order; one query a kind of part."""
    return {
        "plan": {"body": version.plan.body.slug, "year": version.plan.year},
        "name": plain(version.name),
        "introduction": plain(version.introduction),
        "parts": {spec.label: _rows(spec, version) for spec in parts.specs()},
    }


def canonical_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rows(spec: parts.PartSpec, version: PlanVersion) -> list[dict[str, Any]]:
    names = ["key", *spec.canonical]
    rows = spec.model._default_manager.filter(version=version).values_list("key", *spec.canonical.values())
    return sorted(
        ({name: plain(value) for name, value in zip(names, row, strict=True)} for row in rows),
        key=lambda row: row["key"],
    )


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
        case dt.date():
            return value.isoformat()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
