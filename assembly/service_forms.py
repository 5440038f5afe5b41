"""The form that sets who serves on a seat from § to §, for what the list of one-tap buttons does not say."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django import forms

from assembly.meeting_forms import HIGHEST_PARAGRAPH
from goals.models import Meeting, Person, Seat
from goals.models.meetings import ServiceReason

_WHOLE = {
    "required": "Ange paragrafen.", "invalid": "Skriv paragrafen som ett heltal.",
    "min_value": "Paragraferna räknas från 1.", "max_value": f"Skriv ett tal som är högst {HIGHEST_PARAGRAPH}.",
}  # fmt: skip


class ServiceForm(forms.Form):
    """Seat, person or nobody, from § to §, and why."""

    seat = forms.ModelChoiceField(
        label="Mandat", queryset=Seat.objects.none(), empty_label="Välj mandat",
        error_messages={"required": "Välj mandat.", "invalid_choice": "Mandatet hör inte till sammanträdet."},
    )  # fmt: skip
    person = forms.ModelChoiceField(
        label="Vem tjänstgör", queryset=Person.objects.none(), required=False, empty_label="Ingen",
        error_messages={"invalid_choice": "Personen har varken mandat eller ersättarplats den dagen."},
    )  # fmt: skip
    from_paragraph = forms.IntegerField(
        label="Från §", min_value=1, max_value=HIGHEST_PARAGRAPH, error_messages=_WHOLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    to_paragraph = forms.IntegerField(
        label="Till §", min_value=1, max_value=HIGHEST_PARAGRAPH, required=False, error_messages=_WHOLE,
        help_text="Lämna tomt för resten av sammanträdet.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    reason = forms.ChoiceField(label="Skäl", choices=ServiceReason.choices)

    def __init__(self, data: Any = None, *, meeting: Meeting, paragraph: int) -> None:
        super().__init__(data, initial={"from_paragraph": paragraph, "reason": ServiceReason.HINDRANCE})
        seats = Seat.objects.filter(
            body=meeting.body_id, period_start__lte=meeting.date, period_end__gte=meeting.date
        ).select_related("party")
        seat: Any = self.fields["seat"]
        seat.queryset = seats.filter(kind=Seat.Kind.MEMBER).order_by("number")
        seat.label_from_instance = _seat_label
        person: Any = self.fields["person"]
        person.queryset = (
            Person.objects.filter(seats_held__seat__in=seats.order_by())
            .select_related("party")
            .distinct()
            .order_by("name")
        )
        person.label_from_instance = attrgetter("label")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_paragraph"), cleaned.get("to_paragraph")
        if first and last and last < first:
            self.add_error("to_paragraph", "Till § kan inte vara lägre än från §.")
        return cleaned


def _seat_label(seat: Seat) -> str:
    return f"{seat.number}, {seat.party.name}" if seat.party else str(seat.number)
