"""One change at a time of what happens in a meeting.

Whoever changes tjänstgöring, a beslutsgång or a roll call first locks the meeting's row, so that of two who come at
once the second sees what the first one did, and nobody waits for somebody who waits for them. Ballots are the
exception: thirty-one people vote at the same time, and the triggers lock their roll call instead.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, connection, models, transaction

from drafts.editing import UNWRITTEN
from goals.models import Meeting
from goals.refusals import refusal

_log = logging.getLogger(__name__)


@contextmanager
def changing(meeting_id: int, model: type[models.Model], error: type[ValueError]) -> Iterator[None]:
    """A transaction with the meeting locked; what the database refuses of ``model`` is raised as ``error``."""
    lasting()
    try:
        with telling_unwritten(error), transaction.atomic():
            Meeting.objects.select_for_update(no_key=True).get(pk=meeting_id)
            yield
    except IntegrityError as refused:
        raise error(refusal(model, refused)) from refused


@contextmanager
def telling_unwritten(error: type[ValueError]) -> Iterator[None]:
    """A full disk, or a database that is too busy, is raised as ``error``: nobody is left to guess what was stored."""
    try:
        yield
    except OperationalError as failed:
        _log.exception("What was done at a meeting could not be written")
        raise error(UNWRITTEN) from failed


def lasting() -> None:
    """What this connection commits from now on survives a power cut too, before anyone is told that it is stored.

    PostgreSQL does so by itself. The portal's SQLite waits for the disk only now and then, which is enough for drafts.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
