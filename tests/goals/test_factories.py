"""The factories keep their promises, for every registered part and on both engines."""

from __future__ import annotations

import pytest

from goals import parts, triggers
from goals.models import ContentRevision, PlanVersion
from tests import factories
from tests.plugins.people import ROLES, as_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)
def test_every_registered_part_has_a_factory(spec):
    assert isinstance(factories.PART_FACTORIES[spec.model](), spec.model)


@pytest.mark.parametrize("status", [status for status in PlanVersion.Status if status != "draft"])
def test_a_full_version_can_be_brought_to_every_status(status):
    version = factories.PlanVersionFactory(until=status, full=True)
    assert version.status == status


@pytest.mark.parametrize("role", ROLES)
def test_people_sign_in_past_the_throttling(role, person_of, client):
    user = person_of(role)
    assert as_user(client, user).session.get("_auth_user_id") == (str(user.pk) if user else None)


def test_an_officer_works_in_the_admin_and_a_representative_does_not(handlaggare, fortroendevald):
    assert handlaggare.is_staff
    assert handlaggare.has_perm("kpis.add_kpivalue")
    assert not fortroendevald.is_staff


def test_the_triggers_stand_in_the_test_database():
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_after_a_test_that_commits_everything_stands_again(round_, handlaggare):
    assert triggers.missing() == []
    assert ContentRevision.objects.filter(scope=ContentRevision.CONTENT).exists()
    assert handlaggare.has_perm("kpis.add_kpivalue")
    factories.PlanVersionFactory(adopted=True, full=True)
