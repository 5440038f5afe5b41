"""The ambition level: what a plan says that a nyckeltal should reach. No Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kpis.periods import Period


class LevelKind(StrEnum):
    """The kinds of level that Swedish municipalities decide on."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"
    RANK = "rank"
    SHARE = "share"
    BETTER_THAN = "better_than"
    DONE = "done"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]

    @property
    def is_change(self) -> bool:
        """Whether it is judged against a base: a stated period, or the year before."""
        return self in {LevelKind.INCREASE, LevelKind.DECREASE, LevelKind.MAINTAIN}

    @property
    def is_relative(self) -> bool:
        """Whether it is judged against other areas' values."""
        return self in {LevelKind.RANK, LevelKind.SHARE, LevelKind.BETTER_THAN}


_KIND_LABELS: Final = {
    LevelKind.AT_LEAST: "minst",
    LevelKind.AT_MOST: "högst",
    LevelKind.BETWEEN: "mellan",
    LevelKind.INCREASE: "öka",
    LevelKind.DECREASE: "minska",
    LevelKind.MAINTAIN: "bibehålla",
    LevelKind.RANK: "bland de n bästa",
    LevelKind.SHARE: "bland de p % bästa",
    LevelKind.BETTER_THAN: "bättre än",
    LevelKind.DONE: "genomfört",
}


class AmountUnit(StrEnum):
    """What an amount of change is counted in."""

    UNITS = "units"
    PERCENTAGE_POINTS = "percentage_points"
    PERCENT = "percent"

    @property
    def label(self) -> str:
        return _AMOUNT_LABELS[self]


_AMOUNT_LABELS: Final = {
    AmountUnit.UNITS: "enheter",
    AmountUnit.PERCENTAGE_POINTS: "procentenheter",
    AmountUnit.PERCENT: "procent",
}


class ComparisonKind(StrEnum):
    """With whom: a named group of comparable municipalities, the county, or the country."""

    GROUP = "group"
    COUNTY = "county"
    COUNTRY = "country"

    @property
    def label(self) -> str:
        return _COMPARISON_LABELS[self]


_COMPARISON_LABELS: Final = {
    ComparisonKind.GROUP: "jämförbara kommuner",
    ComparisonKind.COUNTY: "länet",
    ComparisonKind.COUNTRY: "riket",
}


class LevelError(ValueError):
    """The parts do not make a level. The message is Swedish and can be shown on a form."""


@dataclass(frozen=True, slots=True)
class LevelException:
    """Another threshold for values of one period, and why: 2021, 0,5 percent, synnerliga skäl."""

    period: Period
    value: Decimal
    reason: str
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """An ambition level as decided.

    ``value`` is what the kind says: the threshold of minst and högst, the lower bound of mellan (``upper`` is the
    other), the least amount of öka and minska (None: any change at all), the tolerance of bibehålla (None: none),
    the n of a rank, the p of a share; none for bättre än and genomfört. ``amount_unit`` is what an amount or
    a tolerance is counted in. ``target`` is the period to reach it in; None recurs every year, and ``every_year`` with
    a target recurs until then. ``base`` and ``base_value`` are the stated starting point; öka, minska and bibehålla
    without one recur, and are judged against the year before.
    ``step_low`` and ``step_high`` are *lägst* and *helst* around ``value``, which is *mål*.

    Raises LevelError when the parts do not go together.
    """

    kind: LevelKind
    value: Decimal | None = None
    upper: Decimal | None = None
    amount_unit: AmountUnit = AmountUnit.UNITS
    target: Period | None = None
    every_year: bool = False
    base: Period | None = None
    base_value: Decimal | None = None
    exceptions: tuple[LevelException, ...] = ()
    comparison: ComparisonKind | None = None
    group_name: str = ""
    group_year: int | None = None
    step_low: Decimal | None = None
    step_high: Decimal | None = None
    motive: str = ""
    is_example: bool = False

    def __post_init__(self) -> None:
        if faults := _faults(self):
            raise LevelError(" ".join(faults))

    @property
    def recurs(self) -> bool:
        """Whether it holds every year."""
        return self.every_year or self.target is None

    def exception_for(self, period: Period) -> LevelException | None:
        """Answer the exception that replaces the threshold for a value of ``period``."""
        return next((exception for exception in self.exceptions if exception.period.covers(period)), None)


def _faults(level: Level) -> list[str]:
    return [fault for check in (_value_faults, _base_faults, _step_faults) for fault in check(level)]


def _value_faults(level: Level) -> list[str]:
    kind, value, upper = level.kind, level.value, level.upper
    faults = []
    needs = {LevelKind.AT_LEAST, LevelKind.AT_MOST, LevelKind.BETWEEN, LevelKind.RANK, LevelKind.SHARE}
    if kind in needs and value is None:
        faults.append(f"Ange ett tal för ”{kind.label}”.")
    if kind in {LevelKind.BETTER_THAN, LevelKind.DONE} and value is not None:
        faults.append(f"Nivån ”{kind.label}” har inget eget tal.")
    if (upper is not None) != (kind is LevelKind.BETWEEN):
        faults.append("Ange båda gränserna för ”mellan”, och en övre gräns bara där.")
    elif value is not None and upper is not None and value > upper:
        faults.append("Den undre gränsen får inte vara större än den övre.")
    if kind.is_change and value is not None and value < 0:
        faults.append("En förändring eller tolerans anges utan minustecken.")
    if kind is LevelKind.RANK and value is not None and (value < 1 or value != value.to_integral_value()):
        faults.append("Antalet bästa är ett heltal, minst 1.")
    if kind is LevelKind.SHARE and value is not None and not 0 < value <= 100:
        faults.append("Andelen bästa ligger över 0 och är högst 100 procent.")
    return faults


def _base_faults(level: Level) -> list[str]:
    faults = []
    if level.kind.is_change and not level.recurs and level.base is None and level.base_value is None:
        faults.append("Ange basperiod: en förändring till ett målår måste räknas från något.")
    if level.base is not None and level.target is not None and level.base.end >= level.target.end:
        faults.append("Basperioden måste ligga före målperioden.")
    if level.kind is LevelKind.BETTER_THAN and level.comparison is None:
        faults.append("Ange vad nivån jämförs med: jämförbara kommuner, länet eller riket.")
    return faults


def _step_faults(level: Level) -> list[str]:
    steps = [step for step in (level.step_low, level.value, level.step_high) if step is not None]
    if level.step_low is None and level.step_high is None:
        return []
    if level.value is None or level.kind in {LevelKind.BETWEEN, LevelKind.MAINTAIN}:
        return [f"Nivån ”{level.kind.label}” kan inte ha stegen lägst och helst."]
    easier_first = level.kind in {LevelKind.AT_LEAST, LevelKind.INCREASE, LevelKind.DECREASE}
    if steps != sorted(steps, reverse=not easier_first):
        return ["Stegen ska gå från lägst till helst: mål ligger mellan dem."]
    return []
