"""The steps of a beslutsgång before they are stored: which come first, and how each is put. Pure.

"Ja = kommunstyrelsens förslag, nej = C:s förslag": a question is always written out, so that it is answered by ja or
nej (kommunallagen 5:53). First whether to decide today, each way to postpone alone, where nej postpones; then the
counter proposals against each other, until one stands against the main proposal; then the main question; then what is
to be added.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assembly.models.procedures import POSTPONING, StepKind

# A step comes after all of a lower rank.
RANK = {StepKind.REMIT: 0, StepKind.TABLE: 0, StepKind.COUNTER: 1, StepKind.MAIN: 2, StepKind.ADDITION: 3}
TODAY = "ärendet avgörs i dag"
# What nej means where it postpones, and the same as the title has it.
PUT_OFF = {
    StepKind.REMIT: ("ärendet återremitteras", "återremitteras"),
    StepKind.TABLE: ("ärendet bordläggs", "bordläggas"),
}
# What stands for a counter proposal until the step that chooses it is settled.
WINNER = "det motförslag som vinner i föregående steg"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What can be decided: how it is spoken of ("C:s förslag"), and the version that it is, if it is one."""

    text: str
    version: Any = None


@dataclass(frozen=True, slots=True)
class Question:
    """A step to be: what ja and what nej means, in words and, where it is one, as a version."""

    kind: StepKind
    title: str
    yes: Proposal
    no: Proposal


def whether_today(kind: StepKind) -> Question:
    """The step that asks whether to decide today or to postpone the matter in the way that the kind says."""
    otherwise, verb = PUT_OFF[kind]
    return Question(kind, f"Ska ärendet avgöras i dag eller {verb}?", Proposal(TODAY), Proposal(otherwise))


def written_out(
    main: Proposal,
    counters: Sequence[Proposal] = (),
    *,
    remit: bool = False,
    table: bool = False,
    additions: Sequence[Proposal] = (),
) -> list[Question]:
    """The whole beslutsgång of a matter in its order, each question written out."""
    asked = {StepKind.REMIT: remit, StepKind.TABLE: table}
    questions = [whether_today(kind) for kind in POSTPONING if asked[kind]]
    standing = counters[0] if counters else Proposal("avslag")
    for other in counters[1:]:
        questions.append(Question(StepKind.COUNTER, "Vilket motförslag ställs mot huvudförslaget?", standing, other))
        standing = Proposal(WINNER)
    questions.append(Question(StepKind.MAIN, "Huvudomröstning", main, standing))
    questions.extend(
        Question(StepKind.ADDITION, f"Tilläggsyrkande: {addition.text}"[:200], addition, Proposal("inget tillägg"))
        for addition in additions
    )
    return questions


def fault(kinds: Iterable[str]) -> str:
    """What is wrong with the order of the steps, in Swedish; empty when nothing is."""
    found = [StepKind(kind) for kind in kinds]
    if found.count(StepKind.MAIN) != 1:
        return "En beslutsgång har en huvudomröstning, varken fler eller färre."
    for earlier, later in itertools.pairwise(found):
        if RANK[later] < RANK[earlier]:
            return (
                f"{later.label} prövas före {earlier.label.lower()}: först om ärendet ska avgöras i dag, sedan "
                "motförslagen, huvudomröstningen och sist tilläggsyrkandena."
            )
    return ""
