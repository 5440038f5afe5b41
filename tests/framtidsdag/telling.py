"""A day with one of everything that is told of it afterwards, from the first reflection to the report."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

import framtidsdag.models as d
from framtidsdag.codes import new_token
from goals.models import Plan
from tests import factories as f

DATE, ADOPTED = dt.date(2021, 9, 27), dt.date(2021, 11, 29)
ADDRESS = "/framtidsdag/2021-09-27/"


@dataclass
class Told:
    day: d.Framtidsdag
    plan: Plan
    kpi: Any
    level: Any
    decision: Any
    became: d.KpiProposal
    declined: d.KpiProposal
    merged: d.KpiProposal
    hidden: d.KpiProposal
    reflection: d.Reflection
    group: d.ReflectionGroup
    note: d.DiscussionNote
    workshop: d.Workshop
    material: d.Material
    point: d.SteeringPoint
    answer: d.Answer
    participant: d.Participant
    token: str


def make_told(
    by: Any, *, phase: str = "processed", is_example: bool = False, date: dt.date = DATE, year: int = 2022
) -> Told:
    """The day in the phase, for the plan of the year; ``by`` is who hid and entered."""
    plan = f.PlanFactory(year=year)
    room = f.RoomFactory(
        day__date=date, day__theme="styrning och ledning", day__purpose="Att se framåt.", day__plan=plan,
        day__phase="situation", day__summary="",
    )  # fmt: skip
    day = room.day
    d.ParticipantGroup.objects.create(day=day, order=1, name="budgetberedningen")
    d.ParticipantGroup.objects.create(day=day, order=2, name="regionen", role="presenter")
    d.ProgrammeItem.objects.create(
        day=day, order=1, title="Nuläge", text="Vad fungerar?", starts_at=dt.time(9), ends_at=dt.time(10, 30)
    )
    content = b"%PDF-1.7 underlag"
    material = d.Material.objects.create(
        day=day, order=1, title="Underlaget", name="underlag.pdf", content=content, content_type="application/pdf",
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), added_at=timezone.now(),
    )  # fmt: skip
    f.FactsSheetFactory(day=day)
    group = d.ReflectionGroup.objects.create(day=day, side="less_well", order=1, title="Många dokument")
    f.ReflectionFactory(day=day, text="Den röda tråden")
    reflection = f.ReflectionFactory(day=day, side="less_well", text="Svårt att hitta", group=group)
    f.ReflectionFactory(day=day, side="less_well", text="Olämpliga ord om Kim", **hidden_by(by))
    f.in_phase(day, "workshop")
    goal = f.LongTermGoalFactory(name="God utbildning")
    workshop = f.WorkshopFactory(day=day, goal=goal, order=1, questions="Vad är viktigast?\nHur mäter vi?")
    f.WorkshopFactory(day=day, goal=f.LongTermGoalFactory(name="God hälsa"), order=2)
    kpi = f.KpiFactory(title="Behöriga till gymnasiet", code="N15")
    token = new_token()
    people = [f.ParticipantFactory(day=day, name="Namn 0", token=token)]
    people += [f.ParticipantFactory(day=day, name=f"Namn {n}") for n in (1, 2)]

    def propose(number: int, title: str, **other: Any) -> d.KpiProposal:
        made: d.KpiProposal = f.KpiProposalFactory(
            workshop=workshop, number=number, title=title, participant=people[0], **other
        )
        return made

    became = propose(1, "Andel behöriga", reason="Det avgör framtiden", kpi=kpi)
    declined = propose(2, "Nöjda föräldrar", reason="De märker det först")
    merged = propose(3, "Behöriga elever", reason="Samma sak")
    hidden = propose(4, "Olämplig rubrik", reason="Olämpligt skäl")
    note = f.DiscussionNoteFactory(workshop=workshop, participant=people[0], text="Skolan är störst")
    f.DiscussionNoteFactory(workshop=workshop, participant=people[0], text="Olämplig anteckning", **hidden_by(by))
    d.KpiProposal.objects.filter(pk=merged.pk).update(merged_into=became)
    f.in_phase(day, "prioritising")
    for slot, (person, proposal) in enumerate(
        [(people[0], became), (people[0], merged), (people[1], became), (people[1], declined)], start=1
    ):
        f.MarkFactory(proposal=proposal, participant=person, slot=slot)
    d.KpiProposal.objects.filter(pk=hidden.pk).update(**hidden_by(by))
    f.in_phase(day, "processing")
    level: list[Any] = []
    version = f.PlanVersionFactory(
        plan=plan, name="Reviderad mål och budget 2022", adopted=True, on=ADOPTED, is_example=is_example,
        filled_by=lambda draft: level.append(
            f.AmbitionLevelFactory(version=draft, goal=goal, kpi=kpi, value=85, is_example=is_example)
        ),
    )  # fmt: skip
    answer = f.AnswerFactory(
        proposal=became, kind="became", kpi=kpi, level_key=level[0].key, version=version, reason="Skollagen kräver det",
        answered_at=f.noon(dt.date(2021, 10, 12)),
    )  # fmt: skip
    f.AnswerFactory(proposal=declined, reason="Mäts i enkäten", answered_at=f.noon(dt.date(2021, 10, 12)))
    earlier = f.FramtidsdagFactory(date=date.replace(year=date.year - 1, month=10, day=25), theme="barn och unga")
    point = d.SteeringPoint.objects.create(
        day=day, order=1, text="Färre dokument", owner=f.BodyFactory(board=True), outcome="Tre blev ett", group=group
    )
    d.SteeringPoint.objects.create(
        day=earlier, order=1, text="Tydligare ansvar", owner_text="kommundirektören", taken_up_at=day
    )
    assignment = f.AssignmentFactory(
        day=day, text="Se över nyckeltalen", body=f.BodyFactory(slug="barnnamnden", name="barnnämnden"),
        due_on=dt.date(2022, 2, 1),
    )  # fmt: skip
    d.Report.objects.create(assignment=assignment, date=dt.date(2022, 2, 1), text="Nyckeltalen är sedda över.")
    f.in_phase(day, phase)
    decision = version.outcomes.get(outcome="adopted").decision
    return Told(
        day, plan, kpi, level[0], decision, became, declined, merged, hidden, reflection, group, note,
        workshop, material, point, answer, people[0], token,
    )  # fmt: skip


def hidden_by(by: Any) -> dict[str, Any]:
    return {"hidden_at": timezone.now(), "hidden_by": by, "hidden_reason": "Det gäller en enskild person"}


def many_proposals(told: Told, number: int) -> None:
    """Further proposals with marks, all answered, as they stand when the day is bearbetad."""
    phase = told.day.phase
    f.in_phase(told.day, "workshop")
    made = f.KpiProposalFactory.create_batch(number, workshop=told.workshop, participant=told.participant)
    f.in_phase(told.day, "prioritising")
    for proposal in made[:15]:
        f.MarkFactory(proposal=proposal, participant=f.ParticipantFactory(day=told.day))
    f.in_phase(told.day, "processing")
    for proposal in made:
        f.AnswerFactory(proposal=proposal)
    f.in_phase(told.day, phase)
