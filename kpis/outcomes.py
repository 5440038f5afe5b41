"""What is known: a nyckeltal's measure, its observations, and what they are compared with. No Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kpis.periods import Period, PeriodKind


class Direction(StrEnum):
    """Which way is better. Stated for every nyckeltal, never guessed from its figures."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"

    @property
    def label(self) -> str:
        return _DIRECTION_LABELS[self]

    @property
    def sign(self) -> int:
        """1 when higher is better, −1 when lower is, 0 when the figure says nothing of good or bad."""
        return {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEITHER: 0}[self]


_DIRECTION_LABELS: Final = {
    Direction.HIGHER: "högre är bättre",
    Direction.LOWER: "lägre är bättre",
    Direction.NEITHER: "varken eller",
}


class Series(StrEnum):
    """Whose count it is. Status is judged on official values only; internal ones are shown as what they are."""

    OFFICIAL = "official"
    INTERNAL = "internal"

    @property
    def label(self) -> str:
        return {Series.OFFICIAL: "officiellt", Series.INTERNAL: "internt"}[self]


class Gender(StrEnum):
    TOTAL = "total"
    WOMEN = "women"
    MEN = "men"

    @property
    def label(self) -> str:
        return {Gender.TOTAL: "totalt", Gender.WOMEN: "kvinnor", Gender.MEN: "män"}[self]


class MissingReason(StrEnum):
    """Why there is no figure for a period."""

    NOT_REPORTED = "not_reported"
    NOT_APPLICABLE = "not_applicable"
    CONFIDENTIAL = "confidential"

    @property
    def label(self) -> str:
        return _MISSING_LABELS[self]


_MISSING_LABELS: Final = {
    MissingReason.NOT_REPORTED: "bortfall",
    MissingReason.NOT_APPLICABLE: "ej tillämplig",
    MissingReason.CONFIDENTIAL: "sekretess",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """What the assessment needs to know of a nyckeltal.

    ``decimals``: how many a person sees, and what own thresholds are judged on. ``frequency``: the kind of period
    between two values. ``lag_months``: from the end of a period until its value is published; None is 18.
    ``smallest_count``: a value built on fewer cases is shown but not judged. ``is_ranking``: the value is itself a
    place ("plats 77"). ``area``: the code of the area whose own values are judged.
    """

    unit: str
    decimals: int
    direction: Direction
    frequency: PeriodKind = PeriodKind.YEAR
    lag_months: int | None = None
    smallest_count: int | None = None
    is_ranking: bool = False
    area: str = ""
    is_example: bool = False

    @property
    def better_sign(self) -> int:
        """1 when higher is better, −1 when lower is, as for every place in a ranking; 0 when neither."""
        return -1 if self.is_ranking else self.direction.sign


@dataclass(frozen=True, slots=True)
class Observation:
    """A value for a period, or the reason why it is missing; of the area and nyckeltal being judged."""

    period: Period
    value: Decimal | None = None
    missing: MissingReason | None = None
    series: Series = Series.OFFICIAL
    gender: Gender = Gender.TOTAL
    is_preliminary: bool = False
    cases: int | None = None
    is_example: bool = False

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            raise ValueError("An observation has either a value or the reason why it is missing.")
        if self.value is not None and not (isinstance(self.value, Decimal) and self.value.is_finite()):
            raise TypeError("A value is a finite Decimal; floats have already lost what was typed.")


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From ``period`` on, values are not compared with earlier ones: definition or method has changed."""

    period: Period
    reason: str = ""

    def separates(self, earlier: Period, later: Period) -> bool:
        return earlier.end < self.period.start <= later.end


@dataclass(frozen=True, slots=True)
class PeerValue:
    """Another area's official value, total, as the source gives it."""

    area: str
    period: Period
    value: Decimal
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The areas that a level compares with.

    ``size`` counts the areas of the population, own area included where it belongs there, whether or not they have
    a value; None means those that have a value for any period. ``is_single``: the comparison is one published
    figure (riket, länet), not the mean of its members. A value for own area among ``values`` is never used.
    """

    name: str
    values: tuple[PeerValue, ...] = ()
    size: int | None = None
    is_single: bool = False
