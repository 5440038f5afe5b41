"""Versions' contents as plain rows, for the comparison: one query, however many versions and kinds of parts.

Every registered kind is a branch of one UNION whose rows are JSON arrays; the fields' own types are put back here.
A row's text is all that a row is made of, so one that has been read before is taken from memory: most rows of a copy
are those of its basis, and a draft that is edited changes one at a time.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache
from typing import Any, Final

from django.db import connection, models
from django.db.models import CharField, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONArray

from goals import masking, parts
from goals.comparison import Comparison, Content, Row, compare
from goals.fingerprint import plain
from goals.models import Part, PlanVersion

# The version's own words, as a part like the others: always there, and the same in every version.
VERSION: Final = "goals.planversion"
_VERSION_KEY: Final = uuid.UUID(int=0)
# A longer row is read anew each time, so that what is remembered stays within a few megabytes.
_LONGEST_REMEMBERED: Final = 4000

RawRow = tuple[str, int, str]
Contents = dict[int, dict[str, list[Row]]]


def comparison_of(basis: PlanVersion, other: PlanVersion) -> Comparison:
    """What the other version changes in the basis; one query."""
    contents = contents_of([basis, other])
    return compare(contents[basis.pk], contents[other.pk])


def contents_of(versions: Collection[PlanVersion], raw: Iterable[RawRow] | None = None) -> Contents:
    """Each version's content by its pk, in the registry's order of kinds; one query, or none if it is asked already.

    What is taken at the freeze is left out: people have not changed it.
    """
    contents: Contents = {}
    for version in versions:
        contents[version.pk] = {VERSION: [_own(version)]} | {label: [] for label in _readers()}
    for label, version_pk, text in raw_rows(versions) if raw is None else raw:
        read = _remembered if len(text) <= _LONGEST_REMEMBERED else _read
        contents[version_pk][label].append(read(label, text))
    return contents


def raw_rows(versions: Iterable[PlanVersion]) -> list[RawRow]:
    """Every part of the versions as the database writes it: kind, the version's pk, and the row as JSON; one query."""
    pks = list(dict.fromkeys(version.pk for version in versions))
    sql, places = _statement(len(pks), masking.current())
    of_place = dict(zip(_stand_ins(len(pks)), pks, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(sql, [of_place.get(place, place) for place in places])
        return list(cursor.fetchall())


def digest_of(versions: Iterable[PlanVersion], raw: Iterable[RawRow]) -> str:
    """The same for the same parts and the same fields of the versions themselves, and for nothing else."""
    own = (repr([getattr(version, field.attname) for field in version._meta.concrete_fields]) for version in versions)
    texts = [*own, *(f"{label} {pk} {text}" for label, pk, text in raw)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


@lru_cache(64)
def _statement(versions: int, masks: masking.Masks) -> tuple[str, tuple[Any, ...]]:
    """The query for so many versions with its parameters, where stand-ins keep the versions' places.

    Compiled once, for as long as the same ``masks`` stand: to put twelve branches together takes longer than to answer
    them.
    """
    first, *others = [reader.rows(_stand_ins(versions)) for reader in _readers().values()]
    sql, places = first.union(*others, all=True).query.get_compiler(connection=connection).as_sql()
    return sql, tuple(places)


def _stand_ins(versions: int) -> list[int]:
    """No version's numbers, and nothing else among the parameters is a number."""
    return [-at for at in range(1, versions + 1)]


@cache
def _readers() -> dict[str, _Reader]:
    return {spec.label: _Reader(spec) for spec in parts.specs()}


def _read(label: str, text: str) -> Row:
    return _readers()[label].row(json.loads(text))


_remembered = lru_cache(4096)(_read)


def _own(version: PlanVersion) -> Row:
    fields = {name: plain(getattr(version, name)) for name in ("name", "proposed_by", "introduction")}
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
        rows: QuerySet[Any, Any] = found.annotate(
            label=label, row=Cast(JSONArray(*self._paths), TextField())
        ).values_list("label", "version_id", "row")
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
