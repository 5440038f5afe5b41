"""The fields of a draft: what is pasted is tidied and seen before it is saved, and nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from drafts.fields import Amount, LongText, ShortText

NBSP = "\u00a0"


class TextForm(forms.Form):
    text = LongText(label="Målbeskrivning", required=False)
    title = ShortText(label="Rubrik", max_length=20, required=False)
    amount = Amount(label="Belopp", required=False)


def form(initial: dict[str, Any] | None = None, **data: str) -> TextForm:
    return TextForm({"text": "", "title": "", "amount": ""} | data, initial=initial)


def test_a_pasted_text_is_shown_tidied_before_it_is_saved() -> None:
    first = form(text="Barn\u00adomsorg\t“nu”\r\n\r\nOch sedan.")

    assert not first.is_valid()
    note = "Det här är borttaget eller utbytt i texten: mjuka bindestreck, tabbar och citattecken."
    assert first.errors["text"] == [f"{note} Läs igenom och spara igen."]
    shown = first["text"].value()
    assert shown == "Barnomsorg ”nu”\n\nOch sedan."

    again = form(text=shown)
    assert again.is_valid()
    assert again.cleaned_data["text"] == shown


def test_line_ends_and_spaces_are_tidied_without_a_word() -> None:
    sent = form(text="Ett.  \r\n\r\nTvå.\r\n")
    assert sent.is_valid()
    assert sent.cleaned_data["text"] == "Ett.\n\nTvå."


@pytest.mark.parametrize("length", [20_001, 200_000, 2_000_000])
def test_too_long_a_text_is_an_error_with_every_letter_still_there(length: int) -> None:
    sent = form(text="å" * length)
    assert not sent.is_valid()
    shown = f"{length:,}".replace(",", NBSP)
    message = f"Texten är {shown} tecken; högst 20{NBSP}000 får plats. Korta den eller dela upp den."
    assert sent.errors["text"] == [message]
    assert sent["text"].value() == "å" * length


def test_as_long_a_text_as_fits_is_saved() -> None:
    assert form(text="å" * 20_000).is_valid()


def test_nothing_is_cut_off_by_the_browser() -> None:
    assert "maxlength" not in str(form()["text"]) + str(form()["title"])


def test_the_field_is_as_tall_as_its_text() -> None:
    assert 'rows="4"' in str(form()["text"])
    assert 'rows="10"' in str(form(text="\n\n".join(["Ett stycke."] * 5))["text"])
    assert 'rows="24"' in str(form(text="ord " * 2_000)["text"])


def test_a_short_text_is_one_line() -> None:
    sent = form(title="Läslust\r\nfor alla")
    assert sent.is_valid()
    assert sent.cleaned_data["title"] == "Läslust for alla"
    assert form(title="x" * 21).errors["title"] == ["Texten är 21 tecken; högst 20 får plats. Korta den."]


def test_an_empty_text_that_is_needed_is_an_error() -> None:
    class Needed(forms.Form):
        text = LongText()
        amount = Amount()

    sent = Needed({"text": " \u200b ", "amount": ""})
    assert set(sent.errors) == {"text", "amount"}


def test_an_amount_is_typed_and_shown_with_its_unit() -> None:
    assert form(initial={"amount": 4_200_000})["amount"].initial == 4_200_000
    assert f'value="4{NBSP}200{NBSP}tkr"' in str(TextForm(initial={"amount": 4_200_000})["amount"])
    sent = form(amount="4,2 mnkr")
    assert sent.is_valid()
    assert sent.cleaned_data["amount"] == 4_200_000


def test_an_amount_that_is_not_understood_stays_as_typed() -> None:
    sent = form(amount="4200")
    assert sent.errors["amount"] == [f"Skriv enheten: 4{NBSP}200{NBSP}tkr eller 4{NBSP}200{NBSP}kr."]
    assert sent["amount"].value() == "4200"
    assert 'value="4200"' in str(sent["amount"])


def test_the_bounds_of_an_amount_are_said_in_its_own_words() -> None:
    class Investment(forms.Form):
        amount = Amount(min_value=0, max_value=5_000_000)

    assert Investment({"amount": "-1 tkr"}).errors["amount"] == [f"Beloppet är lägst 0{NBSP}tkr."]
    assert Investment({"amount": "6 mnkr"}).errors["amount"] == [f"Beloppet är högst 5{NBSP}000{NBSP}tkr."]


def test_saving_what_stands_there_is_no_change() -> None:
    stored = {"text": "Ett.\n\nTvå.", "title": "Läslust", "amount": 4_200_000}
    assert form(stored, text="Ett.\r\n\r\nTvå.", title="Läslust", amount="4,2 mnkr").changed_data == []
    assert form(stored, text="Ett.", title="Läslust!", amount="4").changed_data == ["text", "title", "amount"]


def test_a_models_own_fields_can_be_made_of_them() -> None:
    from goals.models import BudgetFrame, GoalStatement

    made = forms.modelform_factory(
        GoalStatement, fields=["title", "description"], field_classes={"title": ShortText, "description": LongText}
    )()
    assert "data-paste" in str(made["description"]) and "<textarea" in str(made["description"])
    assert isinstance(made.fields["title"], ShortText) and made.fields["title"].longest == 150
    frame = forms.modelform_factory(BudgetFrame, fields=["amount"], field_classes={"amount": Amount})(
        {"amount": "1 tkr"}
    )
    assert frame.is_valid()
