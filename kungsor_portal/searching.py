"""Search across the portal: goals, focus areas, nyckeltal, decisions, days, public versions and their underlag.

A fixed number of queries. Nyckeltal, which can be thousands, are found by the database in their ``search_text``. The
other tables are small: they are read whole, and matched here by the same words and stems, so that both engines agree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.urls import reverse
from django.utils.text import Truncator

from framtidsdag.models import Framtidsdag
from goals.dates import written
from goals.models import BudgetNeed, Decision, FocusArea, GoalStatement, LongTermGoal, Outlook, PlanVersion
from goals.presenting import day_words
from goals.swedish import search_terms, search_text, sort_key
from goals.underlag import NEED, OUTLOOK, place_of, underlag_url
from kpis.models import Kpi

GROUPS = {
    "mal": "Långsiktiga mål",
    "fokus": "Fokusområden",
    "nyckeltal": "Nyckeltal",
    "beslut": "Beslut",
    "framtidsdagar": "Framtidsdagar",
    "versioner": "Mål och budget",
    "underlag": "Underlag",
}
EXCERPT = 180  # characters

_words_of = lru_cache(maxsize=4096)(search_text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. ``kicker`` says when or whose, ``text`` is its beginning."""

    title: str
    url: str
    kicker: str = ""
    text: str = ""
    is_example: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one group: those asked for, and how many there are in all."""

    key: str
    hits: list[Hit] = field(default_factory=list)
    count: int = 0

    @property
    def title(self) -> str:
        return GROUPS[self.key]


def search(query: str, *, today: dt.date, first: int, last: int) -> list[Found]:
    """Each group's hits from ``first`` up to ``last``, those with every word in the title before the others.

    Every word of the query must begin a word of what is found, inflections aside. Nothing asked for, nothing found.
    """
    terms = search_terms(query)
    if not terms:
        return []
    # Ordered by decision, so that the last one adopted is the last one seen of its plan.
    versions = list(PlanVersion.objects.public(today).with_adoption(today).select_related("plan__body"))
    current = {version.plan_id: version.pk for version in _adopted(versions)}
    statements = GoalStatement.objects.filter(version__in=current.values()).select_related("goal")
    small = {
        "mal": _goals(terms, list(statements), today),
        "fokus": _focus(terms, list(current.values())),
        "beslut": _decisions(terms, today),
        "framtidsdagar": _days(terms),
        "versioner": _versions(terms, versions),
        "underlag": _underlag(terms, versions, today),
    }
    found = {key: Found(key, hits[first:last], len(hits)) for key, hits in small.items()}
    found["nyckeltal"] = _kpis(query, first, last)
    return [found[key] for key in GROUPS]


def _adopted(versions: list[PlanVersion]) -> list[PlanVersion]:
    adopted = [version for version in versions if version.adopted_on]  # type: ignore[attr-defined]
    return sorted(adopted, key=lambda version: (version.adopted_on, version.adoption))  # type: ignore[attr-defined]


def _matching(terms: list[str], candidates: Iterable[tuple[Hit, tuple[str, ...]]]) -> list[Hit]:
    """The hits that hold every term in title or further words; a title that holds them all comes first."""
    in_title, elsewhere = [], []
    for hit, words in candidates:
        if _holds(terms, hit.title):
            in_title.append(hit)
        elif _holds(terms, hit.title, *words):
            elsewhere.append(hit)
    return in_title + elsewhere


def _holds(terms: list[str], *texts: str) -> bool:
    words = _words_of(*texts)
    return all(term in words for term in terms)


def _excerpt(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(EXCERPT)


def _goals(terms: list[str], statements: list[GoalStatement], today: dt.date) -> list[Hit]:
    worded = {statement.goal_id: statement for statement in statements}
    candidates = []
    for goal in LongTermGoal.objects.public(today).select_related("body"):
        statement = worded.get(goal.pk)
        text = (statement.summary or statement.description) if statement else ""
        words = (
            (goal.body.name, goal.years, statement.description, statement.summary) if statement else (goal.body.name,)
        )
        hit = Hit(
            goal.name,
            goal.get_absolute_url(),
            f"{goal.body.title}, {goal.years}",
            _excerpt(text),
            bool(statement and statement.is_example and text),
        )
        candidates.append((hit, words))
    return _matching(terms, candidates)


def _focus(terms: list[str], versions: list[int]) -> list[Hit]:
    areas = FocusArea.objects.filter(version__in=versions).select_related("goal", "version__plan")
    areas = areas.order_by("-version__plan__year", "goal__number", "order")
    return _matching(
        terms,
        (
            (
                Hit(
                    area.title,
                    f"{area.goal.get_absolute_url()}#fokus",
                    f"{area.goal.name}, {area.version.plan.title}",
                    _excerpt(area.text),
                    area.is_example,
                ),
                (area.text, area.goal.name),
            )
            for area in areas
        ),
    )


def _kpis(query: str, first: int, last: int) -> Found:
    """Counted and cut by the database. A title that holds the words as they were typed comes first."""
    found = Kpi.objects.search(query)
    typed = Case(When(sort_key__contains=sort_key(query), then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = found.order_by(typed, "sort_key", "code").values_list("title", "slug", "source", "definition")[first:last]
    hits = [
        Hit(title, reverse("kpi", args=[slug]), f"Källa: {source}", _excerpt(definition))
        for title, slug, source, definition in rows
    ]
    return Found("nyckeltal", hits, found.count())


def _decisions(terms: list[str], today: dt.date) -> list[Hit]:
    decisions = Decision.objects.newest_first().filter(date__lte=today)
    return _matching(
        terms,
        (
            (
                Hit(decision.title, decision.get_absolute_url(), f"{decision.body.title}. {day_words(decision)}",
                    _excerpt(decision.summary)),
                (decision.summary, decision.body.name, decision.matter.title, decision.matter.dnr or "",
                 written(decision.date)),
            )
            for decision in decisions
        ),
    )  # fmt: skip


def _days(terms: list[str]) -> list[Hit]:
    candidates = []
    for day in Framtidsdag.objects.order_by(F("date").desc(nulls_last=True), "theme_order"):
        kicker = written(day.date) if day.date else "Dagen framgår inte av källan"
        hit = Hit(day.theme, day.get_absolute_url(), kicker, _excerpt(day.purpose))
        candidates.append((hit, ("Framtidsdag", kicker, day.purpose, day.summary)))
    return _matching(terms, candidates)


def _versions(terms: list[str], versions: list[PlanVersion]) -> list[Hit]:
    newest_first = sorted(versions, key=lambda version: (-version.plan.year, version.plan.body_id, -version.number))
    return _matching(
        terms,
        (
            (
                Hit(version.name, version.get_absolute_url(),
                    f"{version.plan.body.title}. {version.get_status_display()}", _excerpt(version.introduction),
                    version.is_example),
                (version.plan.title, version.plan.body.name, version.proposed_by, version.introduction),
            )
            for version in newest_first
        ),
    )  # fmt: skip


def _underlag(terms: list[str], versions: list[PlanVersion], today: dt.date) -> list[Hit]:
    """Spaningar, and needs that have been handed in, of plans that anyone may read; one query for both."""
    plans = {version.plan_id: version.plan for version in versions}
    columns = ("asked", "key", "title", "text", "whose", "of_plan", "is_example")
    needs = BudgetNeed.objects.filter(input__plan__in=plans, input__handed_in_on__lte=today).order_by()
    outlooks = Outlook.objects.noted(today).filter(plan__in=plans).order_by()
    rows = needs.annotate(
        asked=Value(NEED, output_field=CharField()), whose=F("input__body__name"), of_plan=F("input__plan")
    ).values_list(*columns).union(
        outlooks.annotate(
            asked=Value(OUTLOOK, output_field=CharField()), whose=F("source"), of_plan=F("plan")
        ).values_list(*columns),
        all=True,
    )  # fmt: skip
    candidates = [
        (
            Hit(title, f"{underlag_url(plans[plan])}#{place_of(kind, key)}",
                f"{'Behov' if kind == NEED else 'Omvärldsspaning'}, {whose}. {plans[plan].title}", _excerpt(text),
                is_example),
            (text, whose, plans[plan].title),
        )
        for kind, key, title, text, whose, plan, is_example in sorted(
            rows, key=lambda row: (-plans[row[5]].year, row[0], sort_key(row[2]))
        )
    ]  # fmt: skip
    return _matching(terms, candidates)
