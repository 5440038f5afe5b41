"""``manage.py make_demo_accounts``: people to try the portal as. Never outside DEBUG.

The seats are in made-up parties, and party, people and seats carry the label Exempel. Accounts that are there
already are left as they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from simple_history.utils import update_change_reason

from goals.models import Body, DraftGroup, DraftGroupMember, Party, Person, Seat, SeatHolder
from kpis.models import Kpi
from kungsor_portal.models import User
from kungsor_portal.roles import ADMINISTRATOR, FACILITATOR, OFFICER, REPRESENTATIVE, SECRETARY, STAFF_ROLES

PASSWORD = "kungsor-demo"  # noqa: S105  (an account for trying things out, on a developer's own machine)
PARTIES = "ABCDEFG"
# The made-up parties that have a group to write drafts in, so that alternatives can be tried.
WRITING = "AB"
SEATS_WHERE_UNKNOWN = 31
KPIS_TO_OWN = 8


@dataclass(frozen=True, slots=True)
class Account:
    """Who can be tried, and what people read about them."""

    username: str
    role: str
    first_name: str
    last_name: str
    unit: str


ACCOUNTS = (
    Account("fortroendevald", REPRESENTATIVE, "Fia", "Förtroendevald", "Budgetberedningen"),
    Account("ledamot", REPRESENTATIVE, "Lena", "Ledamot", "Parti A"),
    Account("handlaggare", OFFICER, "Hanna", "Handläggare", "Kommunledningskontoret"),
    Account("facilitator", FACILITATOR, "Pia", "Processledare", "Kommunledningskontoret"),
    Account("sekreterare", SECRETARY, "Sixten", "Sekreterare", "Kansliet"),
    Account("admin", ADMINISTRATOR, "Ada", "Administratör", "Kommunledningskontoret"),
)


class Command(BaseCommand):
    help = "Skapar konton att prova portalen med. Bara när DEBUG är på."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Demokonton har ett känt lösenord och skapas bara när DEBUG är på. Inget är ändrat.")
        with transaction.atomic():
            seats = DemoAccounts(timezone.localdate()).make()
        names = ", ".join(account.username for account in ACCOUNTS)
        self.stdout.write(f"Demo accounts: {names}, ledamot01 … ledamot{seats:02}. Password: {PASSWORD}")


class DemoAccounts:
    """The accounts, their groups and their seats, on the day."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        # Hashed once: a slow hash for each of forty accounts would make the first start a slow one.
        self.password = make_password(PASSWORD)
        self.groups = {group.name: group for group in Group.objects.all()}

    def make(self) -> int:
        """Make what is missing; answer the number of seats in the council."""
        writing = [self.writing_group(party(letter)) for letter in WRITING]
        for account in ACCOUNTS:
            user, is_new = self.user(account)
            if is_new and account.username == "fortroendevald":
                self.join_drafting(user)
            if is_new and account.username == "handlaggare":
                own_kpis(user)
        seats = self.council()
        for group in writing:
            self.join_party(group)
        return seats

    def user(self, account: Account) -> tuple[User, bool]:
        """The account, and whether it is new. One that is there is left as it is, password and all."""
        user, is_new = User.objects.get_or_create(
            username=account.username,
            defaults={
                "password": self.password, "first_name": account.first_name, "last_name": account.last_name,
                "unit": account.unit, "is_staff": account.role in STAFF_ROLES,
            },
        )  # fmt: skip
        if is_new:
            user.groups.add(self.groups[account.role])
        return user, is_new

    def join_drafting(self, user: User) -> None:
        """A member of the beredning that writes the budget's drafts."""
        group = DraftGroup.objects.filter(body__kind=Body.Kind.DRAFTING).order_by("pk").first()
        if group is not None:
            DraftGroupMember.objects.create(group=group, user=user, since=self.today)

    def writing_group(self, of_party: Party) -> DraftGroup:
        """The party's own group; one that is there is left as it is."""
        group, _ = DraftGroup.objects.get_or_create(
            party=of_party, defaults={"name": of_party.name, "slug": of_party.slug}
        )
        return group

    def join_party(self, group: DraftGroup) -> None:
        """Those who hold a seat for the party write in its group; who has been a member once is left alone."""
        holders = User.objects.filter(person__party=group.party, person__is_example=True)
        been = DraftGroupMember.objects.filter(group=group).values("user")
        for user in holders.exclude(pk__in=been):
            DraftGroupMember.objects.create(group=group, user=user, since=self.today)

    def council(self) -> int:
        """ledamot01 and on in every seat of the council, and ledamot as the first substitute of party A."""
        body = Body.objects.filter(slug=settings.MUNICIPALITY.steering_body).first()
        if body is None:
            return 0
        parties = [party(letter) for letter in PARTIES]
        seats = body.number_of_seats or SEATS_WHERE_UNKNOWN
        for number in range(1, seats + 1):
            self.seat(body, Seat.Kind.MEMBER, number, parties[(number - 1) % len(parties)], f"ledamot{number:02}")
        self.seat(body, Seat.Kind.SUBSTITUTE, 1, parties[0], "ledamot")
        board = Body.objects.filter(slug=settings.MUNICIPALITY.executive_body).first()
        if board is not None:
            self.seat(board, Seat.Kind.MEMBER, 1, parties[0], "ledamot")
        return seats

    def seat(self, body: Body, kind: str, number: int, of_party: Party, username: str) -> None:
        """The seat for the mandate period of the day, with its holder; a seat that is there is left alone."""
        start, end = mandate_period(self.today)
        if Seat.objects.filter(body=body, kind=kind, number=number, period_start=start).exists():
            return
        account = Account(username, REPRESENTATIVE, f"Ledamot {number:02}", f"({of_party.abbreviation})", of_party.name)
        user, _ = self.user(account)
        person, _ = Person.objects.get_or_create(
            user=user, defaults={"name": user.get_full_name(), "party": of_party, "is_example": True}
        )
        seat = Seat.objects.create(
            body=body, kind=kind, number=number, party=of_party, period_start=start, period_end=end
        )
        SeatHolder.objects.create(seat=seat, person=person, since=start)


def own_kpis(user: User) -> None:
    """Some nyckeltal without an owner become the account's, those that are due first."""
    kpis = Kpi.objects.filter(owner=None, levels__isnull=False).distinct()
    for kpi in kpis.order_by(F("next_publication").asc(nulls_last=True), "code")[:KPIS_TO_OWN]:
        kpi.owner = user
        kpi.save()
        update_change_reason(kpi, "Demokonto")


def party(letter: str) -> Party:
    """A made-up party, marked as an example."""
    found, _ = Party.objects.get_or_create(
        slug=f"parti-{letter.lower()}",
        defaults={"name": f"Parti {letter}", "abbreviation": letter, "is_example": True},
    )
    return found


def mandate_period(today: dt.date) -> tuple[dt.date, dt.date]:
    """The council's four years around the day, from 15 October of the election year (kommunallagen 5:9)."""
    year = today.year - (today.year - 2022) % 4
    if today < dt.date(year, 10, 15):
        year -= 4
    return dt.date(year, 10, 15), dt.date(year + 4, 10, 14)
