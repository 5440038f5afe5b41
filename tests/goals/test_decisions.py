"""Steps of a version, and what a decision means for it. After every refusal the state is what it was."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.core.exceptions import ValidationError

from goals import copying, decisions
from goals.decisions import DecisionError
from goals.fingerprint import fingerprint
from goals.models import Decision, DecisionItem, MinutesEvent, PlanVersion
from goals.transitions import Status
from tests import factories
from tests.factories import ADOPTED_ON, decide, noon
from tests.goals.attacks import refused, rows

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
STEP = {"by": None, "at": noon(ADOPTED_ON)}


@pytest.fixture
def matter():
    return factories.MatterFactory()


@pytest.fixture
def proposed(matter):
    return factories.PlanVersionFactory(proposed=True, full=True, matter=matter)


@pytest.fixture
def moved(matter, proposed):
    return factories.PlanVersionFactory(moved=True, matter=matter, plan=proposed.plan)


def refuse(match, **fields):
    """The registration is refused with the words, and nothing is stored or changed."""
    before = {model: rows(model) for model in (Decision, DecisionItem, PlanVersion)}
    with pytest.raises(DecisionError, match=match):
        decide(**fields)
    assert {model: rows(model) for model in before} == before


# --- Leaving utkast --------------------------------------------------------------------------


def test_a_proposed_version_is_frozen_with_its_fingerprint_and_not_yet_public(proposed):
    assert proposed.status == "proposed"
    assert proposed.left_draft_on == ADOPTED_ON
    assert proposed.published_on is None
    assert proposed.fingerprint == fingerprint(proposed)
    assert proposed.levels.get().kpi_snapshot["unit"] == "%"


def test_a_moved_version_is_public_at_once(moved):
    assert moved.published_on == ADOPTED_ON


def test_a_version_leaves_utkast_once(proposed, matter):
    for step in (decisions.propose, decisions.move):
        with pytest.raises(DecisionError, match="är föreslagen och kan inte bli"):
            step(version=proposed, matter=matter, on=ADOPTED_ON, **STEP)


@pytest.mark.parametrize("status", [s for s in Status if s not in {"draft", "proposed", "moved"}])
def test_what_is_settled_is_not_withdrawn(status):
    version = factories.PlanVersionFactory(until=status)
    with pytest.raises(DecisionError, match="kan inte bli återkallad"):
        decisions.withdraw(version=version, on=ADOPTED_ON, **STEP)


@pytest.mark.parametrize("status", ["draft", "proposed", "moved"])
def test_its_proposer_takes_a_version_back(status):
    version = factories.PlanVersionFactory(until=Status(status), full=True)
    assert decisions.withdraw(version=version, on=ADOPTED_ON, **STEP).status == "withdrawn"


# --- Publication -----------------------------------------------------------------------------


def public(version, on):
    return PlanVersion.objects.public(on).filter(pk=version.pk).exists()


def test_a_proposed_version_becomes_public_when_the_secretary_says_so_and_stays_so(proposed):
    decisions.publish(version=proposed, on=ADOPTED_ON + 5 * DAY, **STEP)
    decisions.publish(version=proposed, on=ADOPTED_ON + 9 * DAY, **STEP)
    assert not public(proposed, ADOPTED_ON + 4 * DAY)
    assert public(proposed, ADOPTED_ON + 5 * DAY)


def test_a_draft_a_withdrawn_version_and_a_day_before_it_was_put_forward_are_not_published(proposed):
    with pytest.raises(DecisionError, match="är utkast och kan inte publiceras"):
        decisions.publish(version=factories.PlanVersionFactory(), on=ADOPTED_ON, **STEP)
    with pytest.raises(DecisionError, match="kan inte publiceras före det"):
        decisions.publish(version=proposed, on=ADOPTED_ON - DAY, **STEP)
    decisions.withdraw(version=proposed, on=ADOPTED_ON, **STEP)
    with pytest.raises(DecisionError, match="är återkallad och kan inte publiceras"):
        decisions.publish(version=proposed, on=ADOPTED_ON, **STEP)


@pytest.fixture
def announced(matter):
    """The matter stands on the agenda of fullmäktige's meeting, announced the day after it was put forward."""
    meeting = factories.MeetingFactory(date=ADOPTED_ON + 15 * DAY, announced_on=ADOPTED_ON + DAY)
    meeting.agenda.create(matter=matter)
    return meeting


def test_a_proposed_version_is_public_when_the_meeting_is_announced(proposed, announced):
    assert not public(proposed, ADOPTED_ON)
    assert public(proposed, ADOPTED_ON + DAY)


def test_another_bodys_meeting_makes_nothing_public(proposed, matter):
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True), date=ADOPTED_ON + 15 * DAY,
                                     announced_on=ADOPTED_ON + DAY)  # fmt: skip
    board.agenda.create(matter=matter)
    assert not public(proposed, ADOPTED_ON + 15 * DAY)


@pytest.mark.parametrize("end", ["withdrawn", "adopted"])
def test_what_was_public_by_announcement_stays_public_afterwards(proposed, announced, matter, end):
    if end == "withdrawn":
        decisions.withdraw(version=proposed, on=ADOPTED_ON + 3 * DAY, **STEP)
    else:
        decide(matter=matter, meeting=announced, on=announced.date, outcomes={proposed: end})
    assert not public(proposed, ADOPTED_ON)
    assert public(proposed, ADOPTED_ON + DAY)
    assert public(proposed, announced.date + 99 * DAY)


def test_what_was_withdrawn_before_the_announcement_never_becomes_public(proposed, announced):
    decisions.withdraw(version=proposed, on=ADOPTED_ON, **STEP)
    assert not public(proposed, announced.date)


def test_what_fullmaktige_decides_on_is_public_that_day_at_the_latest(proposed, matter):
    decide(matter=matter, outcomes={proposed: "rejected"})
    assert public(proposed, ADOPTED_ON)
    assert not public(proposed, ADOPTED_ON - DAY)


# --- Decisions -------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["proposed", "moved"])
@pytest.mark.parametrize("outcome", ["adopted", "rejected", "remitted"])
def test_an_outcome_gives_its_status(source, outcome, matter):
    version = factories.PlanVersionFactory(until=Status(source), matter=matter)
    decide(matter=matter, outcomes={version: outcome})
    version.refresh_from_db()
    assert version.status == outcome


def test_tabling_changes_nothing_but_is_recorded(proposed, matter):
    decision = decide(matter=matter, outcomes={proposed: "tabled"})
    assert proposed.status == "proposed"
    assert decision.items.get().outcome == "tabled"
    later = decide(matter=matter, on=ADOPTED_ON + DAY, outcomes={proposed: "adopted"})
    assert proposed.status == "adopted"
    assert later.item_count == 1


def test_kommunstyrelsens_decision_takes_the_draft_to_proposed(matter):
    draft = factories.PlanVersionFactory(full=True)
    meeting = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    decide(matter=matter, meeting=meeting, outcomes={draft: "proposed"})
    assert (draft.status, draft.matter, draft.put_forward_as) == ("proposed", matter, "proposed")


OUTCOMES = ("proposed", "adopted", "rejected", "remitted", "tabled")
ALLOWED = {("draft", "proposed"), *itertools.product(("proposed", "moved"), OUTCOMES[1:])}


@pytest.mark.parametrize(
    ("status", "outcome"), sorted({*itertools.product([status.value for status in Status], OUTCOMES)} - ALLOWED)
)
def test_every_other_step_is_refused(status, outcome):
    version = factories.PlanVersionFactory(until=status)
    matter = version.matter or factories.MatterFactory()
    refuse("kan inte", matter=matter, on=ADOPTED_ON + DAY, outcomes={version: outcome})


def test_what_is_adopted_with_amendments_is_a_version_of_its_own(proposed, matter):
    refuse("egen version", matter=matter, outcomes={proposed: "amended"})
    amended = copying.new_draft(plan=proposed.plan, name="Antagen", basis=proposed, at=noon(ADOPTED_ON))
    decisions.move(version=amended, matter=matter, on=ADOPTED_ON, **STEP)
    decide(matter=matter, outcomes={proposed: "amended", amended: "adopted"})
    assert (proposed.status, amended.status) == ("amended", "adopted")


def test_at_most_one_version_of_a_matter_is_adopted(proposed, moved, matter):
    refuse("Högst en version", matter=matter, outcomes={proposed: "adopted", moved: "adopted"})
    decide(matter=matter, outcomes={proposed: "adopted"})
    refuse("Högst en version", matter=matter, on=ADOPTED_ON + DAY, outcomes={moved: "adopted"})
    decide(matter=matter, on=ADOPTED_ON + DAY, outcomes={moved: "rejected"})


def test_a_version_belongs_to_one_matter(proposed):
    refuse("annat ärende", matter=factories.MatterFactory(), outcomes={proposed: "adopted"})


def test_a_plan_is_decided_by_its_own_body(proposed, matter):
    board = factories.MeetingFactory(body=factories.BodyFactory(board=True))
    refuse("beslutas av kommunfullmäktige", matter=matter, meeting=board, outcomes={proposed: "adopted"})
    decide(matter=matter, meeting=board, outcomes={proposed: "tabled"})


def test_dates_that_cannot_be(proposed, matter):
    meeting = factories.MeetingFactory()
    refuse("inte sammanträdets", matter=matter, meeting=meeting, on=ADOPTED_ON + DAY)
    meeting.announced_on = ADOPTED_ON + DAY
    refuse("före sammanträdets tillkännagivande", matter=matter, meeting=meeting)
    refuse("innan det är fattat", matter=matter, on=ADOPTED_ON + DAY, at=noon(ADOPTED_ON))
    refuse("lades fram först", matter=matter, on=ADOPTED_ON - DAY, outcomes={proposed: "adopted"})


def test_a_decision_is_of_the_meetings_own_body(matter):
    before = rows(Decision)
    with pytest.raises(DecisionError, match="annat organs"):
        decisions.register(
            matter=matter, body=factories.BodyFactory(board=True), meeting=factories.MeetingFactory(), date=ADOPTED_ON,
            title="X", **STEP,
        )  # fmt: skip
    assert rows(Decision) == before


def test_a_paragraph_is_used_once_at_a_meeting(matter):
    decide(matter=matter, paragraph=80)
    refuse("Paragrafen är redan använd", matter=matter, paragraph=80)
    decide(matter=matter, paragraph=81)


def test_a_field_that_is_not_filled_in_as_it_should_is_a_decision_error_with_the_fields_words(matter):
    refuse("Rösterna anges alla fyra", matter=matter, votes_yes=16)
    with pytest.raises(DecisionError) as caught:
        decide(matter=matter, title="")
    assert isinstance(caught.value.__cause__, ValidationError)


def test_addresses_of_decisions_with_the_same_title_differ(matter):
    slugs = [decide(matter=matter, title="Mål och budget").slug for _ in range(3)]
    assert slugs == ["2021-06-14-mal-och-budget", "2021-06-14-mal-och-budget-2", "2021-06-14-mal-och-budget-3"]


def test_events_follow_their_decision(matter):
    decision = decide(matter=matter)
    with pytest.raises(DecisionError, match="före beslutet"):
        decisions.record_event(decision=decision, kind=MinutesEvent.Kind.APPROVED, date=ADOPTED_ON - DAY, **STEP)
    event = decisions.record_event(decision=decision, kind=MinutesEvent.Kind.APPROVED, date=ADOPTED_ON, **STEP)
    assert list(decision.events.all()) == [event]
    with refused("före beslutet"):
        MinutesEvent.objects.create(decision=decision, kind="final", date=ADOPTED_ON - DAY, registered_at=STEP["at"])
