"""Every address of a Framtidsdag × every role, driven from the resolver: who may do what is the same in every phase."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from framtidsdag.models import Assignment, Framtidsdag, Mark, Reflection, ReflectionGroup, SteeringPoint
from tests import factories as f
from tests.plugins.people import ROLES, as_user
from tests.portal.test_addresses import patterns

pytestmark = pytest.mark.django_db

LEADERS, ANSWERERS = {"facilitator"}, {"facilitator", "handlaggare"}
WHO = {"leading": LEADERS, "prepare": LEADERS, "day_new": LEADERS, "answer": ANSWERERS, "following": ANSWERERS}
NAMES = {
    name: pattern for name, pattern in patterns() if name.startswith((*WHO, "part")) and not name.startswith("admin:")
}
PHASES = ("workshop", "processing")


@pytest.fixture
def day(facilitator: Any) -> Framtidsdag:
    """A day with one of each, so that every address leads somewhere."""
    mark = f.MarkFactory(proposal=f.KpiProposalFactory(entered_by=facilitator))
    day = mark.workshop.day
    f.FactsSheetFactory(day=day)
    f.ReflectionFactory(day=f.in_phase(day, "situation"))
    ReflectionGroup.objects.create(day=day, side="well", order=1, title="Samma sak")
    SteeringPoint.objects.create(day=day, order=1, text="Målen är många")
    earlier = f.FramtidsdagFactory(date=day.date - dt.timedelta(days=300), phase="processed")
    SteeringPoint.objects.create(day=earlier, order=1, text="Det tas upp i år")
    f.AssignmentFactory(day=day)
    f.AnswerFactory(proposal=mark.proposal)
    return day


def address(name: str, pattern: URLPattern, day: Framtidsdag) -> str:
    mark = Mark.objects.get()
    rows: dict[str, Any] = {
        "following_assignment": Assignment, "following_report": Assignment,
        "following_point": SteeringPoint.objects.filter(day=day),
        "following_taken_up": SteeringPoint.objects.exclude(day=day),
        "leading_group_change": ReflectionGroup, "leading_reflection": Reflection,
        "leading_hide": Reflection, "leading_unhide": Reflection,
    }  # fmt: skip
    given = {
        "date": str(day.date), "number": mark.proposal.number, "kind": "reflektion", "part": "program",
        "pk": _one(rows[name]).pk if name in rows else mark.workshop_id,
    }  # fmt: skip
    wanted = {"date", *pattern.pattern.converters} if name != "day_new" else set()
    return reverse(name, kwargs={key: value for key, value in given.items() if key in wanted})


def _one(rows: Any) -> Any:
    return getattr(rows, "objects", rows).get()


def may(name: str, role: str) -> bool:
    return next((role in roles for start, roles in WHO.items() if name.startswith(start)), True)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("role", ROLES)
def test_only_whoever_leads_or_answers_gets_in_by_a_hand_typed_address(day, role, phase, person_of):
    f.in_phase(day, phase)
    client = as_user(Client(), person_of(role))
    for name, pattern in NAMES.items():
        if name.startswith("part"):
            continue
        url = address(name, pattern, day)
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            if role == "utomstaende":
                assert answer.status_code == 302 and answer.url.startswith("/logga-in/"), (name, method)
            elif may(name, role):
                # What a page of another phase says: not now, mend this, or go there; never that it is not there.
                assert answer.status_code in {200, 302, 405, 422, 409}, (name, method, answer.status_code)
            else:
                assert answer.status_code in {404, 405}, (name, method, answer.status_code)


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("role", ROLES)
def test_nobody_takes_part_who_has_not_joined(day, role, phase, person_of):
    f.in_phase(day, phase)
    client = as_user(Client(), person_of(role))
    before = {model: model.objects.count() for model in (Reflection, Mark)}
    for name, pattern in NAMES.items():
        if not name.startswith("part"):
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(address(name, pattern, day))
            joins = reverse("part", args=[str(day.date)])
            if answer.status_code == 302:
                assert answer.url.startswith(joins), (name, method, answer.url)
            elif method == "get" or name in {"part", "part_receipt"}:
                assert answer.status_code in {200, 405, 422}, (name, method, answer.status_code)
            else:
                assert answer.status_code == 405, (name, method, answer.status_code)
    assert {model: model.objects.count() for model in before} == before
