"""What a financial target in words asks of the result."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goals.financial_targets import bound_of, is_about_share, share_of


@pytest.mark.parametrize(
    ("text", "percent", "is_least"),
    [
        ("Resultatet ska vara minst 1 procent av skatter och generella statsbidrag.", "1", True),
        ("Årets resultat är lägst 1,5 % av skatteintäkter, statsbidrag och utjämning", "1.5", True),
        ("Resultatet ska vara högst 3 procent av skatter och bidrag", "3", False),
    ],
)
def test_a_target_that_sets_one_bound_for_the_result_is_understood(text, percent, is_least):
    bound = bound_of(text)
    assert bound is not None and (bound.percent, bound.is_least) == (Decimal(percent), is_least)


@pytest.mark.parametrize(
    "text",
    [
        "Resultatet är minst 1 procent av skatter och bidrag varje år, undantag 2021 med 0,5 procent.",
        "Resultatet är 1 procent av skatter och bidrag.",
        "Resultatet är minst 1 och högst 2 procent av skatter och bidrag.",
        "Soliditeten är minst 40 procent.",
        "Resultatet är minst 1 procent av skatteintäkterna.",
        "Resultatet är minst 2 mnkr efter skatter och bidrag.",
        "Resultatet är positivt.",
    ],
)
def test_a_target_that_can_be_read_in_several_ways_is_not_judged(text):
    assert bound_of(text) is None


def test_a_target_that_names_a_share_without_a_bound_is_still_about_it():
    assert is_about_share("Resultatet är 1 procent av skatter och bidrag.")
    assert not is_about_share("Soliditeten är minst 40 procent.")


@pytest.mark.parametrize(
    ("result", "share"),
    [(5_000, "0.50"), (4_995, "0.50"), (4_994, "0.50"), (4_949, "0.49"), (-4_950, "-0.50"), (-1, "0.00")],
)
def test_a_share_is_rounded_with_halves_away_from_zero(result, share):
    assert str(share_of(result, 600_000, 400_000)) == share


@pytest.mark.parametrize("known", [(None, 1, 1), (1, None, 1), (1, 1, None), (1, 0, 0), (1, 1, -2)])
def test_without_all_that_it_takes_there_is_no_share(known):
    assert share_of(*known) is None


def test_a_bound_is_met_at_its_limit():
    least, most = (
        bound_of("Resultatet är minst 1 % av skatt och bidrag"),
        bound_of("Resultatet är högst 1 % av skatt och bidrag"),
    )
    assert least is not None and most is not None
    assert [bound.is_met(Decimal(share)) for bound in (least, most) for share in ("0.99", "1.00", "1.01")] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
