"""What the tests of the freeze attack with, and how they see that it did not help."""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction


@contextmanager
def refused(match: str | None = None) -> Iterator[None]:
    """The database says no, with the trigger's own words, and the transaction around goes on."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        yield


def sql(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Past the ORM, as the application's own role."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def bare_sqlite() -> Iterator[sqlite3.Connection]:
    """The database file opened by someone else: no foreign keys, no recursive triggers."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=20)) as bare:
        assert bare.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        assert bare.execute("PRAGMA foreign_keys").fetchone() == (0,)
        yield bare


def rows(model: type[models.Model]) -> list[tuple[Any, ...]]:
    """The whole table, column by column."""
    names = [field.column for field in model._meta.concrete_fields]
    listed = ", ".join(f'"{name}"' for name in names)
    return sql(f'SELECT {listed} FROM "{model._meta.db_table}" ORDER BY id')


def other_value(field: models.Field, current: Any) -> Any:
    """A value of the field's own kind that is not the current one."""
    match field:
        case models.BooleanField():
            return not current
        case models.UUIDField():
            return uuid.uuid4()
        case models.JSONField():
            return {"title": "ett annat"}
        case models.DateTimeField():
            return (current or dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) + dt.timedelta(days=1)
        case models.DateField():
            return (current or dt.date(2020, 1, 1)) + dt.timedelta(days=1)
        case models.DecimalField():
            return (current or Decimal(0)) + 1
        case models.BinaryField():
            return bytes(current or b"") + b"x"
        case models.CharField() | models.TextField():
            return f"{current}x"[-(field.max_length or 100) :]
    return (current or 0) + 1  # whole numbers and keys


def stored(field: models.Field, value: Any) -> Any:
    """The value as a parameter of raw SQL."""
    return field.get_db_prep_save(value, connection)


@contextmanager
def without_checks(model: type[models.Model]) -> Iterator[None]:
    """Let the table hold any value for a while, to see what reads it. To be rolled back with the test."""
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = ON")
        yield
        sql("PRAGMA ignore_check_constraints = OFF")
        return
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            sql(f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{constraint.name}"')
    yield


def column_names(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


def copied_columns(model: type[models.Model], **instead: str) -> str:
    """A SELECT list that repeats a row, with other SQL in the place of some columns."""
    return ", ".join(instead.get(field.column, f'"{field.column}"') for field in model._meta.concrete_fields)
