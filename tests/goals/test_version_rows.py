"""Versions read as rows: all of it, in one query, and compared through the real copy."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from goals import copying, parts
from goals.comparison import Status, apply, compare, normalised
from goals.fingerprint import canonical
from goals.models import BudgetFrame, FocusArea, GoalStatement
from goals.version_rows import VERSION, comparison_of, contents_of
from kpis.models import AmbitionLevel, LevelException
from tests import factories

pytestmark = pytest.mark.django_db

AT = factories.noon(factories.ADOPTED_ON)


@pytest.fixture
def basis():
    return factories.PlanVersionFactory(full=True, adopted=True, introduction="Inledning", name="Juni")


def draft_on(basis, name="Juni"):
    return copying.new_draft(plan=basis.plan, name=name, basis=basis, at=AT)


def told(basis, other):
    changes = comparison_of(basis, other).changes
    return [(change.kind, *(status.label for status in change.statuses), *change.fields) for change in changes]


def test_every_field_that_people_decide_on_is_read_as_its_own_type(basis):
    content = contents_of([basis])[basis.pk]
    assert list(content) == [VERSION, *(spec.label for spec in parts.specs())]
    for spec in parts.specs():
        [row] = content[spec.label]
        part = spec.model._default_manager.get(version=basis)
        assert row.key == part.key
        named = {*row.fields, spec.position, spec.parent, *spec.taken_at_freeze}
        assert named | {name.removesuffix("_id") for name in spec.container} >= set(spec.canonical)
        for name, value in row.fields.items():
            field = spec.canonical[name].split("__")
            expected = part
            for step in field:
                expected = getattr(expected, step) if expected is not None else None
            assert value == expected
            assert type(value) is type(expected) or isinstance(value, (Decimal, int, str))


def test_a_decimal_of_fifteen_digits_is_exact(basis):
    draft = draft_on(basis)
    AmbitionLevel.objects.filter(version=draft).update(value=Decimal("1234567890.12345"))
    [level] = contents_of([draft])[draft.pk]["kpis.ambitionlevel"]
    assert level.fields["value"] == Decimal("1234567890.12345")
    assert level.fields["target_end"] == dt.date(2022, 12, 31)
    assert level.fields["every_year"] is False


def test_many_versions_are_read_in_one_query(basis, django_assert_num_queries):
    drafts = [draft_on(basis) for _ in range(3)]
    assert connection.features.supports_json_field  # a connection asks its database once what it can do with JSON
    with django_assert_num_queries(1):
        assert len(contents_of([basis, *drafts])) == 4


def test_a_copy_lists_none_even_of_what_the_freeze_took(basis):
    assert told(basis, draft_on(basis)) == []


def test_another_name_is_a_change_of_the_version_itself(basis):
    assert told(basis, draft_on(basis, "November")) == [(VERSION, "ändrad", "name")]


def test_each_edit_is_listed_once(basis):
    draft = draft_on(basis)
    GoalStatement.objects.filter(version=draft).update(summary="Alla barn ska lyckas.")
    BudgetFrame.objects.filter(version=draft).update(amount=124_456_000)
    LevelException.objects.filter(version=draft).delete()
    factories.FocusAreaFactory(version=draft, goal=FocusArea.objects.get(version=draft).goal, title="Räkning", order=0)
    assert told(basis, draft) == [
        ("goals.goalstatement", "ändrad", "summary"),
        ("goals.focusarea", "ny"),
        ("goals.budgetframe", "ändrad", "amount"),
        ("kpis.levelexception", "borttagen"),
    ]


def test_a_level_under_another_goal_has_moved_with_what_hangs_under_it(basis):
    draft = draft_on(basis)
    AmbitionLevel.objects.filter(version=draft).update(goal=factories.LongTermGoalFactory())
    assert told(basis, draft) == [("kpis.ambitionlevel", "flyttad")]


def test_a_frame_that_was_made_anew_is_the_same_frame(basis):
    draft = draft_on(basis)
    old = BudgetFrame.objects.get(version=draft)
    BudgetFrame.objects.filter(version=draft).delete()
    factories.BudgetFrameFactory(version=draft, body=old.body, year=old.year, kind=old.kind, amount=old.amount + 1000)
    assert told(basis, draft) == [("goals.budgetframe", "ändrad", "amount")]


STEPS = st.lists(st.tuples(st.sampled_from(["edit", "swap", "add", "drop", "raise"]), st.integers(0, 2)), max_size=6)


@pytest.fixture
def several():
    """A version with three of each kind that people order."""
    made = factories.PlanVersionFactory()
    goals = [factories.LongTermGoalFactory() for _ in range(3)]
    for at, goal in enumerate(goals, 1):
        factories.GoalStatementFactory(version=made, goal=goal, order=at)
        factories.AmbitionLevelFactory(version=made, goal=goal, order=1)
        for order in (1, 2, 3):
            factories.FocusAreaFactory(version=made, goal=goal, order=order, title=f"Fokus {order}")
    return made


@given(steps=STEPS)
@hypothesis_settings(max_examples=15)
def test_any_edits_of_a_real_copy_carried_out_on_the_basis_make_the_copy(several, steps):
    draft = draft_on(several, several.name)
    edited = set()
    for step, at in steps:
        focus = list(FocusArea.objects.filter(version=draft).order_by("goal", "order", "pk"))
        match step:
            case "edit":
                FocusArea.objects.filter(pk=focus[at].pk).update(text="Varje kväll.")
                edited.add(focus[at].key)
            case "swap":
                FocusArea.objects.filter(pk=focus[at].pk).update(order=focus[at].order + 2)
            case "add":
                factories.FocusAreaFactory(version=draft, goal=focus[0].goal, order=at)
            case "drop" if len(focus) > 4:
                focus[at].delete()
                edited.discard(focus[at].key)
            case "raise":
                AmbitionLevel.objects.filter(version=draft).update(value=81 + at)
    contents = contents_of([several, draft])
    before, after = contents[several.pk], contents[draft.pk]
    found = compare(before, after)
    was = {row.key for row in before["goals.focusarea"]}
    changed = {change.row.key for change in found.of("goals.focusarea") if change.is_changed}
    assert changed == edited & was
    assert len([c for c in found.of("goals.focusarea") if c.is_new]) == len(
        {row.key for row in after["goals.focusarea"]} - was
    )
    made = apply(before, found)
    for kind, rows in after.items():
        assert sorted(made[kind], key=lambda row: row.key) == sorted(normalised(rows), key=lambda row: row.key)


def test_what_lists_none_has_the_same_kontrollsumma(basis):
    draft = draft_on(basis)
    taken = {name for spec in parts.specs() for name in spec.taken_at_freeze}
    contents = [canonical(version)["parts"] for version in (basis, draft)]
    for content in contents:
        for rows in content.values():
            for row in rows:
                for name in taken:
                    row.pop(name, None)
    assert contents[0] == contents[1]
    assert not comparison_of(basis, draft)
    AmbitionLevel.objects.filter(version=draft).update(motive="Ett annat motiv.")
    [change] = comparison_of(basis, draft).changes
    assert change.statuses == (Status.CHANGED,)
