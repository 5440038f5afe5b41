"""Two who write at once, each on a connection of its own: nothing is lost, and nothing lands after the freeze."""

from __future__ import annotations

from typing import Any

import pytest

from drafts import commenting, editing, groups, making
from drafts.commenting import CommentError
from drafts.editing import Change, EditConflict, EditError, Saved
from drafts.groups import GroupError
from drafts.models import Comment, PartEdit
from goals import decisions
from goals.decisions import DecisionError
from goals.fingerprint import fingerprint
from goals.models import PlanVersion
from tests import factories

pytestmark = pytest.mark.usefixtures("transactional_db", "clock")

AT = factories.noon(factories.ADOPTED_ON)
FOCUS = "goals.focusarea"


def write(draft: PlanVersion, key: Any = None, seen: int = 0, **fields: Any) -> Any:
    """A writer of the focus area, or of a new one, to be run in a thread."""
    if key is None:
        goal = draft.focus_areas.earliest("pk").goal_id
        fields = {"goal_id": goal, "title": "Nytt", "text": "", "is_example": False} | fields
    change = Change(FOCUS, {"fields": fields} if fields else None, key, seen)
    return lambda: editing.save(draft=draft, change=change, by=None, at=AT)


def places(draft: PlanVersion) -> list[int]:
    return list(draft.focus_areas.order_by("order").values_list("order", flat=True))


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_those_who_change_one_field_one_is_saved_and_the_others_see_both(draft, in_threads):
    key = draft.focus_areas.get().key
    results = in_threads(*(write(draft, key, title=title) for title in "ABC"))
    assert kinds(results) == ["EditConflict", "EditConflict", "Saved"]
    kept = draft.focus_areas.get().title
    conflicts = [result for result in results if isinstance(result, EditConflict)]
    assert {kept, *(found.mine["fields"]["title"] for found in conflicts)} == set("ABC")
    assert all(found.theirs["fields"]["title"] == kept for found in conflicts)


def test_who_changes_and_who_removes_do_not_overwrite_each_other(draft, in_threads):
    key = draft.focus_areas.get().key
    assert kinds(in_threads(write(draft, key, title="Kvar"), write(draft, key))) == ["EditConflict", "Saved"]
    assert PartEdit.objects.count() == 1


def test_places_stay_one_to_n_whoever_adds_moves_removes_and_restores(draft, in_threads):
    keys = [write(draft)().key for _ in range(4)]
    write(draft, keys[3], 1, title="Ändrat")()
    results = in_threads(
        write(draft),
        write(draft, keys[0], 1),
        lambda: editing.move(draft=draft, label=FOCUS, key=keys[1], to=1, by=None, at=AT),
        lambda: editing.move(draft=draft, label=FOCUS, key=keys[2], to=5, by=None, at=AT),
        lambda: editing.restore(draft=draft, label=FOCUS, key=keys[3], number=1, by=None, at=AT),
    )
    assert all(isinstance(result, Saved) for result in results)
    assert places(draft) == [1, 2, 3, 4, 5]


def test_an_edit_lands_whole_before_the_freeze_or_is_refused(draft, member, in_threads):
    focus, matter = draft.focus_areas.get(), factories.MatterFactory()
    moved, *results = in_threads(
        lambda: decisions.move(version=draft, matter=matter, on=factories.ADOPTED_ON, by=None, at=AT),
        write(draft, focus.key, title="I sista stund"),
        lambda: commenting.write(draft=draft, kind=FOCUS, key=focus.key, text="Hann jag?", by=member, at=AT),
    )
    assert moved.status == "moved"
    assert [type(r) for r in results] in ([a, b] for a in (Saved, EditError) for b in (Comment, CommentError))
    focus.refresh_from_db()
    draft.refresh_from_db()
    assert (focus.title == "I sista stund") is isinstance(results[0], Saved)
    assert fingerprint(draft) == draft.fingerprint


def test_a_draft_is_laid_down_or_moved_but_not_both(draft, in_threads):
    matter = factories.MatterFactory()
    results = in_threads(
        lambda: decisions.move(version=draft, matter=matter, on=factories.ADOPTED_ON, by=None, at=AT),
        lambda: groups.withdraw(draft=draft, by=None, at=AT),
    )
    assert sum(isinstance(result, DecisionError | GroupError) for result in results) <= 1
    assert PlanVersion.objects.get(pk=draft.pk).status in ("moved", "withdrawn")


def test_an_official_is_invited_once_and_a_thread_is_closed_once(draft, member, colleague, in_threads):
    official, focus = factories.UserFactory(officer=True), draft.focus_areas.get()
    both = (member, colleague)
    results = in_threads(
        *(lambda by=by: groups.invite(draft=draft, user=official, by=by, at=AT) for by in both)  # type: ignore[misc]
    )
    assert kinds(results) == ["DraftInvitation", "GroupError"]
    first = commenting.write(draft=draft, kind=FOCUS, key=focus.key, text="Ska det stå så?", by=member, at=AT)
    found = [Comment.objects.get(pk=first.pk) for _ in both]
    assert in_threads(*(lambda c=c: commenting.close(comment=c, by=member, at=AT) for c in found)) == [None, None]  # type: ignore[misc]


def test_drafts_made_at_once_have_numbers_of_their_own(draft, member, in_threads):
    def make(year: int) -> PlanVersion:
        start = making.start_from_version(member, factories.ADOPTED_ON, draft.basis_id)
        assert start is not None
        return making.make(start=start, group=draft.group, year=year, name="", by=member, at=AT)

    made = in_threads(lambda: make(2022), lambda: make(2022), lambda: make(2023), lambda: make(2023))
    numbers = sorted((version.plan.year, version.number) for version in made)
    assert numbers == [(2022, 3), (2022, 4), (2023, 1), (2023, 2)]
