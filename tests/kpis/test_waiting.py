"""Whose turn it is: own nyckeltal first, what is due on top, and met when the value has come."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.models import Area, Kpi
from kpis.periods import Period
from kpis.waiting import Waiting, followed
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory, UserFactory, noon

pytestmark = pytest.mark.django_db
ON = dt.date(2024, 6, 1)


@pytest.fixture
def area() -> Area:
    return AreaFactory(own=True)


def waiting(kpi: Kpi, area: Area, on: dt.date = ON) -> Waiting:
    return next(item for item in followed(user=UserFactory(), area=area, on=on) if item.kpi_id == kpi.pk)


def value(kpi: Kpi, year: int, recorded: dt.date, **fields: Any) -> None:
    KpiValueFactory(kpi=kpi, year=year, known_from=recorded, recorded_at=noon(recorded), **fields)


def test_a_nyckeltal_without_a_value_waits_for_its_first(area: Area) -> None:
    item = waiting(KpiFactory(), area)

    assert (item.is_due, item.due_on, item.text) == (True, None, "Inget värde är inlagt ännu.")


def test_the_publication_day_that_has_come_makes_it_due_until_something_is_recorded(area: Area) -> None:
    kpi = KpiFactory(next_publication=dt.date(2024, 4, 15))
    value(kpi, 2022, dt.date(2023, 4, 1))
    assert waiting(kpi, area).is_due
    assert waiting(kpi, area).text == "Skulle ha kommit 15 april 2024."
    assert not waiting(kpi, area, dt.date(2024, 4, 14)).is_due

    value(kpi, 2023, dt.date(2024, 4, 16))

    assert not waiting(kpi, area).is_due


def test_without_a_publication_day_frequency_and_lag_say_when(area: Area) -> None:
    kpi = KpiFactory(publication_lag=4)
    value(kpi, 2022, dt.date(2023, 4, 1))

    assert waiting(kpi, area, dt.date(2024, 4, 29)).text == "Väntas 30 april 2024."
    assert waiting(kpi, area, dt.date(2024, 4, 30)).is_due


def test_a_value_reported_missing_is_no_longer_waited_for(area: Area) -> None:
    kpi = KpiFactory(publication_lag=4)
    value(kpi, 2022, dt.date(2023, 4, 1))
    value(kpi, 2023, dt.date(2024, 5, 2), missing=True)

    assert not waiting(kpi, area).is_due


def test_internal_values_women_and_other_areas_do_not_answer_for_the_official_total(area: Area) -> None:
    kpi = KpiFactory(gender_split=True, publication_lag=4)
    value(kpi, 2023, dt.date(2024, 4, 1), series="internal")
    value(kpi, 2023, dt.date(2024, 4, 1), gender="women")
    value(kpi, 2023, dt.date(2024, 4, 1), area=AreaFactory(country=True))

    assert waiting(kpi, area).latest is None


def test_a_follow_up_in_august_is_not_the_year_that_is_waited_for(area: Area) -> None:
    kpi = KpiFactory(publication_lag=4)
    value(kpi, 2022, dt.date(2023, 4, 1))
    value(kpi, 2023, dt.date(2023, 10, 1), period_kind="day", period_end=dt.date(2023, 8, 31))

    item = waiting(kpi, area)

    assert item.latest == Period.year(2022)
    assert item.due_on == dt.date(2024, 4, 30)


def test_own_come_first_and_of_those_what_has_waited_longest(area: Area) -> None:
    me = UserFactory()
    others = KpiFactory(title="Andras", next_publication=dt.date(2020, 1, 1))
    later = KpiFactory(title="Senare", owner=me, next_publication=dt.date(2030, 1, 1))
    due = KpiFactory(title="Nyss", deputy=me, owner=UserFactory(), next_publication=dt.date(2024, 5, 1))
    long_due = KpiFactory(title="Länge", owner=me, next_publication=dt.date(2022, 5, 1))
    KpiFactory(title="Avslutat", owner=me, retired_on=dt.date(2023, 1, 1))

    order = [item.kpi_id for item in followed(user=me, area=area, on=ON)]

    assert order == [kpi.pk for kpi in (long_due, due, later, others)]


def test_the_list_takes_two_queries_however_long_it_is(area: Area) -> None:
    for kpi in KpiFactory.create_batch(15):
        value(kpi, 2022, dt.date(2023, 4, 1))

    me = UserFactory()
    with CaptureQueriesContext(connection) as captured:
        assert len(followed(user=me, area=area, on=ON)) == 15

    assert len(captured) == 2
