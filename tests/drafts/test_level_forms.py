"""A level's form: every kind, right and wrong, with what the database would refuse said at the field."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from drafts import editing, rows
from drafts.editing import Change
from drafts.level_children import BODIES, EXCEPTIONS
from drafts.level_forms import LevelForm
from drafts.level_kinds import OF_KIND, faults, level_from
from drafts.level_preview import preview_of
from drafts.level_subject import Subject
from kpis.ambition import AmountUnit, ComparisonKind, LevelKind
from kpis.models import AmbitionLevel
from kpis.outcomes import Direction, Measure
from kpis.periods import Period, PeriodKind
from kpis.sentences import level_sentence
from tests import factories

AT = factories.noon(factories.ADOPTED_ON - dt.timedelta(days=10))
TODAY = dt.date(2021, 6, 1)
LEVEL = "kpis.ambitionlevel"
NBSP = "\u00a0"


@pytest.fixture
def draft():
    return factories.PlanVersionFactory()


@pytest.fixture
def goal(db):
    return factories.LongTermGoalFactory(last_year=2026)


@pytest.fixture
def kpi(db):
    return factories.KpiFactory(title="Behöriga elever", code="N15428")


@pytest.fixture
def country(db):
    return factories.AreaFactory(country=True)


def asked(draft, goal, kpi, *, subject=None, **typed):
    """A new level as the browser sends it."""
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value) if isinstance(value, list) else data.update({name: str(value)})
    about = subject or Subject(
        goal.slug, goal.last_year, kpi.code, None, kpi, bodies=len(typed.get("bodies", [])), area=True
    )
    return LevelForm(data, draft=draft, subject=about, within={"goal_id": goal.pk}, today=TODAY)


def saved(form, draft):
    assert form.is_valid(), form.errors.as_json()
    change = Change(LEVEL, form.state(), form.subject.key, form.seen_number)
    return editing.save(draft=draft, change=change, by=None, at=AT)


def again(level, draft, *, seen=0, **changes):
    """The form of a level that stands, sent back as it was shown but for ``changes``."""
    subject = Subject(level.goal.slug, level.goal.last_year, level.kpi.code, level.key, level.kpi, level, area=True)
    shown = LevelForm(None, draft=draft, subject=subject, today=TODAY, seen=seen)
    sent = {name: shown[name].value() for name in shown.fields}
    sent |= changes
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        if isinstance(value, list):
            data.setlist(name, [str(item) for item in value])
        elif value not in (None, False):
            data[name] = "on" if value is True else str(value)
    return LevelForm(data, draft=draft, subject=subject, today=TODAY)


VALID = {
    "at_least": ({"value": "85", "target": "2022"}, "Minst 85\u00a0% vid utgången av 2022"),
    "at_most": ({"value": "5,5 %", "every_year": "on"}, "Högst 5,5\u00a0% varje år"),
    "between": ({"value": "80", "upper": "90", "target": "2024"}, "Mellan 80 och 90\u00a0% vid utgången av 2024"),
    "increase": (
        {"value": "3", "amount_unit": "percentage_points", "base": "2020", "base_value": "77", "target": "2023"},
        "Öka med minst 3\u00a0procentenheter från 2020 (77\u00a0%) till 2023",
    ),
    "decrease": ({"base": "augusti 2020", "target": "augusti 2022"}, "Minska från augusti 2020 till augusti 2022"),
    "maintain": (
        {"value": "1", "amount_unit": "percentage_points", "every_year": "on"},
        "Bibehålla föregående års nivå (±\u00a01\u00a0procentenhet) varje år",
    ),
    "rank": ({"value": "90", "target": "2022"}, "Bland de 90 bästa år 2022"),
    "share": ({"value": "25", "target": "2022"}, "Bland de 25\u00a0% bästa kommunerna år 2022"),
    "done": ({"target": "2022"}, "Genomfört 2022"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", VALID)
def test_every_kind_is_saved_and_read_as_its_sentence(draft, goal, kpi, kind):
    typed, sentence = VALID[kind]
    form = asked(draft, goal, kpi, kind=kind, **typed)
    assert preview_of(form.checked()).sentence == sentence
    level = AmbitionLevel.objects.get(key=saved(form, draft).key)
    assert (level.kind, level.goal, level.kpi) == (kind, goal, kpi)
    # What is shown again and sent back unchanged is no change.
    assert saved(again(level, draft, seen=1), draft).number == 1


@pytest.mark.django_db
def test_better_than_names_what_it_is_compared_with(draft, goal, kpi, country):
    form = asked(draft, goal, kpi, kind="better_than", target="2022", compared_with=country.pk)
    assert preview_of(form.checked()).sentence == "Högre än riket år 2022"
    assert AmbitionLevel.objects.get(key=saved(form, draft).key).compared_with == country


@pytest.mark.django_db
def test_a_level_with_steps_an_exception_and_those_responsible_is_saved_whole(draft, goal, kpi):
    bodies = [factories.BodyFactory(), factories.BodyFactory()]
    form = asked(
        draft, goal, kpi, kind="at_least", value="1", every_year="on", step_low="0,5", step_high="2",
        exception_period="2021", exception_value="0,5", exception_reason="Synnerliga skäl",
        bodies=[body.pk for body in bodies], own_value=[bodies[1].pk],
    )  # fmt: skip
    level = AmbitionLevel.objects.get(key=saved(form, draft).key)
    assert (level.step_low, level.step_high) == (Decimal("0.5"), 2)
    assert [(b.body, b.own_value) for b in level.bodies.order_by("body__slug")] == [
        (bodies[0], False),
        (bodies[1], True),
    ]
    assert [e.reason for e in level.exceptions.all()] == ["Synnerliga skäl"]

    form = again(level, draft, seen=1, exception_value="0,6", bodies=[bodies[1].pk], own_value=[])
    assert set(form.state()["children"] if form.is_valid() else {}) == {BODIES, EXCEPTIONS}
    saved(form, draft)
    assert [(b.body, b.own_value) for b in level.bodies.all()] == [(bodies[1], False)]
    assert [e.value for e in level.exceptions.all()] == [Decimal("0.6")]


@pytest.mark.django_db
def test_children_that_nobody_touched_are_not_sent(draft, goal, kpi):
    level = factories.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi)
    factories.LevelBodyFactory(version=draft, level=level)
    factories.LevelExceptionFactory(version=draft, level=level)
    form = again(level, draft, motive="Nytt motiv")
    assert form.is_valid() and "children" not in form.state()


@pytest.mark.django_db
def test_exceptions_beside_the_one_that_is_edited_are_kept(draft, goal, kpi):
    level = factories.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi)
    for year in (2020, 2021):
        factories.LevelExceptionFactory(version=draft, level=level, period_end=dt.date(year, 12, 31))
    saved(again(level, draft, exception_value="0,7"), draft)
    assert [e.value for e in level.exceptions.order_by("period_end")] == [Decimal("0.7"), Decimal("0.5")]
    taken = again(level, draft, exception_period="2021")
    assert taken.errors["exception_period"] == ["Perioden har redan ett undantag."]
    saved(again(level, draft, seen=1, exception_period="", exception_value="", exception_reason=""), draft)
    assert level.exceptions.count() == 1


@pytest.mark.django_db
def test_another_kind_empties_the_fields_it_has_not(draft, goal, kpi):
    level = factories.AmbitionLevelFactory(
        version=draft, goal=goal, kpi=kpi, kind="increase", value=3, base_kind="year", base_end=dt.date(2020, 12, 31),
        base_value=77, step_high=5,
    )  # fmt: skip
    factories.LevelExceptionFactory(version=draft, level=level)
    saved(again(level, draft, kind="done"), draft)
    level.refresh_from_db()
    assert (level.kind, level.value, level.base, level.base_value, level.step_high) == ("done", None, None, None, None)
    assert not level.exceptions.exists() and level.motive == "Alla barn ska kunna läsa."


WRONG = [
    ({"kind": "at_least", "target": "2022"}, "value", "Skriv talet"),
    ({"kind": "at_least", "value": "åttiofem", "target": "2022"}, "value", "Skriv ett tal"),
    ({"kind": "at_least", "value": "99999999999", "target": "2022"}, "value", "för stort"),
    ({"kind": "at_least", "value": "1,123456", "target": "2022"}, "value", "Högst 5 decimaler"),
    ({"kind": "at_least", "value": "85"}, "target", "Skriv ett målår"),
    ({"kind": "at_least", "value": "85", "target": "nästa år"}, "target", "Perioden går inte att läsa"),
    ({"kind": "at_least", "value": "85", "target": "2035"}, "target", "planens år 2022–2024, eller senast 2026"),
    ({"kind": "at_least", "value": "85", "target": "2021"}, "target", "planens år 2022–2024"),
    ({"kind": "between", "value": "85", "target": "2022"}, "upper", "Skriv den övre gränsen"),
    ({"kind": "between", "value": "85", "upper": "80", "target": "2022"}, "upper", "ligger under den undre"),
    ({"kind": "increase", "value": "5", "target": "2022"}, "base", "Skriv basperioden"),
    ({"kind": "increase", "value": "-5", "base": "2020", "target": "2022"}, "value", "utan minustecken"),
    ({"kind": "decrease", "base_value": "5", "every_year": "on"}, "base", "vilken period basvärdet gäller"),
    ({"kind": "maintain", "base": "2022", "target": "2022"}, "base", "före målåret"),
    ({"kind": "rank", "value": "2,5", "target": "2022"}, "value", "heltal, minst 1"),
    ({"kind": "rank", "value": "0", "target": "2022"}, "value", "heltal, minst 1"),
    ({"kind": "share", "value": "101", "target": "2022"}, "value", "högst 100"),
    ({"kind": "share", "value": "0", "target": "2022"}, "value", "större än 0"),
    ({"kind": "better_than", "target": "2022"}, "compared_with", "Välj vad"),
    ({"kind": "better_than", "compared_with": "x", "target": "2022"}, "compared_with", "Välj i listan"),
    ({"kind": "at_least", "value": "85", "target": "2022", "step_low": "90"}, "step_low", "inte vara större"),
    ({"kind": "at_most", "value": "5", "target": "2022", "step_high": "6"}, "step_high", "inte vara större"),
    ({"kind": "increase", "base": "2020", "target": "2022", "step_high": "6"}, "value", "stegen lägst och helst"),
    ({"kind": "at_least", "value": "1", "target": "2022", "exception_value": "0,5"}, "exception_period", "period"),
    ({"kind": "at_least", "value": "1", "target": "2022", "exception_period": "2021"}, "exception_reason", "skälet"),
    ({"kind": "at_least", "value": "1", "target": "2022", "exception_reason": "x"}, "exception_value", "Skriv talet"),
    ({"kind": "minst", "value": "1", "target": "2022"}, "kind", "giltigt"),
    ({"kind": "at_least", "value": "85", "target": "2022", "motive": "x" * 200_000}, "motive", "högst"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("typed", "field", "message"), WRONG)
def test_what_the_database_would_refuse_is_said_at_the_field(draft, goal, kpi, typed, field, message):
    form = asked(draft, goal, kpi, **typed)
    assert not form.is_valid() and list(form.errors) and message in str(form.errors[field]), form.errors.as_json()
    for name, value in typed.items():
        assert form[name].value() == (True if value == "on" else value)


@pytest.mark.django_db
def test_a_target_that_the_level_already_had_is_kept(draft, goal, kpi):
    level = factories.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, target_end=dt.date(2030, 12, 31))
    assert again(level, draft, value="90").is_valid()
    assert "target" in again(level, draft, target="2031").errors


@pytest.mark.django_db
def test_a_retired_or_removed_nyckeltal_is_an_error_where_another_can_be_named(draft, goal, kpi):
    kpi.retired_on = TODAY
    for subject, message in (
        (Subject(goal.slug, goal.last_year, kpi.code, None, kpi), "avslutat"),
        (Subject(goal.slug, goal.last_year, "N1", bodies=-1), "finns inte"),
    ):
        form = asked(draft, goal, kpi, subject=subject, kind="at_least", value="85", target="2022", motive="Mitt motiv")
        assert message in str(form.errors["nyckeltal"]) and not form["nyckeltal"].is_hidden
        assert form["motive"].value() == "Mitt motiv"


@pytest.mark.django_db
def test_a_kind_that_the_goal_already_has_is_said_at_the_kind(draft, goal, kpi):
    about = Subject(goal.slug, goal.last_year, kpi.code, None, kpi, taken=frozenset({"at_least"}))
    form = asked(draft, goal, kpi, subject=about, kind="at_least", value="85", target="2022")
    assert "har redan en nivå av slaget ”minst”" in str(form.errors["kind"])
    preview = preview_of(form.checked())
    assert preview.notice and preview.sentence


@pytest.mark.django_db
def test_what_was_typed_for_another_kind_comes_along(draft, goal, kpi):
    form = asked(draft, goal, kpi, kind="at_least", value="85", base="2020", upper="90", visa="slag")
    assert not form.is_valid() and not form.errors
    carried = {field.name: field.value() for field in form.carried}
    assert (carried["base"], carried["upper"]) == ("2020", "90")


@pytest.mark.django_db
def test_forged_answers_are_refused_and_nothing_breaks(draft, goal, kpi):
    form = asked(
        draft, goal, kpi, kind="at_least", value="85", target="2022", bodies=["x", "1" * 40], own_value=["-1"],
        shown="forged",
    )  # fmt: skip
    assert set(form.errors) == {"bodies", "own_value"} and form.body_choices is not None
    gone = Subject(goal.slug, goal.last_year, kpi.code, None, kpi, bodies=0)
    form = asked(draft, goal, kpi, subject=gone, kind="at_least", value="85", target="2022", bodies=["123"])
    assert "finns inte längre" in str(form.errors["bodies"])


@pytest.mark.django_db
def test_the_state_of_a_new_level_names_every_column(draft, goal, kpi):
    form = asked(draft, goal, kpi, kind="at_least", value="85", target="2022")
    key = saved(form, draft).key
    state = form.state()["fields"]
    assert rows.read(draft, LEVEL, [key], children=())[key]["fields"] == state


# --- Whatever is typed, it is a sentence or a fault ---------------------------------------------

NUMBERS = st.none() | st.decimals(-1000, 1000, places=2) | st.sampled_from([Decimal(0), Decimal(1), Decimal("1e9")])
PERIODS = st.none() | st.builds(Period.year, st.integers(2015, 2030)) | st.builds(
    Period.month, st.integers(2015, 2030), st.integers(1, 12)
)  # fmt: skip
TYPED = st.fixed_dictionaries({
    "value": NUMBERS, "upper": NUMBERS, "amount_unit": st.sampled_from(AmountUnit), "base": PERIODS,
    "base_value": NUMBERS, "compared_with": st.none() | st.just(1), "target": PERIODS, "every_year": st.booleans(),
    "step_low": NUMBERS, "step_high": NUMBERS, "exception_period": PERIODS, "exception_value": NUMBERS,
    "exception_upper": NUMBERS, "exception_reason": st.sampled_from(["", "Synnerliga skäl"]),
})  # fmt: skip
MEASURES = st.builds(
    Measure, unit=st.sampled_from(["%", "antal", "ton", "plats", "ja/nej", "index"]), decimals=st.integers(0, 2),
    direction=st.sampled_from(Direction), frequency=st.just(PeriodKind.YEAR), is_ranking=st.just(value=False),
)  # fmt: skip


@given(st.sampled_from(LevelKind), TYPED, MEASURES)
def test_what_has_no_fault_is_a_level_with_a_sentence(kind, typed, measure):
    shown = {name: value for name, value in typed.items() if name in OF_KIND[kind]}
    if list(faults(kind, shown)):
        return
    comparison = ComparisonKind.COUNTRY if shown.get("compared_with") else None
    assert level_sentence(level_from(kind, shown, comparison=comparison), measure)
