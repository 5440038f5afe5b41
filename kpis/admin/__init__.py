"""Nyckeltal, areas and values in the admin; values are entered on pages of their own and written by ``recording``."""

from kpis.admin import areas, kpi, values

__all__ = ["areas", "kpi", "values"]
