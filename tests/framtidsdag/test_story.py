"""The page of a day afterwards: everything that was said, marked, answered, decided and reported back."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import factories as f
from tests.framtidsdag.telling import ADDRESS, DATE, make_told, many_proposals
from tests.plugins.people import as_user
from tests.reading import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIVE = ("Den röda tråden", "Svårt att hitta", "Andel behöriga", "Nöjda föräldrar", "Skolan är störst", "markering")


def test_the_page_tells_the_whole_story(client: Client, facilitator) -> None:
    told = make_told(facilitator)
    main = read(client, ADDRESS)
    page = text(main)
    assert [text(item) for item in main.select(".day-came li")] == [
        "2 förslag", "4 markeringar", "1 blev nyckeltal", "1 blev det inte"
    ]  # fmt: skip
    for words in (
        "Därtill: 1 är sammanslaget med ett annat och 1 är dolt.", "Alla förslag har fått svar.", "Att se framåt.",
        "Budgetberedningen", "Regionen", "09.00–10.30", "Den röda tråden", "Många dokument", "Svårt att hitta",
        "Vad är viktigast?", "Hur mäter vi?", "Skolan är störst", "Andel behöriga", "Det avgör framtiden",
        "3 markeringar", "Sammanslaget med förslag 3", "Behöriga elever", "Samma sak", "Minst 85",
        "Kommunfullmäktige 29 november 2021", "Reviderad mål och budget 2022", "Skollagen kräver det",
        "Blev inte nyckeltal: Mäts i enkäten", "Se över nyckeltalen", "Barnnämnden", "1 februari 2022",
        "Nyckeltalen är sedda över.", "Färre dokument", "Ägare: Kommunstyrelsen", "Tre blev ett", "Tydligare ansvar",
        "Ägare: Kommundirektören", "Från Framtidsdagen 25 oktober 2020", "Underlaget", "3 personer gick med.",
        "Barn och unga",
    ):  # fmt: skip
        assert words in page, words
    links = {link["href"] for link in main.select("a[href]")}
    assert {told.kpi.get_absolute_url(), told.decision.get_absolute_url(), "/framtidsdag/2020-10-25/"} <= links


def test_what_is_hidden_has_its_place_and_reason_and_not_its_words(client: Client, facilitator) -> None:
    make_told(facilitator)
    page = client.get(ADDRESS).content.decode()
    assert "Olämplig" not in page
    assert "Kim" not in page
    assert page.count("Det gäller en enskild person") == 3
    assert "Förslag 4 är dolt av processledaren" in page


def test_nobody_who_took_part_and_no_official_is_named(client: Client, facilitator) -> None:
    make_told(facilitator)
    page = client.get(ADDRESS).content.decode()
    assert "Namn 0" not in page
    assert facilitator.get_full_name() not in page


@pytest.mark.parametrize("phase", ["planned", "situation", "workshop", "prioritising"])
def test_before_the_bearbetning_only_the_programme_is_told(client: Client, facilitator, phase: str) -> None:
    make_told(facilitator, phase=phase)
    for user in (None, facilitator):
        if user:
            as_user(client, user)
        page = text(read(client, ADDRESS))
        assert "Nuläge" in page and "Budgetberedningen" in page
        assert not [words for words in LIVE if words in page.replace("markeras", "")]
        assert "visas här när prioriteringen är klar" in page


def test_a_visitor_joins_while_the_room_is_open(client: Client, facilitator) -> None:
    told = make_told(facilitator, phase="workshop")
    join = f"{ADDRESS}delta/"
    assert join in {link["href"] for link in read(client, ADDRESS).select("a[href]")}
    told.day.room.is_open = False
    told.day.room.save()
    main = read(client, ADDRESS)
    assert join not in {link["href"] for link in main.select("a[href]")}
    assert "Just nu är rummet stängt." in text(main)
    f.in_phase(told.day, "processed")
    told.day.room.is_open = True
    told.day.room.save()
    assert join not in {link["href"] for link in read(client, ADDRESS).select("a[href]")}


def test_sixty_proposals_cost_ten_queries(
    client: Client, facilitator, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    told = make_told(facilitator)
    many_proposals(told, 60)
    with django_assert_max_num_queries(10):
        main = read(client, ADDRESS)
    assert len(main.select(".day-proposal")) == 63
    assert "62 förslag" in text(main)


def test_a_visitor_gets_no_cookie_and_the_same_page_is_not_sent_twice(client: Client, facilitator) -> None:
    make_told(facilitator)
    response = client.get(ADDRESS)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "public, no-cache"
    again = client.get(ADDRESS, headers={"if-none-match": response.headers["ETag"]})
    assert again.status_code == 304


def test_a_level_that_is_an_example_makes_the_page_one(client: Client, facilitator) -> None:
    make_told(facilitator, is_example=True)
    assert b'name="robots" content="noindex"' in client.get(ADDRESS).content


def test_as_of_a_day_before_the_decision_nothing_is_adopted(client: Client, facilitator) -> None:
    make_told(facilitator)
    page = text(read(client, f"{ADDRESS}?den=2021-10-20"))
    assert "Ambitionsnivån finns i ett förslag som inte är offentligt än." in page
    assert "29 november 2021" not in page


def test_marks_decide_the_order_and_hidden_ones_stand_last(client: Client, facilitator) -> None:
    make_told(facilitator)
    main = read(client, ADDRESS)
    assert [item["id"] for item in main.select(".day-proposal")] == ["forslag-1", "forslag-2", "forslag-4"]


def test_markup_and_odd_letters_are_shown_as_text(client: Client, facilitator) -> None:
    told = make_told(facilitator, phase="workshop")
    type(told.became).objects.filter(pk=told.became.pk).update(title="<script>alert(1)</script> 🎯 مرحبا")
    f.in_phase(told.day, "processed")
    page = client.get(ADDRESS).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎯 مرحبا" in page


def test_a_day_with_a_room_and_nothing_said_is_told_as_such(client: Client) -> None:
    f.RoomFactory(day__date=DATE, day__phase="processed")
    page = text(read(client, ADDRESS))
    for words in ("0 förslag", "Dagen hade inga workshopar.", "inga reflektioner", "Programmet är inte inlagt."):
        assert words in page
