"""What a part is called where it is only known by its kind and key: in comments, in the log, in lists.

Kinds with an editor are named as their editor says; frames and financing, which are edited many at a time, here.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, prefetch_related_objects

from drafts.editors import editor_of, editor_of_label
from drafts.models import PartEdit
from drafts.states import OWN_TEXTS, read_back, spec_of
from goals.models import PlanVersion
from goals.parts import PartSpec, specs

Known = tuple[str, uuid.UUID]
# Kinds without an editor of their own: slug in addresses, and definite noun.
_OTHERS = {
    "goals.budgetframe": ("ram", "ramen"),
    "goals.financing": ("finansiering", "finansieringen"),
    "goals.inputanswer": ("svar", "svaret på underlaget"),
}
_LONGEST = 80


def shortened(text: str, most: int = _LONGEST) -> str:
    """The text, or as much of it as names it, with a sign that it goes on."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def slug_of(label: str) -> str:
    """What the kind is called in addresses; empty when it has none."""
    editor = editor_of_label(label)
    return editor.slug if editor else _OTHERS.get(label, ("", ""))[0]


def label_of(slug: str) -> str:
    """The registry's label of the kind that an address names; empty when there is none."""
    editor = editor_of(slug)
    return editor.label if editor else next((label for label, (own, _) in _OTHERS.items() if own == slug), "")


def noun_of(label: str) -> str:
    """The kind in definite form, "fokusområdet"."""
    editor = editor_of_label(label)
    if editor is not None:
        return editor.noun
    return _OTHERS[label][1] if label in _OTHERS else str(spec_of(label).model._meta.verbose_name)


def titles(draft: PlanVersion, wanted: Iterable[Known]) -> dict[Known, str]:
    """What each part is called, as it stands or as it last stood; what was never there is left out.

    A few queries for each kind of part, however many there are. The version's own texts are called nothing more.
    """
    by_label: dict[str, set[uuid.UUID]] = defaultdict(set)
    for label, key in wanted:
        by_label[label].add(key)
    found: dict[Known, str] = {}
    if PartEdit.OWN_TEXTS in by_label.pop(OWN_TEXTS, ()):
        found[OWN_TEXTS, PartEdit.OWN_TEXTS] = ""
    known = {spec.label: spec for spec in specs()}
    for label in by_label.keys() & known.keys():
        rows = known[label].model._default_manager.filter(version=draft, key__in=by_label[label])
        for row in rows.select_related(*_references(known[label])):
            found[label, row.key] = _title(row)
    gone = [(label, key) for label in by_label.keys() & known.keys() for key in by_label[label]
            if (label, key) not in found]  # fmt: skip
    return found | (_removed(draft, gone) if gone else {})


def _removed(draft: PlanVersion, gone: list[Known]) -> dict[Known, str]:
    """By the last state of each part that is not there any more."""
    edits = PartEdit.objects.filter(version=draft, key__in=[key for _, key in gone], before__isnull=False)
    edits = edits.exclude(action=PartEdit.Action.MOVED)
    last = edits.order_by().values("kind", "key").annotate(last=Max("pk")).values("last")
    made: dict[str, list[Any]] = defaultdict(list)
    for edit in PartEdit.objects.filter(pk__in=last):
        if (edit.kind, edit.key) in gone and edit.before:
            spec = spec_of(edit.kind)
            made[edit.kind].append(spec.model(key=edit.key, **read_back(spec, edit.before["fields"])))
    for label, rows in made.items():
        prefetch_related_objects(rows, *_references(spec_of(label)))
    return {(label, row.key): _title(row) for label, rows in made.items() for row in rows}


def _references(spec: PartSpec) -> list[str]:
    """What the part's name may be made of: the rows that it refers to."""
    fields = spec.model._meta.concrete_fields
    return [field.name for field in fields if field.is_relation and field.name not in ("version", "goal")]


def _title(part: Any) -> str:
    text = str(getattr(part, "title", "") or getattr(part, "text", "") or _words(part))
    return shortened(text)


def _words(part: Any) -> str:
    kpi = getattr(part, "kpi", None)
    return str(kpi.title if kpi is not None else part)
