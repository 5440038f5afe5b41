"""The forms that prepare a day. Every refusal is at its field; what is masked or fixed is shown and not sent."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from assembly.meeting_forms import DayField
from assembly.protokoll_file import FileError
from drafts.fields import LongText, ShortText
from framtidsdag.control.clock import WRONG, ClockError, clock_words, parse_clock
from framtidsdag.models import Framtidsdag, ParticipantGroup, Room, Workshop
from framtidsdag.preparation.material_file import ACCEPTED, ENDINGS, DayFile, checked
from framtidsdag.preparation.preparing import may_move
from goals.masking import MARKER
from goals.models import Body, LongTermGoal, Plan

LONGEST_PURPOSE, LONGEST_TEXT, LONGEST_QUESTIONS = 4_000, 2_000, 4_000
_FORMS: Final = [
    (value, "Inte bestämd än" if value == Framtidsdag.Form.UNKNOWN else label)
    for value, label in Framtidsdag.Form.choices
]


class FactsForm(forms.Form):
    """Dagens grunder. ``day`` is None for a new one; what can no longer be changed is shown and not asked for."""

    date = DayField(label="Datum")
    theme = ShortText(
        label="Tema", max_length=150, error_messages={"required": "Skriv dagens tema."},
        help_text="Det som dagen handlar om, till exempel styrning och ledning.",
    )  # fmt: skip
    form = forms.ChoiceField(label="Form", choices=_FORMS, initial=Framtidsdag.Form.UNKNOWN.value)
    purpose = LongText(
        label="Syfte",
        max_length=LONGEST_PURPOSE,
        required=False,
        help_text="Vad dagen ska leda till. Alla kan läsa det.",
    )
    plan = forms.ModelChoiceField(
        label="Planen som dagen arbetar för", queryset=Plan.objects.none(), required=False, empty_label="Ingen plan än",
        help_text="Dagens workshopar utgår från planens mål.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, day: Framtidsdag | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial or (_facts(day) if day else None), auto_id="grunder-%s")
        plan: Any = self.fields["plan"]
        plan.queryset = Plan.objects.order_by("-year", "title")
        if day is None:
            return
        planned = day.phase == Framtidsdag.Phase.PLANNED
        for name in self.fields:
            if not planned and name in ("theme", "form", "plan"):
                lock(self, name)
        if not may_move(day):
            lock(self, "date")
        lock_masked(self)


class NewDayForm(FactsForm):
    """A day, from nothing or with an earlier one to begin from."""

    like = forms.ModelChoiceField(
        queryset=Framtidsdag.objects.dated(), required=False, to_field_name="date", widget=forms.HiddenInput
    )
    with_material = forms.BooleanField(label="Ta med materialet också", required=False)

    def __init__(self, data: Any = None, *, like: Framtidsdag | None = None) -> None:
        initial = None
        if like is not None:
            shown = {name: "" if MARKER in str(value) else value for name, value in _facts(like).items()}
            initial = {**shown, "date": None, "like": like.date}
        super().__init__(data, initial=initial)


class JoiningForm(forms.Form):
    """How one goes in."""

    joining = forms.ChoiceField(label="Deltagarna går med", choices=Room.Joining.choices, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, room: Room, is_fixed: bool) -> None:
        super().__init__(data, initial={"joining": room.joining}, auto_id="ga-med-%s")
        if is_fixed:
            lock(self, "joining")


class ClockField(forms.CharField):
    """A time of day as people type it: 9.00, 09:00, 9."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "clock"})
        super().__init__(required=False, max_length=20, widget=widget, error_messages={"max_length": WRONG}, **kwargs)

    def clean(self, value: Any) -> Any:
        typed: str = super().clean(value)
        try:
            return parse_clock(typed)
        except ClockError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return clock_words(value) if hasattr(value, "hour") else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(parse_clock(str(data or "")) != initial)
        except ClockError:
            return True


class GroupForm(forms.Form):
    name = ShortText(
        label="Namn", max_length=150, error_messages={"required": "Skriv gruppens namn, eller ta bort raden."}
    )
    role = forms.ChoiceField(
        label="Roll", choices=ParticipantGroup.Role.choices, initial=ParticipantGroup.Role.PARTICIPANT.value
    )
    body_id = forms.ChoiceField(label="Organ", required=False)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body_id"]
        body.choices = bodies

    def clean_body_id(self) -> int | None:
        chosen = self.cleaned_data["body_id"]
        return int(chosen) if chosen else None


class ProgrammeForm(forms.Form):
    starts_at = ClockField(label="Börjar")
    ends_at = ClockField(label="Slutar")
    title = ShortText(
        label="Programpunkt", max_length=200, error_messages={"required": "Skriv vad punkten heter, eller ta bort den."}
    )
    text = LongText(label="Text", max_length=LONGEST_TEXT, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends and not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", "Skriv när punkten börjar.")
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", "Punkten slutar efter att den har börjat.")
        return cleaned


class WorkshopForm(forms.Form):
    questions = LongText(label="Frågor", max_length=LONGEST_QUESTIONS, required=False, help_text="En fråga per rad.")
    marks_each = forms.IntegerField(
        label="Markeringar per deltagare", min_value=1, max_value=Workshop.MOST_MARKS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "clock"}),
        error_messages={
            "required": "Skriv ett tal från 1 till 20.", "invalid": "Skriv ett heltal från 1 till 20.",
            "min_value": "Skriv ett tal från 1 till 20.", "max_value": "Skriv ett tal från 1 till 20.",
        },
    )  # fmt: skip


class DayFileField(forms.FileField):
    """A file, looked at before anything is stored; what it cleans to is a DayFile."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {
            "required": "Välj filen.", "missing": "Välj filen.", "invalid": "Filen kom inte fram. Försök igen.",
            "max_length": "Filens namn är för långt. Korta det.",
        }  # fmt: skip
        widget = forms.FileInput(attrs={"accept": ",".join(ENDINGS)})
        super().__init__(allow_empty_file=True, max_length=500, widget=widget, error_messages=messages, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> DayFile | None:
        upload = super().clean(data, initial)
        if upload is None or upload is False:
            return None
        try:
            return checked(upload)
        except FileError as error:
            raise forms.ValidationError(str(error)) from error


class MaterialForm(forms.Form):
    title = ShortText(label="Rubrik", max_length=150, error_messages={"required": "Skriv filens rubrik."})
    file = DayFileField(label="Byt fil", required=False)


class NewMaterialForm(forms.Form):
    file = DayFileField(label="Fil", help_text=f"Högst 10 MB: {ACCEPTED}. Filen blir offentlig direkt.")
    title = ShortText(label="Rubrik", max_length=150, required=False, help_text="Filens namn om du inte skriver något.")


class WorkshopChoice(forms.Form):
    """A goal to add a workshop for."""

    goal = forms.ModelChoiceField(
        label="Mål", queryset=LongTermGoal.objects.none(), empty_label="Välj mål",
        error_messages={"required": "Välj ett mål.", "invalid_choice": "Målet har redan en workshop."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, goals: Any) -> None:
        super().__init__(data, auto_id="ny-workshop-%s")
        goal: Any = self.fields["goal"]
        goal.queryset = goals
        goal.label_from_instance = lambda one: f"{one.name} ({one.years})"


def body_choices() -> list[tuple[str, str]]:
    """Once for all the rows of a page."""
    return [("", "Inget organ"), *((str(pk), name) for pk, name in Body.objects.values_list("pk", "name"))]


def lock(form: forms.Form, name: str) -> None:
    form.fields[name].disabled = True


def lock_masked(form: forms.Form) -> None:
    """What is masked cannot be written over: it is shown, and stays as it is."""
    for name, value in form.initial.items():
        if isinstance(value, str) and MARKER in value and name in form.fields:
            label = form.fields[name].label
            form.fields[name] = forms.CharField(label=label, required=False, disabled=True)


def _facts(day: Framtidsdag) -> dict[str, Any]:
    return {"date": day.date, "theme": day.theme, "form": day.form, "purpose": day.purpose, "plan": day.plan_id}
