"""Third-party scripts under one address each, wherever they happen to be installed.

``vendor/plotly.min.js`` is the small bundle from npm where that is installed (1.2 MB), else the one inside
Python's ``plotly`` package (4.8 MB), which every installation has. Nothing is copied into the repository, and
the portal works without Node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage

PLOTLY = "vendor/plotly.min.js"


def plotly_bundles(base_dir: Path) -> Iterator[Path]:
    """Where Plotly's script may lie, the best first."""
    yield base_dir / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
    # Found without importing it: the package takes a second to import, and only its one file is wanted.
    spec = find_spec("plotly")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(folder) / "package_data" / "plotly.min.js"


def installed_scripts() -> dict[str, Path]:
    """Each address and the file that answers for it. An address whose file is not installed is left out."""
    bundle = next((path for path in plotly_bundles(Path(settings.BASE_DIR)) if path.is_file()), None)
    return {PLOTLY: bundle} if bundle else {}


class OneFileStorage(FileSystemStorage):
    """Storage of a single file, known by an address that need not be its name on disk."""

    # What collectstatic puts before the name; the name is the whole address here.
    prefix: str | None = None

    def __init__(self, address: str, file: Path) -> None:
        super().__init__(location=str(file.parent))
        self.address, self.file = address, file

    def path(self, name: str) -> str:
        if name != self.address:
            return super().path(name)
        return str(self.file)


class InstalledScriptFinder(BaseFinder):
    """Finds the installed scripts for ``static``, runserver and collectstatic."""

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Answer the file's path, or [] when the address is another's or the script is not installed.

        With ``find_all`` (called ``all`` before Django 5.2's deprecation) a list. Django takes None for a hit.
        """
        file = installed_scripts().get(path.replace("\\", "/"))
        if file is None:
            return []
        return [str(file)] if find_all or kwargs.get("all") else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, OneFileStorage]]:
        for address, file in installed_scripts().items():
            if not matches_patterns(address, list(ignore_patterns or [])):
                yield address, OneFileStorage(address, file)
