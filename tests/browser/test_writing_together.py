"""Four people write mål och budget: two of budgetberedningen at once, a party unseen by them, and whoever compares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from goals import copying
from goals.comparison_address import comparison_url
from goals.models import DraftGroup, PlanVersion
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import PHONE, audit, opened, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = dt.date(2021, 10, 4)


@pytest.fixture
def june(live_server: LiveServer) -> PlanVersion:
    """The plan as fullmäktige adopted it in June, in a made-up municipality."""
    version: PlanVersion = f.PlanVersionFactory(
        adopted=True,
        full=True,
        name="Mål och budget 2022",
        plan=f.PlanFactory(year=2022, body=f.BodyFactory(council=True)),
    )
    return version


@pytest.fixture
def people(june: PlanVersion) -> dict[str, tuple[str, DraftGroup]]:
    """Karin and Olle of budgetberedningen, Cilla of a party, and who belongs to what."""
    drafting = f.DraftGroupFactory(name="Budgetberedningen", slug="budgetberedningen")
    party = f.DraftGroupFactory(name="Centerpartiet", slug="c")
    found = {}
    for name, group in (("Karin", drafting), ("Olle", drafting), ("Cilla", party)):
        user = f.UserFactory(username=name.lower(), first_name=name, last_name="Ek", representative=True)
        f.DraftGroupMemberFactory(group=group, user=user)
        found[name] = (user, group)
    return found


@pytest.fixture
def browsers(
    browser: Browser, live_server: LiveServer, people: dict[str, tuple[str, DraftGroup]], page_faults: list[str]
) -> Iterator[dict[str, Page]]:
    """Each of them before a screen of their own; Cilla on a phone; and a visitor who is not signed in."""
    with ExitStack() as stack:
        pages = {
            name: stack.enter_context(
                opened(browser, live_server.url, page_faults, PHONE if name == "Cilla" else (1280, 900))
            )
            for name in (*people, "Vera")
        }
        for name, (user, _) in people.items():
            sign_in(pages[name], live_server, user)
        yield pages
    assert not page_faults, "\n".join(page_faults)


def make_draft(page: Page, version: PlanVersion, name: str) -> None:
    page.goto(version.get_absolute_url())
    page.get_by_role("link", name="Gör ett utkast").first.click()
    page.get_by_label("Utkastets namn").fill(name)
    page.get_by_role("button", name="Gör utkastet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def part(page: Page, text: str) -> Locator:
    return page.locator("article.part").filter(has_text=text).first


def open_form(page: Page, text: str) -> Locator:
    """The form that htmx puts in the part's place."""
    ident = part(page, text).get_attribute("id")
    part(page, text).get_by_role("link", name="Ändra").click()
    form = page.locator(f"article#{ident}.is-edited")
    expect(form).to_be_visible()
    return form


def test_four_people_write_and_see_what_changes(
    june: PlanVersion, browsers: dict[str, Page], people: dict[str, tuple[str, DraftGroup]], page_faults: list[str]
) -> None:
    karin, olle, cilla, vera = (browsers[name] for name in ("Karin", "Olle", "Cilla", "Vera"))
    make_draft(karin, june, "Reviderad mål och budget 2022")
    draft = PlanVersion.objects.get(name="Reviderad mål och budget 2022")
    address = reverse("draft", args=[draft.pk])
    assert draft.group == people["Karin"][1]
    audit(karin)

    # Two write the same text at once, and both texts survive.
    olle.goto(address)
    mine, theirs = open_form(karin, "Högläsning varje dag."), open_form(olle, "Högläsning varje dag.")
    theirs.get_by_label("Text").fill("Olles ord om läsning.")
    theirs.get_by_role("button", name="Spara").click()
    expect(part(olle, "Olles ord om läsning.")).not_to_have_class(re.compile("is-edited"))
    mine.get_by_label("Text").fill("Karins ord om läsning.")
    mine.get_by_role("button", name="Spara").click()
    clash = karin.get_by_role("alert").filter(has_text="Olle Ek ändrade")
    expect(clash).to_contain_text("Olles ord om läsning.")
    expect(clash).to_contain_text("Karins ord om läsning.")
    audit(karin)
    form = karin.locator("article.is-edited")
    form.get_by_label("Text").fill("Olles ord om läsning. Karins ord om läsning.")
    form.get_by_role("button", name="Spara min text").click()
    expect(part(karin, "Olles ord om läsning. Karins ord om läsning.")).to_be_visible()
    part(karin, "Karins ord om läsning.").get_by_role("link", name="Ändringar").click()
    expect(karin.get_by_role("main")).to_contain_text("Olle Ek")
    expect(karin.get_by_role("main")).to_contain_text("Karin Ek")
    audit(karin)

    # A new focus area, a raised level, a larger frame.
    karin.goto(address)
    karin.get_by_role("link", name="Lägg till ett fokusområde").first.click()
    karin.get_by_label("Rubrik").fill("Trygga skolvägar")
    karin.get_by_role("button", name="Spara").click()
    expect(part(karin, "Trygga skolvägar")).to_be_visible()
    level = open_form(karin, "Minst 80")
    level.get_by_label(re.compile("^Minst")).fill("85")
    expect(level.get_by_label("Så läses nivån")).to_contain_text("Minst 85")
    level.get_by_role("button", name="Spara").click()
    expect(part(karin, "Minst 85")).not_to_have_class(re.compile("is-edited"))
    olle.goto(address)
    olle.locator("#pengar").get_by_role("link", name="Ändra nettoram").first.click()
    olle.locator("#pengar").get_by_label("2022").fill("124 456 tkr")
    olle.locator("#pengar").get_by_role("button", name="Spara").click()
    expect(olle.locator("#pengar")).to_contain_text("+1\u00a0000")
    audit(olle)

    # A party writes its alternative on the same plan, unseen.
    make_draft(cilla, june, "C:s förslag")
    alternative = PlanVersion.objects.get(name="C:s förslag")
    other = open_form(cilla, "Högläsning varje dag.")
    other.get_by_label("Text").fill("Bibliotek på landsbygden.")
    other.get_by_role("button", name="Spara").click()
    expect(part(cilla, "Bibliotek på landsbygden.")).not_to_have_class(re.compile("is-edited"))
    fits(cilla)
    audit(cilla)
    for stranger, secret in ((karin, alternative), (cilla, draft), (vera, draft), (vera, alternative)):
        answer = stranger.goto(secret.get_absolute_url())
        assert answer is not None and answer.status == 404
        page_faults.clear()  # the browser itself tells of a 404
    karin.goto("/sok/?q=landsbygden")
    expect(karin.get_by_role("main")).not_to_contain_text("C:s förslag")

    # What is different from June?
    karin.goto(address)
    karin.get_by_role("link", name="Jämför med Mål och budget 2022").click()
    main = karin.get_by_role("main")
    expect(main).to_contain_text(
        re.compile(r"En ambitionsnivå höjd, ett nytt fokusområde.*nämnd .*\+1.000.tkr", re.DOTALL)
    )
    expect(main.locator("ins").filter(has_text="Olles").first).to_be_visible()
    expect(main).to_contain_text("Trygga skolvägar")
    expect(main).to_contain_text("ny")
    audit(karin)

    # The party's yrkanden against what it started from, copied as text.
    cilla.goto(comparison_url(june, alternative, name="motions"))
    cilla.get_by_role("checkbox").first.check()
    text = cilla.get_by_label("Yrkandena som text")
    expect(text).to_have_value(re.compile("1. att texten i fokusområdet ”Läsning” ersätts med: ”Bibliotek"))
    cilla.context.grant_permissions(["clipboard-read", "clipboard-write"])
    cilla.get_by_role("button", name="Kopiera texten").click()
    expect(cilla.get_by_text("Texten är kopierad.")).to_be_visible()
    assert "Bibliotek på landsbygden." in cilla.evaluate("navigator.clipboard.readText()")
    fits(cilla)
    audit(cilla)


@pytest.mark.parametrize("java_script", [False])
def test_the_same_forms_work_without_javascript(
    june: PlanVersion,
    page: Page,
    live_server: LiveServer,
    people: dict[str, tuple[str, DraftGroup]],
    page_faults: list[str],
) -> None:
    user, group = people["Karin"]
    draft = copying.new_draft(plan=june.plan, name="Utan skript", basis=june, group=group, at=f.noon(TODAY))
    sign_in(page, live_server, user)
    page.goto(reverse("draft", args=[draft.pk]))
    part(page, "Högläsning varje dag.").get_by_role("link", name="Ändra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ändra fokusområdet")
    page.get_by_label("Rubrik").fill("")
    page.get_by_label("Text").fill("Kvar i fältet.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Rubrik")
    expect(page.get_by_label("Text")).to_have_value("Kvar i fältet.")
    page_faults.clear()  # the browser itself tells of the 422
    page.get_by_label("Rubrik").fill("Läslust")
    page.get_by_role("button", name="Spara").click()
    expect(part(page, "Läslust")).to_contain_text("Kvar i fältet.")
    part(page, "Läslust").get_by_role("link", name="Ta bort").click()
    page.get_by_role("button", name="Ta bort fokusområdet").click()
    expect(page.get_by_role("main")).to_contain_text("borttagen")
    page.get_by_role("button", name="Gå tillbaka till hur det var när utkastet gjordes").click()
    expect(part(page, "Högläsning varje dag.")).to_be_visible()


def test_parts_are_reordered_by_the_keyboard_alone(
    june: PlanVersion, page: Page, live_server: LiveServer, people: dict[str, tuple[str, DraftGroup]]
) -> None:
    user, group = people["Karin"]
    draft = copying.new_draft(plan=june.plan, name="Ordning", basis=june, group=group, at=f.noon(TODAY))
    f.DecisionPointFactory(version=draft, number=9_001, text="att avslå allt annat")
    sign_in(page, live_server, user)
    page.goto(reverse("draft", args=[draft.pk]))
    button = part(page, "att avslå allt annat").get_by_role("button", name=re.compile("^Upp"))
    button.focus()
    page.keyboard.press("Enter")
    points = page.locator("article.is-beslutspunkt")
    expect(points.first).to_contain_text("att avslå allt annat", timeout=20_000)
    expect(points.first).to_contain_text("1")
