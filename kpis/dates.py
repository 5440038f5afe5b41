"""Dates without time or zone: their Swedish names, and months added correctly."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final

MONTHS: Final = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def add_months(day: date, months: int) -> date:
    """Answer the same day so many months later, or that month's last day: 31 August + 6 months is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Answer the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def format_date(day: date) -> str:
    """Write a date in Swedish: "31 augusti 2021"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
