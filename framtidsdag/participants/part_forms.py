"""The participant's forms. Each keeps every letter that was typed; what is refused is said at its field."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django import forms

from framtidsdag.fields import RoomLine, RoomText
from framtidsdag.models import Participant, Reflection

BROKEN: Final = "Formuläret var inte helt. Skicka det en gång till."
MOST_SENT: Final = 20  # a page tells of so many that it sent
_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def _code_field(label: str, example: str, words: str) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=example, max_length=100, widget=forms.TextInput(attrs=dict(_CODE)),
        error_messages={"required": words, "max_length": words, "null_characters_not_allowed": words},
    )  # fmt: skip


class CodeForm(forms.Form):
    """The room's code, wherever one has the address from."""

    kod = _code_field("Kod", "Sex tecken. Den står på storbilden.", "Skriv koden, sex tecken.")


class JoinForm(forms.Form):
    """The code, unless it came with the address, and a name for whoever wants one."""

    kod = _code_field("Kod", "Sex tecken. Den står på storbilden.", "Skriv koden, sex tecken.")
    namn = RoomLine(label="Namn", max_length=Participant._meta.get_field("name").max_length, required=False,
                    help_text="Bara om du vill. Det visas för processledaren.")  # fmt: skip

    def __init__(self, data: Any = None, *, code: str = "", needs_code: bool = True) -> None:
        super().__init__(data, initial={"kod": code})
        self.fields["namn"].widget.attrs |= {"autocomplete": "name"}
        if not needs_code:
            del self.fields["kod"]


class ReceiptForm(forms.Form):
    """The receipt code, typed on another phone."""

    kvitto = _code_field("Kvittokod", "Sexton tecken, som 7K3M-QX9P-2DHT-VW4B.", "Skriv kvittokoden, sexton tecken.")


class ReflectionForm(forms.Form):
    """A reflection on one side. ``key`` is made with the form; ``sent`` are those of the page before it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    side = forms.ChoiceField(choices=Reflection.Side.choices, widget=forms.HiddenInput)
    text = RoomText(label="Text", max_length=Reflection.MOST, error_messages={"required": "Skriv något först."})

    def __init__(self, data: Any = None, *, side: str) -> None:
        super().__init__(data, auto_id=f"{side}-%s", initial={"key": uuid.uuid4(), "side": side})
        label: Any = Reflection.Side(side).label
        self.fields["text"].label = label
        # The key changes with each form that was taken; the words belong to the side.
        self.fields["text"].widget.attrs |= {"data-keep": side, "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """What the page itself should have sent is said where the words are, and mended for the next time."""
        if self.errors.keys() & {"key", "side"}:
            self.add_error("text", BROKEN)
            self.renew()
        return self.cleaned_data

    def renew(self) -> None:
        """The next time it is sent it is another, with the same words."""
        self.data = {"text": self.data.get("text", ""), **self.initial}


def sent_keys(typed: list[str]) -> list[uuid.UUID]:
    """The keys of what the page has sent, as far as they are any."""
    found = []
    for text in typed[-MOST_SENT:]:
        try:
            found.append(uuid.UUID(text[:40]))
        except ValueError:
            continue
    return found
