"""Pages of decisions, days, search, sign-in and errors in a real browser: no accessibility fault, nothing too wide."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from goals.decision_texts import Text
from goals.models import DecisionText, MinutesEvent
from goals.transitions import Outcome
from tests import factories as f
from tests.plugins.browser import DESKTOP, PHONE, audit, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from kungsor_portal.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
D = dt.date
LONG = "Kommunfullmäktigeledamotsarvodesreglementesöversynsberedningen"
LOOKS = pytest.mark.parametrize(
    ("viewport", "colour_scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "light"), (DESKTOP, "dark")]
)


@pytest.fixture
def addresses() -> list[str]:
    """Everything that these pages can show, with words as long as Swedish makes them."""
    plan, goal = f.PlanFactory(year=2022), f.LongTermGoalFactory(name="Hållbara städer och samhällen")
    day = f.FramtidsdagFactory(date=D(2021, 9, 27), date_is_published=True, theme=LONG, plan=plan, phase="processing")
    assignment = f.AssignmentFactory(day=day, text=f"Utreda {LONG}", due_on=D(2022, 2, 1))
    day.groups.create(order=1, name=LONG)
    day.programme.create(order=1, title=LONG, starts_at=dt.time(9), ends_at=dt.time(10))
    assignment.reports.create(date=D(2022, 2, 1), text="Klart.", source="Protokoll", source_url="https://example.se/")
    matter = f.MatterFactory(title=LONG, dnr="KS 2021/123")

    def fill(draft: object) -> None:
        f.GoalStatementFactory(version=draft, goal=goal)
        f.AmbitionLevelFactory(version=draft, goal=goal, is_example=True)

    version = f.PlanVersionFactory(
        plan=plan, name=LONG, matter=matter, proposed=True, on=D(2021, 11, 1), filled_by=fill, is_example=True
    )
    other = f.PlanVersionFactory(plan=plan, name="C:s förslag", matter=matter, moved=True, on=D(2021, 11, 20))
    decision = f.decide(
        matter=matter, on=D(2021, 11, 29), title=f"Beslut om {LONG}", paragraph=151, method="vote", votes_yes=16,
        votes_no=14, votes_abstained=1, votes_absent=0, outcomes={version: Outcome.ADOPTED, other: Outcome.REJECTED},
        source="Protokoll", source_url="https://example.se/",
        texts=[Text(DecisionText.Kind(kind), f"att anta {LONG}", by=LONG) for kind in DecisionText.Kind.values],
    )  # fmt: skip
    MinutesEvent.objects.create(
        decision=decision, kind="posted", date=D(2021, 12, 3), registered_at=f.noon(D(2021, 12, 3))
    )
    correction = f.decide(matter=matter, on=D(2021, 12, 13), title="Rättelse", corrects=decision)
    unknown = f.decide(
        matter=f.MatterFactory(dnr=None), on=D(2020, 1, 1), date_is_known=False, title="Ett gammalt beslut"
    )
    pages = [page.get_absolute_url() for page in (decision, correction, unknown, matter, day)]
    return [*pages, "/beslut/", "/beslut/?den=2020-06-01", "/beslut/?organ=kommunfullmaktige&ar=2021", "/framtidsdag/",
            "/om/", "/tillganglighet/", f"/sok/?q={LONG}", "/sok/?q=xyzzy", "/sok/", "/logga-in/"]  # fmt: skip


def look(page: Page, address: str) -> None:
    page.goto(address)
    audit(page)
    wide = page.evaluate(TOO_WIDE)
    assert not wide, f"{address} is wider than its window: {wide}"
    small = page.evaluate(TOO_SMALL)
    assert not small, f"{address}: targets under 44 pixels: {small}"


TOO_WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, svg, .visually-hidden'))
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))"""
# Links within a sentence are exempt (WCAG 2.5.8), and so is what only a screen reader meets.
TOO_SMALL = """() => [...document.querySelectorAll('main a, main button, main input, main select, main summary')]
  .filter(e => e.checkVisibility() && !e.closest('.visually-hidden') && getComputedStyle(e).display !== 'inline')
  .filter(e => e.getBoundingClientRect().height < 43.5 || e.getBoundingClientRect().width < 43.5)
  .map(e => e.outerHTML.slice(0, 120))"""


@LOOKS
def test_full_pages_are_accessible_and_fit(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        look(page, address)


@LOOKS
def test_empty_pages_are_accessible_and_fit(page: Page) -> None:
    for address in ("/beslut/", "/framtidsdag/", "/om/", "/sok/?q=skola"):
        look(page, address)


@LOOKS
def test_pages_that_say_no_are_accessible_and_fit(page: Page, page_faults: list[str]) -> None:
    for address in ("/finns-inte/", f"/beslut/?ar={LONG}&sida=-1", "/logga-ut/"):
        look(page, address)
    page.goto("/logga-in/")
    page.get_by_role("button", name="Logga in").click()
    page.get_by_role("alert").wait_for()
    audit(page)
    for _ in range(8):
        page.get_by_label("Användarnamn").fill("kim")
        page.get_by_label("Lösenord").fill("fel")
        page.get_by_role("button", name="Logga in").click()
    page.get_by_role("heading", name="För många försök att logga in").wait_for()
    audit(page)
    # The browser tells of every answer that is not 200; those were asked for here.
    page_faults[:] = [fault for fault in page_faults if "Failed to load resource" not in fault]


@pytest.mark.parametrize("viewport", [PHONE])
def test_one_signs_in_and_out_with_the_keyboard_alone(page: Page, handlaggare: User) -> None:
    page.goto("/logga-in/?next=/om/")
    page.get_by_label("Användarnamn").focus()
    page.keyboard.type(handlaggare.username)
    page.keyboard.press("Tab")
    page.keyboard.type(f.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/om/")
    page.get_by_role("button", name="Logga ut").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Logga in").first.wait_for()


@pytest.mark.parametrize("java_script", [False])
def test_decisions_are_filtered_and_found_without_javascript(page: Page) -> None:
    f.decide(matter=f.MatterFactory(), on=D(2020, 11, 30), title="Budget 2021")
    f.decide(matter=f.MatterFactory(), on=D(2021, 11, 29), title="Budget 2022")
    page.goto("/beslut/")
    page.get_by_label("År").select_option("2021")
    page.get_by_role("button", name="Visa").click()
    assert page.get_by_role("heading", level=3).all_inner_texts() == ["Budget 2022"]
    page.goto("/sok/")
    page.get_by_label("Sök i portalen").fill("budgeten")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("link", name="Budget 2021").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Budget 2021"


def test_someone_signed_in_sees_the_same_pages(
    page: Page, live_server: object, handlaggare: User, addresses: list[str]
) -> None:
    sign_in(page, live_server, handlaggare)
    for address in (addresses[0], "/beslut/", "/framtidsdag/"):
        look(page, address)
