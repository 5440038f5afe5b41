"""Texts that may be masked: every field of ``goals.fields``, wherever it is; what it says and where people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.models import BinaryField, Model, Q, QuerySet

from goals import masking, parts
from goals.fields import is_maskable
from goals.masking import originals
from goals.models import Decision, DecisionText, Mask, MinutesEvent, MinutesFile, Part, PlanVersion
from goals.passages import as_written

MOST_FOUND = 200
# How a row leads to the page that it is read on, and what is read of it then.
# A day's own come first: a proposal or an answer names a nyckeltal and a version too, and stands on the day's page.
_ON_THE_WAY = {
    "day": "day",
    "workshop": "workshop__day",
    "proposal": "proposal__day",
    "assignment": "assignment__day",
    "version": "version__plan__body",
    "decision": "decision",
    "kpi": "kpi",
    "plan": "plan__body",
    "input": "input__plan__body",
    "procedure": "procedure__decision",
    "step": "step__procedure__decision",
}


@dataclass(frozen=True)
class Place:
    """One text: a field of a row, which is read as it was written."""

    row: Any
    name: str

    @property
    def label(self) -> str:
        return str(self.row._meta.label_lower)

    @property
    def pk(self) -> int:
        return int(self.row.pk)

    @property
    def original(self) -> str:
        """What was written. Who stands behind a text in a decision may be a person or party in the register."""
        if self.is_file:
            return f"Filen {self.row}"
        text = str(getattr(self.row, self.name))
        if not text and isinstance(self.row, DecisionText) and self.name == "by":
            return ", ".join(str(one) for one in (self.row.person, self.row.party) if one)
        return text

    @property
    def is_file(self) -> bool:
        """It has no words to take out: it goes whole or not at all."""
        return isinstance(self.row._meta.get_field(self.name), BinaryField)

    @property
    def passages(self) -> tuple[str, ...] | None:
        """What is taken out now; empty for all of it, None for nothing."""
        return masking.hidden(self.label, self.name).get(self.pk)

    @property
    def shown(self) -> str:
        """As it is read now."""
        return self.original if self.passages is None else masking.without(self.original, self.passages)

    @property
    def is_masked(self) -> bool:
        return self.passages is not None

    @cached_property
    def kind(self) -> str:
        """ "Fokusområde, rubrik"."""
        name = str(self.row._meta.verbose_name)
        return f"{name[:1].upper()}{name[1:]}, {self.row._meta.get_field(self.name).verbose_name}"

    @property
    def version(self) -> PlanVersion | None:
        """The version that it is a part of."""
        if isinstance(self.row, PlanVersion):
            return self.row
        return self.row.version if isinstance(self.row, Part) else None

    @property
    def decision(self) -> Decision | None:
        """The decision that it is a part of."""
        if isinstance(self.row, Decision):
            return self.row
        row = getattr(self.row, "step", self.row)
        row = getattr(row, "procedure", row)  # what was declared before the decision is read with it
        found = getattr(row, "decision", None) if type(self.row) in _of_decision() or row is not self.row else None
        return found if isinstance(found, Decision) else None

    @property
    def url(self) -> str:
        """The page that people read it on; empty for what has none of its own."""
        page = self._page
        return "" if page is None else str(page.get_absolute_url())

    @property
    def page_name(self) -> str:
        """What the page is about."""
        return str(self.version or self.decision or self._page or self.row)

    @cached_property
    def _page(self) -> Any:
        """The row whose page it is read on: its own, or one on the way; None where there is none."""
        row = self.row
        for _ in range(3):
            if row is None or hasattr(row, "get_absolute_url"):
                return row
            row = next((found for name in _ON_THE_WAY if (found := getattr(row, name, None)) is not None), None)
        return None


@cache
def fields() -> dict[type[Model], tuple[str, ...]]:
    """Every model with texts that may be masked, and their names; the rows of a history are masked with their own."""
    found: dict[type[Model], tuple[str, ...]] = {}
    for model in apps.get_models():
        names = tuple(field.name for field in model._meta.concrete_fields if is_maskable(field))
        if names and not hasattr(model, "instance_type"):
            found[model] = names
    return found


def place_of(label: str, pk: int, name: str) -> Place | None:
    """The text, read as it was written; None where there is none that may be masked."""
    model = next((model for model in fields() if model._meta.label_lower == label), None)
    if model is None or name not in fields()[model]:
        return None
    return next(_places(model, Q(pk=pk), (name,)), None)


def places_of(masks: Iterable[Mask]) -> dict[int, Place]:
    """The text that each mask is of, by the mask's own key; one query a kind. A row that is gone has none."""
    of_model: dict[str, list[Mask]] = {}
    for mask in masks:
        of_model.setdefault(mask.label, []).append(mask)
    found: dict[int, Place] = {}
    for model, names in fields().items():
        wanted = of_model.get(model._meta.label_lower)
        if not wanted:
            continue
        rows = {
            place.pk: place.row for place in _places(model, Q(pk__in={mask.object_pk for mask in wanted}), names[:1])
        }
        for mask in wanted:
            if mask.object_pk in rows and mask.field in names:
                found[mask.pk] = Place(rows[mask.object_pk], mask.field)
    return found


def places_of_version(version: PlanVersion) -> list[Place]:
    """All texts of the version, its own first, in the registry's order of kinds."""
    found = list(_places(PlanVersion, Q(pk=version.pk)))
    for spec in parts.specs():
        if spec.model in fields():
            found += _places(spec.model, Q(version=version), order=(*filter(None, [spec.position]), "pk"))
    return [place for place in found if place.original]


def places_of_decision(decision: Decision) -> list[Place]:
    found = list(_places(Decision, Q(pk=decision.pk)))
    for model in _of_decision():
        found += _places(model, Q(decision=decision))
    return [place for place in found if place.original]


def places_among(model: type[Model], where: Q, order: tuple[str, ...] = ("pk",)) -> list[Place]:
    """The texts of some rows, where there is anything to read; a file is always there."""
    return [place for place in _places(model, where, order=order) if place.original]


def places_with(words: str, seen: QuerySet[PlanVersion]) -> list[Place]:
    """Every text that says the words, as they were written; the first MOST_FOUND. Reads the tables whole.

    Of versions, those that have been ``seen``: to whoever looks, another group's draft does not exist.
    """
    found: list[Place] = []
    longest = max(words.split(), key=len, default="")
    if not longest:
        return found
    for model, names in fields().items():
        holds = Q()
        for name in set(names) - set(_files(model)):
            holds |= Q(**{f"{name}__contains": longest})
        if issubclass(model, Part):
            holds &= Q(version__in=seen.order_by().values("pk"))
        elif model is PlanVersion:
            holds &= Q(pk__in=seen.order_by().values("pk"))
        for place in _places(model, holds):
            if not place.is_file and as_written(place.original, words):
                found.append(place)
                if len(found) == MOST_FOUND:
                    return found
    return found


def alike(place: Place) -> list[Place]:
    """The same field of the parts that the text may stand in too: those with its key, and the others of its plan.

    In versions that have left utkast: a draft shows what was written to those who write it, until it leaves.
    """
    version = place.version
    if version is None:
        return []
    if isinstance(place.row, PlanVersion):
        where = ~Q(status=PlanVersion.Status.DRAFT) & Q(plan=version.plan_id)
    else:
        where = ~Q(version__status=PlanVersion.Status.DRAFT)
        where &= Q(key=place.row.key) | Q(version__plan=version.plan_id)
    return list(_places(type(place.row), where & ~Q(pk=place.pk), (place.name,)))


def _places(
    model: type[Model], where: Q, names: Iterable[str] = (), order: tuple[str, ...] = ("pk",)
) -> Iterator[Place]:
    """The rows' texts, with what leads to the page that they are read on; one query."""
    ways = _ON_THE_WAY | {"person": "person__party", "party": "party"}
    leads = [ways[field.name] for field in model._meta.concrete_fields if field.name in ways]
    found = model._default_manager.filter(where).defer(*_files(model))
    with originals():
        rows = list((found.select_related(*leads) if leads else found).order_by(*order))
    shown = tuple(names) or fields()[model]
    return (Place(row, name) for row in rows for name in shown)


def _files(model: type[Model]) -> list[str]:
    """The fields that hold a file: nothing here reads one."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, BinaryField)]


def _of_decision() -> tuple[type[Model], ...]:
    """The models whose rows are parts of a decision and are read on its page."""
    return DecisionText, MinutesEvent, MinutesFile
