"""The forms of the secretary's room for matters, meetings and their agenda. Every refusal is at its field."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any

from django import forms
from django.utils import timezone

from drafts.fields import ShortText
from goals.announcing import refusals, waiting_in
from goals.calendar_of_law import WEEK
from goals.matters import dnr_slug, matter_by_dnr
from goals.models import AgendaItem, Body, Decision, Matter, Meeting, PlanVersion
from goals.queries import FIRST_DAY, LAST_DAY
from goals.swedish import enumerated

WRONG_DATE = "Skriv datumet med siffror, som 2021-10-18."
# A body that never meets: a line of the budget, an office.
NOT_MEETING = (Body.Kind.LINE, Body.Kind.UNIT)
HIGHEST_PARAGRAPH = 9_999


class DayField(forms.DateField):
    """A day, chosen or typed as 2021-10-18."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"required": "Ange dagen.", "invalid": WRONG_DATE})
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, dt.date) and not FIRST_DAY <= value <= LAST_DAY:
            raise forms.ValidationError(WRONG_DATE)


class MatterForm(forms.ModelForm):  # type: ignore[type-arg]
    """A matter; the dnr is left empty until it is known."""

    title = ShortText(label="Rubrik", max_length=200, error_messages={"required": "Skriv ärendets rubrik."})
    dnr = ShortText(
        label="Diarienummer", max_length=40, required=False, empty_value=None,
        help_text="Lämna tomt tills det är känt.",
        error_messages={"unique": "Ett annat ärende har det diarienumret."},
    )  # fmt: skip

    class Meta:
        model = Matter
        fields = ("title", "dnr")

    def clean_dnr(self) -> str | None:
        dnr: str | None = self.cleaned_data["dnr"]
        if dnr is None:
            return None
        if not dnr_slug(dnr):
            raise forms.ValidationError("Skriv diarienumret med bokstäver och siffror, som KS 2021/123.")
        other = matter_by_dnr(dnr_slug(dnr))
        if other is not None and other.pk != self.instance.pk:
            raise forms.ValidationError(f"Ärendet ”{other.title}” har det diarienumret.")
        return dnr


class MeetingForm(forms.ModelForm):  # type: ignore[type-arg]
    """A meeting. What has been announced stays; what becomes public at once is asked about once more."""

    date = DayField(label="Dag")
    announced_on = DayField(
        label="Tillkännages på anslagstavlan",
        required=False,
        help_text="Minst en vecka före sammanträdet (kommunallagen 5 kap. 13 §). Förslagen på dagordningen blir "
        "offentliga den dagen (8 kap. 14 §). Lämna tomt tills dagen är bestämd.",
    )
    place = ShortText(label="Plats", max_length=150, required=False, help_text="Till exempel lokal och tid.")
    source_url = forms.URLField(
        label="Länk till kallelse eller protokoll", max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": "Skriv en webbadress, som https://exempel.se/kallelse."},
    )  # fmt: skip
    confirmed = forms.BooleanField(label="Ja, gör dem offentliga nu", required=False)

    class Meta:
        model = Meeting
        fields = ("body", "date", "announced_on", "place", "source_url")
        labels = {"body": "Organ"}
        error_messages = {"body": {"required": "Välj vilket organ som sammanträder."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        self.waiting: list[PlanVersion] = []
        self.before = Meeting.objects.select_related("body").get(pk=self.instance.pk) if self.instance.pk else None
        body: Any = self.fields["body"]
        body.queryset = Body.objects.exclude(kind__in=NOT_MEETING)
        body.empty_label = "Välj organ"
        body.label_from_instance = attrgetter("title")

    @property
    def shown(self) -> list[Any]:
        """The fields to show; the question of what becomes public is asked when something does."""
        return [field for field in self if field.name != "confirmed" or self.waiting]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        date, announced, body = cleaned.get("date"), cleaned.get("announced_on"), cleaned.get("body")
        if date and announced and announced > date:
            self.add_error("announced_on", "Sammanträdet kan inte tillkännages efter att det hållits.")
        if date and body and Meeting.objects.filter(body=body, date=date).exclude(pk=self.instance.pk).exists():
            self.add_error("date", "Organet har redan ett sammanträde den dagen.")
        if self.before is not None and date and body and "announced_on" not in self.errors:
            after = Meeting(body=body, date=date, announced_on=announced)
            for field, reason in refusals(self.before, after, self.today).items():
                self.add_error(field, reason)
            self._ask(after)
        return cleaned

    def _ask(self, after: Meeting) -> None:
        """What is public cannot be taken back: asked once more when the day given has come."""
        if self.before is None or not after.announced_on or after.announced_on > self.today or self.errors:
            return
        if self.before.announced_on and self.before.announced_on <= self.today:
            return
        self.waiting = list(waiting_in([item.matter_id for item in self.before.agenda.all()], after))
        if self.waiting and not self.cleaned_data.get("confirmed"):
            names = enumerated([f"”{version.name}”" for version in self.waiting])
            self.add_error("confirmed", f"Det här blir offentligt genast och kan inte tas tillbaka: {names}.")

    @property
    def is_late(self) -> bool:
        """Announced less than a week before: warned of, never refused."""
        date, announced = self.cleaned_data.get("date"), self.cleaned_data.get("announced_on")
        return bool(date and announced and date - announced < WEEK)


class ParagraphsForm(forms.Form):
    """The § of every matter on an agenda, in one go."""

    def __init__(self, *args: Any, meeting: Meeting, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.items = meeting, items
        for item in items:
            self.fields[_name(item)] = forms.IntegerField(
                label=f"§ för {item.matter.title}", required=False, min_value=1, max_value=HIGHEST_PARAGRAPH,
                initial=item.paragraph, widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "paragraph"}),
                error_messages={
                    "invalid": "Skriv paragrafen som ett heltal.",
                    "min_value": "Paragraferna räknas från 1.",
                    "max_value": f"Skriv ett tal som är högst {HIGHEST_PARAGRAPH}.",
                },
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        decided = list(
            Decision.objects.filter(meeting=self.meeting, paragraph__isnull=False, corrects__isnull=True).values_list(
                "matter", "paragraph"
            )
        )
        taken: dict[int, str] = {}
        for item in self.items:
            paragraph = cleaned.get(_name(item))
            own = {number for matter, number in decided if matter == item.matter_id}
            others = {number for matter, number in decided if matter != item.matter_id}
            if own and paragraph != item.paragraph and paragraph not in own:
                at = enumerated([f"§ {number}" for number in sorted(filter(None, own))])
                self.add_error(_name(item), f"Beslutet i ärendet är registrerat som {at}. Registrera en rättelse.")
            elif paragraph is None:
                continue
            elif paragraph in taken:
                self.add_error(_name(item), f"§ {paragraph} används redan, av ”{taken[paragraph]}”.")
            elif paragraph in others:
                self.add_error(_name(item), f"§ {paragraph} används redan, av ett annat beslut vid sammanträdet.")
            else:
                taken[paragraph] = item.matter.title
        return cleaned

    def paragraph_of(self, item: AgendaItem) -> int | None:
        found: int | None = self.cleaned_data[_name(item)]
        return found

    def rows(self) -> list[tuple[AgendaItem, Any]]:
        """Each matter with its field."""
        return [(item, self[_name(item)]) for item in self.items]


def _name(item: AgendaItem) -> str:
    return f"paragraf-{item.pk}"


class AgendaForm(forms.Form):
    """A matter to put on the agenda."""

    matter = forms.ModelChoiceField(
        label="Ärende", queryset=Matter.objects.none(), empty_label="Välj ärende",
        error_messages={"required": "Välj ett ärende.", "invalid_choice": "Ärendet står redan på dagordningen."},
    )  # fmt: skip
    confirmed = forms.BooleanField(label="Ja, gör dem offentliga nu", required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.waiting: list[PlanVersion] = []
        field: Any = self.fields["matter"]
        field.queryset = Matter.objects.exclude(agenda__meeting=meeting)

    @property
    def shown(self) -> list[Any]:
        return [field for field in self if field.name != "confirmed" or self.waiting]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        matter, announced = cleaned.get("matter"), self.meeting.announced_on
        if matter and announced and announced <= timezone.localdate():
            self.waiting = list(waiting_in([matter.pk], self.meeting))
            if self.waiting and not cleaned.get("confirmed"):
                names = enumerated([f"”{version.name}”" for version in self.waiting])
                self.add_error(
                    "confirmed",
                    "Sammanträdet är redan tillkännagivet. Det här blir offentligt genast och kan inte tas tillbaka: "
                    f"{names}.",
                )
        return cleaned
