"""Thirty-one members vote at the same time, each on a connection of their own, on the engine that the suite runs on.

Every vote that was acknowledged is stored once, and none is lost when the process is killed in the middle and started
again. The voters start together, behind a barrier; nothing here measures time.
"""

from __future__ import annotations

import json
import signal
from textwrap import dedent
from typing import Any

import pytest

from assembly import procedures, voting
from assembly.models import Ballot, RollCall
from assembly.progress import ProcedureError
from assembly.tally import Result
from assembly.voting import VotingConflict, VotingError
from tests.assembly.rooms import AT, STEP, Chamber, make_chamber
from tests.portal.test_backups import command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WORKERS = 3
# A worker of the portal: its voters send their votes at once, and each tells the receipt that came back. It dies by
# SIGKILL at its n-th vote: when that is stored but not committed, or when it is committed but not acknowledged.
WORKER = dedent("""
    import json, os, signal, sys, threading
    import django
    django.setup()
    from django.db import connections
    from assembly import voting
    from assembly.models import Ballot, RollCall
    from goals.models import Person
    from tests.assembly.rooms import AT

    job = json.loads(sys.argv[1])
    roll_call = RollCall.objects.get(pk=job["roll_call"])
    people = list(Person.objects.filter(pk__in=job["people"]))
    barrier, counter, count = threading.Barrier(len(people)), threading.Lock(), [0]
    create = Ballot.objects.create

    def die_at(moment):
        if job["dies"] == moment:
            with counter:
                count[0] += 1
                if count[0] == job["at"]:
                    os.kill(os.getpid(), signal.SIGKILL)

    def stored(**fields):
        ballot = create(**fields)
        die_at("before it is committed")
        return ballot

    Ballot.objects.create = stored

    def vote(person):
        barrier.wait()
        ballot = voting.cast(roll_call=roll_call, person=person, choice="yes", seen=0, token=f"t{person.pk}", at=AT)
        die_at("before it is acknowledged")
        os.write(1, f"{person.pk} {ballot.receipt}\\n".encode())
        connections.close_all()

    connections.close_all()
    os.write(1, b"ready\\n")
    sys.stdin.readline()
    threads = [threading.Thread(target=vote, args=[person]) for person in people]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
""")


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber(versions=2)


@pytest.fixture
def phones(chamber: Chamber) -> RollCall:
    return chamber.open(chamber.main(), form="phones")


def voter(roll_call: RollCall, chamber: Chamber, at: int, choice: str = "yes", seen: int = 0, token: str = "") -> Any:
    return lambda: voting.cast(
        roll_call=roll_call, person=chamber.people[at], choice=choice, seen=seen, token=token or f"t{at}", at=AT
    )


def closer(roll_call: RollCall) -> Any:
    return lambda: voting.close(roll_call=roll_call, **STEP)


def of(kind: type, results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, kind)]


def send(roll_call: RollCall, chamber: Chamber, dies: str = "", at: int = 0) -> tuple[dict[int, str], list[int]]:
    """All thirty-one vote through WORKERS processes: the receipts that came back, and how each process ended."""
    workers = []
    for number in range(WORKERS):
        people = [person.pk for person in chamber.people[number::WORKERS]]
        job = {"roll_call": roll_call.pk, "people": people, "dies": dies, "at": at}
        workers.append(command(json.dumps(job), script=WORKER, stdin=-1))
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told, ended = {}, []
    for worker in workers:
        output, error = worker.communicate(timeout=120)
        assert worker.returncode or not [line for line in error.splitlines() if "Error" in line], error
        told |= {int(person): receipt for person, receipt in (line.split() for line in output.splitlines())}
        ended.append(worker.returncode)
    return told, ended


def test_thirty_one_votes_at_once_are_all_stored_once(phones: RollCall, chamber: Chamber, in_threads: Any) -> None:
    choices = ["yes"] * 15 + ["no"] * 14 + ["abstain"] * 2
    results = in_threads(*(voter(phones, chamber, at, choice) for at, choice in enumerate(choices)))
    assert len(of(Ballot, results)) == 31, results
    assert len({ballot.receipt for ballot in results}) == 31
    assert list(phones.ballots.values_list("number", flat=True)) == [1] * 31
    result = voting.close(roll_call=phones, **STEP)
    assert (result.yes, result.no, result.abstained, result.absent) == (15, 14, 2, 0)


@pytest.mark.parametrize("dies", ["", "before it is committed", "before it is acknowledged"])
def test_no_acknowledged_vote_is_lost_when_the_process_is_killed(
    phones: RollCall, chamber: Chamber, dies: str
) -> None:  # fmt: skip
    """Three workers; each is killed at its fourth vote, and the phones send again what was not answered."""
    told, ended = send(phones, chamber, dies, at=4)
    assert ended == [-signal.SIGKILL if dies else 0] * WORKERS
    stored = dict(Ballot.objects.filter(roll_call=phones).values_list("person", "receipt"))
    assert told.items() <= stored.items(), "what was acknowledged is stored"
    assert dies == "" or len(told) < 31
    again, ended = send(phones, chamber)
    assert ended == [0] * WORKERS
    assert told.items() <= again.items(), "sent again, it has the same receipt"
    assert stored.items() <= again.items(), "what was stored and not acknowledged is acknowledged now"
    ballots = Ballot.objects.filter(roll_call=phones)
    assert dict(ballots.values_list("person", "receipt")) == again
    assert (len(again), ballots.count()) == (31, 31)
    assert voting.close(roll_call=phones, **STEP).yes == 31


def test_an_impatient_thumb_votes_once(phones: RollCall, chamber: Chamber, in_threads: Any) -> None:
    results = in_threads(*(voter(phones, chamber, 3, token="samma") for _ in range(6)))
    assert len({ballot.receipt for ballot in of(Ballot, results)}) == 1
    assert len(of(Ballot, results)) == 6, results
    assert phones.ballots.count() == 1


def test_of_changes_made_at_once_one_is_stored_and_the_others_are_shown_it(
    phones: RollCall, chamber: Chamber, in_threads: Any
) -> None:  # fmt: skip
    voter(phones, chamber, 3)()
    tries = [voter(phones, chamber, 3, choice, 1, f"{choice}") for choice in ("yes", "no", "abstain")]
    results = in_threads(*tries)
    (stored,) = of(Ballot, results)
    conflicts = of(VotingConflict, results)
    assert len(conflicts) == 2, results
    assert {conflict.ballot for conflict in conflicts} == {stored}
    assert list(phones.ballots.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_two_who_close_at_once_close_once(phones: RollCall, chamber: Chamber, in_threads: Any) -> None:
    voter(phones, chamber, 3)()
    results = in_threads(*[closer(phones)] * 3)
    (result,) = of(Result, results)
    assert [str(error) for error in of(VotingError, results)] == ["Omröstningen är avslutad."] * 2
    assert phones.ballots.count() == 31
    assert (result.yes, result.absent) == (1, 30)


def test_a_vote_at_the_moment_of_closing_is_counted_or_refused(
    phones: RollCall, chamber: Chamber, in_threads: Any
) -> None:  # fmt: skip
    voter(phones, chamber, 0)()
    actions = [voter(phones, chamber, at) for at in range(1, 20)]
    results = in_threads(*actions[:10], closer(phones), *actions[10:])
    (result,) = of(Result, results)
    refused = of(VotingError, results)
    assert {str(error) for error in refused} <= {"Omröstningen är avslutad."}
    assert result.yes == 1 + len(of(Ballot, results)) == 20 - len(refused)
    assert result == voting.result_of(phones)
    assert phones.ballots.count() == 31


def test_two_who_open_at_once_open_one(chamber: Chamber, in_threads: Any) -> None:
    step = chamber.main()
    results = in_threads(*(lambda form=form: chamber.open(step, form) for form in ("upprop", "phones", "upprop")))  # type: ignore[misc]
    assert len(of(RollCall, results)) == 1, results
    assert len(of(VotingError, results)) == 2
    assert RollCall.objects.count() == 1


def test_a_step_is_acclaimed_or_voted_on_but_not_both(chamber: Chamber, in_threads: Any) -> None:
    step = chamber.main()
    opened, settled = in_threads(
        lambda: chamber.open(step), lambda: procedures.settle(step=step, outcome="yes", **STEP)
    )
    assert isinstance(opened, RollCall) is isinstance(settled, ProcedureError), (opened, settled)
    assert isinstance(opened, VotingError) is not isinstance(settled, ProcedureError)


def test_a_tie_is_decided_once(chamber: Chamber, in_threads: Any) -> None:
    step = chamber.main()
    roll_call = chamber.open(step)
    chamber.decide(roll_call, yes=15, no=15)
    results = in_threads(
        *(lambda c=choice: voting.decide_tie(roll_call=roll_call, choice=c, **STEP) for choice in ("yes", "no"))  # type: ignore[misc]
    )
    (result,) = of(Result, results)
    assert len(of(VotingError, results)) == 1, results
    step.refresh_from_db()
    assert step.outcome == result.outcome == voting.result_of(roll_call).casting_vote


def test_a_roll_call_that_is_voided_while_it_is_closed_counts_for_nothing(
    phones: RollCall, chamber: Chamber, in_threads: Any
) -> None:  # fmt: skip
    voter(phones, chamber, 3)()
    closed, voided = in_threads(closer(phones), lambda: voting.void(roll_call=phones, reason="Fel fråga", **STEP))
    assert isinstance(voided, RollCall), voided
    assert isinstance(closed, Result | VotingError), closed
    step = phones.step
    step.refresh_from_db()
    assert (step.method, step.outcome) == ("", "")
    assert chamber.open(step).number == 2
