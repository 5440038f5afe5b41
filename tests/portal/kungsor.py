"""Kungsör's content, loaded once for a module of tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kungsor_portal.content import load_folder

KUNGSOR = settings.BASE_DIR / "content" / "kungsor"


@pytest.fixture(scope="module")
def kungsor(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The content, within a transaction that is rolled back after the module."""
    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            load_folder(KUNGSOR, at=timezone.now())
            yield
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
