"""A new version is a complete copy, with the keys that threads hang on."""

from __future__ import annotations

import pytest

from goals import copying, parts
from goals.models import PlanVersion
from tests import factories

pytestmark = pytest.mark.django_db

AT = factories.noon(factories.ADOPTED_ON)
SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)


@pytest.fixture
def basis():
    return factories.PlanVersionFactory(full=True, adopted=True, introduction="Inledning")


def copy(basis, **fields):
    return copying.new_draft(plan=basis.plan, name="Reviderad", basis=basis, at=AT, **fields)


@SPECS
def test_every_column_of_every_part_is_copied_but_what_the_freeze_took(spec, basis):
    draft = copy(basis)
    own = {"id", "version_id", f"{spec.parent}_id", *spec.taken_at_freeze}
    names = [field.attname for field in spec.model._meta.concrete_fields if field.attname not in own]
    assert "key" in names
    originals, copies = (
        list(spec.model._default_manager.filter(version=version).order_by("key").values(*names))
        for version in (basis, draft)
    )
    assert copies == originals
    for name in spec.taken_at_freeze:
        assert set(spec.model._default_manager.filter(version=draft).values_list(name, flat=True)) == {None}


@pytest.mark.parametrize("spec", [s for s in parts.specs() if s.parent], ids=lambda spec: spec.model.__name__)
def test_a_child_hangs_under_the_copy_of_its_own_parent(spec, basis):
    draft = copy(basis)
    for child in spec.model._default_manager.filter(version=draft).select_related(spec.parent):
        original = spec.model._default_manager.select_related(spec.parent).get(version=basis, key=child.key)
        parent = getattr(child, spec.parent)
        assert parent.version_id == draft.pk
        assert parent.key == getattr(original, spec.parent).key


def test_the_copy_is_a_draft_of_its_own_with_the_next_number(basis):
    draft = copy(basis)
    assert (draft.status, draft.basis, draft.number) == ("draft", basis, basis.number + 1)
    assert (draft.introduction, draft.matter, draft.fingerprint, draft.published_on) == ("Inledning", None, "", None)


def test_next_years_plan_can_start_from_this_years(basis):
    plan = factories.PlanFactory(year=2023)
    draft = copying.new_draft(plan=plan, name="Mål och budget 2023", basis=basis, at=AT)
    assert (draft.number, draft.plan, draft.points.count()) == (1, plan, basis.points.count())


def test_a_plan_of_another_year_takes_over_only_what_is_about_its_own_years(basis):
    earlier = copy(basis)
    for spec in (spec for spec in parts.specs() if spec.year):
        spec.model._default_manager.filter(version=earlier).delete()
    for year in (2021, 2022, 2023, 2024, 2025):
        factories.BudgetFrameFactory(version=earlier, year=year)
        factories.FinancingFactory(version=earlier, year=year)
    same = copying.new_draft(plan=basis.plan, name="Samma år", basis=earlier, at=AT)
    next_year = copying.new_draft(plan=factories.PlanFactory(year=2023), name="Nästa år", basis=earlier, at=AT)
    for spec in (spec for spec in parts.specs() if spec.year):
        years = [
            sorted(spec.model._default_manager.filter(version=version).values_list(spec.year, flat=True))
            for version in (same, next_year)
        ]
        assert years == [[2021, 2022, 2023, 2024, 2025], [2023, 2024, 2025]]


@pytest.mark.parametrize(("said", "is_example"), [(None, True), (False, False), (True, True)])
def test_an_example_is_contagious_unless_it_is_said_to_be_real(said, is_example):
    basis = factories.PlanVersionFactory(full=True, is_example=True)
    assert copy(basis, is_example=said).is_example == is_example


def test_a_copy_costs_the_same_number_of_queries_whatever_it_holds(basis, django_assert_num_queries):
    bigger = copy(basis)
    for _ in range(10):
        factories.DecisionPointFactory(version=bigger)
        factories.AmbitionLevelFactory(version=bigger)
    # Savepoint, number, its value, the version, savepoint; each kind is read and written once.
    with django_assert_num_queries(5 + 2 * len(parts.specs())):
        copy(bigger)


def test_numbers_are_not_given_twice_at_once(in_threads):
    plan = factories.PlanFactory()
    made = in_threads(*[lambda: copying.new_draft(plan=plan, name="Utkast", at=AT)] * 4)
    assert sorted(version.number for version in made) == [1, 2, 3, 4]
    assert PlanVersion.objects.count() == 4
