"""What is missing before a day can begin. It is told, and blocks nothing."""

from __future__ import annotations

from dataclasses import dataclass

from framtidsdag.models import Framtidsdag
from framtidsdag.preparation.prepared import FACTS, GROUPS, PROGRAMME, WORKSHOPS
from framtidsdag.workshop.workshops import goals_without


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, and the part of the page where it is filled in."""

    text: str
    part: str


def missing(day: Framtidsdag) -> list[Missing]:
    """In the order of the page; empty when the day can begin. Six queries or so, whatever the day holds."""
    found = []
    if not day.purpose.strip():
        found.append(Missing("Syftet är inte skrivet.", FACTS))
    if day.form == Framtidsdag.Form.UNKNOWN:
        found.append(Missing("Formen är inte bestämd: digital, fysisk eller båda.", FACTS))
    if day.plan_id is None:
        found.append(Missing("Planen som dagen arbetar för är inte vald.", FACTS))
    if not day.groups.exists():
        found.append(Missing("Inga deltagargrupper är inlagda.", GROUPS))
    times = list(day.programme.values_list("starts_at", flat=True))
    if not times:
        found.append(Missing("Programmet är tomt.", PROGRAMME))
    elif None in times:
        found.append(Missing("Alla programpunkter har inte en tid.", PROGRAMME))
    return found + _of_workshops(day)


def _of_workshops(day: Framtidsdag) -> list[Missing]:
    workshops = list(day.workshops.all())
    if not workshops:
        return [Missing("Ingen workshop är inlagd.", WORKSHOPS)]
    found = []
    without = goals_without(day)
    if without and day.plan_id:
        words = "Ett av planens mål har" if len(without) == 1 else f"{len(without)} av planens mål har"
        found.append(Missing(f"{words} ingen workshop.", WORKSHOPS))
    silent = sum(not workshop.question_list for workshop in workshops)
    if silent:
        words = "En workshop har" if silent == 1 else f"{silent} workshopar har"
        found.append(Missing(f"{words} inga frågor.", WORKSHOPS))
    return found
