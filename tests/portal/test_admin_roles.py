"""Nobody can do more in the admin than their role says, not by typing an address either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from goals.models import PlanVersion
from kungsor_portal import roles
from kungsor_portal.models import User
from tests.factories import (
    AreaFactory,
    BodyFactory,
    KpiFactory,
    KpiValueFactory,
    LongTermGoalFactory,
    MatterFactory,
    MeetingFactory,
    PlanVersionFactory,
    UserFactory,
    VisionFactory,
    decide,
)
from tests.plugins.people import ROLES, as_user

pytestmark = pytest.mark.django_db
STAFF = {"handlaggare", "facilitator", "sekreterare", "administrator"}

LISTS = {
    "goals/body": {"handlaggare", "facilitator", "sekreterare", "administrator"},
    "goals/party": {"sekreterare", "administrator"},
    "goals/person": {"sekreterare", "administrator"},
    "goals/seat": {"sekreterare", "administrator"},
    "goals/draftgroup": {"administrator"},
    "goals/vision": {"handlaggare", "sekreterare", "administrator"},
    "goals/framework": {"handlaggare", "sekreterare", "administrator"},
    "goals/longtermgoal": {"handlaggare", "sekreterare", "administrator"},
    "goals/meeting": {"sekreterare", "administrator"},
    "goals/matter": {"sekreterare", "administrator"},
    "goals/plan": {"facilitator", "sekreterare", "administrator"},
    "goals/planversion": {"sekreterare", "administrator"},
    "goals/decision": {"facilitator", "sekreterare", "administrator"},
    "kpis/kpi": {"handlaggare", "administrator"},
    "kpis/kpivalue": {"handlaggare", "administrator"},
    "kpis/area": {"handlaggare", "administrator"},
    "framtidsdag/framtidsdag": {"facilitator", "administrator"},
    "framtidsdag/assignment": {"facilitator", "administrator"},
    "framtidsdag/steeringpoint": {"facilitator", "administrator"},
    "kungsor_portal/user": {"administrator"},
    "auth/group": {"administrator"},
}
ADDS = {
    "goals/body": {"sekreterare", "administrator"},
    "goals/vision": {"administrator"},
    "goals/longtermgoal": {"administrator"},
    "goals/meeting": {"sekreterare", "administrator"},
    "goals/matter": {"sekreterare", "administrator"},
    "goals/draftgroup": {"administrator"},
    "goals/plan": set(),
    "goals/planversion": set(),
    "goals/decision": set(),
    "kpis/kpi": {"handlaggare", "administrator"},
    "kpis/kpivalue": set(),
    "framtidsdag/framtidsdag": {"facilitator", "administrator"},
    "kungsor_portal/user": {"administrator"},
    "auth/group": set(),
}


def status(client: Client, url: str) -> int:
    """The last answer after redirects, as a browser sees it."""
    return client.get(url, follow=True).status_code


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("address", "allowed"), LISTS.items())
def test_each_list_is_open_to_its_roles_alone(
    client: Client, person_of: Callable[[str], Any], role: str, address: str, allowed: set[str]
) -> None:
    as_user(client, person_of(role))

    response = client.get(f"/admin/{address}/")

    if role in allowed:
        assert response.status_code == 200
    elif role in STAFF:
        assert response.status_code == 403
    else:
        assert response.status_code == 302


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize(("address", "allowed"), ADDS.items())
def test_each_form_is_open_to_its_roles_alone(
    client: Client, person_of: Callable[[str], Any], role: str, address: str, allowed: set[str]
) -> None:
    as_user(client, person_of(role))

    assert client.get(f"/admin/{address}/add/").status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("role", ROLES)
def test_values_are_entered_by_handlaggare_and_administrator_alone(
    client: Client, person_of: Callable[[str], Any], role: str
) -> None:
    AreaFactory(own=True)
    kpi = KpiFactory()
    as_user(client, person_of(role))
    expected = 200 if role in {"handlaggare", "administrator"} else 403 if role in STAFF else 302

    for address in ("inmatning/", f"{kpi.pk}/varden/", f"{kpi.pk}/varden/klistra-in/"):
        assert client.get(f"/admin/kpis/kpi/{address}").status_code == expected
        if expected != 200:
            assert client.post(f"/admin/kpis/kpi/{address}", {"spara": "1"}).status_code == expected


def test_an_elected_representative_has_no_admin(client: Client, fortroendevald: User) -> None:
    as_user(client, fortroendevald)

    assert status(client, "/admin/") == 403
    assert status(client, "/admin/login/") == 403


def test_whoever_is_not_signed_in_is_led_to_the_portals_own_way_in(client: Client) -> None:
    assert client.get("/admin/kpis/kpi/?q=x")["Location"] == "/logga-in/?next=/admin/kpis/kpi/%3Fq%3Dx"
    response = client.get("/admin/login/?next=/admin/kpis/kpi/")
    assert response["Location"] == "/logga-in/?next=/admin/kpis/kpi/"


@pytest.mark.parametrize("target", ["https://ond.example/", "//ond.example", "javascript:alert(1)", "\\\\ond.example"])
def test_the_way_in_leads_to_no_other_host(client: Client, handlaggare: User, target: str) -> None:
    assert "ond" not in client.get("/admin/login/", {"next": target})["Location"]
    assert as_user(client, handlaggare).get("/admin/login/", {"next": target})["Location"] == "/admin/"


def test_a_handlaggare_removes_no_value_and_touches_no_account(client: Client, handlaggare: User) -> None:
    value = KpiValueFactory()
    other = UserFactory()
    as_user(client, handlaggare)

    assert client.post(f"/admin/kpis/kpivalue/{value.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/kpis/kpi/{value.kpi_id}/delete/", {"post": "yes"}).status_code == 403
    for action in ("change", "delete", "password"):
        assert client.get(f"/admin/kungsor_portal/user/{other.pk}/{action}/").status_code == 403


# --- What is decided is not changed here ----------------------------------------------------


def test_a_draft_is_not_there_for_anyone_in_the_admin(client: Client, administrator: User, sekreterare: User) -> None:
    draft = PlanVersionFactory(name="Hemligt utkast")
    proposed = PlanVersionFactory(name="Lagt förslag", proposed=True)
    for person in (administrator, sekreterare):
        as_user(client, person)
        listed = client.get("/admin/goals/planversion/").content.decode()
        assert "Lagt förslag" in listed and "Hemligt" not in listed
        assert client.get(f"/admin/goals/planversion/{proposed.pk}/change/").status_code == 200
        for page in ("change", "history", "delete"):
            response = client.get(f"/admin/goals/planversion/{draft.pk}/{page}/", follow=True)
            assert "Hemligt" not in response.content.decode()


@pytest.mark.parametrize("role", ["sekreterare", "administrator"])
def test_no_status_version_or_decision_is_changed_in_the_admin(
    client: Client, person_of: Callable[[str], Any], role: str
) -> None:
    matter = MatterFactory()
    version = PlanVersionFactory(proposed=True, matter=matter)
    decision = decide(matter=matter)
    as_user(client, person_of(role))

    for address in (f"planversion/{version.pk}", f"decision/{decision.pk}", f"plan/{version.plan_id}"):
        page = client.get(f"/admin/goals/{address}/change/")
        assert page.status_code == 200
        assert b'name="_save"' not in page.content
        for action in ("change", "delete"):
            sent = {"post": "yes", "status": "adopted"}
            assert client.post(f"/admin/goals/{address}/{action}/", sent).status_code == 403
    assert PlanVersion.objects.get().status == "proposed"


def test_the_phase_of_a_framtidsdag_is_not_a_field(client: Client, facilitator: User) -> None:
    page = as_user(client, facilitator).get("/admin/framtidsdag/framtidsdag/add/").content.decode()

    assert 'name="theme"' in page and 'name="phase"' not in page


@pytest.mark.parametrize("factory", [BodyFactory, LongTermGoalFactory, MatterFactory, VisionFactory])
def test_an_address_holds_for_ever(client: Client, administrator: User, factory: Any) -> None:
    row = factory()
    url = f"/admin/{row._meta.app_label}/{row._meta.model_name}"
    as_user(client, administrator)

    assert 'name="slug"' in client.get(f"{url}/add/").content.decode()
    assert 'name="slug"' not in client.get(f"{url}/{row.pk}/change/").content.decode()


def test_the_secretary_enters_meetings_and_matters(client: Client, sekreterare: User) -> None:
    meeting = MeetingFactory()

    assert as_user(client, sekreterare).get(f"/admin/goals/meeting/{meeting.pk}/change/").status_code == 200


def test_every_page_of_the_admin_speaks_swedish(client: Client, administrator: User) -> None:
    as_user(client, administrator)
    for address, title in (("", "Administration"), ("kpis/", "Nyckeltal"), ("kungsor_portal/user/", "konto")):
        page = client.get(f"/admin/{address}").content.decode()
        assert 'lang="sv"' in page
        assert title in page
        for english in ("Site administration", "Recent actions", "Add user", "Change password", "Select "):
            assert english not in page


# --- Accounts -------------------------------------------------------------------------------


def account(**fields: Any) -> dict[str, Any]:
    return {"first_name": "Robin", "last_name": "Exempelsson", "email": "", "unit": "Kansliet", **fields}


def test_an_administrator_makes_an_account_whose_role_says_whether_it_works_in_the_admin(
    client: Client, administrator: User
) -> None:
    as_user(client, administrator)
    password = {"password1": "ett-långt-lösenord-här", "password2": "ett-långt-lösenord-här", "usable_password": "true"}
    group = {name: Group.objects.get(name=name).pk for name in roles.ROLES}

    for username, role in (("ny-handlaggare", roles.OFFICER), ("ny-fortroendevald", roles.REPRESENTATIVE)):
        data = account(username=username, groups=[group[role]], is_superuser="on", is_staff="on", **password)
        assert client.post("/admin/kungsor_portal/user/add/", data).status_code == 302

    officer = User.objects.get(username="ny-handlaggare")
    elected = User.objects.get(username="ny-fortroendevald")
    assert (officer.is_staff, officer.is_superuser, officer.unit) == (True, False, "Kansliet")
    assert (elected.is_staff, elected.is_superuser) == (False, False)


def test_whoever_loses_the_role_loses_the_admin(client: Client, administrator: User, handlaggare: User) -> None:
    url = f"/admin/kungsor_portal/user/{handlaggare.pk}/change/"

    as_user(client, administrator).post(url, account(username="handlaggare", is_active="on", groups=[]))

    handlaggare.refresh_from_db()
    assert not handlaggare.is_staff


def test_nobody_makes_themselves_a_superuser(client: Client, administrator: User) -> None:
    url = f"/admin/kungsor_portal/user/{administrator.pk}/change/"
    group = Group.objects.get(name=roles.ADMINISTRATOR).pk
    as_user(client, administrator)
    page = client.get(url).content.decode()

    client.post(url, account(username="administrator", is_active="on", groups=[group], is_superuser="on",
                             user_permissions=["1"]))  # fmt: skip

    administrator.refresh_from_db()
    assert 'name="is_superuser"' not in page and 'name="user_permissions"' not in page
    assert (administrator.is_superuser, administrator.user_permissions.count()) == (False, 0)


def test_a_superusers_account_is_out_of_an_administrators_reach(client: Client, administrator: User) -> None:
    root = UserFactory(username="rot", is_superuser=True)
    as_user(client, administrator)
    url = f"/admin/kungsor_portal/user/{root.pk}"

    assert client.post(f"{url}/change/", account(username="min")).status_code == 403
    assert client.get(f"{url}/password/").status_code == 403
    assert client.post(f"{url}/delete/", {"post": "yes"}).status_code == 403


def test_an_account_that_has_entered_values_is_kept(client: Client, administrator: User, handlaggare: User) -> None:
    KpiValueFactory(recorded_by=handlaggare)
    url = f"/admin/kungsor_portal/user/{handlaggare.pk}/delete/"

    as_user(client, administrator).post(url, {"post": "yes"})

    assert User.objects.filter(pk=handlaggare.pk).exists()


def test_nobody_removes_their_own_account(client: Client, administrator: User) -> None:
    url = f"/admin/kungsor_portal/user/{administrator.pk}/delete/"

    assert as_user(client, administrator).post(url, {"post": "yes"}).status_code == 403


def test_the_roles_are_read_and_never_changed(client: Client, administrator: User) -> None:
    officer = Group.objects.get(name=roles.OFFICER)
    as_user(client, administrator)

    page = client.get(f"/admin/auth/group/{officer.pk}/change/").content.decode()

    assert "nyckeltal: se, lägga till, ändra" in page.replace("lägga till, ändra, se", "se, lägga till, ändra")
    assert client.post(f"/admin/auth/group/{officer.pk}/change/", {"name": "x"}).status_code == 403
