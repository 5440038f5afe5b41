"""A financial target in words, beside the result that it is about. No Django.

Any other target than those that ``goals.financial_targets`` reads is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drafts.money_figures import Financing
from goals.financial_targets import Bound, bound_of, is_about_share


@dataclass(frozen=True, slots=True)
class Share:
    """A year's result in percent, and whether the target is met: None where that cannot be told."""

    year: int
    shown: str
    is_known: bool
    is_met: bool | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A target's own words, and the shares that it is about; none where it is about something else."""

    text: str
    is_example: bool
    shares: tuple[Share, ...] = ()


def beside(text: str, is_example: bool, years: Sequence[Financing]) -> Target:
    """The target with each year's share of taxes and grants beside it."""
    if not is_about_share(text):
        return Target(text, is_example)
    bound = bound_of(text)
    return Target(text, is_example, tuple(_share(bound, year) for year in years))


def _share(bound: Bound | None, year: Financing) -> Share:
    share = year.share
    is_met = None if bound is None or share is None else bound.is_met(share)
    return Share(year.year, year.share_shown, share is not None, is_met, year.result.is_example and share is not None)
