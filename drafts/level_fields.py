"""Form fields of an ambition level: numbers, periods and references, typed as Swedes write them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from kpis.numbers import NBSP, NumberError, format_number, parse_number
from kpis.periods import Period, PeriodError

DECIMALS: Final = 5
# Fifteen digits in all, five of them decimals.
_TOO_LARGE: Final = Decimal(10) ** 10
_STEP: Final = Decimal(1).scaleb(-DECIMALS)


def stored(value: Decimal | None) -> str | None:
    """The number as the log of edits keeps it, so that the same number is always the same state."""
    return None if value is None else str(value.quantize(_STEP))


class Typed(forms.Field):
    """One line as it was typed; what it means is read by the field. Empty is None."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}


class Number(Typed):
    """A number with at most five decimals. ``unit`` is what may be written after it, and is left out."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self.widget.attrs["inputmode"] = "text" if unit.casefold() == "ja/nej" else "decimal"

    def to_python(self, value: Any) -> Decimal | None:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        try:
            number = parse_number(self._without_unit(text), decimals=DECIMALS)
        except NumberError as error:
            message = str(error).replace(" för det här nyckeltalet", "")
            raise ValidationError(message, code="invalid") from error
        if abs(number) >= _TOO_LARGE:
            raise ValidationError("Talet är för stort. Högst tio siffror före decimaltecknet.", code="max_value")
        return number

    def prepare_value(self, value: Any) -> Any:
        return format_number(value) if isinstance(value, Decimal) else value

    def _without_unit(self, text: str) -> str:
        unit = self.unit.split(" ")[0] if self.unit else ""
        if unit and len(text) > len(unit) and text.casefold().endswith(unit.casefold()):
            return text[: -len(unit)].rstrip()
        return text


class PeriodField(Typed):
    """A period: "2022", "augusti 2021", "2022-T2"."""

    def to_python(self, value: Any) -> Period | None:
        text = " ".join(str(value or "").split())
        if not text:
            return None
        try:
            return Period.parse(text)
        except PeriodError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Period) else value


class Unit(forms.ChoiceField):
    """What an amount is counted in; the first that there is until another is chosen."""

    def to_python(self, value: Any) -> str:
        listed: Any = self.choices
        return str(value or next(iter(listed))[0])

    def clean(self, value: Any) -> str:
        return str(super().clean(self.to_python(value)))


class Reference(forms.Field):
    """The number of a row, chosen in a list that is read only where the form is shown."""

    widget = forms.Select

    def __init__(self, *, choices: Callable[[], list[tuple[Any, str]]], **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        listed: Any = self.widget
        listed.choices = choices

    def to_python(self, value: Any) -> int | None:
        return identity(value) if value not in (None, "") else None


class References(forms.Field):
    """The numbers of the rows that are ticked, each once and in order."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> list[int]:
        return sorted({identity(item) for item in value or ()})


def identity(value: Any) -> int:
    """A row's number from what was sent. Raises ValidationError."""
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValidationError("Välj i listan.", code="invalid_choice")
    return int(text)


def unit_words(unit: str) -> str:
    """The unit as a label says it, in parentheses: " (%)"; empty for a plain count."""
    return (
        f" ({unit.strip().replace(' ', NBSP)})" if unit.strip() and len(unit) <= 12 else (f" ({unit})" if unit else "")
    )
