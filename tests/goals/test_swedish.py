"""Swedish order and enumeration."""

from __future__ import annotations

import pytest

from goals.swedish import enumerated, sort_key


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (("a", "b"), "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_words_are_enumerated_as_in_running_text(words, text):
    assert enumerated(words) == text


def test_swedish_letters_come_last_and_numbers_by_value():
    names = ["Örebro", "Ängelholm", "Åre", "Zinkgruvan", "Mål 10", "Mål 2", "Évry", "Eda"]
    assert sorted(names, key=sort_key) == ["Eda", "Évry", "Mål 2", "Mål 10", "Zinkgruvan", "Åre", "Ängelholm", "Örebro"]
