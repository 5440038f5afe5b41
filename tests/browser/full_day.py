"""A Framtidsdag with more of everything than a real one, in long words: what every page of a day is looked at with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

import framtidsdag.models as d
from framtidsdag.codes import new_token
from framtidsdag.preparation.prepared import FACTS, GROUPS, JOINING, MATERIAL, PROGRAMME, WORKSHOPS
from framtidsdag.situation.facts import freeze
from tests import factories as f
from tests.framtidsdag.telling import hidden_by

DATE = dt.date(2026, 11, 23)
WORD = "Socialtjänstlagstiftningstillämpningsuppföljningsindikatorutvecklingsarbete"
LONG = "Andelen kommunfullmäktigeledamöter som upplever att ansvarsområdesbeskrivningarna hjälper medborgarna"
GOALS = (
    "God utbildning för alla barn och unga",
    "Hållbar ekonomisk tillväxt och goda arbetsvillkor för egenanställningsformer",
    "Fred, rättvisa och väl fungerande institutioner i hela kommunkoncernen",
    f"Minskad {WORD.lower()}",
    "God hälsa och välbefinnande",
)


@dataclass
class FullDay:
    """The day and the token of one who takes part, who proposed, marked and wrote."""

    day: d.Framtidsdag
    token: str

    @property
    def address(self) -> str:
        return f"/framtidsdag/{self.day.date}/"


def make_full(by: Any) -> FullDay:
    """Everything of a day from the first reflection to the report; ``by`` leads it."""
    plan = f.PlanFactory(year=2027)
    room = f.RoomFactory(
        day__date=DATE, day__theme=f"Styrning och ledning: {LONG}"[:150], day__purpose=f"{LONG}.\n{LONG}.",
        day__plan=plan, day__phase="situation", day__summary=f"{LONG}. {LONG}.", code="WMWMWM",
    )  # fmt: skip
    day, token = room.day, new_token()
    people = [f.ParticipantFactory(day=day, name="Kim", token=token, seen_at=timezone.now())]
    people += [f.ParticipantFactory(day=day, name=WORD[: 60 + n], seen_at=timezone.now()) for n in range(11)]
    people += f.ParticipantFactory.create_batch(3, day=day, kind="aloud", entered_by=by, token=None, token_hash=None)
    _prepare(day)
    workshops = [
        f.WorkshopFactory(
            day=day, order=order, goal=f.LongTermGoalFactory(name=name), questions=f"{LONG}?\nHur märker vi det?"
        )
        for order, name in enumerate(GOALS, start=1)
    ]
    kpis = [_kpi(n) for n in range(6)]
    levels: list[Any] = []
    f.PlanVersionFactory(
        plan=f.PlanFactory(year=2026), adopted=True, on=DATE - dt.timedelta(days=300),
        filled_by=lambda draft: [
            f.AmbitionLevelFactory(version=draft, goal=workshops[0].goal, kpi=kpi, value=85) for kpi in kpis[:2]
        ],
    )  # fmt: skip
    freeze(day, timezone.now())
    _reflect(day, by)
    proposals = _propose(day, workshops, people, kpis, by)
    _mark(day, workshops, people)
    version = f.PlanVersionFactory(
        plan=plan, adopted=True, on=DATE, name="Mål och budget 2027",
        filled_by=lambda draft: levels.append(
            f.AmbitionLevelFactory(version=draft, goal=workshops[0].goal, kpi=kpis[0], value=85)
        ),
    )  # fmt: skip
    f.in_phase(day, "processing")
    f.AnswerFactory(
        proposal=proposals[0], kind="became", kpi=kpis[0], level_key=levels[0].key, version=version, reason=LONG
    )
    for proposal in d.KpiProposal.objects.filter(day=day).unanswered():
        f.AnswerFactory(proposal=proposal, reason=f"{LONG}. {WORD}.")
    _follow(day)
    return FullDay(day, token)


def _prepare(day: d.Framtidsdag) -> None:
    for order, name in enumerate(("budgetberedningen", f"{WORD}sgruppen", LONG), start=1):
        d.ParticipantGroup.objects.create(
            day=day, order=order, name=name, role=("participant", "presenter")[order // 3]
        )
    for order in range(1, 8):
        d.ProgrammeItem.objects.create(
            day=day, order=order, title=LONG, text=LONG, starts_at=dt.time(8 + order), ends_at=dt.time(8 + order, 45)
        )
    for order, name in enumerate(("underlag.pdf", f"{WORD.lower()}.pdf"), start=1):
        d.Material.objects.create(
            day=day, order=order, title=f"{LONG} {order}", name=name, content=b"%PDF-1.7", size=8,
            content_type="application/pdf", sha256=f"{order:064}", added_at=timezone.now(),
        )  # fmt: skip


def _kpi(number: int) -> Any:
    kpi = f.KpiFactory(title=f"{LONG} {number}", unit="%", decimals=1)
    for year in range(2018, 2026):
        f.KpiValueFactory(kpi=kpi, year=year, value=60 + (year * 7 + number) % 20)
    return kpi


def _reflect(day: d.Framtidsdag, by: Any) -> None:
    for side in d.Reflection.Side.values:
        groups = [
            d.ReflectionGroup.objects.create(day=day, side=side, order=order, title=title)
            for order, title in enumerate((LONG, WORD), start=1)
        ]
        for number in range(8):
            group = groups[number % 3] if number % 3 < 2 else None
            f.ReflectionFactory(day=day, side=side, text=LONG if number % 2 else WORD, group=group)
        f.ReflectionFactory(day=day, side=side, text="Olämpliga ord", **hidden_by(by))


def _propose(day: d.Framtidsdag, workshops: list[Any], people: list[Any], kpis: list[Any], by: Any) -> list[Any]:
    """Forty, of which one of the catalogue in each workshop, one hidden and two merged."""
    f.in_phase(day, "workshop")
    made = []
    for number in range(1, 41):
        workshop = workshops[(number - 1) % 5]
        made.append(
            f.KpiProposalFactory(
                workshop=workshop,
                number=number,
                title=WORD if number % 4 == 0 else LONG,
                reason=f"{LONG}. {WORD}.",
                participant=people[number % 3],
                kpi=kpis[number] if number < 6 else None,
            )
        )
    for workshop in workshops:
        f.DiscussionNoteFactory(workshop=workshop, participant=people[0], text=f"{LONG}\n{WORD}")
        f.DiscussionNoteFactory(workshop=workshop, participant=people[1], text="Olämpligt", **hidden_by(by))
    d.KpiProposal.objects.filter(pk__in=(made[5].pk, made[10].pk)).update(merged_into=made[0])
    d.KpiProposal.objects.filter(pk=made[15].pk).update(**hidden_by(by))
    d.Room.objects.filter(day=day).update(last_number=40)
    return made


def _mark(day: d.Framtidsdag, workshops: list[Any], people: list[Any]) -> None:
    f.in_phase(day, "prioritising")
    for workshop in workshops:
        standing = list(workshop.proposals.standing())
        d.Mark.objects.bulk_create(
            d.Mark(
                participant=person,
                workshop=workshop,
                slot=slot,
                placed_at=timezone.now(),
                proposal=standing[(slot * at) % len(standing)],
            )
            for at, person in enumerate(people)
            for slot in range(1, 5)
        )


def _follow(day: d.Framtidsdag) -> None:
    earlier = f.FramtidsdagFactory(date=DATE - dt.timedelta(days=390), theme="Barn och unga")
    board = f.BodyFactory(board=True)
    group = day.reflection_groups.filter(side="less_well").first()
    d.SteeringPoint.objects.create(day=day, order=1, text=LONG, owner=board, group=group)
    d.SteeringPoint.objects.create(day=day, order=2, text=WORD, owner_text=LONG)
    d.SteeringPoint.objects.create(day=earlier, order=1, text=LONG, owner=board, taken_up_at=day, outcome=LONG)
    assignments = [
        f.AssignmentFactory(
            day=day, order=order, text=text, body=board, due_on=DATE + dt.timedelta(days=order * 30 - 45)
        )
        for order, text in enumerate((LONG, WORD, "Se över nyckeltalen"), start=1)
    ]
    d.Report.objects.create(assignment=assignments[0], date=DATE, text=f"{LONG}. {WORD}.")
    f.PhaseMoveFactory(day=day)


def addresses(day: d.Framtidsdag) -> Iterator[tuple[str, str]]:
    """Every address of the day in the resolver, with its name: a new one is found without being written here."""
    for name, keys in _patterns(get_resolver("framtidsdag.urls")):
        yield from (
            (name, reverse(name, kwargs={"date": str(day.date), **kwargs})) for kwargs in _filled(name, keys, day)
        )


def _patterns(resolver: Any) -> Iterator[tuple[str, frozenset[str]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield str(entry.name), frozenset(entry.pattern.converters)
        else:
            yield from _patterns(entry)


def _filled(name: str, keys: frozenset[str], day: d.Framtidsdag) -> list[dict[str, Any]]:
    """What the address is asked for with: a row of each kind; nothing where the day has none."""
    proposal = day.proposals.first()
    if "kind" in keys:
        rows = {"reflektion": day.reflections.first(), "forslag": proposal}
        return [{"kind": kind, **({"pk": row.pk} if "pk" in keys else {})} for kind, row in rows.items() if row]
    if "part" in keys:
        return [{"part": part} for part in (FACTS, GROUPS, PROGRAMME, MATERIAL, WORKSHOPS, JOINING)]
    own = {
        "following_point": day.points, "following_taken_up": day.points, "following_assignment": day.assignments,
        "following_report": day.assignments, "leading_group_change": day.reflection_groups,
        "leading_reflection": day.reflections, "day_material": day.material,
    }  # fmt: skip
    row = own.get(name, day.workshops).first()
    values = {"pk": row and row.pk, "number": proposal and proposal.number}
    return [{key: values[key] for key in keys}] if all(values[key] for key in keys) else []
