"""Word by word: nothing is lost, and what a person reads as one change is one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from goals.word_diff import Kind, Run, paragraphs, word_diff

WORDS = st.lists(
    st.sampled_from(["vi", "vill", "att", "alla", "barn", "lyckas", "85", "%", "och", ",", ".", "\n", "\n\n"])
)
TEXTS = WORDS.map(" ".join) | st.text(max_size=60)


def marked(before, after):
    signs = {Kind.SAME: "{}", Kind.REMOVED: "[{}]", Kind.ADDED: "<{}>"}
    return "".join(signs[run.kind].format(run.text) for run in word_diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("minst 80 % av eleverna", "minst 85 % av eleverna", "minst [80]<85> % av eleverna"),
        ("Alla barn lyckas.", "Alla barn och unga lyckas.", "Alla barn <och unga >lyckas."),
        ("Barn läser och räknar.", "Elever skriver och räknar.", "[Barn läser]<Elever skriver> och räknar."),
        ("Alla lär och nå mål.", "Fler kan och hinna mål.", "[Alla lär och nå]<Fler kan och hinna> mål."),
        ("höja 85 nu", "sänk 85 då", "[höja]<sänk> 85 [nu]<då>"),
        ("barn- och utbildningsnämnden", "barn- och kulturnämnden", "barn- och [utbildningsnämnden]<kulturnämnden>"),
        ("Ett.\n\nTvå.", "Ett.\n\nNytt.\n\nTvå.", "Ett.\n\n<Nytt.\n\n>Två."),
        ("", "Ny text", "<Ny text>"),
        ("Borta", "", "[Borta]"),
        ("Lika", "Lika", "Lika"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_changes_are_told_as_people_read_them(before, after, expected):
    assert marked(before, after) == expected


@given(TEXTS, TEXTS)
def test_same_and_removed_make_the_old_text_and_same_and_added_the_new(before, after):
    runs = word_diff(before, after)
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == before
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == after
    assert all(run.text for run in runs)
    assert all(first.kind is not second.kind for first, second in pairwise(runs))


@given(st.sets(st.integers(0, 999), max_size=40))
@hypothesis_settings(max_examples=30)
def test_a_long_text_keeps_all_that_was_not_touched(touched):
    """A thousand words in one paragraph, every third of them "och", the others some four times each."""
    words = ["och" if at % 3 == 0 else f"ord{at * at % 409}" for at in range(1000)]
    changed = ["nytt" if at in touched else word for at, word in enumerate(words)]
    runs = word_diff(" ".join(words), " ".join(changed))
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == " ".join(words)
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == " ".join(changed)
    removed = sum(len(run.text.split()) for run in runs if run.kind is Kind.REMOVED)
    assert removed <= 3 * len(touched)


def test_twenty_thousand_signs_without_any_order_are_still_told():
    """Hostile to a difference: one word over and over, no line break."""
    before, after = "att " * 5000, "ja att " * 3000
    runs = word_diff(before, after)
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == after


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_thousands_of_short_lines_that_are_much_alike_are_told(between):
    """They were once matched line by line, which took a quarter of a minute."""
    before, after = (between.join(f"{'abc'[n * n % seed % 3]}" for n in range(7_000)) for seed in (101, 103))
    runs = word_diff(before, after)
    assert "".join(run.text for run in runs if run.kind is not Kind.ADDED) == before
    assert "".join(run.text for run in runs if run.kind is not Kind.REMOVED) == after


def test_paragraphs_are_kept_and_an_empty_one_is_none():
    runs = [Run(Kind.SAME, "Ett.\n\nTvå "), Run(Kind.ADDED, "nya.\n \n\n"), Run(Kind.SAME, "Tre\nrader.")]
    assert paragraphs(runs) == [
        [Run(Kind.SAME, "Ett.")],
        [Run(Kind.SAME, "Två "), Run(Kind.ADDED, "nya.")],
        [Run(Kind.SAME, "Tre\nrader.")],
    ]
    assert paragraphs([]) == []
