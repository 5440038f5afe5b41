"""`manage.py forget_participants`: on the day they were told, who they were goes and what they wrote stays."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from framtidsdag.models import KpiProposal, Mark, Participant
from framtidsdag.participants.forgetting import participants_to_forget
from kungsor_portal.models import User
from tests.factories import MarkFactory, ParticipantFactory, RoomFactory
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("forget_participants", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def participants(clock: Clock, fortroendevald: User) -> list[Participant]:
    """One to forget yesterday, one today, one with an account today, one tomorrow."""
    room = RoomFactory(day__phase="processed", day__date=clock.now().date() - dt.timedelta(days=99))
    today = clock.now().date()
    days = [today - dt.timedelta(days=1), today, today, today + dt.timedelta(days=1)]
    account: dict[str, Any] = {"kind": Participant.Kind.ACCOUNT, "user": fortroendevald, "token_hash": None}
    return [
        ParticipantFactory(day=room.day, name="Åsa", forget_on=day, **(account if at == 2 else {}))
        for at, day in enumerate(days)
    ]


def test_token_name_and_account_go_and_the_hash_of_the_receipt_code_stays(participants: list[Participant]):
    assert "Deltagare: 3 glömda" in told()
    for participant in participants[:3]:
        participant.refresh_from_db()
        assert (participant.token_hash, participant.name, participant.user) == (None, "", None)
        assert participant.forgotten_at is not None
        assert participant.receipt_hash
    participants[3].refresh_from_db()
    assert participants[3].name == "Åsa"


def test_it_is_done_once(participants: list[Participant]):
    told()
    before = list(Participant.objects.values_list("forgotten_at", flat=True))
    assert "Deltagare: 0 glömda" in told()
    assert list(Participant.objects.values_list("forgotten_at", flat=True)) == before


def test_a_dry_run_only_tells(participants: list[Participant]):
    assert "Deltagare: 3 skulle glömmas" in told("--dry-run")
    assert not Participant.objects.filter(forgotten_at__isnull=False).exists()


def test_whoever_leads_the_day_can_see_that_it_has_not_been_done(participants: list[Participant]):
    day = participants[0].day
    assert list(participants_to_forget(day)) == [participants[0]]
    told()
    assert not participants_to_forget(day).exists()


def test_the_page_that_leads_the_day_says_so(client: Client, participants: list[Participant], facilitator: User):
    url = f"{participants[0].day.get_absolute_url()}ledning/"
    page = as_user(client, facilitator).get(url).content.decode()
    assert "1 deltagare skulle ha glömts före i dag" in page
    told()
    assert "skulle ha glömts" not in client.get(url).content.decode()


def test_what_they_wrote_and_marked_stays(clock: Clock):
    mark = MarkFactory()
    Participant.objects.update(forget_on=clock.now().date())
    told()
    assert Mark.objects.filter(pk=mark.pk).exists()
    assert KpiProposal.objects.get().title == mark.proposal.title


def test_a_browser_that_is_forgotten_takes_part_no_more(client: Client, clock: Clock):
    room = RoomFactory(day__phase="situation")
    url = f"{room.day.get_absolute_url()}delta/"
    client.get(url)
    client.post(url, {"kod": room.code})
    Participant.objects.update(forget_on=clock.now().date())
    told()
    assert 'name="kod"' in client.get(url).content.decode()
