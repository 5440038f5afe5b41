"""Följ upp: points of the steering model with owners, uppdrag with dates and reports, and what comes up again."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from framtidsdag import rooms
from framtidsdag.errors import RoomError
from framtidsdag.follow_up import following as follow
from framtidsdag.follow_up.points import open_points
from framtidsdag.models import Assignment, Framtidsdag, Report, SteeringPoint
from tests import factories as f
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 9, 27)
NEXT = dt.date(2022, 3, 14)  # the clock stands at the day after
HTMX = {"hx-request": "true"}


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022."""


@pytest.fixture
def day():
    return f.RoomFactory(day__date=DAY, day__phase="processing").day


@pytest.fixture
def later():
    return f.RoomFactory(day__date=NEXT, day__phase="situation").day


@pytest.fixture
def leader(client: Client, facilitator) -> Client:
    return as_user(client, facilitator)


def at(day, path=""):
    return f"/framtidsdag/{day.date}/folj-upp/{path}"


def errors(answer):
    assert answer.status_code == 422
    return text(BeautifulSoup(answer.content, "html.parser").select_one("[role=alert]"))


@pytest.mark.parametrize("role", ["utomstaende", "fortroendevald", "ledamot", "sekreterare"])
def test_the_pages_do_not_exist_for_others(client, day, role, person_of):
    as_user(client, person_of(role))
    for path in ("", "punkt/ny/", "uppdrag/nytt/"):
        assert client.get(at(day, path)).status_code in (302, 404)
    assert client.post(at(day, "punkt/ny/"), {"text": "x"}).status_code in (302, 404)
    assert not SteeringPoint.objects.exists()


@pytest.mark.parametrize("phase", ["planned", "situation", "workshop", "prioritising"])
def test_points_and_uppdrag_wait_for_the_end_of_the_prioritering(leader, day, phase, facilitator):
    f.in_phase(day, phase)
    with pytest.raises(RoomError, match="när prioriteringen är klar"):
        follow.make_point(day=day, text="Uppföljningen är sen", by=facilitator)
    assert "när prioriteringen är klar" in errors(leader.post(at(day, "uppdrag/nytt/"), {"text": "Se över"}))
    assert "Nytt uppdrag" not in text(read(leader, at(day)))


def test_a_point_in_free_words_gets_an_owner_later(leader, day):
    body = f.BodyFactory(name="kommunstyrelsen")
    leader.post(at(day, "punkt/ny/"), {"text": "Uppföljningen kommer för sent"})
    point = SteeringPoint.objects.get()
    assert "Ingen ägare än" in text(read(leader, at(day)))
    answer = leader.post(at(day, f"punkt/{point.pk}/"), {"text": point.text, "owner": body.pk})
    assert answer.url == f"{at(day)}#punkt-{point.pk}"
    assert "Ägare: Kommunstyrelsen" in text(read(leader, at(day)))
    words = errors(leader.post(at(day, f"punkt/{point.pk}/"), {"text": "x", "owner": body.pk, "owner_text": "Alla"}))
    assert "inte båda" in words


def test_the_same_is_stored_once(day, facilitator):
    for _ in range(2):
        follow.make_point(day=day, text="Uppföljningen", by=facilitator)
        assignment = follow.make_assignment(day=day, text="Se över", due_on=dt.date(2022, 1, 1))
        follow.report_back(assignment=assignment, date=DAY, text="Klart", today=timezone.localdate())
    assert [model.objects.count() for model in (SteeringPoint, Assignment, Report)] == [1, 1, 1]


def test_refusals_stand_at_their_fields_with_everything_typed(leader, day):
    answer = leader.post(at(day, "uppdrag/nytt/"), {"text": "", "responsible": "Ekonomienheten", "due_on": "i maj"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert "Skriv vad uppdraget är." in text(page.select_one("#id_text_error"))
    assert "Skriv datumet med siffror" in text(page.select_one("#id_due_on_error"))
    assert page.select_one("[name=responsible]")["value"] == "Ekonomienheten"
    assert page.select_one("title").text.startswith("Fel: ")
    long = leader.post(at(day, "punkt/ny/"), {"text": "å" * 4001})
    assert "högst 4" in errors(long)
    assert not Assignment.objects.exists()


def test_htmx_gets_the_form_with_its_faults_or_the_way_on(leader, day):
    answer = leader.post(at(day, "punkt/ny/"), {"text": ""}, headers=HTMX)
    assert answer.status_code == 200
    assert BeautifulSoup(answer.content, "html.parser").select_one("html") is None
    assert "Skriv vad som fungerar mindre bra." in answer.content.decode()
    answer = leader.post(at(day, "punkt/ny/"), {"text": "Sen uppföljning"}, headers=HTMX)
    assert answer.headers["HX-Redirect"] == f"{at(day)}#punkter"


def test_who_is_late_today_is_told_until_it_is_reported(leader, day):
    late = follow.make_assignment(day=day, text="Se över målen", responsible="Ekonomienheten", due_on=NEXT)
    follow.make_assignment(day=day, text="Ta fram underlag", due_on=timezone.localdate())
    page = read(leader, at(day))
    assert "Försenade i dag (1)" in text(page)
    assert "Ekonomienheten" in text(page.select_one(".notice.is-warning"))
    given = {"date": "2022-03-15", "text": "Målen är sedda över", "source": "Protokoll § 4"}
    leader.post(at(day, f"uppdrag/{late.pk}/rapport/"), given)
    page = text(read(leader, at(day)))
    assert "Försenade" not in page
    assert "Målen är sedda över" in page
    assert "Källa: Protokoll § 4" in page


def test_a_report_is_not_dated_ahead_and_its_link_is_an_address(leader, day):
    row = follow.make_assignment(day=day, text="Se över")
    words = errors(
        leader.post(
            at(day, f"uppdrag/{row.pk}/rapport/"),
            {"date": "2022-03-16", "text": "Klart", "source_url": "javascript:alert(1)"},
        )
    )
    assert "Dagen har inte kommit än" in words
    assert "hel webbadress" in words
    assert not Report.objects.exists()


def test_an_uppdrag_is_completed_with_body_date_and_decision(leader, day):
    body, decision = f.BodyFactory(name="barn- och utbildningsnämnden"), f.decide(matter=f.MatterFactory())
    row = follow.make_assignment(day=day, text="Se över")
    given = {"text": "Se över målen", "body": body.pk, "due_on": "2022-05-31", "decision": decision.pk}
    leader.post(at(day, f"uppdrag/{row.pk}/"), given)
    row.refresh_from_db()
    assert (row.text, row.body, row.due_on, row.decision) == ("Se över målen", body, dt.date(2022, 5, 31), decision)
    other = f.RoomFactory(day__phase="processing").day
    assert leader.post(at(other, f"uppdrag/{row.pk}/"), given).status_code == 404


def test_a_day_is_reported_when_every_uppdrag_is(day, facilitator):
    row = follow.make_assignment(day=day, text="Se över")
    move = {"day": day, "by": facilitator, "at": timezone.now()}
    rooms.move(to="processed", **move)
    with pytest.raises(RoomError, match="1 uppdrag"):
        rooms.move(to="reported", **move)
    follow.report_back(assignment=row, date=DAY, text="Klart", today=timezone.localdate())
    rooms.move(to="reported", **move)


def test_an_earlier_days_points_come_up_until_a_day_takes_them_up(leader, day, later, facilitator):
    point = follow.make_point(day=day, text="Uppföljningen kommer för sent", by=facilitator)
    assert "Uppföljningen kommer för sent" in text(read(leader, at(later)))
    leader.post(at(later, f"punkt/{point.pk}/togs-upp/"), {"outcome": "Rapport varje tertial"})
    point.refresh_from_db()
    assert (point.taken_up_at, point.outcome) == (later, "Rapport varje tertial")
    assert "Togs upp på Framtidsdagen 14 mars 2022" not in text(read(leader, at(later)))
    assert "togs upp 14 mars 2022" in text(read(leader, at(later)))
    assert "togs upp på Framtidsdagen 14 mars 2022" in text(read(leader, at(day)))
    # It is told on that day's page ever after, and not on days after it.
    assert list(open_points(before=NEXT)) == [point]
    assert not open_points(before=NEXT + dt.timedelta(1)).exists()


def test_a_point_is_not_taken_up_on_its_own_day_nor_an_earlier_nor_one_that_has_not_begun(day, later, facilitator):
    point = follow.make_point(day=day, text="Uppföljningen", by=facilitator)
    before = f.RoomFactory(day__date=dt.date(2020, 1, 1), day__phase="situation").day
    for wrong in (day, before):
        with pytest.raises(RoomError, match="senare dag"):
            follow.take_up(point=point, at=wrong, outcome="")
    f.in_phase(later, "planned")
    with pytest.raises(RoomError, match="inte börjat"):
        follow.take_up(point=point, at=later, outcome="")


def test_what_one_day_took_up_is_not_taken_by_another(day, later, facilitator):
    point = follow.make_point(day=day, text="Uppföljningen", by=facilitator)
    between = f.RoomFactory(day__date=dt.date(2022, 1, 10), day__phase="situation").day
    follow.take_up(point=point, at=later, outcome="")
    with pytest.raises(RoomError, match="redan tagits upp"):
        follow.take_up(point=point, at=between, outcome="")


def test_a_day_that_was_told_of_afterwards_has_no_room_and_is_followed_up_all_the_same(leader):
    day: Framtidsdag = f.FramtidsdagFactory(date=DAY, phase="processing")
    leader.post(at(day, "uppdrag/nytt/"), {"text": "Se över"})
    row = Assignment.objects.get()
    leader.post(at(day, f"uppdrag/{row.pk}/rapport/"), {"date": "2021-11-29", "text": "Klart"})
    assert row.reports.get().text == "Klart"


def test_few_queries_whatever_the_number(leader, day, facilitator, django_assert_max_num_queries):
    for n in range(12):
        follow.make_point(day=day, text=f"Punkt {n}", owner_text="Gruppledarna", by=facilitator)
        row = follow.make_assignment(day=day, text=f"Uppdrag {n}", due_on=DAY)
        follow.report_back(assignment=row, date=DAY, text="Klart", today=timezone.localdate())
    with django_assert_max_num_queries(14):
        leader.get(at(day))
