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
    """Rows of ``model`` that ``source`` refers to, and the columns that then stay as they are."""

    model: Model
    source: Model
    columns: set[str] = field(default_factory=lambda: {"id"})
    # SQL with {row} for the row of ``model``: true when a guarded row of ``source`` refers to it.
    reached: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)

    def held(self, row: str) -> str:
        return "(" + " OR ".join(sorted(condition.replace("{row}", row) for condition in self.reached)) + ")"


def pin_rules() -> Iterator[Rule]:
    for pin in _pins():
        table = table_of(pin.model)
        name = f"pin_{pin.model._meta.model_name}_{pin.source._meta.model_name}"
        needs = tuple(sorted(pin.needs - {table}))
        changed = f"{differs(*sorted(pin.columns))} AND {pin.held('OLD')}"
        yield Rule(f"{name}_changed", table, "UPDATE", changed, MESSAGE, needs)
        yield Rule(f"{name}_removed", table, "DELETE", pin.held("OLD"), MESSAGE, needs, sqlite_only=True)
        # Where only the id is pinned, an upsert by another unique column stays possible.
        way = clash(pin.model) if len(pin.columns) > 1 else "x.id = NEW.id"
        for event, other in (("INSERT", ""), ("UPDATE", " AND x.id <> OLD.id")):
            replaced = f"EXISTS (SELECT 1 FROM {table} x WHERE {way}{other} AND {pin.held('x')})"
            yield Rule(f"{name}_replaced_{event.lower()}", table, event, replaced, MESSAGE, needs, sqlite_only=True)


def _pins() -> Iterator[Pin]:
    found: dict[tuple[Model, Model], Pin] = {}
    for spec in parts.specs():
        for path in spec.canonical.values():
            _follow(found, spec.model, path.split("__"), f"NOT {in_draft('g')}")
        _references(found, spec.model, f"NOT {in_draft('g')}")
    for path in fingerprint.CANONICAL.values():
        _follow(found, PlanVersion, path.split("__"), "g.status <> 'draft'")
    _references(found, PlanVersion, "g.status <> 'draft'")
    for guarded in insert_only_specs():
        _references(found, guarded.model, "1 = 1")
    return iter(found.values())


def _follow(found: dict[tuple[Model, Model], Pin], source: Model, path: list[str], guarded: str) -> None:
    """Pin each hop of a canonical path: the foreign keys on the way and the column at its end."""
    model, alias, joins, tables = source, "g", "", [table_of(source), VERSION]
    for depth, (name, after) in enumerate(itertools.pairwise(path)):
        key, model = column(model, name), _target(model, name)
        if not issubclass(model, Part):  # a part is guarded already
            pin = found.setdefault((model, source), Pin(model, source))
            pin.columns.add(column(model, after))
            pin.needs.update(tables)
            pin.reached.add(
                f'EXISTS (SELECT 1 FROM {table_of(source)} g{joins} WHERE {alias}."{key}" = {{row}}.id AND {guarded})'
            )
        joins += f' JOIN {table_of(model)} j{depth} ON j{depth}.id = {alias}."{key}"'
        alias = f"j{depth}"
        tables.append(table_of(model))


def _references(found: dict[tuple[Model, Model], Pin], source: Model, guarded: str) -> None:
    """Pin the id of all that a guarded row has a foreign key to, accounts aside: those have rules of their own."""
    guarded_already = {VERSION, *(table_of(spec.model) for spec in insert_only_specs())}
    for foreign in source._meta.concrete_fields:
        if not isinstance(foreign, models.ForeignKey):
            continue
        target = _target(source, foreign.name)
        if (
            target._meta.label == settings.AUTH_USER_MODEL
            or issubclass(target, Part)
            or table_of(target) in guarded_already
        ):
            continue
        pin = found.setdefault((target, source), Pin(target, source))
        pin.reached.add(
            f'EXISTS (SELECT 1 FROM {table_of(source)} g WHERE g."{foreign.column}" = {{row}}.id AND {guarded})'
        )
        pin.needs |= {table_of(source), VERSION}


def _target(model: Model, name: str) -> Model:
    related = model._meta.get_field(name).related_model
    if not isinstance(related, type):
        raise TypeError(f"{model.__name__}.{name} refers to no model")
    return related
