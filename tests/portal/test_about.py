"""/om/: the chain, the rules of the bedömning, the sources, and no word that is one municipality's own."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page(client: Client) -> BeautifulSoup:
    response = client.get("/om/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    assert soup.main is not None
    return " ".join(soup.main.get_text(" ").split())


def test_the_chain_is_drawn_both_ways(client: Client) -> None:
    onwards, backwards = page(client).select(".thread")
    assert [k.get_text(strip=True).rstrip(":") for k in onwards.select(".kicker")] == [
        "Vision", "Långsiktiga mål", "Fokus", "Nyckeltal", "Ambitionsnivå", "Utfall", "Bedömning", "Uppföljning",
    ]  # fmt: skip
    assert [k.get_text(strip=True).rstrip(":") for k in backwards.select(".kicker")] == [
        "Framtidsdag", "Förslag", "Prioritering", "Förslag till beslut", "Beslut",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    ["Uppfyllt", "Delvis uppfyllt", "Ej uppfyllt", "Kan inte bedömas", "Gränsen räknas in", "ovägt",
     "Ett mål får aldrig ett genomsnitt", "Egen beräkning", "Märket smittar", "data.csv", "data.json", "?den="],
)  # fmt: skip
def test_the_rules_are_told_in_plain_swedish(client: Client, rule: str) -> None:
    assert rule in words(page(client))


def test_every_place_on_the_page_can_be_reached_from_its_top(client: Client) -> None:
    soup = page(client)
    anchors = [link["href"].lstrip("#") for link in soup.select('nav a[href^="#"]') if link["href"] != "#main"]
    assert len(anchors) > 7
    assert all(soup.find(id=anchor) for anchor in anchors)


def test_sources_are_those_of_the_nyckeltal_the_most_used_first(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    f.KpiFactory(source="SCB")
    f.KpiFactory.create_batch(2, source="Kolada")
    with django_assert_max_num_queries(10):
        soup = page(client)
    assert [" ".join(item.get_text(" ").split()) for item in soup.select(".plain-list li")] == [
        "Kolada 2 nyckeltal", "SCB 1 nyckeltal",
    ]  # fmt: skip


def test_the_page_knows_no_municipality_but_the_one_it_is_given(client: Client, settings: Settings) -> None:
    settings.MUNICIPALITY = dataclasses.replace(
        settings.MUNICIPALITY, name="Exempelby kommun", short_name="Exempelby", genitive="Exempelbys",
        portal_name="Exempelbys portal",
    )  # fmt: skip
    text = words(page(client))
    assert "Exempelby kommun svarar för portalen" in text
    assert "Kungsör" not in text


def test_how_long_things_are_kept_is_told_as_it_is_set(client: Client) -> None:
    assert f"sparas i {settings.LOG_RETENTION_DAYS} dagar" in words(page(client))
