"""A draft's rows, read and written as states, for ``drafts.editing`` alone. The registry tells the kinds apart."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import F, Max, Model, OuterRef, Subquery

from drafts.models import PartEdit
from drafts.states import (
    OWN_FIELDS,
    OWN_TEXTS,
    State,
    Values,
    children_of,
    own_state,
    read_back,
    spec_of,
    state_of,
)
from goals.models import Part, PlanVersion
from goals.parts import PartSpec

# Renumbering goes by way of numbers that no part has: a unique number is checked row by row.
_ASIDE = 10_000


def model_of(label: str) -> type[Model]:
    return PlanVersion if label == OWN_TEXTS else spec_of(label).model


class Found(NamedTuple):
    """A part as it stands: its row's number in the database, its last edit's number, and its state."""

    pk: int
    number: int
    state: State


def read(
    draft: PlanVersion, label: str, keys: Iterable[uuid.UUID], *, children: Collection[str] | None = None
) -> dict[uuid.UUID, State]:
    """The parts' states as they stand, with children of the kinds named, or of all."""
    return {key: found.state for key, found in find(draft, label, keys, children=children).items()}


def find(
    draft: PlanVersion, label: str, keys: Iterable[uuid.UUID], *, children: Collection[str] | None = None
) -> dict[uuid.UUID, Found]:
    """The parts as they stand; one query, and one for each kind of children that is named (None: all kinds)."""
    edits = PartEdit.objects.filter(version=draft, kind=label).order_by("-number").values("number")
    if label == OWN_TEXTS:
        number = Subquery(edits.filter(key=PartEdit.OWN_TEXTS)[:1])
        version: Any = PlanVersion.objects.annotate(last_edit=number).get(pk=draft.pk)
        return {PartEdit.OWN_TEXTS: Found(version.pk, version.last_edit or 0, own_state(version))}
    spec = spec_of(label)
    number = Subquery(edits.filter(key=OuterRef("key"))[:1])
    named = spec.model._default_manager.filter(version=draft, key__in=list(keys))
    parts: list[Any] = list(named.annotate(last_edit=number))
    kinds = [child for child in children_of(spec) if children is None or child.label in children]
    of_part: dict[int, dict[str, list[Part]]] = {part.pk: {kind.label: [] for kind in kinds} for part in parts}
    for child in kinds if parts else ():
        for row in child.model._default_manager.filter(**{f"{child.parent}__in": parts}):
            of_part[getattr(row, f"{child.parent}_id")][child.label].append(row)
    return {
        part.key: Found(part.pk, part.last_edit or 0, state_of(spec, part, of_part[part.pk] if kinds else None))
        for part in parts
    }


def add(draft: PlanVersion, label: str, state: State, key: uuid.UUID | None = None) -> uuid.UUID:
    """A new part, last among its siblings."""
    spec = spec_of(label)
    values = read_back(spec, state["fields"])
    if spec.position:
        within = {name: values[name] for name in spec.container}
        last = spec.model._default_manager.filter(version=draft, **within).aggregate(last=Max(spec.position))["last"]
        values[spec.position] = (last or 0) + 1
    part = spec.model(version=draft, key=key or uuid.uuid4(), **values)
    part.save(force_insert=True)
    for child, rows in _children(spec, state):
        child.model._default_manager.bulk_create(
            child.model(
                version=draft, key=row["key"], **{f"{child.parent}_id": part.pk}, **read_back(child, _without_key(row))
            )
            for row in rows
        )
    return part.key


def write(
    draft: PlanVersion, label: str, key: uuid.UUID, before: State | None, after: State | None, *, pk: int | None = None
) -> None:
    """From one state to another: added again, removed, or changed where they differ. ``pk`` saves asking for it."""
    if label == OWN_TEXTS:
        PlanVersion.objects.filter(pk=draft.pk).update(**{name: (after or {})["fields"][name] for name in OWN_FIELDS})
    elif before is None and after is not None:
        add(draft, label, after, key)
    elif after is None:
        _remove(draft, spec_of(label), key)
    elif before is not None:
        _change(draft, spec_of(label), key, before, after, pk)


def where_it_stands(label: str, state: State, now: State | None) -> State:
    """The state, but among the siblings that the part has now: a wording is changed, not where it stands."""
    if label == OWN_TEXTS or now is None:
        return state
    kept = {name: now["fields"][name] for name in spec_of(label).container}
    return state | {"fields": state["fields"] | kept}


def move(
    draft: PlanVersion, label: str, key: uuid.UUID, to: int, container: Values | None
) -> tuple[State, State] | None:
    """Put the part in place among its siblings; answer where it stood and where it stands, or None without it."""
    spec = spec_of(label)
    part = spec.model._default_manager.filter(version=draft, key=key).first()
    if part is None:
        return None
    old = {name: getattr(part, name) for name in spec.container}
    new = old | (container or {})
    siblings = list(_siblings(draft, spec, new).exclude(pk=part.pk).order_by(spec.position, "pk"))
    before = {"fields": {**old, "position": _rank(draft, spec, part, old)}}
    place = min(max(to, 1), len(siblings) + 1)
    if new != old:
        spec.model._default_manager.filter(pk=part.pk).update(**new, **{spec.position: _ASIDE * 2})
    siblings.insert(place - 1, part)
    _renumber(draft, spec, new, siblings)
    return before, {"fields": {**new, "position": place}}


def _rank(draft: PlanVersion, spec: PartSpec, part: Part, within: Values) -> int:
    position = getattr(part, spec.position)
    earlier = _siblings(draft, spec, within).filter(**{f"{spec.position}__lt": position})
    return int(earlier.count()) + 1


def _renumber(draft: PlanVersion, spec: PartSpec, within: Values, ordered: list[Part]) -> None:
    """Number the siblings from 1 in the order given; two queries."""
    if [getattr(part, spec.position) for part in ordered] == list(range(1, len(ordered) + 1)):
        return
    _siblings(draft, spec, within).update(**{spec.position: F(spec.position) + _ASIDE})
    for number, part in enumerate(ordered, start=1):
        setattr(part, spec.position, number)
    spec.model._default_manager.bulk_update(ordered, [spec.position])


def _siblings(draft: PlanVersion, spec: PartSpec, within: Values) -> Any:
    return spec.model._default_manager.filter(version=draft, **within)


def _remove(draft: PlanVersion, spec: PartSpec, key: uuid.UUID) -> None:
    part = spec.model._default_manager.get(version=draft, key=key)
    for child in children_of(spec):
        rows = child.model._default_manager.filter(**{child.parent: part})
        rows._raw_delete(rows.db)
    found = spec.model._default_manager.filter(pk=part.pk)
    found._raw_delete(found.db)
    if spec.position:
        within = {name: getattr(part, name) for name in spec.container}
        _renumber(draft, spec, within, list(_siblings(draft, spec, within).order_by(spec.position, "pk")))


def _change(draft: PlanVersion, spec: PartSpec, key: uuid.UUID, before: State, after: State, pk: int | None) -> None:
    found = spec.model._default_manager.filter(version=draft, key=key)
    fields = {name: value for name, value in after["fields"].items() if before["fields"].get(name) != value}
    if fields:
        found.update(**read_back(spec, fields))
    if before.get("children") == after.get("children"):
        return
    parent = found.values_list("pk", flat=True).get() if pk is None else pk
    for child, wanted in _children(spec, after):
        had = {row["key"]: row for row in before.get("children", {}).get(child.label, ())}
        _sync(draft, child, parent, had, {row["key"]: row for row in wanted})


def _sync(draft: PlanVersion, child: PartSpec, parent: int, had: dict[str, Values], wanted: dict[str, Values]) -> None:
    """In two queries at most: a row that changed is made anew under its key, unless it is the only thing to do."""
    manager = child.model._default_manager
    changed = [key for key in had if key in wanted and had[key] != wanted[key]]
    gone = [key for key in had if key not in wanted]
    new = [key for key in wanted if key not in had]
    if len(changed) == 1 and not gone and not new:
        values = read_back(child, _without_key(wanted[changed[0]]))
        manager.filter(version=draft, key=changed[0]).update(**values)
        return
    if gone or changed:
        rows = manager.filter(version=draft, key__in=[*gone, *changed])
        rows._raw_delete(rows.db)
    manager.bulk_create(
        child.model(
            version=draft, key=key, **{f"{child.parent}_id": parent}, **read_back(child, _without_key(wanted[key]))
        )
        for key in [*changed, *new]
    )


def _children(spec: PartSpec, state: State) -> Iterable[tuple[PartSpec, list[Values]]]:
    kept = state.get("children", {})
    return [(child, kept[child.label]) for child in children_of(spec) if child.label in kept]


def _without_key(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != "key"}
