"""What has been tried against a Framtidsdag by hand, and must not be possible."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import Client, RequestFactory

from drafts.editing import UNWRITTEN
from framtidsdag.fetching import COOKIE
from framtidsdag.models import Answer, Participant, Reflection, Workshop
from framtidsdag.participants.wrong_codes import address_of
from framtidsdag.preparation.office_file import OfficeError, kind_of
from framtidsdag.telling.summary_csv import inert
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_a_participant_is_not_moved_to_another_day_with_the_marks():
    mark = f.MarkFactory()
    with pytest.raises(IntegrityError, match="hör till sin dag"), transaction.atomic():
        Participant.objects.filter(pk=mark.participant_id).update(day=f.RoomFactory().day)


@pytest.mark.parametrize("factory", [f.DiscussionNoteFactory, f.KpiProposalFactory])
def test_nobody_writes_in_another_day_than_their_own(factory: Any, facilitator: Any):
    workshop, stranger = f.WorkshopFactory(), f.ParticipantFactory(day=f.RoomFactory().day)
    for by in ({}, {"entered_by": facilitator}):
        with pytest.raises(IntegrityError, match="annan dag"), transaction.atomic():
            factory(workshop=workshop, participant=stranger, **by)


def test_a_workshop_with_proposals_keeps_its_goal():
    proposal, empty = f.KpiProposalFactory(), f.WorkshopFactory()
    with pytest.raises(IntegrityError, match="dess mål"), transaction.atomic():
        Workshop.objects.filter(pk=proposal.workshop_id).update(goal=f.LongTermGoalFactory())
    assert Workshop.objects.filter(pk=empty.pk).update(goal=f.LongTermGoalFactory()) == 1


def test_the_unit_that_answered_stands_when_the_day_is_bearbetad():
    answer = f.AnswerFactory(answered_by_unit="Kansliet")
    f.in_phase(answer.proposal.day, "processed")
    with pytest.raises(IntegrityError, match="under bearbetningen"), transaction.atomic():
        Answer.objects.update(answered_by_unit="En annan")


@pytest.mark.parametrize("sign", "=+-@\uff1d\uff0b\uff0d\uff20")
def test_no_formula_begins_a_cell_where_lists_are_parted_by_semicolons(sign: str):
    assert inert(f"Andel;{sign}1+1;b") == f"Andel;'{sign}1+1;b"
    assert inert(f"Först\n {sign}HYPERLINK(1)") == f"Först\n' {sign}HYPERLINK(1)"
    assert inert(f"\ufeffett\t{sign}1") == f"\ufeffett\t'{sign}1"
    assert inert("En rad; en till\noch en (a = b)") == "En rad; en till\noch en (a = b)"


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.7:4711", "192.0.2.7"), ("[2001:db8::1]:4711", "2001:db8::2"), ("[::1]", "::1")]
)
def test_a_proxy_that_writes_the_port_too_does_not_make_every_try_the_first(
    rf: RequestFactory, settings: Any, one: str, other: str
):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    first, second = (
        address_of(rf.get("/", headers={"X-Forwarded-For": f"203.0.113.9, {hop}"})) for hop in (one, other)
    )
    assert first == second


def test_a_reflection_that_was_sent_is_not_sent_again_with_other_words_and_lost(client: Client):
    room = f.RoomFactory(day__phase="situation")
    f.ParticipantFactory(day=room.day, token="mitt")
    client.cookies[COOKIE] = "mitt"
    url, sent = f"{room.day.get_absolute_url()}delta/reflektion/", {"key": str(uuid.uuid4()), "side": "well"}
    assert client.post(url, sent | {"text": "Bra"}).status_code == 302
    assert client.post(url, sent | {"text": "Bra"}).status_code == 302
    refused = client.post(url, sent | {"text": "Mycket bra"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "redan skickat, med andra ord" in page
    assert "Mycket bra" in page
    fresh = re.search(r'name="key" value="([^"]+)" id="well-key"', page)
    assert fresh
    assert client.post(url, {"key": fresh[1], "side": "well", "text": "Mycket bra"}).status_code == 302
    assert [one.text for one in Reflection.objects.order_by("pk")] == ["Bra", "Mycket bra"]


@pytest.mark.django_db(transaction=True)
def test_a_disk_that_is_full_is_told_and_takes_no_page_away(client: Client):
    room = f.RoomFactory(day__phase="workshop", day__date=dt.date(2021, 9, 27))
    proposal = f.KpiProposalFactory(workshop=f.WorkshopFactory(day=room.day))
    f.in_phase(room.day, "prioritising")
    f.ParticipantFactory(day=room.day, token="mitt")
    client.cookies[COOKIE] = "mitt"
    delta = f"{room.day.get_absolute_url()}delta/"
    page = f"{delta}prioritering/{proposal.workshop_id}/"
    with connection.execute_wrapper(_full):
        assert client.get(delta).status_code == client.get(page).status_code == 200
        for url, sent in (
            (f"{page}markera/", {"proposal": proposal.pk}),
            (f"{delta}kvitto/", {"kvitto": "A" * 16}),
            (f"{room.day.get_absolute_url()}mitt-forslag/", {"kod": "A" * 16}),
            ("/delta/", {"kod": "AAAAAA"}),
        ):
            answer = client.post(url, sent)
            assert (url, answer.status_code) == (url, 422)
            assert UNWRITTEN in answer.content.decode()
    assert client.post(f"{page}markera/", {"proposal": proposal.pk}).status_code == 302


def _full(execute: Any, sql: str, *rest: Any) -> Any:
    if sql.startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError("database or disk is full")
    return execute(sql, *rest)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    "relation",
    [
        f'<Relationship Type="{KIND}/oleObject" TargetMode="External" Target="https://x.example/a.html!"/>',
        f'<Relationship Target="https://x.example/?>" Type="{KIND}/attachedTemplate" TargetMode="External"/>',
        f'<Relationship Type="{KIND}/attached&#84;emplate" TargetMode="External" Target="https://x.example/"/>',
        " " * 1_100_000 + f'<Relationship Type="{KIND}/attachedTemplate" TargetMode="External" Target="https://x/"/>',
    ],
)
def test_no_word_file_fetches_what_runs_however_it_is_written(relation: str):
    for text in (relation.encode(), relation.encode("utf-16")):
        with pytest.raises(OfficeError):
            kind_of(word_file(text))


def test_a_word_file_with_links_is_let_in():
    link = f'<Relationship Type="{KIND}/hyperlink" TargetMode="External" Target="https://www.kolada.se/"/>'
    assert kind_of(word_file(link.encode())) == "docx"


def word_file(relations: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{DOCX}"/></Types>')
        packed.writestr("word/_rels/document.xml.rels", relations)
    return out.getvalue()
