"""What frozen content and decisions refer to keeps its id and the name that the kontrollsumma is written with."""

from __future__ import annotations

import uuid

import pytest
from django.db.models import ProtectedError

from goals.fingerprint import fingerprint
from goals.models import Body, BudgetNeed, Framework, FrameworkGoal, LongTermGoal, Matter, Outlook, Plan
from goals.triggers.pins import _pins
from kpis.models import Area, Kpi
from tests import factories
from tests.goals.attacks import refused

pytestmark = pytest.mark.django_db

WORDS = "behåller sin beteckning"
NAMES = [
    (LongTermGoal, "slug", "annat"), (Body, "slug", "annan"), (Plan, "year", 2031), (Framework, "slug", "annat"),
    (FrameworkGoal, "number", 99), (Kpi, "code", "X1"), (Area, "code", "X1"),
    (BudgetNeed, "key", uuid.UUID(int=1)), (Outlook, "key", uuid.UUID(int=1)),
]  # fmt: skip
OTHER_TEXTS = [
    (LongTermGoal, {"name": "Annat", "colour": "#112233"}), (Body, {"name": "annan nämnd"}), (Plan, {"title": "Annan"}),
    (Framework, {"name": "Annat"}), (FrameworkGoal, {"title": "Annat"}),
    (Kpi, {"title": "Annan", "unit": "antal", "definition": "Annan", "slug": "annan"}), (Area, {"name": "Annan"}),
    (BudgetNeed, {"title": "Annat", "rank": 9, "amount_first": 0}), (Outlook, {"title": "Annan", "area": "law"}),
]  # fmt: skip


def content(draft):
    factories.fill(draft)
    factories.AmbitionLevelFactory(version=draft, better_than=True)
    factories.InputAnswerFactory(version=draft, need=None, outlook=factories.OutlookFactory())


@pytest.fixture
def frozen():
    return factories.PlanVersionFactory(filled_by=content, adopted=True)


def used(model, version):
    """The row of the model that the version refers to."""
    level = version.levels.get(kind="better_than")
    origin = version.statements.get().origins.get()
    return {
        LongTermGoal: level.goal, Kpi: level.kpi, Area: level.compared_with, Plan: version.plan,
        Body: version.frames.get().body, FrameworkGoal: origin.framework_goal,
        Framework: origin.framework_goal.framework, Matter: version.matter,
        BudgetNeed: version.answers.get(need__isnull=False).need,
        Outlook: version.answers.get(outlook__isnull=False).outlook,
    }[model]  # fmt: skip


def test_what_is_pinned_follows_from_the_canonical_paths():
    pinned = {(pin.model, column) for pin in _pins().values() for column in pin.columns - {"id"}}
    assert pinned == {(model, name) for model, name, _ in NAMES} | {(FrameworkGoal, "framework_id"), (Plan, "body_id")}


@pytest.mark.parametrize(("model", "name", "value"), NAMES)
def test_a_name_that_frozen_content_is_written_with_is_never_changed(model, name, value, frozen):
    row = used(model, frozen)
    with refused(WORDS):
        model._default_manager.filter(pk=row.pk).update(**{name: value})
    setattr(row, name, value)
    with refused(WORDS):
        row.save()


@pytest.mark.parametrize(("model", "name", "value"), NAMES)
def test_until_then_it_is_free(model, name, value):
    draft = factories.PlanVersionFactory(filled_by=content)
    assert model._default_manager.filter(pk=used(model, draft).pk).update(**{name: value}) == 1


@pytest.mark.parametrize(("model", "texts"), OTHER_TEXTS)
def test_what_people_read_may_change_and_the_kontrollsumma_holds(model, texts, frozen):
    model._default_manager.filter(pk=used(model, frozen).pk).update(**texts)
    assert fingerprint(frozen) == frozen.fingerprint


def test_new_members_of_a_group_leave_the_frozen_level_as_it_was(frozen):
    level = frozen.levels.get(kind="better_than")
    level.compared_with.members.add(factories.AreaFactory())
    assert level.kpi_snapshot["group"]["members"] == []
    assert fingerprint(frozen) == frozen.fingerprint


@pytest.mark.parametrize("model", [model for model, *_ in NAMES] + [Matter])
def test_it_is_not_deleted(model, frozen):
    row = used(model, frozen)
    with pytest.raises(ProtectedError):
        row.delete()


@pytest.mark.parametrize("model", [model for model, *_ in NAMES] + [Matter])
def test_it_keeps_its_id(model, frozen):
    with refused(WORDS):
        model._default_manager.filter(pk=used(model, frozen).pk).update(id=987_654)
