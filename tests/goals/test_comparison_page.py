"""The comparison as people read it: in one sentence, section by section, and only what they may read."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals import copying
from goals.comparison_address import Reference, comparison_url
from goals.models import BudgetFrame, DecisionPoint, Financing, FocusArea, GoalOrigin, GoalStatement
from goals.version_rows import comparison_of
from kpis.models import AmbitionLevel, LevelBody
from tests import factories
from tests.plugins.people import as_user

pytestmark = pytest.mark.django_db

AT = factories.noon(factories.ADOPTED_ON)
NBSP, MINUS = "\u00a0", "\u2212"


@pytest.fixture
def basis():
    return factories.PlanVersionFactory(full=True, adopted=True, introduction="Året börjar.", name="Juni")


def draft_on(basis, name="November", **fields):
    return copying.new_draft(plan=basis.plan, name=name, basis=basis, at=AT, **fields)


def put_forward(version):
    """Moved in a matter of its own, and public at once."""
    factories.bring(version, "moved", matter=factories.MatterFactory(), on=dt.date(2021, 11, 15))
    version.refresh_from_db()
    return version


def page(client, *versions, query=""):
    response = client.get(comparison_url(*versions) + query)
    assert response.status_code == 200
    return response.content.decode()


def words(html):
    """The page's text without tags, spaces as one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(NBSP, " ")


def sentence(html):
    return words(re.search(r'<p class="difference">(.*?)</p>', html, re.DOTALL)[1]).strip()


def test_what_differs_is_told_first_in_one_sentence(client, basis):
    draft = draft_on(basis)
    level = AmbitionLevel.objects.get(version=draft)
    AmbitionLevel.objects.filter(pk=level.pk).update(value=85)
    factories.FocusAreaFactory(version=draft, goal=level.goal, title="Psykisk hälsa")
    frame = BudgetFrame.objects.select_related("body").get(version=draft)
    BudgetFrame.objects.filter(pk=frame.pk).update(amount=frame.amount + 1_000_000)
    html = page(client, basis, put_forward(draft))
    assert sentence(html) == f"En ambitionsnivå höjd, ett nytt fokusområde, {frame.body.name} +1 000 tkr."


def test_versions_that_differ_in_name_alone_are_alike(client, basis):
    html = page(client, basis, put_forward(draft_on(basis)))
    assert "Versionerna är lika." in html
    assert '<section class="stack" aria-labelledby="mal">' not in html
    assert "Versionerna är lika." in page(client, basis, basis)


def test_all_is_shown_when_asked_for(client, basis):
    other = put_forward(draft_on(basis))
    html = page(client, basis, other, query="?visa=allt")
    for ident in ("inledning", "mal", "fokus", "nivaer", "ramar", "finansiering", "finansiella-mal", "beslutspunkter"):
        assert f'<h2 id="{ident}">' in html
    assert '<a href="?visa=allt" aria-current="true">Allt</a>' in html
    assert "<ins>" not in html.split('id="inledning"')[1]


def test_texts_are_told_word_by_word_and_heard(client, basis):
    draft = draft_on(basis)
    GoalStatement.objects.filter(version=draft).update(description="Vi vill att alla barn och unga lyckas i skolan.")
    html = page(client, basis, put_forward(draft))
    hidden = '<span class="visually-hidden">{}</span>'
    added = f"<ins>{hidden.format('[tillagt: ')}och unga {hidden.format('] ')}</ins>"
    assert f"Vi vill att alla barn {added}lyckas i skolan." in html
    assert sentence(html) == "En målbeskrivning ändrad."


def test_what_people_wrote_is_never_markup(client, basis):
    draft = draft_on(basis)
    DecisionPoint.objects.filter(version=draft).update(text="att <script>alert(1)</script> & mer")
    FocusArea.objects.filter(version=draft).update(title="<b>Fet</b>")
    html = page(client, basis, put_forward(draft))
    assert "<script>alert" not in html
    assert "<b>Fet" not in html
    assert "&amp; mer" in words(html)


def test_a_level_is_told_by_field_and_in_words(client, basis):
    draft = draft_on(basis)
    AmbitionLevel.objects.filter(version=draft).update(
        value=Decimal("75.5"), target_end=dt.date(2023, 12, 31), motive="Svårare än väntat."
    )
    LevelBody.objects.filter(version=draft).delete()
    text = words(page(client, basis, put_forward(draft)))
    assert "En ambitionsnivå sänkt." in text
    assert "Minst [borttaget: 80 ] [tillagt: 75,5 ] % vid utgången av [borttaget: 2022 ] [tillagt: 2023 ]" in text
    assert re.search(r"Tal \[borttaget: 80 \] \[tillagt: 75,5 \]", text)
    assert re.search(r"Målperiod \[borttaget: 2022 \] \[tillagt: 2023 \]", text)
    assert "[tillagt: ingen utsedd" in text
    assert "Motiv" in text


def test_a_level_that_only_another_answers_for_is_changed(client, basis):
    draft = draft_on(basis)
    LevelBody.objects.filter(version=draft).delete()
    assert sentence(page(client, basis, put_forward(draft))) == "En ambitionsnivå ändrad."


def test_a_focus_area_under_another_goal_says_from_where(client, basis):
    draft = draft_on(basis)
    goal = factories.LongTermGoalFactory()
    old = GoalStatement.objects.get(version=draft)
    factories.GoalStatementFactory(version=draft, goal=goal, title="Trygghet", order=9)
    FocusArea.objects.filter(version=draft).update(goal=old.goal)
    middle = put_forward(draft)
    moved = draft_on(middle, "Sist")
    FocusArea.objects.filter(version=moved).update(goal=goal)
    text = words(page(client, middle, put_forward(moved)))
    assert "Ett fokusområde flyttat." in text
    assert f"Flyttad från målet {old.title}." in text


def test_what_a_goal_takes_off_from_is_part_of_its_statement(client, basis):
    draft = draft_on(basis)
    GoalOrigin.objects.filter(version=draft).delete()
    text = words(page(client, basis, put_forward(draft)))
    assert "En målbeskrivning ändrad." in text
    assert "Tar avstamp i [borttaget: Agenda 2030: " in text


def test_money_is_told_in_tkr_and_percent_with_the_sum(client, basis):
    other_body = factories.BodyFactory(name="kulturnämnden")
    draft = draft_on(basis)
    BudgetFrame.objects.filter(version=draft).update(amount=120_000_000)
    factories.BudgetFrameFactory(version=draft, body=other_body, amount=80_000_000)
    first = put_forward(draft)
    cut = draft_on(first, "Sist")
    BudgetFrame.objects.filter(version=cut, body=other_body).update(amount=78_000_000)
    text = words(page(client, first, put_forward(cut)))
    assert f"Kulturnämnden {MINUS}2 000 tkr." in text
    assert f"Kulturnämnden 80 000 78 000 {MINUS}2 000 {MINUS}2,5 %" in text
    assert f"Summa 200 000 198 000 {MINUS}2 000 {MINUS}1,0 %" in text
    assert "Summan räknar med 1 oförändrade." in text
    text = words(page(client, basis, first))
    assert "Kulturnämnden ingen ram 80 000 ny" in text


def test_the_result_follows_the_frames(client, basis):
    draft = draft_on(basis)
    year = BudgetFrame.objects.get(version=draft).year
    Financing.objects.filter(version=draft).update(year=year, tax_rate=Decimal("22.13"))
    first = put_forward(draft)
    dearer = draft_on(first, "Dyrare")
    BudgetFrame.objects.filter(version=dearer).update(amount=100_000_000)
    text = words(page(client, first, put_forward(dearer)))
    assert "Resultat 425 044 448 500 +23 456" in text


def test_skattesatsen_is_told_with_two_decimals(client, basis):
    draft = draft_on(basis)
    Financing.objects.filter(version=draft).update(tax_rate=Decimal("22.1"))
    text = words(page(client, basis, put_forward(draft)))
    assert "Skattesatsen 22,10 i stället för 22,03 kronor." in text
    assert "22,03 22,10 +0,07" in text


def test_every_alternative_has_a_column_of_its_own(client, basis):
    one, two = draft_on(basis, "Grönt"), draft_on(basis, "Blått")
    DecisionPoint.objects.filter(version=one).update(text="att bygga ut")
    FocusArea.objects.filter(version=two).update(text="Varje kväll.")
    html = page(client, basis, put_forward(one), put_forward(two))
    columns = html.split('id="beslutspunkter"')[1]
    assert columns.index("<h3>Grönt</h3>") < columns.index("bygga") < columns.index("<h3>Blått</h3>")
    assert "Ingen skillnad." in columns
    assert html.count("<h3>Grönt</h3>") == html.count("<h3>Blått</h3>") == 3  # the sentence and two sections


def test_versions_of_other_years_and_bodies_can_be_named(client, basis):
    later = put_forward(copying.new_draft(plan=factories.PlanFactory(year=2023), name="2023", basis=basis, at=AT))
    body = factories.BodyFactory(slug="skol-namnd-1")
    own = factories.PlanVersionFactory(plan=factories.PlanFactory(body=body), moved=True, name="Nämndens plan")
    assert comparison_url(basis, later) == "/mal-och-budget/2022/jamfor/1/2023-1/"
    assert comparison_url(basis, own) == "/mal-och-budget/2022/jamfor/1/2022-skol-namnd-1-1/"
    assert comparison_url(own, own) == "/mal-och-budget/2022/skol-namnd-1/jamfor/1/1/"
    for versions in ((basis, later), (basis, own), (own, basis, later)):
        page(client, *versions)


def test_the_steering_bodys_plans_have_one_address(client, basis):
    body = basis.plan.body.slug
    response = client.get(f"/mal-och-budget/2022/{body}/jamfor/1/1/")
    assert (response.status_code, response.url) == (301, comparison_url(basis, basis))


@pytest.mark.parametrize("chosen", ["1/7", "1/2023-1", "1/2022-finns-inte-1", "1", "1/x", "1/1/1/1/1/1"])
def test_what_is_not_there_is_not_found(client, basis, chosen):
    assert client.get(f"/mal-och-budget/2022/jamfor/{chosen}/").status_code == 404


def test_an_unknown_way_of_showing_is_said(client, basis):
    assert client.get(comparison_url(basis, basis) + "?visa=inget").status_code == 400


def test_a_draft_is_its_groups_alone(client, basis, fortroendevald, ledamot, administrator):
    group = factories.DraftGroupFactory()
    factories.DraftGroupMemberFactory(group=group, user=fortroendevald)
    draft = draft_on(basis, "Hemligt utkast", group=group)
    for person in (None, ledamot, administrator):
        as_user(client, person)
        assert client.get(comparison_url(basis, draft)).status_code == 404
        assert "Hemligt utkast" not in client.get(reverse("choose_comparison")).content.decode()
    as_user(client, fortroendevald)
    response = client.get(comparison_url(basis, draft))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Hemligt utkast" in client.get(reverse("choose_comparison")).content.decode()
    # What was made for a member is never given to anyone else.
    as_user(client, ledamot)
    assert client.get(comparison_url(basis, draft)).status_code == 404


def test_what_is_kept_is_made_anew_when_content_changes(client, basis):
    body = BudgetFrame.objects.get(version=basis).body
    draft = draft_on(basis)
    BudgetFrame.objects.filter(version=draft).update(amount=1_000_000)
    other = put_forward(draft)
    assert body.title in page(client, basis, other)
    with CaptureQueriesContext(connection) as again:
        page(client, basis, other)
    type(body).objects.filter(pk=body.pk).update(name="framtidsnämnden")
    with CaptureQueriesContext(connection) as anew:
        assert "Framtidsnämnden" in page(client, basis, other)
    assert len(again) < len(anew)


def test_a_draft_is_told_as_it_stands_now(client, basis, fortroendevald):
    group = factories.DraftGroupFactory()
    factories.DraftGroupMemberFactory(group=group, user=fortroendevald)
    draft = draft_on(basis, group=group)
    as_user(client, fortroendevald)
    assert "Versionerna är lika." in page(client, basis, draft)
    FocusArea.objects.filter(version=draft).update(text="Varje kväll.")
    assert sentence(page(client, basis, draft)) == "Ett fokusområde ändrat."


def test_the_page_costs_the_same_few_queries_whatever_it_holds(client, basis, fortroendevald):
    group = factories.DraftGroupFactory()
    factories.DraftGroupMemberFactory(group=group, user=fortroendevald)
    drafts = [draft_on(basis, f"Utkast {n}", group=group) for n in range(2)]
    for draft in drafts:
        for _ in range(9):
            level = factories.AmbitionLevelFactory(version=draft)
            factories.LevelBodyFactory(version=draft, level=level)
            factories.LevelExceptionFactory(version=draft, level=level)
            factories.BudgetFrameFactory(version=draft)
            origin = factories.GoalOriginFactory(version=draft)
            factories.FocusAreaFactory(version=draft, goal=origin.statement.goal)
    as_user(client, fortroendevald)
    for query in ("", "?visa=allt"):
        with CaptureQueriesContext(connection) as queries:
            page(client, basis, *drafts, query=query)
        assert len(queries) <= 15, [query["sql"][:90] for query in queries]


def test_an_example_keeps_its_label(client, basis):
    example = factories.PlanVersionFactory(plan=basis.plan, full=True, example=True, moved=True, name="Exempelplan")
    html = page(client, basis, example)
    assert 'class="banner is-example"' in html
    assert '<meta name="robots" content="noindex">' in html


def test_the_choice_leads_to_the_comparison(client, basis):
    other = put_forward(draft_on(basis))
    address = reverse("choose_comparison")
    html = client.get(address).content.decode()
    assert "Juni (beslutad)" in html
    chosen = {"fran": "2022-kommunfullmaktige-1", "till": "2022-kommunfullmaktige-2", "till2": "", "till3": ""}
    assert client.get(address, chosen).url == comparison_url(basis, other)
    html = client.get(address, chosen | {"till": ""}).content.decode()
    assert "Välj en version i vart och ett av de två första fälten." in html
    assert '<option value="2022-kommunfullmaktige-1" selected>' in html
    assert client.get(address, {"fran": "2022-kommunfullmaktige-9"}).status_code == 400
    assert client.get("/mal-och-budget/2022/jamfor/").url == address


def test_without_two_versions_the_choice_says_so(client):
    assert "Det finns inte två versioner att jämföra" in client.get(reverse("choose_comparison")).content.decode()


@pytest.mark.parametrize("text", ["1", "2023-1", "2022-skol-namnd-2-1"])
def test_a_reference_is_read_as_it_is_written(text):
    assert str(Reference.read(text)) == text


@pytest.mark.parametrize("text", ["", "x", "2022-", "-1", "123456", "2022-Åäö-1", "2022-x-"])
def test_what_names_no_version_is_no_reference(text):
    with pytest.raises(ValueError, match="names no version"):
        Reference.read(text)


def test_every_difference_of_a_full_version_has_words(basis):
    """Nothing that the comparison lists is left out of the sentence: an empty plan against one of everything."""
    from goals.views.comparison import compare_versions

    empty = factories.PlanVersionFactory(plan=basis.plan, name="Tom")
    [compared] = compare_versions([empty, basis])
    assert comparison_of(empty, basis).changes
    for said in ("ny ambitionsnivå", "nytt fokusområde", "nytt mål", "ny ram", "finansieringen", "finansiellt mål",
                 "ny beslutspunkt", "nytt svar på underlag", "inledningen"):  # fmt: skip
        assert said in compared.summary.lower() or said.split()[-1] in compared.summary
