"""A day's workshops: one for each goal, added and taken away while nothing is written in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from framtidsdag import rooms
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Workshop
from framtidsdag.preparation.prepare_rows import asks
from goals.models import GoalStatement, LongTermGoal, PlanVersion

TOO_LATE = "Workshoparna är över. Inga fler läggs till."
WRITTEN = "Det finns text eller markeringar i workshopen. Den tas inte bort."


def goals_of(day: Framtidsdag) -> list[LongTermGoal]:
    """The goals that the day's plan states, in its latest public wording; else the body's goals of that year."""
    today = timezone.localdate()
    if day.plan is None:
        year = day.date.year if day.date else today.year
        return list(_of_year(year).filter(pk__in=LongTermGoal.objects.public(today).values("pk")))
    versions = PlanVersion.objects.filter(plan=day.plan_id).order_by("-number")
    latest = versions.adopted_by(today).first() or versions.public(today).first()
    if latest is not None:
        stated = GoalStatement.objects.filter(version=latest).select_related("goal").order_by("order")
        if goals := [statement.goal for statement in stated]:
            return goals
    return list(_of_year(day.plan.year).filter(body=day.plan.body_id))


def goals_without(day: Framtidsdag) -> list[LongTermGoal]:
    """Those of the goals that have no workshop yet."""
    taken = set(Workshop.objects.filter(day=day).values_list("goal_id", flat=True))
    return [goal for goal in goals_of(day) if goal.pk not in taken]


def choosable(day: Framtidsdag) -> Any:
    """Goals that a workshop can be added for, whatever plan they are in."""
    public = LongTermGoal.objects.public(timezone.localdate())
    return public.exclude(workshops__day=day).order_by("-first_year", "body", "number")


def add(*, day: Framtidsdag, goals: Iterable[LongTermGoal]) -> int:
    """A workshop for each of the goals that has none. Answers how many were added."""
    with rooms.writing(day.pk, "stage", about=Workshop) as room:
        if not asks(room.day):
            raise RoomError(TOO_LATE)
        found = Workshop.objects.filter(day=day)
        taken = set(found.values_list("goal_id", flat=True))
        last = found.aggregate(last=Max("order"))["last"] or 0
        new = [goal for goal in goals if goal.pk not in taken]
        for order, goal in enumerate(new, start=last + 1):
            Workshop.objects.create(day=day, goal=goal, order=order)
    return len(new)


def remove(*, day: Framtidsdag, pk: int) -> str:
    """Take away a workshop in which nothing is written. Answers its goal. Raises RoomError."""
    with rooms.writing_in(pk, "stage") as (workshop, room):
        if room.day.pk != day.pk:
            raise RoomError("Workshopen finns inte.")
        if workshop.pk not in removable(room.day):
            raise RoomError(WRITTEN)
        goal = str(workshop.goal)
        workshop.delete()
    return goal


def removable(day: Framtidsdag) -> set[int]:
    """The workshops in which nothing is written or marked, by primary key."""
    empty = Q(notes__isnull=True, proposals__isnull=True, marks__isnull=True)
    return set(Workshop.objects.filter(empty, day=day).values_list("pk", flat=True))


def _of_year(year: int) -> Any:
    later = Q(last_year__isnull=True) | Q(last_year__gte=year)
    return LongTermGoal.objects.filter(later, first_year__lte=year).order_by("body", "number")
