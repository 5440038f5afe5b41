"""A draft as its page shows it: every part with its tools, in a fixed number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.db.models import Count, Q
from django.urls import reverse

from drafts.commenting import open_comments
from drafts.editors import Editor, editor_of
from drafts.goal_choice import goals_for
from drafts.models import PartEdit
from drafts.naming import shortened
from drafts.states import OWN_TEXTS, spec_of
from goals.models import LongTermGoal, PlanVersion
from goals.underlag import Answers, answers_of


@dataclass(frozen=True, slots=True)
class PartView:
    """A part and what surrounds it. ``edits`` counts its changes, ``comments`` its open threads."""

    draft: PlanVersion
    editor: Editor
    row: Any
    key: uuid.UUID
    shown: dict[str, Any]
    edits: int = 0
    comments: int = 0
    answers: tuple[Any, ...] = ()
    place: int = 1
    siblings: int = 1

    @property
    def is_first(self) -> bool:
        return self.place == 1

    @property
    def is_last(self) -> bool:
        return self.place == self.siblings

    @property
    def above(self) -> int:
        return self.place - 1

    @property
    def below(self) -> int:
        return self.place + 1

    @property
    def name(self) -> str:
        """What the part is called when it is spoken of: its title, or the beginning of its text."""
        text = str(self.shown.get("name") or getattr(self.row, "title", "") or getattr(self.row, "text", ""))
        return shortened(text)

    @property
    def is_movable(self) -> bool:
        """Whether there is anywhere to move it."""
        return self.editor.movable and self.siblings > 1

    def _url(self, name: str) -> str:
        return _address(name, self.draft.pk, self.editor.slug).replace(_NO_KEY, str(self.key))

    @property
    def url(self) -> str:
        return self._url("draft_part")

    @property
    def read_url(self) -> str:
        return self._url("draft_part_read")

    @property
    def move_url(self) -> str:
        return self._url("draft_part_move")

    @property
    def remove_url(self) -> str:
        return self._url("draft_part_remove")

    @property
    def history_url(self) -> str:
        return self._url("draft_part_history")

    @property
    def comments_url(self) -> str:
        return self._url("draft_comments")


_NO_KEY: Final = str(uuid.UUID(int=0))


@lru_cache(512)
def _address(name: str, draft: int, slug: str) -> str:
    """The address of any part of the kind, for its key to be put in: a page has hundreds of them."""
    return reverse(name, args=[draft, slug, _NO_KEY])


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal in the draft: its statement, if it has one, its focus areas and levels."""

    goal: LongTermGoal
    statement: PartView | None
    focus: list[PartView] = field(default_factory=list)
    levels: list[PartView] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is said and done around a draft's parts, by key."""

    edits: Mapping[uuid.UUID, int]
    comments: Mapping[uuid.UUID, int]
    answers: Answers | None = None


@dataclass(frozen=True, slots=True)
class DraftPage:
    own: PartView
    goals: list[GoalView]
    targets: list[PartView]
    points: list[PartView]
    answers: Answers
    is_example: bool


def page_of(draft: PlanVersion) -> DraftPage:
    """The whole draft but its money, which ``drafts.money`` reads."""
    around = Surroundings(_edits(draft), open_comments(draft), answers_of(draft))
    assert around.answers is not None
    statements, focus, levels, targets, points = (
        views_of(draft, slug, around) for slug in ("mal", "fokus", "niva", "finansiellt-mal", "beslutspunkt")
    )
    goals = _by_goal(statements, focus, levels)
    own = PartView(
        draft, _editor("inledning"), draft, PartEdit.OWN_TEXTS, {},
        around.edits.get(PartEdit.OWN_TEXTS, 0), around.comments.get(PartEdit.OWN_TEXTS, 0),
    )  # fmt: skip
    parts = [*statements, *focus, *levels, *targets, *points]
    is_example = draft.is_example or any(part.row.is_example for part in parts)
    return DraftPage(own, goals, targets, points, around.answers, is_example)


def views_of(draft: PlanVersion, slug: str, around: Surroundings) -> list[PartView]:
    """All parts of a kind, in order, each knowing its place among its siblings."""
    editor = _editor(slug)
    spec = spec_of(editor.label)
    rows = list(editor.rows(draft) if editor.rows else _rows(draft, editor))
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        groups[tuple(getattr(row, name) for name in spec.container)].append(row)
    answered = around.answers.by_key if around.answers else {}
    return [
        PartView(
            draft, editor, row, row.key, editor.present(row),
            around.edits.get(row.key, 0), around.comments.get(row.key, 0), tuple(answered.get(row.key, ())),
            place, len(siblings),
        )
        for siblings in groups.values()
        for place, row in enumerate(siblings, start=1)
    ]  # fmt: skip


def view_of(draft: PlanVersion, editor: Editor, key: uuid.UUID) -> PartView | None:
    """One part as its page shows it, or None when the draft has it not."""
    if editor.label == OWN_TEXTS:
        rows = [draft] if key == PartEdit.OWN_TEXTS else []
        siblings = 1
    else:
        rows = list((editor.rows(draft) if editor.rows else _rows(draft, editor)).filter(key=key))
        siblings = 0
    if not rows:
        return None
    row = rows[0]
    place = 1
    if editor.movable:
        spec = spec_of(editor.label)
        within = {name: getattr(row, name) for name in spec.container}
        before = Q(**{f"{spec.position}__lt": getattr(row, spec.position)})
        among = spec.model._default_manager.filter(version=draft, **within)
        counted = among.aggregate(siblings=Count("pk"), before=Count("pk", filter=before))
        place, siblings = counted["before"] + 1, counted["siblings"]
    edits, comments = _edits(draft, key), open_comments(draft, key)
    answers = tuple(answers_of(draft).by_key.get(key, ()))
    return PartView(
        draft, editor, row, key, editor.present(row), edits.get(key, 0), comments.get(key, 0), answers, place, siblings
    )


def _by_goal(statements: list[PartView], focus: list[PartView], levels: list[PartView]) -> list[GoalView]:
    """Goals in the order of their statements; then those that only have focus or levels."""
    found: dict[int, GoalView] = {}
    for part in statements:
        found[part.row.goal_id] = GoalView(part.row.goal, part)
    for part in (*focus, *levels):
        found.setdefault(part.row.goal_id, GoalView(part.row.goal, None))
    for part in focus:
        found[part.row.goal_id].focus.append(part)
    for part in levels:
        found[part.row.goal_id].levels.append(part)
    return list(found.values())


def _rows(draft: PlanVersion, editor: Editor) -> Any:
    spec = spec_of(editor.label)
    rows: Any = spec.model._default_manager.filter(version=draft)
    if any(f.name == "goal" for f in spec.model._meta.concrete_fields):
        rows = rows.select_related("goal")
    return rows.order_by(spec.position, "pk") if spec.position else rows.order_by("pk")


def _edits(draft: PlanVersion, key: uuid.UUID | None = None) -> dict[uuid.UUID, int]:
    edits = PartEdit.objects.filter(version=draft, **({"key": key} if key is not None else {}))
    return dict(edits.order_by().values_list("key").annotate(Count("pk")))


def _editor(slug: str) -> Editor:
    editor = editor_of(slug)
    assert editor is not None, slug
    return editor


def goals_to_add(draft: PlanVersion, present: Iterable[int]) -> list[LongTermGoal]:
    """The body's goals for the plan's year that the draft does not have yet."""
    return list(goals_for(draft).exclude(pk__in=list(present)).order_by("-first_year", "number"))
