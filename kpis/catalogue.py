"""What the list of nyckeltal shows: filtered, sorted and paged in a fixed number of queries.

Nyckeltal with a level in the plan in force come first, in the plan's order, then the rest of the catalogue by
title; sorted by title, all stand together. Only what the page shows is judged, unless the filter or the order asks
for every assessment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from goals.models import LongTermGoal
from goals.queries import AsOf, Query
from goals.swedish import search_terms, sort_key
from kpis.models import AmbitionLevel, Kpi
from kpis.presenting import KpiRow, plain_row, standing_row
from kpis.standing import KpiStanding, Standing, judge_rows
from kpis.verdicts import Status, Trend

PAGE_SIZE: Final = 25
STATUSES: Final = {
    "uppfyllt": Status.MET.label,
    "delvis": Status.PARTLY.label,
    "ej": Status.MISSED.label,
    "kan-inte-bedomas": Status.UNKNOWN.label,
    "utan-niva": "utan ambitionsnivå",
}
_BY_WORD: Final = dict(zip(STATUSES, Status, strict=False))
SORTS: Final = {"namn": "Namn", "bedomning": "Bedömning", "utveckling": "Utveckling"}
_STATUS_ORDER: Final = [Status.MISSED, Status.PARTLY, Status.UNKNOWN, Status.MET]
_TREND_ORDER: Final = [Trend.WORSENED, Trend.UNCHANGED, Trend.IMPROVED, Trend.UNVALUED, Trend.INCOMPARABLE]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    text: str = ""
    goal: str = ""
    status: str = ""
    body: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Query, *, goals: Mapping[str, str], bodies: Mapping[str, str]) -> Filters:
        return cls(
            text=query.text("q"),
            goal=query.choice("mal", goals),
            status=query.choice("bedomning", STATUSES),
            body=query.choice("namnd", bodies),
            sort=query.choice("sortera", SORTS),
            page=query.page(),
        )

    def parameters(self) -> dict[str, str]:
        return {
            "q": self.text, "mal": self.goal, "bedomning": self.status, "namnd": self.body, "sortera": self.sort,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The page's rows, and how many there are in all."""

    rows: list[KpiRow]
    page: Page[Any]
    is_example: bool

    @property
    def count(self) -> int:
        return self.page.paginator.count


def read_catalogue(filters: Filters, rows: Sequence[AmbitionLevel], as_of: AsOf) -> Catalogue:
    """The list as of the day; ``rows`` are the plan's levels, in its order."""
    wanted = _BY_WORD.get(filters.status)
    chosen = [row for row in rows if _is_wanted(row, filters)]
    in_plan = [] if filters.status and wanted is None else _grouped(chosen)
    rest = _without_level(filters, {row.kpi_id for row in rows})
    if wanted is not None:
        rest = rest.none()
    listed: Any = _ByName(in_plan, rest) if filters.sort == "namn" else _Joined(in_plan, rest)
    page: Page[Any] = Paginator(listed, PAGE_SIZE).get_page(filters.page)
    levels = [item for item in page if isinstance(item, list)]
    others = [item for item in page if isinstance(item, Kpi)]
    needs_all = wanted is not None or filters.sort in ("bedomning", "utveckling")
    # What filter or order depends on every assessment; otherwise only what the page shows is judged.
    judged = chosen if needs_all and in_plan else [row for item in levels for row in item]
    standing = judge_rows(judged, on=as_of.on, known=as_of.known, also=[kpi.pk for kpi in others])
    found = _ordered(standing, filters.sort, wanted) if needs_all else list(standing.kpis)
    if wanted is not None:
        page = Paginator(found, PAGE_SIZE).get_page(filters.page)
        found = list(page)
    elif needs_all:
        start = (page.number - 1) * PAGE_SIZE
        found = found[start : start + PAGE_SIZE]
    judged_rows = [standing_row(item, as_of, with_goal=True) for item in found]
    plain_rows = [plain_row(kpi, *standing.others[kpi.pk], as_of) for kpi in others]
    shown = judged_rows + plain_rows
    if filters.sort == "namn":
        shown.sort(key=lambda row: sort_key(row.title))
    return Catalogue(shown, page, any(row.is_example for row in shown))


def _ordered(standing: Standing, sort: str, wanted: Status | None) -> list[KpiStanding]:
    kept = [found for found in standing.kpis if wanted is None or found.status is wanted]
    if sort == "bedomning":
        kept.sort(key=lambda found: (_STATUS_ORDER.index(found.status), found.kpi.sort_key))
    elif sort == "utveckling":
        kept.sort(key=lambda found: (_TREND_ORDER.index(found.trend), found.kpi.sort_key))
    elif sort == "namn":
        kept.sort(key=lambda found: found.kpi.sort_key)
    return kept


def goals_with_levels(rows: Sequence[AmbitionLevel]) -> list[LongTermGoal]:
    return list({row.goal_id: row.goal for row in rows}.values())


class _Joined(Sequence[Any]):
    """The plan's nyckeltal and then the rest of the catalogue, of which only the asked-for slice is read."""

    def __init__(self, first: list[list[AmbitionLevel]], rest: QuerySet[Kpi]) -> None:
        self.first, self.rest = first, rest
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = len(self.first) + self.rest.count()
        return self._length

    def __getitem__(self, at: slice) -> list[list[AmbitionLevel] | Kpi]:  # type: ignore[override]
        n = len(self.first)
        found: list[list[AmbitionLevel] | Kpi] = list(self.first[at])
        if at.stop > n:
            found += self.rest[max(0, at.start - n) : at.stop - n]
        return found


class _ByName(Sequence[Any]):
    """Nyckeltal with and without a level together by title; one that serves several goals has a row for each."""

    def __init__(self, in_plan: list[list[AmbitionLevel]], rest: QuerySet[Kpi]) -> None:
        self.levels: dict[int, list[list[AmbitionLevel]]] = {}
        for levels in in_plan:
            self.levels.setdefault(levels[0].kpi_id, []).append(levels)
        self.kpis = (Kpi.objects.filter(pk__in=list(self.levels)) | rest).order_by("sort_key", "code")
        self._length: int | None = None

    def __len__(self) -> int:
        if self._length is None:
            self._length = self.kpis.count()
        return self._length

    def __getitem__(self, at: slice) -> list[list[AmbitionLevel] | Kpi]:  # type: ignore[override]
        found: list[list[AmbitionLevel] | Kpi] = []
        for kpi in self.kpis[at]:
            if kpi.pk in self.levels:
                found += self.levels[kpi.pk]
            else:
                found.append(kpi)
        return found


def _is_wanted(row: AmbitionLevel, filters: Filters) -> bool:
    return (
        (not filters.goal or row.goal.slug == filters.goal)
        and (not filters.body or _owner(row) == filters.body)
        and all(term in row.kpi.search_text for term in search_terms(filters.text))
    )


def _owner(row: AmbitionLevel) -> str:
    return row.kpi.owner_body.slug if row.kpi.owner_body else ""


def _without_level(filters: Filters, in_plan: set[int]) -> QuerySet[Kpi]:
    """The rest of the catalogue by title; nothing of it belongs to a goal of the plan."""
    if filters.goal:
        return Kpi.objects.none()
    rest = Kpi.objects.exclude(pk__in=in_plan).search(filters.text).order_by("sort_key", "code")
    return rest.filter(owner_body__slug=filters.body) if filters.body else rest


def _grouped(rows: Sequence[AmbitionLevel]) -> list[list[AmbitionLevel]]:
    """The levels of each goal and nyckeltal together, in the order given."""
    groups: dict[tuple[int, int], list[AmbitionLevel]] = {}
    for row in rows:
        groups.setdefault((row.goal_id, row.kpi_id), []).append(row)
    return list(groups.values())
