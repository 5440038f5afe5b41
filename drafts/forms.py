"""Forms for a draft's parts. They keep every letter that was typed; ``drafts.editing`` decides what is saved."""

from __future__ import annotations

from typing import Any

from django import forms

from drafts.fields import LongText, ShortText
from drafts.states import State, Values
from goals.models import PlanVersion


class PartForm(forms.Form):
    """A part's fields, named as in its state. ``seen`` is the last edit that the writer has seen of the part.

    ``over`` is the last one whose clash with their own words they have been shown.

    ``within`` names the siblings of a new part: the container fields of its kind, as attribute names.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    over = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    is_example = forms.BooleanField(
        label="Texten är ett exempel", required=False,
        help_text="Avmarkera när det är er egen text. Så länge något är ett exempel står det så på hela versionen.",
    )  # fmt: skip
    # An unticked box is not sent at all: this says that it was shown.
    asks_example = forms.BooleanField(widget=forms.HiddenInput, required=False)

    field_order = ["seen"]
    NOT_STATE = ("seen", "over", "asks_example")

    def __init__(
        self, data: Any = None, *, draft: PlanVersion, state: State | None = None, seen: int = 0,
        within: Values | None = None,
    ) -> None:  # fmt: skip
        self.draft, self.before, self.within = draft, state, within or {}
        super().__init__(data, initial={**(state or {}).get("fields", {}), "seen": seen})
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.initial["asks_example"] = is_example = bool(self.initial.get("is_example"))
        if not (self.data.get("asks_example") if self.is_bound else is_example):
            del self.fields["is_example"], self.fields["asks_example"]

    def state(self) -> State:
        """The state that a valid form asks for: the fields that it shows, and for a new part where it belongs."""
        shown = {name: self.cleaned_data[name] for name in self.fields if name not in self.NOT_STATE}
        return {"fields": {**self.within, **shown}}

    @property
    def example(self) -> forms.BoundField | None:
        """Whether the part is an example; asked only of one that is."""
        return self["is_example"] if "is_example" in self.fields else None

    @property
    def seen_number(self) -> int:
        return self.cleaned_data.get("seen") or 0

    @property
    def over_number(self) -> int:
        return self.cleaned_data.get("over") or 0

    def look_again(self, number: int) -> None:
        """The writer is now shown what someone else saved up to ``number``, and chooses where both changed the same.

        What only the other one changed is joined at the next save as at this one.
        """
        data = {
            name: self.data.getlist(name) if hasattr(self.data, "getlist") else self.data[name] for name in self.data
        }
        self.data = _Answers(data | {"over": [str(number)]})


class _Answers(dict[str, Any]):
    """What was sent, with one field changed; read like a QueryDict."""

    def get(self, name: str, default: Any = None) -> Any:
        values = self.getlist(name)
        return values[-1] if values else default

    def getlist(self, name: str) -> list[Any]:
        values = super().get(name, [])
        return values if isinstance(values, list) else [values]


class OwnTextsForm(PartForm):
    """The version's name, who proposes it, and its introduction."""

    name = ShortText(label="Versionens namn", max_length=150, help_text="Till exempel ”Reviderad mål och budget 2022”.")
    proposed_by = ShortText(label="Förslag av", max_length=150, required=False)
    introduction = LongText(label="Inledning", required=False)


class StatementForm(PartForm):
    """A goal's wording and its easy-to-read summary."""

    title = ShortText(label="Målets rubrik", max_length=150)
    description = LongText(label="Målbeskrivning", required=False)
    summary = LongText(
        label="Lättläst", required=False, help_text="Samma sak med korta meningar och vanliga ord.", max_length=4000
    )
    kpi_reason = ShortText(
        label="Skäl till fler nyckeltal", required=False, max_length=300,
        help_text="Skriv bara om målet behöver fler nyckeltal än en handfull.",
    )  # fmt: skip


class FocusForm(PartForm):
    title = ShortText(label="Rubrik", max_length=200)
    text = LongText(label="Text", required=False)


class PointForm(PartForm):
    """A decision point (att-sats)."""

    text = LongText(label="Att-sats", max_length=4000, help_text="Börja med ”att”.")


class TargetForm(PartForm):
    """A financial target, in words."""

    text = ShortText(label="Finansiellt mål", max_length=300)
