"""The rules as SQL conditions that both engines read alike. OLD and NEW are the row before and after.

A rule is a trigger's name, table, event, condition and Swedish message; when the condition is true the
statement is refused. ``goals.triggers.sqlite`` and ``.postgresql`` wrap the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from goals import parts
from goals.models import DecisionItem, PlanVersion
from goals.transitions import DECIDED, allowed_pairs
from goals.triggers.registry import InsertOnly, insert_only_specs

VERSION = PlanVersion._meta.db_table
ITEM = DecisionItem._meta.db_table
FROZEN = "Versionen har lämnat utkast och kan inte ändras."


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse ``event`` on ``table`` when ``condition`` holds."""

    name: str
    table: str
    event: str  # INSERT, UPDATE or DELETE
    condition: str
    message: str
    sqlite_only: bool = False


def rules() -> Iterator[Rule]:
    """Every guard of the schema."""
    yield from _version_rules()
    for spec in parts.specs():
        yield from _part_rules(spec)
    for guarded in insert_only_specs():
        yield from _insert_only_rules(guarded)


def guarded_tables() -> tuple[str, ...]:
    """Tables that must not be emptied by TRUNCATE either."""
    return (VERSION, *(s.table for s in parts.specs()), *(g.model._meta.db_table for g in insert_only_specs()))


def columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def differs(*names: str) -> str:
    """Any of the columns has another value after than before; NULL counts as a value."""
    return "(" + " OR ".join(f'(OLD."{n}" IS DISTINCT FROM NEW."{n}")' for n in names) + ")"


def _version_rules() -> Iterator[Rule]:
    pairs = " OR ".join(f"(OLD.status = '{a}' AND NEW.status = '{b}')" for a, b in sorted(allowed_pairs()))
    movable = {"status", "published_on"}
    fixed = [column for column in columns(PlanVersion) if column not in movable]
    decided = ", ".join(f"'{status.value}'" for status in DECIDED)
    yield Rule("version_born", VERSION, "INSERT", "NEW.status <> 'draft'", "En version börjar som utkast.")
    yield Rule("version_kept", VERSION, "DELETE", "OLD.status <> 'draft'", FROZEN)
    yield Rule(
        "version_identity", VERSION, "UPDATE", differs("id", "plan_id", "number", "created_at"),
        "En versions plan, nummer och tillkomst ändras aldrig.",
    )  # fmt: skip
    yield Rule("version_frozen", VERSION, "UPDATE", f"OLD.status <> 'draft' AND {differs(*fixed)}", FROZEN)
    yield Rule(
        "version_published", VERSION, "UPDATE",
        f"OLD.published_on IS NOT NULL AND {differs('published_on')}",
        "Det som är offentligt förblir offentligt.",
    )  # fmt: skip
    yield Rule(
        "version_status", VERSION, "UPDATE", f"NEW.status <> OLD.status AND NOT ({pairs})",
        "Statusen kan inte ändras på det sättet.",
    )  # fmt: skip
    yield Rule(
        "version_decided", VERSION, "UPDATE",
        f"NEW.status <> OLD.status AND NEW.status IN ({decided}) AND NOT EXISTS "
        f"(SELECT 1 FROM {ITEM} i WHERE i.version_id = NEW.id AND i.outcome = NEW.status)",
        "Statusen kräver ett registrerat beslut.",
    )  # fmt: skip
    yield from _replace_rules(PlanVersion, "version", FROZEN)
    yield Rule(
        "version_one_adopted", VERSION, "UPDATE",
        f"NEW.status = 'adopted' AND OLD.status <> 'adopted' AND EXISTS (SELECT 1 FROM {VERSION} v "
        "WHERE v.matter_id = NEW.matter_id AND v.status = 'adopted' AND v.id <> NEW.id)",
        "En annan version i ärendet är redan beslutad.",
    )  # fmt: skip


def _part_rules(spec: parts.PartSpec) -> Iterator[Rule]:
    table, short = spec.table, spec.model._meta.model_name
    yield Rule(f"{short}_added", table, "INSERT", _left_draft("NEW"), FROZEN)
    yield Rule(f"{short}_changed", table, "UPDATE", f"{_left_draft('OLD')} OR {_left_draft('NEW')}", FROZEN)
    yield Rule(f"{short}_removed", table, "DELETE", _left_draft("OLD"), FROZEN)
    yield Rule(f"{short}_identity", table, "UPDATE", differs("id"), "En dels databasnyckel ändras aldrig.")
    if spec.parent:
        parent = spec.model._meta.get_field(spec.parent)
        parent_table = parent.related_model._meta.db_table  # type: ignore[union-attr]
        astray = (
            f'EXISTS (SELECT 1 FROM {parent_table} p WHERE p.id = NEW."{parent.column}" '  # type: ignore[union-attr]
            "AND p.version_id <> NEW.version_id)"
        )
        for event in ("INSERT", "UPDATE"):
            yield Rule(f"{short}_astray_{event.lower()}", table, event, astray, "Delen hör till en annan version.")
    yield Rule(
        f"{short}_replaced", table, "INSERT",
        f"EXISTS (SELECT 1 FROM {table} x JOIN {VERSION} v ON v.id = x.version_id "
        "WHERE x.id = NEW.id AND v.status <> 'draft')",
        FROZEN, sqlite_only=True,
    )  # fmt: skip


def _insert_only_rules(guarded: InsertOnly) -> Iterator[Rule]:
    model, table, short = guarded.model, guarded.model._meta.db_table, guarded.model._meta.model_name
    yield Rule(f"{short}_removed", table, "DELETE", "1 = 1", guarded.message)
    if guarded.closing:
        others = [column for column in columns(model) if column != guarded.closing]
        condition = f'{differs(*others)} OR OLD."{guarded.closing}" IS NOT NULL'
    else:
        condition = "1 = 1"
    yield Rule(f"{short}_changed", table, "UPDATE", condition, guarded.message)
    yield from _replace_rules(model, str(short), guarded.message)


def _replace_rules(model: type[models.Model], short: str, message: str) -> Iterator[Rule]:
    """SQLite's INSERT OR REPLACE deletes the row in the way without asking its DELETE triggers."""
    table = model._meta.db_table
    same = ["x.id = NEW.id"]
    for constraint in model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint):
            continue
        names = [model._meta.get_field(name).column for name in constraint.fields]  # type: ignore[union-attr]
        same.append(" AND ".join(f'x."{name}" = NEW."{name}"' for name in names) + _condition(constraint, model))
    single = [field.column for field in model._meta.concrete_fields if field.unique and not field.primary_key]
    same += [f'x."{column}" = NEW."{column}"' for column in single]
    clauses = " OR ".join(f"({clause})" for clause in same)
    yield Rule(
        f"{short}_replaced", table, "INSERT", f"EXISTS (SELECT 1 FROM {table} x WHERE {clauses})", message,
        sqlite_only=True,
    )  # fmt: skip


def _condition(constraint: models.UniqueConstraint, model: type[models.Model]) -> str:
    """A partial constraint's condition on the row in the way and on the new one: NULL tests and equalities."""
    written = []
    for path, value in constraint.condition.children if constraint.condition else ():
        name, _, lookup = path.partition("__")
        column = model._meta.get_field(name).column  # type: ignore[union-attr]
        test = f"IS {'NULL' if value else 'NOT NULL'}" if lookup == "isnull" else f"= '{value}'"
        written += [f' AND {row}."{column}" {test}' for row in ("x", "NEW")]
    return "".join(written)


def _left_draft(row: str) -> str:
    return f"(SELECT v.status FROM {VERSION} v WHERE v.id = {row}.version_id) <> 'draft'"
