"""Versions' contents as plain rows, for the comparison: one query, however many versions and kinds of parts.

Every registered kind is a branch of one UNION whose rows are JSON arrays; the fields' own types are put back here.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from django.db import models
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import JSONArray

from goals import parts
from goals.comparison import Comparison, Content, Row, compare
from goals.fingerprint import plain
from goals.models import Part, PlanVersion

# The version's own words, as a part like the others: always there, and the same in every version.
VERSION: Final = "goals.planversion"
_VERSION_KEY: Final = uuid.UUID(int=0)


def comparison_of(basis: PlanVersion, other: PlanVersion) -> Comparison:
    """What the other version changes in the basis; one query."""
    contents = contents_of([basis, other])
    return compare(contents[basis.pk], contents[other.pk])


def contents_of(versions: Collection[PlanVersion]) -> dict[int, dict[str, list[Row]]]:
    """Each version's content by its pk, in the registry's order of kinds; one query.

    What is taken at the freeze is left out: people have not changed it.
    """
    readers = {spec.label: _Reader(spec) for spec in parts.specs()}
    contents: dict[int, dict[str, list[Row]]] = {}
    for version in versions:
        contents[version.pk] = {VERSION: [_own(version)]} | {label: [] for label in readers}
    first, *others = [reader.rows(contents) for reader in readers.values()]
    for label, version_pk, values in first.union(*others, all=True):
        contents[version_pk][label].append(readers[label].row(values))
    return contents


def _own(version: PlanVersion) -> Row:
    fields = {"name": plain(version.name), "introduction": plain(version.introduction)}
    return Row(key=_VERSION_KEY, natural=(), fields=fields)


@dataclass(frozen=True)
class _Reader:
    """How rows of one kind of part are asked for, and made out of what the database answers."""

    spec: parts.PartSpec

    @cached_property
    def _container(self) -> tuple[str, ...]:
        """The container's fields by canonical name: ``goal`` for ``goal_id``."""
        return tuple(name.removesuffix("_id") for name in self.spec.container)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """What people decide on: neither place, nor what the freeze takes."""
        spec = self.spec
        left_out = {spec.position, spec.parent, *self._container, *spec.taken_at_freeze}
        return tuple(name for name in spec.canonical if name not in left_out)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        spec = self.spec
        shown = (spec.canonical[name] for name in (*self._container, *self._names))
        place = (path for path in (spec.position, f"{spec.parent}__key" if spec.parent else "") if path)
        return ("key", *spec.natural, *shown, *place)

    @cached_property
    def _readings(self) -> list[Callable[[Any], Any] | None]:
        return [_reading(_field(self.spec.model, path)) for path in self._paths]

    def rows(self, versions: Iterable[int]) -> QuerySet[Any, Any]:
        """Label, version and values of every part; without order, since a UNION has none inside it."""
        found = self.spec.model._default_manager.filter(version__in=list(versions)).order_by()
        label = Value(self.spec.label, output_field=CharField())
        rows: QuerySet[Any, Any] = found.annotate(label=label, row=JSONArray(*self._paths)).values_list(
            "label", "version_id", "row"
        )
        return rows

    @cached_property
    def _ends(self) -> tuple[int, int, int]:
        """Where natural identity, container and fields end among the values; place follows."""
        natural = 1 + len(self.spec.natural)
        container = natural + len(self._container)
        return natural, container, container + len(self._names)

    def row(self, values: list[Any]) -> Row:
        read = [
            value if reading is None or value is None else reading(value)
            for value, reading in zip(values, self._readings, strict=True)
        ]
        natural, container, fields = self._ends
        return Row(
            key=read[0],
            natural=tuple(read[1:natural]),
            container=tuple(read[natural:container]),
            fields=dict(zip(self._names, read[container:fields], strict=True)),
            position=read[fields] if self.spec.position else None,
            parent=read[-1] if self.spec.parent else None,
        )


def _field(model: type[Part], path: str) -> models.Field[Any, Any]:
    """The field at the end of a path such as ``goal__slug``."""
    found: Any = None
    owner: Any = model
    for name in path.split("__"):
        found = owner._meta.get_field(name)
        owner = found.related_model
    assert isinstance(found, models.Field)
    return found


def _reading(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a field's value is read out of JSON; None where JSON's own type will do."""
    match field:
        case models.UUIDField():
            return uuid.UUID
        case models.DecimalField():
            # At most fifteen digits: the shortest form of the binary number is the decimal that was saved.
            return lambda value: Decimal(str(value))
        case models.DateField():
            return dt.date.fromisoformat
        case models.BooleanField():
            return bool
        case models.CharField() | models.TextField():
            return _text
    return None


def _text(value: str) -> str:
    """As the kontrollsumma has it; most texts are that already, and are told so fastest."""
    return value if value.isascii() and "\r" not in value else str(plain(value))


__all__ = ["VERSION", "Content", "comparison_of", "contents_of"]
