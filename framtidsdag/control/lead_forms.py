"""The forms of the processledare's control page. Every refusal is at its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from framtidsdag.control.clock import ClockError, parse_clock
from framtidsdag.control.leading import LONGEST_TIMER
from framtidsdag.fields import RoomLine

_MOST_MINUTES = int(LONGEST_TIMER.total_seconds()) // 60


class TimerForm(forms.Form):
    """How long, in minutes, or until when. ``now`` is the time in Stockholm, ``ends_at`` what a valid form asks for."""

    minutes = forms.IntegerField(
        label="Antal minuter", required=False, min_value=1, max_value=_MOST_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Skriv minuterna med siffror.",
            "min_value": "Ange minst en minut.", "max_value": f"Ange högst {_MOST_MINUTES} minuter.",
        },
    )  # fmt: skip
    until = forms.CharField(
        label="Till klockan", required=False, max_length=20, help_text="Till exempel 10.45.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": "Skriv tiden som 9.00 eller 13.30."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, now: dt.datetime) -> None:
        super().__init__(data)
        self.now, self.ends_at = now, now

    def clean_until(self) -> dt.time | None:
        try:
            return parse_clock(self.cleaned_data["until"])
        except ClockError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        minutes, until = cleaned.get("minutes"), cleaned.get("until")
        if (minutes is None) == (until is None):
            self.add_error("minutes", "Ange antingen minuter eller klockslag.")
        elif minutes is not None:
            self.ends_at = self.now + dt.timedelta(minutes=minutes)
        else:
            self.ends_at = dt.datetime.combine(self.now.date(), until, self.now.tzinfo)  # type: ignore[arg-type]
            if not self.now < self.ends_at <= self.now + LONGEST_TIMER:
                self.add_error("until", "Ange ett klockslag i dag, inom fyra timmar.")
        return cleaned


class HideForm(forms.Form):
    """Why a text is hidden: kept with who did it, and shown in its place."""

    reason = RoomLine(
        label="Varför texten döljs", max_length=200, help_text="Visas för alla i stället för texten.",
        error_messages={"required": "Skriv varför texten döljs."},
    )  # fmt: skip
