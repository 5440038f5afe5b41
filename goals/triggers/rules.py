"""Every guard of the schema, in one list. ``goals.triggers.sqlite`` and ``.postgresql`` make triggers of it.

A version and its parts are frozen from the moment it leaves utkast; decisions, minutes events and values are only
added; what those refer to keeps its identity (``goals.triggers.pins``).
"""

from __future__ import annotations

from collections.abc import Iterator

from goals import parts
from goals.models import ContentRevision, Plan, PlanVersion
from goals.transitions import DECIDED, OPEN, allowed_pairs
from goals.triggers.conditions import VERSION, column, columns, differs, in_draft, table_of
from goals.triggers.decision_rules import UNCORRECTED, decision_rules
from goals.triggers.pins import pin_rules
from goals.triggers.registry import InsertOnly, Rule, insert_only_specs, kept_models, own_rules
from goals.triggers.replacing import replacing

FROZEN = "Versionen har lämnat utkast och kan inte ändras."
# What may still happen to a version that has left utkast.
MOVABLE = ("status", "published_on")


def rules() -> Iterator[Rule]:
    """Every guard of the schema."""
    yield from version_rules()
    for spec in parts.specs():
        yield from part_rules(spec)
    for guarded in insert_only_specs():
        yield from insert_only_rules(guarded)
    yield from decision_rules()
    yield from pin_rules()
    yield from own_rules()
    yield from revision_rules()


def guarded_tables() -> tuple[str, ...]:
    """Tables that must not be emptied by TRUNCATE either."""
    guarded = (*(guarded.model for guarded in insert_only_specs()), *kept_models())
    return (VERSION, *(s.table for s in parts.specs()), *map(table_of, guarded))


def revision_rules() -> Iterator[Rule]:
    """The content's revision is counted onward: a page that someone keeps must never seem fresh again."""
    table, message = table_of(ContentRevision), "Innehållets revision räknas bara uppåt och tas inte bort."
    yield Rule("revision_kept", table, "DELETE", f"OLD.scope = '{ContentRevision.CONTENT}'", message)
    yield Rule("revision_onward", table, "UPDATE", f"{differs('id', 'scope')} OR NEW.number < OLD.number", message)
    yield from replacing(ContentRevision, "revision", f"x.scope = '{ContentRevision.CONTENT}'", message)


def version_rules() -> Iterator[Rule]:
    fixed = [name for name in columns(PlanVersion) if name not in MOVABLE]
    yield Rule("version_born", VERSION, "INSERT", "NEW.status <> 'draft'", "En version börjar som utkast.")
    yield Rule(
        "version_numbered", VERSION, "INSERT",
        f"NEW.number > (SELECT p.versions_made FROM {table_of(Plan)} p WHERE p.id = NEW.plan_id)",
        "En versions nummer tas ur planens räkning, så att det aldrig används igen.",
    )  # fmt: skip
    yield Rule(
        "plan_counts_on", table_of(Plan), "UPDATE", "NEW.versions_made < OLD.versions_made",
        "Ett använt versionsnummer används aldrig igen.",
    )  # fmt: skip
    yield Rule("version_kept", VERSION, "DELETE", "OLD.status <> 'draft'", FROZEN)
    yield Rule(
        "version_identity", VERSION, "UPDATE", differs("id", "plan_id", "number", "created_at"),
        "En versions plan, nummer och tillkomst ändras aldrig.",
    )  # fmt: skip
    yield Rule("version_frozen", VERSION, "UPDATE", f"OLD.status <> 'draft' AND {differs(*fixed)}", FROZEN)
    yield Rule(
        "version_published", VERSION, "UPDATE", f"OLD.published_on IS NOT NULL AND {differs('published_on')}",
        "Det som är offentligt förblir offentligt.",
    )  # fmt: skip
    yield from status_rules()
    for spec in parts.specs():
        if spec.has_example:
            yield Rule(
                f"version_example_{spec.model._meta.model_name}", VERSION, "UPDATE",
                "OLD.status = 'draft' AND NEW.status <> 'draft' AND NOT NEW.is_example AND EXISTS "
                f"(SELECT 1 FROM {spec.table} x WHERE x.version_id = NEW.id AND x.is_example)",
                "En version med något exempel i är själv ett exempel.",
                (spec.table,),
            )  # fmt: skip
    yield from replacing(PlanVersion, "version", "x.status <> 'draft'", FROZEN)


def status_rules() -> Iterator[Rule]:
    """The table of ``goals.transitions``, and that what is decided rests on a decision."""
    pairs = " OR ".join(f"(OLD.status = '{a}' AND NEW.status = '{b}')" for a, b in sorted(allowed_pairs()))
    yield Rule(
        "version_status", VERSION, "UPDATE", f"NEW.status <> OLD.status AND NOT ({pairs})",
        "Statusen kan inte ändras på det sättet.",
    )  # fmt: skip
    yield Rule(
        "version_decided", VERSION, "UPDATE",
        f"NEW.status <> OLD.status AND NEW.status IN ({_listed(DECIDED)}) AND NOT EXISTS "
        f"({UNCORRECTED.format(row='NEW')} AND i.outcome = NEW.status)",
        "Statusen kräver ett registrerat beslut.",
    )  # fmt: skip
    yield Rule(
        "version_reopened", VERSION, "UPDATE",
        f"OLD.status IN ({_listed(DECIDED)}) AND NEW.status IN ({_listed(OPEN)}) AND EXISTS "
        f"({UNCORRECTED.format(row='NEW')} AND i.outcome IN ({_listed(DECIDED)}))",
        "Ett beslut gäller tills det rättas.",
    )  # fmt: skip
    yield Rule(
        "version_one_adopted", VERSION, "UPDATE",
        f"NEW.status = 'adopted' AND OLD.status <> 'adopted' AND EXISTS (SELECT 1 FROM {VERSION} v "
        "WHERE v.matter_id = NEW.matter_id AND v.status = 'adopted' AND v.id <> NEW.id)",
        "En annan version i ärendet är redan beslutad.",
    )  # fmt: skip


def part_rules(spec: parts.PartSpec) -> Iterator[Rule]:
    """A part is added, changed and removed in a draft only, and stays in the version it was made in."""
    table, short = spec.table, str(spec.model._meta.model_name)
    for name, event, row in (("added", "INSERT", "NEW"), ("changed", "UPDATE", "OLD"), ("removed", "DELETE", "OLD")):
        # Whoever changes a draft waits for whoever is freezing it, and the other way round.
        locks = f"SELECT 1 FROM {VERSION} v WHERE v.id = {row}.version_id FOR SHARE"
        yield Rule(f"{short}_{name}", table, event, f"NOT {in_draft(row)}", FROZEN, locks=locks)
    yield Rule(
        f"{short}_identity", table, "UPDATE", differs("id", "version_id", "key"),
        "En del stannar i sin version och behåller sin nyckel.",
    )  # fmt: skip
    if parent := spec.parent_model:
        astray = (
            f'NOT EXISTS (SELECT 1 FROM {table_of(parent)} p WHERE p.id = NEW."{column(spec.model, spec.parent)}" '
            "AND p.version_id = NEW.version_id)"
        )
        for event in ("INSERT", "UPDATE"):
            yield Rule(f"{short}_astray_{event.lower()}", table, event, astray, "Delen hör till en annan version.")
    yield from replacing(spec.model, short, f"NOT {in_draft('x')}", FROZEN)


def insert_only_rules(guarded: InsertOnly) -> Iterator[Rule]:
    table, short = table_of(guarded.model), str(guarded.model._meta.model_name)
    condition = "1 = 1"
    if guarded.closing:
        others = [name for name in columns(guarded.model) if name != guarded.closing]
        condition = f'{differs(*others)} OR OLD."{guarded.closing}" IS NOT NULL'
    yield Rule(f"{short}_removed", table, "DELETE", "1 = 1", guarded.message)
    yield Rule(f"{short}_changed", table, "UPDATE", condition, guarded.message)
    yield from replacing(guarded.model, short, "1 = 1", guarded.message)


def _listed(statuses: tuple[str, ...]) -> str:
    return ", ".join(f"'{status}'" for status in statuses)
