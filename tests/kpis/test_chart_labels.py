"""Words on a chart: broken into lines, thinned out, and never on one another."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kpis.chart_labels import Box, Place, Room, spread, text_width, thin, wrap

heights = st.lists(st.floats(10, 60), min_size=1, max_size=8)


def test_long_names_are_broken_and_cut():
    assert wrap("Jämförbara kommuner", 90, 13) == ["Jämförbara", "kommuner"]
    lines = wrap("Kommuner som liknar kommunen i fråga om grundskola, läsåret 2023", 100, 13)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(text_width(line, 13) <= 100 for line in wrap("Donaudampfschifffahrtsgesellschaft " * 4, 100, 13))


def test_words_avoid_what_is_taken_or_are_left_out():
    room = Room(Box(0, 0, 100, 100), 14)
    above, below = Place("79,4", 50, 40), Place("79,4", 50, 70)
    assert room.place([above, below]) == above
    assert room.place([above, below]) == below
    assert room.place([above, below]) is None
    assert room.place([above, below], anyhow=True) is not None


def test_words_keep_inside_the_drawing():
    room = Room(Box(0, 0, 100, 100), 14)
    assert room.place([Place("utanför", 95, 50), Place("innanför", 95, 50, "end")]) == Place("innanför", 95, 50, "end")


def test_words_keep_off_lines():
    room = Room(Box(0, 0, 100, 100), 14)
    room.take_line([(0, 0), (100, 100)])
    assert room.place([Place("79,4", 50, 55)]) is None


@given(heights, st.data())
def test_names_beside_lines_never_overlap(sizes, data):
    wanted = sorted(data.draw(st.lists(st.floats(0, 300), min_size=len(sizes), max_size=len(sizes))))
    edges = spread(wanted, sizes, 0, 300)
    if edges is None:
        assert sum(sizes) > 300
        return
    assert edges[0] >= -0.001
    assert edges[-1] + sizes[-1] <= 300.001
    for at in range(1, len(edges)):
        assert edges[at] >= edges[at - 1] + sizes[at - 1] - 0.001


@given(st.lists(st.floats(0, 700), max_size=45, unique=True), st.floats(20, 60))
def test_labels_that_are_kept_have_room_between_them(places, width):
    places.sort()
    chosen = thin(places, [width] * len(places))
    kept = [places[at] for at in chosen]
    assert all(later - earlier >= width for earlier, later in pairwise(kept))
    assert not places or chosen[-1] == len(places) - 1
