"""Röda tråden from a proposal to the decision and the outcome, and back again, by links alone."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from framtidsdag.processing.origins import read
from tests import factories as f

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="([^"#?]+)')


@pytest.fixture
def scene():
    """Proposal 7 of a day became a nyckeltal whose level fullmäktige adopted; its value is known."""
    f.AreaFactory(own=True)

    def fill(version):
        statement = f.GoalStatementFactory(version=version)
        f.AmbitionLevelFactory(version=version, goal=statement.goal)

    version = f.PlanVersionFactory(adopted=True, filled_by=fill, plan__body=f.BodyFactory(council=True))
    level = version.levels.get()
    room = f.RoomFactory(day__phase="workshop", day__plan=version.plan, day__theme="Skolan", day__date=f.ADOPTED_ON)
    workshop = f.WorkshopFactory(day=room.day, goal=level.goal)
    proposal = f.KpiProposalFactory(workshop=workshop, number=7)
    merged = f.KpiProposalFactory(workshop=workshop, number=8, merged_into=proposal)
    for one in (proposal, proposal, merged):
        f.MarkFactory(proposal=one)
    f.AnswerFactory(
        proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=version, reason="",
        answered_at=f.noon(f.ADOPTED_ON),
    )  # fmt: skip
    f.in_phase(room.day, "processed")
    f.KpiValueFactory(kpi=level.kpi, year=2020, value="71.8")
    return proposal, level, version


def links(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return set(HREF.findall(response.text)), response.text


def test_from_the_proposal_to_the_decision_and_the_outcome_and_back(client, scene):
    proposal, level, version = scene
    day = proposal.workshop.day
    start = f"/framtidsdag/{day.date}/forslag/7/"
    found, text = links(client, start)
    decision = next(url for url in found if url.startswith("/beslut/") and url != "/beslut/")
    for url in (level.kpi.get_absolute_url(), version.get_absolute_url(), day.get_absolute_url(),
                level.goal.get_absolute_url()):  # fmt: skip
        assert url in found, url
    assert "3 markeringar" in text
    for url in (level.kpi.get_absolute_url(), version.get_absolute_url(), level.goal.get_absolute_url(),
                version.plan.get_absolute_url()):  # fmt: skip
        back, text = links(client, url)
        assert start in back, url
        assert day.get_absolute_url() in back, url
        assert "3 markeringar" in text, url
    assert version.get_absolute_url() in links(client, decision)[0]
    assert client.get(level.kpi.get_absolute_url()).text.count("Dagens förslag är inte inlagda.") == 0


def test_the_pages_cost_no_more_queries_than_before(client, scene):
    _, level, version = scene
    for url in (level.kpi.get_absolute_url(), level.goal.get_absolute_url(), version.get_absolute_url(),
                version.plan.get_absolute_url()):  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        assert len(queries) <= 10, url


def test_a_level_is_found_by_its_key_in_the_next_copy(client, scene):
    _, _, version = scene
    copied = f.PlanVersionFactory(adopted=True, plan=version.plan, basis=version, name="Reviderad plan")
    assert "förslag 7" in client.get(copied.get_absolute_url()).text


def test_a_day_that_goes_back_to_the_prioritering_shows_neither_marks_nor_proposal(client, scene):
    proposal, level, version = scene
    f.in_phase(proposal.workshop.day, "prioritising")
    for url in (level.kpi.get_absolute_url(), level.goal.get_absolute_url(), version.get_absolute_url()):
        text = client.get(url).text
        assert "förslag 7" not in text
        assert "3 markeringar" not in text


def test_a_nyckeltal_says_where_it_came_from_before_its_level_is_public(client):
    level = f.AmbitionLevelFactory(version=f.PlanVersionFactory(name="Hemligt utkast"))
    proposal = f.KpiProposalFactory(number=2)
    f.AnswerFactory(proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=level.version)
    text = client.get(level.kpi.get_absolute_url()).text
    assert "förslag 2" in text
    assert "0 markeringar" in text
    assert "Hemligt utkast" not in text


def test_a_declined_proposal_leads_to_no_nyckeltal(client):
    proposal = f.KpiProposalFactory()
    f.AnswerFactory(proposal=proposal, reason="Går inte att mäta")
    text = client.get(f"/framtidsdag/{proposal.day.date}/forslag/{proposal.number}/").text
    assert "Blev inte ett nyckeltal" in text


def test_a_days_own_proposals_stand_on_its_thread(client, scene):
    proposal, _, version = scene
    later = f.RoomFactory(day__phase="processing", day__plan=version.plan, day__date=f.ADOPTED_ON.replace(day=20)).day
    text = client.get(proposal.workshop.day.get_absolute_url()).text
    assert '<span class="label">1 förslag</span>' in text
    assert '<span class="label">3 markeringar</span>' in text
    assert '<span class="label">1 förslag</span>' not in client.get(later.get_absolute_url()).text


def test_nothing_is_read_of_nothing():
    assert read("") == read(None) == ()
