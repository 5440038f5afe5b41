"""The assessment: from a level, values, comparison values and breaks to a status and the sentence that explains it.

Pure: values in, values out; no Django and no clock. The types it speaks of are gathered here for those who call it.
"""

from __future__ import annotations

from kpis.ambition import (
    AmountUnit,
    ComparisonKind,
    Level,
    LevelError,
    LevelException,
    LevelKind,
)
from kpis.outcomes import (
    Comparison,
    Direction,
    Gender,
    Measure,
    MissingReason,
    Observation,
    PeerValue,
    Series,
    SeriesBreak,
)
from kpis.verdicts import Assessment, Limits, Status, Step, Trend, UnknownReason

__all__ = [
    "Assessment",
    "AmountUnit",
    "Comparison",
    "ComparisonKind",
    "Direction",
    "Gender",
    "Level",
    "LevelError",
    "LevelException",
    "LevelKind",
    "Limits",
    "Measure",
    "MissingReason",
    "Observation",
    "PeerValue",
    "Series",
    "SeriesBreak",
    "Status",
    "Step",
    "Trend",
    "UnknownReason",
]
