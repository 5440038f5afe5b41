"""Which long-term goals a draft may take up. What is asked for by hand is held to the same as what is offered."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from goals import parts
from goals.models import LongTermGoal, PlanVersion


def goals_for(draft: PlanVersion) -> QuerySet[LongTermGoal]:
    """The body's own goals that apply in the plan's three years. The draft is fetched with its plan."""
    year = draft.plan.year
    goals = LongTermGoal.objects.filter(body=draft.plan.body_id, first_year__lte=year + 2)
    return goals.filter(Q(last_year__isnull=True) | Q(last_year__gte=year))


def goal_or_404(draft: PlanVersion, slug: str) -> LongTermGoal:
    """The goal that an address or a form names: one of ``goals_for``, or one that the draft has something of already.

    Another body's goal is not there to be taken up, nor is one whose years have passed. Raises Http404.
    """
    found = LongTermGoal.objects.filter(Q(pk__in=goals_for(draft).order_by().values("pk")) | _is_spoken_of(draft))
    # The database does not take a null character.
    goal = None if "\0" in slug else found.filter(slug=slug).first()
    if goal is None:
        raise Http404("Målet finns inte bland dem som utkastet kan ha.")
    return goal


def _is_spoken_of(draft: PlanVersion) -> Q:
    """Whether any part of the draft belongs to the goal."""
    spoken = Q(pk__in=[])
    for spec in parts.specs():
        if any(field.attname == "goal_id" for field in spec.model._meta.concrete_fields):
            rows: Any = spec.model._default_manager.filter(version=draft)
            spoken |= Q(Exists(rows.filter(goal=OuterRef("pk"))))
    return spoken
