"""Preparing a day: made, copied, changed part by part without overwriting anyone, and removed before it begins."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from framtidsdag.control import clock, leading
from framtidsdag.control.clock import ClockError, Slot, objections, parse_clock
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Material, ParticipantGroup, ProgrammeItem, Room, Workshop
from framtidsdag.preparation import preparing
from framtidsdag.preparation.prepare_checklist import missing
from framtidsdag.preparation.prepare_rows import Row, save_groups, save_list, save_programme
from framtidsdag.preparation.prepared import FACTS, GROUPS, MATERIAL, PROGRAMME, WORKSHOPS, seen_of
from framtidsdag.preparation.preparing import SeenError
from framtidsdag.workshop import workshops
from tests import factories as f

pytestmark = pytest.mark.django_db
SEPTEMBER, LATER = dt.date(2021, 9, 27), dt.date(2022, 9, 26)
T = dt.time


def make(date: dt.date = SEPTEMBER, **more: Any) -> Framtidsdag:
    fields = {"theme": "Styrning", "form": "digital", "purpose": "Se framåt"} | more
    return preparing.create(date=date, by=None, at=timezone.now(), **fields)


@pytest.fixture
def day() -> Framtidsdag:
    return make()


# --- Made and copied --------------------------------------------------------------------------


def test_a_new_day_is_planned_and_has_a_closed_room_with_a_code_of_its_own() -> None:
    first, second = make(), make(LATER)
    assert first.phase == Framtidsdag.Phase.PLANNED
    codes = set(Room.objects.filter(day__in=(first, second)).values_list("code", flat=True))
    assert len(codes) == 2
    assert not Room.objects.filter(is_open=True).exists()


def test_the_same_form_sent_twice_makes_one_day_and_another_on_that_date_is_refused() -> None:
    assert make() == make()
    with pytest.raises(RoomError, match="redan en Framtidsdag") as refused:
        make(theme="Äldreomsorg")
    assert refused.value.field == "date"
    assert Room.objects.count() == 1


def test_a_copy_has_what_was_prepared_and_nothing_of_what_happened(day: Framtidsdag) -> None:
    save_groups(day=day, rows=[Row(None, {"name": "gruppledarna", "role": "participant", "body_id": None})])
    save_programme(day=day, rows=[
        Row(None, {"starts_at": T(9), "ends_at": T(10), "title": "Nuläge", "text": "Fika"}),
    ])  # fmt: skip
    workshops.add(day=day, goals=[f.LongTermGoalFactory()])
    Workshop.objects.filter(day=day).update(questions="Hur går det?", marks_each=7)
    Material.objects.create(
        day=day, order=1, title="Underlag", name="a.txt", content=b"a", content_type="text/plain", size=1,
        sha256="ab", added_at=timezone.now(),
    )  # fmt: skip
    f.in_phase(day, "workshop")
    f.ParticipantFactory(day=day)

    bare = make(LATER, like=day)
    assert bare.phase == "planned"
    assert [group.name for group in bare.groups.all()] == ["gruppledarna"]
    assert [(item.starts_at, item.title, item.text) for item in bare.programme.all()] == [(T(9), "Nuläge", "Fika")]
    assert [(one.questions, one.marks_each) for one in bare.workshops.all()] == [("Hur går det?", 7)]
    assert not bare.participants.exists()
    assert not bare.material.exists()
    full = make(LATER + dt.timedelta(days=1), like=day, with_material=True)
    assert [bytes(file.content) for file in full.material.all()] == [b"a"]


def test_a_day_that_was_read_in_gets_a_room_once() -> None:
    day = f.FramtidsdagFactory()
    assert preparing.make_room(day=day) == preparing.make_room(day=day)


# --- Its facts --------------------------------------------------------------------------------


def facts(day: Framtidsdag, **more: Any) -> Framtidsdag:
    fields = {"date": day.date, "theme": day.theme, "form": day.form, "purpose": day.purpose, "plan": day.plan}
    return preparing.update_facts(day=day, **fields | more)


def test_the_date_is_changed_until_someone_has_joined(day: Framtidsdag) -> None:
    assert facts(day, date=LATER).date == LATER
    day.refresh_from_db()
    f.ParticipantFactory(day=day)
    with pytest.raises(RoomError, match="Datumet") as refused:
        facts(day, date=SEPTEMBER)
    assert refused.value.field == "date"


def test_a_date_that_another_day_has_is_refused(day: Framtidsdag) -> None:
    make(LATER)
    with pytest.raises(RoomError, match="redan en Framtidsdag"):
        facts(day, date=LATER)


def test_later_only_the_purpose_is_changed(day: Framtidsdag) -> None:
    f.in_phase(day, "prioritising")
    assert facts(day, purpose="Nytt syfte").purpose == "Nytt syfte"
    day.refresh_from_db()
    with pytest.raises(RoomError, match="medan dagen planeras") as refused:
        facts(day, theme="Annat")
    assert refused.value.field == "theme"


def test_what_somebody_else_saved_is_not_overwritten_unseen(day: Framtidsdag) -> None:
    seen = seen_of(day, FACTS)
    facts(day, purpose="Den förstas")
    with pytest.raises(SeenError):
        facts(day, purpose="Den andras", seen=seen)
    day.refresh_from_db()
    assert day.purpose == "Den förstas"
    facts(day, purpose="Den andras", seen=seen_of(day, FACTS))
    day.refresh_from_db()
    assert day.purpose == "Den andras"


def test_how_one_joins_is_chosen_until_someone_has(day: Framtidsdag) -> None:
    preparing.update_joining(day=day, joining="account")
    f.ParticipantFactory(day=day)
    with pytest.raises(RoomError, match="redan gått med"):
        preparing.update_joining(day=day, joining="code")
    assert Room.objects.get(day=day).joining == "account"


# --- Rows -------------------------------------------------------------------------------------


def groups(*names: str) -> list[Row]:
    return [Row(None, {"name": name, "role": "participant", "body_id": None}) for name in names]


def test_rows_are_added_moved_and_removed_and_keep_who_they_are(day: Framtidsdag) -> None:
    save_groups(day=day, rows=groups("a", "b", "c"))
    a, b, c = ParticipantGroup.objects.filter(day=day)
    assert save_groups(day=day, rows=[Row(c.pk), Row(a.pk, {"name": "A"}), *groups("d")])
    assert list(day.groups.values_list("pk", "name")[:2]) == [(c.pk, "c"), (a.pk, "A")]
    assert [group.name for group in day.groups.all()] == ["c", "A", "d"]
    assert not ParticipantGroup.objects.filter(pk=b.pk).exists()


def test_saving_without_a_change_changes_nothing(day: Framtidsdag) -> None:
    save_groups(day=day, rows=groups("a"))
    row = day.groups.get()
    assert not save_groups(day=day, rows=[Row(row.pk, {"name": "a"})])


def test_the_same_list_sent_twice_is_stored_once_and_another_is_refused(day: Framtidsdag) -> None:
    seen = seen_of(day, GROUPS)
    save_groups(day=day, rows=groups("a"), seen=seen)
    assert not save_groups(day=day, rows=groups("a"), seen=seen)
    with pytest.raises(SeenError):
        save_groups(day=day, rows=groups("b"), seen=seen)
    assert [group.name for group in day.groups.all()] == ["a"]


def test_rows_of_another_day_are_not_touched(day: Framtidsdag) -> None:
    other = make(LATER)
    save_groups(day=other, rows=groups("deras"))
    with pytest.raises(SeenError):
        save_groups(day=day, rows=[Row(other.groups.get().pk, {"name": "min"})])
    assert other.groups.get().name == "deras"


def test_the_programme_is_kept_in_the_order_given(day: Framtidsdag) -> None:
    save_programme(day=day, rows=[
        Row(None, {"starts_at": None, "ends_at": None, "title": "Sen", "text": ""}),
        Row(None, {"starts_at": T(9), "ends_at": None, "title": "Tidig", "text": ""}),
    ], seen=seen_of(day, PROGRAMME))  # fmt: skip
    assert [item.title for item in ProgrammeItem.objects.filter(day=day)] == ["Sen", "Tidig"]


# --- Workshops --------------------------------------------------------------------------------


def test_each_goal_of_the_plan_gets_a_workshop_once() -> None:
    goal = f.LongTermGoalFactory(first_year=2022)
    f.LongTermGoalFactory(body=goal.body, first_year=2022)
    f.LongTermGoalFactory(body=f.BodyFactory(), first_year=2022)
    day = make(plan=f.PlanFactory(year=2022, body=goal.body))
    assert len(workshops.goals_without(day)) == 2
    for _ in range(2):
        workshops.add(day=day, goals=workshops.goals_of(day))
    assert Workshop.objects.filter(day=day).count() == 2
    assert not workshops.goals_without(day)


def test_questions_and_marks_change_only_while_they_may(day: Framtidsdag) -> None:
    workshops.add(day=day, goals=[f.LongTermGoalFactory()])
    row = Workshop.objects.get(day=day)
    save_list(day=day, part=WORKSHOPS, rows=[Row(row.pk, {"questions": "Varför?", "marks_each": 3})])
    f.in_phase(day, "prioritising")
    with pytest.raises(RoomError, match="Frågorna"):
        save_list(day=day, part=WORKSHOPS, rows=[Row(row.pk, {"questions": "Hur?"})])
    save_list(day=day, part=WORKSHOPS, rows=[Row(row.pk, {"marks_each": 4})])
    f.in_phase(day, "processing")
    with pytest.raises(RoomError, match="markeringar"):
        save_list(day=day, part=WORKSHOPS, rows=[Row(row.pk, {"marks_each": 5})])
    with pytest.raises(RoomError, match="Inga fler"):
        workshops.add(day=day, goals=[f.LongTermGoalFactory()])


def test_marks_that_are_placed_are_not_taken_back_by_a_smaller_number() -> None:
    mark = f.MarkFactory(slot=5)
    with pytest.raises(RoomError, match="redan lagt fler"):
        save_list(day=mark.workshop.day, part=WORKSHOPS, rows=[Row(mark.workshop.pk, {"marks_each": 4})])


def test_a_workshop_is_removed_while_nothing_is_written_in_it() -> None:
    written = f.KpiProposalFactory().workshop
    empty = f.WorkshopFactory(day=written.day)
    assert workshops.removable(written.day) == {empty.pk}
    workshops.remove(day=written.day, pk=empty.pk)
    with pytest.raises(RoomError, match="tas inte bort"):
        workshops.remove(day=written.day, pk=written.pk)
    with pytest.raises(RoomError, match="finns inte"):
        workshops.remove(day=make(LATER), pk=written.pk)


# --- Removed, and what is missing -------------------------------------------------------------


def test_a_planned_day_is_removed_whole(day: Framtidsdag) -> None:
    workshops.add(day=day, goals=[f.LongTermGoalFactory()])
    save_groups(day=day, rows=groups("a"))
    preparing.remove(day=day)
    assert not Framtidsdag.objects.exists()
    assert not Room.objects.exists()


@pytest.mark.parametrize("happened", ["begun", "joined", "assigned"])
def test_a_day_where_something_happened_is_kept(day: Framtidsdag, happened: str) -> None:
    if happened == "begun":
        f.in_phase(day, "situation")
    elif happened == "joined":
        f.ParticipantFactory(day=day)
    else:
        f.AssignmentFactory(day=day)
    with pytest.raises(RoomError, match="Bara en planerad dag"):
        preparing.remove(day=day)
    assert Framtidsdag.objects.filter(pk=day.pk).exists()


def test_what_is_missing_is_told_and_then_not() -> None:
    day = make(form="unknown", purpose="")
    assert [one.part for one in missing(day)] == [FACTS, FACTS, FACTS, GROUPS, PROGRAMME, WORKSHOPS]
    goal = f.LongTermGoalFactory(first_year=2022)
    plan = f.PlanFactory(year=2022, body=goal.body)
    full = make(LATER, plan=plan)
    save_groups(day=full, rows=groups("a"))
    save_programme(day=full, rows=[Row(None, {"starts_at": T(9), "ends_at": None, "title": "Start", "text": ""})])
    workshops.add(day=full, goals=[goal])
    assert [one.text for one in missing(full)] == ["En workshop har inga frågor."]
    Workshop.objects.update(questions="Varför?")
    assert missing(full) == []


def test_files_are_ordered_by_their_list(day: Framtidsdag) -> None:
    for order, name in enumerate(("a", "b"), start=1):
        Material.objects.create(
            day=day, order=order, title=name, name=f"{name}.txt", content=b"x", content_type="text/plain", size=1,
            sha256=name, added_at=timezone.now(),
        )  # fmt: skip
    a, b = Material.objects.filter(day=day)
    save_list(day=day, part=MATERIAL, rows=[Row(b.pk, {"title": "B"}), Row(a.pk, {"title": "a"})])
    assert [file.title for file in Material.objects.filter(day=day)] == ["B", "a"]
    with pytest.raises(SeenError):
        save_list(day=day, part=MATERIAL, rows=[Row(b.pk)])


def test_a_new_code_is_another(day: Framtidsdag) -> None:
    before = Room.objects.get(day=day).code
    assert leading.new_code(day=day) != before


# --- Times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9.00", T(9)), ("09:00", T(9)), ("9", T(9)), ("kl 9", T(9)), ("kl. 13.30", T(13, 30)), ("0915", T(9, 15)),
        ("9,45", T(9, 45)), (" 9 . 15 ", T(9, 15)), ("0", T(0)), ("23.59", T(23, 59)), ("", None), ("  ", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_type_them(typed: str, time: dt.time | None) -> None:
    assert parse_clock(typed) == time


@pytest.mark.parametrize("typed", ["24.00", "9.60", "nio", "9.5", "-1", "9.00.00", "99"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ClockError):
        parse_clock(typed)


@given(st.times())
def test_a_time_that_is_shown_is_read_again(time: dt.time) -> None:
    assert parse_clock(clock.clock_words(time)) == time.replace(second=0, microsecond=0)


def test_gaps_overlaps_and_the_wrong_order_are_told() -> None:
    good = [Slot("A", T(9), T(10)), Slot("B", T(10), T(11)), Slot("Paus", None, None), Slot("C", T(11), None)]
    assert objections(good) == []
    told = objections(
        [Slot("A", T(9), T(10)), Slot("B", T(9, 30), T(11)), Slot("C", T(12), None), Slot("D", T(8), None)]
    )
    assert "innan ”A” slutar 10.00" in told[0]
    assert "står inget" in told[1]
    assert "före ”C”" in told[2]
