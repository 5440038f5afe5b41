"""Saving each part of a day: what was sent is stored and said, or shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.utils import timezone

from assembly.protokoll_file import FileError
from framtidsdag.control import leading
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag
from framtidsdag.preparation import material, prepare_page, prepare_rows, preparing
from framtidsdag.preparation.prepare_page import Part
from framtidsdag.preparation.prepared import FACTS, GROUPS, JOINING, MATERIAL, PROGRAMME, WORKSHOPS
from framtidsdag.preparation.preparing import SeenError
from framtidsdag.workshop import workshops
from goals.queries import whole_number

Saved = str  # what is told; a Part instead is shown again
NOTHING: Final = "Inget var ändrat."


def save_facts(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    part = prepare_page.facts(day, request.POST)
    if not part.form.is_valid():
        return part
    cleaned = part.form.cleaned_data
    return _tried(
        part,
        lambda: preparing.update_facts(
            day=day, date=cleaned["date"], theme=cleaned["theme"], form=cleaned["form"], purpose=cleaned["purpose"],
            plan=cleaned["plan"], seen=_seen(request),
        ),
        "Dagens grunder är sparade.",
    )  # fmt: skip


def save_groups(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    part = prepare_page.groups(day, request.POST)
    return _save_rows(part, lambda rows: prepare_rows.save_groups(day=day, rows=rows, seen=_seen(request)))


def save_programme(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    part = prepare_page.programme(day, request.POST)
    return _save_rows(part, lambda rows: prepare_rows.save_programme(day=day, rows=rows, seen=_seen(request)))


def save_material(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    """The titles and the order are saved whatever the button was, so that nothing typed is lost."""
    verb, _, chosen = request.POST.get("do", "save").partition(":")
    part = prepare_page.material(day, request.POST, request.FILES, adds=verb == "upload")
    is_replaced = _replaced(request, part)
    if is_replaced is None:
        return part
    # A file of one's own that was replaced just now is no change of somebody else's.
    seen = None if is_replaced else _seen(request)
    saved = _save_rows(part, lambda rows: prepare_rows.save_list(day=day, part=MATERIAL, rows=rows, seen=seen))
    if isinstance(saved, Part):
        return saved
    if verb == "upload":
        return _upload(request, part)
    if verb == "remove":
        removed = f"”{_title(part, chosen)}” är borttagen."
        return _tried(part, lambda: material.remove(day=day, pk=whole_number(chosen)), removed)
    return "Filen är utbytt." if is_replaced else saved


def save_workshops(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    """Questions and marks are saved whatever the button was."""
    verb, _, chosen = request.POST.get("do", "save").partition(":")
    part = prepare_page.workshops_part(day, request.POST, adds=verb == "goal")
    saved = _save_rows(
        part, lambda rows: prepare_rows.save_list(day=day, part=WORKSHOPS, rows=rows, seen=_seen(request))
    )
    if isinstance(saved, Part):
        return saved
    if verb == "all":
        said = "Workshopar för målen är tillagda."
        return _tried(part, lambda: workshops.add(day=day, goals=workshops.goals_without(day)), said)
    if verb == "goal":
        if not part.form.is_valid():
            return part
        goal = part.form.cleaned_data["goal"]
        return _tried(part, lambda: workshops.add(day=day, goals=[goal]), f"Workshop tillagd: {goal}.")
    if verb == "remove":
        return _tried(part, lambda: workshops.remove(day=day, pk=whole_number(chosen)), "Workshopen är borttagen.")
    return saved


def save_joining(request: HttpRequest, day: Framtidsdag) -> Saved | Part:
    verb, _, code = request.POST.get("do", "save").partition(":")
    if verb == "code":
        # The same form sent twice makes one new code.
        if code == day.room.code:
            return _tried(prepare_page.joining(day), lambda: leading.new_code(day=day), "Dagen har en ny kod.")
        return NOTHING
    part = prepare_page.joining(day, request.POST)
    if not part.form.is_valid():
        return part
    joining = part.form.cleaned_data["joining"]
    said = "Sparat hur man går med."
    return _tried(part, lambda: preparing.update_joining(day=day, joining=joining, seen=_seen(request)), said)


SAVERS: Final[dict[str, Callable[[HttpRequest, Framtidsdag], Saved | Part]]] = {
    FACTS: save_facts, GROUPS: save_groups, PROGRAMME: save_programme, MATERIAL: save_material,
    WORKSHOPS: save_workshops, JOINING: save_joining,
}  # fmt: skip


def _save_rows(part: Part, save: Callable[[Any], bool]) -> Saved | Part:
    rows = part.rows
    if rows is None or not rows.is_valid():
        return part
    said = {"remove": "Borttaget.", "up": "Flyttat uppåt.", "down": "Flyttat nedåt."}.get(rows.verb, "Sparat.")
    return _tried(part, lambda: save(rows.rows), f"{part.title}: {said.lower()}")


def _replaced(request: HttpRequest, part: Part) -> bool | None:
    """Whether a file was replaced by another; None where one was refused, at its field."""
    if part.rows is None or not part.rows.is_valid():
        return None
    is_replaced = False
    for key, form in part.rows.forms.items():
        file = form.cleaned_data.get("file") if form.is_bound else None
        if file is None:
            continue
        try:
            material.replace(day=part.day, pk=int(key), file=file, by=request.user, at=timezone.now())
        except FileError as error:
            form.add_error("file", str(error))
            return None
        is_replaced = True
    return is_replaced


def _upload(request: HttpRequest, part: Part) -> Saved | Part:
    if not part.form.is_valid():
        return part
    file, title = part.form.cleaned_data["file"], part.form.cleaned_data["title"]
    try:
        stored = material.add(day=part.day, file=file, title=title, by=request.user, at=timezone.now())
    except FileError as error:
        part.form.add_error("file", str(error))
        return part
    return f"”{stored.title}” är inlagd och kan läsas av alla."


def _tried(part: Part, change: Callable[[], Any], said: str) -> Saved | Part:
    """What is told when it was done; else the part with what was refused, at its field where it has one."""
    try:
        change()
    except SeenError:
        return prepare_page.refuse(part)
    except RoomError as error:
        if part.form is not None and part.form.is_bound and error.field in part.form.fields:
            part.form.add_error(error.field, str(error))
        else:
            part.refused = str(error)
        return part
    return said


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def _title(part: Part, key: str) -> str:
    stored = part.rows.stored.get(whole_number(key)) if part.rows is not None else None
    return str(stored) if stored is not None else "Filen"
