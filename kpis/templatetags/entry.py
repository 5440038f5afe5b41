"""What waits to be entered, for the admin's start page."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from kpis.models import Area
from kpis.recording import day_of
from kpis.waiting import followed

register = template.Library()


@register.simple_tag(takes_context=True)
def entry_summary(context: dict[str, Any]) -> str:
    """One sentence: how many of one's own nyckeltal wait for a value; of all, for whoever keeps none."""
    area = Area.objects.filter(code=settings.MUNICIPALITY.code).first()
    if area is None:
        return "Kommunens område är inte inlagt än."
    waiting = followed(user=context["user"], area=area, on=day_of(timezone.now()))
    own = [item for item in waiting if item.is_mine]
    shown = own or waiting
    due = sum(item.is_due for item in shown)
    whose = "dina" if own else "portalens"
    if not due:
        return f"Inget av {whose} {len(shown)} nyckeltal väntar på värde."
    return f"{due} av {whose} {len(shown)} nyckeltal väntar på värde."
