"""Kontrollsumman: one for each content, on every engine, for as long as there is a portal."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from goals import copying, parts, triggers
from goals.fingerprint import canonical, canonical_json, fingerprint, plain
from goals.models import Body, FrameworkGoal, LongTermGoal, Plan, PlanVersion
from tests import factories
from tests.goals.attacks import other_value, without_checks

SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)

# The same on SQLite and PostgreSQL, today and later. When this changes, every kontrollsumma that has been shown to
# people and printed is wrong: then the scheme is v2, and v1 stays as it was.
GOLDEN = "v1:5edc0797817a3a2bfd1a2a0a6ddc0d83ea45e3a8f0c841122e5a14f77f509d4b"


def key(number: int) -> uuid.UUID:
    return uuid.UUID(int=number)


def golden_content(draft: PlanVersion, *, reverse: bool = False) -> None:
    """One of every kind of part, with fixed words, in the order given or the reverse."""
    body = Body.objects.get_or_create(slug="skolnamnden", name="skolnämnden", kind="committee")[0]
    goal = LongTermGoal.objects.get_or_create(
        slug="larande", name="Lärande", body=draft.plan.body, first_year=2022, number=32_000
    )[0]
    framework = factories.FrameworkFactory(slug="agenda-2030")
    origin = FrameworkGoal.objects.create(framework=framework, number=4, title="God utbildning")
    group = factories.AreaFactory(group=True, code="G1", name="Liknande", group_year=2021, member_areas=[
        factories.AreaFactory(code="0861"), factories.AreaFactory(code="0114"),
    ])  # fmt: skip
    kpi = factories.KpiFactory(code="N15030", title="Läsning", definition="Andel", decimals=1)
    steps = [
        lambda: factories.GoalStatementFactory(version=draft, key=key(1), goal=goal, order=1, title="Lärande",
                                               description="Å\r\nÄ\rÖ", summary=""),
        lambda: factories.FocusAreaFactory(version=draft, key=key(3), goal=goal, order=1, title="Läsning", text="x"),
        lambda: factories.DecisionPointFactory(version=draft, key=key(4), number=1, text="att anta"),
        lambda: factories.BudgetFrameFactory(version=draft, key=key(5), body=body, year=2022, amount=1_000_000),
        lambda: factories.FinancingFactory(version=draft, key=key(6), year=2022, tax_rate=Decimal("22.10"),
                                           tax_revenue=None, state_grants=0, financial_net=-5),
        lambda: factories.FinancialTargetFactory(version=draft, key=key(7), order=1, text="Minst 1 procent"),
        lambda: factories.AmbitionLevelFactory(version=draft, key=key(8), goal=goal, kpi=kpi, order=1,
                                               kind="better_than", value=None, compared_with=group, motive=""),
        lambda: factories.AmbitionLevelFactory(version=draft, key=key(11), goal=goal, kpi=kpi, order=2,
                                               value=Decimal("79.50"), motive="Därför"),
    ]  # fmt: skip
    for step in reversed(steps) if reverse else steps:
        step()
    statement, level = draft.statements.get(), draft.levels.get(key=key(11))
    factories.GoalOriginFactory(version=draft, key=key(2), statement=statement, framework_goal=origin)
    factories.LevelExceptionFactory(version=draft, key=key(9), level=level, value=Decimal("0.50"))
    factories.LevelBodyFactory(version=draft, key=key(10), level=level, body=body, own_value=True)


def golden(**how: bool) -> PlanVersion:
    return factories.PlanVersionFactory(
        name="Mål och budget 2022", introduction="Inledning", proposed=True,
        filled_by=lambda draft: golden_content(draft, **how),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("reverse", [False, True])
def test_the_sum_of_this_content_is_this_one_on_both_engines_in_any_order_with_any_ids(reverse):
    factories.PlanVersionFactory(full=True)  # other content moves every database id along
    version = golden(reverse=reverse)
    assert version.fingerprint == GOLDEN, canonical_json(canonical(version))


@pytest.mark.django_db
def test_a_copy_with_the_same_name_has_the_same_sum():
    version = golden()
    copy = copying.new_draft(
        plan=version.plan, name=version.name, basis=version, at=factories.noon(factories.ADOPTED_ON)
    )
    factories.bring(copy, "moved", matter=version.matter)
    copy.refresh_from_db()
    assert copy.fingerprint == version.fingerprint


@pytest.mark.django_db
@SPECS
def test_every_field_of_the_canonical_form_counts(spec):
    version = factories.PlanVersionFactory(full=True)
    part = spec.model._default_manager.filter(version=version)[0]
    before = fingerprint(version)
    with triggers.paused(), without_checks(spec.model):
        for path in spec.canonical.values():
            name, _, rest = path.partition("__")
            field = spec.model._meta.get_field(name)
            if not rest:
                instead = other_value(field, getattr(part, name))
            elif name == spec.parent:
                instead = factories.PART_FACTORIES[spec.parent_model](
                    version=factories.PlanVersionFactory(full=True)
                ).pk
            else:
                instead = _another(field.related_model)
            found = spec.model._default_manager.filter(pk=part.pk)
            found.update(**{field.attname: instead})
            assert fingerprint(version) != before, path
            found.update(**{field.attname: getattr(part, field.attname)})
            assert fingerprint(version) == before


def _another(model):
    factory = next(f for f in vars(factories).values() if getattr(getattr(f, "_meta", None), "model", None) is model)
    return factory().pk


@pytest.mark.django_db
def test_the_plan_the_name_and_the_introduction_count():
    version = factories.PlanVersionFactory()
    sums = {fingerprint(version)}
    for fields in ({"name": "Annan"}, {"introduction": "Annan"}):
        PlanVersion.objects.filter(pk=version.pk).update(**fields)
        sums.add(fingerprint(version))
    Plan.objects.filter(pk=version.plan_id).update(year=2031)
    sums.add(fingerprint(version))
    assert len(sums) == 4


@pytest.mark.django_db
def test_what_is_not_content_does_not_count():
    version = factories.PlanVersionFactory(full=True)
    before = fingerprint(version)
    PlanVersion.objects.filter(pk=version.pk).update(
        matter=factories.MatterFactory(), group=factories.DraftGroupFactory(), proposed_by="C"
    )
    assert fingerprint(version) == before


@pytest.mark.django_db
def test_an_example_has_none():
    assert factories.PlanVersionFactory(full=True, proposed=True, is_example=True).fingerprint == ""


@pytest.mark.django_db
def test_the_number_of_queries_is_one_a_kind_whatever_is_in_the_version(django_assert_num_queries):
    version = factories.PlanVersionFactory(full=True)
    for _ in range(5):
        factories.DecisionPointFactory(version=version)
    with django_assert_num_queries(len(parts.specs()) + 1):
        fingerprint(version)


# --- Canonical values ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("79.50000"), "79.5"), (Decimal("-0.000"), "0"), (Decimal("1E+3"), "1000"), (Decimal(100), "100"),
        (Decimal("9999999999.99999"), "9999999999.99999"),
        ("A\u030a", "Å"), ("rad\r\nrad\rrad", "rad\nrad\nrad"), ("", ""), (None, None), (True, True), (7, 7),
        (dt.date(2021, 6, 14), "2021-06-14"), (key(1), "00000000-0000-0000-0000-000000000001"),
        ({"b": [Decimal("1.0")], "a": "e\u0301"}, {"b": ["1"], "a": "é"}),
    ],
)  # fmt: skip
def test_a_value_is_written_in_one_way(value, written):
    assert plain(value) == written


@pytest.mark.parametrize("value", [1.5, dt.datetime(2021, 1, 1, tzinfo=dt.UTC), object(), b"x", {1.5: 1.5}])
def test_what_has_no_single_way_to_be_written_is_refused(value):
    with pytest.raises(TypeError):
        plain(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**10), max_value=10**10))
def test_equal_decimals_are_written_alike_and_different_ones_differently(value):
    assert plain(value) == plain(value.quantize(Decimal("0.000001")))
    assert Decimal(plain(value)) == value
    assert plain(value) != plain(value + Decimal("0.00001"))


# --- The command -----------------------------------------------------------------------------


def verify() -> str:
    out = StringIO()
    call_command("verify_fingerprints", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_all_is_well():
    factories.PlanVersionFactory(full=True, adopted=True)
    factories.PlanVersionFactory(full=True, until="withdrawn")
    factories.PlanVersionFactory(full=True, proposed=True, is_example=True)
    factories.PlanVersionFactory(full=True)
    assert verify() == "3 låsta versioner, 1 med kontrollsumma. Alla stämmer.\n"


@pytest.mark.django_db
@SPECS
def test_the_command_finds_whatever_was_tampered_with(spec):
    version = factories.PlanVersionFactory(full=True, adopted=True)
    with triggers.paused():
        spec.model._default_manager.filter(version=version).order_by("-pk")[:1][0].delete()
    out = StringIO()
    with pytest.raises(CommandError, match="1 fel i 1 låsta") as caught:
        call_command("verify_fingerprints", stdout=out)
    assert caught.value.returncode == 1
    assert version.name in out.getvalue()
    assert version.fingerprint in out.getvalue()


@pytest.mark.django_db
def test_the_command_finds_an_example_that_passes_for_real():
    version = factories.PlanVersionFactory(full=True, adopted=True)
    with triggers.paused():
        version.focus_areas.update(is_example=True)
    with pytest.raises(CommandError):
        verify()
