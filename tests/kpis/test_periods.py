"""Periods: kind and end date, compared like with like."""

import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.dates import add_months
from kpis.due import next_due
from kpis.periods import Period, PeriodError, PeriodKind, previous_comparable

years = st.integers(1900, 2100)
periods = st.one_of(
    years.map(Period.year),
    st.builds(Period.half_year, years, st.integers(1, 2)),
    st.builds(Period.tertial, years, st.integers(1, 3)),
    st.builds(Period.quarter, years, st.integers(1, 4)),
    st.builds(Period.month, years, st.integers(1, 12)),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(Period.day),
)


@pytest.mark.parametrize(
    ("period", "label", "phrase", "code", "start"),
    [
        (Period.year(2023), "2023", "år 2023", "2023", date(2023, 1, 1)),
        (Period.month(2021, 8), "augusti 2021", "i augusti 2021", "2021-08", date(2021, 8, 1)),
        (Period.day(date(2021, 8, 31)), "31 augusti 2021", "den 31 augusti 2021", "2021-08-31", date(2021, 8, 31)),
        (Period.half_year(2022, 1), "första halvåret 2022", "under första halvåret 2022", "2022-H1", date(2022, 1, 1)),
        (Period.tertial(2022, 2), "tertial 2 2022", "under tertial 2 2022", "2022-T2", date(2022, 5, 1)),
        (Period.quarter(2022, 1), "kvartal 1 2022", "under kvartal 1 2022", "2022-K1", date(2022, 1, 1)),
    ],
)
def test_a_period_is_named_in_swedish(period, label, phrase, code, start):
    assert (period.label, period.phrase, period.code, period.start) == (label, phrase, code, start)
    assert str(period) == label


@given(periods)
def test_a_period_is_read_back_from_its_code_and_its_label(period):
    assert (
        Period.parse(period.code) == Period.parse(period.label) == Period.parse(f"  {period.label.upper()} ") == period
    )


@pytest.mark.parametrize(
    "text", ["2022 H1", "H1 2022", "aug 2021", "den 31 augusti 2021", "T2 2022", "Q1 2022", "år 2023"]
)
def test_common_ways_of_writing_a_period_are_understood(text):
    assert Period.parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "99", "23", "2023-13", "2023-00", "2023-02-31", "31-februari", "31 februari 2021", "2022-T4", "2022-K5",
     "2022-H0", "9999", "0000", "٢٠٢٣", "2023\x00", "20231231", "-1", "2021-8"],
)  # fmt: skip
def test_what_is_no_period_is_refused_in_swedish(text):
    with pytest.raises(PeriodError) as refused:
        Period.parse(text)
    assert str(refused.value).endswith(".")


def test_a_period_must_end_where_its_kind_ends():
    with pytest.raises(PeriodError):
        Period(PeriodKind.YEAR, date(2023, 12, 30))
    with pytest.raises(PeriodError):
        Period(PeriodKind.TERTIAL, date(2023, 6, 30))
    with pytest.raises(PeriodError):
        Period(PeriodKind.MONTH, date(2024, 2, 28))


def test_a_period_ends_on_a_date_and_not_at_an_hour():
    with pytest.raises(PeriodError):
        Period(PeriodKind.DAY, datetime(2021, 8, 31, 23, 59))


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_31_december_stays_31_december_in_every_time_zone(zone, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setenv("TZ", zone)
        time.tzset()
        assert Period.year(2023).end == date(2023, 12, 31)
        assert Period.parse("2023-12-31").label == "31 december 2023"
    time.tzset()


def test_periods_are_ordered_by_the_date_they_end():
    august, year, december = Period.month(2021, 8), Period.year(2021), Period.month(2021, 12)
    assert sorted([year, december, august, Period.year(2020)]) == [Period.year(2020), august, december, year]


def test_a_month_is_compared_only_with_the_same_month_of_another_year():
    assert Period.month(2022, 8).comparable_with(Period.month(2021, 8))
    assert not Period.month(2022, 8).comparable_with(Period.month(2022, 7))
    assert not Period.month(2022, 8).comparable_with(Period.month(2021, 7))


def test_a_day_is_compared_only_with_the_same_day_of_another_year():
    assert Period.day(date(2022, 8, 31)).comparable_with(Period.day(date(2021, 8, 31)))
    assert not Period.day(date(2022, 8, 31)).comparable_with(Period.day(date(2022, 8, 30)))


def test_the_last_of_february_is_the_same_day_in_a_leap_year():
    assert Period.day(date(2024, 2, 29)).comparable_with(Period.day(date(2023, 2, 28)))
    assert Period.month(2024, 2).comparable_with(Period.month(2023, 2))
    assert Period.day(date(2024, 2, 28)).comparable_with(Period.day(date(2023, 2, 28)))
    assert not Period.day(date(2024, 2, 28)).comparable_with(Period.day(date(2024, 2, 29)))


def test_a_quarter_is_compared_only_with_the_same_quarter_of_another_year():
    assert Period.quarter(2022, 2).comparable_with(Period.quarter(2021, 2))
    assert not Period.quarter(2022, 2).comparable_with(Period.quarter(2022, 1))


def test_kinds_are_never_mixed_even_when_they_end_together():
    assert not Period.year(2022).comparable_with(Period.month(2021, 12))
    assert not Period.year(2022).comparable_with(Period.month(2022, 12))


@given(periods, periods)
def test_comparing_is_mutual_and_only_within_a_kind(one, other):
    assert one.comparable_with(other) == other.comparable_with(one)
    assert one.comparable_with(one)
    if one.comparable_with(other):
        assert one.kind is other.kind


def test_the_previous_comparable_period_may_be_several_years_back():
    among = [Period.month(2019, 8), Period.month(2022, 7), Period.year(2021), Period.month(2023, 8)]
    assert previous_comparable(Period.month(2022, 8), among) == Period.month(2019, 8)
    assert previous_comparable(Period.year(2021), among) is None


def test_a_year_covers_its_months_and_itself():
    assert Period.year(2021).covers(Period.month(2021, 12))
    assert Period.year(2021).covers(Period.year(2021))
    assert not Period.month(2021, 12).covers(Period.year(2021))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 8, 31), 6, date(2022, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2021, 12, 31), 18, date(2023, 6, 30)),
        (date(2021, 1, 31), 0, date(2021, 1, 31)),
        (date(2021, 3, 31), -1, date(2021, 2, 28)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("period", "frequency", "lag", "expected"),
    [
        (Period.year(2023), PeriodKind.YEAR, None, date(2026, 6, 30)),
        (Period.year(2023), PeriodKind.YEAR, 0, date(2024, 12, 31)),
        (Period.half_year(2022, 1), PeriodKind.HALF_YEAR, 0, date(2022, 12, 31)),
        (Period.month(2023, 2), PeriodKind.MONTH, 1, date(2023, 4, 30)),
        (Period.day(date(2021, 8, 31)), PeriodKind.YEAR, 6, date(2023, 2, 28)),
        (Period.day(date(2021, 8, 31)), PeriodKind.DAY, 0, date(2021, 9, 1)),
    ],
)
def test_the_next_value_is_due_one_frequency_and_the_lag_after_the_period(period, frequency, lag, expected):
    assert next_due(period, frequency, lag) == expected
