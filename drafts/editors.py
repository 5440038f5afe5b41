"""How each kind of part is edited: its name in addresses and in Swedish, its form, and how it is read.

The views of ``drafts.views.parts`` serve every editor here; frames and financing are edited many at a time and have
views of their own (``drafts.views.money``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from drafts.forms import PartForm
from drafts.states import State
from goals.models import PlanVersion


@dataclass(frozen=True, slots=True)
class Editor:
    """One kind of part as people edit it.

    ``rows`` reads all parts of the kind in a draft, with what ``present`` needs of each; ``present`` gives what the
    template reads as ``part.shown``. ``prepare`` gives the form what it needs of the request and draft beside its own.
    ``slug`` stands in addresses. ``noun`` is definite ("fokusområdet"), ``new`` what a button that adds one says; empty
    where none is added. ``template`` reads the part, given ``part`` as ``drafts.page`` presents it. ``form_template``
    holds the form's fields, given ``form``. ``context`` adds what a form's template needs beside the form.
    """

    slug: str
    label: str
    noun: str
    form: type[PartForm]
    template: str
    new: str = ""
    form_template: str = "drafts/fields.html"
    movable: bool = False
    removable: bool = True
    context: Callable[[PlanVersion, PartForm], dict[str, Any]] = field(default=lambda draft, form: {})
    rows: Callable[[PlanVersion], Any] | None = None
    present: Callable[[Any], dict[str, Any]] = field(default=lambda row: {})
    prepare: Callable[[HttpRequest, PlanVersion, State | None], dict[str, Any]] = field(
        default=lambda request, draft, state: {}
    )


_EDITORS: dict[str, Editor] = {}


def register(*editors: Editor) -> None:
    """Add kinds of parts that can be edited; called from DraftsConfig.ready."""
    for editor in editors:
        _EDITORS[editor.slug] = editor


def editor_of(slug: str) -> Editor | None:
    return _EDITORS.get(slug)


def editor_of_label(label: str) -> Editor | None:
    """The editor of a registered kind of part, for what is only known by kind and key: comments, edits, checklists."""
    return next((editor for editor in _EDITORS.values() if editor.label == label), None)


def editors() -> Iterable[Editor]:
    return tuple(_EDITORS.values())
