"""The two ways to answer a proposal, as forms."""

from __future__ import annotations

from typing import Any

from django import forms

from framtidsdag.fields import RoomText

LONGEST = 4000


class BecameForm(forms.Form):
    """It became a nyckeltal: which place, which level there, and a comment if one wants."""

    prefix = "blev"

    utkast = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False)
    niva = forms.UUIDField(
        label="Ambitionsnivå", error_messages={"required": "Välj en ambitionsnivå.", "invalid": "Välj en av nivåerna."}
    )
    kommentar = RoomText(
        label="Kommentar", required=False, max_length=LONGEST, help_text="Visas för alla på förslagets sida."
    )


class DeclinedForm(forms.Form):
    """It did not become one, and why."""

    prefix = "inte"

    motivering = RoomText(
        label="Varför blev det inte ett nyckeltal?", max_length=LONGEST,
        help_text="Visas för alla på förslagets sida. Skriv så att den som lade förslaget förstår.",
        error_messages={"required": "Skriv varför det inte blev ett nyckeltal."},
    )  # fmt: skip


def add_refusal(form: forms.Form, message: str, field: str | None) -> None:
    """What was refused after the form was read, at the field that can be mended, else at the form."""
    form.add_error(field if field in form.fields else None, message)


def forms_for(bound: forms.Form | None = None, **initial: Any) -> dict[str, forms.Form]:
    """Both forms as the page shows them; ``bound`` is the one that was refused."""
    became = bound if isinstance(bound, BecameForm) else BecameForm(initial={"kommentar": initial.get("comment", "")})
    why = {"motivering": initial.get("why", "")}
    declined = bound if isinstance(bound, DeclinedForm) else DeclinedForm(initial=why)
    return {"became": became, "declined": declined}
