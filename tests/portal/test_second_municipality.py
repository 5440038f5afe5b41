"""Any municipality: a made-up one, with four goals, another year and other bodies, and no page says Kungsör."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from goals.models import Body, LongTermGoal, PlanVersion
from kungsor_portal.content import load_folder
from kungsor_portal.municipality import Municipality
from tests.portal.crawling import Visited, Walk, walk
from tests.portal.exempelby import AT, EXEMPELBY

pytestmark = pytest.mark.django_db
OTHERS = ("kungsör", "kungsor", "västmanland", "1960")


@pytest.fixture(scope="module")
def exempelby(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Municipality]:
    """The portal serves Exempelby, with its content in a transaction that is rolled back after the module."""
    municipality = Municipality.from_folder(EXEMPELBY)
    with (
        override_settings(MUNICIPALITY=municipality, MUNICIPALITY_DIR=EXEMPELBY),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        load_folder(EXEMPELBY, at=AT)
        yield municipality
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walked(exempelby: Municipality) -> Walk:
    return walk(Client(), reverse("start"), "/sok/?q=skog", "/sok/?q=xyzzy", "/?den=2020-01-01")


def test_it_is_another_municipality_in_every_way_that_matters(exempelby: Municipality) -> None:
    kungsor = Municipality.from_folder(settings.BASE_DIR / "content" / "kungsor")
    assert LongTermGoal.objects.of_municipality(exempelby.steering_body).count() == 4
    assert set(PlanVersion.objects.values_list("plan__year", flat=True)) == {2025}
    assert Body.objects.get(slug=exempelby.steering_body).slug != kungsor.steering_body
    same = {key for key, value in asdict(exempelby).items() if value and value == asdict(kungsor)[key]}
    assert same <= {"contact", "accessibility", "kpis_per_goal"}


def test_every_page_answers(walked: Walk) -> None:
    wrong = [
        f"{page.status} {page.address} from {page.linked_from}"
        for page in walked.visited.values()
        if page.status != 200
    ]
    assert not wrong, "\n".join(wrong)
    met = {page.path for page in walked.pages}
    wanted = ("start", "vision", "goals", "kpis", "plans", "decisions", "framtidsdagar", "search", "about",
              "accessibility", "login")  # fmt: skip
    assert {reverse(name) for name in wanted} <= met
    for goal in LongTermGoal.objects.all():
        assert goal.get_absolute_url() in met
    for version in PlanVersion.objects.all():
        assert {version.get_absolute_url(), version.plan.get_absolute_url()} <= met


def test_no_page_knows_of_kungsor(walked: Walk) -> None:
    def named(page: Visited) -> list[str]:
        text = page.html.casefold()
        return [text[max(text.find(word) - 60, 0) :][:120] for word in OTHERS if word in text]

    told = {page.address: found for page in walked.visited.values() if (found := named(page))}
    assert not told


def test_every_page_bears_its_own_name_and_says_who_answers_for_it(walked: Walk, exempelby: Municipality) -> None:
    for page in walked.pages:
        assert exempelby.portal_name in page.soup.title.get_text(), page.address
        assert page.soup.select_one(".brand").get_text(strip=True) == exempelby.portal_name
        assert exempelby.contact.unit in page.soup.footer.get_text(), page.address


def test_its_vision_and_goals_stand_on_the_start_page(walked: Walk) -> None:
    start = walked.visited["/"].main
    assert "Levande skogar" in start.get_text()
    assert len(start.select(".goal")) == 4


@pytest.mark.parametrize("address", ["/finns-inte/", "/nyckeltal/?sida=-1"])
def test_errors_do_not_know_of_kungsor_either(client: Client, exempelby: Municipality, address: str) -> None:
    text = client.get(address).content.decode().casefold()
    assert exempelby.portal_name.casefold() in text
    assert not [word for word in OTHERS if word in text]


def test_all_its_html_is_valid(walked: Walk) -> None:
    faults = [fault for page in walked.pages for fault in page.syntax_faults()]
    assert not faults, "\n".join(faults)
