"""A page costs a fixed, small number of queries, and what an address asks for wrongly is said, never an error."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goals.publishing import content_revision
from kpis.models import Area, Kpi, KpiValue
from tests.factories import KpiFactory, noon
from tests.portal.kungsor import kungsor  # noqa: F401  (a fixture of the module)

pytestmark = pytest.mark.usefixtures("kungsor")

MOST = 10
ADDRESSES = (
    "/", "/?den=2021-10-05", "/vision/", "/mal/", "/mal/god-utbildning-for-alla/", "/nyckeltal/",
    "/nyckeltal/?sortera=bedomning", "/nyckeltal/?bedomning=uppfyllt", "/nyckeltal/?bedomning=utan-niva",
    "/nyckeltal/behoriga-till-yrkesprogram/", "/nyckeltal/invanare/data.csv", "/nyckeltal/invanare/data.json",
    "/mal-och-budget/", "/mal-och-budget/2022/", "/mal-och-budget/2022/?den=2021-08-01",
    "/mal-och-budget/2022/version/1/", "/mal-och-budget/2022/version/2/", "/mal-och-budget/2024/kommunstyrelsen/",
    "/mal/god-utbildning-for-alla/historik/", "/nyckeltal/behoriga-till-yrkesprogram/historik/",
    "/mal-och-budget/2022/underlag/", "/mal-och-budget/jamfor/", "/beslut/", "/framtidsdag/",
    "/framtidsdag/2021-09-27/", "/sammantraden/", "/sammantraden/kommunfullmaktige/2021-11-29/",
    "/om/", "/tillganglighet/", "/sok/?q=skola",
)  # fmt: skip


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_page_costs_at_most_ten_queries(client, address):
    assert queries_of(client, address) <= MOST


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/nyckeltal/", "/nyckeltal/invanare/", "/sok/?q=invånare", "/mal-och-budget/2022/"]
)
def test_a_page_costs_the_same_with_hundreds_of_nyckeltal_more(client, address):
    before = queries_of(client, address)
    own = Area.objects.get(code=settings.MUNICIPALITY.code)
    kpis = [KpiFactory(code=f"PROV-{n}", slug=f"prov-{n}") for n in range(60)]
    KpiValue.objects.bulk_create(
        KpiValue(
            kpi=kpi, area=own, period_kind="year", period_end=dt.date(year, 12, 31), value=Decimal(year % 90),
            source="Prov", known_from=dt.date(year + 1, 3, 1), recorded_at=noon(dt.date(year + 1, 3, 1)),
        )
        for kpi in kpis for year in range(2018, 2023)
    )  # fmt: skip
    assert queries_of(client, address) == before


@pytest.mark.django_db
def test_an_unchanged_page_costs_one_query(client):
    etag = client.get("/").headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/", headers={"if-none-match": etag}).status_code == 304
    assert len(queries) == 1


@pytest.mark.django_db
def test_a_value_written_by_bulk_or_by_sql_is_on_the_next_page(client):
    etag, before = client.get("/").headers["ETag"], content_revision()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kpis_kpi SET definition = 'ny' WHERE code = 'N01951'")
    after = content_revision()
    assert after.number == before.number + 1
    assert client.get("/", headers={"if-none-match": etag}).status_code == 200
    Kpi.objects.filter(code="N01951").update(definition="nyare")
    assert content_revision().number == after.number + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/?den=31-februari", "Skriv datumet med siffror"),
        ("/mal-och-budget/2022/?den=2021-02-30", "Skriv datumet med siffror"),
        ("/mal/?kant=0000-00-00", "Skriv datumet med siffror"),
        ("/nyckeltal/?mal=%00", "tecken som inte går att läsa"),
        ("/nyckeltal/?sida=-1", "Skriv sidans nummer"),
        ("/nyckeltal/?sida=99999999999999999999", "Skriv sidans nummer"),
        ("/nyckeltal/?sortera=drop+table", "Det finns inget sådant val"),
        (f"/nyckeltal/?q={'a' * 5000}", "Högst 200 tecken"),
    ],
)
def test_what_was_not_understood_is_said_with_a_way_on(client, address, words):
    response = client.get(address)
    assert response.status_code == 400
    assert words in response.text
    assert "Vi förstod inte" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/nyckeltal/?okand=1", "/nyckeltal/?sida=999", "/nyckeltal/?q=%F0%9F%98%80", "/?den=2300-01-01"]
)
def test_odd_questions_never_break_a_page(client, address):
    assert client.get(address).status_code in (200, 400)
