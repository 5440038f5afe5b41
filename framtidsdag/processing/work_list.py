"""The work list of the bearbetning: every proposal that stands, by priority, and how far the answering has come."""

from __future__ import annotations

from dataclasses import dataclass

from framtidsdag.models import Answer, Framtidsdag, KpiProposal
from framtidsdag.prioritising.tally import Result, results_of
from goals.models import LongTermGoal


@dataclass(frozen=True, slots=True)
class Task:
    """A proposal to answer. ``proposal.workshop.goal`` is at hand; ``kind`` of the answer, or empty."""

    result: Result
    goal: LongTermGoal
    kind: str
    kpi: str

    @property
    def proposal(self) -> KpiProposal:
        return self.result.proposal

    @property
    def is_answered(self) -> bool:
        return bool(self.kind)

    @property
    def label(self) -> str:
        if self.kind == Answer.Kind.BECAME:
            return f"Blev nyckeltalet {self.kpi}"
        return "Blev inte ett nyckeltal" if self.kind else "Inte besvarat"


@dataclass(frozen=True, slots=True)
class WorkList:
    tasks: tuple[Task, ...]

    @property
    def total(self) -> int:
        return len(self.tasks)

    @property
    def answered(self) -> int:
        return sum(task.is_answered for task in self.tasks)

    @property
    def left(self) -> int:
        return self.total - self.answered

    @property
    def goals(self) -> list[LongTermGoal]:
        """The workshops' goals, in their order."""
        return sorted(
            {task.goal.pk: task.goal for task in self.tasks}.values(), key=lambda goal: (goal.number, goal.pk)
        )

    def next_after(self, number: int, *, goal: str = "") -> Task | None:
        """The next to answer by priority after the proposal, then from the beginning; of the goal first, if given."""
        at = next((place for place, task in enumerate(self.tasks) if task.proposal.number == number), -1)
        waiting = [task for task in (*self.tasks[at + 1 :], *self.tasks[: max(at, 0)]) if not task.is_answered]
        of_goal = [task for task in waiting if task.goal.slug == goal]
        return next(iter(of_goal or waiting), None)


def work_list(day: Framtidsdag) -> WorkList:
    """The day's proposals, the most marked first; four queries."""
    goals = {workshop.pk: workshop.goal for workshop in day.workshops.select_related("goal")}
    answers = Answer.objects.filter(proposal__day=day).values_list("proposal", "kind", "kpi__title")
    given = {proposal: (kind, title or "") for proposal, kind, title in answers}
    tasks = [
        Task(result, goals[result.proposal.workshop_id], *given.get(result.proposal.pk, ("", "")))
        for result in results_of(day)
    ]
    return WorkList(tuple(sorted(tasks, key=lambda task: (-task.result.marks, task.proposal.number))))
