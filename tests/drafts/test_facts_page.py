"""The page with facts and checklist: for those who may read the draft, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from goals.models import PlanVersion
from kungsor_portal.models import User
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


def test_the_group_reads_its_facts_and_its_checklist(signed_in: Client, draft: PlanVersion, clock: Any) -> None:
    answer = signed_in.get(reverse("draft_facts", args=[draft.pk]))
    page = BeautifulSoup(answer.content, "html.parser")
    assert [heading.get_text() for heading in page.select("main h2")] == ["Fakta", "Innan förslaget lämnas"]
    assert "nyckeltal når föreslagen nivå" in page.get_text()
    assert page.find("a", href=reverse("draft_consultation", args=[draft.pk])) is not None


def test_nobody_else_finds_it(client: Client, draft: PlanVersion, stranger: User) -> None:
    address = reverse("draft_facts", args=[draft.pk])
    assert as_user(client, stranger).get(address).status_code == 404
    answer = as_user(client, None).get(address)
    assert answer.status_code == 302 and "/logga-in/" in answer.url


def test_an_administrator_who_looks_is_led_nowhere(client: Client, draft: PlanVersion, administrator: User) -> None:
    answer = as_user(client, administrator).get(reverse("draft_facts", args=[draft.pk]))
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select(".draft-checklist a") == []
