"""Every status × every step × every role, through the portal's addresses.

What is tried and what it leads to is made in ``tests.goals.situations`` from ``goals.transitions``; the only thing said
here is who does what (``WHO``). To everyone else the address does not exist: 404, or the way in for a visitor, and not
a row is other than it was. Out of its order a step is refused to the right person too, with the reason in Swedish.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from assembly.decision_cases import state_of
from assembly.decision_texts import KINDS
from drafts.models import DraftInvitation, DraftLook
from goals.models import Decision, DraftGroup, Meeting, PlanVersion, VersionEvent
from goals.transitions import OPEN, Outcome, Status
from kungsor_portal import roles
from kungsor_portal.models import User
from tests import factories as f
from tests.goals.situations import (
    CORRECTIONS,
    LATER,
    PUT_FORWARD_ON,
    SITUATIONS,
    STEPS,
    Correction,
    Question,
    Situation,
    Step,
    Stored,
    ask,
    ask_corrected,
    stored,
)
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.reading import text

pytestmark = pytest.mark.django_db

SECRETARY, MEMBER = "kommunsekreterare", "i gruppen"
# Everyone that an address is tried for. Each role of kungsor_portal.roles is among them, by a person who has it.
PEOPLE = {
    "besökare": "",
    MEMBER: roles.REPRESENTATIVE,
    "i en annan grupp": roles.REPRESENTATIVE,
    "ledamot": roles.REPRESENTATIVE,
    "ersättare": roles.REPRESENTATIVE,
    "handläggare": roles.OFFICER,
    "inbjuden handläggare": roles.OFFICER,
    "processledare": roles.FACILITATOR,
    SECRETARY: roles.SECRETARY,
    "administratör": roles.ADMINISTRATOR,
}
# Who may: all that is decided, moved and published goes through the secretary; a draft is its group's to lay down.
WHO = {step.name: SECRETARY for step in STEPS} | {"lay-down": MEMBER, "correct": SECRETARY}


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    clock.noon(LATER)


@pytest.fixture(scope="module")
def people(shared_database: None) -> dict[str, User | None]:
    """Everyone of PEOPLE, signed up before anything is tried."""
    own, other = (f.DraftGroupFactory(name=name, slug=name.lower()) for name in ("Egen", "Annan"))
    found: dict[str, User | None] = {}
    for number, (who, role) in enumerate(PEOPLE.items()):
        found[who] = f.UserFactory(username=f"person-{number}", role=role) if role else None
    f.DraftGroupMemberFactory(group=own, user=found[MEMBER])
    f.DraftGroupMemberFactory(group=other, user=found["i en annan grupp"])
    for who, kind in (("ledamot", "member"), ("ersättare", "substitute")):
        person = f.PersonFactory(name=who, user=found[who])
        f.SeatHolderFactory(seat=f.SeatFactory(kind=kind), person=person)
    return found


@pytest.fixture(scope="module")
def questions(people: dict[str, User | None]) -> dict[Situation, Question]:
    """A matter in every situation; its version is the group's, who have invited the secretary and an official."""
    found = {}
    for situation in SITUATIONS:
        question = found[situation] = ask(situation, group=DraftGroup.objects.get(slug="egen"))
        for who in (SECRETARY, "inbjuden handläggare"):
            DraftInvitation.objects.create(
                version=question.version, user=people[who], invited_by=people[MEMBER], invited_at=f.noon(PUT_FORWARD_ON)
            )
    return found


@pytest.fixture(scope="module")
def decided(people: dict[str, User | None]) -> dict[tuple[Outcome, Situation], tuple[Question, Decision]]:
    return {case: ask_corrected(*case) for case in {correction.case: None for correction in CORRECTIONS}}


@pytest.fixture(scope="module")
def untouched(questions: object, decided: object) -> Stored:
    return rows_of_the_portal()


def rows_of_the_portal() -> Stored:
    """Every row but the notes of an administrator's having looked at a draft, which are there to be written."""
    found = stored()
    del found[DraftLook._meta.label]
    return found


# --- What is sent ----------------------------------------------------------------------------


def of_decision(question: Question, meeting: Meeting, outcomes: dict[int, str], **fields: str) -> dict[str, str]:
    """The form of a decision, filled in; versions that are not named, drafts among them, it does not concern."""
    drafts = PlanVersion.objects.filter(status=Status.DRAFT)
    data = {f"version-{version.pk}": "none" for version in (*drafts, *question.versions)}
    data |= {f"{kind.prefix}-{name}_FORMS": "0" for kind in KINDS.values() for name in ("TOTAL", "INITIAL")}
    data |= {"seen": state_of(question.matter), "date": meeting.date.isoformat(), "paragraph": "77"}
    data |= {"title": "Mål och budget", "method": "unknown"}
    return data | {f"version-{pk}": outcome for pk, outcome in outcomes.items()} | fields


def outcomes_of(question: Question, outcome: Outcome | None) -> dict[int, str]:
    if outcome is None:
        return {}
    adopted = {question.amended.pk: Outcome.ADOPTED.value} if outcome == Outcome.AMENDED else {}
    return {question.version.pk: outcome.value} | adopted


def sent(question: Question, step: Step) -> tuple[str, dict[str, str]]:
    """The address and the form of a step."""
    version, today = question.version, LATER.isoformat()
    if step.outcome is not None:
        body = "board" if step.outcome == Outcome.PROPOSED else "council"
        meeting = Meeting.objects.get(body=f.BodyFactory(**{body: True}), date=LATER)
        chosen = urlencode({"arende": question.matter.pk, "sammantrade": meeting.pk})
        url = f"{reverse('secretary_decision_new')}?{chosen}"
        return url, of_decision(question, meeting, outcomes_of(question, step.outcome))
    if step.name == "move":
        return reverse("secretary_move"), {"version": str(version.pk), "matter": str(question.matter.pk), "on": today}
    if step.name == "publish":
        return reverse("publish", args=[version.pk]), {}
    return reverse("secretary_withdraw", args=[version.pk]), {"on": today}


# What only the code does: kommunstyrelsen's proposal is registered as its decision.
THROUGH_ADDRESSES = [step for step in STEPS if step.name != "propose"]


def after(step: Step, status: Status) -> Status | None:
    """The status that the address leads to. Only what waits is published or taken back there."""
    if step.name == "publish":
        return status if status == Status.PROPOSED else None
    if step.name == "withdraw" and status not in OPEN:
        return None
    return step.after(status)


# --- Who may ---------------------------------------------------------------------------------


def test_every_role_of_the_portal_is_tried() -> None:
    assert set(PEOPLE.values()) - {""} == set(roles.ROLES)
    assert set(WHO) == {step.name for step in STEPS} | {"lay-down", "correct"}


@pytest.mark.parametrize("who", PEOPLE)
def test_for_anyone_else_no_step_exists(
    who: str, people: dict[str, User | None], client: Client, questions: dict[Situation, Question],
    decided: dict[tuple[Outcome, Situation], tuple[Question, Decision]], untouched: Stored,
) -> None:  # fmt: skip
    tried = [
        (step.name, str(situation), *sent(question, step))
        for situation, question in questions.items()
        for step in THROUGH_ADDRESSES
    ]
    tried += [
        ("lay-down", str(situation), reverse("draft_withdraw", args=[question.version.pk]), {})
        for situation, question in questions.items()
    ]
    for (corrected, situation), (question, wrong) in decided.items():
        assert wrong.meeting is not None
        data = of_decision(question, wrong.meeting, outcomes_of(question, Outcome.REJECTED))
        url = reverse("secretary_decision_correct", args=[wrong.pk])
        tried.append(("correct", f"{corrected} {situation}", url, data))
    as_user(client, people[who])
    others = [(name, situation, url, data) for name, situation, url, data in tried if WHO[name] != who]
    wrong_answers = {}
    for name, situation, url, data in others:
        answer = client.post(url, data)
        is_refused = answer.status_code == 404
        if people[who] is None:
            is_refused = answer.status_code == 302 and answer.headers["Location"].startswith("/logga-in/")
        if not is_refused:
            wrong_answers[name, situation] = answer.status_code
    assert others and not wrong_answers
    assert rows_of_the_portal() == untouched


# --- When it may -----------------------------------------------------------------------------


@pytest.mark.parametrize("step", THROUGH_ADDRESSES, ids=str)
@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_for_the_right_person_a_step_leads_where_the_table_says(
    situation: Situation, step: Step, people: dict[str, User | None], client: Client,
    questions: dict[Situation, Question], untouched: Stored,
) -> None:  # fmt: skip
    question = questions[situation].fresh()
    as_user(client, people[WHO[step.name]])
    url, data = sent(question, step)
    answer = client.post(url, data)
    expected = after(step, situation.status)
    if expected is None:
        is_refused_with_reason(answer)
        assert rows_of_the_portal() == untouched
        return
    assert answer.status_code == 302, faults_on(answer)
    question.version.refresh_from_db()
    question.bystander.refresh_from_db()
    assert (question.version.status, question.bystander.status) == (expected, Status.MOVED)
    by_the_secretary(question, step, people)


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_draft_is_laid_down_by_its_group_and_nothing_else_is(
    situation: Situation, people: dict[str, User | None], client: Client, questions: dict[Situation, Question],
    untouched: Stored,
) -> None:  # fmt: skip
    question = questions[situation].fresh()
    as_user(client, people[MEMBER])
    answer = client.post(reverse("draft_withdraw", args=[question.version.pk]))
    question.version.refresh_from_db()
    if situation.status == Status.DRAFT:
        assert (answer.status_code, question.version.status) == (302, Status.WITHDRAWN)
    else:
        assert answer.status_code == 404
        assert rows_of_the_portal() == untouched


@pytest.mark.parametrize("correction", CORRECTIONS, ids=str)
def test_a_correction_is_shown_first_and_then_leads_where_the_table_says(
    correction: Correction, people: dict[str, User | None], client: Client,
    decided: dict[tuple[Outcome, Situation], tuple[Question, Decision]], untouched: Stored,
) -> None:  # fmt: skip
    asked, wrong = decided[correction.case]
    question = asked.fresh()
    assert wrong.meeting is not None
    as_user(client, people[WHO["correct"]])
    url = reverse("secretary_decision_correct", args=[wrong.pk])
    data = of_decision(question, wrong.meeting, outcomes_of(question, correction.outcome))
    answer = client.post(url, data)
    expected = correction.after()
    if answer.status_code == 200:  # what it leads to is shown before it is stored
        assert rows_of_the_portal() == untouched
        shown = main_of(answer).select_one('input[name="visad"]')
        assert shown is not None
        answer = client.post(url, data | {"visad": str(shown["value"])})
    if expected is None:
        is_refused_with_reason(answer)
        assert rows_of_the_portal() == untouched
        return
    assert answer.status_code == 302, faults_on(answer)
    question.version.refresh_from_db()
    question.bystander.refresh_from_db()
    assert (question.version.status, question.bystander.status) == (expected, Status.MOVED)


# --- What is looked at -----------------------------------------------------------------------


def main_of(answer: Any) -> Tag:
    main = BeautifulSoup(answer.content, "html.parser").main
    assert main is not None, answer.status_code
    return main


def is_refused_with_reason(answer: Any) -> None:
    """404 where there is nothing to do, else 422 with the reason at its field and in the summary on top."""
    if answer.status_code != 404:
        assert answer.status_code == 422
        said = faults_on(answer)
        assert said.strip() and "_" not in said
        assert text(BeautifulSoup(answer.content, "html.parser").title).startswith("Fel: ")


def faults_on(answer: Any) -> str:
    """What the page says is wrong."""
    return " ".join(text(found) for found in main_of(answer).select(".error, [role=alert], .error-summary"))


def by_the_secretary(question: Question, step: Step, people: dict[str, User | None]) -> None:
    """What is stored says who registered it, and by which unit; public history shows the unit."""
    secretary = people[SECRETARY]
    assert secretary is not None
    found: Any = (
        Decision.objects.filter(matter=question.matter).latest("pk")
        if step.outcome is not None
        else VersionEvent.objects.filter(version=question.version).latest("pk")
    )
    assert (found.registered_by, found.registered_by_unit) == (secretary, secretary.unit)
    assert (found.date, found.registered_at.date()) == (LATER, LATER)
