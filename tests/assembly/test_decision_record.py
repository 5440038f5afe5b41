"""What anyone reads of a decision and of a version's way to it: units, never people, and the protokoll as a file."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from goals import decisions
from goals.decision_texts import Text
from goals.models.decisions import DecisionTextKind as Kind
from tests import factories as f
from tests.plugins.clock import Clock
from tests.plugins.people import as_user

pytestmark = [pytest.mark.django_db]
D = dt.date


def read(client: Client, url: str) -> str:
    main = BeautifulSoup(client.get(url).content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


def test_the_unit_is_that_of_the_day_and_never_the_persons_name(client: Client) -> None:
    user = f.UserFactory(secretary=True, unit="Kansliet", last_name="Hemligsson")
    decision = f.decide(matter=f.MatterFactory(), by=user)
    user.unit = "En annan enhet"
    user.save()
    page = read(client, decision.get_absolute_url())
    assert "Registrerat av Kansliet" in page
    assert "En annan enhet" not in page
    assert "Hemligsson" not in page


def test_who_took_no_part_and_the_beslutsgang_stand_on_the_page(client: Client) -> None:
    texts = [
        Text(Kind.DECLINES, "Deltar inte i beslutet.", "Bo Ek (V)"),
        Text(Kind.ORDER, "Ordföranden finner bifall."),
    ]
    page = read(client, f.decide(matter=f.MatterFactory(), texts=texts).get_absolute_url())
    assert "Deltar inte i beslutet 1 Bo Ek (V)" in page
    assert "Beslutsgång Ordföranden finner bifall." in page


def test_the_protokoll_as_a_file_is_linked_from_the_page_and_the_list(client: Client) -> None:
    decision = f.decide(matter=f.MatterFactory())
    url = reverse("decision_minutes", args=[decision.slug])
    assert "Inte länkat" in read(client, decision.get_absolute_url())
    f.MinutesFileFactory(decision=decision, name="KF 14 juni.pdf")
    page = client.get(decision.get_absolute_url()).content.decode()
    assert f'href="{url}"' in page
    assert "KF 14 juni.pdf" in page
    assert "Inte länkat" not in page
    assert f'href="{url}"' in client.get("/beslut/").content.decode()


def test_a_version_tells_which_unit_made_it_public(client: Client, clock: Clock) -> None:
    clock.noon(D(2021, 6, 20))
    user = f.UserFactory(secretary=True, unit="Kansliet")
    version = f.PlanVersionFactory(proposed=True, on=D(2021, 6, 1))
    decisions.publish(version=version, on=D(2021, 6, 4), by=user, at=f.noon(D(2021, 6, 4)))
    page = read(client, version.get_absolute_url())
    assert "Lades fram till fullmäktige 1 juni 2021." in page
    assert "Offentliggjordes 4 juni 2021 av Kansliet." in page


def test_the_secretary_is_led_from_the_decision_to_its_minutes(client: Client, sekreterare: Any) -> None:
    decision = f.decide(matter=f.MatterFactory())
    url = reverse("secretary_decision", args=[decision.pk])
    assert url not in client.get(decision.get_absolute_url()).content.decode()
    as_user(client, sekreterare)
    assert url in client.get(decision.get_absolute_url()).content.decode()
