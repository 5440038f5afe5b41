"""A chart as one value object, before anyone decides how it is drawn.

The page, the PDF, the table and the explorable figure are made from the same ``Chart``, so that they cannot
say different things. It knows what may be joined by a line: only neighbouring periods of the same kind, with
a value in each, on the same side of every series break. A missing year is therefore a gap in every rendering.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from kpis.periods import Period, PeriodKind

MISSING: Final = "uppgift saknas"

#: Periods of each kind in a year. A day is not one of a fixed number: days are placed on a true time scale.
PER_YEAR: Final = {kind: 12 // kind.months for kind in PeriodKind if kind.months}


class ChartError(ValueError):
    """The parts do not make a chart: two values for one period in a series, or a level without a limit."""


class SeriesRole(StrEnum):
    """Whose values a series holds, and thereby how it is drawn."""

    OWN = "own"
    INTERNAL = "internal"
    COMPARISON = "comparison"
    WOMEN = "women"
    MEN = "men"

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


_ROLE_LABELS: Final = {
    SeriesRole.OWN: "Utfall",
    SeriesRole.INTERNAL: "Intern uppgift",
    SeriesRole.COMPARISON: "Jämförelse",
    SeriesRole.WOMEN: "Kvinnor",
    SeriesRole.MEN: "Män",
}


@dataclass(frozen=True, slots=True)
class Point:
    """A value for a period, or the reason why there is none (in Swedish words, as people read it)."""

    period: Period
    value: Decimal | None = None
    missing: str = MISSING
    is_preliminary: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one area, gender and kind, in order of time however they were given.

    Raises ChartError when a period occurs twice.
    """

    role: SeriesRole
    name: str
    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len({point.period for point in self.points}) != len(self.points):
            raise ChartError(f"Serien {self.name!r} har två värden för samma period.")
        in_order = tuple(sorted(self.points, key=lambda point: point.period))
        object.__setattr__(self, "points", in_order)

    @property
    def known(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.value is not None)

    def at(self, period: Period) -> Point | None:
        return next((point for point in self.points if point.period == period), None)


@dataclass(frozen=True, slots=True)
class AmbitionStep:
    """An ambition level while it holds: ``low`` for "minst", ``high`` for "högst", both for a band.

    ``start`` and ``end`` are the first and the last period it holds for; without them it holds from the
    beginning, or until further notice. ``target`` is the period it is to be reached, which gets a mark.
    ``label`` is the level in words without the word ambitionsnivå: "minst 85 %". Earlier levels, and a year of
    exception, are steps of their own before the present one.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    label: str = ""
    start: Period | None = None
    end: Period | None = None
    target: Period | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ChartError("En ambitionsnivå behöver en gräns.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ChartError("Ambitionsnivåns nedre gräns ligger över den övre.")

    @property
    def bounds(self) -> tuple[Decimal, ...]:
        """The lines to draw: one for a level (or a band without width), two for a band."""
        return tuple(sorted({bound for bound in (self.low, self.high) if bound is not None}))

    def covers(self, period: Period) -> bool:
        after_start = self.start is None or self.start.end <= period.end or self.start == period
        return after_start and (self.end is None or period.end <= self.end.end)


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """Values before ``period`` are not comparable with those from it on. ``label`` says why."""

    period: Period
    label: str = ""

    def separates(self, one: Period, other: Period) -> bool:
        earlier, later = sorted((one.end, other.end))
        return earlier < self.period.start <= later


@dataclass(frozen=True, slots=True)
class Chart:
    """One nyckeltal over time.

    ``subject`` names the nyckeltal; ``title`` is the conclusion in words where a person has written one
    (otherwise ``chart_words.headline`` makes it). ``every_years`` is the regular distance between yearly
    values, so that an election every fourth year has no gaps.
    """

    subject: str
    unit: str
    decimals: int
    series: tuple[Series, ...]
    ambition: tuple[AmbitionStep, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    sources: tuple[str, ...] = ()
    title: str = ""
    is_example: bool = False
    every_years: int = 1
    # Worked out once: which kind all periods are, or None where kinds are mixed or days are among them.
    kind: PeriodKind | None = field(init=False)

    def __post_init__(self) -> None:
        kinds = {period.kind for period in self._periods()}
        only = kinds.pop() if len(kinds) == 1 else None
        object.__setattr__(self, "kind", only if only in PER_YEAR else None)

    @property
    def own(self) -> Series | None:
        """The series the chart is about: the official one, else the internal, else the first with a value."""
        by_role = [next((s for s in self.series if s.role is role and s.known), None) for role in SeriesRole]
        return next((series for series in by_role if series), None)

    @property
    def is_empty(self) -> bool:
        return not any(series.known for series in self.series)

    @property
    def is_ranking(self) -> bool:
        """A place in a ranking: the first is the best, so the axis has 1 at its top."""
        return self.unit.split(" ")[0].casefold() == "plats"

    @property
    def is_percent(self) -> bool:
        return self.unit.split(" ")[0].casefold() in {"%", "procent", "andel"}

    @property
    def is_yes_or_no(self) -> bool:
        return self.unit.casefold() == "ja/nej"

    @property
    def drawn(self) -> tuple[Series, ...]:
        """The series that have something to draw."""
        return tuple(series for series in self.series if series.known)

    def values(self) -> Iterator[Decimal]:
        """Every number that has to have room in the chart, ambition levels included."""
        for series in self.series:
            yield from (point.value for point in series.points if point.value is not None)
        for step in self.ambition:
            yield from step.bounds

    def periods(self) -> tuple[Period, ...]:
        """The periods of all series, missing ones included, each once and in order of time."""
        return tuple(sorted(set(self._periods())))

    def runs(self, series: Series) -> tuple[tuple[Point, ...], ...]:
        """The series cut where no line may be drawn: at what is missing, at breaks, between unlike periods."""
        step = self._regular_step(series)
        runs: list[list[Point]] = []
        previous: Point | None = None
        for point in series.points:
            if point.value is None:
                previous = None
                continue
            if previous and self._may_join(previous.period, point.period, step):
                runs[-1].append(point)
            else:
                runs.append([point])
            previous = point
        return tuple(tuple(run) for run in runs)

    def gaps(self, series: Series) -> tuple[tuple[str, Period], ...]:
        """Reason and period of what the series lacks: what is said to be missing, and years that are not there."""
        gaps = [(point.missing, point.period) for point in series.points if point.value is None]
        if self.kind is PeriodKind.YEAR and self.every_years == 1:
            present = {point.period.year_number for point in series.points}
            gaps += [(MISSING, Period.year(year)) for year in range(min(present), max(present)) if year not in present]
        return tuple(sorted(gaps, key=lambda gap: gap[1]))

    def step_at(self, period: Period) -> AmbitionStep | None:
        """The ambition level that holds for a period; the last given where several do."""
        return next((step for step in reversed(self.ambition) if step.covers(period)), None)

    def is_broken_between(self, one: Period, other: Period) -> SeriesBreak | None:
        return next((item for item in self.breaks if item.separates(one, other)), None)

    def _periods(self) -> Iterator[Period]:
        return (point.period for series in self.series for point in series.points)

    def _may_join(self, one: Period, other: Period, step: int) -> bool:
        if one.kind != other.kind or self.is_yes_or_no or self.is_broken_between(one, other):
            return False
        if one.kind is PeriodKind.DAY:
            return one.comparable_with(other) and other.end.year - one.end.year <= step
        return ordinal(other) - ordinal(one) <= step

    def _regular_step(self, series: Series) -> int:
        """How far apart neighbours of the series regularly are, in its own kind of period (in years for days).

        Months (and quarters …) that come once a year, the same each year, are a yearly series; where any two
        follow on each other, eleven months without a value are a gap.
        """
        kinds = {point.period.kind for point in series.points}
        kind = kinds.pop() if len(kinds) == 1 else PeriodKind.DAY
        per_year = PER_YEAR.get(kind, 1)
        if per_year == 1:
            return self.every_years
        places = [ordinal(point.period) for point in series.points]
        once_a_year = len({place % per_year for place in places}) == 1
        return per_year * self.every_years if once_a_year else 1


def ordinal(period: Period) -> int:
    """Number periods of a kind in order, so that neighbours differ by one. Days are numbered by the calendar."""
    if period.kind not in PER_YEAR:
        return period.end.toordinal()
    return period.end.year * PER_YEAR[period.kind] + period.number - 1
