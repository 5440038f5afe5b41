"""``manage.py restore FILE [--force]``: the database as a backup has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from kungsor_portal import backups


class Command(BaseCommand):
    help = (
        "Återställer databasen från en säkerhetskopia och räknar om alla kontrollsummor. Har databasen innehåll krävs "
        "--force, och det som finns sparas först i var/backups."
    )
    # The database may lack what it is to get: no check of its schema first.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FIL", help="Säkerhetskopian.")
        parser.add_argument("--force", action="store_true", help="Ersätt det innehåll som databasen har.")

    def handle(self, *args: Any, file: Path | None, force: bool, **options: Any) -> None:
        if file is None:
            raise CommandError(f"Ange säkerhetskopian som ska återställas. {_those_made()}")
        before = backups.default_file("fore-aterstallning-")
        try:
            manifest = backups.restore(file, force=force, before=before)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Databasen svarar inte: {error}") from error
        if before.exists():
            self.stdout.write(f"Det som fanns sparades först: {before}")
        self.stdout.write(
            f"Återställd: {manifest.municipality}, säkerhetskopian från {manifest.made_at[:16].replace('T', ' ')}"
        )
        # To this release's schema, and every trigger anew.
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("verify_fingerprints", stdout=self.stdout)
        if differing := backups.fingerprints_that_differ(manifest):
            raise CommandError(f"Kontrollsumman är en annan i säkerhetskopians lista: {', '.join(differing)}.")


def _those_made() -> str:
    made = sorted(backups.default_folder().glob("*.zip"), reverse=True)[:5]
    return f"De senaste: {', '.join(map(str, made))}." if made else "I var/backups finns ingen."
