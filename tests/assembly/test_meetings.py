"""Sammanträden in the secretary's room: announcement, agenda, and what cannot be taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.messages import get_messages
from django.test import Client

import goals.models as g
from goals.publication import public_since
from tests import factories as f
from tests.assembly.room_scene import MEETING, TODAY, Room, make_room
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]
D = dt.date
NEW = "/sekreterare/sammantraden/nytt/"
STANDS = "så dagen står kvar (kommunallagen 8 kap. 14 §)."


@pytest.fixture(autouse=True)
def _secretary(clock: Clock, client: Client, sekreterare: Any) -> None:
    clock.noon(TODAY)
    as_user(client, sekreterare)


def errors(response: Any) -> dict[str, str]:
    """Field's id → what is said at it."""
    soup = BeautifulSoup(response.content, "html.parser")
    return {
        str(error["id"]).removeprefix("id_").removesuffix("_error"): " ".join(error.get_text(" ").split())[5:]
        for error in soup.select("p.error[id]")
    }


def fields(meeting: g.Meeting, **changes: str) -> dict[str, Any]:
    announced = meeting.announced_on.isoformat() if meeting.announced_on else ""
    given = {"body": meeting.body_id, "date": meeting.date.isoformat(), "announced_on": announced, "place": "",
             "source_url": ""}  # fmt: skip
    return given | changes


def save(client: Client, meeting: g.Meeting, **changes: str) -> Any:
    return client.post(f"/sekreterare/sammantraden/{meeting.pk}/andra/", fields(meeting, **changes))


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def proposal(room: Room, **fields: Any) -> g.PlanVersion:
    given = {"name": "Kommunstyrelsens förslag", "proposed": True, "on": D(2021, 11, 17)} | fields
    version: g.PlanVersion = f.PlanVersionFactory(
        plan=f.PlanFactory(body=room.body), matter=room.items[84].matter, **given
    )
    return version


def is_public(version: g.PlanVersion, on: D = TODAY) -> bool:
    return bool(g.PlanVersion.objects.public(on).filter(pk=version.pk).exists())


def test_a_meeting_is_entered(client: Client) -> None:
    body = f.BodyFactory(council=True)
    answer = client.post(NEW, fields(g.Meeting(body=body, date=MEETING), place="Sessionssalen"))
    meeting = g.Meeting.objects.get()
    assert answer.headers["Location"] == f"/sekreterare/sammantraden/{meeting.pk}/"
    assert (meeting.date, meeting.announced_on, meeting.place) == (MEETING, None, "Sessionssalen")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("date", "", "Ange dagen."),
        ("date", "29/11", "Skriv datumet med siffror, som 2021-10-18."),
        ("date", "0021-11-29", "Skriv datumet med siffror, som 2021-10-18."),
        ("announced_on", "2021-11-30", "Sammanträdet kan inte tillkännages efter att det hållits."),
        ("body", "", "Välj vilket organ som sammanträder."),
        ("source_url", "javascript:alert(1)", "Skriv en webbadress, som https://exempel.se/kallelse."),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_at_its_field(client: Client, field: str, value: str, reason: str) -> None:
    body = f.BodyFactory(council=True)
    answer = client.post(NEW, fields(g.Meeting(body=body, date=MEETING), **{field: value}))
    assert answer.status_code == 422 and errors(answer) == {field: reason}
    assert not g.Meeting.objects.exists()


def test_a_body_has_one_meeting_a_day(client: Client) -> None:
    room = make_room()
    answer = client.post(NEW, fields(room.meeting))
    assert errors(answer) == {"date": "Organet har redan ett sammanträde den dagen."}


def test_less_than_a_week_is_warned_of_and_not_refused(client: Client) -> None:
    room = make_room()
    answer = save(client, room.meeting, announced_on="2021-11-23")
    assert answer.status_code == 302 and said(answer).count("mindre än en vecka") == 1
    answer = save(client, room.meeting, announced_on="2021-11-22")  # still with the first one's message unread
    assert answer.status_code == 302 and said(answer).count("mindre än en vecka") == 1


@pytest.mark.parametrize("announced_on", ["", "2021-11-18", "2021-11-25"])
def test_an_announcement_that_has_come_stays(client: Client, announced_on: str) -> None:
    room = make_room(announced=D(2021, 11, 19))
    answer = save(client, room.meeting, announced_on=announced_on)
    assert answer.status_code == 422 and errors(answer)["announced_on"].endswith(STANDS)
    room.meeting.refresh_from_db()
    assert room.meeting.announced_on == D(2021, 11, 19)


def test_an_announcement_to_come_can_be_moved_and_cleared(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 21))
    for day, stored in (("2021-11-22", D(2021, 11, 22)), ("", None)):
        assert save(client, room.meeting, announced_on=day).status_code == 302
        room.meeting.refresh_from_db()
        assert room.meeting.announced_on == stored


def test_an_announced_meeting_keeps_its_address(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 19))
    other = f.BodyFactory(board=True)
    for change in ({"date": "2021-12-06"}, {"body": str(other.pk)}):
        answer = save(client, room.meeting, **change)
        assert "dess sida ligger på organ och dag" in errors(answer)[next(iter(change))]
    assert save(client, room.meeting, place="Folkets hus").status_code == 302


@pytest.mark.parametrize("announced_on", ["", "2021-11-25"])
def test_the_admin_refuses_the_same(client: Client, administrator: Any, announced_on: str) -> None:
    room = make_room(announced=D(2021, 11, 19))
    as_user(client, administrator)
    rows = {"agenda-TOTAL_FORMS": 0, "agenda-INITIAL_FORMS": 0, "services-TOTAL_FORMS": 0, "services-INITIAL_FORMS": 0}
    url = f"/admin/goals/meeting/{room.meeting.pk}/change/"
    answer = client.post(url, fields(room.meeting, announced_on=announced_on) | rows)
    assert answer.status_code == 200 and STANDS in answer.content.decode()
    assert client.post(url, fields(room.meeting, place="Folkets hus") | rows).status_code == 302
    room.meeting.refresh_from_db()
    assert (room.meeting.announced_on, room.meeting.place) == (D(2021, 11, 19), "Folkets hus")


def test_the_admin_keeps_an_announced_meeting_and_its_agenda(client: Client, administrator: Any) -> None:
    room = make_room(announced=D(2021, 11, 19))
    version = proposal(room)
    as_user(client, administrator)
    url = f"/admin/goals/meeting/{room.meeting.pk}/"
    assert "tas inte bort" in client.get(f"{url}delete/").content.decode()
    client.post(f"{url}delete/", {"post": "yes"})
    item = room.items[84]
    row = {"id": item.pk, "meeting": room.meeting.pk, "matter": item.matter_id, "paragraph": 84, "DELETE": "on"}
    given = {f"agenda-0-{name}": value for name, value in row.items()}
    given |= {
        "agenda-TOTAL_FORMS": 1,
        "agenda-INITIAL_FORMS": 1,
        "services-TOTAL_FORMS": 0,
        "services-INITIAL_FORMS": 0,
    }
    answer = client.post(f"{url}change/", fields(room.meeting) | given)
    assert "Ärendet står kvar på dagordningen" in answer.content.decode()
    assert g.AgendaItem.objects.filter(pk=item.pk).exists() and is_public(version)


def test_it_is_told_which_versions_the_announcement_makes_public(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 22))
    proposal(room)
    soup = BeautifulSoup(client.get(f"/sekreterare/sammantraden/{room.meeting.pk}/").content, "html.parser")
    section = soup.select_one('section[aria-labelledby="tillkannagivande"]')
    assert isinstance(section, Tag)
    assert "Blir offentligt 22 november 2021: Kommunstyrelsens förslag" in " ".join(section.get_text(" ").split())


def test_what_becomes_public_at_once_is_asked_about_once_more(client: Client) -> None:
    room = make_room()
    version = proposal(room)
    answer = save(client, room.meeting, announced_on="2021-11-18")
    assert "blir offentligt genast" in errors(answer)["confirmed"] and not is_public(version)
    answer = save(client, room.meeting, announced_on="2021-11-18", confirmed="on")
    assert answer.status_code == 302 and is_public(version)
    version.refresh_from_db()
    assert version.published_on == TODAY  # not the 18th: nobody could read it then


def test_a_matter_put_on_an_announced_agenda_is_public_since_today(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 18))
    late = f.MatterFactory(title="Sent ärende", slug="sent")
    version = f.PlanVersionFactory(plan=f.PlanFactory(body=room.body), proposed=True, matter=late, on=D(2021, 11, 15))
    url = f"/sekreterare/sammantraden/{room.meeting.pk}/dagordning/"
    answer = client.post(url, {"matter": late.pk})
    assert answer.status_code == 422 and "Sammanträdet är redan tillkännagivet" in errors(answer)["confirmed"]
    assert not late.agenda.exists()
    assert client.post(url, {"matter": late.pk, "confirmed": "on"}).status_code == 302
    fetched = g.PlanVersion.objects.with_publication(TODAY).get(pk=version.pk)
    assert public_since(fetched) == TODAY


def test_a_matter_stands_once_on_an_agenda(client: Client) -> None:
    room = make_room()
    url = f"/sekreterare/sammantraden/{room.meeting.pk}/dagordning/"
    answer = client.post(url, {"matter": room.items[84].matter_id})
    assert errors(answer) == {"matter": "Ärendet står redan på dagordningen."}
    assert errors(client.post(url, {})) == {"matter": "Välj ett ärende."}


def test_a_matter_is_taken_off_an_agenda_unless_it_is_public_or_decided_there(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 19))
    proposal(room)
    held = f.decide(matter=room.items[85].matter, on=D(2021, 11, 15), meeting=f.MeetingFactory(date=D(2021, 11, 15)))
    item = g.AgendaItem.objects.create(meeting=held.meeting, matter=held.matter)
    for kept in (room.items[84], item):
        answer = client.post(f"/sekreterare/sammantraden/{kept.meeting_id}/dagordning/{kept.pk}/ta-bort/")
        assert "Ärendet står kvar på dagordningen" in said(answer)
    client.post(f"/sekreterare/sammantraden/{room.meeting.pk}/dagordning/{room.items[86].pk}/ta-bort/")
    assert set(g.AgendaItem.objects.values_list("pk", flat=True)) == {room.items[84].pk, room.items[85].pk, item.pk}


# --- § -------------------------------------------------------------------------------------------


def number(client: Client, room: Room, **paragraphs: str) -> Any:
    """Sends the § of each matter: ``p84="90"`` is the new one of § 84's."""
    given = {f"paragraf-{item.pk}": paragraphs.get(f"p{at}", str(at)) for at, item in room.items.items()}
    return client.post(f"/sekreterare/sammantraden/{room.meeting.pk}/paragrafer/", given)


def test_paragraphs_change_places(client: Client) -> None:
    room = make_room()
    assert number(client, room, p84="86", p86="84").status_code == 302
    assert [item.matter.title for item in room.meeting.agenda.all()] == ["Ärende 86", "Ärende 85", "Ärende 84"]
    number(client, room, p84="", p85="", p86="")
    assert set(room.meeting.agenda.values_list("paragraph", flat=True)) == {None}


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("84", "§ 84 används redan, av ”Ärende 84”."),
        ("0", "Paragraferna räknas från 1."),
        ("-1", "Paragraferna räknas från 1."),
        ("åtta", "Skriv paragrafen som ett heltal."),
        ("99999", "Skriv ett tal som är högst 9999."),
    ],
)
def test_a_paragraph_that_cannot_be_is_refused_at_its_field(client: Client, value: str, reason: str) -> None:
    room = make_room()
    answer = number(client, room, p85=value)
    assert answer.status_code == 422 and errors(answer) == {f"paragraf-{room.items[85].pk}": reason}
    assert sorted(room.meeting.agenda.values_list("paragraph", flat=True)) == [84, 85, 86]


def test_a_paragraph_of_another_matters_decision_is_taken(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 1), date=D(2021, 11, 15))
    f.decide(matter=f.MatterFactory(), on=D(2021, 11, 15), meeting=room.meeting, paragraph=99)
    answer = number(client, room, p85="99")
    assert list(errors(answer).values()) == ["§ 99 används redan, av ett annat beslut vid sammanträdet."]


def test_a_registered_decision_keeps_its_paragraph(client: Client) -> None:
    room = make_room(announced=D(2021, 11, 1), date=D(2021, 11, 15))
    f.decide(matter=room.items[85].matter, on=D(2021, 11, 15), meeting=room.meeting, paragraph=85)
    answer = number(client, room, p85="90")
    assert list(errors(answer).values()) == ["Beslutet i ärendet är registrerat som § 85. Registrera en rättelse."]


def test_a_place_that_reads_as_something_else_is_shown_again_without_what_turns_it(client: Client) -> None:
    room = make_room()
    answer = save(client, room.meeting, place="Kungs\u202eröd")
    assert answer.status_code == 422
    assert "osynliga tecken" in errors(answer)["place"]
    room.meeting.refresh_from_db()
    assert "\u202e" not in room.meeting.place


def test_meetings_are_listed_by_body(client: Client) -> None:
    room = make_room()
    f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 17))
    page = BeautifulSoup(client.get("/sekreterare/sammantraden/").content, "html.parser")
    assert len(page.select("main .tasks > li")) == 2
    page = BeautifulSoup(client.get(f"/sekreterare/sammantraden/?organ={room.body.slug}").content, "html.parser")
    assert len(page.select("main .tasks > li")) == 1
