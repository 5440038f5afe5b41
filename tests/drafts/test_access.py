"""Who may read which version, and why: the one place where a draft's secrecy is decided."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from drafts import access
from drafts.access import Access
from drafts.models import DraftLook
from goals.transitions import Status
from tests import factories
from tests.scene import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022."""


@pytest.fixture
def membership():
    return factories.DraftGroupMemberFactory()


def version(membership, status=Status.DRAFT):
    found = factories.PlanVersionFactory(group=membership.group)
    if status != Status.DRAFT:
        factories.bring(found, status, matter=factories.MatterFactory(), on=TODAY - dt.timedelta(days=5))
        found.refresh_from_db()
    return found


def request(user):
    made = RequestFactory().get("/utkast/1/")
    made.user = user
    return made


def why(user, found):
    return access.with_access(user, TODAY).get(pk=found.pk).access


def test_each_reason_to_read_a_draft(membership, handlaggare, administrator, sekreterare):
    draft = version(membership)
    factories.DraftInvitationFactory(version=draft, user=handlaggare)
    reasons = {user: why(user, draft) for user in (membership.user, handlaggare, administrator, sekreterare)}
    assert list(reasons.values()) == [Access.MEMBER, Access.INVITED, Access.LOOKING, ""]


def test_a_superuser_looks_as_an_administrator_does(membership):
    superuser = factories.UserFactory(is_superuser=True)
    assert why(superuser, version(membership)) == Access.LOOKING


def test_an_ended_invitation_and_one_to_another_draft_are_no_reasons(membership, handlaggare):
    draft = version(membership)
    factories.DraftInvitationFactory(version=version(membership), user=handlaggare)
    factories.DraftInvitationFactory(version=draft, user=handlaggare, ended_at=factories.noon(TODAY))
    assert why(handlaggare, draft) == ""


def test_the_secretary_reads_what_is_put_forward_before_it_is_public_but_no_draft(membership, sekreterare, handlaggare):
    draft, proposed, laid_down = (version(membership, s) for s in (Status.DRAFT, Status.PROPOSED, Status.WITHDRAWN))
    readable = access.readable(sekreterare, TODAY)
    assert [found.pk for found in readable.order_by("pk")] == [proposed.pk]
    assert not access.readable(handlaggare, TODAY).filter(pk__in=[draft.pk, proposed.pk, laid_down.pk]).exists()


def test_what_an_administrator_may_look_at_is_in_no_list(membership, administrator):
    draft = version(membership)
    assert not access.readable(administrator, TODAY).filter(pk=draft.pk).exists()
    assert not access.drafts_of(administrator, TODAY).exists()
    assert access.draft_or_404(request(administrator), draft.pk) == draft
    look = DraftLook.objects.get()
    assert (look.version, look.user, look.path) == (draft, administrator, "/utkast/1/")
    with pytest.raises(Http404):
        access.writable_or_404(request(administrator), draft.pk)


def test_nobody_elses_reading_is_logged(membership):
    access.draft_or_404(request(membership.user), version(membership).pk)
    assert not DraftLook.objects.exists()


def test_a_public_version_is_read_by_all(membership):
    moved = version(membership, Status.MOVED)
    for user in (AnonymousUser(), factories.UserFactory(), membership.user):
        assert access.readable(user, TODAY).filter(pk=moved.pk).exists()


@pytest.mark.parametrize("status", [Status.PROPOSED, Status.MOVED, Status.ADOPTED])
def test_what_has_left_utkast_is_no_draft_even_to_its_group(membership, status):
    with pytest.raises(Http404):
        access.draft_or_404(request(membership.user), version(membership, status).pk)


def test_a_draft_laid_down_is_read_by_its_group_and_written_by_nobody(membership):
    laid_down = version(membership, Status.WITHDRAWN)
    assert access.draft_or_404(request(membership.user), laid_down.pk) == laid_down
    with pytest.raises(Http404):
        access.writable_or_404(request(membership.user), laid_down.pk)


def test_a_draft_without_a_group_is_nobodys(membership):
    ownerless = factories.PlanVersionFactory()
    assert why(membership.user, ownerless) == ""


def test_who_may_read_is_asked_in_one_query(membership, django_assert_num_queries):
    draft = version(membership)
    with django_assert_num_queries(1):
        access.draft_or_404(request(membership.user), draft.pk)
