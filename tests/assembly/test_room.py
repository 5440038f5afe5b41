"""The secretary's room: who comes in, and what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

import goals.models as g
from assembly.room import waiting_for_secretary
from goals import decisions
from tests import factories as f
from tests.assembly.room_scene import MEETING, TODAY, Room, make_room
from tests.plugins.clock import Clock
from tests.plugins.people import ROLES, as_user

pytestmark = [pytest.mark.django_db]
D = dt.date


@pytest.fixture(autouse=True)
def _november(clock: Clock) -> None:
    clock.noon(TODAY)


def pages(room: Room) -> dict[str, list[Any]]:
    """Every address of the room that is read, with its arguments."""
    meeting, matter, seat = room.meeting.pk, room.items[84].matter.pk, room.seats[1].pk
    return {
        "secretary": [], "secretary_matters": [], "secretary_matter_new": [], "secretary_matter": [matter],
        "secretary_matter_edit": [matter], "secretary_meetings": [], "secretary_meeting_new": [],
        "secretary_meeting": [meeting], "secretary_meeting_edit": [meeting], "secretary_services": [meeting],
        "secretary_seats": [], "secretary_seats_new": [room.body.slug], "secretary_seat": [seat],
        "secretary_seats_fill": [room.body.slug, "2018-10-15"],
    }  # fmt: skip


def deeds(room: Room) -> dict[str, list[Any]]:
    """Every address that only does something."""
    meeting = room.meeting.pk
    return {
        "secretary_agenda_add": [meeting], "secretary_paragraphs": [meeting], "secretary_roll": [meeting],
        "secretary_agenda_remove": [meeting, room.items[84].pk], "secretary_service": [meeting],
        "secretary_tap": [meeting, room.seats[1].pk],
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_only_the_secretary_finds_the_room(client: Client, role: str, person_of: Callable[[str], Any]) -> None:
    room = make_room()
    as_user(client, person_of(role))
    expected = {"sekreterare": 200, "utomstaende": 302}.get(role, 404)
    answers = {name: client.get(reverse(name, args=args)).status_code for name, args in pages(room).items()}
    assert answers == dict.fromkeys(answers, expected)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "sekreterare"])
def test_nobody_else_does_anything_there(client: Client, role: str, person_of: Callable[[str], Any]) -> None:
    room = make_room()
    as_user(client, person_of(role))
    rows = {"POST": {**pages(room), **deeds(room)}, "GET": deeds(room)}
    expected = 302 if role == "utomstaende" else 404
    for name, args in rows["POST"].items():
        assert client.post(reverse(name, args=args)).status_code in {expected, 405}, name
    for name, args in rows["GET"].items():
        assert client.get(reverse(name, args=args)).status_code in {302, 405}, name
    assert g.Service.objects.count() == 0 and g.AgendaItem.objects.count() == 3


@pytest.mark.parametrize(("role", "shown"), [("sekreterare", True), ("administrator", False), ("ledamot", False)])
def test_the_way_to_the_room_is_in_the_menu_of_the_secretary(
    client: Client, role: str, shown: bool, person_of: Callable[[str], Any]
) -> None:
    as_user(client, person_of(role))
    soup = BeautifulSoup(client.get("/beslut/").content, "html.parser")
    assert bool(soup.select_one('.account a[href="/sekreterare/"]')) is shown


def tasks(key: str, on: D = TODAY) -> list[str]:
    group = next(group for group in waiting_for_secretary(on) if group.key == key)
    return [f"{task.text}. {task.note}" for task in group.tasks]


@pytest.mark.parametrize(
    ("announced", "on", "said"),
    [
        (None, TODAY, "Inte tillkännagivet. Senast 22 november 2021, om 2 dagar."),
        (None, D(2021, 11, 22), "Inte tillkännagivet. Senast 22 november 2021, i dag."),
        (None, D(2021, 11, 23), "Inte tillkännagivet. Sista dagen var 22 november 2021."),
        (D(2021, 11, 22), TODAY, "Tillkännages 22 november 2021, om 2 dagar."),
        (D(2021, 11, 19), TODAY, "Tillkännagivet 19 november 2021."),
        (D(2021, 11, 24), TODAY,
         "Tillkännages 24 november 2021, om 4 dagar. Det är mindre än en vecka före sammanträdet."),
    ],
)  # fmt: skip
def test_a_coming_meeting_says_how_its_announcement_stands(announced: D | None, on: D, said: str) -> None:
    make_room(announced=announced)
    assert tasks("sammantraden", on) == [f"Kommunfullmäktige 29 november 2021. {said}"]


def test_the_week_is_asked_of_fullmaktige_alone() -> None:
    f.MeetingFactory(body=f.BodyFactory(board=True), date=MEETING, announced_on=None)
    assert tasks("sammantraden") == ["Kommunstyrelsen 29 november 2021. Ingen dag för tillkännagivande är angiven."]


def test_a_held_meeting_asks_for_paragraphs_and_decisions() -> None:
    room = make_room(announced=D(2021, 11, 19))
    item = room.items[86]
    g.AgendaItem.objects.filter(pk=item.pk).update(paragraph=None)
    after = D(2021, 11, 30)
    assert tasks("paragrafer", after) == ["Kommunfullmäktige 29 november 2021. 1 ärende saknar §."]
    assert len(tasks("beslut", after)) == 3
    f.decide(matter=item.matter, on=MEETING, meeting=room.meeting)
    assert tasks("beslut", after) == [
        "Ärende 84. Kommunfullmäktige 29 november 2021 § 84.", "Ärende 85. Kommunfullmäktige 29 november 2021 § 85.",
    ]  # fmt: skip
    assert tasks("paragrafer") == tasks("beslut") == []


def test_minutes_are_asked_for_within_fourteen_days_and_then_two() -> None:
    room = make_room(announced=D(2021, 11, 19))
    decision = f.decide(matter=room.items[84].matter, on=MEETING, meeting=room.meeting, title="Skolan")
    assert tasks("protokoll", D(2021, 12, 3)) == [
        "Skolan. Protokollet ska justeras senast 13 december 2021, om 10 dagar."
    ]
    assert "skulle justeras senast 13 december 2021" in tasks("protokoll", D(2021, 12, 14))[0]
    event: dict[str, Any] = {"decision": decision, "by": None, "at": f.noon(D(2021, 12, 6))}
    decisions.record_event(kind=g.MinutesEvent.Kind.APPROVED, date=D(2021, 12, 6), **event)
    assert tasks("protokoll", D(2021, 12, 7)) == [
        "Skolan. Justeringen ska tillkännages senast 8 december 2021, i morgon."
    ]
    decisions.record_event(kind=g.MinutesEvent.Kind.POSTED, date=D(2021, 12, 7), **event)
    assert tasks("protokoll", D(2021, 12, 7)) == []


def test_what_is_older_than_half_a_year_stands_apart() -> None:
    room = make_room(date=D(2021, 3, 1))
    group = next(group for group in waiting_for_secretary(TODAY) if group.key == "beslut")
    assert not group.tasks and len(group.older) == len(room.items)


def test_a_corrected_decision_waits_for_nothing() -> None:
    room = make_room(announced=D(2021, 11, 19))
    first = f.decide(matter=room.items[84].matter, on=MEETING, meeting=room.meeting, title="Fel")
    f.decide(matter=room.items[84].matter, on=MEETING, meeting=room.meeting, title="Rätt", corrects=first)
    assert [task.partition(".")[0] for task in tasks("protokoll", D(2021, 12, 1))] == ["Rätt"]


def test_what_is_put_forward_waits_to_be_published(client: Client, sekreterare: Any) -> None:
    room = make_room()
    f.PlanVersionFactory(
        name="Reviderad mål och budget 2022", proposed=True, on=D(2021, 11, 17), matter=room.items[84].matter
    )
    as_user(client, sekreterare)
    main = BeautifulSoup(client.get("/sekreterare/").content, "html.parser").main
    assert isinstance(main, Tag)
    section = main.select_one('section[aria-labelledby="publicera"]')
    assert section is not None
    assert "Reviderad mål och budget 2022" in section.get_text()
    assert section.select_one('a[href="/att-publicera/"]')
    assert "kommunallagen 11 kap. 10 §" in main.get_text()
