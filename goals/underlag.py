"""What a plan rests on (omvärldsspaning and budgetunderlag), and which parts of a version answer it.

An answer is a link row of a version, and as secret as the version: whoever asks with ``answers_of`` has read the draft.
The link names its part by kind and key. A part that is no longer in the version answers nothing, and neither does a
link to another year's underlag, which comes along when a plan starts as a copy of last year's.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Expression,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.urls import reverse

from goals import parts
from goals.models import BudgetFrame, BudgetInput, BudgetNeed, InputAnswer, Outlook, Plan, PlanVersion

NEED: Final = "need"
OUTLOOK: Final = "outlook"
_AREAS: Final = list(Outlook.Area.values)


@dataclass(frozen=True, slots=True)
class Naming:
    """How a kind of part that may answer is named (a field path), and where the version's page shows it."""

    title: str
    place: str  # the fragment, with {} for what ``at`` holds
    at: str = "key"


#: The kinds of parts that may answer, by the registry's label.
ANSWERING: Final = {
    "goals.goalstatement": Naming("title", "mal-{}", "goal__slug"),
    "goals.focusarea": Naming("title", "mal-{}", "goal__slug"),
    "kpis.ambitionlevel": Naming("kpi__title", "mal-{}", "goal__slug"),
    "goals.decisionpoint": Naming("text", "punkt-{}", "number"),
    "goals.budgetframe": Naming("body__name", "{}", "kind"),
    "goals.financing": Naming("year", "finansiering"),
    "goals.financialtarget": Naming("text", "budget"),
}
_FRAMES: Final = {BudgetFrame.Kind.NET.value: "ramar", BudgetFrame.Kind.INVESTMENT.value: "investeringar"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A need or an omvärldsspaning: what a plan may answer. ``whose`` is the body's name or the spaning's area."""

    kind: str
    pk: int
    key: uuid.UUID
    title: str
    whose: str
    rank: int | None
    url: str
    is_example: bool

    @property
    def is_need(self) -> bool:
        return self.kind == NEED


@dataclass(frozen=True, slots=True)
class Answer:
    """A part of the version that answers what was asked. ``key`` is the link row's own, ``place`` "#mal-larande"."""

    key: uuid.UUID
    asked: Asked
    part_kind: str
    part_key: uuid.UUID
    part_word: str
    part_title: str
    place: str
    note: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """All that the version's plan was asked, in order, and what in the version answers it."""

    asked: tuple[Asked, ...]
    answers: tuple[Answer, ...]

    @property
    def by_key(self) -> dict[uuid.UUID, list[Answer]]:
        """The answered part's key → its answers; ``answer.asked`` has title, whose, rank and url."""
        found: dict[uuid.UUID, list[Answer]] = defaultdict(list)
        for answer in self.answers:
            found[answer.part_key].append(answer)
        return dict(found)

    def of(self, asked: Asked) -> list[Answer]:
        return [answer for answer in self.answers if answer.asked == asked]

    @property
    def unanswered(self) -> list[Asked]:
        answered = {answer.asked for answer in self.answers}
        return [asked for asked in self.asked if asked not in answered]


def answers_of(version: PlanVersion) -> Answers:
    """What the version answers of its plan's underlag, and what nothing answers. Two queries, with plan and body read.

    Needs count once their underlag has been handed in. Private as the version is.
    """
    return answers_among(version, _asked_of(version.plan))


def answers_among(version: PlanVersion | None, asked: Sequence[Asked]) -> Answers:
    """The same for what has been read already: one query, none where nothing is asked or no version is there."""
    if version is None or not asked:
        return Answers(tuple(asked), ())
    by_id: dict[tuple[str, int | None], Asked] = {(item.kind, item.pk): item for item in asked}
    found = []
    for link in _links(version):
        item = by_id.get((NEED, link.need_id)) or by_id.get((OUTLOOK, link.outlook_id))
        if item is not None and link.part_title is not None:
            found.append(_answer(link, item))
    return Answers(tuple(asked), tuple(found))


def drop_idle(version: PlanVersion) -> None:
    """Take away links that answer nothing: of parts that are gone, or of another year's underlag that came with a copy.

    Done as a version leaves utkast, so that what is frozen is what is shown.
    """
    asked = {(item.kind, item.pk) for item in _asked_of(version.plan)}
    idle = [
        link.pk
        for link in _links(version)
        if link.part_title is None or not asked & {(NEED, link.need_id), (OUTLOOK, link.outlook_id)}
    ]
    if idle:
        InputAnswer.objects.filter(pk__in=idle).delete()


def asked_from(outlooks: Iterable[Outlook], inputs: Iterable[BudgetInput], plan: Plan) -> list[Asked]:
    """The same as data, of inputs whose needs and body have been read: needs by body and rank, then spaningar."""
    address = underlag_url(plan)
    needs = [
        _asked(NEED, need.pk, need.key, need.title, item.body.title, need.rank, need.is_example, address)
        for item in inputs
        for need in item.needs.all()
    ]
    return needs + [
        _asked(OUTLOOK, row.pk, row.key, row.title, row.get_area_display(), None, row.is_example, address)
        for row in sorted(outlooks, key=lambda row: (_AREAS.index(row.area), row.pk))
    ]


def inputs_of(plan: Plan) -> list[BudgetInput]:
    """The plan's budgetunderlag in the bodies' order, each with its ranked needs. Two queries."""
    rows = BudgetInput.objects.filter(plan=plan).select_related("body").prefetch_related("needs")
    return list(rows.order_by("body__sort_order", "body__sort_key"))


def underlag_url(plan: Plan) -> str:
    """The plan's page of underlag; the plan's body is read."""
    if plan.body.slug == settings.MUNICIPALITY.steering_body:
        return reverse("underlag", args=[plan.year])
    return reverse("body_underlag", args=[plan.year, plan.body.slug])


def ask(*, plan: Plan, bodies: Iterable[int], due_on: dt.date, is_example: bool = False) -> list[BudgetInput]:
    """Ask the bodies (by id) for underlag; those asked before keep what they have. Answers with the new ones."""
    asked = set(BudgetInput.objects.filter(plan=plan).values_list("body", flat=True))
    return [
        # One by one, so that each begins its history.
        BudgetInput.objects.create(plan=plan, body_id=body, due_on=due_on, is_example=is_example)
        for body in bodies
        if body not in asked
    ]


def _asked_of(plan: Plan) -> list[Asked]:
    """Needs handed in and spaningar of the plan, in one query."""
    columns = ("asked", "pk", "key", "title", "whose", "order", "within", "rank", "is_example")

    def text(value: str) -> Value:
        return Value(value, output_field=CharField())

    none = Value(0, output_field=IntegerField())
    needs = BudgetNeed.objects.filter(input__plan=plan, input__handed_in_on__isnull=False).order_by()
    outlooks = Outlook.objects.filter(plan=plan).order_by()
    rows: QuerySet[Any, Any] = (
        needs.annotate(
            asked=text(NEED), whose=F("input__body__name"), order=F("input__body__sort_order"),
            within=F("input__body__sort_key"),
        ).values_list(*columns)
        .union(
            outlooks.annotate(asked=text(OUTLOOK), whose=F("area"), order=none, within=F("area"), rank=none)
            .values_list(*columns),
            all=True,
        )
    )  # fmt: skip
    in_order = sorted(rows, key=lambda row: (*_place(row[0], row[4], row[5]), row[6], row[7], row[1]))
    address = underlag_url(plan)
    return [
        _asked(kind, pk, key, title, _whose(kind, whose), rank or None, is_example, address)
        for kind, pk, key, title, whose, _, _, rank, is_example in in_order
    ]


def _place(kind: str, whose: str, order: int) -> tuple[bool, int]:
    """Needs in the bodies' order, then spaningar in the areas'."""
    return (True, _AREAS.index(whose)) if kind == OUTLOOK else (False, order)


def _whose(kind: str, text: str) -> str:
    return str(Outlook.Area(text).label) if kind == OUTLOOK else text[:1].upper() + text[1:]


def _asked(
    kind: str, pk: int, key: uuid.UUID, title: str, whose: str, rank: int | None, is_example: bool, address: str
) -> Asked:
    return Asked(kind, pk, key, title, whose, rank, f"{address}#{place_of(kind, key)}", is_example)


def place_of(kind: str, key: uuid.UUID) -> str:
    """The id of a need or a spaning on the page of underlag."""
    return f"{'behov' if kind == NEED else 'spaning'}-{key}"


def _links(version: PlanVersion) -> QuerySet[Any]:
    """The version's links, each with its part's title and place; no title where the part is not in the version."""
    return (
        InputAnswer.objects.filter(version=version)
        .annotate(part_title=_of_part("title"), part_at=_of_part("at"))
        .order_by("pk")
    )


def _of_part(what: str) -> Expression:
    """A field of the part that the link names, as text."""
    cases = []
    for spec in parts.specs():
        naming = ANSWERING.get(spec.label)
        if naming is None:
            continue
        same = spec.model._default_manager.filter(version=OuterRef("version"), key=OuterRef("answered_key")).order_by()
        text = same.values_list(Cast(getattr(naming, what), TextField()))[:1]
        cases.append(When(answered_kind=spec.label, then=Subquery(text)))
    return Case(*cases, default=None, output_field=TextField())


def _answer(link: Any, asked: Asked) -> Answer:
    word = str(apps.get_model(link.answered_kind)._meta.verbose_name)
    at = _FRAMES.get(link.part_at, link.part_at)
    return Answer(
        key=link.key,
        asked=asked,
        part_kind=link.answered_kind,
        part_key=link.answered_key,
        part_word=word[:1].upper() + word[1:],
        part_title=link.part_title,
        place="#" + ANSWERING[link.answered_kind].place.format(at),
        note=link.note,
        is_example=link.is_example,
    )
