"""The proposals of a day as CSV: comma between, and UTF-8 with a byte order mark, so that Excel reads å, ä and ö."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

from framtidsdag.telling.story import Story
from framtidsdag.telling.story_room import Merged, ToldProposal, ToldWorkshop

BOM = "\ufeff"
COLUMNS = (
    "nummer", "mal", "forslag", "ur_katalogen", "kod", "motivering", "sammanslaget_med", "markeringar", "plats", "svar",
    "blev_nyckeltal", "svarets_motivering", "ambitionsniva", "star_i", "beslut", "exempel", "dolt_for_att",
)  # fmt: skip
# Full-width signs begin a formula too, in some spreadsheets.
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])([^\S\t\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20])")


def as_csv(story: Story) -> str:
    """A row for each proposal in the order of their numbers, the merged ones too, goal by goal."""
    out = io.StringIO()
    out.write(BOM)
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for workshop in story.workshops:
        for row in sorted(_rows(workshop), key=lambda row: int(row["nummer"])):
            writer.writerow({name: inert(text) for name, text in row.items()})
    return out.getvalue()


def _rows(workshop: ToldWorkshop) -> list[dict[str, str]]:
    rows = []
    for one in workshop.proposals:
        rows.append(_row(workshop, one))
        rows += [_merged_row(workshop, one, other) for other in one.merged]
    return rows


def _merged_row(workshop: ToldWorkshop, one: ToldProposal, other: Merged) -> dict[str, str]:
    """Its marks and its answer are those of the one that stands."""
    return {
        "nummer": str(other.number), "mal": workshop.goal, "forslag": other.title, "motivering": other.reason,
        "sammanslaget_med": str(one.number), "dolt_for_att": other.hidden_reason,
    }  # fmt: skip


def _row(workshop: ToldWorkshop, one: ToldProposal) -> dict[str, str]:
    row: dict[str, Any] = {
        "nummer": one.number, "mal": workshop.goal, "forslag": one.title, "ur_katalogen": one.kpi, "kod": one.kpi_code,
        "motivering": one.reason, "dolt_for_att": one.hidden_reason,
    }  # fmt: skip
    if one.rank is not None:
        row |= {"markeringar": one.marks, "plats": one.rank}
    if one.answer and not one.is_hidden:
        answer = one.answer
        row |= {
            "svar": answer.label, "blev_nyckeltal": answer.kpi.title if answer.kpi else "",
            "svarets_motivering": answer.reason, "ambitionsniva": answer.level, "star_i": answer.version,
            "beslut": answer.decided.words if answer.decided else "", "exempel": "ja" if answer.is_example else "",
        }  # fmt: skip
    return {name: str(text) for name, text in row.items()}


def inert(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it, whatever spaces come first.

    So does what comes after a semicolon or at the start of a line within: where lists are parted by semicolons, as in
    Sweden, a spreadsheet that is not asked opens the file so, and the text then begins a cell of its own.
    """
    return _FORMULA.sub(r"\1'\2", f"'{text}" if text[:1] in ("\t", "\r", "\n") else text)
