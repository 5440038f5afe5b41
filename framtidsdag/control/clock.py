"""Times of a programme: read as people type them, and looked at for gaps and overlaps. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

WRONG: Final = "Skriv tiden som 9.00 eller 13.30."
_CLOCK: Final = re.compile(r"(?:kl\.?\s*)?(?P<hour>\d{1,2})(?:\s*[.:,]?\s*(?P<minute>\d{2}))?", re.IGNORECASE)


class ClockError(ValueError):
    """What was typed is no time of day; the message says in Swedish how to write one."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A point of the programme with what is known of its times."""

    title: str
    starts: dt.time | None
    ends: dt.time | None


def parse_clock(text: str) -> dt.time | None:
    """ "9.00", "09:00", "9", "0900" or "kl. 9": the time; None for nothing. Raises ClockError."""
    typed = " ".join(text.split())
    if not typed:
        return None
    found = _CLOCK.fullmatch(typed)
    if found is None:
        raise ClockError(WRONG)
    try:
        return dt.time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError as error:
        raise ClockError(WRONG) from error


def clock_words(time: dt.time | None) -> str:
    """ "09.00", or nothing."""
    return f"{time.hour:02}.{time.minute:02}" if time else ""


def objections(slots: Sequence[Slot]) -> list[str]:
    """What to look at once more in a programme, as Swedish sentences: nothing here forbids it."""
    timed = [slot for slot in slots if slot.starts]
    return [told for before, after in pairwise(timed) if (told := _between(before, after))]


def _between(before: Slot, after: Slot) -> str:
    if before.starts is None or after.starts is None:
        return ""
    if after.starts < before.starts:
        return (
            f"”{after.title}” börjar {clock_words(after.starts)}, före ”{before.title}” som står ovanför. "
            "Flytta upp den, eller ändra tiden."
        )
    if before.ends is None:
        return ""
    if after.starts < before.ends:
        return (
            f"”{after.title}” börjar {clock_words(after.starts)}, innan ”{before.title}” slutar "
            f"{clock_words(before.ends)}."
        )
    if after.starts > before.ends:
        return (
            f"Mellan ”{before.title}”, som slutar {clock_words(before.ends)}, och ”{after.title}”, som börjar "
            f"{clock_words(after.starts)}, står inget."
        )
    return ""
