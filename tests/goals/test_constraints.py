"""The database refuses nonsense, and says in Swedish what is wrong."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from goals.models import Matter, Meeting, SeatHolder
from kpis.models import AreaMembership, KpiValue
from tests import factories

OURS = [
    model
    for app in ("goals", "kpis", "drafts", "assembly", "framtidsdag", "kungsor_portal")
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]
CONSTRAINTS = [(model, constraint) for model in OURS for constraint in model._meta.constraints]
EACH = pytest.mark.parametrize(
    ("model", "constraint"), CONSTRAINTS, ids=lambda value: getattr(value, "name", getattr(value, "__name__", ""))
)
DEFAULT_MESSAGE = models.CheckConstraint(condition=models.Q(pk=1), name="x").violation_error_message


@EACH
def test_every_constraint_says_in_a_sentence_what_is_wrong(model, constraint):
    message = str(constraint.violation_error_message)
    assert message != str(DEFAULT_MESSAGE)
    assert re.fullmatch(r"[A-ZÅÄÖ].*\.", message), message
    assert constraint.name.startswith(model._meta.model_name), constraint.name


@EACH
@pytest.mark.django_db
def test_every_constraint_stands_in_the_database(model, constraint):
    with connection.cursor() as cursor:
        standing = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert constraint.name in standing


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_whatever_has_choices_is_held_to_them_by_the_database(model):
    checked = " ".join(str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint))
    for field in model._meta.concrete_fields:
        if field.choices:
            assert f"'{field.name}__in'" in checked, field.name


# (factory or model, fields that together make no sense, what people are told)
NONSENSE = [
    (factories.BodyFactory, {"kind": "påhittad"}, "alternativen i listan"),
    (factories.BodyFactory, {"name": ""}, "inte vara tomt"),
    (factories.BodyFactory, {"number_of_seats": 0}, "Minst ett mandat"),
    (factories.MatterFactory, {"dnr": ""}, "Lämna diarienumret tomt"),
    (factories.PlanFactory, {"year": 22}, "fyra siffror"),
    (factories.LongTermGoalFactory, {"first_year": 2022, "last_year": 2021}, "före det första"),
    (factories.LongTermGoalFactory, {"colour": "röd"}, "Färgen skrivs"),
    (factories.SeatFactory, {"period_end": "2017-01-01"}, "före början"),
    (factories.KpiFactory, {"direction": ""}, "alternativen i listan"),
    (factories.KpiFactory, {"decimals": 6}, "Högst fem decimaler"),
    (factories.KpiFactory, {"is_ranking": True}, "lägre plats bättre"),
    (factories.AreaFactory, {"group_year": 2021}, "Bara en grupp"),
    (factories.KpiValueFactory, {"missing_reason": "not_reported"}, "Ange ett värde, eller skälet"),
    (factories.KpiValueFactory, {"value": None}, "Ange ett värde, eller skälet"),
    (factories.KpiValueFactory, {"known_to": "2001-01-01"}, "innan det blev känt"),
    (factories.AmbitionLevelFactory, {"value": None}, "det slag av nivå som har ett"),
    (factories.AmbitionLevelFactory, {"kind": "between"}, "övre gräns"),
    (factories.AmbitionLevelFactory, {"target_kind": "", "target_end": None}, "Ange en målperiod"),
    (factories.AmbitionLevelFactory, {"kind": "better_than", "value": None}, "vad som jämförs med"),
    (factories.AmbitionLevelFactory, {"kind": "share", "value": 101}, "högst 100"),
    (factories.AmbitionLevelFactory, {"kind": "decrease"}, "Ange basperioden"),
    (factories.FinancingFactory, {"tax_rate": 101}, "Skattesatsen"),
    (factories.BudgetFrameFactory, {"kind": "annan"}, "alternativen i listan"),
    (factories.MaskFactory, {"reason": ""}, "Skriv varför"),
    (factories.MaskFactory, {"ground": "annan"}, "alternativen i listan"),
    (factories.FramtidsdagFactory, {"date": None}, "plats i listan"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "fields", "told"), NONSENSE)
def test_nonsense_is_refused_by_the_form_and_by_the_database(factory, fields, told):
    row = factory()
    for name, value in fields.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError, match=told):
        row.validate_constraints()
    model, pk = type(row), row.pk
    if model is KpiValue:  # insert-only: nonsense can come in only as a new row
        row.pk, row._state.adding = None, True
        row.period_end = row.period_end.replace(year=1990)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.filter(pk=pk).update(**fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "twice",
    [
        lambda: factories.PlanFactory._meta.model.objects.create(
            body=factories.PlanFactory().body, year=2022, title="X"
        ),
        lambda: Meeting.objects.create(body=factories.MeetingFactory().body, date=factories.ADOPTED_ON),
        lambda: [factories.PartyFactory(slug="c") for _ in range(2)],
        lambda: [factories.KpiFactory(code="N1") for _ in range(2)],
        lambda: [factories.MatterFactory(dnr="KS 1") for _ in range(2)],
    ],
)
def test_what_is_unique_is_not_made_twice(twice):
    with pytest.raises(IntegrityError), transaction.atomic():
        twice()


@pytest.mark.django_db
def test_matters_without_a_known_dnr_may_be_many():
    factories.MatterFactory(dnr=None)
    factories.MatterFactory(dnr=None)
    assert Matter.objects.count() == 2


@pytest.mark.django_db
def test_a_seat_has_one_holder_at_a_time():
    seat = factories.SeatFactory()
    holder = factories.SeatHolderFactory(seat=seat)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.SeatHolderFactory(seat=seat)
    SeatHolder.objects.filter(pk=holder.pk).update(until="2020-01-01")
    factories.SeatHolderFactory(seat=seat)


@pytest.mark.django_db
def test_no_group_is_a_member_of_itself():
    group = factories.AreaFactory(group=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaMembership.objects.create(group=group, member=group)


@pytest.mark.django_db
def test_money_and_figures_keep_every_digit():
    level = factories.AmbitionLevelFactory(value="9999999999.99999")
    level.refresh_from_db()
    assert str(level.value) == "9999999999.99999"
    frame = factories.BudgetFrameFactory(amount=-(10**14))
    frame.refresh_from_db()
    assert frame.amount == -(10**14)
