"""The content's revision: raised in the transaction that writes, whoever writes, and rolled back with it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import transaction

from framtidsdag.models import Assignment
from goals import copying, decisions
from goals.models import ContentRevision, FocusArea, LongTermGoal, Part, PlanVersion, Vision
from goals.triggers.registry import content_models
from kpis.models import Area, Kpi, KpiValue
from tests import factories
from tests.goals.attacks import bare_sqlite, refused, sql

pytestmark = pytest.mark.django_db

# Of our own apps' models, those that no public page shows. Parts change in drafts only.
NOT_CONTENT = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Part)} | {
    "assembly.ballot",
    "framtidsdag.mark", "framtidsdag.participant", "framtidsdag.phasemove", "framtidsdag.wrongcode",
    "drafts.comment", "drafts.consultation", "drafts.draftinvitation", "drafts.draftlook", "drafts.partedit",
    "goals.contentrevision", "goals.draftgroup", "goals.draftgroupmember", "goals.historicalbudgetinput",
    "goals.historicalbudgetneed", "goals.historicallongtermgoal", "goals.versionevent", "goals.historicaloutlook",
    "kpis.historicalkpi",
}  # fmt: skip


def revision():
    return ContentRevision.objects.values_list("number", "token").get(scope=ContentRevision.CONTENT)


@pytest.fixture
def raised():
    """Call it: has the revision been raised since the last call?"""
    last = [revision()]

    def call():
        before, last[0] = last[0], revision()
        assert (last[0][0] > before[0]) == (last[0][1] != before[1]), "number and token go together"
        return last[0][0] > before[0]

    return call


def test_every_model_of_ours_is_content_or_said_not_to_be():
    ours = {
        model._meta.label_lower
        for app in ("goals", "kpis", "drafts", "assembly", "framtidsdag")
        for model in apps.get_app_config(app).get_models()
    }
    assert {model._meta.label_lower for model in content_models()} == ours - NOT_CONTENT


@pytest.mark.parametrize(
    ("factory", "change"),
    [
        (factories.VisionFactory, {"text": "Annan"}), (factories.LongTermGoalFactory, {"name": "Annat"}),
        (factories.KpiFactory, {"definition": "Annan"}), (factories.AreaFactory, {"name": "Annan"}),
        (factories.MatterFactory, {"title": "Annan"}), (factories.AssignmentFactory, {"text": "Annat"}),
        (factories.PersonFactory, {"name": "Annan"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_every_way_to_write_raises_it(factory, change, raised):
    row = factory()
    assert raised()
    model, name = type(row), next(iter(change))
    setattr(row, name, change[name])
    row.save()
    assert raised()
    model._default_manager.filter(pk=row.pk).update(**change)
    assert raised()
    model._default_manager.bulk_update([row], [name])
    assert raised()
    sql(f'UPDATE {model._meta.db_table} SET "{name}" = %s WHERE id = %s', "Tredje", row.pk)
    assert raised()
    row.delete()
    assert raised()


def test_bulk_insert_and_raw_delete_raise_it(raised):
    kpi, area = factories.KpiFactory(), factories.AreaFactory(own=True)
    raised()
    KpiValue.objects.bulk_create(
        [factories.KpiValueFactory.build(kpi=kpi, area=area, year=year) for year in (2020, 2021)]
    )
    assert raised()
    sql("DELETE FROM kpis_areamembership")
    factories.VisionFactory()
    raised()
    sql("DELETE FROM goals_vision")
    assert raised()


def test_reading_and_what_is_not_content_leave_it(raised):
    factories.UserFactory()
    list(Kpi.objects.all()), list(Area.objects.all()), list(LongTermGoal.objects.all()), list(Assignment.objects.all())
    assert not raised()


def test_what_is_written_in_a_draft_is_nobody_elses_to_notice(raised):
    draft = factories.PlanVersionFactory(full=True)
    raised()
    copy = copying.new_draft(plan=draft.plan, name="C:s förslag", basis=draft, at=factories.noon(factories.ADOPTED_ON))
    FocusArea.objects.filter(version=copy).update(text="Annat fokus")
    PlanVersion.objects.filter(pk=copy.pk).update(introduction="Annan inledning")
    FocusArea.objects.filter(version=copy).delete()
    taken_back = copying.new_draft(
        plan=factories.PlanFactory(year=2023), name="Nästa år", basis=draft, at=factories.noon(factories.ADOPTED_ON)
    )
    factories.bring(taken_back, PlanVersion.Status.WITHDRAWN, matter=None)
    assert not raised()
    decisions.move(
        version=copy, matter=factories.MatterFactory(), on=factories.ADOPTED_ON, by=None,
        at=factories.noon(factories.ADOPTED_ON),
    )  # fmt: skip
    assert raised()


def test_it_is_rolled_back_with_what_was_written(raised):
    with transaction.atomic():
        factories.VisionFactory()
        assert raised()
        within = revision()
        transaction.set_rollback(True)
    assert revision() != within
    assert not Vision.objects.exists()


def test_a_refused_change_leaves_it(raised):
    version = factories.PlanVersionFactory(adopted=True, full=True)
    raised()
    with refused():
        FocusArea.objects.filter(version=version).update(text="annat")
    assert not raised()


def test_the_row_itself_is_counted_onward_only():
    row = ContentRevision.objects.filter(scope=ContentRevision.CONTENT)
    factories.VisionFactory()
    with refused("räknas bara uppåt"):
        row.delete()
    for change in ({"number": 0}, {"scope": "annat"}):
        with refused("räknas bara uppåt"):
            row.update(**change)


@pytest.mark.postgres_only
def test_one_statement_raises_it_by_one(raised):
    before = revision()[0]
    Kpi.objects.bulk_create([factories.KpiFactory.build() for _ in range(50)])
    assert revision()[0] == before + 1


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_someone_elses_connection_raises_it_too():
    before = revision()
    with bare_sqlite() as bare:
        bare.execute("INSERT INTO goals_party (slug, name, abbreviation, is_example) VALUES ('x', 'X', 'X', 1)")
    assert revision() != before
