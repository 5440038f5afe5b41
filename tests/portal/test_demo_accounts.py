"""Accounts to try the portal as: only on a developer's machine, and never over what is there."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from goals.models import Body, DraftGroup, DraftGroupMember, Party, Person, Seat, SeatHolder
from kpis.models import Kpi
from kungsor_portal.management.commands.make_demo_accounts import PASSWORD, mandate_period
from kungsor_portal.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(settings):
    """What the accounts need to find: a council of five, a beredning, a nyckeltal with a level is not needed."""
    settings.DEBUG = True
    body = Body.objects.create(
        slug=settings.MUNICIPALITY.steering_body, name="fullmäktige", kind=Body.Kind.COUNCIL, number_of_seats=5
    )
    drafting = Body.objects.create(slug="beredningen", name="beredningen", kind=Body.Kind.DRAFTING)
    DraftGroup.objects.create(slug="beredningen", name="Beredningen", body=drafting)
    return body


def test_they_are_refused_outside_debug(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="bara när DEBUG är på"):
        call_command("make_demo_accounts")
    assert not User.objects.exists()


def test_each_role_has_an_account_that_can_sign_in(council):
    call_command("make_demo_accounts")

    staff = {user.username: user.is_staff for user in User.objects.exclude(username__startswith="ledamot")}
    assert staff == {
        "fortroendevald": False, "handlaggare": True, "facilitator": True, "sekreterare": True, "admin": True,
    }  # fmt: skip
    assert not User.objects.filter(is_superuser=True).exists()
    assert all(user.check_password(PASSWORD) for user in User.objects.all()[:2])
    assert User.objects.get(username="fortroendevald").group_memberships.get().group.slug == "beredningen"
    assert list(User.objects.get(username="admin").groups.values_list("name", flat=True)) == ["administratör"]


def test_every_seat_of_the_council_is_held_in_a_made_up_party(council):
    call_command("make_demo_accounts")

    held = SeatHolder.objects.filter(seat__body=council, seat__kind="member", until=None).order_by("seat__number")
    assert [holder.person.user.username for holder in held] == [f"ledamot{number:02}" for number in range(1, 6)]
    assert not Party.objects.filter(is_example=False).exists()
    assert not Person.objects.filter(is_example=False).exists()
    assert User.objects.get(username="ledamot").person.seats_held.get().seat.kind == "substitute"


def test_two_parties_have_a_group_of_their_own_to_write_alternatives_in(council):
    call_command("make_demo_accounts")

    groups = DraftGroup.objects.filter(party__isnull=False).order_by("slug")
    members = {group.name: sorted(group.members.values_list("user__username", flat=True)) for group in groups}
    assert members == {"Parti A": ["ledamot", "ledamot01"], "Parti B": ["ledamot02"]}
    assert not DraftGroupMember.objects.filter(group__in=groups, user__username="fortroendevald").exists()


def test_who_has_left_a_party_group_is_not_put_back(council):
    call_command("make_demo_accounts")
    gone = DraftGroupMember.objects.filter(user__username="ledamot02")
    gone.update(until=dt.date(2030, 1, 1))

    call_command("make_demo_accounts")

    assert gone.count() == 1


def test_a_second_run_makes_nothing_and_keeps_what_was_changed(council):
    call_command("make_demo_accounts")
    User.objects.filter(username="admin").update(first_name="Asta", is_staff=False)
    before = [model.objects.count() for model in (User, Seat, Person, DraftGroupMember)]

    call_command("make_demo_accounts")

    admin = User.objects.get(username="admin")
    assert (admin.first_name, admin.is_staff) == ("Asta", False)
    assert [model.objects.count() for model in (User, Seat, Person, DraftGroupMember)] == before


def test_it_works_on_an_empty_portal(settings):
    settings.DEBUG = True
    call_command("make_demo_accounts")
    assert not Seat.objects.exists()
    assert not Kpi.objects.filter(owner__isnull=False).exists()


@pytest.mark.parametrize(
    ("today", "start"),
    [
        (dt.date(2026, 10, 14), dt.date(2022, 10, 15)),
        (dt.date(2026, 10, 15), dt.date(2026, 10, 15)),
        (dt.date(2028, 1, 1), dt.date(2026, 10, 15)),
    ],
)
def test_the_mandate_period_begins_in_october_of_the_election_year(today, start):
    assert mandate_period(today) == (start, dt.date(start.year + 4, 10, 14))
