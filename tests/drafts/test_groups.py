"""Invitations, looks, samverkan and laying a draft down: who is told, who may, and from when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from drafts import groups
from drafts.groups import GroupError
from drafts.models import Consultation, DraftInvitation
from goals import decisions
from tests import factories
from tests.plugins.people import as_user
from tests.scene import TODAY

pytestmark = pytest.mark.django_db

AT = factories.noon(TODAY)


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022."""


@pytest.fixture
def group():
    return factories.DraftGroupFactory(name="Beredningen")


@pytest.fixture
def member(group):
    return factories.DraftGroupMemberFactory(
        group=group, user__first_name="Fia", user__last_name="Fjord", user__representative=True
    ).user


@pytest.fixture
def draft(group, member):
    return factories.PlanVersionFactory(group=group, by=member, name="Vårt förslag")


@pytest.fixture
def official():
    return factories.UserFactory(officer=True, first_name="Hanna", last_name="Handfast", unit="Kansliet")


def page(client, draft, user, **query):
    return as_user(client, user).get(reverse("draft_people", args=[draft.pk]), query)


def test_an_invited_official_reads_and_writes_from_then_on_and_until_it_is_ended(client, draft, member, official):
    url = reverse("draft_log", args=[draft.pk])
    assert as_user(client, official).get(url).status_code == 404
    as_user(client, member).post(reverse("draft_invite", args=[draft.pk]), {"konto": official.pk})
    assert as_user(client, official).get(url).status_code == 200
    invitation = DraftInvitation.objects.get()
    assert (invitation.user, invitation.invited_by, invitation.invited_at) == (official, member, timezone.now())
    as_user(client, member).post(reverse("draft_invitation_end", args=[draft.pk, invitation.pk]))
    assert as_user(client, official).get(url).status_code == 404
    assert "Tidigare inbjudna (1)" in page(client, draft, member).content.decode()


def test_an_invitation_is_not_carried_to_a_copy_of_the_draft(client, draft, member, official):
    groups.invite(draft=draft, user=official, by=member, at=AT)
    url = f"{reverse('draft_new')}?version={draft.pk}"
    made = as_user(client, member).post(url, {"name": "Kopian", "year": draft.plan.year})
    assert as_user(client, official).get(made.headers["Location"]).status_code == 404
    assert DraftInvitation.objects.count() == 1


def test_only_officials_are_invited_and_each_once(draft, member, official):
    with pytest.raises(GroupError, match="Bara tjänstemän"):
        groups.invite(draft=draft, user=factories.UserFactory(representative=True), by=member, at=AT)
    groups.invite(draft=draft, user=official, by=member, at=AT)
    with pytest.raises(GroupError, match="redan inbjuden"):
        groups.invite(draft=draft, user=official, by=member, at=AT)
    groups.end_invitation(invitation=DraftInvitation.objects.get(), by=member, at=AT)
    groups.invite(draft=draft, user=official, by=member, at=AT)
    assert DraftInvitation.objects.filter(ended_at=None).count() == 1


def test_a_member_is_not_invited_too(draft, group, member, official):
    factories.DraftGroupMemberFactory(group=group, user=official)
    with pytest.raises(GroupError, match="redan med i gruppen"):
        groups.invite(draft=draft, user=official, by=member, at=AT)


def test_a_fault_is_said_on_the_page(client, draft, member):
    other = factories.UserFactory(representative=True)
    as_user(client, member)
    answer = client.post(reverse("draft_invite", args=[draft.pk]), {"konto": other.pk}, follow=True)
    assert "Bara tjänstemän med konto i portalen" in answer.content.decode()
    for nonsense in ("", "x", "99999999", "−1"):
        assert client.post(reverse("draft_invite", args=[draft.pk]), {"konto": nonsense}).status_code == 404


def test_officials_are_found_by_name_and_unit(client, draft, member, official):
    factories.UserFactory(officer=True, first_name="Börje", last_name="Åström", unit="Tekniska kontoret")
    for words, found in (("hand", True), ("KANSLI", True), ("åström", False), ("", True)):
        text = page(client, draft, member, q=words).content.decode()
        assert ("Hanna Handfast" in text) is found, words
    assert "Ingen tjänsteman passar" in page(client, draft, member, q="nobody").content.decode()


def test_a_long_list_of_officials_is_cut_and_says_so(client, draft, member):
    for _ in range(23):
        factories.UserFactory(officer=True)
    text = page(client, draft, member).content.decode()
    assert text.count(">Bjud in<span") == 20 and "3 till. Sök" in text


def test_those_invited_do_not_invite(client, draft, member, official):
    groups.invite(draft=draft, user=official, by=member, at=AT)
    text = page(client, draft, official).content.decode()
    assert "Bjud in" not in text and "Avsluta" not in text


def test_a_look_is_listed_with_who_when_and_what(client, draft, member, administrator):
    as_user(client, administrator).get(reverse("draft_log", args=[draft.pk]))
    text = " ".join(page(client, draft, member).content.decode().split())
    assert f"Administratören {administrator.get_full_name()} läste ändringarna <time" in text
    assert "15 mars 2022 kl. 12.00" in text


def test_someone_whose_membership_ended_yesterday_is_a_stranger_today(client, draft, group, member):
    url = reverse("draft_people", args=[draft.pk])
    for until, expected in ((TODAY, 200), (TODAY - dt.timedelta(days=1), 404)):
        group.members.update(until=until)
        assert as_user(client, member).get(url).status_code == expected
    group.members.update(until=None, since=TODAY + dt.timedelta(days=1))
    assert as_user(client, member).get(url).status_code == 404


def test_laying_down_is_asked_for_once_more_and_then_nothing_can_be_changed(client, draft, member, official):
    groups.invite(draft=draft, user=official, by=member, at=AT)
    url = reverse("draft_withdraw", args=[draft.pk])
    as_user(client, member)
    assert "Lägg ned utkastet?" in client.get(url).content.decode()
    assert client.post(url).headers["Location"] == reverse("draft", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.status, draft.left_draft_on, draft.published_on) == ("withdrawn", TODAY, None)
    assert page(client, draft, member).status_code == 200
    assert client.post(url).status_code == client.get(url).status_code == 404
    for call in (
        lambda: groups.invite(draft=draft, user=official, by=member, at=AT),
        lambda: groups.consult(draft=draft, held_on=TODAY, note="", by=member, at=AT),
        lambda: groups.withdraw(draft=draft, by=member, at=AT),
    ):
        with pytest.raises(GroupError, match="lämnat utkast"):
            call()


def test_samverkan_is_noted_and_changed(client, draft, member):
    url = reverse("draft_consultation", args=[draft.pk])
    as_user(client, member)
    assert client.post(url, {"held_on": "2022-03-01", "note": "Möte"}).headers["Location"] == url
    assert client.post(url, {"held_on": "2022-03-02", "note": ""}).status_code == 302
    held = Consultation.objects.get()
    assert (held.held_on, held.note, held.by) == (dt.date(2022, 3, 2), "", member)
    assert "hölls den 2 mars 2022" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2022-03-16", "Dagen har inte kommit än"),
        ("", "Ange dagen"),
        ("i mars", "med siffror"),
        ("0202-03-01", "siffror"),
    ],
)
def test_a_day_that_cannot_be_is_an_error_at_its_field(client, draft, member, day, said):
    url = reverse("draft_consultation", args=[draft.pk])
    answer = as_user(client, member).post(url, {"held_on": day, "note": "Mötet"})
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and "Mötet" in text
    assert not Consultation.objects.exists()


def test_what_has_been_put_forward_is_not_reached_as_a_draft(client, draft, member):
    decisions.move(version=draft, matter=factories.MatterFactory(), on=TODAY, by=None, at=AT)
    assert page(client, draft, member).status_code == 404


def test_what_has_been_put_forward_is_led_to_only_by_those_who_may_read_it(client, group, member):
    proposed = factories.PlanVersionFactory(group=group, proposed=True)
    url = reverse("draft", args=[proposed.pk])
    assert as_user(client, member).get(url).url == proposed.get_absolute_url()
    stranger = factories.DraftGroupMemberFactory(user__representative=True).user
    assert as_user(client, stranger).get(url).status_code == 404
    type(proposed).objects.filter(pk=proposed.pk).update(published_on=TODAY)
    assert as_user(client, stranger).get(url).url == proposed.get_absolute_url()


def test_the_page_takes_as_many_queries_whatever_it_lists(client, draft, group, member):
    as_user(client, member)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("draft_people", args=[draft.pk]))
        return len(counted)

    factories.DraftInvitationFactory(version=draft)
    factories.DraftLookFactory(version=draft)
    few = queries()
    for _ in range(5):
        factories.DraftGroupMemberFactory(group=group)
        factories.DraftInvitationFactory(version=draft)
        factories.DraftLookFactory(version=draft)
    assert queries() == few
