"""Every guarded table, taken from the registries: a table that is guarded tomorrow is attacked here by itself.

Changed, deleted, replaced and emptied by raw SQL, on both engines, before and after a migration that alters it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from goals import parts, triggers
from goals.models import ContentRevision, PlanVersion
from goals.triggers.registry import insert_only_specs, kept_models
from goals.triggers.rules import guarded_tables
from tests import factories
from tests.goals.attacks import bare_sqlite, column_names, copied_columns, other_value, rows, sql, stored

Model = type[models.Model]
CLOSING = {spec.model: spec.closing for spec in insert_only_specs()}
GUARDED: tuple[Model, ...] = (PlanVersion, *(spec.model for spec in parts.specs()), *CLOSING)
ALL = (*GUARDED, *kept_models())
# What may still happen to a row that is not a draft's: a version is decided on and published, a value is superseded.
MOVABLE = {PlanVersion: {"status", "published_on"}}


def make_rows() -> dict[Model, models.Model]:
    """A row of each guarded table; of parts and versions, a frozen one."""
    version = factories.PlanVersionFactory(adopted=True, full=True)
    found: dict[Model, models.Model] = {PlanVersion: version}
    for spec in parts.specs():
        found[spec.model] = spec.model._default_manager.filter(version=version)[0]
    for model in CLOSING:
        if not model._default_manager.exists():
            _factory_of(model)()
        found[model] = model._default_manager.order_by("pk")[0]
    return found


def _factory_of(model: Model) -> Any:
    made = [one for one in vars(factories).values() if getattr(getattr(one, "_meta", None), "model", None) is model]
    assert made, f"{model.__name__} is guarded and has no factory: write one, so that it is attacked too"
    return made[0]


def fields_of(model: Model) -> Iterator[models.Field[Any, Any]]:
    """The columns that never change."""
    movable = {CLOSING.get(model, ""), *MOVABLE.get(model, set())}
    return (field for field in model._meta.concrete_fields if field.column not in movable)


def is_refused(statement: str, *parameters: Any) -> bool:
    """By whatever stands in the way: a trigger, or a foreign key before it."""
    try:
        with transaction.atomic():
            sql(statement, *parameters)
    except DatabaseError:
        return True
    return False


def stands(model: Model, row: models.Model) -> None:
    """No column is changed, nothing is deleted, and nothing is left changed of what was tried."""
    before, table = rows(model), model._meta.db_table
    for field in fields_of(model):
        value = stored(field, other_value(field, getattr(row, field.attname)))
        assert is_refused(f'UPDATE "{table}" SET "{field.column}" = %s WHERE id = %s', value, row.pk), field.column
    assert is_refused(f'DELETE FROM "{table}" WHERE id = %s', row.pk)
    assert is_refused(f'DELETE FROM "{table}"')
    assert rows(model) == before


@pytest.fixture
def frozen() -> dict[Model, models.Model]:
    return make_rows()


def test_every_guarded_table_is_here() -> None:
    assert {model._meta.db_table for model in ALL} == set(guarded_tables())


@pytest.mark.django_db
def test_no_row_is_changed_or_deleted_by_sql(frozen: dict[Model, models.Model]) -> None:
    for model in GUARDED:
        stands(model, frozen[model])


@pytest.mark.django_db
@pytest.mark.postgres_only
def test_truncate_empties_no_guarded_table_not_even_through_another(frozen: dict[Model, models.Model]) -> None:
    """Every table of the database is tried, since CASCADE goes from any to those that refer to it."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing that waits to be checked
    before = {model: rows(model) for model in ALL}
    assert all(before[model] for model in GUARDED)
    # Emptying a table of content raises the revision, as it should; its row is never gone.
    still = [model for model in ALL if model is not ContentRevision]
    names = sorted(connection.introspection.table_names())
    for table in names:
        for how in ("", "CASCADE", "RESTART IDENTITY CASCADE"):
            try:
                with transaction.atomic():
                    sql(f'TRUNCATE "{table}" {how}')
                    emptied = [model.__name__ for model in still if rows(model) != before[model]]
                    assert len(rows(ContentRevision)) == len(before[ContentRevision]), (table, how)
                    transaction.set_rollback(True)
            except DatabaseError:
                continue
            assert emptied == [], (table, how)
    everything = ", ".join(f'"{table}"' for table in guarded_tables())
    assert is_refused(f"TRUNCATE {everything} CASCADE")
    assert {model: rows(model) for model in ALL} == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite_only
def test_nothing_is_emptied_or_replaced_by_someone_else_who_opens_the_file() -> None:
    """SQLite's own TRUNCATE is a DELETE without WHERE; its REPLACE deletes without asking."""
    frozen = make_rows()
    for model in GUARDED:
        table, names, pk = model._meta.db_table, column_names(model), frozen[model].pk
        before = set(rows(model))
        again = f"INSERT OR REPLACE INTO {table} ({names}) SELECT {{}} FROM {table} WHERE id = {pk}"
        attacks = [
            f"DELETE FROM {table}",
            f"DELETE FROM {table} WHERE rowid = {pk}",
            again.format(names),
            again.format(copied_columns(model, id="NULL")),
            f"UPDATE OR REPLACE {table} SET id = id + 1000",
        ]
        with bare_sqlite() as bare:
            for attack in attacks:
                with contextlib.suppress(sqlite3.IntegrityError):
                    bare.execute(attack)
                # What is only added to may be added to; what stood stands.
                assert before <= set(rows(model)), attack


# --- A migration ------------------------------------------------------------------------------

NUMBER = "9999_alters_every_guarded_table"
MIGRATION = """
    from django.db import migrations, models

    class Migration(migrations.Migration):
        dependencies = [{dependency!r}]
        operations = [{operations}]
"""
# A constraint and a wider column: on SQLite each makes the table anew, and its triggers go with the old one.
OPERATION = """
            migrations.AddConstraint({model!r}, models.CheckConstraint(
                condition=models.Q(id__gt=0), name="tried_{name}")),
            migrations.AddField({model!r}, "tried", models.CharField(max_length=10, default="", blank=True)),
            migrations.AlterField({model!r}, "tried", models.CharField(max_length=90, default="x", blank=True)),
"""


# A package with the app's own migrations and one more.
PACKAGE = """
    from {package} import __path__ as own

    __path__ += list(own)
"""


@pytest.fixture
def a_release_later(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """A migration of each app with a guarded table, altering all of its own; gives what each is migrated back to."""
    leaves = dict(MigrationLoader(connection).graph.leaf_nodes())
    labels = sorted({model._meta.app_label for model in ALL})
    for label in labels:
        own = [model for model in ALL if model._meta.app_label == label]
        operations = "".join(
            OPERATION.format(model=model._meta.model_name, name=model._meta.db_table[-20:]) for model in own
        )
        folder = tmp_path / f"later_{label}"
        folder.mkdir()
        package = f"{apps.get_app_config(label).name}.migrations"
        (folder / "__init__.py").write_text(dedent(PACKAGE).format(package=package), encoding="utf-8")
        text = dedent(MIGRATION).format(dependency=(label, leaves[label]), operations=operations)
        (folder / f"{NUMBER}.py").write_text(text, encoding="utf-8")
    settings.MIGRATION_MODULES = {label: f"later_{label}" for label in labels}
    monkeypatch.syspath_prepend(tmp_path)
    return [(label, leaves[label]) for label in labels]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_alters_every_guarded_table_leaves_the_freeze_standing(
    a_release_later: list[tuple[str, str]],
) -> None:
    frozen = make_rows()
    version = PlanVersion.objects.get(pk=frozen[PlanVersion].pk)
    try:
        call_command("migrate", verbosity=0)
        table = PlanVersion._meta.db_table
        assert sql(f'SELECT tried FROM "{table}" WHERE id = {version.pk}') == [("",)], "the migration has run"
        assert triggers.missing() == []
        for model in GUARDED:
            stands(model, frozen[model])
        if connection.vendor == "postgresql":
            for model in ALL:
                assert is_refused(f'TRUNCATE "{model._meta.db_table}" CASCADE'), model
        call_command("verify_fingerprints", verbosity=0)
    finally:
        for label, name in a_release_later:
            call_command("migrate", label, name, verbosity=0)
    assert triggers.missing() == []
    for model in GUARDED:
        stands(model, frozen[model])
    version.refresh_from_db()
    assert version.fingerprint
