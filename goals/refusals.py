"""What the database refused, said in Swedish: the constraint's own message, found from the engine's error."""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, models

UNKNOWN = "Databasen tog inte emot ändringen. Inget är sparat."
_CHECK = re.compile(r"CHECK constraint failed: (\w+)")
_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")


def refusal(model: type[models.Model], error: IntegrityError) -> str:
    """The violated constraint's message; a trigger's own text where it was one; else that nothing was saved.

    PostgreSQL names the constraint; SQLite names a CHECK, and a UNIQUE by its columns.
    """
    text = str(error)
    by_name = {constraint.name: constraint for constraint in model._meta.constraints}
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or (found[1] if (found := _CHECK.search(text)) else None)
    if name is None and (found := _UNIQUE.search(text)):
        columns = {column.strip().partition(".")[2] for column in found[1].split(",")}
        name = next((c.name for c in by_name.values() if _columns(model, c) == columns), None)
    if name in by_name:
        return str(by_name[name].get_violation_error_message())
    first = text.split("\n", maxsplit=1)[0].strip()
    return first if first.endswith(".") and "constraint" not in first.lower() else UNKNOWN


def _columns(model: type[models.Model], constraint: models.BaseConstraint) -> set[str]:
    if not isinstance(constraint, models.UniqueConstraint):
        return set()
    return {str(getattr(model._meta.get_field(name), "column", name)) for name in constraint.fields}
