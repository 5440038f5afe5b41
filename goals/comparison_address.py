"""How compared versions are named in an address: ``jamfor/1/2/`` or, from another plan, ``jamfor/1/2023-2/``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.urls import register_converter, reverse

from goals.models import Plan, PlanVersion

MOST: Final = 5
_ONE: Final = r"(?:[0-9]{4}-(?:[-a-z0-9_]+-)?)?[0-9]{1,5}"
_PARTS: Final = re.compile(r"(?:(?P<year>[0-9]{4})-(?:(?P<body>[-a-z0-9_]+)-)?)?(?P<number>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Reference:
    """A version of a plan; without year or body, of the page's own."""

    number: int
    year: int | None = None
    body: str = ""

    @classmethod
    def read(cls, text: str) -> Reference:
        """``2``, ``2023-2`` or ``2023-socialnamnden-2``. Raises ValueError for anything else."""
        found = _PARTS.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} names no version")
        year = int(found["year"]) if found["year"] else None
        return cls(int(found["number"]), year, found["body"] or "")

    def __str__(self) -> str:
        return "-".join(str(part) for part in (self.year, self.body, self.number) if part)

    def matches(self, *, year: int, body: str) -> Q:
        """The version's row, on the page of that plan."""
        return Q(number=self.number, plan__year=self.year or year, plan__body__slug=self.body or body)

    def is_of(self, version: PlanVersion, *, year: int, body: str) -> bool:
        plan = version.plan
        wanted = (self.number, self.year or year, self.body or body)
        return wanted == (version.number, plan.year, plan.body.slug)


class VersionsConverter:
    """Two to five versions in a row, the basis first."""

    regex = rf"{_ONE}(?:/{_ONE}){{1,{MOST - 1}}}"

    def to_python(self, value: str) -> tuple[Reference, ...]:
        return tuple(Reference.read(part) for part in value.split("/"))

    def to_url(self, value: Sequence[Reference]) -> str:
        return "/".join(str(reference) for reference in value)


register_converter(VersionsConverter, "versions")


def comparison_url(basis: PlanVersion, *others: PlanVersion, name: str = "comparison") -> str:
    """The page where the others are compared with the basis; ``name`` is that of another page under it.

    Another body's plan has the page that ``body_`` stands before the name of.
    """
    plan, chosen = basis.plan, tuple(reference_to(version, basis.plan) for version in (basis, *others))
    if plan.body.slug == settings.MUNICIPALITY.steering_body:
        return reverse(name, args=[plan.year, chosen])
    return reverse(f"body_{name}", args=[plan.year, plan.body.slug, chosen])


def reference_to(version: PlanVersion, plan: Plan | None = None) -> Reference:
    """The shortest name of a version on the plan's page; without a plan, on that of any plan."""
    if plan is not None and version.plan.pk == plan.pk:
        return Reference(version.number)
    if plan is not None and version.plan.body.slug == plan.body.slug:
        return Reference(version.number, version.plan.year)
    return Reference(version.number, version.plan.year, version.plan.body.slug)
