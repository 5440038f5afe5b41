"""How a plan came to be: the year's process with its dates, from what the municipality has told and decided. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from goals.dates import written
from goals.models import Decision


class UsualStep(Protocol):
    """A step that comes every year, without a day of its own (settings.MUNICIPALITY.process)."""

    @property
    def month(self) -> int: ...
    @property
    def when(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A step as components/year.html reads it."""

    when: str
    label: str
    state: str
    date: dt.date | None = None
    url: str = ""
    is_example: bool = False


def process_of(
    *, year: int, on: dt.date, usual: Sequence[UsualStep], decisions: Iterable[Decision],
    days: Iterable[tuple[dt.date, str, str]],
) -> list[Step]:  # fmt: skip
    """The steps towards the budget year's plan, in order: done, the current one, and those to come.

    ``usual`` are the municipality's recurring steps without a day of their own, placed in the year before;
    ``days`` are Framtidsdagar as (date, theme, address). The current step is the latest that has begun while
    something is still to come; when all are past, none is current.
    """
    before = year - 1
    steps: list[tuple[dt.date, dt.date | None, str, str, str]] = [
        (dt.date(before, step.month, 1), None, step.when.format(year=before), step.text, "") for step in usual
    ]
    steps += [(d.date, d.date, written(d.date), d.title, d.get_absolute_url()) for d in decisions if d.date_is_known]
    steps += [(day, day, written(day), theme, url) for day, theme, url in days]
    ordered = sorted(steps, key=lambda step: step[0])
    begun = [step for step in ordered if step[0] <= on]
    all_past = len(begun) == len(ordered) and bool(ordered) and on > _end_of_month(ordered[-1][0])
    found = []
    for at, (_, date, when, label, url) in enumerate(ordered):
        is_current = not all_past and at == len(begun) - 1
        state = "current" if is_current else "done" if at < len(begun) else "next"
        found.append(Step(when, label, state, date, url))
    return found


def _end_of_month(day: dt.date) -> dt.date:
    following = day.replace(day=28) + dt.timedelta(days=4)
    return following - dt.timedelta(days=following.day)
