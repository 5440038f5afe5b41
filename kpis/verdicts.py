"""What an assessment answers: status, trend, and the reasons when there is none. No Django, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kpis.ambition import Level
from kpis.outcomes import Observation


class Status(StrEnum):
    MET = "met"
    PARTLY = "partly"
    MISSED = "missed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return _STATUS_LABELS[self]


_STATUS_LABELS: Final = {
    Status.MET: "uppfyllt",
    Status.PARTLY: "delvis uppfyllt",
    Status.MISSED: "ej uppfyllt",
    Status.UNKNOWN: "kan inte bedömas",
}


class UnknownReason(StrEnum):
    """Why a level cannot be judged."""

    NO_VALUE = "no_value"
    OUTDATED = "outdated"
    TOO_FEW_CASES = "too_few_cases"
    NO_COMPARISON = "no_comparison"
    SERIES_BREAK = "series_break"
    TOO_FEW_AREAS = "too_few_areas"
    NO_DIRECTION = "no_direction"
    ZERO_BASE = "zero_base"

    @property
    def label(self) -> str:
        return _REASON_LABELS[self]


_REASON_LABELS: Final = {
    UnknownReason.NO_VALUE: "utfall saknas",
    UnknownReason.OUTDATED: "utfallet är inaktuellt",
    UnknownReason.TOO_FEW_CASES: "för få fall",
    UnknownReason.NO_COMPARISON: "det som utfallet ska jämföras med saknas",
    UnknownReason.SERIES_BREAK: "jämförelsen går över ett seriebrott",
    UnknownReason.TOO_FEW_AREAS: "färre än två tredjedelar av kommunerna har ett värde",
    UnknownReason.NO_DIRECTION: "nyckeltalet har ingen riktning som är bättre",
    UnknownReason.ZERO_BASE: "förändring i procent kan inte räknas från noll",
}


class Trend(StrEnum):
    """A valuation of the movement since the previous comparable value: better or worse, not up or down."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"
    INCOMPARABLE = "incomparable"
    UNVALUED = "unvalued"

    @property
    def label(self) -> str:
        return _TREND_LABELS[self]


_TREND_LABELS: Final = {
    Trend.IMPROVED: "förbättrats",
    Trend.UNCHANGED: "oförändrat",
    Trend.WORSENED: "försämrats",
    Trend.INCOMPARABLE: "kan inte jämföras",
    Trend.UNVALUED: "kan inte värderas",
}


class Step(StrEnum):
    """Which of a level's steps the value reaches."""

    NONE = "none"
    LOW = "low"
    TARGET = "target"
    HIGH = "high"

    @property
    def label(self) -> str:
        return _STEP_LABELS[self]


_STEP_LABELS: Final = {
    Step.NONE: "når inte lägsta nivån",
    Step.LOW: "når lägsta nivån",
    Step.TARGET: "når målet",
    Step.HIGH: "når det som helst ska nås",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The threshold a value was held against, in the nyckeltal's unit; a one-sided one has one bound.

    ``low_open`` and ``high_open``: the bound itself is not enough (öka without an amount: more than the base).
    """

    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """A level's status and the sentences that explain it.

    ``sentence`` is the result ("2,3 % år 2023: över ambitionsnivån. Förbättrats."), ``level_sentence`` the level
    ("Minst 1 % varje år"), ``explanation`` the rule, sentence by sentence, for the page to fold out. ``observation``
    is the value judged; ``previous`` the comparable one before it, on which ``trend`` rests; ``missing_later`` a later
    period whose figure is missing. ``limits`` is the threshold in force for the value's own period. ``rank`` of ``n``
    areas with a value; ``peer_value`` the group's mean of ``n`` areas, or the published figure, rounded for reading.
    ``is_example``: something it was computed from is an example, and so is everything made of it.
    All of it is the portal's own calculation ("Egen beräkning").
    """

    level: Level
    status: Status
    level_sentence: str
    sentence: str
    explanation: tuple[str, ...]
    trend: Trend = Trend.INCOMPARABLE
    reason: UnknownReason | None = None
    observation: Observation | None = None
    previous: Observation | None = None
    missing_later: Observation | None = None
    limits: Limits | None = None
    rank: int | None = None
    n: int | None = None
    peer_value: Decimal | None = None
    step: Step | None = None
    is_preliminary: bool = False
    is_example: bool = False
