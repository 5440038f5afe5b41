"""A comparison in one Swedish sentence: "Tre ambitionsnivåer höjda, ett nytt fokusområde, socialnämnden +1 000 tkr."

No database, no clock. The caller says what became of each level, since that takes knowledge of nyckeltal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from goals.comparison import Change, Comparison, Content
from goals.comparison_budget import (
    FINANCING,
    INCOMES,
    INVESTMENT,
    NET,
    FrameChange,
    RateChange,
    financing_years,
    frame_changes,
    income,
    rate,
)
from goals.comparison_entries import by_parent
from kpis.numbers import NBSP, format_number, round_half_up

_NUMERALS: Final = ("noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
# More bodies than this are told as a number of them and what it comes to.
_MOST_BODIES: Final = 3


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of part as a word, with its gender: "ett mål", "en beslutspunkt"."""

    one: str
    many: str
    is_neuter: bool = False


GOAL: Final = Noun("mål", "mål", is_neuter=True)
STATEMENT: Final = Noun("målbeskrivning", "målbeskrivningar")
FOCUS: Final = Noun("fokusområde", "fokusområden", is_neuter=True)
LEVEL: Final = Noun("ambitionsnivå", "ambitionsnivåer")
POINT: Final = Noun("beslutspunkt", "beslutspunkter")
TARGET: Final = Noun("finansiellt mål", "finansiella mål", is_neuter=True)
ANSWER: Final = Noun("svar på underlag", "svar på underlag", is_neuter=True)
FRAME: Final = Noun("ram", "ramar")
PART: Final = Noun("annan del", "andra delar")

# As "en nivå är …", "ett mål är …", "två nivåer är …".
_FORMS: Final = {
    "new": ("ny", "nytt", "nya"),
    "raised": ("höjd", "höjt", "höjda"),
    "lowered": ("sänkt", "sänkt", "sänkta"),
    "changed": ("ändrad", "ändrat", "ändrade"),
    "moved": ("flyttad", "flyttat", "flyttade"),
    "removed": ("borttagen", "borttaget", "borttagna"),
}


def numeral(number: int, *, is_neuter: bool = False) -> str:
    """The number as Swedes write it in running text: "ett", "två" … "tolv", then digits."""
    if number == 1:
        return "ett" if is_neuter else "en"
    return _NUMERALS[number] if 0 <= number < len(_NUMERALS) else str(number)


def counted(number: int, noun: Noun, what: str) -> str:
    """ "tre ambitionsnivåer höjda", "ett nytt fokusområde"; ``what`` is one of new, raised, changed …"""
    common, neuter, plural = _FORMS[what]
    form = plural if number != 1 else neuter if noun.is_neuter else common
    words = [numeral(number, is_neuter=noun.is_neuter), noun.one if number == 1 else noun.many]
    return " ".join([words[0], form, words[1]] if what == "new" else [*words, form])


def tkr_difference(kronor: int) -> str:
    """ "+1 000 tkr", "−0,5 tkr": exactly, so that no difference is rounded away."""
    return f"{signed_tkr(kronor)}{NBSP}tkr"


def signed_tkr(kronor: int) -> str:
    """ "+1 000", "−500", "0"."""
    return f"{'+' if kronor > 0 else ''}{tkr(kronor)}"


def tkr(kronor: int) -> str:
    """Whole kronor as tkr, exactly: "1 000", "−0,5"."""
    return format_number(Decimal(kronor) / 1000)


def signed_percent(percent: Decimal) -> str:
    """ "+4,2 %", with one decimal."""
    return f"{'+' if round_half_up(percent, 1) > 0 else ''}{format_number(percent, 1)}{NBSP}%"


def summary(
    basis: Content, other: Content, comparison: Comparison, *, turns: Iterable[str], bodies: Mapping[str, str],
    budget_year: int,
) -> str:  # fmt: skip
    """All that differs in one sentence; empty where nothing but the name does.

    ``turns`` says of each level what became of it ("raised", "moved" …), ``bodies`` gives names as in running text.
    """
    told = [
        *_counted_all(LEVEL, turns),
        *_counted_all(FOCUS, _statuses(comparison.of("goals.focusarea"))),
        *_goals(comparison),
        *_frames(comparison, bodies, budget_year),
        *_financing(basis, other, comparison),
        *_counted_all(TARGET, _statuses(comparison.of("goals.financialtarget"))),
        *_counted_all(POINT, _statuses(comparison.of("goals.decisionpoint"))),
        *_counted_all(ANSWER, _statuses(comparison.of("goals.inputanswer"))),
        *_counted_all(PART, _statuses(other_changes(comparison))),
    ]
    if any("introduction" in change.fields for change in comparison.of("goals.planversion")):
        told.append("inledningen ändrad")
    return f"{_capital(', '.join(told))}." if told else ""


_TOLD: Final = {
    "goals.planversion", "goals.goalstatement", "goals.goalorigin", "goals.focusarea", "goals.budgetframe",
    "goals.financing", "goals.financialtarget", "goals.decisionpoint", "goals.inputanswer",
    "kpis.ambitionlevel", "kpis.levelexception", "kpis.levelbody",
}  # fmt: skip


def other_changes(comparison: Comparison) -> list[Change]:
    """Changes of kinds of parts that nothing here has words for: counted all the same, so that none is hidden."""
    return [change for change in comparison.changes if change.kind not in _TOLD]


def _statuses(changes: Iterable[Change]) -> Iterator[str]:
    return (status.value for change in changes for status in change.statuses)


def _counted_all(noun: Noun, whats: Iterable[str]) -> list[str]:
    found = Counter(whats)
    return [counted(found[what], noun, what) for what in ("raised", "lowered", *_REST) if found[what]]


_REST: Final = ("new", "changed", "moved", "removed")


def _goals(comparison: Comparison) -> list[str]:
    """Goals that came, went or moved, and statements that are worded anew, also by what they take off from."""
    statements = comparison.of("goals.goalstatement")
    changed = {change.row.key for change in statements if change.is_changed}
    came_or_went = {change.row.key for change in statements if change.is_new or change.is_removed}
    changed |= by_parent(comparison, "goals.goalorigin", "goals.goalstatement").keys() - came_or_went
    rest = [status for status in _statuses(statements) if status != "changed"]
    return _counted_all(GOAL, rest) + _counted_all(STATEMENT, ["changed"] * len(changed))


def _frames(comparison: Comparison, bodies: Mapping[str, str], budget_year: int) -> list[str]:
    changes = frame_changes(comparison)
    net = [change for change in changes if change.kind == NET]
    investments = [change for change in changes if change.kind == INVESTMENT]
    return _by_body(net, bodies, budget_year) + _in_all(investments, "investeringarna", budget_year)


def _by_body(changes: Sequence[FrameChange], bodies: Mapping[str, str], budget_year: int) -> list[str]:
    if not changes:
        return []
    year = _year_told(changes, budget_year)
    this_year = [change for change in changes if change.year == year]
    suffix = "" if year == budget_year else f" {year}"
    known = [(change, change.difference) for change in this_year if change.difference is not None]
    told = []
    if len(known) > _MOST_BODIES:
        total = sum(difference for _, difference in known)
        told.append(f"{numeral(len(known))} nämnders ramar ändrade med sammanlagt {tkr_difference(total)}{suffix}")
    else:
        ordered = sorted(known, key=lambda item: (-abs(item[1]), item[0].body))
        told += [f"{bodies.get(change.body, change.body)} {tkr_difference(by)}{suffix}" for change, by in ordered]
    told += _counted_all(FRAME, ("new" if change.before is None else "removed" for change in this_year
                                 if change.difference is None))  # fmt: skip
    return told


def _in_all(changes: Sequence[FrameChange], what: str, budget_year: int) -> list[str]:
    if not changes:
        return []
    year = _year_told(changes, budget_year)
    total = sum((change.after or 0) - (change.before or 0) for change in changes if change.year == year)
    return [f"{what} {tkr_difference(total)}{'' if year == budget_year else f' {year}'}"]


def _year_told(changes: Sequence[FrameChange], budget_year: int) -> int:
    """The budget year where it differs, else the first year that does."""
    years = {change.year for change in changes}
    return budget_year if budget_year in years else min(years)


def _financing(basis: Content, other: Content, comparison: Comparison) -> list[str]:
    years = financing_years(basis, other)
    told = [_rate_told(change) for change in (rate(basis, other, year) for year in years) if not change.is_same][:1]
    incomes = (income(basis, other, year, name) for year in years for name in INCOMES)
    # A row without figures that came or went is told all the same.
    if any(not change.is_same for change in incomes) or (comparison.of(FINANCING) and not told):
        told.append("finansieringen ändrad")
    return told


def _rate_told(change: RateChange) -> str:
    if change.after is None:
        return "skattesatsen borttagen"
    was = f" i stället för {_rate(change.before)}" if change.before is not None else ""
    return f"skattesatsen {_rate(change.after)}{was} kronor"


def _rate(value: Decimal) -> str:
    return format_number(value, 2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
