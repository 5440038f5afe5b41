"""A correction is a new decision. A version's status follows the latest uncorrected one, whatever the order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from goals.models import Decision, DecisionItem, PlanVersion
from tests import factories
from tests.factories import ADOPTED_ON, decide
from tests.goals.attacks import refused
from tests.goals.test_decisions import refuse

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def matter():
    return factories.MatterFactory()


@pytest.fixture
def a(matter):
    return factories.PlanVersionFactory(proposed=True, matter=matter, name="A")


@pytest.fixture
def b(matter, a):
    return factories.PlanVersionFactory(moved=True, matter=matter, plan=a.plan, name="B")


def statuses(*versions):
    for version in versions:
        version.refresh_from_db()
    return [version.status for version in versions]


def test_the_status_follows_the_latest_uncorrected_decision(matter, a):
    first = decide(matter=matter, outcomes={a: "adopted"})
    second = decide(matter=matter, corrects=first, outcomes={a: "rejected"})
    assert statuses(a) == ["rejected"]
    decide(matter=matter, corrects=second, outcomes={a: "adopted"})
    assert statuses(a) == ["adopted"]


def test_correcting_to_bordlagd_opens_the_question_as_it_was_put(matter, a, b):
    first = decide(matter=matter, outcomes={a: "adopted", b: "rejected"})
    decide(matter=matter, corrects=first, outcomes={a: "tabled", b: "tabled"})
    assert statuses(a, b) == ["proposed", "moved"]
    decide(matter=matter, on=ADOPTED_ON + DAY, outcomes={a: "rejected", b: "adopted"})
    assert statuses(a, b) == ["rejected", "adopted"]


def test_what_the_correction_does_not_mention_is_open_again(matter, a, b):
    first = decide(matter=matter, outcomes={a: "adopted", b: "rejected"})
    decide(matter=matter, corrects=first, outcomes={a: "adopted"})
    assert statuses(a, b) == ["adopted", "moved"]


def test_a_correction_may_swap_which_version_was_adopted(matter, a, b):
    first = decide(matter=matter, outcomes={a: "adopted", b: "rejected"})
    decide(matter=matter, corrects=first, outcomes={b: "adopted", a: "rejected"})
    assert statuses(a, b) == ["rejected", "adopted"]


def test_a_correction_that_leaves_two_adopted_is_refused(matter, a, b):
    decide(matter=matter, outcomes={a: "adopted"})
    other = decide(matter=matter, outcomes={b: "rejected"})
    refuse("Högst en version", matter=matter, corrects=other, outcomes={b: "adopted"})
    assert statuses(a, b) == ["adopted", "rejected"]


def test_when_the_adoption_is_corrected_away_another_version_can_be_adopted(matter, a, b):
    first = decide(matter=matter, outcomes={a: "adopted"})
    decide(matter=matter, corrects=first, outcomes={})
    decide(matter=matter, on=ADOPTED_ON + DAY, outcomes={b: "adopted", a: "rejected"})
    assert statuses(a, b) == ["rejected", "adopted"]


def test_a_decision_is_corrected_once_in_its_own_matter_by_its_own_body(matter, a):
    first = decide(matter=matter, outcomes={a: "adopted"})
    refuse("samma organ i samma ärende", matter=factories.MatterFactory(), corrects=first)
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    refuse("samma organ i samma ärende", matter=matter, meeting=board, corrects=first)
    decide(matter=matter, corrects=first, outcomes={a: "adopted"})
    refuse("finns redan|rättar", matter=matter, corrects=first, outcomes={a: "rejected"})


def test_a_slip_of_the_pen_is_corrected_without_anything_changing(matter, a):
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    draft = factories.PlanVersionFactory(plan=a.plan)
    proposal = decide(matter=matter, meeting=board, paragraph=8, outcomes={draft: "proposed"})
    decide(matter=matter, outcomes={draft: "adopted"})
    decide(matter=matter, meeting=board, paragraph=80, corrects=proposal, outcomes={draft: "proposed"})
    assert statuses(draft) == ["adopted"]
    refuse("kan inte rättas på det sättet", matter=matter, meeting=board, corrects=Decision.objects.get(paragraph=80))


def test_kommunstyrelsen_corrects_which_version_it_proposed(matter, a):
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    wrong, right = (factories.PlanVersionFactory(plan=a.plan) for _ in range(2))
    proposal = decide(matter=matter, meeting=board, outcomes={wrong: "proposed"})
    decide(matter=matter, meeting=board, corrects=proposal, outcomes={right: "proposed"})
    assert statuses(wrong, right) == ["withdrawn", "proposed"]


def test_a_settled_version_is_settled_anew_only_by_a_correction(matter, a):
    decide(matter=matter, outcomes={a: "remitted"})
    refuse("är återremitterad och kan inte bli beslutad", matter=matter, on=ADOPTED_ON + DAY, outcomes={a: "adopted"})


# --- The same by SQL -------------------------------------------------------------------------


def insert_decision(matter, **fields):
    """A decision written past decisions.py."""
    meeting = factories.MeetingFactory()
    defaults = {"body": meeting.body, "meeting": meeting, "date": meeting.date, "title": "X",
                "registered_at": factories.noon(ADOPTED_ON)}  # fmt: skip
    return Decision.objects.create(matter=matter, slug=f"x-{Decision.objects.count()}", **defaults | fields)


def test_sql_adds_no_outcome_to_an_old_decision(matter, a, b):
    decision = decide(matter=matter, outcomes={a: "rejected"})
    with refused("inte efteråt"):
        DecisionItem.objects.create(decision=decision, version=b, outcome="adopted")
    with refused("inte efteråt"):
        DecisionItem.objects.bulk_create([DecisionItem(decision=decide(matter=matter), version=b, outcome="adopted")])


def test_sql_does_not_settle_a_settled_version_again(matter, a):
    decide(matter=matter, outcomes={a: "rejected"})
    other = insert_decision(matter, item_count=1)
    with refused("redan avgjord"):
        DecisionItem.objects.create(decision=other, version=a, outcome="adopted")


def test_sql_gives_no_status_that_a_corrected_decision_once_gave(matter, a):
    first = decide(matter=matter, outcomes={a: "adopted"})
    decide(matter=matter, corrects=first, outcomes={a: "rejected"})
    with refused("kräver ett registrerat beslut"):
        PlanVersion.objects.filter(pk=a.pk).update(status="adopted")


def test_sql_does_not_open_what_stands_decided(matter, a):
    decide(matter=matter, outcomes={a: "adopted"})
    with refused("gäller tills det rättas"):
        PlanVersion.objects.filter(pk=a.pk).update(status="proposed")


def test_sql_settles_no_version_of_another_matter_or_body(matter, a):
    elsewhere = insert_decision(factories.MatterFactory(), item_count=1)
    with refused("annat ärende"):
        DecisionItem.objects.create(decision=elsewhere, version=a, outcome="adopted")
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    boards = insert_decision(matter, meeting=board, body=board.body, item_count=1)
    with refused("eget organ"):
        DecisionItem.objects.create(decision=boards, version=a, outcome="adopted")


def test_sql_corrects_only_within_the_matter_and_the_body(matter):
    first = decide(matter=matter)
    with refused("samma organ i samma ärende"):
        insert_decision(factories.MatterFactory(), corrects=first)


def test_a_decision_agrees_with_its_meeting_and_the_meeting_then_stays(matter):
    meeting = factories.MeetingFactory()
    with refused("organ och dag"):
        insert_decision(matter, date=ADOPTED_ON + DAY)
    decide(matter=matter, meeting=meeting)
    with refused("behåller organ och datum"):
        type(meeting).objects.filter(pk=meeting.pk).update(date=ADOPTED_ON + DAY)
    type(meeting).objects.filter(pk=meeting.pk).update(place="Stadshuset")


# --- By property -----------------------------------------------------------------------------


class Histories(TestCase):
    """Any sequence of decisions and corrections on two versions of a matter."""

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_after_any_history_the_status_is_that_of_the_one_uncorrected_outcome(self, data):
        matter = factories.MatterFactory()
        versions = [factories.PlanVersionFactory(proposed=True, matter=matter) for _ in range(2)]
        outcomes = st.dictionaries(
            st.sampled_from(versions), st.sampled_from(["adopted", "rejected", "remitted", "tabled"]), max_size=2
        )
        made: list[Decision | None] = [None]
        for _ in range(data.draw(st.integers(1, 5))):
            corrects = data.draw(st.sampled_from(made))
            try:
                made.append(decide(matter=matter, corrects=corrects, outcomes=data.draw(outcomes)))
            except ValueError:
                continue
        assert PlanVersion.objects.filter(status="adopted").count() <= 1
        for version in versions:
            version.refresh_from_db()
            standing = DecisionItem.objects.uncorrected(ADOPTED_ON).filter(version=version).exclude(outcome="tabled")
            assert [version.status] == (list(standing.values_list("outcome", flat=True)) or ["proposed"])
