"""The test database, with the triggers that stand in production.

A test that rolls back needs nothing of this. One that commits (`transactional_db`, `live_server`) is followed by a
flush, which deletes rows that no trigger lets go: they are taken away for it. Flush then sends post_migrate, which
makes them anew along with the content revision; the roles are made here, since a migration made them the first time.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.backends.postgresql.creation import DatabaseCreation
from django.test import TransactionTestCase

from goals import masking, triggers
from kungsor_portal.roles import ensure_roles


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """SQLite in a file, as in production: WAL, and a connection of its own for each thread of a live server."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        yield
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with tempfile.TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True) as folder:
        database.setdefault("TEST", {})["NAME"] = str(Path(folder, f"{worker}.sqlite3"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _flush_passes_the_triggers() -> Iterator[None]:
    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(self: TransactionTestCase) -> None:
        triggers.drop()
        original(self)
        ensure_roles(Group, Permission)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="session", autouse=True)
def _postgres_lets_go() -> Iterator[None]:
    """A live server's thread may still hold a connection when the test database is dropped: it is closed for it."""

    def destroy(self: DatabaseCreation, test_database_name: str, verbosity: int) -> None:
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseCreation, "_destroy_test_db", destroy)
        yield


@pytest.fixture(autouse=True)
def _no_masks_from_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process reads the masks once outside requests; here each test starts with none, and without a query for it."""
    monkeypatch.setattr(masking._memory, "outside", masking.NONE)


@pytest.fixture
def in_threads(transactional_db: None) -> Any:
    """Run the functions at once, each on a connection of its own; returns their results or exceptions, in order."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from django.db import connections

    def run(*functions: Any) -> list[Any]:
        barrier = Barrier(len(functions))

        def call(function: Any) -> Any:
            try:
                barrier.wait(timeout=20)
                return function()
            except Exception as error:  # noqa: BLE001  (handed to the test, which says what it expected)
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(functions)) as pool:
            return list(pool.map(call, functions))

    return run
