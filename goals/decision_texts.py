"""The words of a decision as they are registered with it: points, yrkanden, reservations, protokollsanteckningar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from goals.models import Decision, DecisionText, Party, Person
from goals.models.decisions import DecisionTextKind


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a decision. ``by`` is whose it is as the source writes it, where no party or person is known."""

    kind: DecisionTextKind
    text: str
    by: str = ""
    party: Party | None = None
    person: Person | None = None


def rows_of(decision: Decision, texts: Iterable[Text]) -> list[DecisionText]:
    """The texts as rows of the decision, numbered from 1 within each kind, in the order given."""
    numbers: Counter[str] = Counter()
    rows = []
    for one in texts:
        numbers[one.kind] += 1
        rows.append(
            DecisionText(
                decision=decision, kind=one.kind, number=numbers[one.kind],
                by=one.by, party=one.party, person=one.person, text=one.text,
            )
        )  # fmt: skip
    return rows
