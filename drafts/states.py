"""A part's state as the log of edits keeps it: its own fields and its children's, as plain JSON.

What orders a part among its siblings is not in it: moving is an edit of its own, and going back to an earlier wording
leaves the part where it stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from goals import parts
from goals.models import Part, PlanVersion

# The version's own texts, edited like a part; its key is the nil UUID.
OWN_TEXTS = PlanVersion._meta.label_lower
OWN_FIELDS = ("name", "introduction", "proposed_by")

Values = dict[str, Any]
State = dict[str, Any]  # {"fields": {attname: value}, "children": {label: [{"key": …, attname: value}]}}


def spec_of(label: str) -> parts.PartSpec:
    """The registered kind of part; raises KeyError."""
    return next(spec for spec in parts.specs() if spec.label == label)


def children_of(spec: parts.PartSpec) -> tuple[parts.PartSpec, ...]:
    """The kinds of parts that belong to parts of this kind."""
    return tuple(child for child in parts.specs() if child.parent_model is spec.model)


def field_names(spec: parts.PartSpec) -> tuple[str, ...]:
    """The fields that a part's state holds, as attribute names."""
    left_out = {"id", "version_id", "key", spec.position, *spec.taken_at_freeze}
    if spec.parent:
        left_out.add(f"{spec.parent}_id")
    return tuple(f.attname for f in spec.model._meta.concrete_fields if f.attname not in left_out)


def values_of(spec: parts.PartSpec, part: Part) -> Values:
    return {name: plain(getattr(part, name)) for name in field_names(spec)}


def state_of(spec: parts.PartSpec, part: Part, children: Mapping[str, Iterable[Part]] | None) -> State:
    """The part with its children, these in order of key, so that the same content is always the same state.

    Of kinds of children that ``children`` does not name the state says nothing, and going back to it leaves them as
    they are.
    """
    state: State = {"fields": values_of(spec, part)}
    if children is None:
        return state
    kept = {
        child.label: sorted(
            ({"key": str(row.key), **values_of(child, row)} for row in children[child.label]),
            key=lambda row: str(row["key"]),
        )
        for child in children_of(spec)
        if child.label in children
    }
    return state | ({"children": kept} if kept else {})


def own_state(version: PlanVersion) -> State:
    """The version's own texts."""
    return {"fields": {name: getattr(version, name) for name in OWN_FIELDS}}


def plain(value: Any) -> Any:
    """The value as JSON keeps it, so that a state read back equals one made now."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, models.Model):
        return value.pk
    return DjangoJSONEncoder().default(value)


def read_back(spec: parts.PartSpec, values: Mapping[str, Any]) -> Values:
    """Values from a state as the model's fields hold them."""
    fields = {field.attname: field for field in spec.model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def fresh_key() -> str:
    return str(uuid.uuid4())
