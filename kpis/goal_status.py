"""Several statuses together: one nyckeltal with several levels, and a goal's headline. Never an average.

A goal's own status is decided by people, in the follow-up; here is only the count they read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpis.verdicts import Status


def combine(statuses: Iterable[Status]) -> Status:
    """Answer the status of several levels for one nyckeltal and goal.

    Met if all are, unknown if any is, missed if all are, otherwise partly. Raises ValueError for none at all.
    """
    found = set(statuses)
    if not found:
        raise ValueError("There is nothing to combine.")
    if Status.UNKNOWN in found:
        return Status.UNKNOWN
    return found.pop() if len(found) == 1 else Status.PARTLY


@dataclass(frozen=True, slots=True)
class GoalHeadline:
    """How many of a goal's nyckeltal reach their level, as a sentence and as numbers."""

    text: str
    met: int
    partly: int
    missed: int
    unknown: int
    without_level: int

    @property
    def with_level(self) -> int:
        return self.met + self.partly + self.missed + self.unknown


def goal_headline(statuses: Iterable[Status | None]) -> GoalHeadline:
    """Count a goal's nyckeltal, one combined status each; None is a nyckeltal without an ambition level."""
    found = list(statuses)
    met, partly, missed, unknown = (found.count(status) for status in Status)
    without = found.count(None)
    text = _headline(met, met + partly + missed + unknown, unknown, without)
    return GoalHeadline(text, met, partly, missed, unknown, without)


def _headline(met: int, total: int, unknown: int, without: int) -> str:
    if not total:
        return "Inget nyckeltal har ambitionsnivå." if without else "Målet har inga nyckeltal."
    sentences = [f"{met} av {total} nyckeltal når nivån."]
    if unknown:
        sentences.append(f"{unknown} kan inte bedömas.")
    if without:
        sentences.append(f"{without} saknar ambitionsnivå.")
    return " ".join(sentences)
