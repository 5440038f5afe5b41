"""A draft's rows, read and written as states, for ``drafts.editing`` alone. The registry tells the kinds apart."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, Model, OuterRef, Subquery, UniqueConstraint
from django.db.models.functions import Coalesce

from drafts.models import PartEdit
from drafts.states import (
    OWN_FIELDS,
    OWN_TEXTS,
    State,
    Values,
    children_of,
    field_names,
    own_state,
    read_back,
    spec_of,
    state_of,
)
from goals.models import Part, PlanVersion
from goals.models.parts import LAST_POSITION
from goals.parts import PartSpec

# Renumbering goes by way of numbers that no part has: a unique number is checked row by row.
_ASIDE = LAST_POSITION + 1


def model_of(label: str) -> type[Model]:
    return PlanVersion if label == OWN_TEXTS else spec_of(label).model


class Found(NamedTuple):
    """A part as it stands: its row, its last edit's number, and its state."""

    row: Any
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
    """The parts as they stand, with children of the kinds named (None: of all kinds); one query."""
    edits = PartEdit.objects.filter(version=draft, kind=label).order_by("-number").values("number")
    if label == OWN_TEXTS:
        number = Subquery(edits.filter(key=PartEdit.OWN_TEXTS)[:1])
        version: Any = PlanVersion.objects.annotate(last_edit=number).get(pk=draft.pk)
        return {PartEdit.OWN_TEXTS: Found(version, version.last_edit or 0, own_state(version))}
    spec = spec_of(label)
    kinds = [child for child in children_of(spec) if children is None or child.label in children]
    named = spec.model._default_manager.filter(version=draft, key__in=list(keys)).order_by()
    named = named.annotate(last_edit=Subquery(edits.filter(key=OuterRef("key"))[:1]))
    parts: dict[int, Any] = {}
    numbers: dict[int, int] = {}
    of_part: dict[int, dict[str, dict[int, Part]]] = {}
    for number, part, *found in _joined(named, spec, kinds):
        parts[part.pk], numbers[part.pk] = part, number or 0
        known = of_part.setdefault(part.pk, {kind.label: {} for kind in kinds})
        for kind, child in zip(kinds, found, strict=True):
            if child.pk is not None:
                known[kind.label][child.pk] = child
    return {part.key: Found(part, numbers[pk], _state(spec, part, of_part[pk])) for pk, part in parts.items()}


def _joined(named: Any, spec: PartSpec, kinds: list[PartSpec]) -> Iterator[list[Any]]:
    """Last edit's number, part, and a child of each kind: every pair of children, since a part has few of them."""
    models = [spec.model, *(kind.model for kind in kinds)]
    parents: list[Any] = [kind.model._meta.get_field(kind.parent) for kind in kinds]
    prefixes = ["", *(f"{parent.related_query_name()}__" for parent in parents)]
    names = [[field.attname for field in model._meta.concrete_fields] for model in models]
    paths = [prefix + name for prefix, of_model in zip(prefixes, names, strict=True) for name in of_model]
    for number, *values in named.values_list("last_edit", *paths):
        left = iter(values)
        yield [
            number,
            *(model(**{name: next(left) for name in of_model}) for model, of_model in zip(models, names, strict=True)),
        ]


def _state(spec: PartSpec, part: Part, children: dict[str, dict[int, Part]]) -> State:
    return state_of(spec, part, {kind: found.values() for kind, found in children.items()} if children else None)


def add(draft: PlanVersion, label: str, state: State, key: uuid.UUID | None = None) -> uuid.UUID:
    """A new part, last among its siblings."""
    spec = spec_of(label)
    values = read_back(spec, state["fields"])
    if spec.position:
        values[spec.position] = _after_the_last(draft, spec, {name: values[name] for name in spec.container})
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
    draft: PlanVersion, label: str, key: uuid.UUID, before: State | None, after: State | None, *, row: Any = None
) -> None:
    """From one state to another: added again, removed, or changed where they differ. ``row`` is the part as it is."""
    if label == OWN_TEXTS:
        PlanVersion.objects.filter(pk=draft.pk).update(**{name: (after or {})["fields"][name] for name in OWN_FIELDS})
    elif before is None and after is not None:
        add(draft, label, after, key)
    elif after is None:
        _remove(draft, spec_of(label), row, before or {})
    elif before is not None:
        _change(draft, spec_of(label), key, before, after, row)


def where_it_stands(label: str, state: State, now: State | None) -> State:
    """The state, but among the siblings that the part has now: a wording is changed, not where it stands."""
    if label == OWN_TEXTS or now is None:
        return state
    kept = {name: now["fields"][name] for name in spec_of(label).container}
    return state | {"fields": state["fields"] | kept}


def move(
    draft: PlanVersion, label: str, key: uuid.UUID, to: int, container: Values | None
) -> tuple[State, State] | None:
    """Put the part in place among its siblings; answer where it stood and where it stands, or None without it.

    All parts of the kind are read, a plan's worth at most: where it stood, its siblings and its new ones, in one query.
    """
    spec = spec_of(label)
    everyone = list(spec.model._default_manager.filter(version=draft).order_by(spec.position, "pk"))
    part = next((one for one in everyone if one.key == key), None)
    if part is None:
        return None
    old = {name: getattr(part, name) for name in spec.container}
    new = old | (container or {})
    before = {"fields": {**old, "position": _among(everyone, old).index(part) + 1}}
    siblings = [one for one in _among(everyone, new) if one.pk != part.pk]
    place = min(max(to, 1), len(siblings) + 1)
    siblings.insert(place - 1, part)
    for name, value in new.items():
        setattr(part, name, value)
    _renumber(draft, spec, new, siblings, moved=new != old)
    return before, {"fields": {**new, "position": place}}


def _among(parts: Iterable[Part], within: Values) -> list[Part]:
    return [part for part in parts if all(getattr(part, name) == value for name, value in within.items())]


def _renumber(draft: PlanVersion, spec: PartSpec, within: Values, ordered: list[Part], *, moved: bool) -> None:
    """Number the siblings from 1 in the order given, ``moved`` with where they stand; two queries at most."""
    if not moved and [getattr(part, spec.position) for part in ordered] == list(range(1, len(ordered) + 1)):
        return
    if _is_unique(spec):
        _siblings(draft, spec, within).update(**{spec.position: F(spec.position) + _ASIDE})
    for number, part in enumerate(ordered, start=1):
        setattr(part, spec.position, number)
    spec.model._default_manager.bulk_update(ordered, [spec.position, *(within if moved else ())])


def _is_unique(spec: PartSpec) -> bool:
    """Whether no two siblings may have the same position, not even for a moment."""
    constraints = spec.model._meta.constraints
    return any(isinstance(one, UniqueConstraint) and spec.position in one.fields for one in constraints)


def _siblings(draft: PlanVersion, spec: PartSpec, within: Values) -> Any:
    return spec.model._default_manager.filter(version=draft, **within)


def _after_the_last(draft: PlanVersion, spec: PartSpec, within: Values) -> Any:
    """The position after the siblings', asked for as the part is put in."""
    last = _siblings(draft, spec, within).order_by(f"-{spec.position}").values(spec.position)[:1]
    return Coalesce(Subquery(last), 0, output_field=IntegerField()) + 1


def _remove(draft: PlanVersion, spec: PartSpec, row: Any, before: State) -> None:
    """The part with its children; those after it move up."""
    children = before.get("children")
    for child in children_of(spec):
        if children is None or children.get(child.label):
            rows = child.model._default_manager.filter(**{child.parent: row.pk})
            rows._raw_delete(rows.db)
    found = spec.model._default_manager.filter(pk=row.pk)
    found._raw_delete(found.db)
    if spec.position:
        _close_up(draft, spec, {name: getattr(row, name) for name in spec.container}, getattr(row, spec.position))


def _close_up(draft: PlanVersion, spec: PartSpec, within: Values, gap: int) -> None:
    """Those after the gap, one place up."""
    position, aside = F(spec.position), _ASIDE if _is_unique(spec) else 0
    siblings = _siblings(draft, spec, within)
    siblings.filter(**{f"{spec.position}__gt": gap}).update(**{spec.position: position + aside - 1})
    if aside:
        siblings.filter(**{f"{spec.position}__gte": aside}).update(**{spec.position: position - aside})


def _change(draft: PlanVersion, spec: PartSpec, key: uuid.UUID, before: State, after: State, row: Any) -> None:
    found = spec.model._default_manager.filter(version=draft, key=key)
    fields = {name: value for name, value in after["fields"].items() if before["fields"].get(name) != value}
    if fields:
        found.update(**read_back(spec, fields))
    if before.get("children") == after.get("children"):
        return
    parent = found.values_list("pk", flat=True).get() if row is None else row.pk
    for child, wanted in _children(spec, after):
        had = {row["key"]: row for row in before.get("children", {}).get(child.label, ())}
        _sync(draft, child, parent, had, {row["key"]: row for row in wanted})


def _sync(draft: PlanVersion, child: PartSpec, parent: int, had: dict[str, Values], wanted: dict[str, Values]) -> None:
    """In two queries at most: what is gone, and what is new or changed. Rows that change places are made anew."""
    manager = child.model._default_manager
    changed = [key for key in had if key in wanted and had[key] != wanted[key]]
    gone = [key for key in had if key not in wanted]
    if _change_places(child, had, {key: wanted[key] for key in changed}):
        gone += changed
    if gone:
        rows = manager.filter(version=draft, key__in=gone)
        rows._raw_delete(rows.db)
    made = [
        child.model(
            version=draft, key=key, **{f"{child.parent}_id": parent}, **read_back(child, _without_key(wanted[key]))
        )
        for key in [*changed, *(key for key in wanted if key not in had)]
    ]
    fields = [field.name for field in child.model._meta.concrete_fields if field.attname in field_names(child)]
    if made:
        manager.bulk_create(made, update_conflicts=True, unique_fields=["version", "key"], update_fields=fields)


def _change_places(child: PartSpec, had: dict[str, Values], changed: dict[str, Values]) -> bool:
    """Whether a row becomes what another was, which a unique constraint would refuse row by row."""
    for constraint in child.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and child.parent in constraint.fields:
            model_fields = [child.model._meta.get_field(name) for name in constraint.fields if name != child.parent]
            names = [str(getattr(field, "attname", field.name)) for field in model_fields]
            others = {tuple(row[name] for name in names): key for key, row in had.items()}
            if any(others.get(tuple(row[name] for name in names), key) != key for key, row in changed.items()):
                return True
    return False


def _children(spec: PartSpec, state: State) -> Iterable[tuple[PartSpec, list[Values]]]:
    kept = state.get("children", {})
    return [(child, kept[child.label]) for child in children_of(spec) if child.label in kept]


def _without_key(row: Values) -> Values:
    return {name: value for name, value in row.items() if name != "key"}
