"""The form for marks said aloud or on paper: whose, if they want, and a number for each proposal."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms

from framtidsdag.fields import RoomLine
from framtidsdag.models import Participant, Workshop
from framtidsdag.prioritising.aloud import NONE_GIVEN

BROKEN: Final = "Formuläret var inte helt. Skicka det en gång till."
WRONG_NUMBER: Final = "Skriv antalet med siffror, 0 om det inte är någon."


class AloudForm(forms.Form):
    """``cards`` are (pk, number, title) of what can be marked; ``counts`` what was entered before.

    ``key`` is made with the form, and ``seen`` is the revision of the marks that it corrects.
    """

    key = forms.UUIDField(
        label="Formuläret", widget=forms.HiddenInput, error_messages={"required": BROKEN, "invalid": BROKEN}
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    namn = RoomLine(
        label="Namn", max_length=Participant._meta.get_field("name").max_length, required=False,
        help_text="Bara om personen vill. Det visas för processledaren och raderas som andras.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, workshop: Workshop, cards: Iterable[tuple[int, int, str]],
        person: Participant | None = None, counts: Mapping[int, int] | None = None,
    ) -> None:  # fmt: skip
        counts = counts or {}
        initial: dict[str, Any] = {"key": uuid.uuid4()}
        if person is not None:
            initial |= {"seen": person.revision, "namn": person.name}
        super().__init__(data, initial=initial, auto_id="muntligt-%s")
        self.fields["namn"].widget.attrs |= {"autocomplete": "off"}
        self.workshop, self.is_correction = workshop, person is not None
        self.pks: dict[str, int] = {}
        for pk, number, title in cards:
            name = f"antal-{number}"
            self.pks[name] = pk
            self.fields[name] = forms.IntegerField(
                label=f"{number}. {title}", min_value=0, max_value=workshop.marks_each, required=False,
                initial=counts.get(pk) or None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-sum-part": ""}),
                error_messages={
                    "invalid": WRONG_NUMBER, "min_value": WRONG_NUMBER, "max_value": f"Högst {workshop.marks_each}.",
                },
            )  # fmt: skip

    @property
    def rows(self) -> list[forms.BoundField]:
        """The fields for the numbers, one a proposal."""
        return [self[name] for name in self.pks]

    @property
    def marks(self) -> dict[int, int]:
        """What was filled in, by the proposals' pk."""
        return {pk: self.cleaned_data.get(name) or 0 for name, pk in self.pks.items()}

    @property
    def sum(self) -> int:
        """The sum of the numbers as the form shows them now, for those that can be read."""
        found = [str(self[name].value() or "").strip() for name in self.pks]
        return sum(int(text) for text in found if text.isascii() and text.isdigit() and len(text) < 4)

    def refresh(self, **hidden: Any) -> None:
        """What the form sends of itself the next time; what was typed stays."""
        self.data = {name: self.data.get(name, "") for name in self.fields} | hidden

    def clean(self) -> dict[str, Any]:
        if "key" in self.errors:
            self.refresh(key=uuid.uuid4())
        total, most = sum(self.marks.values()), self.workshop.marks_each
        if total > most:
            raise forms.ValidationError(f"Det här är {total} markeringar; var och en har {most}. Ta bort några.")
        if not total and not self.is_correction and not self.errors:
            raise forms.ValidationError(NONE_GIVEN)
        return self.cleaned_data
