"""A proposal's permanent page, and one's own proposals found by cookie and by receipt code."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from framtidsdag.codes import grouped, new_receipt, new_token
from framtidsdag.fetching import COOKIE
from framtidsdag.models import Participant, WrongCode
from goals.publishing import content_revision
from tests import factories as f
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return f.WorkshopFactory()


@pytest.fixture
def day(workshop):
    return workshop.day


@pytest.fixture
def proposal(workshop):
    return f.KpiProposalFactory(workshop=workshop, number=7, title="Andel behöriga", reason="Det avgör resten")


def url_of(proposal):
    return f"/framtidsdag/{proposal.workshop.day.date}/forslag/{proposal.number}/"


def mine(day):
    return f"/framtidsdag/{day.date}/mitt-forslag/"


def become(proposal, **kpi):
    version = f.PlanVersionFactory(adopted=True, full=True)
    level = version.levels.get()
    return f.AnswerFactory(
        proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=version, reason="Bra mått",
        answered_at=f.noon(f.ADOPTED_ON),
    )  # fmt: skip


# --- The proposal's page -----------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["workshop", "prioritising"])
def test_before_the_bearbetning_it_is_there_for_those_who_take_part_alone(client, proposal, facilitator, phase):
    f.in_phase(proposal.workshop.day, phase)
    assert client.get(url_of(proposal)).status_code == 404
    token = new_token()
    f.ParticipantFactory(day=proposal.workshop.day, token=token)
    client.cookies[COOKIE] = token
    response = client.get(url_of(proposal))
    assert response.status_code == 200
    assert "private" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers
    assert "Resultatet visas när prioriteringen är avslutad." in response.text
    assert as_user(Client(), facilitator).get(url_of(proposal)).status_code == 200


def test_another_days_participant_does_not_read_it(client, proposal):
    token = new_token()
    f.ParticipantFactory(day=f.RoomFactory().day, token=token)
    client.cookies[COOKIE] = token
    assert client.get(url_of(proposal)).status_code == 404


def test_from_the_bearbetning_on_it_is_everyones(client, proposal):
    f.MarkFactory(proposal=proposal)
    f.in_phase(proposal.workshop.day, "processing")
    response = client.get(url_of(proposal))
    for words in ("Andel behöriga", "Det avgör resten", "1 markering", "plats 1 av 1", "Inte besvarat än"):
        assert words in response.text
    assert not response.cookies


def test_it_says_what_it_became_and_leads_on(client, proposal):
    answer = become(proposal)
    page = client.get(url_of(proposal)).text
    for words in (answer.kpi.title, "Minst", answer.version.name, "Bra mått", "/beslut/"):
        assert words in page
    assert answer.kpi.get_absolute_url() in page
    assert proposal.workshop.goal.get_absolute_url() in page
    assert f"{proposal.workshop.day.get_absolute_url()}#forslag" in page


def test_it_costs_at_most_ten_queries(client, proposal):
    f.KpiProposalFactory(workshop=proposal.workshop, merged_into=proposal, number=8)
    f.MarkFactory(proposal=proposal)
    become(proposal)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url_of(proposal)).status_code == 200
    assert len(queries) <= 10


def test_an_unchanged_page_is_answered_304_until_it_is_answered(client, proposal):
    f.in_phase(proposal.workshop.day, "processing")
    etag = client.get(url_of(proposal)).headers["ETag"]
    assert client.get(url_of(proposal), headers={"if-none-match": etag}).status_code == 304
    before = content_revision().number
    f.AnswerFactory(proposal=proposal)
    assert content_revision().number > before
    assert client.get(url_of(proposal), headers={"if-none-match": etag}).status_code == 200


def test_a_merged_one_leads_to_the_one_that_stands_and_back(client, proposal):
    merged = f.KpiProposalFactory(workshop=proposal.workshop, merged_into=proposal, number=9, title="Behöriga elever")
    f.AnswerFactory(proposal=proposal, reason="Mäts på annat sätt")
    page = client.get(url_of(merged)).text
    assert f'href="{url_of(proposal)}"' in page
    assert "Mäts på annat sätt" in page
    back = client.get(url_of(proposal)).text
    assert "Sammanslaget av förslag 7 och 9" in back
    assert f'href="{url_of(merged)}"' in back


def test_a_hidden_one_shows_its_place_and_the_reason_and_not_its_words(client, workshop, facilitator):
    hidden = f.KpiProposalFactory(
        workshop=workshop, title="Namnet Karin", reason="Hennes skäl", hidden_at=timezone.now(), hidden_by=facilitator,
        hidden_reason="Namn på en person",
    )  # fmt: skip
    f.in_phase(workshop.day, "processing")
    page = client.get(url_of(hidden)).text
    assert "Namn på en person" in page
    assert "Karin" not in page
    assert "Hennes skäl" not in page


def test_markup_is_shown_as_text(client, workshop):
    odd = f.KpiProposalFactory(workshop=workshop, title="<script>alert(1)</script> 🎒", reason="<b>x</b>")
    f.in_phase(workshop.day, "processing")
    page = client.get(url_of(odd)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎒" in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("tail", ["forslag/99/", "forslag/99999999999999999999999/", "forslag/0/"])
def test_a_number_that_is_not_there_is_404(client, day, tail):
    f.in_phase(day, "processing")
    assert client.get(f"/framtidsdag/{day.date}/{tail}").status_code == 404


# --- Vad blev det av mitt förslag? --------------------------------------------------------------


@pytest.fixture
def receipt():
    return new_receipt()


@pytest.fixture
def own(workshop, receipt):
    participant = f.ParticipantFactory(day=workshop.day, receipt=receipt)
    return f.KpiProposalFactory(workshop=workshop, number=3, title="Mitt eget mått", participant=participant)


@pytest.mark.parametrize("shape", [str, grouped, lambda code: f" {grouped(code).lower()} "])
def test_ones_own_are_found_by_the_receipt_code_however_it_is_typed(client, own, proposal, receipt, shape):
    f.AnswerFactory(proposal=own, reason="Finns redan i delåret")
    response = client.post(mine(own.workshop.day), {"kod": shape(receipt)})
    assert response.status_code == 200
    assert "Mitt eget mått" in response.text
    assert "Finns redan i delåret" in response.text
    assert "Andel behöriga" not in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert receipt not in response.text
    assert grouped(receipt) not in response.text


def test_they_are_found_when_the_token_and_the_name_are_gone(client, own, receipt):
    f.AnswerFactory(proposal=own)
    Participant.objects.update(token_hash=None, name="", forgotten_at=timezone.now())
    assert "Mitt eget mått" in client.post(mine(own.workshop.day), {"kod": receipt}).text


def test_they_are_shown_at_once_to_the_browser_that_has_the_cookie(client, workshop):
    token = new_token()
    participant = f.ParticipantFactory(day=workshop.day, token=token)
    f.KpiProposalFactory(workshop=workshop, participant=participant, title="Från den här telefonen")
    client.cookies[COOKIE] = token
    page = client.get(mine(workshop.day))
    assert "Från den här telefonen" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_a_merged_one_shows_the_answer_and_marks_of_the_one_it_went_into(client, workshop, own, proposal, receipt):
    own.merged_into = proposal
    own.save(update_fields=["merged_into"])
    f.MarkFactory(proposal=proposal)
    f.MarkFactory(proposal=own)
    f.AnswerFactory(proposal=proposal, reason="Slogs ihop och avslogs")
    page = client.post(mine(workshop.day), {"kod": receipt}).text
    assert "2 markeringar" in page
    assert "Slogs ihop och avslogs" in page
    assert f'href="{url_of(proposal)}"' in page


@pytest.mark.parametrize("code", ["", "fel", "7K3M-QX9P-2DHT-VW4B", "<script>", "å" * 500, "\0"])
def test_a_wrong_code_is_said_at_the_field(client, own, code):
    response = client.post(mine(own.workshop.day), {"kod": code})
    assert response.status_code == 422
    assert "Koden stämmer inte" in response.text
    assert "Mitt eget mått" not in response.text


def test_a_code_of_another_day_leads_there(client, own, receipt):
    other = f.RoomFactory().day
    response = client.post(mine(other), {"kod": receipt})
    assert response.status_code == 422
    assert f'href="{mine(own.workshop.day)}"' in response.text
    assert "Mitt eget mått" not in response.text


def test_after_ten_wrong_ones_it_is_slowed_and_then_lets_the_right_one_in(client, own, receipt):
    for _ in range(11):
        client.post(mine(own.workshop.day), {"kod": new_receipt()})
    response = client.post(mine(own.workshop.day), {"kod": receipt})
    assert response.status_code == 429
    assert "Retry-After" in response.headers
    assert "Mitt eget mått" not in response.text
    WrongCode.objects.update(tried_at=timezone.now() - dt.timedelta(seconds=5))
    assert client.post(mine(own.workshop.day), {"kod": receipt}).status_code == 200


def test_a_day_without_a_room_has_no_such_page(client):
    assert client.get(mine(f.FramtidsdagFactory())).status_code == 404


def test_before_the_answers_it_says_that_they_are_to_come(client, own, receipt):
    f.MarkFactory(proposal=own)
    page = client.post(mine(own.workshop.day), {"kod": receipt}).text
    assert "Inte besvarat än" in page
    assert "markering" not in page.partition("<main")[2].partition("</main>")[0].replace("prioritering", "")
