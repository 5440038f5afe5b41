"""Yrkanden, reservations, those who took no part, and notes, as rows of a form: whose it is, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.formsets import BaseFormSet
from django.forms.utils import ErrorDict

from assembly.minutes_source import IN_WORDS
from assembly.minutes_text import Said
from drafts.fields import LongText, LongTextarea, ShortText
from goals.models.decisions import DecisionTextKind as Kind

MOST_ROWS: Final = 60
LESS_THAN_ALL: Final = "Skriv också vem."


@dataclass(frozen=True, slots=True)
class Described:
    """A kind of text: its prefix in the form, its heading and hint, and its words where none are written."""

    prefix: str
    heading: str
    hint: str
    default: str = ""
    has_text: bool = True


KINDS: Final = {
    Kind.MOTION: Described("yrkanden", "Yrkanden", "Vem som yrkar, och vad: ”bifall till kommunstyrelsens förslag”."),
    Kind.RESERVATION: Described(
        "reservationer", "Reservationer",
        "Bara den som deltagit i beslutet kan reservera sig (kommunallagen 4 kap. 27 §).",
        default=IN_WORDS[Kind.RESERVATION],
    ),
    Kind.DECLINES: Described(
        "deltar-inte", "Deltar inte i beslutet",
        "Den som tjänstgör men avstår från att delta. Det är något annat än att avstå i en omröstning.",
        default=IN_WORDS[Kind.DECLINES], has_text=False,
    ),
    Kind.NOTE: Described("anteckningar", "Protokollsanteckningar", "Vem, och vad som ska antecknas."),
}  # fmt: skip


class ShortTextarea(LongTextarea):
    """Two rows where nothing is written yet: most texts of a protokoll are a line or two."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if len(str(value or "")) < 120:
            context["widget"]["attrs"]["rows"] = 2
        return context


class RowForm(forms.Form):
    """One text; an empty row says nothing."""

    by = ShortText(label="Vem", max_length=150, required=False)
    text = LongText(label="Text", required=False, max_length=4000)

    described: Described

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].widget.attrs |= {"autocomplete": "off", "list": "namn"}
        if not self.described.has_text:
            del self.fields["text"]
        else:
            self.fields["text"].widget = ShortTextarea(attrs=self.fields["text"].widget.attrs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        by, text = cleaned.get("by"), cleaned.get("text")
        if text and not by and "by" not in self.errors:
            self.add_error("by", LESS_THAN_ALL)
        if by and not text and not self.described.default and "text" not in self.errors:
            self.add_error("text", "Skriv vad som sägs.")
        return cleaned


class TextRows(BaseFormSet):  # type: ignore[type-arg]
    """The rows of one kind, and what they say."""

    described: Described

    @property
    def said(self) -> list[tuple[str, str]]:
        """(whose, words) of each row that says something; of valid rows."""
        rows = [(row.cleaned_data.get("by", ""), row.cleaned_data.get("text", "")) for row in self.forms]
        return [(by, text) for by, text in rows if by or text]

    @property
    def faults(self) -> list[dict[str, str]]:
        heading = self.described.heading
        found = [{"ident": "", "label": heading, "message": str(message)} for message in self.non_form_errors()]
        for number, row in enumerate(self.forms, start=1):
            for name in row.fields:
                label, ident = f"{heading}, rad {number}", row[name].id_for_label
                found += [{"ident": ident, "label": label, "message": str(m)} for m in row.errors.get(name, [])]
        return found

    def leave_unjudged(self) -> None:
        self._errors: list[Any] = []
        self._non_form_errors = self.error_class()
        for row in self.forms:
            row._errors = ErrorDict()


def rows_of_kinds(data: Any, texts: Mapping[str, list[Said]]) -> dict[str, TextRows]:
    """The rows of every kind: those that are there already, and an empty one."""
    return {kind: _rows(data, described, texts.get(kind, [])) for kind, described in KINDS.items()}


def _rows(data: Any, described: Described, said: list[Said]) -> TextRows:
    row = type("Row", (RowForm,), {"described": described})
    made: Any = forms.formset_factory(row, formset=TextRows, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    made.described = described
    words = [{"by": one.by, "text": "" if one.text == described.default else one.text} for one in said]
    found: TextRows = made(data, prefix=described.prefix, initial=words)
    return found


def with_more_rows(data: Any) -> Any:
    """What was sent, with three more rows of every kind."""
    more = data.copy()
    for described in KINDS.values():
        name = f"{described.prefix}-TOTAL_FORMS"
        count = more.get(name, "")
        if count.isascii() and count.isdecimal() and len(count) < 4:
            more[name] = str(min(int(count) + 3, MOST_ROWS))
    return more
