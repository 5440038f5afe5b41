"""Yrkanden from differences: every difference an att-sats, chosen, copied, and taken along as Word."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from docx import Document

from drafts import motion_words as words
from drafts.motions import as_text, motions_of
from goals import copying
from goals.comparison_address import comparison_url
from goals.models import BudgetFrame, DecisionPoint, Financing, FocusArea, GoalStatement
from goals.views.comparison import compare_versions
from kpis.models import AmbitionLevel, LevelBody
from tests import factories
from tests.plugins.people import as_user

AT = factories.noon(factories.ADOPTED_ON)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("socialnämnden", "socialnämndens"), ("Kungsörs AB", "Kungsörs AB:s"), ("Västerås", "Västerås"),
        ("barn- och utbildningsnämnden", "barn- och utbildningsnämndens"),
    ],
)  # fmt: skip
def test_whose_it_is(name, whose):
    assert words.genitive(name) == whose


def test_a_frame_in_words():
    nbsp = "\u00a0"
    body = "barn- och utbildningsnämnden"
    told = words.frame("net", body, 2022, 180_000_000, 184_200_000)
    assert told == f"att barn- och utbildningsnämndens ram för 2022 ökas med 4{nbsp}200{nbsp}tkr"
    assert words.frame("net", body, 2022, 100_500, 100_000).endswith(f"minskas med 0,5{nbsp}tkr")
    assert words.frame("investment", body, 2023, None, 1000).endswith(
        f"investeringsram för 2023 fastställs till 1{nbsp}tkr"
    )
    assert words.frame("net", body, 2023, 1, None).endswith("ram för 2023 utgår")


@pytest.fixture
def basis(db):
    return factories.PlanVersionFactory(adopted=True, full=True, name="Kommunstyrelsens förslag")


@pytest.fixture
def draft(basis):
    group = factories.DraftGroupFactory(name="C")
    return copying.new_draft(
        plan=basis.plan, name="C:s förslag", basis=basis, group=group, at=AT, proposed_by="Centerpartiet"
    )


def texts(basis, draft):
    (compared,) = compare_versions([basis, draft])
    return [motion.text for motion in motions_of(compared)]


def test_versions_that_are_alike_give_none(basis, draft):
    assert texts(basis, draft) == []


def test_every_kind_of_difference_is_an_att_sats(basis, draft):
    GoalStatement.objects.filter(version=draft).update(description="Alla barn lyckas.", title="Lärande för livet")
    focus = FocusArea.objects.get(version=draft)
    focus.text = "Läsning hemma."
    focus.save()
    level = AmbitionLevel.objects.get(version=draft)
    AmbitionLevel.objects.filter(pk=level.pk).update(kind="at_least", value=Decimal(85), motive="Vi kan bättre.")
    frame = BudgetFrame.objects.get(version=draft)
    BudgetFrame.objects.filter(pk=frame.pk).update(amount=frame.amount + 4_200_000)
    Financing.objects.filter(version=draft).update(tax_rate=Decimal("22.10"))
    DecisionPoint.objects.filter(version=draft).update(text="att anta planen")
    factories.DecisionPointFactory(version=draft, number=99, text="Uppdra åt nämnden att återkomma.")
    found = texts(basis, draft)
    assert all(text.startswith("att ") for text in found)
    joined = "\n".join(found).replace("\u00a0", " ")
    for expected in (
        "i stället formuleras ”Lärande för livet”",
        "att målbeskrivningen för målet ”Lärande för livet” ersätts med: ”Alla barn lyckas.”",
        f"att texten i fokusområdet ”{focus.title}” ersätts med: ”Läsning hemma.”",
        f"att ambitionsnivån för ”{level.kpi.title}” ändras till minst 85 %",
        f"att {words.genitive(frame.body.name)} ram för {frame.year} ökas med 4 200 tkr",
        "fastställs till 22,10 kronor per 100 kronor",
        "i stället lyder: ”att anta planen”",
        "att uppdra åt nämnden att återkomma.",
    ):
        assert expected in joined, expected


def test_what_is_removed_and_added_is_moved_too(basis, draft):
    level = AmbitionLevel.objects.get(version=draft)
    for model in (LevelBody, FocusArea, DecisionPoint, BudgetFrame):
        model.objects.filter(version=draft).delete()
    other = factories.BodyFactory(name="miljönämnden")
    AmbitionLevel.objects.get(version=draft).exceptions.all().delete()
    AmbitionLevel.objects.filter(version=draft).delete()
    factories.BudgetFrameFactory(version=draft, body=other, year=draft.plan.year, amount=1_000_000)
    joined = "\n".join(texts(basis, draft)).replace("\u00a0", " ")
    assert f"att ambitionsnivån för ”{level.kpi.title}” under målet" in joined and "utgår" in joined
    assert f"att miljönämndens ram för {draft.plan.year} fastställs till 1 000 tkr" in joined


def test_no_difference_is_without_its_att_sats_and_each_has_an_ident_of_its_own(basis, draft):
    FocusArea.objects.filter(version=draft).update(title="Annat", text="Annan")
    AmbitionLevel.objects.filter(version=draft).update(motive="Annat")
    (compared,) = compare_versions([basis, draft])
    found = motions_of(compared)
    assert len({motion.ident for motion in found}) == len(found) == 3


def test_the_chosen_ones_as_text():
    motions = [words.Motion("a", "Ramar", "att ett"), words.Motion("b", "Ramar", "att två")]
    assert as_text(motions, "Centerpartiet") == "Centerpartiet yrkar\n\n1. att ett\n2. att två"
    assert as_text([]) == ""


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def page(client, basis, draft):
    user = factories.UserFactory(representative=True)
    factories.DraftGroupMemberFactory(group=draft.group, user=user)
    frame = BudgetFrame.objects.get(version=draft)
    BudgetFrame.objects.filter(pk=frame.pk).update(amount=frame.amount + 4_200_000)
    FocusArea.objects.filter(version=draft).update(title="Läslust")
    as_user(client, user)
    return comparison_url(basis, draft, name="motions")


def boxes(answer):
    return BeautifulSoup(answer.content, "html.parser").select("input[name=val]")


def test_a_member_ticks_and_copies(client, page):
    found = boxes(client.get(page))
    assert len(found) == 2
    chosen = client.get(page, {"val": found[1]["value"]})
    text = BeautifulSoup(chosen.content, "html.parser").find("textarea").text
    assert text.strip().startswith("Centerpartiet yrkar") and "1. att" in text and "2." not in text
    assert [box.has_attr("checked") for box in boxes(chosen)] == [False, True]


def test_the_word_document_holds_what_was_ticked(client, page):
    value = boxes(client.get(page))[0]["value"]
    url = page.removesuffix("/") + ".docx"
    answer = client.get(url, {"val": value})
    assert "attachment" in answer.headers["Content-Disposition"] and answer.headers["Content-Type"].endswith("document")
    document = Document(io.BytesIO(answer.content))
    listed = [p.text for p in document.paragraphs if p.style.name == "List Number"]
    assert len(listed) == 1 and "Läslust" in listed[0]
    everything = Document(io.BytesIO(client.get(url).content))
    assert len([p for p in everything.paragraphs if p.style.name == "List Number"]) == 2


def test_a_ticked_difference_that_is_gone_is_left_out(client, page):
    answer = client.get(page, {"val": ["finns-inte"]})
    assert "Inget yrkande är valt" in answer.content.decode()


def test_a_stranger_finds_neither_page_nor_document(client, page):
    as_user(client, factories.UserFactory(representative=True))
    assert client.get(page).status_code == 404
    assert client.get(page.removesuffix("/") + ".docx").status_code == 404


def test_three_versions_have_no_yrkanden(client, page, basis, draft):
    url = page.replace(f"/{draft.number}/yrkanden", f"/{draft.number}/{basis.number}/yrkanden")
    assert client.get(url).status_code == 404
