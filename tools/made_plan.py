"""A made plan of the size that the portal must bear: 9 goals, 60 levels, 15 bodies with frames for three years.

Nothing of it is anyone's figures: it exists in a benchmark's or a test's own database. Three versions are public and
one is a group's draft; each differs from the first in about a third of its parts.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.timezone import now

from goals import copying, decisions
from goals.models import (
    Body,
    BudgetFrame,
    DecisionPoint,
    DraftGroup,
    DraftGroupMember,
    FinancialTarget,
    Financing,
    FocusArea,
    Framework,
    FrameworkGoal,
    GoalOrigin,
    GoalStatement,
    InputAnswer,
    LongTermGoal,
    Matter,
    Outlook,
    Part,
    Party,
    Plan,
    PlanVersion,
)
from goals.swedish import search_text, sort_key
from kpis.models import AmbitionLevel, Area, Kpi, LevelBody, LevelException

GOALS, FOCUS_AREAS, LEVELS, BODIES, YEARS = 9, 27, 60, 15, 3
POINTS, TARGETS, NOTES = 6, 4, 6
# Beyond any plan that a municipality has.
YEAR: Final = 2090
_MADE: Final = dt.date(2020, 1, 1)
_WORDS: Final = (
    "vi vill att alla barn och unga ska lyckas i skolan med stöd av lärare samt föräldrar kommunen är en trygg "
    "plats där många vill bo leva verka företag växer miljön bevaras för kommande generationer"
)
_OTHER_WORDS: Final = ("nya", "starkare", "tillsammans", "trygghet", "minst 85", "tidigare")


@dataclass(frozen=True)
class MadePlan:
    """``public`` are the versions that anyone may read, the basis first; ``draft`` is the group's, on the same."""

    public: tuple[PlanVersion, ...]
    draft: PlanVersion
    group: DraftGroup
    member: Any


def make(year: int = YEAR) -> MadePlan:
    """The plan with its versions, and a member of the group that writes the draft."""
    chance = random.Random(3)  # noqa: S311  (nothing secret: the same plan each time)
    steering = Body.objects.get(slug=settings.MUNICIPALITY.steering_body)
    plan = Plan.objects.create(body=steering, year=year, title=f"Mål och budget {year}")
    basis = _new(plan, f"Mål och budget {year}", introduction=_paragraphs(chance, 80, 60))
    _fill(basis, chance)
    _publish(basis)
    public = [basis]
    for name, step, start in (("Reviderad mål och budget", 3, 0), ("Ett annat förslag", 3, 1)):
        version = _new(plan, f"{name} {year}", basis=basis)
        _change(version, chance, step, start)
        _publish(version)
        public.append(version)
    group, member = _group()
    draft = _new(plan, "Gruppens förslag", basis=basis, group=group)
    _change(draft, chance, 3, 2)
    return MadePlan(tuple(public), draft, group, member)


def _group() -> tuple[DraftGroup, Any]:
    party = Party.objects.create(slug="pahittat-parti", name="Påhittat parti", abbreviation="PÅH", is_example=True)
    group = DraftGroup.objects.create(slug="pahittad-grupp", name="Påhittad grupp", party=party)
    member = get_user_model().objects.create_user("pahittad-medlem")
    DraftGroupMember.objects.create(group=group, user=member, since=_MADE)
    return group, member


def _new(plan: Plan, name: str, **fields: Any) -> PlanVersion:
    return copying.new_draft(plan=plan, name=name, at=now(), **fields)


def _publish(version: PlanVersion) -> None:
    """Moved as a yrkande, which makes it public the same day."""
    title = f"{version.name}, {version.number}"
    matter = Matter.objects.create(title=title, slug=f"pahittat-arende-{version.pk}")
    decisions.move(version=version, matter=matter, on=_MADE, by=None, at=now())


def _fill(version: PlanVersion, chance: random.Random) -> None:
    bodies, goals, kpis = _bodies(), _goals(version.plan), _kpis()
    made: list[list[Any]] = [
        list(_statements(version, goals, chance)),
        [_focus(version, goal, order, chance) for goal in goals for order in range(1, FOCUS_AREAS // GOALS + 1)],
        [_level(version, goals[at % GOALS], kpi, at, chance) for at, kpi in enumerate(kpis)],
        list(_frames(version, bodies)),
        [_financing(version, year) for year in version.plan.years],
        [DecisionPoint(version=version, number=at, text=f"att {_text(chance, 12)}") for at in range(1, POINTS + 1)],
        [FinancialTarget(version=version, order=at, text=_text(chance, 10)) for at in range(1, TARGETS + 1)],
    ]
    statements, focus, levels, *_ = [_created(parts) for parts in made]
    _created(GoalOrigin(version=version, statement=part, framework_goal=goal)
             for part, goal in zip(statements, _framework_goals(), strict=True))  # fmt: skip
    _created(LevelBody(version=version, level=level, body=bodies[at % BODIES]) for at, level in enumerate(levels))
    _created(
        LevelException(
            version=version, level=level, period_kind="year", period_end=dt.date(version.plan.year, 12, 31),
            value=Decimal("0.5"), reason=_text(chance, 6),
        )
        for level in levels[::10]
    )  # fmt: skip
    _created(
        InputAnswer(version=version, outlook=outlook, answered_kind="goals.focusarea", answered_key=part.key)
        for outlook, part in zip(_outlooks(version.plan), focus, strict=False)
    )


def _change(version: PlanVersion, chance: random.Random, step: int, start: int) -> None:
    """One part in ``step`` is worded or counted otherwise; a focus area comes, one goes and one moves."""

    def every(model: type[Part], names: Sequence[str], alter: Callable[[Any], None]) -> None:
        parts = list(model._default_manager.filter(version=version).order_by("pk"))[start::step]
        for part in parts:
            alter(part)
        model._default_manager.bulk_update(parts, names)

    def reword(*names: str) -> Callable[[Any], None]:
        def alter(part: Any) -> None:
            for name in names:
                setattr(part, name, _reworded(getattr(part, name), chance))

        return alter

    def demand(level: AmbitionLevel) -> None:
        if level.value is not None:
            level.value += chance.choice((5, -2))
        level.motive = _reworded(level.motive, chance)

    def amount(frame: BudgetFrame) -> None:
        frame.amount += chance.choice((1_000_000, -500_000, 4_200_000))

    version.introduction = _reworded(version.introduction, chance)
    version.save(update_fields=["introduction"])
    every(GoalStatement, ["description", "summary"], reword("description", "summary"))
    every(FocusArea, ["text"], reword("text"))
    every(AmbitionLevel, ["value", "motive"], demand)
    every(BudgetFrame, ["amount"], amount)
    every(DecisionPoint, ["text"], reword("text"))
    Financing.objects.filter(version=version, year=version.plan.year).update(tax_rate=Decimal("22.13"))
    first, second, third, *_, last = FocusArea.objects.filter(version=version).order_by("pk")
    second.delete()
    FocusArea.objects.filter(pk=third.pk).update(goal=last.goal, order=last.order + 1)
    _focus(version, first.goal, 9, chance).save()


def _created(parts: Iterable[Any]) -> list[Any]:
    made = list(parts)
    return list(type(made[0])._default_manager.bulk_create(made))


def _statements(version: PlanVersion, goals: Sequence[LongTermGoal], chance: random.Random) -> Iterator[GoalStatement]:
    for order, goal in enumerate(goals, 1):
        yield GoalStatement(
            version=version, goal=goal, order=order, title=goal.name, description=_paragraphs(chance, 60, 50),
            summary=_text(chance, 15),
        )  # fmt: skip


def _focus(version: PlanVersion, goal: LongTermGoal, order: int, chance: random.Random) -> FocusArea:
    return FocusArea(version=version, goal=goal, order=order, title=_text(chance, 3), text=_text(chance, 30))


def _level(version: PlanVersion, goal: LongTermGoal, kpi: Kpi, at: int, chance: random.Random) -> AmbitionLevel:
    """Of most kinds, so that every way of wording a level is paid for."""
    year = version.plan.year
    kinds: tuple[dict[str, Any], ...] = (
        {"kind": "at_least", "value": Decimal(60 + at % 30)},
        {"kind": "at_most", "value": Decimal(20 + at % 9)},
        {"kind": "between", "value": Decimal(10), "upper": Decimal(40)},
        {"kind": "increase", "value": Decimal(3), "base_kind": "year", "base_end": dt.date(year - 1, 12, 31)},
        {"kind": "share", "value": Decimal(25)},
        {"kind": "better_than", "compared_with": _country()},
    )
    return AmbitionLevel(
        version=version, goal=goal, kpi=kpi, order=at // GOALS + 1, target_kind="year",
        target_end=dt.date(year + at % YEARS, 12, 31), motive=_text(chance, 12), **kinds[at % len(kinds)],
    )  # fmt: skip


def _frames(version: PlanVersion, bodies: Sequence[Body]) -> Iterator[BudgetFrame]:
    for at, body in enumerate(bodies):
        for year in version.plan.years:
            yield BudgetFrame(version=version, kind="net", body=body, year=year, amount=100_000_000 + at * 7_000_000)
            yield BudgetFrame(version=version, kind="investment", body=body, year=year, amount=5_000_000)


def _financing(version: PlanVersion, year: int) -> Financing:
    return Financing(
        version=version, year=year, tax_rate=Decimal("21.90"), tax_revenue=1_900_000_000, state_grants=400_000_000,
        financial_net=-4_000_000,
    )  # fmt: skip


def _bodies() -> list[Body]:
    names = [f"påhittade nämnden {at}" for at in range(1, BODIES + 1)]
    return _created(
        Body(slug=f"pahittad-namnd-{at}", name=name, kind=Body.Kind.COMMITTEE, sort_order=900 + at, sort_key=name)
        for at, name in enumerate(names, 1)
    )


def _goals(plan: Plan) -> list[LongTermGoal]:
    return _created(
        LongTermGoal(
            slug=f"pahittat-mal-{at}", name=f"Påhittat mål {at}", body=plan.body, first_year=plan.year, number=at
        )
        for at in range(1, GOALS + 1)
    )  # fmt: skip


def _kpis() -> list[Kpi]:
    titles = [f"Andel nöjda med påhittad verksamhet {at}" for at in range(1, LEVELS + 1)]
    return _created(
        Kpi(
            code=f"XP{at:03}", slug=f"pahittad-verksamhet-{at}", title=title, definition="Andel av de tillfrågade.",
            unit="%", decimals=1, direction="higher", source="Påhittad källa", sort_key=sort_key(title),
            search_text=search_text(title, f"XP{at:03}"),
        )
        for at, title in enumerate(titles, 1)
    )  # fmt: skip


def _country() -> Area:
    country, _ = Area.objects.get_or_create(code="0000", defaults={"name": "Riket", "kind": Area.Kind.COUNTRY})
    return country


def _framework_goals() -> list[FrameworkGoal]:
    framework = Framework.objects.create(slug="pahittat-ramverk", name="Påhittat ramverk", kind=Framework.Kind.GLOBAL)
    return _created(FrameworkGoal(framework=framework, number=at, title=f"Avstamp {at}") for at in range(1, GOALS + 1))


def _outlooks(plan: Plan) -> list[Outlook]:
    return _created(
        Outlook(
            plan=plan, area=Outlook.Area.values[0], title=f"Påhittad spaning {at}", source="Påhittad", noted_on=_MADE
        )
        for at in range(1, NOTES + 1)
    )


def _text(chance: random.Random, words: int) -> str:
    every = _WORDS.split(" ")
    return " ".join(chance.choice(every) for _ in range(words)).capitalize() + "."


def _paragraphs(chance: random.Random, *lengths: int) -> str:
    return "\n\n".join(_text(chance, words) for words in lengths)


def _reworded(text: str, chance: random.Random) -> str:
    """Three words replaced by others."""
    words = text.split(" ")
    for _ in range(3):
        words[chance.randrange(len(words))] = chance.choice(_OTHER_WORDS)
    return " ".join(words)
