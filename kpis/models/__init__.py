"""Nyckeltal and their values, areas and ambition levels. Stands on goals."""

from kpis.models.areas import Area, AreaMembership
from kpis.models.kpis import Kpi, SeriesBreak
from kpis.models.levels import AmbitionLevel, LevelBody, LevelException
from kpis.models.values import KpiValue

__all__ = [
    "AmbitionLevel",
    "Area",
    "AreaMembership",
    "Kpi",
    "KpiValue",
    "LevelBody",
    "LevelException",
    "SeriesBreak",
]
