"""``manage.py load_municipality [FOLDER]``: a folder into the database. docs/content.md tells how it is written."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from goals.content.rows import ContentError
from kungsor_portal.content import Result, load_folder
from kungsor_portal.municipality import Municipality, MunicipalityError

# What people call the rows, and the order they are told in.
NAMES = {
    "body": "organ", "goal": "mål", "kpi": "nyckeltal", "value": "värden", "version": "versioner",
    "decision": "beslut", "day": "Framtidsdagar",
}  # fmt: skip


@contextmanager
def _without_each_step() -> Iterator[None]:
    """The log tells of each change of a version's status; a whole folder at once is told of in one line instead."""
    log = logging.getLogger("goals.decisions")
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)


class Command(BaseCommand):
    help = "Läser in kommunens innehåll. Det som redan är inläst, och det som någon har ändrat, rörs aldrig."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, default=settings.MUNICIPALITY_DIR,
            help="kommunens mapp; annars den som MUNICIPALITY_DIR anger",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        self.load(options["folder"])

    def load(self, folder: Path) -> None:
        try:
            municipality = Municipality.from_folder(folder)
            served = settings.MUNICIPALITY
            if municipality.code != served.code:
                raise CommandError(
                    f"Portalen visar {served.name}, men mappen gäller {municipality.name}. "
                    f"Sätt MUNICIPALITY_DIR={folder} och kör igen. Inget är ändrat."
                )
            with _without_each_step():
                result = load_folder(folder, at=timezone.now())
        except MunicipalityError as error:
            raise CommandError(f"{error} Inget är ändrat.") from error
        except ContentError as error:
            lines = "\n".join(f"  {fault}" for fault in error.faults)
            count = len(error.faults)
            raise CommandError(f"{count} fel i {folder}. Inget är ändrat.\n{lines}") from error
        self.tell(municipality, result)

    def tell(self, municipality: Municipality, result: Result) -> None:
        if result.made:
            counts = ", ".join(f"{result.made[kind]} {name}" for kind, name in NAMES.items() if result.made.get(kind))
            others = sum(count for kind, count in result.made.items() if kind not in NAMES)
            self.stdout.write(f"{municipality.name}: {counts or '0'} och {others} andra poster har lästs in.")
        else:
            self.stdout.write(f"{municipality.name}: allt är redan inläst.")
        if result.changed:
            self.stdout.write(
                f"{len(result.changed)} poster har ändrats i filerna sedan de lästes in. Portalens innehåll gäller:"
            )
            self._list(result.changed)
        if result.passed_over:
            self.stdout.write("Hoppade över:")
            self._list(result.passed_over)

    def _list(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(f"  {line}")
