"""Kungsör's plans, levels, decisions and days: what is real has its source, and what is not is marked as an example."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import Q

from framtidsdag.models import Framtidsdag
from goals.fingerprint import fingerprint
from goals.models import (
    Decision,
    DecisionText,
    Financing,
    FocusArea,
    GoalOrigin,
    GoalStatement,
    LongTermGoal,
    Matter,
    PlanVersion,
)
from kpis.ambition import LevelKind
from kpis.models import AmbitionLevel
from kpis.periods import Period
from tests.portal.kungsor import kungsor  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kungsor")]


def version(body, year, number):
    return PlanVersion.objects.get(plan__body__slug=body, plan__year=year, number=number)


def level(of, code, kind):
    return AmbitionLevel.objects.get(version=of, kpi__code=code, kind=kind)


def test_mal_och_budget_2022_was_adopted_in_june_and_revised_in_november():
    first, second = version("kommunfullmaktige", 2022, 1), version("kommunfullmaktige", 2022, 2)
    assert second.basis == first
    adopted = PlanVersion.objects.filter(plan=first.plan)
    assert adopted.adopted_by(dt.date(2021, 6, 13)).first() is None
    assert adopted.adopted_by(dt.date(2021, 8, 1)).first() == first
    assert adopted.adopted_by(dt.date(2021, 11, 29)).first() == second
    assert first.proposed_by == "S, V och L"


def test_the_texts_of_2022_are_examples_and_the_label_is_on_each():
    for number in (1, 2):
        of = version("kommunfullmaktige", 2022, number)
        assert (of.is_example, of.fingerprint) == (True, "")
        assert of.statements.filter(is_example=True).count() == 5
        assert not of.focus_areas.filter(is_example=False).exists()
        assert not of.levels.filter(is_example=False).exists()


def test_no_part_is_an_example_in_a_version_that_is_not():
    for model in (GoalStatement, GoalOrigin, FocusArea, AmbitionLevel, Financing):
        assert not model.objects.filter(is_example=True, version__is_example=False).exists()


def test_no_amount_is_made_up_and_the_tax_rate_is_real():
    financing = Financing.objects.get()
    assert (financing.version, financing.year) == (version("kommunfullmaktige", 2022, 2), 2022)
    assert (financing.tax_rate, financing.is_example) == (Decimal("22.03"), False)
    assert (financing.tax_revenue, financing.state_grants, financing.financial_net) == (None, None, None)
    assert not version("kommunfullmaktige", 2022, 2).frames.exists()


def test_each_goal_of_2022_has_a_focus_and_two_to_five_nyckeltal():
    of = version("kommunfullmaktige", 2022, 2)
    for goal in LongTermGoal.objects.filter(first_year=2022):
        assert of.focus_areas.filter(goal=goal).exists()
        assert 2 <= of.levels.filter(goal=goal).values("kpi").distinct().count() <= 5


def test_the_levels_of_2022_are_of_many_kinds():
    kinds = set(version("kommunfullmaktige", 2022, 2).levels.values_list("kind", flat=True))
    kinds |= set(version("kommunfullmaktige", 2022, 1).levels.values_list("kind", flat=True))
    assert kinds == set(LevelKind) - {LevelKind.SHARE}


def test_the_revision_raises_levels_and_adds_a_focus_with_threads_kept():
    first, second = version("kommunfullmaktige", 2022, 1), version("kommunfullmaktige", 2022, 2)
    before, after = level(first, "K-MILJORANKING", "rank"), level(second, "K-MILJORANKING", "rank")
    assert (before.value, after.value, before.key) == (90, 75, after.key)
    assert level(first, "N15428", "increase").key == level(second, "N15428", "at_least").key
    new = set(second.focus_areas.values_list("title", flat=True)) - set(
        first.focus_areas.values_list("title", flat=True)
    )
    assert new == {"Trygghet och studiero i alla klassrum", "En klimatplan för hela kommunen"}
    assert "Kampanj om mindre matsvinn" not in second.focus_areas.values_list("title", flat=True)


def test_the_real_targets_of_2021_stand_with_their_source_and_exception():
    of = version("kommunfullmaktige", 2021, 1)
    assert (of.is_example, of.fingerprint) == (False, fingerprint(of))
    result = level(of, "N03102", "at_least")
    assert (result.value, result.every_year, result.exceptions.get().value) == (1, True, Decimal("0.5"))
    assert result.exceptions.get().reason == "synnerliga skäl"
    ranking = level(of, "K-MILJORANKING", "rank")
    assert (ranking.value, ranking.target, ranking.base_value) == (90, Period.year(2025), 119)
    assert level(of, "N01951", "at_least").value == 9000
    assert not of.levels.exclude(source__startswith="Kungsörs kommun").exists()


def test_earlier_real_targets_stand_in_the_plans_of_their_years():
    assert level(version("kommunfullmaktige", 2020, 1), "K-MILJORANKING", "rank").value == 100
    pupils = level(version("kommunfullmaktige", 2019, 1), "N15428", "increase")
    assert (pupils.base, pupils.base_value) == (Period.year(2017), Decimal("81.6"))
    people = level(version("kommunfullmaktige", 2017, 1), "N01951", "at_least")
    assert (people.value, people.exceptions.get().value) == (9000, 8500)


def test_kommunstyrelsens_targets_of_2024_belong_to_its_own_plan():
    of = version("kommunstyrelsen", 2024, 1)
    assert not of.is_example
    assert {(row.kpi.code, row.kind, row.value) for row in of.levels.all()} == {
        ("K-NKI-VMMF", "at_least", 83), ("U09802", "at_least", 20), ("N00091", "at_most", 30),
        ("K-KOMPETENS", "done", None), ("K-ETJANSTER", "at_least", 2), ("K-MATSVINN", "decrease", 35),
    }  # fmt: skip


def test_the_known_decisions_are_there_with_their_days():
    known = Decision.objects.filter(date_is_known=True).order_by("date")
    assert [(row.date.isoformat(), row.body.slug) for row in known] == [
        ("2020-11-30", "kommunfullmaktige"),
        ("2021-06-14", "kommunfullmaktige"),
        ("2021-11-29", "kommunfullmaktige"),
        ("2024-06-10", "kommunfullmaktige"),
    ]
    assert Decision.objects.filter(date_is_known=False).count() == 6


def test_what_the_sources_leave_open_in_a_decision_is_open():
    assert not Decision.objects.filter(
        Q(paragraph__isnull=False) | Q(votes_yes__isnull=False) | ~Q(method="unknown")
    ).exists()
    assert not Matter.objects.filter(dnr__isnull=False).exists()
    assert not Decision.objects.filter(Q(source="") | Q(source_url="")).exists()


def test_the_centre_partys_motion_in_june_2021_is_told():
    motion = DecisionText.objects.get()
    assert (motion.decision.slug, motion.by, motion.kind) == (
        "2021-06-14-mal-och-budget-2022", "Centerpartiet", "motion",
    )  # fmt: skip
    assert "4,2 miljoner" in motion.text


# --- Framtidsdagar -------------------------------------------------------------------------------


def test_two_framtidsdagar_have_a_day_and_nine_are_themes_in_the_sources_order():
    assert [day.date.isoformat() for day in Framtidsdag.objects.dated()] == ["2021-09-27", "2020-10-25"]
    assert not Framtidsdag.objects.dated().filter(date_is_published=False).exists()
    themes = list(Framtidsdag.objects.themes_only().values_list("theme", flat=True))
    assert (len(themes), themes[0], themes[8]) == (9, "Hamnutveckling", "Äldreomsorg")
    assert themes.count("Barn och unga i Kungsör") == 2


def test_the_day_of_2021_serves_mal_och_budget_2022():
    day = Framtidsdag.objects.get(date="2021-09-27")
    assert (day.plan.year, day.form, day.step) == (2022, "digital", "Svara")
    assert day.programme.count() == 6
    assert day.groups.get().body.slug == "budgetberedningen"


def test_the_assignment_of_2020_was_reported_back():
    report = Framtidsdag.objects.get(date="2020-10-25").assignments.get().reports.get()
    assert (report.date, report.source) == (None, "Kungsörs kommun, kommunstyrelsens mål för 2022")
