"""The work list and the page where a proposal is answered: who reaches them, and what they say and store."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from framtidsdag.models import Answer
from framtidsdag.processing.answering import seen_of
from tests import factories as f
from tests.plugins.people import ROLES, as_user

pytestmark = pytest.mark.django_db
MAY = ("handlaggare", "facilitator")


@pytest.fixture
def workshop():
    return f.WorkshopFactory(goal__name="God utbildning")


@pytest.fixture
def proposal(workshop):
    found = f.KpiProposalFactory(workshop=workshop, number=1, title="Andel behöriga")
    f.in_phase(workshop.day, "processing")
    return found


@pytest.fixture
def level(proposal, handlaggare):
    group = f.DraftGroupFactory()
    f.DraftGroupMemberFactory(group=group, user=handlaggare, since=dt.date(2020, 1, 1))
    draft = f.PlanVersionFactory(group=group, name="Reviderat utkast")
    return f.AmbitionLevelFactory(version=draft, goal=proposal.workshop.goal, kpi__title="Behöriga till gymnasiet")


@pytest.fixture
def officer(handlaggare):
    return as_user(Client(), handlaggare)


def list_of(day, query=""):
    return f"/framtidsdag/{day.date}/svara/{query}"


def url_of(proposal, query=""):
    return f"/framtidsdag/{proposal.workshop.day.date}/svara/{proposal.number}/{query}"


def became(level, **extra):
    return {"svar": "blev", "blev-utkast": level.version_id, "blev-niva": level.key, "seen": ""} | extra


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_are_there_for_those_who_answer_alone(client, proposal, person_of, role):
    as_user(client, person_of(role))
    for url in (list_of(proposal.workshop.day), url_of(proposal)):
        status = client.get(url, follow=False).status_code
        assert status == 200 if role in MAY else status in (302, 404), (role, url)
    assert client.post(url_of(proposal), {"svar": "inte", "inte-motivering": "x"}).status_code != 200
    assert Answer.objects.exists() == (role in MAY)


def test_the_list_has_every_proposal_by_priority_and_how_far_it_has_come(officer, workshop):
    few, many = (
        f.KpiProposalFactory(workshop=workshop, title="Få"),
        f.KpiProposalFactory(workshop=workshop, title="Många"),
    )
    merged = f.KpiProposalFactory(workshop=workshop, merged_into=few, title="Ihopslaget")
    for one in (many, many, many, few, merged):
        f.MarkFactory(proposal=one)
    f.AnswerFactory(proposal=few)
    text = officer.get(list_of(workshop.day)).text
    assert text.index("Många") < text.index("Få")
    assert "1 av 2 besvarade" in text
    assert "Ihopslaget" not in text


def test_the_list_is_filtered_by_goal_and_answer(officer, workshop):
    other = f.WorkshopFactory(day=workshop.day)
    one, two = (
        f.KpiProposalFactory(workshop=workshop, title="Första"),
        f.KpiProposalFactory(workshop=other, title="Andra"),
    )
    f.AnswerFactory(proposal=one)
    assert two
    for query, seen, unseen in (
        ("?visa=obesvarade", "Andra", "Första"), ("?visa=besvarade", "Första", "Andra"),
        (f"?mal={workshop.goal.slug}", "Första", "Andra"),
    ):  # fmt: skip
        for headers in ({}, {"hx-request": "true"}):
            text = officer.get(list_of(workshop.day, query), headers=headers).text
            assert seen in text, query
            assert unseen not in text, query
    assert officer.get(list_of(workshop.day, "?visa=allt")).status_code == 400


def test_before_the_bearbetning_the_list_says_when(officer, workshop):
    proposal = f.KpiProposalFactory(workshop=workshop)
    text = officer.get(list_of(workshop.day)).text
    assert "när prioriteringen är avslutad" in text
    assert proposal.title not in text
    assert officer.get(url_of(proposal)).status_code == 302


def test_a_proposal_becomes_a_level_in_a_draft_and_the_next_one_comes(officer, proposal, level):
    f.in_phase(proposal.workshop.day, "workshop")
    after = f.KpiProposalFactory(workshop=proposal.workshop, number=2)
    f.in_phase(proposal.workshop.day, "processing")
    page = officer.get(url_of(proposal)).text
    for words in ("Reviderat utkast", "Behöriga till gymnasiet", "Minst 80", "Lägg till en ny nivå"):
        assert words in page
    response = officer.post(url_of(proposal), became(level, **{"blev-kommentar": "Tack!"}), follow=True)
    assert response.redirect_chain[0][0] == url_of(after, f"?utkast={level.version_id}")
    assert "1 av 2 besvarade" in response.text
    answer = Answer.objects.get()
    assert (answer.kpi, answer.level_key, answer.version, answer.reason) == (
        level.kpi, level.key, level.version, "Tack!"
    )  # fmt: skip


def test_when_all_are_answered_the_list_says_so(officer, proposal):
    response = officer.post(
        url_of(proposal), {"svar": "inte", "inte-motivering": "Mäts redan", "seen": ""}, follow=True
    )
    assert "Alla förslag har fått svar" in response.text
    assert Answer.objects.get().reason == "Mäts redan"


def test_no_level_chosen_is_said_at_the_field_with_the_comment_still_there(officer, proposal, level):
    data = became(level, **{"blev-kommentar": "Det jag skrev"})
    del data["blev-niva"]
    response = officer.post(url_of(proposal), data)
    assert response.status_code == 422
    assert "Välj en ambitionsnivå." in response.text
    assert "Det jag skrev" in response.text


@pytest.mark.parametrize("reason", ["", " ", "x" * 4001])
def test_a_reason_that_is_missing_or_too_long_is_said_at_the_field(officer, proposal, reason):
    response = officer.post(url_of(proposal), {"svar": "inte", "inte-motivering": reason, "seen": ""})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert reason.strip() in response.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "data",
    [{}, {"svar": "x"}, {"svar": "blev", "blev-utkast": "å", "blev-niva": "\0"},
     {"svar": "blev", "blev-utkast": "9" * 30, "blev-niva": str(uuid.uuid4())}],
)  # fmt: skip
def test_nonsense_is_refused(officer, proposal, level, data):
    assert officer.post(url_of(proposal), data).status_code == 422
    assert not Answer.objects.exists()


def test_anothers_draft_is_neither_offered_nor_taken(proposal, level, facilitator):
    client = as_user(Client(), facilitator)
    page = client.get(url_of(proposal, f"?utkast={level.version_id}")).text
    assert "Reviderat utkast" not in page
    assert "Be gruppen" in page
    response = client.post(url_of(proposal), became(level))
    assert response.status_code == 422
    assert "Reviderat utkast" not in response.text
    assert "Behöriga till gymnasiet" not in response.text
    assert not Answer.objects.exists()


def test_the_second_of_two_sees_what_the_first_answered_and_keeps_their_own_words(officer, proposal, facilitator):
    first = f.AnswerFactory(proposal=proposal, reason="Den förstas skäl", answered_by_unit="Kansliet")
    data = {"svar": "inte", "inte-motivering": "Den andras skäl", "seen": ""}
    response = officer.post(url_of(proposal), data)
    assert response.status_code == 422
    for words in ("har besvarats av Kansliet", "Den förstas skäl", "Den andras skäl", seen_of(first)):
        assert words in response.text
    assert officer.post(url_of(proposal), data | {"seen": seen_of(first)}).status_code == 302
    assert Answer.objects.get().reason == "Den andras skäl"


def test_an_answer_is_taken_back(officer, proposal):
    answer = f.AnswerFactory(proposal=proposal)
    response = officer.post(url_of(proposal), {"svar": "tillbaka", "seen": seen_of(answer)}, follow=True)
    assert "tillbakataget" in response.text
    assert not Answer.objects.exists()
    f.AnswerFactory(proposal=proposal)
    assert officer.post(url_of(proposal), {"svar": "tillbaka", "seen": "0.0"}).status_code == 422


def test_the_levels_of_another_place_come_as_a_fragment_and_as_a_page(officer, proposal, level):
    def fill(version):
        f.AmbitionLevelFactory(version=version, kpi__title="Junis mått")

    version = f.PlanVersionFactory(adopted=True, plan=level.version.plan, name="Junis plan", filled_by=fill)
    proposal.workshop.day.plan = version.plan
    proposal.workshop.day.save()
    url = url_of(proposal, f"?utkast={version.pk}")
    part = officer.get(url, headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "Junis mått" in part
    assert "Junis mått" in officer.get(url).text


def test_a_bearbetad_day_shows_its_answers_and_no_forms(officer, proposal):
    f.AnswerFactory(proposal=proposal, reason="Slutligt svar")
    f.in_phase(proposal.workshop.day, "processed")
    page = officer.get(url_of(proposal)).text
    assert "Slutligt svar" in page
    assert "Spara: det blev" not in page
    assert officer.post(url_of(proposal), {"svar": "inte", "inte-motivering": "Nytt"}).status_code == 422
    assert "Svaren ändras inte mer" in officer.get(list_of(proposal.workshop.day)).text


def test_a_merged_proposal_leads_to_the_one_that_stands(officer, workshop):
    standing = f.KpiProposalFactory(workshop=workshop)
    merged = f.KpiProposalFactory(workshop=workshop, merged_into=standing)
    f.in_phase(workshop.day, "processing")
    assert officer.get(url_of(merged)).headers["Location"] == url_of(standing)
    assert officer.post(url_of(merged), {"svar": "inte", "inte-motivering": "x"}).status_code == 422


def test_forty_proposals_cost_as_many_queries_as_four(officer, workshop, django_assert_max_num_queries):
    proposals = [f.KpiProposalFactory(workshop=workshop) for _ in range(40)]
    f.in_phase(workshop.day, "processing")
    with django_assert_max_num_queries(22):
        assert officer.get(list_of(workshop.day)).status_code == 200
    with django_assert_max_num_queries(40):
        assert officer.get(url_of(proposals[3])).status_code == 200
