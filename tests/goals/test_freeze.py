"""A version that has left utkast: nothing in it is added, changed or removed, by the ORM or by SQL.

Parametrised over the registry, so that a new kind of part is covered the day it is registered.
"""

from __future__ import annotations

import uuid

import pytest
from django.db import models

from goals import parts
from goals.fingerprint import fingerprint
from goals.models import PlanVersion
from tests import factories
from tests.goals.attacks import column_names, copied_columns, other_value, refused, rows, sql, stored

pytestmark = pytest.mark.django_db

FROZEN = "har lämnat utkast|stannar i sin version|annan version"
SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)


@pytest.fixture
def frozen():
    return factories.PlanVersionFactory(proposed=True, full=True)


@pytest.fixture
def draft():
    return factories.PlanVersionFactory(full=True)


def part_of(spec: parts.PartSpec, version: PlanVersion):
    """The part of the kind that everything else in the version hangs on: the first."""
    return spec.model._default_manager.filter(version=version).order_by("pk")[0]


def any_field(model: type[models.Model]) -> models.Field:
    """A field of the part's own, past id, version and key."""
    return next(f for f in model._meta.concrete_fields if f.name not in {"id", "version", "key"} and not f.is_relation)


# --- Parts -----------------------------------------------------------------------------------


@SPECS
def test_no_column_of_a_frozen_part_can_be_changed_by_sql(spec, frozen):
    part = part_of(spec, frozen)
    for field in spec.model._meta.concrete_fields:
        value = stored(field, other_value(field, getattr(part, field.attname)))
        with refused(FROZEN):
            sql(f'UPDATE "{spec.table}" SET "{field.column}" = %s WHERE id = %s', value, part.pk)


@SPECS
def test_a_frozen_part_cannot_be_saved(spec, frozen):
    part = part_of(spec, frozen)
    with refused(FROZEN):
        part.save()


@SPECS
def test_a_frozen_part_cannot_be_updated_in_bulk(spec, frozen):
    part = part_of(spec, frozen)
    field = next(f for f in spec.model._meta.concrete_fields if f.name not in {"id", "version", "key"})
    with refused(FROZEN):
        spec.model._default_manager.filter(pk=part.pk).update(**{field.attname: getattr(part, field.attname)})
    with refused(FROZEN):
        spec.model._default_manager.bulk_update([part], [field.name])


@SPECS
def test_a_frozen_part_cannot_be_deleted(spec, frozen):
    part = part_of(spec, frozen)
    found = spec.model._default_manager.filter(pk=part.pk)
    with refused(FROZEN):
        part.delete()
    with refused(FROZEN):
        found.delete()
    with refused(FROZEN):
        found._raw_delete(found.db)
    with refused(FROZEN):
        sql(f'DELETE FROM "{spec.table}" WHERE version_id = %s', frozen.pk)


@SPECS
def test_no_part_can_be_added_to_a_frozen_version(spec, frozen, draft):
    existing = part_of(spec, draft)
    fields = {f.attname: getattr(existing, f.attname) for f in spec.model._meta.concrete_fields if f.name != "id"}
    fields |= {"version_id": frozen.pk, "key": uuid.uuid4()}
    new = spec.model(**fields)
    with refused(FROZEN):
        new.save()
    with refused(FROZEN):
        spec.model._default_manager.bulk_create([spec.model(**fields)])
    with refused(FROZEN):
        chosen = copied_columns(spec.model, id="id + 1000", version_id=str(frozen.pk))
        sql(
            f'INSERT INTO "{spec.table}" ({column_names(spec.model)}) SELECT {chosen} FROM "{spec.table}" '
            "WHERE version_id = %s",
            draft.pk,
        )


@SPECS
def test_no_part_can_be_moved_into_or_out_of_a_version(spec, frozen, draft):
    for source, target in ((draft, frozen), (frozen, draft), (draft, factories.PlanVersionFactory())):
        with refused(FROZEN):
            spec.model._default_manager.filter(version=source).update(version=target)


@SPECS
def test_no_part_can_take_another_ones_identity(spec, frozen, draft):
    mine, theirs = part_of(spec, draft), part_of(spec, frozen)
    for statement in ("id = %s", "id = -%s"):
        with refused(FROZEN):
            sql(f'UPDATE "{spec.table}" SET {statement} WHERE id = %s', theirs.pk, mine.pk)
    with refused("behåller sin nyckel"):
        spec.model._default_manager.filter(pk=mine.pk).update(key=theirs.key)


@SPECS
def test_an_upsert_changes_no_frozen_part(spec, frozen):
    part = part_of(spec, frozen)
    before = rows(spec.model)
    field = any_field(spec.model)
    setattr(part, field.attname, other_value(field, getattr(part, field.attname)))
    part.pk = None
    with refused(FROZEN):
        spec.model._default_manager.bulk_create(
            [part], update_conflicts=True, unique_fields=["version", "key"], update_fields=[field.name]
        )
    assert rows(spec.model) == before


@SPECS
def test_a_part_in_a_draft_is_free(spec, draft):
    part = part_of(spec, draft)
    part.save()
    part.delete()
    assert not spec.model._default_manager.filter(pk=part.pk).exists()


@pytest.mark.parametrize("spec", [spec for spec in parts.specs() if spec.parent], ids=lambda spec: spec.model.__name__)
def test_a_child_stays_under_a_parent_of_its_own_version(spec, frozen, draft):
    child = part_of(spec, draft)
    parent = part_of(next(s for s in parts.specs() if s.model is spec.parent_model), frozen)
    with refused(FROZEN):
        spec.model._default_manager.filter(pk=child.pk).update(**{spec.parent: parent})
    with refused(FROZEN):
        factories.PART_FACTORIES[spec.model](version=draft, **{spec.parent: parent})


# --- The version itself ----------------------------------------------------------------------


def test_no_column_of_a_frozen_version_can_be_changed(frozen):
    for field in PlanVersion._meta.concrete_fields:
        if field.name not in {"status", "published_on"}:
            value = stored(field, other_value(field, getattr(frozen, field.attname)))
            with refused("har lämnat utkast|ändras aldrig"):
                sql(f'UPDATE "{PlanVersion._meta.db_table}" SET "{field.column}" = %s WHERE id = %s', value, frozen.pk)


def test_a_frozen_version_cannot_be_deleted_with_or_without_its_parts(frozen):
    with refused("protected foreign keys"):  # the ORM sees the version's events before the database is asked
        frozen.delete()
    with refused("protected foreign keys"):
        PlanVersion.objects.filter(pk=frozen.pk).delete()
    with refused("har lämnat utkast"):
        sql("DELETE FROM goals_planversion WHERE id = %s", frozen.pk)


def test_a_draft_can_be_deleted_with_all_its_parts(draft):
    draft.delete()
    assert not PlanVersion.objects.filter(pk=draft.pk).exists()


def test_a_version_is_born_as_a_draft(frozen):
    type(frozen.plan).objects.update(versions_made=9)
    with refused("börjar som utkast"):
        sql(
            f"INSERT INTO goals_planversion ({column_names(PlanVersion)}) SELECT "
            f"{copied_columns(PlanVersion, id='id + 1000', number='number + 1')} FROM goals_planversion WHERE id = %s",
            frozen.pk,
        )


def test_what_is_public_stays_public_from_its_day(frozen):
    PlanVersion.objects.filter(pk=frozen.pk).update(published_on="2021-06-20")
    for day in ("2021-06-19", "2021-06-21", None):
        with refused("förblir offentligt"):
            PlanVersion.objects.filter(pk=frozen.pk).update(published_on=day)


def test_a_used_number_is_never_used_again(draft):
    plan = draft.plan
    with refused("aldrig igen"):
        type(plan).objects.filter(pk=plan.pk).update(versions_made=0)
    with refused("planens räkning"):
        PlanVersion.objects.create(
            plan=plan, number=plan.versions_made + 5, name="X", created_at=factories.noon(factories.ADOPTED_ON)
        )
    draft.delete()
    assert factories.PlanVersionFactory(plan=plan).number == plan.versions_made


def test_a_frozen_version_with_an_example_in_it_is_an_example():
    version = factories.PlanVersionFactory(
        filled_by=lambda draft: factories.FocusAreaFactory(version=draft, is_example=True), proposed=True
    )
    assert version.is_example
    assert version.fingerprint == ""


def test_sql_cannot_give_a_version_with_an_example_in_it_a_fingerprint(draft):
    factories.FocusAreaFactory(version=draft, is_example=True)
    with refused("själv ett exempel"):
        PlanVersion.objects.filter(pk=draft.pk).update(
            status="proposed", put_forward_as="proposed", left_draft_on="2021-06-01", matter=factories.MatterFactory(),
            fingerprint="v1:" + "0" * 64,
        )  # fmt: skip


def test_after_every_attack_the_fingerprint_is_the_one_that_was_shown(frozen):
    assert frozen.fingerprint == fingerprint(frozen)
