"""The forms of a beslutsgång: a step with its propositions, who requests, what is declared. They store nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from assembly.models import Declaration, Step
from assembly.models.procedures import POSTPONING
from assembly.questions import RANK, Proposal, Question, whether_today
from assembly.serving import Serving
from drafts.fields import LongText, ShortText
from goals.models import Person, PlanVersion

NONE = ""
# What postpones a matter, in any of its forms.
PUTS_OFF = re.compile("återremi|bordl[äa]", re.IGNORECASE)


class SuggestionForm(forms.Form):
    """Which questions come before the matter itself."""

    remit = forms.BooleanField(label="Återremiss har yrkats eller begärts", required=False)
    table = forms.BooleanField(label="Bordläggning har yrkats eller begärts", required=False)


class ChairForm(forms.Form):
    """Who leads the matter: one of those who serve in it."""

    chair = forms.TypedChoiceField(label="Ordförande i ärendet", coerce=int, error_messages={"required": "Välj vem."})

    def __init__(self, data: Any = None, *, serving: Serving, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = people_of(serving)
        self.fields["chair"].choices = [(NONE, "Välj"), *_named(self.people.values())]  # type: ignore[attr-defined]

    @property
    def person(self) -> Person:
        return self.people[self.cleaned_data["chair"]]


class StepForm(forms.Form):
    """A question and what each answer means; a version that the answer adopts may be chosen beside the words.

    Whether to decide today is always put with nej for what postpones; words that are left empty are written out.
    """

    kind = forms.ChoiceField(
        label="Slag", choices=Step.Kind.choices,
        help_text="Vid återremiss och bordläggning skriver portalen ut det som lämnas tomt: ja betyder att ärendet "
        "avgörs i dag, nej att det skjuts upp.",
    )  # fmt: skip
    title = ShortText(
        label="Rubrik", max_length=200, error_messages={"required": "Skriv vad frågan gäller."},
        help_text="Till exempel ”Huvudomröstning”.",
    )  # fmt: skip
    yes_text = ShortText(
        label="Ja betyder", max_length=500, error_messages={"required": "Skriv vad ett ja betyder."},
        help_text="Så att det går att svara ja eller nej: ”kommunstyrelsens förslag”.",
    )  # fmt: skip
    yes_version = forms.TypedChoiceField(label="Version vid ja", coerce=int, required=False, empty_value=None)
    no_text = ShortText(label="Nej betyder", max_length=500, error_messages={"required": "Skriv vad ett nej betyder."})
    no_version = forms.TypedChoiceField(label="Version vid nej", coerce=int, required=False, empty_value=None)

    def __init__(self, data: Any = None, *, versions: Sequence[PlanVersion], **kwargs: Any) -> None:
        super().__init__(_written_out(data), **kwargs)
        self.versions = {version.pk: version for version in versions}
        named = [(NONE, "Ingen version"), *((version.pk, version.name) for version in versions)]
        for name in ("yes_version", "no_version"):
            self.fields[name].choices = named  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("yes_text") and given.get("yes_text", "").casefold() == given.get("no_text", "").casefold():
            self.add_error("no_text", "Ja och nej kan inte betyda samma sak.")
        if given.get("kind") in POSTPONING and PUTS_OFF.search(given.get("yes_text", "")):
            self.add_error(
                "yes_text", "Ja betyder att ärendet avgörs i dag. Skriv det som skjuter upp ärendet vid nej."
            )
        if given.get("yes_version") and given.get("yes_version") == given.get("no_version"):
            self.add_error("no_version", "Ja och nej kan inte anta samma version.")
        return given

    def question(self) -> Question:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Question(
            Step.Kind(given["kind"]), given["title"],
            Proposal(given["yes_text"], self.versions.get(given["yes_version"])),
            Proposal(given["no_text"], self.versions.get(given["no_version"])),
        )  # fmt: skip


class RequestForm(forms.Form):
    """Those who request that the matter is postponed, ticked; the reasons are theirs."""

    people = forms.TypedMultipleChoiceField(
        label="De som begär det", coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    reasons = LongText(
        label="Motivering", max_length=5_000,
        error_messages={"required": "De som begär återremiss skriver motiveringen (kommunallagen 5 kap. 50 §)."},
        help_text="Varför ärendet återremitteras, med deras ord som begär det (kommunallagen 5 kap. 50 §).",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, serving: Serving, step: Step, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.serving_people = people_of(serving)
        self.fields["people"].choices = _named(self.serving_people.values())  # type: ignore[attr-defined]
        if step.kind != Step.Kind.REMIT:
            del self.fields["reasons"]

    def chosen(self) -> list[Person]:
        return [self.serving_people[pk] for pk in self.cleaned_data["people"]]


class DeclarationForm(forms.Form):
    """Who declares what. A party is named where it is the whole group's."""

    kind = forms.ChoiceField(label="Vad", choices=Declaration.Kind.choices)
    who = forms.ChoiceField(label="Vem", error_messages={"required": "Välj vem."})
    text = LongText(
        label="Text", required=False, max_length=5_000,
        help_text="Vad som yrkas eller antecknas, eller varför.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, serving: Serving, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = people_of(serving)
        self.parties = {place.party.pk: place.party for place in serving.seats if place.person and place.party}
        named = [(f"person-{pk}", label) for pk, label in _named(self.people.values())]
        parties = [(f"parti-{pk}", party.name) for pk, party in self.parties.items()]
        self.fields["who"].choices = [(NONE, "Välj"), ("Personer", named), ("Partier", parties)]  # type: ignore[attr-defined]

    def author(self) -> dict[str, Any]:
        """``person`` or ``party``, as assembly.declaring.declare takes them."""
        sort, _, pk = self.cleaned_data["who"].partition("-")
        return {"person": self.people[int(pk)]} if sort == "person" else {"party": self.parties[int(pk)]}


def _written_out(data: Any) -> Any:
    """What was sent, with the words of a step that asks whether to decide today where they were left empty."""
    if not data or data.get("kind") not in POSTPONING:
        return data
    asked = whether_today(Step.Kind(data["kind"]))
    words = {"title": asked.title, "yes_text": asked.yes.text, "no_text": asked.no.text}
    filled = data.copy()
    filled.update({name: text for name, text in words.items() if not str(data.get(name, "")).strip()})
    return filled


def people_of(serving: Serving) -> dict[int, Person]:
    """Who serves, by primary key, in the order of the seats."""
    return {place.person.pk: place.person for place in serving.seats if place.person}


def place_for(kind: str, kinds: Sequence[str]) -> int:
    """Where a new step of the kind belongs among the others: after the last of its rank or lower."""
    rank = RANK[Step.Kind(kind)]
    return next((at for at, other in enumerate(kinds) if RANK[Step.Kind(other)] > rank), len(kinds))


def _named(people: Iterable[Person]) -> list[tuple[int, str]]:
    return [(one.pk, one.label) for one in people]
