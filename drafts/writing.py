"""Many parts of a draft written at once: in three queries a kind, where the kind allows it. For ``drafts.editing``."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from drafts import rows
from drafts.states import OWN_TEXTS, State, children_of, read_back, spec_of
from goals.models import PlanVersion
from goals.parts import PartSpec


class Write(NamedTuple):
    """A part's state before and after; None where it is not there. ``row`` is the part as it is."""

    label: str
    key: uuid.UUID
    before: State | None
    after: State | None
    row: Any = None


def write_all(draft: PlanVersion, writes: Sequence[Write]) -> None:
    """Carry out the changes, each kind in the order that it first comes.

    Parts that stand alone, without place, parent or children (frames, financing), are removed in one query, and added
    and changed in another. The rest are written one by one.
    """
    for label in dict.fromkeys(write.label for write in writes):
        of_kind = [write for write in writes if write.label == label]
        if len(of_kind) > 1 and (spec := _alone(label)):
            _write_together(draft, spec, of_kind)
            continue
        for write in of_kind:
            rows.write(draft, label, write.key, write.before, write.after, row=write.row)


def _alone(label: str) -> PartSpec | None:
    if label == OWN_TEXTS:
        return None
    spec = spec_of(label)
    return None if spec.position or spec.parent or children_of(spec) else spec


def _write_together(draft: PlanVersion, spec: PartSpec, writes: Iterable[Write]) -> None:
    manager = spec.model._default_manager
    gone = [write.key for write in writes if write.after is None]
    if gone:
        found = manager.filter(version=draft, key__in=gone)
        found._raw_delete(found.db)
    made = [
        spec.model(version=draft, key=write.key, **read_back(spec, write.after["fields"]))
        for write in writes
        if write.after is not None
    ]
    changed = dict.fromkeys(
        name
        for write in writes
        if write.before is not None and write.after is not None
        for name, value in write.after["fields"].items()
        if write.before["fields"].get(name) != value
    )
    fields = {field.attname: field.name for field in spec.model._meta.concrete_fields}
    if changed:
        manager.bulk_create(
            made, update_conflicts=True, unique_fields=["version", "key"],
            update_fields=[fields[name] for name in changed],
        )  # fmt: skip
    elif made:
        manager.bulk_create(made)
