"""This year's values for many nyckeltal on one page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.models import Area, Kpi, KpiValue
from kpis.periods import Period
from kpis.recording import record
from tests.factories import AreaFactory, KpiFactory, KpiValueFactory, UserFactory
from tests.kpis.entering import AT, MANY, TODAY, faults, prefix, sent, soup, stop_the_clock, write
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


def series(kpi: Kpi, *values: str, first: int = 2019) -> None:
    for at, value in enumerate(values):
        KpiValueFactory(kpi=kpi, year=first + at, value=value)


def test_own_nyckeltal_are_shown_first_and_what_is_due_on_top(officer: Client, handlaggare: Any) -> None:
    later = KpiFactory(title="Senare", owner=handlaggare, next_publication=dt.date(2024, 9, 1))
    due = KpiFactory(title="Förfallet", owner=handlaggare, next_publication=dt.date(2024, 4, 1))
    series(later, "70")
    series(due, "70")
    others = KpiFactory(title="Andras")

    mine = [title.get_text(strip=True) for title in soup(officer.get(MANY)).select(".entry-title")]
    everyone = soup(officer.get(MANY, {"urval": "alla"}))

    assert mine == ["Förfallet", "Senare"]
    assert [title.get_text(strip=True) for title in everyone.select(".entry-title")] == [
        "Förfallet",
        "Senare",
        "Andras",
    ]
    assert [heading.get_text(strip=True) for heading in everyone.select("section > h2")] == [
        "Dina nyckeltal som väntar på värde", "Dina övriga nyckeltal", "Andras nyckeltal som väntar på värde",
    ]  # fmt: skip
    assert others.title in everyone.text


def test_unit_last_value_and_its_source_stand_beside_the_field_and_are_tied_to_it(officer: Client) -> None:
    kpi = KpiFactory(unit="%")
    KpiValueFactory(kpi=kpi, year=2022, value="79.4", source="SCB")

    page = soup(officer.get(MANY))
    field = page.find("input", {"name": f"{prefix(kpi)}-value"})

    assert "Senast 79,4\xa0% (2022) . Källa: SCB." in page.select_one(".entry-last").get_text(" ", strip=True)
    assert page.find(id=field["aria-describedby"]).text.startswith("Senast")
    assert "(%)" in page.find("label", {"for": field["id"]}).text


def test_the_period_that_follows_is_filled_in(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "70", first=2021)

    assert sent(soup(officer.get(MANY)))[f"{prefix(kpi)}-period"] == "2022"
    assert sent(soup(officer.get(MANY, {"period": "2023"})))[f"{prefix(kpi)}-period"] == "2023"


def test_many_values_are_saved_at_once_and_shown_as_they_landed(officer: Client, handlaggare: Any) -> None:
    share, count = KpiFactory(title="Andel"), KpiFactory(title="Antal", unit="antal", decimals=0)
    untouched = KpiFactory(title="Orörd")

    response = write(officer, MANY, {f"{prefix(share)}-value": "79.4", f"{prefix(count)}-value": "33\xa0428"})
    page = soup(officer.get(response["Location"]))

    assert response.status_code == 302
    assert dict(KpiValue.objects.values_list("kpi", "value")) == {share.pk: Decimal("79.4"), count.pk: Decimal(33428)}
    value = KpiValue.objects.get(kpi=share)
    assert (value.period, value.recorded_by, value.recorded_by_unit) == (
        Period.year(2023),
        handlaggare,
        handlaggare.unit,
    )
    assert (value.known_from, value.known_from_is_stated, value.source) == (TODAY, False, "Kolada")
    landed = [item.get_text(" ", strip=True) for item in page.select(".landed li")]
    assert landed == [
        "Andel 79,4\xa0% 2023 Se på sidan för Andel",
        "Antal 33\xa0428 2023 Se på sidan för Antal",
    ]
    assert page.select_one(".landed-public")["href"] == share.get_absolute_url()
    assert "2 nya värden är sparade." in page.text
    assert not untouched.values.exists()


def test_the_day_of_publication_is_the_same_for_all_that_is_saved(officer: Client) -> None:
    kpi = KpiFactory()

    write(officer, MANY, {f"{prefix(kpi)}-value": "79,4"}, known_from="2024-03-25")

    value = KpiValue.objects.get()
    assert (value.known_from, value.known_from_is_stated) == (dt.date(2024, 3, 25), True)


def test_a_missing_value_is_saved_with_its_reason_and_a_preliminary_one_as_such(officer: Client) -> None:
    secret, early = KpiFactory(), KpiFactory()

    write(officer, MANY, {f"{prefix(secret)}-state": "confidential", f"{prefix(early)}-state": "preliminary",
                          f"{prefix(early)}-value": "1,5"})  # fmt: skip

    assert KpiValue.objects.get(kpi=secret).missing_reason == "confidential"
    assert KpiValue.objects.get(kpi=early).is_preliminary


def test_every_fault_is_listed_with_its_place_nothing_is_stored_and_nothing_typed_is_lost(officer: Client) -> None:
    good, decimals, ahead, both, strange = KpiFactory.create_batch(5)

    response = write(
        officer, MANY,
        {
            f"{prefix(good)}-value": "50",
            f"{prefix(decimals)}-value": "79,45",
            f"{prefix(ahead)}-value": "80", f"{prefix(ahead)}-period": "2024",
            f"{prefix(both)}-value": "80", f"{prefix(both)}-state": "not_reported",
            f"{prefix(strange)}-value": "<script>alert(1)</script>", f"{prefix(strange)}-period": "förra året",
        },
    )  # fmt: skip
    page = soup(response)

    assert not KpiValue.objects.exists()
    assert faults(response) == [
        f"{decimals.title}, Värde: Högst 1 decimal för det här nyckeltalet.",
        f"{ahead.title}, Period: 2024 är inte slut än: perioden slutar 31 december 2024.",
        f"{both.title}, Värde: Du har både skrivit ett värde och valt ”saknas: bortfall”. Ta bort det ena.",
        f"{strange.title}, Period: Perioden går inte att läsa. "
        "Skriv till exempel 2023, 2021-08, 2021-08-31 eller 2022-T2.",
        f"{strange.title}, Värde: Skriv ett tal med siffror, till exempel 79,4 eller 1\xa0234,5.",
    ]
    for link in page.select(".error-summary a"):
        assert page.find(id=link["href"].removeprefix("#")), link
    field = page.find("input", {"name": f"{prefix(decimals)}-value"})
    assert field["aria-invalid"] == "true"
    assert page.find(id=f"{field['id']}_error")["id"] in field["aria-describedby"].split()
    kept = sent(page)
    assert kept[f"{prefix(good)}-value"] == "50"
    assert kept[f"{prefix(strange)}-value"] == "<script>alert(1)</script>"
    assert kept[f"{prefix(strange)}-period"] == "förra året"
    assert b"<script>alert" not in response.content


def test_a_row_with_a_comment_but_no_value_says_what_is_lacking(officer: Client) -> None:
    kpi = KpiFactory()

    assert faults(write(officer, MANY, {f"{prefix(kpi)}-comment": "Kommer snart"})) == [
        f"{kpi.title}, Värde: Skriv ett värde, eller välj varför det saknas."
    ]


def test_a_value_far_from_the_series_is_asked_about_and_saved_when_someone_vouches_for_it(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "71.1", "77", "71.8", "79.4")
    value = {f"{prefix(kpi)}-value": "7,9"}
    assert "Ja, värdet är rätt" not in officer.get(MANY).content.decode()

    asked = write(officer, MANY, value)
    again = sent(soup(asked))
    unexplained = officer.post(MANY, again | {f"{prefix(kpi)}-confirm": "on"})
    saved = officer.post(MANY, again | {f"{prefix(kpi)}-confirm": "on", f"{prefix(kpi)}-comment": "Ny skola"})

    assert "7,9\xa0% ligger långt från 2022: 79,4\xa0%." in faults(asked)[0]
    assert soup(asked).find("input", {"name": f"{prefix(kpi)}-confirm", "type": "checkbox"})
    assert again[f"{prefix(kpi)}-value"] == "7,9"
    assert faults(unexplained) == [f"{kpi.title}, Kommentar: Skriv en kommentar om varför värdet avviker."]
    assert saved.status_code == 302
    assert KpiValue.objects.get(kpi=kpi, period_end=dt.date(2023, 12, 31)).comment == "Ny skola"


def test_an_existing_value_is_changed_only_with_a_reason_and_its_history_is_kept(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "77", first=2023)
    page = sent(soup(officer.get(MANY)))
    assert page[f"{prefix(kpi)}-value"] == "77"

    refused = officer.post(MANY, page | {f"{prefix(kpi)}-value": "78"})
    saved = officer.post(MANY, sent(soup(refused)) | {f"{prefix(kpi)}-reason": "Rättad av källan"})

    assert faults(refused) == [
        f"{kpi.title}, Skäl till ändringen: Det finns redan ett värde för 2023: 77,0\xa0%. Skriv varför det ändras."
    ]
    assert saved.status_code == 302
    old, new = KpiValue.objects.order_by("pk")
    assert (old.value, old.known_to) == (Decimal(77), TODAY)
    assert (new.value, new.replaces, new.reason) == (Decimal(78), old, "Rättad av källan")


def test_a_row_left_as_it_was_stores_nothing(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "77", first=2023)

    response = write(officer, MANY, {})

    assert KpiValue.objects.count() == 1
    assert "Ingenting var ändrat" in officer.get(response["Location"]).content.decode()


def test_a_figure_with_more_decimals_than_people_see_is_kept_when_only_the_comment_changes(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "79.41176", first=2023)

    write(officer, MANY, {f"{prefix(kpi)}-comment": "Efter lovskola", f"{prefix(kpi)}-reason": "Förtydligat"})

    assert KpiValue.objects.current().get().value == Decimal("79.41176")


def test_another_period_than_the_one_shown_is_told_when_it_has_a_value(officer: Client) -> None:
    kpi = KpiFactory()
    series(kpi, "70", "71")

    refused = write(officer, MANY, {f"{prefix(kpi)}-period": "2019", f"{prefix(kpi)}-value": "72"})

    assert "Det finns redan ett värde för 2019: 70,0\xa0%." in faults(refused)[0]
    saved = officer.post(MANY, sent(soup(refused)) | {f"{prefix(kpi)}-reason": "Fel år förut"})
    assert saved.status_code == 302


def test_the_second_of_two_is_told_at_the_field_and_can_then_choose(officer: Client, area: Area) -> None:
    kpi = KpiFactory()
    begun = sent(soup(officer.get(MANY)))
    other = UserFactory(unit="Skolkontoret")
    record(kpi=kpi, area=area, period=Period.year(2023), value=Decimal(79), source="SCB", by=other, at=AT)

    refused = officer.post(MANY, begun | {f"{prefix(kpi)}-value": "80"})
    still = KpiValue.objects.get().value
    without_reason = officer.post(MANY, sent(soup(refused)))
    chosen = officer.post(MANY, sent(soup(refused)) | {f"{prefix(kpi)}-reason": "Slutlig siffra"})

    assert "Medan du skrev har Skolkontoret fört in 79,0\xa0% för 2023" in faults(refused)[0]
    assert soup(refused).find("input", {"name": f"{prefix(kpi)}-value"})["value"] == "80"
    assert still == 79
    assert "Skriv varför det ändras" in faults(without_reason)[0]
    assert chosen.status_code == 302
    assert KpiValue.objects.current().get().value == 80


def test_two_who_save_the_same_row_at_the_same_moment(in_threads: Any) -> None:
    area, kpi = AreaFactory(own=True), KpiFactory()
    people = [as_user(Client(), UserFactory(officer=True, unit=unit)) for unit in ("Skolkontoret", "Kansliet")]
    begun = [sent(soup(person.get(MANY))) for person in people]

    def save(at: int) -> Any:
        return lambda: people[at].post(MANY, begun[at] | {f"{prefix(kpi)}-value": str(79 + at)})

    answers = in_threads(save(0), save(1))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    told = next(answer for answer in answers if answer.status_code == 200)
    assert "Medan du skrev har" in faults(told)[0]
    assert KpiValue.objects.filter(area=area).count() == 1


def test_whoever_is_told_may_also_let_the_others_value_stand(officer: Client, area: Area) -> None:
    kpi = KpiFactory()
    begun = sent(soup(officer.get(MANY)))
    record(kpi=kpi, area=area, period=Period.year(2023), value=Decimal(79), source="SCB", by=None, at=AT)

    refused = officer.post(MANY, begun | {f"{prefix(kpi)}-value": "80"})
    left = officer.post(MANY, sent(soup(refused)) | {f"{prefix(kpi)}-value": ""})

    assert left.status_code == 302
    assert KpiValue.objects.get().value == 79


def test_rows_that_others_filled_meanwhile_are_not_touched_by_my_empty_ones(officer: Client, area: Area) -> None:
    mine, theirs = KpiFactory.create_batch(2)
    begun = sent(soup(officer.get(MANY, {"period": "2023"})))
    record(kpi=theirs, area=area, period=Period.year(2023), value=Decimal(79), source="SCB", by=None, at=AT)

    saved = officer.post(f"{MANY}?period=2023", begun | {f"{prefix(mine)}-value": "80"})

    assert saved.status_code == 302
    assert KpiValue.objects.count() == 2


@pytest.mark.parametrize("text", ["2024:99999999999999999999", "x:y", "2023:-1", "", "2023:1", "9999:0", "\x00"])
def test_a_meddled_token_overwrites_nothing(officer: Client, text: str) -> None:
    kpi = KpiFactory()
    series(kpi, "77", first=2023)

    response = write(officer, MANY, {f"{prefix(kpi)}-seen": text, f"{prefix(kpi)}-value": "80"})

    assert faults(response)
    assert KpiValue.objects.get().value == 77


@pytest.mark.parametrize(
    "query",
    [{"sida": "-1"}, {"sida": "x"}, {"sida": "999"}, {"urval": "%00"}, {"period": "31-februari"}, {"period": "\x00"},
     {"q": "\x00"}, {"q": "x" * 5000}, {"sparat": "1,x,%00,99999999999999999999"}, {"sparat": "," * 5000}],
)  # fmt: skip
def test_hostile_addresses_are_answered_with_a_page(officer: Client, query: dict[str, str]) -> None:
    KpiFactory()

    assert officer.get(MANY, query).status_code == 200


def test_what_the_address_asks_for_and_is_not_understood_is_said(officer: Client) -> None:
    assert "Perioden går inte att läsa" in officer.get(MANY, {"period": "31-februari"}).content.decode()


@pytest.mark.parametrize("name", ["value", "period", "source", "comment", "reason", "state"])
@pytest.mark.parametrize("text", ["\x00", "x" * 5000, "'; DROP TABLE kpis_kpivalue; --"])
def test_hostile_fields_are_faults_and_not_errors(officer: Client, name: str, text: str) -> None:
    kpi = KpiFactory()

    response = write(officer, MANY, {f"{prefix(kpi)}-value": "5", f"{prefix(kpi)}-{name}": text})

    assert response.status_code in {200, 302}


@pytest.mark.parametrize("rows", [["x"], ["-1"], ["99999999999999999999999"], ["0"], [], ["1"] * 500])
def test_rows_that_do_not_exist_are_passed_over(officer: Client, rows: list[str]) -> None:
    assert officer.post(MANY, {"rad": rows, "known_from": ""}).status_code == 302


@pytest.mark.parametrize(("day", "words"), [("2024-04-09", "framtiden"), ("i går", "giltigt datum"), ("\x00", "datum")])
def test_an_impossible_day_of_publication_is_a_fault_at_its_field(officer: Client, day: str, words: str) -> None:
    kpi = KpiFactory()

    response = write(officer, MANY, {f"{prefix(kpi)}-value": "5"}, known_from=day)

    assert words in faults(response)[0]
    assert sent(soup(response))[f"{prefix(kpi)}-value"] == "5"
    assert not KpiValue.objects.exists()


def test_forty_rows_take_as_many_queries_as_one(officer: Client, handlaggare: Any) -> None:
    def page_and_save(kpis: list[Kpi]) -> tuple[int, int]:
        officer.get(MANY)
        with CaptureQueriesContext(connection) as shown:
            begun = sent(soup(officer.get(MANY)))
        with CaptureQueriesContext(connection) as saved:
            response = officer.post(MANY, begun | {f"{prefix(kpi)}-value": "70" for kpi in kpis})
        assert response.status_code == 302
        return len(shown), len(saved)

    first = KpiFactory(owner=handlaggare)
    series(first, "70", "71")
    one = page_and_save([first])
    more = KpiFactory.create_batch(39, owner=handlaggare)
    for kpi in more:
        series(kpi, "70", "71")
    forty = page_and_save(more)

    assert forty[0] == one[0]
    assert forty[1] <= one[1] + 1  # the values' statement is cut in two when it would be too long for SQLite
    assert forty[0] <= 14 and forty[1] <= 18


def test_a_long_list_is_turned_over_page_by_page(officer: Client) -> None:
    KpiFactory.create_batch(45)

    assert len(soup(officer.get(MANY)).select(".entry-row")) == 40
    assert len(soup(officer.get(MANY, {"sida": "2"})).select(".entry-row")) == 5
    assert "Sida 2 av 2" in officer.get(MANY, {"sida": "2"}).content.decode()


def test_a_nyckeltal_is_found_by_a_word_of_it(officer: Client) -> None:
    KpiFactory(title="Behöriga elever")
    KpiFactory(title="Nöjda företag")

    assert [t.get_text(strip=True) for t in soup(officer.get(MANY, {"q": "elev"})).select(".entry-title")] == [
        "Behöriga elever"
    ]


def test_without_the_municipalitys_area_the_page_says_what_to_do(client: Client, handlaggare: Any) -> None:
    page = as_user(client, handlaggare).get(MANY)

    assert "Kommunens område är inte inlagt" in page.content.decode()


def test_the_start_page_says_how_many_wait_and_leads_there(officer: Client, handlaggare: Any) -> None:
    KpiFactory.create_batch(2, owner=handlaggare)
    KpiFactory()

    page = soup(officer.get("/admin/"))

    assert "2 av dina 2 nyckeltal väntar på värde." in page.text
    assert page.select_one(".entry-start a")["href"] == MANY
