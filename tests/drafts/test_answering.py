"""Linking what was asked of a plan to the part of a draft that answers it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from drafts.answering import parts_to_choose
from drafts.models import PartEdit
from goals.models import FocusArea, InputAnswer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def need(draft):
    return factories.BudgetNeedFactory(input__plan=draft.plan, title="Fler lärare")


@pytest.fixture
def focus(draft):
    return FocusArea.objects.filter(version=draft).first()


def link(client, draft, need, part, note=""):
    data = {"asked": f"need:{need.pk}", "part": part, "note": note}
    return client.post(reverse("draft_underlag", args=[draft.pk]), data)


def unlink(client, draft, answer):
    return client.post(reverse("draft_underlag_unlink", args=[draft.pk, answer.key]), follow=True).content.decode()


def test_a_need_is_answered_by_a_part_and_the_answer_is_shown_on_both_pages(signed_in, draft, need, focus):
    assert link(signed_in, draft, need, f"goals.focusarea:{focus.key}", "Tre tjänster").status_code == 302
    answer = InputAnswer.objects.get(version=draft, need=need)
    assert (answer.need, answer.answered_key, answer.note) == (need, focus.key, "Tre tjänster")
    assert "Tre tjänster" in signed_in.get(reverse("draft_underlag", args=[draft.pk])).content.decode()
    assert "Fler lärare" in signed_in.get(reverse("draft", args=[draft.pk])).content.decode()


def test_without_a_part_chosen_nothing_is_linked_and_the_note_is_kept(signed_in, draft, need):
    answer = link(signed_in, draft, need, "", "Tre tjänster")
    assert answer.status_code == 422 and "Tre tjänster" in answer.content.decode()
    assert not InputAnswer.objects.filter(version=draft, need=need).exists()


def test_what_another_plan_was_asked_is_not_to_be_answered(signed_in, draft, focus):
    asked = factories.BudgetNeedFactory(input__plan__year=2020)
    assert link(signed_in, draft, asked, f"goals.focusarea:{focus.key}").status_code == 422


def test_an_answer_is_taken_away_also_one_that_was_put_back_once(signed_in, draft, need, focus):
    link(signed_in, draft, need, f"goals.focusarea:{focus.key}")
    answer = InputAnswer.objects.get(version=draft, need=need)
    assert "Svaret är borttaget." in unlink(signed_in, draft, answer)
    url = reverse("draft_part_restore", args=[draft.pk, "svar", answer.key])
    signed_in.post(url, {"nummer": 1})
    assert InputAnswer.objects.filter(version=draft, need=need).exists()
    assert "Svaret är borttaget." in unlink(signed_in, draft, answer)
    assert PartEdit.objects.filter(version=draft, key=answer.key).count() == 4


def test_of_frames_those_of_the_plans_own_year_can_be_chosen(draft):
    own = factories.BudgetFrameFactory(version=draft, year=draft.plan.year)
    later = factories.BudgetFrameFactory(version=draft, year=draft.plan.year + 1)
    chosen = {value for _, options in parts_to_choose(draft) for value, _ in options}
    assert f"goals.budgetframe:{own.key}" in chosen and f"goals.budgetframe:{later.key}" not in chosen
