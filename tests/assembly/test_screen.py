"""Storbild: the proposition and how many have voted, then the result by name; never an open tally, and for anyone."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.publishing import VARY
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}
SCREEN = f"/sammantraden/kommunfullmaktige/{MEETING}/storbild/"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(5)


def test_before_anything_happens_it_says_so(client: Client):
    make_hall(3, approved=False)
    assert "Ingen omröstning pågår" in text(read(client, SCREEN))


def test_an_approved_beslutsgang_is_shown_step_by_step(client: Client, hall: Hall):
    words = text(read(client, SCREEN))
    assert "1. Huvudomröstning" in words and "nej = Bifall till C:s förslag" in words


def test_an_open_vote_shows_the_proposition_and_how_many_have_voted(client: Client, hall: Hall):
    hall.vote(hall.roll_call(), "jjn")
    main = read(client, SCREEN)
    words = text(main)
    assert "3 av 5 har röstat" in words
    assert "Ja Bifall till kommunstyrelsens förslag Nej Bifall till C:s förslag" in words
    assert "§ 12 Mål och budget 2023" in words
    assert not main.select(".board, .vote-tally") and "Exempelsson" not in words


def test_the_result_is_by_name_party_and_number_in_words(client: Client, hall: Hall):
    hall.closed("jjna-")
    main = read(client, SCREEN)
    assert [text(row) for row in main.select(".board > li")] == [
        f"{hall.seats[0].number} Robin Exempelsson 1 A Ja",
        f"{hall.seats[1].number} Robin Exempelsson 2 B Ja",
        f"{hall.seats[2].number} Robin Exempelsson 3 C Nej",
        f"{hall.seats[3].number} Robin Exempelsson 4 A Avstår",
        f"{hall.seats[4].number} Robin Exempelsson 5 B Frånvarande",
    ]
    assert [text(one) for one in main.select(".vote-tally > div")] == ["Ja 2", "Nej 1", "Avstår 1", "Frånvarande 1"]
    assert "Ja Bifall till kommunstyrelsens förslag" in text(main)


def test_each_choice_has_a_mark_of_its_own_shape(client: Client, hall: Hall):
    hall.closed("jna-")
    marks = {str(row.svg): row["class"][0] for row in read(client, SCREEN).select(".board > li")}
    assert len(marks) == 4


def test_a_tie_is_told_and_then_how_the_chair_decided(client: Client, hall: Hall):
    call = hall.closed("jjnn-")
    assert "Ordföranden avgör" in text(read(client, SCREEN))
    call.casting_vote = "yes"
    call.save()
    assert "avgjorde med ja" in text(read(client, SCREEN))


def test_the_next_vote_takes_the_results_place(client: Client, hall: Hall):
    hall.closed("jjnja")
    step = f.StepFactory(procedure=hall.procedure, number=2, kind="addition", title="Tillägg")
    f.RollCallFactory(step=step, chair=hall.chair, opened_at=f.noon(MEETING) + dt.timedelta(minutes=9))
    assert "Tillägg" in text(read(client, SCREEN)) and "0 av 5 har röstat" in text(read(client, SCREEN))


def test_a_vote_done_anew_leaves_the_wall(client: Client, hall: Hall):
    hall.closed("jjnja", void_reason="Fel fråga")
    assert "Beslutsgång" in text(read(client, SCREEN))


def test_it_follows_by_itself_and_is_sent_only_when_something_happens(client: Client, hall: Hall):
    call = hall.roll_call()
    first = client.get(SCREEN, headers=HTMX)
    known = {**HTMX, "if-none-match": first.headers["ETag"]}
    assert client.get(SCREEN, headers=known).status_code == 304
    hall.vote(call, "j")
    second = client.get(SCREEN, headers=known)
    assert second.status_code == 200 and "<strong>1</strong> av 5" in second.text
    known["if-none-match"] = second.headers["ETag"]
    hall.close(call)
    assert "board" in client.get(SCREEN, headers=known).text


def test_a_changed_vote_changes_nothing_on_the_wall(client: Client, hall: Hall):
    call = hall.roll_call()
    hall.vote(call, "j")
    known = {**HTMX, "if-none-match": client.get(SCREEN, headers=HTMX).headers["ETag"]}
    f.BallotFactory(roll_call=call, seat=hall.seats[0], person=hall.people[0], choice="no", number=2)
    assert client.get(SCREEN, headers=known).status_code == 304


def test_the_pages_part_has_the_fragments_etag(client: Client, hall: Hall):
    part = read(client, SCREEN).select_one("[data-poll]")
    assert part["data-etag"] == client.get(SCREEN, headers=HTMX).headers["ETag"]


def test_the_page_holds_its_fragment(client: Client, hall: Hall):
    hall.closed("jjnja")
    fragment = client.get(SCREEN, headers=HTMX).text
    assert tidy(fragment) in tidy(client.get(SCREEN).text)


def tidy(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


def test_it_is_everyones_and_carries_neither_cookie_nor_token(client: Client, hall: Hall, sekreterare: User):
    answer = client.get(SCREEN)
    assert (answer.headers["Cache-Control"], answer.headers["Vary"]) == ("public, no-cache", VARY)
    assert not answer.cookies and "csrf" not in answer.text
    as_user(client, sekreterare)
    assert "no-store" in client.get(SCREEN).headers["Cache-Control"]


@pytest.mark.parametrize("votes", ["", "jjnaj"])
def test_it_costs_few_queries_and_an_unchanged_one_two(client: Client, hall: Hall, votes: str):
    if votes:
        hall.closed(votes)
    else:
        hall.roll_call()
    with CaptureQueriesContext(connection) as queries:
        etag = client.get(SCREEN, headers=HTMX).headers["ETag"]
    assert len(queries) <= 10
    with CaptureQueriesContext(connection) as queries:
        assert client.get(SCREEN, headers={**HTMX, "if-none-match": etag}).status_code == 304
    assert len(queries) <= 3


@pytest.mark.parametrize("date", ["2022-03-16", "2022-3-15", "20220315", "2022-02-31", "i-dag", "2022-W11-2"])
def test_there_is_no_screen_of_a_day_without_a_meeting(client: Client, hall: Hall, date: str):
    assert client.get(f"/sammantraden/kommunfullmaktige/{date}/storbild/").status_code == 404


def test_a_meeting_that_nobody_knows_of_yet_has_no_screen(client: Client, hall: Hall, clock: Clock):
    hall.meeting.announced_on = None
    hall.meeting.save()
    clock.noon(MEETING - dt.timedelta(days=3))
    assert client.get(SCREEN).status_code == 404


def test_what_is_prepared_before_the_day_is_not_on_it(client: Client, hall: Hall, clock: Clock):
    hall.meeting.announced_on = MEETING - dt.timedelta(days=10)
    hall.meeting.save()
    clock.noon(MEETING - dt.timedelta(days=3))
    for headers in ({}, HTMX):
        page = client.get(SCREEN, headers=headers)
        assert page.status_code == 200
        assert hall.step.no_text not in page.content.decode()
    clock.noon(MEETING)
    assert hall.step.no_text in client.get(SCREEN).content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_written_to_it(client: Client, hall: Hall, method: str, request: Any):
    assert getattr(client, method)(SCREEN).status_code == 405
