"""What became of each ambition level between two versions, by field and in words.

``read_levels`` costs three queries, whatever the number of versions; the rest is made of what they answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch

from goals.comparison import Change, Comparison, Content
from goals.comparison_entries import by_parent, entries
from goals.models import PlanVersion
from kpis.ambition import AmountUnit, LevelKind
from kpis.level_changes import LevelWording, Turn, change_of
from kpis.models import AmbitionLevel, Kpi, LevelBody
from kpis.numbers import format_number
from kpis.periods import Period, PeriodKind
from kpis.reading import level_of, measure_of

LEVELS, EXCEPTIONS, BODIES = "kpis.ambitionlevel", "kpis.levelexception", "kpis.levelbody"
_LABELS = {"raised": "höjd", "lowered": "sänkt", "changed": "ändrad", "moved": "flyttad", "new": "ny",
           "removed": "borttagen"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LevelThere:
    """A level as it stands in one version, and the nyckeltal that it is about."""

    wording: LevelWording
    kpi: Kpi


LevelsRead = Mapping[tuple[int, UUID], LevelThere]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a level as people write it, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LevelDifference:
    """What became of a level. ``whats`` are raised, lowered, changed, moved, new or removed; none for an equal."""

    change: Change
    before: LevelThere | None
    after: LevelThere | None
    whats: tuple[str, ...]
    fields: tuple[FieldChange, ...]

    @property
    def kpi(self) -> Kpi:
        there = self.after or self.before
        assert there is not None
        return there.kpi

    @property
    def labels(self) -> list[str]:
        """In Swedish: "höjd", "flyttad"."""
        return [_LABELS[what] for what in self.whats]

    @property
    def sentences(self) -> tuple[str, str]:
        """ "Minst 80 % vid utgången av 2022" before and after; empty where there was, or is, no level."""
        return (
            self.before.wording.sentence if self.before else "",
            self.after.wording.sentence if self.after else "",
        )

    @property
    def motives(self) -> tuple[str, str]:
        return (
            self.before.wording.level.motive if self.before else "",
            self.after.wording.level.motive if self.after else "",
        )


def read_levels(
    versions: Collection[PlanVersion], keys: Collection[UUID] | None = None
) -> dict[tuple[int, UUID], LevelThere]:
    """The versions' levels by version and key; ``keys`` leaves out all others. Three queries, or none for no keys."""
    rows = AmbitionLevel.objects.filter(version__in=[version.pk for version in versions])
    if keys is not None:
        if not keys:
            return {}
        rows = rows.filter(key__in=keys)
    bodies = Prefetch("bodies", LevelBody.objects.select_related("body").order_by("body__sort_order", "body__sort_key"))
    rows = rows.select_related("kpi", "compared_with").prefetch_related("exceptions", bodies).order_by()
    return {(row.version_id, row.key): LevelThere(_wording(row), row.kpi) for row in rows}


def touched_keys(comparisons: Iterable[Comparison]) -> set[UUID]:
    """Keys, in either version, of every level that differs, be it only in an exception or in who answers for it."""
    keys: set[UUID] = set()
    for comparison in comparisons:
        old_of = {new: old for old, new in comparison.matches.get(LEVELS, {}).items()}
        found = {row.key for change in comparison.of(LEVELS) for row in (change.before, change.after) if row}
        for kind in (EXCEPTIONS, BODIES):
            found |= by_parent(comparison, kind, LEVELS).keys()
        keys |= found | {old_of[key] for key in found if key in old_of}
    return keys


def level_differences(
    basis: PlanVersion, other: PlanVersion, contents: Mapping[int, Content], comparison: Comparison,
    levels: LevelsRead, *, everything: bool = False,
) -> list[LevelDifference]:  # fmt: skip
    """The levels that differ, goal by goal in the other's order; ``everything`` adds those that are alike."""
    one, two = contents[basis.pk], contents[other.pk]
    found = entries(one, two, comparison, LEVELS, order=goal_order(one, two))
    children = {key for kind in (EXCEPTIONS, BODIES) for key in by_parent(comparison, kind, LEVELS)}
    told = []
    for change in found:
        has_other_children = change.row.key in children and not (change.is_new or change.is_removed)
        if not (everything or change.statuses or has_other_children):
            continue
        before = levels.get((basis.pk, change.before.key)) if change.before else None
        after = levels.get((other.pk, change.after.key)) if change.after else None
        if before is None and after is None:
            continue  # taken out between the two questions
        told.append(_difference(change, before, after, has_other_children=has_other_children))
    return told


def goal_order(basis: Content, other: Content) -> dict[object, int]:
    """Goals' slugs in the other's order, then those that only the basis has."""
    slugs = [
        row.fields["goal"]
        for content in (other, basis)
        for row in sorted(content.get("goals.goalstatement", ()), key=lambda row: (row.position or 0, row.key))
    ]
    return {slug: at for at, slug in enumerate(dict.fromkeys(slugs))}


def _difference(
    change: Change, before: LevelThere | None, after: LevelThere | None, *, has_other_children: bool
) -> LevelDifference:
    whats: tuple[str, ...] = tuple(status.value for status in change.statuses if status.value != "changed")
    fields: tuple[FieldChange, ...] = ()
    if before and after and (change.is_changed or has_other_children):
        turn = change_of(before.wording, after.wording).turn
        whats = (turn.value if turn in (Turn.RAISED, Turn.LOWERED) else "changed", *whats)
        fields = tuple(_fields(change, before, after))
    return LevelDifference(change, before, after, whats, fields)


def _wording(row: AmbitionLevel) -> LevelWording:
    return LevelWording(
        key=row.key,
        level=level_of(row),
        measure=measure_of(row.kpi, row.kpi_snapshot),
        bodies=tuple(link.body.name for link in row.bodies.all()),
        source=row.source,
        source_url=row.source_url,
    )


def _fields(change: Change, before: LevelThere, after: LevelThere) -> Iterable[FieldChange]:
    """The fields that differ, as people write them; the motive is told word by word beside them."""
    for label, written in _WRITTEN.items():
        was, now = (written(row.fields) if row else "" for row in (change.before, change.after))
        if was != now:
            yield FieldChange(label, was, now)
    kpis = before.kpi.title, after.kpi.title
    if before.kpi.pk != after.kpi.pk:
        yield FieldChange("Nyckeltal", *kpis)
    groups = tuple(there.wording.level.group_name for there in (before, after))
    if groups[0] != groups[1]:
        yield FieldChange("Jämförs med", groups[0] or "ingen", groups[1] or "ingen")
    exceptions = _exceptions(before), _exceptions(after)
    if exceptions[0] != exceptions[1]:
        yield FieldChange("Undantag", *exceptions)
    bodies = tuple(", ".join(there.wording.bodies) or "ingen utsedd" for there in (before, after))
    if bodies[0] != bodies[1]:
        yield FieldChange("Ansvarig", *bodies)


def _exceptions(there: LevelThere) -> str:
    found = sorted(there.wording.level.exceptions, key=lambda item: item.period)
    return "; ".join(f"{item.period.label}: {format_number(item.value)} ({item.reason})" for item in found) or "inga"


def _number(name: str) -> Callable[[Mapping[str, object]], str]:
    def written(fields: Mapping[str, object]) -> str:
        value = fields.get(name)
        return format_number(value) if isinstance(value, Decimal) else "inget"

    return written


def _period(name: str, empty: str) -> Callable[[Mapping[str, object]], str]:
    def written(fields: Mapping[str, object]) -> str:
        kind, end = fields.get(f"{name}_kind"), fields.get(f"{name}_end")
        return Period(PeriodKind(str(kind)), end).label if kind and isinstance(end, dt.date) else empty

    return written


_WRITTEN: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "Slag": lambda fields: LevelKind(str(fields["kind"])).label,
    "Tal": _number("value"),
    "Övre gräns": _number("upper"),
    "Räknas i": lambda fields: AmountUnit(str(fields["amount_unit"])).label,
    "Basperiod": _period("base", "ingen"),
    "Basvärde": _number("base_value"),
    "Målperiod": _period("target", "tills vidare"),
    "Gäller varje år": lambda fields: "ja" if fields["every_year"] else "nej",
    "Lägst": _number("step_low"),
    "Helst": _number("step_high"),
}
