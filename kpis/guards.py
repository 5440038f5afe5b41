"""What the database itself sees to about values: they are only added, and one is known at a time."""

from __future__ import annotations

from typing import Final

from goals import triggers
from kpis.models import KpiValue

TABLE: Final = KpiValue._meta.db_table
# Whose figure of what: the columns that two vintages of one value share.
SLOT: Final = ("kpi_id", "area_id", "period_kind", "period_end", "gender", "series")
SAME_SLOT: Final = " AND ".join(f"x.{column} = NEW.{column}" for column in SLOT)


def register() -> None:
    """Called once from KpisConfig.ready."""
    triggers.insert_only(
        KpiValue, "Ett värde ändras inte. Lägg in ett nytt, så behålls historiken.", closing="known_to"
    )
    triggers.refuse(
        triggers.Rule(
            "kpivalue_overlaps", TABLE, "INSERT",
            # A row corrected on the day it came was never known, and is in nobody's way.
            _exists(f"x.known_from < {_end('NEW')} AND NEW.known_from < {_end('x')} "
                    f"AND x.known_from < {_end('x')} AND NEW.known_from < {_end('NEW')}"),
            "Ett annat värde för perioden var känt samtidigt.",
        ),
        triggers.Rule(
            "kpivalue_replaces_another", TABLE, "INSERT",
            f"NEW.replaces_id IS NOT NULL AND NOT {_exists('x.id = NEW.replaces_id')}",
            "Ett värde ersätter bara ett tidigare för samma nyckeltal, område och period.",
        ),
    )  # fmt: skip


def _exists(condition: str) -> str:
    """There is a row x for the new row's slot that fulfils the condition."""
    return f"EXISTS (SELECT 1 FROM {TABLE} x WHERE {SAME_SLOT} AND {condition})"  # noqa: S608  (our own names)


def _end(row: str) -> str:
    """The day from which the row was no longer known; today's row is known for ever."""
    return f"COALESCE({row}.known_to, '9999-12-31')"
