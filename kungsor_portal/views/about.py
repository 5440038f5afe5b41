"""/om/: how the portal works, what a bedömning rests on, and where everything comes from."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import Frame, frame_of
from framtidsdag.thread import Station, forward
from goals.publishing import page_updated, public_page
from goals.queries import AsOf
from kpis.models import Kpi

MOST_SOURCES = 30


@require_safe
@public_page
def about(request: HttpRequest) -> HttpResponse:
    frame = frame_of(AsOf(timezone.localdate()))
    sources = Kpi.objects.values("source").annotate(number=Count("pk")).order_by("-number", "source")
    return render(
        request,
        "portal/about.html",
        {
            "onwards": _onwards(),
            "backwards": _backwards(frame),
            "sources": list(sources[:MOST_SOURCES]),
            "session_hours": settings.SESSION_COOKIE_AGE // 3600,
            "log_days": settings.LOG_RETENTION_DAYS,
            "trail": [{"label": "Om portalen"}],
            "line": forward(frame, current=""),
            "page_updated": page_updated(request),
        },
    )


def _onwards() -> list[Station]:
    """From the vision to the follow-up, each with what it is."""
    kpis = reverse("kpis")
    return [
        Station("Vision", "Vart vi är på väg", reverse("vision"), "Den mest övergripande bilden av framtiden."),
        Station("Långsiktiga mål", "Vad vi vill uppnå", reverse("goals"),
                "Fullmäktige fastställer dem för flera år. De tar avstamp i Agenda 2030 och länets strategi."),
        Station("Fokus", "Vad årets arbete handlar om", reverse("plans"), "Står i mål och budget för varje år."),
        Station("Nyckeltal", "Hur vi mäter", kpis, "Ett tal som visar om utvecklingen går åt rätt håll."),
        Station("Ambitionsnivå", "Hur långt vi vill nå", kpis, "Beslutas för varje nyckeltal, med målår och motiv."),
        Station("Utfall", "Hur det blev", kpis, "Det senaste värdet, med källa."),
        Station("Bedömning", "Når vi nivån?", "#bedomning", "Görs av portalen, efter regler som står här nedanför."),
        Station("Uppföljning", "Vad vi gör åt det", reverse("plans"),
                "Återkommande under året: nämnderna analyserar och föreslår åtgärder.", is_coming=True),
    ]  # fmt: skip


def _backwards(frame: Frame) -> list[Station]:
    """From a Framtidsdag to the decision."""
    return [
        Station("Framtidsdag", "Politiken samlas", reverse("framtidsdagar"), "Kring fakta och nuläge."),
        Station("Förslag", "Nyckeltal föreslås", f"{frame.day_url}#forslag", "Av dem som deltar, med skäl."),
        Station("Prioritering", "De viktigaste väljs", f"{frame.day_url}#prioritering", "Deltagarna markerar."),
        Station("Förslag till beslut", "Nivåer sätts", reverse("plans"), "Kommunstyrelsen lägger fram en version."),
        Station("Beslut", "Fullmäktige beslutar", reverse("decisions"), "Versionen låses och kan aldrig ändras."),
    ]
