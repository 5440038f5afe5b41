"""The vision, and the whole red thread from it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import frame_of
from framtidsdag.thread import back, forward
from goals.kept_day import reads_day
from goals.models import GoalStatement, Vision
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query


@require_safe
@public_page
@reads_day
def vision(request: HttpRequest) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    frame = frame_of(as_of)
    visions = list(Vision.objects.begun(frame.as_of.on).prefetch_related("values"))
    statements = GoalStatement.objects.filter(version=frame.version).select_related("goal") if frame.version else []
    return render(
        request,
        "goals/vision.html",
        {
            "vision": visions[0] if visions else None,
            "earlier": visions[1:],
            "statements": statements,
            "frame": frame,
            "as_of": as_of,
            "trail": [{"label": "Vision"}],
            "line": forward(frame, current="vision"),
            "aside": back(frame, current=""),
            "page_updated": page_updated(request),
            "is_example": bool(visions and visions[0].is_example),
        },
    )
