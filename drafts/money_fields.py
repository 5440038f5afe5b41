"""Fields of a form of figures: amounts that may take their unit from the form, and skattesats."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from drafts.amounts import AmountError, parse_amount
from drafts.fields import Amount
from kpis.numbers import NumberError, decimals_of, format_number, parse_number

_BARE: Final = re.compile(r"[\d\s.,+\u2010-\u2014\u2212-]+")


class Figures(Amount):
    """An amount, where a number without unit means what the form's own choice says ("tkr", "kr"), if it says it."""

    unit = ""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if self.unit and _BARE.fullmatch(text):
            try:
                return parse_amount(f"{text} {self.unit}")
            except AmountError as error:
                raise ValidationError(str(error), code="invalid") from error
        return super().to_python(value)


class TaxRate(forms.Field):
    """Skattesats in kronor per 100 kronor, with at most two decimals."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip().removesuffix("kr").removesuffix("%").strip()
        if not text:
            return None
        try:
            rate = parse_number(text)
        except NumberError as error:
            raise ValidationError(str(error), code="invalid") from error
        if not 0 <= rate <= 100:
            raise ValidationError("Skattesatsen är mellan 0 och 100 kronor per 100 kronor.", code="range")
        if decimals_of(rate) > 2:
            raise ValidationError("Skriv skattesatsen med högst två decimaler.", code="decimals")
        return rate.quantize(Decimal("0.01"))

    def prepare_value(self, value: Any) -> Any:
        return format_number(value, 2) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
