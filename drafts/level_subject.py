"""What an ambition level is about, read in one query: its nyckeltal and goal, and what the goal already has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from drafts.level_fields import identity
from goals.models import Body, LongTermGoal, PlanVersion
from kpis.ambition import LevelKind
from kpis.models import AmbitionLevel, Area, Kpi

# With whom a level can be compared: municipalities are compared with as a group.
COMPARED = (Area.Kind.GROUP, Area.Kind.REGION, Area.Kind.COUNTRY)


@dataclass(frozen=True, slots=True)
class Subject:
    """``row`` is the level as it stands, None for a new one. ``kpi`` is None when the catalogue has no such. ``key`` is
    that of the level that was asked for, which somebody else may have removed.

    ``taken`` are the kinds, of those asked about, that other levels of the goal have for the nyckeltal. ``bodies`` is
    how many of the bodies that were ticked there are, ``area`` whether the area that was chosen can be compared with.
    """

    goal_slug: str
    goal_last_year: int | None = None
    code: str = ""
    key: Any = None
    kpi: Kpi | None = None
    row: AmbitionLevel | None = None
    taken: frozenset[str] = frozenset()
    bodies: int = 0
    area: bool = False

    @property
    def unit(self) -> str:
        return self.kpi.unit if self.kpi else ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What of the writer's answers has to be looked up: the kind, the bodies that are ticked, the area chosen."""

    kinds: tuple[str, ...] = tuple(LevelKind)
    bodies: tuple[int, ...] = ()
    area: int | None = None

    @classmethod
    def read(cls, data: Any) -> Sent:
        kinds = tuple(kind for kind in LevelKind if kind == data.get("kind"))
        area = next(iter(_numbers([data.get("compared_with", "")])), None)
        return cls(kinds, _numbers(data.getlist("bodies")), area)


def _numbers(sent: list[str]) -> tuple[int, ...]:
    return tuple({identity(text) for text in sent if text.isascii() and text.isdecimal() and len(text) < 10})


def subject_of(request: HttpRequest, draft: PlanVersion, key: Any) -> Subject:
    """The level with the key, or the new one that the address names. Raises Http404 for one that never was there.

    What is posted names its nyckeltal and goal too, so that the words are kept when somebody has removed the level.
    """
    is_posted = request.method == "POST"
    sent = Sent.read(request.POST) if is_posted else Sent()
    if key is not None and (found := _existing(draft, key, sent)) is not None:
        return found
    slug = _named(request.GET.get("mal") or (request.POST.get("mal") if is_posted else ""))
    code = _named((request.POST.get("nyckeltal") if is_posted else "") or request.GET.get("nyckeltal"))
    found = _new(draft, slug, code, sent)
    if found.kpi is None and not is_posted:
        raise Http404("Nyckeltalet finns inte i katalogen.")
    return replace(found, key=key)


def _named(text: str | None) -> str:
    """A name to look up; the database does not take a null character."""
    return (text or "").replace("\0", "").strip()[:120]


def _existing(draft: PlanVersion, key: Any, sent: Sent) -> Subject | None:
    others = AmbitionLevel.objects.filter(version=draft, goal=OuterRef("goal"), kpi=OuterRef("kpi"))
    rows: QuerySet[Any] = AmbitionLevel.objects.filter(version=draft, key=key)
    rows = rows.select_related("kpi", "goal", "compared_with").annotate(**_looked_up(sent))
    row = rows.annotate(**_taken(others.exclude(pk=OuterRef("pk")), sent)).first()
    if row is None:
        return None
    return Subject(
        row.goal.slug, row.goal.last_year, row.kpi.code, row.key, row.kpi, row,
        _kinds(row, sent), row.sent_bodies, row.sent_area,
    )  # fmt: skip


def _new(draft: PlanVersion, slug: str, code: str, sent: Sent) -> Subject:
    goal = LongTermGoal.objects.filter(slug=slug)
    others = AmbitionLevel.objects.filter(version=draft, goal__slug=slug, kpi=OuterRef("pk"))
    kpis: QuerySet[Any] = Kpi.objects.filter(Q(code__iexact=code) | Q(slug=code)).annotate(
        goal_last_year=Subquery(goal.values("last_year")), **_looked_up(sent), **_taken(others, sent)
    )
    kpi = kpis.order_by("pk").first()
    if kpi is None:
        return Subject(slug, goal.values_list("last_year", flat=True).first(), code, bodies=-1)
    return Subject(
        slug, kpi.goal_last_year, kpi.code, None, kpi, None, _kinds(kpi, sent), kpi.sent_bodies, kpi.sent_area
    )


def _looked_up(sent: Sent) -> dict[str, Any]:
    bodies = Body.objects.filter(pk__in=sent.bodies).order_by().annotate(one=Value(1)).values("one")
    counted = bodies.annotate(n=Count("pk")).values("n")
    areas = Area.objects.filter(pk=sent.area or 0, kind__in=COMPARED)
    return {
        "sent_bodies": Coalesce(Subquery(counted), 0) if sent.bodies else Value(0),
        "sent_area": Exists(areas) if sent.area is not None else Value(value=False),
    }


def _taken(others: QuerySet[AmbitionLevel], sent: Sent) -> dict[str, Any]:
    return {f"has_{kind}": Exists(others.filter(kind=kind)) for kind in sent.kinds}


def _kinds(row: Any, sent: Sent) -> frozenset[str]:
    return frozenset(kind for kind in sent.kinds if getattr(row, f"has_{kind}"))


def compared_choices(kind: LevelKind, kept: int | None) -> list[tuple[Any, str]]:
    """Groups, the newest first, then county and country, as a level of the kind can be compared with them.

    A place is counted among municipalities: among a group's, or among all. ``kept`` is what the level has already.
    """
    wanted = Q(kind=Area.Kind.GROUP) if kind in (LevelKind.RANK, LevelKind.SHARE) else Q(kind__in=COMPARED)
    areas = Area.objects.filter(wanted | Q(pk=kept)).order_by(F("group_year").desc(nulls_last=True), "sort_key")
    order = list(COMPARED)
    found = sorted(areas, key=lambda area: order.index(Area.Kind(area.kind)) if area.kind in order else len(order))
    none = "Alla kommuner" if kind in (LevelKind.RANK, LevelKind.SHARE) else "Välj"
    return [("", none), *((a.pk, f"{a.name} ({a.group_year})" if a.group_year else a.name) for a in found)]


def responsible(kept: set[int]) -> list[Body]:
    """The bodies that can be responsible for a level: nämnder, styrelser, bolag; and those that are already."""
    kinds = (Body.Kind.BOARD, Body.Kind.COMMITTEE, Body.Kind.COMPANY, Body.Kind.ASSOCIATION)
    return list(Body.objects.filter(Q(kind__in=kinds) | Q(pk__in=kept)))
