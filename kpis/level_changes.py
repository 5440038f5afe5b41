"""What one ambition level changes in the one before it, in words: höjd, sänkt, nytt målår. No Django, no clock.

Höjd and sänkt speak of how much is asked for: a ceiling that is lowered is a level that is raised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from kpis.ambition import Level, LevelKind
from kpis.outcomes import Measure
from kpis.sentences import base_text, compared_with, demand_text, level_sentence

_MORE_IS_MORE = {LevelKind.AT_LEAST, LevelKind.INCREASE, LevelKind.DECREASE}
_LESS_IS_MORE = {LevelKind.AT_MOST, LevelKind.MAINTAIN, LevelKind.RANK, LevelKind.SHARE}


class Turn(StrEnum):
    """What has become of a level since the wording before."""

    FIRST = "first"
    NEW = "new"
    RAISED = "raised"
    LOWERED = "lowered"
    CHANGED = "changed"
    SAME = "same"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Turn.FIRST: "Första nivån",
    Turn.NEW: "Ny nivå",
    Turn.RAISED: "Höjd",
    Turn.LOWERED: "Sänkt",
    Turn.CHANGED: "Ändrad",
    Turn.SAME: "Oförändrad nivå",
    Turn.REMOVED: "Borttagen",
}


@dataclass(frozen=True, slots=True)
class LevelWording:
    """A level as one version words it, with what its nyckeltal meant there and who answers for it."""

    key: UUID
    level: Level
    measure: Measure
    definition: str = ""
    bodies: tuple[str, ...] = ()
    source: str = ""
    source_url: str = ""

    @property
    def sentence(self) -> str:
        return level_sentence(self.level, self.measure)

    def same(self, other: LevelWording) -> bool:
        """Alike in all that is decided; a label or a source is about the text, not the level."""
        return _decided(self) == _decided(other)


@dataclass(frozen=True, slots=True)
class LevelChange:
    """What became of a level, and each thing that changed in a sentence of its own."""

    turn: Turn
    details: tuple[str, ...] = ()


def same_levels(one: Sequence[LevelWording], other: Sequence[LevelWording]) -> bool:
    """Whether two versions word their levels alike, in the same order."""
    return len(one) == len(other) and all(a.same(b) for a, b in zip(one, other, strict=True))


def matched(
    before: Sequence[LevelWording], after: Sequence[LevelWording]
) -> list[tuple[LevelWording | None, LevelWording | None]]:
    """Each level with the one it comes from: by key, then by kind, then what is left in order. Removed ones last."""
    left = list(before)
    pairs: dict[int, LevelWording] = {}
    for alike in (_same_key, _same_kind, _anything):
        for at, new in enumerate(after):
            old = None if at in pairs else next((old for old in left if alike(old, new)), None)
            if old is not None:
                pairs[at] = old
                left.remove(old)
    told: list[tuple[LevelWording | None, LevelWording | None]] = [(pairs.get(at), new) for at, new in enumerate(after)]
    return told + [(old, None) for old in left]


def change_of(before: LevelWording, after: LevelWording) -> LevelChange:
    """What the later level changes in the earlier one."""
    turn, demand = _demanded(before, after)
    terms = tuple(_terms(before, after))
    if turn is Turn.SAME and terms:
        turn = Turn.CHANGED
    return LevelChange(turn, (*demand, *terms, *_around(before, after)))


def _demanded(before: LevelWording, after: LevelWording) -> tuple[Turn, tuple[str, ...]]:
    """Whether more or less is asked for, and from what to what."""
    was, now = demand_text(before.level, before.measure), demand_text(after.level, after.measure)
    if _amounts(before.level) == _amounts(after.level) and before.level.kind is after.level.kind:
        return Turn.SAME, ()
    return _direction(before, after), (f"Från ”{_lower(was)}” till ”{_lower(now)}”.",)


def _direction(before: LevelWording, after: LevelWording) -> Turn:
    """Höjd where more is asked for; changed where the two cannot be put in order."""
    was, now = before.level, after.level
    if was.kind is not now.kind or before.measure.unit != after.measure.unit or was.amount_unit != now.amount_unit:
        return Turn.CHANGED
    if was.kind is LevelKind.BETWEEN:
        return _narrowed(was, now)
    if was.kind in _MORE_IS_MORE:
        more = _number(now.value) - _number(was.value)
    elif was.kind in _LESS_IS_MORE:
        more = _number(was.value) - _number(now.value)
    else:
        return Turn.CHANGED
    return Turn.RAISED if more > 0 else Turn.LOWERED if more < 0 else Turn.CHANGED


def _narrowed(was: Level, now: Level) -> Turn:
    low, high = _number(now.value) - _number(was.value), _number(was.upper) - _number(now.upper)
    if low >= 0 and high >= 0:
        return Turn.RAISED
    return Turn.LOWERED if low <= 0 and high <= 0 else Turn.CHANGED


def _terms(before: LevelWording, after: LevelWording) -> Iterator[str]:
    """When it shall be reached, from where it is counted and with whom it is compared."""
    was, now = before.level, after.level
    if (was.target, was.every_year) != (now.target, now.every_year):
        if was.target and now.target and was.every_year == now.every_year:
            yield f"Nytt målår: {now.target.label} i stället för {was.target.label}."
        else:
            yield f"Gäller {_when(now)} i stället för {_when(was)}."
    bases = base_text(was, before.measure), base_text(now, after.measure)
    if bases[0] != bases[1]:
        yield f"Räknas från {bases[1] or 'året före'} i stället för {bases[0] or 'året före'}."
    if was.kind is now.kind and was.kind.is_relative and compared_with(was) != compared_with(now):
        yield f"Jämförs med {compared_with(now)} i stället för {compared_with(was)}."
    if was.exceptions != now.exceptions:
        yield (
            "Undantagen är ändrade."
            if was.exceptions and now.exceptions
            else ("Undantag har kommit till." if now.exceptions else "Undantagen är borttagna.")
        )
    if (was.step_low, was.step_high) != (now.step_low, now.step_high):
        yield "Stegen lägst och helst är ändrade."
    if _meaning(before) != _meaning(after):
        yield "Det som nyckeltalet mäter är ändrat: enhet, riktning eller definition."


def _around(before: LevelWording, after: LevelWording) -> Iterator[str]:
    """What stands around the level: why, and who answers for it."""
    if before.level.motive != after.level.motive:
        yield (
            "Nytt motiv."
            if after.level.motive and before.level.motive
            else ("Ett motiv har kommit till." if after.level.motive else "Motivet är borttaget.")
        )
    if before.bodies != after.bodies:
        yield f"Ansvar: {_named(after.bodies)} i stället för {_named(before.bodies)}."


def _same_key(old: LevelWording, new: LevelWording) -> bool:
    return old.key == new.key


def _same_kind(old: LevelWording, new: LevelWording) -> bool:
    return old.level.kind is new.level.kind


def _anything(old: LevelWording, new: LevelWording) -> bool:
    return True


def _decided(wording: LevelWording) -> tuple[object, ...]:
    return replace(wording.level, is_example=False), _meaning(wording), wording.bodies


def _meaning(wording: LevelWording) -> tuple[object, ...]:
    measure = wording.measure
    return measure.unit, measure.direction, measure.is_ranking, wording.definition


def _amounts(level: Level) -> tuple[object, ...]:
    return level.value, level.upper, level.amount_unit if level.kind.is_change else None


def _number(value: Decimal | None) -> Decimal:
    """No amount asks for any change at all; no tolerance allows none."""
    return Decimal(0) if value is None else value


def _when(level: Level) -> str:
    if level.target is None:
        return "varje år"
    return f"varje år till och med {level.target.label}" if level.every_year else level.target.phrase


def _named(bodies: Sequence[str]) -> str:
    return ", ".join(bodies) or "ingen utsedd"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
