"""SQLite's own ways around a trigger, through the portal's connection and through one that knows nothing of it."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import IntegrityError

from goals import parts
from goals.models import Body, DecisionItem, LongTermGoal, Plan, PlanVersion
from kpis.models import Kpi, KpiValue
from tests import factories
from tests.goals.attacks import bare_sqlite, column_names, copied_columns, refused, rows, sql

pytestmark = [pytest.mark.sqlite_only, pytest.mark.django_db(transaction=True)]

SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)
HOWS = ("OR REPLACE", "OR IGNORE", "OR FAIL", "OR ROLLBACK", "OR ABORT")


@pytest.fixture
def frozen():
    return factories.PlanVersionFactory(adopted=True, full=True)


@pytest.fixture
def draft(frozen):
    return factories.PlanVersionFactory(full=True)


def attack_both(model, statement, *parameters):
    """Refused on both connections, and the table is as it was."""
    before = rows(model)
    with refused():
        sql(statement.replace("?", "%s"), *parameters)
    with bare_sqlite() as bare, pytest.raises(sqlite3.IntegrityError):
        bare.execute(statement, parameters)
    assert rows(model) == before


@SPECS
def test_no_conflict_clause_changes_a_frozen_part(spec, frozen, draft):
    theirs = spec.model._default_manager.filter(version=frozen)[0]
    mine = spec.model._default_manager.filter(version=draft)[0]
    names = column_names(spec.model)
    for how in HOWS:
        attack_both(
            spec.model,
            f"INSERT {how} INTO {spec.table} ({names}) SELECT {names} FROM {spec.table} WHERE id = ?",
            theirs.pk,
        )
        # A draft's part with the frozen one's id, and with its version and key.
        for instead in (
            {"id": str(theirs.pk)},
            {"id": "NULL", "version_id": str(frozen.pk), "key": f"'{theirs.key.hex}'"},
        ):
            chosen = copied_columns(spec.model, **instead)
            attack_both(
                spec.model,
                f"INSERT {how} INTO {spec.table} ({names}) SELECT {chosen} FROM {spec.table} WHERE id = ?",
                mine.pk,
            )
        for assignment in (
            f"id = {theirs.pk}",
            f"rowid = {theirs.pk}",
            f"version_id = {frozen.pk}",
            "version_id = 9999",
        ):
            attack_both(spec.model, f"UPDATE {how} {spec.table} SET {assignment} WHERE id = ?", mine.pk)
        attack_both(spec.model, f"UPDATE {how} {spec.table} SET key = ? WHERE id = ?", "0" * 32, theirs.pk)
    attack_both(spec.model, f"DELETE FROM {spec.table} WHERE id = ?", theirs.pk)
    attack_both(spec.model, f"DELETE FROM {spec.table}")


@SPECS
def test_an_upsert_by_id_or_by_key_changes_no_frozen_part(spec, frozen):
    part = spec.model._default_manager.filter(version=frozen)[0]
    names = column_names(spec.model)
    for target in ("id", "version_id, key"):
        attack_both(
            spec.model,
            f"INSERT INTO {spec.table} ({names}) SELECT {names} FROM {spec.table} WHERE id = ? "
            f"ON CONFLICT ({target}) DO UPDATE SET key = '{'0' * 32}'",
            part.pk,
        )


@pytest.mark.parametrize("model", [PlanVersion, DecisionItem, KpiValue])
def test_no_conflict_clause_replaces_a_frozen_or_insert_only_row(model, frozen):
    factories.KpiValueFactory()
    row = model._default_manager.all()[0]
    names, table = column_names(model), model._meta.db_table
    attack_both(model, f"INSERT OR REPLACE INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = ?", row.pk)
    # Another id, and a value that some unique constraint has already.
    chosen = copied_columns(model, id="NULL", status="'draft'", left_draft_on="NULL", published_on="NULL",
                            fingerprint="''", put_forward_as="''")  # fmt: skip
    attack_both(model, f"INSERT OR REPLACE INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = ?", row.pk)


def test_a_second_version_cannot_push_the_adopted_one_out_of_its_matter(frozen):
    other = factories.PlanVersionFactory(proposed=True, matter=frozen.matter)
    attack_both(PlanVersion, "UPDATE OR REPLACE goals_planversion SET status = 'adopted' WHERE id = ?", other.pk)


def test_an_upsert_on_the_current_value_changes_nothing():
    value = factories.KpiValueFactory(value="50")
    names = column_names(KpiValue)
    attack_both(
        KpiValue,
        f"INSERT INTO kpis_kpivalue ({names}) SELECT {copied_columns(KpiValue, id='NULL')} FROM kpis_kpivalue "
        "WHERE id = ? ON CONFLICT (kpi_id, area_id, period_kind, period_end, gender, series) WHERE known_to IS NULL "
        "DO UPDATE SET value = 99",
        value.pk,
    )


@pytest.mark.parametrize("model", [LongTermGoal, Kpi, Plan, Body])
def test_what_a_frozen_version_refers_to_is_neither_deleted_nor_replaced(model, frozen):
    """Without foreign keys the reference would dangle; with REPLACE another row would take its place."""
    table, names = model._meta.db_table, column_names(model)
    used = {
        LongTermGoal: lambda: frozen.levels.get().goal_id,
        Kpi: lambda: frozen.levels.get().kpi_id,
        Plan: lambda: frozen.plan_id,
        Body: lambda: frozen.frames.get().body_id,
    }[model]()
    attack_both(model, f"DELETE FROM {table} WHERE id = ?", used)
    attack_both(model, f"UPDATE {table} SET id = id + 1000 WHERE id = ?", used)
    for identity in ("id", "NULL"):
        chosen = copied_columns(model, id=identity)
        attack_both(model, f"INSERT OR REPLACE INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = ?", used)


def test_another_goal_cannot_push_a_goal_of_a_frozen_version_away(frozen):
    used, other = frozen.levels.get().goal, factories.LongTermGoalFactory()
    attack_both(LongTermGoal, "UPDATE OR REPLACE goals_longtermgoal SET slug = ? WHERE id = ?", used.slug, other.pk)


def test_a_temporary_table_of_the_same_name_fools_no_trigger(frozen):
    part = frozen.points.get()
    with bare_sqlite() as bare:
        bare.execute("CREATE TEMP TABLE goals_planversion (id, status)")
        bare.execute("INSERT INTO temp.goals_planversion VALUES (?, 'draft')", [frozen.pk])
        with pytest.raises(sqlite3.IntegrityError, match="har lämnat utkast"):
            bare.execute("UPDATE main.goals_decisionpoint SET text = 'annat' WHERE id = ?", [part.pk])


def test_checks_turned_off_open_no_door(frozen):
    with bare_sqlite() as bare:
        bare.execute("PRAGMA ignore_check_constraints = ON")
        for status in ("draft", "", "proposed"):
            with pytest.raises(sqlite3.IntegrityError, match=r"Statusen kan inte ändras|gäller tills det rättas"):
                bare.execute("UPDATE goals_planversion SET status = ? WHERE id = ?", [status, frozen.pk])


def test_our_own_connection_has_the_pragmas_that_make_replace_ask():
    assert sql("PRAGMA recursive_triggers") == [(1,)]
    assert sql("PRAGMA foreign_keys") == [(1,)]
    assert sql("PRAGMA journal_mode") == [("wal",)]


def test_a_plain_duplicate_is_still_an_integrity_error(frozen):
    with pytest.raises(IntegrityError):
        LongTermGoal.objects.create(
            slug=frozen.levels.get().goal.slug, name="X", body=frozen.plan.body, first_year=2022, number=99
        )
