"""Where levels are written: which of them answer a proposal, and which proposals wait."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from drafts.groups import invite
from goals.models import DraftGroupMember
from tests import factories as f
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    user = f.UserFactory(representative=True)
    f.DraftGroupMemberFactory(user=user, since=dt.date(2020, 1, 1))
    return user


@pytest.fixture
def draft(member):
    return f.PlanVersionFactory(group=DraftGroupMember.objects.get(user=member).group)


@pytest.fixture
def proposal(draft):
    room = f.RoomFactory(day__phase="workshop", day__plan=draft.plan)
    found = f.KpiProposalFactory(workshop=f.WorkshopFactory(day=room.day), number=7)
    f.in_phase(room.day, "processing")
    return found


def test_a_level_in_a_draft_says_which_proposal_it_answers(member, draft, proposal):
    level = f.AmbitionLevelFactory(version=draft)
    page = f"/utkast/{draft.pk}/"
    assert "förslag 7" not in as_user(Client(), member).get(page).text
    f.AnswerFactory(proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=draft)
    text = as_user(Client(), member).get(page).text
    assert f'href="/framtidsdag/{proposal.workshop.day.date}/forslag/7/"' in text


def test_an_invited_official_is_led_to_the_proposals_that_wait(member, draft, proposal, handlaggare):
    invite(draft=draft, user=handlaggare, by=member, at=f.noon(f.ADOPTED_ON))
    link = f'href="/framtidsdag/{proposal.workshop.day.date}/svara/"'
    page = f"/utkast/{draft.pk}/"
    assert link in as_user(Client(), handlaggare).get(page).text
    assert link not in as_user(Client(), member).get(page).text
    f.AnswerFactory(proposal=proposal)
    assert link not in as_user(Client(), handlaggare).get(page).text
