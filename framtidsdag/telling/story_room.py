"""What was said in the room, read for the story of the day: a fixed number of queries whatever was written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from framtidsdag.models import Framtidsdag, KpiProposal, Mark, Reflection, Workshop
from framtidsdag.prioritising.counting import Laid, counted
from framtidsdag.prioritising.tally import placed_of
from framtidsdag.processing.answers import Told, told
from goals.swedish import enumerated


@dataclass(frozen=True, slots=True)
class Said:
    """A reflection or a note. Hidden, its words are not here."""

    text: str
    hidden_reason: str = ""

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_reason)

    @property
    def hidden_words(self) -> str:
        """What stands in its place."""
        return f"Dold av processledaren: {self.hidden_reason}"


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """Reflections that say alike; those that are in no group have no title."""

    title: str
    reflections: list[Said]


@dataclass(frozen=True, slots=True)
class ToldSide:
    key: str
    label: str
    groups: list[ToldGroup]
    count: int

    @property
    def words(self) -> str:
        return many(self.count, "reflektion", "reflektioner")


@dataclass(frozen=True, slots=True)
class Merged:
    """A proposal that was brought together with another; its words are kept."""

    number: int
    title: str
    reason: str
    hidden_reason: str

    @property
    def words(self) -> str:
        """ "3. Behöriga elever: samma sak", or that it is hidden and why."""
        if self.hidden_reason:
            return _hidden(self.number, self.hidden_reason)
        return f"{self.number}. {self.title}: {self.reason}" if self.reason else f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class ToldProposal:
    """A proposal with what came of it. ``marks`` counts those of the merged ones too.

    ``rank`` is within its workshop, None when it is hidden; ``bar`` is how long its bar is, in percent of the longest.
    """

    number: int
    title: str
    reason: str
    kpi: str  # from the catalogue, or empty
    kpi_code: str
    kpi_url: str
    hidden_reason: str
    merged: list[Merged]
    answer: Told | None
    marks: int = 0
    rank: int | None = None
    bar: int = 0

    @property
    def is_hidden(self) -> bool:
        return bool(self.hidden_reason)

    @property
    def hidden_words(self) -> str:
        """What stands in its place."""
        return _hidden(self.number, self.hidden_reason)

    @property
    def marks_words(self) -> str:
        return many(self.marks, "markering", "markeringar")

    @property
    def merged_words(self) -> str:
        """ "Sammanslaget med förslag 3, 7 och 9"."""
        return f"Sammanslaget med förslag {enumerated([str(one.number) for one in self.merged])}" if self.merged else ""


@dataclass(frozen=True, slots=True)
class ToldWorkshop:
    """A goal's workshop, its proposals in order of marks with the hidden ones last."""

    pk: int
    goal: str
    goal_url: str
    questions: list[str]
    marks_each: int
    notes: list[Said]
    proposals: list[ToldProposal] = field(default_factory=list)

    @property
    def standing(self) -> list[ToldProposal]:
        return [one for one in self.proposals if not one.is_hidden]

    @property
    def hidden(self) -> list[ToldProposal]:
        return [one for one in self.proposals if one.is_hidden]

    @property
    def marks(self) -> int:
        return sum(one.marks for one in self.standing)

    @property
    def words(self) -> str:
        """ "5 förslag, 20 markeringar"."""
        return f"{many(len(self.standing), 'förslag', 'förslag')}, {many(self.marks, 'markering', 'markeringar')}"


def sides_of(day: Framtidsdag) -> list[ToldSide]:
    """Reflections by side and group; one query. A side that nothing was said of is there, empty."""
    rows = Reflection.objects.filter(day=day).select_related("group")
    order = F("group__order").asc(nulls_last=True)
    by_side: dict[str, list[Reflection]] = {}
    for row in rows.order_by("side", order, "group", "pk"):
        by_side.setdefault(row.side, []).append(row)
    return [
        ToldSide(side.value, side.label, _groups(by_side.get(side.value, [])), len(by_side.get(side.value, [])))
        for side in Reflection.Side
    ]


def _groups(rows: list[Reflection]) -> list[ToldGroup]:
    return [
        ToldGroup(group.title if group else "", [_said(row) for row in of_group])
        for group, of_group in groupby(rows, key=lambda row: row.group)
    ]


def _said(row: Any) -> Said:
    return Said("", row.hidden_reason) if row.is_hidden else Said(row.text)


def workshops_of(day: Framtidsdag, on: dt.date) -> list[ToldWorkshop]:
    """Every workshop with all that came of it, as it was public on ``on``: at most four queries."""
    found: dict[int, ToldWorkshop] = {}
    notes = Workshop.objects.filter(day=day).select_related("goal").annotate(
        note_pk=F("notes__pk"), note_text=F("notes__text"), note_hidden=F("notes__hidden_reason"),
    )  # fmt: skip
    for row in notes.order_by("order", "notes__pk"):
        workshop = found.get(row.pk)
        if workshop is None:
            goal = row.goal
            workshop = found[row.pk] = ToldWorkshop(
                row.pk, goal.name, goal.get_absolute_url(), row.question_list, row.marks_each, []
            )
        if row.note_pk is not None:
            workshop.notes.append(Said("", row.note_hidden) if row.note_hidden else Said(row.note_text))
    if found:
        _add_proposals(found, day, on)
    return list(found.values())


def _add_proposals(workshops: dict[int, ToldWorkshop], day: Framtidsdag, on: dt.date) -> None:
    marks = Mark.objects.filter(proposal=OuterRef("pk")).order_by().values("proposal").annotate(n=Count("pk"))
    rows: list[Any] = list(
        KpiProposal.objects.filter(day=day)
        .select_related("kpi", "answer__kpi")
        .annotate(own_marks=Coalesce(Subquery(marks.values("n"), output_field=IntegerField()), 0))
        .order_by("number")
    )
    answers = told([answer for row in rows if (answer := getattr(row, "answer", None))], None, on)
    for pk, workshop in workshops.items():
        own = [row for row in rows if row.workshop_id == pk]
        by_pk = {row.pk: row for row in own}
        merged: dict[int, list[Merged]] = {}
        for row in own:
            if row.merged_into_id:
                merged.setdefault(row.merged_into_id, []).append(_merged(row))
        # Who laid the marks is not read here, only how many lie on each.
        result = counted(map(placed_of, own), [Laid(row.pk, 0, row.own_marks) for row in own])
        most = max((count.marks for count in result.counts), default=0)
        for count in result.counts:
            told_one = _proposal(by_pk[count.proposal], merged, answers)
            share = round(100 * count.marks / most) if most else 0
            workshop.proposals.append(replace(told_one, marks=count.marks, rank=count.rank, bar=share))
        hidden = [row for row in own if row.is_hidden and not row.merged_into_id]
        workshop.proposals.extend(_proposal(row, merged, answers) for row in hidden)


def _merged(row: KpiProposal) -> Merged:
    """As any hidden text, one that was hidden before or after it was merged keeps its place and not its words."""
    is_hidden = row.is_hidden
    return Merged(row.number, "" if is_hidden else row.title, "" if is_hidden else row.reason, row.hidden_reason)


def _proposal(row: KpiProposal, merged: dict[int, list[Merged]], answers: dict[int, Told]) -> ToldProposal:
    """Without its marks. A hidden one has its number, the reason and its answer, if it got any."""
    kpi = None if row.is_hidden else row.kpi
    return ToldProposal(
        number=row.number,
        title="" if row.is_hidden else row.title,
        reason="" if row.is_hidden else row.reason,
        kpi=kpi.title if kpi else "",
        kpi_code=kpi.code if kpi else "",
        kpi_url=kpi.get_absolute_url() if kpi else "",
        hidden_reason=row.hidden_reason,
        merged=merged.get(row.pk, []),
        answer=answers.get(row.pk),
    )


def _hidden(number: int, reason: str) -> str:
    return f"Förslag {number} är dolt av processledaren: {reason}"


def many(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
