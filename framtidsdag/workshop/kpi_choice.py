"""Choosing a nyckeltal to propose: the catalogue searched as one types, each hit with its own curve."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from framtidsdag.models import KpiProposal
from framtidsdag.workshop.proposal_facts import own_values
from framtidsdag.workshop.proposals import alike
from goals.swedish import search_terms, search_text
from kpis.chart_markup import Markup
from kpis.models import Kpi
from kpis.presenting import shown, spark_of
from kpis.reading import observation
from kpis.series import latest_value, official_totals

MOST: Final = 8
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A nyckeltal that can be proposed."""

    code: str
    title: str
    value: str
    period: str
    spark: Markup | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search answers. ``is_asked``: something was searched for; ``is_cut``: there are more hits."""

    hits: tuple[Hit, ...] = ()
    is_asked: bool = False
    is_cut: bool = False
    there: tuple[KpiProposal, ...] = ()  # proposals of the workshop that say the same

    @property
    def seen(self) -> str:
        """The numbers of those that are there, as the form sends them back: whoever saw them is not asked again."""
        return " ".join(str(proposal.number) for proposal in self.there)


def find(text: str, proposals: list[KpiProposal], *, on: dt.date) -> Found:
    """Nyckeltal that are still followed and have every word, those with it in their title first; three queries."""
    terms = search_terms(text)
    if not terms or len(text.strip()) < 2:
        return Found()
    # Where nothing is found: without the endings that the stems kept ("sjukfrånvaron").
    kpis = _searched(terms, on) or _searched([term[:-1] if len(term) > 6 else term for term in terms], on)
    kpis.sort(key=lambda kpi: not all(term in search_text(kpi.title, kpi.code) for term in terms))
    there = alike(proposals, kpi=None, title=text)
    return Found(tuple(_hits(kpis[:MOST], on)), is_asked=True, is_cut=len(kpis) > MOST, there=tuple(there))


def _searched(terms: list[str], on: dt.date) -> list[Kpi]:
    """Nyckeltal with a word that begins as each of the terms."""
    found = _followed(on)
    for term in terms:
        found = found.filter(search_text__contains=term)
    return list(found.order_by("sort_key", "code")[:_LOOKED_AT])


def hit_of(kpi: Kpi, *, on: dt.date) -> Hit:
    """The nyckeltal that somebody chose; one query."""
    return _hits([kpi], on)[0]


def chosen_kpi(code: str, *, on: dt.date) -> Kpi | None:
    """The nyckeltal with the code, if it is still followed."""
    return _followed(on).filter(code=code.replace("\0", "")[:30]).first()


def _followed(on: dt.date) -> QuerySet[Kpi]:
    return Kpi.objects.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))


def _hits(kpis: list[Kpi], on: dt.date) -> list[Hit]:
    values = own_values(kpis, on)
    found = []
    for kpi in kpis:
        series = official_totals(observation(value) for value in values[kpi.pk])
        latest = latest_value(series, None)
        period = latest.period.label if latest else ""
        found.append(Hit(kpi.code, kpi.title, shown(kpi, latest), period, spark_of(kpi, series)))
    return found
