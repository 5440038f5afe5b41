"""The processledare's page of a workshop: merging, what is said aloud, hiding, and the door."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from framtidsdag.models import DiscussionNote, KpiProposal, Workshop
from tests import factories as f
from tests.plugins.people import ROLES, as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(db):
    return f.WorkshopFactory(questions="Hur märker vi det?")


@pytest.fixture
def led(workshop, facilitator):
    """Posts an act on the workshop's page."""
    client = as_user(Client(), facilitator)
    url = reverse("leading_workshop", args=[workshop.day.date, workshop.pk])

    class Led:
        def get(self, query="", **headers):
            return client.get(url + query, headers=headers)

        def post(self, act, **fields):
            return client.post(url, {"act": act, "key": str(uuid.uuid4()), **fields})

        def visit(self, name, *args):
            return client.get(reverse(name, args=[workshop.day.date, workshop.pk, *args]))

    return Led()


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("role", [role for role in ROLES if role != "facilitator"])
def test_the_page_is_the_processledares(workshop, person_of, role):
    client = as_user(Client(), person_of(role))
    for name in ("leading_workshop", "leading_kpi_search"):
        url = reverse(name, args=[workshop.day.date, workshop.pk])
        answer = client.get(url)
        if role == "administrator" and answer.status_code == 200:
            continue  # an administrator may lead too, where the role says so
        assert answer.status_code in (302, 404)
        assert client.post(url, {"act": "close"}).status_code in (302, 404, 405)
    workshop.refresh_from_db()
    assert workshop.is_open or role == "administrator"


def test_ticked_proposals_become_one_and_are_separated_again(led, workshop):
    one, two, three = (f.KpiProposalFactory(workshop=workshop, number=n, title=f"Förslag {n}") for n in (3, 7, 9))
    assert led.post("merge", forslag=[one.pk, two.pk]).status_code == 302
    assert "Sammanslaget av förslag 3 och 7" in text_of(led.get())
    assert led.post("merge", forslag=[one.pk, three.pk], star=three.pk).status_code == 302
    page = text_of(led.get())
    assert "Sammanslaget av förslag 3, 7 och 9" in page
    assert "Förslag 3 ingår" in page
    assert led.post("separate", forslag=one.pk).status_code == 302
    one.refresh_from_db()
    assert one.merged_into is None


@pytest.mark.parametrize("ticked", [[], ["x"], ["1"], ["999999", "1"]])
def test_what_cannot_be_merged_is_said(led, workshop, ticked):
    f.KpiProposalFactory(workshop=workshop, number=1)
    answer = led.post("merge", forslag=ticked)
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)


def test_the_ticks_stay_when_a_merge_is_refused(led, workshop):
    one, two = (f.KpiProposalFactory(workshop=workshop, number=n) for n in (1, 2))
    f.AnswerFactory(proposal=two)
    answer = led.post("merge", forslag=[one.pk, two.pk])
    assert answer.status_code == 422
    assert text_of(answer).count(" checked") == 2


def test_what_is_said_aloud_is_entered_as_such_in_the_prioritering_too(led, workshop, facilitator):
    f.in_phase(workshop.day, "prioritising")
    assert led.post("propose", title="Sagt högt", reason="Av någon").status_code == 302
    assert KpiProposal.objects.get().entered_by == facilitator
    assert "inlagt av processledaren" in text_of(led.get())
    assert led.post("propose", title="", reason="Står kvar").status_code == 422
    assert led.post("note", text="För sent men kvar").status_code == 422
    assert "För sent men kvar" in text_of(led.post("note", text="För sent men kvar"))


def test_a_note_is_entered_and_hidden_and_shown_again(led):
    assert led.post("note", text="Någon sade").status_code == 302
    note = DiscussionNote.objects.get()
    answer = led.post("hide", kind="note", pk=note.pk, reason="")
    assert answer.status_code == 422
    assert "Skriv varför" in text_of(answer)
    answer = led.post("hide", kind="note", pk=note.pk, reason="å" * 201)
    assert "å" * 201 in text_of(answer)
    assert led.post("hide", kind="note", pk=note.pk, reason="Ett namn").status_code == 302
    assert "[Dolt av processledaren: Ett namn]" in text_of(led.get())
    assert led.post("unhide", kind="note", pk=note.pk).status_code == 302
    assert "Någon sade" in text_of(led.get())


def test_a_proposal_is_hidden_with_its_reason(led, workshop):
    proposal = f.KpiProposalFactory(workshop=workshop, number=4, title="Om Anna")
    answer = led.post("hide", kind="proposal", pk=proposal.pk, reason="Enskild person")
    assert answer["Location"].endswith("#forslag-4")
    page = text_of(led.get())
    assert "[Dolt av processledaren: Enskild person]" in page
    assert "Om Anna" not in page
    assert led.post("hide", kind="proposal", pk=987, reason="X").status_code == 404


def test_the_door_is_opened_and_closed(led, workshop):
    for act, is_open in (("close", False), ("open", True)):
        assert led.post(act).status_code == 302
        assert Workshop.objects.get().is_open is is_open
    f.in_phase(workshop.day, "processed")
    assert led.post("open").status_code == 422
    assert led.post("rita").status_code == 422


def test_one_that_was_entered_is_amended_and_a_participants_is_not_there(led, workshop, facilitator):
    f.KpiProposalFactory(workshop=workshop, number=1, participant=None, entered_by=facilitator)
    f.KpiProposalFactory(workshop=workshop, number=2)
    assert led.visit("leading_amend", 1).status_code == 200
    assert led.visit("leading_amend", 2).status_code == 404


def test_the_page_is_told_that_something_came_and_is_left_alone_until_then(led, workshop):
    f.KpiFactory(title="Sjukfrånvaro", code="N1")
    first = led.get("?sedd=0", **{"hx-request": "true"})
    assert "nytt" in text_of(first)
    assert "Det har kommit" not in text_of(first)
    same = led.get("?sedd=0", **{"hx-request": "true", "if-none-match": first["ETag"]})
    assert same.status_code == 304
    led.post("propose", title="Nytt", reason="")
    assert "Det har kommit" in text_of(led.get("?sedd=0", **{"hx-request": "true"}))


@pytest.mark.parametrize("n", [5, 60])
def test_the_page_costs_the_same_whatever_the_number(led, workshop, n, django_assert_max_num_queries):
    led.get()
    for at in range(n):
        f.KpiProposalFactory(workshop=workshop, kpi=f.KpiFactory() if at % 2 else None)
        f.DiscussionNoteFactory(workshop=workshop)
    with django_assert_max_num_queries(28):
        assert led.get().status_code == 200


def test_every_phase_has_its_page(led, workshop):
    f.AnswerFactory(proposal=f.KpiProposalFactory(workshop=workshop))
    for phase in ("planned", "situation", "workshop", "prioritising", "processing", "processed", "reported"):
        f.in_phase(workshop.day, phase)
        assert led.get().status_code == 200


def test_another_days_workshop_is_not_there(led, workshop, facilitator):
    other = f.WorkshopFactory()
    url = reverse("leading_workshop", args=[workshop.day.date, other.pk])
    assert as_user(Client(), facilitator).get(url).status_code == 404
