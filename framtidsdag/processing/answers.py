"""What came of each proposal, told to whoever asks and no more than they may read: one function for every page.

That a proposal became a nyckeltal is public. Its ambition level is written in a draft, and a draft is its group's
alone: until a version that holds the level is public, others are told only that. The level is found by its key, so that
it is followed through every copy to what fullmäktige decides.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from drafts.access import readable
from framtidsdag.models import Answer
from goals.dates import written
from goals.models import DecisionItem, PlanVersion
from kpis.models import AmbitionLevel, Kpi
from kpis.reading import level_of, measure_of
from kpis.sentences import level_sentence

Status = PlanVersion.Status
NOT_PUBLIC = "Ambitionsnivån finns i ett förslag som inte är offentligt än."
_STANDS = {
    Status.PROPOSED: "som är föreslagen och inte beslutad än",
    Status.MOVED: "som är yrkad och inte beslutad än",
    Status.REJECTED: "som inte antogs",
    Status.REMITTED: "som återremitterades",
    Status.AMENDED: "som antogs med ändringar, som en egen version",
    Status.WITHDRAWN: "som är återkallad",
    Status.ADOPTED: "som är beslutad",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that adopted the level."""

    url: str
    body: str
    date: dt.date
    is_date_known: bool

    @property
    def words(self) -> str:
        body = self.body[:1].upper() + self.body[1:]
        return f"{body} {written(self.date)}" if self.is_date_known else f"{body}, dagen är okänd"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as one reader may read it. ``words`` is it all in plain sentences, for lists, CSV and paper.

    ``level`` is the level's sentence, ``version`` and ``version_url`` where it stands: empty where the reader may not
    know. ``is_draft``: it stands in a draft that the reader may read, and others may not. ``row`` is the level itself.
    """

    became: bool
    words: str
    reason: str
    unit: str
    on: dt.date
    kpi: Kpi | None = None
    level: str = ""
    version: str = ""
    version_url: str = ""
    is_draft: bool = False
    is_example: bool = False
    decided: Decided | None = None
    row: AmbitionLevel | None = None

    @property
    def label(self) -> str:
        return Answer.Kind.BECAME.label if self.became else Answer.Kind.DECLINED.label

    @property
    def is_public(self) -> bool:
        """Whether anyone may read the level."""
        return bool(self.version) and not self.is_draft


def told(answers: Iterable[Answer], user: Any, on: dt.date) -> dict[int, Told]:
    """What each answer says to the user (None: to everyone), by the proposal's primary key.

    Two queries, however many the answers; those fetched without ``kpi`` cost more. ``on`` is the day that the page is
    read as of: what was public and decided by then, and never what is to be published on a day to come.
    """
    given = list(answers)
    on = min(on, timezone.localdate())
    found = _levels([answer.level_key for answer in given if answer.level_key], user, on)
    return {answer.proposal_id: _tell(answer, found) for answer in given}


def _levels(keys: Sequence[uuid.UUID], user: Any, on: dt.date) -> dict[uuid.UUID, list[Any]]:
    """Every copy of the levels that the user may read on the day, by key, with what its version came to."""
    if not keys:
        return {}
    public = PlanVersion.objects.public(on).order_by()
    knows_more = user is not None and user.is_authenticated
    versions = readable(user, timezone.localdate()).order_by() if knows_more else public
    item = DecisionItem.objects.uncorrected(on).filter(version=OuterRef("version"), outcome=Status.ADOPTED)
    item = item.order_by("-decision__date", "-pk")
    rows: Any = AmbitionLevel.objects.filter(key__in=keys).select_related(
        "version__plan__body", "goal", "kpi", "compared_with"
    )
    rows = rows.filter(version__in=versions.values("pk")).annotate(
        is_public=Exists(public.filter(pk=OuterRef("version"))),
        adopted_on=Subquery(item.values("decision__date")[:1]),
        adopted_date_is_known=Subquery(item.values("decision__date_is_known")[:1]),
        adopted_slug=Subquery(item.values("decision__slug")[:1]),
        adopted_body=Subquery(item.values("decision__body__name")[:1]),
    )
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows.prefetch_related("exceptions").order_by("pk"):
        found[row.key].append(row)
    return found


def _tell(answer: Answer, found: dict[uuid.UUID, list[Any]]) -> Told:
    on = timezone.localdate(answer.answered_at)
    if answer.kind == Answer.Kind.DECLINED:
        words = f"Blev inte ett nyckeltal. {answer.reason}"
        return Told(became=False, words=words, reason=answer.reason, unit=answer.answered_by_unit, on=on)
    kpi, rows = answer.kpi, found.get(answer.level_key, []) if answer.level_key else []
    row = _best([one for one in rows if one.kpi_id == answer.kpi_id], answer)
    became = f"Blev nyckeltalet {kpi.title if kpi else ''}."
    reason = f" {answer.reason}" if answer.reason else ""
    if row is None:
        words = f"{became} {NOT_PUBLIC}{reason}"
        return Told(became=True, words=words, reason=answer.reason, unit=answer.answered_by_unit, on=on, kpi=kpi)
    sentence = level_sentence(level_of(row), measure_of(row.kpi, row.kpi_snapshot))
    decided = _decided(row)
    return Told(
        became=True, words=f"{became} {_place(row, sentence, decided)}{reason}", reason=answer.reason,
        unit=answer.answered_by_unit, on=on, kpi=kpi, level=sentence, version=row.version.name,
        version_url=_url(row), is_draft=not row.is_public, is_example=row.is_example, decided=decided, row=row,
    )  # fmt: skip


def _best(rows: list[Any], answer: Answer) -> Any:
    """The copy that tells most: the first adopted one since the answer, another adopted one, a public one, a draft."""
    public = [row for row in rows if row.is_public]
    adopted = sorted((row for row in public if row.adopted_on), key=lambda row: (row.adopted_on, row.pk))
    since = [row for row in adopted if row.adopted_on >= timezone.localdate(answer.answered_at)]
    if adopted:
        return since[0] if since else adopted[-1]
    own = [row for row in rows if row.version_id == answer.version_id]
    return next(iter([*(row for row in own if row.is_public), *public[::-1], *own, *rows[::-1]]), None)


def _decided(row: Any) -> Decided | None:
    if not row.is_public or row.adopted_on is None:
        return None
    url = reverse("decision", args=[row.adopted_slug])
    return Decided(url, row.adopted_body, row.adopted_on, row.adopted_date_is_known is not False)


def _url(row: Any) -> str:
    is_unseen = row.version.status == Status.DRAFT or (
        row.version.status == Status.WITHDRAWN and not row.version.put_forward_as
    )  # as drafts.access.UNSEEN
    return reverse("draft", args=[row.version_id]) if is_unseen else str(row.version.get_absolute_url())


def _place(row: Any, sentence: str, decided: Decided | None) -> str:
    name = row.version.name
    if not row.is_public:
        stands = "som är nedlagt" if row.version.status == Status.WITHDRAWN else "som inte är offentligt än"
        return f"Ambitionsnivån är {_lowered(sentence)}, i {name}, {stands}."
    if decided is None:
        return f"Ambitionsnivån är {_lowered(sentence)}, i {name}, {_STANDS.get(row.version.status, '')}."
    return f"Ambitionsnivån är {_lowered(sentence)}, i {name}. Beslut: {decided.words}."


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
