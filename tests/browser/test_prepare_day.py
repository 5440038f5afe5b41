"""A processledare prepares a whole day from an earlier one by keyboard; and the same without JavaScript."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from framtidsdag.models import Framtidsdag, Material, Workshop
from framtidsdag.preparation import preparing
from framtidsdag.preparation.prepare_rows import Row, save_groups, save_programme
from kungsor_portal.models import User
from tests import factories as f
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in
from tests.plugins.clock import Clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EARLIER, NEW = dt.date(2026, 9, 28), dt.date(2027, 3, 1)
PAGE = "/framtidsdag/2027-03-01/forbered/"


@pytest.fixture
def earlier(page: Page, live_server: Any, facilitator: User, clock: Clock) -> Framtidsdag:
    """A day with a group, a programme with times, and a plan of two goals."""
    clock.noon(dt.date(2026, 11, 23))
    goal = f.LongTermGoalFactory(name="God utbildning för alla", first_year=2027, last_year=2030, source="Källa")
    f.LongTermGoalFactory(
        name="Hållbara städer och samhällen", body=goal.body, first_year=2027, last_year=2030, source="Källa"
    )
    plan = f.PlanFactory(year=2027, body=goal.body)
    day = preparing.create(
        date=EARLIER, theme="styrning och ledning", form="digital", purpose="Se framåt", plan=plan, by=None,
        at=timezone.now(),
    )  # fmt: skip
    save_groups(day=day, rows=[Row(None, {"name": "budgetberedningen", "role": "participant", "body_id": None})])
    nine, ten = dt.time(9), dt.time(10)
    save_programme(day=day, rows=[Row(None, {"starts_at": nine, "ends_at": ten, "title": "Nuläge", "text": ""})])
    sign_in(page, live_server, facilitator)
    return day


def copied(page: Page) -> None:
    """A new day begun from the earlier one."""
    page.goto("/framtidsdag/")
    page.get_by_role("link", name="Förbered en ny Framtidsdag").click()
    page.get_by_label("Börja från en tidigare dag").select_option("2026-09-28")
    page.get_by_role("button", name="Hämta den dagens uppgifter").click()
    expect(page.get_by_label("Tema")).to_have_value("styrning och ledning")
    page.get_by_label("Datum").fill("2027-03-01")
    page.get_by_role("button", name="Lägg upp dagen").press("Enter")
    expect(page.get_by_role("heading", name="Förbered dagen")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False])
def test_a_whole_day_is_prepared_from_a_copy_by_keyboard(
    page: Page, earlier: Framtidsdag, java_script: bool, page_faults: list[str]
) -> None:
    copied(page)
    programme = page.locator("#program")
    new = programme.get_by_role("group", name="Ny programpunkt")
    new.get_by_label("Börjar").focus()
    page.keyboard.type("kl 9.30")
    page.keyboard.press("Tab")
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.type("Workshop")
    programme.get_by_role("button", name="Lägg till punkten").press("Enter")
    expect(programme.get_by_role("group", name="Punkt 2").get_by_label("Börjar")).to_have_value("09.30")
    expect(programme.get_by_text("innan ”Nuläge” slutar 10.00")).to_be_visible()
    if java_script:
        expect(new.get_by_label("Börjar")).to_be_focused()
        audit(page)

    programme.get_by_role("group", name="Punkt 2").get_by_label("Börjar").fill("10")
    page.keyboard.press("Enter")
    expect(programme.get_by_text("Se över tiderna")).to_be_hidden()

    workshops = page.locator("#workshopar")
    workshops.get_by_role("button", name="Lägg till en workshop för varje mål").press("Enter")
    first = workshops.get_by_role("group", name="God utbildning för alla")
    first.get_by_label("Frågor").fill("Vad fungerar?\nVad behövs?")
    first.get_by_label("Markeringar").fill("21")
    workshops.get_by_role("button", name="Spara workshoparna").press("Enter")
    expect(workshops.get_by_role("alert")).to_contain_text("från 1 till 20")
    expect(first.get_by_label("Frågor")).to_have_value("Vad fungerar?\nVad behövs?")
    if java_script:
        audit(page)
    else:
        assert page_faults.pop().startswith(
            "console: Failed to load resource: the server responded with a status of 422"
        )
    first.get_by_label("Markeringar").fill("3")
    workshops.get_by_role("button", name="Flytta ner God utbildning för alla").press("Enter")
    expect(workshops.get_by_role("group").first).to_contain_text("Hållbara städer")

    material = page.locator("#material")
    upload = {"name": "underlag.txt", "mimeType": "text/plain", "buffer": "Läs detta".encode()}
    material.get_by_label("Fil", exact=True).set_input_files([upload])  # type: ignore[list-item]
    material.get_by_role("button", name="Lägg in filen").press("Enter")
    expect(material.get_by_role("link", name="underlag.txt")).to_be_visible()
    expect(page.locator("#saknas")).to_contain_text("En workshop har inga frågor")

    day = Framtidsdag.objects.get(date=NEW)
    assert [one.title for one in day.programme.all()] == ["Nuläge", "Workshop"]
    assert [(one.goal.name, one.marks_each) for one in Workshop.objects.filter(day=day)] == [
        ("Hållbara städer och samhällen", 5), ("God utbildning för alla", 3),
    ]  # fmt: skip
    assert Material.objects.get(day=day).title == "underlag"
    assert [group.name for group in day.groups.all()] == ["budgetberedningen"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
@pytest.mark.parametrize("colour_scheme", ["light", "dark"])
def test_the_pages_are_accessible(page: Page, earlier: Framtidsdag, viewport: tuple[int, int]) -> None:
    earlier.points.create(order=1, text="Kommunövergripande kompetensförsörjningsfrågor följs inte upp")
    copied(page)
    page.goto(PAGE)
    page.locator("#workshopar").get_by_role("button", name="Lägg till en workshop för varje mål").click()
    expect(page.locator("#workshopar").get_by_label("Frågor")).to_have_count(2)
    for url in (PAGE, f"{PAGE}ta-bort/", "/framtidsdag/ny/", "/framtidsdag/ny/?fran=2026-09-28"):
        page.goto(url)
        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport[0], url


def test_a_file_that_is_not_what_it_says_is_refused_where_it_was_chosen(page: Page, earlier: Framtidsdag) -> None:
    copied(page)
    material = page.locator("#material")
    upload = {"name": "rapport.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00"}
    material.get_by_label("Fil", exact=True).set_input_files([upload])  # type: ignore[list-item]
    material.get_by_role("button", name="Lägg in filen").click()
    expect(material.get_by_role("alert")).to_contain_text("inte är en PDF")
    audit(page)
    assert not Material.objects.exists()
