"""Amounts of money as Swedes write them in a budget: the one reader and the one writer, in whole kronor. No Django.

"4,2 mnkr", "4 200 tkr" and "4200000" are the same amount. A number that could be either kronor or tusental kronor is
not guessed at: a frame a thousand times too large is the fault that nobody sees.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kpis.numbers import MAX_DIGITS, NBSP, NumberError, format_number, parse_number

# From here on, a number without unit is kronor: nobody writes a frame of a thousand million kronor in tkr.
SURELY_KRONOR: Final = 1_000_000
THOUSAND, MILLION, MILLIARD = 1_000, 1_000_000, 1_000_000_000
_KRONOR: Final = r"(?:\s*(?:kr|kronor|sek))?"
_UNITS: Final = (
    (re.compile(rf"(?:mdkr|mdr{_KRONOR}|md|miljard(?:er)?{_KRONOR})"), MILLIARD),
    (re.compile(rf"(?:mnkr|mkr|msek|mn{_KRONOR}|milj{_KRONOR}|miljon(?:er)?{_KRONOR})"), MILLION),
    (re.compile(rf"(?:tkr|kkr|tsek|ksek|tusen{_KRONOR})"), THOUSAND),
    (re.compile(r"(?:kr|krona|kronor|sek|:-)"), 1),
)
_UNIT: Final = re.compile(r"\s*([^\W\d_][^\d]*|:-)$")
_EITHER_POINT: Final = re.compile(r"[^\d]*[1-9]\d{0,2}\.\d{3}")


class AmountError(ValueError):
    """The text is not one unambiguous amount in whole kronor. The message is Swedish and can be shown by the field."""


def parse_amount(text: str) -> int | None:
    """Answer the whole kronor that ``text`` means, or None when nothing is written.

    Units: kr, tkr, mnkr, mdkr and what they are also called. Without unit 0 is 0, and what is a million or more is
    kronor. Raises AmountError for less than that without unit, for an unknown unit, for parts of a krona, for a point
    that may be either a thousands separator or a decimal sign, and for more than 15 digits.
    """
    plain = " ".join(_seen(text).split())
    if not plain:
        return None
    number_text, unit = _split(plain)
    number = _number(number_text)
    kronor = Fraction(number) * _factor(number, unit)
    if kronor.denominator != 1:
        raise AmountError("Skriv hela kronor, utan ören.")
    if abs(kronor.numerator) >= 10**MAX_DIGITS:
        raise AmountError(f"Beloppet är för stort. Högst {MAX_DIGITS} siffror i kronor kan sparas.")
    return kronor.numerator


def format_amount(kronor: int) -> str:
    """Write the amount exactly, so that it is read back as the same: "4 200 tkr", or "4 200 500 kr"."""
    thousands, rest = divmod(kronor, THOUSAND)
    return f"{format_number(kronor)}{NBSP}kr" if rest else f"{format_number(thousands)}{NBSP}tkr"


def _seen(text: str) -> str:
    """Without marks that nobody sees, such as a soft hyphen that came along from Word."""
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def _split(text: str) -> tuple[str, str]:
    """The number and the unit after it; the unit is empty when none is written."""
    text = text.removesuffix(".")
    found = _UNIT.search(text)
    return (text[: found.start()], found[1].casefold().replace(".", "").strip()) if found else (text, "")


def _number(text: str) -> Decimal:
    if not text:
        raise AmountError(f"Skriv ett belopp, till exempel {_example('4 200 tkr')}.")
    if _EITHER_POINT.fullmatch(text):
        raise AmountError(
            f"Punkten kan läsas på två sätt. Skriv tusental med mellanslag, {_example('4 200 tkr')},"
            f" och decimaler med komma, {_example('4,2 tkr')}."
        )
    try:
        return parse_number(text)
    except NumberError as error:
        # Where there is more than a number, what is wrong is that and not the number.
        is_number = not re.search(r"[^\d., +\u2010-\u2013\u2212-]", text)
        message = str(error) if is_number else f"Skriv ett belopp, till exempel {_example('4 200 tkr')}."
        raise AmountError(message) from error


def _factor(number: Decimal, unit: str) -> int:
    if unit:
        for pattern, factor in _UNITS:
            if pattern.fullmatch(unit):
                return factor
        raise AmountError(f"Enheten ”{unit[:20]}” går inte att läsa. Skriv kr, tkr, mnkr eller mdkr.")
    if number and abs(number) < SURELY_KRONOR:
        shown = format_number(number)
        units = ("tkr", "kr") if number == number.to_integral_value() else ("mnkr", "tkr")
        raise AmountError(f"Skriv enheten: {shown}{NBSP}{units[0]} eller {shown}{NBSP}{units[1]}.")
    return 1


def _example(text: str) -> str:
    return text.replace(" ", NBSP)
