"""What a card tells of a nyckeltal of the catalogue: its curve and latest value, others', and the level in force.

Some ten queries for any number of nyckeltal, and none for those that the process has kept. What is kept is kept by
the content's revision and the day, so nothing that has changed is ever shown; it only saves work when a room asks.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.conf import settings

from goals.models import PlanVersion
from goals.publishing import content_revision
from kpis.ambition import LevelKind
from kpis.chart_markup import Markup
from kpis.models import AmbitionLevel, Kpi, KpiValue
from kpis.numbers import format_value, round_half_up
from kpis.outcomes import Gender, Observation, Series
from kpis.peers import peer_groups
from kpis.periods import Period
from kpis.presenting import shown, spark_of
from kpis.reached import PeerGroup, reached
from kpis.reading import level_of, measure_of, observation
from kpis.sentences import level_sentence
from kpis.series import latest_value, official_totals
from kpis.standing import level_rows

UNKNOWN: Final = "okänt"
OWN_CALCULATION: Final = "Egen beräkning"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line on the card. ``source`` says where the figure comes from: "Källa: Kolada"; or nothing."""

    term: str
    text: str
    source: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class KpiFacts:
    """A nyckeltal as the card shows it, in words that need no further reckoning."""

    title: str
    url: str
    code: str
    value: str  # "79,4 %", or empty
    period: str
    is_preliminary: bool
    spark: Markup | None
    facts: tuple[Fact, ...]


Key = tuple[int, object, dt.date]


class _Kept:
    """The facts used last, by nyckeltal, revision and day."""

    MOST = 400

    def __init__(self) -> None:
        self._rows: OrderedDict[Key, KpiFacts] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> KpiFacts | None:
        with self._lock:
            if key in self._rows:
                self._rows.move_to_end(key)
            return self._rows.get(key)

    def put(self, key: Key, facts: KpiFacts) -> None:
        with self._lock:
            self._rows[key] = facts
            self._rows.move_to_end(key)
            while len(self._rows) > self.MOST:
                self._rows.popitem(last=False)


_kept: Final = _Kept()


def facts_of(kpis: Collection[Kpi], *, on: dt.date) -> dict[int, KpiFacts]:
    """The facts of each nyckeltal by its primary key, with the plan in force and the values known on the day."""
    revision = content_revision() if kpis else None
    at = (revision.number, revision.token) if revision else None
    found, missing = {}, []
    for kpi in {kpi.pk: kpi for kpi in kpis}.values():
        # Before anything is ever written there is no revision to keep by.
        known = _kept.get((kpi.pk, at, on)) if at else None
        if known is None:
            missing.append(kpi)
        else:
            found[kpi.pk] = known
    for pk, facts in _read(missing, on).items() if missing else ():
        found[pk] = facts
        if at:
            _kept.put((pk, at, on), facts)
    return found


def _read(kpis: Sequence[Kpi], on: dt.date) -> dict[int, KpiFacts]:
    own = own_values(kpis, on)
    version = _in_force(on)
    rows = list(level_rows(version).filter(kpi__in=kpis)) if version else []
    # A nyckeltal without a level has comparable municipalities all the same.
    with_level = {row.kpi_id for row in rows}
    groups = peer_groups([*rows, *(AmbitionLevel(kpi=kpi) for kpi in kpis if kpi.pk not in with_level)], known=on)
    return {
        kpi.pk: _facts(kpi, own[kpi.pk], groups.get(kpi.pk), [row for row in rows if row.kpi_id == kpi.pk], version)
        for kpi in kpis
    }


def own_values(kpis: Collection[Kpi], on: dt.date) -> dict[int, list[KpiValue]]:
    """Own area's official totals as known on the day, in order of period; one query."""
    values = KpiValue.objects.as_known_on(on).filter(
        kpi__in=list(kpis), area__code=settings.MUNICIPALITY.code, gender=Gender.TOTAL, series=Series.OFFICIAL
    )
    found: dict[int, list[KpiValue]] = defaultdict(list)
    for value in values.order_by("period_end", "pk"):
        found[value.kpi_id].append(value)
    return found


def _in_force(on: dt.date) -> PlanVersion | None:
    """The wording in force of the steering body's plan."""
    adopted: Any = PlanVersion.objects.adopted_by(on).select_related("plan__body")
    adopted = adopted.filter(plan__body__slug=settings.MUNICIPALITY.steering_body, plan__year__lte=on.year)
    version: PlanVersion | None = adopted.order_by("-plan__year", "-adopted_on", "-adoption").first()
    return version


def _facts(
    kpi: Kpi, values: Sequence[KpiValue], group: PeerGroup | None, levels: Sequence[AmbitionLevel],
    version: PlanVersion | None,
) -> KpiFacts:  # fmt: skip
    series = official_totals(observation(value) for value in values)
    latest = latest_value(series, None)
    source = next((value.source for value in reversed(values) if latest and value.period == latest.period), "")
    return KpiFacts(
        title=kpi.title,
        url=kpi.get_absolute_url(),
        code=kpi.code,
        value=shown(kpi, latest),
        period=latest.period.label if latest else "",
        is_preliminary=bool(latest and latest.is_preliminary),
        spark=spark_of(kpi, series),
        facts=(
            _latest(kpi, latest, source),
            _others(kpi, latest, group),
            *_levels(kpi, levels, group, version),
        ),
    )


def _latest(kpi: Kpi, latest: Observation | None, source: str) -> Fact:
    term = f"Senaste värdet för {settings.MUNICIPALITY.short_name}"
    if latest is None:
        return Fact(term, UNKNOWN)
    preliminary = ", preliminärt" if latest.is_preliminary else ""
    told = f"Källa: {source}" if source else ""
    return Fact(term, f"{shown(kpi, latest)} ({latest.period.label}{preliminary})", told)


def _others(kpi: Kpi, latest: Observation | None, group: PeerGroup | None) -> Fact:
    """Mean and median of the comparable municipalities, of the period of our own latest value."""
    term = group.noun().capitalize() if group else "Jämförbara kommuner"
    at = latest.period if latest else _newest(group)
    values = sorted(
        item.value
        for peer in (group.peers if group else ())
        for item in peer.observations
        if item.period == at and item.value is not None
    )
    if at is None or not values:
        return Fact(term, UNKNOWN)
    n, half = len(values), len(values) // 2
    counted = f"({at.label}, {n} av {len(group.peers) if group else n} i {group.name if group else ''})"
    if kpi.unit.casefold() == "ja/nej":
        return Fact(term, f"{sum(value == 1 for value in values)} svarar ja {counted}", OWN_CALCULATION)
    mean = round_half_up(sum(map(Fraction, values), Fraction(0)) / n, kpi.decimals)
    middle = values[half : half + 1] if n % 2 else values[half - 1 : half + 1]
    median = round_half_up(sum(map(Fraction, middle), Fraction(0)) / len(middle), kpi.decimals)
    words = (
        f"medel {format_value(mean, kpi.unit, kpi.decimals)}, median {format_value(median, kpi.unit, kpi.decimals)} "
        f"{counted}"
    )
    return Fact(term, words, OWN_CALCULATION)


def _newest(group: PeerGroup | None) -> Period | None:
    """The latest period that any of them has a value for, where we have none ourselves."""
    periods = [
        item.period for peer in (group.peers if group else ()) for item in peer.observations if item.value is not None
    ]
    return max(periods, key=lambda period: period.end, default=None)


def _levels(
    kpi: Kpi, levels: Sequence[AmbitionLevel], group: PeerGroup | None, version: PlanVersion | None
) -> list[Fact]:  # fmt: skip
    """The level in the plan in force, and how many of the comparable municipalities ever reached it."""
    if version is None:
        return [Fact("Tidigare ambitionsnivå", UNKNOWN)]
    if not levels:
        return [Fact("Tidigare ambitionsnivå", f"ingen i {version.plan.title}")]
    found = []
    for row in levels:
        level, measure = level_of(row), measure_of(kpi, row.kpi_snapshot)
        sentence = f"{level_sentence(level, measure)} ({version.plan.title})"
        found.append(Fact("Tidigare ambitionsnivå", sentence, is_example=row.is_example))
        if LevelKind(row.kind) is not LevelKind.DONE:
            told = reached(level, measure, group)
            source = OWN_CALCULATION if told.is_counted else ""
            found.append(Fact("Har andra nått den?", told.sentence, source, row.is_example))
    return found
