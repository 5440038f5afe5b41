"""What the database refuses around votes, whoever writes: raw SQL past the modules, on both engines."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection

from assembly import procedures, serving, voting
from assembly.models import Ballot, Procedure, Requester, RollCall, Step
from goals.models import AgendaItem, Decision, Meeting, Seat, Service
from tests import factories as f
from tests.assembly.rooms import STEP, Chamber, led_to, make_chamber
from tests.goals.attacks import bare_sqlite, column_names, copied_columns, refused, rows, sql

pytestmark = pytest.mark.django_db

GUARDED = (Procedure, Step, Requester, RollCall, Ballot, Service, AgendaItem, Meeting, Seat)
LATER = "2021-06-14 12:30:00+00:00"
SETTLED = f"UPDATE assembly_step SET method = '{{}}', outcome = '{{}}', settled_at = '{LATER}' WHERE id = {{}}"
REQUEST = "INSERT INTO assembly_requester (step_id, seat_id, person_id) VALUES ({}, {}, {})"


class Case:
    """A chamber in which there has been a vote, ``closed`` 16 to 15, and where another one is ``open``."""

    def __init__(self) -> None:
        self.chamber = make_chamber()
        procedure = self.chamber.begin(counters=1, remit=True)
        self.remit, self.main = procedure.steps.all()
        self.closed = self.chamber.open(self.remit)
        self.chamber.decide(self.closed, yes=16, no=15)
        self.open = self.chamber.open(self.main, form="phones")
        self.chamber.vote(self.open, yes=2, no=1)
        self.empty = f.SeatFactory(body=self.chamber.meeting.body, number=32, period_start=dt.date(2018, 10, 15))
        self.stranger = f.PersonFactory(party=self.chamber.people[3].party)
        self.decision = f.decide(matter=self.chamber.matter, meeting=self.chamber.meeting).pk
        self.seat = self.chamber.seats[0].pk
        self.other_body = f.BodyFactory()

    def ballot(self, **fields: Any) -> str:
        """INSERT of a vote on the open roll call, for the fourth seat by its member unless said."""
        row = {
            "roll_call_id": self.open.pk, "seat_id": self.chamber.seats[3].pk, "person_id": self.chamber.people[3].pk,
            "party_id": self.chamber.people[3].party_id, "choice": "'yes'", "number": 1, "receipt": "'rå'",
            "cast_at": f"'{LATER}'",
        } | fields  # fmt: skip
        return f"INSERT INTO assembly_ballot ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"

    def roll_call(self, **fields: Any) -> str:
        row = {
            "step_id": self.main.pk, "number": 9, "form": "'upprop'", "yes_text": "'a'", "no_text": "'b'",
            "chair_id": self.chamber.chair.pk, "opened_at": f"'{LATER}'", "casting_vote": "''", "void_reason": "''",
        } | fields  # fmt: skip
        return f"INSERT INTO assembly_rollcall ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"


@pytest.fixture
def case() -> Case:
    return Case()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    return {model.__name__: rows(model) for model in GUARDED}


# What is tried, and words of why it is refused.
ATTACKS: dict[str, tuple[Callable[[Case], str], str]] = {
    # What was voted, how and when
    "a ballot is changed": (
        lambda c: "UPDATE assembly_ballot SET choice = 'no'",
        "En röst ändras inte",
    ),
    "a ballot is deleted": (
        lambda c: "DELETE FROM assembly_ballot",
        "En röst ändras inte",
    ),
    "a closed roll call is opened": (
        lambda c: f"UPDATE assembly_rollcall SET closed_at = NULL WHERE id = {c.closed.pk}",
        "röstats",
    ),
    "its time is moved": (
        lambda c: f"UPDATE assembly_rollcall SET closed_at = '{LATER}' WHERE id = {c.closed.pk}",
        "röstats",
    ),
    "its propositions are rewritten": (
        lambda c: "UPDATE assembly_rollcall SET yes_text = 'annat'",
        "röstats",
    ),
    "somebody else closed it": (
        lambda c: f"UPDATE assembly_rollcall SET closed_by_id = 1 WHERE id = {c.closed.pk}",
        "röstats",
    ),
    "a roll call is deleted": (
        lambda c: "DELETE FROM assembly_rollcall",
        "röstats",
    ),
    "a casting vote without a tie": (
        lambda c: f"UPDATE assembly_rollcall SET casting_vote = 'yes' WHERE id = {c.closed.pk}",
        "vid lika röstetal",
    ),
    "closed without a row for each seat": (
        lambda c: f"UPDATE assembly_rollcall SET closed_at = '{LATER}' WHERE id = {c.open.pk}",
        "en rad för varje mandat",
    ),
    "two open in one meeting": (
        lambda c: c.roll_call(),
        "annan omröstning pågår",
    ),
    # Who votes
    "a vote after closing": (
        lambda c: c.ballot(roll_call_id=c.closed.pk, number=2),
        "avslutad",
    ),
    "a vote by a stranger": (
        lambda c: c.ballot(person_id=c.stranger.pk),
        "inte tjänstgör|varken personens",
    ),
    "a vote on another's seat": (
        lambda c: c.ballot(seat_id=c.chamber.seats[4].pk),
        "inte tjänstgör|varken personens",
    ),
    "a vote on a seat that nobody serves on": (
        lambda c: c.ballot(seat_id=c.empty.pk),
        "inte tjänstgör",
    ),
    "a vote for another party": (
        lambda c: c.ballot(party_id=c.chamber.people[30].party_id),
        "varken personens",
    ),
    "a number passed over": (
        lambda c: c.ballot(number=2),
        "har just lagts",
    ),
    "a number used": (
        lambda c: c.ballot(seat_id=c.chamber.seats[0].pk, person_id=c.chamber.chair.pk),
        "har just lagts",
    ),
    # What was voted on
    "the question is rewritten": (
        lambda c: f"UPDATE assembly_step SET no_text = 'annat' WHERE id = {c.main.pk}",
        "röstats",
    ),
    "the question is deleted": (
        lambda c: f"DELETE FROM assembly_step WHERE id = {c.main.pk}",
        "röstats",
    ),
    "the question is moved": (
        lambda c: f"UPDATE assembly_step SET procedure_id = 999 WHERE id = {c.main.pk}",
        "stannar|röstats",
    ),
    "another outcome than the votes": (
        lambda c: f"UPDATE assembly_step SET outcome = 'no' WHERE id = {c.remit.pk}",
        "rösterna",
    ),
    "acclaimed in the middle of a vote": (
        lambda c: SETTLED.format("acclamation", "yes", c.main.pk),
        "avgörs av omröstningen",
    ),
    "settled by a vote that is not closed": (
        lambda c: SETTLED.format("vote", "yes", c.main.pk),
        "rösterna",
    ),
    "a vote taken back without being voided": (
        lambda c: f"UPDATE assembly_step SET method = '', outcome = '', settled_at = NULL WHERE id = {c.remit.pk}",
        "avgörs av omröstningen",
    ),
    "the beslutsgång is moved": (
        lambda c: "UPDATE assembly_procedure SET item_id = 999",
        "stannar vid sin punkt",
    ),
    "the beslutsgång is deleted": (
        lambda c: "DELETE FROM assembly_procedure",
        "röstats|refer|foreign key|FOREIGN KEY",
    ),
    "its paragraph is changed": (
        lambda c: "UPDATE goals_agendaitem SET paragraph = 7",
        "behåller sin paragraf",
    ),
    "its item is deleted": (
        lambda c: "DELETE FROM goals_agendaitem",
        "behåller sin paragraf|står kvar på dagordningen",
    ),
    "its meeting is another day": (
        lambda c: "UPDATE goals_meeting SET date = '2021-06-15'",
        "Organ och datum står fast|behåller organ och datum",
    ),
    # Who served
    "who served did not": (
        lambda c: "DELETE FROM goals_service",
        "har röstat på paragrafen",
    ),
    "who served was another": (
        lambda c: f"UPDATE goals_service SET person_id = {c.stranger.pk} WHERE seat_id = {c.seat}",
        "har röstat",
    ),
    "who served had left": (
        lambda c: f"UPDATE goals_service SET to_paragraph = 41 WHERE seat_id = {c.seat}",
        "har röstat",
    ),
    "who served came later": (
        lambda c: f"UPDATE goals_service SET from_paragraph = 43 WHERE seat_id = {c.seat}",
        "har röstat",
    ),
    # Whose seat it was
    "a seat that was voted for has another number": (
        lambda c: f"UPDATE goals_seat SET number = 90 WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    "it was a substitute's": (
        lambda c: f"UPDATE goals_seat SET kind = 'substitute' WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    "it was another party's": (
        lambda c: f"UPDATE goals_seat SET party_id = {c.chamber.people[30].party_id} WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    "it was nobody's": (
        lambda c: f"UPDATE goals_seat SET party_id = NULL WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    "it was of another body": (
        lambda c: f"UPDATE goals_seat SET body_id = {c.other_body.pk} WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    "it was of another period": (
        lambda c: f"UPDATE goals_seat SET period_start = '2018-10-16' WHERE id = {c.seat}",
        "röstats på mandatet",
    ),
    # The third
    "granted by nobody": (
        lambda c: f"UPDATE assembly_step SET method = 'minority', outcome = 'no' WHERE id = {c.remit.pk}",
        "tredjedel|omröstningen",
    ),
    "requested by a stranger": (
        lambda c: REQUEST.format(c.main.pk, c.seat, c.stranger.pk),
        "inte tjänstgör",
    ),
    "decided in the middle of a vote": (
        lambda c: f"UPDATE assembly_procedure SET decision_id = {c.decision}",
        "pågår",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_sql_changes_nothing_of_what_was_voted(case: Case, name: str) -> None:
    attack, words = ATTACKS[name]
    statement, before = attack(case), everything()
    with refused(words):
        sql(statement)
    assert everything() == before


def test_what_may_happen_may_happen_by_sql_too(case: Case) -> None:
    """The guards say no to what is wrong, and to nothing else."""
    sql(case.ballot())
    sql(case.ballot(number=2, receipt="'rå 2'", choice="'no'"))
    sql(case.ballot(seat_id=case.empty.pk, person_id="NULL", party_id="NULL", receipt="'rå 3'", choice="'absent'"))
    sql(f"UPDATE assembly_rollcall SET void_reason = 'fel' WHERE id = {case.open.pk}")
    with refused("avslutad"):
        sql(case.ballot(seat_id=case.chamber.seats[5].pk, person_id=case.chamber.people[5].pk, receipt="'rå 4'"))
    with refused("röstats"):
        sql(f"UPDATE assembly_rollcall SET closed_at = '{LATER}' WHERE id = {case.open.pk}")
    for born in ({"closed_at": f"'{LATER}'"}, {"casting_vote": "'yes'"}, {"void_reason": "'fel'"}):
        with refused("börjar öppen"):
            sql(case.roll_call(**born))
    sql(case.roll_call())
    assert RollCall.objects.filter(void_reason="", closed_at=None).count() == 1


def test_a_seat_that_nobody_has_voted_on_is_corrected_and_any_period_gets_its_end(case: Case) -> None:
    sql(f"UPDATE goals_seat SET number = 90, party_id = NULL WHERE id = {case.empty.pk}")
    sql("UPDATE goals_seat SET period_end = '2022-10-13'")
    case.empty.refresh_from_db()
    assert (case.empty.number, case.empty.party) == (90, None)


def test_nobody_served_afterwards_on_a_seat_that_was_empty_when_it_was_voted() -> None:
    chamber = make_chamber(present=30, versions=2)
    chamber.decide(chamber.open(chamber.main()), yes=20, no=10)
    how = {"meeting": chamber.meeting, "seat": chamber.seats[30], "person": chamber.people[30], **STEP}
    for paragraphs in ({"from_paragraph": 1}, {"from_paragraph": 42, "to_paragraph": 42}):
        with pytest.raises(serving.ServingError, match="Det har röstats på paragrafen"):
            serving.serve(**how, **paragraphs)
    serving.serve(from_paragraph=43, reason="late", **how)
    with refused("Det har röstats på paragrafen"):
        sql(f"UPDATE goals_service SET from_paragraph = 42 WHERE seat_id = {chamber.seats[30].pk}")


def test_a_third_is_counted_by_the_database(case: Case) -> None:
    later = case.chamber.again(dt.date(2021, 8, 30))
    step = later.begin(remit=True).steps.get(kind="remit")
    granted = SETTLED.format("minority", "no", step.pk)
    pairs = list(zip(later.seats, later.people, strict=True))
    Requester.objects.bulk_create(Requester(step=step, seat=seat, person=person) for seat, person in pairs[:10])
    with refused("en tredjedel av de närvarande"):
        sql(granted)
    Requester.objects.create(step=step, seat=pairs[10][0], person=pairs[10][1])
    with refused("step_minority"):
        sql(SETTLED.format("minority", "yes", step.pk))
    sql(granted)
    for statement in ("DELETE FROM assembly_requester", f"UPDATE assembly_requester SET person_id = {later.chair.pk}"):
        with refused("står kvar"):
            sql(statement)


def test_once_per_matter_is_kept_by_the_database(case: Case) -> None:
    chamber = make_again(case.chamber, 1)
    first = chamber.begin(remit=True).steps.get(kind="remit")
    procedures.request_postponement(step=first, people=chamber.people[:11], reasons="Räkna om", **chamber.step)
    later = make_again(case.chamber, 2)
    step = later.begin(remit=True).steps.get(kind="remit")
    Requester.objects.bulk_create(
        Requester(step=step, seat=seat, person=person) for seat, person in zip(later.seats, later.people, strict=True)
    )
    with refused("redan skjutits upp av en minoritet"):
        sql(SETTLED.format("minority", "no", step.pk))


def make_again(chamber: Chamber, months: int) -> Chamber:
    return chamber.again(dt.date(2021, 8 + months, 30))


def test_when_the_decision_is_registered_nothing_of_it_changes(case: Case) -> None:
    chamber = case.chamber
    voting.close(roll_call=case.open, **STEP)
    procedure = case.main.procedure
    led_to(procedure, Decision.objects.get(pk=case.decision))
    before = everything()
    for statement in (
        "UPDATE assembly_procedure SET decision_id = NULL", "UPDATE assembly_procedure SET approved_at = NULL",
        "DELETE FROM assembly_procedure", "UPDATE assembly_step SET title = 'annat'", "DELETE FROM assembly_step",
        f"INSERT INTO assembly_step ({column_names(Step)}) SELECT {copied_columns(Step, id='id + 900', number='9')} "
        f"FROM assembly_step WHERE id = {case.main.pk}",
        f"INSERT INTO assembly_declaration (procedure_id, kind, person_id, text) VALUES ({procedure.pk}, 'note', "
        f"{chamber.chair.pk}, 'sent')",
        REQUEST.format(case.main.pk, chamber.seats[0].pk, chamber.chair.pk),
        case.roll_call(), "UPDATE assembly_rollcall SET void_reason = 'sent'",
    ):  # fmt: skip
        with refused("Beslutet är registrerat|röstats|rösterna säger"):
            sql(statement)
    assert everything() == before


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["OR REPLACE", "OR IGNORE", "OR FAIL", "OR ROLLBACK"])
def test_someone_else_who_opens_the_file_replaces_nothing(how: str) -> None:
    """No foreign keys and no recursive triggers: REPLACE takes a row away without asking its DELETE triggers."""
    case = Case()
    other = f.ServiceFactory(meeting=f.MeetingFactory(date=dt.date(2021, 9, 27)))
    item = f.AgendaItemFactory(meeting=other.meeting, paragraph=3)
    free = f.StepFactory(procedure=f.ProcedureFactory(item=item))
    before = everything()
    services = Service.objects.filter(meeting=case.chamber.meeting)
    stolen = {
        Service: services[0].pk,
        AgendaItem: case.chamber.item.pk,
        Step: case.main.pk,
        Procedure: case.main.procedure_id,
    }
    with bare_sqlite() as bare:
        for model, own in ((Service, other), (AgendaItem, item), (Step, free), (Procedure, free.procedure)):
            table, names = model._meta.db_table, column_names(model)
            theirs = stolen[model]
            for attack in (
                f"INSERT {how} INTO {table} ({names}) SELECT {copied_columns(model, id=str(theirs))} FROM {table} "
                f"WHERE id = {own.pk}",
                f"UPDATE {how} {table} SET id = {theirs} WHERE id = {own.pk}",
            ):
                with pytest.raises(sqlite3.IntegrityError):
                    bare.execute(attack)
        with pytest.raises(sqlite3.IntegrityError):
            bare.execute(
                f"INSERT {how} INTO goals_seat ({column_names(Seat)}) SELECT {copied_columns(Seat, id='NULL')} "
                f"FROM goals_seat WHERE id = {case.seat}"
            )
        for table in ("assembly_rollcall", "assembly_ballot"):
            with pytest.raises(sqlite3.IntegrityError):
                bare.execute(f"INSERT {how} INTO {table} SELECT * FROM {table}")
        for table in ("assembly_procedure", "assembly_step", "goals_agendaitem", "goals_service"):
            with pytest.raises(sqlite3.IntegrityError):
                bare.execute(f"DELETE FROM {table}")
    assert everything() == before


@pytest.mark.postgres_only
@pytest.mark.parametrize("table", [model._meta.db_table for model in GUARDED])
def test_truncate_empties_nothing_that_votes_rest_on(case: Case, table: str) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing that waits to be checked
    before = everything()
    with refused("kan inte tömmas"):
        sql(f"TRUNCATE {table} CASCADE")
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_service_is_not_taken_away_while_its_vote_is_being_stored(in_threads: Any) -> None:
    """Either the vote is refused or the service stays; never a vote by one who did not serve."""
    chamber = make_chamber(versions=2)
    roll_call = chamber.open(chamber.main(), form="phones")

    def vote(at: int) -> Any:
        return lambda: voting.cast(
            roll_call=roll_call, person=chamber.people[at], choice="yes", seen=0, token=str(at), at=STEP["at"]
        )

    def leave(at: int) -> Any:
        return lambda: serving.leave(meeting=chamber.meeting, seat=chamber.seats[at], from_paragraph=42, **STEP)

    results = in_threads(*(action(at) for at in range(6) for action in (vote, leave)))
    for at in range(6):
        voted, left = results[2 * at : 2 * at + 2]
        assert isinstance(voted, Ballot) is isinstance(left, serving.ServingError), (voted, left)
    stored = Ballot.objects.filter(roll_call=roll_call)
    assert stored.count() == sum(isinstance(result, Ballot) for result in results)
    assert all(chamber.serving.place_of(ballot.person) for ballot in stored.select_related("person"))


@pytest.mark.django_db(transaction=True)
def test_two_raw_inserts_open_one_roll_call_between_them(in_threads: Any) -> None:
    chamber = make_chamber(versions=2)
    procedure = chamber.begin(additions=("en väg",))
    case = Case.__new__(Case)
    case.chamber = chamber
    statements = []
    for step in procedure.steps.all():
        case.main = step
        statements.append(case.roll_call(number=1))

    def insert(statement: str) -> Any:
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(statement)

        return run

    results = in_threads(*map(insert, statements))
    assert sorted(type(result) for result in results if result) == [IntegrityError]
    assert RollCall.objects.count() == 1
