"""Every address × every role, driven from the resolver: an address that nobody has thought of here fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import goals.models as g
import kpis.models as k
from framtidsdag.models import Assignment, SteeringPoint
from goals.paper import can_make_pdf
from kungsor_portal.models import User
from kungsor_portal.roles import ROLES as RIGHTS
from kungsor_portal.roles import STAFF_ROLES
from tests import factories
from tests.factories import UserFactory
from tests.plugins.clock import Clock
from tests.plugins.people import ROLES, as_user
from tests.scene import Scene, make_scene

SIGNED_IN = [role for role in ROLES if role != "utomstaende"]
# Addresses that are no page of `Scene.addresses`, with what they answer to GET: for a visitor, and signed in.
OTHERS = {
    "login": (200, 302), "logout": (405, 405), "healthz": (200, 200), "choose_comparison_of_year": (302, 302),
    "meeting_screen": (404, 404),  # where there is no sammanträde: tests/assembly/test_screen.py
    "decision_minutes": (404, 404),  # where no file is stored: tests/assembly/test_protokoll_file.py
    "day_screen": (404, 404),  # where there is no day: tests/framtidsdag/test_screen.py
    "day_material": (404, 404),  # where there is no file: tests/framtidsdag/test_material.py
    "my_proposals": (404, 404),  # where there is no day: tests/framtidsdag/test_proposal_pages.py
    "join": (200, 200), "join_code": (404, 404),  # no such code: tests/framtidsdag/test_joining.py
}  # fmt: skip
ARGUMENTS = {
    "choose_comparison_of_year": [2022], "decision_minutes": ["ett-beslut"],
    "meeting_screen": ["kommunfullmaktige", "2022-03-15"],
    "day_screen": ["2031-01-01"], "day_material": ["2031-01-01", 1], "my_proposals": ["2031-01-01"],
    "join_code": ["ABC234"],
}  # fmt: skip
TRIED_ELSEWHERE = ("admin:", "draft", "publish", "secretary", "procedure", "roll_call", "voting", "ballot", "mask",
                   "part", "leading", "prepare", "day_new", "answer", "following")  # fmt: skip
# The admin's own addresses, which are no model's: what they answer to whoever may be in the admin.
ADMIN_SITE = {
    "index": 200, "login": 302, "logout": 405, "password_change": 200, "password_change_done": 200, "jsi18n": 200,
    "autocomplete": 403, "view_on_site": 404, "app_list": 200,
}  # fmt: skip
# Addresses that a ModelAdmin adds, with the rights that they ask for.
ADMIN_OWN = {
    "kpis_kpi_entry": {"kpis.add_kpivalue", "kpis.view_kpi"},
    "kpis_kpi_values": {"kpis.add_kpivalue", "kpis.view_kpi"},
    "kpis_kpi_paste": {"kpis.add_kpivalue", "kpis.view_kpi"},
    "goals_budgetinput_ask": {"goals.add_budgetinput"},
    "auth_user_password_change": {"kungsor_portal.change_user"},
}
WITHOUT_ROW = {"kpis_kpi_entry", "goals_budgetinput_ask"}
# What a role has a right to and the admin still does not offer: values are entered on pages of their own.
# Rights that are not to do something with one model's rows in the admin: see drafts.access.
SPECIAL_RIGHTS = {
    "assembly.conduct_meetings", "drafts.look_at_drafts", "drafts.read_put_forward", "goals.mask_texts",
    "goals.register_decisions", "framtidsdag.lead_days", "framtidsdag.answer_proposals",
}  # fmt: skip
NOT_OFFERED = {("kpis.kpivalue", "add")}
ACTIONS = {"changelist": ("view", "change"), "add": ("add",), "change": ("view", "change"),
           "history": ("view", "change"), "delete": ("delete",)}  # fmt: skip


@pytest.fixture(scope="module")
def scene(shared_database: None) -> Scene:
    scene = make_scene()
    factories.DraftGroupFactory()
    factories.SeatHolderFactory()
    factories.OutlookFactory(plan=scene.plan)
    factories.BudgetNeedFactory(input__plan=scene.plan)
    SteeringPoint.objects.create(day=scene.day, order=1, text="Målen är många")
    return scene


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """All of it as of the scene's day."""


def patterns(resolver: Any = None) -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the portal with its name, the namespace before it."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from ((inner + name, pattern) for name, pattern in patterns(entry))
        else:
            yield entry.name or str(entry.pattern), entry


def own_names() -> list[str]:
    """All but the admin's, and those tried elsewhere for every role: drafts' in tests/drafts/test_secrecy.py (and for
    every group), the secretary's in tests/goals/test_publication.py and tests/assembly/test_room.py, those of a vote
    in tests/assembly/test_procedure_pages.py, test_roll_call_pages.py and test_ballot_pages.py, those of a Framtidsdag
    in tests/framtidsdag/test_day_addresses.py.
    """
    return sorted(name for name, _ in patterns() if not name.startswith(TRIED_ELSEWHERE))


def test_every_address_has_an_entry_here(scene: Scene):
    assert set(own_names()) == set(scene.addresses) | set(scene.papers) | set(OTHERS)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_every_public_page(scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]):
    as_user(client, person_of(role))
    answers = {name: client.get(url).status_code for name, url in scene.addresses.items()}
    assert answers == dict.fromkeys(scene.addresses, 200)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_every_page_as_pdf_where_one_can_be_made(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    as_user(client, person_of(role))
    answers = {name: client.get(url).status_code for name, url in scene.papers.items()}
    assert answers == dict.fromkeys(scene.papers, 200 if can_make_pdf() else 503)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_writes_to_a_page_that_is_read(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    as_user(client, person_of(role))
    answers = {
        (name, method): getattr(client, method)(url).status_code
        for name, url in (scene.addresses | scene.papers).items()
        for method in ("post", "put", "delete", "patch")
    }
    assert set(answers.values()) == {405}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", OTHERS)
def test_the_way_in_and_out_and_the_watchman(
    db: None, client: Client, role: str, name: str, person_of: Callable[[str], Any]
):
    as_user(client, person_of(role))
    assert client.get(reverse(name, args=ARGUMENTS.get(name))).status_code == OTHERS[name][role != "utomstaende"]


# --- The admin -------------------------------------------------------------------------------


def admin_names() -> dict[str, URLPattern]:
    return {name.removeprefix("admin:"): pattern for name, pattern in patterns() if name.startswith("admin:")}


def model_addresses() -> Iterator[tuple[str, type[Model], str]]:
    """(name, model, what is done there) for each standard address of each ModelAdmin."""
    for model in admin.site._registry:
        meta = model._meta
        yield from ((f"{meta.app_label}_{meta.model_name}_{what}", model, what) for what in ACTIONS)


def test_every_address_of_the_admin_has_an_entry_here():
    known = {name for name, _, _ in model_addresses()} | set(ADMIN_SITE) | set(ADMIN_OWN)
    nameless = {"(?P<url>.*)$", "<path:object_id>/"}  # the catch-all, and Django's redirect from old addresses
    assert set(admin_names()) - nameless == known


def rights_of(user: User) -> set[str]:
    return {right for role in user.groups.values_list("name", flat=True) for right in RIGHTS[role]}


def may(rights: set[str], model: type[Model], what: str) -> bool:
    meta = model._meta
    return any(f"{meta.app_label}.{action}_{meta.model_name}" in rights for action in ACTIONS[what])


def _address(name: str, model: type[Model], what: str, user: User) -> str:
    """An address of the model's admin; for accounts, of somebody else's, since nobody removes their own."""
    if what in ("changelist", "add"):
        return reverse(f"admin:{name}")
    row = admin.site._registry[model].get_queryset(_Anyone()).order_by("pk")  # type: ignore[arg-type]
    row = (row.exclude(pk=user.pk) if model is User else row).first()
    assert row is not None, f"the scene has no {model._meta.verbose_name} to try {what} on"
    return reverse(f"admin:{name}", args=[row.pk])


class _Anyone:
    """A request for ModelAdmin.get_queryset, which asks who it is for."""

    user = User(is_superuser=True)


@pytest.mark.parametrize("role", SIGNED_IN)
def test_nobody_reaches_more_of_the_admin_than_the_role_has_rights_to(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    UserFactory(username="nagon-annan")
    user = person_of(role)
    rights = rights_of(user)
    as_user(client, user)
    wrong = {}
    for name, model, what in model_addresses():
        expected = 200 if may(rights, model, what) and (model._meta.label_lower, what) not in NOT_OFFERED else 403
        url = _address(name, model, what, user)
        if not user.is_staff:
            expected = 302
        for method in ("get", "post") if expected == 403 else ("get",):
            found = getattr(client, method)(url).status_code
            if found != expected:
                wrong[f"{method} {url}"] = f"{found}, not {expected}"
    assert not wrong


@pytest.mark.parametrize("role", SIGNED_IN)
def test_the_admins_own_addresses_ask_for_rights(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    user = person_of(role)
    as_user(client, user)
    for name, needed in ADMIN_OWN.items():
        arguments = [] if name in WITHOUT_ROW else [user.pk if "user" in name else scene.kpi.pk]
        allowed = user.is_staff and needed <= rights_of(user)
        expected = 200 if allowed else 403 if user.is_staff else 302
        assert client.get(reverse(f"admin:{name}", args=arguments)).status_code == expected, name


@pytest.mark.parametrize("role", ["handlaggare", "facilitator", "sekreterare", "administrator"])
def test_the_admins_common_addresses_answer_those_who_work_there(
    scene: Scene, client: Client, role: str, person_of: Callable[[str], Any]
):
    user = person_of(role)
    as_user(client, user)
    mine = next(label for label in ("kpis", "goals", "framtidsdag") if user.has_module_perms(label))
    arguments = {"app_list": [mine], "view_on_site": [1, 1]}
    for name, expected in ADMIN_SITE.items():
        found = client.get(reverse(f"admin:{name}", args=arguments.get(name, []))).status_code
        assert found in (expected, 404 if name == "view_on_site" else expected), f"{name}: {found}"


def everything_behind_the_door() -> list[str]:
    some = {"app_list": ["goals"], "view_on_site": [1, 1]}
    names = [*ADMIN_SITE, *ADMIN_OWN, *(name for name, _, _ in model_addresses())]
    with_pk = {name for name, _, what in model_addresses() if what not in ("changelist", "add")}
    with_pk |= set(ADMIN_OWN) - WITHOUT_ROW
    found = [reverse(f"admin:{name}", args=[1] if name in with_pk else some.get(name, [])) for name in names]
    return [*found, "/admin/finns-inte/", "/admin/kpis/kpi/1/"]


def test_every_address_of_the_admin_leads_a_visitor_to_the_way_in(db: None, client: Client):
    outside = {reverse("admin:login"), reverse("admin:logout")}
    for url in everything_behind_the_door():
        answer = client.get(url, follow=True)
        last = answer.redirect_chain[-1][0]
        target = reverse("admin:index") if url in outside else url
        assert last == f"/logga-in/?{urlencode({'next': target}, safe='/')}" or url in outside, f"{url} → {last}"
        assert answer.status_code == 200 and "portal/login.html" in [t.name for t in answer.templates], url


def test_a_representative_is_told_no_at_the_admins_door(client: Client, fortroendevald: User):
    as_user(client, fortroendevald)
    answer = client.get("/admin/", follow=True)
    assert answer.status_code == 403 and "403.html" in [t.name for t in answer.templates]


def test_every_view_that_is_not_marked_public_asks_for_sign_in():
    """The mark is `login_not_required`, which `public_page` sets; whatever has not got it is behind the door."""
    open_to_all = {name for name, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    part = {name for name, _ in patterns() if name.startswith("part")}  # a participant has no account
    scene = set(own_names()) - set(OTHERS)
    assert open_to_all == scene | set(OTHERS) | part | {"admin:login"}


def test_only_pages_that_are_kept_are_marked_as_kept():
    kept = {name for name, pattern in patterns() if getattr(pattern.callback, "is_public_page", False)}
    assert kept == set(own_names()) - set(OTHERS) | {"choose_comparison_of_year"}


def test_no_role_may_change_what_is_decided():
    """Decisions, versions and their parts are changed by goals.decisions alone, whoever asks."""
    decided = (g.Decision, g.DecisionItem, g.DecisionText, g.MinutesEvent, g.PlanVersion, *g.Part.__subclasses__())
    labels = {(model._meta.app_label, model._meta.model_name) for model in decided}
    for role, rights in RIGHTS.items():
        for right in rights:
            app, _, code = right.partition(".")
            action, _, model = code.partition("_")
            assert (app, model) not in labels or action == "view", f"{role} may {right}"


def test_values_are_only_added():
    changing = {right for rights in RIGHTS.values() for right in rights if right.endswith("_kpivalue")}
    assert changing == {"kpis.view_kpivalue", "kpis.add_kpivalue"}


@pytest.mark.parametrize("role", sorted(RIGHTS))
def test_a_roles_rights_are_those_of_its_group_and_name_models_that_exist(db: None, role: str):
    from django.contrib.auth.models import Group

    group = Group.objects.get(name=role)
    held = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")}
    assert held == RIGHTS[role]
    for right in held - SPECIAL_RIGHTS:
        app, _, code = right.partition(".")
        assert apps.get_model(app, code.partition("_")[2])
    assert bool(held) == (role in STAFF_ROLES)


def test_an_address_is_lower_case_swedish_without_diacritics_and_ends_with_a_slash(scene: Scene):
    for url in (scene.addresses | scene.papers).values():
        path = url.partition("?")[0]
        assert (
            path.isascii() and path == path.lower() and path.endswith(("/", ".csv", ".json", ".xml", ".docx", ".pdf"))
        )


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(scene: Scene, client: Client):
    for url in scene.pages.values():
        path, _, query = url.partition("?")
        if path != "/":
            answer = client.get(path.rstrip("/") + (f"?{query}" if query else ""))
            assert (answer.status_code, answer.headers["Location"]) == (301, url)


def test_the_steering_bodys_own_addresses_have_no_body_in_them(scene: Scene, client: Client):
    steering = f"/mal-och-budget/2022/{scene.plan.body.slug}/"
    assert client.get(steering).headers["Location"] == "/mal-och-budget/2022/"
    assert client.get(f"{steering}version/2/").headers["Location"] == "/mal-och-budget/2022/version/2/"


def test_the_models_of_this_test_are_all_there(scene: Scene):
    assert {k.Kpi, g.Plan, Assignment} <= set(admin.site._registry)
