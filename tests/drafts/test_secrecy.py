"""A draft is its group's alone: every address of drafts × everyone, and everything else that others are shown.

Driven from the resolver: an address of drafts that nobody has thought of here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

import goals.models as g
import kpis.models as k
from drafts.models import DraftLook
from kungsor_portal.models import User
from tests.drafts.rooms import OTHER_WORD, WORD, Room, Rooms, make_rooms
from tests.plugins.clock import Clock
from tests.plugins.people import as_user
from tests.portal.test_addresses import patterns

NOWHERE = 987_654


@pytest.fixture(scope="module")
def rooms(shared_database: None) -> Rooms:
    return make_rooms()


@pytest.fixture(autouse=True)
def _clock(clock: Clock) -> None:
    """All of it as of the scene's day."""


@dataclass(frozen=True)
class Address:
    """An address of drafts. ``methods`` are those that it answers, ``reads`` whether an administrator may look there,
    ``of_members`` whether it is for members and not for those whom they invite."""

    args: tuple[Any, ...] = ()
    methods: tuple[str, ...] = ("get",)
    reads: bool = True
    of_members: bool = False
    query: str = ""


def addresses(room: Room) -> dict[str, Address]:
    """Every address that is about one draft, as the room's own."""
    part = ("fokus", room.focus.key)
    thread = (*part, room.comment.pk)
    answer = g.InputAnswer.objects.filter(version=room.draft).values_list("key", flat=True).first()
    body = g.BudgetFrame.objects.filter(version=room.draft).values_list("body__slug", flat=True).first()
    level = k.AmbitionLevel.objects.filter(version=room.draft).values_list("key", flat=True).first()
    goal = f"?mal={room.focus.goal.slug}"
    both, post = ("get", "post"), ("post",)
    return {
        "draft": Address(),
        "draft_people": Address(),
        "draft_invite": Address(methods=post, of_members=True),
        "draft_invitation_end": Address((room.invitation.pk,), post, of_members=True),
        "draft_withdraw": Address(methods=both, reads=False, of_members=True),
        "draft_consultation": Address(methods=both),
        "draft_facts": Address(),
        "draft_log": Address(),
        "draft_comments_all": Address(),
        "draft_comments": Address(part, both),
        "draft_comment_close": Address(thread, post),
        "draft_comment_reopen": Address(thread, post),
        "draft_kpis": Address(reads=False, query=goal),
        "draft_level_sentence": Address(methods=both, reads=False, query=f"?del={level}"),
        "draft_part_new": Address(("fokus",), both, reads=False, query=goal),
        "draft_part": Address(part, both, reads=False),
        "draft_part_read": Address(part),
        "draft_part_move": Address(part, post),
        "draft_part_remove": Address(part, both, reads=False),
        "draft_part_history": Address(part),
        "draft_part_restore": Address(part, post),
        "draft_money": Address(),
        "draft_frames": Address(("netto",), both, reads=False),
        "draft_frame_new": Address(("netto",), reads=False),
        "draft_frame": Address(("netto", body), both, reads=False),
        "draft_financing": Address(methods=both, reads=False),
        "draft_financing_result": Address(methods=post, reads=False),
        "draft_underlag": Address(methods=both),
        "draft_underlag_unlink": Address((answer,), post),
    }


# Addresses that are nobody's draft: what they answer is tried in tests of their own.
OF_NO_DRAFT = {"drafts", "draft_new"}


def draft_names() -> set[str]:
    return {name for name, _ in patterns() if name.startswith("draft")}


def strangers(rooms: Rooms, request: pytest.FixtureRequest) -> dict[str, User]:
    """Everyone who is signed in and has nothing to do with group A."""
    people = {name: request.getfixturevalue(name) for name in ("handlaggare", "ledamot", "sekreterare", "facilitator")}
    own, other = rooms.own, rooms.other
    return people | {
        "former member": own.former, "member of another group": other.member, "invited to another draft": other.invited,
    }  # fmt: skip


def tried(room: Room, *, pk: int | None = None) -> Iterator[tuple[str, str, str, Address]]:
    """(name, url, method, address) for each address and method, of the room's draft or with another number."""
    for name, address in addresses(room).items():
        url = reverse(name, args=[pk or room.draft.pk, *address.args]) + address.query
        yield from ((name, url, method, address) for method in ("get", "post"))


def test_every_address_of_drafts_has_an_entry_here(rooms: Rooms):
    assert draft_names() == set(addresses(rooms.own)) | OF_NO_DRAFT


def test_to_strangers_a_draft_is_as_one_that_does_not_exist(
    rooms: Rooms, client: Client, request: pytest.FixtureRequest
):
    before = everything_kept()
    wrong = {}
    for who, user in strangers(rooms, request).items():
        as_user(client, user)
        nowhere = [getattr(client, method)(url) for _, url, method, _ in tried(rooms.own, pk=NOWHERE)]
        for (name, url, method, address), other in zip(tried(rooms.own), nowhere, strict=True):
            answer = getattr(client, method)(url)
            expected = 404 if method in address.methods else 405
            if answer.status_code != expected or other.status_code != expected:
                wrong[f"{who}: {method} {name}"] = answer.status_code
            assert steady(answer) == steady(other), f"{who} can tell {method} {url} from what does not exist"
    assert not wrong
    assert everything_kept() == before


def test_a_visitor_is_asked_to_sign_in_whether_or_not_there_is_a_draft(rooms: Rooms, client: Client):
    for pk in (rooms.own.draft.pk, NOWHERE):
        for name, url, method, _ in tried(rooms.own, pk=pk):
            answer = getattr(client, method)(url)
            assert answer.status_code == 302, name
            assert answer.headers["Location"].startswith("/logga-in/?next=/utkast/"), name


def test_an_administrator_looks_and_each_look_is_logged_but_writes_nothing(
    rooms: Rooms, client: Client, administrator: User
):
    as_user(client, administrator)
    before = everything_kept()
    for name, url, method, address in tried(rooms.own):
        looks = DraftLook.objects.filter(version=rooms.own.draft, user=administrator).count()
        answer = getattr(client, method)(url)
        if method not in address.methods:
            assert answer.status_code == 405, name
        elif method == "post" or not address.reads:
            assert answer.status_code == 404, f"{method} {name}"
        else:
            # A fragment that is asked for as a page leads to its page.
            assert answer.status_code in (200, 302), name
            seen = DraftLook.objects.filter(version=rooms.own.draft, user=administrator)
            assert seen.count() == looks + 1 and seen.first().path == url, name
    assert everything_kept() == before


@pytest.mark.parametrize("who", ["member", "invited"])
def test_members_and_those_they_invite_read_every_page(rooms: Rooms, client: Client, who: str):
    as_user(client, getattr(rooms.own, who))
    for name, url, method, address in tried(rooms.own):
        if method == "get" and "get" in address.methods:
            expected = {404} if who == "invited" and address.of_members else {200, 302}
            assert client.get(url).status_code in expected, name
    page = client.get(reverse("draft", args=[rooms.own.draft.pk])).content.decode()
    assert len([word for word in rooms.own.secrets if word in page]) > 1, "the marks show where they may"


def test_an_invited_official_does_not_do_what_is_the_members(rooms: Rooms, client: Client):
    as_user(client, rooms.own.invited)
    before = everything_kept()
    for name, url, method, address in tried(rooms.own):
        if method == "post" and address.of_members:
            assert client.post(url, {"konto": rooms.own.invited.pk}).status_code == 404, name
    assert everything_kept() == before


def test_an_invitation_is_for_one_draft(rooms: Rooms, client: Client):
    as_user(client, rooms.own.invited)
    for version in (rooms.own.next_year, rooms.own.laid_down):
        assert client.get(reverse("draft", args=[version.pk])).status_code == 404


def test_my_page_names_and_counts_nobody_elses(rooms: Rooms, client: Client, request: pytest.FixtureRequest):
    outside = strangers(rooms, request) | {"administrator": request.getfixturevalue("administrator")}
    for who, user in outside.items():
        as_user(client, user)
        for url in (reverse("drafts"), reverse("draft_new")):
            assert_unseen(client.get(url), f"{who} at {url}", rooms, user)


def test_a_draft_cannot_be_copied_by_who_may_not_read_it(rooms: Rooms, client: Client, request: pytest.FixtureRequest):
    before = everything_kept()
    for user in [*strangers(rooms, request).values(), request.getfixturevalue("administrator")]:
        as_user(client, user)
        for pk in (*(version.pk for version in rooms.own.versions), NOWHERE):
            url = f"{reverse('draft_new')}?version={pk}"
            assert client.get(url).status_code == client.post(url, {"name": "x", "year": "2022"}).status_code == 404
        url = f"{reverse('draft_new')}?plan={rooms.own.next_year.plan_id}"
        assert client.get(url).status_code == 404
    assert everything_kept() == before


# --- What others are shown ---------------------------------------------------------------------


def public_addresses(rooms: Rooms) -> list[str]:
    """Every page that the portal shows, and those addresses that would be the drafts' if they were public."""
    scene, year = rooms.scene, rooms.scene.plan.year
    found = list(scene.addresses.values())
    found += [f"/sok/?q={word}" for word in (WORD, OTHER_WORD, "förslag", "Grupp")]
    found += [f"/sok/?q={WORD}&grupp=versioner", f"/sok/?q={WORD}&grupp=fokus", f"/nyckeltal/?q={WORD}"]
    found += [f"/mal/{scene.goal.slug}/historik/", f"/nyckeltal/{scene.kpi.slug}/historik/"]
    found += [f"/mal-och-budget/{at}/underlag/" for at in (year, year + 1)]
    found += [f"/mal-och-budget/{year + 1}/", "/mal-och-budget/jamfor/", f"/mal-och-budget/{year}/jamfor/"]
    for version in (*rooms.own.versions, *rooms.other.versions):
        plan = f"/mal-och-budget/{version.plan.year}"
        found += [
            f"{plan}/version/{version.number}/", f"{plan}/jamfor/{scene.first.number}/{version.number}/",
            f"{plan}/jamfor/{version.number}/{scene.first.number}/",
            f"{plan}/jamfor/{scene.first.number}/{version.number}/yrkanden/",
        ]  # fmt: skip
    return found


def admin_addresses(rooms: Rooms) -> list[str]:
    found = ["/admin/"]
    for model, registered in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{name}_changelist"))
        if registered.search_fields:
            found.append(f"{reverse(f'{name}_changelist')}?q={WORD}")
        pks = model._default_manager.order_by("-pk").values_list("pk", flat=True)[:3]
        found += [reverse(f"{name}_change", args=[pk]) for pk in pks]
        found += [reverse(f"{name}_delete", args=[pk]) for pk in pks]
        if registered.search_fields:
            for field in apps.get_models():
                for key in field._meta.concrete_fields:
                    if key.related_model is model:
                        found.append(
                            f"/admin/autocomplete/?app_label={field._meta.app_label}"
                            f"&model_name={field._meta.model_name}&field_name={key.name}&term={WORD}"
                        )
    return found


def test_nothing_that_a_draft_says_is_shown_to_anyone_outside(
    rooms: Rooms, client: Client, request: pytest.FixtureRequest
):
    outside: dict[str, Any] = strangers(rooms, request)
    outside |= {"visitor": None, "administrator": request.getfixturevalue("administrator")}
    for who, user in outside.items():
        as_user(client, user)
        for url in public_addresses(rooms):
            assert_unseen(client.get(url), f"{who} at {url}", rooms, user)


def test_nothing_of_it_is_shown_in_the_admin(rooms: Rooms, client: Client, request: pytest.FixtureRequest):
    for role in ("handlaggare", "sekreterare", "facilitator", "administrator"):
        user = request.getfixturevalue(role)
        as_user(client, user)
        for url in admin_addresses(rooms):
            assert_unseen(client.get(url), f"{role} at {url}", rooms, user)


def test_what_holds_a_row_in_a_draft_is_not_counted_for_who_would_delete_it(
    rooms: Rooms, client: Client, sekreterare: User, administrator: User
):
    outlook = g.Outlook.objects.filter(answers__version=rooms.own.draft).first()
    assert outlook is not None
    as_user(client, sekreterare)
    text = client.get(reverse("admin:goals_outlook_delete", args=[outlook.pk])).content.decode()
    assert "uppgifter i portalen som bygger på den" in text and "1 uppgift" not in text
    as_user(client, administrator)
    person = reverse("admin:kungsor_portal_user_delete", args=[rooms.own.invited.pk])
    assert "inbjudningar" not in client.get(person).content.decode().casefold()


def test_a_search_by_its_own_group_counts_what_everyone_sees(rooms: Rooms, client: Client):
    """The search is of what is public: who writes a draft finds it among their own."""
    as_user(client, rooms.own.member)
    assert "Inga träffar" in client.get(f"/sok/?q={WORD}").content.decode()


def test_nobody_can_tell_that_a_group_is_writing(rooms: Rooms, client: Client):
    """Neither a page nor its ETag changes by anything that the group does, and no plan shows before its time."""
    urls = rooms.scene.addresses.values()
    visitor = Client()

    def shown() -> dict[str, tuple[str, bytes]]:
        """The file of Word's has the time it was made in it."""
        answers = {url: visitor.get(url) for url in urls}
        return {u: (a.headers["ETag"], b"" if u.endswith(".docx") else a.content) for u, a in answers.items()}

    before = shown()
    as_user(client, rooms.own.member)
    made = client.post(f"{reverse('draft_new')}?version={rooms.own.next_year.pk}", {"name": "Nytt", "year": "2024"})
    draft = g.PlanVersion.objects.get(plan__year=2024)
    assert made.headers["Location"] == reverse("draft", args=[draft.pk])
    focus = draft.focus_areas.order_by("pk").first()
    assert focus is not None
    own = {"draft_part": {"title": "Annat fokus", "text": "Text"}, "draft_comments": {"text": "Bra."}}
    for name, data in own.items():
        assert client.post(reverse(name, args=[draft.pk, "fokus", focus.key]), data).status_code == 302, name
    others = {"draft_invite": {"konto": rooms.other.invited.pk}, "draft_withdraw": {}}
    for name, data in others.items():
        assert client.post(reverse(name, args=[draft.pk]), data).status_code == 302, name
    draft.refresh_from_db()
    assert draft.status == "withdrawn" and draft.comments.count() == draft.invitations.count() == 1
    assert shown() == before


def assert_unseen(answer: Any, where: str, rooms: Rooms, user: User | None) -> None:
    """Nothing of either group's is in the answer, but one's own."""
    text = answer.content.decode("utf-8", "replace")
    for room in (rooms.own, rooms.other):
        for word in room.secrets if user not in room.people else ():
            at = text.find(word)
            assert at < 0, f"{where}: {text[max(0, at - 80) : at + 80]}"


def steady(answer: Any) -> bytes:
    """The page without the token that is new in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def everything_kept() -> dict[str, Any]:
    """How many rows there are of everything that a draft is, and its texts."""
    kept = [model for model in apps.get_models() if issubclass(model, g.Part) or model._meta.app_label == "drafts"]
    counts: dict[str, Any] = {m._meta.label: m._default_manager.count() for m in kept if m is not DraftLook}
    focus = g.FocusArea.objects.order_by("pk").values_list("version", "title", "text", "order")
    return counts | {"focus": list(focus), "versions": list(g.PlanVersion.objects.order_by("pk").values_list())}
