"""One nyckeltal's own page: total, women and men, every series, and each value's history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.models import Area, Kpi, KpiValue
from kpis.outcomes import Gender, Series
from kpis.periods import Period
from kpis.recording import record
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory, UserFactory
from tests.kpis.entering import AT, TODAY, faults, one, prefix, sent, soup, stop_the_clock, write
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


@pytest.fixture
def area() -> Area:
    return AreaFactory(own=True)


@pytest.fixture
def officer(client: Client, handlaggare: Any, area: Area) -> Client:
    return as_user(client, handlaggare)


@pytest.fixture
def split() -> Kpi:
    return KpiFactory(gender_split=True)


def field(kpi: Kpi, gender: Gender, name: str = "value", series: Series = Series.OFFICIAL) -> str:
    return f"{prefix(kpi, gender, series)}-{name}"


def test_total_women_and_men_are_saved_together(officer: Client, split: Kpi) -> None:
    values = {Gender.TOTAL: "79,4", Gender.WOMEN: "81", Gender.MEN: "78"}

    response = write(officer, one(split), {field(split, gender): text for gender, text in values.items()})

    assert response.status_code == 302
    stored = dict(KpiValue.objects.values_list("gender", "value"))
    assert stored == {"total": Decimal("79.4"), "women": Decimal(81), "men": Decimal(78)}


def test_a_share_whose_total_is_not_between_women_and_men_is_asked_about(officer: Client, split: Kpi) -> None:
    rows = {field(split, Gender.TOTAL): "85", field(split, Gender.WOMEN): "81", field(split, Gender.MEN): "78"}

    asked = write(officer, one(split), rows)
    vouched = {field(split, Gender.TOTAL, "confirm"): "on", field(split, Gender.TOTAL, "comment"): "Okänt kön ingår"}

    assert faults(asked) == [
        "Totalt: Totalen 85,0\xa0% ligger inte mellan kvinnor (81,0\xa0%) och män (78,0\xa0%). "
        "Är värdet rätt: kryssa i och skriv varför i kommentaren."
    ]
    assert officer.post(one(split), sent(soup(asked)) | vouched).status_code == 302


def test_women_are_asked_about_beside_the_total_that_stands(officer: Client, split: Kpi) -> None:
    for gender, value in (("total", 79), ("men", 78)):
        KpiValueFactory(kpi=split, year=2023, gender=gender, value=value)

    asked = write(officer, f"{one(split)}?period=2023", {field(split, Gender.WOMEN): "70"})

    assert "ligger inte mellan" in faults(asked)[0]


def test_a_number_that_is_no_share_has_no_such_question(officer: Client) -> None:
    kpi = KpiFactory(gender_split=True, unit="antal", decimals=0)
    rows = {field(kpi, Gender.TOTAL): "100", field(kpi, Gender.WOMEN): "48", field(kpi, Gender.MEN): "52"}

    assert write(officer, one(kpi), rows).status_code == 302


def test_women_and_men_are_not_taken_for_a_nyckeltal_without_split(officer: Client) -> None:
    kpi = KpiFactory()
    page = soup(officer.get(one(kpi)))

    response = officer.post(one(kpi), sent(page) | {field(kpi, Gender.WOMEN): "50"})

    assert [row.get_text(strip=True) for row in page.select(".entry-title")] == ["Värde"]
    assert response.status_code == 302
    assert not KpiValue.objects.exists()


def test_an_internal_value_stands_beside_the_official_one(officer: Client) -> None:
    kpi = KpiFactory()
    KpiValueFactory(kpi=kpi, year=2021, value="77")

    write(officer, f"{one(kpi)}?period=2021&serie=internal", {field(kpi, Gender.TOTAL, series=Series.INTERNAL): "80"})

    assert set(KpiValue.objects.current().values_list("series", "value")) == {
        ("official", Decimal(77)), ("internal", Decimal(80)),
    }  # fmt: skip


def test_cases_address_and_derivation_are_kept_with_the_value(officer: Client) -> None:
    kpi = KpiFactory()

    write(officer, one(kpi), {
        field(kpi, Gender.TOTAL): "79,4", field(kpi, Gender.TOTAL, "cases"): "112",
        field(kpi, Gender.TOTAL, "source_url"): "https://exempel.se/varden",
        field(kpi, Gender.TOTAL, "is_derived"): "on",
    })  # fmt: skip

    value = KpiValue.objects.get()
    assert (value.cases, value.source_url, value.is_derived) == (112, "https://exempel.se/varden", True)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("cases", "-1", "Antal fall"), ("cases", "1e9", "heltal"), ("source_url", "javascript:alert(1)", "URL")],
)
def test_faults_of_the_folded_fields_are_told_and_unfold_them(
    officer: Client, name: str, text: str, words: str
) -> None:
    kpi = KpiFactory()

    response = write(officer, one(kpi), {field(kpi, Gender.TOTAL): "5", field(kpi, Gender.TOTAL, name): text})

    assert words in faults(response)[0]
    assert soup(response).select_one(".entry-details").has_attr("open")
    assert not KpiValue.objects.exists()


def test_a_value_taken_back_by_its_source_is_missing_with_the_reason_why(officer: Client) -> None:
    kpi = KpiFactory()
    KpiValueFactory(kpi=kpi, year=2022, value="77")

    write(officer, f"{one(kpi)}?period=2022", {
        field(kpi, Gender.TOTAL): "", field(kpi, Gender.TOTAL, "state"): "not_reported",
        field(kpi, Gender.TOTAL, "reason"): "Återkallat av källan",
    })  # fmt: skip

    value = KpiValue.objects.current().get()
    assert (value.value, value.missing_reason, value.reason) == (None, "not_reported", "Återkallat av källan")


def test_a_value_cannot_just_be_emptied(officer: Client) -> None:
    kpi = KpiFactory()
    KpiValueFactory(kpi=kpi, year=2022, value="77")

    response = write(officer, f"{one(kpi)}?period=2022", {field(kpi, Gender.TOTAL): ""})

    assert "välj varför det saknas" in faults(response)[0]
    assert KpiValue.objects.get().known_to is None


def test_every_value_has_its_history_with_who_when_old_new_and_why(officer: Client, area: Area) -> None:
    kpi = KpiFactory()
    by = UserFactory(first_name="Robin", last_name="Exempelsson", unit="Skolkontoret")
    slot = {"kpi": kpi, "area": area, "period": Period.year(2022), "source": "SCB"}
    then = dt.datetime(2023, 4, 1, 8, tzinfo=dt.UTC)
    record(value=Decimal(77), by=None, at=then, known_from=dt.date(2023, 3, 25), **slot)
    record(value=Decimal("77.5"), reason="Rättad av SCB", by=by, at=AT, **slot)

    page = soup(officer.get(one(kpi)))

    steps = [step.get_text(" ", strip=True) for step in page.select(".entry-history li")]
    assert steps == [
        "77,0\xa0% → 77,5\xa0% Rättad av SCB 8 april 2024 kl. 11.30, Robin Exempelsson (Skolkontoret). "
        "Känt från 8 april 2024 (antaget).",
        "77,0\xa0% 1 april 2023 kl. 10.00, inläst innehåll. Känt från 25 mars 2023.",
    ]
    assert page.select_one("td summary").get_text(" ", strip=True).startswith("2 steg")


def test_change_leads_to_the_row_filled_in_with_what_stands(officer: Client) -> None:
    kpi = KpiFactory()
    KpiValueFactory(kpi=kpi, year=2019, value="71.1", comment="Efter lovskola")

    link = soup(officer.get(one(kpi))).select_one("td a.tap")["href"]
    row = sent(soup(officer.get(one(kpi) + link)))

    assert (row[field(kpi, Gender.TOTAL)], row[field(kpi, Gender.TOTAL, "period")]) == ("71,1", "2019")
    assert row[field(kpi, Gender.TOTAL, "comment")] == "Efter lovskola"


def test_a_namnd_has_values_of_its_own(officer: Client) -> None:
    kpi, unit = KpiFactory(), AreaFactory(unit=True)
    KpiValueFactory(kpi=kpi, year=2023, value="77")

    write(officer, f"{one(kpi)}?omrade={unit.code}&period=2023", {field(kpi, Gender.TOTAL): "50"})

    assert KpiValue.objects.get(area=unit).value == 50
    assert KpiValue.objects.count() == 2


@pytest.mark.parametrize(
    "query", [{"period": "31-februari"}, {"period": "\x00"}, {"serie": "x"}, {"omrade": "%00"}, {"sida": "-1"},
              {"period": "2021-08"}, {"sparat": "x"}],
)  # fmt: skip
def test_hostile_addresses_are_answered_with_a_page(officer: Client, query: dict[str, str]) -> None:
    assert officer.get(one(KpiFactory()), query).status_code == 200


def test_an_unknown_nyckeltal_is_not_found(officer: Client) -> None:
    assert officer.get("/admin/kpis/kpi/999999/varden/").status_code == 404


def test_the_page_takes_as_many_queries_for_many_values_as_for_few(officer: Client, split: Kpi) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            officer.get(one(split))
        return len(captured)

    KpiValueFactory(kpi=split, year=1990)
    officer.get(one(split))
    few = queries()
    for year in range(1991, 2020):
        for gender in Gender:
            KpiValueFactory(kpi=split, year=year, gender=gender.value, recorded_by=UserFactory())

    assert queries() == few
    assert len(soup(officer.get(one(split))).select("tbody tr")) == 60


def test_what_was_saved_is_shown_as_it_landed_with_the_way_to_the_public_page(officer: Client) -> None:
    kpi = KpiFactory()

    saved = write(officer, one(kpi), {field(kpi, Gender.TOTAL): "79,4"})
    page = soup(officer.get(saved["Location"]))

    assert page.select_one(".landed-value strong").text == "79,4\xa0%"
    assert page.select_one(".landed-public")["href"] == kpi.get_absolute_url()
    assert KpiValue.objects.get().known_from == TODAY
