"""Many processes lay one participant's marks at once, while the workshop is closed, on the engine the suite runs on.

Never more than the slots; what was acknowledged is there, and nothing that was refused. Nothing here measures time.
"""

from __future__ import annotations

import json
import signal
import uuid
from textwrap import dedent
from typing import Any

import pytest
from django.utils import timezone

from framtidsdag.control import leading
from framtidsdag.errors import RoomError
from framtidsdag.models import KpiProposal, Mark, Participant, Room
from framtidsdag.prioritising import aloud, marking
from framtidsdag.prioritising.hands import WORKSHOP_CLOSED
from framtidsdag.prioritising.tally import tally_of
from tests.factories import KpiProposalFactory, ParticipantFactory, in_phase
from tests.portal.test_backups import command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

AT = timezone.now()
WORKERS, EACH = 3, 5
# A worker of the portal: it lays the marks it is told to in threads, and tells each that was acknowledged. It dies by
# SIGKILL when it has told so many, if it is to.
WORKER = dedent("""
    import json, os, signal, sys, threading
    import django
    django.setup()
    from django.db import connections
    from django.utils import timezone
    from framtidsdag.prioritising import marking
    from framtidsdag.errors import RoomError
    from framtidsdag.models import Participant, Workshop

    job = json.loads(sys.argv[1])
    person = Participant.objects.get(pk=job["person"])
    workshop = Workshop.objects.get(pk=job["workshop"])
    told, lock = [0], threading.Lock()
    barrier = threading.Barrier(len(job["taps"]))

    def tap(proposal, slot):
        barrier.wait()
        try:
            mark = marking.place(participant=person, workshop=workshop, proposal=proposal, slot=slot, seen=0,
                                 at=timezone.now())
        except RoomError as refused:
            os.write(1, (json.dumps({"refused": str(refused)}) + "\\n").encode())
        else:
            with lock:
                os.write(1, (json.dumps({"slot": mark.slot, "proposal": mark.proposal_id}) + "\\n").encode())
                told[0] += 1
                if told[0] == job["dies"]:
                    os.kill(os.getpid(), signal.SIGKILL)
        finally:
            connections.close_all()

    connections.close_all()
    os.write(1, b"ready\\n")
    sys.stdin.readline()
    threads = [threading.Thread(target=tap, args=one) for one in job["taps"]]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
""")


@pytest.fixture
def proposals() -> list[KpiProposal]:
    first: KpiProposal = KpiProposalFactory()
    found = [first, *(KpiProposalFactory(workshop=first.workshop) for _ in range(2))]
    in_phase(first.day, "prioritising")
    return found


@pytest.fixture
def person(proposals: list[KpiProposal]) -> Participant:
    participant: Participant = ParticipantFactory(day=proposals[0].day)
    return participant


def started(person: Participant, proposals: list[KpiProposal], taps: list[list[tuple[int, int]]], dies: int = 0) -> Any:
    """A process for each list of taps, (proposal's place in the list, slot), ready to go."""
    workers = []
    for of_one in taps:
        job = {
            "person": person.pk, "workshop": proposals[0].workshop_id, "dies": dies,
            "taps": [(proposals[at].pk, slot) for at, slot in of_one],
        }  # fmt: skip
        workers.append(command(json.dumps(job), script=WORKER, stdin=-1))
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    return workers


def go(workers: Any) -> None:
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()


def ended(workers: Any, code: int = 0) -> tuple[dict[int, int], list[str]]:
    """What was acknowledged, by slot, and the words of what was refused."""
    laid: dict[int, int] = {}
    refused: list[str] = []
    for worker in workers:
        output, error = worker.communicate(timeout=180)
        assert worker.returncode == code, error
        for line in map(json.loads, output.splitlines()):
            if "refused" in line:
                refused.append(line["refused"])
            else:
                assert laid.setdefault(line["slot"], line["proposal"]) == line["proposal"], "one slot, one proposal"
    return laid, refused


def stored(person: Participant) -> dict[int, int]:
    return dict(person.marks.values_list("slot", "proposal"))


def test_one_slot_filled_from_many_processes_holds_one_mark(
    person: Participant, proposals: list[KpiProposal]
) -> None:  # fmt: skip
    taps = [[(at % 3, 1) for at in range(number, number + 4)] for number in range(WORKERS)]
    workers = started(person, proposals, taps)
    go(workers)
    laid, refused = ended(workers)
    assert laid == stored(person) and len(laid) == 1
    number = KpiProposal.objects.get(pk=laid[1]).number
    assert set(refused) == {
        f"Inget ändrades: markering 1 ligger nu på förslag {number}, från en annan sida. Så här står det nu."
    }
    person.refresh_from_db()
    assert (person.revision, Room.objects.get(day=person.day).marks) == (1, 1)


def test_no_more_than_the_slots_whatever_comes_while_the_workshop_closes(
    person: Participant, proposals: list[KpiProposal]
) -> None:  # fmt: skip
    taps = [[(number, slot) for slot in range(1, EACH + 3)] for number in range(WORKERS)]
    workers = started(person, proposals, taps)
    go(workers)
    leading.close_workshop(workshop=proposals[0].workshop)
    at_closing = stored(person)
    laid, refused = ended(workers)
    assert laid == stored(person) == at_closing, "after the close nothing is laid, and what was told is there"
    assert len(laid) <= EACH and set(laid) <= set(range(1, EACH + 1))
    for words in refused:
        assert words == WORKSHOP_CLOSED or "ligger nu på förslag" in words or "Alla dina 5" in words, words


def test_acknowledged_marks_are_there_when_the_processes_are_killed(
    person: Participant, proposals: list[KpiProposal]
) -> None:  # fmt: skip
    workers = started(person, proposals, [[(0, 1), (0, 2)], [(1, 3), (1, 4)]], dies=1)
    go(workers)
    laid, _ = ended(workers, -signal.SIGKILL)
    assert len(laid) == 2
    assert laid.items() <= stored(person).items()
    workers = started(person, proposals, [[(0, 1), (0, 2)], [(1, 3), (1, 4)]])
    go(workers)
    again, refused = ended(workers)
    assert (refused, again) == ([], stored(person))
    assert len(again) == 4 and laid.items() <= again.items()


def test_marks_withdrawn_and_laid_at_once_agree_with_what_was_told(
    person: Participant, proposals: list[KpiProposal], in_threads: Any
) -> None:  # fmt: skip
    workshop = proposals[0].workshop
    who = {"participant": person, "workshop": workshop, "at": AT}
    for _ in range(EACH):
        marking.place(proposal=proposals[0], **who)
    results = in_threads(
        *(lambda slot=slot: marking.withdraw(slot=slot, proposal=proposals[0], **who) for slot in (1, 2, 2)),
        *(lambda: marking.place(proposal=proposals[1], **who) for _ in range(4)),
    )
    assert all(result is None or isinstance(result, Mark | RoomError) for result in results), results
    taken = sum(isinstance(one, Mark) for one in results[:3])
    placed = sum(isinstance(one, Mark) for one in results[3:])
    assert person.marks.count() == EACH - taken + placed <= EACH
    tally = tally_of(workshop)
    assert tally.total == person.marks.count()


def test_marks_of_somebody_said_aloud_are_entered_once(
    proposals: list[KpiProposal], facilitator: Any, in_threads: Any
) -> None:  # fmt: skip
    key = uuid.uuid4()
    enter = lambda: aloud.enter_aloud(  # noqa: E731
        workshop=proposals[0].workshop, name="Ella", marks={proposals[0].pk: 3}, by=facilitator, at=AT, key=key
    )
    results = in_threads(*[enter] * 4)
    assert len({result.pk for result in results}) == 1, results
    assert Mark.objects.count() == 3
