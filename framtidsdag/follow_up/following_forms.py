"""The forms of what is followed up. They store nothing; every refusal stands at its field."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from assembly.meeting_forms import DayField
from drafts.fields import LongText, ShortText
from framtidsdag.models import Assignment, SteeringPoint
from goals.models import Body, Decision

LONGEST = 4_000
ONE_OF_THEM = "Välj ett organ eller skriv vem, inte båda."
_NO_BODY = "Inget organ"


class BodyChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A body by its name; budget lines are nobody's to answer for."""

    def __init__(self, **kwargs: Any) -> None:
        bodies = Body.objects.exclude(kind=Body.Kind.LINE)
        super().__init__(bodies, required=False, empty_label=_NO_BODY, **kwargs)

    def label_from_instance(self, body: Any) -> str:
        return str(body.title)


class DecisionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A decision by its title and day, the latest first."""

    def label_from_instance(self, decision: Any) -> str:
        when = f", {decision.date.isoformat()}" if decision.date and decision.date_is_known else ""
        return f"{decision.title}{when}"


class _Form(forms.Form):
    """``first`` and ``second`` name the two fields of which one at most is filled in."""

    first, second = "", ""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get(self.first) and given.get(self.second):
            self.add_error(self.second, ONE_OF_THEM)
        return given


class PointForm(_Form):
    """A point of the steering model, and who has it."""

    first, second = "owner", "owner_text"
    text = LongText(
        label="Vad fungerar mindre bra?", max_length=LONGEST,
        error_messages={"required": "Skriv vad som fungerar mindre bra."},
    )  # fmt: skip
    owner = BodyChoice(label="Organ som äger punkten")
    owner_text = ShortText(
        label="Ägare som inte är ett organ", max_length=150, required=False,
        help_text="Till exempel ”gruppledarna”. Skriv en roll eller grupp, inte en medarbetares namn.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, point: SteeringPoint | None = None) -> None:
        names = ("text", "owner", "owner_text")
        super().__init__(data, initial={name: getattr(point, name) for name in names} if point else {})


class TakenUpForm(_Form):
    """What the room did with a point that an earlier day left."""

    outcome = LongText(
        label="Vad blev det av punkten?", max_length=LONGEST, required=False,
        help_text="Lämna tomt om den togs upp men det inte är klart än. Du kan fylla i det senare.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, point: SteeringPoint) -> None:
        super().__init__(data, initial={"outcome": point.outcome})


class AssignmentForm(_Form):
    """An uppdrag. Everything but the text may be filled in later."""

    first, second = "body", "responsible"
    text = LongText(label="Uppdrag", max_length=LONGEST, error_messages={"required": "Skriv vad uppdraget är."})
    body = BodyChoice(label="Ansvarigt organ")
    responsible = ShortText(
        label="Ansvarig som inte är ett organ", max_length=200, required=False,
        help_text="Skriv en enhet eller roll, inte en medarbetares namn.",
    )  # fmt: skip
    due_on = DayField(label="Ska rapporteras", required=False)
    decision = DecisionChoice(Decision.objects.none(), label="Beslut", required=False, empty_label="Inget beslut")

    def __init__(self, data: Any = None, *, assignment: Assignment | None = None) -> None:
        names = ("text", "body", "responsible", "due_on", "decision")
        super().__init__(data, initial={name: getattr(assignment, name) for name in names} if assignment else {})
        self.fields["decision"].queryset = Decision.objects.order_by("-date", "-pk")  # type: ignore[attr-defined]


class ReportForm(_Form):
    """What was done, when, and where it can be read."""

    date = DayField(label="Datum")
    text = LongText(
        label="Vad gjordes?", max_length=LONGEST, error_messages={"required": "Skriv vad som gjordes."}
    )  # fmt: skip
    source = ShortText(label="Källa", max_length=200, required=False, help_text="Till exempel ett protokoll.")
    source_url = forms.URLField(
        label="Länk till källan", max_length=500, required=False, assume_scheme="https",
        error_messages={
            "invalid": "Skriv en hel webbadress, som https://exempel.se/protokoll.",
            "max_length": "Adressen är för lång.",
        },
    )  # fmt: skip

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        self.today = today
        super().__init__(data, initial={"date": today})

    def clean_date(self) -> dt.date:
        date: dt.date = self.cleaned_data["date"]
        if date > self.today:
            raise forms.ValidationError("Dagen har inte kommit än.")
        return date
