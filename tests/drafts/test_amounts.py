"""Money is read as Swedes write it, exactly, and never guessed at."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafts.amounts import AmountError, format_amount, parse_amount

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("4,2 mnkr", 4_200_000),
        ("4 200 tkr", 4_200_000),
        ("4200000", 4_200_000),
        ("4 200 000 kr", 4_200_000),
        ("4 200 000", 4_200_000),
        ("4,2 miljoner", 4_200_000),
        ("4,2 miljoner kronor", 4_200_000),
        ("4,2 milj. kr", 4_200_000),
        ("4.2 mnkr", 4_200_000),
        ("4,2mnkr", 4_200_000),
        ("4,2 MNKR", 4_200_000),
        ("4,2 mkr", 4_200_000),
        (f"4{NBSP}200{NBSP}tkr", 4_200_000),
        ("4\u202f200\u202ftkr", 4_200_000),
        ("4 200\u00ad tkr.", 4_200_000),
        ("1,5 mdkr", 1_500_000_000),
        ("2 miljarder kronor", 2_000_000_000),
        ("−300 tkr", -300_000),
        ("-300 tkr", -300_000),
        ("– 300 tkr", -300_000),
        ("+1 000 tkr", 1_000_000),
        ("-1500000", -1_500_000),
        ("4 200 kr", 4_200),
        ("1 krona", 1),
        ("4 200:-", 4_200),
        ("4,200 mnkr", 4_200_000),
        ("0", 0),
        ("0 tkr", 0),
        ("-0", 0),
        ("0,1235 tkr", None),
        ("123 456 789 012 345 kr", 123_456_789_012_345),
    ],
)
def test_an_amount_is_read_in_whole_kronor(text: str, kronor: int | None) -> None:
    if kronor is None:
        with pytest.raises(AmountError):
            parse_amount(text)
    else:
        assert parse_amount(text) == kronor


@pytest.mark.parametrize("text", ["", "  ", "\t\n", NBSP])
def test_nothing_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4200", f"Skriv enheten: 4{NBSP}200{NBSP}tkr eller 4{NBSP}200{NBSP}kr."),
        ("999999", f"Skriv enheten: 999{NBSP}999{NBSP}tkr eller 999{NBSP}999{NBSP}kr."),
        ("-300", f"Skriv enheten: −300{NBSP}tkr eller −300{NBSP}kr."),
        ("4,2", f"Skriv enheten: 4,2{NBSP}mnkr eller 4,2{NBSP}tkr."),
        ("0,5 kr", "Skriv hela kronor, utan ören."),
        ("1000000,5", "Skriv hela kronor, utan ören."),
        ("4,2 m€", "Enheten ”m€” går inte att läsa. Skriv kr, tkr, mnkr eller mdkr."),
        ("tkr", f"Skriv ett belopp, till exempel 4{NBSP}200{NBSP}tkr."),
        ("fyra miljoner", f"Skriv ett belopp, till exempel 4{NBSP}200{NBSP}tkr."),
        ("4e6 kr", f"Skriv ett belopp, till exempel 4{NBSP}200{NBSP}tkr."),
        ("1234567 mdkr", "Beloppet är för stort. Högst 15 siffror i kronor kan sparas."),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused_with_help(text: str, message: str) -> None:
    with pytest.raises(AmountError) as error:
        parse_amount(text)
    assert str(error.value) == message


@pytest.mark.parametrize("text", ["4.200 tkr", "4.200", "−4.200 mnkr", "4.200.000 kr", "4.200.000"])
def test_a_point_that_may_be_either_is_refused(text: str) -> None:
    with pytest.raises(AmountError) as error:
        parse_amount(text)
    assert "mellanslag" in str(error.value)


@pytest.mark.parametrize(
    ("kronor", "text"),
    [
        (4_200_000, f"4{NBSP}200{NBSP}tkr"),
        (4_200_500, f"4{NBSP}200{NBSP}500{NBSP}kr"),
        (-300_000, f"−300{NBSP}tkr"),
        (-1, f"−1{NBSP}kr"),
        (0, f"0{NBSP}tkr"),
    ],
)
def test_an_amount_is_written_exactly(kronor: int, text: str) -> None:
    assert format_amount(kronor) == text


AMOUNTS = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1), st.integers(-(10**12) + 1, 10**12 - 1).map(lambda n: n * 1000)
)


@given(AMOUNTS)
def test_what_is_written_is_read_back_as_the_same(kronor: int) -> None:
    assert parse_amount(format_amount(kronor)) == kronor


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_refused_in_words(text: str) -> None:
    try:
        kronor = parse_amount(text)
    except AmountError as error:
        message = str(error)
    else:
        assert kronor is None or abs(kronor) < 10**15
        return
    assert message.endswith(".")
