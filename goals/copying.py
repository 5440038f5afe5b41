"""A new version starts as a copy of another: every part with its key, so that threads survive."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from goals import parts
from goals.models import DraftGroup, Matter, Part, Plan, PlanVersion


def new_draft(
    *, plan: Plan, name: str, at: dt.datetime, by: Any = None, basis: PlanVersion | None = None,
    group: DraftGroup | None = None, matter: Matter | None = None, is_example: bool | None = None, **fields: Any,
) -> PlanVersion:  # fmt: skip
    """A draft in the plan, empty or as a complete copy of ``basis``. Its number is never used again.

    An example is contagious: a copy of one is an example unless ``is_example=False`` is said.
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
            introduction=fields.pop("introduction", basis.introduction if basis else ""),
            **fields,
        )
        if basis is not None:
            _copy_parts(basis, draft)
    return draft


def _copy_parts(basis: PlanVersion, draft: PlanVersion) -> None:
    copies: dict[tuple[str, int], Part] = {}
    for spec in parts.specs():
        for part in spec.model._default_manager.filter(version=basis).order_by("pk"):
            original = part.pk
            part.pk = None
            part.id = None
            part._state.adding = True
            part.version = draft
            for field_name in spec.taken_at_freeze:
                setattr(part, field_name, None)
            if spec.parent:
                field = spec.model._meta.get_field(spec.parent)
                parent_label = field.related_model._meta.label_lower  # type: ignore[union-attr]
                setattr(part, spec.parent, copies[parent_label, getattr(part, f"{spec.parent}_id")])
            part.save(force_insert=True)
            copies[spec.label, original] = part
