"""What differs in a version's money: frames body by body, sums, financing and result. Whole kronor. No Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from goals.comparison import Comparison, Content

FRAMES: Final = "goals.budgetframe"
FINANCING: Final = "goals.financing"
NET, INVESTMENT = "net", "investment"
# What a year's result is made of beside the frames, in that order, as people read it.
INCOMES: Final = {
    "tax_revenue": "Skatteintäkter",
    "state_grants": "Generella statsbidrag och utjämning",
    "financial_net": "Finansnetto",
}


@dataclass(frozen=True, slots=True)
class AmountChange:
    """An amount before and after in whole kronor; None where there is none, or where it is not known."""

    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of what was; None where that is nothing or unknown."""
        if self.difference is None or not self.before:
            return None
        return Decimal(self.difference) * 100 / abs(self.before)

    @property
    def is_same(self) -> bool:
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class FrameChange(AmountChange):
    """A body's frame for a year, by the body's slug; unchanged ones are told as such."""

    kind: str
    body: str
    year: int


@dataclass(frozen=True, slots=True)
class RateChange:
    """Skattesatsen for a year, in kronor per 100 kronor."""

    year: int
    before: Decimal | None
    after: Decimal | None

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def frame_changes(comparison: Comparison) -> list[FrameChange]:
    """The frames that were changed, added or removed, by kind, year and body."""
    found = []
    for change in comparison.of(FRAMES):
        identities = {_identity(row.fields) for row in (change.before, change.after) if row is not None}
        for kind, year, body in identities:
            was, now = (
                row.fields["amount"] if row is not None and _identity(row.fields) == (kind, year, body) else None
                for row in (change.before, change.after)
            )
            found.append(FrameChange(before=_whole(was), after=_whole(now), kind=kind, body=body, year=year))
    return sorted(found, key=lambda change: (change.kind != NET, change.year, change.body))


def all_frames(basis: Content, other: Content, kind: str) -> list[FrameChange]:
    """Every frame of a kind in either content, unchanged ones too, by year and body."""
    was, now = _frames(basis, kind), _frames(other, kind)
    identities = sorted(was.keys() | now.keys())
    return [
        FrameChange(before=was.get(key), after=now.get(key), kind=kind, body=key[1], year=key[0]) for key in identities
    ]


def frame_sum(content: Content, kind: str, year: int) -> int | None:
    """The frames' sum, or None where none is stated or where a body that has one for another year lacks this."""
    frames = _frames(content, kind)
    amounts = [frames.get((year, body)) for body in {body for _, body in frames}]
    return None if not amounts or None in amounts else sum(amount for amount in amounts if amount is not None)


def sums(basis: Content, other: Content, kind: str, year: int) -> AmountChange:
    return AmountChange(frame_sum(basis, kind, year), frame_sum(other, kind, year))


def financing_years(*contents: Content) -> list[int]:
    """Years with financing in any of the contents."""
    return sorted({int(str(row.fields["year"])) for content in contents for row in content.get(FINANCING, ())})


def rate(basis: Content, other: Content, year: int) -> RateChange:
    was, now = (_financing(content, year).get("tax_rate") for content in (basis, other))
    return RateChange(year, was, now)


def income(basis: Content, other: Content, year: int, name: str) -> AmountChange:
    """One of INCOMES for a year."""
    was, now = (_financing(content, year).get(name) for content in (basis, other))
    return AmountChange(was, now)


def results(basis: Content, other: Content, year: int) -> AmountChange:
    """The result: incomes less the net frames' sum; None where a part of it is unknown."""
    return AmountChange(result(basis, year), result(other, year))


def result(content: Content, year: int) -> int | None:
    """skatteintäkter + generella statsbidrag och utjämning + finansnetto − nettoramar, in whole kronor."""
    incomes = [_financing(content, year).get(name) for name in INCOMES]
    frames = frame_sum(content, NET, year)
    if frames is None or None in incomes:
        return None
    return int(sum(incomes)) - frames


def _frames(content: Content, kind: str) -> dict[tuple[int, str], int]:
    rows: Iterable[Any] = (row.fields for row in content.get(FRAMES, ()) if row.fields["kind"] == kind)
    return {(fields["year"], fields["body"]): fields["amount"] for fields in rows}


def _financing(content: Content, year: int) -> Any:
    return next((row.fields for row in content.get(FINANCING, ()) if row.fields["year"] == year), {})


def _identity(fields: Any) -> tuple[str, int, str]:
    return fields["kind"], fields["year"], fields["body"]


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
