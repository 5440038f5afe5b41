"""In force, next year's, missing, replaced: what a page says of what it shows, on its day."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client

import goals.models as g
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.clock import Clock
from tests.scene import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    clock.noon(TODAY)


def soup_of(client: Client, url: str, **query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(url, query).content, "html.parser")


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.REMITTED])
def test_what_was_rejected_later_was_not_so_on_the_day(client: Client, outcome: Outcome) -> None:
    version = f.PlanVersionFactory(moved=True, on=dt.date(2021, 11, 1), full=True)
    f.decide(matter=version.matter, on=dt.date(2021, 11, 29), outcomes={version: outcome})
    url, label = version.get_absolute_url(), g.PlanVersion.Status(outcome).label
    for address in (url, version.matter.get_absolute_url()):
        before, after = client.get(address, {"den": "2021-11-28"}).text, client.get(address, {"den": "2021-11-29"}).text
        assert "inte beslutad än" in before.casefold() and "inte beslutad än" not in after.casefold()
        assert label.casefold() in after.casefold()


def test_a_correction_made_later_was_not_known_on_the_day(client: Client) -> None:
    version = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14))
    first = version.outcomes.get().decision
    f.decide(
        matter=first.matter,
        on=dt.date(2021, 6, 28),
        corrects=first,
        outcomes={version: Outcome.ADOPTED},
        title="Rättad",
    )
    url = first.get_absolute_url()
    assert "Beslutet är rättat" not in client.get(url, {"den": "2021-06-20"}).text
    assert "Beslutet är rättat" in client.get(url, {"den": "2021-06-28"}).text


def test_another_day_opens_no_draft_to_one_who_has_left_its_group(client: Client, clock: Clock) -> None:
    """Who may read what is settled today, whatever day is asked for."""
    group, user = f.DraftGroupFactory(), f.UserFactory(representative=True)
    f.DraftGroupMemberFactory(group=group, user=user, since=dt.date(2021, 1, 1), until=dt.date(2021, 12, 31))
    draft = f.PlanVersionFactory(group=group, full=True)
    other = f.PlanVersionFactory(plan=draft.plan, moved=True, full=True)
    client.force_login(user)
    url = f"/mal-och-budget/2022/jamfor/{other.number}/{draft.number}/"
    for address in (url, draft.get_absolute_url()):
        for query in ({}, {"den": "2021-07-01"}):
            assert client.get(address, query).status_code == 404


def test_next_years_plan_stands_beside_wherever_the_one_in_force_is_shown(client: Client, clock: Clock) -> None:
    goal = f.LongTermGoalFactory()

    def fill(version: g.PlanVersion) -> None:
        f.GoalStatementFactory(version=version, goal=goal)
        f.AmbitionLevelFactory(version=version, goal=goal, kpi=kpi)

    kpi = f.KpiFactory()
    f.VisionFactory()
    now = f.PlanVersionFactory(plan=f.PlanFactory(year=2022), adopted=True, on=dt.date(2021, 11, 29), filled_by=fill)
    f.PlanVersionFactory(plan=f.PlanFactory(year=2023), adopted=True, on=dt.date(2022, 3, 1), filled_by=fill)
    pages = ["/", "/vision/", "/mal/", goal.get_absolute_url(), "/nyckeltal/", kpi.get_absolute_url(),
             "/mal-och-budget/", "/mal-och-budget/2022/", now.get_absolute_url()]  # fmt: skip
    for page in pages:
        assert "Beslutad för 2023" in client.get(page).text, page
        assert "Beslutad för 2023" not in client.get(page, {"den": "2022-02-28"}).text, page
    clock.noon(dt.date(2024, 2, 1))
    for page in pages[:-2]:
        text = client.get(page).text
        assert "Nyare mål och budget är inte inlagd" in text and "Beslutad för" not in text, page


def test_what_does_not_apply_says_so_and_what_does(client: Client, clock: Clock) -> None:
    first = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 6, 14), name="Mål och budget 2022")
    second = f.PlanVersionFactory(adopted=True, on=dt.date(2021, 11, 29), name="Reviderad 2022")
    later = f.PlanVersionFactory(
        plan=f.PlanFactory(year=2023), adopted=True, on=dt.date(2022, 3, 1), name="Budget 2023"
    )
    old, new, ahead = (version.get_absolute_url() for version in (first, second, later))

    def said(url: str, **query: str) -> list[str]:
        banners = soup_of(client, url, **query).select(".banner")
        return [" ".join(banner.get_text().split()) for banner in banners if "gäll" in banner.get_text()]

    assert said(old) == ["Den här lydelsen är ersatt. I dag gäller Reviderad 2022."]
    assert said(new) == [] and said("/mal-och-budget/2022/") == []
    for url in (ahead, "/mal-och-budget/2023/"):
        assert said(url) == ["Mål och budget 2023 gäller från 1 januari 2023. I dag gäller Reviderad 2022."]
    # As of the autumn before, when there was no plan of the year yet.
    assert said(old, den="2021-08-01") == ["Mål och budget 2022 gäller från 1 januari 2022."]
    assert said(old, den="2022-02-01") == ["Den här lydelsen är ersatt. Den dagen gällde Reviderad 2022."]
    clock.noon(dt.date(2023, 2, 1))
    for url in (new, "/mal-och-budget/2022/"):
        assert said(url) == ["Mål och budget 2022 gäller inte längre. I dag gäller Budget 2023."]
    assert said("/mal-och-budget/2023/") == [] and said(ahead) == []


def test_a_committees_next_plan_is_its_own(client: Client, clock: Clock) -> None:
    committee = f.BodyFactory(slug="barnnamnden", name="barnnämnden")
    for year, on in ((2022, dt.date(2021, 12, 15)), (2023, dt.date(2022, 3, 1))):
        matter = f.MatterFactory()
        version = f.PlanVersionFactory(plan=f.PlanFactory(body=committee, year=year), moved=True, matter=matter, on=on)
        meeting = f.MeetingFactory(body=committee, date=on)
        f.decide(matter=matter, on=on, meeting=meeting, outcomes={version: Outcome.ADOPTED})
    soup = soup_of(client, "/mal-och-budget/2022/barnnamnden/")
    (link,) = [link for banner in soup.select(".banner") for link in banner.select("a")]
    assert link["href"] == "/mal-och-budget/2023/barnnamnden/"
