"""Two people's words on the same part, side by side, for the one who saved last to choose from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from drafts.editing import EditConflict
from drafts.forms import PartForm
from drafts.people import name_of
from drafts.words import Names
from goals.word_diff import Run, paragraphs, word_diff


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what the other one saved, and how one's own text differs from it."""

    label: str
    theirs: str
    mine: str
    difference: list[list[Run]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who saved meanwhile, and the clashing fields. ``is_removed``: they took the part away."""

    who: str
    at: dt.datetime
    clashes: list[Clash]
    is_removed: bool


def shown_conflict(conflict: EditConflict, form: PartForm) -> Conflict:
    """The conflict as its page shows it. A clashing field keeps the form's own text; the other's stands beside it."""
    names = Names(conflict.change.label, [conflict.mine, conflict.theirs])
    mine, theirs = names.described(conflict.mine), names.described(conflict.theirs)
    clashes = [
        Clash(
            str(form.fields[name].label) if name in form.fields else names.label_of(name),
            theirs.get(name, ""), mine.get(name, ""),
            paragraphs(word_diff(theirs.get(name, ""), mine.get(name, ""))),
        )
        for name in conflict.fields
    ]  # fmt: skip
    return Conflict(name_of(conflict.last.by), conflict.last.at, clashes, conflict.theirs is None)
