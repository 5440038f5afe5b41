"""Several who write in a workshop at once, each on a connection of their own: nothing is lost or doubled."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from framtidsdag.control import leading
from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Room
from framtidsdag.workshop import proposing
from tests import factories as f

pytestmark = pytest.mark.usefixtures("transactional_db")


def writer(workshop: Any, title: str, *, key: uuid.UUID | None = None, participant: Any = None) -> Any:
    participant = participant or f.ParticipantFactory(day=workshop.day)
    key = key or uuid.uuid4()
    return lambda: proposing.propose(
        workshop=workshop, key=key, title=title, participant=participant, at=timezone.now()
    )


def test_every_number_is_given_once_in_the_day(in_threads: Any) -> None:
    one = f.WorkshopFactory()
    other = f.WorkshopFactory(day=one.day)
    results = in_threads(*(writer(workshop, f"Förslag {n}") for n, workshop in enumerate([one, other] * 4)))
    assert sorted(result.number for result in results) == list(range(1, 9))
    assert Room.objects.get().last_number == 8


def test_the_same_form_at_the_same_time_is_stored_once(in_threads: Any) -> None:
    workshop, key = f.WorkshopFactory(), uuid.uuid4()
    participant = f.ParticipantFactory(day=workshop.day)
    results = in_threads(*(writer(workshop, "Samma", key=key, participant=participant) for _ in range(4)))
    assert {result.pk for result in results} == {KpiProposal.objects.get().pk}


def test_one_that_comes_as_the_workshop_closes_is_stored_before_or_refused_after(in_threads: Any) -> None:
    workshop = f.WorkshopFactory()
    results = in_threads(*(writer(workshop, f"Förslag {n}") for n in range(3)),
                         lambda: leading.close_workshop(workshop=workshop))  # fmt: skip
    stored = [result for result in results if isinstance(result, KpiProposal)]
    assert KpiProposal.objects.count() == len(stored)
    assert all(isinstance(result, KpiProposal | RoomError | None) for result in results)


def test_two_merges_that_cross_leave_no_chain(in_threads: Any, facilitator: Any) -> None:
    workshop = f.WorkshopFactory()
    one, two = (writer(workshop, f"Förslag {n}")() for n in range(2))

    def merging(target: KpiProposal, other: KpiProposal) -> Any:
        return lambda: proposing.merge(target=target, others=[other.pk], by=facilitator, at=timezone.now())

    in_threads(merging(one, two), merging(two, one))
    assert KpiProposal.objects.filter(merged_into__isnull=False).count() == 1
