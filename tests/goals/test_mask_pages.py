"""Maskera: who comes to the pages, and the way from a name to its being gone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from goals.masking import MARKER
from goals.models import FocusArea, Mask
from tests import factories as f
from tests.plugins.people import ROLES, as_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_time")]

TEXT = "Skolan följer upp Anna Ek i Valskog."
MAY = {"sekreterare", "administrator"}


@pytest.fixture
def at_the_time(clock):
    clock.noon(dt.date(2022, 3, 15))


@pytest.fixture
def area():
    def fill(version):
        statement = f.GoalStatementFactory(version=version)
        f.FocusAreaFactory(version=version, goal=statement.goal, title="Läsning", text=TEXT)

    return f.PlanVersionFactory(adopted=True, filled_by=fill).focus_areas.get()


@pytest.fixture
def address(area):
    return reverse("mask_text", args=["goals.focusarea", area.pk, "text"])


def addresses_of(area):
    decision = area.version.outcomes.get().decision
    return [
        reverse("masks"), f"{reverse('masks')}?q=Anna", reverse("mask_version", args=[area.version_id]),
        reverse("mask_decision", args=[decision.pk]), reverse("mask_text", args=["goals.focusarea", area.pk, "text"]),
        reverse("mask_lift", args=[f.MaskFactory().pk]),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_may_mask_know_of_it(client, role, person_of, area):
    as_user(client, person_of(role))
    expected = 200 if role in MAY else 302 if role == "utomstaende" else 404
    for address in addresses_of(area):
        assert client.get(address).status_code == expected, address
    for page in (area.version, area.version.outcomes.get().decision):
        assert ("/sekreterare/maskera/" in client.get(page.get_absolute_url()).content.decode()) == (role in MAY)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MAY])
def test_nobody_else_masks_or_lifts_by_sending_a_form(client, role, person_of, address):
    mask = f.MaskFactory()
    as_user(client, person_of(role))
    sent = {"scope": "all", "ground": "personal", "reason": "x", "confirm": "1"}
    for target in (address, reverse("mask_lift", args=[mask.pk])):
        assert client.post(target, sent).status_code in (302, 404)
    assert list(Mask.objects.all()) == [mask]


def sent(**other):
    return {"scope": "words", "passage": "Anna Ek", "ground": "personal", "reason": "Eleven är barn."} | other


def test_a_name_is_searched_looked_at_and_taken_away(client, sekreterare, area, address):
    as_user(client, sekreterare)
    found = client.get(f"{reverse('masks')}?q=Anna Ek").content.decode()
    assert f"{address}?ord=Anna+Ek" in found
    assert "Anna Ek</textarea>" in client.get(f"{address}?ord=Anna+Ek").content.decode()
    preview = client.post(address, sent()).content.decode()
    assert f"Skolan följer upp {MARKER} i Valskog." in preview
    assert not Mask.objects.exists()
    done = client.post(address, sent(confirm="1"), follow=True).content.decode()
    assert "Texten är borttagen ur webbversionen. Originalet finns kvar." in done
    assert "Eleven är barn." in done
    assert str(sekreterare) in done
    client.logout()
    public = client.get(area.version.get_absolute_url()).content.decode()
    assert "Anna" not in public
    assert MARKER in public
    assert "Eleven är barn" not in public
    assert "På ett ställe är text borttagen ur webbversionen. Grund: personuppgifter." in public
    assert "Kontrollsumman är räknad på originalet" in public


def test_the_paper_says_it_too(client, sekreterare, area, address):
    from goals.paper import can_make_pdf
    from tests.goals.pdf_reading import ReadPdf

    as_user(client, sekreterare)
    client.post(address, sent(confirm="1"))
    client.logout()
    response = client.get(f"{area.version.get_absolute_url().rstrip('/')}.pdf")
    if can_make_pdf():
        text = ReadPdf(response.content).text()
        assert "Anna" not in text
        assert MARKER in text
        assert "Kontrollsumman är räknad på originalet" in text
        assert area.version.fingerprint in text.replace(" ", "")


def test_a_decision_says_that_texts_are_taken_out_of_it(client, sekreterare):
    decision = f.decide(matter=f.MatterFactory(), title="Stöd till Anna Ek", summary="Anna Ek får stöd.")
    as_user(client, sekreterare)
    address = reverse("mask_text", args=["goals.decision", decision.pk, "title"])
    preview = client.post(address, sent()).content.decode()
    assert "Orden står också i beslutets adress" in preview
    assert "Samma ord står också här" in preview
    assert reverse("mask_text", args=["goals.decision", decision.pk, "summary"]) in preview
    client.post(address, sent(confirm="1", ground="protected"))
    client.logout()
    page = client.get(decision.get_absolute_url()).content.decode()
    assert f"Stöd till {MARKER}" in page
    assert "Grund: skyddade personuppgifter. Originalet finns kvar hos kommunen." in page


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"passage": "Karin"}, "Orden finns inte i texten"),
        ({"passage": " "}, "Skriv orden som ska bort, eller välj hela texten."),
        ({"reason": " "}, "Skriv varför texten maskeras."),
        ({"ground": ""}, "Välj en grund."),
        ({"ground": "påhittad"}, "påhittad"),
        ({"scope": ""}, "Välj vad som ska bort."),
    ],
)
@pytest.mark.parametrize("step", [{}, {"confirm": "1"}])
def test_a_fault_is_said_at_its_field_with_what_was_written_kept(client, sekreterare, address, said, error, step):
    as_user(client, sekreterare)
    page = client.post(address, sent(**said, **step))
    content = page.content.decode()
    assert page.status_code == 200
    assert error in content
    assert 'class="error-summary"' in content
    assert re.search(r'aria-invalid="true"', content)
    if "reason" not in said:
        assert "Eleven är barn." in content
    assert not Mask.objects.exists()


def test_one_can_change_ones_mind_after_the_preview(client, sekreterare, address):
    as_user(client, sekreterare)
    content = client.post(address, sent(change="1")).content.decode()
    assert "Eleven är barn.</textarea>" in content
    assert "Förhandsgranska" in content


def test_a_mask_is_lifted_with_a_reason_and_stays_in_the_list(client, sekreterare, area, address):
    as_user(client, sekreterare)
    client.post(address, sent(confirm="1"))
    lift = reverse("mask_lift", args=[Mask.objects.get().pk])
    assert "Skriv varför maskeringen lyfts." in client.post(lift, {"reason": ""}).content.decode()
    done = client.post(lift, {"reason": "Fel person."}, follow=True).content.decode()
    assert "Fel person." in done
    assert "Eleven är barn." in done
    assert FocusArea.objects.get(pk=area.pk).text == TEXT
    again = client.get(lift, follow=True)
    assert "Maskeringen är redan lyft." in again.content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
@pytest.mark.parametrize("role", sorted(MAY))
def test_nothing_tells_of_a_draft(client, person_of, role, status):
    draft = f.PlanVersionFactory(filled_by=lambda version: f.FocusAreaFactory(version=version, text=TEXT))
    if status == "withdrawn":
        f.bring(draft, status, matter=None)
        f.MaskFactory(label="goals.focusarea", object_pk=draft.focus_areas.get().pk, field="text", version=draft)
    as_user(client, person_of(role))
    for address in (reverse("masks"), f"{reverse('masks')}?q=Valskog"):
        page = client.get(address).content.decode()
        assert "Anna Ek" not in page
        assert draft.name not in page
    assert client.get(reverse("mask_version", args=[draft.pk])).status_code == 404
    address = reverse("mask_text", args=["goals.focusarea", draft.focus_areas.get().pk, "text"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "arguments", [("goals.focusarea", 0, "text"), ("goals.plan", 1, "title"), ("påhittad", 1, "text"),
                  ("goals.focusarea", 1, "key"), ("goals.contentrevision", 1, "token")]
)  # fmt: skip
def test_what_cannot_be_masked_does_not_exist(client, sekreterare, arguments):
    as_user(client, sekreterare)
    assert client.get(reverse("mask_text", args=arguments)).status_code == 404


def test_one_who_writes_a_draft_is_told_not_to_paste_what_was_taken_out(client):
    from drafts.fields import LongText

    with pytest.raises(Exception, match="texten är maskerad"):
        LongText(required=False).clean(f"Läs {MARKER} här.")


def test_the_admin_says_it_at_the_field(client, sekreterare):
    outlook = f.OutlookFactory(text="Anna Ek slutar.")
    f.MaskFactory(label="goals.outlook", object_pk=outlook.pk, field="text", passage="Anna Ek")
    as_user(client, sekreterare)
    address = reverse("admin:goals_outlook_change", args=[outlook.pk])
    page = client.get(address).content.decode()
    assert "Anna Ek" not in page
    assert MARKER in page
    data = {
        "plan": outlook.plan_id, "area": outlook.area, "title": outlook.title, "text": f"{MARKER} slutar.",
        "source": outlook.source, "noted_on": outlook.noted_on.isoformat(),
    }  # fmt: skip
    answer = client.post(address, data)
    assert answer.status_code == 200
    assert "texten är maskerad" in answer.content.decode()


def test_a_file_is_taken_away_whole_and_one_without_the_words_takes_its_place(client, sekreterare):
    decision = f.decide(matter=f.MatterFactory(), title="Stöd")
    first = f.MinutesFileFactory(decision=decision)
    file = reverse("decision_minutes", args=[decision.slug])
    etag = client.get(file).headers["ETag"]
    assert file in client.get(decision.get_absolute_url()).content.decode()
    as_user(client, sekreterare)
    assert "Filen protokoll.pdf" in client.get(reverse("mask_decision", args=[decision.pk])).content.decode()
    assert client.get(f"{reverse('masks')}?q=PDF").status_code == 200
    address = reverse("mask_text", args=["goals.minutesfile", first.pk, "content"])
    assert "En fil tas bort hel." in client.post(address, sent(passage="protokoll", confirm="1")).content.decode()
    client.post(address, sent(scope="all", confirm="1"))
    client.logout()
    assert client.get(file).status_code == 404
    assert client.get(file, headers={"if-none-match": etag}).status_code == 404
    assert file not in client.get(decision.get_absolute_url()).content.decode()
    second = f.MinutesFileFactory(decision=decision)
    assert client.get(file).content == second.content
