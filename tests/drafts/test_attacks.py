"""What a clever or clumsy hand may send to a draft, and what others may tell from what a group does."""

from __future__ import annotations

import io

import pytest
from django.db import OperationalError
from django.urls import reverse
from docx import Document

from drafts import commenting, editing, groups
from drafts.editing import Change
from drafts.models import PartEdit
from goals import decisions
from goals.comparison_address import comparison_url
from goals.models import FocusArea, PlanVersion
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.usefixtures("clock")

AT = factories.noon(factories.ADOPTED_ON)


def new_url(draft: PlanVersion, kind: str, goal: str) -> str:
    return reverse("draft_part_new", args=[draft.pk, kind]) + f"?mal={goal}"


# --- Whose goals -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["mal", "fokus", "niva"])
def test_another_bodys_goal_cannot_be_taken_up_by_hand(signed_in, draft, kind):
    theirs = factories.LongTermGoalFactory(body=factories.BodyFactory())
    passed = factories.LongTermGoalFactory(body=draft.plan.body, first_year=2010, last_year=2014)
    for slug in (theirs.slug, passed.slug, "finns-inte", "", "%00", "a%00b"):
        assert signed_in.get(new_url(draft, kind, slug)).status_code == 404
        assert signed_in.post(new_url(draft, kind, slug), {"title": "x"}).status_code == 404
    assert not PartEdit.objects.exists()


def test_a_part_is_not_moved_to_another_bodys_goal(signed_in, draft):
    theirs = factories.LongTermGoalFactory(body=factories.BodyFactory())
    focus = draft.focus_areas.first()
    url = reverse("draft_part_move", args=[draft.pk, "fokus", focus.key])
    for slug in (theirs.slug, "finns-inte", "\0"):
        assert signed_in.post(url, {"mal": slug}).status_code == 404
    assert FocusArea.objects.get(pk=focus.pk).goal_id == focus.goal_id


def test_a_goal_that_came_with_the_basis_can_be_written_of_whosever_it_is(signed_in, draft):
    theirs = factories.LongTermGoalFactory(body=factories.BodyFactory())
    factories.FocusAreaFactory(version=draft, goal=theirs)
    data = {"title": "Nytt fokus", "text": ""}
    assert signed_in.post(new_url(draft, "fokus", theirs.slug), data).status_code == 302
    assert draft.focus_areas.filter(goal=theirs).count() == 2


def test_a_goal_known_from_elsewhere_neither_shows_nor_vanishes_by_what_a_draft_says(client, signed_in, draft):
    known = factories.LongTermGoalFactory(body=draft.plan.body, name="Känt mål")
    unknown = factories.LongTermGoalFactory(body=draft.plan.body, name="Nytt mål", source="")
    urls = [reverse("goals"), known.get_absolute_url(), unknown.get_absolute_url()]
    client.logout()
    before = [client.get(url) for url in urls]
    assert [answer.status_code for answer in before] == [200, 200, 404]
    for goal in (known, unknown):
        state = {"fields": {"goal_id": goal.pk, "title": "x", "description": "", "summary": "", "kpi_reason": ""}}
        editing.save(draft=draft, change=Change("goals.goalstatement", state), by=None, at=AT)
    after = [client.get(url) for url in urls]
    assert [(a.status_code, a.content) for a in after] == [(b.status_code, b.content) for b in before]


# --- Numbers and names by hand -----------------------------------------------------------------


@pytest.mark.parametrize("account", ["9" * 25, "9" * 5000, "-1", "½", "\0", ""])
def test_an_account_that_is_no_number_is_not_found(signed_in, draft, account):
    url = reverse("draft_invite", args=[draft.pk])
    assert signed_in.post(url, {"konto": account}).status_code == 404


# --- Parts of others ---------------------------------------------------------------------------

POSTED = {"name": "x", "title": "x", "text": "x", "till": "1", "nummer": "1", "seen": "0"}


@pytest.mark.parametrize("address", ["", "las/", "flytta/", "ta-bort/", "aterstall/", "historik/", "kommentarer/"])
@pytest.mark.parametrize("kind", ["fokus", "beslutspunkt", "inledning", "svar", "ram", "finansiering"])
def test_a_part_of_another_draft_is_not_there_under_ones_own(signed_in, draft, kind, address):
    other = factories.PlanVersionFactory(plan=draft.plan, basis=draft.basis, group=factories.DraftGroupFactory())
    goal = draft.focus_areas.first().goal
    state = {"fields": {"goal_id": goal.pk, "title": "Hemligt", "text": "", "is_example": False}}
    key = editing.save(draft=other, change=Change("goals.focusarea", state), by=None, at=AT).key
    url = f"{reverse('draft', args=[draft.pk])}del/{kind}/{key}/{address}"
    for fragment in ({}, {"HTTP_HX_REQUEST": "true"}):
        for method in ("get", "post"):
            answer = getattr(signed_in, method)(url, POSTED if method == "post" else {}, **fragment)
            # A fragment asked for as a page leads to the draft's page, whatever it is of.
            is_led_on = method == "get" and address == "las/" and not fragment
            assert answer.status_code in ((302, 404) if is_led_on else (404, 405)), method
    assert FocusArea.objects.get(key=key).title == "Hemligt"
    assert PartEdit.objects.get().version == other


def test_what_a_page_answers_is_answered_to_head_too(signed_in, draft):
    focus = draft.focus_areas.first()
    for name in ("draft_part", "draft_part_read", "draft_part_history", "draft_comments"):
        url = reverse(name, args=[draft.pk, "fokus", focus.key])
        assert signed_in.head(url).status_code == signed_in.get(url).status_code != 405


# --- What is made of it ------------------------------------------------------------------------


def test_a_control_character_in_a_name_does_not_stop_the_word_document(signed_in, draft):
    level = draft.levels.select_related("kpi").first()
    type(level).objects.filter(pk=level.pk).update(value=1)
    type(level.kpi).objects.filter(pk=level.kpi.pk).update(title="Behöriga\x0b elever\x07\uffff")
    PlanVersion.objects.filter(pk=draft.pk).update(name="Förslag\x1b", proposed_by="Grupp\x02")
    draft.refresh_from_db()
    answer = signed_in.get(comparison_url(draft.basis, draft, name="motions_word"))
    assert answer.status_code == 200
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Behöriga elever" in text and "Grupp yrkar" in text


def test_markup_in_every_text_is_shown_as_text(signed_in, draft, member):
    """Where HTML is written by hand too: in comparisons, in yrkanden, in the conflict of two writers."""
    bad = '<img src=x onerror="a">&{{ 1 }}'
    focus = draft.focus_areas.first()
    member.first_name = bad
    member.save()
    factories.FocusAreaFactory(version=draft, goal=focus.goal, title=bad, text=bad)
    change = Change("goals.focusarea", {"fields": {"title": f"Ny {bad}", "text": bad}}, focus.key)
    editing.save(draft=draft, change=change, by=member, at=AT)
    PlanVersion.objects.filter(pk=draft.pk).update(name=bad, introduction=bad, proposed_by=bad)
    draft.refresh_from_db()
    draft.group.name = bad
    draft.group.save()
    commenting.write(draft=draft, kind="goals.focusarea", key=focus.key, text=bad, by=member, at=AT)
    part = [draft.pk, "fokus", focus.key]
    urls = [reverse("drafts"), reverse("draft_new")]
    urls += [reverse(name, args=[draft.pk]) for name in ("draft", "draft_people", "draft_log", "draft_comments_all")]
    urls += [reverse(name, args=part) for name in ("draft_part", "draft_part_history", "draft_part_remove")]
    for versions in ((draft.basis, draft), (draft, draft.basis), (draft.basis, draft, draft.basis)):
        urls += [comparison_url(*versions), comparison_url(*versions) + "?visa=allt"]
    urls += [comparison_url(draft.basis, draft, name="motions")]
    pages = [signed_in.get(url) for url in urls]
    pages.append(signed_in.post(reverse("draft_part", args=part), {"title": bad + "!", "text": bad + "!", "seen": "0"}))
    for answer in pages:
        assert answer.status_code in (200, 422) and "<img" not in answer.text and "&amp;lt;" not in answer.text
        assert "&lt;img" in answer.text


# --- Who comes near ----------------------------------------------------------------------------


def members_form(group, **rows):
    """The admin's form of a group: ``rows`` is what the first rows say, one new row included."""
    kept = list(group.members.order_by("pk"))
    data = {"name": group.name, "slug": group.slug, "body": group.body_id or "", "party": group.party_id or ""}
    data |= {"members-TOTAL_FORMS": len(kept) + 1, "members-INITIAL_FORMS": len(kept)}
    for at, row in enumerate(kept):
        own = {"id": row.pk, "group": group.pk, "user": row.user_id, "since": row.since, "until": ""}
        data |= {f"members-{at}-{name}": value for name, value in own.items()}
    return data | {name.replace("_", "-"): value for name, value in rows.items()}


def test_an_administrator_does_not_join_a_group_in_silence(client, group, member, colleague, draft, administrator):
    as_user(client, administrator)
    url = reverse("admin:goals_draftgroup_change", args=[group.pk])
    new = {"members_2_user": administrator.pk, "members_2_since": "2021-11-01", "members_2_group": group.pk}
    answer = client.post(url, members_form(group, **new))
    assert "Du kan inte lägga till dig själv i en grupp." in answer.text
    assert client.get(reverse("draft", args=[draft.pk])).status_code == 200 and draft.looks.count() == 1

    other = factories.UserFactory()
    changed = {"members_0_user": other.pk, "members_0_since": "2020-01-01", "members_1_DELETE": "on"}
    assert client.post(url, members_form(group, **changed, members_0_until="2021-12-01")).status_code == 302
    rows = group.members.order_by("pk").values_list("user", "until__year")
    assert list(rows) == [(member.pk, 2021), (colleague.pk, None)]
    page = as_user(client, colleague).get(reverse("draft_people", args=[draft.pk]))
    assert "Tidigare medlemmar (1)" in page.text and "Karin Karlsson" in page.text


@pytest.mark.parametrize("leaves", ["withdrawn", "proposed"])
def test_an_invitation_ends_when_the_draft_leaves_utkast(client, draft, member, handlaggare, leaves):
    groups.invite(draft=draft, user=handlaggare, by=member, at=AT)
    url = reverse("draft", args=[draft.pk])
    assert as_user(client, handlaggare).get(url).status_code == 200
    if leaves == "withdrawn":
        groups.withdraw(draft=draft, by=member, at=AT)
    else:
        day = factories.ADOPTED_ON
        decisions.propose(version=draft, matter=factories.MatterFactory(), on=day, by=member, at=AT)
    for address in (url, draft.get_absolute_url(), comparison_url(draft.basis, draft)):
        assert client.get(address).status_code == 404
    assert as_user(client, member).get(url, follow=True).status_code == 200


# --- What cannot be written --------------------------------------------------------------------


@pytest.mark.parametrize("fragment", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_on_a_full_disk_the_words_are_still_in_the_form(signed_in, draft, monkeypatch, fragment):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    focus = draft.focus_areas.first()
    monkeypatch.setattr(PartEdit.objects, "bulk_create", full)
    sent = {"title": "Min rubrik", "text": "Min text", "seen": "0"}
    answer = signed_in.post(reverse("draft_part", args=[draft.pk, "fokus", focus.key]), sent, **fragment)
    assert answer.status_code == (200 if fragment else 422)
    assert "Portalen kunde inte spara just nu" in answer.text and "Min text" in answer.text
    assert FocusArea.objects.get(pk=focus.pk).title == focus.title


@pytest.mark.parametrize("name", ["draft_part", "draft_part_read", "draft_comments"])
def test_a_fragment_asked_for_without_being_signed_in_is_no_sign_in_page(client, draft, name):
    """It would be put in the form's place, and what was typed there would be gone."""
    url = reverse(name, args=[draft.pk, "fokus", draft.focus_areas.first().key])
    for method in ("get", "post"):
        answer = getattr(client, method)(url, HTTP_HX_REQUEST="true")
        assert answer.status_code == 401 and "<form" not in answer.text
        assert getattr(client, method)(url).status_code == 302
        assert getattr(client, method)(url, HTTP_HX_REQUEST="true", HTTP_HX_BOOSTED="true").status_code == 302
