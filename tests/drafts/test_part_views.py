"""Writing a part in the page: forms with and without htmx, two at once, history, order, and what strangers get."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from drafts.models import DraftLook, PartEdit
from goals.models import DecisionPoint, FocusArea, GoalStatement
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def focus(draft):
    return FocusArea.objects.get(version=draft)


def address(part, kind="fokus", name="draft_part"):
    return reverse(name, args=[part.version_id, kind, part.key])


def fields(page):
    """What a browser would send of the page's part form."""
    form = BeautifulSoup(page.content, "html.parser").select_one("form.part-form")
    sent = {field["name"]: field.get("value", "") for field in form.select("input[name]:not([type=checkbox])")}
    sent |= {area["name"]: area.text.removeprefix("\n") for area in form.select("textarea")}
    sent |= {box["name"]: "on" for box in form.select("input[type=checkbox][checked]")}
    del sent["csrfmiddlewaretoken"]
    return sent


def test_a_member_reads_the_draft_and_writes_where_it_is_read(signed_in, draft, focus):
    page = signed_in.get(reverse("draft", args=[draft.pk]))
    assert page.status_code == 200 and page.headers["Cache-Control"] == "private, no-store"
    assert BeautifulSoup(page.content, "html.parser").find(id=f"del-{focus.key}")
    form = signed_in.get(address(focus))
    answer = signed_in.post(address(focus), fields(form) | {"text": "Läsning hemma."})
    assert answer.status_code == 302 and answer.url.endswith(f"#del-{focus.key}")
    focus.refresh_from_db()
    assert focus.text == "Läsning hemma."
    assert PartEdit.objects.get().by.username == "karin"


def test_htmx_gets_the_form_in_the_parts_place_and_the_part_in_the_forms(signed_in, draft, focus):
    form = signed_in.get(address(focus), headers=HTMX)
    soup = BeautifulSoup(form.content, "html.parser")
    assert soup.find("html") is None and soup.article["id"] == f"del-{focus.key}"
    saved = signed_in.post(address(focus), fields(form) | {"text": "Ny."}, headers=HTMX)
    stub = BeautifulSoup(saved.content, "html.parser").article
    assert stub["id"] == f"del-{focus.key}" and stub["data-hx-trigger"] == "load"
    part = signed_in.get(stub["data-hx-get"], headers=HTMX)
    assert "Ny." in part.content.decode() and b"<html" not in part.content


def test_the_same_part_is_read_alone_as_on_the_page(signed_in, draft, focus):
    page = BeautifulSoup(signed_in.get(reverse("draft", args=[draft.pk])).content, "html.parser")
    alone = BeautifulSoup(signed_in.get(address(focus, name="draft_part_read"), headers=HTMX).content, "html.parser")
    for soup in (page, alone):
        for token in soup.select("[name=csrfmiddlewaretoken]"):
            token.decompose()
    assert alone.article.prettify() == page.find(id=f"del-{focus.key}").prettify()


def test_two_write_at_once_and_the_second_chooses_between_both_texts(signed_in, draft, focus, colleague):
    mine = signed_in.get(address(focus))
    olle = as_user(Client(), colleague)
    olles = {"text": "Olles ord.", "title": "Olles rubrik"}
    olle.post(address(focus), fields(olle.get(address(focus))) | olles)
    answer = signed_in.post(address(focus), fields(mine) | {"text": "Karins ord."})
    assert answer.status_code == 422
    text = BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)
    assert "Olle Olsson ändrade fokusområdet medan du skrev" in text
    assert "Olles ord." in text and "Karins ord." in text
    focus.refresh_from_db()
    assert focus.text == "Olles ord."
    signed_in.post(address(focus), fields(answer))
    focus.refresh_from_db()
    assert (focus.title, focus.text) == ("Olles rubrik", "Karins ord.")
    history = signed_in.get(address(focus, name="draft_part_history")).content.decode()
    assert "Olle Olsson" in history and "Karin Karlsson" in history


def test_what_was_wrong_is_said_at_the_field_and_every_letter_is_still_there(signed_in, draft, focus):
    form = fields(signed_in.get(address(focus)))
    text = "å" * 200_000
    answer = signed_in.post(address(focus), form | {"title": "", "text": text})
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.find("textarea", {"name": "text"}).text.strip() == text
    assert "200\u00a0000 tecken" in soup.get_text() and soup.find("input", {"name": "title"})["aria-invalid"] == "true"
    assert not PartEdit.objects.exists()


def test_pasted_word_is_seen_tidied_before_it_is_saved(signed_in, draft, focus):
    form = fields(signed_in.get(address(focus)))
    answer = signed_in.post(address(focus), form | {"text": "Elev\u00adhälsa\tför “alla”.\r\n\r\nAndra stycket."})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.find("textarea", {"name": "text"}).text.strip() == "Elevhälsa för ”alla”.\n\nAndra stycket."
    assert not PartEdit.objects.exists()
    signed_in.post(address(focus), fields(answer))
    focus.refresh_from_db()
    assert focus.text == "Elevhälsa för ”alla”.\n\nAndra stycket."


def test_a_part_is_added_under_its_goal_and_an_unknown_goal_is_not_found(signed_in, draft, focus):
    url = reverse("draft_part_new", args=[draft.pk, "fokus"])
    assert signed_in.get(url).status_code == 404
    url += f"?mal={focus.goal.slug}"
    form = fields(signed_in.get(url))
    signed_in.post(url, form | {"title": "Trygghet", "text": ""})
    new = FocusArea.objects.get(version=draft, title="Trygghet")
    assert (new.goal, new.order, new.is_example) == (focus.goal, focus.order + 1, False)


def test_a_goal_that_is_not_in_the_draft_can_be_added(signed_in, draft):
    goal = factories.LongTermGoalFactory(body=draft.plan.body, first_year=2022, last_year=2025)
    page = signed_in.get(reverse("draft", args=[draft.pk]))
    url = reverse("draft_part_new", args=[draft.pk, "mal"]) + f"?mal={goal.slug}"
    assert url in page.content.decode()
    signed_in.post(url, fields(signed_in.get(url)) | {"title": "Ett nytt mål"})
    assert GoalStatement.objects.get(version=draft, goal=goal).title == "Ett nytt mål"


def test_order_is_changed_by_buttons_and_stays_whole(signed_in, draft):
    DecisionPoint.objects.filter(version=draft).delete()
    points = [factories.DecisionPointFactory(version=draft, number=n, text=f"att {n}") for n in (1, 2, 3)]
    soup = BeautifulSoup(signed_in.get(reverse("draft", args=[draft.pk])).content, "html.parser")
    up, down = soup.find(id=f"del-{points[2].key}").select("button[name=till]")
    assert [button.has_attr("disabled") for button in (up, down)] == [False, True]
    assert soup.find("form", id=up["form"]).select_one("[name=csrfmiddlewaretoken]")
    assert up["formaction"] == address(points[2], "beslutspunkt", "draft_part_move")
    signed_in.post(up["formaction"], {"till": up["value"]})
    texts = DecisionPoint.objects.filter(version=draft).order_by("number").values_list("number", "text")
    assert list(texts) == [(1, "att 1"), (2, "att 3"), (3, "att 2")]


@pytest.mark.parametrize("place", ["-1", "1.5", "två", "99999999", "²"])
def test_a_place_that_is_none_is_refused(signed_in, draft, focus, place):
    assert signed_in.post(address(focus, name="draft_part_move"), {"till": place}).status_code == 404


def test_a_part_is_removed_and_put_back(signed_in, draft, focus):
    ask = signed_in.get(address(focus, name="draft_part_remove"))
    assert "Ta bort fokusområdet" in ask.content.decode() and FocusArea.objects.filter(pk=focus.pk).exists()
    gone = signed_in.post(address(focus, name="draft_part_remove"), {"seen": "0"}, follow=True)
    assert not FocusArea.objects.filter(version=draft, key=focus.key).exists()
    assert "läggas tillbaka" in gone.content.decode()
    signed_in.post(address(focus, name="draft_part_restore"), {"nummer": "0"})
    assert FocusArea.objects.get(version=draft, key=focus.key).text == focus.text


def test_what_someone_changed_meanwhile_is_not_removed_unseen(signed_in, draft, focus, colleague):
    olle = as_user(Client(), colleague)
    olle.post(address(focus), fields(olle.get(address(focus))) | {"text": "Olles ord."})
    answer = signed_in.post(address(focus, name="draft_part_remove"), {"seen": "0"}, follow=True)
    assert FocusArea.objects.filter(pk=focus.pk).exists()
    assert "Någon har ändrat" in answer.content.decode()


def test_an_example_stays_one_until_its_writers_say_that_it_is_their_own(signed_in, draft, focus):
    FocusArea.objects.filter(pk=focus.pk).update(is_example=True)
    form = fields(signed_in.get(address(focus)))
    assert form["is_example"] == "on"
    signed_in.post(address(focus), form | {"text": "Ny."})
    focus.refresh_from_db()
    assert focus.is_example
    form = fields(signed_in.get(address(focus)))
    del form["is_example"]
    signed_in.post(address(focus), form)
    focus.refresh_from_db()
    assert not focus.is_example


@pytest.mark.parametrize("kind", ["inledning", "mal", "fokus", "finansiellt-mal", "beslutspunkt"])
def test_every_text_saves_with_at_most_twelve_queries(signed_in, draft, kind, django_assert_max_num_queries):
    from drafts.editors import editor_of
    from drafts.states import OWN_TEXTS, spec_of

    editor = editor_of(kind)
    key = PartEdit.OWN_TEXTS
    if editor.label != OWN_TEXTS:
        key = spec_of(editor.label).model._default_manager.filter(version=draft).first().key
    url = reverse("draft_part", args=[draft.pk, kind, key])
    form = fields(signed_in.get(url))
    name = next(name for name in ("introduction", "description", "text") if name in form)
    for headers in ({}, HTMX):
        with django_assert_max_num_queries(12):
            answer = signed_in.post(url, form | {name: f"Ny text {headers}", "seen": "9"[:0]}, headers=headers)
        assert answer.status_code in (200, 302)
        form = fields(signed_in.get(url))


def test_a_stranger_finds_nothing_at_any_of_a_parts_addresses(client, draft, focus, stranger):
    as_user(client, stranger)
    for name in ("draft_part", "draft_part_read", "draft_part_remove", "draft_part_history"):
        assert client.get(address(focus, name=name)).status_code == 404, name
    for name in ("draft_part", "draft_part_move", "draft_part_remove", "draft_part_restore"):
        assert client.post(address(focus, name=name), {"till": "1", "text": "x"}).status_code == 404, name
    assert client.get(reverse("draft", args=[draft.pk])).status_code == 404
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert not PartEdit.objects.exists() and not DraftLook.objects.exists()


def test_an_administrators_look_is_written_down_and_changes_nothing(client, draft, focus, administrator):
    as_user(client, administrator)
    page = client.get(reverse("draft", args=[draft.pk]))
    assert page.status_code == 200 and "antecknat" in page.content.decode()
    assert DraftLook.objects.get().user == administrator
    assert client.get(address(focus)).status_code == 404
    assert client.post(address(focus), {"title": "x"}).status_code == 404


def test_a_draft_is_found_at_its_versions_address_by_its_own(signed_in, draft):
    answer = signed_in.get(draft.get_absolute_url())
    assert answer.status_code == 302 and answer.url == reverse("draft", args=[draft.pk])
