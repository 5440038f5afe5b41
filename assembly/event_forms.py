"""The small forms of a decision's own page: one for each thing that can happen to its minutes, and one for the file."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from assembly.meeting_forms import DayField
from assembly.minutes_events import KINDS, MINUTES
from assembly.protokoll_file import FileError, Protokoll, checked
from drafts.fields import ShortText

FILE: Final = "file"
CONFIRM: Final = "Registrera ändå"


class EventForm(forms.Form):
    """What happened, and when. ``sure`` is asked for only when there is something to be sure about."""

    date = DayField(label="Datum")
    note = ShortText(label="Anmärkning", max_length=300, required=False)
    url = forms.URLField(
        label="Länk", max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": "Skriv en hel webbadress, som https://…", "required": "Skriv länken."},
    )  # fmt: skip
    sure = forms.BooleanField(label=CONFIRM, required=False)

    def __init__(self, data: Any = None, *, kind: str) -> None:
        self.kind = kind
        super().__init__(data, auto_id=f"{kind}-%s")
        if kind == MINUTES:
            self.fields["url"].required = True
        else:
            del self.fields["url"]
        self.asks_to_be_sure = bool(data and data.get("sure"))

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields to show; the tick box only once something has been objected to."""
        return [field for field in self if field.name != "sure" or self.asks_to_be_sure]

    def object(self, message: str, *, can_confirm: bool) -> None:
        """The objection at the day's field, with a box to tick if the event can be confirmed."""
        if can_confirm:
            self.asks_to_be_sure = True
            message = f"{message} Kryssa i ”{CONFIRM}” om det stämmer."
        self.add_error("date", message)


class FileForm(forms.Form):
    """A protokoll as a PDF. Read and looked at before it is stored."""

    file = forms.FileField(
        label="Protokollet som PDF", allow_empty_file=True, max_length=500,
        help_text="Högst 20 MB, utan lösenord. Filen blir offentlig direkt: se till att inget i den behöver maskas.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={
            "required": "Välj filen.", "missing": "Välj filen.", "invalid": "Filen kom inte fram. Försök igen.",
            "max_length": "Filens namn är för långt. Korta det.",
        },
    )  # fmt: skip

    protokoll: Protokoll

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="protokoll-%s")

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.protokoll = checked(upload)
        except FileError as error:
            raise forms.ValidationError(str(error)) from error
        return upload


def event_forms(sent: str = "", data: Any = None) -> dict[str, EventForm]:
    """The form of each kind of event; the one that was sent holds what was typed."""
    return {kind: EventForm(data if kind == sent else None, kind=kind) for kind in KINDS}
