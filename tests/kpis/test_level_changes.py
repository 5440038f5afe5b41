"""What a level changes in the one before: höjd, sänkt, nytt målår, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from kpis.ambition import AmountUnit, ComparisonKind, Level, LevelException, LevelKind
from kpis.level_changes import LevelWording, Turn, change_of, matched, same_levels
from kpis.outcomes import Direction, Measure
from kpis.periods import Period, PeriodKind

D = Decimal
MEASURE = Measure(unit="%", decimals=1, direction=Direction.HIGHER)


def year(number: int) -> Period:
    return Period(PeriodKind.YEAR, dt.date(number, 12, 31))


def worded(kind: LevelKind = LevelKind.AT_LEAST, value: Any = 80, *, key: int = 1, **fields: Any) -> LevelWording:
    own = {name: fields.pop(name) for name in ("bodies", "definition", "measure") if name in fields}
    fields = {"target": year(2022)} | fields
    level = Level(kind=kind, value=None if value is None else D(value), **fields)
    return LevelWording(UUID(int=key), level, **{"measure": MEASURE} | own)


K = LevelKind


@pytest.mark.parametrize(
    ("kind", "was", "now", "turn"),
    [
        (K.AT_LEAST, 80, 85, Turn.RAISED),
        (K.AT_LEAST, 85, 80, Turn.LOWERED),
        (K.AT_MOST, 9, 8, Turn.RAISED),
        (K.AT_MOST, 8, 9, Turn.LOWERED),
        (K.INCREASE, None, 5, Turn.RAISED),
        (K.DECREASE, 2, 1, Turn.LOWERED),
        (K.MAINTAIN, 2, None, Turn.RAISED),
        (K.RANK, 100, 50, Turn.RAISED),
        (K.SHARE, 25, 50, Turn.LOWERED),
    ],
)
def test_a_level_is_raised_when_more_is_asked_for(kind: LevelKind, was: Any, now: Any, turn: Turn):
    base = {"base": year(2017)} if kind.is_change else {}
    assert change_of(worded(kind, was, **base), worded(kind, now, **base)).turn is turn


def test_zero_is_a_number_like_others():
    assert change_of(worded(K.AT_MOST, 1), worded(K.AT_MOST, 0)).turn is Turn.RAISED
    assert change_of(worded(K.AT_MOST, 0), worded(K.AT_MOST, 0)).turn is Turn.SAME


@pytest.mark.parametrize(
    ("low", "high", "turn"),
    [(45, 55, Turn.RAISED), (30, 70, Turn.LOWERED), (45, 70, Turn.CHANGED), (40, 55, Turn.RAISED)],
)
def test_an_interval_is_raised_when_it_is_narrowed(low: int, high: int, turn: Turn):
    was, now = worded(K.BETWEEN, 40, upper=D(60)), worded(K.BETWEEN, low, upper=D(high))
    assert change_of(was, now).turn is turn


def test_the_change_is_said_from_what_to_what():
    change = change_of(worded(value=80), worded(value=85))
    assert change.details == ("Från ”minst 80\u00a0%” till ”minst 85\u00a0%”.",)


def test_another_kind_of_level_is_changed_neither_raised_nor_lowered():
    assert change_of(worded(K.AT_LEAST, 80), worded(K.BETTER_THAN, None, comparison=ComparisonKind.COUNTRY)).turn is (
        Turn.CHANGED
    )


def test_amounts_in_different_units_are_not_put_in_order():
    was = worded(K.INCREASE, 5, base=year(2017), amount_unit=AmountUnit.PERCENT)
    now = worded(K.INCREASE, 3, base=year(2017), amount_unit=AmountUnit.PERCENTAGE_POINTS)
    assert change_of(was, now).turn is Turn.CHANGED


def test_a_new_target_year_is_said():
    change = change_of(worded(), worded(target=year(2025)))
    assert change.turn is Turn.CHANGED and change.details == ("Nytt målår: 2025 i stället för 2022.",)


def test_a_level_that_begins_to_recur_is_said():
    change = change_of(worded(), worded(target=None, every_year=True))
    assert change.details == ("Gäller varje år i stället för år 2022.",)


def test_a_new_base_is_said():
    was, now = worded(K.INCREASE, 5, base=year(2017)), worded(K.INCREASE, 5, base=year(2019), base_value=D("81.6"))
    assert "Räknas från 2019 (81,6\u00a0%) i stället för 2017." in change_of(was, now).details


def test_a_new_group_to_be_compared_with_is_said():
    was = worded(K.BETTER_THAN, None, comparison=ComparisonKind.COUNTRY)
    now = worded(K.BETTER_THAN, None, comparison=ComparisonKind.COUNTY)
    assert change_of(was, now).details == ("Jämförs med länet i stället för riket.",)


def test_exceptions_that_come_and_go_are_said():
    exception = LevelException(year(2021), D("0.5"), "Synnerliga skäl")
    without, with_one = worded(), worded(exceptions=(exception,))
    assert change_of(without, with_one).details == ("Undantag har kommit till.",)
    assert change_of(with_one, without).details == ("Undantagen är borttagna.",)


def test_a_nyckeltal_that_means_something_else_is_said():
    change = change_of(worded(definition="Andel"), worded(definition="Andel av alla"))
    assert change.turn is Turn.CHANGED and "är ändrat" in change.details[0]


def test_a_new_motive_or_other_bodies_leave_the_level_as_it_was():
    change = change_of(worded(), worded(motive="Alla ska läsa.", bodies=("Barnnämnden",)))
    assert change.turn is Turn.SAME
    assert change.details == ("Ett motiv har kommit till.", "Ansvar: Barnnämnden i stället för ingen utsedd.")


def test_the_example_label_is_not_what_is_decided():
    assert worded().same(replace(worded(), level=replace(worded().level, is_example=True)))
    assert not same_levels([worded()], [worded(), worded(K.AT_MOST, 90)])


def test_levels_are_matched_by_key_then_by_kind_then_by_what_is_left():
    least, most, rank = worded(key=1), worded(K.AT_MOST, 90, key=2), worded(K.RANK, 9, key=3)
    later_most, later_least, done = worded(K.AT_MOST, 95, key=7), worded(value=81, key=1), worded(K.DONE, None, key=8)
    assert matched([least, most, rank], [later_most, later_least, done]) == [
        (most, later_most), (least, later_least), (rank, done),
    ]  # fmt: skip


def test_a_level_without_successor_is_removed_and_one_without_predecessor_new():
    least, most = worded(key=1), worded(K.AT_MOST, 90, key=2)
    assert matched([least, most], [least]) == [(least, least), (most, None)]
    assert matched([], [least]) == [(None, least)]
