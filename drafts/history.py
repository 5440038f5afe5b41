"""A part's changes, newest first, each with what it changed word by word."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from drafts.models import PartEdit
from drafts.people import name_of
from drafts.words import Names
from goals.models import PlanVersion
from goals.word_diff import Run, paragraphs, word_diff


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    runs: list[list[Run]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change. ``can_return``: there is a state after it to go back to, other than the one that stands."""

    edit: PartEdit
    changes: list[FieldChange]
    can_return: bool

    @property
    def who(self) -> str:
        return name_of(self.edit.by)


@dataclass(frozen=True, slots=True)
class History:
    entries: list[Entry]
    is_removed: bool
    can_return_to_first: bool


def history_of(draft: PlanVersion, label: str, key: uuid.UUID) -> History:
    """Every change of the part in the draft; one query, and one for each kind of thing that it refers to."""
    edits = list(PartEdit.objects.filter(version=draft, kind=label, key=key).select_related("by").order_by("-number"))
    wording = [edit for edit in edits if edit.action != PartEdit.Action.MOVED]
    now = wording[0].after if wording else None
    names = Names(label, [state for edit in wording for state in (edit.before, edit.after)])
    entries = [
        Entry(edit, [] if edit not in wording else _changes(names, edit), edit in wording and _differs(edit.after, now))
        for edit in edits
    ]
    first = wording[-1].before if wording else None
    return History(entries, bool(wording) and now is None, _differs(first, now))


def last_number(draft: PlanVersion, label: str, key: uuid.UUID) -> int:
    """The number of the part's last edit in the draft, as a form sends it back in ``seen``; 0 before the first."""
    edits = PartEdit.objects.filter(version=draft, kind=label, key=key).order_by("-number")
    return edits.values_list("number", flat=True).first() or 0


def _differs(state: object, now: object) -> bool:
    return state is not None and state != now


def _changes(names: Names, edit: PartEdit) -> list[FieldChange]:
    before, after = names.described(edit.before), names.described(edit.after)
    return [
        FieldChange(names.label_of(name), paragraphs(word_diff(before.get(name, ""), after.get(name, ""))))
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    ]
