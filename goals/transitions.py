"""A version's status and its only changes, as data: code, triggers, tests and the documentation read it here."""

from __future__ import annotations

from dataclasses import dataclass

from goals.models import DecisionItem, PlanVersion

Status = PlanVersion.Status
Outcome = DecisionItem.Outcome


@dataclass(frozen=True, slots=True)
class Transition:
    """From any of ``sources`` to ``target``; ``by`` says in Swedish what brings it about."""

    sources: tuple[Status, ...]
    target: Status
    by: str


PROPOSE = Transition((Status.DRAFT,), Status.PROPOSED, "kommunstyrelsens beslut")
MOVE = Transition((Status.DRAFT,), Status.MOVED, "en ledamot eller ett parti yrkar den")
ADOPT = Transition((Status.PROPOSED, Status.MOVED), Status.ADOPTED, "fullmäktiges beslut")
REJECT = Transition((Status.PROPOSED, Status.MOVED), Status.REJECTED, "fullmäktiges beslut")
REMIT = Transition((Status.PROPOSED, Status.MOVED), Status.REMITTED, "fullmäktiges beslut")
AMEND = Transition((Status.PROPOSED, Status.MOVED), Status.AMENDED, "antagen med ändringar, som egen version")
WITHDRAW = Transition((Status.DRAFT, Status.PROPOSED, Status.MOVED), Status.WITHDRAWN, "den som lade fram den")

TRANSITIONS = (PROPOSE, MOVE, ADOPT, REJECT, REMIT, AMEND, WITHDRAW)

# What a decision's outcome does to the version; bordläggning changes nothing.
BY_OUTCOME: dict[Outcome, Transition | None] = {
    Outcome.PROPOSED: PROPOSE,
    Outcome.ADOPTED: ADOPT,
    Outcome.REJECTED: REJECT,
    Outcome.REMITTED: REMIT,
    Outcome.AMENDED: AMEND,
    Outcome.TABLED: None,
}

# Statuses that only a registered decision with the same outcome can give.
DECIDED = (Status.ADOPTED, Status.REJECTED, Status.REMITTED, Status.AMENDED)


def allowed_pairs() -> frozenset[tuple[str, str]]:
    """(from, to) for every change of status. A correction may take a decided version to any but utkast."""
    pairs = {(source.value, t.target.value) for t in TRANSITIONS for source in t.sources}
    open_again = (Status.PROPOSED, Status.MOVED, *DECIDED)
    pairs |= {(source.value, target.value) for source in DECIDED for target in open_again if source != target}
    return frozenset(pairs)
