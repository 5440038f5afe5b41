"""Sammanträden as anyone reads them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

import goals.models as g
from goals.transitions import Outcome
from tests import factories as f
from tests.assembly.room_scene import MEETING, TODAY, Room, make_room
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.django_db]
D = dt.date


@pytest.fixture(autouse=True)
def _november(clock: Clock) -> None:
    clock.noon(TODAY)


def address(room: Room) -> str:
    return f"/sammantraden/{room.body.slug}/{room.meeting.date}/"


def read(client: Client, url: str) -> Tag:
    response = client.get(url)
    assert response.status_code == 200, url
    main = BeautifulSoup(response.content, "html.parser").main
    assert isinstance(main, Tag)
    return main


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


@pytest.mark.parametrize(
    ("announced", "on", "status"),
    [
        (None, TODAY, 404), (D(2021, 11, 22), TODAY, 404), (D(2021, 11, 22), D(2021, 11, 22), 200),
        (None, D(2021, 11, 28), 404), (None, MEETING, 200),
    ],
)  # fmt: skip
def test_a_meeting_is_read_once_it_is_announced_or_held(
    client: Client, clock: Clock, announced: D | None, on: D, status: int
) -> None:
    room = make_room(announced=announced)
    clock.noon(on)
    assert client.get(address(room)).status_code == status
    assert (room.body.slug in client.get("/sammantraden/").content.decode()) is (status == 200)


@pytest.mark.parametrize("date", ["2021-11-30", "20211129", "2021-W48-1", "igar", "2021-13-40"])
def test_another_day_is_not_there(client: Client, date: str) -> None:
    room = make_room(announced=TODAY)
    assert client.get(f"/sammantraden/{room.body.slug}/{date}/").status_code == 404
    assert client.get(f"/sammantraden/finns-inte/{MEETING}/").status_code == 404


def test_a_meeting_to_come_shows_agenda_and_what_is_public_and_not_who_will_serve(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 19))
    g.Service.objects.create(meeting=room.meeting, seat=room.seats[1], person=room.holders[1], from_paragraph=1)
    plan = f.PlanFactory(body=room.body)
    f.PlanVersionFactory(plan=plan, name="KS förslag", proposed=True, on=D(2021, 11, 17), matter=room.items[84].matter)
    main = words(read(client, address(room)))
    assert "§ 84 Ärende 84 KS 2021/84" in main and "KS förslag" in main and "19 november 2021" in main
    assert "Tjänstgörande" not in main


def test_a_version_that_is_not_public_is_never_named(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 19))
    board = f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 25), announced_on=D(2021, 11, 18))
    matter = f.MatterFactory(title="Revidering", slug="revidering")
    g.AgendaItem.objects.create(meeting=board, matter=matter)
    plan = f.PlanFactory(body=room.body)
    f.PlanVersionFactory(plan=plan, name="Hemligt förslag", proposed=True, on=D(2021, 11, 17), matter=matter)
    main = words(read(client, "/sammantraden/kommunstyrelsen/2021-11-25/"))
    assert "Revidering" in main and "Hemligt" not in main


def test_a_held_meeting_shows_decisions_and_who_served_from_paragraph_to_paragraph(
    client: Client, clock: Clock
) -> None:
    room = make_room(announced=D(2021, 11, 19))
    clock.noon(D(2021, 12, 1))
    plan, matter = f.PlanFactory(body=room.body), room.items[84].matter
    version = f.PlanVersionFactory(plan=plan, name="KS förslag", proposed=True, on=D(2021, 11, 17), matter=matter)
    decision = f.decide(
        matter=matter, on=MEETING, meeting=room.meeting, outcomes={version: Outcome.ADOPTED}, paragraph=84,
        title="Budgeten är antagen",
    )  # fmt: skip
    serve = [
        (1, room.holders[1], 1, None, "ordinary"),
        (2, room.substitutes["A1"], 1, 84, "hindrance"),
        (2, room.holders[2], 85, None, "late"),
        (4, room.substitutes["B1"], 85, 85, "disqualified"),
    ]  # fmt: skip
    for number, person, first, last, reason in serve:
        g.Service.objects.create(
            meeting=room.meeting, seat=room.seats[number], person=person, from_paragraph=first, to_paragraph=last,
            reason=reason,
        )  # fmt: skip
    main = read(client, address(room))
    assert main.select_one(f'a[href="{decision.get_absolute_url()}"]')
    assert "Antagen: KS förslag" in words(main)
    served = [words(item) for item in main.select(".seats li")]
    assert served == [
        "Ledamot 1 hela sammanträdet", "Ersättare A1 för Ledamot 2 till och med § 84",
        "Ledamot 2 sen ankomst från § 85", "Ersättare B1 för Ledamot 4, jäv § 85",
    ]  # fmt: skip
    assert "Exempel" in words(main)


def test_a_person_stands_once_with_every_stretch_of_the_meeting(client: Client, clock: Clock) -> None:
    room = make_room(announced=D(2021, 11, 19))
    clock.noon(D(2021, 12, 1))
    stretches = {1: [(1, 84), (86, None)], 2: [(1, 83), (85, None)]}  # § 83 was at another meeting
    for number, ranges in stretches.items():
        for first, last in ranges:
            g.Service.objects.create(
                meeting=room.meeting, seat=room.seats[number], person=room.holders[number], from_paragraph=first,
                to_paragraph=last,
            )  # fmt: skip
    assert [words(item) for item in read(client, address(room)).select(".seats li")] == [
        "Ledamot 1 till och med § 84, från § 86", "Ledamot 2 från § 85",
    ]  # fmt: skip


def test_the_matter_and_the_decision_lead_to_the_meeting(client: Client, clock: Clock) -> None:
    room = make_room(announced=D(2021, 11, 19))
    assert read(client, room.items[84].matter.get_absolute_url()).select_one(f'a[href="{address(room)}"]')
    clock.noon(D(2021, 12, 1))
    decision = f.decide(matter=room.items[84].matter, on=MEETING, meeting=room.meeting)
    assert read(client, decision.get_absolute_url()).select_one(f'a[href="{address(room)}"]')


def test_meetings_are_listed_the_next_one_first_and_the_latest_held_first(client: Client, clock: Clock) -> None:
    room = make_room(announced=D(2021, 11, 19))
    f.MeetingFactory(body=room.body, date=D(2021, 12, 13), announced_on=D(2021, 11, 20))
    f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 10), announced_on=None)
    f.MeetingFactory(body=room.body, date=D(2021, 6, 14))
    links = [str(link["href"]) for link in read(client, "/sammantraden/").select(".tasks a")]
    assert [link.rstrip("/").rpartition("/")[2] for link in links] == [
        "2021-11-29", "2021-12-13", "2021-11-10", "2021-06-14",
    ]  # fmt: skip
    assert len(read(client, "/sammantraden/?organ=kommunstyrelsen").select(".tasks a")) == 1
    assert client.get("/sammantraden/?organ=hej").status_code == 400


def test_held_meetings_are_paged(client: Client) -> None:
    body = f.BodyFactory(council=True)
    for n in range(45):
        f.MeetingFactory(body=body, date=D(2021, 1, 1) + dt.timedelta(days=n))
    assert [len(read(client, f"/sammantraden/?sida={n}").select(".tasks a")) for n in (1, 3)] == [20, 5]


def test_a_long_agenda_takes_at_most_ten_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    room = make_room(announced=D(2021, 11, 1), date=D(2021, 11, 15))
    for n in range(30):
        matter = f.MatterFactory()
        g.AgendaItem.objects.create(meeting=room.meeting, matter=matter, paragraph=n + 100)
        f.decide(matter=matter, on=D(2021, 11, 15), meeting=room.meeting, title=f"Beslut {n}")
    for number, seat in room.seats.items():
        g.Service.objects.create(meeting=room.meeting, seat=seat, person=room.holders[number], from_paragraph=1)
    with django_assert_max_num_queries(10):
        read(client, address(room))
    with django_assert_max_num_queries(10):
        read(client, "/sammantraden/")
