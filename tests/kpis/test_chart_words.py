"""What a chart says in words."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from kpis.chart_axes import value_axis
from kpis.chart_words import axis_caption, conclusion, description, headline, notes, step_text
from kpis.charts import AmbitionStep, Point, Series, SeriesBreak
from kpis.periods import Period
from tests.kpis.chart_cases import (
    BEHORIGA,
    INTERNAL,
    MILJORANKING,
    OWN,
    UTSLAPP,
    at_least,
    at_most,
    chart,
    charts,
    points,
    series,
    year,
)

BAND = AmbitionStep(Decimal(4), Decimal(6))


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (chart({2021: None}), "Inga värden finns ännu."),
        (chart(), "Inga värden finns ännu."),
        (
            chart(BEHORIGA, ambition=(at_least("85"),)),
            "Ökade från 71,8 % år 2022 till 79,4 % år 2023, under ambitionsnivån 85 %.",
        ),
        (
            chart({2023: 80}, decimals=0, unit="index 0–100", ambition=(at_least("83", target=year(2024)),)),
            "80 år 2023, under ambitionsnivån 83 år 2024; det finns inget tidigare värde att jämföra med.",
        ),
        (
            chart({2022: "22.03", 2023: "22.03"}, unit="kr", decimals=2),
            "Oförändrat 22,03 kr år 2023 jämfört med år 2022.",
        ),
        (chart({2022: "5.01", 2023: "5.04"}), "Oförändrat 5,0 % år 2023 jämfört med år 2022."),
        (
            chart({2022: 2, 2023: 1, 2024: None}, decimals=0),
            "Minskade från 2 % år 2022 till 1 % år 2023; uppgift saknas för år 2024.",
        ),
        (
            chart({2022: 2, 2023: 1}, decimals=0, breaks=(SeriesBreak(year(2023)),)),
            "1 % år 2023; går inte att jämföra med tidigare värden, eftersom serien bryts.",
        ),
        (
            chart(MILJORANKING, unit="plats", decimals=0, ambition=(at_most("90"),)),
            "Förbättrades från plats 70 år 2022 till plats 64 år 2023, bättre än ambitionsnivån plats 90.",
        ),
        (
            chart({2022: 64, 2023: 95}, unit="plats av 290", decimals=0, ambition=(at_most("90"),)),
            "Försämrades från plats 64 år 2022 till plats 95 av 290 år 2023, sämre än ambitionsnivån plats 90.",
        ),
        (chart(UTSLAPP, unit="ton", decimals=0), "Minskade från 33 428 ton år 2021 till 29 440 ton år 2022."),
        (
            chart({2022: "-1.4", 2023: "2.3"}, unit="% av skatter", ambition=(at_least("1"),)),
            "Ökade från −1,4 % år 2022 till 2,3 % av skatter år 2023, över ambitionsnivån 1 %.",
        ),
        (
            chart({2022: 0, 2023: 0}, unit="antal", decimals=0, ambition=(at_most("0"),)),
            "Oförändrat 0 år 2023 jämfört med år 2022, precis på ambitionsnivån 0.",
        ),
        (
            chart({2022: 5, 2023: "4.5"}, ambition=(BAND,)),
            "Minskade från 5,0 % år 2022 till 4,5 % år 2023, inom ambitionsnivån 4–6 %.",
        ),
        (chart({2021: 0, 2022: 1}, unit="ja/nej", decimals=0), "Ändrades från nej år 2021 till ja år 2022."),
        (
            chart({Period.day(date(2021, 8, 31)): "10.5", Period.month(2021, 3): "11.1"}),
            "10,5 % den 31 augusti 2021; det finns inget tidigare värde att jämföra med.",
        ),
        (
            chart(series({2021: 80}, INTERNAL)),
            "80,0 % år 2021 (intern uppgift); det finns inget tidigare värde att jämföra med.",
        ),
    ],
)
def test_the_conclusion_is_one_swedish_sentence(made, words):
    assert conclusion(made).replace("\u00a0", " ") == words


def test_a_preliminary_value_is_said_to_be_so():
    own = Series(OWN, "Kungsör", (*points({2022: 1}), Point(year(2023), Decimal(2), is_preliminary=True)))
    assert "år 2023 (preliminärt)" in conclusion(chart(own))


def test_a_written_title_goes_before_the_one_made_here():
    made = chart(BEHORIGA, title="Behörigheten ökar")
    assert headline(made) == "Behörigheten ökar"
    assert description(made) == "Linjediagram. Behörigheten ökar. Alla värden finns i tabellen."


def test_notes_name_what_is_missing_and_where_the_series_breaks():
    own = Series(OWN, "Kungsör", (*points({2015: 1, 2019: 2, 2022: 3}), Point(year(2021), None, "sekretess")))
    made = chart(own, breaks=(SeriesBreak(year(2022), "ny mätmetod"),))
    assert notes(made) == (
        "2021: sekretess.",
        "2016–2018 och 2020: uppgift saknas.",
        "Serien bryts år 2022: ny mätmetod.",
    )


def test_levels_are_written_as_people_set_them():
    made, ranking = chart({2023: 1}), chart({2023: 1}, unit="plats", decimals=0)
    assert step_text(made, at_least("85")) == "minst 85\u00a0%"
    assert step_text(made, at_most("8.3")) == "högst 8,3\u00a0%"
    assert step_text(made, BAND) == "4–6\u00a0%"
    assert step_text(ranking, at_most("90")) == "plats\u00a090 eller bättre"
    assert step_text(made, at_least("1", label="minst 1 % varje år")) == "minst 1 % varje år"


def test_an_axis_that_does_not_start_at_zero_says_so():
    made = chart(BEHORIGA)
    axis = value_axis(made)
    words = axis_caption(made, axis.low, starts_at_zero=axis.starts_at_zero)
    assert words == "Skalan börjar på 70\u00a0%"


@given(charts())
def test_every_chart_has_a_conclusion_in_one_sentence(made):
    words = conclusion(made)
    assert words.endswith(".")
    assert words[0].isupper() or not words[0].isalpha()
    assert "None" not in words
    assert "  " not in words
