"""Decisions, their rows and values are added, and then they stand."""

from __future__ import annotations

import datetime as dt

import pytest

from assembly.models import Ballot
from drafts.models import DraftLook, PartEdit
from framtidsdag.models import FactsSheet, PhaseMove
from goals.models import Decision, DecisionItem, DecisionText, Mask, MinutesEvent, MinutesFile, VersionEvent
from goals.triggers.registry import insert_only_specs
from kpis.models import KpiValue
from tests import factories
from tests.goals.attacks import other_value, refused, rows, sql, stored

pytestmark = pytest.mark.django_db

SPECS = pytest.mark.parametrize("spec", insert_only_specs(), ids=lambda spec: spec.model.__name__)
WORDS = (
    "En maskering ändras inte|Beslut ändras inte|Ett värde ändras inte|skrivs inte om|En röst ändras inte"
    "|Ett fasbyte ändras inte|Faktabladet är fryst"
)
DAY = dt.timedelta(days=1)


@pytest.fixture
def row_of():
    """A row of every guarded table."""
    version = factories.PlanVersionFactory(adopted=True)
    decision = version.outcomes.get().decision
    at = decision.registered_at
    made = {
        Decision: decision,
        DecisionItem: decision.items.get(),
        DecisionText: factories.DecisionTextFactory(),
        Mask: factories.MaskFactory(),
        MinutesFile: factories.MinutesFileFactory(decision=decision),
        VersionEvent: version.events.first(),
        Ballot: factories.BallotFactory(),
        MinutesEvent: MinutesEvent.objects.create(
            decision=decision, kind="approved", date=decision.date, registered_at=at
        ),
        KpiValue: factories.KpiValueFactory(),
        PartEdit: factories.PartEditFactory(),
        DraftLook: factories.DraftLookFactory(),
        FactsSheet: factories.FactsSheetFactory(),
        PhaseMove: factories.PhaseMoveFactory(),
    }
    return made.__getitem__


def test_these_tables_are_only_added_to():
    assert {spec.model for spec in insert_only_specs()} == {
        Decision,
        DecisionItem,
        DecisionText,
        MinutesEvent,
        Mask,
        MinutesFile,
        VersionEvent,
        Ballot,
        KpiValue,
        PartEdit,
        DraftLook,
        FactsSheet,
        PhaseMove,
    }


@SPECS
def test_no_column_can_be_changed_by_sql(spec, row_of):
    row = row_of(spec.model)
    for field in spec.model._meta.concrete_fields:
        if field.column != spec.closing:
            value = stored(field, other_value(field, getattr(row, field.attname)))
            with refused(WORDS):
                sql(f'UPDATE {spec.model._meta.db_table} SET "{field.column}" = %s WHERE id = %s', value, row.pk)


@SPECS
def test_no_row_can_be_changed_or_deleted_by_the_orm(spec, row_of):
    row = row_of(spec.model)
    found = spec.model._default_manager.filter(pk=row.pk)
    field = next(f for f in spec.model._meta.concrete_fields if not f.primary_key and not f.is_relation)
    setattr(row, field.attname, other_value(field, getattr(row, field.attname)))
    before = rows(spec.model)
    with refused(WORDS):
        row.save()
    with refused(WORDS):
        spec.model._default_manager.bulk_update([row], [field.name])
    with refused(WORDS):
        found._raw_delete(found.db)
    with refused(WORDS):
        sql(f"DELETE FROM {spec.model._meta.db_table}")
    assert rows(spec.model) == before


def test_a_value_is_closed_once_and_for_all():
    value = factories.KpiValueFactory()
    found = KpiValue.objects.filter(pk=value.pk)
    end = value.known_from + 30 * DAY
    with refused("Ett värde ändras inte"):
        found.update(known_to=end, value=1)
    found.update(known_to=end)
    for again in (end, end + DAY, None):
        with refused("Ett värde ändras inte"):
            found.update(known_to=again)
