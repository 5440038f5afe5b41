"""A comparison as the page shows it: section by section, each alternative in a column of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import SafeString

from goals.comparison import Change, Comparison, Content, Row
from goals.comparison_entries import by_parent, entries
from goals.models import PlanVersion
from goals.version_rows import VERSION
from goals.views.comparison_levels import LevelDifference, LevelsRead, goal_order, level_differences
from goals.views.comparison_markup import line_diff, prose_diff, value_diff
from goals.views.comparison_tables import INVESTMENT, NET, Table, financing_tables, frame_tables
from goals.views.comparison_words import other_changes, summary

STATEMENTS: Final = "goals.goalstatement"
ORIGINS: Final = "goals.goalorigin"


@dataclass(frozen=True, slots=True)
class Names:
    """What slugs and keys are called; bodies as in running text and in their order."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[tuple[str, int], str] = field(default_factory=dict)
    asked: Mapping[Any, str] = field(default_factory=dict)

    @property
    def body_order(self) -> dict[str, int]:
        return {slug: at for at, slug in enumerate(self.bodies)}


@dataclass(frozen=True)
class Compared:
    """One alternative held against the basis, with all that telling it takes."""

    basis: PlanVersion
    other: PlanVersion
    contents: Mapping[int, Content]
    comparison: Comparison
    levels: LevelsRead
    names: Names
    everything: bool = False

    @property
    def before(self) -> Content:
        return self.contents[self.basis.pk]

    @property
    def after(self) -> Content:
        return self.contents[self.other.pk]

    def parts(self, kind: str) -> list[Change]:
        """The parts to show: those that differ, or all."""
        found = entries(self.before, self.after, self.comparison, kind, order=goal_order(self.before, self.after))
        return [change for change in found if self.everything or change.statuses]

    @cached_property
    def level_differences(self) -> list[LevelDifference]:
        return level_differences(
            self.basis, self.other, self.contents, self.comparison, self.levels, everything=self.everything
        )

    @cached_property
    def summary(self) -> str:
        """The whole in one sentence; empty where the versions are alike."""
        turns = [what for level in self.level_differences for what in level.whats]
        return summary(
            self.before, self.after, self.comparison, turns=turns, bodies=self.names.bodies,
            budget_year=self.other.plan.year,
        )  # fmt: skip

    @cached_property
    def goal_titles(self) -> dict[object, str]:
        """Goals by slug, as the other words them, else as the basis did."""
        rows = [row for content in (self.before, self.after) for row in content.get(STATEMENTS, ())]
        return {row.fields["goal"]: str(row.fields["title"]) for row in rows}

    def goal_title(self, slug: object) -> str:
        return self.goal_titles.get(slug, str(slug))


@dataclass(frozen=True, slots=True)
class Item:
    """A part: what it is called, what became of it, and its texts. ``kicker`` says under which goal it stands."""

    title: SafeString | str
    statuses: Sequence[tuple[str, str]] = ()
    texts: Sequence[tuple[str, SafeString]] = ()
    facts: Sequence[tuple[str, SafeString]] = ()
    kicker: str = ""
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What one alternative has in a section."""

    items: Sequence[Item] = ()
    tables: Sequence[Table] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.tables)


@dataclass(frozen=True, slots=True)
class Section:
    ident: str
    title: str
    columns: Sequence[Column]


def sections_of(compared: Sequence[Compared]) -> list[Section]:
    """The sections in which any alternative has something to show, each with a column for every one of them."""
    found = []
    for ident, title, column in _SECTIONS:
        columns = [column(one, f"{ident}-{at}") for at, one in enumerate(compared, 1)]
        if not all(made.is_empty for made in columns):
            found.append(Section(ident, title, columns))
    return found


def _introduction(one: Compared, ident: str) -> Column:
    return Column(
        [
            Item("", _labels(change), [("", _prose(change, "introduction"))])
            for change in one.parts(VERSION)
            if (one.everything or "introduction" in change.fields) and (_text(change, "introduction") != ("", ""))
        ]
    )


def _statements(one: Compared, ident: str) -> Column:
    origins = by_parent(one.comparison, ORIGINS, STATEMENTS)
    found = entries(one.before, one.after, one.comparison, STATEMENTS)
    items = []
    for change in found:
        taken_off = [origin for origin in origins.get(change.row.key, []) if not (change.is_new or change.is_removed)]
        if not (one.everything or change.statuses or taken_off):
            continue
        statuses = _labels(change)
        if taken_off and not change.is_changed:
            statuses = [("changed", "ändrad"), *statuses]
        texts = [("", _prose(change, "description"))] if _shown(one, change, "description") else []
        if _shown(one, change, "summary"):
            texts.append(("Lättläst", _prose(change, "summary")))
        if _shown(one, change, "kpi_reason"):
            texts.append(("Skäl till fler nyckeltal", _prose(change, "kpi_reason")))
        facts = [("Tar avstamp i", _origin(origin, one.names)) for origin in taken_off]
        url = reverse("goal", args=[change.row.fields["goal"]])
        items.append(
            Item(line_diff(*_text(change, "title")), statuses, texts, facts, url=url, note=_moved(one, change))
        )
    return Column(items)


def _focus(one: Compared, ident: str) -> Column:
    return Column(
        [
            Item(
                line_diff(*_text(change, "title")),
                _labels(change),
                [("", _prose(change, "text"))] if _shown(one, change, "text") else [],
                kicker=one.goal_title(change.row.container[0]),
                note=_moved(one, change),
            )
            for change in one.parts("goals.focusarea")
        ]
    )


def _levels(one: Compared, ident: str) -> Column:
    items = []
    for level in one.level_differences:
        texts = [("", SafeString(f'<p class="level-words">{line_diff(*level.sentences)}</p>'))]
        if any(level.motives) and (one.everything or level.motives[0] != level.motives[1]):
            texts.append(("Motiv", prose_diff(*level.motives)))
        items.append(
            Item(
                level.kpi.title,
                list(zip(level.whats, level.labels, strict=True)),
                texts,
                [(change.label, value_diff(change.before, change.after)) for change in level.fields],
                kicker=one.goal_title(level.change.row.container[0]),
                url=level.kpi.get_absolute_url(),
                note=_moved(one, level.change),
            )
        )
    return Column(items)


def _frames(kind: str) -> Callable[[Compared, str], Column]:
    def column(one: Compared, ident: str) -> Column:
        tables = frame_tables(
            one.before, one.after, kind, bodies=one.names.bodies, order=one.names.body_order, ident=ident,
            everything=one.everything,
        )  # fmt: skip
        return Column(tables=tables)

    return column


def _financing(one: Compared, ident: str) -> Column:
    return Column(tables=financing_tables(one.before, one.after, ident=ident, everything=one.everything))


def _numbered(kind: str, word: str) -> Callable[[Compared, str], Column]:
    def column(one: Compared, ident: str) -> Column:
        return Column(
            [
                Item(f"{word} {change.row.position}", _labels(change), [("", _prose(change, "text"))],
                     note=_moved(one, change))
                for change in one.parts(kind)
            ]
        )  # fmt: skip

    return column


def _answers(one: Compared, ident: str) -> Column:
    """What answers the plan's underlag; the part that does is named where it stands."""
    return Column(
        [
            Item(
                one.names.asked.get(change.row.fields["need"] or change.row.fields["outlook"], "Underlag"),
                _labels(change),
                [("", _prose(change, "note"))] if any(_text(change, "note")) else [],
            )
            for change in one.parts("goals.inputanswer")
        ]
    )


def _others(one: Compared, ident: str) -> Column:
    return Column([Item(change.kind, _labels(change)) for change in other_changes(one.comparison)])


_SECTIONS: Final[tuple[tuple[str, str, Callable[[Compared, str], Column]], ...]] = (
    ("inledning", "Inledning", _introduction),
    ("mal", "Mål", _statements),
    ("fokus", "Fokusområden", _focus),
    ("nivaer", "Ambitionsnivåer", _levels),
    ("ramar", "Nettoramar", _frames(NET)),
    ("investeringar", "Investeringar", _frames(INVESTMENT)),
    ("finansiering", "Skattesats och finansiering", _financing),
    ("finansiella-mal", "Finansiella mål", _numbered("goals.financialtarget", "Finansiellt mål")),
    ("beslutspunkter", "Beslutspunkter", _numbered("goals.decisionpoint", "Punkt")),
    ("svar", "Svar på underlag", _answers),
    ("annat", "Annat", _others),
)


def _labels(change: Change) -> list[tuple[str, str]]:
    return [(status.value, status.label) for status in change.statuses]


def _text(change: Change, name: str) -> tuple[str, str]:
    return str(change.was(name) or ""), str(change.now(name) or "")


def _prose(change: Change, name: str) -> SafeString:
    return prose_diff(*_text(change, name))


def _shown(one: Compared, change: Change, name: str) -> bool:
    """Whether a text is shown: where it differs, or where there is one and all of the part is told."""
    whole = one.everything or change.is_new or change.is_removed
    return name in change.fields or (whole and any(_text(change, name)))


def _origin(change: Change, names: Names) -> SafeString:
    return line_diff(*(_origin_name(row, names) for row in (change.before, change.after)))


def _origin_name(row: Row | None, names: Names) -> str:
    if row is None:
        return ""
    slug, number = row.fields["framework"], row.fields["number"]
    return names.origins.get((str(slug), int(str(number))), f"{slug} {number}")


def _moved(one: Compared, change: Change) -> str:
    """From where to where, for a part that has moved."""
    before, after = change.before, change.after
    if not change.is_moved or before is None or after is None:
        return ""
    if before.container != after.container:
        return f"Flyttad från målet {one.goal_title(before.container[0])}."
    return f"Flyttad från plats {before.position} till plats {after.position}."
