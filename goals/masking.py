"""What is masked just now: which rows' texts are read as ``[borttaget ur webbversionen]``, and who reads the originals.

Every reading through the ORM asks here (``goals.fields``), so a page, an export or a query that nobody thought of is
masked too. Only what is done inside ``originals()`` reads what was written.

Which masks there are is asked once a request, with the content's revision, which pages read anyway: without any mask
it costs no query. They are kept in the process's memory for as long as the revision stands. Outside a request they are
read once, at the first need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from goals.models import ContentRevision

MARKER: Final = "[borttaget ur webbversionen]"
WHOLE: Final = ""  # a mask without a passage hides the whole text
VERSION, DECISION = "version", "decision"
# Stands for what is taken out until all of it is: a sign that no text has, so that no passage is found in the marker.
HOLE: Final = "\ue000"

Passages = tuple[str, ...]  # none: the whole text is hidden
RowsHidden = Mapping[int, Passages]


@dataclass(frozen=True, eq=False)
class Masks:
    """The masks that stand, by what they hide. Two are equal only if they are the same object."""

    rows: Mapping[tuple[str, str], RowsHidden] = field(default_factory=dict)  # by label and field, by primary key
    grounds: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)  # by VERSION or DECISION, and key


NONE: Final = Masks()


@dataclass(slots=True)
class _Request:
    """What a request has asked for so far."""

    revision: ContentRevision | None = None
    masks: Masks | None = None


_originals: ContextVar[bool] = ContextVar("masking_originals", default=False)
_request: ContextVar[_Request | None] = ContextVar("masking_request", default=None)


@dataclass(slots=True)
class _Memory:
    """The process's: the masks of the revision that was read last, and those read outside any request."""

    kept: tuple[tuple[int, str], Masks] | None = None
    outside: Masks | None = None


_memory: Final = _Memory()


@contextmanager
def originals() -> Iterator[None]:
    """Read what was written: for copies, the kontrollsumma and those who set masks, never for what a page shows."""
    token = _originals.set(True)
    try:
        yield
    finally:
        _originals.reset(token)


@contextmanager
def through_masks() -> Iterator[None]:
    """Inside ``originals()``: read as anyone does again, for what is shown."""
    token = _originals.set(False)
    try:
        yield
    finally:
        _originals.reset(token)


@contextmanager
def a_request() -> Iterator[None]:
    """The masks are asked for at most once in it, together with the content's revision."""
    token = _request.set(_Request())
    try:
        yield
    finally:
        _request.reset(token)


def current() -> Masks:
    """The masks to read through; none inside ``originals()``."""
    if _originals.get():
        return NONE
    request = _request.get()
    if request is None:
        if _memory.outside is None:
            _memory.outside = _load()
        return _memory.outside
    if request.masks is None:
        request.masks = _of(known_revision(_read_revision))
    return request.masks


def known_revision(read: Callable[[], ContentRevision | None]) -> ContentRevision | None:
    """The content's revision as this request first saw it; ``read`` asks the database, and is called once."""
    request = _request.get()
    if request is None:
        return read()
    if request.revision is None:
        request.revision = read()
    return request.revision


def forget() -> None:
    """Masks have been set or lifted: what is read from now on is read through the new ones."""
    _memory.outside = None
    if (request := _request.get()) is not None:
        request.revision = request.masks = None


def hidden(label: str, name: str) -> RowsHidden:
    """The rows of the model whose field is masked, and the passages."""
    return current().rows.get((label, name), {})


def removed_from(page: str, pk: int) -> tuple[str, ...]:
    """The grounds of what is masked in a version or a decision, one for each place."""
    return current().grounds.get((page, pk), ())


def without(text: str, passages: Passages) -> str:
    """The text as it is read: passages, or all of it, taken out. What SQL does in ``goals.fields``, for a preview."""
    if not passages or WHOLE in passages:
        return MARKER
    for passage in in_order(passages):
        text = text.replace(passage, HOLE)
    return text.replace(HOLE, MARKER)


def in_order(passages: Passages) -> list[str]:
    """The longest first, so that one that holds another is taken out whole."""
    return sorted(passages, key=lambda passage: (-len(passage), passage))


def _of(revision: Any) -> Masks:
    """The masks of a revision: from memory where it is the one read last."""
    if revision is None:
        return _load()
    if not revision.has_masks:
        return NONE
    key = (revision.number, revision.token)
    kept = _memory.kept  # read once: another thread may put the next revision's in its place
    if kept is None or kept[0] != key:
        kept = _memory.kept = key, _load()
    return kept[1]


def _read_revision() -> ContentRevision | None:
    from goals.models import ContentRevision

    return ContentRevision.objects.with_masks().first()


def _load() -> Masks:
    from goals.models import Mask

    rows: dict[tuple[str, str], dict[int, Passages]] = {}
    grounds: dict[tuple[str, int], tuple[str, ...]] = {}
    standing = Mask.objects.standing().order_by("pk")
    columns = ("label", "field", "object_pk", "passage", "ground", "version", "decision")
    for label, name, pk, passage, ground, version, decision in standing.values_list(*columns):
        of_field = rows.setdefault((label, name), {})
        earlier = of_field.get(pk)
        of_field[pk] = () if passage == WHOLE or earlier == () else (*(earlier or ()), passage)
        for page, owner in ((VERSION, version), (DECISION, decision)):
            if owner is not None:
                grounds[page, owner] = (*grounds.get((page, owner), ()), ground)
    return Masks(rows, grounds)
