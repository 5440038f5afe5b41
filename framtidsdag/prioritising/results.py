"""A workshop's results as templates/framtidsdag/results.html reads them: bars, and the same numbers in a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from framtidsdag.models import KpiProposal
from framtidsdag.prioritising.tally import Result, Tally
from goals.swedish import enumerated
from kpis.numbers import format_value

# A bar is drawn in a box so wide; the longest fills it.
FULL = 1000


def shown(
    tally: Tally, *, ident: str, most: int | None = None, url_of: Callable[[KpiProposal], str] | None = None
) -> dict[str, Any]:  # fmt: skip
    """``ident`` begins the ids of the part, unique on the page; ``most`` is how many bars there is room for.

    Of proposals with equally many marks, none is left out while another is shown: the bars are then fewer.
    """
    bars = _within(tally.results, most)
    return {
        "ident": ident,
        "goal": str(tally.workshop.goal),
        "bars": [_bar(result, tally.most, url_of) for result in bars],
        "more": len(tally.results) - len(bars),
        "total": tally.total,
        "words": _words(tally),
        "hidden_words": _hidden_words(tally.hidden),
        "table": _table(tally, ident, url_of),
    }


def marks_words(count: int) -> str:
    """ "1 markering", "12 markeringar"."""
    return f"{count} markering" if count == 1 else f"{count} markeringar"


def _within(results: tuple[Result, ...], most: int | None) -> tuple[Result, ...]:
    if most is None or len(results) <= most:
        return results
    cut = results[most].rank
    return tuple(result for result in results if result.rank < cut) or results[:most]


def _bar(result: Result, longest: int, url_of: Callable[[KpiProposal], str] | None) -> dict[str, Any]:
    return {
        "number": result.proposal.number,
        "title": result.proposal.title,
        "url": url_of(result.proposal) if url_of else "",
        "marks": result.marks,
        "words": marks_words(result.marks),
        "width": str(FULL * result.marks // longest) if longest else "0",
        "rank": result.rank,
        "is_first": result.rank == 1 and result.marks > 0,
        "is_tied": result.is_tied and result.marks > 0,
        "merged": _merged(result),
    }


def _words(tally: Tally) -> str:
    if not tally.total:
        return "Inga markeringar är lagda."
    aloud = f", varav {tally.aloud} muntligt eller på papper" if tally.aloud else ""
    people = "1 deltagare" if tally.participants == 1 else f"{tally.participants} deltagare"
    return f"{marks_words(tally.total)} av {people}{aloud}."


def _hidden_words(hidden: int) -> str:
    if not hidden:
        return ""
    lies = "1 markering ligger" if hidden == 1 else f"{hidden} markeringar ligger"
    return f"{lies} på förslag som processledaren har dolt och räknas inte."


def _merged(result: Result) -> str:
    if not result.merged:
        return ""
    return f"Med markeringarna på förslag {enumerated([str(other.number) for other in result.merged])}"


def _table(tally: Tally, ident: str, url_of: Callable[[KpiProposal], str] | None) -> dict[str, Any]:
    columns = [("Förslag", False), ("Plats", True), ("Markeringar", True), ("Andel", True), ("Deltagare", True)]
    if tally.aloud:
        columns.append(("Varav muntligt", True))
    rows = []
    for result in tally.results:
        rank = f"{result.rank} (delad)" if result.is_tied else str(result.rank)
        texts = [rank, str(result.marks), format_value(result.share, "%", 1), str(result.participants)]
        cells = [_cell(text) for text in ([*texts, str(result.aloud)] if tally.aloud else texts)]
        cells[1]["note"] = _merged(result)
        head = f"{result.proposal.number}. {result.proposal.title}"
        rows.append({"head": head, "url": url_of(result.proposal) if url_of else "", "cells": cells})
    return {
        "caption": f"Markeringar: {tally.workshop.goal}",
        "columns": [{"label": label, "is_number": is_number} for label, is_number in columns],
        "rows": rows,
        "ident": f"{ident}-tabell",
    }


def _cell(text: str) -> dict[str, Any]:
    return {"text": text, "is_number": True, "note": "", "is_missing": False}
