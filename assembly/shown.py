"""A beslutsgång and its votes as they are shown: values and words. Made by ``assembly.presenting``. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from assembly.models.voting import Choice
from assembly.tally import outcome_of

CHOICES = tuple(Choice.values)
WORDS = dict(Choice.choices)


@dataclass(frozen=True, slots=True)
class ShownVote:
    """One vote: the seat's number, whose it was and what it was, in a word beside its mark."""

    number: int
    name: str
    party: str
    choice: str
    is_chair: bool = False

    @property
    def word(self) -> str:
        return str(WORDS[self.choice])


@dataclass(frozen=True, slots=True)
class ShownRollCall:
    """A closed roll call. One that was done anew has ``void_reason``, and its votes are not shown."""

    number: int
    ident: str
    yes_text: str
    no_text: str
    votes: list[ShownVote] = field(default_factory=list)
    chair: str = ""
    casting_vote: str = ""
    void_reason: str = ""
    is_example: bool = False

    @property
    def tally(self) -> dict[str, int]:
        """How many for each choice, in the order ja, nej, avstår, frånvarande."""
        found = Counter(vote.choice for vote in self.votes)
        return {choice: found[choice] for choice in CHOICES}

    @property
    def is_tie(self) -> bool:
        return self.tally[Choice.YES] == self.tally[Choice.NO]

    @property
    def outcome(self) -> str:
        """ "yes", "no", or empty where the chair has not decided a tie yet."""
        return outcome_of(self.tally[Choice.YES], self.tally[Choice.NO], self.casting_vote)

    @property
    def words(self) -> str:
        """ "16 ja, 14 nej, 1 avstod, ingen frånvarande." """
        yes, no, abstained, absent = self.tally.values()
        away = f"{absent} frånvarande" if absent else "ingen frånvarande"
        return f"{yes} ja, {no} nej, {f'{abstained} avstod' if abstained else 'ingen avstod'}, {away}."

    @property
    def won(self) -> str:
        """What the outcome means, as it was written out; empty for a tie that waits for the chair."""
        return {"yes": self.yes_text, "no": self.no_text}.get(self.outcome, "")

    @property
    def tie_words(self) -> str:
        if not self.is_tie:
            return ""
        if not self.casting_vote:
            return "Lika många ja som nej. Ordföranden avgör med sin utslagsröst."
        return f"Lika många ja som nej. Ordföranden {self.chair} avgjorde med {WORDS[self.casting_vote].lower()}."

    @property
    def table(self) -> dict[str, Any]:
        """By seat number, for components/table.html."""
        rows = [
            {
                "head": f"{vote.name}, ordförande" if vote.is_chair else vote.name,
                "url": "",
                "cells": [_cell(str(vote.number), is_number=True), _cell(vote.party), _cell(vote.word)],
            }
            for vote in self.votes
        ]
        columns = [_column("Ledamot"), _column("Plats", is_number=True), _column("Parti"), _column("Röst")]
        return {"caption": "Så röstade ledamöterna", "columns": columns, "rows": rows, "ident": f"{self.ident}-namn"}

    @property
    def party_table(self) -> dict[str, Any]:
        """By party, in the order of its first seat, for components/table.html."""
        parties: dict[str, Counter[str]] = {}
        for vote in self.votes:
            parties.setdefault(vote.party or "Utan parti", Counter())[vote.choice] += 1
        rows = [
            {"head": party, "url": "", "cells": [_cell(str(found[choice]), is_number=True) for choice in CHOICES]}
            for party, found in parties.items()
        ]
        columns = [_column("Parti"), *(_column(WORDS[choice], is_number=True) for choice in CHOICES)]
        return {"caption": "Så röstade partierna", "columns": columns, "rows": rows, "ident": f"{self.ident}-partier"}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One question of a beslutsgång and how it was answered, if it was."""

    number: int
    kind: str
    title: str
    yes_text: str
    no_text: str
    answer: str  # "Ja" or "Nej", empty as long as it is open
    how: str
    meaning: str  # what the answer meant, as it was written out
    reasons: str
    requesters: list[str]
    roll_calls: list[ShownRollCall]


@dataclass(frozen=True, slots=True)
class ShownProcedure:
    """The beslutsgång of one matter at one meeting."""

    ident: str
    heading: str  # at which sammanträde it was
    url: str  # the decision that it led to, if registered
    is_preliminary: bool
    is_example: bool
    chair: str
    steps: list[ShownStep]
    declarations: list[dict[str, Any]]  # {label, texts}: only what no registered decision has yet


def _column(label: str, *, is_number: bool = False) -> dict[str, Any]:
    return {"label": label, "is_number": is_number}


def _cell(text: str, *, is_number: bool = False) -> dict[str, Any]:
    return {"text": text, "is_number": is_number, "note": "", "is_missing": False}
