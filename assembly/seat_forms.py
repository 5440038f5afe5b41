"""The forms for mandates: a new period by numbers, a holder, and a holder's end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from assembly.meeting_forms import DayField
from assembly.seating import (
    Period,
    SeatError,
    SeatsError,
    Share,
    next_period,
    periods_of,
    shares_of,
    substitutes_by_law,
)
from drafts.fields import ShortText
from goals.models import Body, Party, Person, Seat

MOST_SEATS = 101


class PeriodForm(forms.Form):
    """Antal mandat per parti: a new mandate period, begun as a copy of the latest one's numbers."""

    start = DayField(label="Från och med")
    end = DayField(label="Till och med")

    def __init__(self, data: Any = None, *, organ: Body, today: dt.date) -> None:
        proposed = next_period(organ, today)
        super().__init__(data, initial={"start": proposed.start, "end": proposed.end})
        latest = next(iter(periods_of(organ)), None)
        before = shares_of(organ, latest)
        self.organ = organ
        self.parties = list(Party.objects.order_by("name"))
        for party in self.parties:
            share = before.get(party.pk, Share(0, 0))
            self.fields[f"m-{party.pk}"] = _count("Mandat", share.members)
            self.fields[f"e-{party.pk}"] = _count("Ersättare", share.substitutes or substitutes_by_law(share.members))

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"party": party, "members": self[f"m-{party.pk}"], "substitutes": self[f"e-{party.pk}"]}
            for party in self.parties
        ]

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["start"], self.cleaned_data["end"])

    @property
    def shares(self) -> dict[Party, Share]:
        """What was filled in, less the parties without seats."""
        found = {
            party: Share(self.cleaned_data[f"m-{party.pk}"] or 0, self.cleaned_data[f"e-{party.pk}"] or 0)
            for party in self.parties
        }
        return {party: share for party, share in found.items() if share.members or share.substitutes}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for party in self.parties:
            if cleaned.get(f"e-{party.pk}") and not cleaned.get(f"m-{party.pk}") and not self.errors:
                self.add_error(f"e-{party.pk}", f"{party.name} har inget mandat, och då inga ersättare.")
        return cleaned

    def refuse(self, error: SeatError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))


def _count(label: str, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_SEATS, initial=initial,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Skriv ett heltal.", "min_value": "Skriv 0 eller mer.",
            "max_value": f"Skriv högst {MOST_SEATS}.",
        },
    )  # fmt: skip


class HolderForm(forms.Form):
    """Someone who begins on a seat: a person already known, or a new one by name."""

    person = forms.ModelChoiceField(
        label="Person", queryset=Person.objects.none(), required=False, empty_label="Ny person"
    )
    name = ShortText(
        label="Namn på ny person", max_length=150, required=False, help_text="Fyll i om personen inte finns i listan."
    )
    since = DayField(label="Från och med")

    def __init__(self, data: Any = None, *, seat: Seat) -> None:
        today = timezone.localdate()
        super().__init__(data, initial={"since": min(max(today, seat.period_start), seat.period_end)})
        self.seat = seat
        field: Any = self.fields["person"]
        field.queryset = Person.objects.filter(party=seat.party_id) if seat.party_id else Person.objects.all()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        person, name = cleaned.get("person"), cleaned.get("name")
        if person and name:
            self.add_error("name", "Välj en person i listan eller skriv ett nytt namn, inte båda.")
        elif not person and not name and "person" not in self.errors:
            self.add_error("person", "Välj en person, eller skriv namnet på en ny.")
        return cleaned

    @property
    def chosen(self) -> Person:
        """The person of the list, or a new one of the seat's party, not stored yet."""
        person: Person | None = self.cleaned_data["person"]
        party = self.seat.party
        return person or Person(
            name=self.cleaned_data["name"], party=party, is_example=bool(party and party.is_example)
        )

    def refuse(self, error: SeatError) -> None:
        self.add_error(error.field if error.field in self.fields else None, str(error))


class FillForm(forms.Form):
    """Names for every vacant seat of a mandate period, in one go."""

    since = DayField(label="Från och med")

    def __init__(self, data: Any = None, *, seats: list[Seat], since: dt.date) -> None:
        super().__init__(data, initial={"since": since})
        self.seats = seats
        for seat in seats:
            field = ShortText(label=f"{seat.get_kind_display()} {seat.number}", max_length=150, required=False)
            field.widget.attrs |= {"list": f"namn-{seat.party_id}", "autocomplete": "off"}
            self.fields[f"p-{seat.pk}"] = field

    @property
    def named(self) -> dict[Seat, str]:
        """Seat → name, of those filled in."""
        found = {seat: " ".join(self.cleaned_data[f"p-{seat.pk}"].split()) for seat in self.seats}
        return {seat: name for seat, name in found.items() if name}

    def by_party(self) -> list[dict[str, Any]]:
        """Each party with the fields of its vacant seats."""
        parties: dict[Party | None, list[Any]] = {}
        for seat in self.seats:
            parties.setdefault(seat.party, []).append(self[f"p-{seat.pk}"])
        return [{"party": party, "fields": fields} for party, fields in parties.items()]

    def refuse(self, error: SeatsError) -> None:
        for seat, reason in error.faults.items():
            self.add_error(f"p-{seat.pk}", reason)


class EndForm(forms.Form):
    """The last day on a seat."""

    until = DayField(label="Sista dagen på platsen")

    def refuse(self, error: SeatError) -> None:
        self.add_error("until", str(error))
