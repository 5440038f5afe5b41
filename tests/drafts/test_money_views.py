"""Editing money: one body, all bodies, financing; two writers at once; nobody else gets in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from drafts.models import PartEdit
from goals.copying import new_draft
from goals.models import BudgetFrame, Financing, PlanVersion
from kpis.numbers import NBSP
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db

NET, INVESTMENT = BudgetFrame.Kind.NET, BudgetFrame.Kind.INVESTMENT
YEARS = (2022, 2023, 2024)
HTMX = {"HTTP_HX_REQUEST": "true"}
MOST_QUERIES = 12


class Fields(HTMLParser):
    """What the page's last form sends as it stands."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.values = {}
        elif tag == "select":
            self._select = given.get("name") or ""
            self.values[self._select] = ""
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given.get("value") or ""
        elif tag == "input" and given.get("name") and (given.get("type") != "checkbox" or "checked" in given):
            default = "on" if given.get("type") == "checkbox" else ""
            self.values[str(given["name"])] = given.get("value") or default


def form_of(response, **changes: str) -> dict[str, str]:
    page = response.content.decode()
    main = page[page.index('id="pengar"') :]
    values = Fields(main[: main.index("</section>")]).values
    assert set(changes) <= set(values), set(changes) - set(values)
    return values | changes


@pytest.fixture
def bodies():
    return {
        "social": factories.BodyFactory(name="socialnämnden", slug="socialnamnden", sort_order=2),
        "skola": factories.BodyFactory(name="barn- och utbildningsnämnden", slug="skola", sort_order=1),
    }


@pytest.fixture
def group():
    return factories.DraftGroupFactory()


@pytest.fixture
def writer(client, group):
    user = factories.DraftGroupMemberFactory(group=group, user__representative=True).user
    as_user(client, user)
    return user


@pytest.fixture
def draft(bodies, group) -> PlanVersion:
    def fill(version):
        for body, amount in ((bodies["social"], 200_000_000), (bodies["skola"], 280_000_000)):
            for year in YEARS:
                factories.BudgetFrameFactory(version=version, body=body, year=year, amount=amount)
        for year in YEARS:
            factories.FinancingFactory(version=version, year=year)
        factories.FinancialTargetFactory(version=version)

    basis = factories.PlanVersionFactory(filled_by=fill, name="Mål och budget 2022")
    return new_draft(
        plan=basis.plan, name="Reviderad", basis=basis, group=group, at=factories.noon(factories.ADOPTED_ON)
    )


def frame(draft, body, year=2022, kind=NET):
    return BudgetFrame.objects.get(version=draft, body=body, year=year, kind=kind)


def amounts(draft, body, kind=NET):
    found = BudgetFrame.objects.filter(version=draft, body=body, kind=kind).order_by("year")
    return list(found.values_list("year", "amount"))


def url(name, draft, *args):
    return reverse(f"draft_{name}", args=[draft.pk, *args])


def cell(body, year=2022):
    return f"amount_{body.pk}_{year}"


def test_a_bodys_three_years_are_saved_at_once_and_logged(client, draft, bodies, writer):
    address = url("frame", draft, "netto", "socialnamnden")
    page = client.get(address)
    social = bodies["social"]
    assert f"200{NBSP}000{NBSP}tkr" in page.content.decode()
    sent = form_of(page, **{cell(social): "204,2 mnkr", cell(social, 2023): "", cell(social, 2024): "205000000"})
    response = client.post(address, sent)
    assert response.status_code == 302 and response.url == f"/utkast/{draft.pk}/#pengar"
    assert amounts(draft, social) == [(2022, 204_200_000), (2024, 205_000_000)]
    edits = PartEdit.objects.order_by("pk").values_list("action", "by")
    assert sorted(edits) == [("changed", writer.pk), ("changed", writer.pk), ("removed", writer.pk)]


def test_a_frame_that_was_removed_comes_back_under_its_key(client, draft, bodies, writer):
    address = url("frame", draft, "netto", "socialnamnden")
    social = bodies["social"]
    key = frame(draft, social).key
    client.post(address, form_of(client.get(address), **{cell(social): ""}))
    assert len(amounts(draft, social)) == 2
    client.post(address, form_of(client.get(address), **{cell(social): "1 tkr"}))
    assert frame(draft, social).key == key and frame(draft, social).amount == 1000


def test_saving_what_stands_changes_and_logs_nothing(client, draft, writer):
    for address in (url("frame", draft, "netto", "skola"), url("frames", draft, "netto"), url("financing", draft)):
        response = client.post(address, form_of(client.get(address)), follow=False)
        assert response.status_code == 302
    assert not PartEdit.objects.exists()


def test_what_is_not_understood_is_an_error_at_its_field_with_everything_typed_still_there(
    client, draft, bodies, writer
):
    address = url("frame", draft, "netto", "socialnamnden")
    sent = form_of(
        client.get(address), **{cell(bodies["social"]): "4200", cell(bodies["social"], 2023): "en massa pengar"}
    )
    response = client.post(address, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="4200"' in page and 'value="en massa pengar"' in page
    assert f"Skriv enheten: 4{NBSP}200{NBSP}tkr" in page
    assert f'id="id_{cell(bodies["social"])}_error"' in page and "2 saker behöver rättas" in page
    assert frame(draft, bodies["social"]).amount == 200_000_000


def test_two_writers_of_one_amount_both_see_both_and_the_second_chooses(client, draft, bodies, writer, group):
    social = bodies["social"]
    address = url("frame", draft, "netto", "socialnamnden")
    other = factories.DraftGroupMemberFactory(group=group, user__first_name="Alva", user__last_name="Ek").user
    mine = form_of(client.get(address), **{cell(social): "201 mnkr", cell(social, 2023): "203 mnkr"})
    as_user(client, other)
    client.post(address, form_of(client.get(address), **{cell(social): "202 mnkr", cell(social, 2024): "1 mnkr"}))
    as_user(client, writer)
    response = client.post(address, mine)
    page = response.content.decode()
    assert response.status_code == 422
    said = f"Socialnämnden 2022: du skrev 201{NBSP}000{NBSP}tkr, Alva Ek har sparat 202{NBSP}000{NBSP}tkr"
    assert said in page and page.count("har sparat") == 1
    assert amounts(draft, social) == [(2022, 202_000_000), (2023, 200_000_000), (2024, 1_000_000)]
    # Without a choice nothing is saved; what was typed is still there.
    asked = client.post(address, form_of(response))
    assert asked.status_code == 422 and "Välj vilket belopp som ska gälla." in asked.content.decode()
    chosen = client.post(address, form_of(asked, **{f"choice_{cell(social)}": "mine"}))
    assert chosen.status_code == 302
    assert amounts(draft, social) == [(2022, 201_000_000), (2023, 203_000_000), (2024, 1_000_000)]


def test_the_other_ones_amount_may_be_kept(client, draft, bodies, writer):
    social = bodies["social"]
    address = url("frames", draft, "netto")
    mine = form_of(client.get(address), **{cell(social): "201 mnkr", cell(bodies["skola"]): ""})
    client.post(address, form_of(client.get(address), **{cell(social): ""}))
    response = client.post(address, mine)
    assert f"inget{NBSP}belopp" in response.content.decode()
    client.post(address, form_of(response, **{f"choice_{cell(social)}": "theirs"}))
    assert [year for year, _ in amounts(draft, social)] == [2023, 2024]
    assert [year for year, _ in amounts(draft, bodies["skola"])] == [2023, 2024]


def test_a_frame_that_both_add_is_asked_about(client, draft, bodies, writer):
    social = bodies["social"]
    address = url("frame", draft, "investering", "socialnamnden")
    mine = form_of(client.get(address), **{cell(social): "1 mnkr"})
    client.post(address, form_of(client.get(address), **{cell(social): "2 mnkr"}))
    response = client.post(address, mine)
    assert response.status_code == 422 and "har sparat" in response.content.decode()
    client.post(address, form_of(response, **{f"choice_{cell(social)}": "mine"}))
    assert amounts(draft, social, INVESTMENT) == [(2022, 1_000_000)]


def test_an_example_that_is_changed_stays_one_only_while_the_box_is_ticked(client, draft, bodies, writer):
    social, skola = bodies["social"], bodies["skola"]
    BudgetFrame.objects.filter(version=draft).update(is_example=True)
    address = url("frames", draft, "netto")
    sent = form_of(client.get(address), **{cell(social): "201 mnkr"})
    assert "is_example" in sent
    client.post(address, sent)
    assert frame(draft, social).is_example
    sent = form_of(client.get(address), **{cell(social): "202 mnkr"})
    del sent["is_example"]
    client.post(address, sent)
    assert not frame(draft, social).is_example and frame(draft, social, 2023).is_example
    # On one body's form the box is about all its amounts.
    address = url("frame", draft, "netto", "skola")
    sent = form_of(client.get(address))
    del sent["is_example"]
    client.post(address, sent)
    assert not any(frame(draft, skola, year).is_example for year in YEARS)
    assert "is_example" not in form_of(client.get(address))


def test_all_bodies_are_edited_in_one_form_and_bare_numbers_get_the_chosen_unit(client, draft, bodies, writer):
    address = url("frames", draft, "netto")
    changes = {cell(bodies["social"]): "201 000", cell(bodies["skola"], 2024): "\u22125"}
    refused = client.post(address, form_of(client.get(address), **changes))
    assert refused.status_code == 422 and "Skriv enheten" in refused.content.decode()
    client.post(address, form_of(refused, unit="tkr"))
    assert frame(draft, bodies["social"]).amount == 201_000_000
    assert frame(draft, bodies["skola"], 2024).amount == -5_000
    assert PartEdit.objects.count() == 2


def test_a_body_without_a_frame_is_chosen_and_then_given_one(client, draft, bodies, writer):
    third = factories.BodyFactory(name="valnämnden", slug="valnamnden")
    page = client.get(url("frame_new", draft, "netto")).content.decode()
    assert 'value="valnamnden"' in page and 'value="skola"' not in page
    response = client.get(url("frame_new", draft, "netto"), {"namnd": "valnamnden"})
    assert response.url == url("frame", draft, "netto", "valnamnden")
    client.post(response.url, form_of(client.get(response.url), **{cell(third): "700 tkr"}))
    assert amounts(draft, third) == [(2022, 700_000)]
    assert "Välj en nämnd" in client.get(url("frame_new", draft, "netto"), {"namnd": "skola"}).content.decode()


def test_financing_is_saved_field_by_field_and_two_writers_of_different_ones_meet(client, draft, writer):
    address = url("financing", draft)
    mine = form_of(client.get(address), tax_rate_2022="22,16")
    client.post(address, form_of(client.get(address), tax_revenue_2022="410 mnkr"))
    assert client.post(address, mine).status_code == 302
    year = Financing.objects.get(version=draft, year=2022)
    assert (str(year.tax_rate), year.tax_revenue, year.state_grants) == ("22.16", 410_000_000, 150_000_000)


@pytest.mark.parametrize("typed", ["-1", "100,5", "22,165", "tjugotvå"])
def test_a_tax_rate_that_cannot_be_is_an_error(client, draft, writer, typed):
    address = url("financing", draft)
    response = client.post(address, form_of(client.get(address), tax_rate_2022=typed))
    assert response.status_code == 422 and f'value="{typed}"' in response.content.decode()


def test_a_year_without_financing_gets_it(client, draft, writer):
    Financing.objects.filter(version=draft, year=2024).delete()
    Financing.objects.filter(version=draft.basis, year=2024).exists()
    address = url("financing", draft)
    client.post(address, form_of(client.get(address), tax_revenue_2024="1 mnkr"))
    year = Financing.objects.get(version=draft, year=2024)
    assert (year.tax_revenue, year.tax_rate) == (1_000_000, None)


def test_the_result_of_what_is_typed_is_shown_and_nothing_is_saved(client, draft, writer):
    sent = form_of(client.get(url("financing", draft)), tax_revenue_2022="331,5 mnkr", tax_revenue_2023="?")
    fragment = client.post(url("financing_result", draft), sent, **HTMX).content.decode()
    assert "<html" not in fragment and f"0,00{NBSP}%" in fragment
    assert "uppgift saknas" in fragment and "saknas: skatteintäkter" in fragment
    page = client.post(url("financing_result", draft), sent).content.decode()
    assert "<html" in page and f"0,00{NBSP}%" in page
    assert Financing.objects.get(version=draft, year=2022).tax_revenue == 400_000_000


def test_htmx_gets_the_form_in_the_sections_place_and_then_the_section(client, draft, bodies, writer):
    address = url("frame", draft, "netto", "socialnamnden")
    form = client.get(address, **HTMX)
    page = form.content.decode()
    assert page.lstrip().startswith('<section id="pengar"') and "<html" not in page
    stub = client.post(address, form_of(form, **{cell(bodies["social"]): "201 mnkr"}), **HTMX).content.decode()
    assert len(stub) < 400 and "Sparat." in stub
    found = re.search(r'data-hx-get="([^"]+)"', stub)
    assert found is not None
    section = client.get(found[1].replace("&amp;", "&"), **HTMX).content.decode()
    assert section.lstrip().startswith('<section id="pengar"') and f"+1{NBSP}000" in section
    assert section.count("autofocus") == 1 and "data-announce>Sparat." in section


def test_the_section_on_its_own_leads_to_the_draft(client, draft, writer):
    assert client.get(url("money", draft)).url == f"/utkast/{draft.pk}/#pengar"


def _changed(client, address, names, text):
    sent = form_of(client.get(address))
    for at, name in enumerate(names):
        sent[name] = text(at)
    return sent


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_save_takes_at_most_twelve_queries(client, draft, writer, bodies, headers, django_assert_max_num_queries):
    more = [factories.BodyFactory() for _ in range(13)]
    for body in more:
        for year in YEARS[:2]:
            factories.BudgetFrameFactory(version=draft, body=body, year=year)
    grid = url("frames", draft, "netto")
    names = [cell(body, year) for body in more for year in YEARS]
    # Every third amount is added, and some are removed.
    sent = _changed(client, grid, names, lambda at: "" if at % 5 == 0 else f"{at + 1} tkr")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.post(grid, sent, **headers).status_code in (200, 302)
    assert PartEdit.objects.values("action").distinct().count() == 3
    one = url("frame", draft, "netto", more[0].slug)
    sent = form_of(client.get(one), **{cell(more[0]): "7 mnkr", cell(more[0], 2023): "", cell(more[0], 2024): "9 mnkr"})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.post(one, sent, **headers).status_code in (200, 302)
    sent = form_of(client.get(url("financing", draft)), tax_rate_2022="23", tax_revenue_2024="9 mnkr")
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.post(url("financing", draft), sent, **headers).status_code in (200, 302)
    assert len(amounts(draft, more[0])) == 2


@pytest.mark.parametrize(
    "name", ["fortroendevald", "ledamot", "handlaggare", "facilitator", "sekreterare", "administrator"]
)
def test_nobody_else_finds_the_money(client, draft, bodies, person_of, name):
    as_user(client, person_of(name))
    addresses = [
        url("frame", draft, "netto", "skola"), url("frames", draft, "netto"), url("frame_new", draft, "netto"),
        url("financing", draft),
    ]  # fmt: skip
    for address in addresses:
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code in (404, 405)
    assert client.post(url("financing_result", draft), {}).status_code == 404
    looks = name == "administrator"
    assert client.get(url("money", draft), **HTMX).status_code == (200 if looks else 404)


def test_what_has_left_utkast_is_not_changed(client, draft, bodies, writer):
    address = url("frame", draft, "netto", "skola")
    sent = form_of(client.get(address), **{cell(bodies["skola"]): "1 tkr"})
    factories.bring(draft, "proposed", matter=factories.MatterFactory())
    assert client.post(address, sent).status_code == 404


@pytest.mark.parametrize(
    "address", ["ramar/annat/", "ramar/annat/ny/", "ramar/netto/finns-inte/", "ramar/annat/skola/"]
)
def test_what_is_not_there_is_404(client, draft, bodies, writer, address):
    assert client.get(f"/utkast/{draft.pk}/{address}").status_code == 404
