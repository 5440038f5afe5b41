"""A draft of a group, with the people around it."""

from __future__ import annotations

import pytest

from goals.models import DraftGroup, PlanVersion
from kungsor_portal.models import User
from tests import factories
from tests.plugins.people import as_user


@pytest.fixture
def group(db: None) -> DraftGroup:
    return factories.DraftGroupFactory(name="Budgetberedningen")


@pytest.fixture
def member(group: DraftGroup) -> User:
    """Karin, of the group."""
    user = factories.UserFactory(username="karin", first_name="Karin", last_name="Karlsson", representative=True)
    factories.DraftGroupMemberFactory(group=group, user=user)
    return user


@pytest.fixture
def colleague(group: DraftGroup) -> User:
    """Olle, of the same group."""
    user = factories.UserFactory(username="olle", first_name="Olle", last_name="Olsson", representative=True)
    factories.DraftGroupMemberFactory(group=group, user=user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Of another group."""
    user = factories.UserFactory(username="stina", representative=True)
    factories.DraftGroupMemberFactory(user=user)
    return user


@pytest.fixture
def draft(group: DraftGroup) -> PlanVersion:
    """A draft of the group on an adopted version, with one of every kind of part."""
    basis = factories.PlanVersionFactory(adopted=True, full=True, name="Mål och budget 2022")
    return factories.PlanVersionFactory(
        plan=basis.plan, basis=basis, group=group, name="Reviderad mål och budget 2022", on=factories.ADOPTED_ON
    )


@pytest.fixture
def signed_in(client, member):
    """Karin's browser."""
    return as_user(client, member)
