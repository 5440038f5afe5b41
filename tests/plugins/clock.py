"""The clock, for tests that must not depend on the day they run: `clock` stands at noon in Stockholm, where it is set.

It moves Django's clock, which is the only one that the portal asks (`timezone.now`, `timezone.localdate`).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

STOCKHOLM = ZoneInfo("Europe/Stockholm")
START = dt.date(2022, 3, 15)


class Clock:
    """What time it is, until it is set again."""

    def __init__(self) -> None:
        self.noon(START)

    def noon(self, day: dt.date) -> None:
        self.at(dt.datetime.combine(day, dt.time(12), STOCKHOLM))

    def at(self, moment: dt.datetime) -> None:
        assert moment.tzinfo is not None
        self.moment = moment.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    return clock
