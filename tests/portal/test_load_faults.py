"""What is wrong in a folder is told all at once, each fault with its file, line and reason, and nothing is stored."""

from __future__ import annotations

import pytest

from goals.content.rows import ContentError
from goals.models import Body, Plan
from kungsor_portal.content import load_folder
from kungsor_portal.models import LoadedRow
from tests.portal.exempelby import AT, copy_of, spoil

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """A copy of Exempelby that a test may spoil."""
    return copy_of(tmp_path)


def faults_of(folder):
    with pytest.raises(ContentError) as caught:
        load_folder(folder, at=AT)
    return [str(fault) for fault in caught.value.faults]


def test_every_fault_is_listed_with_file_line_and_reason_and_nothing_is_stored(folder):
    spoil(folder, "kpis.toml", 'direction = "högre är bättre"', 'direction = "uppåt"')
    spoil(folder, "kpis.toml", "gender_split = true", "gender_splitt = true")
    spoil(folder, "values.toml", '{ period = "2022", value = 1250 },', '{ period = "2022-13", value = 1250 },')
    spoil(folder, "values.toml", "value = 61.5", "value = 61.55")
    spoil(folder, "plans.toml", 'goal = "orken-att-leva"\ntitle', 'goal = "orken"\ntitle')
    spoil(folder, "goals.toml", "first_year = 2024", 'first_year = "2024"')
    (folder / "nyckeltal.toml").write_text("", encoding="utf-8")

    faults = faults_of(folder)

    assert "nyckeltal.toml: filen läses inte." in faults[0]
    text = "\n".join(faults)
    assert "goals.toml, rad 1 (levande-skogar): first_year ska vara ett heltal." in text
    assert "kpis.toml, rad 1 (X-SKOG): direction kan inte vara ”uppåt”." in text
    assert "kpis.toml, rad 12 (X-LAS): okänt fält ”gender_splitt”. Menades gender_split?" in text
    assert "values.toml, rad 1 (X-SKOG, values 2022-13): period: Ett år har ingen del 13" in text
    assert "målet ”orken” finns inte." in text
    assert not Body.objects.exists()
    assert not LoadedRow.objects.exists()


def test_faults_within_a_version_are_told_at_their_own_line(folder):
    spoil(folder, "plans.toml", 'kpi = "X-SKOG"\nkind = "minst"\nvalue = 1300', 'kpi = "X-SKOG"\nkind = "minst"')
    spoil(folder, "plans.toml", 'compared_with = "GX01"', 'compared_with = "GX09"')

    faults = faults_of(folder)

    assert any(
        "plans.toml, rad 51 (Byplan 2025, level X-SKOG)" in fault and "Ange ett tal för ”minst”." in fault
        for fault in faults
    ), faults
    assert any("området ”GX09” finns inte." in fault for fault in faults), faults
    assert len(faults) == 2
    assert not Plan.objects.exists()


def test_toml_that_cannot_be_read_is_told_with_its_file(folder):
    (folder / "goals.toml").write_text('[[goal]\nslug = "x"', encoding="utf-8")
    assert any(fault.startswith("goals.toml: filen går inte att läsa som TOML") for fault in faults_of(folder))


def test_a_value_needs_a_source_and_a_derived_one_its_arithmetic(folder):
    spoil(folder, "values.toml", 'kpi = "X-SKOG"\nsource = "bok"\n', 'kpi = "X-SKOG"\n')
    spoil(folder, "values.toml", "value = 63.2, preliminary = true", "value = 63.2, derived = true")

    text = "\n".join(faults_of(folder))

    assert text.count("värdet saknar källa.") == 4
    assert "ett härlett värde ska säga i comment hur det är räknat." in text


@pytest.mark.parametrize("part", ["statement", "focus", "level", "point", "frame", "financing", "target"])
def test_an_example_in_a_version_not_marked_as_one_is_refused(folder, part):
    spoil(folder, "plans.toml", f"[[version.{part}]]\n", f"[[version.{part}]]\nexample = true\n")
    assert any("är exempel, men versionen är inte märkt med example = true." in fault for fault in faults_of(folder))
