"""Deletes the tokens and names of a Framtidsdag's participants on the day they were told."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from framtidsdag.models import Participant
from framtidsdag.participants import forgetting, wrong_codes


class Command(BaseCommand):
    help = (
        "Raderar kod, namn och konto för deltagare i Framtidsdagar vars datum för radering har kommit, och "
        "nätverksadresser för felaktiga koder. Texter och markeringar står kvar. Kör det varje natt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Säg vad som skulle raderas, och radera inte något.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        at, on = timezone.now(), timezone.localdate()
        if dry_run:
            self.stdout.write(f"Deltagare: {Participant.objects.to_forget(on).count()} skulle glömmas")
            self.stdout.write(f"Felaktiga koder: {wrong_codes.prune(at).count()} skulle raderas")
            return
        self.stdout.write(f"Deltagare: {forgetting.forget(on=on, at=at)} glömda")
        self.stdout.write(f"Felaktiga koder: {forgetting.forget_wrong_codes(at)} raderade")
