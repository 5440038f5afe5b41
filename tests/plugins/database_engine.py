"""Skips the tests that only one database can run: `postgres_only` and `sqlite_only`.

Every other test must pass on both; `make test` and `make test-postgres` run them.
"""

from __future__ import annotations

import pytest
from django.db import connection

ENGINES = {
    "postgres_only": ("postgresql", "runs on PostgreSQL: make test-postgres"),
    "sqlite_only": ("sqlite", "runs on SQLite: make test"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker, (vendor, reason) in ENGINES.items():
            if item.get_closest_marker(marker) and connection.vendor != vendor:
                item.add_marker(pytest.mark.skip(reason=reason))
