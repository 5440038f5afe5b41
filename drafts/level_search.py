"""Choosing a nyckeltal for a new level: the catalogue searched, and what the goal already has said at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse

from drafts.level_charts import own_observations
from goals.models import LongTermGoal, PlanVersion
from kpis.ambition import LevelKind
from kpis.models import AmbitionLevel, Kpi, KpiValue
from kpis.outcomes import Gender, Series
from kpis.presenting import shown
from kpis.series import latest_value

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A nyckeltal that can be chosen. ``has`` are the kinds of level that the goal has for it already."""

    kpi: Kpi
    url: str
    value: str
    period: str
    has: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """At most twenty. ``is_cut``: there are more."""

    found: list[Hit]
    is_cut: bool


def search(draft: PlanVersion, goal: LongTermGoal, text: str, *, today: dt.date) -> Hits:
    """Nyckeltal that are still followed, by title; three queries. Without a text, all of them from the beginning."""
    own = Q(area__code=settings.MUNICIPALITY.code, gender=Gender.TOTAL, series=Series.OFFICIAL)
    values = KpiValue.objects.as_known_on(today).filter(own).order_by("period_end")
    followed = Kpi.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=today)).search(text)
    kpis = list(
        followed.order_by("sort_key", "code").prefetch_related(Prefetch("values", values, to_attr="own_values"))[
            : MOST + 1
        ]
    )
    has: dict[int, list[str]] = defaultdict(list)
    levels = AmbitionLevel.objects.filter(version=draft, goal=goal, kpi__in=kpis).order_by("order", "pk")
    for kpi_id, kind in levels.values_list("kpi_id", "kind"):
        has[kpi_id].append(LevelKind(kind).label)
    return Hits([_hit(draft, goal, kpi, has[kpi.pk]) for kpi in kpis[:MOST]], len(kpis) > MOST)


def _hit(draft: PlanVersion, goal: LongTermGoal, kpi: Any, has: list[str]) -> Hit:
    latest = latest_value(own_observations(kpi.own_values), None)
    query = urlencode({"mal": goal.slug, "nyckeltal": kpi.code})
    url = f"{reverse('draft_part_new', args=[draft.pk, 'niva'])}?{query}"
    return Hit(kpi, url, shown(kpi, latest), latest.period.label if latest else "", tuple(has))
