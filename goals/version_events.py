"""How a version was put forward, made public or taken back, as anyone may read it: the unit, never the person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, OuterRef, Subquery
from django.db.models.functions import Cast, Concat

from goals.dates import written
from goals.models import VersionEvent
from goals.models.plans import PlanVersionQuerySet
from goals.models.record import VersionEventKind


def with_events(versions: PlanVersionQuerySet, on: dt.date) -> PlanVersionQuerySet:
    """The versions with their events up to the day, one of each kind, for ``told_events``; no query more."""
    return versions.annotate(**{_name(kind): Subquery(_latest(kind, on)) for kind in VersionEventKind})


def told_events(version: Any) -> list[str]:
    """ "Offentliggjordes 19 november 2021 av Kommunkansliet.", in time order; ``with_events`` read the version."""
    found = [(event[:10], kind, event[10:]) for kind in VersionEventKind if (event := getattr(version, _name(kind)))]
    return [_line(kind, day, unit) for day, kind, unit in sorted(found, key=lambda one: one[0])]


def _name(kind: VersionEventKind) -> str:
    return f"{kind.value}_event"


def _latest(kind: VersionEventKind, on: dt.date) -> Any:
    """The day as YYYY-MM-DD and the unit, in one column."""
    events = VersionEvent.objects.filter(version=OuterRef("pk"), kind=kind, date__lte=on).order_by("-date", "-pk")
    return events.values(event=Concat(Cast("date", CharField()), "registered_by_unit", output_field=CharField()))[:1]


def _line(kind: VersionEventKind, day: str, unit: str) -> str:
    """Content that was read in has no unit; whoever put it forward stands elsewhere."""
    by = f", registrerat av {unit}" if unit else ""
    if kind == VersionEventKind.PUBLISHED and unit:
        by = f" av {unit}"
    return f"{kind.label} {written(dt.date.fromisoformat(day))}{by}."
