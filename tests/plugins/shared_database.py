"""Data that the tests of one module share: made once, gone after the module.

A module's own fixture makes it, `scope="module"`, and asks for `shared_database`; each test still rolls back what it
does itself. Not for a module whose tests commit (`transactional_db`, `live_server`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that shares data is a test of the database: pytest-django makes one only for those that say so."""
    for item in items:
        if "shared_database" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="module")
def shared_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
