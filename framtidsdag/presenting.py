"""A Framtidsdag as the components read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from framtidsdag.control.clock import clock_words
from framtidsdag.models import Framtidsdag
from goals.dates import written

STEP_NUMBERS = {step: number for number, step in enumerate(Framtidsdag.STEPS, start=1)}


def day_words(day: Framtidsdag) -> str:
    """ "27 september 2021", or that only the day of publication is known."""
    if day.date is None:
        return "Dagen framgår inte av källan"
    if day.date_is_published:
        return f"Publicerad {written(day.date)}; själva dagen framgår inte av källan"
    return written(day.date)


def form_words(day: Framtidsdag) -> str:
    return "" if day.form == Framtidsdag.Form.UNKNOWN else day.get_form_display()


def day_card(day: Framtidsdag) -> dict[str, Any]:
    """A day as components/day_card.html reads it."""
    return {
        "url": day.get_absolute_url(),
        "date": day.date,
        "is_published_date": day.date_is_published,
        "theme": day.theme,
        "form": form_words(day).lower(),
        "step": STEP_NUMBERS[day.step],
        "summary": day.purpose.partition("\n")[0],
        "is_example": False,
    }


def day_facts(day: Framtidsdag) -> list[dict[str, str]]:
    published = {"term": "Publicerad", "text": written(day.date) if day.date else "", "url": ""}
    held = {"term": "Dag", "text": "" if day.date_is_published or not day.date else written(day.date), "url": ""}
    return [
        held,
        *([published] if day.date_is_published else []),
        {"term": "Form", "text": form_words(day), "url": ""},
        {
            "term": "Planen som dagen arbetade för",
            "text": day.plan.title if day.plan else "",
            "url": day.plan.get_absolute_url() if day.plan else "",
        },
    ]


def programme(day: Framtidsdag) -> list[dict[str, str]]:
    """The day's programme as components/programme.html reads it."""
    return [
        {"time": times(item.starts_at, item.ends_at), "title": item.title, "text": item.text, "who": ""}
        for item in day.programme.all()
    ]


def times(starts_at: dt.time | None, ends_at: dt.time | None) -> str:
    """ "09.00–10.30", "09.00", or nothing."""
    return "–".join(clock_words(time) for time in (starts_at, ends_at) if time)
