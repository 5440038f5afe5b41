"""An unlikely figure is asked about; a likely one never is."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.outcomes import SeriesBreak
from kpis.periods import Period
from kpis.plausibility import Point, Yardstick, far_from_series, is_share, total_outside

SHARE = Yardstick("%", 1)


def series(first: int, *values: float | str) -> list[Point]:
    return [Point(Period.year(first + at), Decimal(str(value))) for at, value in enumerate(values)]


def ask(value: float | str, year: int, known: list[Point], yardstick: Yardstick = SHARE, **more: object) -> str:
    return far_from_series(Decimal(str(value)), Period.year(year), known, yardstick, **more)  # type: ignore[arg-type]


def test_a_slipped_decimal_sign_is_asked_about_and_the_question_says_beside_what() -> None:
    known = series(2020, 71.1, 77, 71.8, 79.4)

    asked = ask("7.9", 2024, known)

    assert asked == (
        "7,9\xa0% ligger långt från 2023: 79,4\xa0%. Den största ändringen hittills är 7,6\xa0procentenheter."
    )
    assert ask("80.1", 2024, known) == ""


def test_a_year_in_between_is_held_against_both_its_neighbours() -> None:
    known = series(2019, 70, 71, 72, 73)
    known = [point for point in known if point.period != Period.year(2021)]

    assert ask(72, 2021, known) == ""
    assert ask(20, 2021, known)


def test_a_steady_rise_is_not_far_however_long_it_goes_on() -> None:
    known = series(2015, 1.7, 3.6, 1.7, 3.8, 5.4)

    assert ask(26.1, 2020, known)
    assert ask(40.2, 2021, [*known, *series(2020, 26.1)]) == ""


def test_with_little_known_a_quarter_is_the_limit() -> None:
    assert ask(71, 2021, series(2020, 81.6)) == ""
    assert ask(50, 2021, series(2020, 81.6))


def test_a_series_that_never_moved_may_move_a_little() -> None:
    known = series(2015, "22.03", "22.03", "22.03", "22.03")
    rate = Yardstick("kr per 100 kr", 2)

    assert ask("22.53", 2019, known, rate) == ""
    assert ask("2203", 2019, known, rate)


def test_zeros_can_become_one() -> None:
    assert ask(1, 2024, series(2020, 0, 0, 0), Yardstick("antal", 0)) == ""
    assert ask(40, 2024, series(2020, 0, 0, 0), Yardstick("antal", 0))


def test_a_first_value_is_never_asked_about() -> None:
    assert ask(1_000_000, 2024, []) == ""


def test_its_own_old_value_is_not_what_it_is_held_against() -> None:
    assert ask(77, 2021, series(2021, 7.7)) == ""


def test_a_month_is_held_against_the_same_month_only() -> None:
    known = [Point(Period.month(2022, 8), Decimal(10)), Point(Period.month(2023, 7), Decimal(80))]

    assert far_from_series(Decimal(80), Period.month(2023, 8), known, SHARE)
    assert far_from_series(Decimal(11), Period.month(2023, 8), known, SHARE) == ""


def test_nothing_is_compared_across_a_break() -> None:
    broken = SeriesBreak(Period.year(2023), "Ny definition")

    assert ask(10, 2023, series(2020, 70, 71, 72)) != ""
    assert ask(10, 2023, series(2020, 70, 71, 72), breaks=[broken]) == ""


@given(st.lists(st.decimals(-1000, 1000, places=1), min_size=2, max_size=15), st.data())
def test_a_value_between_its_neighbours_by_one_step_is_never_asked_about(
    values: list[Decimal], data: st.DataObject
) -> None:
    known = [Point(Period.year(2000 + at), value) for at, value in enumerate(values)]
    steps = [abs(b - a) for a, b in itertools.pairwise(values)]
    step = data.draw(st.decimals(0, max(steps), places=1))

    assert far_from_series(values[-1] + step, Period.year(2000 + len(values)), known, SHARE) == ""


@pytest.mark.parametrize(
    ("total", "women", "men", "is_asked"),
    [("79.4", "81", "78", False), ("81", "81", "78", False), ("82", "81", "78", True), ("77.9", "81", "78", True),
     ("77.96", "81", "78", False), ("0", "0", "0", False)],
)  # fmt: skip
def test_a_shares_total_lies_between_women_and_men_as_people_see_them(
    total: str, women: str, men: str, is_asked: bool
) -> None:
    assert bool(total_outside(Decimal(total), Decimal(women), Decimal(men), SHARE)) is is_asked


def test_only_shares_have_a_total_in_between() -> None:
    assert is_share("%") and is_share("procent")
    assert not is_share("antal") and not is_share("dagar")
