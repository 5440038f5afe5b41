"""A participant's pages of a workshop: what is seen there, and what is said when something is not taken."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from framtidsdag.fetching import COOKIE
from framtidsdag.models import DiscussionNote, KpiProposal, Room, Workshop
from tests import factories as f

pytestmark = pytest.mark.django_db


class Phone:
    """A browser that has joined the workshop's day."""

    def __init__(self, workshop, participant=None):
        self.workshop, self.day = workshop, workshop.day
        token = uuid.uuid4().hex
        self.participant = participant or f.ParticipantFactory(day=self.day, token=token)
        self.client = Client()
        self.client.cookies[COOKIE] = token

    def url(self, name, *args):
        own = () if name == "part_kpi_search" else (self.workshop.pk,)
        return reverse(name, args=[self.day.date, *own, *args])

    def get(self, name="part_workshop", query="", *args, **headers):
        return self.client.get(self.url(name, *args) + query, headers=headers)

    def poll(self, etag=""):
        return self.get("part_workshop", **{"hx-request": "true", "if-none-match": etag})

    def post(self, name, *args, **fields):
        fields.setdefault("key", str(uuid.uuid4()))
        return self.client.post(self.url(name, *args), fields)


@pytest.fixture
def workshop(db):
    return f.WorkshopFactory(questions="Hur märker vi det?\nFör vem?")


@pytest.fixture
def phone(workshop):
    return Phone(workshop)


def text_of(response):
    return response.content.decode()


def closed(workshop):
    Workshop.objects.filter(pk=workshop.pk).update(is_open=False)
    Room.objects.filter(day=workshop.day).update(stage=99)


def test_one_who_has_not_joined_is_led_to_the_way_in(workshop):
    for method, name in (("get", "part_workshop"), ("post", "part_propose"), ("post", "part_note")):
        url = reverse(name, args=[workshop.day.date, workshop.pk])
        answer = getattr(Client(), method)(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("part", args=[workshop.day.date]))


def test_the_page_shows_goal_questions_proposals_and_notes(phone, workshop):
    f.KpiProposalFactory(workshop=workshop, number=4, title="Andel trygga", reason="För att")
    f.DiscussionNoteFactory(workshop=workshop, text="Vi talade om skolgården")
    page = text_of(phone.get())
    for words in (workshop.goal.name, "Hur märker vi det?", "För vem?", "Andel trygga", "För att", "skolgården"):
        assert words in page
    assert 'id="forslag-4"' in page


def test_another_days_workshop_is_not_there(phone):
    other = f.WorkshopFactory()
    assert phone.client.get(reverse("part_workshop", args=[phone.day.date, other.pk])).status_code == 404
    answer = phone.client.post(
        reverse("part_propose", args=[phone.day.date, other.pk]), {"key": str(uuid.uuid4()), "title": "X"}
    )
    assert answer.status_code == 404
    assert not KpiProposal.objects.exists()


def test_proposing_leads_to_the_proposal_in_the_list(phone):
    answer = phone.post("part_propose", title="Andel trygga", reason="Därför")
    assert (answer.status_code, answer["Location"]) == (302, f"{phone.url('part_workshop')}#forslag-1")
    page = text_of(phone.get())
    assert 'data-taken="titel varfor"' in page
    assert "Ändra förslag 1" in page


def test_the_same_form_sent_twice_is_stored_once(phone):
    key = str(uuid.uuid4())
    for _ in range(2):
        assert phone.post("part_propose", title="Andel trygga", key=key).status_code == 302
    assert KpiProposal.objects.count() == 1


def test_one_of_the_catalogue_is_chosen_by_its_code(phone):
    kpi = f.KpiFactory(code="N00914", title="Sjukfrånvaro")
    assert phone.post("part_propose", code="N00914", title="sjuk").status_code == 302
    assert KpiProposal.objects.get().kpi == kpi
    assert "Sjukfrånvaro" in text_of(phone.get())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Skriv vilket nyckeltal du föreslår"),
        ({"title": "å" * 201, "reason": "Står kvar"}, "högst 200"),
        ({"title": "Står kvar", "reason": "å" * 2001}, "högst 2\u00a0000"),
        ({"title": "Står kvar", "code": "FINNS INTE"}, "finns inte i katalogen"),
        ({"title": "Står kvar", "code": "a\0b"}, "finns inte i katalogen"),
        ({"title": "Står kvar", "key": "ingen nyckel"}, "för gammalt"),
        ({"title": "\u200b\u200d", "reason": "Står kvar"}, "Skriv vilket nyckeltal"),
        ({"title": "Står kvar", "reason": "[borttaget ur webbversionen]"}, "maskerad"),
    ],
)
def test_what_is_refused_is_said_and_everything_typed_is_still_there(phone, fields, words):
    answer = phone.post("part_propose", **fields)
    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert 'role="alert"' in page
    for name in ("title", "reason"):
        if fields.get(name) and fields[name] != "\u200b\u200d":
            assert fields[name] in page
    assert not KpiProposal.objects.exists()


def test_any_text_is_shown_as_text(phone):
    words = "<script>alert(1)</script> 👩\u200d👧 \u0645\u0631\u062d \u202eomvänt {{ 7 }} %s"
    assert phone.post("part_propose", title=words, reason=words).status_code == 302
    phone.post("part_note", text=words)
    page = text_of(phone.get())
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; 👩\u200d👧") >= 3
    assert "\u202e" not in page


def test_a_workshop_that_closes_while_one_writes_keeps_what_is_typed(phone, workshop):
    closed(workshop)
    answer = phone.post("part_propose", title="Mitt långa förslag", reason="Mitt skäl")
    assert answer.status_code == 422
    for words in ("Workshopen är stängd", "Mitt långa förslag", "Mitt skäl"):
        assert words in text_of(answer)
    answer = phone.post("part_note", text="Min anteckning")
    assert answer.status_code == 422
    assert "Min anteckning" in text_of(answer)
    page = text_of(phone.get())
    assert "tas inga förslag" in page
    assert "<form" not in page


@pytest.mark.parametrize("phase", ["situation", "prioritising", "processing"])
def test_in_another_phase_nothing_is_taken(phone, workshop, phase):
    f.in_phase(workshop.day, phase)
    for name, fields in (("part_propose", {"title": "Sent"}), ("part_note", {"text": "Sent"})):
        answer = phone.post(name, **fields)
        assert answer.status_code == 422
        assert "medan workshopen pågår" in text_of(answer)
    assert not KpiProposal.objects.exists()
    assert not DiscussionNote.objects.exists()


def test_the_key_of_somebody_elses_form_is_refused(phone, workshop):
    own = f.KpiProposalFactory(workshop=workshop)
    answer = phone.post("part_propose", title="Något helt annat", key=str(own.key))
    assert answer.status_code == 422
    assert "Något helt annat" in text_of(answer)
    assert KpiProposal.objects.count() == 1


def test_what_is_there_already_is_asked_about_once_and_never_refused(phone, workshop):
    f.KpiProposalFactory(workshop=workshop, number=4, title="Andel trygga elever")
    answer = phone.post("part_propose", title="Andel trygga elever", reason="Ja")
    assert answer.status_code == 422
    assert "Det här finns redan" in text_of(answer)
    assert "Lägg till ändå" in text_of(answer)
    for said in ({"anda": "1"}, {"sett": "4 5 6"}):
        assert phone.post("part_propose", title="Andel trygga elever", **said).status_code == 302


def test_the_search_shows_hits_with_curve_and_value_and_what_is_there(phone, workshop):
    kpi = f.KpiFactory(code="N1", title="Sjukfrånvaro kommunalt anställda", unit="%", decimals=1)
    for year, value in ((2018, "7.1"), (2019, "6.4")):
        f.KpiValueFactory(kpi=kpi, year=year, value=value)
    f.KpiProposalFactory(workshop=workshop, number=7, title="Sjukfrånvaro")
    part = text_of(phone.get("part_kpi_search", f"?q=sjukfrånvaro&workshop={workshop.pk}", **{"hx-request": "true"}))
    for words in ("Sjukfrånvaro kommunalt anställda", "6,4\u00a0%", "2019", "<svg", 'value="N1"', "Förslag 7", "<ul"):
        assert words in part
    assert "<html" not in part
    chosen = text_of(phone.get("part_kpi_search", f"?valj=N1&workshop={workshop.pk}", **{"hx-request": "true"}))
    assert 'name="code" value="N1"' in chosen
    other = text_of(phone.get("part_kpi_search", f"?annat=1&workshop={workshop.pk}", **{"hx-request": "true"}))
    assert 'name="title"' in other


def test_without_javascript_the_search_and_the_choice_keep_what_is_typed(phone, workshop):
    f.KpiFactory(code="N1", title="Sjukfrånvaro")
    answer = phone.post("part_propose", title="sjukfrånvaro", reason="Mitt skäl", sok="1")
    assert answer.status_code == 200
    assert 'value="N1"' in text_of(answer)
    assert "Mitt skäl" in text_of(answer)
    answer = phone.post("part_propose", title="sjukfrånvaro", reason="Mitt skäl", valj="N1")
    assert 'name="code" value="N1"' in text_of(answer)
    assert "Mitt skäl" in text_of(answer)
    assert not KpiProposal.objects.exists()
    answer = phone.get("part_kpi_search", f"?q=sjukfrånvaro&workshop={workshop.pk}")
    assert answer.status_code == 302
    assert "Sjukfrånvaro" in text_of(phone.client.get(answer["Location"]))


@pytest.mark.parametrize(
    "query", ["", "?q=%00", f"?q={'a' * 3000}", "?q=%25_%27", "?valj=%00", "?workshop=999999", "?workshop=x"]
)
def test_a_search_for_anything_is_answered(phone, query):
    assert phone.get("part_kpi_search", query, **{"hx-request": "true"}).status_code in (200, 404)


def test_one_amends_ones_own_and_never_anothers(phone, workshop):
    own = f.KpiProposalFactory(workshop=workshop, number=1, participant=phone.participant, title="Mitt")
    f.KpiProposalFactory(workshop=workshop, number=2, title="Annans")
    assert "Mitt" in text_of(phone.get("part_amend", "", 1))
    assert phone.post("part_amend", 1, title="Mitt i nya ord", reason="R").status_code == 302
    assert phone.post("part_amend", 1, title="", reason="Står kvar").status_code == 422
    assert phone.get("part_amend", "", 2).status_code == 404
    assert phone.post("part_amend", 2, title="Kapat").status_code == 404
    closed(workshop)
    answer = phone.post("part_amend", 1, title="Sent skrivet")
    assert answer.status_code == 422
    assert "Sent skrivet" in text_of(answer)
    own.refresh_from_db()
    assert own.title == "Mitt i nya ord"


def test_a_hidden_text_keeps_its_place_and_not_its_words(phone, workshop, facilitator):
    proposal = f.KpiProposalFactory(workshop=workshop, title="Om Anna")
    note = f.DiscussionNoteFactory(workshop=workshop, text="Om Bengt")
    assert "Om Anna" in text_of(phone.get())
    for row in (proposal, note):
        type(row).objects.filter(pk=row.pk).update(
            hidden_at=timezone.now(), hidden_by=facilitator, hidden_reason="Enskild person"
        )
    Room.objects.filter(day=workshop.day).update(texts=50)
    page = text_of(phone.get())
    assert page.count("[Dolt av processledaren: Enskild person]") == 2
    assert "Om Anna" not in page
    assert "Om Bengt" not in page


def test_the_polled_part_is_304_until_something_is_written(phone, workshop, django_assert_max_num_queries):
    etag = re.search(r'data-etag="([^"]+)"', text_of(phone.get()))[1].replace("&quot;", '"')
    phone.poll(etag)  # seen is told at most every twenty seconds
    with django_assert_max_num_queries(2):
        assert phone.poll(etag).status_code == 304
    Phone(workshop).post("part_propose", title="Nytt")
    answer = phone.poll(etag)
    assert answer.status_code == 200
    assert "Nytt" in text_of(answer)
    assert phone.poll(answer["ETag"]).status_code == 304


@pytest.mark.parametrize("n", [5, 60])
def test_the_page_costs_the_same_whatever_the_number_of_proposals(phone, workshop, n, django_assert_max_num_queries):
    for at in range(n):
        f.KpiProposalFactory(workshop=workshop, kpi=f.KpiFactory() if at % 2 else None)
        f.DiscussionNoteFactory(workshop=workshop)
    with django_assert_max_num_queries(20):
        assert phone.get().status_code == 200
    with django_assert_max_num_queries(6):
        assert phone.get().status_code == 200


def test_in_the_prioritering_the_page_leads_to_the_marks(phone, workshop):
    f.in_phase(workshop.day, "prioritising")
    assert reverse("part_marking", args=[workshop.day.date, workshop.pk]) in text_of(phone.get())


def test_everyones_part_is_the_same(workshop):
    one, other = Phone(workshop), Phone(workshop)
    one.post("part_propose", title="Mitt eget")
    assert text_of(one.poll()).split("workshop-live")[1] == text_of(other.poll()).split("workshop-live")[1]
