"""Swedish numerals and forms, and money with its sign."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goals.comparison_budget import AmountChange
from goals.views.comparison_words import FOCUS, LEVEL, TARGET, counted, numeral, signed_percent, tkr_difference


@pytest.mark.parametrize(
    ("number", "noun", "what", "expected"),
    [
        (1, LEVEL, "raised", "en ambitionsnivå höjd"),
        (3, LEVEL, "raised", "tre ambitionsnivåer höjda"),
        (12, LEVEL, "lowered", "tolv ambitionsnivåer sänkta"),
        (13, LEVEL, "changed", "13 ambitionsnivåer ändrade"),
        (1, FOCUS, "new", "ett nytt fokusområde"),
        (2, FOCUS, "new", "två nya fokusområden"),
        (1, FOCUS, "removed", "ett fokusområde borttaget"),
        (1, TARGET, "moved", "ett finansiellt mål flyttat"),
        (2, TARGET, "removed", "två finansiella mål borttagna"),
    ],
)
def test_parts_are_counted_in_words(number, noun, what, expected):
    assert counted(number, noun, what) == expected


def test_numerals_end_with_twelve():
    assert [numeral(n) for n in (0, 1, 2, 12, 13)] == ["noll", "en", "två", "tolv", "13"]
    assert numeral(1, is_neuter=True) == "ett"


@pytest.mark.parametrize(
    ("kronor", "expected"),
    [(1_000_000, "+1\u00a0000\u00a0tkr"), (-4_200_000, "\u22124\u00a0200\u00a0tkr"), (500, "+0,5\u00a0tkr"),
     (0, "0\u00a0tkr")],
)  # fmt: skip
def test_money_has_its_sign(kronor, expected):
    assert tkr_difference(kronor) == expected


def test_percent_is_of_what_was():
    assert AmountChange(200, 210).percent == Decimal(5)
    assert AmountChange(-200, -210).percent == Decimal(-5)
    assert AmountChange(0, 210).percent is None
    assert AmountChange(None, 210).difference is None
    assert signed_percent(Decimal("4.25")) == "+4,3\u00a0%"
    assert signed_percent(Decimal("-0.04")) == "0,0\u00a0%"
