"""What a mask must agree with, whoever writes it. Masks are insert-only (``goals.triggers.rules``)."""

from __future__ import annotations

from collections.abc import Iterator

from goals.models import Mask
from goals.triggers.conditions import table_of
from goals.triggers.registry import Rule


def mask_rules() -> Iterator[Rule]:
    table = table_of(Mask)
    same = " AND ".join(f'm."{name}" = NEW."{name}"' for name in ("label", "object_pk", "field", "passage"))
    yield Rule(
        "mask_lifts_another", table, "INSERT",
        f"NEW.lifts_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} m WHERE m.id = NEW.lifts_id "
        f"AND m.lifts_id IS NULL AND {same})",
        "Det som lyfts är en maskering av samma text.",
    )  # fmt: skip
