"""Beslutsgång and roll calls in the record: by name, party and seat, preliminary until the protokoll is justerat."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

import goals.models as g
from assembly.models import Declaration, Procedure, Requester
from assembly.presenting import told_of_decision, told_of_matter
from assembly.shown import ShownProcedure
from goals import decisions
from tests import factories as f
from tests.assembly.halls import MEETING, Hall, make_hall
from tests.plugins.clock import Clock
from tests.reading import read, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """On the meeting's day."""


@pytest.fixture
def hall() -> Hall:
    return make_hall(5)


def told(hall: Hall) -> ShownProcedure:
    (found,) = told_of_matter(hall.item.matter, MEETING)
    return found


def settle(hall: Hall, outcome: str = "yes", method: str = "vote") -> None:
    hall.step.method, hall.step.outcome, hall.step.settled_at = method, outcome, f.noon(MEETING)
    hall.step.save()


def test_every_vote_is_shown_by_name_party_and_seat(hall: Hall):
    hall.closed("jjna-")
    settle(hall)
    (call,) = told(hall).steps[0].roll_calls
    assert [(vote.number, vote.name, vote.party, vote.word) for vote in call.votes] == [
        (hall.seats[0].number, "Robin Exempelsson 1", "A", "Ja"),
        (hall.seats[1].number, "Robin Exempelsson 2", "B", "Ja"),
        (hall.seats[2].number, "Robin Exempelsson 3", "C", "Nej"),
        (hall.seats[3].number, "Robin Exempelsson 4", "A", "Avstår"),
        (hall.seats[4].number, "Robin Exempelsson 5", "B", "Frånvarande"),
    ]
    assert call.words == "2 ja, 1 nej, 1 avstod, 1 frånvarande."
    assert (call.outcome, call.won) == ("yes", hall.step.yes_text)


def test_a_changed_vote_counts_once(hall: Hall):
    call = hall.roll_call()
    hall.vote(call, "jj")
    f.BallotFactory(roll_call=call, seat=hall.seats[0], person=hall.people[0], choice="no", number=2)
    hall.close(call)
    assert told(hall).steps[0].roll_calls[0].words == "1 ja, 1 nej, ingen avstod, 3 frånvarande."


def test_parties_are_counted(hall: Hall):
    hall.closed("jnnaj")
    table = told(hall).steps[0].roll_calls[0].party_table
    assert {row["head"]: [cell["text"] for cell in row["cells"]] for row in table["rows"]} == {
        "A": ["1", "0", "1", "0"], "B": ["1", "1", "0", "0"], "C": ["0", "1", "0", "0"],
    }  # fmt: skip


def test_an_open_vote_shows_nothing(hall: Hall):
    hall.vote(hall.roll_call(), "jjj")
    assert told(hall).steps[0].roll_calls == []


def test_a_tie_waits_for_the_chair_and_then_says_how_it_was_decided(hall: Hall):
    call = hall.closed("jjnna")
    assert told(hall).steps[0].roll_calls[0].outcome == ""
    assert "Ordföranden avgör" in told(hall).steps[0].roll_calls[0].tie_words
    call.casting_vote = "no"
    call.save()
    shown = told(hall).steps[0].roll_calls[0]
    assert (shown.outcome, shown.won) == ("no", hall.step.no_text)
    assert shown.tie_words == "Lika många ja som nej. Ordföranden Robin Exempelsson 1 (A) avgjorde med nej."


def test_a_vote_done_anew_gives_its_reason_and_no_votes(hall: Hall):
    hall.closed("jjj", void_reason="Ledamot 2 hörde inte frågan.")
    shown = told(hall).steps[0].roll_calls[0]
    assert (shown.void_reason, shown.votes) == ("Ledamot 2 hörde inte frågan.", [])


def test_nothing_is_told_before_the_meeting_or_before_it_is_approved():
    hall = make_hall(3, approved=False)
    assert told_of_matter(hall.item.matter, MEETING) == []
    Procedure.objects.update(approved_at=f.noon(MEETING))
    assert told_of_matter(hall.item.matter, MEETING - f.dt.timedelta(days=1)) == []
    assert len(told_of_matter(hall.item.matter, MEETING)) == 1


def test_it_is_preliminary_until_the_protokoll_is_justerat(hall: Hall):
    hall.closed("jjnja")
    settle(hall)
    decision = f.decide(matter=hall.item.matter, on=MEETING, meeting=hall.meeting, paragraph=12)
    hall.procedure.decision = decision
    hall.procedure.save()
    (before,) = told_of_decision(decision, MEETING)
    decisions.record_event(
        decision=decision, kind=g.MinutesEvent.Kind.APPROVED, date=MEETING, by=None, at=f.noon(MEETING)
    )
    (after,) = told_of_decision(decision, MEETING)
    assert (before.is_preliminary, after.is_preliminary) == (True, False)
    assert after.url == decision.get_absolute_url()


def test_what_is_declared_is_told_until_the_decision_has_it(hall: Hall):
    Declaration.objects.create(procedure=hall.procedure, kind="reservation", person=hall.people[1])
    Declaration.objects.create(procedure=hall.procedure, kind="declines", party=hall.people[2].party)
    assert told(hall).declarations == [
        {"label": "Deltar inte i beslutet", "texts": [{"by": "Parti C", "text": ""}]},
        {"label": "Reservationer", "texts": [{"by": "Robin Exempelsson 2 (B)", "text": ""}]},
    ]
    hall.procedure.decision = f.decide(matter=hall.item.matter, on=MEETING, meeting=hall.meeting)
    hall.procedure.save()
    assert told(hall).declarations == []


def test_made_up_members_are_labelled():
    hall = make_hall(3, example=True)
    hall.closed("jjn")
    assert told(hall).is_example
    assert "Exempel" in render(hall)


def test_the_record_reads_whole(hall: Hall):
    hall.closed("jjna-")
    settle(hall)
    words = render(hall)
    for expected in (
        "Preliminärt",
        "Ja = Bifall till kommunstyrelsens förslag",
        "2 ja, 1 nej",
        "Robin Exempelsson 1, ordförande",
    ):
        assert expected in words


def test_it_costs_five_queries_at_most_and_one_where_there_is_nothing(hall: Hall):
    hall.closed("jjjj-")
    f.StepFactory(procedure=hall.procedure, number=2, kind="remit")
    with CaptureQueriesContext(connection) as queries:
        told(hall)
    assert len(queries) <= 5
    other = f.MatterFactory()
    with CaptureQueriesContext(connection) as queries:
        assert told_of_matter(other, MEETING) == []
    assert len(queries) == 1


def render(hall: Hall) -> str:
    context = {"procedures": told_of_matter(hall.item.matter, MEETING), "with_heading": True}
    return text(BeautifulSoup(render_to_string("assembly/voted.html", context), "html.parser"))


def test_the_matters_page_and_the_decisions_tell_it_in_ten_queries_each(client: Client, hall: Hall):
    """A minority's request, a vote and an empty seat: the most that is asked of the database."""
    hall.closed("jjna-")
    settle(hall)
    remit = f.StepFactory(procedure=hall.procedure, number=2, kind="remit")
    for seat, person in zip(hall.seats[:2], hall.people[:2], strict=True):
        Requester.objects.create(step=remit, seat=seat, person=person)
    remit.method, remit.outcome, remit.settled_at = "minority", "no", f.noon(MEETING)
    remit.save()
    decision = f.decide(matter=hall.item.matter, on=MEETING, meeting=hall.meeting, paragraph=12)
    hall.procedure.decision = decision
    hall.procedure.save()
    for url in (hall.item.matter.get_absolute_url(), decision.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            words = text(read(client, url))
        assert "Så röstade ledamöterna" in words and "Robin Exempelsson 3" in words and "Preliminärt" in words, url
        assert len(queries) <= 10, f"{url}: " + "\n".join(query["sql"][:150] for query in queries)


def test_the_pages_with_made_up_members_are_not_indexed(client: Client):
    hall = make_hall(3, example=True)
    hall.closed("jjn")
    assert 'content="noindex"' in client.get(hall.item.matter.get_absolute_url()).text


def test_the_meetings_page_leads_to_it_once_it_has_begun(client: Client):
    hall = make_hall(3, approved=False)
    address, link = f"/sammantraden/kommunfullmaktige/{MEETING}/", f"{hall.item.matter.get_absolute_url()}#beslutsgang"
    assert link not in client.get(address).text
    Procedure.objects.update(approved_at=f.noon(MEETING))
    assert link in client.get(address).text
