"""Masks are set, follow their text and are lifted; the original and its kontrollsumma stay."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import transaction

import goals.models as g
from goals import copying, decisions, masking
from goals.fields import MaskedTextError
from goals.mask_places import fields, place_of, places_of_decision, places_of_version, places_with
from goals.masking import MARKER, originals
from goals.masks import MaskError, lift, register
from goals.models import DecisionPoint, FocusArea, Mask, PlanVersion
from tests import factories as f
from tests.goals.attacks import refused, sql

pytestmark = pytest.mark.django_db

TEXT = "Skolan följer upp Anna Ek i Valskog.\r\nAnna  Ek ska lyckas."
AT = f.noon(dt.date(2022, 3, 15))


def fill(version: PlanVersion) -> None:
    statement = f.GoalStatementFactory(version=version)
    f.FocusAreaFactory(version=version, goal=statement.goal, title="Läsning", text=TEXT)
    f.DecisionPointFactory(version=version, number=1, text="att Anna Ek får stöd")
    PlanVersion.objects.filter(pk=version.pk).update(introduction="Anna Ek skriver.")


@pytest.fixture
def version() -> PlanVersion:
    return f.PlanVersionFactory(adopted=True, filled_by=fill)


@pytest.fixture
def by(administrator):
    return administrator


def area_of(version: PlanVersion) -> FocusArea:
    return FocusArea.objects.get(version=version)


def the_text(version: PlanVersion):
    return place_of("goals.focusarea", area_of(version).pk, "text")


def mask(place, passage="", by=None, **said):
    said = {"ground": "personal", "reason": "Eleven är barn.", "at": AT, "by": by} | said
    return register(place=place, passage=passage, **said)


def test_words_are_masked_however_they_are_broken(version, by):
    made = mask(the_text(version), "Anna\nEk", by)
    assert [one.passage for one in made] == ["Anna Ek", "Anna  Ek"]
    assert area_of(version).text == f"Skolan följer upp {MARKER} i Valskog.\r\n{MARKER} ska lyckas."
    with originals():
        assert area_of(version).text == TEXT


def test_a_whole_text_is_masked(version, by):
    mask(the_text(version), by=by)
    assert area_of(version).text == MARKER
    assert area_of(version).title == "Läsning"


def test_who_and_why_are_kept(version, by):
    made = mask(the_text(version), "Valskog", by)[0]
    assert (made.registered_by, made.registered_by_unit, made.reason) == (by, by.unit, "Eleven är barn.")
    assert made.version == version


def test_a_passage_that_runs_into_an_earlier_one_takes_it_along(version, by):
    mask(the_text(version), "Anna Ek", by)
    mask(the_text(version), "Ek i Valskog", by)
    assert area_of(version).text == f"Skolan följer upp {MARKER}.\r\n{MARKER} ska lyckas."


def test_a_passage_is_never_found_in_the_words_that_stand_in_its_place(version, by):
    mask(the_text(version), "Anna Ek", by)
    with pytest.raises(MaskError):
        mask(the_text(version), "webb", by)
    mask(the_text(version), "ur", by) if "ur" in TEXT else None
    assert MARKER in area_of(version).text


@pytest.mark.parametrize(
    ("passage", "reason", "field", "says"),
    [
        ("Karin", "skäl", "passage", "finns inte i texten"),
        ("anna ek", "skäl", "passage", "finns inte i texten"),
        ("Anna Ek", "  ", "reason", "Skriv varför"),
    ],
)
def test_what_cannot_be_masked_is_said_at_its_field(version, by, passage, reason, field, says):
    with pytest.raises(MaskError, match=says) as raised:
        mask(the_text(version), passage, by, reason=reason)
    assert raised.value.field == field
    assert not Mask.objects.exists()


def test_what_is_masked_already_is_not_masked_again(version, by):
    mask(the_text(version), "Anna Ek i Valskog", by)
    with pytest.raises(MaskError, match="redan borttaget"):
        mask(the_text(version), "Anna Ek i Valskog", by)
    mask(the_text(version), by=by)
    with pytest.raises(MaskError, match="redan borttaget"):
        mask(the_text(version), "lyckas", by)


def test_a_draft_is_edited_not_masked(by):
    draft = f.PlanVersionFactory(filled_by=fill)
    with pytest.raises(MaskError, match="utkast"):
        mask(the_text(draft), "Anna Ek", by)


def test_an_empty_field_has_nothing_to_mask(version, by):
    with pytest.raises(MaskError, match="tomt"):
        mask(place_of("goals.planversion", version.pk, "proposed_by"), by=by)


def test_other_frozen_versions_are_masked_with_it_and_lifted_with_it(version, by):
    copy = copying.new_draft(plan=version.plan, name="Reviderad", basis=version, at=AT)
    f.bring(copy, "moved", matter=f.MatterFactory())
    next_year = copying.new_draft(plan=f.PlanFactory(year=2023), name="Nästa år", basis=version, at=AT)
    f.bring(next_year, "moved", matter=f.MatterFactory())
    stranger = f.PlanVersionFactory(plan=f.PlanFactory(year=2024), moved=True, filled_by=fill)
    first, *more = mask(the_text(version), "Anna Ek", by)
    assert {one.version for one in more} == {version, copy, next_year}
    assert {one.follows for one in more} == {first}
    for one in (version, copy, next_year):
        assert "Anna" not in area_of(one).text
    assert "Anna" in area_of(stranger).text
    assert len(lift(mask=more[-1], reason="Fel person.", by=by, at=AT)) == len(more) + 1
    assert area_of(version).text == area_of(copy).text == area_of(next_year).text == TEXT


def test_a_whole_text_is_masked_where_others_say_the_same_and_nowhere_else(version, by):
    same = copying.new_draft(plan=version.plan, name="Samma", basis=version, at=AT)
    f.bring(same, "moved", matter=f.MatterFactory())
    other = copying.new_draft(plan=version.plan, name="Annan", basis=version, at=AT)
    FocusArea.objects.filter(version=other).update(text="Läsning varje dag.")
    f.bring(other, "moved", matter=f.MatterFactory())
    mask(the_text(version), by=by)
    assert area_of(same).text == MARKER
    assert area_of(other).text == "Läsning varje dag."


def test_a_copy_holds_the_original_and_the_mask_follows_when_it_leaves_draft(version, by):
    for label, row, name in (
        ("goals.focusarea", area_of(version), "text"), ("goals.planversion", version, "introduction"),
        ("goals.decisionpoint", DecisionPoint.objects.get(version=version), "text"),
    ):  # fmt: skip
        mask(place_of(label, row.pk, name), "Anna Ek", by)
    read = PlanVersion.objects.get(pk=version.pk)
    assert MARKER in read.introduction
    copy = copying.new_draft(plan=read.plan, name="Reviderad", basis=read, at=AT)
    assert area_of(copy).text == TEXT
    assert copy.introduction == "Anna Ek skriver."
    FocusArea.objects.filter(version=copy).update(text="Nu går det bra för Anna Ek.")
    f.bring(copy, "moved", matter=f.MatterFactory())
    assert area_of(copy).text == f"Nu går det bra för {MARKER}."
    assert PlanVersion.objects.get(pk=copy.pk).introduction == f"{MARKER} skriver."
    assert DecisionPoint.objects.get(version=copy).text == f"att {MARKER} får stöd"
    assert {one.registered_by for one in Mask.objects.filter(version=copy)} == {by}
    call_command("verify_fingerprints")


def test_a_mask_follows_into_a_new_part_of_the_plan_that_says_the_same(version, by):
    mask(the_text(version), "Anna Ek", by)
    f.PlanVersionFactory(plan=version.plan, moved=True, name="C:s förslag", filled_by=fill)
    assert not FocusArea.objects.filter(text__contains="Anna").exists()


def test_nothing_follows_what_is_lifted(version, by):
    made = mask(the_text(version), "Anna Ek", by)
    lift(mask=made[0], reason="Fel.", by=by, at=AT)
    f.PlanVersionFactory(plan=version.plan, moved=True, name="C:s förslag", filled_by=fill)
    assert FocusArea.objects.filter(text=TEXT).count() == 2
    with pytest.raises(MaskError, match="redan lyft"):
        lift(mask=made[0], reason="Igen.", by=by, at=AT)


def test_the_kontrollsumma_is_of_the_original(version, by):
    before = version.fingerprint
    mask(the_text(version), by=by)
    call_command("verify_fingerprints")
    assert PlanVersion.objects.get(pk=version.pk).fingerprint == before


def test_a_masked_text_is_never_written_back(by):
    outlook = f.OutlookFactory(text="Anna Ek säger upp sig.")
    mask(place_of("goals.outlook", outlook.pk, "text"), "Anna Ek", by)
    read = type(outlook).objects.get(pk=outlook.pk)
    rows = type(outlook).objects
    again = type(outlook)(plan=outlook.plan, area="law", text=read.text)
    for write in (
        read.save, lambda: rows.bulk_update([read], ["text"]), lambda: rows.update(text=read.text),
        lambda: rows.bulk_create([again]),
    ):  # fmt: skip
        with pytest.raises(MaskedTextError), transaction.atomic():
            write()
    rows.update(noted_on=AT)
    with originals():
        assert type(outlook).objects.get(pk=outlook.pk).text == "Anna Ek säger upp sig."


def test_only_a_mask_of_the_same_text_is_lifted(by):
    made = f.MaskFactory(passage="Anna")
    same = {"label": made.label, "object_pk": made.object_pk, "field": made.field, "registered_by": by}
    with refused("samma text"):
        f.MaskFactory(**same, passage="Eva", lifts=made)
    lifted = f.MaskFactory(**same, passage="Anna", lifts=made)
    with refused("samma text"):
        f.MaskFactory(**same, passage="Anna", lifts=lifted)


def test_a_mask_is_neither_changed_nor_deleted_by_sql():
    made = f.MaskFactory()
    for statement in ("UPDATE goals_mask SET passage = 'x'", "UPDATE goals_mask SET lifts_id = id",
                      "DELETE FROM goals_mask"):  # fmt: skip
        with refused("maskering ändras inte"):
            sql(statement)
    assert Mask.objects.get() == made


def test_a_mask_set_by_sql_is_seen_by_the_next_request(version, by, client, clock):
    clock.noon(dt.date(2022, 3, 15))
    address = version.get_absolute_url()
    before = client.get(address)
    assert "Anna Ek i Valskog" in before.content.decode()
    etag = before.headers["ETag"]
    made = f.MaskFactory.build(label="goals.focusarea", object_pk=area_of(version).pk, field="text", registered_by=by)
    sql(
        "INSERT INTO goals_mask (label, object_pk, field, passage, ground, reason, registered_at, registered_by_id, "
        "registered_by_unit) VALUES (%s, %s, %s, '', 'personal', 'prov', %s, %s, '')",
        made.label, made.object_pk, made.field, AT, by.pk,
    )  # fmt: skip
    answer = client.get(address, headers={"if-none-match": etag})
    assert answer.status_code == 200
    assert "Anna Ek i Valskog" not in answer.content.decode()
    assert MARKER in answer.content.decode()


def test_what_is_declared_behind_a_text_is_masked_as_its_author(by):
    text = f.DecisionTextFactory(by="", person=f.PersonFactory(name="Anna Ek"))
    place = place_of("goals.decisiontext", text.pk, "by")
    assert "Anna Ek" in place.original
    mask(place, by=by)
    assert g.DecisionText.objects.get(pk=text.pk).by == MARKER


def test_texts_are_found_where_they_stand(version):
    decision = f.decide(matter=f.MatterFactory(), summary="Anna Ek får stöd.", title="Stöd")
    assert {(place.label, place.name) for place in places_of_version(version)} == {
        ("goals.planversion", "name"), ("goals.planversion", "introduction"), ("goals.focusarea", "title"),
        ("goals.goalstatement", "title"), ("goals.goalstatement", "description"), ("goals.goalstatement", "summary"),
        ("goals.focusarea", "text"), ("goals.decisionpoint", "text"),
    }  # fmt: skip
    assert {place.name for place in places_of_decision(decision)} == {"title", "summary"}
    assert {place.name for place in places_with("Anna Ek", PlanVersion.objects.all())} == {
        "introduction",
        "text",
        "summary",
    }
    assert places_with("  ", PlanVersion.objects.all()) == []
    assert {place.url for place in places_with("Anna Ek", PlanVersion.objects.all())} == {
        version.get_absolute_url(), decision.get_absolute_url()
    }  # fmt: skip


def test_every_text_that_may_be_masked_says_what_it_is():
    for model, names in fields().items():
        for name in names:
            assert str(model._meta.get_field(name).verbose_name), (model, name)


def test_an_aborted_change_leaves_no_mask_behind(version, by):
    with masking.a_request():
        try:
            with transaction.atomic():
                mask(the_text(version), by=by)
                assert area_of(version).text == MARKER
                raise RuntimeError
        except RuntimeError:
            pass
    with masking.a_request():
        assert area_of(version).text == TEXT


def test_decisions_are_registered_as_before_with_masks_about(version, by):
    mask(the_text(version), "Anna Ek", by)
    copy = copying.new_draft(plan=version.plan, name="Reviderad", basis=version, at=AT)
    matter = f.MatterFactory()
    decisions.move(version=copy, matter=matter, on=f.ADOPTED_ON, by=None, at=AT)
    f.decide(matter=matter, outcomes={copy: "adopted"})
    assert copy.status == "adopted"
