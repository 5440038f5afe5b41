"""A member's vote from a phone: one's own seat only, changed until closed, with a receipt that a resent vote shares."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from assembly.models import Ballot, RollCall
from assembly.serving import disqualify
from goals.models import Service
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = pytest.mark.django_db
HTMX = {"hx-request": "true"}
VOTING = "/omrostning/"


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(5)


@pytest.fixture
def call(hall: Hall) -> RollCall:
    return hall.roll_call("phones")


@pytest.fixture
def member(client: Client, hall: Hall) -> Client:
    return as_user(client, hall.account(1))


def url(call: RollCall) -> str:
    return reverse("ballot", args=[call.pk])


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the form on the page sends beside the choice."""
    form = read(client, address).select_one("form[data-hx-post]")
    assert form is not None
    return {field["name"]: field["value"] for field in form.select("input[type=hidden]")}


def vote(client: Client, call: RollCall, choice: str, **headers: str) -> Any:
    return client.post(url(call), form_of(client, url(call)) | {"rost": choice}, headers=headers)


def test_a_member_finds_the_vote_from_every_page(member: Client, call: RollCall) -> None:
    link = BeautifulSoup(member.get("/").content, "html.parser").select_one(f'.account a[href="{VOTING}"]')
    assert link is not None and link.get_text() == "Omröstning"
    here = BeautifulSoup(member.get(VOTING).content, "html.parser").select_one(f'.account a[href="{VOTING}"]')
    assert here is not None and here["aria-current"] == "true"


def test_nobody_else_is_led_to_it(client: Client, utomstaende: User) -> None:
    assert VOTING not in client.get("/").content.decode()
    assert VOTING not in as_user(client, utomstaende).get("/").content.decode()


def test_a_vote_is_stored_with_a_receipt(member: Client, hall: Hall, call: RollCall):
    assert vote(member, call, "yes").headers["Location"] == f"{url(call)}#kvitto"
    (stored,) = Ballot.objects.all()
    assert (stored.seat, stored.person, stored.choice) == (hall.seats[1], hall.people[1], "yes")
    assert stored.entered_by is None
    receipt = text(read(member, url(call)).select_one("#kvitto"))
    assert stored.receipt in receipt and "Din röst är lagrad: ja" in receipt


def test_a_vote_is_changed_until_it_is_closed(member: Client, call: RollCall):
    for choice in ("yes", "no", "abstain"):
        vote(member, call, choice)
    assert list(Ballot.objects.values_list("number", "choice")) == [(1, "yes"), (2, "no"), (3, "abstain")]
    pressed = read(member, url(call)).select("[aria-pressed=true]")
    assert [text(button) for button in pressed] == ["Avstår din röst"]


def test_what_is_sent_twice_has_one_receipt(member: Client, call: RollCall):
    sent = form_of(member, url(call)) | {"rost": "yes"}
    first, second = (member.post(url(call), sent, headers=HTMX) for _ in range(2))
    (stored,) = Ballot.objects.all()
    assert stored.receipt in first.text and stored.receipt in second.text


def test_the_same_form_with_another_choice_is_told_what_stands(member: Client, call: RollCall):
    sent = form_of(member, url(call))
    member.post(url(call), sent | {"rost": "yes"})
    refused = member.post(url(call), sent | {"rost": "no"}, headers=HTMX)
    assert "Rösten lagrades inte." in refused.text and "Din röst är lagrad: ja" in refused.text
    assert Ballot.objects.get().choice == "yes"


def test_a_page_that_is_behind_is_told_what_stands(member: Client, call: RollCall):
    old = form_of(member, url(call)) | {"rost": "no"}
    vote(member, call, "yes")
    answer = member.post(url(call), old)
    assert answer.status_code == 422 and "Rösten lagrades inte." in answer.text
    assert Ballot.objects.get().choice == "yes"


def test_a_vote_that_was_stored_is_receipted_after_closing_too(member: Client, hall: Hall, call: RollCall):
    sent = form_of(member, url(call)) | {"rost": "yes"}
    member.post(url(call), sent)
    hall.close(call)
    assert "lagrades inte" not in member.post(url(call), sent, headers=HTMX).text


def test_after_closing_no_vote_is_stored(member: Client, hall: Hall, call: RollCall):
    sent = form_of(member, url(call)) | {"rost": "yes"}
    hall.vote(call, "j")
    hall.close(call)
    answer = member.post(url(call), sent)
    assert answer.status_code == 422
    assert "Rösten lagrades inte. Omröstningen är avslutad." in answer.text and "Resultat" in answer.text
    assert not Ballot.objects.filter(person=hall.people[1]).exclude(choice="absent").exists()


def test_the_tally_is_hidden_until_the_vote_is_closed(member: Client, hall: Hall, call: RollCall):
    hall.vote(call, "j-jjn")
    words = text(read(member, url(call)))
    assert "Robin Exempelsson 3" not in words and "3 ja" not in words
    hall.close(call)
    assert "Robin Exempelsson 3" in text(read(member, url(call)))


def test_nobody_votes_for_another_seat(member: Client, hall: Hall, call: RollCall):
    """Whose vote it is follows from who is signed in: nothing in what is sent names a seat or a person."""
    sent = form_of(member, url(call)) | {"rost": "no", "seat": hall.seats[3].pk, "person": hall.people[3].pk}
    member.post(url(call), sent)
    assert Ballot.objects.get().seat == hall.seats[1]


def test_one_who_is_disqualified_is_told_so_on_both_pages(client: Client, hall: Hall, call: RollCall):
    item = call.step.procedure.item
    disqualify(meeting=item.meeting, seat=hall.seats[2], paragraph=item.paragraph, by=None, at=f.noon(MEETING))
    as_user(client, hall.account(2))
    for address in (VOTING, url(call)):
        main = read(client, address)
        assert "Du deltar inte i § 12 (jäv)" in text(main) and not main.select("form")
    as_user(client, hall.account(3))
    assert "jäv" not in text(read(client, VOTING))


def test_one_who_does_not_serve_is_told_so_and_has_no_vote(client: Client, hall: Hall, call: RollCall):
    Service.objects.filter(person=hall.people[2]).delete()
    as_user(client, hall.account(2))
    assert "Du tjänstgör inte i ärendet" in text(read(client, url(call)))
    sent = {"rost": "yes", "sedd": "0", "formular": "abc"}
    assert "Du tjänstgör inte" in client.post(url(call), sent, headers=HTMX).text
    assert not Ballot.objects.exists()


def test_in_an_upprop_one_answers_aloud(member: Client, hall: Hall):
    call = hall.roll_call()
    assert "genom upprop" in text(read(member, url(call)))
    assert "genom upprop" in text(read(member, VOTING))
    member.post(url(call), {"rost": "yes", "sedd": "0", "formular": "abc"})
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("role", ["handlaggare", "sekreterare", "administrator"])
def test_an_account_without_a_person_has_no_vote(client: Client, request: Any, call: RollCall, role: str):
    as_user(client, request.getfixturevalue(role))
    assert client.get(url(call)).status_code == client.post(url(call), {"rost": "yes"}).status_code == 404
    assert "hör inte till någon ledamot" in text(read(client, VOTING))


def test_a_visitor_is_led_to_the_way_in(client: Client, call: RollCall):
    for address in (VOTING, url(call)):
        assert client.get(address).headers["Location"].startswith("/logga-in/")
    assert client.post(url(call), {"rost": "yes"}, headers=HTMX).status_code == 401


@pytest.mark.parametrize("choice", ["", "absent", "kanske", "\x00"])
def test_a_made_up_choice_is_refused(member: Client, call: RollCall, choice: str):
    assert vote(member, call, choice).status_code == 422
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"sedd": "x", "formular": ""}, {"sedd": "7", "formular": "f" * 500}])
def test_an_incomplete_form_stores_nothing(member: Client, call: RollCall, sent: dict[str, str]):
    assert member.post(url(call), sent | {"rost": "yes"}).status_code == 422
    assert not Ballot.objects.exists()


def test_what_is_open_for_me_comes_forward_by_itself(member: Client, hall: Hall):
    before = member.get(VOTING, headers=HTMX)
    assert "Ingen omröstning är öppen" in before.text
    known = {**HTMX, "if-none-match": before.headers["ETag"]}
    assert member.get(VOTING, headers=known).status_code == 304
    call = hall.roll_call("phones")
    opened = member.get(VOTING, headers=known)
    assert opened.status_code == 200 and f'action="{url(call)}"' in opened.text


def test_others_votes_leave_my_page_as_it_is(member: Client, hall: Hall, call: RollCall):
    etag = member.get(VOTING, headers=HTMX).headers["ETag"]
    hall.vote(call, "j")
    known = {**HTMX, "if-none-match": etag}
    assert member.get(VOTING, headers=known).status_code == 304
    f.BallotFactory(roll_call=call, seat=hall.seats[1], person=hall.people[1], choice="no")
    assert member.get(VOTING, headers=known).status_code == 200


def test_the_list_stays_the_list_after_a_vote(member: Client, call: RollCall):
    sent = form_of(member, VOTING) | {"rost": "yes"}
    assert member.post(url(call), sent).headers["Location"] == f"{VOTING}#kvitto"
    part = BeautifulSoup(member.post(url(call), sent, headers=HTMX).content, "html.parser").select_one("#rostsedel")
    assert part["data-hx-get"] == VOTING


def test_when_nothing_is_open_the_last_result_stands(member: Client, hall: Hall, call: RollCall):
    vote(member, call, "yes")
    hall.close(call)
    words = text(read(member, VOTING))
    assert "Resultat" in words and "Din röst: ja." in words


def test_a_vote_done_anew_says_so(member: Client, call: RollCall):
    call.void_reason = "Fel fråga"
    call.save()
    assert "Omröstningen görs om" in text(read(member, url(call)))


def test_nothing_of_a_vote_is_kept_by_a_browser(member: Client, call: RollCall):
    for headers in ({}, HTMX):
        assert "no-store" in member.get(url(call), headers=headers).headers["Cache-Control"]
