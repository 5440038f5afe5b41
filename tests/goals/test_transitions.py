"""The table of statuses: what it says, in Python, in the database and in the documentation."""

from __future__ import annotations

import itertools

import pytest
from django.conf import settings

from goals import transitions
from goals.models import PlanVersion
from goals.transitions import Outcome, OutOfOrderError, Status, allowed_pairs, resulting
from tests import factories
from tests.goals.attacks import refused

TABLE = {
    ("draft", "proposed"), ("draft", "moved"), ("draft", "withdrawn"),
    *itertools.product(("proposed", "moved"), ("adopted", "rejected", "remitted", "amended", "withdrawn")),
}  # fmt: skip
CORRECTIONS = {
    (source, target)
    for source in ("adopted", "rejected", "remitted", "amended")
    for target in ("adopted", "rejected", "remitted", "amended", "proposed", "moved")
    if source != target
}
SETTLING = ("adopted", "rejected", "remitted", "amended")


def test_the_database_lets_through_the_table_and_its_corrections_and_nothing_else():
    assert allowed_pairs() == TABLE | CORRECTIONS


@pytest.mark.parametrize(("status", "outcome"), list(itertools.product(Status, Outcome)))
def test_a_first_decision_does_what_the_table_says_and_nothing_else(status, outcome):
    expected = {"tabled": status.value}.get(outcome.value, outcome.value)
    is_allowed = (status.value, expected) in TABLE or (outcome == Outcome.TABLED and status in {"proposed", "moved"})
    if is_allowed:
        assert resulting(status, outcome=outcome, put_forward_as="proposed") == expected
    else:
        with pytest.raises(OutOfOrderError):
            resulting(status, outcome=outcome, put_forward_as="proposed")


@pytest.mark.parametrize("put_forward_as", ["proposed", "moved"])
@pytest.mark.parametrize("corrected", SETTLING)
@pytest.mark.parametrize("outcome", [*Outcome, None])
def test_a_correction_undoes_and_then_does(corrected, outcome, put_forward_as):
    def correct():
        return resulting(
            Status(corrected), outcome=outcome, corrected=Outcome(corrected), put_forward_as=put_forward_as
        )

    if outcome == Outcome.PROPOSED:
        with pytest.raises(OutOfOrderError):
            correct()
    else:
        assert correct() == (outcome.value if outcome in SETTLING else put_forward_as)


@pytest.mark.parametrize(
    ("status", "corrected", "outcome", "then"),
    [
        ("proposed", "tabled", "tabled", "proposed"),
        ("proposed", "tabled", None, "proposed"),
        ("proposed", "tabled", "rejected", "rejected"),
        ("adopted", "tabled", "tabled", "adopted"),  # a slip of the pen in the earlier minutes
        ("adopted", "tabled", None, "adopted"),
        ("adopted", "tabled", "rejected", OutOfOrderError),
        ("proposed", "proposed", "proposed", "proposed"),
        ("adopted", "proposed", "proposed", "adopted"),
        ("proposed", "proposed", None, "withdrawn"),  # kommunstyrelsen had not proposed it after all
        ("withdrawn", "proposed", None, "withdrawn"),
        ("adopted", "proposed", None, OutOfOrderError),  # fullmäktige has already decided on it
        ("rejected", "adopted", "adopted", OutOfOrderError),  # that was corrected before
    ],
)
def test_corrections_of_what_settled_nothing(status, corrected, outcome, then):
    def correct():
        return resulting(
            Status(status),
            outcome=outcome and Outcome(outcome),
            corrected=Outcome(corrected),
            put_forward_as="proposed",
        )

    if isinstance(then, str):
        assert correct() == then
    else:
        with pytest.raises(then):
            correct()


@pytest.mark.django_db
@pytest.mark.parametrize("status", Status)
def test_sql_takes_no_step_that_the_table_lacks_nor_decides_without_a_decision(status):
    version = factories.PlanVersionFactory(until=status)
    fields = {"put_forward_as": version.put_forward_as or "proposed", "left_draft_on": "2021-06-14"}
    for target in Status:
        if target == status or target == "draft" == status:
            continue
        step = (status.value, target.value)
        update = {"status": target.value} | (fields if status == "draft" else {})
        if step in TABLE and target.value not in SETTLING:
            continue  # withdrawing, and leaving utkast, need no decision; decisions.py is tested for them
        with refused("Statusen|gäller tills det rättas|redan beslutad|har lämnat utkast"):
            PlanVersion.objects.filter(pk=version.pk).update(**update)


def test_the_document_is_made_from_the_table():
    document = (settings.BASE_DIR / "docs" / "transitions.md").read_text(encoding="utf-8")
    assert document == transitions.as_markdown(), "Write docs/transitions.md anew; it says how."
