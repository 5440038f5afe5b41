"""What is asked before a text is masked, and before a mask is lifted."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from goals.masks import NO_REASON
from goals.models.masks import MaskGround

LONGEST: Final = 2000
WORDS, ALL = "words", "all"


class MaskForm(forms.Form):
    scope = forms.ChoiceField(
        label="Vad ska bort?", choices=[(WORDS, "Vissa ord"), (ALL, "Hela texten")], initial=WORDS,
        widget=forms.RadioSelect, error_messages={"required": "Välj vad som ska bort."},
    )  # fmt: skip
    passage = forms.CharField(
        label="Orden som ska bort", required=False, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="Precis som de står i texten. Står de på flera ställen i den tas alla bort.",
    )  # fmt: skip
    ground = forms.ChoiceField(
        label="Grund", choices=[("", "Välj"), *MaskGround.choices], help_text="Visas för alla.",
        error_messages={"required": "Välj en grund."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Skäl", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text="Varför texten inte får läsas längre. Visas bara för den som maskerar.",
        error_messages={"required": NO_REASON},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("scope") == WORDS and not cleaned.get("passage", "").strip():
            self.add_error("passage", "Skriv orden som ska bort, eller välj hela texten.")
        return cleaned

    @property
    def words(self) -> str:
        """The words to hide, of a valid form; empty for all of the text."""
        return "" if self.cleaned_data["scope"] == ALL else str(self.cleaned_data["passage"])


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="Skäl", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        help_text="Varför texten får läsas igen. Visas bara för den som maskerar.",
        error_messages={"required": "Skriv varför maskeringen lyfts."},
    )  # fmt: skip
