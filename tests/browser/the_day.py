"""A Framtidsdag in its browsers: what is there before it, who sits at which screen, and how they press.

    scene = Scene(officer)        a municipality with mål och budget of June, a catalogue, and a draft that is written
    hall = Hall(…)                the processledare, the officer, the big screen, five phones and a visitor
    scene.put_forward()           the draft is kommunstyrelsen's proposal; scene.adopt(): fullmäktige has adopted it

The journey is test_the_day.py, what happens in the room the_day_room.py. What belongs to the day is done through the
pages; how a draft comes to a decision is another journey (test_the_year.py), made here through the portal's own code.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

import goals.models as g
from goals import copying, decisions
from goals.transitions import Outcome
from tests import factories as f
from tests.browser.looking import fits
from tests.plugins.browser import DESKTOP, audit, opened, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

    from kungsor_portal.models import User

DAY: Final = dt.date(2021, 9, 27)
JUNE, PREPARED, ANSWERED = dt.date(2021, 6, 14), dt.date(2021, 9, 6), dt.date(2021, 10, 12)
PROPOSED, ADOPTED, REPORTED = dt.date(2021, 11, 15), dt.date(2021, 11, 29), dt.date(2022, 4, 4)
SCHOOL, HEALTH = "God utbildning för alla", "God hälsa och välbefinnande"
ELIGIBLE, ABSENCE = "Elever behöriga till gymnasiet", "Sjukfrånvaro kommunalt anställda"
POINT, OWN_WORDS, SPOKEN = "Många dokument", "Elever som känner sig trygga", "Nöjda vårdnadshavare"
DRAFT: Final = "Reviderad mål och budget 2022"
ADDRESS: Final = f"/framtidsdag/{DAY}/"
WALL: Final = (1920, 1080)
# Each phone: how wide it is, its colours, and whether it has a script.
PHONES: Final[dict[str, tuple[tuple[int, int], str, bool]]] = {
    "Ada": ((390, 844), "light", True),
    "Bo": ((320, 640), "light", False),
    "Cim": ((375, 667), "dark", True),
    "Dag": ((360, 740), "light", True),
    "Eva": ((320, 568), "light", True),
}
# What a browser itself tells of a form that was refused, and of a page that one leaves while it asks.
_NO_FAULTS: Final = ("status of 422", "htmx:sendAbort", "htmx:afterRequest")


class Scene:
    """What is there before the day. ``officer`` is invited to the draft."""

    def __init__(self, officer: User) -> None:
        self.council, self.board = f.BodyFactory(council=True), f.BodyFactory(board=True)
        f.AreaFactory(own=True)
        years = {"first_year": 2022, "last_year": 2025, "body": self.council}
        self.school = f.LongTermGoalFactory(name=SCHOOL, slug="god-utbildning", number=4, **years)
        self.health = f.LongTermGoalFactory(name=HEALTH, slug="god-halsa", number=3, **years)
        self.eligible = f.KpiFactory(title=ELIGIBLE, code="N15428", slug="behoriga-till-gymnasiet")
        self.absence = f.KpiFactory(title=ABSENCE, code="N00914", slug="sjukfranvaro", lower=True)
        for kpi, values in ((self.eligible, ("81.6", "77", "71.8", "86")), (self.absence, ("7.1", "6.4", "7.9", "8"))):
            for year, value in enumerate(values, start=2018):
                f.KpiValueFactory(kpi=kpi, year=year, value=value)
        self.plan = f.PlanFactory(body=self.council, year=2022)
        june = f.PlanVersionFactory(
            plan=self.plan, name="Mål och budget 2022", adopted=True, on=JUNE, filled_by=self._june
        )
        group = f.DraftGroupFactory(name="Budgetberedningen", slug="beredning", party=None, body=self.board)
        self.draft = copying.new_draft(plan=self.plan, name=DRAFT, basis=june, group=group, at=f.noon(PREPARED))
        f.DraftInvitationFactory(version=self.draft, user=officer, invited_at=f.noon(PREPARED))
        self.matter = f.MatterFactory(title=DRAFT, slug="reviderad-mal-och-budget-2022", dnr="KS 2021/200")

    def _june(self, version: g.PlanVersion) -> None:
        for goal in (self.school, self.health):
            f.GoalStatementFactory(version=version, goal=goal)
        f.AmbitionLevelFactory(version=version, goal=self.health, kpi=self.absence, kind="at_most", value=7)

    def put_forward(self) -> None:
        """The draft as the board's proposal, published."""
        meeting = f.MeetingFactory(body=self.board, date=PROPOSED)
        done = {"by": None, "at": f.noon(PROPOSED)}
        decisions.register(
            matter=self.matter, body=self.board, meeting=meeting, date=PROPOSED, title="Förslag till fullmäktige",
            outcomes={self.draft: Outcome.PROPOSED}, **done,
        )  # fmt: skip
        decisions.publish(version=self.draft, on=PROPOSED, **done)

    def adopt(self) -> g.Decision:
        """The council's decision at its meeting in November."""
        outcomes = {g.PlanVersion.objects.get(pk=self.draft.pk): Outcome.ADOPTED}
        return f.decide(matter=self.matter, on=ADOPTED, outcomes=outcomes, paragraph=84, title=DRAFT)


class Hall:
    """The browsers of the day, each a context of its own."""

    def __init__(self, browser: Browser, server: LiveServer, faults: list[str], stack: ExitStack) -> None:
        self.server, self.faults = server, faults

        def open_one(size: tuple[int, int], scheme: str = "light", *, java_script: bool = True) -> Page:
            page: Page = stack.enter_context(opened(browser, server.url, faults, size, scheme, java_script=java_script))
            return page

        self.leader, self.officer, self.screen = open_one(DESKTOP), open_one(DESKTOP), open_one(WALL)
        self.visitor = open_one(DESKTOP)
        self.phones = {
            name: open_one(size, scheme, java_script=script) for name, (size, scheme, script) in PHONES.items()
        }
        self.receipts: dict[str, str] = {}

    def seat(self, page: Page, user: User) -> None:
        """The user signed in; anew each time the clock has moved far."""
        sign_in(page, self.server, user)

    def lead(self, path: str) -> Page:
        """The processledare on a page of the day."""
        self.leader.goto(f"{ADDRESS}{path}")
        return self.leader

    def forgive(self) -> None:
        """Let go of what the browsers told of refused forms, and of nothing else."""
        self.faults[:] = [fault for fault in self.faults if not any(words in fault for words in _NO_FAULTS)]

    def look(self, *pages: Page) -> None:
        """Everyone can use the pages as they stand; axe itself needs a script."""
        for page in pages:
            fits(page)
            if page is not self.phones["Bo"]:
                audit(page)


def press(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()


def follow(page: Page | Locator, name: str | re.Pattern[str]) -> None:
    page.get_by_role("link", name=name).first.click()


def told(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def move_on(page: Page, words: str, *, asks: bool = False) -> None:
    """The processledare's button to the next phase; one that ``asks`` is a box to open first."""
    if not asks:
        press(page, words)
        return
    page.locator(".lead-confirm summary", has_text=words).click()
    press(page, f"Ja, {words[0].lower()}{words[1:]}")


def on_wall(hall: Hall, words: str | re.Pattern[str]) -> None:
    """The big screen shows it, by itself."""
    expect(hall.screen.locator("#stage")).to_contain_text(words)


def plus(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"Lägg en markering på förslag {number}", exact=True)


def left(page: Page, words: str) -> None:
    """What is said of the marks that one has left."""
    expect(page.locator("#kvar")).to_contain_text(words)


def station(page: Page, kicker: str) -> Locator:
    """A link of the red thread beside the page."""
    return page.locator(".thread-aside a").filter(has=page.locator(".kicker", has_text=re.compile(f"^{kicker}:")))
