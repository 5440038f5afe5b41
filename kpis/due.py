"""When the next value of a nyckeltal should be there: for what is due, and for what is out of date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from kpis.dates import add_months, month_end
from kpis.periods import Period, PeriodKind

#: Months from the end of a period until its value is published, where the nyckeltal says nothing else.
DEFAULT_LAG_MONTHS: Final = 18


def next_due(period: Period, frequency: PeriodKind, lag_months: int | None = None) -> date:
    """Answer the day by which the value after ``period`` should be published.

    The end of the period, plus one frequency, plus the publication lag in months (18 unless given). The months
    are added at once, so that no day is lost on a short month in between, and what follows a period that ends
    with its month ends with its month too.
    """
    lag = DEFAULT_LAG_MONTHS if lag_months is None else lag_months
    due = add_months(period.end, frequency.months + lag)
    if period.kind is not PeriodKind.DAY:
        due = month_end(due.year, due.month)
    return due + timedelta(days=1) if frequency is PeriodKind.DAY else due
