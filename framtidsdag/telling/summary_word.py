"""The summary of a day as a Word document: real headings, lists and tables with header rows, in Swedish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from drafts.words_document import as_bytes, printable
from framtidsdag.telling.story import Story
from framtidsdag.telling.story_room import Said, ToldProposal, ToldWorkshop

LANGUAGE = "sv-SE"
COLUMNS = (("Plats", 1.4), ("Nr", 1.2), ("Nyckeltal", 7.4), ("Markeringar", 2.4), ("Svar", 4.2))


def as_word(story: Story, *, title: str, when: str, facts: Iterable[Mapping[str, str]]) -> bytes:
    """The document's file; what it says is what the page says, in the same order."""
    document: Any = Document()
    _name(document, story, title)
    _heading(document, title, 1)
    _paragraph(document, when)
    if story.is_example:
        _paragraph(document, "Exempel: inte kommunens beslutade text.")
    _paragraph(document, f"{', '.join(story.came_of_it)}. {story.apart}".strip())
    for fact in facts:
        _paragraph(document, f"{fact['term']}: {fact['text']}")
    _programme(document, story)
    _reflections(document, story)
    for workshop in story.workshops:
        _workshop(document, workshop)
    _assignments(document, story)
    _points(document, story)
    _heading(document, "Vad som händer nu", 2)
    _paragraph(document, story.next_step)
    return as_bytes(document)


def _name(document: Any, story: Story, title: str) -> None:
    known = document.core_properties
    known.title, known.author = printable(title)[:255], settings.MUNICIPALITY.name
    known.language = LANGUAGE
    date = story.day.date
    if date:  # the same bytes for the same words: never the clock
        known.created = known.modified = dt.datetime.combine(date, dt.time(12))
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = run.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        run.append(language)
    language.set(qn("w:val"), LANGUAGE)


def _programme(document: Any, story: Story) -> None:
    _heading(document, "Program", 2)
    if not story.lists.programme:
        _paragraph(document, "Programmet är inte inlagt.")
    for item in story.lists.programme:
        words = f"{item['time']} {item['title']}".strip()
        _item(document, f"{words}: {item['text']}" if item["text"] else words)


def _reflections(document: Any, story: Story) -> None:
    _heading(document, "Reflektioner om styrmodellen", 2)
    for side in story.sides:
        _heading(document, side.label, 3)
        if not side.count:
            _paragraph(document, "Inga reflektioner.")
        for group in side.groups:
            if group.title or len(side.groups) > 1:
                _heading(document, group.title or "Övriga", 4)
            for said in group.reflections:
                _item(document, _said(said))


def _workshop(document: Any, workshop: ToldWorkshop) -> None:
    _heading(document, workshop.goal, 2)
    _paragraph(document, f"{workshop.words}.")
    for question in workshop.questions:
        _item(document, question)
    if workshop.standing:
        _table(document, [_row(one) for one in workshop.standing], f"Förslag: {workshop.goal}")
    else:
        _paragraph(document, "Inget förslag lades i workshopen.")
    for one in workshop.hidden:
        _paragraph(document, one.hidden_words)
    if workshop.notes:
        _heading(document, "Anteckningar", 3)
        for note in workshop.notes:
            _item(document, _said(note))


def _row(one: ToldProposal) -> tuple[str, ...]:
    named = [one.title, one.reason, *([f"Ur katalogen: {one.kpi}"] if one.kpi else [])]
    named += [one.merged_words, *(other.words for other in one.merged)] if one.merged else []
    answer = one.answer.words if one.answer else "Inte besvarat än."
    return str(one.rank), str(one.number), "\n".join(filter(None, named)), str(one.marks), answer


def _assignments(document: Any, story: Story) -> None:
    _heading(document, "Uppdrag", 2)
    if not story.assignments:
        _paragraph(document, "Inga uppdrag från dagen är inlagda.")
    for assignment in story.assignments:
        facts = [f"{fact['term']}: {fact['text']}" for fact in assignment["facts"] if fact["text"]]
        _item(document, "\n".join([assignment["text"], *facts]))
        for report in assignment["reports"]:
            _item(document, f"{report['label']} {report['when']}: {report['note']}", "List Bullet 2")


def _points(document: Any, story: Story) -> None:
    _heading(document, "Att förbättra i styrmodellen", 2)
    if not story.lists.points:
        _paragraph(document, "Ingen punkt om styrmodellen är inlagd från dagen.")
    for point in [*story.lists.own_points, *story.lists.earlier_points]:
        _item(document, "\n".join(filter(None, [point.text, point.standing, point.outcome_words])))


def _said(said: Said) -> str:
    return said.hidden_words if said.is_hidden else said.text


def _heading(document: Any, text: str, level: int) -> None:
    document.add_heading(printable(text), level=level)


def _paragraph(document: Any, text: str, style: str | None = None) -> None:
    document.add_paragraph(printable(text), style=style)


def _item(document: Any, text: str, style: str = "List Bullet") -> None:
    _paragraph(document, text, style)


def _table(document: Any, rows: Sequence[Sequence[str]], caption: str) -> None:
    """A table with a header row that stands again on each page, and a name for who listens to it."""
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), printable(caption))
    table._tbl.tblPr.append(name)
    head = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(mark)
    for cell, (label, width) in zip(head.cells, COLUMNS, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].add_run(label).bold = True
    for row in rows:
        cells = table.add_row().cells
        for cell, text, (_, width) in zip(cells, row, COLUMNS, strict=True):
            cell.width = Cm(width)
            cell.text = printable(text)
    document.add_paragraph()
