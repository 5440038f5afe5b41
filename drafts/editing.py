"""The only module that changes what a draft says. Views call it; each function is one transaction.

Every change is logged with the state before and after (``PartEdit``), so that it is seen who changed what and an
earlier state can be taken back. ``seen`` is the number of the last change that the writer had seen of the part: what
someone else has saved since is never overwritten. Fields that only one of them changed are put together; where both
changed the same, ``EditConflict`` carries both.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max

from drafts import rows
from drafts.locking import is_still_draft
from drafts.merging import merged, overlaid
from drafts.models import PartEdit
from drafts.states import OWN_TEXTS, State
from drafts.writing import Write, write_all
from goals.models import PlanVersion
from goals.refusals import refusal

Action = PartEdit.Action
GONE = "Delen finns inte längre i utkastet."
UNWRITTEN = "Portalen kunde inte spara just nu, och inget är ändrat. Försök igen om en stund."
_logger = logging.getLogger(__name__)


class EditError(ValueError):
    """The change cannot be made; the message says in Swedish why, and nothing is changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a writer wants of one part: a new state, or None to remove it. A part without ``key`` is new.

    A part that is there keeps what the state does not name: a form sends the fields that it shows. ``over`` is the last
    edit whose clash the writer has been shown: where both changed the same up to there, the writer's own word stands.
    """

    label: str
    state: State | None
    key: uuid.UUID | None = None
    seen: int = 0
    over: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a change: the part's key, the number of its last edit, and whether two writers' were joined."""

    key: uuid.UUID
    number: int
    state: State | None
    is_merged: bool = False


class EditConflict(Exception):  # noqa: N818  (not a fault: two people have written, and one of them is to choose)
    """Someone saved the same field since the writer read it. ``mine`` and ``theirs`` are whole states.

    ``theirs`` is None when the part has been removed. ``number`` is what to send as ``over`` by who has chosen.
    """

    def __init__(
        self, change: Change, *, mine: State | None, theirs: State | None, last: PartEdit, fields: Sequence[str]
    ) -> None:
        super().__init__(f"{change.label} {change.key} was changed meanwhile")
        self.change, self.mine, self.theirs, self.last, self.fields = change, mine, theirs, last, tuple(fields)
        self.number = last.number


def save(*, draft: PlanVersion, change: Change, by: Any, at: dt.datetime) -> Saved:
    """Add, change or remove one part. Raises EditConflict, and EditError with the database's reason."""
    return save_all(draft=draft, changes=[change], by=by, at=at)[0]


def save_all(*, draft: PlanVersion, changes: Sequence[Change], by: Any, at: dt.datetime) -> list[Saved]:
    """All the changes, or none: in a fixed number of queries for each kind of part."""
    with _writing(draft, changes[0].label if changes else OWN_TEXTS):
        return _save_all(draft, changes, by, at)


def move(
    *, draft: PlanVersion, label: str, key: uuid.UUID, to: int, by: Any, at: dt.datetime,
    container: dict[str, Any] | None = None,
) -> Saved:  # fmt: skip
    """Put the part in place ``to`` (from 1) among its siblings, or among those of another ``container``.

    A place beyond the end is the last one. Raises EditError when the part is not there.
    """
    with _writing(draft, label):
        moved = rows.move(draft, label, key, to, container)
        if moved is None:
            raise EditError(GONE)
        before, after = moved
        number = _numbers(draft, [key]).get(key, 0)
        if before != after:
            number += 1
            _log(draft, [(label, key, number, Action.MOVED, before, after)], by, at)
        return Saved(key, number, None)


def restore(*, draft: PlanVersion, label: str, key: uuid.UUID, number: int, by: Any, at: dt.datetime) -> Saved:
    """Take back the state that the part had after its edit ``number``; 0 is as it was before the first.

    Raises EditError when there was no such state.
    """
    with _writing(draft, label):
        history = list(PartEdit.objects.filter(version=draft, kind=label, key=key).order_by("number"))
        state = _state_after(history, number)
        now = rows.find(draft, label, [key], children=state.get("children", ())).get(key)
        before = now.state if now else None
        removed = [edit.before for edit in history if edit.action == Action.REMOVED]
        whole = overlaid(before if before is not None else removed[-1] if removed else None, state) or state
        state = rows.where_it_stands(label, whole, before)
        last = history[-1].number
        if before == state:
            return Saved(key, last, state)
        rows.write(draft, label, key, before, state, row=now.row if now else None)
        _log(draft, [(label, key, last + 1, Action.RESTORED, before, state)], by, at)
        return Saved(key, last + 1, state)


def _state_after(history: Sequence[PartEdit], number: int) -> State:
    """What the part said after that edit of its history; after 0, before the first. A move says nothing of that."""
    edits = [edit for edit in history if edit.action != Action.MOVED]
    edit = next((edit for edit in edits if edit.number == number or not number), None)
    state: State | None = None if edit is None else edit.after if number else edit.before
    if state is None:
        raise EditError("Det finns ingen sådan lydelse att gå tillbaka till.")
    return state


def _save_all(draft: PlanVersion, changes: Sequence[Change], by: Any, at: dt.datetime) -> list[Saved]:
    keys = [change.key for change in changes if change.key is not None]
    now: dict[uuid.UUID, rows.Found] = {}
    for label in dict.fromkeys(change.label for change in changes if change.key is not None):
        of_kind = [change for change in changes if change.label == label and change.key is not None]
        children = None if any(change.state is None for change in of_kind) else _kinds_of_children(of_kind)
        now |= rows.find(draft, label, [c.key for c in of_kind if c.key is not None], children=children)
    gone = [key for key in keys if key not in now]
    numbers = (_numbers(draft, gone) if gone else {}) | {key: found.number for key, found in now.items()}
    last_states = _last_states(draft, gone) if gone else {}
    saved: list[Saved] = []
    writes: list[Write] = []
    log: list[Line] = []
    for change in changes:
        if change.key is None:
            key = uuid.uuid4()
            writes.append(Write(change.label, key, None, _filled(change)))
            log.append((change.label, key, 1, Action.ADDED, None, change.state))
            saved.append(Saved(key, 1, change.state))
            continue
        found, number = now.get(change.key), numbers.get(change.key, 0)
        before = found.state if found else None
        if before is None and (change.state is None or not number):
            raise EditError(GONE)
        base = before if before is not None else last_states.get(change.key)
        wanted = overlaid(base, change.state) if number == change.seen else _joined(draft, change, before)
        wanted = wanted and rows.where_it_stands(change.label, wanted, before)
        if wanted == before:
            saved.append(Saved(change.key, number, before, is_merged=number != change.seen))
            continue
        writes.append(Write(change.label, change.key, before, wanted, found.row if found else None))
        log.append((change.label, change.key, number + 1, _action(before, wanted), before, wanted))
        saved.append(Saved(change.key, number + 1, wanted, is_merged=number != change.seen))
    write_all(draft, writes)
    _log(draft, log, by, at)
    return saved


def _filled(change: Change) -> State:
    if change.state is None:
        raise EditError(GONE)
    return change.state


def _kinds_of_children(changes: Iterable[Change]) -> set[str]:
    """The kinds of children that the changes speak of; no others are read."""
    return {label for change in changes for label in (change.state or {}).get("children", {})}


def _last_states(draft: PlanVersion, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, State | None]:
    """What parts said when they were removed: a form that brings one back sends only the fields that it shows."""
    removed = PartEdit.objects.filter(version=draft, key__in=list(keys), action=Action.REMOVED)
    return dict(removed.order_by("number").values_list("key", "before"))


def _joined(draft: PlanVersion, change: Change, now: State | None) -> State | None:
    """What both wrote, when they wrote in different fields; raises EditConflict when not."""
    key = change.key or uuid.UUID(int=0)
    edits = PartEdit.objects.filter(version=draft, kind=change.label, key=key).exclude(action=Action.MOVED)
    history = list(edits.select_related("by").order_by("number"))
    if not any(edit.number > change.seen for edit in history):
        return overlaid(now, change.state)  # only moved since
    first = next((edit for edit in history if edit.number > change.seen), history[-1])
    base = _with_children(first.before, change, [edit for edit in history if edit.number >= first.number], now)
    mine = overlaid(base, change.state)
    if mine is not None and now is not None and base is not None:
        state, clashing = merged(base, mine, now)
        if not clashing or history[-1].number <= change.over:
            return state
        raise EditConflict(change, mine=mine, theirs=now, last=history[-1], fields=clashing)
    if mine == now or history[-1].number <= change.over:
        return mine
    raise EditConflict(change, mine=mine, theirs=now, last=history[-1], fields=())


def _with_children(base: State | None, change: Change, since: Sequence[PartEdit], now: State | None) -> State | None:
    """The common base with the children that the change speaks of, as they were before anyone else changed them."""
    labels = _kinds_of_children([change])
    if base is None or now is None or not labels:
        return base
    states = [now, *(edit.before for edit in reversed(since) if edit.before is not None)]
    known: State = {}
    for state in states:
        known |= {label: rows for label, rows in state.get("children", {}).items() if label in labels}
    return base | {"children": known | base.get("children", {})}


def _action(before: State | None, after: State | None) -> str:
    if after is None:
        return Action.REMOVED
    return Action.CHANGED if before is not None else Action.RESTORED


@contextmanager
def _writing(draft: PlanVersion, label: str) -> Iterator[None]:
    """One transaction in the draft, which nobody else writes in meanwhile. What the database refuses is an EditError.

    So is a full disk, or a database that is too busy: whoever writes is told, and still has what they wrote.
    """
    try:
        with transaction.atomic():
            if not is_still_draft(draft):
                raise EditError("Versionen har lämnat utkast och kan inte ändras.")
            yield
    except IntegrityError as error:
        raise EditError(refusal(rows.model_of(label), error)) from error
    except OperationalError as error:
        _logger.exception("A change of draft %s could not be written", draft.pk)
        raise EditError(UNWRITTEN) from error


def _numbers(draft: PlanVersion, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The number of each part's last edit."""
    last = PartEdit.objects.filter(version=draft, key__in=list(keys)).order_by().values("key")
    return {row["key"]: row["number"] for row in last.annotate(number=Max("number")).values("key", "number")}


Line = tuple[str, uuid.UUID, int, str, State | None, State | None]


def _log(draft: PlanVersion, lines: Iterable[Line], by: Any, at: dt.datetime) -> None:
    PartEdit.objects.bulk_create(
        PartEdit(
            version=draft, kind=kind, key=key, number=number, action=action, before=before, after=after, by=by, at=at
        )
        for kind, key, number, action, before, after in lines
    )
