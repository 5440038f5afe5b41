"""The facts of a day: as they were known when it began, and never otherwise afterwards."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from framtidsdag import rooms
from framtidsdag.models import FactsSheet
from framtidsdag.situation.facts import facts_on
from goals.models import LongTermGoal
from kpis.models import Kpi, KpiValue
from tests import factories as f
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 9, 27)


@pytest.fixture
def own():
    return f.AreaFactory(own=True)


@pytest.fixture
def plan():
    return f.PlanFactory(year=2022)


@pytest.fixture
def version(plan):
    return f.PlanVersionFactory(plan=plan)


@pytest.fixture
def level(version, own):
    goal = f.LongTermGoalFactory(name="God utbildning för alla", number=2)
    f.GoalStatementFactory(version=version, goal=goal)
    kpi = f.KpiFactory(title="Behöriga till gymnasiet", unit="%", decimals=1, direction="higher")
    level = f.AmbitionLevelFactory(version=version, goal=goal, kpi=kpi, kind="at_least", value=Decimal(80))
    for year, value in ((2018, "70.1"), (2019, "75.25"), (2020, "79.4")):
        f.KpiValueFactory(
            kpi=kpi,
            area=own,
            period_end=dt.date(year, 12, 31),
            value=Decimal(value),
            known_from=dt.date(year + 1, 4, 1),
        )
    return level


@pytest.fixture
def day(plan, version, level):
    f.bring(version, "adopted", matter=f.MatterFactory(), on=dt.date(2021, 6, 14))
    return f.RoomFactory(day__date=DAY, day__plan=plan, day__phase="planned").day


def begin(day, by):
    return rooms.move(day=day, to="situation", by=by, at=timezone.now())


def page(day, client=None):
    return (client or Client()).get(f"/framtidsdag/{day.date.isoformat()}/fakta/")


def test_the_sheet_tells_value_level_status_and_trend_with_exact_numbers(day):
    content = facts_on(day)
    (goal,) = content["goals"]
    (kpi,) = goal["kpis"]
    assert (goal["name"], goal["headline"]) == ("God utbildning för alla", "0 av 1 nyckeltal når nivån.")
    assert (kpi["value"], kpi["shown"], kpi["period"]) == ("79.4", "79,4\u00a0%", "2020")
    assert kpi["status"] == "partly"
    assert (kpi["trend"], kpi["since"]) == ("improved", "2019")
    assert [point["value"] for point in kpi["series"]] == ["70.1", "75.25", "79.4"]
    assert kpi["sources"][0]["name"]
    assert json.loads(json.dumps(content)) == content


def test_what_was_published_later_is_not_known(day, own, level):
    f.KpiValueFactory(
        kpi=level.kpi, area=own, period_end=dt.date(2021, 12, 31), value=Decimal(90), known_from=DAY + dt.timedelta(1)
    )
    assert facts_on(day)["goals"][0]["kpis"][0]["period"] == "2020"


def test_a_day_without_a_plan_reads_the_one_in_force(day, plan):
    day.plan = None
    # The plan for 2022 is adopted, but it is not the one in force in 2021.
    assert facts_on(day)["goals"] == []


def test_the_label_example_is_contagious(plan, version, own):
    f.AmbitionLevelFactory(version=version, is_example=True)
    f.bring(version, "adopted", matter=f.MatterFactory(), on=dt.date(2021, 6, 14))
    content = facts_on(f.FramtidsdagFactory(date=DAY, plan=plan))
    assert content["is_example"]
    assert content["goals"][0]["is_example"]
    assert content["goals"][0]["kpis"][0]["is_example"]


def test_the_sheet_stands_whatever_changes_afterwards(day, level, own, facilitator):
    begin(day, facilitator)
    before = page(day).content
    assert "Nuläget den 27 september 2021" in before.decode()
    assert "79,4\u00a0%" in before.decode()
    f.KpiValueFactory(
        kpi=level.kpi, area=own, period_end=dt.date(2021, 12, 31), value=Decimal("99.9"), known_from=dt.date(2021, 9, 1)
    )
    KpiValue.objects.filter(known_to__isnull=True).update(known_to=dt.date(2021, 9, 2))
    Kpi.objects.update(title="Något helt annat", decimals=0)
    LongTermGoal.objects.update(name="Ett annat mål")
    after = page(day).content.decode()
    assert "Behöriga till gymnasiet" in after
    assert "God utbildning för alla" in after
    assert "99,9" not in after
    assert "annat" not in after


def test_the_sheet_is_made_once(day, level, facilitator):
    begin(day, facilitator)
    made = FactsSheet.objects.get()
    for to in ("planned", "situation", "workshop", "situation"):
        rooms.move(day=day, to=to, by=facilitator, at=timezone.now())
    assert FactsSheet.objects.get() == made
    with pytest.raises(IntegrityError), transaction.atomic():
        FactsSheet.objects.update(content={})
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()


def test_ten_queries_at_most_whatever_the_number_of_kpis(plan, version, own, django_assert_max_num_queries):
    goals = [f.LongTermGoalFactory(number=at) for at in (1, 2, 3)]
    for at in range(15):
        f.AmbitionLevelFactory(version=version, goal=goals[at % 3])
    f.bring(version, "adopted", matter=f.MatterFactory(), on=dt.date(2021, 6, 14))
    day = f.FramtidsdagFactory(date=DAY, plan=plan)
    with django_assert_max_num_queries(10):
        assert sum(len(goal["kpis"]) for goal in facts_on(day)["goals"]) == 15


def test_before_the_day_the_page_says_so(day):
    answer = page(day)
    assert answer.status_code == 200
    assert "Dagen har inte börjat" in answer.content.decode()


def test_the_page_is_public_and_kept_by_its_etag(day, facilitator, django_assert_max_num_queries):
    begin(day, facilitator)
    with django_assert_max_num_queries(10):
        answer = page(day)
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "public, no-cache"
    again = Client().get(f"/framtidsdag/{DAY}/fakta/", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert page(day, as_user(Client(), facilitator)).headers["Cache-Control"] == "private, no-store"


def test_an_example_says_noindex(plan, version, facilitator):
    f.AmbitionLevelFactory(version=version, is_example=True)
    f.bring(version, "adopted", matter=f.MatterFactory(), on=dt.date(2021, 6, 14))
    day = f.RoomFactory(day__date=DAY, day__plan=plan, day__phase="planned").day
    begin(day, facilitator)
    text = page(day).content.decode()
    assert 'content="noindex"' in text
    assert '<span class="example">Exempel</span>' in text


def test_points_that_earlier_days_left_are_on_the_page(day):
    earlier = f.FramtidsdagFactory(date=dt.date(2021, 1, 1))
    earlier.points.create(order=1, text="Uppföljningen kommer för sent", owner_text="Gruppledarna")
    text = page(day).content.decode()
    assert "Uppföljningen kommer för sent" in text
    assert "Ägare: Gruppledarna" in text
