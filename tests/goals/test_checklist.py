"""What is to be in place before a draft goes to kommunstyrelsen: said with the part it concerns, and never blocking."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from goals.checklist import CONSULTATION, checklist_of
from goals.models import BudgetFrame, PlanVersion
from goals.parts import Check, Missing, specs
from kungsor_portal.municipality import Municipality, MunicipalityError
from tests.factories import (
    AmbitionLevelFactory,
    BodyFactory,
    BudgetFrameFactory,
    DecisionPointFactory,
    FinancialTargetFactory,
    FinancingFactory,
    FocusAreaFactory,
    GoalStatementFactory,
    KpiFactory,
    LongTermGoalFactory,
    PlanVersionFactory,
)

HELD = dt.date(2021, 10, 19)
NBSP = "\u00a0"
MISSING_WORDS = "MBL"


def check(version: PlanVersion, words: str, consultation: dt.date | None = HELD) -> Check:
    version = PlanVersion.objects.get(pk=version.pk)
    return next(check for check in checklist_of(version, consultation) if words in check.text)


def texts(version: PlanVersion, words: str) -> list[str]:
    return [missing.text for missing in check(version, words).missing]


def kept_kpi(**fields: Any) -> Any:
    return KpiFactory(owner_body=BodyFactory(), next_publication=dt.date(2022, 3, 1), **fields)


def complete(version: PlanVersion) -> None:
    goal, body = LongTermGoalFactory(), BodyFactory()
    GoalStatementFactory(version=version, goal=goal)
    FocusAreaFactory(version=version, goal=goal)
    AmbitionLevelFactory(version=version, goal=goal, kpi=kept_kpi())
    DecisionPointFactory(version=version)
    FinancialTargetFactory(version=version)
    for year in version.plan.years:
        BudgetFrameFactory(version=version, body=body, year=year, amount=540_000_000)
        FinancingFactory(version=version, year=year)


@pytest.mark.django_db
def test_a_complete_draft_lacks_nothing() -> None:
    version = PlanVersionFactory(filled_by=complete)
    checks = checklist_of(version, HELD)
    assert [check.text for check in checks if not check.is_done] == []
    assert checks[-1].on == HELD
    assert len(checks) == len({check.text for check in checks})


@pytest.mark.django_db
def test_an_empty_draft_lacks_it_all_and_can_still_be_read() -> None:
    version = PlanVersionFactory()
    found = [missing.text for check in checklist_of(version, None) for missing in check.missing]
    assert found == [
        "Utkastet har inga mål.",
        "Inga att-satser.",
        "Inga nettoramar.",
        "2022: finansieringen saknas.",
        "2023: finansieringen saknas.",
        "2024: finansieringen saknas.",
        "Inget finansiellt mål.",
        "Resultatet går inte att räkna ut än för 2022, 2023 och 2024.",
        "Ingen samverkan är antecknad.",
    ]


@pytest.mark.django_db
def test_a_goal_says_what_it_lacks_and_which_it_is() -> None:
    version = PlanVersionFactory()
    bare = GoalStatementFactory(version=version, title="Utbildning", description=" ")
    assert check(version, "målbeskrivning").missing == (
        Missing("Utbildning: målbeskrivning saknas.", "goals.goalstatement", bare.key),
    )
    assert check(version, "fokus").missing == (
        Missing("Utbildning: fokusområde saknas.", "goals.goalstatement", bare.key),
    )
    assert check(version, "en ambitionsnivå").missing == (
        Missing("Utbildning: ambitionsnivå saknas.", "goals.goalstatement", bare.key),
    )


@pytest.mark.django_db
def test_a_nyckeltal_without_someone_to_keep_it_is_said_once() -> None:
    version = PlanVersionFactory()
    kpi = KpiFactory(title="Behöriga elever", retired_on=dt.date(2021, 1, 1))
    first = AmbitionLevelFactory(version=version, kpi=kpi, goal=LongTermGoalFactory(number=1))
    AmbitionLevelFactory(version=version, kpi=kpi, goal=LongTermGoalFactory(number=2))
    AmbitionLevelFactory(version=version, kpi=kept_kpi())
    assert check(version, "ansvarig").missing == (
        Missing(
            "Behöriga elever: ansvarig och nästa publicering saknas; nyckeltalet är avslutat.",
            "kpis.ambitionlevel", first.key,
        ),
    )  # fmt: skip


@pytest.mark.django_db
def test_more_than_a_handful_of_nyckeltal_asks_for_a_reason(settings: Any) -> None:
    version, goal = PlanVersionFactory(), LongTermGoalFactory()
    statement = GoalStatementFactory(version=version, goal=goal, title="Utbildning")
    for _ in range(5):
        AmbitionLevelFactory(version=version, goal=goal, kpi=kept_kpi())
    AmbitionLevelFactory(version=version, goal=goal, kpi=goal.levels.first().kpi, kind="at_most")
    assert texts(version, "per mål") == []
    AmbitionLevelFactory(version=version, goal=goal, kpi=kept_kpi())
    assert texts(version, "per mål") == ["Utbildning: 6 nyckeltal. Ange skäl till fler än 5."]
    statement.kpi_reason = "Läsåret har sex mätningar."
    statement.save()
    assert check(version, "per mål").is_done


def test_the_handful_is_the_municipalitys_own(tmp_path: Any) -> None:
    def read(line: str) -> Municipality:
        required = 'name = "A"\nshort_name = "A"\ngenitive = "As"\ncode = "0001"\nportal_name = "P"\n'
        (tmp_path / "municipality.toml").write_text(required + line)
        return Municipality.from_folder(tmp_path)

    assert read("").kpis_per_goal == 5
    assert read("kpis_per_goal = 7").kpis_per_goal == 7
    for wrong in ('"7"', "0", "true"):
        with pytest.raises(MunicipalityError, match="kpis_per_goal"):
            read(f"kpis_per_goal = {wrong}")


@pytest.mark.django_db
def test_a_frame_that_the_basis_has_is_missed() -> None:
    skola, vard = BodyFactory(name="skolnämnden", sort_order=1), BodyFactory(name="vårdnämnden", sort_order=2)

    def fill(version: PlanVersion) -> None:
        for year in version.plan.years:
            BudgetFrameFactory(version=version, body=skola, year=year)
        BudgetFrameFactory(version=version, body=vard, year=2022)
        BudgetFrameFactory(version=version, body=vard, year=2023, kind=BudgetFrame.Kind.INVESTMENT)

    draft = PlanVersionFactory(basis=PlanVersionFactory(filled_by=fill))
    draft.frames.filter(body=skola, year=2024).delete()
    draft.frames.filter(kind=BudgetFrame.Kind.INVESTMENT).delete()
    draft.frames.filter(body=vard).delete()

    assert texts(draft, "ramar") == [
        "Skolnämnden: nettoram saknas för 2024.",
        "Vårdnämnden: investeringsram saknas för 2023.",
        "Vårdnämnden: nettoram saknas för 2022, 2023 och 2024.",
    ]
    assert texts(PlanVersionFactory(filled_by=lambda v: BudgetFrameFactory(version=v, body=skola)), "ramar") == [
        "Skolnämnden: nettoram saknas för 2023 och 2024."
    ]


@pytest.mark.django_db
def test_what_the_financing_lacks_is_named() -> None:
    version = PlanVersionFactory()
    row = FinancingFactory(version=version, year=2022, tax_rate=None, tax_revenue=None)
    FinancingFactory(version=version, year=2023)
    assert check(version, "Finansieringen").missing == (
        Missing("2022: skattesats och skatteintäkter saknas.", "goals.financing", row.key),
        Missing("2024: finansieringen saknas.", "goals.financing"),
    )


@pytest.mark.django_db
def test_the_result_is_held_against_the_target() -> None:
    # 550 mnkr in taxes and grants; the financial net is −1,5 mnkr. One krona short is 1,00 percent all the same.
    version, body = PlanVersionFactory(), BodyFactory()
    target = FinancialTargetFactory(version=version, text="Resultatet är minst 1 procent av skatteintäkter och bidrag.")
    for year, frames in ((2022, 543_000_001), (2023, 543_050_000), (2024, 549_000_000)):
        FinancingFactory(version=version, year=year)
        BudgetFrameFactory(version=version, body=body, year=year, amount=frames)
    words = "når inte målet ”Resultatet är minst 1 procent av skatteintäkter och bidrag”."
    assert check(version, "Resultatet").missing == (
        Missing(f"2024: resultatet är negativt, −500{NBSP}tkr.", "goals.financing"),
        Missing(f"2023: resultatet, 5{NBSP}450{NBSP}tkr, {words}", "goals.financialtarget", target.key),
        Missing(f"2024: resultatet, −500{NBSP}tkr, {words}", "goals.financialtarget", target.key),
    )


@pytest.mark.django_db
def test_samverkan_has_its_day_or_is_missing() -> None:
    version = PlanVersionFactory()
    assert check(version, MISSING_WORDS, None).missing == (Missing("Ingen samverkan är antecknad.", CONSULTATION),)
    assert check(version, MISSING_WORDS, HELD).is_done


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 15])
def test_ten_queries_at_most_whatever_the_size(django_assert_max_num_queries: Any, number: int) -> None:
    def fill(version: PlanVersion) -> None:
        for _ in range(number):
            complete_goal(version)

    draft = PlanVersionFactory(basis=PlanVersionFactory(filled_by=fill))
    draft = PlanVersion.objects.select_related("plan").get(pk=draft.pk)
    with django_assert_max_num_queries(10):
        assert checklist_of(draft, None)


def complete_goal(version: PlanVersion) -> None:
    goal = LongTermGoalFactory()
    GoalStatementFactory(version=version, goal=goal)
    FocusAreaFactory(version=version, goal=goal)
    AmbitionLevelFactory(version=version, goal=goal)
    BudgetFrameFactory(version=version)


@pytest.mark.django_db
def test_every_kind_that_something_is_missing_of_is_registered() -> None:
    known = {spec.label for spec in specs()} | {CONSULTATION}
    assert {missing.kind for check in checklist_of(PlanVersionFactory(), None) for missing in check.missing} <= known
