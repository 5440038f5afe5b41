"""Every level and every result as a Swedish sentence."""

from datetime import date
from decimal import Decimal

import pytest

from kpis.assessment import (
    AmountUnit,
    ComparisonKind,
    Direction,
    LevelException,
    LevelKind,
    Measure,
    Observation,
    SeriesBreak,
    assess,
    level_sentence,
)
from kpis.numbers import NBSP
from kpis.periods import Period
from tests.kpis.assessing import HIGHER, LOWER, NEITHER, ON, RANKING, YES_OR_NO, judged, level, peers, values, year

K = LevelKind
GROUP = {"comparison": ComparisonKind.GROUP, "group_name": "Liknande kommuner grundskola", "group_year": 2024}
EXCEPTION = LevelException(year(2021), Decimal("0.50000"), "synnerliga skäl")
PERCENT = AmountUnit.PERCENT


@pytest.mark.parametrize(
    ("of", "measure", "sentence"),
    [
        (level(K.AT_LEAST, "1"), HIGHER, "Minst 1 % varje år"),
        (level(K.AT_LEAST, "1", exceptions=(EXCEPTION,)), HIGHER,
         "Minst 1 % varje år, undantag 2021: 0,5 % (synnerliga skäl)"),
        (level(K.AT_LEAST, "9000", target=year(2025)), NEITHER, "Minst 9 000 vid utgången av 2025"),
        (level(K.AT_MOST, "30", target=year(2025)), LOWER, "Högst 30 % vid utgången av 2025"),
        (level(K.AT_MOST, "8.3", target=Period.month(2020, 12)), LOWER, "Högst 8,3 % i december 2020"),
        (level(K.AT_MOST, "50", target=year(2025)), RANKING, "Plats 50 eller bättre vid utgången av 2025"),
        (level(K.AT_LEAST, "1", every_year=True, target=year(2026)), HIGHER, "Minst 1 % varje år till och med 2026"),
        (level(K.BETWEEN, "40", upper=Decimal(60)), HIGHER, "Mellan 40 och 60 % varje år"),
        (level(K.DECREASE, "35", amount_unit=PERCENT, base=year(2023), target=year(2025)), LOWER,
         "Minska med minst 35 % från 2023 till 2025"),
        (level(K.INCREASE, "5", base=year(2023), target=year(2025)), HIGHER,
         "Öka med minst 5 procentenheter från 2023 till 2025"),
        (level(K.INCREASE, base=year(2017), base_value=Decimal("81.6"), target=year(2021)), HIGHER,
         "Öka från 2017 (81,6 %) till 2021"),
        (level(K.INCREASE, base=year(2017), base_value=Decimal("81.6")), HIGHER,
         "Öka jämfört med 2017 (81,6 %), varje år"),
        (level(K.INCREASE), HIGHER, "Öka varje år"),
        (level(K.DECREASE, "2", amount_unit=PERCENT), LOWER, "Minska med minst 2 % varje år"),
        (level(K.MAINTAIN, "1"), HIGHER, "Bibehålla föregående års nivå (± 1 procentenhet) varje år"),
        (level(K.MAINTAIN, "1", base=year(2017), base_value=Decimal(80), target=year(2021)), HIGHER,
         "Bibehålla nivån från 2017 (80 % ± 1 procentenhet) till 2021"),
        (level(K.RANK, "90", target=year(2025)), RANKING, "Bland de 90 bästa år 2025"),
        (level(K.RANK, "1", target=year(2025), comparison=ComparisonKind.COUNTY), HIGHER,
         "Bäst av alla i länet år 2025"),
        (level(K.SHARE, "25"), HIGHER, "Bland de 25 % bästa kommunerna varje år"),
        (level(K.BETTER_THAN, target=year(2025), **GROUP), HIGHER,
         "Högre än jämförbara kommuner (Liknande kommuner grundskola, 2024) år 2025"),
        (level(K.BETTER_THAN, comparison=ComparisonKind.COUNTRY, group_name="Riket"), LOWER, "Lägre än riket varje år"),
        (level(K.BETTER_THAN, comparison=ComparisonKind.COUNTY), RANKING, "Bättre än länet varje år"),
        (level(K.DONE, target=year(2024)), YES_OR_NO, "Genomfört 2024"),
    ],
)  # fmt: skip
def test_every_level_has_its_sentence(of, measure, sentence):
    assert level_sentence(of, measure).replace(NBSP, " ") == sentence


@pytest.mark.parametrize(
    ("of", "measure", "given", "sentence"),
    [
        (level(K.AT_LEAST, "1"), HIGHER, {2022: "1.8", 2023: "2.3"},
         "2,3 % år 2023: över ambitionsnivån. Förbättrats."),
        (level(K.AT_LEAST, "1"), HIGHER, {2022: "1", 2023: "1"}, "1,0 % år 2023: på ambitionsnivån. Oförändrat."),
        (level(K.AT_LEAST, "1"), HIGHER, {2021: "1", 2023: "-3.2"},
         "−3,2 % år 2023: under ambitionsnivån. Försämrats sedan år 2021."),
        (level(K.AT_MOST, "5"), LOWER, {2022: "5.5", 2023: "6"},
         "6,0 % år 2023: högre än ambitionsnivån tillåter. Försämrats."),
        (level(K.AT_MOST, "5"), LOWER, {2022: "5.5", 2023: "4"}, "4,0 % år 2023: inom ambitionsnivån. Förbättrats."),
        (level(K.INCREASE), HIGHER, {2022: "71.8", 2023: "79.4"},
         "79,4 % år 2023: 7,6 procentenheter högre än år 2022, når ambitionsnivån. Förbättrats."),
        (level(K.DECREASE, "35", amount_unit=PERCENT, base=year(2022), target=year(2025)),
         Measure("ton", 0, Direction.LOWER), {2022: "100", 2023: "80"},
         "80 ton år 2023: 20 ton (20,0 %) lägre än år 2022, når inte ambitionsnivån. Förbättrats."),
        (level(K.RANK, "90", target=year(2025)), RANKING, {2022: "119", 2023: "77"},
         "Plats 77 år 2023: bland de 90 bästa. Förbättrats."),
        (level(K.DONE, target=year(2023)), YES_OR_NO, {2023: "1"}, "Genomfört år 2023."),
        (level(K.AT_LEAST, "80", step_low=Decimal(70)), HIGHER, {2023: "75"},
         "75,0 % år 2023: under ambitionsnivån, men lägsta nivån är nådd. Kan inte jämföras med tidigare."),
        (level(K.AT_LEAST, "80"), HIGHER, {2019: "81"},
         "81,0 % år 2019: kan inte bedömas, utfallet är inaktuellt. Kan inte jämföras med tidigare."),
        (level(K.AT_LEAST, "80"), HIGHER, {}, "Kan inte bedömas: utfall saknas."),
    ],
)  # fmt: skip
def test_every_result_has_its_sentence(of, measure, given, sentence):
    assert judged(of, measure, given).sentence.replace(NBSP, " ") == sentence


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (level(K.RANK, "2"), "79,3 % år 2023: plats 2 av 4, bland de 2 bästa. Förbättrats."),
        (level(K.SHARE, "25"),
         "79,3 % år 2023: plats 2 av 4, inte bland de 25 % bästa men i den bättre halvan. Förbättrats."),
        (level(K.BETTER_THAN, **GROUP),
         "79,3 % år 2023: högre än jämförbara kommuner (79,2 %, medel av 3 kommuner). Förbättrats."),
    ],
)  # fmt: skip
def test_results_among_others_say_how_many_they_are(of, sentence):
    comparison = peers({2023: ["80", "79", "78.6"]})
    found = judged(of, HIGHER, {2022: "71.8", 2023: "79.3"}, comparison=comparison)
    assert found.sentence.replace(NBSP, " ") == sentence


def test_a_mean_that_looks_the_same_is_written_with_the_decimals_it_takes():
    found = judged(level(K.BETTER_THAN, **GROUP), HIGHER, {2023: "79.3"}, comparison=peers({2023: ["79.34", "79.3"]}))
    assert "lägre än jämförbara kommuner (79,32" in found.sentence


def test_a_break_is_named_in_the_sentence_and_explained_in_the_rule():
    found = judged(
        level(K.AT_LEAST, "80"),
        HIGHER,
        {2022: "70", 2023: "85"},
        breaks=(SeriesBreak(year(2023), "Nya åldersgränser"),),
    )
    assert found.sentence.endswith("Kan inte jämföras över seriebrottet 2023.")
    assert "Värden före 2023 jämförs inte med senare. Nya åldersgränser." in found.explanation


def test_a_day_and_a_month_are_named_as_swedes_do():
    day = [Observation(Period.day(date(2023, 8, 31)), Decimal("10.5"))]
    month = [Observation(Period.month(y, 4), Decimal(v)) for y, v in ((2021, "9.1"), (2023, "7.1"))]
    at_most = level(K.AT_MOST, "8")
    assert assess(at_most, LOWER, day, on=ON).sentence.startswith(f"10,5{NBSP}% den 31 augusti 2023: ")
    assert assess(at_most, LOWER, month, on=ON).sentence.endswith("Förbättrats sedan april 2021.")


@pytest.mark.parametrize("kind", list(LevelKind))
def test_every_kind_explains_its_rule_and_says_who_calculated(kind):
    number = {K.BETTER_THAN: None, K.DONE: None}.get(kind, "2")
    of = level(kind, number, upper=Decimal(3) if kind is K.BETWEEN else None, comparison=ComparisonKind.GROUP)
    measure = YES_OR_NO if kind is K.DONE else HIGHER
    found = assess(of, measure, values({2022: "1", 2023: "1"}), on=ON, comparison=peers({2023: ["1", "2"]}))
    assert found.explanation[-1] == "Egen beräkning."
    assert any("Uppfyllt när" in sentence for sentence in found.explanation)
    assert all(sentence.endswith(".") and "None" not in sentence for sentence in found.explanation)
