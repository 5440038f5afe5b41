"""Making, dropping and looking for the triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from goals.triggers import postgresql, sqlite


def _engine(connection: BaseDatabaseWrapper) -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]


def _expected(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    tables = set(connection.introspection.table_names())
    return [item for item in _engine(connection).statements() if item[1] in tables]


def installed(using: str = "default") -> set[str]:
    """Names of the portal's triggers that stand in the database and are enabled."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_engine(connection).INSTALLED)
        return {row[0] for row in cursor.fetchall()}


def missing(using: str = "default") -> list[str]:
    """Triggers that should stand on the tables that exist, and do not."""
    expected = {name for name, _, _ in _engine(connections[using]).statements()}
    return sorted(expected - installed(using))


def create(using: str = "default") -> None:
    """Make every trigger whose table exists; those that stand are made anew, so that a changed rule takes effect."""
    connection = connections[using]
    with transaction.atomic(using=using):
        drop(using)
        with connection.cursor() as cursor:
            for _, _, sql in _expected(connection):
                cursor.execute(sql)


def drop(using: str = "default") -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        for sql in _engine(connection).drops(sorted(installed(using))):
            cursor.execute(sql)


@contextmanager
def paused(using: str = "default") -> Iterator[None]:
    """Without triggers for a while: for tests that empty the database, and nothing else."""
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
