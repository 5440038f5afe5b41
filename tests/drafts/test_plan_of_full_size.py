"""A plan of 9 goals, 60 levels and 15 bodies for three years: as few queries as for a small one, whatever is done."""

from __future__ import annotations

import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts.models import Comment, PartEdit
from goals.comparison_address import comparison_url
from goals.models import BudgetFrame, DecisionPoint, FinancialTarget, FocusArea, GoalStatement, LongTermGoal
from goals.version_rows import contents_of
from kpis.models import AmbitionLevel, Kpi
from tests import factories
from tests.plugins.people import as_user
from tools import made_plan

HTMX = {"HX-Request": "true"}
TO_SAVE, TO_COMPARE = 12, 15
OWN = uuid.UUID(int=0)


@pytest.fixture(scope="module")
def made(shared_database) -> made_plan.MadePlan:
    factories.BodyFactory(council=True)
    factories.AreaFactory(own=True)
    return made_plan.make()


@pytest.fixture
def draft(made):
    return made.draft


@pytest.fixture
def member(client, made) -> Client:
    return as_user(client, made.member)


def first(model, draft, **fields):
    return model.objects.filter(version=draft, **fields).order_by("pk").first()


def of_part(name, draft, kind, key):
    return reverse(name, args=[draft.pk, kind, key])


def fields(client, address, selector):
    """What a browser would send of the page's form as it stands."""
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one(selector)
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") == "checkbox":
            if field.has_attr("checked"):
                sent.setdefault(field["name"], []).append(field.get("value", "on"))
        elif field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            sent[field["name"]] = chosen.get("value", "")
        else:
            sent[field["name"]] = field.text.removeprefix("\n") if field.name == "textarea" else field.get("value", "")
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def saved(client, address, data, *, edits=1, most=TO_SAVE):
    """Post, hold the queries to the limit, and see that it was written down, with and without htmx alike."""
    before = PartEdit.objects.count()
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, data)
    told = "\n".join(query["sql"][:150] for query in queries)
    assert answer.status_code in (200, 204, 302), answer.content.decode()
    assert PartEdit.objects.count() == before + edits, BeautifulSoup(answer.content, "html.parser").get_text(" ")[:800]
    assert len(queries) <= most, f"{len(queries)} queries:\n{told}"
    return answer


def test_the_plan_is_of_full_size(draft):
    content = contents_of([draft])[draft.pk]
    sizes = {kind: len(content[kind]) for kind in ("goals.goalstatement", "kpis.ambitionlevel", "goals.budgetframe")}
    assert sizes == {"goals.goalstatement": 9, "kpis.ambitionlevel": 60, "goals.budgetframe": 15 * 3 * 2}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("kind", "model", "text"),
    [
        ("inledning", None, "introduction"),
        ("mal", GoalStatement, "description"),
        ("fokus", FocusArea, "text"),
        ("niva", AmbitionLevel, "motive"),
        ("beslutspunkt", DecisionPoint, "text"),
        ("finansiellt-mal", FinancialTarget, "text"),
    ],
)
def test_a_text_is_saved(member, draft, kind, model, text, headers):
    key = first(model, draft).key if model else OWN
    address = of_part("draft_part", draft, kind, key)
    sent = fields(member, address, "form.part-form")
    assert text in sent
    member.defaults |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    saved(member, address, sent | {text: "att något helt annat ska stå här"})


@pytest.mark.parametrize("kind", ["at_least", "at_most", "between", "increase", "share", "better_than"])
def test_a_level_of_every_kind_is_saved_with_all_its_fields(member, draft, kind):
    level = first(AmbitionLevel, draft, kind=kind)
    address = of_part("draft_part", draft, "niva", level.key)
    sent = fields(member, address, "form.part-form")
    others = [str(body) for body in BudgetFrame.objects.filter(version=draft).values_list("body", flat=True)[:4:2]]
    sent |= {"motive": "Ett annat motiv", "bodies": others}
    if "exception_period" in sent:
        sent |= {"exception_period": "2091", "exception_value": "3", "exception_reason": "Synnerliga skäl"}
    saved(member, address, sent | ({"value": "17"} if sent.get("value") else {}))


def test_a_bodys_frames_are_saved(member, draft):
    frame = first(BudgetFrame, draft, kind="net")
    address = reverse("draft_frame", args=[draft.pk, "netto", frame.body.slug])
    sent = fields(member, address, "form.figures-form")
    amounts = [name for name in sent if f"initial-{name}" in sent]
    assert len(amounts) == 3
    saved(member, address, sent | dict.fromkeys(amounts, "111 mnkr"), edits=3)


@pytest.mark.parametrize("kind", ["netto", "investering"])
def test_every_bodys_frames_are_saved_at_once(member, draft, kind):
    address = reverse("draft_frames", args=[draft.pk, kind])
    sent = fields(member, address, "form.figures-form")
    amounts = [name for name in sent if f"initial-{name}" in sent and sent[name]]
    assert len(amounts) == 45
    saved(member, address, sent | dict.fromkeys(amounts, "77 mnkr"), edits=45)


def test_frames_are_added_and_removed_at_once(member, draft):
    address = reverse("draft_frames", args=[draft.pk, "netto"])
    sent = fields(member, address, "form.figures-form")
    amounts = [name for name in sent if f"initial-{name}" in sent and sent[name]]
    saved(member, address, sent | dict.fromkeys(amounts[:21], ""), edits=21)
    sent = fields(member, address, "form.figures-form")
    empty = [name for name in amounts if not sent.get(name)]
    saved(member, address, sent | dict.fromkeys(empty, "5 mnkr"), edits=21)


def test_financing_is_saved(member, draft):
    address = reverse("draft_financing", args=[draft.pk])
    sent = fields(member, address, "form.figures-form")
    amounts = [name for name in sent if "rate" not in name and f"initial-{name}" in sent]
    saved(member, address, sent | dict.fromkeys(amounts, "123 mnkr"), edits=3)


def test_parts_are_added(member, draft):
    goal = LongTermGoal.objects.filter(statements__version=draft).order_by("number").first()
    for kind, query, text in (
        ("fokus", f"?mal={goal.slug}", {"title": "Läslust", "text": "Varje dag."}),
        ("beslutspunkt", "", {"text": "att fastställa planen"}),
        ("finansiellt-mal", "", {"text": "Resultatet ska vara minst 2 procent"}),
    ):
        address = reverse("draft_part_new", args=[draft.pk, kind]) + query
        saved(member, address, fields(member, address, "form.part-form") | text)


def test_a_goal_is_added(member, draft):
    goal = factories.LongTermGoalFactory(body=draft.plan.body, first_year=draft.plan.year, last_year=None, number=99)
    address = reverse("draft_part_new", args=[draft.pk, "mal"]) + f"?mal={goal.slug}"
    saved(member, address, fields(member, address, "form.part-form") | {"title": "Ett mål till"})


def test_a_level_is_added(member, draft):
    goal = LongTermGoal.objects.filter(statements__version=draft).order_by("number").first()
    kpi = Kpi.objects.exclude(levels__version=draft, levels__goal=goal).order_by("pk").last()
    address = reverse("draft_part_new", args=[draft.pk, "niva"]) + f"?mal={goal.slug}&nyckeltal={kpi.code}"
    sent = fields(member, address, "form.part-form") | {"kind": "at_least", "value": "81", "target": "2091"}
    saved(member, address, sent)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("mal", GoalStatement),
        ("fokus", FocusArea),
        ("niva", AmbitionLevel),
        ("beslutspunkt", DecisionPoint),
        ("finansiellt-mal", FinancialTarget),
    ],
)
def test_a_part_is_moved_removed_and_restored(member, draft, kind, model):
    part = first(model, draft)
    saved(member, of_part("draft_part_move", draft, kind, part.key), {"till": "2"})
    address = of_part("draft_part_remove", draft, kind, part.key)
    saved(member, address, fields(member, address, f'form[action="{address}"]'))
    restored = saved(member, of_part("draft_part_restore", draft, kind, part.key), {"nummer": "0"})
    assert restored.url.endswith(f"#del-{part.key}") and model.objects.filter(version=draft, key=part.key).exists()


def test_a_focus_area_is_moved_to_another_goal(member, draft):
    part = first(FocusArea, draft)
    goal = LongTermGoal.objects.filter(statements__version=draft).exclude(pk=part.goal_id).first()
    saved(member, of_part("draft_part_move", draft, "fokus", part.key), {"mal": goal.slug})


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_comment_is_written_and_answered(member, draft, headers):
    address = of_part("draft_comments", draft, "niva", first(AmbitionLevel, draft).key)
    for said, data in enumerate(({"text": "Går det?"}, {"text": "Ja.", "svar": None}), 1):
        if "svar" in data:
            data["svar"] = str(Comment.objects.order_by("pk").last().pk)
        with CaptureQueriesContext(connection) as queries:
            answer = member.post(address, data, headers=headers)
        assert answer.status_code in (200, 302) and Comment.objects.filter(version=draft).count() == said
        assert len(queries) <= TO_SAVE, "\n".join(query["sql"][:150] for query in queries)


@pytest.mark.parametrize("query", ["", "?visa=allt"])
@pytest.mark.parametrize("alternatives", ["public", "draft", "three"])
def test_the_comparison_asks_few_questions(client, made, alternatives, query):
    basis, one, two = made.public
    versions = {"public": [basis, one], "draft": [basis, made.draft], "three": [basis, one, two, made.draft]}
    as_user(client, None if alternatives == "public" else made.member)
    for _ in ("made anew", "read again"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(comparison_url(*versions[alternatives]) + query)
        assert answer.status_code == 200
        assert len(queries) <= TO_COMPARE, "\n".join(query["sql"][:150] for query in queries)


def test_the_drafts_page_asks_as_much_of_a_small_draft_as_of_a_large_one(member, made):
    small = factories.PlanVersionFactory(plan=made.draft.plan, group=made.group, full=True)
    small.basis = made.draft.basis
    small.save()
    counts = []
    for version in (small, made.draft):
        with CaptureQueriesContext(connection) as queries:
            answer = member.get(reverse("draft", args=[version.pk]))
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0], counts
    assert counts[1] <= 25
