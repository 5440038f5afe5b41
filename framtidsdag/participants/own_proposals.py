"""What a participant proposed on a day, and what came of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from framtidsdag.models import KpiProposal, Participant
from framtidsdag.phases import AFTERWARDS
from framtidsdag.processing.answers import Told, told
from framtidsdag.processing.origins import marks_of
from framtidsdag.workshop.proposals import Words, words_of


@dataclass(frozen=True, slots=True)
class Own:
    """``standing`` is the number of the proposal that it was merged into, or its own; that one has the marks."""

    words: Words
    standing: int
    marks: int | None  # None until the day's marks are everyone's
    told: Told | None

    @property
    def is_merged(self) -> bool:
        return self.standing != self.words.number


def own_of(participant: Participant, user: Any) -> list[Own]:
    """The participant's proposals by number, merged and hidden ones too; three queries."""
    rows = KpiProposal.objects.filter(participant=participant).order_by("number")
    rows = rows.select_related("answer__kpi", "merged_into__answer__kpi", "day")
    proposals: list[Any] = list(rows.annotate(marks_here=marks_of(), marks_there=marks_of("merged_into")))
    standing = [one.merged_into or one for one in proposals]
    answers = [answer for one in standing if (answer := getattr(one, "answer", None))]
    found = told(answers, user, timezone.localdate())
    return [
        Own(
            words_of(one), there.number,
            (one.marks_there if one.merged_into_id else one.marks_here) if one.day.phase in AFTERWARDS else None,
            found.get(there.pk),
        )
        for one, there in zip(proposals, standing, strict=True)
    ]  # fmt: skip
