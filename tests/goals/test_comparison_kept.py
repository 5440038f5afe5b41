"""What is kept of a comparison with a draft in it is never older than the draft."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals import copying
from goals.comparison_address import comparison_url
from goals.models import BudgetFrame, DraftGroup, FocusArea, PlanVersion
from goals.version_rows import contents_of, digest_of, raw_rows
from kpis.models import AmbitionLevel, LevelBody
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def basis():
    return factories.PlanVersionFactory(full=True, adopted=True, introduction="Året börjar.", name="Juni")


@pytest.fixture
def group(fortroendevald) -> DraftGroup:
    made = factories.DraftGroupFactory()
    factories.DraftGroupMemberFactory(group=made, user=fortroendevald)
    return made


@pytest.fixture
def draft(basis, group):
    at = factories.noon(factories.ADOPTED_ON)
    return copying.new_draft(plan=basis.plan, name="Utkastet", basis=basis, group=group, at=at)


@pytest.fixture
def read(client, basis, draft, fortroendevald):
    """The page's text as a member of the group reads it."""
    as_user(client, fortroendevald)

    def page() -> str:
        response = client.get(comparison_url(basis, draft))
        assert response.status_code == 200
        return re.sub(r"<[^>]+>", " ", response.content.decode())

    return page


def test_every_edit_of_a_draft_is_seen_at_once(read, draft):
    assert "Versionerna är lika." in read()
    FocusArea.objects.filter(version=draft).update(text="Kvällsläsning")
    assert "Kvällsläsning" in read()
    FocusArea.objects.filter(version=draft).update(text="Morgonläsning")
    text = read()
    assert "Morgonläsning" in text and "Kvällsläsning" not in text
    AmbitionLevel.objects.filter(version=draft).update(value=85)
    assert "En ambitionsnivå höjd" in read()
    LevelBody.objects.filter(version=draft).delete()
    assert "ingen utsedd" in read()
    PlanVersion.objects.filter(pk=draft.pk).update(name="Ett nytt namn", introduction="Så här.")
    assert "Ett nytt namn jämfört med Juni" in read()
    FocusArea.objects.filter(version=draft).delete()
    assert "ett fokusområde borttaget" in " ".join(read().split())


def test_what_a_draft_names_is_called_what_it_is_now(read, draft):
    frame = BudgetFrame.objects.select_related("body").get(version=draft)
    BudgetFrame.objects.filter(version=draft).update(amount=frame.amount + 1_000_000)
    assert frame.body.title in read()
    frame.body.name = "framtidsnämnden"
    frame.body.save()
    assert "Framtidsnämnden" in read()
    level = AmbitionLevel.objects.select_related("kpi").get(version=draft)
    AmbitionLevel.objects.filter(version=draft).update(value=85)
    assert level.kpi.title in read()
    level.kpi.title = "Andel som läser"
    level.kpi.save()
    assert "Andel som läser" in read()


def test_an_unchanged_draft_is_not_compared_again(read, draft):
    FocusArea.objects.filter(version=draft).update(text="Läsning varje kväll.")
    first = read()
    with CaptureQueriesContext(connection) as queries:
        assert read() == first
    assert "kpis_kpi" not in " ".join(query["sql"] for query in queries if "JSON" not in query["sql"].upper())


def test_what_says_the_same_has_the_same_digest(basis, draft):
    def digest() -> str:
        version = PlanVersion.objects.get(pk=draft.pk)
        return digest_of([basis, version], raw_rows([basis, version]))

    first = digest()
    assert digest() == first
    seen = {first}
    for change in ({"name": "Annat"}, {"introduction": "Annat."}, {"proposed_by": "C"}, {"is_example": True}):
        PlanVersion.objects.filter(pk=draft.pk).update(**change)
        seen.add(digest())
    FocusArea.objects.filter(version=draft).update(order=7)
    assert len(seen | {digest()}) == 6


def test_rows_that_are_asked_for_once_are_read_without_a_query(basis, draft, django_assert_num_queries):
    raw = raw_rows([basis, draft])
    with django_assert_num_queries(0):
        contents = contents_of([basis, draft], raw)
    assert contents == contents_of([basis, draft])
