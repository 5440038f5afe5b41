"""The frame of the processledare's pages: where the day is among its four steps, and the tabs that exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.urls import Resolver404, resolve, reverse

from framtidsdag.fetching import room_of
from framtidsdag.models import Framtidsdag
from framtidsdag.presenting import STEP_NUMBERS
from framtidsdag.rules import may_answer, may_lead

register = template.Library()
# Label, and the address under the day's. The workshops' and the prioritering's own end with a workshop's number.
_LEADS: Final = (
    ("Översikt", "ledning/"), ("Nuläge", "ledning/nulage/"), ("Workshopar", "ledning/workshop/"),
    ("Prioritering", "ledning/prioritering/"),
)  # fmt: skip
_PREPARES: Final = (("Förbered", "forbered/"),)
_ANSWERS: Final = (("Svara", "svara/"), ("Följ upp", "folj-upp/"))
_PER_WORKSHOP: Final = ("ledning/workshop/", "ledning/prioritering/")


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class LeadFrame:
    """``step`` is the number of the day's step; ``trail`` as components/breadcrumbs.html reads it."""

    step: int
    tabs: tuple[Tab, ...]
    trail: tuple[dict[str, str], ...]
    screen_url: str


@register.simple_tag(takes_context=True)
def lead_frame(context: Any, day: Framtidsdag) -> LeadFrame:
    """The frame for whoever asks. What they may not do, and what does not exist, is left out."""
    request = context["request"]
    base = day.get_absolute_url()
    leads, answers = may_lead(request.user), may_answer(request.user)
    wanted = (_LEADS + _ANSWERS + _PREPARES) if leads else (_ANSWERS if answers else ())
    asked = request.path.removeprefix(base)
    current = max((path for _, path in wanted if asked.startswith(path)), key=len, default="")
    # A workshop has a page of its own: the tab leads to the one in focus, else to the first.
    workshop = _workshop_of(day) if leads else None
    tabs = tuple(
        Tab(label, url, is_current=path == current)
        for label, path in wanted
        if (url := _existing(base, path, workshop))
    )
    here = next((tab.label for tab in tabs if tab.is_current), "Leda dagen")
    trail = (
        {"label": "Framtidsdagar", "url": reverse("framtidsdagar")},
        {"label": day.theme, "url": base},
        {"label": here, "url": ""},
    )
    return LeadFrame(STEP_NUMBERS[day.step], tabs, trail, base + "storbild/" if leads else "")


def _workshop_of(day: Framtidsdag) -> int | None:
    room = room_of(day)
    if room is not None and room.workshop_id:
        return int(room.workshop_id)
    return day.workshops.order_by("order").values_list("pk", flat=True).first()


def _existing(base: str, path: str, workshop: int | None) -> str:
    if path in _PER_WORKSHOP:
        if workshop is None:
            return ""
        path += f"{workshop}/"
    try:
        resolve(base + path)
    except Resolver404:
        return ""
    return base + path
