"""What is said of a draft's parts: written, answered, closed and opened again, and read as threads.

A thread stays when its part is taken out of the draft, so that nothing said is lost.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count

from drafts.locking import is_still_draft
from drafts.models import Comment
from goals.models import PlanVersion


class CommentError(ValueError):
    """It cannot be done; the message says in Swedish why, and nothing is changed."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers, oldest first."""

    first: Comment
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        return self.first.closed_at is not None


def write(
    *, draft: PlanVersion, kind: str, key: uuid.UUID, text: str, by: Any, at: dt.datetime, answers: int | None = None
) -> Comment:
    """Comment on a part, or answer the thread ``answers``. An answer opens a closed thread again."""
    with transaction.atomic():
        _lock(draft)
        first = None
        if answers is not None:
            first = Comment.objects.filter(version=draft, kind=kind, key=key, answers=None, pk=answers).first()
            if first is None:
                raise CommentError("Kommentaren som du svarar på finns inte.")
            if first.closed_at is not None:
                _set_closed(first, by=None, at=None)
        return Comment.objects.create(version=draft, kind=kind, key=key, text=text, by=by, at=at, answers=first)


def close(*, comment: Comment, by: Any, at: dt.datetime) -> None:
    """Close the thread that the comment begins; closing what is closed changes nothing."""
    with transaction.atomic():
        _lock(comment.version)
        if comment.closed_at is None:
            _set_closed(comment, by=by, at=at)


def reopen(*, comment: Comment, by: Any, at: dt.datetime) -> None:
    """Open the thread again."""
    with transaction.atomic():
        _lock(comment.version)
        _set_closed(comment, by=None, at=None)


def open_comments(draft: PlanVersion, key: uuid.UUID | None = None) -> dict[uuid.UUID, int]:
    """How many open threads each part has, or only one part; one query."""
    comments = Comment.objects.filter(version=draft, answers=None, closed_at=None)
    if key is not None:
        comments = comments.filter(key=key)
    return dict(comments.order_by().values_list("key").annotate(Count("pk")))


def threads_of(draft: PlanVersion, *, kind: str = "", key: uuid.UUID | None = None) -> list[Thread]:
    """The draft's threads, or those of one part, in the order they were begun; one query."""
    comments = Comment.objects.filter(version=draft).select_related("by", "closed_by").order_by("pk")
    if key is not None:
        comments = comments.filter(kind=kind, key=key)
    return _threads(comments)


def _threads(comments: Iterable[Comment]) -> list[Thread]:
    threads: dict[int, Thread] = {}
    for comment in comments:
        if comment.answers_id is None:
            threads[comment.pk] = Thread(comment)
        else:
            threads[comment.answers_id].answers.append(comment)
    return list(threads.values())


def _set_closed(comment: Comment, *, by: Any, at: dt.datetime | None) -> None:
    comment.closed_at, comment.closed_by = at, by
    comment.save(update_fields=["closed_at", "closed_by"])


def _lock(draft: PlanVersion) -> None:
    """Nothing more is said in what has left utkast."""
    if not is_still_draft(draft):
        raise CommentError("Versionen har lämnat utkast och kan inte kommenteras.")
