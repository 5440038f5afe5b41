"""Publicering: what is put forward says which meeting it goes to and since when it is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals import copying, decisions
from goals.comparison_address import comparison_url
from goals.models import AgendaItem, MinutesEvent, PlanVersion
from goals.plan_calendar import calendar_of
from goals.publication import against, public_since, publication_of
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import ROLES, as_user

pytestmark = [pytest.mark.django_db]
D = dt.date
TODAY, MEETING = D(2021, 11, 20), D(2021, 11, 29)
PUT_FORWARD = D(2021, 11, 17)


@pytest.fixture(autouse=True)
def _november(clock: Clock) -> None:
    clock.noon(TODAY)


def text(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def read(client: Client, url: str) -> Tag:
    response = client.get(url)
    assert response.status_code == 200, url
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return main


def proposal(**fields: Any) -> PlanVersion:
    """A revision of 2022's plan, put forward by kommunstyrelsen, on the agenda of November's meeting."""
    announced = fields.pop("announced", None)
    matter = f.MatterFactory(title="Revidering", slug="revidering", dnr="KS 2021/123")
    if fields.pop("with_meeting", True):
        meeting = f.MeetingFactory(date=MEETING, announced_on=announced)
        AgendaItem.objects.create(meeting=meeting, matter=matter)
    values = {"name": "Reviderad mål och budget 2022", "proposed": True, "on": PUT_FORWARD, "matter": matter} | fields
    version: PlanVersion = f.PlanVersionFactory(**values)
    return version


def publish_on(version: PlanVersion, day: dt.date) -> None:
    decisions.publish(version=version, on=day, by=None, at=f.noon(day))


def fetched(version: PlanVersion, on: dt.date = TODAY) -> PlanVersion:
    return PlanVersion.objects.with_publication(on).select_related("plan__body").get(pk=version.pk)


# --- What is said of a version on its way to fullmäktige -----------------------------------------


def test_a_published_proposal_says_where_it_goes_and_since_when_it_is_public(client: Client) -> None:
    version = proposal()
    publish_on(version, D(2021, 11, 19))
    said = "Till fullmäktige 29 november · offentligt sedan 19 november"
    assert said in text(read(client, version.get_absolute_url()))
    assert said in text(read(client, version.matter.get_absolute_url()))
    assert "till fullmäktige 29 november · offentligt sedan 19 november" in text(read(client, "/mal-och-budget/"))


def test_another_year_than_the_pages_is_written_out(clock: Clock, client: Client) -> None:
    version = proposal()
    publish_on(version, D(2021, 11, 19))
    clock.noon(D(2022, 3, 15))
    assert "Till fullmäktige 29 november 2021 · offentligt sedan 19 november 2021" in text(
        read(client, version.get_absolute_url())
    )


def test_a_proposal_is_public_since_the_announcement_of_its_meeting(client: Client) -> None:
    version = proposal(announced=D(2021, 11, 18))
    assert public_since(fetched(version)) == D(2021, 11, 18)
    assert "offentligt sedan 18 november" in text(read(client, version.get_absolute_url()))
    assert "offentligt sedan 18 november" in text(read(client, "/mal-och-budget/"))


def test_what_was_put_forward_after_the_announcement_is_public_since_it_was(client: Client) -> None:
    assert public_since(fetched(proposal(announced=D(2021, 11, 15)))) == PUT_FORWARD


def test_without_a_meeting_only_the_day_is_said(client: Client) -> None:
    version = proposal(with_meeting=False)
    publish_on(version, D(2021, 11, 19))
    assert "Offentligt sedan 19 november" in text(read(client, version.get_absolute_url()))
    assert "offentlig sedan 19 november 2021" in text(read(client, "/mal-och-budget/"))


@pytest.mark.parametrize(("day", "warned"), [(D(2021, 11, 22), False), (D(2021, 11, 23), True)])
def test_less_than_a_week_before_the_meeting_is_warned_of(client: Client, clock: Clock, day: D, warned: bool) -> None:
    version = proposal()
    publish_on(version, day)
    clock.noon(D(2021, 11, 25))
    for url in (version.get_absolute_url(), version.matter.get_absolute_url()):
        assert ("Publicerad mindre än en vecka före sammanträdet" in text(read(client, url))) is warned


def test_a_yrkande_may_come_late_without_a_warning(client: Client, clock: Clock) -> None:
    version = proposal(proposed=False, moved=True, on=D(2021, 11, 26))
    clock.noon(D(2021, 11, 27))
    page = text(read(client, version.get_absolute_url()))
    assert "Till fullmäktige 29 november · offentligt sedan 26 november" in page
    assert "mindre än en vecka" not in page


def test_a_proposal_goes_to_the_next_meeting_after_one_that_tabled_it(clock: Clock) -> None:
    version = proposal(announced=D(2021, 11, 18))
    later = f.MeetingFactory(date=D(2021, 12, 13), announced_on=D(2021, 12, 1))
    AgendaItem.objects.create(meeting=later, matter=version.matter)
    assert [fetched(version, day).meeting_on for day in (TODAY, D(2021, 12, 2), D(2022, 1, 1))] == [  # type: ignore[attr-defined]
        MEETING, D(2021, 12, 13), D(2021, 12, 13),
    ]  # fmt: skip


def test_a_meeting_before_the_version_was_put_forward_is_not_where_it_goes() -> None:
    version = proposal(on=D(2021, 11, 30), announced=D(2021, 11, 18))
    assert fetched(version, D(2021, 12, 1)).meeting_on is None  # type: ignore[attr-defined]


def test_a_decided_version_waits_for_nothing(client: Client, clock: Clock) -> None:
    version = proposal(announced=D(2021, 11, 18))
    meeting = version.matter.meetings.get()
    f.decide(matter=version.matter, on=MEETING, meeting=meeting, outcomes={version: Outcome.ADOPTED})
    clock.noon(D(2021, 12, 1))
    assert publication_of(version) is None
    assert "Till fullmäktige" not in text(read(client, version.get_absolute_url()))


# --- What it would change --------------------------------------------------------------------------


def test_the_page_leads_to_what_the_proposal_changes_in_the_wording_that_applies(client: Client) -> None:
    first = f.PlanVersionFactory(name="Mål och budget 2022", adopted=True, on=D(2021, 6, 14))
    version = proposal(basis=first)
    publish_on(version, D(2021, 11, 19))
    url = comparison_url(first, version)
    for page in (version.get_absolute_url(), version.matter.get_absolute_url()):
        link = read(client, page).select_one(f'.publication a[href="{url}"]')
        assert link is not None and text(link).startswith("Vad förslaget ändrar mot det som gäller")
    assert client.get(url).status_code == 200


def test_a_new_years_proposal_is_held_against_the_plan_in_force(client: Client) -> None:
    for year, day in ((2020, D(2019, 11, 25)), (2021, D(2020, 11, 30))):
        f.PlanVersionFactory(plan=f.PlanFactory(year=year), name=f"Plan {year}", adopted=True, on=day)
    in_force = f.PlanVersionFactory(plan=f.PlanFactory(year=2021), name="Revidering", adopted=True, on=D(2021, 3, 1))
    version = proposal()
    assert against([version], TODAY) == {version.pk: in_force}


def test_where_nothing_is_in_force_there_is_nothing_to_compare_with(client: Client) -> None:
    version = proposal()
    publish_on(version, D(2021, 11, 19))
    assert against([version], TODAY) == {} and against([], TODAY) == {}
    assert not read(client, version.get_absolute_url()).select(".publication a")


# --- Att publicera ---------------------------------------------------------------------------------

SECRETARY = "sekreterare"


def addresses(version: PlanVersion) -> list[str]:
    return [reverse("publish_list"), reverse("publish", args=[version.pk])]


@pytest.mark.parametrize("role", ROLES)
def test_only_the_secretary_finds_what_is_to_be_published(
    client: Client, role: str, person_of: Callable[[str], Any]
) -> None:
    version = proposal()
    as_user(client, person_of(role))
    expected = 200 if role == SECRETARY else 302 if role == "utomstaende" else 404
    assert [client.get(url).status_code for url in addresses(version)] == [expected, expected]
    answer = client.post(addresses(version)[1])
    assert answer.status_code == (302 if role in (SECRETARY, "utomstaende") else 404)
    version.refresh_from_db()
    assert (version.published_on == TODAY) is (role == SECRETARY)
    assert ("/logga-in/" in answer.headers.get("Location", "")) is (role == "utomstaende")


def test_the_list_is_only_read(client: Client, sekreterare: Any) -> None:
    as_user(client, sekreterare)
    assert client.post(reverse("publish_list")).status_code == 405
    assert client.put(reverse("publish", args=[proposal().pk])).status_code == 405


def test_publishing_is_asked_once_more_and_then_done_once(client: Client, sekreterare: Any) -> None:
    version = proposal()
    as_user(client, sekreterare)
    asked = read(client, reverse("publish", args=[version.pk]))
    assert asked.select_one('form[method="post"] button') is not None
    version.refresh_from_db()
    assert version.published_on is None, "asking changes nothing"
    answer = client.post(reverse("publish", args=[version.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("publish_list"))
    done = read(client, reverse("publish_list"))
    told = done.select_one(".messages")
    assert told is not None
    assert text(told) == "”Reviderad mål och budget 2022” är offentlig sedan i dag, 20 november 2021."
    client.post(reverse("publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.published_on == TODAY
    assert "Inget väntar på att publiceras" in text(read(client, reverse("publish_list")))
    as_user(client, None)
    assert client.get(version.get_absolute_url()).status_code == 200


def test_what_is_public_already_keeps_its_day(client: Client, sekreterare: Any) -> None:
    version = proposal(announced=D(2021, 11, 18))
    as_user(client, sekreterare)
    answer = client.post(reverse("publish", args=[version.pk]))
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [f"”{version.name}” är redan offentlig."]
    version.refresh_from_db()
    assert version.published_on is None and public_since(fetched(version)) == D(2021, 11, 18)


@pytest.mark.parametrize("trait", ["draft", "moved", "adopted", "withdrawn"])
def test_only_a_proposal_is_published(client: Client, sekreterare: Any, trait: str) -> None:
    version = f.PlanVersionFactory(name="Något annat", until=trait, on=D(2021, 6, 14))
    as_user(client, sekreterare)
    assert client.get(reverse("publish", args=[version.pk])).status_code == 404
    assert client.post(reverse("publish", args=[version.pk])).status_code == 404
    assert "Något annat" not in text(read(client, reverse("publish_list")))


def test_the_list_says_what_to_think_of_first(client: Client, sekreterare: Any, clock: Clock) -> None:
    version = proposal()
    as_user(client, sekreterare)
    page = text(read(client, reverse("publish_list")))
    assert "Till fullmäktige 29 november · inte offentligt än" in page
    assert "Lades fram 17 november 2021" in page and "Publiceras senast 22 november 2021" in page
    assert "ingen uppgift om att kommunstyrelsens protokoll är justerat" in page
    assert "mindre än en vecka kvar" not in page
    clock.noon(D(2021, 11, 23))
    as_user(client, sekreterare)
    assert "mindre än en vecka kvar" in text(read(client, reverse("publish", args=[version.pk])))


def test_approved_minutes_are_told_and_not_warned_of(client: Client, sekreterare: Any) -> None:
    board, matter = f.BodyFactory(board=True), f.MatterFactory()
    meeting = f.MeetingFactory(body=board, date=PUT_FORWARD)
    version = copying.new_draft(plan=f.PlanFactory(), name="Förslaget", at=f.noon(D(2021, 11, 1)))
    decision = f.decide(matter=matter, on=PUT_FORWARD, meeting=meeting, outcomes={version: Outcome.PROPOSED})
    decisions.record_event(
        decision=decision, kind=MinutesEvent.Kind.APPROVED, date=D(2021, 11, 19), by=None, at=f.noon(TODAY)
    )
    as_user(client, sekreterare)
    page = text(read(client, reverse("publish_list")))
    assert "Protokollet justerat 19 november 2021" in page and "ingen uppgift om att kommunstyrelsens" not in page
    assert "Ärendet står inte på något sammanträdes dagordning." in page


def test_the_version_and_the_decisions_lead_the_secretary_there(
    client: Client, sekreterare: Any, administrator: Any
) -> None:
    version = proposal()
    f.PlanVersionFactory(name="Mål och budget 2022", adopted=True, on=D(2021, 6, 14))
    as_user(client, sekreterare)
    assert read(client, version.get_absolute_url()).select(f'a[href="{reverse("publish", args=[version.pk])}"]')
    assert read(client, "/beslut/").select(f'a[href="{reverse("publish_list")}"]')
    for other in (None, administrator):
        as_user(client, other)
        assert not read(client, "/beslut/").select(f'a[href="{reverse("publish_list")}"]')


# --- The calendar ----------------------------------------------------------------------------------


def test_the_calendar_knows_what_is_done(clock: Clock) -> None:
    version = proposal(announced=D(2021, 11, 18))
    decision = f.decide(
        matter=version.matter, on=MEETING, meeting=version.matter.meetings.get(), outcomes={version: Outcome.ADOPTED}
    )
    for kind, day in ((MinutesEvent.Kind.APPROVED, D(2021, 12, 1)), (MinutesEvent.Kind.POSTED, D(2021, 12, 3))):
        decisions.record_event(decision=decision, kind=kind, date=day, by=None, at=f.noon(day))
    duties = calendar_of(2022, D(2021, 12, 10))
    assert [(duty.source.removeprefix("kommunallagen "), duty.done) for duty in duties] == [
        ("11 kap. 8 §", PUT_FORWARD),
        ("8 kap. 14 §", D(2021, 11, 18)),
        ("5 kap. 13 §", D(2021, 11, 18)),
        ("11 kap. 10 och 11 §§", MEETING),
        ("11 kap. 10 §", MEETING),
        ("8 kap. 12 §", D(2021, 12, 3)),
        ("5 kap. 69 §", D(2021, 12, 1)),
        ("13 kap. 5 §", None),
    ]


def test_a_revision_in_the_budget_year_is_not_the_budget() -> None:
    f.PlanVersionFactory(plan=f.PlanFactory(year=2021), adopted=True, on=D(2021, 6, 14))
    assert {duty.done for duty in calendar_of(2021, TODAY) if "11 kap." in duty.source} == {None}


def test_in_an_election_year_the_budget_counts_from_the_newly_elected() -> None:
    for day in (D(2022, 6, 13), D(2022, 11, 28)):
        f.PlanVersionFactory(plan=f.PlanFactory(year=2023), adopted=True, on=day)
    assert {duty.done for duty in calendar_of(2023, D(2022, 8, 1)) if duty.what.startswith("Budgeten")} == {
        D(2022, 6, 13)
    }
    assert {duty.done for duty in calendar_of(2023, D(2023, 1, 1)) if duty.what.startswith("Budgeten")} == {
        D(2022, 11, 28)
    }


def test_the_page_shows_the_calendar_of_the_plans_concerned_and_the_next(client: Client, sekreterare: Any) -> None:
    proposal()
    as_user(client, sekreterare)
    main = read(client, reverse("publish_list"))
    assert [text(h3) for h3 in main.select("h3")] == ["Mål och budget 2022"]
    said = text(main)
    assert "Sammanträdet 29 november 2021 är tillkännagivet på anslagstavlan" in said
    assert "kommunallagen 5 kap. 13 §" in said and "kommunallagen 11 kap. 10 §" in said


def test_the_page_costs_a_fixed_number_of_queries(client: Client, sekreterare: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("publish_list")).status_code == 200
        return len(queries)

    first = proposal()
    as_user(client, sekreterare)
    before = cost()
    for number in range(12):
        f.PlanVersionFactory(
            plan=first.plan, name=f"Alternativ {number}", proposed=True, matter=first.matter, on=PUT_FORWARD
        )
    assert cost() == before
