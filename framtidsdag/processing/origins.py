"""Röda tråden backwards: which proposal of which Framtidsdag a nyckeltal or an ambition level came from.

Pages that are read by everyone have a fixed number of queries, so where something came from is a subquery in one that
runs anyway: an annotation ``origins`` of text, which ``read`` makes ``Origin`` of. Levels are found by their key, in
every copy of a version.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from framtidsdag.models import Answer, Mark
from framtidsdag.phases import AFTERWARDS
from goals.dates import written
from kpis.models import AmbitionLevel, Kpi
from kpis.standing import KpiStanding

_FIELD, _ROW = "|", ";"


class Joined(Aggregate):
    """The texts of a group's rows, one after the other: ``Joined(expression, Value(";"))``."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **context)


@dataclass(frozen=True, slots=True)
class Origin:
    """A proposal that became a nyckeltal: of which day, its number there, and the marks it had with those merged."""

    day: dt.date
    number: int
    marks: int
    level_key: uuid.UUID

    @property
    def url(self) -> str:
        return reverse("day_proposal", args=[self.day.isoformat(), self.number])

    @property
    def day_url(self) -> str:
        return reverse("framtidsdag", args=[self.day.isoformat()])

    @property
    def label(self) -> str:
        return f"Förslag {self.number}"

    @property
    def day_words(self) -> str:
        return f"Framtidsdagen {written(self.day)}"

    @property
    def marks_words(self) -> str:
        return marks_words(self.marks)

    @property
    def words(self) -> str:
        """ "förslag 7 på Framtidsdagen 27 september 2021, 23 markeringar"."""
        return f"förslag {self.number} på {self.day_words}, {self.marks_words}"


def marks_words(count: int) -> str:
    return f"{count} markering" if count == 1 else f"{count} markeringar"


def of_kpi() -> Subquery:
    """For a query of nyckeltal: the proposals that became it, its level public or not."""
    return _joined(Answer.objects.filter(kpi=OuterRef("pk")))


def of_level() -> Subquery:
    """For a query of ambition levels."""
    return _joined(Answer.objects.filter(level_key=OuterRef("key")))


def of_version() -> Subquery:
    """For a query of versions: of all their levels."""
    own = AmbitionLevel.objects.filter(version=OuterRef(OuterRef("pk"))).order_by()
    return _joined(Answer.objects.filter(level_key__in=own.values("key")))


def read(text: str | None) -> tuple[Origin, ...]:
    """What an annotation says, the latest day first and the most marked proposal of it."""
    rows = [row.removeprefix(_FIELD).split(_FIELD) for row in (text or "").split(_ROW) if row]
    found = [Origin(dt.date.fromisoformat(day), int(number), int(marks), uuid.UUID(key))
             for day, number, marks, key in rows]  # fmt: skip
    return tuple(sorted(found, key=lambda origin: (-origin.day.toordinal(), -origin.marks, origin.number)))


def by_level(origins: Iterable[Origin]) -> Mapping[uuid.UUID, list[Origin]]:
    """By the level's key; a key that nothing came to has no entry (``get``)."""
    found: dict[uuid.UUID, list[Origin]] = defaultdict(list)
    for origin in origins:
        found[origin.level_key].append(origin)
    return dict(found)


def of_standings(
    standings: Iterable[KpiStanding], origins: Iterable[Origin]
) -> list[tuple[Kpi, list[Origin]]]:  # fmt: skip
    """The nyckeltal whose levels came from a proposal, each with those proposals, in the order given."""
    by_key = by_level(origins)
    found = [
        (standing.kpi, [origin for level in standing.levels for origin in by_key.get(level.row.key, ())])
        for standing in standings
    ]
    return [(kpi, proposals) for kpi, proposals in found if proposals]


def marks_of(proposal: str = "pk") -> Coalesce:
    """For a query of proposals: how many marks it has, with those of the proposals merged into it."""
    marks = Mark.objects.filter(Q(proposal=OuterRef(proposal)) | Q(proposal__merged_into=OuterRef(proposal)))
    counted = marks.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def _joined(answers: Any) -> Subquery:
    # A day that goes back from the bearbetning has its answers still, and shows neither them nor its marks.
    told = answers.filter(proposal__day__phase__in=AFTERWARDS, proposal__day__date__isnull=False)
    rows = told.filter(kind=Answer.Kind.BECAME)
    fields = (F("proposal__day__date"), F("proposal__number"), marks_of("proposal"), F("level_key"))
    text = Concat(*(part for field in fields for part in (Value(_FIELD), Cast(field, CharField()))),
                  output_field=TextField())  # fmt: skip
    joined = rows.order_by().annotate(one=Value(1)).values("one").annotate(origins=Joined(text, Value(_ROW)))
    return Subquery(joined.values("origins"), output_field=TextField())
