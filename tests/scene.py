"""A small municipality's portal with one of everything that a page shows, as it stood on 15 March 2022.

For tests of pages. `make_scene()` makes it; `make_scene(size=300)` makes the same with some hundreds of rows of each
kind, for tests of query counts. Nothing of it is an example unless `example=True`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

import goals.models as g
import kpis.models as k
from framtidsdag.models import Assignment, Framtidsdag, ParticipantGroup, ProgrammeItem, Report
from goals import copying, decisions
from goals.comparison_address import comparison_url
from goals.transitions import Outcome
from tests import factories as f

TODAY = dt.date(2022, 3, 15)
BUDGET, REVISED = dt.date(2021, 6, 14), dt.date(2021, 11, 29)
DAY = dt.date(2021, 9, 27)
FILES = {
    "decisions_feed", "kpi_csv", "kpi_json", "kpi_chart", "motions_word", "body_motions_word", "day_summary_word",
    "day_proposals_csv",
}  # fmt: skip
GOALS = ("Utbildning", "Hälsa", "Klimat")


@dataclass
class Scene:
    """What a test needs to name. `addresses` gives every page an address that answers 200."""

    goal: g.LongTermGoal
    earlier_goal: g.LongTermGoal
    kpi: k.Kpi
    without_level: k.Kpi
    plan: g.Plan
    first: g.PlanVersion
    revised: g.PlanVersion
    body: g.Body
    body_version: g.PlanVersion
    adoption: g.Decision
    day: Framtidsdag

    @property
    def addresses(self) -> dict[str, str]:
        """URL name → address of every public page, file and fragment."""
        slug, year = {"slug": self.kpi.slug}, {"year": self.plan.year}
        own = {**year, "body": self.body.slug}
        return {
            "start": reverse("start"),
            "vision": reverse("vision"),
            "goals": reverse("goals"),
            "goal": self.goal.get_absolute_url(),
            "kpis": reverse("kpis"),
            "kpi": reverse("kpi", kwargs=slug),
            "kpi_csv": reverse("kpi_csv", kwargs=slug),
            "kpi_json": reverse("kpi_json", kwargs=slug),
            "kpi_chart": reverse("kpi_chart", kwargs=slug),
            "plans": reverse("plans"),
            "plan": reverse("plan", kwargs=year),
            "version": self.revised.get_absolute_url(),
            "body_plan": reverse("body_plan", kwargs=own),
            "body_version": self.body_version.get_absolute_url(),
            "goal_history": reverse("goal_history", args=[self.goal.slug]),
            "kpi_history": reverse("kpi_history", args=[self.kpi.slug]),
            "underlag": reverse("underlag", kwargs=year),
            "body_underlag": reverse("body_underlag", kwargs=own),
            "choose_comparison": reverse("choose_comparison"),
            **self.comparisons,
            "decisions": reverse("decisions"),
            "decisions_feed": reverse("decisions_feed"),
            "decision": self.adoption.get_absolute_url(),
            "matter": self.adoption.matter.get_absolute_url(),
            "meetings": reverse("meetings"),
            "meeting": self.adoption.meeting.get_absolute_url() if self.adoption.meeting else "",
            "framtidsdagar": reverse("framtidsdagar"),
            "framtidsdag": self.day.get_absolute_url(),
            **self.of_the_day,
            "search": reverse("search") + "?q=utbildning",
            "about": reverse("about"),
            "accessibility": reverse("accessibility"),
        }

    @property
    def of_the_day(self) -> dict[str, str]:
        """The public pages of a Framtidsdag whose proposals are answered, beside its own."""
        date = self.day.get_absolute_url().strip("/").rpartition("/")[2]
        names = ("day_facts", "day_summary", "day_summary_word", "day_proposals_csv")
        proposal = {"day_proposal": reverse("day_proposal", args=[date, 1])}
        return {name: reverse(name, args=[date]) for name in names} | proposal

    @property
    def comparisons(self) -> dict[str, str]:
        """The pages of two versions beside each other: the steering body's, and the committee's with one of those."""
        names = ("comparison", "motions", "motions_word")
        own = {name: comparison_url(self.first, self.revised, name=name) for name in names}
        return own | {f"body_{name}": comparison_url(self.body_version, self.revised, name=name) for name in names}

    @property
    def papers(self) -> dict[str, str]:
        """URL name → address of every page as PDF; where the system lacks Pango they answer 503."""
        return {
            "version_pdf": _as_pdf(self.revised.get_absolute_url()),
            "body_version_pdf": _as_pdf(self.body_version.get_absolute_url()),
            "comparison_pdf": _as_pdf(self.comparisons["comparison"]),
            "body_comparison_pdf": _as_pdf(self.comparisons["body_comparison"]),
            "decision_pdf": _as_pdf(self.adoption.get_absolute_url()),
            "day_summary_pdf": _as_pdf(self.of_the_day["day_summary"]),
        }

    @property
    def pages(self) -> dict[str, str]:
        """Those of the addresses that are HTML pages."""
        return {name: url for name, url in self.addresses.items() if name not in FILES}


def _as_pdf(url: str) -> str:
    return f"{url.rstrip('/')}.pdf"


def make_scene(*, size: int = 0, example: bool = False) -> Scene:
    """`size` further rows of each kind that a list can hold; with `example`, the plan's levels are example content."""
    council, committee = f.BodyFactory(council=True), f.BodyFactory(slug="barnnamnden", name="barnnämnden")
    vision = f.VisionFactory(title="Vision 2030", text="Alla kan nå långt.", slug="vision-2030")
    g.VisionValue.objects.create(vision=vision, order=1, word="Öppenhet", text="Vi berättar.")
    goals = [
        f.LongTermGoalFactory(slug=_slug(name), name=name, body=council, number=at, colour="#C5192D")
        for at, name in enumerate(GOALS, start=1)
    ]
    earlier = f.LongTermGoalFactory(slug="trygghet", name="Trygghet", body=council, first_year=2021, last_year=2021)
    kpis = _kpis(committee)
    _values(kpis)
    measured = _many_kpis(size, committee)

    def fill(version: g.PlanVersion) -> None:
        _fill(version, goals, kpis, measured[: size // 2], example=example)

    plan = f.PlanFactory(body=council, year=2022)
    proposal = f.MatterFactory(title="Mål och budget 2022", slug="mal-och-budget-2022", dnr="KS 2021/100")
    revision = f.MatterFactory(title="Reviderad mål och budget", slug="revidering-2022", dnr="KS 2021/200")
    f.PlanVersionFactory(
        plan=f.PlanFactory(body=council, year=2021), name="Mål och budget 2021", adopted=True, on=dt.date(2020, 11, 30),
        filled_by=lambda version: _first_year(version, earlier, kpis[0]),
    )  # fmt: skip
    first = f.PlanVersionFactory(
        plan=plan, name="Mål och budget 2022", matter=proposal, adopted=True, on=BUDGET, filled_by=fill
    )
    revised = f.PlanVersionFactory(
        plan=plan, name="Reviderad mål och budget 2022", basis=first, matter=revision, moved=True, on=REVISED,
        filled_by=_raise_level,
    )  # fmt: skip
    adoption = f.decide(
        matter=revision, on=REVISED, outcomes={revised: Outcome.ADOPTED}, title="Reviderad mål och budget 2022",
        paragraph=151,
    )  # fmt: skip
    decisions.record_event(
        decision=adoption, kind=g.MinutesEvent.Kind.POSTED, date=dt.date(2021, 12, 6), by=None, at=f.noon(REVISED)
    )
    day = _day(plan, adoption)
    own = _body_version(committee, kpis[2], size)
    scene = Scene(
        goal=goals[0], earlier_goal=earlier, kpi=kpis[0], without_level=kpis[-1], plan=plan, first=first,
        revised=revised, body=committee, body_version=own, adoption=adoption, day=day,
    )  # fmt: skip
    _more(size, scene, council)
    revised.refresh_from_db()
    return scene


def _slug(name: str) -> str:
    return name.casefold().replace("ä", "a")


def _kpis(committee: g.Body) -> list[k.Kpi]:
    """Reading (gendered), emissions (lower), a place, a share of others, and one that no plan has a level for."""
    return [
        f.KpiFactory(code="N1", slug="lasning", title="Elever som läser", gendered=True, owner_body=committee),
        f.KpiFactory(code="N2", slug="utslapp", title="Utsläpp av växthusgaser", unit="ton", decimals=0, lower=True),
        f.KpiFactory(code="N3", slug="behoriga", title="Behöriga till gymnasiet", owner_body=committee),
        f.KpiFactory(code="N4", slug="anvandare", title="Användare av biblioteket", unit="antal", decimals=0),
    ]


def _values(kpis: list[k.Kpi]) -> None:
    reading, emissions, qualified, unused = kpis
    others = [f.AreaFactory(code=code, name=f"Kommun {code}") for code in ("0001", "0002", "0003")]
    f.AreaFactory(code="G1", group=True, member_areas=[f.AreaFactory(own=True), *others])
    country = f.AreaFactory(country=True)
    for year, value in ((2018, "74.1"), (2019, "76.0"), (2021, "79.4")):
        f.KpiValueFactory(kpi=reading, year=year, value=value)
        f.KpiValueFactory(kpi=reading, year=year, value=value, area=country)
        for gender, shift in (("women", Decimal(2)), ("men", Decimal(-2))):
            f.KpiValueFactory(kpi=reading, year=year, gender=gender, value=Decimal(value) + shift)
        f.KpiValueFactory(kpi=emissions, year=year, value=Decimal(value) * 400)
        f.KpiValueFactory(kpi=qualified, year=year, value=value)
        for area in others:
            f.KpiValueFactory(kpi=qualified, year=year, value="70", area=area)
    f.KpiValueFactory(kpi=reading, year=2020, missing=True)
    f.KpiValueFactory(kpi=unused, year=2021, value="812")


def _many_kpis(size: int, committee: g.Body) -> list[k.Kpi]:
    kpis = [f.KpiFactory.build(owner_body=committee) for _ in range(size)]
    for kpi in kpis:
        kpi.save()
    own = k.Area.objects.get(code=f.settings.MUNICIPALITY.code)
    k.KpiValue.objects.bulk_create(
        f.KpiValueFactory.build(kpi=kpi, area=own, year=year) for kpi in kpis for year in (2019, 2020, 2021)
    )
    return kpis


def _first_year(version: g.PlanVersion, goal: g.LongTermGoal, kpi: k.Kpi) -> None:
    f.GoalStatementFactory(version=version, goal=goal)
    f.AmbitionLevelFactory(version=version, goal=goal, kpi=kpi, value=Decimal(75), target_end=dt.date(2021, 12, 31))


def _fill(
    version: g.PlanVersion, goals: list[g.LongTermGoal], kpis: list[k.Kpi], more: list[k.Kpi], *, example: bool
) -> None:
    for order, goal in enumerate(goals, start=1):
        statement = f.GoalStatementFactory(version=version, goal=goal, order=order)
        f.FocusAreaFactory(version=version, goal=goal)
        f.GoalOriginFactory(version=version, statement=statement)
    reading, emissions, qualified, _ = kpis
    education, health, climate = goals
    group = k.Area.objects.get(code="G1")
    f.AmbitionLevelFactory(version=version, goal=education, kpi=reading, value=Decimal(78), order=1, is_example=example)
    f.AmbitionLevelFactory(
        version=version, goal=education, kpi=qualified, better_than=True, order=2, compared_with=group
    )
    f.AmbitionLevelFactory(version=version, goal=climate, kpi=emissions, kind="at_most", value=Decimal(30_000), order=3)
    for order, kpi in enumerate(more, start=4):
        f.AmbitionLevelFactory(version=version, goal=health, kpi=kpi, order=order)
    f.DecisionPointFactory(version=version)
    f.FinancialTargetFactory(version=version)
    for year in (2022, 2023, 2024):
        f.FinancingFactory(version=version, year=year)
        for body in g.Body.objects.all():
            f.BudgetFrameFactory(version=version, body=body, year=year)


def _raise_level(version: g.PlanVersion) -> None:
    """The revision wants more than the first wording did."""
    level = k.AmbitionLevel.objects.get(version=version, kpi__code="N1")
    level.value = Decimal(82)
    level.save()


def _body_version(committee: g.Body, kpi: k.Kpi, size: int) -> g.PlanVersion:
    """The committee's own plan, adopted by itself."""
    goal = f.LongTermGoalFactory(slug="namndens-mal", name="Nämndens mål", body=committee)
    plan = f.PlanFactory(body=committee, year=2022, title="Barnnämndens plan 2022")
    matter, on = f.MatterFactory(slug="barnnamndens-plan"), dt.date(2021, 12, 15)

    def fill(version: g.PlanVersion) -> None:
        f.GoalStatementFactory(version=version, goal=goal)
        f.AmbitionLevelFactory(version=version, goal=goal, kpi=kpi, value=Decimal(90))
        for _ in range(size // 10):
            f.FocusAreaFactory(version=version, goal=goal)

    version = f.PlanVersionFactory(
        plan=plan, name="Verksamhetsplan 2022", moved=True, matter=matter, on=on, filled_by=fill
    )
    meeting = f.MeetingFactory(body=committee, date=on)
    f.decide(matter=matter, on=on, meeting=meeting, outcomes={version: Outcome.ADOPTED}, title="Nämndens plan")
    version.refresh_from_db()
    return version


def _day(plan: g.Plan, adoption: g.Decision) -> Framtidsdag:
    day = f.FramtidsdagFactory(
        date=DAY, theme="Utbildning för alla", plan=plan, purpose="Se framåt.", source="Kommunen"
    )
    Framtidsdag.objects.create(theme="Demokrati", theme_order=1)
    ParticipantGroup.objects.create(day=day, order=1, name="budgetberedningen")
    ParticipantGroup.objects.create(day=day, order=2, name="skolchefen", role=ParticipantGroup.Role.PRESENTER)
    ProgrammeItem.objects.create(day=day, order=1, title="Nuläge", starts_at=dt.time(9))
    assignment = Assignment.objects.create(day=day, order=1, text="Se över nyckeltalen", decision=adoption)
    Report.objects.create(assignment=assignment, date=dt.date(2022, 2, 1), text="Nyckeltalen är sedda över.")
    _what_was_said(day)
    return day


def _what_was_said(day: Framtidsdag) -> None:
    """In the room: a reflection, a workshop with a proposal, a mark on it and the answer it got."""
    f.FactsSheetFactory(day=day)
    f.RoomFactory(day=f.in_phase(day, "situation"))
    f.ReflectionFactory(day=day, text="Målen hänger ihop med budgeten.")
    workshop = f.WorkshopFactory(day=f.in_phase(day, "workshop"), goal=g.LongTermGoal.objects.order_by("pk")[0])
    f.DiscussionNoteFactory(workshop=workshop, text="Vi talade om skolan.")
    mark = f.MarkFactory(proposal=f.KpiProposalFactory(workshop=workshop, number=1, title="Andel som läser"))
    f.AnswerFactory(proposal=mark.proposal, reason="Mäts redan på annat sätt.")
    f.in_phase(day, "processed")


def _more(size: int, scene: Scene, council: g.Body) -> None:
    """Rows that a list is made longer by."""
    for n in range(size):
        on = dt.date(2020, 1, 1) + dt.timedelta(days=n)
        f.decide(matter=scene.adoption.matter, on=on, title=f"Utbildning, beslut {n}")
        f.LongTermGoalFactory(body=council, first_year=2010 - n % 20, last_year=2012)
        f.FramtidsdagFactory(date=dt.date(2019, 1, 1) + dt.timedelta(days=n), plan=scene.plan, theme=f"Utbildning {n}")
        f.AssignmentFactory(day=scene.day, order=n + 10)
    for n in range(size // 20):
        f.PlanVersionFactory(plan=scene.plan, moved=True, matter=scene.adoption.matter, name=f"Utbildning {n}")
        copying.new_draft(plan=scene.plan, name=f"Utkast {n}", at=f.noon(BUDGET))
