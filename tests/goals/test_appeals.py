"""How long a decision can be appealed: three weeks, and what counts as a working day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.appeals import appeal_on, easter_sunday, is_working_day, last_day_to_appeal

D = dt.date


@pytest.mark.parametrize(
    ("posted", "last", "why"),
    [
        (D(2021, 12, 7), D(2021, 12, 28), "an ordinary Tuesday"),
        (D(2021, 12, 3), D(2021, 12, 27), "Christmas Eve on a Friday, then Saturday and Sunday"),
        (D(2021, 12, 4), D(2021, 12, 27), "Christmas Day"),
        (D(2024, 12, 3), D(2024, 12, 27), "Christmas Eve, Christmas Day and Boxing Day in the middle of a week"),
        (D(2021, 12, 10), D(2022, 1, 3), "New Year's Eve on a Friday, then a weekend"),
        (D(2020, 12, 16), D(2021, 1, 7), "Epiphany on a Wednesday"),
        (D(2021, 3, 12), D(2021, 4, 6), "Good Friday, Easter, and Easter Monday"),
        (D(2021, 3, 15), D(2021, 4, 6), "Easter Monday"),
        (D(2021, 4, 22), D(2021, 5, 14), "Ascension Day on a Thursday"),
        (D(2021, 6, 4), D(2021, 6, 28), "Midsummer Eve on a Friday, then a weekend"),
        (D(2023, 5, 16), D(2023, 6, 7), "the national day on a Tuesday"),
        (D(2019, 4, 10), D(2019, 5, 2), "the first of May on a Wednesday"),
        (D(2021, 10, 16), D(2021, 11, 8), "All Saints' Day is a Saturday"),
        (D(2021, 11, 5), D(2021, 11, 26), "a Friday is no holiday"),
    ],
)  # fmt: skip
def test_the_last_day_is_three_weeks_on_or_the_next_working_day(posted: D, last: D, why: str) -> None:
    assert last_day_to_appeal(posted) == last, why


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1999, D(1999, 4, 4)), (2008, D(2008, 3, 23)), (2021, D(2021, 4, 4)), (2024, D(2024, 3, 31)),
     (2026, D(2026, 4, 5)), (2038, D(2038, 4, 25))],
)  # fmt: skip
def test_easter_is_known(year: int, easter: D) -> None:
    assert easter_sunday(year) == easter


@given(st.dates(D(2005, 1, 1), D(2150, 1, 1)))
def test_nobody_gets_less_than_three_weeks_nor_more_than_five_days_extra(posted: D) -> None:
    last = last_day_to_appeal(posted)
    assert dt.timedelta(days=21) <= last - posted <= dt.timedelta(days=26)
    assert is_working_day(last)


def test_nothing_is_said_while_no_anslag_is_known() -> None:
    assert appeal_on(D(2022, 1, 1), [("approved", D(2021, 12, 6))]) is None


def test_it_can_be_appealed_on_the_last_day_and_no_longer_on_the_day_after() -> None:
    events = [("posted", D(2021, 12, 7))]
    on_the_last = appeal_on(D(2021, 12, 28), events)
    after = appeal_on(D(2021, 12, 29), events)
    assert on_the_last and on_the_last.sentence == "Kan överklagas till och med 28 december 2021."
    assert after and after.sentence == "Överklagandetiden har gått ut."


def test_laga_kraft_stands_only_when_confirmed() -> None:
    events = [("posted", D(2021, 12, 7)), ("final", D(2022, 1, 10))]
    before, after = appeal_on(D(2022, 1, 9), events), appeal_on(D(2022, 1, 10), events)
    assert before and "Laga kraft" not in before.sentence
    assert after and after.sentence == "Laga kraft bekräftad 10 januari 2022."


def test_an_appeal_and_an_annulment_are_told() -> None:
    appealed = [("posted", D(2021, 12, 7)), ("appealed", D(2021, 12, 20))]
    told = appeal_on(D(2021, 12, 21), appealed)
    assert told and told.sentence.startswith("Överklagat 20 december 2021. Kan överklagas")
    annulled = appeal_on(D(2022, 6, 1), [*appealed, ("annulled", D(2022, 5, 3))])
    assert annulled and annulled.sentence == "Upphävt 3 maj 2022."


def test_a_decision_that_only_prepares_another_is_not_open_to_appeal() -> None:
    told = appeal_on(D(2021, 11, 20), [("posted", D(2021, 11, 18))], is_preparatory=True)
    assert told and told.last_day is None
    assert told.sentence.startswith("Förberedande beslut.")
