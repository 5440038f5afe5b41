"""Facts beside a draft: today's outcomes held against the levels it proposes and against those in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from drafts.facts import Facts, facts_of
from goals.models import PlanVersion
from kpis.models import Kpi
from kpis.verdicts import Status
from tests.factories import (
    AmbitionLevelFactory,
    AreaFactory,
    KpiFactory,
    KpiValueFactory,
    LevelExceptionFactory,
    LongTermGoalFactory,
    PlanFactory,
    PlanVersionFactory,
)

pytestmark = pytest.mark.django_db
ON = dt.date(2022, 6, 1)
GONE_BY = dt.date(2021, 6, 14)
Filler = Callable[[PlanVersion], Any]


def levels(*wanted: tuple[Kpi, str], **parts: Any) -> Filler:
    """Levels "minst" for one goal."""
    goal = parts.pop("goal", None) or LongTermGoalFactory()

    def fill(version: PlanVersion) -> None:
        for kpi, value in wanted:
            AmbitionLevelFactory(version=version, kpi=kpi, goal=goal, value=Decimal(value), **parts)

    return fill


def kpis(*outcomes: str) -> list[Kpi]:
    """Nyckeltal with an outcome each; an empty one is unknown."""
    found = [KpiFactory(title=f"Nyckeltal {at}") for at in range(len(outcomes))]
    for kpi, value in zip(found, outcomes, strict=True):
        if value:
            KpiValueFactory(kpi=kpi, year=2021, value=value)
    return found


def test_it_counts_those_that_reach_the_proposed_level_and_those_that_reach_the_one_in_force() -> None:
    goal = LongTermGoalFactory()
    a, b, c, d = kpis("82", "90", "70", "")
    PlanVersionFactory(adopted=True, filled_by=levels((a, "80"), (b, "80"), (c, "80"), (d, "80"), goal=goal))
    draft = PlanVersionFactory(filled_by=levels((a, "85"), (b, "85"), (c, "60"), (d, "85"), goal=goal))

    facts = facts_of(draft, on=ON)

    assert facts.headline == "Med dagens utfall: 2 av 4 nyckeltal når föreslagen nivå, 2 av 4 når gällande."
    assert facts.remarks == ("Kan inte bedömas: 1 mot föreslagen nivå och 1 mot gällande.",)
    assert [(fact.status, fact.current_status) for fact in facts.kpis] == [
        (Status.MISSED, Status.MET), (Status.MET, Status.MET), (Status.MET, Status.MISSED),
        (Status.UNKNOWN, Status.UNKNOWN),
    ]  # fmt: skip


def test_the_plan_in_force_is_what_a_plan_without_an_adopted_wording_is_held_beside() -> None:
    (a,) = kpis("82")
    old = PlanVersionFactory(adopted=True, plan=PlanFactory(year=2021), filled_by=levels((a, "80")))
    draft = PlanVersionFactory(
        plan=PlanFactory(year=2023), filled_by=levels((a, "85"), target_end=dt.date(2023, 12, 31))
    )

    facts = facts_of(draft, on=ON)

    assert facts.current == old
    assert facts.headline == "Med dagens utfall: 0 av 1 nyckeltal når föreslagen nivå, 1 av 1 når gällande."


def test_the_plans_own_wording_goes_before_the_plan_in_force() -> None:
    PlanVersionFactory(adopted=True, plan=PlanFactory(year=2022))
    own = PlanVersionFactory(adopted=True, plan=PlanFactory(year=2023))
    draft = PlanVersionFactory(plan=own.plan)
    assert facts_of(draft, on=ON).current == own
    assert facts_of(draft, on=dt.date(2021, 1, 1)).current is None


def test_another_bodys_plan_is_nothing_to_be_held_beside() -> None:
    from tests.factories import BodyFactory

    draft = PlanVersionFactory(plan=PlanFactory(body=BodyFactory(), year=2022))
    assert facts_of(draft, on=ON).current is None


def test_new_and_dropped_nyckeltal_are_named() -> None:
    goal = LongTermGoalFactory()
    a, b, c = kpis("82", "90", "70")
    PlanVersionFactory(adopted=True, filled_by=levels((a, "80"), (b, "80"), goal=goal))
    facts = facts_of(PlanVersionFactory(filled_by=levels((a, "80"), (c, "80"), goal=goal)), on=ON)
    assert facts.headline == "Med dagens utfall: 1 av 2 nyckeltal når föreslagen nivå, 1 av 1 når gällande."
    assert facts.remarks == (
        "Ett nyckeltal har ingen gällande nivå.",
        "Har en gällande nivå men ingen i utkastet: Nyckeltal 1.",
    )


def test_an_empty_draft_says_so() -> None:
    facts = facts_of(PlanVersionFactory(), on=ON)
    assert (facts.headline, facts.kpis, facts.remarks) == ("Utkastet har inga ambitionsnivåer än.", (), ())


def test_values_published_later_are_not_known_yet() -> None:
    (a,) = kpis("82")
    draft = PlanVersionFactory(filled_by=levels((a, "80")))
    assert facts_of(draft, on=dt.date(2022, 1, 31)).kpis[0].status is Status.UNKNOWN


def test_each_level_says_who_else_reached_it() -> None:
    (a,) = kpis("82")
    other = AreaFactory(name="Köping")
    AreaFactory(group=True, member_areas=[other, AreaFactory(name="Sala")])
    KpiValueFactory(kpi=a, area=other, year=2019, value="86")
    draft = PlanVersionFactory(filled_by=levels((a, "85")))

    ((found,),) = (fact.levels for fact in facts_of(draft, on=ON).kpis)

    assert found.judged.row.version == draft
    assert found.reached.sentence.startswith("1 av 1 jämförbar kommun med kända värden har någon gång nått minst 85")


def test_an_example_makes_the_facts_an_example() -> None:
    (a,) = kpis("82")
    assert facts_of(PlanVersionFactory(filled_by=levels((a, "80"), is_example=True)), on=ON).is_example
    assert not facts_of(PlanVersionFactory(filled_by=levels((a, "80"))), on=ON).is_example


def shown(facts: Facts) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("drafts/facts.html", {"facts": facts}), "html.parser")


def test_the_fragment_says_it_in_words() -> None:
    a, b = kpis("82", "")
    PlanVersionFactory(adopted=True, filled_by=levels((a, "80")))
    page = shown(facts_of(PlanVersionFactory(filled_by=levels((a, "85"), (b, "3"))), on=ON))
    text = " ".join(page.get_text(" ").split())
    assert "0 av 2 nyckeltal når föreslagen nivå, 1 av 1 når gällande" in text
    assert "Ej uppfyllt" in text and "Uppfyllt" in text and "Kan inte bedömas" in text
    assert "Inga värden för jämförbara kommuner är inlagda." in text
    assert "1 juni 2022" in text
    assert "inga ambitionsnivåer" in shown(facts_of(PlanVersionFactory(), on=ON)).get_text()


@pytest.mark.parametrize("number", [2, 20])
def test_no_more_than_ten_queries_whatever_the_size(django_assert_max_num_queries: Any, number: int) -> None:
    members = [AreaFactory() for _ in range(3)]
    found = [KpiFactory() for _ in range(number)]
    groups = [AreaFactory(group=True, member_areas=members) for _ in range(number)]
    for kpi in found:
        KpiValueFactory(kpi=kpi)
        KpiValueFactory(kpi=kpi, area=members[0])

    def fill(version: PlanVersion) -> None:
        for at, kpi in enumerate(found):
            LevelExceptionFactory(version=version, level=AmbitionLevelFactory(version=version, kpi=kpi))
            AmbitionLevelFactory(version=version, kpi=kpi, better_than=True, compared_with=groups[at])

    PlanVersionFactory(adopted=True, filled_by=fill)
    draft = PlanVersion.objects.get(pk=PlanVersionFactory(filled_by=fill).pk)
    with django_assert_max_num_queries(10):
        facts = facts_of(draft, on=ON)
        assert facts.headline and facts.remarks is not None
    with django_assert_max_num_queries(2):
        shown(facts)
