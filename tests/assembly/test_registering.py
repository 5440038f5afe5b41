"""A decision registered from its beslutsgång: what the meeting came to is filled in, and the two are linked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import IntegrityError, transaction
from django.test import Client

import assembly.models as a
from assembly import procedures
from assembly.decision_cases import case_of, state_of
from assembly.decision_forms import DecisionForm
from assembly.registering import Filled, SeenError, register
from goals.decisions import DecisionError
from goals.models import Decision
from goals.transitions import Outcome, Status
from kungsor_portal.models import User
from tests import factories as f
from tests.assembly.rooms import AT, DAY, PARAGRAPH, STEP, Chamber, make_chamber
from tests.assembly.test_decision_views import error_at, typed
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _evening(clock: Clock) -> None:
    clock.at(f.noon(DAY) + dt.timedelta(hours=5))


@pytest.fixture
def chamber() -> Chamber:
    return make_chamber()


@pytest.fixture
def secretary(client: Client, sekreterare: User) -> Client:
    return as_user(client, sekreterare)


def url_of(chamber: Chamber) -> str:
    return f"/sekreterare/beslut/nytt/?arende={chamber.matter.pk}&sammantrade={chamber.meeting.pk}"


def read(client: Client, url: str) -> Tag:
    main = BeautifulSoup(client.get(url).content, "html.parser").main
    assert main is not None
    return main


def voted(chamber: Chamber, *, yes: int = 15, no: int = 14) -> a.Procedure:
    step = chamber.main()
    chamber.decide(chamber.open(step), yes=yes, no=no)
    step.procedure.refresh_from_db()
    return step.procedure


def declare(procedure: a.Procedure, kind: str, person: Any, text: str = "", version: Any = None) -> None:
    a.Declaration.objects.create(
        procedure=procedure, kind=kind, person=person, party=person.party, text=text, version=version
    )


def test_what_the_beslutsgang_came_to_is_filled_in_and_linked(secretary: Client, chamber: Chamber) -> None:
    procedure = voted(chamber)
    mover = chamber.people[12]
    declare(procedure, "motion", mover, f"bifall till {chamber.versions[1].name}", chamber.versions[1])
    declare(procedure, "reservation", mover)
    values = typed(read(secretary, url_of(chamber)))
    assert values["paragraph"] == str(PARAGRAPH)
    assert values["method"] == "vote"
    numbers = [values[f"votes_{name}"] for name in ("yes", "no", "abstained", "absent")]
    assert numbers == ["15", "14", "0", "2"]
    assert values["chair"] == str(chamber.chair.pk)
    main, counter, third = chamber.versions
    assert values[f"version-{main.pk}"] == "adopted"
    assert values[f"version-{counter.pk}"] == "rejected"
    assert "Med 15 ja-röster mot 14 nej-röster" in values["order"]
    assert values["yrkanden-0-text"] == f"bifall till {counter.name}"
    assert values["reservationer-0-by"] == f"{mover.name} (Björk)"
    assert secretary.post(url_of(chamber), values | {f"version-{third.pk}": "rejected"}).status_code == 302
    decision = Decision.objects.get()
    procedure.refresh_from_db()
    assert procedure.decision == decision
    assert decision.texts.get(kind="reservation").person == mover
    main.refresh_from_db()
    assert main.status == Status.ADOPTED
    page = read(secretary, decision.get_absolute_url()).get_text(" ")
    assert "Beslutsgång" in page
    with pytest.raises(IntegrityError), transaction.atomic():
        a.Procedure.objects.filter(pk=procedure.pk).update(decision=None)


def test_nothing_is_said_of_the_outcome_while_a_question_is_open(secretary: Client, chamber: Chamber) -> None:
    chamber.begin(remit=True)
    main = read(secretary, url_of(chamber))
    values = typed(main)
    assert "inte är avgjorda" in main.get_text(" ")
    assert {values[f"version-{version.pk}"] for version in chamber.versions} == {""}


def test_nothing_is_registered_while_a_vote_is_going_on(secretary: Client, chamber: Chamber) -> None:
    chamber.open(chamber.main())
    values = typed(read(secretary, url_of(chamber)))
    values |= {f"version-{version.pk}": "tabled" for version in chamber.versions}
    response = secretary.post(url_of(chamber), values)
    assert response.status_code == 422
    assert "En omröstning i ärendet pågår" in response.content.decode()
    assert not Decision.objects.exists()


def test_an_aterremiss_takes_the_minoritys_reasons(secretary: Client, chamber: Chamber) -> None:
    procedure = chamber.begin(remit=True)
    step = procedure.steps.get(kind="remit")
    procedures.request_postponement(step=step, people=chamber.people[:11], reasons="Räkna om ramarna.", **STEP)
    values = typed(read(secretary, url_of(chamber)))
    assert values["reasons"] == "Räkna om ramarna."
    assert values["points"] == "att återremittera ärendet"
    assert "Det är 11 av 31 närvarande" in values["order"]
    values |= {f"version-{version.pk}": "remitted" for version in chamber.versions}
    assert secretary.post(url_of(chamber), values).status_code == 302
    assert {v.status for v in chamber.matter.versions.all()} == {Status.REMITTED}


def test_a_reservation_by_someone_who_steps_aside_is_refused(secretary: Client, chamber: Chamber) -> None:
    voted(chamber)
    substitute = chamber.substitutes["Ek"][0]
    values = typed(read(secretary, url_of(chamber))) | {"reservationer-0-by": substitute.name}
    values |= {f"version-{chamber.versions[2].pk}": "rejected"}
    assert "tjänstgjorde inte" in error_at(secretary.post(url_of(chamber), values), "reservationer-0-by")
    assert not Decision.objects.exists()


def test_another_matters_paragraph_is_refused_also_when_the_form_could_not_see_it(
    chamber: Chamber, sekreterare: User
) -> None:
    """The form looks first; what it could not know is refused in the transaction, and everything is rolled back."""
    f.AgendaItemFactory(meeting=chamber.meeting, paragraph=50)
    case = case_of(chamber.matter, chamber.meeting, by=sekreterare, on=DAY)
    outcomes = {chamber.versions[0].pk: Outcome.ADOPTED}
    filled = Filled(meeting=chamber.meeting, paragraph=50, title="Mål och budget", outcomes=outcomes)
    with pytest.raises(DecisionError, match="redan använd") as refused:
        register(case=case, filled=filled, by=sekreterare, at=AT, seen=case.seen)
    assert refused.value.field == "paragraph"
    chamber.versions[0].refresh_from_db()
    assert (Decision.objects.count(), chamber.versions[0].status) == (0, Status.PROPOSED)


def test_what_was_done_since_the_case_was_read_is_told(chamber: Chamber, sekreterare: User) -> None:
    case = case_of(chamber.matter, chamber.meeting, by=sekreterare, on=DAY)
    other = f.MeetingFactory(date=DAY - dt.timedelta(days=1))
    f.decide(matter=chamber.matter, on=other.date, meeting=other)
    filled = Filled(meeting=chamber.meeting, paragraph=PARAGRAPH, title="Mål och budget", outcomes={})
    with pytest.raises(SeenError):
        register(case=case, filled=filled, by=sekreterare, at=AT, seen=case.seen)
    assert state_of(chamber.matter) != case.seen


def test_the_form_asks_the_same_number_of_questions_however_many_serve(
    sekreterare: User, django_assert_max_num_queries: Any
) -> None:
    chamber = make_chamber()
    voted(chamber)
    with django_assert_max_num_queries(40):
        case = case_of(chamber.matter, chamber.meeting, by=sekreterare, on=DAY)
        form = DecisionForm(case=case)
        assert form.first
        assert len(form.roll.labels) == 31
