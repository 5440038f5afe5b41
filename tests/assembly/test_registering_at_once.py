"""Two secretaries at once, each on a connection of their own: one registers, the other is told."""

from __future__ import annotations

from typing import Any

import pytest

from assembly.decision_cases import case_of
from assembly.minutes_events import APPROVED
from assembly.registering import EventError, Filled, SeenError, record, register
from goals.decisions import DecisionError
from goals.models import Decision, MinutesEvent
from goals.transitions import Outcome, Status
from tests import factories as f

pytestmark = pytest.mark.usefixtures("transactional_db", "clock")
AT = f.noon(f.ADOPTED_ON)


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_two_who_register_the_same_matter_one_is_stored(in_threads: Any) -> None:
    version = f.PlanVersionFactory(proposed=True)
    meeting = f.MeetingFactory()
    user = f.UserFactory(secretary=True)
    case = case_of(version.matter, meeting, by=user, on=f.ADOPTED_ON)

    def writer(outcome: Outcome, paragraph: int) -> Any:
        filled = Filled(meeting=meeting, paragraph=paragraph, title="Mål och budget", outcomes={version.pk: outcome})
        return lambda: register(case=case, filled=filled, by=user, at=AT, seen=case.seen)

    results = in_threads(writer(Outcome.ADOPTED, 71), writer(Outcome.REJECTED, 72))
    assert kinds(results) == ["Decision", "SeenError"]
    assert Decision.objects.count() == 1
    version.refresh_from_db()
    assert version.status in {Status.ADOPTED, Status.REJECTED}


def test_of_two_who_give_two_matters_the_same_paragraph_one_is_refused_at_its_field(in_threads: Any) -> None:
    meeting, user = f.MeetingFactory(), f.UserFactory(secretary=True)

    def writer() -> Any:
        case = case_of(f.MatterFactory(), meeting, by=user, on=f.ADOPTED_ON)
        filled = Filled(meeting=meeting, paragraph=71, title="Ett ärende", outcomes={})
        return lambda: register(case=case, filled=filled, by=user, at=AT, seen=case.seen)

    results = in_threads(writer(), writer())
    assert kinds(results) == ["Decision", "DecisionError"]
    (refused,) = [one for one in results if isinstance(one, DecisionError)]
    assert (refused.field, isinstance(refused, SeenError)) == ("paragraph", False)
    assert Decision.objects.count() == 1


def test_of_two_who_register_the_same_event_the_second_is_asked(in_threads: Any) -> None:
    decision = f.decide(matter=f.MatterFactory())

    def writer() -> Any:
        return lambda: record(
            decision=decision, kind=APPROVED, date=f.ADOPTED_ON, note="", url="", confirmed=False, by=None, at=AT
        )

    results = in_threads(writer(), writer())
    assert kinds(results) == ["EventError", "str"]
    assert all(one.can_confirm for one in results if isinstance(one, EventError))
    assert MinutesEvent.objects.count() == 1
