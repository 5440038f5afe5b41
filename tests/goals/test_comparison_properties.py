"""What holds for any sequence of edits: the comparison lists exactly the net effect, and that makes the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from goals.comparison import Row, Status, apply, compare, longest_increasing, normalised
from tests.goals.comparing import CONTAINERS, FOCUS, GOAL, KINDS, NOTE, Draft, places

TEXTS = st.sampled_from(["", "Vi läser varje dag.", "Vi läser varje kväll."])


@st.composite
def steps(draw: st.DrawFn, draft: Draft, most: int = 12) -> Draft:
    """A copy of the draft, in which some steps have been taken."""
    other = draft.copy()
    for _ in range(draw(st.integers(0, most))):
        step = draw(st.sampled_from(["add", "edit", "remove", "move", "send"]))
        movable = other.of(GOAL, FOCUS)
        if step == "add" or not other.rows:
            kind = draw(st.sampled_from(KINDS if other.of(GOAL) else KINDS[:3]))
            parent = draw(st.sampled_from(other.of(GOAL))) if kind == NOTE else None
            other.add(kind, draw(st.sampled_from(CONTAINERS)), parent, draw(TEXTS))
        elif step == "edit":
            other.edit(draw(st.sampled_from(list(other.rows))), draw(TEXTS))
        elif step == "remove":
            other.remove(draw(st.sampled_from(list(other.rows))))
        elif step == "move" and movable:
            other.move(draw(st.sampled_from(movable)), draw(st.integers(-3, 3)))
        elif step == "send" and other.of(FOCUS):
            other.send(draw(st.sampled_from(other.of(FOCUS))), draw(st.sampled_from(CONTAINERS)))
    return other


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Draft, Draft]:
    """A draft, and what became of a copy of it."""
    basis = draw(steps(Draft()))
    return basis, draw(steps(basis))


def ranked(content: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {kind: sorted(normalised(rows), key=lambda row: row.key) for kind, rows in content.items()}


def fewest_moves(before: list[UUID], after: list[UUID]) -> int:
    """By trying: how few must be lifted out for the rest to stand in their old order."""
    stayed = [key for key in after if key in before]
    for lifted in range(len(stayed) + 1):
        for kept in combinations(stayed, len(stayed) - lifted):
            if [key for key in before if key in kept] == list(kept):
                return lifted
    raise AssertionError("an empty selection is always in order")


@given(pairs())
def test_exactly_the_net_effect_of_the_edits_is_listed(pair):
    basis, other = pair
    listed = {change.row.key: change for change in compare(basis.content, other.content).changes}
    for key in basis.rows.keys() | other.rows.keys():
        statuses = set(listed[key].statuses) if key in listed else set()
        if key not in basis.rows:
            assert statuses == {Status.NEW}
        elif key not in other.rows:
            assert statuses == {Status.REMOVED}
        else:
            was, now = basis.rows[key][1], other.rows[key][1]
            assert (Status.CHANGED in statuses) == (was.fields != now.fields)
            assert statuses <= {Status.CHANGED, Status.MOVED}
            if was.place != now.place:
                assert Status.MOVED in statuses
            if was.fields != now.fields:
                assert listed[key].fields == ("text",)


@given(pairs())
def test_no_fewer_moves_explain_the_new_order(pair):
    basis, other = pair
    moved = {change.row.key for change in compare(basis.content, other.content).changes if change.is_moved}
    was, now = places(basis.content), places(other.content)
    for place, after in now.items():
        before = was.get(place, [])
        still = [key for key in after if key in before]
        assert len(moved & set(still)) == fewest_moves(before, after)
        assert [key for key in after if key in before and key not in moved] == [
            key for key in before if key in still and key not in moved
        ]


@given(pairs())
def test_what_is_listed_carried_out_on_the_basis_makes_the_other(pair):
    basis, other = pair
    assert ranked(apply(basis.content, compare(basis.content, other.content))) == ranked(other.content)


@given(pairs())
def test_the_way_back_lists_as_much_and_leads_back(pair):
    basis, other = pair
    there, back = compare(basis.content, other.content), compare(other.content, basis.content)
    assert len(there.changes) == len(back.changes) or any(change.is_moved for change in there.changes)
    assert ranked(apply(other.content, back)) == ranked(basis.content)


@given(steps(Draft()))
def test_a_content_and_its_copy_list_none(draft):
    assert not compare(draft.content, draft.copy().content)
    assert ranked(apply(draft.content, compare(draft.content, draft.content))) == ranked(draft.content)


@given(pairs())
def test_natural_identity_stands_in_for_keys_that_were_made_anew(pair):
    """The same text loaded twice: other keys throughout, and still only what people changed is listed."""
    basis, other = pair
    anew = {key: UUID(int=key.int + 10**9) for key in other.rows}
    content = {
        kind: [replace(row, key=anew[row.key], parent=anew[row.parent] if row.parent else None) for row in rows]
        for kind, rows in other.content.items()
    }
    found = compare(basis.content, content)

    def told(changes):
        return [(change.kind, change.statuses, change.fields, change.row.natural) for change in changes]

    assert told(found.changes) == told(compare(basis.content, other.content).changes)
    assert ranked(apply(basis.content, found)) == ranked(content)


@given(st.lists(st.integers(0, 9), max_size=9))
def test_the_longest_increasing_run_is_increasing_and_none_is_longer(numbers):
    kept = [numbers[at] for at in sorted(longest_increasing(numbers))]
    assert kept == sorted(set(kept))
    best = [0] * len(numbers)
    for at, number in enumerate(numbers):
        best[at] = 1 + max((best[i] for i in range(at) if numbers[i] < number), default=0)
    assert len(kept) == max(best, default=0)
