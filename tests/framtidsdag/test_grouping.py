"""Reflections brought together: each in one group at most, of its own side, whatever is done in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Reflection, ReflectionGroup, Room
from framtidsdag.situation import grouping
from framtidsdag.situation.likeness import alike
from framtidsdag.situation.situation import situation_of
from tests import factories as f

WELL, LESS = Reflection.Side.WELL, Reflection.Side.LESS_WELL


@pytest.fixture
def day(db):
    return f.RoomFactory(day__phase="situation").day


def write(day, *sides, text="Målen hänger ihop"):
    return [f.ReflectionFactory(day=day, side=side, text=f"{text} {at}").pk for at, side in enumerate(sides)]


def test_a_group_takes_its_title_or_the_first_reflections_words(day, facilitator):
    one, two, three = write(day, WELL, WELL, WELL)
    first = grouping.make(day=day, side=WELL, reflections=[one], title="  Röda   tråden ", by=facilitator)
    second = grouping.make(day=day, side=WELL, reflections=[three, two], by=facilitator)
    assert (first.title, first.order) == ("Röda tråden", 1)
    assert (second.title, second.order) == ("Målen hänger ihop 1", 2)
    assert list(second.reflections.values_list("pk", flat=True)) == [two, three]


def test_a_long_text_gives_a_short_title_and_a_hidden_one_none(day, facilitator):
    long = f.ReflectionFactory(day=day, text="Uppföljningen av budgeten " * 30)
    group = grouping.make(day=day, side=WELL, reflections=[long.pk], by=facilitator)
    assert len(group.title) <= 63
    assert group.title.endswith(" …")
    Reflection.objects.update(hidden_at="2021-09-27T10:00Z", hidden_by=facilitator, hidden_reason="Namn")
    grouping.dissolve(group=group, by=facilitator)
    assert grouping.make(day=day, side=WELL, reflections=[long.pk], by=facilitator).title == "Grupp 1"


def test_the_same_form_sent_twice_makes_one_group(day, facilitator):
    pks = write(day, WELL, WELL)
    first = grouping.make(day=day, side=WELL, reflections=pks, by=facilitator)
    assert grouping.make(day=day, side=WELL, reflections=pks, by=facilitator) == first
    assert ReflectionGroup.objects.count() == 1


@pytest.mark.parametrize(
    ("side", "chosen", "title", "words"),
    [
        (WELL, [0, 1], "", "från de två sidorna"),
        (WELL, [], "", "Kryssa för"),
        ("both", [0], "", "bra eller mindre bra"),
        (WELL, [0, 2], "", "hör inte till dagen"),
        (WELL, [0], "x" * 151, "högst 150"),
    ],
)
def test_what_cannot_be_a_group_is_refused_with_nothing_changed(day, facilitator, side, chosen, title, words):
    pks = [*write(day, WELL, LESS), f.ReflectionFactory().pk]
    texts = Room.objects.get(day=day).texts
    with pytest.raises(RoomError, match=words):
        grouping.make(day=day, side=side, reflections=[pks[at] for at in chosen], title=title, by=facilitator)
    assert not ReflectionGroup.objects.exists()
    assert Room.objects.get(day=day).texts == texts


def test_a_reflection_stays_on_its_side(day, facilitator):
    one, other = write(day, WELL, LESS)
    group = grouping.make(day=day, side=WELL, reflections=[one], by=facilitator)
    with pytest.raises(RoomError, match="den andra sidan"):
        grouping.put(day=day, reflections=[other], group=group, by=facilitator)
    with pytest.raises(RoomError, match="finns inte längre"):
        grouping.put(day=f.RoomFactory(day__phase="situation").day, reflections=[other], group=group, by=facilitator)


def test_a_day_that_is_over_is_not_grouped_any_more(day, facilitator):
    (one,) = write(day, WELL)
    group = grouping.make(day=day, side=WELL, reflections=[one], by=facilitator)
    f.in_phase(day, "processed")
    acts = [
        lambda: grouping.make(day=day, side=WELL, reflections=[one], by=facilitator),
        lambda: grouping.put(day=day, reflections=[one], group=None, by=facilitator),
        lambda: grouping.rename(group=group, title="Nytt", by=facilitator),
        lambda: grouping.shift(group=group, steps=1, by=facilitator),
        lambda: grouping.dissolve(group=group, by=facilitator),
    ]
    for act in acts:
        with pytest.raises(RoomError, match="grupperas inte mer"):
            act()


def test_groups_are_moved_among_those_of_their_side(day, facilitator):
    pks = write(day, WELL, WELL, WELL, LESS)
    made = [
        grouping.make(day=day, side=side, reflections=[pk], title=name, by=facilitator)
        for pk, side, name in zip(pks, (WELL, WELL, WELL, LESS), "abcd", strict=True)
    ]

    def names():
        return "".join(ReflectionGroup.objects.filter(side=WELL).values_list("title", flat=True))

    grouping.shift(group=made[2], steps=-1, by=facilitator)
    assert names() == "acb"
    grouping.shift(group=made[0], steps=1, by=facilitator)
    assert names() == "cab"
    grouping.shift(group=made[2], steps=-1, by=facilitator)
    assert names() == "cab"
    grouping.shift(group=made[3], steps=1, by=facilitator)
    assert ReflectionGroup.objects.get(side=LESS).order == 1


def test_writing_raises_the_texts_revision_alone(day, facilitator):
    (one,) = write(day, WELL)
    before = Room.objects.get(day=day)
    grouping.make(day=day, side=WELL, reflections=[one], by=facilitator)
    after = Room.objects.get(day=day)
    assert (after.texts, after.stage, after.marks) == (before.texts + 1, before.stage, before.marks)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["make", "put", "out", "dissolve", "rename", "up", "down"]),
        st.sampled_from([WELL, LESS]),
        st.lists(st.integers(0, 7), max_size=4),
        st.integers(0, 5),
    ),
    max_size=25,
)


@given(ACTS)
@settings(max_examples=40)
def test_any_sequence_leaves_each_reflection_in_one_group_of_its_own_side_at_most(shared_day, acts):
    day, pks, user = shared_day
    Reflection.objects.update(group=None)
    ReflectionGroup.objects.all().delete()
    for act, side, chosen, number in acts:
        groups = list(ReflectionGroup.objects.order_by("pk"))
        group = groups[number % len(groups)] if groups else None
        picked = [pks[at] for at in chosen]
        try:
            if act == "make":
                grouping.make(day=day, side=side, reflections=picked, by=user)
            elif act == "out":
                grouping.put(day=day, reflections=picked, group=None, by=user)
            elif group is None:
                continue
            elif act == "put":
                grouping.put(day=day, reflections=picked, group=group, by=user)
            elif act == "dissolve":
                grouping.dissolve(group=group, by=user)
            elif act == "rename":
                grouping.rename(group=group, title=f"Grupp {number}", by=user)
            else:
                grouping.shift(group=group, steps=-1 if act == "up" else 1, by=user)
        except RoomError:
            pass
    rows = Reflection.objects.select_related("group")
    assert all(row.group is None or (row.group.side, row.group.day_id) == (row.side, day.pk) for row in rows)
    assert sorted(row.pk for row in rows) == pks
    for column in situation_of(day):
        shown = [card.pk for group in column.groups for card in group.cards] + [card.pk for card in column.loose]
        assert sorted(shown) == [row.pk for row in rows.order_by("pk") if row.side == column.side]
        assert column.count == len(shown)


@pytest.fixture
def shared_day(db, facilitator) -> tuple[Framtidsdag, list[int], object]:
    day = f.RoomFactory(day__phase="situation").day
    return day, write(day, *[WELL, LESS] * 4), facilitator


def test_texts_on_the_same_matter_are_found_alike_by_their_stems():
    texts = {
        1: "Uppföljningen kommer för sent på året",
        2: "Vi får uppföljningar alldeles för sent",
        3: "Budgetprocessen är tydlig",
        4: "Det är bra",
    }
    found = alike(texts)
    assert found[1] == [2]
    assert found[2] == [1]
    assert 3 not in found
    assert 4 not in found


def test_what_the_room_sees_of_a_hidden_text_is_the_reason(day, facilitator):
    write(day, WELL)
    Reflection.objects.update(hidden_at="2021-09-27T10:00Z", hidden_by=facilitator, hidden_reason="Ett namn")
    (card,) = situation_of(day)[0].loose
    assert (card.text, card.hidden_reason) == ("", "Ett namn")
    assert situation_of(day, leading=True)[0].loose[0].text


def test_three_queries_at_most_whatever_the_number(day, facilitator, django_assert_max_num_queries):
    for pk in write(day, *[WELL, LESS] * 15):
        grouping.make(day=day, side=Reflection.objects.get(pk=pk).side, reflections=[pk], by=facilitator)
    with django_assert_max_num_queries(2):
        situation_of(day)
    with django_assert_max_num_queries(3):
        situation_of(day, leading=True)
