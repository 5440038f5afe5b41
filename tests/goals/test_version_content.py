"""A version's content for reading: the plan's order, sums that say when something is missing, five queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import goals.models as g
from goals.version_content import Budget, Content, YearlyAmounts, read_budget, read_content
from goals.views.version_tables import budget_tables, tkr
from tests import factories as f

YEARS = (2022, 2023, 2024)


def budget(*rows: YearlyAmounts, **financing: Any) -> Budget:
    lines = [g.Financing(year=2022, **financing)] if financing else []
    return Budget(YEARS, list(rows), [], lines)


INCOMES = {"tax_revenue": 400, "state_grants": 150, "financial_net": -5}


def test_the_frames_of_a_year_are_summed():
    both = budget(YearlyAmounts("A", (100, 110, 120)), YearlyAmounts("B", (200, -10, 0)))
    assert [both.frame_sum(year) for year in YEARS] == [300, 100, 120]


def test_a_sum_with_an_amount_missing_is_unknown():
    assert budget(YearlyAmounts("A", (100, None, 0)), YearlyAmounts("B", (1, 1, 1))).frame_sum(2023) is None
    assert budget().frame_sum(2022) is None


def test_the_result_is_incomes_less_the_frames():
    assert budget(YearlyAmounts("A", (500, 0, 0)), **INCOMES).result(2022) == 45


def test_zero_is_an_amount_like_others():
    assert budget(YearlyAmounts("A", (0, 0, 0)), tax_revenue=0, state_grants=0, financial_net=0).result(2022) == 0


@pytest.mark.parametrize("missing", INCOMES)
def test_a_result_with_an_income_missing_is_unknown(missing: str):
    assert budget(YearlyAmounts("A", (500, 0, 0)), **(INCOMES | {missing: None})).result(2022) is None


def test_a_result_without_financing_or_frames_is_unknown():
    assert budget(YearlyAmounts("A", (500, 0, 0))).result(2022) is None
    assert budget(**INCOMES).result(2022) is None


def test_the_change_is_from_the_budget_year_to_the_next():
    assert YearlyAmounts("A", (100, 90, 500)).change == -10
    assert YearlyAmounts("A", (100, None, 500)).change is None
    assert YearlyAmounts("A", (0, 0, 0)).change == 0


@pytest.mark.parametrize(
    ("kronor", "shown"),
    [(123_456_000, "123\u00a0456"), (-1_500_000, "\u22121\u00a0500"), (0, "0"), (499, "0"), (500, "1"),
     (None, "uppgift saknas")],
)  # fmt: skip
def test_kronor_are_shown_as_tkr_rounded_half_up(kronor: int | None, shown: str):
    assert tkr(kronor) == shown


def test_a_version_without_money_has_no_tables():
    assert budget_tables(Budget(YEARS, [], [], [])) == []


def test_tables_end_with_the_sum_and_the_result():
    frames, financing = budget_tables(budget(YearlyAmounts("A", (500_000, None, 0)), **INCOMES))
    assert [cell["text"] for cell in frames["rows"][-1]["cells"]] == ["500", "uppgift saknas", "0"]
    assert [row["head"] for row in financing["rows"]] == [
        "Skattesats", "Skatteintäkter", "Generella statsbidrag och utjämning", "Finansnetto", "Resultat",
    ]  # fmt: skip
    assert frames["rows"][-1]["head"] == "Summa"


def test_an_example_among_the_amounts_is_labelled_on_its_row():
    (frames,) = budget_tables(budget(YearlyAmounts("A", (1, 2, 3), is_example=True)))
    assert frames["rows"][0]["cells"][-1]["note"] == "Exempel"


# --- Read from the database ------------------------------------------------------------------


def read(version: g.PlanVersion) -> Content:
    return read_content(version, with_origins=True)


@pytest.mark.django_db
def test_parts_come_in_the_plans_order():
    def fill(draft: g.PlanVersion) -> None:
        goals = [f.LongTermGoalFactory(name=name) for name in ("Andra", "Första")]
        for order, goal in zip((2, 1), goals, strict=True):
            f.GoalStatementFactory(version=draft, goal=goal, order=order)
            f.FocusAreaFactory(version=draft, goal=goal, order=2, title="Sedan")
            f.FocusAreaFactory(version=draft, goal=goal, order=1, title="Först")
        for number in (2, 1):
            f.DecisionPointFactory(version=draft, number=number, text=f"att {number}")
            f.FinancialTargetFactory(version=draft, order=number, text=f"Mål {number}")

    content = read(f.PlanVersionFactory(filled_by=fill))
    assert [statement.title for statement in content.statements] == ["Första", "Andra"]
    assert [area.title for area in content.focus[content.statements[0].goal_id]] == ["Först", "Sedan"]
    assert [point.text for point in content.points] == ["att 1", "att 2"]
    assert [target.title for target in content.targets] == ["Mål 1", "Mål 2"]


@pytest.mark.django_db
def test_bodies_come_in_the_order_of_the_organisation_each_once():
    def fill(draft: g.PlanVersion) -> None:
        bodies = [f.BodyFactory(name=name, sort_order=order) for name, order in (("ö", 1), ("a", 2), ("b", 2))]
        for body in reversed(bodies):
            for year in YEARS:
                f.BudgetFrameFactory(version=draft, body=body, year=year, amount=year)
        f.BudgetFrameFactory(version=draft, body=bodies[0], kind="investment", year=2023, amount=7)

    found = read_budget(f.PlanVersionFactory(filled_by=fill))
    assert [(row.name, row.amounts) for row in found.frames] == [("Ö", YEARS), ("A", YEARS), ("B", YEARS)]
    assert [(row.name, row.amounts) for row in found.investments] == [("Ö", (None, 7, None))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "factory",
    [f.GoalStatementFactory, f.FocusAreaFactory, f.DecisionPointFactory, f.FinancialTargetFactory, f.FinancingFactory],
)
def test_one_example_makes_the_content_an_example(factory: Any):
    version = f.PlanVersionFactory(filled_by=lambda draft: factory(version=draft, is_example=True))
    assert read(version).is_example
    assert not read(f.PlanVersionFactory(full=True)).is_example


@pytest.mark.django_db
def test_no_other_versions_parts_are_read():
    f.PlanVersionFactory(full=True)
    content = read(f.PlanVersionFactory())
    assert (content.statements, content.focus, content.points, content.targets) == ([], {}, [], [])
    assert content.budget.frames == content.budget.financing == []


@pytest.mark.django_db
def test_it_costs_five_queries_whatever_the_size():
    def fill(draft: g.PlanVersion) -> None:
        for _ in range(12):
            statement = f.GoalStatementFactory(version=draft)
            f.GoalOriginFactory(version=draft, statement=statement)
            f.FocusAreaFactory(version=draft, goal=statement.goal)
            f.BudgetFrameFactory(version=draft)

    for version in (f.PlanVersionFactory(full=True), f.PlanVersionFactory(filled_by=fill)):
        version = g.PlanVersion.objects.select_related("plan").get(pk=version.pk)
        with CaptureQueriesContext(connection) as queries:
            content = read(version)
            assert [origin for statement in content.statements for origin in statement.origins.all()]
        assert len(queries) == 5
