"""Maskering: the only module that sets and lifts masks. ``goals.masking`` reads through them.

Each function is one transaction, takes ``by`` (a user) and ``at`` (an aware datetime), and raises ``MaskError`` with a
Swedish message and the form's field before anything is stored. What is masked stays as it was written: frozen rows do
not change, and their kontrollsumma holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db import transaction

from goals import masking
from goals.fingerprint import plain
from goals.mask_places import Place, alike, fields
from goals.masking import WHOLE, originals
from goals.models import ContentRevision, Mask, Part, PlanVersion
from goals.passages import as_written, widened
from goals.units import unit_of

NOT_FOUND: Final = "Orden finns inte i texten. Skriv dem precis som de står där, eller ta bort hela texten."
DRAFT: Final = "Versionen är ett utkast. Ändra texten där i stället."
A_FILE: Final = "En fil tas bort hel. Välj Hela texten, och lägg sedan in en fil där orden är borta."
ALREADY: Final = "Det är redan borttaget ur webbversionen."
EMPTY: Final = "Fältet är tomt: det finns inget att ta bort."
NO_REASON: Final = "Skriv varför texten maskeras."
LIFTED: Final = "Maskeringen är redan lyft."


class MaskError(ValueError):
    """The mask cannot be set or lifted; ``field`` is the one to mend in the form, if any. Nothing is changed."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


_listeners: Final[list[Callable[[Sequence[Mask]], None]]] = []


def when_changed(listener: Callable[[Sequence[Mask]], None]) -> None:
    """Call the listener with the rows when masks have been set or lifted, after they are stored.

    For what does not follow the content's revision.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def _tell(rows: Sequence[Mask]) -> None:
    for listener in _listeners:
        listener(rows)


def register(*, place: Place, passage: str, ground: str, reason: str, by: Any, at: dt.datetime) -> list[Mask]:
    """Hide the passage, or with an empty one the whole text, and the same wherever ``copies_of`` finds it.

    The first of the masks is the one asked for; the others follow it, and are lifted with it.
    """
    if not reason.strip():
        raise MaskError(NO_REASON, "reason")
    with transaction.atomic():
        _one_at_a_time()
        passages = passages_in(place, passage)
        said = {
            "ground": ground, "reason": reason.strip(),
            "registered_by": by, "registered_by_unit": unit_of(by), "registered_at": at,
        }  # fmt: skip
        first, *more = [_mask(place, found, said) for found in passages]
        first.save(force_insert=True)
        more += [_mask(copy, found, said) for copy, own in copies_of(place, passage) for found in own]
        for mask in more:
            mask.follows = first
        Mask.objects.bulk_create(more)
        masking.forget()
    _tell([first, *more])
    return [first, *more]


def lift(*, mask: Mask, reason: str, by: Any, at: dt.datetime) -> list[Mask]:
    """Show the text again, and with it what was masked at the same time; returns the rows that say so."""
    if not reason.strip():
        raise MaskError("Skriv varför maskeringen lyfts.", "reason")
    with transaction.atomic():
        _one_at_a_time()
        root = mask.follows_id or mask.pk
        together = list(Mask.objects.standing().filter(follows=root).order_by("pk"))
        together = [*Mask.objects.standing().filter(pk=root), *together]
        if mask.pk not in {one.pk for one in together}:
            raise MaskError(LIFTED)
        lifts = [
            Mask(
                label=one.label, object_pk=one.object_pk, field=one.field, passage=one.passage, ground=one.ground,
                reason=reason.strip(), version_id=one.version_id, decision_id=one.decision_id, lifts=one,
                registered_at=at, registered_by=by, registered_by_unit=unit_of(by),
            )
            for one in together
        ]  # fmt: skip
        Mask.objects.bulk_create(lifts)
        masking.forget()
    _tell(lifts)
    return lifts


def follow(version: PlanVersion, *, at: dt.datetime) -> None:
    """What is masked in other versions is masked in this one too, which now leaves utkast; in the caller's transaction.

    A mask follows into the part with the same key, and into any part of the plan that says the same in the same field.
    """
    standing = Mask.objects.standing().filter(version__isnull=False).select_related("version")
    made: list[Mask] = []
    known: set[tuple[str, int, str, str]] = set()
    for mask in standing.exclude(version=version).order_by("pk"):
        for place in _own_places(mask, version):
            for passage in _same(mask, place):
                about = (place.label, place.pk, place.name, passage)
                if about not in known:
                    known.add(about)
                    said = {
                        "ground": mask.ground, "reason": mask.reason, "follows_id": mask.follows_id or mask.pk,
                        "registered_by_id": mask.registered_by_id, "registered_by_unit": mask.registered_by_unit,
                        "registered_at": at,
                    }  # fmt: skip
                    made.append(_mask(place, passage, said, version=version))
    if made:
        Mask.objects.bulk_create(made)
        masking.forget()


def passages_in(place: Place, passage: str) -> list[str]:
    """What to hide in the text, as it is written there: [WHOLE] for all of it. Raises MaskError."""
    version, original = place.version, place.original
    if version is not None and version.is_draft:
        raise MaskError(DRAFT)
    if not original:
        raise MaskError(EMPTY)
    earlier = place.passages
    if earlier == ():
        raise MaskError(ALREADY, "passage")
    if passage.strip() == WHOLE:
        return [WHOLE]
    if place.is_file:
        raise MaskError(A_FILE, "scope")
    found = as_written(original, passage)
    if not found:
        raise MaskError(NOT_FOUND, "passage")
    found = [one for one in widened(original, found, earlier or ()) if not _is_within(one, earlier or ())]
    if not found:
        raise MaskError(ALREADY, "passage")
    return found


def copies_of(place: Place, passage: str) -> list[tuple[Place, list[str]]]:
    """The same passage in the same field of other frozen versions' parts; of a whole text, those that say the same."""
    return [
        (copy, found)
        for copy in alike(place)
        if copy.passages != () and (found := _in_copy(copy, place.original, [passage.strip()]))
    ]


def _in_copy(copy: Place, original: str, passages: Iterable[str]) -> list[str]:
    earlier = copy.passages or ()
    found: list[str] = []
    for passage in passages:
        if passage == WHOLE:
            found += [WHOLE] if copy.original and plain(copy.original) == plain(original) else []
        else:
            slices = widened(copy.original, as_written(copy.original, passage), earlier)
            found += [one for one in slices if not _is_within(one, earlier)]
    return found


def _own_places(mask: Mask, version: PlanVersion) -> list[Place]:
    """The version's own texts that the mask may follow into, read as they were written."""
    model = next((model for model in fields() if model._meta.label_lower == mask.label), None)
    if model is PlanVersion:
        assert mask.version is not None
        same_plan = mask.version.plan_id == version.plan_id
        with originals():
            return [Place(row, mask.field) for row in PlanVersion.objects.filter(pk=version.pk) if same_plan]
    if model is None or not issubclass(model, Part):
        return []
    with originals():
        masked = model._default_manager.filter(pk=mask.object_pk).first()
        assert masked is not None and mask.version is not None  # what is frozen is never deleted
        rows = model._default_manager.filter(version=version)
        if mask.version.plan_id != version.plan_id:
            rows = rows.filter(key=masked.key)
        return [Place(row, mask.field) for row in rows]


def _same(mask: Mask, place: Place) -> list[str]:
    """What of the text the mask hides."""
    if mask.passage != WHOLE:
        return as_written(place.original, mask.passage)
    model = type(place.row)
    with originals():
        masked = model._default_manager.values_list(mask.field, flat=True).get(pk=mask.object_pk)
    return [WHOLE] if place.original and plain(masked) == plain(place.original) else []


def _mask(place: Place, passage: str, said: dict[str, Any], *, version: PlanVersion | None = None) -> Mask:
    return Mask(
        label=place.label, object_pk=place.pk, field=place.name, passage=passage,
        version=version or place.version, decision=place.decision, **said,
    )  # fmt: skip


def _is_within(passage: str, earlier: Iterable[str]) -> bool:
    return any(passage in one for one in earlier)


def _one_at_a_time() -> None:
    """Whoever comes second sees what the first one did."""
    list(ContentRevision.objects.select_for_update().filter(scope=ContentRevision.CONTENT))
    masking.forget()
