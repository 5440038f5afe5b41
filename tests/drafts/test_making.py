"""A draft is made on any version that one may read, by one's own group, for the plan's year or the next."""

from __future__ import annotations

import pytest
from django.urls import reverse

from drafts import making
from goals.models import Plan, PlanVersion
from tests import factories
from tests.plugins.people import as_user
from tests.scene import TODAY

pytestmark = pytest.mark.django_db

AT = factories.noon(TODAY)


@pytest.fixture(autouse=True)
def _clock(clock):
    """15 March 2022."""


@pytest.fixture
def party():
    return factories.PartyFactory(name="Centrum", abbreviation="C")


@pytest.fixture
def group(party):
    return factories.DraftGroupFactory(name="Centrumgruppen", slug="centrum", party=party)


@pytest.fixture
def member(group):
    return factories.DraftGroupMemberFactory(group=group, user__representative=True).user


@pytest.fixture
def drafting():
    body = factories.BodyFactory(slug="beredningen", kind="drafting")
    return factories.DraftGroupFactory(name="Beredningen", slug="beredningen", party=None, body=body)


@pytest.fixture
def basis():
    return factories.PlanVersionFactory(name="Mål och budget 2022", full=True, adopted=True)


def address(basis):
    return f"{reverse('draft_new')}?version={basis.pk}"


def made():
    return PlanVersion.objects.get(status="draft")


def test_the_form_suggests_a_name_and_the_versions_own_year_and_makes_the_draft(client, group, member, basis):
    as_user(client, member)
    text = client.get(address(basis)).content.decode()
    assert 'value="C:s förslag"' in text and '<option value="2022" selected>' in text
    assert "Bara Centrumgruppen, och de tjänstemän" in text
    answer = client.post(address(basis), {"name": "C:s förslag", "year": "2022"})
    draft = made()
    assert answer.headers["Location"] == reverse("draft", args=[draft.pk])
    assert (draft.group, draft.basis, draft.plan, draft.created_by) == (group, basis, basis.plan, member)
    assert (draft.name, draft.proposed_by, draft.focus_areas.count()) == ("C:s förslag", "Centrumgruppen", 1)


def test_an_empty_name_gets_the_usual_one(client, member, basis, drafting):
    as_user(client, member).post(address(basis), {"name": "", "year": "2022"})
    assert made().name == "C:s förslag"
    start = making.Start(basis.plan, basis, (drafting,))
    assert making.suggested_name(drafting, start, 2022) == "Reviderad mål och budget 2022"
    assert making.suggested_name(drafting, start, 2023) == "Mål och budget 2023"
    basis.name = "Reviderad mål och budget 2022"
    assert making.suggested_name(drafting, start, 2022) == "Mål och budget 2022, ny revidering"
    other = making.Start(factories.PlanFactory(year=2025, title="Styrelsens plan 2025"), basis, (drafting,))
    assert making.suggested_name(drafting, other, 2025) == "Styrelsens plan 2025, reviderad"


def test_next_years_plan_is_made_with_its_first_draft(client, member, basis):
    as_user(client, member)
    client.post(address(basis), {"name": "Nästa år", "year": "2023"})
    draft = made()
    assert (draft.plan.year, draft.plan.title, draft.plan.body) == (2023, "Mål och budget 2023", basis.plan.body)
    assert (draft.basis, draft.number) == (basis, 1)
    client.post(address(basis), {"name": "Nästa år igen", "year": "2023"})
    assert Plan.objects.filter(year=2023).count() == 1


def test_the_years_to_choose_do_not_tell_which_plans_others_have_begun(member, basis, drafting):
    factories.PlanVersionFactory(plan=factories.PlanFactory(year=2021), adopted=True)
    before = making.start_from_version(member, TODAY, basis.pk).years
    factories.PlanVersionFactory(plan=factories.PlanFactory(year=2023), group=drafting)
    factories.PlanVersionFactory(plan=factories.PlanFactory(year=2026), group=drafting)
    assert making.start_from_version(member, TODAY, basis.pk).years == before == (2022, 2023, 2021)


def test_a_member_of_two_groups_chooses(client, group, member, basis, drafting):
    factories.DraftGroupMemberFactory(group=drafting, user=member)
    as_user(client, member)
    text = client.get(address(basis)).content.decode()
    assert "Centrumgruppen" in text and "Beredningen" in text and 'type="radio"' in text
    refused = client.post(address(basis), {"name": "Vårt", "year": "2022"})
    assert refused.status_code == 422 and "Välj vilken grupp" in refused.content.decode()
    client.post(address(basis), {"name": "Vårt", "year": "2022", "group": drafting.pk})
    assert (made().group, made().proposed_by) == (drafting, "")


def test_what_one_group_writes_is_not_carried_to_another_by_who_is_in_both(client, member, drafting):
    factories.DraftGroupMemberFactory(group=drafting, user=member)
    secret = factories.PlanVersionFactory(group=drafting, name="Beredningens utkast")
    assert making.start_from_version(member, TODAY, secret.pk).groups == (drafting,)
    as_user(client, member).post(address(secret), {"name": "Kopia", "year": "2022"})
    assert PlanVersion.objects.get(name="Kopia").group == drafting


def test_an_invited_official_reads_but_has_no_group_to_copy_it_to(client, handlaggare, group):
    draft = factories.PlanVersionFactory(group=group)
    factories.DraftInvitationFactory(version=draft, user=handlaggare)
    as_user(client, handlaggare)
    assert "Bara gruppen som skriver den" in client.get(address(draft)).content.decode()
    assert client.post(address(draft), {"name": "x", "year": "2022"}).status_code == 404


def test_without_a_group_the_page_says_what_to_do(client, ledamot, basis):
    as_user(client, ledamot)
    for url in (reverse("draft_new"), address(basis)):
        assert "inte med i någon grupp" in client.get(url).content.decode()
        assert client.post(url, {"name": "x", "year": "2022"}).status_code == 404
    assert not PlanVersion.objects.filter(status="draft").exists()


def test_what_there_is_to_begin_from_is_listed_newest_first(client, group, member, basis, drafting):
    factories.PlanVersionFactory(group=drafting, name="Andras utkast")
    own = factories.PlanVersionFactory(group=group, name="Vårt utkast")
    empty = factories.PlanFactory(year=2024)
    text = as_user(client, member).get(reverse("draft_new")).content.decode()
    assert "Andras utkast" not in text
    assert text.index(f"?version={own.pk}") < text.index(f"?version={basis.pk}")
    assert f"?plan={empty.pk}" in text


def test_an_empty_draft_of_a_plan_without_versions(client, group, member):
    plan = factories.PlanFactory(year=2024)
    url = f"{reverse('draft_new')}?plan={plan.pk}"
    assert "börjar tomt" in as_user(client, member).get(url).content.decode()
    client.post(url, {"name": "", "year": "2024"})
    draft = made()
    assert (draft.plan, draft.basis, draft.number, draft.focus_areas.count()) == (plan, None, 1, 0)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("query", ["?version=", "?version=abc", "?version=99999999999", "?plan=0", "?version=%C2%B2"])
def test_what_is_no_version_is_not_found(client, member, query):
    assert as_user(client, member).get(reverse("draft_new") + query).status_code == 404


def test_a_year_that_is_not_to_choose_and_a_long_name_are_errors_with_what_was_typed(client, member, basis):
    as_user(client, member)
    for data, fault in (
        ({"name": "Vårt", "year": "1999"}, "giltigt"), ({"name": "x" * 151, "year": "2022"}, "högst 150"),
    ):  # fmt: skip
        answer = client.post(address(basis), data)
        assert answer.status_code == 422 and data["name"] in answer.content.decode()
        assert fault in answer.content.decode()


def test_an_example_is_taken_over_as_real_when_only_its_parts_are_examples(client, group, member):
    def example(**fields):
        basis = factories.PlanVersionFactory(moved=True, is_example=True, **fields)
        start = making.start_from_version(member, TODAY, basis.pk)
        return making.make(start=start, group=group, year=2022, name="", by=member, at=AT).is_example

    by_parts = example(filled_by=lambda draft: factories.FocusAreaFactory(version=draft, is_example=True))
    assert (by_parts, example()) == (False, True)
