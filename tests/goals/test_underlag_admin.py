"""Underlag in the admin: who enters it, how amounts are written, and asking many at once."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from goals.models import BudgetInput, BudgetNeed, Outlook
from tests import factories as f
from tests.plugins.people import ROLES, as_user

pytestmark = pytest.mark.django_db
ALLOWED = {"handlaggare", "sekreterare", "administrator"}
STAFF = ALLOWED | {"facilitator"}
ASK = "/admin/goals/budgetinput/be-om-underlag/"


def status_for(role, allowed=200):
    return allowed if role in ALLOWED else 403 if role in STAFF else 302


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", ["outlook/", "outlook/add/", "budgetinput/", "budgetinput/add/",
                                     "budgetinput/be-om-underlag/"])  # fmt: skip
def test_those_who_work_with_underlag_enter_it_and_nobody_else(client, person_of, role, address):
    as_user(client, person_of(role))
    assert client.get(f"/admin/goals/{address}").status_code == status_for(role)


@pytest.mark.parametrize("role", ROLES)
def test_asking_by_hand_takes_the_same_right(client, person_of, role):
    as_user(client, person_of(role))
    body, plan = f.BodyFactory(), f.PlanFactory()
    response = client.post(ASK, {"plan": plan.pk, "due_on": "2021-09-01", "bodies": [body.pk]})
    assert response.status_code == status_for(role, 302)
    assert BudgetInput.objects.exists() == (role in ALLOWED)


@pytest.fixture
def officer(client, handlaggare):
    return as_user(client, handlaggare)


def need_fields(*needs, before=0):
    """The inline's fields: each need is (id or "", fields)."""
    sent = {"needs-TOTAL_FORMS": len(needs), "needs-INITIAL_FORMS": before}
    for n, (pk, fields) in enumerate(needs):
        fields = {"title": "Behov", "kind": "operating", "text": ""} | fields
        sent |= {f"needs-{n}-{name}": value for name, value in fields.items()}
        if pk:
            sent[f"needs-{n}-id"] = pk
    return sent


def input_fields(item, **fields):
    return {"plan": item.plan_id, "body": item.body_id, "due_on": "2021-05-01"} | fields


@pytest.mark.parametrize(
    ("typed", "kronor"),
    [("4,2 mnkr", 4_200_000), ("4 200 tkr", 4_200_000), ("4200000", 4_200_000), ("−900 tkr", -900_000), ("", None)],
)
def test_amounts_are_written_as_in_a_budget(officer, typed, kronor):
    item = f.BudgetInputFactory()
    data = input_fields(item) | need_fields(("", {"rank": 1, "amount_first": typed}))
    response = officer.post(f"/admin/goals/budgetinput/{item.pk}/change/", data)
    assert response.status_code == 302
    assert item.needs.get().amount_first == kronor


def test_an_amount_that_is_not_understood_is_said_and_everything_typed_is_still_there(officer):
    item = f.BudgetInputFactory()
    data = input_fields(item) | need_fields(("", {"rank": 1, "title": "Fler platser", "amount_first": "4200"}))
    response = officer.post(f"/admin/goals/budgetinput/{item.pk}/change/", data)
    assert response.status_code == 200
    assert "Skriv enheten" in response.text and "Fler platser" in response.text and 'value="4200"' in response.text
    assert not BudgetNeed.objects.exists()


def test_a_stored_amount_is_shown_so_that_it_is_read_back_unchanged(officer):
    need = f.BudgetNeedFactory(rank=1, amount_first=4_200_500)
    url = f"/admin/goals/budgetinput/{need.input_id}/change/"
    soup = BeautifulSoup(officer.get(url).content, "html.parser")
    shown = soup.find("input", attrs={"name": "needs-0-amount_first"})["value"]
    assert shown.replace("\xa0", " ") == "4 200 500 kr"
    item = need.input
    data = input_fields(item, handed_in_on="2021-04-27", decided_on="2021-04-20", paragraph=31, dnr="SN 2021/12")
    data |= need_fields((need.pk, {"rank": 1, "title": need.title, "amount_first": shown}), before=1)
    assert officer.post(url, data).status_code == 302
    assert need.history.count() == 1


def test_two_needs_change_places_in_one_save(officer):
    item = f.BudgetInputFactory()
    first, second, third = (f.BudgetNeedFactory(input=item, rank=rank) for rank in (1, 2, 3))
    rows = [(first.pk, {"rank": 2}), (second.pk, {"rank": 1}), (third.pk, {"rank": 3, "DELETE": "on"}),
            ("", {"rank": 3, "title": "Nytt"})]  # fmt: skip
    response = officer.post(
        f"/admin/goals/budgetinput/{item.pk}/change/", input_fields(item) | need_fields(*rows, before=3)
    )
    assert response.status_code == 302
    assert list(item.needs.values_list("rank", "pk"))[:2] == [(1, second.pk), (2, first.pk)]
    assert item.needs.get(rank=3).title == "Nytt"


def test_two_needs_with_one_rank_are_told_of(officer):
    item = f.BudgetInputFactory()
    data = input_fields(item) | need_fields(("", {"rank": 1}), ("", {"rank": 1}))
    response = officer.post(f"/admin/goals/budgetinput/{item.pk}/change/", data)
    assert "Två behov har rang 1" in response.text


def test_a_date_of_handing_in_without_decision_is_told_of(officer):
    item = f.BudgetInputFactory()
    data = input_fields(item, handed_in_on="2021-04-27") | need_fields()
    response = officer.post(f"/admin/goals/budgetinput/{item.pk}/change/", data)
    assert "Ange både när underlaget lämnades och när det beslutades" in response.text


def test_a_spaning_is_entered_and_its_changes_are_kept(officer):
    plan = f.PlanFactory()
    fields = {"plan": plan.pk, "area": "law", "title": "Ny lag", "text": "", "source": "Regeringen", "source_url": "",
              "noted_on": "2021-03-01"}  # fmt: skip
    assert officer.post("/admin/goals/outlook/add/", fields).status_code == 302
    row = Outlook.objects.get()
    officer.post(f"/admin/goals/outlook/{row.pk}/change/", fields | {"title": "Ny socialtjänstlag",
                                                                     "change_reason": "Rätt namn"})  # fmt: skip
    assert "Rätt namn" in officer.get(f"/admin/goals/outlook/{row.pk}/history/").text


def test_what_a_secret_draft_answers_is_kept_and_the_draft_not_named(officer):
    answer = f.InputAnswerFactory(version=f.PlanVersionFactory(name="Hemligt utkast"))
    for kind, row in (("budgetinput", answer.need.input),):
        response = officer.post(f"/admin/goals/{kind}/{row.pk}/delete/", {"post": "yes"}, follow=True)
        assert "Hemligt" not in response.text
        assert type(row).objects.filter(pk=row.pk).exists()


# --- Asking many at once ---------------------------------------------------------------------


def test_many_are_asked_at_once_and_those_asked_before_keep_what_they_have(officer):
    before = f.BudgetInputFactory(due_on=dt.date(2021, 5, 1))
    company = f.BodyFactory(company=True)
    council = f.BodyFactory(council=True)
    page = BeautifulSoup(officer.get(ASK).content, "html.parser")
    offered = {box["value"] for box in page.select('input[name="bodies"][checked]')}
    assert offered == {str(before.body_id), str(company.pk)} and str(council.pk) not in offered
    response = officer.post(
        ASK, {"plan": before.plan_id, "due_on": "2021-09-01", "bodies": sorted(offered)}, follow=True
    )
    assert "Underlag är begärt av en nämnd eller ett bolag. En hade redan en begäran." in response.text
    assert set(BudgetInput.objects.values_list("body", "due_on")) == {
        (before.body_id, dt.date(2021, 5, 1)), (company.pk, dt.date(2021, 9, 1)),
    }  # fmt: skip


def test_nothing_is_asked_without_plan_day_or_bodies(officer):
    f.BodyFactory()
    response = officer.post(ASK, {})
    assert response.status_code == 200
    assert response.text.count('class="error"') == 3
    assert "Inget är sparat" in response.text
    assert not BudgetInput.objects.exists()


def test_a_body_that_cannot_be_asked_is_refused(officer):
    response = officer.post(ASK, {"plan": f.PlanFactory().pk, "due_on": "2021-09-01",
                                  "bodies": [f.BodyFactory(council=True).pk]})  # fmt: skip
    assert response.status_code == 200
    assert not BudgetInput.objects.exists()


def test_the_lists_speak_swedish_and_lead_to_asking(officer):
    f.BudgetInputFactory()
    page = officer.get("/admin/goals/budgetinput/").text
    assert "Be om underlag" in page and "sent" in page
    for english in ("Select ", "Add budget", "Change "):
        assert english not in page
