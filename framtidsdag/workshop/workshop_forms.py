"""The forms of a workshop: a proposal, a note, and one's own words amended. They store nothing."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django import forms

from framtidsdag.errors import RoomError
from framtidsdag.fields import RoomLine, RoomText
from framtidsdag.models import DiscussionNote, KpiProposal

OLD_FORM: Final = "Formuläret var för gammalt. Allt du skrev finns kvar: skicka det igen."


class KeyedForm(forms.Form):
    """A form whose hidden key makes that it is stored once, however often it is sent."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.new_key = uuid.uuid4()
        super().__init__(data, **kwargs)

    def clean_key(self) -> uuid.UUID | None:
        return _uuid(self.cleaned_data["key"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("key") is None:
            self.add_error(None, OLD_FORM)
        return given

    @property
    def shown_key(self) -> str:
        """The key that the form is shown with: the one it was sent with, or a new one."""
        return str(_uuid(self.data.get("key", "")) or self.new_key)

    def refuse(self, error: RoomError) -> None:
        """Tell why nothing was stored, at the field if it is one of the form's."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class ProposalForm(KeyedForm):
    """A nyckeltal in free words, or the title as it was searched for when one of the catalogue is chosen."""

    title = RoomLine(
        label="Vilket nyckeltal?", max_length=KpiProposal.MOST_TITLE, required=False,
        help_text="Skriv ett ord, så söks katalogen igenom. Finns det inte där räcker dina egna ord.",
    )  # fmt: skip
    reason = RoomText(
        label="Varför?", max_length=KpiProposal.MOST_REASON, required=False,
        help_text="Vad säger nyckeltalet om målet?",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, has_kpi: bool = False, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.has_kpi = has_kpi
        self.fields["title"].widget.attrs |= {
            "autocomplete": "off", "data-keep": "titel", "enterkeyhint": "search", "dir": "auto",
        }  # fmt: skip
        self.fields["reason"].widget.attrs |= {"data-keep": "varfor", "dir": "auto"}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.has_kpi and not given.get("title") and "title" not in self.errors:
            self.add_error("title", "Skriv vilket nyckeltal du föreslår, eller välj ett ur katalogen.")
        return given


class AmendForm(ProposalForm):
    """One's own proposal in other words."""

    def __init__(self, data: Any = None, *, has_kpi: bool = False, **kwargs: Any) -> None:
        super().__init__(data, has_kpi=has_kpi, **kwargs)
        self.fields["title"].label, self.fields["title"].help_text = "Nyckeltal", ""
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = "Skriv vilket nyckeltal du föreslår."
        for name in ("title", "reason"):
            self.fields[name].widget.attrs.pop("data-keep")
        if has_kpi:
            del self.fields["title"]


class NoteForm(KeyedForm):
    """What was said."""

    text = RoomText(
        label="Anteckning", max_length=DiscussionNote.MOST,
        error_messages={"required": "Skriv vad ni talade om."},
        help_text="Vad ni talade om, med ett par meningar. Alla i workshopen ser den.",
    )  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["text"].widget.attrs |= {"data-keep": "anteckning", "dir": "auto"}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text[:40])
    except ValueError:
        return None
