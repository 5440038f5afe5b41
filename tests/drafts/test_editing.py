"""Editing a draft: logged, never overwriting, and back again."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from drafts import editing, rows
from drafts.editing import Change, EditConflict, EditError
from drafts.models import PartEdit
from drafts.states import OWN_TEXTS
from goals import decisions
from goals.models import DecisionPoint, FocusArea, LongTermGoal
from kpis.models import AmbitionLevel, LevelBody
from tests import factories

pytestmark = pytest.mark.django_db

AT = factories.noon(factories.ADOPTED_ON - dt.timedelta(days=10))
FOCUS = "goals.focusarea"
POINT = "goals.decisionpoint"
LEVEL = "kpis.ambitionlevel"


@pytest.fixture
def writer():
    return factories.UserFactory()


@pytest.fixture
def draft():
    return factories.PlanVersionFactory()


@pytest.fixture
def focus(draft):
    return factories.FocusAreaFactory(version=draft, order=1, title="Läsning", text="Högläsning varje dag.")


def state_of(draft, label, part):
    return rows.read(draft, label, [part.key])[part.key]


def with_text(state, **fields):
    return state | {"fields": state["fields"] | fields}


def save(draft, label, part, state, *, seen=0, by=None):
    return editing.save(draft=draft, change=Change(label, state, part.key, seen), by=by, at=AT)


def test_a_change_is_saved_and_logged_with_the_state_before_and_after(draft, focus, writer):
    before = state_of(draft, FOCUS, focus)
    saved = save(draft, FOCUS, focus, with_text(before, text="Läsning hemma."), by=writer)
    focus.refresh_from_db()
    assert focus.text == "Läsning hemma."
    edit = PartEdit.objects.get()
    assert (edit.number, edit.action, edit.by, edit.before) == (1, "changed", writer, before)
    assert edit.after["fields"]["text"] == "Läsning hemma." and saved.number == 1


def test_saving_what_stands_changes_and_logs_nothing(draft, focus):
    assert save(draft, FOCUS, focus, state_of(draft, FOCUS, focus)).number == 0
    assert not PartEdit.objects.exists()


def test_two_who_change_the_same_text_both_keep_theirs(draft, focus, writer):
    base = state_of(draft, FOCUS, focus)
    other = factories.UserFactory()
    save(draft, FOCUS, focus, with_text(base, text="Den förstas ord."), by=other)
    with pytest.raises(EditConflict) as conflict:
        save(draft, FOCUS, focus, with_text(base, text="Den andras ord."), by=writer)
    assert conflict.value.theirs["fields"]["text"] == "Den förstas ord."
    assert conflict.value.mine["fields"]["text"] == "Den andras ord."
    assert conflict.value.fields == ("text",) and conflict.value.last.by == other
    focus.refresh_from_db()
    assert focus.text == "Den förstas ord."
    # Having seen both, the second one chooses.
    save(draft, FOCUS, focus, conflict.value.mine, seen=conflict.value.number, by=writer)
    focus.refresh_from_db()
    assert focus.text == "Den andras ord."
    assert [edit.after["fields"]["text"] for edit in PartEdit.objects.order_by("number")] == [
        "Den förstas ord.", "Den andras ord.",
    ]  # fmt: skip


def test_whoever_chooses_their_own_words_keeps_what_only_the_other_one_changed(draft, focus):
    base = state_of(draft, FOCUS, focus)
    save(draft, FOCUS, focus, with_text(base, title="Den förstas rubrik", text="Den förstas ord."))
    mine = with_text(base, text="Den andras ord.")
    with pytest.raises(EditConflict) as conflict:
        save(draft, FOCUS, focus, mine)
    chosen = Change(FOCUS, mine, focus.key, seen=0, over=conflict.value.number)
    editing.save(draft=draft, change=chosen, by=None, at=AT)
    focus.refresh_from_db()
    assert (focus.title, focus.text) == ("Den förstas rubrik", "Den andras ord.")


def test_what_is_saved_after_one_has_chosen_is_asked_about_again(draft, focus):
    base = state_of(draft, FOCUS, focus)
    save(draft, FOCUS, focus, with_text(base, text="Ett."))
    save(draft, FOCUS, focus, with_text(base, text="Två."), seen=1)
    chosen = Change(FOCUS, with_text(base, text="Mitt."), focus.key, seen=0, over=1)
    with pytest.raises(EditConflict) as conflict:
        editing.save(draft=draft, change=chosen, by=None, at=AT)
    assert conflict.value.theirs["fields"]["text"] == "Två." and conflict.value.number == 2


def test_two_who_change_different_fields_are_put_together(draft, focus):
    base = state_of(draft, FOCUS, focus)
    save(draft, FOCUS, focus, with_text(base, text="Ny text."))
    saved = save(draft, FOCUS, focus, with_text(base, title="Ny rubrik"))
    focus.refresh_from_db()
    assert (focus.title, focus.text) == ("Ny rubrik", "Ny text.") and saved.is_merged


def test_what_one_removes_while_another_writes_is_asked_about_and_can_be_put_back(draft, focus):
    base = state_of(draft, FOCUS, focus)
    save(draft, FOCUS, focus, None)
    with pytest.raises(EditConflict) as conflict:
        save(draft, FOCUS, focus, with_text(base, text="Mina ord."))
    assert conflict.value.theirs is None
    save(draft, FOCUS, focus, conflict.value.mine, seen=conflict.value.number)
    again = FocusArea.objects.get(version=draft)
    assert (again.key, again.text) == (focus.key, "Mina ord.")


def test_a_part_that_never_was_there_is_not_made_by_its_address(draft, focus):
    state = state_of(draft, FOCUS, focus)
    for wanted in (state, None):
        with pytest.raises(EditError, match="finns inte"):
            editing.save(draft=draft, change=Change(FOCUS, wanted, uuid.uuid4()), by=None, at=AT)


def test_going_back_to_an_earlier_state_and_to_the_copy_that_the_draft_began_as(draft, focus):
    base = state_of(draft, FOCUS, focus)
    save(draft, FOCUS, focus, with_text(base, text="Ett."))
    save(draft, FOCUS, focus, with_text(base, text="Två."), seen=1)
    for number, text in ((1, "Ett."), (0, "Högläsning varje dag."), (2, "Två.")):
        editing.restore(draft=draft, label=FOCUS, key=focus.key, number=number, by=None, at=AT)
        focus.refresh_from_db()
        assert focus.text == text
    with pytest.raises(EditError, match="ingen sådan lydelse"):
        editing.restore(draft=draft, label=FOCUS, key=focus.key, number=99, by=None, at=AT)


def test_a_removed_part_comes_back_with_its_key_and_its_children(draft):
    level = factories.AmbitionLevelFactory(version=draft)
    body = factories.LevelBodyFactory(version=draft, level=level)
    save(draft, LEVEL, level, None)
    assert not AmbitionLevel.objects.filter(version=draft).exists()
    editing.restore(draft=draft, label=LEVEL, key=level.key, number=0, by=None, at=AT)
    again = AmbitionLevel.objects.get(version=draft)
    assert again.key == level.key and again.value == level.value
    assert list(LevelBody.objects.values_list("level", "key", "body")) == [(again.pk, body.key, body.body_id)]


def test_children_are_added_changed_and_removed_with_their_part(draft):
    level = factories.AmbitionLevelFactory(version=draft)
    gone = factories.LevelBodyFactory(version=draft, level=level)
    kept = factories.LevelBodyFactory(version=draft, level=level, own_value=False)
    state = state_of(draft, LEVEL, level)
    new = factories.BodyFactory()
    rows_now = [row for row in state["children"]["kpis.levelbody"] if row["key"] != str(gone.key)]
    rows_now[0] = rows_now[0] | {"own_value": True}
    rows_now.append({"key": str(uuid.uuid4()), "body_id": new.pk, "own_value": False})
    save(draft, LEVEL, level, state | {"children": state["children"] | {"kpis.levelbody": rows_now}})
    assert set(LevelBody.objects.values_list("body", "own_value")) == {(kept.body_id, True), (new.pk, False)}


def test_a_new_part_stands_last_among_its_siblings(draft, focus):
    state = state_of(draft, FOCUS, focus)
    saved = editing.save(draft=draft, change=Change(FOCUS, with_text(state, title="Ny")), by=None, at=AT)
    assert FocusArea.objects.get(key=saved.key).order == 2


def test_moving_renumbers_and_is_one_edit(draft):
    points = [factories.DecisionPointFactory(version=draft, number=n, text=f"Punkt {n}") for n in (1, 2, 3)]
    editing.move(draft=draft, label=POINT, key=points[2].key, to=1, by=None, at=AT)
    found = DecisionPoint.objects.filter(version=draft).order_by("number").values_list("number", "text")
    assert list(found) == [(1, "Punkt 3"), (2, "Punkt 1"), (3, "Punkt 2")]
    edit = PartEdit.objects.get()
    assert (edit.action, edit.before["fields"]["position"], edit.after["fields"]["position"]) == ("moved", 3, 1)


def test_removing_closes_the_gap(draft):
    points = [factories.DecisionPointFactory(version=draft, number=n, text=f"Punkt {n}") for n in (1, 2, 3)]
    save(draft, POINT, points[0], None)
    found = DecisionPoint.objects.filter(version=draft).order_by("number").values_list("number", "text")
    assert list(found) == [(1, "Punkt 2"), (2, "Punkt 3")]


def test_a_focus_area_is_moved_to_another_goal(draft, focus):
    other = factories.FocusAreaFactory(version=draft, order=1, title="Trygghet")
    editing.move(draft=draft, label=FOCUS, key=focus.key, to=1, container={"goal_id": other.goal_id}, by=None, at=AT)
    found = FocusArea.objects.filter(goal=other.goal_id).order_by("order").values_list("title", "order")
    assert list(found) == [("Läsning", 1), ("Trygghet", 2)]


def test_a_wording_from_before_a_move_stays_where_the_part_was_moved_to(draft, focus):
    base = state_of(draft, FOCUS, focus)
    goal = LongTermGoal.objects.get(pk=factories.LongTermGoalFactory().pk)
    save(draft, FOCUS, focus, with_text(base, text="Ny."))
    editing.move(draft=draft, label=FOCUS, key=focus.key, to=1, container={"goal_id": goal.pk}, by=None, at=AT)
    editing.restore(draft=draft, label=FOCUS, key=focus.key, number=0, by=None, at=AT)
    focus.refresh_from_db()
    assert (focus.goal, focus.text) == (goal, "Högläsning varje dag.")


def test_someone_who_moved_a_part_does_not_stand_in_the_way_of_its_writer(draft, focus):
    base = state_of(draft, FOCUS, focus)
    factories.FocusAreaFactory(version=draft, goal=focus.goal, order=2)
    editing.move(draft=draft, label=FOCUS, key=focus.key, to=2, by=None, at=AT)
    save(draft, FOCUS, focus, with_text(base, text="Ny."))
    focus.refresh_from_db()
    assert (focus.text, focus.order) == ("Ny.", 2)


def test_the_versions_own_texts_are_edited_like_a_part(draft):
    own = rows.read(draft, OWN_TEXTS, [])[PartEdit.OWN_TEXTS]
    change = Change(OWN_TEXTS, with_text(own, introduction="Vi vill."), PartEdit.OWN_TEXTS)
    editing.save(draft=draft, change=change, by=None, at=AT)
    draft.refresh_from_db()
    assert draft.introduction == "Vi vill."
    editing.restore(draft=draft, label=OWN_TEXTS, key=PartEdit.OWN_TEXTS, number=0, by=None, at=AT)
    draft.refresh_from_db()
    assert draft.introduction == ""


def test_what_has_left_utkast_cannot_be_edited(draft, focus):
    state = state_of(draft, FOCUS, focus)
    decisions.move(version=draft, matter=factories.MatterFactory(), on=factories.ADOPTED_ON, by=None, at=AT)
    with pytest.raises(EditError, match="lämnat utkast"):
        save(draft, FOCUS, focus, with_text(state, text="Sent."))
    with pytest.raises(EditError, match="lämnat utkast"):
        editing.move(draft=draft, label=FOCUS, key=focus.key, to=1, by=None, at=AT)


def test_what_the_database_refuses_is_said_in_its_own_words_and_nothing_is_changed(draft):
    level = factories.AmbitionLevelFactory(version=draft)
    state = state_of(draft, LEVEL, level)
    with pytest.raises(EditError, match="Platsen är minst 1"):
        save(draft, LEVEL, level, with_text(state, kind="rank", value="0"))
    twin = factories.AmbitionLevelFactory(version=draft, goal=level.goal)
    with pytest.raises(EditError, match="redan en nivå av det slaget"):
        save(draft, LEVEL, twin, with_text(state_of(draft, LEVEL, twin), kpi_id=level.kpi_id))
    assert not PartEdit.objects.exists()


def test_several_parts_are_saved_together_or_not_at_all(draft):
    frames = [factories.BudgetFrameFactory(version=draft, year=year) for year in (2022, 2023)]
    label = "goals.budgetframe"
    states = [state_of(draft, label, frame) for frame in frames]
    changes = [
        Change(label, with_text(states[0], amount=1_000_000), frames[0].key),
        Change(label, with_text(states[1], kind="annat"), frames[1].key),
    ]
    with pytest.raises(EditError):
        editing.save_all(draft=draft, changes=changes, by=None, at=AT)
    frames[0].refresh_from_db()
    assert frames[0].amount != 1_000_000


def test_an_edit_takes_few_queries_whatever_the_drafts_size(draft, focus, django_assert_max_num_queries):
    factories.fill(draft)
    state = state_of(draft, FOCUS, focus)
    with django_assert_max_num_queries(7):  # two of them are the savepoint that a test has in place of a transaction
        save(draft, FOCUS, focus, with_text(state, text="Ny."))
