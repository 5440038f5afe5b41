"""Linking what was asked of a plan to the part of a draft that answers it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import F

from drafts.fields import ShortText
from drafts.naming import shortened
from drafts.states import State, spec_of
from goals.models import BudgetFrame, PlanVersion
from goals.underlag import ANSWERING, Asked

LABEL = "goals.inputanswer"
_LONGEST = 90
Choices = list[tuple[str, list[tuple[str, str]]]]


def parts_to_choose(draft: PlanVersion) -> Choices:
    """The draft's parts that may answer, in groups by kind; a nämnd's frame is that of the plan's own year."""
    groups: Choices = []
    for label, naming in ANSWERING.items():
        spec = spec_of(label)
        rows: Any = spec.model._default_manager.filter(version=draft)
        if spec.model is BudgetFrame:
            rows = rows.filter(year=draft.plan.year)
        named = rows.annotate(_title=F(naming.title)).order_by(*([spec.position] if spec.position else []), "pk")
        options = [
            (f"{label}:{key}", shortened(str(title), _LONGEST)) for key, title in named.values_list("key", "_title")
        ]
        if options:
            name = str(spec.model._meta.verbose_name_plural)
            groups.append((name[:1].upper() + name[1:], options))
    return groups


class AnswerForm(forms.Form):
    """Which part of the draft answers the need or spaning that ``asked`` names."""

    asked = forms.CharField(widget=forms.HiddenInput, max_length=40)
    part = forms.ChoiceField(label="Besvaras av")
    note = ShortText(label="Kommentar", required=False, max_length=300)

    def __init__(self, data: Any = None, *, asked: list[Asked], choices: Choices, initial: Asked | None = None) -> None:
        self.by_id = {f"{item.kind}:{item.pk}": item for item in asked}
        chosen = f"{initial.kind}:{initial.pk}" if initial else ""
        super().__init__(data, initial={"asked": chosen}, auto_id=f"id_{chosen.replace(':', '-')}_%s")
        self.fields["part"].choices = [("", "Välj en del av utkastet"), *choices]  # type: ignore[attr-defined]

    def clean_asked(self) -> Asked:
        found = self.by_id.get(self.cleaned_data["asked"])
        if found is None:
            raise forms.ValidationError("Underlaget finns inte längre.")
        return found

    def state(self) -> State:
        """The link row that a valid form asks for."""
        asked = self.cleaned_data["asked"]
        kind, _, key = self.cleaned_data["part"].partition(":")
        return {
            "fields": {
                "need_id": asked.pk if asked.is_need else None,
                "outlook_id": None if asked.is_need else asked.pk,
                "answered_kind": kind,
                "answered_key": str(uuid.UUID(key)),
                "note": self.cleaned_data["note"],
                "is_example": asked.is_example,
            }
        }
