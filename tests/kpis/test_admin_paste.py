"""A whole column from Excel: looked at row by row, then all of it or nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from kpis.models import Area, Kpi, KpiValue
from kpis.periods import Period
from kpis.recording import record
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory
from tests.kpis.entering import AT, faults, one, sent, soup, stop_the_clock
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
COLUMN = "År\tAndel\r\n2020\t71,1\r\n2021\t77,0\r\n2022\tbortfall\r\n2023\t79,4\r\n"


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
def kpi() -> Kpi:
    return KpiFactory()


def url(kpi: Kpi) -> str:
    return f"{one(kpi)}klistra-in/"


def look(officer: Client, kpi: Kpi, text: str, **fields: str) -> HttpResponse:
    return officer.post(url(kpi), sent(soup(officer.get(url(kpi)))) | {"text": text, **fields, "granska": "1"})


def save(officer: Client, kpi: Kpi, looked: HttpResponse, **fields: str) -> HttpResponse:
    return officer.post(url(kpi), sent(soup(looked)) | {"spara": "1", **fields})


def rows(response: HttpResponse) -> list[list[str]]:
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in soup(response).select("tbody tr")
    ]


def test_first_it_shows_what_each_row_would_do_and_stores_nothing(officer: Client, kpi: Kpi) -> None:
    KpiValueFactory(kpi=kpi, year=2020, value="71.1")
    KpiValueFactory(kpi=kpi, year=2021, value="76")

    looked = look(officer, kpi, COLUMN)

    assert rows(looked) == [
        ["1", "År\tAndel", "–", "–", "Rubrik, hoppas över."],
        ["2", "2020", "71,1\xa0%", "71,1\xa0%", "Oförändrat"],
        ["3", "2021", "77,0\xa0%", "76,0\xa0%", "Ändras"],
        ["4", "2022", "saknas (bortfall)", "–", "Läggs till"],
        ["5", "2023", "79,4\xa0%", "–", "Läggs till"],
    ]
    assert "2 läggs till, 1 ändras, 1 står redan." in looked.content.decode()
    assert KpiValue.objects.count() == 2


def test_then_it_is_saved_whole(officer: Client, kpi: Kpi, handlaggare: Any) -> None:
    saved = save(officer, kpi, look(officer, kpi, COLUMN, known_from="2024-03-25"))

    assert saved.status_code == 302
    assert list(KpiValue.objects.order_by("period_end").values_list("value", flat=True)) == [
        Decimal("71.1"), Decimal(77), None, Decimal("79.4"),
    ]  # fmt: skip
    assert set(KpiValue.objects.values_list("recorded_by", "known_from")) == {(handlaggare.pk, dt.date(2024, 3, 25))}
    assert len(soup(officer.get(saved["Location"])).select(".landed li")) == 4


def test_one_fault_refuses_all_of_it_and_each_is_listed_with_its_row(officer: Client, kpi: Kpi) -> None:
    text = "2019\t70,55\n20x\t71\n2021\t77\n2021\t78\n2024\t80\n2020\t71"

    looked = look(officer, kpi, text)
    forced = save(officer, kpi, looked)

    assert faults(looked) == [
        "Rad 1: Högst 1 decimal för det här nyckeltalet.",
        "Rad 2: Perioden går inte att läsa. Skriv till exempel 2023, 2021-08, 2021-08-31 eller 2022-T2.",
        "Rad 4: 2021 står redan på rad 3.",
        "Rad 5: 2024 är inte slut än: perioden slutar 31 december 2024.",
    ]
    assert not soup(looked).find("button", {"name": "spara"})
    assert sent(soup(looked))["text"] == text
    assert forced.status_code == 200
    assert not KpiValue.objects.exists()


def test_values_alone_begin_with_the_chosen_period(officer: Client, kpi: Kpi) -> None:
    save(officer, kpi, look(officer, kpi, "71,1\n77\n\n79,4", first="2020"))

    stored = {value.period.code: value.value for value in KpiValue.objects.all()}
    assert stored == {"2020": Decimal("71.1"), "2021": Decimal(77), "2023": Decimal("79.4")}


def test_what_stands_is_changed_only_with_a_reason_for_all_of_it(officer: Client, kpi: Kpi) -> None:
    KpiValueFactory(kpi=kpi, year=2021, value="76")
    looked = look(officer, kpi, COLUMN)

    refused = save(officer, kpi, looked)
    saved = save(officer, kpi, refused, reason="Rättade av källan")

    assert faults(refused) == ["Skäl till ändringarna: Värden som redan finns ändras. Skriv varför."]
    assert saved.status_code == 302
    assert KpiValue.objects.current().get(period_end=dt.date(2021, 12, 31)).reason == "Rättade av källan"
    assert KpiValue.objects.current().get(period_end=dt.date(2020, 12, 31)).reason == ""


def test_an_unlikely_row_is_asked_about_and_vouched_for_once(officer: Client, kpi: Kpi) -> None:
    looked = look(officer, kpi, "2019\t70\n2020\t71\n2021\t7,7\n2022\t72\n2023\t79")

    refused = save(officer, kpi, looked)
    saved = save(officer, kpi, refused, confirm="on", comment="Pandemin")

    assert "7,7\xa0% ligger långt från" in looked.content.decode()
    assert faults(refused) == ["Rad 3 ligger långt från serien. Är värdena rätt: kryssa i och skriv varför."]
    assert saved.status_code == 302
    assert list(KpiValue.objects.exclude(comment="").values_list("period_end__year", "comment")) == [(2021, "Pandemin")]


def test_a_column_that_belongs_elsewhere_is_asked_about_beside_what_stands(officer: Client, kpi: Kpi) -> None:
    for year in range(2015, 2020):
        KpiValueFactory(kpi=kpi, year=year, value=70 + year % 3)

    assert "ligger långt från" in look(officer, kpi, "2020\t33 428\n2021\t33 500").content.decode()


def test_what_was_changed_since_it_was_looked_at_is_shown_again_and_not_saved(officer: Client, kpi: Kpi) -> None:
    looked = look(officer, kpi, COLUMN)

    again = save(officer, kpi, looked, text=COLUMN.replace("79,4", "79,9"))

    assert "Något har ändrats sedan du granskade" in again.content.decode()
    assert not KpiValue.objects.exists()
    assert save(officer, kpi, again).status_code == 302


def test_what_someone_else_enters_meanwhile_is_shown_and_not_overwritten(officer: Client, kpi: Kpi, area: Area) -> None:
    looked = look(officer, kpi, COLUMN)
    record(kpi=kpi, area=area, period=Period.year(2023), value=Decimal(80), source="SCB", by=None, at=AT)

    again = save(officer, kpi, looked)

    assert "Något har ändrats sedan du granskade" in again.content.decode()
    assert KpiValue.objects.get().value == 80
    assert rows(again)[4][3:] == ["80,0\xa0%", "Ändras"]


def test_a_paste_cannot_be_saved_unseen(officer: Client, kpi: Kpi) -> None:
    response = officer.post(url(kpi), {"text": COLUMN, "source": "Kolada", "spara": "1"})

    assert response.status_code == 200
    assert not KpiValue.objects.exists()


def test_a_paste_changes_figures_and_leaves_sources_and_comments_of_the_rest(officer: Client, kpi: Kpi) -> None:
    KpiValueFactory(kpi=kpi, year=2020, value="71.1", source="Delårsrapport", comment="Efter lovskola")

    save(officer, kpi, look(officer, kpi, COLUMN))

    assert KpiValue.objects.get(period_end=dt.date(2020, 12, 31)).source == "Delårsrapport"


def test_women_are_pasted_as_women_and_only_where_there_is_a_split(officer: Client, kpi: Kpi) -> None:
    split = KpiFactory(gender_split=True)
    save(officer, split, look(officer, split, "2020\t71,1", gender="women", series="internal"))

    assert KpiValue.objects.values_list("gender", "series").get() == ("women", "internal")
    assert not soup(officer.get(url(kpi))).find("select", {"name": "gender"})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "måste fyllas i"),
        ({"text": "\x00"}, "Null"),
        ({"text": "x" * 40_001}, "40001"),
        ({"source": ""}, "måste fyllas i"),
        ({"first": "förra året"}, "Perioden går inte att läsa"),
        ({"first": "2020-08"}, "mäts per år"),
        ({"known_from": "2024-04-09"}, "framtiden"),
        ({"series": "x"}, "x"),
    ],
)
def test_faults_of_the_form_are_at_their_fields_and_nothing_is_lost(
    officer: Client, kpi: Kpi, fields: dict[str, str], words: str
) -> None:
    response = look(officer, kpi, **{"text": COLUMN, **fields})

    assert words in " ".join(faults(response))
    assert not KpiValue.objects.exists()


@settings(max_examples=25)
@given(text=st.text(max_size=200).map(lambda text: text.replace("\x00", "")))
def test_no_text_whatever_makes_the_page_fail(officer: Client, kpi: Kpi, text: str) -> None:
    assert (
        officer.post(url(kpi), {"text": text, "source": "Kolada", "first": "2000", "granska": "1"}).status_code == 200
    )


def test_a_hundred_rows_take_hardly_more_queries_than_one(officer: Client, kpi: Kpi) -> None:
    other = KpiFactory(unit="antal", decimals=0)

    def queries(kpi: Kpi, text: str) -> int:
        looked = look(officer, kpi, text)
        with CaptureQueriesContext(connection) as captured:
            assert save(officer, kpi, looked).status_code == 302
        return len(captured)

    one_row = queries(kpi, "2020\t50")
    hundred = queries(other, "\n".join(f"{year}\t{1000 + year}" for year in range(1920, 2020)))

    assert hundred <= one_row + 2  # the values' statement is cut in three for SQLite
