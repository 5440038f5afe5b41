"""What became of each ambition level between two versions, by field and in words.

What a level says is in the contents already; ``read_levels`` asks what its nyckeltal, and those it is compared with,
are called and mean: three queries at most, whatever the number of versions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from goals.comparison import Change, Comparison, Content, Row
from goals.comparison_entries import by_parent, entries
from goals.models import PlanVersion
from kpis.ambition import AmountUnit, Level, LevelException, LevelKind
from kpis.level_changes import LevelWording, Turn, change_of
from kpis.models import AmbitionLevel, Area, Kpi
from kpis.numbers import format_number
from kpis.periods import Period, PeriodKind
from kpis.reading import comparison_kind, measure_of

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
    versions: Collection[PlanVersion], contents: Mapping[int, Content], bodies: Mapping[str, str],
    keys: Collection[UUID] | None = None,
) -> dict[tuple[int, UUID], LevelThere]:  # fmt: skip
    """The versions' levels by version and key; ``keys`` leaves out all others. ``bodies`` are names in their order."""
    rows = {
        (pk, row.key): row
        for pk, content in contents.items()
        for row in content.get(LEVELS, ())
        if keys is None or row.key in keys
    }
    if not rows:
        return {}
    kpis = {kpi.code: kpi for kpi in _kpis({str(row.fields["kpi"]) for row in rows.values()})}
    groups = _groups({str(code) for row in rows.values() if (code := row.fields["compared_with"])})
    meant = _snapshots([version for version in versions if not version.is_draft], {key for _, key in rows})
    exceptions, answerable = (
        {pk: _by_level(content.get(kind, ())) for pk, content in contents.items()} for kind in (EXCEPTIONS, BODIES)
    )
    found = {}
    for (pk, key), row in rows.items():
        kpi = kpis[str(row.fields["kpi"])]
        slugs = {child.fields["body"] for child in answerable[pk].get(key, ())}
        wording = LevelWording(
            key=key,
            level=_level(row, exceptions[pk].get(key, ()), groups.get(str(row.fields["compared_with"]))),
            measure=measure_of(kpi, meant.get((pk, key))),
            bodies=tuple(name for slug, name in bodies.items() if slug in slugs),
        )
        found[pk, key] = LevelThere(wording, kpi)
    return found


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


def _kpis(codes: Collection[str]) -> Iterable[Kpi]:
    return Kpi.objects.filter(code__in=codes).order_by().only(
        "code", "slug", "title", "unit", "decimals", "direction", "frequency", "publication_lag", "smallest_count",
        "is_ranking",
    )  # fmt: skip


def _groups(codes: Collection[str]) -> dict[str, Area]:
    return {area.code: area for area in Area.objects.filter(code__in=codes).order_by()} if codes else {}


def _snapshots(versions: Collection[PlanVersion], keys: Collection[UUID]) -> dict[tuple[int, UUID], Any]:
    """What the nyckeltal meant when the versions left utkast."""
    if not versions:
        return {}
    rows = AmbitionLevel.objects.filter(version__in=[version.pk for version in versions], key__in=keys).order_by()
    return {(pk, key): meant for pk, key, meant in rows.values_list("version_id", "key", "kpi_snapshot")}


def _by_level(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        if row.parent is not None:
            found.setdefault(row.parent, []).append(row)
    return found


def _level(row: Row, exceptions: Iterable[Row], group: Area | None) -> Level:
    """As ``kpis.reading.level_of``, of what the comparison has read already."""
    fields: Mapping[str, Any] = row.fields
    others = sorted((exception.fields for exception in exceptions), key=lambda one: str(one["period_end"]))
    return Level(
        kind=LevelKind(fields["kind"]),
        amount_unit=AmountUnit(fields["amount_unit"]),
        target=_period_of(fields, "target"),
        base=_period_of(fields, "base"),
        exceptions=tuple(_exception(one) for one in others),
        comparison=comparison_kind(group) if group else None,
        group_name=group.name if group else "",
        group_year=group.group_year if group else None,
        **{name: fields[name] for name in _AS_WRITTEN},
    )


_AS_WRITTEN = ("value", "upper", "every_year", "base_value", "step_low", "step_high", "motive")


def _exception(fields: Mapping[str, Any]) -> LevelException:
    period = _period_of(fields, "period")
    assert period is not None
    return LevelException(period, fields["value"], fields["reason"], fields["upper"])


def _period_of(fields: Mapping[str, Any], name: str) -> Period | None:
    end = fields[f"{name}_end"]
    return Period(PeriodKind(fields[f"{name}_kind"]), end) if end else None


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
        period = _period_of(fields, name)
        return period.label if period else empty

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
