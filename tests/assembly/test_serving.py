"""Who serves at a §, and what follows: quorum, the third, the right to vote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assembly import serving, voting
from assembly.serving import ServingError, minority_of, quorum_of, serving_at
from goals.models import Service
from tests import factories as f
from tests.assembly.rooms import PARAGRAPH, STEP, Chamber, make_chamber

pytestmark = pytest.mark.django_db


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber(versions=0)


def names(chamber: Chamber, paragraph: int, seat: int = 1) -> str:
    place = serving_at(chamber.meeting, paragraph).seats[seat]
    return place.person.name if place.person else ""


def rows() -> list[tuple[int, int, int | None, str]]:
    found = Service.objects.order_by("seat", "from_paragraph")
    return list(found.values_list("seat", "from_paragraph", "to_paragraph", "person__name"))


@given(st.integers(min_value=1, max_value=101))
def test_a_quorum_is_the_smallest_number_that_is_more_than_half(seats: int) -> None:
    assert quorum_of(seats) * 2 > seats >= (quorum_of(seats) - 1) * 2


@given(st.integers(min_value=0, max_value=101))
def test_a_minority_is_the_smallest_number_that_is_a_third_of_those_present_and_never_nobody(present: int) -> None:
    r = minority_of(present)
    assert r >= 1
    assert 3 * r >= present
    assert r == 1 or 3 * (r - 1) < present


def test_eleven_of_thirty_one_are_a_third_and_sixteen_a_quorum(chamber: Chamber) -> None:
    found = chamber.serving
    assert (found.present, found.quorum, found.has_quorum, found.minority) == (31, 16, True, 11)
    assert [place.seat.number for place in found.seats] == list(range(1, 32))


@pytest.mark.parametrize(("present", "has_quorum", "minority"), [(16, True, 6), (15, False, 5), (0, False, 1)])
def test_presence_is_who_serves_and_not_who_has_a_seat(present: int, has_quorum: bool, minority: int) -> None:
    found = make_chamber(present=present, versions=0).serving
    assert (found.present, found.has_quorum, found.minority) == (present, has_quorum, minority)
    assert len(found.seats) == 31


@pytest.mark.parametrize("now", [None, 17, 39])
def test_a_meeting_is_counted_by_the_seats_of_its_own_period(chamber: Chamber, now: int | None) -> None:
    chamber.meeting.body.number_of_seats = now
    assert serving_at(chamber.meeting, 1).quorum == 16
    assert serving.number_of_seats(chamber.meeting) == 31
    chamber.meeting.date = f.ADOPTED_ON.replace(year=1995)
    assert serving.number_of_seats(chamber.meeting) == (now or 0)


def test_who_serves_is_answered_in_three_queries(chamber: Chamber, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        found = serving_at(chamber.meeting, PARAGRAPH)
        assert all(place.party and place.person and place.holder for place in found.seats)


def test_seats_of_another_period_and_holders_of_another_day_are_not_there(chamber: Chamber) -> None:
    seat = chamber.seats[3]
    seat.holders.update(until=f.ADOPTED_ON.replace(day=1))
    successor = f.SeatHolderFactory(seat=seat, since=f.ADOPTED_ON.replace(day=2)).person
    f.SeatFactory(body=chamber.meeting.body, number=32, period_start=f.ADOPTED_ON.replace(day=30))
    place = chamber.serving.seats[3]
    assert (place.holder, place.person, place.instead_of) == (successor, chamber.people[3], successor)
    assert len(chamber.serving.seats) == 31


def test_a_substitute_serves_from_a_paragraph_in_the_place_of_a_member(chamber: Chamber) -> None:
    substitute = chamber.substitutes["Ek"][0]
    serving.serve(
        meeting=chamber.meeting, seat=chamber.seats[1], person=substitute, from_paragraph=10, reason="hindrance", **STEP
    )
    assert [names(chamber, paragraph) for paragraph in (9, 10, 99)] == ["Ek 2", "Ek ersättare 1", "Ek ersättare 1"]
    place = serving_at(chamber.meeting, 10).place_of(substitute)
    assert place is not None
    assert (place.instead_of, place.reason_label) == (chamber.people[1], "Förhinder")
    assert serving_at(chamber.meeting, 10).place_of(chamber.people[1]) is None


def test_jav_is_by_matter_and_whoever_stepped_aside_comes_back(chamber: Chamber) -> None:
    serving.disqualify(meeting=chamber.meeting, seat=chamber.seats[1], paragraph=10, **STEP)
    assert [names(chamber, paragraph) for paragraph in (9, 10, 11)] == ["Ek 2", "", "Ek 2"]
    serving.disqualify(
        meeting=chamber.meeting, seat=chamber.seats[1], paragraph=12, substitute=chamber.substitutes["Ek"][1], **STEP
    )
    assert [names(chamber, paragraph) for paragraph in (11, 12, 13)] == ["Ek 2", "Ek ersättare 2", "Ek 2"]


def test_who_leaves_does_not_come_back_unless_it_is_said(chamber: Chamber) -> None:
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[1], from_paragraph=5, **STEP)
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[2], from_paragraph=1, to_paragraph=4, **STEP)
    assert [names(chamber, paragraph) for paragraph in (4, 5, 99)] == ["Ek 2", "", ""]
    assert [names(chamber, paragraph, 2) for paragraph in (1, 4, 5)] == ["", "", "Ek 3"]
    with pytest.raises(ServingError, match="Ingen tjänstgör på mandat 2 då"):
        serving.leave(meeting=chamber.meeting, seat=chamber.seats[1], from_paragraph=7, **STEP)


def test_who_comes_late_serves_from_then_on_and_the_substitute_no_more(chamber: Chamber) -> None:
    how = {"meeting": chamber.meeting, "seat": chamber.seats[1], **STEP}
    serving.serve(person=chamber.substitutes["Ek"][0], from_paragraph=1, reason="late", **how)
    serving.serve(person=chamber.people[1], from_paragraph=8, reason="late", **how)
    assert [names(chamber, paragraph) for paragraph in (1, 7, 8)] == ["Ek ersättare 1", "Ek ersättare 1", "Ek 2"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from_paragraph": 0}, "räknas från 1"),
        ({"from_paragraph": 9, "to_paragraph": 8}, "Till § kan inte vara lägre"),
        ({"person": "stranger"}, "varken mandatet eller en ersättarplats"),
        ({"person": "other party"}, "ersättare för ett annat parti.*5 kap. 21 §"),
        ({"person": "member elsewhere"}, "varken mandatet eller"),
        ({"seat": "other body"}, "hör inte till organet"),
        ({"seat": "substitute's"}, "hör inte till organet"),
        ({"seat": "other period"}, "annan mandatperiod"),
    ],
)
def test_who_cannot_serve_does_not(chamber: Chamber, change: dict, message: str) -> None:
    body = chamber.meeting.body
    objects = {
        "stranger": f.PersonFactory,
        "other party": lambda: chamber.substitutes["Asp"][0],
        "member elsewhere": lambda: chamber.people[5],
        "other body": lambda: f.SeatFactory(body=f.BodyFactory()),
        "substitute's": lambda: f.SeatFactory(body=body, kind="substitute"),
        "other period": lambda: f.SeatFactory(body=body, number=2, period_start=f.ADOPTED_ON.replace(year=2022)),
    }
    values = {name: objects[value]() if isinstance(value, str) else value for name, value in change.items()}
    how = {"seat": chamber.seats[1], "person": chamber.substitutes["Ek"][0], "from_paragraph": 5} | values
    before = rows()
    with pytest.raises(ServingError, match=message):
        serving.serve(meeting=chamber.meeting, **how, **STEP)
    assert rows() == before


def test_a_person_serves_on_one_seat_at_a_time(chamber: Chamber) -> None:
    how = {"meeting": chamber.meeting, "person": chamber.substitutes["Ek"][0], **STEP}
    serving.serve(seat=chamber.seats[1], from_paragraph=5, to_paragraph=9, **how)
    before = rows()
    with pytest.raises(ServingError, match="tjänstgör redan på mandat 2"):
        serving.serve(seat=chamber.seats[2], from_paragraph=1, **how)
    assert rows() == before
    serving.serve(seat=chamber.seats[2], from_paragraph=10, **how)


def test_in_a_namnd_the_substitute_may_be_of_another_party() -> None:
    meeting = f.MeetingFactory(body=f.BodyFactory(), date=f.ADOPTED_ON)
    seat = f.SeatFactory(body=meeting.body)
    other = f.SeatHolderFactory(seat=f.SeatFactory(body=meeting.body, kind="substitute")).person
    assert serving.serve(meeting=meeting, seat=seat, person=other, from_paragraph=1, **STEP).person == other


def test_whoever_has_voted_served_and_goes_on_having_served() -> None:
    chamber = make_chamber(versions=2)
    chamber.decide(chamber.open(chamber.main()), yes=20, no=11)
    before = rows()
    with pytest.raises(ServingError, match="har röstat på paragrafen"):
        serving.leave(meeting=chamber.meeting, seat=chamber.seats[1], from_paragraph=40, **STEP)
    assert rows() == before
    serving.leave(meeting=chamber.meeting, seat=chamber.seats[1], from_paragraph=PARAGRAPH + 1, **STEP)
    assert voting.Ballot.objects.count() == 31


def test_calling_the_roll_twice_makes_nobody_serve_twice(chamber: Chamber) -> None:
    assert serving.call_roll(meeting=chamber.meeting, absent=set(), **STEP) == 0
    assert Service.objects.count() == 31
