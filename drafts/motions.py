"""Yrkanden from differences: what one version changes in another, as att-satser ready to be moved.

Everything that a comparison lists becomes an att-sats, but for the version's name and its links to underlag, which
nobody decides on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from drafts import motion_words as words
from drafts.motion_words import Motion, quoted
from goals.comparison import Change
from goals.comparison_budget import frame_changes
from goals.comparison_entries import by_parent
from goals.version_rows import VERSION
from goals.views.comparison_levels import LevelDifference
from goals.views.comparison_sections import ORIGINS, STATEMENTS, Compared

_INCOMES: Final = {
    "tax_revenue": "skatteintäkterna",
    "state_grants": "generella statsbidrag och utjämning",
    "financial_net": "finansnettot",
}


def motions_of(compared: Compared) -> list[Motion]:
    """Every difference as an att-sats, in the order of the plan."""
    return [
        *_introduction(compared),
        *_goals(compared),
        *_focus(compared),
        *_levels(compared),
        *_frames(compared),
        *_financing(compared),
        *_targets(compared),
        *_points(compared),
    ]


def as_text(motions: Iterable[Motion], proposer: str = "") -> str:
    """The chosen ones as a numbered list to paste: "1. att … " a line each."""
    lines = [f"{number}. {motion.text}" for number, motion in enumerate(motions, start=1)]
    head = f"{proposer} yrkar" if proposer else "Yrkande"
    return "\n".join([head, "", *lines]) if lines else ""


def _introduction(compared: Compared) -> Iterator[Motion]:
    for change in compared.comparison.of(VERSION):
        if "introduction" in change.fields:
            text = words.replaced("inledningen", str(change.was("introduction") or ""), _now(change, "introduction"))
            yield Motion("inledning", "Inledning", text)


def _goals(compared: Compared) -> Iterator[Motion]:
    section = "Mål"
    for change in _changes(compared, STATEMENTS):
        title = quoted(_title(change))
        ident = f"mal-{change.row.key}"
        if change.is_new:
            description = _now(change, "description")
            text = f" med målbeskrivningen: {words.long_quoted(description)}" if description.strip() else ""
            yield Motion(ident, section, f"att målet {title} läggs till{text}")
        elif change.is_removed:
            yield Motion(ident, section, f"att målet {title} utgår")
        else:
            yield from _reworded_goal(change, ident, section)
    for key, changes in by_parent(compared.comparison, ORIGINS, STATEMENTS).items():
        slug = next((row.fields["goal"] for row in compared.after.get(STATEMENTS, ()) if row.key == key), None)
        for change in changes if slug is not None else ():
            goal = quoted(compared.goal_title(slug))
            origin = _origin(compared, change)
            verb = "inte längre tar avstamp i" if change.is_removed else "tar avstamp i"
            yield Motion(f"avstamp-{change.row.key}", section, f"att målet {goal} {verb} {origin}")


def _reworded_goal(change: Change, ident: str, section: str) -> Iterator[Motion]:
    before, after = str(change.was("title")), _now(change, "title")
    if "title" in change.fields:
        yield Motion(f"{ident}-rubrik", section, f"att målet {quoted(before)} i stället formuleras {quoted(after)}")
    for name, what in (("description", "målbeskrivningen"), ("summary", "den lättlästa texten"),
                       ("kpi_reason", "skälet till fler nyckeltal")):  # fmt: skip
        if name in change.fields:
            text = words.replaced(f"{what} för målet {quoted(after)}", str(change.was(name) or ""), _now(change, name))
            yield Motion(f"{ident}-{name}", section, text)
    if change.is_moved:
        text = f"att målet {quoted(after)} blir mål nummer {change.row.position}"
        yield Motion(f"{ident}-plats", section, text)


def _focus(compared: Compared) -> Iterator[Motion]:
    section = "Fokusområden"
    for change in _changes(compared, "goals.focusarea"):
        title, goal = quoted(_title(change)), quoted(compared.goal_title(change.row.container[0]))
        ident = f"fokus-{change.row.key}"
        if change.is_new:
            told = _now(change, "text")
            text = f" med texten: {words.long_quoted(told)}" if told.strip() else ""
            yield Motion(ident, section, f"att fokusområdet {title} läggs till under målet {goal}{text}")
            continue
        if change.is_removed:
            yield Motion(ident, section, f"att fokusområdet {title} under målet {goal} utgår")
            continue
        if "title" in change.fields:
            before = quoted(str(change.was("title")))
            yield Motion(f"{ident}-rubrik", section, f"att fokusområdet {before} i stället benämns {title}")
        if "text" in change.fields:
            text = words.replaced(f"texten i fokusområdet {title}", str(change.was("text") or ""), _now(change, "text"))
            yield Motion(f"{ident}-text", section, text)
        if change.is_moved:
            yield Motion(f"{ident}-plats", section, f"att fokusområdet {title} {_moved_to(change, goal)}")


def _levels(compared: Compared) -> Iterator[Motion]:
    for level in compared.level_differences:
        if level.whats:
            yield from _level(compared, level)


def _level(compared: Compared, level: LevelDifference) -> Iterator[Motion]:
    section = "Ambitionsnivåer"
    change, kpi = level.change, quoted(level.kpi.title)
    goal = quoted(compared.goal_title(change.row.container[0]))
    before, after = (words.lowered(sentence) for sentence in level.sentences)
    ident = f"niva-{change.row.key}"
    if level.before is None:
        yield Motion(ident, section, f"att nyckeltalet {kpi} får ambitionsnivån {after} under målet {goal}")
        return
    if level.after is None:
        yield Motion(ident, section, f"att ambitionsnivån för {kpi} under målet {goal} ({before}) utgår")
        return
    if before != after:
        yield Motion(ident, section, f"att ambitionsnivån för {kpi} ändras till {after}")
    for field in level.fields:
        if field.label == "Ansvarig":
            yield Motion(f"{ident}-ansvar", section, f"att ansvarig för ambitionsnivån för {kpi} är {field.after}")
        elif before == after:
            text = f"att {words.lowered(field.label)} i ambitionsnivån för {kpi} ändras till {field.after}"
            yield Motion(f"{ident}-{field.label}", section, text)
    motives = level.motives
    if motives[0] != motives[1]:
        yield Motion(f"{ident}-motiv", section, words.replaced(f"motivet till ambitionsnivån för {kpi}", *motives))
    if change.is_moved:
        yield Motion(f"{ident}-plats", section, f"att ambitionsnivån för {kpi} {_moved_to(change, goal)}")


def _frames(compared: Compared) -> Iterator[Motion]:
    changes = frame_changes(compared.comparison)
    order = compared.names.body_order
    for change in sorted(changes, key=lambda c: (c.kind != words.NET, order.get(c.body, len(order)), c.year)):
        body = compared.names.bodies.get(change.body, change.body)
        text = words.frame(change.kind, body, change.year, change.before, change.after)
        yield Motion(f"ram-{change.kind}-{change.body}-{change.year}", "Ramar", text)


def _financing(compared: Compared) -> Iterator[Motion]:
    for change in _changes(compared, "goals.financing"):
        year: Any = change.row.fields["year"]
        names = ("tax_rate", *_INCOMES) if change.is_new or change.is_removed else change.fields
        for name in names:
            was, now = change.was(name), change.now(name)
            if was == now:
                continue
            ident = f"finansiering-{year}-{name}"
            if name == "tax_rate":
                rate = now if isinstance(now, Decimal) else None
                yield Motion(ident, "Skattesats och finansiering", words.rate(year, rate))
            elif name in _INCOMES:
                amount = now if isinstance(now, int) else None
                yield Motion(ident, "Skattesats och finansiering", words.income(_INCOMES[name], year, amount))


def _targets(compared: Compared) -> Iterator[Motion]:
    section = "Finansiella mål"
    for change in _changes(compared, "goals.financialtarget"):
        ident, text = f"finansiellt-mal-{change.row.key}", str(change.row.fields["text"])
        if change.is_new:
            yield Motion(ident, section, f"att det finansiella målet {quoted(text)} läggs till")
        elif change.is_removed:
            yield Motion(ident, section, f"att det finansiella målet {quoted(text)} utgår")
        elif change.is_changed:
            before = quoted(str(change.was("text")))
            yield Motion(ident, section, f"att det finansiella målet {before} ersätts med {quoted(text)}")
        if change.is_moved:
            yield Motion(f"{ident}-plats", section,
                         f"att det finansiella målet {quoted(text)} blir nummer {change.row.position}")  # fmt: skip


def _points(compared: Compared) -> Iterator[Motion]:
    section = "Beslutspunkter"
    for change in _changes(compared, "goals.decisionpoint"):
        ident, text = f"punkt-{change.row.key}", str(change.row.fields["text"])
        number = change.before.position if change.before else change.row.position
        if change.is_new:
            yield Motion(ident, section, words.point_text(text))
        elif change.is_removed:
            yield Motion(ident, section, f"att beslutspunkt {number} ({quoted(text)}) utgår")
        elif change.is_changed:
            yield Motion(ident, section, f"att beslutspunkt {number} i stället lyder: {words.long_quoted(text)}")
        if change.is_moved:
            yield Motion(
                f"{ident}-plats", section, f"att beslutspunkt {number} blir beslutspunkt {change.row.position}"
            )


def _changes(compared: Compared, kind: str) -> list[Change]:
    return [change for change in compared.parts(kind) if change.statuses]


def _now(change: Change, name: str) -> str:
    return str(change.now(name) or "")


def _title(change: Change) -> str:
    return str(change.row.fields["title"])


def _moved_to(change: Change, goal: str) -> str:
    """ "flyttas till målet …", or its new place among the same siblings."""
    if change.before is not None and change.before.container != change.row.container:
        return f"flyttas till målet {goal}"
    return f"blir nummer {change.row.position} under målet {goal}"


def _origin(compared: Compared, change: Change) -> str:
    framework, number = change.row.fields["framework"], change.row.fields["number"]
    pair: Any = (framework, number)
    return compared.names.origins.get(pair, f"{framework} {number}")
