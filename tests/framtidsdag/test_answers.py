"""What an answer tells, and to whom: a draft is its group's alone until what it holds is public."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from drafts.groups import invite
from framtidsdag.models import Answer
from framtidsdag.processing.answers import NOT_PUBLIC, told
from goals import copying, decisions
from goals.models import DraftGroupMember
from tests import factories as f

pytestmark = pytest.mark.django_db
NAME, LEVEL = "Hemligt utkast", "inst 80"


@pytest.fixture
def member():
    user = f.UserFactory(representative=True)
    f.DraftGroupMemberFactory(user=user, since=dt.date(2020, 1, 1))
    return user


@pytest.fixture
def draft(member):
    return f.PlanVersionFactory(group=DraftGroupMember.objects.get(user=member).group, name=NAME)


@pytest.fixture
def answer(draft):
    level = f.AmbitionLevelFactory(version=draft, kpi__title="Behöriga till gymnasiet")
    proposal = f.KpiProposalFactory(workshop__goal=level.goal)
    return f.AnswerFactory(
        proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=draft, reason=""
    )


def read(answer, user=None):
    answer = Answer.objects.select_related("kpi").get(pk=answer.pk)
    return told([answer], user, timezone.localdate())[answer.proposal_id]


def is_told(found):
    return NAME in found.words or LEVEL in found.words or found.version or found.level or found.version_url


def test_everyone_reads_which_nyckeltal_it_became_and_that_the_level_is_not_public(answer):
    assert read(answer).words == f"Blev nyckeltalet Behöriga till gymnasiet. {NOT_PUBLIC}"


def test_a_draft_and_its_level_are_told_to_nobody_outside_the_group(
    answer, fortroendevald, ledamot, handlaggare, facilitator, sekreterare, administrator
):
    other = f.DraftGroupMemberFactory(since=dt.date(2020, 1, 1)).user
    for user in (None, AnonymousUser(), other, fortroendevald, ledamot, handlaggare, facilitator, sekreterare,
                 administrator):  # fmt: skip
        assert not is_told(read(answer, user)), user


def test_a_member_reads_the_level_and_the_draft_it_is_in(answer, member, draft):
    found = read(answer, member)
    assert (found.version, found.is_draft, found.is_public) == (NAME, True, False)
    assert found.level.startswith("Minst 80")
    assert found.version_url == f"/utkast/{draft.pk}/"


def test_an_invited_official_reads_it_until_the_draft_has_left_them(answer, member, draft, handlaggare):
    invite(draft=draft, user=handlaggare, by=member, at=timezone.now())
    assert read(answer, handlaggare).version == NAME
    f.bring(draft, "withdrawn", matter=f.MatterFactory())
    assert not is_told(read(answer, handlaggare))


def test_a_public_proposal_says_which_and_that_nothing_is_decided(answer, draft):
    f.bring(draft, "moved", matter=f.MatterFactory())
    found = read(answer)
    assert (found.version, found.is_public, found.decided) == (NAME, True, None)
    assert "yrkad och inte beslutad" in found.words
    assert found.version_url.startswith("/mal-och-budget/")


def test_a_proposal_put_forward_and_not_yet_public_is_told_to_the_group_alone(answer, member, draft, sekreterare):
    f.bring(draft, "proposed", matter=f.MatterFactory())
    assert not is_told(read(answer))
    assert not is_told(read(answer, AnonymousUser()))
    assert read(answer, member).version == NAME


def test_an_adopted_level_leads_to_the_decision(answer, draft):
    f.bring(draft, "adopted", matter=f.MatterFactory())
    found = read(answer)
    assert found.decided is not None
    assert found.decided.date == f.ADOPTED_ON
    assert found.decided.url.startswith("/beslut/")
    assert "Beslut: " in found.words


def test_a_version_that_was_not_adopted_says_so(answer, draft):
    f.bring(draft, "rejected", matter=f.MatterFactory())
    found = read(answer)
    assert "som inte antogs" in found.words
    assert found.decided is None


def test_the_level_is_found_by_its_key_in_the_copy_that_was_adopted(answer, draft):
    copied = copying.new_draft(plan=draft.plan, name="Antagen kopia", basis=draft, at=timezone.now())
    f.bring(copied, "adopted", matter=f.MatterFactory())
    found = read(answer)
    assert (found.version, found.is_public) == ("Antagen kopia", True)
    assert found.decided is not None


def test_another_groups_draft_that_holds_a_copy_is_not_told(answer, draft, member):
    other = f.DraftGroupMemberFactory(since=dt.date(2020, 1, 1))
    f.bring(draft, "moved", matter=f.MatterFactory())
    copying.new_draft(plan=draft.plan, name="Annans utkast", basis=draft, group=other.group, at=timezone.now())
    assert read(answer, member).version == NAME
    assert "Annans utkast" not in read(answer).words


@pytest.mark.parametrize("how", ["laid_down", "deleted", "level_removed"])
def test_when_the_draft_or_the_level_is_gone_the_answer_says_the_same_to_everyone_outside(answer, draft, how):
    if how == "laid_down":
        decisions.withdraw(version=draft, on=timezone.localdate(), by=None, at=timezone.now())
    elif how == "deleted":
        draft.delete()
    else:
        draft.levels.all().delete()
    assert read(answer).words == f"Blev nyckeltalet Behöriga till gymnasiet. {NOT_PUBLIC}"


def test_a_draft_that_is_deleted_after_the_day_is_bearbetad_leaves_the_answer(answer, draft):
    f.in_phase(answer.proposal.workshop.day, "processed")
    draft.delete()
    assert read(answer).became


def test_a_declined_proposal_tells_why(facilitator):
    answer = f.AnswerFactory(reason="Går inte att mäta", answered_by=facilitator, answered_by_unit="Kansliet")
    found = read(answer)
    assert (found.became, found.reason, found.unit) == (False, "Går inte att mäta", "Kansliet")
    assert found.words == "Blev inte ett nyckeltal. Går inte att mäta"


def test_many_answers_cost_as_much_as_one(answer, draft, member):
    goal = answer.proposal.workshop.goal
    for _ in range(5):
        level = f.AmbitionLevelFactory(version=draft, goal=goal)
        day = answer.proposal.workshop.day
        f.in_phase(day, "workshop")
        proposal = f.KpiProposalFactory(workshop=answer.proposal.workshop)
        f.AnswerFactory(proposal=proposal, kind="became", kpi=level.kpi, level_key=level.key, version=draft, reason="")
    for user in (None, member):
        with CaptureQueriesContext(connection) as queries:
            assert len(told(Answer.objects.select_related("kpi"), user, timezone.localdate())) == 6
        assert len(queries) <= 3  # the answers themselves, the levels, their exceptions


def test_what_is_published_on_a_day_to_come_is_not_told_before(answer, draft):
    f.bring(draft, "proposed", matter=f.MatterFactory())
    later = dt.date(2199, 1, 1)
    found = told([Answer.objects.select_related("kpi").get()], None, later)
    assert not is_told(found[answer.proposal_id])
