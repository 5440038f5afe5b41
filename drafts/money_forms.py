"""Forms for many amounts at once. Only what was changed is saved, and nothing that somebody else has saved is lost.

Beside each cell goes what it said when the form was made; beside each part (a frame, a year of financing) its key and
the number of its last edit. ``drafts.editing`` decides what is saved.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from drafts.editing import Change
from drafts.money_fields import Figures, TaxRate
from drafts.money_figures import RATE
from drafts.money_sheets import Entry, PartNow, Sheet
from drafts.states import plain
from kpis.numbers import NBSP

MINE, THEIRS = "mine", "theirs"
NONE: Final = f"inget{NBSP}belopp"
EXAMPLE_HELP: Final = {
    True: ("De belopp som jag ändrar är fortfarande exempel",
           "Avmarkera när det är era egna belopp. De som du inte ändrar förblir exempel."),
    False: ("Beloppen är exempel",
            "Avmarkera när det är era egna belopp. Så länge något är ett exempel står det så på hela versionen."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clash:
    """An amount that somebody else saved since the form was made, and this writer's own."""

    name: str
    label: str
    mine: str
    theirs: str
    who: str = ""


class MoneyForm(forms.Form):
    """The cells of a sheet. ``many`` is the form of all bodies, where figures are pasted from a spreadsheet."""

    unit = forms.ChoiceField(
        label="Tal utan enhet är", required=False, choices=[("", "Välj"), ("tkr", "tkr"), ("kr", "kronor")],
        help_text="Gäller belopp utan enhet, till exempel de som klistras in från ett kalkylblad.",
    )  # fmt: skip
    is_example = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, sheet: Sheet, many: bool = False, clashes: Sequence[Clash] = ()) -> None:
        self.sheet, self.many, self.clashes = sheet, many, tuple(clashes)
        super().__init__(data)
        if not many:
            del self.fields["unit"]
        if any(part.is_example for part in sheet.parts):
            box = self.fields["is_example"]
            box.label, box.help_text = EXAMPLE_HELP[many]
            box.initial = True
        else:
            del self.fields["is_example"]
        unit = self.data.get("unit", "") if many else ""
        entries = sheet.entries
        places = {e.name: f"{i}:{j}" for i, line in enumerate(sheet.lines) for j, e in enumerate(line.entries)}
        for part in sheet.parts:
            token = forms.CharField(widget=forms.HiddenInput, required=False, initial=part.token)
            self.fields[f"seen_{part.ident}"] = token
            for attribute, value in part.values.items():
                name = part.name(attribute)
                made = self._cell(attribute, value, entries[name], places[name])
                if isinstance(made, Figures):
                    made.unit = unit if unit in ("tkr", "kr") else ""
                self.fields[name] = made
                if self.data.get(f"clash_{name}"):
                    self._ask(name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self._asked() if not self.clashes else ():
            if not cleaned.get(f"choice_{name}"):
                self.add_error(f"choice_{name}", "Välj vilket belopp som ska gälla.")
        return cleaned

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines with their bound fields, for the template."""
        return [
            {"heading": line.heading, "cells": [self._shown(entry) for entry in line.entries]}
            for line in self.sheet.lines
        ]

    @property
    def example_field(self) -> forms.BoundField | None:
        """The box that keeps amounts as examples; only where something is one."""
        return self["is_example"] if "is_example" in self.fields else None

    def changes(self) -> list[Change]:
        """What a valid form asks for, each part held against the last edit that the writer saw."""
        return [change for part in self.sheet.parts if (change := self._change(part)) is not None]

    def again(self, sheet: Sheet, who: Mapping[uuid.UUID, str]) -> MoneyForm:
        """The same form against what stands now: what this writer typed is kept, what others saved is shown.

        ``who`` names those who last edited each part. The new form's ``clashes`` are the amounts that both changed.
        """
        fresh = {part.ident: part for part in sheet.parts}
        data: dict[str, Any] = {name: self.data[name] for name in ("unit", "is_example") if name in self.data}
        clashes = []
        for part in self.sheet.parts:
            now = fresh.get(part.ident, part)
            data[f"seen_{part.ident}"] = now.token
            for attribute, value in now.values.items():
                name = part.name(attribute)
                shown = str(self.fields[name].prepare_value(value) or "") if value is not None else ""
                data[f"initial-{name}"] = shown
                if name not in self.changed_data or self._gave_way(name):
                    data[name] = shown
                    continue
                data[name] = self.data.get(name, "")
                saw = self._seen(part)
                if saw != (now.key, now.number) and value not in (self._saw(name), self.cleaned_data.get(name)):
                    by = who.get(now.key or saw[0] or uuid.UUID(int=0), "Någon annan")
                    mine = self.fields[name].prepare_value(self.cleaned_data.get(name))
                    clashes.append(Clash(name, sheet.entries[name].label, mine or NONE, shown or NONE, by))
                    data[f"clash_{name}"] = "1"
        return MoneyForm(data, sheet=sheet, many=self.many, clashes=clashes)

    def typed(self) -> dict[str, dict[str, Any]]:
        """What is typed, part by part; None where it is nothing or not understood."""
        self.full_clean()
        return {
            part.ident: {attribute: self.cleaned_data.get(part.name(attribute)) for attribute in part.values}
            for part in self.sheet.parts
        }

    def _change(self, part: PartNow) -> Change | None:
        changed = {
            attribute: plain(self.cleaned_data[part.name(attribute)])
            for attribute in part.values
            if part.name(attribute) in self.changed_data and not self._gave_way(part.name(attribute))
        }
        key, seen = self._seen(part)
        is_example = part.is_example and bool(self.cleaned_data.get("is_example"))
        if not changed:
            if not part.is_example or is_example or self.many or key is None:
                return None
            return Change(part.label, {"fields": {"is_example": False}}, key, seen)
        if part.whole and None in changed.values():
            return Change(part.label, None, key, seen) if key is not None else None
        fields = part.fixed | changed | {"is_example": is_example}
        if not part.whole and not any(value is not None for value in part.values.values()):
            fields = dict.fromkeys(part.values) | fields
        return Change(part.label, {"fields": fields}, key, seen)

    def _cell(self, attribute: str, value: Any, entry: Entry, place: str) -> forms.Field:
        kind = TaxRate if attribute == RATE else Figures
        made: forms.Field = kind(
            label=entry.label, initial=value, required=False, help_text=entry.hint, show_hidden_initial=True
        )
        made.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "data-cell": place}
        return made

    def _ask(self, name: str) -> None:
        theirs = self.data.get(f"initial-{name}") or NONE
        self.fields[f"clash_{name}"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields[f"choice_{name}"] = forms.ChoiceField(
            label=f"Vilket belopp ska gälla för {self.sheet.entries[name].label}?", required=False,
            choices=[("", "Välj"), (MINE, "Det jag skrev"), (THEIRS, f"Det som står: {theirs}")],
        )  # fmt: skip

    def _asked(self) -> Iterator[str]:
        return (name.removeprefix("choice_") for name in self.fields if name.startswith("choice_"))

    def _gave_way(self, name: str) -> bool:
        return bool(self.cleaned_data.get(f"choice_{name}") == THEIRS)

    def _seen(self, part: PartNow) -> tuple[uuid.UUID | None, int]:
        """The key and number that the form was made with; those of now where they are not to be read."""
        key, _, number = str(self.data.get(f"seen_{part.ident}", part.token)).partition(".")
        is_number = number.isascii() and number.isdecimal() and len(number) < 9
        try:
            return (uuid.UUID(key) if key else None), int(number) if is_number else 0
        except ValueError:
            return part.key, part.number

    def _saw(self, name: str) -> Any:
        try:
            return self.fields[name].to_python(self.data.get(f"initial-{name}", ""))
        except ValidationError:
            return None

    def _shown(self, entry: Entry) -> dict[str, Any]:
        choice = f"choice_{entry.name}"
        return {"entry": entry, "field": self[entry.name], "choice": self[choice] if choice in self.fields else None}
