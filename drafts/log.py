"""The draft's own log: who changed what, newest first, and what has been taken out and can be put back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from drafts.amounts import format_amount
from drafts.models import PartEdit
from drafts.naming import Known, noun_of, slug_of, titles
from drafts.people import name_of
from drafts.rows import model_of
from drafts.words import Names
from goals.models import PlanVersion

Action = PartEdit.Action
_DONE = {
    Action.ADDED: "lade till", Action.CHANGED: "ändrade", Action.MOVED: "flyttade", Action.REMOVED: "tog bort",
    Action.RESTORED: "gick tillbaka till en tidigare lydelse av",
}  # fmt: skip
_SHORT = 40  # characters: longer texts are read in the part's own history
_KRONOR = " (kronor)"


@dataclass(frozen=True, slots=True)
class Line:
    """One change: who did what with which part, and in short what it changed."""

    who: str
    at: dt.datetime
    done: str
    noun: str
    title: str
    changes: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A part that has been taken out. ``number`` is the edit to go back to."""

    who: str
    at: dt.datetime
    noun: str
    title: str
    url: str
    number: int


def edits_of(draft: PlanVersion) -> Any:
    """Every change in the draft, newest first."""
    return PartEdit.objects.filter(version=draft).select_related("by").order_by("-pk")


def lines(draft: PlanVersion, edits: Sequence[PartEdit]) -> list[Line]:
    """The changes in words; a few queries for each kind of part among them."""
    named = titles(draft, [(edit.kind, edit.key) for edit in edits])
    by_label: dict[str, list[PartEdit]] = defaultdict(list)
    for edit in edits:
        by_label[edit.kind].append(edit)
    words = {label: Names(label, _states(of_kind)) for label, of_kind in by_label.items()}
    return [
        Line(
            name_of(edit.by), edit.at, _DONE[Action(edit.action)], noun_of(edit.kind),
            named.get((edit.kind, edit.key), ""), _changes(words[edit.kind], edit),
            _url("draft_part_history", draft, (edit.kind, edit.key)),
        )
        for edit in edits
    ]  # fmt: skip


def removed(draft: PlanVersion) -> list[Removed]:
    """What is not in the draft any more, the last taken out first."""
    same = PartEdit.objects.filter(version=draft, kind=OuterRef("kind"), key=OuterRef("key"))
    later = same.filter(number__gt=OuterRef("number"))
    wording = same.filter(~Q(action=Action.MOVED), number__lt=OuterRef("number"), after__isnull=False)
    gone: Any = PartEdit.objects.filter(~Exists(later), version=draft, action=Action.REMOVED).select_related("by")
    gone = list(gone.annotate(back_to=Subquery(wording.order_by("-number").values("number")[:1])).order_by("-pk"))
    gone = [edit for edit in gone if slug_of(edit.kind)]
    named = titles(draft, [(edit.kind, edit.key) for edit in gone])
    return [
        Removed(
            name_of(edit.by), edit.at, noun_of(edit.kind), named.get((edit.kind, edit.key), ""),
            _url("draft_part_restore", draft, (edit.kind, edit.key)), edit.back_to or 0,
        )
        for edit in gone
    ]  # fmt: skip


def _url(name: str, draft: PlanVersion, known: Known) -> str:
    label, key = known
    return reverse(name, args=[draft.pk, slug_of(label), key]) if slug_of(label) else ""


def _states(edits: Iterable[PartEdit]) -> list[Any]:
    changed = [edit for edit in edits if edit.action == Action.CHANGED]
    return [state for edit in changed for state in (edit.before, edit.after)]


def _changes(words: Names, edit: PartEdit) -> tuple[str, ...]:
    if edit.action == Action.MOVED:
        return _places(edit)
    if edit.action != Action.CHANGED:
        return ()
    before, after = words.described(edit.before), words.described(edit.after)
    changed = [name for name in dict.fromkeys([*before, *after]) if before.get(name, "") != after.get(name, "")]
    return tuple(_change(words, edit, name, before.get(name, ""), after.get(name, "")) for name in changed)


def _change(words: Names, edit: PartEdit, name: str, before: str, after: str) -> str:
    """ "Belopp: 4 200 tkr blev 5 000 tkr"; of a long text only that it was changed."""
    label = words.label_of(name)
    if label.endswith(_KRONOR):
        label = label.removesuffix(_KRONOR)
        before, after = (_amount(state, name) for state in (edit.before, edit.after))
    if max(len(before), len(after)) > _SHORT or "\n" in before + after or _is_prose(edit.kind, name):
        return label
    return f"{label}: {before or 'tomt'} blev {after or 'tomt'}"


def _amount(state: Any, name: str) -> str:
    value = state["fields"].get(name)
    return format_amount(value) if isinstance(value, int) else ""


def _is_prose(label: str, name: str) -> bool:
    field = next((f for f in model_of(label)._meta.concrete_fields if f.attname == name), None)
    return field is not None and field.get_internal_type() == "TextField"


def _places(edit: PartEdit) -> tuple[str, ...]:
    before, after = ((state or {}).get("fields", {}) for state in (edit.before, edit.after))
    if before.get("goal_id") != after.get("goal_id"):
        return ("Till ett annat mål",)
    return (f"Från plats {before.get('position', '?')} till plats {after.get('position', '?')}",)
