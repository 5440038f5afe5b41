"""A version's status and its only changes, as data: code, triggers, tests and the documentation read it here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goals.models.decisions import DecisionItemOutcome as Outcome
from goals.models.plans import VersionStatus as Status

__all__ = ["Outcome", "Status", "Transition"]


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

# Statuses in which a version waits to be decided on.
OPEN = (Status.PROPOSED, Status.MOVED)
# Statuses that only a registered decision with the same outcome can give.
DECIDED = (Status.ADOPTED, Status.REJECTED, Status.REMITTED, Status.AMENDED)
# Outcomes that settle the question; their values are those of DECIDED.
SETTLING = (Outcome.ADOPTED, Outcome.REJECTED, Outcome.REMITTED, Outcome.AMENDED)


class OutOfOrderError(ValueError):
    """The table has no such step."""


def step(status: Status, transition: Transition) -> Status:
    """The status after the transition; raises OutOfOrderError when the table does not lead there from here."""
    if status not in transition.sources:
        raise OutOfOrderError(f"{status} → {transition.target}")
    return transition.target


def resulting(
    status: Status, *, outcome: Outcome | None, corrected: Outcome | None = None, put_forward_as: str = ""
) -> Status:
    """The status that a decision leaves a version in; raises OutOfOrderError when it cannot mean that.

    A correction first undoes what the corrected decision meant (``corrected``; None when that said nothing of the
    version), then does what it says itself (``outcome``; None when it says nothing). What was decided is open again, as
    it was put forward. What kommunstyrelsen turns out not to have proposed cannot become a draft again, since people
    have read it: it is withdrawn.
    """
    if corrected == Outcome.PROPOSED:
        is_gone = status == Status.WITHDRAWN and outcome is None
        return status if outcome == Outcome.PROPOSED or is_gone else step(status, WITHDRAW)
    if corrected == Outcome.TABLED and outcome == Outcome.TABLED:
        return status
    if corrected in SETTLING:
        if status != corrected.value:
            raise OutOfOrderError(f"{status} is not what {corrected} led to")
        status = Status(put_forward_as)
    if outcome is None:
        return status
    transition = BY_OUTCOME[outcome]
    if transition is not None:
        return step(status, transition)
    if status not in OPEN:
        raise OutOfOrderError(f"{status} cannot be tabled")
    return status


def correctable_pairs() -> Iterator[tuple[Status, Status]]:
    """(from, to) that only a correction brings about: a decided version is decided otherwise, or open again."""
    for source in DECIDED:
        for target in (*OPEN, *DECIDED):
            if source != target:
                yield source, target


def allowed_pairs() -> frozenset[tuple[str, str]]:
    """(from, to) for every change of status that the database lets through."""
    table = {(source.value, t.target.value) for t in TRANSITIONS for source in t.sources}
    return frozenset(table | {(source.value, target.value) for source, target in correctable_pairs()})


def as_markdown() -> str:
    """docs/transitions.md, made from the table. A test says when the file is no longer that."""
    lines = [
        "# En versions status",
        "",
        "Gjord av `goals/transitions.py`; ändra där och skriv om filen med",
        "`manage.py shell -v 0 -c 'from goals.transitions import as_markdown; print(as_markdown(), end=\"\")'`.",
        "",
        "| från | till | genom |",
        "| --- | --- | --- |",
    ]
    for transition in TRANSITIONS:
        sources = ", ".join(source.label.lower() for source in transition.sources)
        lines.append(f"| {sources} | {transition.target.label.lower()} | {transition.by} |")
    still = ", ".join(source.label.lower() for source in OPEN)
    lines += [
        f"| {still} | oförändrad | bordläggning: bara beslutet antecknas |",
        "",
        "Ett beslut kan rättas av ett nytt. Då upphävs det som det rättade beslutet innebar, och sedan gäller det nya:",
        "",
        "| det rättade beslutet innebar | versionen blir |",
        "| --- | --- |",
        f"| {', '.join(status.label.lower() for status in DECIDED)} "
        "| det som rättelsen säger; annars åter föreslagen eller yrkad, som den lades fram |",
        "| bordlagd | det som rättelsen säger |",
        "| läggs fram till fullmäktige | oförändrad om rättelsen också lägger fram den, annars återkallad |",
        "",
        "Högst en version i ett ärende är beslutad. Allt annat nekas, i koden och i databasen.",
    ]
    return "\n".join(lines) + "\n"
