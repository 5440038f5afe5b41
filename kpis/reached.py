"""How many comparable municipalities ever reached a proposed level, where their values are known. No Django, no clock.

The same rules as the assessment: own thresholds are held against the value rounded to the nyckeltal's decimals, limits
included. A change is counted from each municipality's own base value. What is unknown is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kpis.ambition import AmountUnit, Level, LevelKind
from kpis.limits import Evidence, base_of, holds, limits_of
from kpis.numbers import NBSP, format_number, format_value, round_half_up
from kpis.outcomes import Measure, Observation, SeriesBreak
from kpis.periods import Period
from kpis.sentences import amount_text
from kpis.series import has_too_few_cases
from kpis.verdicts import UnknownReason


@dataclass(frozen=True, slots=True)
class Peer:
    """Another municipality: its official totals in order of period, and the breaks that concern them."""

    name: str
    observations: tuple[Observation, ...]
    breaks: tuple[SeriesBreak, ...] = ()


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """Those a level is held against, in Swedish order; own municipality is not among them."""

    name: str
    peers: tuple[Peer, ...]
    is_county: bool = False

    def noun(self, n: int = 2) -> str:
        if n == 1:
            return "annan kommun i länet" if self.is_county else "jämförbar kommun"
        return "andra kommuner i länet" if self.is_county else "jämförbara kommuner"


@dataclass(frozen=True, slots=True)
class Reached:
    """The count as a sentence. ``n`` municipalities have known values, ``count`` of them reached the level.

    Both are None where nothing is counted, and then the sentence says why. ``group`` names those counted.
    """

    sentence: str
    group: str = ""
    n: int | None = None
    count: int | None = None

    @property
    def is_counted(self) -> bool:
        return self.n is not None


def reached(level: Level, measure: Measure, group: PeerGroup | None) -> Reached:
    """Count those of the group who ever reached the level as it is proposed, exceptions of single years aside."""
    if reason := _not_counted(level):
        return Reached(reason)
    group = group or PeerGroup("", ())
    if not any(item.value is not None for peer in group.peers for item in peer.observations):
        return Reached(f"Inga värden för {group.noun()} är inlagda.", group.name)
    plain = replace(level, exceptions=(), base_value=None) if level.base else replace(level, exceptions=())
    known = [(peer, list(_tries(plain, measure, peer))) for peer in group.peers]
    known = [(peer, tries) for peer, tries in known if tries]
    if not known:
        since = f" både för {level.base.label} och för senare år" if level.base else " som går att jämföra"
        return Reached(f"Inga värden{since} är inlagda för {group.noun()}.", group.name)
    latest = [(max(periods), peer.name) for peer, tries in known if (periods := [at for at, met in tries if met])]
    count = f"{len(latest) or 'Ingen'} av {len(known)} {group.noun(len(known))}"
    last = f" (senast {_latest(latest)})" if latest else ""
    sentence = f"{count} med kända värden har någon gång {_feat(level, measure)}{last}."
    return Reached(sentence, group.name, len(known), len(latest))


def _not_counted(level: Level) -> str:
    """Why the level is one that others are not counted for; empty when they are."""
    if level.kind.is_relative:
        return "Nivån är i sig en jämförelse med andra kommuner. Hur många som har nått den räknas inte."
    if level.kind is LevelKind.DONE:
        return "Nivån är något som ska genomföras. Hur många andra som har gjort det räknas inte."
    if level.kind.is_change and level.base is None:
        return "Nivån räknas från året före. Hur många andra som har nått den räknas inte."
    return ""


def _tries(level: Level, measure: Measure, peer: Peer) -> Iterator[tuple[Period, bool]]:
    """Every period in which the municipality can be held against the level, and whether it reached it."""
    for item in peer.observations:
        if item.value is None or has_too_few_cases(item, measure):
            continue
        base = None
        if not level.kind.is_change:
            if any(item.period.end < known.period.start for known in peer.breaks):
                continue  # the level is about what is measured now
        else:
            evidence = Evidence(level, measure, item, peer.observations, peer.breaks, previous=None)
            base = base_of(evidence)
        if isinstance(base, UnknownReason):
            continue
        limits = limits_of(level, item.period, base)
        if not isinstance(limits, UnknownReason):
            yield item.period, holds(limits, round_half_up(item.value, measure.decimals))


def _latest(found: list[tuple[Period, str]]) -> str:
    """Name who reached it last, and when: "Köping 2019", "Köping och Sala 2019", "Köping med flera 2019"."""
    last = max(period for period, _ in found)
    names = [name for period, name in found if period == last]
    who = " och ".join(names) if len(names) <= 2 else f"{names[0]} med flera"
    return f"{who} {last.label}"


def _feat(level: Level, measure: Measure) -> str:
    """What they have done: "nått minst 85 %", "legat mellan 3 och 5 %", "ökat med minst 5 procentenheter från 2017"."""
    value, unit = level.value, measure.unit
    number = "" if value is None else format_value(value, unit)
    amount = "" if value is None else amount_text(level, measure, value)
    since = f" från {level.base.label}" if level.base else ""
    match level.kind:
        case LevelKind.AT_MOST if measure.is_ranking:
            return f"nått {number} eller bättre"
        case LevelKind.AT_LEAST:
            return f"nått minst {number}"
        case LevelKind.AT_MOST:
            return f"nått högst {number}"
        case LevelKind.BETWEEN if value is not None and level.upper is not None:
            return f"legat mellan {format_number(value)} och {format_value(level.upper, unit)}"
        case LevelKind.MAINTAIN:
            tolerance = f" (±{NBSP}{amount})" if amount else ""
            return f"bibehållit sin egen nivå{since}{tolerance}"
        case _:
            verb = "ökat" if level.kind is LevelKind.INCREASE else "minskat"
            counted = ", räknat på det egna värdet" if level.amount_unit is AmountUnit.PERCENT else ""
            return f"{verb}{f' med minst {amount}' if amount else ''}{since}{counted}"
