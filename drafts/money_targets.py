"""A financial target in words, beside the result that it is about. No Django.

Only one kind of sentence is read: that the result is to be at least or at most so many percent of skatter och bidrag.
Any other target is shown as it stands; nothing is judged that was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from drafts.money_figures import Financing
from kpis.numbers import NumberError, parse_number

_PERCENT: Final = re.compile(r"(?<![\d,.])(\d{1,3}(?:[.,]\d{1,4})?)\s*(?:procent\b|%)")
_LEAST: Final = re.compile(r"\b(?:minst|lägst|åtminstone)\b")
_MOST: Final = re.compile(r"\bhögst\b")


@dataclass(frozen=True, slots=True)
class Bound:
    """What share the result is to be at least (or at most) of taxes and grants, in percent."""

    percent: Decimal
    is_least: bool

    def is_met(self, share: Decimal) -> bool:
        return share >= self.percent if self.is_least else share <= self.percent


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


def is_about_share(text: str) -> bool:
    """Whether the target names a percentage of taxes and grants for the result."""
    plain = " ".join(text.casefold().split())
    return "resultat" in plain and "skatt" in plain and _names_grants(plain) and bool(_PERCENT.search(plain))


def bound_of(text: str) -> Bound | None:
    """The one bound that the target sets; None where it sets none, or several (a year of exception, for example)."""
    plain = " ".join(text.casefold().split())
    found, least, most = _PERCENT.findall(plain), _LEAST.search(plain), _MOST.search(plain)
    if not is_about_share(text) or len(found) != 1 or bool(least) == bool(most):
        return None
    try:
        return Bound(parse_number(found[0]), is_least=bool(least))
    except NumberError:
        return None


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


def _names_grants(plain: str) -> bool:
    return "bidrag" in plain or "utjämning" in plain
