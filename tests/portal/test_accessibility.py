"""/tillganglighet/: everything that the law asks the statement for, from the municipality's data."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import Settings

from kungsor_portal.statement import OWN_SHORTCOMINGS, AccessibilityStatement, StatementError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BURDEN = {"what": "En gammal karta", "reason": "Den kostar för mycket att göra om.", "instead": "Ring oss."}


def page(client: Client) -> BeautifulSoup:
    response = client.get("/tillganglighet/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(soup: BeautifulSoup) -> str:
    assert soup.main is not None
    return " ".join(soup.main.get_text(" ").split())


def test_it_holds_everything_that_the_law_asks_for(client: Client, settings: Settings) -> None:
    soup = page(client)
    text, municipality = words(soup), settings.MUNICIPALITY
    assert f"{municipality.name} står bakom den här webbplatsen, {municipality.portal_name}" in text
    assert "Portalen är delvis förenlig med lagen" in text
    for shortcoming in municipality.accessibility.shortcomings:
        assert shortcoming.what in text
        assert shortcoming.reason in text
    assert "23 november 2026" in text, "the days of assessment and update"
    assert "Självskattning" in text
    assert "Vi svarar så snart vi kan, och senast inom 5 arbetsdagar." in text
    assert "Oskäligt betungande anpassning (12 §)" in text
    assert "Innehåll som inte omfattas av lagen (9 §)" in text
    assert soup.select('main a[href="https://www.digg.se/tdosanmalan"]')


def test_a_deficiency_is_reported_from_the_place_that_the_footer_leads_to(client: Client, settings: Settings) -> None:
    soup = page(client)
    assert soup.select('footer a[href="/tillganglighet/#anmal"]')
    heading = soup.find(id="anmal")
    assert heading and heading.get_text() == "Anmäl brist eller begär tillgänglig version"
    mail = soup.select_one("main a.button[href^='mailto:']")
    assert mail and mail["href"].startswith(f"mailto:{settings.MUNICIPALITY.contact.email}?subject=")  # type: ignore[union-attr]
    assert settings.MUNICIPALITY.contact.phone in words(soup)


def test_without_an_address_for_mail_there_is_no_broken_link(client: Client, settings: Settings) -> None:
    contact = dataclasses.replace(settings.MUNICIPALITY.contact, email="")
    settings.MUNICIPALITY = dataclasses.replace(settings.MUNICIPALITY, contact=contact)
    assert not page(client).select('main a[href^="mailto:"]')


@pytest.mark.parametrize(("value", "words_"), [("fully", "helt förenlig"), ("not", "inte förenlig")])
def test_the_municipality_states_how_well_it_conforms(
    client: Client, settings: Settings, value: str, words_: str
) -> None:
    statement = AccessibilityStatement.from_table({"conformance": value, "assessed_on": dt.date(2027, 1, 4)})
    settings.MUNICIPALITY = dataclasses.replace(settings.MUNICIPALITY, accessibility=statement)
    text = words(page(client))
    assert f"Portalen är {words_} med lagen" in text
    assert "4 januari 2027" in text


def test_what_a_municipality_adds_stands_beside_the_portals_own(client: Client, settings: Settings) -> None:
    table = {"shortcomings": [BURDEN], "disproportionate": [BURDEN], "outside_the_law": ["Direktsändningar."]}
    statement = AccessibilityStatement.from_table(table)
    assert statement.shortcomings == (*OWN_SHORTCOMINGS, statement.disproportionate[0])
    settings.MUNICIPALITY = dataclasses.replace(settings.MUNICIPALITY, accessibility=statement)
    text = words(page(client))
    assert "Kommunen åberopar undantag" in text
    assert text.count("En gammal karta") == 2
    assert "Direktsändningar." in text


@pytest.mark.parametrize(
    "table",
    [{"conformance": "nästan"}, {"assessed_on": "2026-11-23"}, {"okänd": 1}, {"shortcomings": [{"what": "Något"}]}],
)
def test_a_faulty_statement_is_refused_with_the_reason(table: dict[str, object]) -> None:
    with pytest.raises(StatementError, match=r"\[accessibility\]"):
        AccessibilityStatement.from_table(table)
