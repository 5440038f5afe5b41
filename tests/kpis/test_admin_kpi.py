"""A nyckeltal's definition in the admin: its history, what holds for ever, what cannot be undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kpis.models import Kpi, KpiValue
from tests.factories import AmbitionLevelFactory, KpiFactory, KpiValueFactory, PlanVersionFactory, UserFactory
from tests.kpis.entering import soup
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client, handlaggare: Any) -> Client:
    return as_user(client, handlaggare)


def change_url(kpi: Kpi) -> str:
    return f"/admin/kpis/kpi/{kpi.pk}/change/"


def form(client: Client, url: str) -> dict[str, str]:
    """What a browser would send of the admin's form as it stands."""
    data: dict[str, str] = {}
    for field in soup(client.get(url)).select("#kpi_form [name], #longtermgoal_form [name]"):
        name = str(field["name"])
        if field.get("type") == "submit" or (field.get("type") == "checkbox" and not field.has_attr("checked")):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[name] = str(chosen["value"]) if chosen else ""
        else:
            data[name] = field.get_text().strip() if field.name == "textarea" else str(field.get("value", ""))
    return data


def test_a_change_is_kept_with_who_when_old_new_and_why(officer: Client, handlaggare: Any) -> None:
    kpi = KpiFactory(title="Behöriga elever", unit="%")
    data = form(officer, change_url(kpi)) | {"title": "Elever som är behöriga", "change_reason": "Tydligare"}

    assert officer.post(change_url(kpi), data).status_code == 302

    page = soup(officer.get(f"/admin/kpis/kpi/{kpi.pk}/history/"))
    [latest, first] = [item.get_text(" ", strip=True) for item in page.select(".entry-history > li")]
    assert "Rubrik: Behöriga elever → Elever som är behöriga" in latest
    assert str(handlaggare) in latest and "Tydligare" in latest
    assert first.startswith("Lades till")


def test_every_kind_of_field_is_told_as_people_write_it(officer: Client) -> None:
    kpi, owner = KpiFactory(direction="higher"), UserFactory(officer=True, first_name="Robin", last_name="Exempelsson")
    data = form(officer, change_url(kpi))
    changes = {"owner": str(owner.pk), "direction": "lower", "next_publication": "2026-03-01", "gender_split": "on"}

    assert officer.post(change_url(kpi), data | changes).status_code == 302

    told = (
        soup(officer.get(f"/admin/kpis/kpi/{kpi.pk}/history/")).select_one(".entry-history").get_text(" ", strip=True)
    )
    for line in (
        "Ansvarig handläggare: tomt → Robin Exempelsson", "Riktning: högre är bättre → lägre är bättre",
        "Nästa publicering: tomt → 1 mars 2026", "Könsuppdelat: nej → ja",
    ):  # fmt: skip
        assert line in told


def test_a_save_without_a_change_leaves_no_trace(officer: Client) -> None:
    kpi = KpiFactory()

    officer.post(change_url(kpi), form(officer, change_url(kpi)))

    assert kpi.history.count() == 1


def test_code_and_address_are_written_once(officer: Client) -> None:
    kpi = KpiFactory()
    data = form(officer, change_url(kpi))

    officer.post(change_url(kpi), data | {"slug": "annan", "code": "X1", "title": "Ny rubrik"})

    assert {"slug", "code"}.isdisjoint(data)
    after = Kpi.objects.get()
    assert (after.slug, after.code, after.title) == (kpi.slug, kpi.code, "Ny rubrik")


def test_a_nyckeltal_with_values_for_women_stays_split(officer: Client) -> None:
    kpi = KpiFactory(gender_split=True)
    KpiValueFactory(kpi=kpi, gender="women")
    data = form(officer, change_url(kpi))
    data.pop("gender_split")

    response = officer.post(change_url(kpi), data)

    assert "Nyckeltalet förblir könsuppdelat" in response.content.decode()
    assert Kpi.objects.get().gender_split


def test_list_and_form_lead_to_the_values(officer: Client) -> None:
    kpi = KpiFactory()

    assert f"/admin/kpis/kpi/{kpi.pk}/varden/" in officer.get("/admin/kpis/kpi/").content.decode()
    assert "/admin/kpis/kpi/inmatning/" in officer.get("/admin/kpis/kpi/").content.decode()
    assert f"/admin/kpis/kpi/{kpi.pk}/varden/" in officer.get(change_url(kpi)).content.decode()


def test_values_are_looked_at_but_neither_added_changed_nor_removed_in_their_list(officer: Client) -> None:
    value = KpiValueFactory(value="79.4")
    base = "/admin/kpis/kpivalue/"

    assert "79,4\xa0%" in officer.get(base).content.decode()
    assert officer.get(f"{base}add/").status_code == 403
    assert officer.post(f"{base}{value.pk}/delete/", {"post": "yes"}).status_code == 403
    assert officer.post(f"{base}{value.pk}/change/", {"value": "1"}).status_code == 403
    officer.post(base, {"action": "delete_selected", "_selected_action": [value.pk], "post": "yes"})
    assert KpiValue.objects.get().value == value.value


def test_deleting_tells_that_something_builds_on_it_and_nothing_of_a_draft(client: Client, administrator: Any) -> None:
    kpi = KpiFactory(title="Behöriga elever")
    PlanVersionFactory(
        name="Hemligt utkast",
        filled_by=lambda draft: AmbitionLevelFactory(version=draft, kpi=kpi, goal__name="Ett hemligt mål"),
    )

    page = as_user(client, administrator).post(f"/admin/kpis/kpi/{kpi.pk}/delete/", {"post": "yes"})

    text = soup(page).text
    assert "uppgifter i portalen som bygger på den" in text
    assert "emligt" not in text
    assert Kpi.objects.filter(pk=kpi.pk).exists()


@pytest.mark.parametrize("object_id", ["0", "x", "%00", "1' OR '1'='1", "9" * 40])
def test_hostile_ids_are_not_errors(officer: Client, object_id: str) -> None:
    for page in ("history", "change"):
        assert officer.get(f"/admin/kpis/kpi/{object_id}/{page}/").status_code in {302, 404}
