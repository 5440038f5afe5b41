"""Constraints that say in Swedish what is wrong. ``choices`` alone is not a constraint: SQL must know too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q


def check(name: str, condition: Q, message: str) -> models.CheckConstraint:
    """A named CHECK whose violation people understand."""
    return models.CheckConstraint(name=name, condition=condition, violation_error_message=message)


def unique(name: str, *fields: str, message: str, **options: Any) -> models.UniqueConstraint:
    """A named UNIQUE whose violation people understand; ``condition=`` makes it partial."""
    return models.UniqueConstraint(name=name, fields=fields, violation_error_message=message, **options)


def one_of(name: str, field: str, values: Iterable[str]) -> models.CheckConstraint:
    """The field holds one of the enum's values, whoever writes to the table."""
    return check(name, Q(**{f"{field}__in": [str(value) for value in values]}), "Välj ett av alternativen i listan.")


def filled(name: str, *fields: str) -> models.CheckConstraint:
    """None of the text fields is empty."""
    condition = Q()
    for field in fields:
        condition &= ~Q(**{field: ""})
    return check(name, condition, "Fältet får inte vara tomt.")


def ordered(name: str, first: str, last: str) -> models.CheckConstraint:
    """``last`` is not before ``first``; an empty end is open."""
    condition = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": models.F(first)})
    return check(name, condition, "Slutet kan inte ligga före början.")
