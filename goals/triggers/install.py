"""Making, dropping and looking for the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from goals.triggers import postgresql, sqlite
from goals.triggers.registry import Trigger


def _engine(connection: BaseDatabaseWrapper) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def expected(using: str = "default") -> list[Trigger]:
    """Every trigger of the schema, as this database's engine writes it."""
    return list(_engine(connections[using]).statements())


def installed(using: str = "default") -> dict[str, str]:
    """The portal's triggers that stand in the database and are enabled: name → definition."""
    connection = connections[using]
    standing: dict[str, str] = _engine(connection).standing(connection)
    return standing


def missing(using: str = "default") -> list[str]:
    """Names of triggers that do not stand, or that say something else than the code does. One query."""
    standing = installed(using)
    return sorted(trigger.name for trigger in expected(using) if standing.get(trigger.name) != trigger.definition)


def create(using: str = "default") -> None:
    """Make every trigger whose tables exist; those that stand are made anew, so that a changed rule takes effect."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with transaction.atomic(using=using):
        drop(using)
        with connection.cursor() as cursor:
            for trigger in expected(using):
                if tables.issuperset(trigger.tables):
                    cursor.execute(trigger.sql)


def drop(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for sql in _engine(connection).drops(sorted(installed(using))):
            cursor.execute(sql)


@contextmanager
def paused(using: str = "default") -> Iterator[None]:
    """Without triggers for a while: for tests, which empty the database or tamper with it, and nothing else."""
    drop(using)
    try:
        yield
    finally:
        create(using)


def before_migration(*, plan: list[Any], using: str, **kwargs: Any) -> None:
    """pre_migrate: out of the way of table rebuilds, when there is something to migrate."""
    if plan:
        drop(using)


def after_migration(*, using: str, **kwargs: Any) -> None:
    """post_migrate: the triggers, and the revision row that they raise."""
    from goals.models import ContentRevision

    connection = connections[using]
    if ContentRevision._meta.db_table in connection.introspection.table_names():
        ContentRevision.objects.using(using).get_or_create(scope=ContentRevision.CONTENT)
        create(using)
