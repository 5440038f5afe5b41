"""Forty proposals answered in a real browser: by keyboard, without JavaScript, on a phone, each page audited."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from framtidsdag.codes import grouped, new_receipt
from framtidsdag.models import Answer, Framtidsdag
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from framtidsdag.models import KpiProposal

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Sjukfrånvarostatistikrapporteringsfrekvens i kommunens verksamheter"


@pytest.fixture
def proposals(transactional_db: None) -> list[KpiProposal]:
    """Forty of a day in the bearbetning, the first with most marks."""
    f.AreaFactory(own=True)
    workshop = f.WorkshopFactory(goal__name="God utbildning")
    made = [f.KpiProposalFactory(workshop=workshop, number=n, title=f"{LONG} {n}") for n in range(1, 41)]
    for one in (made[0], made[0], made[1]):
        f.MarkFactory(proposal=one)
    f.in_phase(workshop.day, "processing")
    return made


@pytest.fixture
def level(proposals: list[KpiProposal], handlaggare: Any) -> Any:
    group = f.DraftGroupMemberFactory(user=handlaggare, since=dt.date(2020, 1, 1)).group
    draft = f.PlanVersionFactory(group=group, name="Reviderad mål och budget")
    return f.AmbitionLevelFactory(version=draft, goal=proposals[0].workshop.goal, kpi__title="Behöriga till gymnasiet")


def svara(proposals: list[KpiProposal], tail: str = "") -> str:
    return f"/framtidsdag/{proposals[0].workshop.day.date}/svara/{tail}"


def test_forty_proposals_are_answered_by_keyboard(
    page: Page, live_server: Any, proposals: list[KpiProposal], level: Any, handlaggare: Any
) -> None:
    sign_in(page, live_server, handlaggare)
    page.goto(svara(proposals))
    expect(page.get_by_text("0 av 40 besvarade")).to_be_visible()
    audit(page)
    page.get_by_role("link", name=f"1. {LONG} 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Svara på förslag 1")).to_be_visible()
    audit(page)
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Kommentar").focus()
    page.keyboard.type("Tack för förslaget")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for number in range(2, 41):
        expect(page.get_by_role("heading", name=f"Svara på förslag {number}", exact=True)).to_be_visible()
        page.get_by_label("Varför blev det inte ett nyckeltal?").focus()
        page.keyboard.type("Mäts redan på annat sätt")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.get_by_text("Alla förslag har fått svar")).to_be_visible()
    audit(page)
    assert (Answer.objects.count(), Answer.objects.filter(kind="became").count()) == (40, 1)


@pytest.mark.parametrize("viewport", [PHONE])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
@pytest.mark.parametrize("java_script", [True, False])
def test_every_page_fits_a_phone_and_has_no_fault(
    page: Page, live_server: Any, proposals: list[KpiProposal], level: Any, handlaggare: Any, java_script: bool
) -> None:
    f.AnswerFactory(
        proposal=proposals[0], kind="became", kpi=level.kpi, level_key=level.key, version=level.version, reason="Tack"
    )
    f.AnswerFactory(proposal=proposals[1], reason="Mäts redan")
    sign_in(page, live_server, handlaggare)
    day = proposals[0].workshop.day
    for url in (svara(proposals), svara(proposals, "1/"), svara(proposals, "3/"), f"/framtidsdag/{day.date}/forslag/1/",
                f"/framtidsdag/{day.date}/forslag/2/", f"/framtidsdag/{day.date}/mitt-forslag/"):  # fmt: skip
        page.goto(url)
        fits(page)
        if java_script:
            audit(page)


@pytest.mark.parametrize("java_script", [False])
def test_a_proposal_is_answered_without_javascript(
    page: Page, live_server: Any, proposals: list[KpiProposal], level: Any, handlaggare: Any, page_faults: list[str]
) -> None:
    sign_in(page, live_server, handlaggare)
    page.goto(svara(proposals, "3/"))
    page.get_by_label("Var finns ambitionsnivån?").select_option(label="Reviderad mål och budget (utkast, 2022)")
    page.get_by_role("button", name="Visa nivåerna").click()
    page.get_by_role("button", name="Spara: det blev ett nyckeltal").click()
    expect(page.get_by_text("Välj en ambitionsnivå.").first).to_be_visible()
    page_faults.clear()  # the browser notes that the form was refused
    page.get_by_role("radio", name="Behöriga till gymnasiet").check()
    page.get_by_role("button", name="Spara: det blev ett nyckeltal").click()
    expect(page.get_by_text("Svaret på förslag 3 är sparat. 1 av 40 besvarade.")).to_be_visible()


def test_the_levels_follow_the_draft_that_is_chosen(
    page: Page, live_server: Any, proposals: list[KpiProposal], level: Any, handlaggare: Any
) -> None:
    other = f.PlanVersionFactory(plan=level.version.plan, group=level.version.group, name="Annat utkast")
    f.AmbitionLevelFactory(version=other, goal=level.goal, kpi__title="Annat mått")
    sign_in(page, live_server, handlaggare)
    page.goto(svara(proposals, f"3/?utkast={level.version_id}"))
    expect(page.get_by_role("radio", name="Behöriga till gymnasiet")).to_be_visible()
    page.get_by_label("Kommentar").fill("Står kvar")
    page.get_by_label("Var finns ambitionsnivån?").select_option(str(other.pk))
    expect(page.get_by_role("radio", name="Annat mått")).to_be_visible()
    expect(page.get_by_label("Kommentar")).to_have_value("Står kvar")
    audit(page)


def test_ones_own_proposals_are_found_by_the_receipt_code(page: Page, proposals: list[KpiProposal]) -> None:
    day = proposals[0].workshop.day
    receipt = new_receipt()
    participant = f.ParticipantFactory(day=day, receipt=receipt)
    Framtidsdag.objects.filter(pk=day.pk).update(phase="workshop")
    f.KpiProposalFactory(workshop=proposals[0].workshop, number=99, title="Mitt eget", participant=participant)
    Framtidsdag.objects.filter(pk=day.pk).update(phase="processing")
    page.goto(f"/framtidsdag/{day.date}/mitt-forslag/")
    audit(page)
    page.get_by_label("Kvittokod").fill(grouped(receipt).lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Förslag 99: Mitt eget")).to_be_visible()
    assert receipt not in page.url
    audit(page)
