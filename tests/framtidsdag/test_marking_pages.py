"""The pages of the prioritering: a participant's cards, and the processledare's tally and marks said aloud."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from framtidsdag.fetching import COOKIE
from framtidsdag.models import KpiProposal, Mark, Participant, Room, Workshop
from tests.factories import KpiProposalFactory, MarkFactory, ParticipantFactory, WorkshopFactory, in_phase
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}
TOKEN = "abc"


class Phone:
    """Someone's browser on the page of a workshop's prioritering."""

    def __init__(self, workshop: Workshop) -> None:
        self.client = Client()
        self.client.cookies[COOKIE] = TOKEN
        self.person = ParticipantFactory(day=workshop.day, token=TOKEN)
        self.url = f"{workshop.day.get_absolute_url()}delta/prioritering/{workshop.pk}/"

    def page(self, **headers: str) -> str:
        return str(self.get(**headers).content.decode())

    def get(self, query: str = "", **headers: str) -> Any:
        return self.client.get(self.url + query, headers=headers)

    def tap(self, headers: Any = None, **data: Any) -> Any:
        return self.client.post(f"{self.url}markera/", data, headers=headers or {})

    def part(self, query: str = "", etag: str = "") -> Any:
        return self.get(query, **(PART | ({"If-None-Match": etag} if etag else {})))

    def polls(self) -> str:
        """The page's own query when it asks again."""
        found = re.search(r'data-hx-get="[^"?]*([^"]*)"', self.page())
        assert found
        return found[1].replace("&amp;", "&")


@pytest.fixture
def proposal() -> KpiProposal:
    proposal: KpiProposal = KpiProposalFactory(number=1, title="Andel lärare")
    KpiProposalFactory(workshop=proposal.workshop, number=2, title="Andel <b>behöriga</b>")
    in_phase(proposal.day, "prioritising")
    return proposal


@pytest.fixture
def phone(proposal: KpiProposal) -> Phone:
    return Phone(proposal.workshop)


@pytest.fixture
def lead(facilitator: Any) -> Client:
    return as_user(Client(), facilitator)


def other(proposal: KpiProposal) -> KpiProposal:
    return KpiProposal.objects.get(workshop=proposal.workshop, number=2)


def laid(phone: Phone) -> list[int]:
    return list(phone.person.marks.order_by("slot").values_list("proposal__number", flat=True))


def leads(proposal: KpiProposal, rest: str = "") -> str:
    return f"{proposal.day.get_absolute_url()}ledning/prioritering/{proposal.workshop_id}/{rest}"


def test_the_cards_stand_by_number_with_ones_own_marks_and_the_receipt(phone: Phone, proposal: KpiProposal) -> None:
    page = phone.page()
    assert "<strong>5 av 5</strong> markeringar kvar" in page
    assert page.index('id="forslag-1"') < page.index('id="forslag-2"')
    assert "Andel &lt;b&gt;behöriga&lt;/b&gt;" in page
    phone.tap(proposal=proposal.pk, slot=1, revision=0)
    page = phone.page()
    assert "<strong>4 av 5</strong> markeringar kvar" in page
    assert "1 av 5 lagda." in page


def test_without_javascript_each_tap_leads_back_to_its_card(phone: Phone, proposal: KpiProposal) -> None:
    answer = phone.tap(proposal=proposal.pk, slot=1, revision=0)
    assert (answer.status_code, answer["Location"]) == (302, f"{phone.url}#forslag-1")
    answer = phone.tap(withdraw=f"1-{proposal.pk}")
    assert (answer.status_code, answer["Location"]) == (302, f"{phone.url}#forslag-1")
    assert laid(phone) == []


def test_a_form_that_is_sent_twice_lays_one_mark(phone: Phone, proposal: KpiProposal) -> None:
    for _ in range(3):
        assert phone.tap(proposal=proposal.pk, slot=1, revision=0).status_code == 302
    assert laid(phone) == [1]


def test_a_tap_changes_its_own_card_and_the_sum_alone(phone: Phone, proposal: KpiProposal) -> None:
    answer = phone.tap(PART, proposal=proposal.pk, slot=1, revision=0)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "En markering är lagd på förslag 1." in text
    assert 'id="steg-1"' in text and 'id="steg-2"' not in text
    assert '<input type="hidden" name="slot" value="2">' in text
    # From a page that is old, all of the cards' own parts come.
    text = phone.tap(PART, proposal=proposal.pk, slot=2, revision=0).content.decode()
    assert 'id="steg-1"' in text and 'id="steg-2"' in text


def test_what_a_tap_changed_is_as_a_page_read_anew_shows_it(phone: Phone, proposal: KpiProposal) -> None:
    part = phone.tap(PART, proposal=proposal.pk, slot=1, revision=0).content.decode()
    page = phone.page()
    for ident in ("steg-1",):
        assert of(part, ident).replace(' data-hx-swap-oob="true"', "") == of(page, ident)
    assert re.findall(r"<strong>.*?</strong> markeringar kvar", part) == re.findall(
        r"<strong>.*?</strong> markeringar kvar", page
    )


def of(text: str, ident: str) -> str:
    found = re.search(rf'<div [^>]*id="{ident}".*?\n</div>', text, re.DOTALL)
    assert found, ident
    return found[0]


def test_when_every_mark_is_laid_one_is_moved(phone: Phone, proposal: KpiProposal) -> None:
    for slot in range(1, 6):
        phone.tap(proposal=proposal.pk, slot=slot, revision=slot - 1)
    answer = phone.tap(proposal=other(proposal).pk, slot=0, revision=5)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Alla dina 5 markeringar är redan lagda" in text
    assert ('role="alert"' in text and "<title>\n  Fel:" in text) or "Fel: " in text
    (move,) = re.findall(r'name="move" value="([^"]+)"', text)
    answer = phone.tap(move=move)
    assert answer["Location"].endswith("#forslag-2")
    assert sorted(laid(phone)) == [1, 1, 1, 1, 2]
    assert phone.tap(move=move).status_code == 302, "sent again it is the same mark"
    assert sorted(laid(phone)) == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    "data",
    [
        {}, {"proposal": "x"}, {"proposal": "9" * 30, "slot": "1"}, {"proposal": "1", "slot": "½"},
        {"move": "1-2"}, {"withdraw": "a-b"}, {"proposal": "-1", "slot": "1"}, {"slot": "1"},
        {"proposal": "999999", "slot": "1"}, {"move": "1-1-999999"}, {"proposal": "\x00"},
    ],
)  # fmt: skip
def test_what_no_button_sends_is_refused_with_words(phone: Phone, data: dict[str, str]) -> None:
    for headers in (None, PART):
        answer = phone.tap(headers, **data)
        assert answer.status_code == 422
        assert "marking-refused" in answer.content.decode()
    assert not Mark.objects.exists()


def test_a_workshop_of_another_day_is_not_there(phone: Phone, proposal: KpiProposal) -> None:
    elsewhere = WorkshopFactory()
    base = phone.url.replace(f"/{proposal.workshop_id}/", f"/{elsewhere.pk}/")
    assert phone.client.get(base).status_code == 404
    assert phone.client.post(f"{base}markera/", {"proposal": proposal.pk}).status_code == 404
    assert phone.client.get(f"{phone.url}markera/").status_code == 405


def test_whoever_has_not_joined_is_led_there(proposal: KpiProposal, phone: Phone) -> None:
    answer = Client().post(f"{phone.url}markera/", {"proposal": proposal.pk, "slot": 1})
    assert (answer.status_code, answer["Location"]) == (302, f"{proposal.day.get_absolute_url()}delta/")
    assert not Mark.objects.exists()


def test_a_closed_workshop_shows_marks_as_text_and_refuses_more(phone: Phone, proposal: KpiProposal) -> None:
    phone.tap(proposal=proposal.pk, slot=1, revision=0)
    query = phone.polls()
    Workshop.objects.update(is_open=False)
    Room.objects.update(stage=7)
    answer = phone.tap(proposal=proposal.pk, slot=2, revision=1)
    assert answer.status_code == 422
    assert "Prioriteringen är stängd. Inga markeringar lades eller flyttades." in answer.content.decode()
    page = phone.page()
    assert "Prioriteringen är stängd. Dina markeringar är lagrade." in page
    assert "<button" not in page.split('id="prioritering"')[1]
    part = phone.part(query).content.decode()
    assert 'id="prioritering" data-hx-swap-oob="true"' in part
    assert laid(phone) == [1]


def test_the_polled_part_is_left_alone_until_something_happens(
    phone: Phone, proposal: KpiProposal, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    query = phone.polls()
    etag = phone.part(query)["ETag"]
    with django_assert_max_num_queries(2):
        assert phone.part(query, etag).status_code == 304
    # One's own tap gives the page the new ETag at once: nothing comes again for it.
    told = phone.tap(PART, proposal=proposal.pk, slot=1, revision=0)["HX-Trigger"]
    new = re.search(r'W/\\"[0-9a-f]+\\"', told)
    assert new
    assert phone.part(query, new[0].replace("\\", "")).status_code == 304
    # Somebody else's marks are secret, and nothing of them is polled.
    MarkFactory(proposal=proposal)
    Room.objects.update(marks=99)
    assert phone.part(query, new[0].replace("\\", "")).status_code == 304
    Room.objects.update(texts=99)
    assert 'id="prioritering"' in phone.part(query, new[0].replace("\\", "")).content.decode()


def test_marks_from_ones_other_phone_come_by_themselves(phone: Phone, proposal: KpiProposal) -> None:
    query = phone.polls()
    etag = phone.part(query)["ETag"]
    second = Phone.__new__(Phone)
    second.client, second.url = Client(), phone.url
    second.client.cookies[COOKIE] = TOKEN
    second.tap(proposal=proposal.pk, slot=1, revision=0)
    part = phone.part(query, etag)
    assert part.status_code == 200
    assert 'id="steg-1"' in part.content.decode()
    assert 'id="prioritering"' not in part.content.decode()


def test_the_page_has_the_same_number_of_queries_however_many_proposals(
    phone: Phone, proposal: KpiProposal, django_assert_max_num_queries: Any
) -> None:  # fmt: skip
    in_phase(proposal.day, "workshop")
    for number in range(10, 50):
        KpiProposalFactory(workshop=proposal.workshop, number=number, participant=phone.person)
    in_phase(proposal.day, "prioritising")
    phone.page()
    with django_assert_max_num_queries(6):
        phone.page()
    with django_assert_max_num_queries(16):
        phone.tap(PART, proposal=proposal.pk, slot=1, revision=0)


@pytest.mark.parametrize("headers", [{}, PART])
def test_results_are_secret_until_they_are_shown(phone: Phone, proposal: KpiProposal, headers: Any) -> None:
    """Neither in the page, nor in what is polled, nor in what a tap answers; and the ETag does not tell of marks."""
    before = phone.get(**headers)
    MarkFactory(proposal=proposal)
    Room.objects.update(marks=50)
    after = phone.get(**headers)
    assert before["ETag"] == after["ETag"]
    assert "results" not in after.content.decode()
    # The wall shows another workshop's: this one's are still secret.
    Room.objects.update(scene="results", workshop=WorkshopFactory(day=proposal.day))
    assert "results" not in phone.get(**headers).content.decode()
    Room.objects.update(workshop=proposal.workshop)
    assert "1 markering av 1 deltagare." in phone.get(**headers).content.decode()
    Room.objects.update(scene="marking")
    in_phase(proposal.day, "processing")
    assert "1 markering av 1 deltagare." in phone.get(**headers).content.decode()


def test_hidden_proposals_are_there_for_those_with_marks_on_them(
    phone: Phone, proposal: KpiProposal, facilitator: Any
) -> None:  # fmt: skip
    phone.tap(proposal=proposal.pk, slot=1, revision=0)
    KpiProposal.objects.filter(workshop=proposal.workshop).update(
        hidden_at=timezone.now(), hidden_by=facilitator, hidden_reason="Nämner en person"
    )
    page = phone.page()
    assert "Andel lärare" not in page and "behöriga" not in page
    assert "[Dolt av processledaren: Nämner en person]" in page
    assert 'id="minus-1"' in page and 'id="plus-1"' not in page and 'id="forslag-2"' not in page
    assert "som processledaren har dolt. Den räknas inte." in page
    phone.tap(withdraw=f"1-{proposal.pk}")
    assert laid(phone) == []
    assert "Inga förslag i den här workshopen" in phone.page()


def test_marks_on_a_merged_proposal_are_shown_on_the_one_that_stands(phone: Phone, proposal: KpiProposal) -> None:
    two = other(proposal)
    phone.tap(proposal=two.pk, slot=1, revision=0)
    KpiProposal.objects.filter(pk=two.pk).update(merged_into=proposal)
    page = phone.page()
    assert f'value="1-{two.pk}" id="minus-1"' in page
    assert phone.tap(withdraw=f"1-{two.pk}")["Location"].endswith("#forslag-1")


def aloud(**values: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), "namn": ""} | values


def test_the_processledare_enters_marks_said_aloud_and_corrects_them(
    lead: Client, proposal: KpiProposal, phone: Phone
) -> None:  # fmt: skip
    page = lead.get(leads(proposal)).content.decode()
    assert "Inga markeringar är inlagda." in page
    answer = lead.post(leads(proposal), aloud(namn=" Ella ", **{"antal-1": "2", "antal-2": ""}))
    spoken = Participant.objects.get(kind="aloud")
    assert (answer.status_code, answer["Location"]) == (302, f"{leads(proposal)}?inlagd={spoken.pk}#inlagda")
    page = lead.get(answer["Location"]).content.decode()
    assert "<bdi>Ella</bdi>, 2 markeringar: 2 på förslag 1" in page
    assert "2 markeringar av 1 deltagare, varav 2 muntligt eller på papper." in page
    page = lead.get(leads(proposal, f"?andra={spoken.pk}")).content.decode()
    assert 'name="namn" value="Ella"' in page and 'name="antal-1" value="2"' in page
    values = aloud(namn="", seen="1", **{"antal-2": "1"})
    assert lead.post(leads(proposal, f"?andra={spoken.pk}"), values).status_code == 302
    assert list(spoken.marks.values_list("proposal__number", flat=True)) == [2]
    # Sent from a page that is old, nothing is written over.
    answer = lead.post(leads(proposal, f"?andra={spoken.pk}"), aloud(seen="1", **{"antal-1": "5"}))
    assert answer.status_code == 422
    assert "har ändrats sedan du öppnade sidan" in answer.content.decode()
    assert 'name="seen" value="2"' in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "Ange minst en markering"),
        ({"antal-1": "4", "antal-2": "2"}, "Det här är 6 markeringar"),
        ({"antal-1": "6"}, "Högst 5."),
        ({"antal-1": "-1"}, "Skriv antalet med siffror"),
        ({"antal-1": "två"}, "Skriv antalet med siffror"),
        ({"antal-1": "1", "key": "x"}, "Formuläret var inte helt"),
        ({"antal-1": "1", "namn": "å" * 81}, "högst 80 får plats"),
    ],
)
def test_what_cannot_be_entered_is_said_and_kept(
    lead: Client, proposal: KpiProposal, values: dict[str, str], why: str
) -> None:  # fmt: skip
    answer = lead.post(leads(proposal), aloud(**values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    for name, value in values.items():
        assert name == "key" or f'name="{name}" value="{value}"' in page
    assert not Mark.objects.exists() and not Participant.objects.filter(kind="aloud").exists()


def test_after_the_close_nothing_is_entered(lead: Client, proposal: KpiProposal) -> None:
    Workshop.objects.update(is_open=False)
    assert "data-sum-marks" not in lead.get(leads(proposal)).content.decode()
    answer = lead.post(leads(proposal), aloud(**{"antal-1": "1"}))
    assert answer.status_code == 422
    assert "Prioriteringen är stängd" in answer.content.decode()


@pytest.mark.parametrize("asked", ["x", "999999", "9" * 30])
def test_only_those_entered_aloud_are_corrected(lead: Client, proposal: KpiProposal, phone: Phone, asked: str) -> None:
    assert lead.get(leads(proposal, f"?andra={asked}")).status_code == 404
    assert lead.get(leads(proposal, f"?andra={phone.person.pk}")).status_code == 404


def test_nobody_else_sees_the_processledares_page(proposal: KpiProposal, handlaggare: Any, client: Client) -> None:
    for user in (None, handlaggare):
        answer = as_user(client, user).get(leads(proposal))
        assert answer.status_code in (302, 404)
