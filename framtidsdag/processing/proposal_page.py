"""One proposal and what came of it: its marks, its answer, and the thread to what was decided and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from framtidsdag.frame import Frame, frame_of, frame_of_version
from framtidsdag.models import Framtidsdag, KpiProposal
from framtidsdag.prioritising.tally import Result, tally_of
from framtidsdag.processing.answers import Told, told
from framtidsdag.processing.origins import marks_words
from framtidsdag.thread import Station
from framtidsdag.workshop.proposals import Words, words_of
from goals.dates import written
from goals.queries import AsOf
from goals.swedish import enumerated
from kpis.standing import KpiStanding, judge_rows


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """``standing`` is the proposal itself, or the one that it was merged into: that one has the marks and the answer.

    ``result`` is None while the room may not see it, and for what is hidden; ``of`` is how many proposals that stand
    beside it. ``outcome`` is how the level stands, where the reader may read it.
    """

    proposal: KpiProposal
    words: Words
    standing: KpiProposal
    merged: tuple[Words, ...]
    result: Result | None
    of: int
    told: Told | None
    frame: Frame
    outcome: KpiStanding | None

    @property
    def day(self) -> Framtidsdag:
        return self.proposal.day

    @property
    def is_merged(self) -> bool:
        return self.standing.pk != self.proposal.pk

    @property
    def merged_words(self) -> str:
        """ "Sammanslaget av förslag 3 och 7", or empty."""
        numbers = sorted([self.standing.number, *(words.number for words in self.merged)])
        return f"Sammanslaget av förslag {enumerated([str(n) for n in numbers])}" if self.merged else ""

    @property
    def is_example(self) -> bool:
        return bool(self.told and self.told.is_example) or bool(self.outcome and self.outcome.is_example)


def read_page(proposal: KpiProposal, user: Any, as_of: AsOf, *, with_marks: bool) -> ProposalPage:
    """Seven queries at most; ``proposal`` is fetched with its day, workshop, answer, and what it was merged into."""
    standing = proposal.merged_into or proposal
    tally = tally_of(proposal.workshop)
    result = next((one for one in tally.results if one.proposal.pk == standing.pk), None)
    answer = getattr(standing, "answer", None)
    found = told([answer], user, as_of.on).get(standing.pk) if answer else None
    frame = frame_of_version(found.row.version_id, as_of) if found and found.row else frame_of(as_of)
    outcome = None
    if found and found.row:
        judged = judge_rows([found.row], on=as_of.on, known=as_of.known)
        outcome = judged.kpis[0] if judged.kpis else None
    return ProposalPage(
        proposal=proposal, words=words_of(proposal), standing=standing,
        merged=tuple(words_of(one) for one in result.merged) if result else (),
        result=result if with_marks else None, of=len(tally.results), told=found, frame=frame, outcome=outcome,
    )  # fmt: skip


def stations_of(page: ProposalPage) -> list[Station]:
    """Framtidsdag → förslag → prioritering → nyckeltal → ambitionsnivå → förslag till beslut → beslut → utfall."""
    day, number = page.day, page.proposal.number
    url = reverse("day_proposal", args=[day.in_address, number])
    marks = marks_words(page.result.marks) if page.result else "Inte avslutad än"
    stations = [
        Station("Framtidsdag", day.theme, day.get_absolute_url(), written(day.date) if day.date else "", name="day"),
        Station("Förslag", f"Förslag {number}", url, name="proposal", is_current=True),
        Station("Prioritering", marks, f"{url}#markeringar", name="marks", is_missing=page.result is None),
    ]
    if page.told is None:
        return [*stations, Station("Svar", "Inte besvarat än", name="answer", is_coming=True)]
    if page.told.kpi is None:
        return [*stations, Station("Svar", "Blev inte ett nyckeltal", f"{url}#svar", name="answer", is_missing=True)]
    return [*stations, *_onwards(page.told, page.outcome)]


def _onwards(found: Told, outcome: KpiStanding | None) -> list[Station]:
    assert found.kpi is not None
    kpi_url = found.kpi.get_absolute_url()
    latest = outcome.latest if outcome else None
    decided = found.decided
    return [
        Station("Nyckeltal", found.kpi.title, kpi_url, name="kpi"),
        Station("Ambitionsnivå", found.level or "Inte offentlig än", f"{kpi_url}#niva" if found.level else "",
                name="level", is_missing=not found.level, is_example=found.is_example),
        Station("Förslag till beslut", found.version or "Inte offentligt än", found.version_url, name="version",
                is_missing=not found.version),
        Station("Beslut", decided.words if decided else "Inget beslut än", decided.url if decided else "",
                short=written(decided.date) if decided and decided.is_date_known else "", name="decision",
                is_coming=decided is None),
        Station("Utfall", f"Senast {latest.period.label}" if latest else "Så går det", f"{kpi_url}#utfall",
                name="outcome"),
        *([Station("Bedömning", outcome.status.label.capitalize(), f"{kpi_url}#bedomning", name="assessment",
                   is_example=outcome.is_example)] if outcome and found.is_public else []),
    ]  # fmt: skip
