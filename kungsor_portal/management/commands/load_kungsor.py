"""``manage.py load_kungsor``: the content that this repository holds. Another municipality has load_municipality."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from kungsor_portal.management.commands.load_municipality import Command as LoadMunicipality


class Command(LoadMunicipality):
    help = "Läser in innehållet i content/kungsor. Kan köras hur ofta som helst."

    def add_arguments(self, parser: CommandParser) -> None:
        """None: the folder is given."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.load(settings.BASE_DIR / "content" / "kungsor")
