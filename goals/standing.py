"""What a decision means for each version it concerns: asked before anything of it is stored.

``goals.decisions`` makes a Standing inside its transaction, with the matter locked, refuses on ``fault()`` and then
carries out ``changes()``. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goals.models import Decision, DecisionItem, PlanVersion
from goals.transitions import BY_OUTCOME, SETTLING, Outcome, OutOfOrderError, Status, resulting


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in Swedish, and the pk of the version that it is about; None where it is about several."""

    message: str
    version: int | None = None


class Standing:
    """The versions of a decision and of the one it corrects, locked, and the status each of them gets."""

    def __init__(self, decision: Decision, outcomes: Mapping[int, Outcome]) -> None:
        self.decision = decision
        self.outcomes = outcomes
        self.corrected: dict[int, Outcome] = (
            {item.version_id: Outcome(item.outcome) for item in decision.corrects.items.all()}
            if decision.corrects
            else {}
        )
        concerned = sorted({*outcomes, *self.corrected})
        # Always in the same order, so that two registrations never wait for each other.
        locked = PlanVersion.objects.select_for_update(of=("self",)).select_related("plan__body").order_by("pk")
        self.versions = {version.pk: version for version in locked.filter(pk__in=concerned)}

    def items(self) -> list[DecisionItem]:
        """The rows that say what the decision meant; of the decision as stored."""
        return [
            DecisionItem(decision=self.decision, version=self.versions[pk], outcome=outcome)
            for pk, outcome in self.outcomes.items()
        ]

    def changes(self) -> list[tuple[PlanVersion, Status]]:
        """The versions whose status changes, with the new one; adopted last, since a matter has room for one."""
        targets = [(version, self._target(version)) for version in self.versions.values()]
        changed = [(version, target) for version, target in targets if version.status != target]
        return sorted(changed, key=lambda change: change[1] == Status.ADOPTED)

    def fault(self) -> Fault | None:
        """The first thing that is wrong; None when nothing is."""
        return next(self._faults(), None)

    def _target(self, version: PlanVersion) -> Status:
        return resulting(
            Status(version.status),
            outcome=self.outcomes.get(version.pk),
            corrected=self.corrected.get(version.pk),
            put_forward_as=version.put_forward_as,
        )

    def _faults(self) -> Iterator[Fault]:
        for version in self.versions.values():
            for message in self._version_faults(version, self.outcomes.get(version.pk)):
                yield Fault(message, version.pk)
        for message in self._adoption_faults():
            yield Fault(message)

    def _version_faults(self, version: PlanVersion, outcome: Outcome | None) -> Iterator[str]:
        decision, status = self.decision, Status(version.status)
        try:
            self._target(version)
        except OutOfOrderError:
            yield f"{version.name} är {status.label.lower()} och kan inte {_wish(outcome)}."
        if status != Status.DRAFT and version.matter_id != decision.matter_id:
            yield f"{version.name} hör till ett annat ärende."
        if outcome in SETTLING and version.plan.body_id != decision.body_id:
            yield f"{version.plan.title} beslutas av {version.plan.body.name}."
        if outcome and version.left_draft_on and decision.date < version.left_draft_on and outcome != Outcome.PROPOSED:
            yield f"{version.name} lades fram först {version.left_draft_on}."
        if outcome == Outcome.AMENDED and not self._adopted_on_basis_of(version):
            yield f"Den antagna texten registreras som en egen version, som bygger på {version.name}."

    def _adopted_on_basis_of(self, version: PlanVersion) -> bool:
        return any(
            other.basis_id == version.pk
            for other in self.versions.values()
            if self.outcomes.get(other.pk) == Outcome.ADOPTED
        )

    def _adoption_faults(self) -> Iterator[str]:
        adopted = {version.pk for version in self.versions.values() if self._target(version) == Status.ADOPTED}
        in_matter = PlanVersion.objects.filter(matter=self.decision.matter, status=Status.ADOPTED)
        if len(adopted | set(in_matter.exclude(pk__in=self.versions).values_list("pk", flat=True))) > 1:
            yield "Högst en version i ärendet kan bli beslutad."


def _wish(outcome: Outcome | None) -> str:
    if outcome is None:
        return "rättas på det sättet"
    transition = BY_OUTCOME[outcome]
    return f"bli {transition.target.label.lower()}" if transition else "bordläggas"
