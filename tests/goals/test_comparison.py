"""The comparison, case by case: what counts as changed, moved, new and removed."""

from __future__ import annotations

import pytest

from goals.comparison import Status, compare
from tests.goals.comparing import FOCUS, GOAL, NOTE, ordered, row


def told(basis, other, kind=FOCUS):
    """Key and statuses of every change."""
    found = compare({kind: basis}, {kind: other})
    return [(change.row.key.int, *(status.label for status in change.statuses)) for change in found.changes]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([1, 2, 3, 4], []),
        ([2, 3, 4], [(1, "borttagen")]),
        ([5, 1, 2, 3, 4], [(5, "ny")]),
        ([4, 1, 2, 3], [(4, "flyttad")]),
        ([2, 3, 4, 1], [(1, "flyttad")]),
        ([1, 5, 3, 4], [(5, "ny"), (2, "borttagen")]),
        ([3, 1, 5], [(3, "flyttad"), (5, "ny"), (2, "borttagen"), (4, "borttagen")]),
        ([], [(1, "borttagen"), (2, "borttagen"), (3, "borttagen"), (4, "borttagen")]),
    ],
)
def test_only_what_was_moved_has_moved(after, expected):
    found = told(ordered(1, 2, 3, 4), ordered(*after))
    if after == [3, 1, 5]:  # 3 went up or 1 went down: one of them, not both
        assert len([change for change in found if "flyttad" in change]) == 1
        return
    assert found == expected


def test_numbers_with_gaps_are_ranks_like_others():
    assert told([row(1, position=10), row(2, position=20)], [row(1, position=1), row(2, position=7)]) == []


def test_a_part_under_another_goal_has_moved_and_may_be_changed_too():
    basis = [row(1, "före", container=("skola",), position=1)]
    other = [row(1, "efter", container=("trygghet",), position=1)]
    assert told(basis, other) == [(1, "ändrad", "flyttad")]


def test_a_child_follows_its_parent_when_keys_were_made_anew():
    basis = {GOAL: [row(1, natural=("skola",))], NOTE: [row(2, natural=("not",), parent=row(1).key)]}
    other = {GOAL: [row(11, natural=("skola",))], NOTE: [row(12, natural=("not",), parent=row(11).key)]}
    assert not compare(basis, other)


def test_a_child_of_another_parent_has_moved():
    parents = [row(1), row(2)]
    basis = {GOAL: parents, NOTE: [row(3, parent=row(1).key)]}
    other = {GOAL: parents, NOTE: [row(3, parent=row(2).key)]}
    assert [change.statuses for change in compare(basis, other).changes] == [(Status.MOVED,)]


def test_the_key_goes_before_the_natural_identity():
    basis = [row(1, "a", natural=("x",)), row(2, "b", natural=("y",))]
    other = [row(1, "a", natural=("y",)), row(2, "b", natural=("x",))]
    assert told(basis, other) == []


def test_one_identity_twice_is_matched_once_each_and_where_it_stands():
    basis = [row(n, natural=("läsning",), container=(c,), position=1) for n, c in ((1, "a"), (2, "b"))]
    other = [row(n, natural=("läsning",), container=(c,), position=1) for n, c in ((12, "b"), (11, "a"))]
    assert told(basis, other) == []
    assert told(basis, other[:1]) == [(1, "borttagen")]


def test_fields_are_named_in_their_own_order_with_before_and_after():
    [change] = compare({FOCUS: [row(1, "a", value=1, same=0)]}, {FOCUS: [row(1, "b", value=2, same=0)]}).changes
    assert change.fields == ("text", "value")
    assert (change.was("value"), change.now("value")) == (1, 2)
    assert change.is_changed
    assert not (change.is_new or change.is_removed or change.is_moved)


def test_a_kind_that_only_one_of_them_knows_is_all_new_or_all_removed():
    assert [change.statuses for change in compare({}, {FOCUS: ordered(1)}).changes] == [(Status.NEW,)]
    assert [change.statuses for change in compare({FOCUS: ordered(1)}, {}).changes] == [(Status.REMOVED,)]
