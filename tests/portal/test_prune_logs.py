"""`manage.py prune_logs` removes what is older than it may be kept, and nothing else."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def logs(settings: Settings) -> None:
    """Of each kind one row that is a day too old, and one that may stay another day."""
    settings.LOG_RETENTION_DAYS = 30
    now, user = timezone.now(), UserFactory()
    common = {"user_agent": "x", "ip_address": "127.0.0.1", "username": "kim", "path_info": "/logga-in/"}
    for days in (31, 29):
        then = now - dt.timedelta(days=days)
        for model, more in (
            (AccessAttempt, {"failures_since_start": 1}),
            (AccessLog, {"session_hash": ""}),
            (AccessFailureLog, {}),
        ):
            row = model.objects.create(**common | {"user_agent": str(days)}, **more)
            model.objects.filter(pk=row.pk).update(attempt_time=then)
        LogEntry.objects.create(user=user, object_id="1", object_repr="Ett värde", action_flag=CHANGE, action_time=then)
    for name, hours in (("utgången", -1), ("levande", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + dt.timedelta(hours=hours))


def left() -> list[int]:
    return [model.objects.count() for model in (AccessAttempt, AccessLog, AccessFailureLog, LogEntry, Session)]


@pytest.mark.usefixtures("logs")
def test_what_is_too_old_goes_and_the_rest_stays() -> None:
    told = StringIO()
    call_command("prune_logs", stdout=told)
    assert left() == [1, 1, 1, 1, 1]
    assert Session.objects.get().session_key == "levande"
    assert "Adminloggen: 1 borttagna" in told.getvalue()
    call_command("prune_logs", stdout=told)
    assert left() == [1, 1, 1, 1, 1], "a second run finds nothing more"


@pytest.mark.usefixtures("logs")
def test_it_can_say_what_it_would_do() -> None:
    told = StringIO()
    call_command("prune_logs", "--dry-run", stdout=told)
    assert left() == [2, 2, 2, 2, 2]
    assert "Sessioner som gått ut: 1 skulle tas bort" in told.getvalue()


@pytest.mark.usefixtures("logs")
def test_how_long_is_a_setting(settings: Settings) -> None:
    settings.LOG_RETENTION_DAYS = 10
    call_command("prune_logs", stdout=StringIO())
    assert left() == [0, 0, 0, 0, 1]
