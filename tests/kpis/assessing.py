"""Short ways to say what an assessment is made from, so that a test reads as its sentence."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from kpis.assessment import (
    Assessment,
    Comparison,
    Direction,
    Level,
    LevelKind,
    Measure,
    Observation,
    PeerValue,
    assess,
)
from kpis.periods import Period

HIGHER = Measure("%", 1, Direction.HIGHER, area="1960")
LOWER = Measure("%", 1, Direction.LOWER, area="1960")
NEITHER = Measure("antal", 0, Direction.NEITHER, area="1960")
RANKING = Measure("plats", 0, Direction.LOWER, is_ranking=True, area="1960")
YES_OR_NO = Measure("ja/nej", 0, Direction.HIGHER, area="1960")
ON = date(2024, 6, 1)


def year(number: int) -> Period:
    return Period.year(number)


def values(given: Mapping[int, str]) -> list[Observation]:
    return [Observation(year(number), Decimal(text)) for number, text in given.items()]


def peers(given: Mapping[int, list[str]], *, size: int | None = None, is_single: bool = False) -> Comparison:
    found = tuple(
        PeerValue(f"peer-{at}", year(number), Decimal(text))
        for number, texts in given.items()
        for at, text in enumerate(texts)
    )
    return Comparison("Liknande kommuner", found, size=size, is_single=is_single)


def level(kind: LevelKind, value: str | None = None, **parts: object) -> Level:
    return Level(kind, None if value is None else Decimal(value), **parts)  # type: ignore[arg-type]


def judged(of: Level, measure: Measure, given: Mapping[int, str], **parts: object) -> Assessment:
    parts.setdefault("on", ON)
    return assess(of, measure, values(given), **parts)  # type: ignore[arg-type]
