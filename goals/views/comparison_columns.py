"""What one alternative has in a section, as HTML: parts with their texts, or tables of money.

Written here and not in a template, since a page holds a hundred parts and as many rows: the same in a template takes
ten times as long. Everything is escaped where it is put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString

from goals.views.comparison_sections import Column, Item
from goals.views.comparison_tables import Line, Table

_HEADS = "".join(f'<th scope="col" class="number">{head}</th>' for head in ("Före", "Efter", "Förändring", "Procent"))
_LABEL = '<p class="text-label">{}</p>'


def column_html(column: Column, level: int) -> SafeString:
    """The column; ``level`` is that of its parts' headings."""
    if column.is_empty:
        return SafeString('<p class="soft">Ingen skillnad.</p>')
    items = "".join(_item(item, level) for item in column.items)
    parts = f'<ul class="changes" role="list">{items}</ul>' if items else ""
    return SafeString("\n".join([parts, *(_table(table) for table in column.tables)]))


def _item(item: Item, level: int) -> str:
    title: str = escaped(item.title)
    if title and item.url:
        title = f'<a class="tap" href="{escaped(item.url)}">{title}</a>'
    head = [
        _if(item.kicker, '<p class="kicker">{}</p>'),
        f"<h{level}>{title}</h{level}>" if title else "",
        f'<p class="whats">{_whats(item.statuses)}</p>' if item.statuses else "",
        _if(item.note, '<p class="source">{}</p>'),
    ]
    body = [f'{_if(label, _LABEL)}<div class="prose">{escaped(text)}</div>' for label, text in item.texts]
    if item.facts:
        facts = (f"<div><dt>{escaped(label)}</dt><dd>{escaped(value)}</dd></div>" for label, value in item.facts)
        body.append(f'<dl class="fields">{"".join(facts)}</dl>')
    return (
        f'<li class="change">\n<div class="change-head">{"".join(head)}</div>\n'
        f'<div class="change-body">{"".join(body)}</div>\n</li>\n'
    )


def _whats(statuses: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<span class="what is-{what}">{label}</span> ' for what, label in statuses)


def _table(table: Table) -> str:
    return (
        f'<div class="scroll" role="region" aria-labelledby="{table.ident}" tabindex="0">\n<table class="amounts">\n'
        f'<caption id="{table.ident}">{escaped(table.caption)}</caption>\n'
        f'<thead><tr><th scope="col">{escaped(table.first)}</th>{_HEADS}</tr></thead>\n'
        f"<tbody>\n{_lines(table.lines)}</tbody>\n</table>\n</div>\n" + _if(table.note, '<p class="source">{}</p>\n')
    )


def _lines(lines: Sequence[Line]) -> str:
    return "".join(
        f'<tr{_look(line)}><th scope="row">{escaped(line.head)}</th>'
        + "".join(
            f'<td class="number">{escaped(text)}</td>'
            for text in (line.before, line.after, line.difference, line.percent)
        )
        + "</tr>\n"
        for line in lines
    )


def _look(line: Line) -> str:
    if line.is_total:
        return ' class="is-total"'
    return "" if line.is_same else ' class="is-changed"'


def _if(text: str, markup: str) -> str:
    """The text in its markup, or nothing where there is none."""
    return markup.format(escaped(text)) if text else ""
