"""What people type is read as they mean it; what can be read in two ways is a fault with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.entry import (
    EntryError,
    PastedRow,
    Shape,
    State,
    expected,
    following,
    latest_ended,
    read_paste,
    read_period,
    read_state,
    read_value,
)
from kpis.numbers import format_number
from kpis.outcomes import MissingReason
from kpis.periods import Period, PeriodKind

SHARE = Shape("%", 1, PeriodKind.YEAR)
COUNT = Shape("antal", 0, PeriodKind.YEAR)
MONTHLY = Shape("%", 1, PeriodKind.MONTH)
YES_OR_NO = Shape("ja/nej", 0, PeriodKind.YEAR)
RANKING = Shape("plats", 0, PeriodKind.YEAR, is_ranking=True)


# --- One value ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [("79,4", "79.4"), ("79.4", "79.4"), (" 79,4 ", "79.4"), ("79,4 %", "79.4"), ("79,4%", "79.4"), ("−3,2", "-3.2"),
     ("-3,2", "-3.2"), ("–3,2", "-3.2"), ("1 234,5", "1234.5"), ("1\xa0234,5", "1234.5"), ("1\u202f234,5", "1234.5"),
     ("1\u2009234,5", "1234.5"), ("0", "0")],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(text: str, number: str) -> None:
    assert read_value(text, SHARE) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "shape", "words"),
    [
        ("79,45", SHARE, "Högst 1 decimal"),
        ("12,5", COUNT, "heltal"),
        ("1.234", COUNT, "tusental"),
        ("12345678901", COUNT, "för stort"),
        ("79,4 ton", SHARE, "siffror"),
        ("1e5", SHARE, "siffror"),
        ("NaN", SHARE, "siffror"),
        ("Infinity", SHARE, "siffror"),
        ("٣", SHARE, "siffror"),
        ("0", RANKING, "minst 1"),
        ("kanske", YES_OR_NO, "ja eller nej"),
    ],
)
def test_what_is_not_one_number_is_refused_in_swedish(text: str, shape: Shape, words: str) -> None:
    with pytest.raises(EntryError, match=words):
        read_value(text, shape)


@pytest.mark.parametrize(("text", "number"), [("ja", 1), ("Ja", 1), ("nej", 0), ("1", 1), ("0", 0)])
def test_yes_and_no_are_words(text: str, number: int) -> None:
    assert read_value(text, YES_OR_NO) == number


def test_a_value_or_a_reason_is_needed_but_never_both() -> None:
    assert read_state("79,4", State.PRELIMINARY, SHARE) == Decimal("79.4")
    assert read_state(" ", State.CONFIDENTIAL, SHARE) is MissingReason.CONFIDENTIAL
    with pytest.raises(EntryError, match="välj varför"):
        read_state("", State.FINAL, SHARE)
    with pytest.raises(EntryError, match="Ta bort det ena"):
        read_state("79,4", State.NOT_REPORTED, SHARE)


# --- Periods --------------------------------------------------------------------------------


def test_a_period_is_of_the_nyckeltals_own_kind_or_one_it_has_values_for() -> None:
    assert read_period("2023", SHARE) == Period.year(2023)
    with pytest.raises(EntryError, match="mäts per år, inte per månad"):
        read_period("2023-08", SHARE)
    followed_up = Shape("%", 1, PeriodKind.YEAR, frozenset({PeriodKind.DAY}))
    assert read_period("2021-08-31", followed_up) == Period.day(date(2021, 8, 31))


@pytest.mark.parametrize("text", ["", " ", "20x", "23", "2023/08", "2023-13", "2023-02-30", "9999", "x" * 500, "\x00"])
def test_an_unknown_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(EntryError, match=r"till exempel|finns inte|ligga mellan|har ingen del"):
        read_period(text, SHARE)


@pytest.mark.parametrize(
    ("kind", "on", "code"),
    [
        (PeriodKind.YEAR, date(2026, 11, 23), "2025"),
        (PeriodKind.YEAR, date(2026, 12, 31), "2026"),
        (PeriodKind.HALF_YEAR, date(2026, 6, 29), "2025-H2"),
        (PeriodKind.TERTIAL, date(2026, 9, 1), "2026-T2"),
        (PeriodKind.QUARTER, date(2026, 1, 1), "2025-K4"),
        (PeriodKind.MONTH, date(2026, 3, 30), "2026-02"),
        (PeriodKind.MONTH, date(2024, 2, 29), "2024-02"),
        (PeriodKind.DAY, date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_the_last_period_that_has_ended(kind: PeriodKind, on: date, code: str) -> None:
    assert latest_ended(kind, on).code == code


@given(kind=st.sampled_from(PeriodKind), on=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_the_last_ended_period_has_ended_and_the_next_has_not(kind: PeriodKind, on: date) -> None:
    ended = latest_ended(kind, on)

    assert ended.end <= on
    if kind is not PeriodKind.DAY:
        assert following(ended).end > on
        assert following(ended).start > ended.end


def test_the_period_waited_for_follows_on_the_latest_but_never_lies_ahead() -> None:
    on = date(2026, 11, 23)
    assert expected(PeriodKind.YEAR, Period.year(2023), on) == Period.year(2024)
    assert expected(PeriodKind.YEAR, Period.year(2025), on) == Period.year(2025)
    assert expected(PeriodKind.YEAR, None, on) == Period.year(2025)
    assert expected(PeriodKind.DAY, Period.day(date(2024, 8, 31)), on, 12) == Period.day(date(2025, 8, 31))


# --- A pasted column ------------------------------------------------------------------------


def contents(rows: list[PastedRow]) -> list[tuple[str, object]]:
    return [(row.period.code if row.period else "", row.content) for row in rows if not row.skipped and not row.faults]


def test_a_column_with_its_heading_as_excel_copies_it() -> None:
    rows = read_paste("År\tAndel\r\n2021\t77,0\r\n2022\t71,8 %\r\n2023\t79.4\r\n", SHARE)

    assert contents(rows) == [("2021", Decimal("77.0")), ("2022", Decimal("71.8")), ("2023", Decimal("79.4"))]
    assert rows[0].skipped == "Rubrik, hoppas över."


def test_values_alone_follow_on_from_the_first_period_and_a_gap_keeps_its_place() -> None:
    rows = read_paste("77\n\n71,8\n", SHARE, first=Period.year(2020))

    assert contents(rows) == [("2020", Decimal(77)), ("2022", Decimal("71.8"))]


def test_months_follow_on_each_other_over_new_year() -> None:
    rows = read_paste("1\n2\n3", MONTHLY, first=Period.month(2023, 11))

    assert [code for code, _ in contents(rows)] == ["2023-11", "2023-12", "2024-01"]


def test_a_missing_value_is_pasted_in_words() -> None:
    rows = read_paste("2021\tbortfall\n2022\tSekretess\n2023\t", SHARE)

    assert contents(rows) == [("2021", MissingReason.NOT_REPORTED), ("2022", MissingReason.CONFIDENTIAL)]
    assert rows[2].skipped == "Inget värde, hoppas över."


def test_every_fault_is_on_its_own_row_and_the_good_rows_are_read() -> None:
    rows = read_paste("2020\t77,05\n20x\t71\n2021\t77\n2021\t78\n2022\t1\t2\n77\n2023\t80", SHARE)

    assert [row.line for row in rows if row.faults] == [1, 2, 4, 5, 6]
    assert rows[3].faults == ("2021 står redan på rad 3.",)
    assert "3 kolumner" in rows[4].faults[0]
    assert "en kolumn" in rows[5].faults[0]
    assert contents(rows) == [("2021", Decimal(77)), ("2023", Decimal(80))]


def test_a_row_can_have_two_faults() -> None:
    [row] = read_paste("20x\tmycket 1", SHARE)

    assert len(row.faults) == 2


def test_values_alone_without_a_first_period_say_what_is_lacking() -> None:
    [row] = read_paste("77,4", SHARE)

    assert "Ange första perioden" in row.faults[0]


def test_an_endless_column_is_cut_with_a_fault_and_not_read_for_ever() -> None:
    rows = read_paste("\n".join(["1"] * 100_000), COUNT, first=Period.year(1800))

    assert len(rows) == 601
    assert "Högst 600 rader" in rows[-1].faults[0]


@given(
    st.dictionaries(
        st.integers(1900, 2100),
        st.decimals(min_value=-9_999_999, max_value=9_999_999, places=3, allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_what_is_shown_can_be_pasted_back_and_is_the_same(
    values: dict[int, Decimal], line_end: str, grouped: bool
) -> None:
    lines = [f"{year}\t{format_number(value, grouped=grouped)}" for year, value in values.items()]

    rows = read_paste(line_end.join(lines) + line_end, Shape("mnkr", 3, PeriodKind.YEAR))

    assert contents(rows) == [(str(year), value) for year, value in values.items()]


@given(st.text(max_size=300), st.sampled_from([SHARE, COUNT, MONTHLY, YES_OR_NO, RANKING]))
def test_no_text_whatever_makes_the_parser_fail(text: str, shape: Shape) -> None:
    for row in read_paste(text, shape, first=Period.year(2198)):
        assert row.skipped or row.faults or (row.period is not None and row.content is not None)
