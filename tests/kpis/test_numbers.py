"""Numbers as Swedes write them: one parser, one formatter, no floats."""

import contextlib
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.numbers import (
    MINUS,
    NBSP,
    NumberError,
    decimals_of,
    format_amount,
    format_difference,
    format_number,
    format_value,
    parse_number,
    round_half_up,
)

values = st.decimals(min_value=-999_999_999, max_value=999_999_999, places=5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("79,4", "79.4"),
        ("79.4", "79.4"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1\u2007234", "1234"),
        ("−3,2", "-3.2"),
        ("-3,2", "-3.2"),
        ("\u20133,2", "-3.2"),
        ("− 3,2", "-3.2"),
        ("+7,6", "7.6"),
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        (" 22,03\r\n", "22.03"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567,8", "1234567.8"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_what_swedes_and_excel_write_is_understood(text, expected):
    assert parse_number(text) == Decimal(expected)


def test_eight_comma_three_and_eight_point_three_are_the_same_number():
    assert parse_number("8,3") == parse_number("8.3")


def test_a_single_point_is_a_decimal_sign_even_before_three_digits():
    assert parse_number("1.234") == Decimal("1.234")


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\u00a0", "abc", "NaN", "Infinity", "-inf", "1e5", "1E-7", "0x10", "1_000", "--3", "-", "+", ",", ".",
        ",5", "5,", "1.234.5", "1,2,3", "1.234.567", "1,234,567", "1.23,4", "1,23.4", "0.123,4", "1 2 3", "12 34",
        "1  234", "1 234 5", "1 234.567,8", "79,4 %", "5 kr", "1/2", "١٢٣", "\uff11\uff12", "²", "½",
        "\x00", "1\n2", "1\x002",
        "1234567890123456", "1" * 10_000, "1,0000000000000001", "'; DROP TABLE",
    ],
)  # fmt: skip
def test_ambiguous_and_hostile_text_is_refused_in_swedish(text):
    with pytest.raises(NumberError) as refused:
        parse_number(text)
    assert str(refused.value).endswith((".", "5"))
    assert len(str(refused.value)) < 120


def test_too_many_decimals_say_how_many_there_may_be():
    with pytest.raises(NumberError, match="Högst 1 decimal för det här nyckeltalet"):
        parse_number("79,45", decimals=1)
    with pytest.raises(NumberError, match="Högst 2 decimaler"):
        parse_number("79,455", decimals=2)


def test_a_point_meant_as_thousands_is_pointed_out_where_decimals_do_not_fit():
    with pytest.raises(NumberError, match=f"heltal.*skriv 1{NBSP}234"):
        parse_number("1.234", decimals=0)


def test_trailing_zeros_are_no_decimals():
    assert parse_number("79,40", decimals=1) == Decimal("79.4")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("33428", 0, f"33{NBSP}428"),
        ("999", 0, "999"),
        ("1000", None, f"1{NBSP}000"),
        ("1234567.891", None, f"1{NBSP}234{NBSP}567,891"),
        ("-3.2", 1, f"{MINUS}3,2"),
        ("79.40000", None, "79,4"),
        ("79.4", 2, "79,40"),
        ("0.05", 1, "0,1"),
        ("-0.04", 1, "0,0"),
        ("0", None, "0"),
        ("100", None, "100"),
        ("1E+3", None, f"1{NBSP}000"),
    ],
)
def test_numbers_are_written_in_swedish(value, decimals, expected):
    assert format_number(Decimal(value), decimals) == expected


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        ("79.4", "%", 1, "79,4 %"),
        ("33428", "ton", 0, "33 428 ton"),
        ("77", "plats", 0, "plats 77"),
        ("23", "plats av 290", 0, "plats 23 av 290"),
        ("8643", "antal", 0, "8 643"),
        ("8643", "antal invånare", 0, "8 643 invånare"),
        ("22.03", "kr", 2, "22,03 kr"),
        ("12.7", "mnkr", 1, "12,7 mnkr"),
        ("80", "index", 0, "80"),
        ("5957.7", "kg/person", 1, "5 957,7 kg/person"),
        ("1", "ja/nej", 0, "ja"),
        ("0", "ja/nej", 0, "nej"),
        ("2023", "årtal", 0, "2023"),
        ("5", "", 0, "5"),
    ],
)
def test_values_are_written_with_their_unit(value, unit, decimals, expected):
    assert format_value(Decimal(value), unit, decimals).replace(NBSP, " ") == expected


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "expected"),
    [
        ("7.6", "%", 1, "+7,6 procentenheter"),
        ("1", "%", 0, "+1 procentenhet"),
        ("-1.0", "%", 1, "−1,0 procentenheter"),
        ("-42", "plats", 0, "−42 platser"),
        ("1", "plats", 0, "+1 plats"),
        ("300", "ton", 0, "+300 ton"),
        ("0.04", "%", 1, "0,0 procentenheter"),
        ("-12", "antal", 0, "−12"),
    ],
)
def test_differences_have_a_sign_and_percent_differ_by_percentage_points(value, unit, decimals, expected):
    assert format_difference(Decimal(value), unit, decimals).replace(NBSP, " ") == expected


def test_amounts_have_no_sign():
    assert format_amount(Decimal("-7.6"), "%", 1) == f"7,6{NBSP}procentenheter"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("79.95", 1, "80.0"),
        ("79.94999", 1, "79.9"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.675", 2, "2.68"),
        ("7", 2, "7"),
    ],
)
def test_halves_are_rounded_up(value, decimals, expected):
    assert round_half_up(Decimal(value), decimals) == Decimal(expected)


def test_a_mean_is_rounded_from_the_exact_fraction():
    assert round_half_up(Fraction(2, 3), 2) == Decimal("0.67")


@given(values, st.integers(0, 6))
def test_rounding_is_symmetric_and_never_further_than_half_a_step(value, decimals):
    rounded = round_half_up(value, decimals)
    assert abs(Fraction(rounded) - Fraction(value)) * 2 <= Fraction(1, 10**decimals)
    assert round_half_up(value.copy_negate(), decimals) == rounded.copy_negate()


@given(values, st.integers(0, 6))
def test_the_threads_decimal_context_changes_nothing(value, decimals):
    expected = format_number(value, decimals), round_half_up(value, decimals), format_difference(value, "%", decimals)
    with localcontext(Context(prec=2)):
        actual = format_number(value, decimals), round_half_up(value, decimals), format_difference(value, "%", decimals)
    assert actual == expected


@given(values)
def test_what_the_formatter_writes_the_parser_reads(value):
    assert parse_number(format_number(value)) == value
    assert decimals_of(parse_number(format_number(value))) == decimals_of(value)


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_a_refusal_and_never_another_error(text):
    with contextlib.suppress(NumberError):
        assert parse_number(text).is_finite()
