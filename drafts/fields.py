"""Fields that forgive what is pasted and show what they did with it before anything is saved."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from drafts.amounts import AmountError, format_amount, parse_amount
from drafts.pasted import tidied
from goals.fields import refuse_marker
from kpis.numbers import NBSP, format_number

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 200
# A text this many times too long is not read at all: what is left of it would not fit either.
_FAR_TOO_LONG: Final = 20
_LINE_LENGTH, _FEWEST_ROWS, _MOST_ROWS = 75, 4, 24


class LongTextarea(forms.Textarea):
    """As many rows as the text fills, within reason."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        lines = str(value or "").split("\n")
        rows = 1 + sum(max(1, ceil(len(line) / _LINE_LENGTH)) for line in lines)
        context["widget"]["attrs"] |= {"rows": min(max(rows, _FEWEST_ROWS), _MOST_ROWS)}
        return context


class LongText(forms.CharField):
    """Paragraphs of plain text, kept as ``drafts.pasted`` tidies them.

    When tidying changed something that can be seen, the form is shown again with the tidied text and a note of what
    was removed; what is sent then is tidy, so it is saved at once. Too long a text is an error at the field with every
    letter still there; the browser is given no ``maxlength``, which would cut it off in silence.
    """

    widget: type[forms.Widget] = LongTextarea
    default_length = LONGEST_TEXT
    advice = "Korta den eller dela upp den."

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        kwargs["widget"] = self.widget  # a model's own field would bring a plain one
        self.longest = max_length or self.default_length
        super().__init__(**kwargs)
        self.widget.attrs["data-paste"] = ""

    def tidy(self, text: str) -> tuple[str, str]:
        """The text as it is kept, and the note on what was removed."""
        found = tidied(text)
        return found.text, found.note

    def clean(self, value: Any) -> str:
        text = str(value or "")
        if self._is_far_too_long(text):
            raise self._too_long(text)
        plain, note = self.tidy(text)
        if len(plain) > self.longest:
            raise self._too_long(plain)
        refuse_marker(plain)
        if note:
            raise ValidationError(f"{note} Läs igenom och spara igen.", code="tidied")
        cleaned: str = super().clean(plain)
        return cleaned

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the form shows again: the tidied text, unless it is too long to be read."""
        text = str(super().bound_data(data, initial) or "")
        return text if self._is_far_too_long(text) else self.tidy(text)[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says something else than before; how it was written is no change."""
        text = str(data or "")
        return self._is_far_too_long(text) or self.tidy(text)[0] != self.tidy(str(initial or ""))[0]

    def _is_far_too_long(self, text: str) -> bool:
        return len(text) > _FAR_TOO_LONG * max(self.longest, LONGEST_LINE)

    def _too_long(self, text: str) -> ValidationError:
        length, most = format_number(len(text)), format_number(self.longest)
        message = f"Texten är {length} tecken; högst {most} får plats. {self.advice}"
        return ValidationError(message, code="max_length")


class ShortText(LongText):
    """One line of plain text: what is pasted on several becomes one."""

    widget = forms.TextInput
    default_length = LONGEST_LINE
    advice = "Korta den."

    def tidy(self, text: str) -> tuple[str, str]:
        plain, note = super().tidy(text)
        return " ".join(plain.split()), note


class Amount(forms.Field):
    """Whole kronor, typed and shown with their unit ("4 200 tkr"); empty is None, where it may be empty.

    ``min_value`` and ``max_value`` are in kronor.
    """

    widget = forms.TextInput
    default_error_messages = {"required": f"Skriv ett belopp, till exempel 4{NBSP}200{NBSP}tkr."}

    def __init__(self, *, min_value: int | None = None, max_value: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"Till exempel 4{NBSP}200{NBSP}tkr eller 4,2{NBSP}mnkr.")
        self.least, self.most = min_value, max_value
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def to_python(self, value: Any) -> int | None:
        try:
            kronor = parse_amount(str(value or ""))
        except AmountError as error:
            raise ValidationError(str(error), code="invalid") from error
        if kronor is None:
            return None
        if self.least is not None and kronor < self.least:
            raise ValidationError(f"Beloppet är lägst {format_amount(self.least)}.", code="min_value")
        if self.most is not None and kronor > self.most:
            raise ValidationError(f"Beloppet är högst {format_amount(self.most)}.", code="max_value")
        return kronor

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True
