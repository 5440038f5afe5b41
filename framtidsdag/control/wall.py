"""The big screen's scenes: what each shows of the day, and no more than fits. Never how many marks a proposal has
before it is shown (``phases.shows_results``), and nothing of what is hidden.

Heights are in lines of the wall's text, of which the stage has some thirteen under its heading (day-screen.css).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from framtidsdag.control.fitting import fitting, lines_of, two_columns
from framtidsdag.fetching import date_or_404
from framtidsdag.models import FactsSheet, Framtidsdag, KpiProposal, Mark, Participant, Reflection, Room, Workshop
from framtidsdag.phases import shows_results
from framtidsdag.prioritising.results import shown
from framtidsdag.prioritising.tally import tallies_of
from framtidsdag.situation.facts_sheet import goals_of, is_example
from goals.swedish import enumerated

Scene = Room.Scene
LINES: Final = 13.0
COLUMN: Final = 38  # signs in a line of a column
LONGEST: Final = 4  # lines of one text
# How many bars a workshop has room for, by how many workshops there are.
_BARS: Final = {1: 6, 2: 4, 3: 4}
_MOST_WORKSHOPS: Final = 6


def screened_day_or_404(date: str) -> Framtidsdag:
    """The day with its room and ``present``, how many have joined; one query."""
    joined = Participant.objects.filter(day=OuterRef("pk")).order_by().values("day").annotate(n=Count("pk")).values("n")
    days = Framtidsdag.objects.select_related("room__workshop__goal").annotate(present=Coalesce(Subquery(joined), 0))
    found: Framtidsdag = get_object_or_404(days, date=date_or_404(date))
    return found


def state_of(day: Framtidsdag, room: Room, now: dt.datetime) -> tuple[Any, ...]:
    """What the scene's ETag is made of, beside the content's revision: no query."""
    present = getattr(day, "present", 0)
    is_out = room.timer_ends_at is not None and room.timer_ends_at <= now
    beside: dict[str, tuple[Any, ...]] = {
        Scene.WELCOME: (present, now.replace(second=0, microsecond=0)),
        Scene.REFLECTIONS: (room.texts,),
        Scene.PROPOSALS: (room.texts,),
        Scene.MARKING: (room.marks, room.texts, present),
        Scene.RESULTS: (room.marks, room.texts),
    }
    return (room.pk, room.stage, room.scene, room.is_open, day.phase, is_out, *beside.get(room.scene, ()))


def scene_of(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    """What the scene's own template reads."""
    if room.scene == Scene.RESULTS and not shows_results(day.phase, room.scene):
        return {}
    return _SCENES[room.scene](request, day, room, now)


def _welcome(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    items = list(day.programme.all())
    current = now_on(items, now) if now.date() == day.date else None
    # What is over leaves room for what is to come.
    first = max(items.index(current) - 1, 0) if current else 0
    is_timed = any(item.starts_at for item in items)
    rows = fitting(items[first:], lambda item: lines_of(item.title, 26 if is_timed else 30, 2) + 0.35, LINES + 1)
    return {
        "programme": [
            {"starts_at": item.starts_at, "title": item.title, "is_now": current is not None and item.pk == current.pk}
            for item in rows
        ],
        "is_timed": is_timed,
        "more": len(items) - first - len(rows),
        "present": getattr(day, "present", 0),
    }  # fmt: skip


def now_on(items: list[Any], now: dt.datetime) -> Any:
    """The point of the programme that goes on: the last one begun, unless its end has been. None without times."""
    clock = now.time().replace(tzinfo=None)
    begun = [item for item in items if item.starts_at is not None and item.starts_at <= clock]
    if not begun or (begun[-1].ends_at is not None and begun[-1].ends_at <= clock):
        return None
    return begun[-1]


def _facts(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    sheet = FactsSheet.objects.filter(day=day).first()
    content = sheet.content if sheet else {}
    goals = goals_of(content)
    shown_goals = goals[:12]
    rows = max(1, -(-len(shown_goals) // 2))
    # In lines of the small text that facts are in: some twenty-two, of which a heading takes two and each row 1.3.
    each = max(1, int((21.8 / rows - 1.8 - (1.32 if rows <= 2 else 0)) / 1.33))
    return {
        "goals": [
            {"name": goal.name, "headline": goal.headline if rows <= 2 else "", "is_example": goal.is_example,
             "kpis": [kpi.row for kpi in goal.kpis[:each]], "total": len(goal.kpis)}
            for goal in shown_goals
        ],
        "more": len(goals) - len(shown_goals),
        "on": sheet.on if sheet else None,
        "is_example": is_example(content),
    }  # fmt: skip


def _reflections(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    rows = Reflection.objects.filter(day=day, hidden_at__isnull=True).select_related("group").order_by("-pk")
    by_side: defaultdict[str, list[Reflection]] = defaultdict(list)
    for row in rows:
        by_side[row.side].append(row)
    sides = (("Fungerar bra", Reflection.Side.WELL), ("Fungerar mindre bra", Reflection.Side.LESS_WELL))
    return {"sides": [{"heading": heading, **_side(by_side[side])} for heading, side in sides]}


def _side(rows: list[Reflection]) -> dict[str, Any]:
    """Groups first, with how many they are of and the latest of each; then the latest that stand alone."""
    grouped: defaultdict[Any, list[str]] = defaultdict(list)
    for row in rows:
        if row.group is not None:
            grouped[row.group].append(row.text)
    ordered = sorted(grouped.items(), key=lambda found: (found[0].order, found[0].pk))
    blocks = [{"title": group.title, "count": len(texts), "text": texts[0]} for group, texts in ordered]
    blocks += [{"title": "", "count": 1, "text": row.text} for row in rows if row.group_id is None]
    chosen = fitting(blocks, _block_height, LINES - 2)
    return {"blocks": chosen, "total": len(rows), "more": len(rows) - sum(block["count"] for block in chosen)}


def _block_height(block: dict[str, Any]) -> float:
    title = lines_of(block["title"], COLUMN - 8, 2) if block["title"] else 0
    return title + lines_of(block["text"], COLUMN, 2 if title else LONGEST) + 0.6


def _proposals(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    rows = KpiProposal.objects.filter(day=day).select_related("workshop__goal", "kpi").order_by("-number")
    if room.workshop_id is not None:
        rows = rows.filter(workshop=room.workshop_id)
    found = list(rows)
    merged: defaultdict[int, list[int]] = defaultdict(list)
    for row in found:
        if row.merged_into_id is not None:
            merged[row.merged_into_id].append(row.number)
    cards = [
        {
            "number": row.number, "title": row.title, "is_own": row.kpi_id is None,
            "goal": "" if room.workshop_id else row.workshop.goal.name,
            "merged": _merged_words([row.number, *merged[row.pk]]),
        }
        for row in found
        if row.merged_into_id is None and not row.is_hidden
    ]  # fmt: skip
    questions = room.workshop.question_list[:3] if room.workshop and len(cards) <= 8 else []
    left, right = two_columns(cards, _card_height, LINES - 1 - sum(lines_of(one, 80, 2) for one in questions))
    return {
        "workshop": room.workshop, "questions": questions, "columns": [left, right], "total": len(cards),
        "more": len(cards) - len(left) - len(right),
    }  # fmt: skip


def _merged_words(numbers: list[int]) -> str:
    words = enumerated([str(number) for number in sorted(numbers)])
    return f"Sammanslaget av förslag {words}" if len(numbers) > 1 else ""


def _card_height(card: dict[str, Any]) -> float:
    return lines_of(card["title"], COLUMN - 4, 3) + (0.9 if card["merged"] else 0) + (0.9 if card["goal"] else 0) + 0.6


def _marking(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    workshops = Workshop.objects.filter(day=day).select_related("goal").order_by("order")
    if room.workshop_id is not None:
        workshops = workshops.filter(pk=room.workshop_id)
    placed = dict(Mark.objects.filter(workshop__day=day).order_by().values_list("workshop").annotate(Count("pk")))
    present = getattr(day, "present", 0)
    lines = [
        {"name": one.goal.name, "is_open": one.is_open, "placed": placed.get(one.pk, 0),
         "possible": max(present * one.marks_each, placed.get(one.pk, 0))}
        for one in workshops
    ]  # fmt: skip
    return {
        "lines": lines[:_MOST_WORKSHOPS], "more": len(lines) - len(lines[:_MOST_WORKSHOPS]),
        "placed": sum(line["placed"] for line in lines), "possible": sum(line["possible"] for line in lines),
    }  # fmt: skip


def _results(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    if room.workshop_id is not None:
        workshop = Workshop.objects.select_related("goal").get(pk=room.workshop_id)
        tallies = tallies_of(workshop)
    else:
        tallies = tallies_of(day)
    chosen = tallies[:_MOST_WORKSHOPS]
    most = _BARS.get(len(chosen), 2)
    return {
        "tallies": [shown(tally, ident=f"resultat-{tally.workshop.pk}", most=most) for tally in chosen],
        "more": len(tallies) - len(chosen),
        "columns": {1: "", 2: "is-two is-tall", 3: "is-three is-tall", 4: "is-two"}.get(len(chosen), "is-three"),
        "goal": tallies[0].workshop.goal.name if len(tallies) == 1 else "",
    }


def _thanks(request: HttpRequest, day: Framtidsdag, room: Room, now: dt.datetime) -> dict[str, Any]:
    proposals = KpiProposal.objects.filter(day=day).standing().count()
    reflections = Reflection.objects.filter(day=day, hidden_at__isnull=True).count()
    marks = Mark.objects.filter(workshop__day=day).count()
    address = request.get_host() + day.get_absolute_url() + "mitt-forslag/"
    return {"proposals": proposals, "reflections": reflections, "marks": marks, "address": address}


_SCENES: Final[dict[str, Callable[[HttpRequest, Framtidsdag, Room, dt.datetime], dict[str, Any]]]] = {
    Scene.WELCOME: _welcome,
    Scene.FACTS: _facts,
    Scene.REFLECTIONS: _reflections,
    Scene.PROPOSALS: _proposals,
    Scene.MARKING: _marking,
    Scene.RESULTS: _results,
    Scene.THANKS: _thanks,
}
