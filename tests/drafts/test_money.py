"""A draft's money beside its basis: what is known, what is not, and what is never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from drafts.models import PartEdit
from drafts.money import money_of
from drafts.money_figures import Cell, Figure, Financing, Row, Table
from drafts.money_targets import beside
from goals.copying import new_draft
from goals.models import BudgetFrame, PlanVersion
from kpis.numbers import MINUS, NBSP
from tests import factories

NET, INVESTMENT = BudgetFrame.Kind.NET, BudgetFrame.Kind.INVESTMENT
YEARS = (2022, 2023, 2024)


def row(name: str, *amounts: int | None, before: tuple[int | None, ...] = (None, None, None), **fields: object) -> Row:
    cells = zip(YEARS, amounts, before, strict=True)
    return Row(1, name, name, tuple(Cell(was, now, year, **fields) for year, now, was in cells))  # type: ignore[arg-type]


def table(*rows: Row) -> Table:
    return Table("net", "netto", "nettoram", YEARS, rows)


def financing(**values: object) -> Financing:
    known = {"tax_revenue": 400_000_000, "state_grants": 100_000_000, "financial_net": -1_000_000}
    return Financing(2022, Figure(480_000_000, 494_000_000, 2022), known | values, known)


def test_a_change_is_written_in_tkr_and_percent_with_a_real_minus():
    assert Figure(100_000_000, 104_200_000, 2022).change == f"+4{NBSP}200 (+4,2{NBSP}%)"
    assert Figure(100_000_000, 99_000_000, 2022).change == f"{MINUS}1{NBSP}000 ({MINUS}1,0{NBSP}%)"
    assert Figure(100_000_000, 100_000_000, 2022).change == "oförändrat"
    assert Figure(100_000_000, 100_000_500, 2022).change == f"+0,5 (0,0{NBSP}%)"


def test_there_are_no_percents_of_nothing():
    assert Figure(0, 1_000_000, 2022).change == f"+1{NBSP}000"
    assert Figure(None, 1_000_000, 2022).change == ""
    assert Figure(1_000_000, None, 2022).change == ""


def test_more_income_than_cost_is_a_negative_frame_whose_change_keeps_its_sign():
    figure = Figure(-10_000_000, -9_000_000, 2022)
    assert (figure.shown, figure.change) == (f"{MINUS}9{NBSP}000", f"+1{NBSP}000 (+10,0{NBSP}%)")


def test_a_sum_that_lacks_a_part_is_unknown_and_says_whose():
    sums = table(row("socialnämnden", 10, 20, None), row("valnämnden", 1, 2, 3)).sums
    assert [figure.after for figure in sums] == [11, 22, None]
    assert sums[2].shown == "uppgift saknas" and sums[2].lacks == "nettoram för socialnämnden"


def test_many_that_lack_an_amount_are_counted_beyond_a_few():
    few = table(row("a", 1, 1, 1), *(row(name, 1, None, 1) for name in ("b", "c", "d")))
    assert few.sums[1].lacks == "nettoram för b, c och d"
    many = table(*(row(name, None, 1, 1) for name in "abcdef"))
    assert many.sums[0].lacks == "nettoram för a, b, c och 3 till"


def test_a_body_that_the_draft_leaves_out_is_no_hole_in_its_sum_but_counts_in_what_was():
    sums = table(row("socialnämnden", 10, 20, 30, before=(5, 5, 5)), row("nämnden", None, None, None, before=(1, 1, 1)))
    assert [(figure.before, figure.after) for figure in sums.sums] == [(6, 10), (6, 20), (6, 30)]


def test_without_frames_there_is_no_sum():
    assert [figure.after for figure in table().sums] == [None, None, None]
    assert table().is_empty


def test_the_result_is_incomes_less_frames():
    year = financing()
    assert (year.result.after, year.result.before) == (5_000_000, 19_000_000)
    assert year.share == Decimal("1.00") and year.share_shown == f"1,00{NBSP}%"


@pytest.mark.parametrize("name", ["tax_revenue", "state_grants", "financial_net"])
def test_a_result_without_one_of_its_incomes_is_unknown_and_says_which(name):
    year = financing(**{name: None})
    assert year.result.after is None and year.share is None and year.share_shown == "uppgift saknas"
    assert year.result.lacks in {"skatteintäkter", "generella statsbidrag och utjämning", "finansnetto"}


def test_no_share_of_incomes_that_are_nothing():
    assert financing(tax_revenue=0, state_grants=0).share is None


def test_the_share_stands_beside_a_target_that_names_it_and_nothing_beside_others():
    met = beside("Resultatet är minst 1 procent av skatter och bidrag.", False, [financing()])
    assert [(share.shown, share.is_met) for share in met.shares] == [(f"1,00{NBSP}%", True)]
    missed = beside("Resultatet är minst 1,01 % av skatter och bidrag.", False, [financing()])
    assert missed.shares[0].is_met is False
    unknown = beside("Resultatet är minst 1 % av skatter och bidrag.", False, [financing(tax_revenue=None)])
    assert unknown.shares[0].is_met is None and not unknown.shares[0].is_known
    assert beside("Soliditeten är minst 40 procent.", False, [financing()]).shares == ()


@pytest.fixture
def draft(db: None) -> PlanVersion:
    """A draft on a version with two bodies' frames, an investment and a year of financing."""
    basis = factories.PlanVersionFactory(filled_by=_fill, name="Mål och budget 2022")
    return new_draft(plan=basis.plan, name="Reviderad", basis=basis, at=factories.noon(factories.ADOPTED_ON))


def _fill(version: PlanVersion) -> None:
    social = factories.BodyFactory(name="socialnämnden", slug="socialnamnden", sort_order=2)
    school = factories.BodyFactory(name="barn- och utbildningsnämnden", slug="skola", sort_order=1)
    for body, amount in ((social, 200_000_000), (school, 280_000_000)):
        for year in YEARS:
            factories.BudgetFrameFactory(version=version, body=body, year=year, amount=amount)
    factories.BudgetFrameFactory(version=version, body=school, kind=INVESTMENT, amount=5_000_000, is_example=True)
    factories.FinancingFactory(version=version, year=2022)
    factories.FinancialTargetFactory(version=version)


def test_money_is_read_beside_its_basis_in_three_queries(draft, django_assert_num_queries):
    BudgetFrame.objects.filter(version=draft, year=2022, kind=NET, body__slug="skola").update(amount=284_200_000)
    draft = PlanVersion.objects.select_related("plan", "basis").get(pk=draft.pk)
    with django_assert_num_queries(3):
        money = money_of(draft)
        net, investments = money.tables
        assert [found.slug for found in net.rows] == ["skola", "socialnamnden"]
        assert net.rows[0].cells[0].change == f"+4{NBSP}200 (+1,5{NBSP}%)"
        assert net.sums[0].shown == f"484{NBSP}200" and net.sums[1].change == "oförändrat"
        assert investments.sums[1].lacks == "investeringsram för barn- och utbildningsnämnden"
        assert money.financing[0].rate == Decimal("22.03") and money.financing[1].rate is None
        assert money.basis_name == "Mål och budget 2022" and money.is_example
        assert [share.year for share in money.targets[0].shares] == list(YEARS)


def test_each_frame_knows_its_key_and_last_edit_and_a_removed_one_its_old_key(draft):
    frame = BudgetFrame.objects.get(version=draft, year=2022, kind=NET, body__slug="skola")
    factories.PartEditFactory(version=draft, kind="goals.budgetframe", key=frame.key, number=3)
    cell = money_of(draft).tables[0].rows[0].cells[0]
    assert (cell.key, cell.number) == (frame.key, 3)
    frame.delete()
    cell = money_of(draft).tables[0].rows[0].cells[0]
    assert (cell.after, cell.before, cell.key, cell.number) == (None, 280_000_000, frame.key, 3)


def test_a_version_that_builds_on_nothing_has_nothing_beside_it(db):
    version = factories.PlanVersionFactory(filled_by=_fill)
    money = money_of(version)
    assert money.basis_name == "" and money.tables[0].rows[0].cells[0].change == ""
    assert not PartEdit.objects.exists()


def test_an_empty_draft_has_empty_tables(db):
    money = money_of(factories.PlanVersionFactory())
    assert all(found.is_empty for found in money.tables)
    assert money.financing[0].result.lacks.startswith("skatteintäkter")
