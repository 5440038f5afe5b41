"""How a version was put forward, made public or taken back, as anyone may read it: the unit, never the person."""

from __future__ import annotations

import datetime as dt

from goals.dates import written
from goals.models import PlanVersion, VersionEvent


def told_events(version: PlanVersion, on: dt.date) -> list[str]:
    """ "Offentliggjordes 19 november 2021 av Kommunkansliet.", in time order up to the day; one query."""
    events = VersionEvent.objects.filter(version=version, date__lte=on).order_by("date", "pk")
    return [_line(event) for event in events]


def _line(event: VersionEvent) -> str:
    """Content that was read in has no unit; whoever put it forward stands elsewhere."""
    by = f", registrerat av {event.registered_by_unit}" if event.registered_by_unit else ""
    if event.kind == VersionEvent.Kind.PUBLISHED and event.registered_by_unit:
        by = f" av {event.registered_by_unit}"
    return f"{event.get_kind_display()} {written(event.date)}{by}."
