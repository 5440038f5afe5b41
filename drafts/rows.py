"""A draft's rows, read and written as states, for ``drafts.editing`` alone. The registry tells the kinds apart."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, Model

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


def read(
    draft: PlanVersion, label: str, keys: Iterable[uuid.UUID], *, with_children: bool = True
) -> dict[uuid.UUID, State]:
    """The parts' states as they stand; one query, and one for each kind of children."""
    if label == OWN_TEXTS:
        return {uuid.UUID(int=0): own_state(PlanVersion.objects.get(pk=draft.pk))}
    spec = spec_of(label)
    found = list(spec.model._default_manager.filter(version=draft, key__in=list(keys)))
    children: dict[int, dict[str, list[Part]]] = defaultdict(dict)
    for child in children_of(spec) if with_children else ():
        for row in child.model._default_manager.filter(**{f"{child.parent}__in": found}) if found else ():
            children[getattr(row, f"{child.parent}_id")].setdefault(child.label, []).append(row)
    return {part.key: state_of(spec, part, children[part.pk] if with_children else None) for part in found}


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


def write(draft: PlanVersion, label: str, key: uuid.UUID, before: State | None, after: State | None) -> None:
    """From one state to another: added again, removed, or changed where they differ."""
    if label == OWN_TEXTS:
        PlanVersion.objects.filter(pk=draft.pk).update(**{name: (after or {})["fields"][name] for name in OWN_FIELDS})
    elif before is None and after is not None:
        add(draft, label, after, key)
    elif after is None:
        _remove(draft, spec_of(label), key)
    elif before is not None:
        _change(draft, spec_of(label), key, before, after)


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


def _change(draft: PlanVersion, spec: PartSpec, key: uuid.UUID, before: State, after: State) -> None:
    found = spec.model._default_manager.filter(version=draft, key=key)
    fields = {name: value for name, value in after["fields"].items() if before["fields"].get(name) != value}
    if fields:
        found.update(**read_back(spec, fields))
    if before.get("children") == after.get("children"):
        return
    parent = found.values_list("pk", flat=True).get()
    for child, wanted in _children(spec, after):
        had = {row["key"]: row for row in before.get("children", {}).get(child.label, ())}
        _sync(draft, child, parent, had, {row["key"]: row for row in wanted})


def _sync(draft: PlanVersion, child: PartSpec, parent: int, had: dict[str, Values], wanted: dict[str, Values]) -> None:
    manager = child.model._default_manager
    if gone := [key for key in had if key not in wanted]:
        rows = manager.filter(version=draft, key__in=gone)
        rows._raw_delete(rows.db)
    for key, row in wanted.items():
        if key in had and had[key] != row:
            manager.filter(version=draft, key=key).update(**read_back(child, _without_key(row)))
    manager.bulk_create(
        child.model(version=draft, key=key, **{f"{child.parent}_id": parent}, **read_back(child, _without_key(row)))
        for key, row in wanted.items()
        if key not in had
    )


def _children(spec: PartSpec, state: State) -> Iterable[tuple[PartSpec, list[Values]]]:
    kept = state.get("children", {})
    return [(child, kept[child.label]) for child in children_of(spec) if child.label in kept]


def _without_key(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != "key"}
