"""What a financial target in words asks of the result: so many percent of taxes and grants. No Django.

Only one kind of sentence is read: that the result is to be at least or at most so many percent of skatter och bidrag.
Nothing is judged that was not understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

# The share is shown, and judged, with this many decimals.
SHARE_DECIMALS: Final = 2
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


def share_of(result: int | None, taxes: int | None, grants: int | None) -> Decimal | None:
    """The result in percent of skatteintäkter and statsbidrag, with halves rounded away from zero, as it is shown.

    None where one of the amounts (in kronor) is unknown, or where taxes and grants are nothing.
    """
    if result is None or taxes is None or grants is None or taxes + grants <= 0:
        return None
    share = (Decimal(100 * result) / (taxes + grants)).quantize(Decimal(1).scaleb(-SHARE_DECIMALS), ROUND_HALF_UP)
    return share or share.copy_abs()


def is_about_share(text: str) -> bool:
    """Whether the target names a percentage of taxes and grants for the result."""
    plain = " ".join(text.casefold().split())
    names_grants = "bidrag" in plain or "utjämning" in plain
    return "resultat" in plain and "skatt" in plain and names_grants and bool(_PERCENT.search(plain))


def bound_of(text: str) -> Bound | None:
    """The one bound that the target sets; None where it sets none, or several (a year of exception, for example)."""
    plain = " ".join(text.casefold().split())
    found, least, most = _PERCENT.findall(plain), _LEAST.search(plain), _MOST.search(plain)
    if not is_about_share(text) or len(found) != 1 or bool(least) == bool(most):
        return None
    return Bound(Decimal(found[0].replace(",", ".")), is_least=bool(least))
