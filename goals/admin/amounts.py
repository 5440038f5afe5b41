"""Amounts in the admin's forms: written as in a budget, stored in whole kronor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from drafts.amounts import AmountError, format_amount, parse_amount

AMOUNT_HELP = "Skriv enheten: 4 200 tkr, 4,2 mnkr eller 4 200 000 kr."


class AmountField(forms.Field):
    """An amount in kronor; "4,2 mnkr", "4 200 tkr" and "4200000" are the same."""

    LONGEST = 60

    def __init__(self, *, label: str) -> None:
        attrs = {"autocomplete": "off", "size": "14", "maxlength": str(self.LONGEST)}
        super().__init__(label=label, required=False, help_text=AMOUNT_HELP, widget=forms.TextInput(attrs=attrs))

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if len(text) > self.LONGEST:
            raise ValidationError("Texten är för lång för att vara ett belopp.")
        try:
            return parse_amount(text)
        except AmountError as error:
            raise ValidationError(str(error)) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
