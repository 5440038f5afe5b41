"""My groups and drafts, the draft's log, and what has been taken out of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drafts import editing, log
from drafts.editing import Change
from drafts.models import PartEdit
from drafts.states import OWN_TEXTS
from tests import factories
from tests.plugins.people import as_user
from tests.scene import TODAY

pytestmark = pytest.mark.django_db

AT = factories.noon(TODAY)
FOCUS, FRAME, POINT, LEVEL = "goals.focusarea", "goals.budgetframe", "goals.decisionpoint", "kpis.ambitionlevel"


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022, noon."""


@pytest.fixture
def group():
    return factories.DraftGroupFactory(name="Beredningen", slug="beredningen")


@pytest.fixture
def member(group):
    return factories.DraftGroupMemberFactory(group=group, user__first_name="Fia", user__last_name="Fjord").user


@pytest.fixture
def draft(group, member):
    basis = factories.PlanVersionFactory(name="Det beslutade", adopted=True)
    return factories.PlanVersionFactory(group=group, by=member, basis=basis, name="Vårt förslag")


def change(draft, label, part, by, **fields):
    number = editing._numbers(draft, [part.key]).get(part.key, 0)
    state = {"fields": fields} if fields else None
    return editing.save(draft=draft, change=Change(label, state, part.key, number), by=by, at=AT)


def mine(client, user):
    return " ".join(as_user(client, user).get(reverse("drafts")).content.decode().split())


def log_page(client, draft, user, **query):
    answer = as_user(client, user).get(reverse("draft_log", args=[draft.pk]), query)
    return " ".join(answer.content.decode().split())


# --- My drafts -------------------------------------------------------------------------------


def test_a_draft_is_listed_with_plan_basis_last_change_and_open_comments(client, draft, member):
    focus = factories.FocusAreaFactory(version=draft)
    assert "Skapat av Fia Fjord" in mine(client, member)
    other = factories.UserFactory(first_name="Hanna", last_name="Handfast")
    change(draft, FOCUS, focus, other, title="Ny")
    first = factories.CommentFactory(version=draft, key=focus.key)
    factories.CommentFactory(version=draft, key=focus.key, answers=first)
    text = mine(client, member)
    assert "Vårt förslag" in text and "Mål och budget 2022" in text and "Bygger på Det beslutade." in text
    assert "Ändrat av Hanna Handfast" in text and "15 mars 2022 kl. 12.00" in text and "1 öppen kommentar<" in text


def test_the_group_is_listed_with_who_is_in_it_today(client, group, member):
    for name, until in (("Gösta", TODAY), ("Gudrun", TODAY - dt.timedelta(days=1))):
        factories.DraftGroupMemberFactory(group=group, user__first_name=name, until=until)
    factories.DraftGroupMemberFactory(user__first_name="Annan")
    text = mine(client, member)
    assert "Beredningen" in text and "Fia Fjord" in text and "Gösta" in text
    assert "Gudrun" not in text and "Annan" not in text


def test_what_the_official_is_invited_to_stands_for_itself(client, draft, handlaggare):
    assert "Du är inte med i någon grupp" in mine(client, handlaggare)
    factories.DraftInvitationFactory(version=draft, user=handlaggare)
    text = mine(client, handlaggare)
    assert "Inbjuden till" in text and "Vårt förslag" in text and "skrivs av Beredningen" in text


def test_an_empty_list_says_what_to_do(client, member):
    text = mine(client, member)
    assert "Inget utkast än" in text and reverse("draft_new") in text


def test_what_the_group_has_put_forward_and_laid_down_is_there_still(client, group, member):
    made = {}
    for name, status in (("Yrkat", "moved"), ("Föreslaget", "proposed"), ("Nedlagt", "withdrawn")):
        made[name] = factories.PlanVersionFactory(group=group, name=f"{name} av oss")
        factories.bring(made[name], status, matter=factories.MatterFactory(), on=TODAY)
    text = mine(client, member)
    assert f'href="{made["Yrkat"].get_absolute_url()}"' in text
    assert "Föreslaget av oss" in text and made["Föreslaget"].get_absolute_url() not in text
    assert "inte offentlig än" in text
    assert "Nedlagda utkast (1)" in text and reverse("draft", args=[made["Nedlagt"].pk]) in text


def test_the_way_there_is_for_those_who_are_signed_in(client, member):
    assert reverse("drafts") not in client.get("/").content.decode()
    assert reverse("drafts") in as_user(client, member).get("/").content.decode()


def test_it_takes_as_many_queries_whatever_there_is(client, group, member, draft):
    as_user(client, member)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("drafts"))
        return len(counted)

    factories.PartEditFactory(version=draft)
    factories.PlanVersionFactory(group=group, moved=True)
    few = queries()
    for _ in range(4):
        made = factories.PlanVersionFactory(group=group, basis=draft)
        factories.PartEditFactory(version=made)
        factories.CommentFactory(version=made)
        factories.DraftGroupMemberFactory(group=group)
        factories.PlanVersionFactory(group=group, moved=True)
        factories.DraftGroupMemberFactory(group=factories.DraftGroupFactory(), user=member)
    assert queries() == few <= 12


# --- The log ---------------------------------------------------------------------------------


def test_each_change_says_who_did_what_with_which_part(client, draft, member):
    focus = factories.FocusAreaFactory(version=draft, order=1, title="Läsning", text="Högläsning varje dag.")
    point = factories.DecisionPointFactory(version=draft, number=1, text="att anta planen")
    change(draft, FOCUS, focus, member, title="Läslust", text="Högläsning varje kväll.")
    factories.DecisionPointFactory(version=draft, number=2)
    editing.move(draft=draft, label=POINT, key=point.key, to=2, by=member, at=AT)
    text = log_page(client, draft, member)
    assert "<strong>Fia Fjord</strong> ändrade" in text and "fokusområdet ”Läslust”" in text
    assert "Rubrik: Läsning blev Läslust · Text<" in text
    assert "flyttade" in text and "beslutspunkten ”att anta planen”" in text and "Från plats 1 till plats 2" in text
    assert reverse("draft_part_history", args=[draft.pk, "fokus", focus.key]) in text
    assert text.index("</strong> flyttade") < text.index("</strong> ändrade")


def test_money_is_told_in_tkr_and_a_level_by_its_nyckeltal(client, draft, member):
    frame = factories.BudgetFrameFactory(version=draft, body__name="socialnämnden", amount=4_200_000)
    level = factories.AmbitionLevelFactory(version=draft, kpi__title="Elever som läser")
    change(draft, FRAME, frame, member, amount=5_000_000)
    change(draft, LEVEL, level, member, value="85")
    text = log_page(client, draft, member)
    assert "ramen ”Nettoram socialnämnden 2022”" in text
    assert "Belopp: 4 200 tkr blev 5 000 tkr" in text
    assert "ambitionsnivån ”Elever som läser”" in text and "Tal: 80 blev 85" in text


def test_the_versions_own_texts_have_no_name_but_their_kind(client, draft, member):
    own = Change(OWN_TEXTS, {"fields": {"introduction": "Vi vill."}}, PartEdit.OWN_TEXTS)
    editing.save(draft=draft, change=own, by=member, at=AT)
    assert ">inledningen</a>" in log_page(client, draft, member)


def test_what_was_removed_is_listed_and_put_back_with_one_press(client, draft, member):
    focus = factories.FocusAreaFactory(version=draft, title="Läsning")
    change(draft, FOCUS, focus, member, title="Läslust")
    change(draft, FOCUS, focus, member)
    gone = log.removed(draft)
    assert [(part.title, part.number) for part in gone] == [("Läslust", 1)]
    text = log_page(client, draft, member)
    assert "Borttaget" in text and "Lägg tillbaka" in text and 'name="nummer" value="1"' in text
    client.post(gone[0].url, {"nummer": gone[0].number})
    assert draft.focus_areas.get().title == "Läslust" and log.removed(draft) == []
    assert "gick tillbaka till en tidigare lydelse av" in log_page(client, draft, member)


def test_a_part_that_was_removed_as_it_was_copied_is_put_back_as_it_began(draft, member):
    level = factories.AmbitionLevelFactory(version=draft, kpi__title="Elever som läser")
    change(draft, LEVEL, level, member)
    gone = log.removed(draft)
    assert [(part.title, part.number) for part in gone] == [("Elever som läser", 0)]


def test_one_that_is_new_in_the_draft_is_put_back_as_it_was_added(draft, member):
    focus = factories.FocusAreaFactory(version=draft)
    state = {"fields": {"goal_id": focus.goal_id, "title": "Nytt", "text": "", "is_example": False}}
    saved = editing.save(draft=draft, change=Change(FOCUS, state), by=member, at=AT)
    editing.move(draft=draft, label=FOCUS, key=saved.key, to=1, by=member, at=AT)
    editing.save(draft=draft, change=Change(FOCUS, None, saved.key, 2), by=member, at=AT)
    assert [part.number for part in log.removed(draft)] == [1]
    editing.restore(draft=draft, label=FOCUS, key=saved.key, number=1, by=member, at=AT)
    assert log.removed(draft) == []


def test_a_long_log_has_pages(client, draft, member):
    factories.FocusAreaFactory(version=draft)
    for number in range(1, 53):
        factories.PartEditFactory(version=draft, key=PartEdit.OWN_TEXTS, kind=FOCUS, number=number, by=member)
    assert log_page(client, draft, member).count("lade till") == 50
    assert log_page(client, draft, member, sida=2).count("lade till") == 2


def test_an_untouched_draft_says_so(client, draft, member):
    assert "Ingenting är ändrat än" in log_page(client, draft, member)


def test_whoever_only_reads_puts_nothing_back(client, draft, member, administrator):
    focus = factories.FocusAreaFactory(version=draft)
    change(draft, FOCUS, focus, member)
    assert "Lägg tillbaka" not in log_page(client, draft, administrator)


def test_the_log_takes_as_many_queries_whatever_its_length(client, draft, member):
    as_user(client, member)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("draft_log", args=[draft.pk]))
        return len(counted)

    def more():
        focus, gone = factories.FocusAreaFactory(version=draft), factories.AmbitionLevelFactory(version=draft)
        change(draft, FOCUS, focus, factories.UserFactory(), title="Annan")
        change(draft, LEVEL, gone, member)
        change(draft, FRAME, factories.BudgetFrameFactory(version=draft, amount=1), member, amount=2)

    more()
    few = queries()
    for _ in range(4):
        more()
    assert queries() == few
