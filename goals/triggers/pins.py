"""What frozen and insert-only rows refer to cannot lose its identity.

The kontrollsumma names goals, bodies and nyckeltal by their address or code, never by a database id. So those columns
never change once frozen content is written with them: which they are is read from the canonical paths of the registry
(``framework_goal__framework__slug`` pins the framework's slug and the goal's framework), so that a new kind
of part is covered by itself. Names and texts may change: levels keep a snapshot of what their nyckeltal meant.

On SQLite a connection that has not asked for foreign keys could delete what is referred to; there rules do what
PostgreSQL's foreign keys do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models

from goals import fingerprint, parts
from goals.models import Part, PlanVersion
from goals.triggers.conditions import VERSION, Model, clash, column, differs, in_draft, table_of
from goals.triggers.registry import Rule, insert_only_specs

MESSAGE = "Det som en låst version eller ett beslut hänvisar till behåller sin beteckning och tas inte bort."


@dataclass(slots=True)
class Pin:
    """Rows of ``model`` that guarded rows refer to, and what of them then stays as it is.

    ``named_by`` are conditions under which frozen content names the row by ``columns``; ``referred_by`` those under
    which a guarded row has its id. Each is SQL with {row} for the row.
    """

    model: Model
    columns: set[str] = field(default_factory=lambda: {"id"})
    named_by: set[str] = field(default_factory=set)
    referred_by: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)

    def named(self, row: str) -> str:
        return _any(self.named_by, row)

    def held(self, row: str) -> str:
        return _any(self.named_by | self.referred_by, row)


def pin_rules() -> Iterator[Rule]:
    for model, pin in _pins().items():
        table, name = table_of(model), f"pin_{model._meta.model_name}"
        needs = tuple(sorted(pin.needs - {table}))
        changed = f"({differs('id')} AND {pin.held('OLD')})"
        # Where only the id is referred to, an upsert by another unique column stays possible.
        in_the_way = f"(x.id = NEW.id AND {pin.held('x')})"
        if pin.named_by:
            changed += f" OR ({differs(*sorted(pin.columns))} AND {pin.named('OLD')})"
            in_the_way += f" OR ({clash(model)} AND {pin.named('x')})"
        yield Rule(f"{name}_changed", table, "UPDATE", changed, MESSAGE, needs)
        yield Rule(f"{name}_removed", table, "DELETE", pin.held("OLD"), MESSAGE, needs, sqlite_only=True)
        for event, other in (("INSERT", ""), ("UPDATE", "x.id <> OLD.id AND ")):
            replaced = f"EXISTS (SELECT 1 FROM {table} x WHERE {other}({in_the_way}))"
            yield Rule(f"{name}_replaced_{event.lower()}", table, event, replaced, MESSAGE, needs, sqlite_only=True)


def _pins() -> dict[Model, Pin]:
    found: dict[Model, Pin] = {}
    for spec in parts.specs():
        for path in spec.canonical.values():
            _follow(found, spec.model, path.split("__"), f"NOT {in_draft('g')}")
        _references(found, spec.model, f"NOT {in_draft('g')}")
    for path in fingerprint.CANONICAL.values():
        _follow(found, PlanVersion, path.split("__"), "g.status <> 'draft'")
    _references(found, PlanVersion, "g.status <> 'draft'")
    for guarded in insert_only_specs():
        _references(found, guarded.model)
    return found


def _follow(found: dict[Model, Pin], source: Model, path: list[str], guarded: str) -> None:
    """Pin each hop of a canonical path: the foreign keys on the way and the column at its end."""
    model, alias, joins, tables = source, "g", "", [table_of(source), VERSION]
    for depth, (name, after) in enumerate(itertools.pairwise(path)):
        key, model = column(model, name), _target(model, name)
        if not issubclass(model, Part):  # a part is guarded already
            pin = found.setdefault(model, Pin(model))
            pin.columns.add(column(model, after))
            pin.needs.update(tables)
            pin.named_by.add(_exists(source, joins, f'{alias}."{key}"', guarded))
        joins += f' JOIN {table_of(model)} j{depth} ON j{depth}.id = {alias}."{key}"'
        alias = f"j{depth}"
        tables.append(table_of(model))


def _references(found: dict[Model, Pin], source: Model, guarded: str = "") -> None:
    """Pin the id of all that a guarded row has a foreign key to, accounts aside: those have rules of their own."""
    guarded_already = {VERSION, *(table_of(spec.model) for spec in insert_only_specs())}
    for foreign in source._meta.concrete_fields:
        if not isinstance(foreign, models.ForeignKey):
            continue
        target = _target(source, foreign.name)
        if target._meta.label == settings.AUTH_USER_MODEL or issubclass(target, Part):
            continue
        if table_of(target) not in guarded_already:
            pin = found.setdefault(target, Pin(target))
            pin.needs.update({table_of(source), VERSION})
            pin.referred_by.add(_exists(source, "", f'g."{foreign.column}"', guarded))


def _exists(source: Model, joins: str, key: str, guarded: str) -> str:
    also = f" AND {guarded}" if guarded else ""
    return f"EXISTS (SELECT 1 FROM {table_of(source)} g{joins} WHERE {key} = {{row}}.id{also})"


def _any(conditions: set[str], row: str) -> str:
    return "(" + " OR ".join(sorted(condition.replace("{row}", row) for condition in conditions)) + ")"


def _target(model: Model, name: str) -> Model:
    related = model._meta.get_field(name).related_model
    if not isinstance(related, type):
        raise TypeError(f"{model.__name__}.{name} refers to no model")
    return related
