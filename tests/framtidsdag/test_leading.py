"""Ledning: one clear button on, doors, big screen, time, texts hidden and shown again; for the processledare alone."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from framtidsdag.control import leading
from framtidsdag.control.steps import asks_first, back, forward
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, KpiProposal, PhaseMove, Room
from framtidsdag.phases import MOVES, ORDER, SCENES
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import ROLES, as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """A day that stands still."""


@pytest.fixture
def leader(client: Client, facilitator) -> Client:
    return as_user(client, facilitator)


def made(phase="workshop", **fields) -> Framtidsdag:
    return f.RoomFactory(day__phase=phase, **fields).day


def at(day, path=""):
    return f"/framtidsdag/{day.date}/ledning/{path}"


def room_of(day):
    return Room.objects.select_related("day").get(day=day)


def error(response):
    assert response.status_code == 422, response.status_code
    return text(BeautifulSoup(response.content, "html.parser").select_one("[role=alert]"))


# The page


@pytest.mark.parametrize("phase", ORDER)
def test_every_phase_has_a_page_with_one_button_on(leader, phase):
    main = read(leader, at(made(phase)))
    assert len(main.select(".lead-now .is-next")) == (phase != "reported")
    if move := forward(phase):
        assert move.label in text(main.select_one(".lead-now .is-next"))


def test_a_closed_room_is_opened_before_anything_else(leader):
    main = read(leader, at(made("planned", is_open=False)))
    assert text(main.select_one(".is-next")) == "Öppna rummet"
    assert "Gå vidare till nuläge" in text(main)


def test_a_day_without_a_room_says_so_and_leads_to_the_preparations(leader):
    day = f.FramtidsdagFactory()
    main = read(leader, at(day))
    assert "Dagen har inget rum än" in text(main)
    assert main.select_one(f"a[href='/framtidsdag/{day.date}/forbered/']")
    for path in ("fas/", "rum/", "storbild/", "kod/"):
        assert leader.post(at(day, path), {"to": "situation", "seen": "planned"}).status_code == 422
    assert leader.post(at(day, "tid/"), {"minutes": 5}).status_code == 422


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("", "get"), ("deltagare/", "get"), ("texter/forslag/", "get"), ("fas/", "post"), ("storbild/", "post"),
        ("tid/", "post"), ("rum/", "post"), ("kod/", "post"), ("workshop/{workshop}/oppen/", "post"),
        ("texter/forslag/{proposal}/dolj/", "post"), ("texter/forslag/{proposal}/visa/", "post"),
    ],
)  # fmt: skip
def test_to_anyone_else_there_is_nothing_there(client, request, role, path, method):
    proposal = f.KpiProposalFactory()
    day = proposal.day
    before = Room.objects.values().get()
    url = at(day, path.format(workshop=proposal.workshop_id, proposal=proposal.pk))
    as_user(client, request.getfixturevalue(role))
    answer = getattr(client, method)(
        url, {"to": "situation", "seen": "workshop", "sure": "1", "reason": "x", "open": "0"}
    )
    if role == "facilitator":
        assert answer.status_code != 404
    else:
        assert answer.status_code == 404 or (role == "utomstaende" and "/logga-in/" in answer["location"])
        assert Room.objects.values().get() == before
        assert not KpiProposal.objects.filter(hidden_at__isnull=False).exists()


def test_buttons_are_pressed_and_not_followed(leader):
    day = made()
    for path in ("fas/", "storbild/", "tid/", "rum/", "kod/"):
        assert leader.get(at(day, path)).status_code == 405


def test_no_button_works_without_its_token(facilitator):
    day = made()
    client = as_user(Client(enforce_csrf_checks=True), facilitator)
    assert client.post(at(day, "fas/"), {"to": "prioritising", "seen": "workshop"}).status_code == 403
    assert Framtidsdag.objects.get().phase == "workshop"


# From phase to phase


@pytest.mark.parametrize(("phase", "to"), [(phase, to) for phase, ways in MOVES.items() for to in ways])
def test_each_step_forward_and_back_is_a_press_and_leaves_its_trace(leader, facilitator, phase, to):
    day = made(phase)
    response = leader.post(at(day, "fas/"), {"to": to, "seen": phase, "sure": "1"}, follow=True)
    assert response.status_code == 200
    assert Framtidsdag.objects.get().phase == to
    moved = PhaseMove.objects.get()
    assert (moved.from_phase, moved.to_phase, moved.moved_by) == (phase, to, facilitator)
    main = BeautifulSoup(response.content, "html.parser").main
    assert f"{moved.get_from_phase_display()} → {moved.get_to_phase_display()}" in text(main)


@pytest.mark.parametrize("phase", ORDER)
def test_going_back_and_ending_the_day_say_what_they_mean_and_are_agreed_to(leader, phase):
    day = made(phase)
    for move in filter(None, (forward(phase), back(phase))):
        if move.question:
            assert move.question in text(read(leader, at(day)))
            refused = leader.post(at(day, "fas/"), {"to": move.to, "seen": phase})
            assert move.question in error(refused)
            assert Framtidsdag.objects.get().phase == phase
    assert all(asks_first(phase, to) for to in MOVES[phase] if ORDER.index(to) < ORDER.index(phase))
    assert asks_first("prioritising", "processing")


def test_of_two_who_move_the_day_the_second_is_told(leader):
    day = made("situation")
    leader.post(at(day, "fas/"), {"to": "workshop", "seen": "situation"})
    second = leader.post(at(day, "fas/"), {"to": "workshop", "seen": "situation"})
    assert "redan flyttats till workshop" in error(second)
    assert Framtidsdag.objects.get().phase == "workshop" and PhaseMove.objects.count() == 1


@pytest.mark.parametrize("to", ["reported", "planned", "", "nonsense", "workshop"])
def test_no_phase_is_skipped_by_hand(leader, to):
    day = made("workshop")
    assert error(leader.post(at(day, "fas/"), {"to": to, "seen": "workshop", "sure": "1"}))
    assert Framtidsdag.objects.get().phase == "workshop"


def test_unanswered_proposals_are_told_with_the_way_to_them(leader):
    proposal = f.KpiProposalFactory()
    day = f.in_phase(proposal.day, "processing")
    refused = leader.post(at(day, "fas/"), {"to": "processed", "seen": "processing", "sure": "1"})
    assert "1 förslag har inte fått svar" in error(refused)
    assert BeautifulSoup(refused.content, "html.parser").select_one(
        f"[role=alert] a[href='{day.get_absolute_url()}svara/']"
    )


def test_assignments_that_are_not_reported_back_are_told_with_the_way_to_them(leader):
    day = f.AssignmentFactory(day=made("processed")).day
    refused = leader.post(at(day, "fas/"), {"to": "reported", "seen": "processed", "sure": "1"})
    assert "1 uppdrag" in error(refused) and "folj-upp/" in refused.text


# Doors, code, time, big screen


def test_the_room_is_opened_and_closed(leader):
    day = made("situation", is_open=False)
    leader.post(at(day, "rum/"), {"open": "1"})
    assert room_of(day).is_open and room_of(day).stage == 1
    leader.post(at(day, "rum/"), {"open": "0"})
    assert not room_of(day).is_open


def test_a_day_that_is_over_opens_no_more(leader):
    workshop = f.WorkshopFactory(is_open=False)
    day = f.in_phase(workshop.day, "processed")
    leading.close_room(day=day)
    assert "bearbetad" in error(leader.post(at(day, "rum/"), {"open": "1"}))
    assert "bearbetad" in error(leader.post(at(day, f"workshop/{workshop.pk}/oppen/"), {"open": "1"}))
    assert "bearbetad" in error(leader.post(at(day, "tid/"), {"minutes": "5"}))
    words = text(read(leader, at(day)))
    assert room_of(day).code not in words


def test_each_workshop_has_a_door_of_its_own(leader):
    one = f.WorkshopFactory()
    other = f.WorkshopFactory(day=one.day)
    leader.post(at(one.day, f"workshop/{one.pk}/oppen/"), {"open": "0"})
    one.refresh_from_db(), other.refresh_from_db()
    assert (one.is_open, other.is_open) == (False, True)
    leader.post(at(one.day, f"workshop/{one.pk}/oppen/"), {"open": "1"})
    one.refresh_from_db()
    assert one.is_open


def test_another_days_workshop_is_not_touched(leader):
    workshop = f.WorkshopFactory()
    day = made()
    for path, data in ((f"workshop/{workshop.pk}/oppen/", {"open": "0"}), ("storbild/", {"workshop": workshop.pk})):
        assert leader.post(at(day, path), data).status_code == 404
    workshop.refresh_from_db()
    assert workshop.is_open and room_of(day).workshop is None
    with pytest.raises(RoomError, match="annan dag"):
        leading.show(day=day, scene="welcome", workshop=workshop)


def test_a_new_code_replaces_the_old(leader):
    day = made()
    old = room_of(day).code
    leader.post(at(day, "kod/"))
    assert room_of(day).code != old
    words = text(read(leader, at(day)))
    assert room_of(day).code in words and old not in words


def test_the_code_and_its_qr_code_are_on_the_page_while_one_can_join(leader):
    day = made()
    main = read(leader, at(day))
    assert room_of(day).code in text(main) and main.select_one("svg.qr[role=img]")
    leading.close_room(day=day)
    assert not read(leader, at(day)).select("svg.qr")


@pytest.mark.parametrize("minutes", [1, 5, 10, 15, 240])
def test_a_time_in_minutes(leader, clock, minutes):
    day = made()
    leader.post(at(day, "tid/"), {"minutes": minutes})
    assert room_of(day).timer_ends_at == clock.now() + dt.timedelta(minutes=minutes)


def test_a_time_by_the_clock_and_none(leader, clock):
    day = made()
    leader.post(at(day, "tid/"), {"until": "12.45"})
    assert timezone.localtime(room_of(day).timer_ends_at).strftime("%H.%M") == "12.45"
    assert "till kl. 12.45" in text(read(leader, at(day)))
    leader.post(at(day, "tid/"), {"stop": "1"})
    assert room_of(day).timer_ends_at is None


@pytest.mark.parametrize(
    "data",
    [
        {}, {"minutes": "0"}, {"minutes": "-5"}, {"minutes": "241"}, {"minutes": "fem"}, {"minutes": "9" * 400},
        {"until": "11.00"}, {"until": "17.00"}, {"until": "25.00"}, {"until": "snart"}, {"until": "1" * 5000},
        {"minutes": "5", "until": "12.45"},
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_is_refused_at_its_field_with_what_was_typed(leader, data):
    day = made()
    refused = leader.post(at(day, "tid/"), data)
    assert error(refused) and room_of(day).timer_ends_at is None
    main = BeautifulSoup(refused.content, "html.parser").main
    assert main.select("#tid ~ details[open] .has-error")
    for name, value in data.items():
        assert main.select_one(f"details [name={name}]")["value"] == value


def test_a_moved_day_has_no_time_left_from_before(leader):
    day = made("situation")
    leader.post(at(day, "tid/"), {"minutes": "5"})
    leader.post(at(day, "fas/"), {"to": "workshop", "seen": "situation"})
    assert room_of(day).timer_ends_at is None


@pytest.mark.parametrize("phase", ORDER)
def test_the_big_screen_shows_what_the_phase_has(leader, phase):
    day = made(phase)
    for scene in Room.Scene.values:
        answer = leader.post(at(day, "storbild/"), {"scene": scene})
        if scene in SCENES[phase]:
            assert answer.status_code == 302 and room_of(day).scene == scene
        else:
            assert "Storbilden" in error(answer)


@pytest.mark.parametrize("scene", ["", "nonsense", "results' OR 1=1"])
def test_no_scene_is_made_up(leader, scene):
    day = made()
    assert leader.post(at(day, "storbild/"), {"scene": scene}).status_code == 422
    assert room_of(day).scene == "welcome"


def test_the_workshop_on_the_big_screen_is_chosen_apart_from_the_scene(leader):
    workshop = f.WorkshopFactory()
    day = workshop.day
    leader.post(at(day, "storbild/"), {"scene": "proposals"})
    leader.post(at(day, "storbild/"), {"workshop": workshop.pk})
    assert (room_of(day).scene, room_of(day).workshop_id) == ("proposals", workshop.pk)
    leader.post(at(day, "storbild/"), {"workshop": ""})
    assert (room_of(day).scene, room_of(day).workshop_id) == ("proposals", None)


@pytest.mark.parametrize("pk", ["x", "-1", "9" * 30, "9" * 18])
def test_a_workshop_that_is_none_is_not_found(leader, pk):
    assert leader.post(at(made(), "storbild/"), {"workshop": pk}).status_code == 404


# Texts


def texts_of_a_day():
    proposal = f.KpiProposalFactory()
    note = f.DiscussionNoteFactory(workshop=proposal.workshop)
    reflection = f.ReflectionFactory(day=f.in_phase(proposal.day, "situation"))
    f.in_phase(proposal.day, "workshop")
    return {"reflektion": reflection, "forslag": proposal, "anteckning": note}


@pytest.mark.parametrize("kind", ["reflektion", "forslag", "anteckning"])
def test_a_text_is_hidden_with_a_reason_and_shown_again(leader, facilitator, clock, kind):
    row = texts_of_a_day()[kind]
    day = Framtidsdag.objects.get(pk=getattr(row, "day_id", None) or row.workshop.day_id)
    before = room_of(day).texts
    leader.post(at(day, f"texter/{kind}/{row.pk}/dolj/"), {"reason": "Nämner en person"})
    row.refresh_from_db()
    assert (row.hidden_by, row.hidden_reason, row.hidden_at) == (facilitator, "Nämner en person", clock.now())
    assert room_of(day).texts == before + 1
    for path in ("", f"texter/{kind}/"):
        assert f"av {facilitator.get_full_name()}: Nämner en person" in text(read(leader, at(day, path)))
    leader.post(at(day, f"texter/{kind}/{row.pk}/visa/"))
    row.refresh_from_db()
    assert not row.is_hidden and row.hidden_reason == ""


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "x" * 201])
def test_a_text_is_not_hidden_without_a_reason_that_fits(leader, reason):
    row = f.KpiProposalFactory()
    refused = leader.post(at(row.day, f"texter/forslag/{row.pk}/dolj/"), {"reason": reason})
    assert error(refused)
    field = BeautifulSoup(refused.content, "html.parser").select_one(
        f"#forslag-{row.pk} details[open] .has-error input"
    )
    assert field is not None and (field.get("value") or "") == reason.strip(" \u200b")
    row.refresh_from_db()
    assert not row.is_hidden


def test_a_proposal_that_stands_for_others_is_not_hidden_with_them(leader):
    row = f.KpiProposalFactory()
    other = f.KpiProposalFactory(workshop=row.workshop, merged_into=row)
    refused = leader.post(at(row.day, f"texter/forslag/{row.pk}/dolj/"), {"reason": "Fel"})
    assert f"förslag {other.number}. Dela dem först" in error(refused)


def test_hiding_twice_keeps_the_first_reason(leader, facilitator):
    row = f.KpiProposalFactory()
    for reason in ("Först", "Sedan"):
        last = leader.post(at(row.day, f"texter/forslag/{row.pk}/dolj/"), {"reason": reason})
    assert "redan dold" in error(last)
    row.refresh_from_db()
    assert row.hidden_reason == "Först"


def test_of_a_day_that_is_over_nothing_is_hidden_or_shown_again(leader):
    row = f.KpiProposalFactory()
    f.AnswerFactory(proposal=row)
    day = f.in_phase(row.day, "processed")
    assert "bearbetad" in error(leader.post(at(day, f"texter/forslag/{row.pk}/dolj/"), {"reason": "Fel"}))
    assert "bearbetad" in error(leader.post(at(day, f"texter/forslag/{row.pk}/visa/")))
    assert not read(leader, at(day, "texter/forslag/")).select("details, form")


def test_another_days_text_is_not_found(leader):
    row, day = f.KpiProposalFactory(), made()
    for kind, pk in (("forslag", row.pk), ("forslag", 10**18), ("beslut", row.pk)):
        assert leader.post(at(day, f"texter/{kind}/{pk}/dolj/"), {"reason": "Fel"}).status_code == 404


def test_what_is_written_is_shown_as_text(leader):
    day = made("situation")
    f.ReflectionFactory(day=day, text="<script>alert(1)</script> \U0001f600 مرحبا")
    response = leader.get(at(day))
    assert "<script>alert" not in response.text
    assert "<script>alert(1)</script> \U0001f600 مرحبا" in text(BeautifulSoup(response.content, "html.parser").main)


# People and numbers


def test_who_is_connected_is_counted_and_named(leader, clock):
    day = made()
    f.ParticipantFactory(day=day, name="Kim", seen_at=clock.now())
    f.ParticipantFactory(day=day, seen_at=clock.now() - dt.timedelta(minutes=5))
    for path in ("", "deltagare/"):
        main = read(leader, at(day, path))
        assert [text(row) for row in main.select(".lead-people li")] == [
            "Kim uppkopplad", "utan namn senast 15 mars 11.55",
        ]  # fmt: skip
    assert "1 uppkopplad nu, 2 i allt" in text(read(leader, at(day)))


def test_the_workshops_are_told_in_numbers(leader):
    mark = f.MarkFactory()
    line = read(leader, at(mark.workshop.day)).select_one(".lead-workshops li")
    assert "1 förslag, 0 anteckningar, 1 av 10 markeringar lagda" in text(line)
    assert text(line.select_one(".lead-results li")) == f"1 {mark.proposal.number}. {mark.proposal.title}"


# Following


def test_it_is_sent_anew_only_when_something_has_happened(leader, clock):
    day = made()
    part = read(leader, at(day)).select_one("[data-poll]")
    known = {**HTMX, "if-none-match": part["data-etag"]}
    assert leader.get(at(day), headers=known).status_code == 304
    f.ParticipantFactory(day=day, seen_at=clock.now())
    fresh = leader.get(at(day), headers=known)
    assert fresh.status_code == 200 and "<html" not in fresh.text
    known["if-none-match"] = fresh.headers["ETag"]
    assert leader.get(at(day), headers=known).status_code == 304
    leading.set_timer(day=day, ends_at=clock.now() + dt.timedelta(minutes=5), at=clock.now())
    assert leader.get(at(day), headers=known).status_code == 200


def test_its_cost_does_not_grow_with_the_room(leader, clock):
    workshop = f.WorkshopFactory()
    day = workshop.day

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert leader.get(at(day)).status_code == 200
        return len(queries)

    f.KpiProposalFactory(workshop=workshop)
    few = cost()
    for _ in range(12):
        f.KpiProposalFactory(workshop=f.WorkshopFactory(day=day))
        f.ParticipantFactory(day=day, seen_at=clock.now())
    assert cost() <= few <= 32
