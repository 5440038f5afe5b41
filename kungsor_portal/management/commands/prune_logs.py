"""Removes personal data that is older than it may be kept: sign-in attempts, ended sessions, the admin's log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet
from django.utils import timezone


class Command(BaseCommand):
    help = (
        "Tar bort inloggningsförsök och adminloggar som är äldre än LOG_RETENTION_DAYS, och sessioner som har gått ut. "
        "Kör det varje natt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Säg vad som skulle tas bort, och ta inte bort något."
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        for label, rows in outdated(now).items():
            number = rows.count() if dry_run else rows.delete()[0]
            self.stdout.write(f"{label}: {number} {'skulle tas bort' if dry_run else 'borttagna'}")


def outdated(now: dt.datetime) -> dict[str, QuerySet[Any]]:
    """What may be kept no longer, by what it is."""
    oldest = now - dt.timedelta(days=settings.LOG_RETENTION_DAYS)
    return {
        "Misslyckade inloggningar": AccessAttempt.objects.filter(attempt_time__lt=oldest),
        "Logg över misslyckade inloggningar": AccessFailureLog.objects.filter(attempt_time__lt=oldest),
        "Logg över inloggningar": AccessLog.objects.filter(attempt_time__lt=oldest),
        "Sessioner som gått ut": Session.objects.filter(expire_date__lt=now),
        "Adminloggen": LogEntry.objects.filter(action_time__lt=oldest),
    }
