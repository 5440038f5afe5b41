"""PostgreSQL's own ways around a trigger: TRUNCATE, COPY, upserts, temporary tables, and someone who is quicker."""

from __future__ import annotations

import io
import time
import uuid

import psycopg2
import pytest
from django.db import Error, IntegrityError, ProgrammingError, connection, transaction

from goals import decisions, parts
from goals.fingerprint import fingerprint
from goals.models import Decision, DecisionPoint, PlanVersion
from kpis.models import KpiValue
from tests import factories
from tests.goals.attacks import column_names, copied_columns, refused, rows, sql

pytestmark = [pytest.mark.postgres_only, pytest.mark.django_db]

SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)


@pytest.fixture
def frozen():
    return factories.PlanVersionFactory(adopted=True, full=True)


@pytest.mark.parametrize(
    "table", ["goals_planversion", "goals_body", "kpis_kpi", "goals_matter", *(spec.table for spec in parts.specs())]
)
def test_nothing_guarded_is_truncated_not_even_through_what_it_refers_to(table, frozen):
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing that waits to be checked
    before = rows(PlanVersion)
    with refused("kan inte tömmas"):
        sql(f"TRUNCATE {table} CASCADE")
    assert rows(PlanVersion) == before


@SPECS
def test_copy_adds_no_part_to_a_frozen_version(spec, frozen):
    draft = factories.PlanVersionFactory(full=True)
    names = column_names(spec.model)
    with connection.cursor() as cursor:
        chosen = copied_columns(spec.model, id="id + 1000", version_id=str(frozen.pk), key=f"'{uuid.uuid4()}'")
        lines = io.StringIO()
        cursor.copy_expert(f"COPY (SELECT {chosen} FROM {spec.table} WHERE version_id = {draft.pk}) TO STDOUT", lines)
        lines.seek(0)
        # The driver's own call, so the driver's own error.
        with pytest.raises(psycopg2.IntegrityError, match=r"har lämnat utkast|annan version"), transaction.atomic():
            cursor.copy_expert(f"COPY {spec.table} ({names}) FROM STDIN", lines)


@SPECS
def test_upserts_and_merge_change_no_frozen_part(spec, frozen):
    part = spec.model._default_manager.filter(version=frozen)[0]
    names = column_names(spec.model)
    for target in ("id", "version_id, key"):
        with refused("har lämnat utkast"):
            sql(
                f"INSERT INTO {spec.table} ({names}) SELECT {names} FROM {spec.table} WHERE id = %s "
                f"ON CONFLICT ({target}) DO UPDATE SET key = gen_random_uuid()",
                part.pk,
            )
    with refused("har lämnat utkast"):
        sql(
            f"MERGE INTO {spec.table} t USING (SELECT %s::bigint AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE",
            part.pk,
        )
    with refused("har lämnat utkast"):
        sql(f"WITH gone AS (DELETE FROM {spec.table} RETURNING id) SELECT * FROM gone")


def test_an_upsert_on_the_current_value_changes_nothing():
    value = factories.KpiValueFactory(value="50")
    with refused("Ett värde ändras inte|känt samtidigt"):
        sql(
            f"INSERT INTO kpis_kpivalue ({column_names(KpiValue)}) SELECT {copied_columns(KpiValue, id='id + 1000')} "
            "FROM kpis_kpivalue WHERE id = %s ON CONFLICT (kpi_id, area_id, period_kind, period_end, gender, series) "
            "WHERE known_to IS NULL DO UPDATE SET value = 99",
            value.pk,
        )
    value.refresh_from_db()
    assert value.value == 50


def test_a_temporary_table_of_the_same_name_fools_no_trigger(frozen):
    part = frozen.points.get()
    sql("CREATE TEMP TABLE goals_planversion (id bigint, status text) ON COMMIT DROP")
    sql("INSERT INTO pg_temp.goals_planversion VALUES (%s, 'draft')", frozen.pk)
    with refused("har lämnat utkast"):
        sql("UPDATE goals_decisionpoint SET text = 'annat' WHERE id = %s", part.pk)
    sql("DROP TABLE pg_temp.goals_planversion")


def test_a_role_that_only_reads_and_writes_rows_cannot_take_the_triggers_away(frozen):
    """docs/adr/0002: the portal's role in production. The role that migrates owns the tables and can."""
    try:
        with transaction.atomic():
            sql("CREATE ROLE portal_rows_only")
            sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO portal_rows_only")
            sql("GRANT USAGE ON SCHEMA public TO portal_rows_only")
            sql("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO portal_rows_only")
    except ProgrammingError:
        pytest.skip("the server's role may not create roles")
    sql("SET LOCAL ROLE portal_rows_only")
    for statement in (
        "ALTER TABLE goals_decisionpoint DISABLE TRIGGER ALL",
        "DROP TRIGGER portal_decisionpoint_changed ON goals_decisionpoint",
        'DROP FUNCTION "portal_decisionpoint_changed"() CASCADE',
        "TRUNCATE goals_decisionpoint",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(Error, match=r"must be owner|permission denied"), transaction.atomic():
            sql(statement)
    with refused("har lämnat utkast"):
        sql("UPDATE goals_decisionpoint SET text = 'annat'")
    factories.KpiValueFactory()  # and what it may do, it can
    sql("RESET ROLE")


@pytest.mark.django_db(transaction=True)
def test_a_part_written_while_the_version_is_frozen_is_in_the_fingerprint_or_refused(in_threads):
    version = factories.PlanVersionFactory(full=True)
    matter = factories.MatterFactory()

    def write(text):
        def writes():
            with transaction.atomic():
                point = DecisionPoint(version_id=version.pk, number=900 + len(text), text=text)
                point.save()
                time.sleep(0.2)

        return writes

    def freeze():
        time.sleep(0.1)
        return decisions.propose(
            version=version, matter=matter, on=factories.ADOPTED_ON, by=None, at=factories.noon(factories.ADOPTED_ON)
        )

    def write_late():
        time.sleep(0.15)
        write("sist")()

    _, frozen, late = in_threads(write("först"), freeze, write_late)
    version.refresh_from_db()
    assert isinstance(frozen, PlanVersion)
    assert version.points.filter(text="först").exists()
    assert version.fingerprint == fingerprint(version)
    # Which of the two came first is chance; what is in the version is in its kontrollsumma either way.
    assert late is None or isinstance(late, IntegrityError)
    assert version.points.filter(text="sist").exists() == (late is None)


@pytest.mark.django_db(transaction=True)
def test_two_registrations_at_once_end_with_one_decision(in_threads):
    version = factories.PlanVersionFactory(proposed=True)
    meeting = factories.MeetingFactory()

    def register():
        return factories.decide(matter=version.matter, meeting=meeting, outcomes={version: "adopted"})

    results = in_threads(register, register, register)
    assert sorted(type(result).__name__ for result in results) == ["Decision", "DecisionError", "DecisionError"]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_versions_of_a_matter_adopted_at_once_end_with_one(in_threads):
    first = factories.PlanVersionFactory(proposed=True)
    second = factories.PlanVersionFactory(moved=True, matter=first.matter, plan=first.plan)
    meeting = factories.MeetingFactory()

    def adopt(version):
        return lambda: factories.decide(matter=first.matter, meeting=meeting, outcomes={version: "adopted"})

    results = in_threads(adopt(first), adopt(second))
    assert sorted(type(result).__name__ for result in results) == ["Decision", "DecisionError"]
    assert PlanVersion.objects.filter(status="adopted").count() == 1
