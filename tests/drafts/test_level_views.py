"""Ambition levels in a draft's page: chosen, added, edited, seen as they are typed, in few queries."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts.models import PartEdit
from kpis.models import AmbitionLevel, LevelBody, LevelException
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _a_day_in_june(clock):
    clock.noon(dt.date(2021, 6, 1))


@pytest.fixture
def writer():
    return factories.UserFactory(representative=True)


@pytest.fixture
def draft(writer):
    factories.AreaFactory(own=True)
    group = factories.DraftGroupMemberFactory(user=writer, since=dt.date(2018, 10, 15)).group
    return factories.PlanVersionFactory(group=group, name="Reviderad mål och budget")


@pytest.fixture
def kpi():
    kpi = factories.KpiFactory(title="Behöriga elever", code="N15428", slug="behoriga-elever")
    for year, value in ((2018, "81.6"), (2019, "77"), (2020, "71.8")):
        factories.KpiValueFactory(kpi=kpi, year=year, value=value)
    return kpi


@pytest.fixture
def level(draft, kpi):
    goal = factories.LongTermGoalFactory(slug="utbildning", name="God utbildning")
    return factories.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi)


@pytest.fixture
def page(client, writer):
    return as_user(client, writer)


def part_url(level):
    return reverse("draft_part", args=[level.version_id, "niva", level.key])


def new_url(draft, code="N15428", goal="utbildning"):
    return f"{reverse('draft_part_new', args=[draft.pk, 'niva'])}?mal={goal}&nyckeltal={code}"


def answers(page, url, **changes):
    """What the browser would send of the form at the address, but for ``changes``."""
    form = page.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= changes
    return {name: value for name, value in sent.items() if value not in (None, False, "")}


def text(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_the_level_reads_in_the_draft_with_its_sentence_and_todays_outcome(page, draft, level):
    factories.LevelBodyFactory(version=draft, level=level, body__name="barn- och utbildningsnämnden", own_value=True)
    shown = text(page.get(reverse("draft_part_read", args=[draft.pk, "niva", level.key]), headers=HTMX))
    assert "Minst 80 % vid utgången av 2022" in shown and "Ej uppfyllt" in shown and 'class="spark"' in shown
    assert "Barn- och utbildningsnämnden (bedöms på eget värde)" in shown and "Alla barn ska kunna läsa." in shown


def test_every_kind_reads_in_the_draft(page, draft):
    country = factories.AreaFactory(country=True)
    fields = {
        "between": {"upper": 90}, "increase": {"every_year": True}, "rank": {"value": 90}, "share": {"value": 25},
        "better_than": {"value": None, "compared_with": country}, "done": {"value": None}, "at_most": {},
        "maintain": {"every_year": True, "value": None}, "decrease": {"every_year": True, "value": None},
    }  # fmt: skip
    for kind, extra in fields.items():
        level = factories.AmbitionLevelFactory(version=draft, kind=kind, **extra)
        assert page.get(reverse("draft_part_read", args=[draft.pk, "niva", level.key]), headers=HTMX).status_code == 200
        form = page.get(part_url(level))
        assert form.context["form"].preview.sentence and form.status_code == 200


def test_the_form_shows_what_stands_and_saves_what_is_typed(page, draft, level):
    data = answers(page, part_url(level), value="85", motive="Alla ska nå gymnasiet.")
    response = page.post(part_url(level), data)
    assert response.status_code == 302
    level.refresh_from_db()
    assert (level.value, level.motive, level.target_end.year) == (85, "Alla ska nå gymnasiet.", 2022)
    assert PartEdit.objects.get().before["fields"]["value"] == "80.00000"


def test_saving_without_a_change_changes_nothing(page, level):
    page.post(part_url(level), answers(page, part_url(level)))
    assert not PartEdit.objects.exists()


def test_a_fault_is_said_at_its_field_with_everything_typed_still_there(page, level):
    data = answers(page, part_url(level), kind="increase", value="5", motive="Mitt motiv.")
    response = page.post(part_url(level), data)
    assert "Skriv basperioden" in text(response) and "Mitt motiv." in text(response)
    level.refresh_from_db()
    assert level.kind == "at_least"


def test_another_kind_shows_its_fields_without_saving(page, level):
    data = answers(page, part_url(level), kind="between", value="85") | {"visa": "slag"}
    for headers in ({}, HTMX):
        response = page.post(part_url(level), data, headers=headers)
        assert response.status_code == 200 and "Till (%)" in text(response) and 'value="85"' in text(response)
        assert "Något behöver rättas" not in text(response)
    assert not PartEdit.objects.exists()


def test_an_example_can_be_made_ones_own(page, level):
    AmbitionLevel.objects.update(is_example=True)
    assert 'name="asks_example"' in text(page.get(part_url(level)))
    data = answers(page, part_url(level))
    assert data["is_example"] is True
    del data["is_example"]
    page.post(part_url(level), data)
    level.refresh_from_db()
    assert not level.is_example


def test_the_catalogue_is_searched_and_says_what_the_goal_has(page, draft, level):
    factories.KpiFactory(title="Behöriga lärare", code="N2")
    factories.KpiFactory(title="Behöriga ingenjörer", code="N3", retired_on=dt.date(2020, 1, 1))
    url = reverse("draft_kpis", args=[draft.pk])
    full = text(page.get(url, {"mal": "utbildning", "q": "behöriga"}))
    assert "senast 71,8 % (2020)" in full and "Målet har redan nivån: minst." in full and "Behöriga lärare" in full
    assert "ingenjörer" not in full
    part = page.get(url, {"mal": "utbildning", "q": "behöriga"}, headers=HTMX)
    assert text(part) in full
    assert "Inga nyckeltal passar" in text(page.get(url, {"mal": "utbildning", "q": "\0xyzzy"}))
    assert page.get(url, {"mal": "okänt"}).status_code == 404


def test_at_most_twenty_are_shown(page, draft, level, django_assert_max_num_queries):
    factories.KpiFactory.create_batch(25)
    with django_assert_max_num_queries(8):
        response = page.get(reverse("draft_kpis", args=[draft.pk]), {"mal": "utbildning"}, headers=HTMX)
    assert text(response).count("<li>") == 20 and "De första 20" in text(response)


def test_a_level_is_added_to_a_goal(page, draft, level):
    kpi = factories.KpiFactory(code="N2", title="Frånvaro", direction="lower", unit="dagar")
    url = new_url(draft, "N2")
    first = page.get(url)
    assert first.context["form"].level_kind == "at_most" and "Högst (dagar)" in text(first)
    response = page.post(url, answers(page, url, value="5"))
    assert response.status_code == 302
    added = AmbitionLevel.objects.get(kpi=kpi)
    assert (added.goal, added.version, added.kind, added.value, added.order) == (
        level.goal,
        draft,
        "at_most",
        5,
        2,
    ) or (added.order > level.order)


def test_a_kind_that_the_goal_has_is_said_at_once(page, draft, level):
    shown = text(page.get(new_url(draft)))
    assert "Målet har redan en nivå av slaget ”minst” för nyckeltalet." in shown
    page.post(new_url(draft), answers(page, new_url(draft), value="5"))
    assert AmbitionLevel.objects.count() == 1


def test_a_nyckeltal_that_is_gone_can_be_exchanged_without_losing_a_word(page, draft, level, kpi):
    gone = factories.KpiFactory(code="N9")
    data = answers(page, new_url(draft, "N9"), value="5", motive="Mitt motiv.")
    gone.delete()
    response = page.post(new_url(draft, "N9"), data)
    assert "finns inte i katalogen" in text(response) and "Mitt motiv." in text(response)
    page.post(new_url(draft, "N9"), data | {"nyckeltal": kpi.code, "kind": "at_most"})
    assert AmbitionLevel.objects.filter(kpi=kpi, kind="at_most", motive="Mitt motiv.").exists()
    assert page.get(new_url(draft, "N9")).status_code == 404


def test_the_sentence_follows_what_is_typed(page, draft, level):
    url = f"{reverse('draft_level_sentence', args=[draft.pk])}?del={level.key}"
    assert "Minst 80 % vid utgången av 2022" in text(page.get(url))
    typed = text(page.post(url, answers(page, part_url(level), value="85,5", every_year="on")))
    assert "Minst 85,5 % varje år till och med 2022." in typed and "<svg" in typed and "Ej uppfyllt" in typed
    missing = text(page.post(url, answers(page, part_url(level), value="")))
    assert "Minst (%): Skriv talet som ska nås" in missing and "<svg" in missing
    assert not PartEdit.objects.exists()
    new = f"{reverse('draft_level_sentence', args=[draft.pk])}?mal=utbildning&nyckeltal=N15428"
    assert "Högst 5 %" in text(page.post(new, {"kind": "at_most", "value": "5", "target": "2022"}))


def test_an_address_that_names_nothing_is_404(page, draft):
    url = reverse("draft_level_sentence", args=[draft.pk])
    for query in ("", "?del=x", f"?del={uuid.uuid4()}", "?mal=x&nyckeltal=y"):
        assert page.get(url + query).status_code == 404


def test_others_do_not_find_them(client, draft, level, fortroendevald, administrator):
    for person in (fortroendevald, administrator):
        other = as_user(client, person)
        for url in (
            part_url(level), new_url(draft), f"{reverse('draft_kpis', args=[draft.pk])}?mal=utbildning",
            f"{reverse('draft_level_sentence', args=[draft.pk])}?del={level.key}",
        ):  # fmt: skip
            assert other.get(url).status_code == 404


def test_a_level_that_somebody_removed_keeps_ones_words(page, draft, level):
    data = answers(page, part_url(level), motive="Mina ord.")
    page.post(reverse("draft_part_remove", args=[draft.pk, "niva", level.key]), {"seen": 0})
    response = page.post(part_url(level), data)
    assert "Mina ord." in text(response) and not AmbitionLevel.objects.exists()
    over = response.context["form"]["over"].value()
    page.post(part_url(level), data | {"over": over})
    assert AmbitionLevel.objects.get().motive == "Mina ord."


def test_two_who_change_one_level_are_told(page, draft, level):
    data = answers(page, part_url(level))
    page.post(part_url(level), data | {"value": "85"})
    response = page.post(part_url(level), data | {"value": "90"})
    assert (
        response.context["conflict"].clashes[0].mine == "90" and "85" in response.context["conflict"].clashes[0].theirs
    )
    page.post(part_url(level), data | {"value": "90", "over": response.context["form"]["over"].value()})
    level.refresh_from_db()
    assert level.value == 90


def test_two_who_change_the_text_and_those_responsible_are_put_together(page, draft, level):
    first, second = factories.BodyFactory.create_batch(2)
    factories.LevelBodyFactory(version=draft, level=level, body=first)
    data = answers(page, part_url(level))
    page.post(part_url(level), data | {"motive": "Den förstas motiv."})
    page.post(part_url(level), data | {"bodies": [first.pk, second.pk]})
    level.refresh_from_db()
    assert level.motive == "Den förstas motiv." and {b.body for b in level.bodies.all()} == {first, second}
    third = factories.BodyFactory()
    clash = page.post(part_url(level), data | {"bodies": [first.pk, third.pk]}).context["conflict"]
    assert len(clash.clashes) == 1 and level.bodies.count() == 2


def test_a_level_comes_back_with_those_responsible_however_early_the_state(page, draft, level):
    factories.LevelBodyFactory(version=draft, level=level)
    page.post(part_url(level), answers(page, part_url(level), motive="Nytt."))
    page.post(reverse("draft_part_remove", args=[draft.pk, "niva", level.key]), {"seen": 1})
    page.post(reverse("draft_part_restore", args=[draft.pk, "niva", level.key]), {"nummer": "1"})
    assert AmbitionLevel.objects.get().motive == "Nytt." and LevelBody.objects.count() == 1


def queries(page, url, data):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = page.post(url, data, headers=HTMX)
    assert response.status_code in (200, 204, 302), text(response)
    return len(captured), "\n".join(query["sql"][:150] for query in captured.captured_queries)


def test_a_save_takes_few_queries(page, draft, level):
    bodies = factories.BodyFactory.create_batch(15)
    data = answers(page, part_url(level), value="85", motive="Nytt.")
    counted, shown = queries(page, part_url(level), data)
    assert counted <= 12, shown
    data = answers(page, part_url(level), bodies=[bodies[0].pk], value="86")
    counted, shown = queries(page, part_url(level), data)
    assert counted <= 12 and LevelBody.objects.count() == 1, shown
    exception = {"exception_period": "2021", "exception_value": "0,5", "exception_reason": "Synnerliga skäl"}
    counted, shown = queries(page, part_url(level), answers(page, part_url(level), motive="Nyare.", **exception))
    assert counted <= 12 and LevelException.objects.count() == 1, shown
    factories.KpiFactory(code="N2")
    counted, shown = queries(page, new_url(draft, "N2"), answers(page, new_url(draft, "N2"), value="5"))
    assert counted <= 12, shown


def test_reading_the_levels_takes_as_many_queries_however_many_they_are(page, draft, level):
    def count():
        with CaptureQueriesContext(connection) as captured:
            page.get(reverse("draft", args=[draft.pk]))
        return len(captured)

    few = count()
    for _ in range(8):
        extra = factories.AmbitionLevelFactory(version=draft, goal=level.goal)
        factories.LevelBodyFactory(version=draft, level=extra)
        factories.KpiValueFactory(kpi=extra.kpi)
    assert count() <= few + 1
