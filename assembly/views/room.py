"""Sekreterarens start: what to do now, and the law's calendar."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assembly.room import waiting_for_secretary
from assembly.rules import check_may_conduct
from goals.models import PlanVersion
from goals.transitions import Status
from goals.views.publish import calendar_rows


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """Everything that waits, and the calendars of next year's plan and of those put forward."""
    check_may_conduct(request.user)
    today = timezone.localdate()
    open_plans = PlanVersion.objects.filter(status__in=(Status.PROPOSED, Status.MOVED), plan__year__gte=today.year)
    years = sorted({today.year + 1, *open_plans.order_by().values_list("plan__year", flat=True)})
    context = {
        "groups": waiting_for_secretary(today),
        "calendars": [{"year": year, "duties": calendar_rows(year, today)} for year in years],
        "trail": [{"label": "Sekreteraren"}],
        "nav_current": "sekreterare",
    }
    return render(request, "assembly/room.html", context)
