"""Dates as Swedes write them, and what the law wants done by when. No database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.dates import LEGAL_DATES, MONTHS, next_legal_date, where_in_the_year, written

D = dt.date
DAYS = st.dates(D(1900, 1, 2), D(2198, 12, 31))


def test_a_date_is_written_out_without_zeros():
    assert written(D(2021, 11, 29)) == "29 november 2021"
    assert written(D(2022, 5, 1)) == "1 maj 2022"


@given(DAYS)
def test_a_written_date_can_be_read_back(day: dt.date):
    number, month, year = written(day).split()
    assert D(int(year), MONTHS.index(month) + 1, int(number)) == day


@pytest.mark.parametrize(
    ("on", "date", "words"),
    [
        (D(2022, 1, 1), D(2022, 4, 15), "årsredovisningen för 2021"),
        (D(2022, 4, 15), D(2022, 4, 15), "årsredovisningen för 2021"),
        (D(2022, 4, 16), D(2022, 10, 31), "budgetförslag för 2023"),
        (D(2022, 10, 31), D(2022, 10, 31), "budgetförslag för 2023"),
        (D(2022, 11, 1), D(2022, 11, 30), "budgeten för 2023"),
        (D(2022, 12, 1), D(2023, 4, 15), "årsredovisningen för 2022"),
        (D(2022, 12, 31), D(2023, 4, 15), "årsredovisningen för 2022"),
    ],
)
def test_the_next_date_of_the_law_is_told_the_day_itself_included(on: dt.date, date: dt.date, words: str):
    day, legal = next_legal_date(on)
    assert day == date and words in legal.text(day.year)


@given(DAYS)
def test_there_is_always_a_next_date_within_half_a_year(day: dt.date):
    coming, _ = next_legal_date(day)
    assert 0 <= (coming - day).days < 200


@given(DAYS)
def test_no_date_of_the_law_is_passed_over(day: dt.date):
    coming, _ = next_legal_date(day)
    between = [legal.date(year) for year in (day.year, day.year + 1) for legal in LEGAL_DATES
               if day <= legal.date(year) < coming]  # fmt: skip
    assert between == []


def test_each_date_of_the_law_names_its_paragraph():
    assert all(legal.source.startswith("kommunallagen 11 kap. ") for legal in LEGAL_DATES)


def test_where_in_the_year_one_stands_is_one_sentence():
    assert where_in_the_year(D(2021, 11, 3)) == (
        "Det är november 2021. Senast den 30 november 2021 ska fullmäktige ha beslutat budgeten för 2022 "
        "(kommunallagen 11 kap. 10 §)."
    )
