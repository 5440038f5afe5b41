"""The day's material: files in the database, so that one backup has it all."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Max

from assembly.protokoll_file import FileError
from framtidsdag import rooms
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Material
from framtidsdag.preparation.material_file import DayFile
from goals import masking

MOST_FILES: Final = 20
FULL: Final = f"Högst {MOST_FILES} filer får plats. Ta bort någon först."
THERE: Final = "Just den filen finns redan bland dagens material."


def is_masked(file: Material) -> bool:
    """Whether the file may not be read any more: its content is then empty."""
    return file.pk in masking.hidden(Material._meta.label_lower, "content")


def add(*, day: Framtidsdag, file: DayFile, title: str, by: Any, at: dt.datetime) -> Material:
    """Store a file that has been looked at, last of the day's. Raises FileError for one too many, or there already."""
    try:
        with rooms.writing(day.pk, "stage", about=Material) as room:
            found = Material.objects.filter(day=room.day)
            if found.filter(sha256=file.sha256).exists():
                raise FileError(THERE)
            if found.count() >= MOST_FILES:
                raise FileError(FULL)
            last = found.aggregate(last=Max("order"))["last"] or 0
            return Material.objects.create(
                day=room.day, order=last + 1, title=title or file.name.rpartition(".")[0], name=file.name,
                content=file.content, content_type=file.content_type, size=len(file.content), sha256=file.sha256,
                added_at=at, added_by=by,
            )  # fmt: skip
    except RoomError as refused:
        raise FileError(str(refused)) from refused


def replace(*, day: Framtidsdag, pk: int, file: DayFile, by: Any, at: dt.datetime) -> Material:
    """Another file in the same place, under the same title and address. A masked one is not replaced: it is removed."""
    try:
        with rooms.writing(day.pk, "stage", about=Material) as room:
            found = _found(room.day, pk)
            if is_masked(found):
                raise FileError("Filen är maskerad. Lägg till den nya som en egen fil.")
            if found.sha256 == file.sha256:
                return found
            if Material.objects.filter(day=room.day, sha256=file.sha256).exists():
                raise FileError(THERE)
            found.name, found.content, found.content_type = file.name, file.content, file.content_type
            found.size, found.sha256, found.added_at, found.added_by = len(file.content), file.sha256, at, by
            found.save(update_fields=["name", "content", "content_type", "size", "sha256", "added_at", "added_by"])
            return found
    except RoomError as refused:
        raise FileError(str(refused)) from refused


def remove(*, day: Framtidsdag, pk: int) -> str:
    """Take the file away. Answers its title."""
    with rooms.writing(day.pk, "stage", about=Material) as room:
        found = _found(room.day, pk)
        title = found.title
        found.delete()
    return title


def _found(day: Framtidsdag, pk: int) -> Material:
    file = Material.objects.filter(day=day, pk=pk).defer("content").first()
    if file is None:
        raise RoomError("Filen finns inte längre bland dagens material.")
    return file
