"""The form of a decision: five fields first, the rest folded. Every refusal stands at the field that it is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.forms.utils import ErrorDict

from assembly.authors import Roll, roll_of
from assembly.decision_cases import Case
from assembly.decision_texts import KINDS, TextRows, rows_of_kinds
from assembly.meeting_forms import HIGHEST_PARAGRAPH, DayField
from assembly.prefilling import prefilled
from assembly.registering import Filled
from assembly.serving import number_of_seats
from drafts.fields import LongText, ShortText
from goals.dates import written
from goals.decision_texts import Text
from goals.matters import dnr_slug, matter_by_dnr
from goals.models import AgendaItem, Decision, Meeting, Person, PlanVersion
from goals.models.decisions import DecisionMethod
from goals.models.decisions import DecisionTextKind as Kind
from goals.transitions import Outcome, Status

NOT_CONCERNED: Final = "none"
NOT_OPEN: Final = (
    "Beslutet kan inte gälla en av versionerna: den är redan avgjord eller hör till ett annat ärende. "
    "Läs in sidan på nytt och välj bland dem som står där."
)
VOTES: Final = ("votes_yes", "votes_no", "votes_abstained", "votes_absent")
FIRST: Final = ("date", "paragraph", "dnr", "minutes_url")
METHODS: Final = [
    (DecisionMethod.UNKNOWN, "Inte angivet"),
    (DecisionMethod.ACCLAMATION, "Acklamation"),
    (DecisionMethod.VOTE, "Omröstning"),
]


class DecisionForm(forms.Form):
    """A decision in a case."""

    date = DayField(label="Datum")
    paragraph = forms.IntegerField(
        label="Paragraf (§)", min_value=1, max_value=HIGHEST_PARAGRAPH,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Skriv ärendets paragraf i protokollet.", "invalid": "Skriv ett heltal, som 71."},
    )  # fmt: skip
    dnr = ShortText(label="Diarienummer", max_length=40, required=False, help_text="Lämna tomt tills det är känt.")
    minutes_url = forms.URLField(
        label="Länk till protokollet", max_length=500, required=False, assume_scheme="https",
        help_text="Protokollet som PDF kan läggas in sedan.",
        error_messages={"invalid": "Skriv en hel webbadress, som https://…"},
    )  # fmt: skip

    title = ShortText(label="Rubrik", max_length=200, error_messages={"required": "Skriv beslutets rubrik."})
    summary = LongText(label="Sammanfattning", required=False, max_length=4000)
    points = LongText(
        label="Beslutspunkter", required=False, help_text="En att-sats på varje rad. De numreras uppifrån."
    )
    method = forms.ChoiceField(label="Så fattades beslutet", choices=METHODS)
    votes_yes = forms.IntegerField(label="Ja", min_value=0, max_value=9_999, required=False)
    votes_no = forms.IntegerField(label="Nej", min_value=0, max_value=9_999, required=False)
    votes_abstained = forms.IntegerField(label="Avstår", min_value=0, max_value=9_999, required=False)
    votes_absent = forms.IntegerField(label="Frånvarande", min_value=0, max_value=9_999, required=False)
    chair = forms.ModelChoiceField(
        Person.objects.none(), label="Ordförande", required=False, empty_label="Inte angivet"
    )
    order = LongText(
        label="Beslutsgång", required=False,
        help_text="Propositionerna och vad ordföranden fann. Ett stycke på varje rad.",
    )  # fmt: skip
    reasons = LongText(
        label="Motivering", required=False, max_length=4000,
        help_text="Vid återremiss: skälen med deras ord som begärt den.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, case: Case) -> None:
        self.case, self.meeting = case, case.meeting
        self.roll: Roll = roll_of(case.meeting, case.item.paragraph if case.item else None)
        start = prefilled(case)
        initial = start.fields | {_name(pk): outcome.value for pk, outcome in start.outcomes.items()}
        super().__init__(data, initial={"method": DecisionMethod.UNKNOWN, **initial})
        if case.matter.dnr:
            del self.fields["dnr"]
        for version in case.versions:
            self.fields[_name(version.pk)] = _outcome_field(case, version)
        known: set[Any] = {person.pk for person in self.roll.people.values()} | {start.fields.get("chair")}
        chair: Any = self.fields["chair"]
        chair.queryset = Person.objects.filter(pk__in=known - {None}).order_by("name")
        for name in VOTES:
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        self.rows: dict[str, TextRows] = rows_of_kinds(data, start.texts)

    # --- What the page shows -----------------------------------------------------------------

    @property
    def first(self) -> list[forms.BoundField]:
        """The five: day, §, dnr, what became of each version, and the link to the protokoll."""
        before = [self[name] for name in FIRST[:3] if name in self.fields]
        return [*before, *(self[_name(version.pk)] for version in self.case.versions), self["minutes_url"]]

    @property
    def votes(self) -> list[forms.BoundField]:
        return [self[name] for name in VOTES]

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every refusal, for the summary on top: {ident, label, message}."""
        found = [
            {"ident": field.id_for_label, "label": str(field.label), "message": str(message)}
            for field in self
            for message in field.errors
        ]
        general = [{"ident": "", "label": "", "message": str(message)} for message in self.non_field_errors()]
        return general + found + [fault for rows in self.rows.values() for fault in rows.faults]

    @property
    def has_folded_faults(self) -> bool:
        folded = {*self.fields} - set(FIRST) - {_name(version.pk) for version in self.case.versions}
        return any(name in self.errors for name in folded) or any(rows.faults for rows in self.rows.values())

    def leave_unjudged(self) -> None:
        """More rows were asked for: what is typed is shown again, and nothing is refused yet."""
        self._errors = ErrorDict()
        for rows in self.rows.values():
            rows.leave_unjudged()

    # --- What is refused ---------------------------------------------------------------------

    def is_valid(self) -> bool:
        """The rows are asked too, so that everything that is wrong is told at once."""
        valid = super().is_valid()
        for rows in self.rows.values():
            valid = rows.is_valid() and valid
        return valid and not self._refuse_reservations()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("date"):
            self._find_meeting(cleaned["date"])
        if cleaned.get("paragraph") and "date" not in self.errors:
            self._refuse_used_paragraph(cleaned["paragraph"])
        self._check_votes(cleaned)
        self._refuse_other_versions()
        return cleaned

    def clean_dnr(self) -> str:
        dnr: str = self.cleaned_data["dnr"]
        if dnr and not dnr_slug(dnr):
            raise forms.ValidationError("Skriv diarienumret med bokstäver och siffror, som KS 2021/123.")
        other = matter_by_dnr(dnr_slug(dnr)) if dnr else None
        if other is not None and other.pk != self.case.matter.pk:
            raise forms.ValidationError(f"Ärendet ”{other.title}” har det diarienumret.")
        return dnr

    def _find_meeting(self, date: Any) -> None:
        """The decision is of the body's meeting that day."""
        body, announced = self.case.meeting.body, self.case.meeting.announced_on
        found = Meeting.objects.select_related("body").filter(body=body, date=date).first()
        if found is not None:
            self.meeting = found
        elif announced and date < announced:
            self.add_error("date", f"Sammanträdet tillkännagavs {written(announced)}. Beslutet kan inte ligga före det "
                                   "(kommunallagen 5 kap. 13 §).")  # fmt: skip
        else:
            self.add_error("date", f"{body.title} har inget sammanträde {written(date)} i portalen. Det här "
                                   f"sammanträdet är {written(self.case.meeting.date)}.")  # fmt: skip

    def _refuse_used_paragraph(self, paragraph: int) -> None:
        if self.case.corrects is not None:
            return
        used = Decision.objects.filter(meeting=self.meeting, paragraph=paragraph, corrects=None).first()
        if used is not None:
            self.add_error("paragraph", f"§ {paragraph} är redan använd vid sammanträdet, av beslutet ”{used.title}”.")
            return
        items = AgendaItem.objects.filter(meeting=self.meeting).select_related("matter")
        other = items.filter(paragraph=paragraph).exclude(matter=self.case.matter).first()
        own = items.filter(matter=self.case.matter, paragraph__isnull=False).first()
        if other is not None:
            self.add_error("paragraph", f"§ {paragraph} är ärendet ”{other.matter.title}” på dagordningen.")
        elif own is not None and own.paragraph != paragraph:
            self.add_error("paragraph", f"Ärendet är § {own.paragraph} på dagordningen. Ändra det där, om protokollet "
                                        "har en annan paragraf.")  # fmt: skip

    def _check_votes(self, cleaned: dict[str, Any]) -> None:
        """All four, and only of a vote; no more of them than there are seats."""
        if any(name in self.errors for name in VOTES):
            return
        given = [name for name in VOTES if cleaned.get(name) is not None]
        if given and cleaned.get("method") != DecisionMethod.VOTE:
            self.add_error("method", "Röster anges bara vid omröstning.")
            return
        if given and len(given) < len(VOTES):
            for name in VOTES:
                if name not in given:
                    self.add_error(name, "Skriv alla fyra talen; noll om ingen.")
            return
        # The larger of the two: the seats of an earlier period may be more than now, or not all entered.
        seats = max(number_of_seats(self.meeting), self.meeting.body.number_of_seats or 0)
        total = sum(cleaned[name] for name in given)
        if seats and total > seats:
            self.add_error("votes_yes", f"Rösterna är {total} tillsammans, men mandaten är {seats}.")

    def _refuse_other_versions(self) -> None:
        """An outcome for a version that the decision cannot concern is never passed over in silence."""
        names = (name for name in self.data if name.startswith(_name("")) and name not in self.fields)
        if any(self.data[name] not in ("", NOT_CONCERNED) for name in names):
            self.add_error(None, NOT_OPEN)

    def _refuse_reservations(self) -> bool:
        """Reservations by someone who took no part (kommunallagen 4 kap. 27 §); whether any was refused."""
        self.roll = roll_of(self.meeting, self.cleaned_data.get("paragraph"))
        declining = frozenset(
            author.person.pk for by, _ in self.rows[Kind.DECLINES].said if (author := self.roll.author(by)).person
        )
        refused = False
        for row in self.rows[Kind.RESERVATION].forms:
            by = row.cleaned_data.get("by", "")
            if by and (fault := self.roll.fault(by, declining)):
                row.add_error("by", fault)
                refused = True
        return refused

    # --- What is registered ------------------------------------------------------------------

    def filled(self) -> Filled:
        """What a valid form asks for."""
        cleaned = self.cleaned_data
        yes, no, abstained, absent = (cleaned[name] for name in VOTES)
        corrected = self.case.corrects
        own = {"date_is_known": True, "source_url": corrected.source_url} if corrected else {}
        return Filled(
            meeting=self.meeting, paragraph=cleaned["paragraph"], title=cleaned["title"], outcomes=self.outcomes(),
            texts=tuple(self._texts()), method=cleaned["method"], chair=cleaned["chair"],
            votes=None if yes is None else (yes, no, abstained, absent),
            summary=cleaned["summary"], reasons=cleaned["reasons"], minutes_url=cleaned["minutes_url"],
            dnr=cleaned.get("dnr", ""), source=corrected.source if corrected else "", own=own,
        )  # fmt: skip

    def outcomes(self) -> dict[int, Outcome]:
        """What the form says of each version; of those that it does not concern, nothing."""
        chosen = {version.pk: self.cleaned_data[_name(version.pk)] for version in self.case.versions}
        return {pk: Outcome(value) for pk, value in chosen.items() if value != NOT_CONCERNED}

    def _texts(self) -> Iterator[Text]:
        for name, kind in (("points", Kind.POINT), ("order", Kind.ORDER)):
            for line in self.cleaned_data[name].splitlines():
                if line.strip():
                    yield Text(kind, line.strip())
        for kind, described in KINDS.items():
            for by, text in self.rows[kind].said:
                author = self.roll.author(by)
                yield Text(kind, text or described.default, author.by, author.party, author.person)

    def refuse(self, message: str, field: str) -> None:
        """What was refused when it was to be stored, at its field."""
        name = _name(int(field)) if field.isdecimal() else field
        self.add_error(name if name in self.fields else None, message)


def _name(version: int | str) -> str:
    return f"version-{version}"


def _outcome_field(case: Case, version: PlanVersion) -> forms.ChoiceField:
    """What became of one version. Nothing is chosen beforehand, but that a draft is not concerned."""
    is_draft = version.status == Status.DRAFT
    choices = [("", "Välj utgång")] if not is_draft else []
    choices += [(outcome.value, str(outcome.label)) for outcome in case.outcomes(version)]
    last = (NOT_CONCERNED, "Berörs inte av beslutet")
    choices = [last, *choices] if is_draft else [*choices, last]
    status = Status(version.status).label.lower()
    basis = f", bygger på {version.basis.name}" if is_draft and version.basis else ""
    return forms.ChoiceField(
        label=f"Utgång: {version.name}", choices=choices, help_text=f"Nu: {status}{basis}.",
        error_messages={"required": "Välj vad beslutet innebär för versionen."},
    )  # fmt: skip
