"""Choosing what a decision is registered of: a meeting that has been held, and a matter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from goals.dates import written
from goals.models import AgendaItem, Matter, Meeting
from goals.queries import whole_number


class _Meetings(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{written(obj.date)}, {obj.body.name}"


class ChoiceForm(forms.Form):
    """A meeting and a matter, as the address has them."""

    sammantrade = _Meetings(
        Meeting.objects.none(), label="Sammanträde", empty_label="Välj sammanträde",
        error_messages={"required": "Välj sammanträdet.", "invalid_choice": "Sammanträdet finns inte i portalen."},
    )  # fmt: skip
    arende = forms.ModelChoiceField(
        Matter.objects.none(), label="Ärende", empty_label="Välj ärende",
        error_messages={"required": "Välj ärendet.", "invalid_choice": "Ärendet finns inte i portalen."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data)
        self.today = today
        # A meeting to come is no choice, but one that an address names is told of as such.
        named = whole_number(str((data or {}).get("sammantrade", "")))
        meetings: Any = self.fields["sammantrade"]
        found = Meeting.objects.filter(Q(date__lte=today) | Q(pk=named))
        meetings.queryset = found.select_related("body").order_by("-date", "body__sort_order")
        matters: Any = self.fields["arende"]
        matters.queryset = Matter.objects.order_by("-pk")

    def clean_sammantrade(self) -> Meeting:
        meeting: Meeting = self.cleaned_data["sammantrade"]
        if meeting.date > self.today:
            raise forms.ValidationError(
                f"Sammanträdet hålls först {written(meeting.date)}. Beslutet kan inte registreras innan det är fattat."
            )
        return meeting


def chosen_item(asked: Any) -> AgendaItem | None:
    """The point of an agenda that the address names with ``?punkt=``."""
    pk = whole_number(asked.get("punkt", ""))
    return AgendaItem.objects.filter(pk=pk).first() if pk else None
