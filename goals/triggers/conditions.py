"""Pieces of SQL that the rules are put together from, read alike by SQLite and PostgreSQL.

A row is named by its alias: OLD, NEW, or that of a table in a subquery.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from goals.models import PlanVersion

VERSION = PlanVersion._meta.db_table

Model = type[models.Model]


def table_of(model: Model) -> str:
    return model._meta.db_table


def columns(model: Model) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


def column(model: Model, name: str) -> str:
    """The column of a field; raises FieldDoesNotExist, and ValueError for a field without one."""
    found = getattr(model._meta.get_field(name), "column", None)
    if found is None:
        raise ValueError(f"{model.__name__}.{name} has no column")
    return str(found)


def differs(*names: str) -> str:
    """Any of the columns has another value after than before; NULL counts as a value."""
    return "(" + " OR ".join(f'(OLD."{name}" IS DISTINCT FROM NEW."{name}")' for name in names) + ")"


def in_draft(row: str) -> str:
    """The part belongs to a version that is a draft; false for a version that is not there at all."""
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {row}.version_id AND v.status = 'draft')"


def clash(model: Model, *, among: str = "x", new: str = "NEW") -> str:
    """The row in the way: it has the new row's id, or the same values under a unique constraint."""
    single = [field.column for field in model._meta.concrete_fields if field.unique]  # the id among them
    same = [f'{among}."{name}" = {new}."{name}"' for name in single]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            equal = [f'{among}."{column(model, name)}" = {new}."{column(model, name)}"' for name in constraint.fields]
            same.append(" AND ".join([*equal, *_partial(model, constraint, among, new)]))
    return "(" + " OR ".join(f"({clause})" for clause in same) + ")"


def _partial(model: Model, constraint: models.UniqueConstraint, *rows: str) -> Iterator[str]:
    """A partial constraint's condition on both rows. Only NULL tests and equalities: others raise ValueError."""
    if constraint.condition is None:
        return
    for child in constraint.condition.children:
        if not isinstance(child, tuple) or constraint.condition.negated:
            raise ValueError(f"{constraint.name}: the condition is not of a shape that triggers can repeat")
        path, value = child
        name, _, lookup = path.partition("__")
        for row in rows:
            yield f'{row}."{column(model, name)}" {_test(lookup, value)}'


def _test(lookup: str, value: Any) -> str:
    match lookup, value:
        case "isnull", bool():
            return "IS NULL" if value else "IS NOT NULL"
        case (("" | "exact"), str()):
            return f"= '{value}'"
    raise ValueError(f"a condition with {lookup or 'exact'} {value!r} is not of a shape that triggers can repeat")
