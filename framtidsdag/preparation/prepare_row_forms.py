"""The rows of a part as one form: each with its fields, ordered and taken away by buttons, and one more to fill in.

A button sends the whole part: ``do`` is "save", "add", or "up", "down", "remove" with a row's key after a colon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms

from framtidsdag.models import Framtidsdag
from framtidsdag.preparation.prepare_forms import (
    GroupForm,
    MaterialForm,
    ProgrammeForm,
    WorkshopForm,
    body_choices,
    lock,
    lock_masked,
)
from framtidsdag.preparation.prepare_rows import MOST_ROWS, Row, asks, counts
from framtidsdag.preparation.prepared import FIELDS, GROUPS, MATERIAL, PROGRAMME, WORKSHOPS, rows_of
from goals.presenting import file_size

NEW: Final = "ny"
_FORMS: Final[dict[str, type[forms.Form]]] = {
    GROUPS: GroupForm, PROGRAMME: ProgrammeForm, WORKSHOPS: WorkshopForm, MATERIAL: MaterialForm,
}  # fmt: skip


@dataclass(frozen=True)
class ShownRow:
    """``stored`` is None for a row that is not there: the one to fill in, or one that someone else removed."""

    key: str
    form: Any
    stored: Any
    is_first: bool
    is_last: bool

    @property
    def is_new(self) -> bool:
        return self.key == NEW

    @property
    def size(self) -> str:
        """How large the row's file is: "2,4 MB"."""
        return file_size(self.stored.size)


class RowList:
    """The part's rows with their forms, as stored or as sent."""

    def __init__(self, day: Framtidsdag, part: str, data: Any = None, files: Any = None) -> None:
        self.day, self.part, self.is_bound = day, part, data is not None
        self.stored = {row.pk: row for row in rows_of(day, part)}
        self._has_new = part in (GROUPS, PROGRAMME)
        self._bodies = body_choices() if part == GROUPS else []
        do: str = data.get("do", "save") if data is not None else "save"
        self.verb, _, self.chosen = do.partition(":")
        self.keys = self._sent(data.getlist("rad")) if data is not None else self._kept()
        self._arrange()
        self.forms = {key: self._form(key, data, files) for key in self.keys}

    def is_valid(self) -> bool:
        """Every row that was sent is looked at, so that all its faults are told at once."""
        return not [form for form in self.forms.values() if form.is_bound and not form.is_valid()]

    @property
    def rows(self) -> list[Row]:
        """What was sent, in order; the row to fill in if something was."""
        found = []
        for key, form in self.forms.items():
            if key == NEW and not form.has_changed():
                continue
            cleaned = form.cleaned_data if form.is_bound else {}
            values = {name: cleaned[name] for name in FIELDS[self.part] if name in cleaned}
            found.append(Row(self._pk(key), values))
        return found

    @property
    def shown(self) -> list[ShownRow]:
        old = [key for key in self.keys if key != NEW]
        return [
            ShownRow(
                key, form, self.stored.get(self._pk(key) or 0), key == (old[0] if old else ""),
                key == (old[-1] if old else ""),
            )
            for key, form in self.forms.items()
        ]  # fmt: skip

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every refusal among the rows, each with its field, for the summary."""
        return [
            {"ident": field.id_for_label, "label": str(field.label), "message": str(message)}
            for form in self.forms.values()
            if form.is_bound
            for field in form
            for message in field.errors
        ]

    def _kept(self) -> list[str]:
        return [*map(str, self.stored), *([NEW] if self._has_new else [])]

    def _sent(self, sent: list[str]) -> list[str]:
        """The rows as the form had them; of things that are made elsewhere, those that are there now."""
        keys = [key for key in dict.fromkeys(sent) if key == NEW or (key.isascii() and key.isdigit())][: MOST_ROWS + 1]
        if self._has_new:
            return [*(key for key in keys if key != NEW), NEW]
        there = list(map(str, self.stored))
        return [*(key for key in keys if key in there), *(key for key in there if key not in keys)]

    def _arrange(self) -> None:
        """What the button said, done to the order."""
        if self.chosen not in self.keys or self.chosen == NEW:
            return
        at = self.keys.index(self.chosen)
        last = len(self.keys) - (2 if self._has_new else 1)
        if self.verb == "remove" and self._has_new:
            del self.keys[at]
        elif self.verb == "up" and at > 0:
            self.keys[at - 1], self.keys[at] = self.keys[at], self.keys[at - 1]
        elif self.verb == "down" and at < last:
            self.keys[at + 1], self.keys[at] = self.keys[at], self.keys[at + 1]

    def _form(self, key: str, data: Any, files: Any) -> Any:
        stored = self.stored.get(self._pk(key) or 0)
        more: dict[str, Any] = {"bodies": self._bodies} if self.part == GROUPS else {}
        if key == NEW:
            more |= {"empty_permitted": True, "use_required_attribute": False}
        form = _FORMS[self.part](
            self._of(key, data), files, prefix=f"{self.part}-{key}", auto_id="%s",
            initial={name: getattr(stored, name) for name in FIELDS[self.part]} if stored else None, **more,
        )  # fmt: skip
        if self.part == WORKSHOPS:
            if not asks(self.day):
                lock(form, "questions")
            if not counts(self.day):
                lock(form, "marks_each")
        if self.part == GROUPS and stored and stored.body_id:
            form.initial["body_id"] = str(stored.body_id)
        lock_masked(form)
        return form

    def _of(self, key: str, data: Any) -> Any:
        """What was sent; a row that was not, since someone else added it meanwhile, stands as it is stored."""
        if data is None:
            return None
        prefix = f"{self.part}-{key}-"
        return data if key == NEW or any(name.startswith(prefix) for name in _names(data)) else None

    def _pk(self, key: str) -> int | None:
        return int(key) if key != NEW and int(key) in self.stored else None


def _names(data: Mapping[str, Any]) -> list[str]:
    return list(data)
