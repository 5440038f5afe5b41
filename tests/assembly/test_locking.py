"""A vote waits for the disk: on SQLite its connection asks for it, on PostgreSQL it is so."""

from __future__ import annotations

import pytest
from django.db import connection

from assembly.locking import lasting
from tests.goals.attacks import sql


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_what_a_vote_is_stored_on_survives_a_power_cut() -> None:
    connection.close()
    assert sql("PRAGMA synchronous") == [(1,)]
    lasting()
    assert sql("PRAGMA synchronous") == [(2,)]
