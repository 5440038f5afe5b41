"""Every wording that a goal has had, the newest first, with the version that brought it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from framtidsdag.frame import Frame, frame_of
from framtidsdag.thread import forward
from goals.goal_wordings import GoalEntry, changed_texts, changes_in_words, goal_entries, origin_name
from goals.kept_day import reads_day
from goals.models import LongTermGoal
from goals.publishing import page_updated, public_page
from goals.queries import AsOf, Query
from goals.word_diff import paragraphs, word_diff


@require_safe
@public_page
@reads_day
def goal_history(request: HttpRequest, slug: str) -> HttpResponse:
    query = Query(request.GET)
    as_of = AsOf.read(query, timezone.localdate())
    query.done()
    goal = get_object_or_404(LongTermGoal.objects.public(as_of.today).select_related("body"), slug=slug)
    frame = frame_of(as_of, stating=goal)
    entries = goal_entries(goal, as_of)
    return render(
        request,
        "goals/goal_history.html",
        {
            "goal": goal,
            "goal_url": goal.get_absolute_url() + as_of.suffix,
            "heading": f"Alla lydelser av målet {goal.name}",
            "kicker": f"Långsiktigt mål {goal.years} · {goal.body.title}",
            "lede": _lede(entries),
            "entries": [_shown(entry, goal, frame) for entry in entries],
            "frame": frame,
            "as_of": as_of,
            "nav_current": "mal",
            "trail": [
                {"label": "Mål", "url": reverse("goals")},
                {"label": goal.name, "url": goal.get_absolute_url() + as_of.suffix},
                {"label": "Alla lydelser"},
            ],
            "line": forward(frame, current="goal", goal=goal),
            "page_updated": page_updated(request),
            "is_example": any(entry.wording is not None and entry.wording.is_example for entry in entries),
        },
    )


def _lede(entries: list[GoalEntry]) -> str:
    """How many wordings were adopted, and how many were put forward without being so."""
    adopted = sum(entry.is_adopted and not entry.is_removal for entry in entries)
    others = sum(not entry.is_adopted for entry in entries)
    words = []
    if adopted:
        words.append(f"Målet har haft {_count(adopted, 'beslutad lydelse', 'beslutade lydelser')}.")
    if others:
        words.append(f"{_count(others, 'lydelse', 'lydelser').capitalize()} har föreslagits utan att antas.")
    return " ".join(words)


def _count(number: int, one: str, many: str) -> str:
    return f"en {one}" if number == 1 else f"{number} {many}"


def _shown(entry: GoalEntry, goal: LongTermGoal, frame: Frame) -> dict[str, Any]:
    """A wording as the template reads it."""
    wording, in_force = entry.wording, frame.version.pk if frame.version and frame.is_in_force else None
    fragment = f"mal-{goal.slug}" if wording else ""
    before = entry.before.version.version.name if entry.before else ""
    return {
        "ident": f"lydelse-{entry.version.ident}",
        "line": entry.version.line(fragment),
        "repeated_in": [then.line(fragment) for then in entry.repeated_in],
        "is_adopted": entry.is_adopted,
        "is_current": wording is not None and any(then.version.pk == in_force for then in entry.versions),
        "is_removal": entry.is_removal,
        "before": before,
        "changes": changes_in_words(entry),
        "statement": wording.statement if wording else None,
        "focus": wording.focus if wording else (),
        "origins": [{"name": origin_name(one), "is_example": one.is_example} for one in wording.origins]
        if wording
        else [],
        "texts": [
            {"label": text.label, "paragraphs": paragraphs(word_diff(text.before, text.after))}
            for text in changed_texts(entry)
        ],
    }
