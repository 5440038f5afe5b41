"""Underlag: what makes sense, who is late, and which parts of a version answer what."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from goals import copying
from goals.fingerprint import canonical, fingerprint
from goals.models import BudgetInput, BudgetNeed, InputAnswer, PlanVersion
from goals.underlag import answers_of, ask, underlag_url
from tests import factories as f
from tests.goals.attacks import refused

pytestmark = pytest.mark.django_db
DUE = dt.date(2021, 5, 1)
DAY = dt.timedelta(days=1)

NONSENSE = [
    (f.OutlookFactory, {"area": "rymden"}, "alternativen i listan"),
    (f.OutlookFactory, {"source": ""}, "inte vara tomt"),
    (f.BudgetInputFactory, {"handed_in_on": DUE}, "både när underlaget lämnades och när det beslutades"),
    (f.BudgetInputFactory, {"decided_on": DUE}, "både när underlaget lämnades och när det beslutades"),
    (f.BudgetInputFactory, {"decided_on": DUE, "handed_in_on": DUE - DAY}, "innan det är beslutat"),
    (f.BudgetInputFactory, {"paragraph": 31}, "när underlaget är beslutat"),
    (f.BudgetInputFactory, {"document_url": "https://example.se/"}, "när underlaget är beslutat"),
    (f.BudgetNeedFactory, {"rank": 0}, "1 eller högre"),
    (f.BudgetNeedFactory, {"title": ""}, "inte vara tomt"),
    (f.BudgetNeedFactory, {"kind": "gåva"}, "alternativen i listan"),
    (f.InputAnswerFactory, {"need": None}, "ett behov eller en omvärldsspaning"),
    (f.InputAnswerFactory, {"answered_kind": ""}, "inte vara tomt"),
]


@pytest.mark.parametrize(("factory", "fields", "told"), NONSENSE)
def test_nonsense_is_refused_by_the_form_and_by_the_database(factory, fields, told):
    row = factory()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=told):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**fields)


def test_a_part_answers_a_need_or_a_spaning_and_never_both():
    answer = f.InputAnswerFactory()
    with refused():
        InputAnswer.objects.filter(pk=answer.pk).update(outlook=f.OutlookFactory())


@pytest.mark.parametrize(
    "twice",
    [
        lambda: f.BudgetInputFactory(body=f.BudgetInputFactory(body__slug="namnden").body),
        lambda: f.BudgetNeedFactory(input=f.BudgetNeedFactory(rank=1).input, rank=1),
        lambda: f.InputAnswerFactory(version=(one := f.InputAnswerFactory()).version, need=one.need,
                                     answered_key=one.answered_key),
        lambda: f.InputAnswerFactory(
            version=(one := f.InputAnswerFactory(need=None, outlook=f.OutlookFactory())).version, need=None,
            outlook=one.outlook, answered_key=one.answered_key,
        ),
    ],
)  # fmt: skip
def test_what_is_unique_is_not_made_twice(twice):
    with refused():
        twice()


# --- Who is late -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handed_in_on", "on", "is_late", "is_in"),
    [
        (None, DUE, False, False), (None, DUE + DAY, True, False), (DUE, DUE, False, True),
        (DUE, DUE + DAY, False, True),
        (DUE + 3 * DAY, DUE + DAY, True, False), (DUE + 3 * DAY, DUE + 3 * DAY, False, True),
        (DUE, DUE - DAY, False, False),
    ],
)  # fmt: skip
def test_late_is_what_was_not_there_when_the_last_day_was_over(handed_in_on, on, is_late, is_in):
    decided = {} if handed_in_on is None else {"decided_on": DUE - DAY, "handed_in_on": handed_in_on}
    item = f.BudgetInputFactory(due_on=DUE, **decided)
    assert (item.is_late(on), item.is_handed_in(on)) == (is_late, is_in)
    assert BudgetInput.objects.late(on).exists() == is_late
    assert BudgetInput.objects.handed_in(on).exists() == is_in


def test_those_asked_before_keep_what_they_have():
    before = f.BudgetInputFactory(handed_in=True)
    other = f.BodyFactory()
    later = dt.date(2021, 9, 1)
    made = ask(plan=before.plan, bodies=[before.body_id, other.pk], due_on=later)
    assert [(item.body, item.due_on) for item in made] == [(other, later)]
    before.refresh_from_db()
    assert before.due_on == DUE
    assert made[0].history.count() == 1


# --- Answers ---------------------------------------------------------------------------------


@pytest.fixture
def plan():
    return f.PlanFactory(year=2022)


@pytest.fixture
def needs(plan):
    """Two of a nämnd and one of a company, which comes after it."""
    committee = f.BudgetInputFactory(plan=plan, handed_in=True, body=f.BodyFactory(name="socialnämnden", sort_order=1))
    company = f.BudgetInputFactory(plan=plan, handed_in=True, body=f.BodyFactory(company=True, sort_order=2))
    return [
        f.BudgetNeedFactory(input=committee, rank=1, title="Fler platser"),
        f.BudgetNeedFactory(input=committee, rank=2, title="Fordon"),
        f.BudgetNeedFactory(input=company, rank=1, title="Ledningar"),
    ]


@pytest.fixture
def outlook(plan):
    return f.OutlookFactory(plan=plan, title="Räntorna stiger", area="economy")


def test_a_draft_knows_what_it_answers_and_what_nothing_answers(plan, needs, outlook, django_assert_num_queries):
    draft = f.PlanVersionFactory(plan=plan, full=True)
    focus, point = draft.focus_areas.get(), draft.points.get()
    level = draft.levels.get()
    InputAnswer.objects.filter(version=draft).delete()
    for part, kind, asked in [
        (focus, "goals.focusarea", {"need": needs[1]}),
        (focus, "goals.focusarea", {"need": None, "outlook": outlook}),
        (level, "kpis.ambitionlevel", {"need": needs[1]}),
        (point, "goals.decisionpoint", {"need": needs[2]}),
    ]:
        f.InputAnswerFactory(version=draft, answered_kind=kind, answered_key=part.key, **asked)
    BudgetNeed.objects.exclude(pk__in=[need.pk for need in needs]).delete()
    draft = PlanVersion.objects.select_related("plan__body").get(pk=draft.pk)
    with django_assert_num_queries(2):
        answers = answers_of(draft)
    assert [(asked.title, asked.whose, asked.rank) for asked in answers.asked] == [
        ("Fler platser", "Socialnämnden", 1), ("Fordon", "Socialnämnden", 2),
        ("Ledningar", needs[2].input.body.title, 1), ("Räntorna stiger", "Ekonomi", None),
    ]  # fmt: skip
    assert [asked.title for asked in answers.unanswered] == ["Fler platser"]
    assert {key: [answer.asked.title for answer in found] for key, found in answers.by_key.items()} == {
        focus.key: ["Fordon", "Räntorna stiger"], level.key: ["Fordon"], point.key: ["Ledningar"],
    }  # fmt: skip
    fordon = answers.of(answers.asked[1])
    assert [(answer.part_word, answer.part_title, answer.place) for answer in fordon] == [
        ("Fokusområde", focus.title, f"#mal-{focus.goal.slug}"),
        ("Ambitionsnivå", level.kpi.title, f"#mal-{level.goal.slug}"),
    ]
    assert answers.asked[1].url == f"/mal-och-budget/2022/underlag/#behov-{needs[1].key}"
    assert answers.asked[3].url.endswith(f"#spaning-{outlook.key}")


@pytest.mark.parametrize(
    ("kind", "factory", "place"),
    [
        ("goals.budgetframe", f.BudgetFrameFactory, "#ramar"), ("goals.financing", f.FinancingFactory, "#finansiering"),
        ("goals.financialtarget", f.FinancialTargetFactory, "#budget"),
        ("goals.goalstatement", f.GoalStatementFactory, None),
    ],
)  # fmt: skip
def test_every_kind_of_part_has_a_place_on_the_versions_page(plan, needs, kind, factory, place):
    draft = f.PlanVersionFactory(plan=plan)
    part = factory(version=draft)
    f.InputAnswerFactory(version=draft, need=needs[0], answered_kind=kind, answered_key=part.key)
    (answer,) = answers_of(draft).answers
    assert answer.place == (place or f"#mal-{part.goal.slug}")
    assert answer.part_title


def test_a_part_that_is_taken_out_of_the_draft_answers_nothing(plan, needs):
    draft = f.PlanVersionFactory(plan=plan)
    focus = f.FocusAreaFactory(version=draft)
    f.InputAnswerFactory(version=draft, need=needs[0], answered_key=focus.key)
    focus.delete()
    assert answers_of(draft).by_key == {}
    assert len(answers_of(draft).unanswered) == 3


def test_what_has_not_been_handed_in_is_not_asked(plan):
    f.BudgetNeedFactory(input=f.BudgetInputFactory(plan=plan))
    assert answers_of(f.PlanVersionFactory(plan=plan)).asked == ()


def test_last_years_answers_come_along_and_are_not_shown_as_this_years(plan, needs):
    draft = f.PlanVersionFactory(plan=plan)
    focus = f.FocusAreaFactory(version=draft)
    f.InputAnswerFactory(version=draft, need=needs[0], answered_key=focus.key)
    following = copying.new_draft(
        plan=f.PlanFactory(year=2023), name="Mål och budget 2023", basis=draft, at=f.noon(f.ADOPTED_ON)
    )
    assert following.answers.count() == 1
    assert answers_of(following).by_key == {}


# --- A part like any other -------------------------------------------------------------------


def test_an_answer_is_copied_with_its_key_and_frozen_with_the_version():
    version = f.PlanVersionFactory(full=True, adopted=True)
    answer = version.answers.get()
    draft = copying.new_draft(plan=version.plan, name="Reviderad", basis=version, at=f.noon(f.ADOPTED_ON))
    copy = draft.answers.get()
    assert (copy.key, copy.need, copy.answered_key) == (answer.key, answer.need, answer.answered_key)
    assert copy.answered_key == draft.focus_areas.get().key
    with refused("lämnat utkast"):
        InputAnswer.objects.filter(pk=answer.pk).update(note="annat")
    with refused("lämnat utkast"):
        answer.delete()
    copy.delete()


def test_a_version_without_answers_is_written_as_before_there_were_any():
    version = f.PlanVersionFactory(full=True)
    assert "goals.inputanswer" in canonical(version)["parts"]
    answered = fingerprint(version)
    version.answers.all().delete()
    assert "goals.inputanswer" not in canonical(version)["parts"]
    assert fingerprint(version) != answered


def test_an_example_among_the_answers_makes_the_version_one():
    def fill(draft):
        f.FocusAreaFactory(version=draft)
        f.InputAnswerFactory(version=draft, is_example=True)

    version = f.PlanVersionFactory(proposed=True, filled_by=fill)
    assert (version.is_example, version.fingerprint) == (True, "")


def test_what_is_answered_is_not_deleted():
    answer = f.InputAnswerFactory()
    on_outlook = f.InputAnswerFactory(need=None, outlook=f.OutlookFactory())
    for row in (answer.need, answer.need.input, on_outlook.outlook):
        with pytest.raises(ProtectedError):
            row.delete()


def test_edits_are_kept_with_what_stood_before():
    need = f.BudgetNeedFactory(amount_first=1)
    need.amount_first = 2
    need.save()
    assert list(need.history.values_list("amount_first", flat=True)) == [2, 1]


def test_each_bodys_plan_has_an_address_of_its_own(plan):
    assert underlag_url(plan) == "/mal-och-budget/2022/underlag/"
    other = f.PlanFactory(body=f.BodyFactory(slug="skolnamnden"), year=2022)
    assert underlag_url(other) == "/mal-och-budget/2022/skolnamnden/underlag/"


def test_a_key_is_never_shared():
    key = uuid.uuid4()
    f.OutlookFactory(key=key)
    with refused():
        f.OutlookFactory(key=key)


# --- Leaving utkast ----------------------------------------------------------------------------


def test_links_that_answer_nothing_are_not_frozen():
    version = f.FocusAreaFactory().version
    kept = f.InputAnswerFactory(version=version)
    gone = f.InputAnswerFactory(version=version, answered_key=uuid.uuid4())
    other_year = f.InputAnswerFactory(
        version=version, need=f.BudgetNeedFactory(input__plan=f.PlanFactory(year=2030)), answered_key=kept.answered_key
    )
    f.bring(version, "moved", matter=f.MatterFactory())
    left = set(InputAnswer.objects.filter(version=version).values_list("pk", flat=True))
    assert kept.pk in left and not left & {gone.pk, other_year.pk}
