"""A new version starts as a copy of another: every part with its key, so that threads survive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from goals import parts
from goals.masking import MARKER, originals
from goals.models import DraftGroup, Matter, Part, Plan, PlanVersion


def new_draft(
    *, plan: Plan, name: str, at: dt.datetime, by: Any = None, basis: PlanVersion | None = None,
    group: DraftGroup | None = None, matter: Matter | None = None, is_example: bool | None = None, **fields: Any,
) -> PlanVersion:  # fmt: skip
    """A draft in the plan, empty or as a complete copy of ``basis``. Its number is never used again.

    An example is contagious: a copy of one is an example unless ``is_example=False`` is said, and becomes one again
    when it leaves utkast with any example left in it. In a plan of another budget year, what is about years that
    the plan does not reach is left out.
    """
    with transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(versions_made=F("versions_made") + 1)
        plan.refresh_from_db(fields=["versions_made"])
        draft = PlanVersion.objects.create(
            plan=plan,
            number=plan.versions_made,
            name=name,
            basis=basis,
            group=group,
            matter=matter,
            created_at=at,
            created_by=by,
            is_example=(basis.is_example if basis else False) if is_example is None else is_example,
            introduction=fields.pop("introduction", _introduction(basis)),
            **fields,
        )
        if basis is not None:
            with originals():  # a draft shows what was written to those who write it
                _copy_parts(basis, draft)
    return draft


def _introduction(basis: PlanVersion | None) -> str:
    """As it was written, when the basis has been read through a mask."""
    if basis is None or MARKER not in basis.introduction:
        return basis.introduction if basis else ""
    with originals():
        return PlanVersion.objects.values_list("introduction", flat=True).get(pk=basis.pk)


def _copy_parts(basis: PlanVersion, draft: PlanVersion) -> None:
    """Two queries a kind of part, parents first; a child is put under the copy of its parent."""
    copies: dict[type[Part], dict[Any, Part]] = {}
    is_moved = basis.plan_id != draft.plan_id
    for spec in parts.specs():
        rows = spec.model._default_manager.filter(version=basis)
        if spec.year and is_moved:
            rows = rows.filter(**{f"{spec.year}__in": draft.plan.years})
        originals = list(rows.order_by("pk"))
        made = [_copy(spec, original, draft, copies) for original in originals]
        saved = spec.model._default_manager.bulk_create(made)
        copies[spec.model] = {original.pk: copy for original, copy in zip(originals, saved, strict=True)}


def _copy(spec: parts.PartSpec, original: Part, draft: PlanVersion, copies: dict[type[Part], dict[Any, Part]]) -> Part:
    left_out = {spec.model._meta.pk.attname, "version_id", *spec.taken_at_freeze}
    values = {
        field.attname: getattr(original, field.attname)
        for field in spec.model._meta.concrete_fields
        if field.attname not in left_out
    }
    if parent := spec.parent_model:
        values[f"{spec.parent}_id"] = copies[parent][values[f"{spec.parent}_id"]].pk
    return spec.model(version=draft, **values)
