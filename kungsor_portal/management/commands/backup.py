"""``manage.py backup [FILE]``: the whole database in one file, while the portal runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat

from kungsor_portal import backups


class Command(BaseCommand):
    help = "Säkerhetskopierar hela databasen till en fil, medan portalen är igång. Filen innehåller personuppgifter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, metavar="FIL", help="Filen som görs; utelämnad var/backups/<tid>.zip."
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = file or backups.default_file()
        try:
            manifest = backups.save(target)
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"Databasen svarar inte: {error}") from error
        size, sums = filesizeformat(target.stat().st_size), len(manifest.kontrollsummor)
        self.stdout.write(f"Sparad: {target} ({size}, {sums} kontrollsummor)")
