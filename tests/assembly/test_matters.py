"""Ärenden in the secretary's room."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

import goals.models as g
from assembly.agenda import free_slug
from goals import copying
from tests import factories as f
from tests.assembly.room_scene import TODAY, make_room
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]
NEW = "/sekreterare/arenden/nytt/"


@pytest.fixture(autouse=True)
def _secretary(clock: Clock, client: Client, sekreterare: Any) -> None:
    clock.noon(TODAY)
    as_user(client, sekreterare)


def read(client: Client, url: str, status: int = 200) -> Tag:
    response = client.get(url)
    assert response.status_code == status
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def errors(response: Any) -> list[str]:
    soup = BeautifulSoup(response.content, "html.parser")
    return [" ".join(error.get_text(" ").split()) for error in soup.select("p.error")]


def test_a_matter_is_entered_with_title_alone(client: Client) -> None:
    assert client.post(NEW, {"title": "Mål och budget 2022", "dnr": ""}).status_code == 302
    matter = g.Matter.objects.get()
    assert (matter.slug, matter.dnr) == ("mal-och-budget-2022", None)
    assert client.get(matter.get_absolute_url()).status_code == 404  # nothing public in it yet


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\x07"])
def test_a_sign_that_nobody_sees_is_taken_out_and_told_before_anything_is_saved(client: Client, sign: str) -> None:
    """One that turns the direction makes a title read as something else wherever it stands."""
    response = client.post(NEW, {"title": f"Mål och {sign}budget", "dnr": f"KS {sign}2021/7"})
    assert response.status_code == 422
    shown = BeautifulSoup(response.content, "html.parser")
    assert [shown.select_one(f"[name={name}]")["value"] for name in ("title", "dnr")] == [
        "Mål och budget", "KS 2021/7",
    ]  # fmt: skip
    assert ["osynliga tecken" in error for error in errors(response)] == [True, True]
    assert not g.Matter.objects.exists()
    assert client.post(NEW, {"title": "Mål och budget", "dnr": "KS 2021/7"}).status_code == 302


def test_the_address_is_made_once(client: Client) -> None:
    matter = f.MatterFactory(title="Skolan", slug="skolan", dnr=None)
    client.post(f"/sekreterare/arenden/{matter.pk}/andra/", {"title": "Skolor", "dnr": "KS 2021/5"})
    matter.refresh_from_db()
    assert (matter.title, matter.slug, matter.dnr) == ("Skolor", "skolan", "KS 2021/5")


def test_an_address_that_is_taken_gets_the_dnr_and_then_a_number() -> None:
    assert free_slug("Åtgärder för öar", None) == "atgarder-for-oar"
    f.MatterFactory(slug="budget")
    assert free_slug("Budget", "KS 2021/7") == "budget-ks-2021-7"
    assert free_slug("Budget", None) == "budget-2"
    assert free_slug("???", None) == "arende"
    assert len(free_slug("x" * 300, "KS 2021/7")) <= 120


@pytest.mark.parametrize("dnr", ["KS 2021/5", "ks 2021-5"])
def test_a_dnr_belongs_to_one_matter(client: Client, dnr: str) -> None:
    f.MatterFactory(title="Skolan", dnr="KS 2021/5")
    answer = client.post(NEW, {"title": "Vägar", "dnr": dnr})
    assert answer.status_code == 422
    assert errors(answer)[0].endswith("har det diarienumret.")
    assert g.Matter.objects.count() == 1


@pytest.mark.parametrize(("title", "dnr"), [("", "KS 1"), ("   ", ""), ("Vägar", "///"), ("x" * 201, "")])
def test_what_cannot_be_entered_is_refused_at_its_field(client: Client, title: str, dnr: str) -> None:
    answer = client.post(NEW, {"title": title, "dnr": dnr})
    assert answer.status_code == 422 and len(errors(answer)) == 1
    assert not g.Matter.objects.exists()


def test_a_matter_shows_every_version_put_forward_and_nobodys_draft(client: Client) -> None:
    room = make_room()
    matter = room.items[84].matter
    plan = f.PlanFactory(body=room.body)
    f.PlanVersionFactory(plan=plan, name="Kommunstyrelsens förslag", proposed=True, matter=matter, on=TODAY)
    f.PlanVersionFactory(plan=plan, name="A:s förslag", moved=True, matter=matter, on=TODAY)
    group = f.DraftGroupFactory()
    copying.new_draft(plan=plan, name="B:s hemliga utkast", matter=matter, group=group, at=f.noon(TODAY))
    page = read(client, f"/sekreterare/arenden/{matter.pk}/").get_text()
    assert "Kommunstyrelsens förslag" in page and "A:s förslag" in page and "hemliga" not in page
    assert "Inte offentlig" in page and "Kommunfullmäktige 29 november 2021" in page


def test_matters_are_found_by_title_and_dnr(client: Client) -> None:
    make_room()
    assert len(read(client, "/sekreterare/arenden/").select(".tasks > li")) == 3
    assert len(read(client, "/sekreterare/arenden/?q=2021/85").select(".tasks > li")) == 1
    assert "Inget ärende passar" in read(client, "/sekreterare/arenden/?q=finns+inte").get_text()


def test_a_hundred_matters_take_no_more_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(100):
        f.MatterFactory()
    with django_assert_max_num_queries(12):
        page = read(client, "/sekreterare/arenden/?sida=2")
    assert len(page.select(".tasks > li")) == 30
