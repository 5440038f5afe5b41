"""How ambition levels are edited and read in a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.http import HttpRequest
from django.utils import timezone

from drafts.editors import Editor, register
from drafts.level_charts import assessed, own_observations, spark_of
from drafts.level_forms import LevelForm
from drafts.level_subject import subject_of
from drafts.states import State
from goals.models import PlanVersion
from goals.publishing import wants_fragment
from kpis.models import AmbitionLevel, KpiValue, LevelBody, SeriesBreak
from kpis.outcomes import Gender, Series
from kpis.reading import break_of, level_of, measure_of
from kpis.sentences import level_sentence

SLUG = "niva"
# What other parts of the portal tell of a level: the expression that is read with it, and how that is shown.
_TOLD: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {}


def register_levels() -> None:
    """Called once from DraftsConfig.ready."""
    register(
        Editor(
            SLUG, "kpis.ambitionlevel", "ambitionsnivån", LevelForm, "drafts/parts/level.html",
            new="Lägg till en ambitionsnivå", form_template="drafts/level_form.html", movable=True, rows=rows,
            present=present, prepare=prepare,
        )
    )  # fmt: skip


def also_tells(name: str, expression: Callable[[], Any], shown: Callable[[Any], Any]) -> None:
    """Levels are read with ``expression``, and shown as ``part.shown``'s ``name``; called from AppConfig.ready."""
    _TOLD[name] = (expression, shown)


def prepare(request: HttpRequest, draft: PlanVersion, state: State | None) -> dict[str, Any]:
    """What the form needs: the nyckeltal and goal. Buttons for those without JavaScript are left out of fragments."""
    key = request.resolver_match.kwargs.get("key") if request.resolver_match else None
    return {
        "subject": subject_of(request, draft, key),
        "today": timezone.localdate(),
        "with_buttons": not wants_fragment(request),
    }


def rows(draft: PlanVersion) -> Any:
    """The draft's levels with what reading them needs: five more queries, however many they are."""
    today, own = timezone.localdate(), settings.MUNICIPALITY.code
    values = KpiValue.objects.as_known_on(today).filter(area__code=own, gender=Gender.TOTAL, series=Series.OFFICIAL)
    breaks = SeriesBreak.objects.filter(Q(area__isnull=True) | Q(area__code=own))
    levels = AmbitionLevel.objects.filter(version=draft).select_related("version__plan", "kpi", "goal", "compared_with")
    levels = levels.annotate(**{name: expression() for name, (expression, _) in _TOLD.items()})
    return levels.prefetch_related(
        "exceptions",
        Prefetch("bodies", LevelBody.objects.select_related("body"), to_attr="responsible"),
        Prefetch("kpi__values", values.order_by("period_end"), to_attr="own_values"),
        Prefetch("kpi__breaks", breaks, to_attr="own_breaks"),
    ).order_by("order", "pk")


def present(row: Any) -> dict[str, Any]:
    """The level as its reading template shows it; of a row from ``rows``."""
    kpi, level, today = row.kpi, level_of(row), timezone.localdate()
    observations = own_observations(kpi.own_values)
    breaks = [break_of(item) for item in kpi.own_breaks]
    assessment = assessed(level, kpi, observations, breaks, today)
    return {name: shown(getattr(row, name)) for name, (_, shown) in _TOLD.items()} | {
        "name": kpi.title,
        "url": kpi.get_absolute_url(),
        "sentence": level_sentence(level, measure_of(kpi)),
        "bodies": [
            f"{item.body.title} (bedöms på eget värde)" if item.own_value else item.body.title
            for item in row.responsible
        ],
        "status": assessment.status.value if assessment else "",
        "is_example": bool(row.is_example or (assessment and assessment.is_example)),
        "is_retired": bool(kpi.retired_on and kpi.retired_on <= today),
        "spark": spark_of(kpi, level, observations, breaks, from_year=row.version.plan.year),
    }
