"""/beslut/, a decision and a matter: what is known is told, what is not known is said so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from framtidsdag.models import Framtidsdag
from goals import decisions
from goals.decision_texts import Text
from goals.models import AgendaItem, Decision, DecisionText, MinutesEvent, PlanVersion
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date
NOVEMBER = D(2021, 11, 29)


def read(client: Client, url: str, status: int = 200) -> Tag:
    response = client.get(url)
    assert response.status_code == status, url
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def facts(main: Tag) -> dict[str, str]:
    return {text(row.dt): text(row.dd) for row in main.select("dl.facts > div") if row.dt and row.dd}


def revision(**fields: Any) -> tuple[Decision, PlanVersion]:
    """The council's decision of November that adopted a version of 2022's plan."""
    matter = f.MatterFactory(title="Reviderad budget", slug="reviderad-budget", dnr=fields.pop("dnr", "KS 2021/123"))
    version = f.PlanVersionFactory(
        name="Reviderad mål och budget 2022", proposed=True, matter=matter, on=D(2021, 11, 15)
    )
    outcomes = {version: Outcome.ADOPTED}
    return f.decide(matter=matter, on=NOVEMBER, outcomes=outcomes, title="Reviderad budget", **fields), version


# --- The list ---------------------------------------------------------------------------------


def test_decisions_stand_newest_first(client: Client) -> None:
    for year in (2019, 2021, 2020):
        f.decide(matter=f.MatterFactory(), on=D(year, 11, 29), title=f"Budget {year}")
    main = read(client, "/beslut/")
    assert [text(h3) for h3 in main.select("h3")] == ["Budget 2021", "Budget 2020", "Budget 2019"]


def test_without_decisions_the_page_says_so_and_leads_on(client: Client) -> None:
    main = read(client, "/beslut/")
    assert "Inga beslut är inlagda" in text(main)
    assert main.select(f'.empty a[href="{reverse("plans")}"]')


def test_what_the_source_leaves_open_says_so(client: Client) -> None:
    f.decide(matter=f.MatterFactory(dnr=None), title="Budget")
    main = read(client, "/beslut/")
    told = text(main.select_one(".decision .unknown-fact"))
    assert told == "Framgår inte av källan: paragraf, diarienummer, hur det fattades. Protokollet är inte länkat."
    assert facts(main)["Utfall"] == "Handlingen är inte inlagd i portalen"


def test_a_day_that_is_not_known_is_not_shown_as_if_it_were(client: Client) -> None:
    f.decide(matter=f.MatterFactory(), date_is_known=False)
    main = read(client, "/beslut/")
    assert "Dagen framgår inte av källan" in text(main)
    assert not main.select(".date-block .day")


def test_the_list_is_filtered_by_body_and_year(client: Client) -> None:
    f.decide(matter=f.MatterFactory(), on=D(2020, 11, 30), title="Fullmäktige 2020")
    f.decide(matter=f.MatterFactory(), on=D(2021, 11, 29), title="Fullmäktige 2021")
    board = f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 15))
    f.decide(matter=f.MatterFactory(), on=board.date, meeting=board, title="Styrelsen 2021")
    assert [text(h3) for h3 in read(client, "/beslut/?organ=kommunfullmaktige&ar=2021").select("h3")] == [
        "Fullmäktige 2021"
    ]
    empty = read(client, "/beslut/?organ=kommunstyrelsen&ar=2020")
    assert "Inga beslut passar filtret" in text(empty)


def test_the_list_is_read_as_of_a_day(client: Client) -> None:
    f.decide(matter=f.MatterFactory(), on=D(2020, 11, 30), title="Det tidigare")
    f.decide(matter=f.MatterFactory(), on=D(2021, 11, 29), title="Det senare")
    assert [text(h3) for h3 in read(client, "/beslut/?den=2021-01-01").select("h3")] == ["Det tidigare"]


@pytest.mark.parametrize("asked", ["ar=1066", "organ=%00", "sida=-1", "den=31-februari", "organ=finns-inte&ar=x"])
def test_what_is_not_understood_is_said(client: Client, asked: str) -> None:
    main = read(client, f"/beslut/?{asked}", status=400)
    assert "Vi förstod inte adressen" in text(main)


def test_a_long_list_is_paged_and_costs_the_same(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        f.decide(matter=f.MatterFactory(), on=D(2021, 1, 1) + dt.timedelta(days=number), title=f"Beslut {number}")
    with django_assert_max_num_queries(10):
        assert len(read(client, "/beslut/").select("article")) == 20
    assert len(read(client, "/beslut/?sida=2").select("article")) == 5


# --- One decision -----------------------------------------------------------------------------


def test_a_decision_is_told_whole(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    words = (
        ("point", "", "att fastställa budgeten"),
        ("motion", "Centern", "Bifall till eget förslag"),
        ("reservation", "Centern", "Reserverar sig"),
        ("note", "", "En anteckning"),
    )
    decision, version = revision(
        texts=[Text(DecisionText.Kind(kind), told, by=by) for kind, by, told in words],
        paragraph=84, method="vote", votes_yes=16, votes_no=14, votes_abstained=1, votes_absent=0,
        chair=f.PersonFactory(name="Robin Ordförande"), reasons="Ramen räcker.", source="Protokoll",
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        main = read(client, decision.get_absolute_url())
    told = facts(main)
    assert told["Paragraf"] == "§ 84"
    assert told["Diarienummer"] == "KS 2021/123"
    assert told["Ordförande"].startswith("Robin Ordförande")
    assert told["Så fattades det"] == "Omröstning"
    assert told["Registrerat av"] == "Inläst från källan"
    page = text(main)
    for words in ("Ramen räcker.", "att fastställa budgeten", "Bifall till eget förslag", "Reserverar sig",
                  "En anteckning", "Protokollet gäller. Portalen är inte kommunens anslagstavla."):  # fmt: skip
        assert words in page
    assert "16 ja, 14 nej, 1 avstod, ingen frånvarande." in page and "utslagsröst" not in page
    assert [[text(cell) for cell in row.select("th, td")] for row in main.select("tbody tr")] == [
        ["Ja", "16"], ["Nej", "14"], ["Avstår", "1"], ["Frånvarande", "0"],
    ]  # fmt: skip
    assert main.select_one(f'.outcomes a[href="{version.get_absolute_url()}"]')


def test_a_decision_of_which_little_is_known_says_what_is_missing(client: Client) -> None:
    page = text(read(client, f.decide(matter=f.MatterFactory(dnr=None)).get_absolute_url()))
    assert "Beslutspunkternas ordalydelse framgår inte av källan." in page
    assert "Yrkandena framgår inte av källan." in page
    assert "Hur rösterna föll framgår inte av källan." in page
    assert "Dagen för tillkännagivandet är inte inlagd" in page
    assert "Varken justering eller tillkännagivande är inlagd." in page


def test_how_long_it_can_be_appealed_stands_only_when_the_anslag_is_known(client: Client, clock: Clock) -> None:
    decision, _ = revision()
    clock.noon(D(2021, 12, 10))
    assert "Kan överklagas" not in text(read(client, decision.get_absolute_url()))
    decisions.record_event(
        decision=decision, kind=MinutesEvent.Kind.POSTED, date=D(2021, 12, 3), by=None, at=f.noon(D(2021, 12, 3))
    )
    main = read(client, decision.get_absolute_url())
    assert facts(main)["Överklagande"] == "Kan överklagas till och med 27 december 2021."
    assert "Tillkännagett på anslagstavlan" in text(main)


def test_a_proposal_to_the_council_is_not_said_to_be_open_to_appeal(client: Client) -> None:
    meeting = f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 15))
    version = f.PlanVersionFactory()
    decision = f.decide(
        matter=f.MatterFactory(), on=meeting.date, meeting=meeting, outcomes={version: Outcome.PROPOSED}
    )
    decisions.record_event(
        decision=decision, kind=MinutesEvent.Kind.POSTED, date=D(2021, 11, 18), by=None, at=f.noon(D(2021, 11, 18))
    )
    assert facts(read(client, decision.get_absolute_url()))["Överklagande"].startswith("Förberedande beslut.")


def test_a_version_that_is_not_public_is_never_named(client: Client) -> None:
    meeting = f.MeetingFactory(body=f.BodyFactory(board=True), date=D(2021, 11, 15))
    version = f.PlanVersionFactory(name="Hemligt förslag")
    decision = f.decide(
        matter=f.MatterFactory(), on=meeting.date, meeting=meeting, outcomes={version: Outcome.PROPOSED}
    )
    for url in ("/beslut/", decision.get_absolute_url(), decision.matter.get_absolute_url()):
        page = text(read(client, url))
        assert "Hemligt förslag" not in page
        assert "en version som inte är offentlig än" in page.casefold()


def test_a_corrected_decision_and_its_correction_lead_to_each_other(client: Client) -> None:
    first, version = revision()
    second = f.decide(
        matter=first.matter, on=D(2021, 12, 13), title="Rättelse", corrects=first, outcomes={version: Outcome.ADOPTED}
    )
    corrected, correction = read(client, first.get_absolute_url()), read(client, second.get_absolute_url())
    assert "Det rättades 13 december 2021." in text(corrected)
    assert corrected.select_one(f'.notice a[href="{second.get_absolute_url()}"]')
    assert correction.select_one(f'.notice a[href="{first.get_absolute_url()}"]')
    assert "Rättat" in text(read(client, "/beslut/"))


def test_a_correction_shows_only_from_its_own_day(client: Client, clock: Clock) -> None:
    first, _ = revision()
    f.decide(matter=first.matter, on=D(2021, 12, 13), title="Rättelse", corrects=first)
    clock.noon(D(2021, 12, 12))
    assert "Det rättades" not in text(read(client, first.get_absolute_url()))
    assert [text(h3) for h3 in read(client, "/beslut/").select("h3")] == ["Reviderad budget"]


def test_the_thread_leads_back_to_the_day_and_on_to_the_goals(client: Client) -> None:
    plan, goal = f.PlanFactory(year=2022), f.LongTermGoalFactory(name="God utbildning")
    day = f.FramtidsdagFactory(date=D(2021, 9, 27), plan=plan, theme="Styrning")
    Framtidsdag.objects.create(date=D(2022, 2, 1), theme="Efteråt", plan=plan)
    version = f.PlanVersionFactory(
        plan=plan, name="Reviderad", adopted=True, on=NOVEMBER,
        filled_by=lambda draft: f.GoalStatementFactory(version=draft, goal=goal, title="God utbildning"),
    )  # fmt: skip
    decision = Decision.objects.get(items__version=version)
    response = client.get(decision.get_absolute_url())
    page = BeautifulSoup(response.content, "html.parser")
    for thread in (".thread-line", ".thread-aside"):
        links = [link["href"] for link in page.select(f"{thread} a")]
        assert day.get_absolute_url() in links
        assert version.get_absolute_url() in links
        assert "/framtidsdag/2022-02-01/" not in links, "a day held later did not lead to the decision"
    assert page.select_one(f'.thread-aside a[href="{goal.get_absolute_url()}"]')
    assert page.select_one('.thread-line [aria-current="location"]')["href"] == decision.get_absolute_url()  # type: ignore[index]


def test_example_content_is_labelled_where_it_is_named(client: Client) -> None:
    version = f.PlanVersionFactory(name="Ett exempel", is_example=True, adopted=True)
    decision = Decision.objects.get(items__version=version)
    item = read(client, decision.get_absolute_url()).select_one(".outcomes li")
    assert item and item.select_one(".example")


def test_a_decision_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/beslut/finns-inte/").status_code == 404


# --- A matter ---------------------------------------------------------------------------------


def test_a_matter_tells_what_happened_in_time_order(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    matter = f.MatterFactory(title="Budget 2022", dnr=None)
    version = f.PlanVersionFactory(name="Förslaget", moved=True, matter=matter, on=D(2021, 11, 20), proposed_by="C")
    earlier = f.MeetingFactory(date=D(2021, 10, 25), announced_on=D(2021, 10, 15))
    AgendaItem.objects.create(meeting=earlier, matter=matter)
    f.decide(matter=matter, on=NOVEMBER, outcomes={version: Outcome.ADOPTED}, title="Beslutet")
    with django_assert_max_num_queries(10):
        main = read(client, matter.get_absolute_url())
    assert [text(label) for label in main.select(".history .amount")] == ["Kommunfullmäktige", "Förslaget", "Beslutet"]
    assert "Diarienummer: framgår inte av källan" in text(main)


def test_drafts_and_meetings_not_yet_announced_are_left_out(client: Client, clock: Clock) -> None:
    matter = f.MatterFactory()
    f.PlanVersionFactory(name="Utkastet", matter=matter)
    AgendaItem.objects.create(meeting=f.MeetingFactory(date=D(2022, 5, 1), announced_on=None), matter=matter)
    assert client.get(matter.get_absolute_url()).status_code == 404, "nothing in it is public"
    f.decide(matter=matter, on=NOVEMBER, title="Beslutet")
    main = read(client, matter.get_absolute_url())
    assert [text(label) for label in main.select(".history .amount")] == ["Beslutet"]
    assert "Utkastet" not in text(main)


@pytest.mark.parametrize("address", ["ks-2021-123", "KS-2021-123"])
def test_a_diarienummer_leads_to_its_matter(client: Client, address: str) -> None:
    f.MatterFactory(dnr="KS 2021/1234", slug="en-annan")
    matter = f.MatterFactory(dnr="KS 2021/123", slug="budgeten")
    f.decide(matter=matter)
    response = client.get(f"/arende/{address}/", follow=True)
    assert response.redirect_chain == [(matter.get_absolute_url(), 302)]
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["ks-2021-1", "finns-inte", "-", "_"])
def test_an_unknown_matter_is_not_found(client: Client, address: str) -> None:
    f.MatterFactory(dnr="KS 2021/123")
    assert client.get(f"/arende/{address}/").status_code == 404


def test_where_the_votes_are_equal_the_chairs_casting_vote_is_told_beside_the_numbers(client: Client) -> None:
    decision, _ = revision(method="vote", votes_yes=15, votes_no=15, votes_abstained=0, votes_absent=1)
    assert (
        "15 ja, 15 nej, ingen avstod, 1 frånvarande. Rösterna är lika många: ordförandens utslagsröst avgjorde."
    ) in text(read(client, decision.get_absolute_url()))
