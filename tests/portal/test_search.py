"""/sok/: finds what is public, in groups, whatever the inflection and whatever is typed."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from framtidsdag.models import Framtidsdag
from goals.models import FocusArea
from kpis.models import Kpi
from tests import factories as f

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NOVEMBER = dt.date(2021, 11, 29)


def find(client: Client, query: str, status: int = 200, **more: str) -> Tag:
    response = client.get("/sok/", {"q": query, **more})
    assert response.status_code == status
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def hits(main: Tag) -> dict[str, list[str]]:
    """Group → titles found, labels left out."""
    found = {}
    for section in main.select("section"):
        assert section.h2 is not None
        found[text(section.h2)] = [text(link) for link in section.select("h3 a")]
    return found


@pytest.fixture
def everything() -> None:
    """One thing about schools in each group, and one that is about something else."""
    goal = f.LongTermGoalFactory(name="En bra skola")
    f.LongTermGoalFactory(name="Ren luft")
    f.KpiFactory(title="Elever i skolan")
    f.KpiFactory(title="Utsläpp")
    f.PlanVersionFactory(
        plan=f.PlanFactory(year=2022), name="Skolans mål och budget", adopted=True, on=NOVEMBER,
        filled_by=lambda draft: f.FocusAreaFactory(version=draft, goal=goal, title="Läsning i alla skolor"),
    )  # fmt: skip
    f.decide(matter=f.MatterFactory(dnr="KS 2021/777"), on=dt.date(2020, 1, 13), title="Om skolorna")
    f.FramtidsdagFactory(date=dt.date(2020, 10, 25), theme="Framtidens skola")


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("query", ["skola", "skolan", "skolor", "SKOLORNA", "skolans"])
def test_everything_public_is_found_whatever_the_inflection(
    client: Client, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(10):
        main = find(client, query)
    assert hits(main) == {
        "Långsiktiga mål (1)": ["En bra skola"],
        "Fokusområden (1)": ["Läsning i alla skolor"],
        "Nyckeltal (1)": ["Elever i skolan"],
        "Beslut (1)": ["Om skolorna"],
        "Framtidsdagar (1)": ["Framtidens skola"],
        "Mål och budget (1)": ["Skolans mål och budget"],
    }
    assert "6 träffar för" in text(main)


@pytest.mark.usefixtures("everything")
def test_a_decision_is_found_by_its_diarienummer_and_date(client: Client) -> None:
    assert hits(find(client, "KS 2021/777")) == {"Beslut (1)": ["Om skolorna"]}
    assert hits(find(client, "13 januari 2020")) == {"Beslut (1)": ["Om skolorna"]}


def test_a_nyckeltal_is_found_by_its_code(client: Client) -> None:
    f.KpiFactory(code="N15428", title="Behörighet")
    assert hits(find(client, "n15428")) == {"Nyckeltal (1)": ["Behörighet"]}


def test_every_word_must_be_found_but_in_any_order(client: Client) -> None:
    f.KpiFactory(title="Elever med god hälsa")
    f.KpiFactory(title="Elever i skolan")
    assert hits(find(client, "hälsa elever")) == {"Nyckeltal (1)": ["Elever med god hälsa"]}


def test_what_has_the_word_in_its_title_comes_first(client: Client) -> None:
    f.KpiFactory(title="Avgifter", definition="För barn i förskola.")
    f.KpiFactory(title="Barn i förskola")
    f.FramtidsdagFactory(theme="Ekonomi", purpose="Vad kostar en förskola?")
    f.FramtidsdagFactory(theme="Framtidens förskola", date=dt.date(2019, 1, 1))
    found = hits(find(client, "förskola"))
    assert found["Nyckeltal (2)"] == ["Barn i förskola", "Avgifter"]
    assert found["Framtidsdagar (2)"] == ["Framtidens förskola", "Ekonomi"]


def test_drafts_and_what_is_not_yet_public_are_never_found(client: Client) -> None:
    def fill(draft: object) -> None:
        f.FocusAreaFactory(version=draft, title="Hemligt fokus")

    f.PlanVersionFactory(name="Hemligt utkast", filled_by=fill)
    f.PlanVersionFactory(name="Hemligt förslag", proposed=True, filled_by=fill, on=dt.date(2022, 3, 1))
    assert FocusArea.objects.count() == 2
    assert "Sökningen gav inga träffar" in text(find(client, "hemligt"))


def test_only_the_wording_last_adopted_is_searched(client: Client) -> None:
    plan, goal = f.PlanFactory(year=2022), f.LongTermGoalFactory()
    for on, title in ((dt.date(2021, 6, 14), "Simning i juni"), (NOVEMBER, "Simning i november")):
        f.PlanVersionFactory(
            plan=plan, adopted=True, on=on,
            filled_by=lambda draft, title=title: f.FocusAreaFactory(version=draft, goal=goal, title=title),
        )  # fmt: skip
    assert hits(find(client, "simning")) == {"Fokusområden (1)": ["Simning i november"]}


def test_example_content_carries_its_label_in_the_list(client: Client) -> None:
    f.PlanVersionFactory(name="Ett påhittat förslag", is_example=True, adopted=True, on=NOVEMBER)
    assert find(client, "påhittat").select("h3 .example")


def test_a_group_shows_five_and_leads_to_all_of_them(client: Client) -> None:
    f.KpiFactory.create_batch(60, title="Elever")
    main = find(client, "elever")
    assert len(hits(main)["Nyckeltal (60)"]) == 5
    more = main.select_one('section a[href*="grupp=nyckeltal"]')
    assert more and text(more) == "Visa alla 60 i nyckeltal"
    assert len(hits(find(client, "elever", grupp="nyckeltal"))["Nyckeltal (60)"]) == 50
    assert len(hits(find(client, "elever", grupp="nyckeltal", sida="2"))["Nyckeltal (60)"]) == 10
    beyond = client.get("/sok/", {"q": "elever", "grupp": "nyckeltal", "sida": "9"}, follow=True)
    assert beyond.redirect_chain == [("/sok/?q=elever&grupp=nyckeltal", 302)]


def test_nothing_found_gives_advice(client: Client) -> None:
    page = text(find(client, "xyzzy"))
    assert "Sökningen gav inga träffar" in page
    assert "Pröva färre eller kortare ord" in page


def test_nothing_asked_for_gives_the_field_and_how_to_use_it(client: Client) -> None:
    main = find(client, "")
    assert "Skriv ett eller flera ord." in text(main)
    assert main.select_one('form[role="search"] input[name="q"]')


@pytest.mark.parametrize("query", ["%", "%%%", "_", "!?–", '"', "\\"])
def test_signs_alone_are_not_words(client: Client, query: str) -> None:
    f.KpiFactory()
    assert "Det fanns inget ord att söka efter" in text(find(client, query))


@pytest.mark.parametrize(
    "query",
    ["<script>alert(1)</script>", "' OR 1=1 --", "a' UNION SELECT", "{{ 7*7 }}", "{% now %}", "elever%' --", "🏫 skola",
     "\u202eskola", "ﬁnans", "İstanbul", "ÅÄÖ é ü", "a " * 90],
)  # fmt: skip
def test_hostile_and_odd_words_find_nothing_and_break_nothing(client: Client, query: str) -> None:
    f.KpiFactory(title="Elever")
    response = client.get("/sok/", {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b"49" not in BeautifulSoup(response.content, "html.parser").h1.encode()  # type: ignore[union-attr]


def test_a_query_is_shown_as_it_was_typed(client: Client) -> None:
    field = find(client, 'räksmörgås "& <b>').select_one("input[name=q]")
    assert field and field["value"] == 'räksmörgås "& <b>'


@pytest.mark.parametrize("query", ["a" * 201, "skola\x00", "skola\x07"])
def test_what_cannot_be_searched_for_is_said(client: Client, query: str) -> None:
    assert "Vi förstod inte adressen" in text(find(client, query, status=400))


@pytest.mark.parametrize("more", [{"grupp": "okänd"}, {"sida": "-1"}, {"sida": "två"}, {"sida": "1e9"}])
def test_other_parameters_are_read_strictly_too(client: Client, more: dict[str, str]) -> None:
    assert "Vi förstod inte adressen" in text(find(client, "skola", status=400, **more))


def test_search_engines_are_told_to_keep_away(client: Client) -> None:
    assert b'<meta name="robots" content="noindex">' in client.get("/sok/?q=skola").content


def test_the_number_of_queries_is_the_same_for_many(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Kpi.objects.bulk_create(
        [f.KpiFactory.build(search_text=" elever ", sort_key="elever", title="Elever") for _ in range(500)]
    )
    for number in range(20):
        f.decide(matter=f.MatterFactory(), on=dt.date(2021, 1, 1) + dt.timedelta(days=number), title=f"Elever {number}")
        Framtidsdag.objects.create(theme="Elever", theme_order=number)
    with django_assert_max_num_queries(10):
        assert hits(find(client, "elever"))["Nyckeltal (500)"]
