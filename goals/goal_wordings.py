"""Every wording that a goal has had in public versions, and what each changed. Four queries, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from goals.comparison import Change, Comparison, Content, Row, compare
from goals.models import FocusArea, GoalOrigin, GoalStatement, LongTermGoal, PlanVersion
from goals.queries import AsOf
from goals.version_content import ORIGINS
from goals.version_history import VersionThen, versions_then
from goals.wordings import Entry, Told, through_time

STATEMENT, FOCUS, ORIGIN = "statement", "focus", "origin"
_CHANGED_TEXTS = {"title": "rubriken", "description": "målbeskrivningen", "summary": "den lättlästa texten"}
_LABELS = {"title": "Rubrik", "description": "Målbeskrivning", "summary": "Lättläst"}


@dataclass(frozen=True, slots=True)
class GoalWording:
    """What a version says of a goal: its texts, its fokusområden and what it takes off from."""

    statement: GoalStatement
    focus: tuple[FocusArea, ...]

    @property
    def origins(self) -> list[GoalOrigin]:
        return list(self.statement.origins.all())

    @property
    def is_example(self) -> bool:
        parts: list[Any] = [self.statement, *self.focus, *self.origins]
        return any(part.is_example for part in parts)

    @property
    def content(self) -> Content:
        """As ``goals.comparison`` reads it."""
        said = self.statement
        texts = {name: getattr(said, name) for name in _CHANGED_TEXTS}
        return {
            STATEMENT: [Row(said.key, (), texts)],
            FOCUS: [
                Row(area.key, (area.title,), {"title": area.title, "text": area.text}, position=area.order)
                for area in self.focus
            ],
            ORIGIN: [
                Row(origin.key, (origin.framework_goal_id,), {"goal": origin_name(origin)}) for origin in self.origins
            ],
        }


GoalEntry = Entry[VersionThen, GoalWording]


class TextChange(NamedTuple):
    """One text before and after, for showing word by word."""

    label: str
    before: str
    after: str


def goal_entries(goal: LongTermGoal, as_of: AsOf) -> list[GoalEntry]:
    """The goal's wordings, the newest first; those of several bodies' plans body by body."""
    statements = GoalStatement.objects.filter(goal=goal)
    versions = versions_then(as_of, statements.order_by().values("version__plan__body"))
    said = _wordings(goal, versions)
    is_told = _with_goals(versions)
    entries: list[GoalEntry] = []
    for _, of_body in groupby(sorted(versions, key=_body), key=_body):
        told = [
            Told(then, said.get(then.version.pk), then.is_adopted)
            for then in of_body
            if then.version.pk in said or (then.version.pk in is_told and _applies(goal, then))
        ]
        entries += through_time(told, same)
    return entries


def same(one: GoalWording, other: GoalWording) -> bool:
    """Alike in all that people read, in the same order."""
    return not compare(one.content, other.content)


def changes_in_words(entry: GoalEntry) -> list[str]:
    """What the wording changed in the one before it, in sentences; none for the first."""
    if entry.before is None or entry.wording is None:
        return []
    if entry.before.wording is None:
        return ["Målet är tillbaka i planen."]
    found = compare(entry.before.wording.content, entry.wording.content)
    return list(_sentences(found))


def changed_texts(entry: GoalEntry) -> list[TextChange]:
    """The texts that differ from the wording before, both as they read."""
    if entry.before is None or entry.before.wording is None or entry.wording is None:
        return []
    found = compare(entry.before.wording.content, entry.wording.content)
    texts = [
        TextChange(_LABELS[name], str(change.was(name)), str(change.now(name)))
        for change in found.of(STATEMENT)
        for name in change.fields
    ]
    return texts + [
        TextChange(f"Fokusområde: {_title(change)}", _focus_text(change.before), _focus_text(change.after))
        for change in found.of(FOCUS)
        if change.is_changed or change.is_new or change.is_removed
    ]


def origin_name(origin: GoalOrigin) -> str:
    """ "Agenda 2030: God utbildning för alla"."""
    return f"{origin.framework_goal.framework.name}: {origin.framework_goal.title}"


def _sentences(found: Comparison) -> Iterator[str]:
    texts = [_CHANGED_TEXTS[name] for change in found.of(STATEMENT) for name in change.fields]
    if texts:
        yield f"Ändrat: {_listed(texts)}."
    for change in found.of(FOCUS):
        if change.is_new:
            yield f"Nytt fokusområde: {_title(change)}."
        elif change.is_removed:
            yield f"Borttaget fokusområde: {_title(change)}."
        else:
            words = _listed(status.label.replace("ändrad", "ändrat").replace("flyttad", "flyttat")
                            for status in change.statuses)  # fmt: skip
            yield f"Fokusområdet {_title(change)} är {words}."
    for change in found.of(ORIGIN):
        name = str(change.row.fields["goal"])
        if change.is_changed:
            yield f"Ändrat avstamp: {change.was('goal')} har blivit {change.now('goal')}."
        else:
            yield f"{'Borttaget' if change.is_removed else 'Nytt'} avstamp: {name}."


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} och {last}" if first else last


def _title(change: Change) -> str:
    return str(change.row.fields["title"])


def _focus_text(row: Row | None) -> str:
    return "\n\n".join(filter(None, (str(row.fields["title"]), str(row.fields["text"])))) if row else ""


def _body(then: VersionThen) -> tuple[int, str]:
    body = then.version.plan.body
    return body.sort_order, body.slug


def _applies(goal: LongTermGoal, then: VersionThen) -> bool:
    """Whether the goal would be in the plan, had it not been taken away: a plan of the goal's own years and body."""
    year = then.version.plan.year
    ends = goal.last_year is None or year <= goal.last_year
    return then.version.plan.body_id == goal.body_id and goal.first_year <= year and ends


def _wordings(goal: LongTermGoal, versions: list[VersionThen]) -> dict[int, GoalWording]:
    ids = [then.version.pk for then in versions]
    areas: dict[int, list[FocusArea]] = {pk: [] for pk in ids}
    for area in FocusArea.objects.filter(goal=goal, version__in=ids).order_by("order", "pk"):
        areas[area.version_id].append(area)
    statements = GoalStatement.objects.filter(goal=goal, version__in=ids).prefetch_related(ORIGINS)
    return {said.version_id: GoalWording(said, tuple(areas[said.version_id])) for said in statements}


def _with_goals(versions: list[VersionThen]) -> set[int]:
    """Versions whose goals the portal holds: one whose text is not entered says nothing of what was taken away."""
    ids = [then.version.pk for then in versions]
    with_goals = PlanVersion.objects.filter(Exists(GoalStatement.objects.filter(version=OuterRef("pk"))), pk__in=ids)
    return set(with_goals.values_list("pk", flat=True))
