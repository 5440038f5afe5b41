"""Loading a folder: once, whole or not at all, and with every fault told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from framtidsdag.models import Framtidsdag
from goals.fingerprint import fingerprint
from goals.models import Body, ContentRevision, Decision, FocusArea, LongTermGoal, PlanVersion
from kpis.entries import entry_of
from kpis.models import AmbitionLevel, Area, Kpi, KpiValue
from kpis.recording import record_all
from kungsor_portal.content import load_folder
from kungsor_portal.models import LoadedRow
from kungsor_portal.municipality import Municipality
from tests.portal.exempelby import AT, EXEMPELBY, copy_of, spoil

FINGERPRINT = "v1:cb871dd544be5697b1e3e0b8679e29a9a385a36bf644fb413d0aa141c2c3af31"

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A copy of Exempelby that a test may spoil."""
    return copy_of(tmp_path)


def everything():
    """Every row of the portal's tables."""
    tables = [name for name in connection.introspection.table_names() if name.startswith(("goals_", "kpis_", "framt"))]
    with connection.cursor() as cursor:
        content = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            content[table] = cursor.fetchall()
    return content


def test_another_municipality_loads_with_its_own_bodies_goals_and_year():
    load_folder(EXEMPELBY, at=AT)

    assert list(LongTermGoal.objects.order_by("number").values_list("name", flat=True)) == [
        "Levande skogar",
        "Lärande hela livet",
        "Orken att leva",
        "En kommun som svarar",
    ]
    version = PlanVersion.objects.get()
    assert (version.plan.body.slug, version.plan.year, version.status) == ("bystamman", 2025, "adopted")
    assert (version.left_draft_on, version.published_on) == (dt.date(2024, 10, 21), dt.date(2024, 11, 8))
    decision = Decision.objects.get()
    assert (decision.paragraph, decision.votes_yes, decision.events.count()) == (42, 9, 2)
    assert KpiValue.objects.get(kpi__code="X-SKOG", period_end="2024-12-31").area.name == "Exempelby"
    assert Framtidsdag.objects.dated().get().assignments.get().reports.get().text == "Stigarna är fjorton."


def test_an_unknown_publication_day_is_told_as_an_assumption():
    load_folder(EXEMPELBY, at=AT)

    stated = KpiValue.objects.get(kpi__code="X-SKOG", period_end="2021-12-31")
    assert (stated.known_from, stated.known_from_is_stated) == (dt.date(2025, 2, 15), True)
    assumed = KpiValue.objects.get(kpi__code="X-SVAR", period_end="2024-12-31")
    assert (assumed.known_from, assumed.known_from_is_stated) == (dt.date(2025, 1, 31), False)


def test_a_second_run_changes_nothing():
    load_folder(EXEMPELBY, at=AT)
    before, ledger = everything(), list(LoadedRow.objects.values())

    result = load_folder(EXEMPELBY, at=timezone.now())

    assert everything() == before  # the content revision's number among it
    assert list(LoadedRow.objects.values()) == ledger
    assert (result.made, result.changed, result.passed_over) == ({}, [], [])


def test_a_second_run_asks_little_of_the_database(django_assert_max_num_queries):
    load_folder(EXEMPELBY, at=AT)
    with django_assert_max_num_queries(6):
        load_folder(EXEMPELBY, at=AT)


def test_what_people_have_edited_moved_or_removed_is_left_alone():
    load_folder(EXEMPELBY, at=AT)
    Body.objects.filter(slug="skogsbolaget").update(name="Skog och Sjö AB")
    Kpi.objects.filter(code="X-SKOG").update(slug="skog", title="Skog med skydd")
    LongTermGoal.objects.filter(slug="levande-skogar").update(name="Skogar som lever")
    Framtidsdag.objects.filter(date__isnull=True).delete()

    load_folder(EXEMPELBY, at=AT)

    assert Body.objects.get(slug="skogsbolaget").name == "Skog och Sjö AB"
    assert Kpi.objects.get(code="X-SKOG").title == "Skog med skydd"
    assert LongTermGoal.objects.get(slug="levande-skogar").name == "Skogar som lever"
    assert Framtidsdag.objects.count() == 1


def test_what_people_entered_before_the_first_run_is_left_alone():
    Body.objects.create(slug="bystamman", name="vår egen stämma", kind=Body.Kind.COUNCIL)

    load_folder(EXEMPELBY, at=AT)

    assert Body.objects.get(slug="bystamman").name == "vår egen stämma"
    assert not LoadedRow.objects.get(key="body:bystamman").made


def test_a_value_that_someone_revised_stands():
    load_folder(EXEMPELBY, at=AT)
    old = KpiValue.objects.get(kpi__code="X-SKOG", period_end="2024-12-31")
    entry = replace(entry_of(old), value=Decimal(1400), known_from=None, reason="Ny inventering")
    record_all(entries=[entry], by=None, at=AT)

    load_folder(EXEMPELBY, at=AT)

    current = KpiValue.objects.current().get(kpi__code="X-SKOG", period_end="2024-12-31")
    assert current.value == 1400


def test_new_rows_are_added_and_changed_ones_are_only_told_of(folder):
    load_folder(folder, at=AT)
    spoil(folder, "kpis.toml", 'title = "Skyddad skog"', 'title = "Skog"')
    spoil(folder, "values.toml", '{ period = "2021", value = 1200 },', '{ period = "2020", value = 1100 },')

    result = load_folder(folder, at=AT)

    assert result.made == {"value": 1}
    assert result.changed == ["nyckeltalet ”X-SKOG”"]
    assert Kpi.objects.get(code="X-SKOG").title == "Skyddad skog"


def test_a_row_that_stands_on_a_removed_one_is_passed_over(folder):
    load_folder(folder, at=AT)
    with (folder / "areas.toml").open("a", encoding="utf-8") as areas:
        areas.write('\n[[area]]\ncode = "9904"\nname = "Nyby"\nkind = "kommun"\n')
    spoil(folder, "values.toml", 'kpi = "X-LAS"\nsource = "bok"\nvalues = [',
          'kpi = "X-LAS"\nsource = "bok"\nvalues = [{ period = "2022", value = 58.0, area = "9904" },')  # fmt: skip
    LoadedRow.objects.create(key="area:9904", digest="x", made=True, loaded_at=AT)  # was there, and was removed

    result = load_folder(folder, at=AT)

    assert result.passed_over == ["värdet ”X-LAS/9904/2022/total/official”: området ”9904” är borttagen i portalen"]
    assert not Area.objects.filter(code="9904").exists()


def test_the_same_content_has_the_same_fingerprint_wherever_it_is_loaded(folder):
    load_folder(folder, at=AT)
    version = PlanVersion.objects.get()
    assert version.fingerprint == fingerprint(version) == FINGERPRINT


def test_a_revision_copies_what_it_does_not_mention(folder):
    (folder / "plans").mkdir()
    (folder / "plans" / "revision.toml").write_text(
        """
[[version]]
plan = "bystamman/2025"
number = 2
basis = 1
name = "Reviderad byplan 2025"
example = true

[[version.remove]]
part = "focus"
goal = "levande-skogar"
title = "Stigar för alla"

[[version.focus]]
goal = "alla-larande-hela-livet"
was = "Läslust"
title = "Läslust för alla"
example = true

[[version.level]]
goal = "levande-skogar"
kpi = "X-SKOG"
kind = "öka"
was_kind = "minst"
every_year = true
example = true
""",
        encoding="utf-8",
    )

    load_folder(folder, at=AT)

    first, second = PlanVersion.objects.order_by("number")
    assert (second.status, second.is_example, second.basis) == ("draft", True, first)
    assert second.introduction == first.introduction
    assert second.statements.count() == 4
    assert not FocusArea.objects.filter(version=second, title="Stigar för alla").exists()
    renamed = FocusArea.objects.get(version=second, title="Läslust för alla")
    assert renamed.key == FocusArea.objects.get(version=first, title="Läslust").key
    changed = AmbitionLevel.objects.get(version=second, kpi__code="X-SKOG")
    original = AmbitionLevel.objects.get(version=first, kpi__code="X-SKOG")
    assert (changed.key, changed.order, changed.kind) == (original.key, original.order, "increase")
    assert (changed.value, changed.step_low, changed.bodies.count()) == (None, None, 0)


def test_a_run_that_is_killed_half_way_leaves_nothing(monkeypatch):
    import framtidsdag.content

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(framtidsdag.content, "load", killed)
    with pytest.raises(KeyboardInterrupt):
        load_folder(EXEMPELBY, at=AT)

    assert not Body.objects.exists()
    assert not KpiValue.objects.exists()
    assert not LoadedRow.objects.exists()
    assert ContentRevision.objects.get(scope=ContentRevision.CONTENT)


def test_the_command_loads_the_municipality_that_the_portal_serves(settings):
    settings.MUNICIPALITY = Municipality.from_folder(EXEMPELBY)
    told = StringIO()
    call_command("load_municipality", str(EXEMPELBY), stdout=told)
    assert told.getvalue().startswith("Exempelby kommun: 5 organ, 4 mål, 4 nyckeltal, 15 värden, 1 versioner, 1 beslut")
    told = StringIO()
    call_command("load_municipality", str(EXEMPELBY), stdout=told)
    assert told.getvalue() == "Exempelby kommun: allt är redan inläst.\n"


def test_the_command_refuses_another_municipalitys_folder():
    with pytest.raises(CommandError, match="Portalen visar Kungsörs kommun, men mappen gäller Exempelby kommun"):
        call_command("load_municipality", str(EXEMPELBY))
    assert not Body.objects.exists()


def test_the_command_lists_faults_and_says_that_nothing_is_changed(folder, settings):
    settings.MUNICIPALITY = Municipality.from_folder(EXEMPELBY)
    spoil(folder, "goals.toml", "first_year = 2024", 'first_year = "2024"')
    with pytest.raises(CommandError, match=r"1 fel i .*Inget är ändrat\.\n  goals\.toml, rad 1"):
        call_command("load_municipality", str(folder))


def test_the_folder_in_settings_is_the_one_that_is_loaded_by_default():
    assert settings.MUNICIPALITY_DIR.name == "kungsor"
