"""Making, dropping, missing and keeping the triggers themselves."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from goals import checks, triggers
from goals.models import DecisionPoint
from goals.triggers import install, postgresql, sqlite
from goals.triggers.conditions import clash
from goals.triggers.rules import guarded_tables, rules
from tests import factories
from tests.goals.attacks import refused, sql

LEAVES = [("goals", None), ("kpis", None), ("framtidsdag", None), ("kungsor_portal", None)]


def drop_one():
    sql(install._engine(connection).drops(["portal_decisionpoint_changed"])[0])


@pytest.mark.django_db
def test_a_dropped_trigger_is_missed_by_name_by_the_check_and_healed_by_migrate():
    drop_one()
    assert triggers.missing() == ["portal_decisionpoint_changed"]
    (error,) = checks.triggers_stand(databases=["default"])
    assert error.id == "goals.E001"
    assert "portal_decisionpoint_changed" in error.msg
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    assert checks.triggers_stand(databases=["default"]) == []


@pytest.mark.django_db
def test_a_trigger_that_says_something_else_than_the_code_is_missed_too():
    drop_one()
    if connection.vendor == "sqlite":
        sql(
            "CREATE TRIGGER portal_decisionpoint_changed BEFORE UPDATE ON goals_decisionpoint WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    else:
        sql(
            "CREATE FUNCTION portal_decisionpoint_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        )
        sql(
            "CREATE TRIGGER portal_decisionpoint_changed BEFORE UPDATE ON goals_decisionpoint FOR EACH ROW "
            "EXECUTE FUNCTION portal_decisionpoint_changed()"
        )
    assert triggers.missing() == ["portal_decisionpoint_changed"]
    triggers.create()
    assert triggers.missing() == []


@pytest.mark.django_db
@pytest.mark.postgres_only
@pytest.mark.parametrize("state", ["DISABLE", "ENABLE REPLICA"])
def test_a_trigger_that_does_not_fire_is_missed(state):
    factories.DecisionPointFactory()
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(f"ALTER TABLE goals_decisionpoint {state} TRIGGER portal_decisionpoint_changed")
    assert triggers.missing() == ["portal_decisionpoint_changed"]


@pytest.mark.django_db
def test_looking_for_missing_ones_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        triggers.missing()


@pytest.mark.django_db
def test_migrate_is_not_stopped_by_what_it_is_to_mend(monkeypatch):
    drop_one()
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    assert checks.triggers_stand(databases=["default"]) == []


@pytest.mark.django_db
def test_paused_puts_them_back_whatever_happens():
    def fails():
        assert install.installed() == {}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), triggers.paused():
        fails()
    assert triggers.missing() == []


@pytest.mark.parametrize("engine", [sqlite, postgresql])
def test_names_are_unique_and_short_enough_for_both(engine):
    names = [trigger.name for trigger in engine.statements()]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63


def test_both_engines_have_every_rule_but_those_for_replace():
    on_both = {f"portal_{rule.name}" for rule in rules() if not rule.sqlite_only}
    alone = {rule.name for rule in rules() if rule.sqlite_only}
    assert on_both <= {t.name for t in sqlite.statements()} & {t.name for t in postgresql.statements()}
    assert all("_replaced_" in name or (name.startswith("pin_") and name.endswith("_removed")) for name in alone)


def test_every_guarded_table_exists():
    tables = {model._meta.db_table for model in apps.get_models()}
    assert set(guarded_tables()) <= tables


@pytest.mark.parametrize(
    "condition",
    [models.Q(number__gt=1), ~models.Q(text="x"), models.Q(models.Q(text="x"), number=1), models.Q(number=1)],
)
def test_a_partial_constraint_that_triggers_cannot_repeat_is_not_passed_over(condition, monkeypatch):
    constraint = models.UniqueConstraint(fields=["number"], condition=condition, name="x")
    monkeypatch.setattr(DecisionPoint._meta, "constraints", [constraint])
    with pytest.raises(ValueError, match="shape that triggers can repeat"):
        clash(DecisionPoint)


# --- Migrations ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_from_zero_and_back_and_forth():
    """Every migration can be undone, and whatever stands half-way has the triggers that its tables can have."""
    try:
        for app in ("framtidsdag", "kpis"):
            call_command("migrate", app, "zero", verbosity=0)
            with connection.cursor() as cursor:
                tables = set(connection.introspection.table_names(cursor))
            standing = install.installed()
            expected = {t.name for t in install.expected() if tables.issuperset(t.tables)}
            assert set(standing) == expected
        call_command("migrate", "kungsor_portal", "0001", verbosity=0)
        call_command("migrate", "goals", "zero", verbosity=0)
        assert install.installed() == {}
    finally:
        call_command("migrate", verbosity=0)
    assert triggers.missing() == []
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_a_table_leaves_the_freeze_standing():
    """SQLite makes the table anew for a changed column, and forgets its triggers."""
    version = factories.PlanVersionFactory(full=True, proposed=True)
    field = DecisionPoint._meta.get_field("text")
    wider = models.CharField(max_length=9000)
    wider.set_attributes_from_name("text")
    install.before_migration(plan=["something"], using="default")
    with connection.schema_editor() as editor:
        editor.alter_field(DecisionPoint, field, wider)
    with connection.schema_editor() as editor:
        editor.alter_field(DecisionPoint, wider, field)
    install.after_migration(using="default")
    assert triggers.missing() == []
    with refused("har lämnat utkast"):
        version.points.update(text="annat")
