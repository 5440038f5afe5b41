"""Numbers as Swedes write them: the one parser and the one formatter.

Every number that a person reads, in chart, table, sentence or export, goes through this module, so that
nothing rounds differently from place to place. Values are exact decimals, never floats, and no function
depends on the decimal context of the calling thread.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
MAX_DIGITS: Final = 15
MAX_INPUT_LENGTH: Final = 60

# Hyphen-minus, minus sign, en dash, hyphen, non-breaking hyphen: what keyboards, Excel and Word produce.
_MINUS_SIGNS: Final = "-\u2212\u2013\u2010\u2011"
_TOO_STRANGE: Final = "Skriv ett tal med siffror, till exempel 79,4 eller 1\u00a0234,5."
_SPACED_THOUSANDS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")
_MARKED_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_DIGITS = re.compile(r"[0-9]+")

_SWEDISH: Final = str.maketrans({",": NBSP, ".": ",", "-": MINUS})
# Decimal's ROUND_HALF_UP is away from zero.
_HALF_UP: Final = Context(prec=200, rounding=ROUND_HALF_UP)

Number = Decimal | Fraction | int


class NumberError(ValueError):
    """The text is not one unambiguous number. The message is Swedish and can be shown beside the field."""


def parse_number(text: str, *, decimals: int | None = None) -> Decimal:
    """Answer the exact decimal that a Swede means by ``text``.

    Comma and point are both decimal signs, so "79,4" and "79.4" are the same number and "1.234" is one point
    two three four. Spaces of any kind separate thousands, in whole groups of three. A point and a comma
    together are understood only when one of them can be nothing but a thousands separator ("1.234,5").

    ``decimals`` is the largest number of decimals allowed; trailing zeros do not count.

    Raises NumberError for anything else: empty or hostile text, exponents, NaN, digits of other scripts,
    repeated separators, and more than 15 digits.
    """
    if len(text) > MAX_INPUT_LENGTH:
        raise NumberError("Texten är för lång för att vara ett tal.")
    plain = _plain_spaces(text).strip()
    if not plain:
        raise NumberError("Skriv ett tal, till exempel 79,4.")
    negative, unsigned = _split_sign(plain)
    whole, fraction = _split_parts(unsigned)
    if len((whole + fraction).lstrip("0")) > MAX_DIGITS:
        raise NumberError(f"Talet har för många siffror. Högst {MAX_DIGITS} kan sparas.")
    used = len(fraction.rstrip("0"))
    if decimals is not None and used > decimals:
        raise NumberError(_too_many_decimals(unsigned, decimals))
    number = Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)
    return number.copy_negate() if negative and number else number


def round_half_up(value: Number, decimals: int) -> Decimal:
    """Round to ``decimals`` decimals, halves away from zero: 79.95 becomes 80.0 and −79.95 becomes −80.0.

    Away from zero, so that a value and its opposite are rounded alike whichever direction is the better one.
    Exact for fractions too (means), as the work is done with whole numbers.
    """
    if isinstance(value, Decimal) and value.is_finite():
        # The usual case, and ten times as fast: enough digits for any of our numbers, so that nothing is cut.
        rounded = _HALF_UP.quantize(value, Decimal((0, (1,), -decimals)))
        return rounded or rounded.copy_abs()
    exact = Fraction(value)
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((1 if exact < 0 and units else 0, digits, -decimals))


def decimals_of(value: Decimal) -> int:
    """Answer how many decimals the number needs: 2 for 1.50 is wrong, 1 is right."""
    if not value.is_finite():
        raise NumberError("Talet är inte ändligt.")
    _, digits, exponent = value.as_tuple()
    exponent = int(exponent)
    needed = -exponent
    for digit in reversed(digits):
        if digit or needed <= 0:
            break
        needed -= 1
    return max(needed, 0) if value else 0


def format_number(value: Decimal | int, decimals: int | None = None, *, grouped: bool = True) -> str:
    """Write a number in Swedish: "33 428", "−3,2", "79,4". Non-breaking space between thousands.

    With ``decimals`` it is rounded half up to that many; without, it is written exactly, less trailing zeros.
    ``grouped=False`` is for years and other numbers that are names.
    """
    exact = Decimal(value)
    places = decimals_of(exact) if decimals is None else decimals
    rounded = round_half_up(exact, places)
    written = f"{rounded:,f}" if grouped else f"{rounded:f}"
    return written.translate(_SWEDISH)


def format_value(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """Write a value with its unit: "79,4 %", "33 428 ton", "plats 77", "ja". The one formatter for values.

    "antal" and "index" are no units to read aloud, so only the number is written; "plats av 290" is written
    "plats 23 av 290" and "antal invånare" "8 643 invånare".
    """
    word, _, rest = unit.strip().partition(" ")
    kind = word.casefold()
    if kind == "ja/nej":
        return _yes_or_no(Decimal(value), decimals)
    number = format_number(value, decimals, grouped=kind != "årtal")
    if kind in {"", "årtal", "index"}:
        return number
    if kind == "antal":
        return f"{number}{NBSP}{rest}" if rest else number
    if kind == "plats":
        return f"plats{NBSP}{number} {rest}".rstrip()
    return f"{number}{NBSP}{unit.strip()}"


def format_amount(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """Write an amount of change without sign: "7,6 procentenheter" for "%", "42 platser" for "plats"."""
    size = (Decimal(value) if decimals is None else round_half_up(value, decimals)).copy_abs()
    number = format_number(size, decimals)
    word, _, rest = unit.strip().partition(" ")
    kind = word.casefold()
    singular = number == "1"
    if kind in {"%", "procent", "andel"}:
        return f"{number}{NBSP}{'procentenhet' if singular else 'procentenheter'}"
    if kind == "plats":
        return f"{number}{NBSP}{'plats' if singular else 'platser'}"
    if kind == "index":
        return f"{number}{NBSP}{'enhet' if singular else 'enheter'}"
    if kind in {"", "ja/nej", "årtal"}:
        return number
    if kind == "antal":
        return f"{number}{NBSP}{rest}" if rest else number
    return f"{number}{NBSP}{unit.strip()}"


def format_difference(value: Decimal | int, unit: str, decimals: int | None = None) -> str:
    """Write a change with its sign: "+7,6 procentenheter", "−42 platser", "0 ton"."""
    shown = Decimal(value) if decimals is None else round_half_up(value, decimals)
    sign = "+" if shown > 0 else MINUS if shown < 0 else ""
    return sign + format_amount(value, unit, decimals)


def _plain_spaces(text: str) -> str:
    """Make every kind of space a plain one, so that what is pasted from Excel or a web page is understood."""
    return "".join(
        " " if character == "\t" or unicodedata.category(character) == "Zs" else character for character in text
    )


def _split_sign(text: str) -> tuple[bool, str]:
    sign = text[0]
    if sign in _MINUS_SIGNS or sign == "+":
        return sign != "+", text[1:].lstrip(" ")
    return False, text


def _split_parts(text: str) -> tuple[str, str]:
    """Split an unsigned number into its whole digits and its decimals. Raises NumberError."""
    if not set(text) <= set("0123456789., ") or not set(text) & set("0123456789"):
        if any(sign in text for sign in "%€$"):
            raise NumberError("Skriv bara talet, utan enhet.")
        raise NumberError(_TOO_STRANGE)
    commas, points = text.count(","), text.count(".")
    if commas and points:
        return _split_marked(text)
    if commas + points > 1:
        raise NumberError("Talet har flera decimaltecken. Skriv tusental med mellanslag: 1\u00a0234\u00a0567,8.")
    whole, mark, fraction = text.replace(".", ",").partition(",")
    if mark and not _DIGITS.fullmatch(fraction):
        raise NumberError("Skriv siffror på båda sidor om decimaltecknet, till exempel 0,5.")
    return _whole_digits(whole), fraction


def _split_marked(text: str) -> tuple[str, str]:
    """Split a number with both point and comma: the last mark, once, is the decimal sign, or it is ambiguous."""
    decimal_mark = "," if text.rfind(",") > text.rfind(".") else "."
    whole, _, fraction = text.rpartition(decimal_mark)
    if decimal_mark in whole or not _MARKED_THOUSANDS.fullmatch(whole) or not _DIGITS.fullmatch(fraction):
        raise NumberError("Talet går att läsa på flera sätt. Skriv det som 1\u00a0234,5.")
    return re.sub("[.,]", "", whole), fraction


def _whole_digits(text: str) -> str:
    if _DIGITS.fullmatch(text):
        return text
    if _SPACED_THOUSANDS.fullmatch(text):
        return text.replace(" ", "")
    if not text:
        raise NumberError("Skriv siffror på båda sidor om decimaltecknet, till exempel 0,5.")
    raise NumberError("Mellanslag delar talet i tusental, tre siffror i varje grupp: 1\u00a0234\u00a0567.")


def _too_many_decimals(text: str, decimals: int) -> str:
    if decimals == 0:
        message = "Skriv ett heltal. Det här nyckeltalet har inga decimaler."
    else:
        word = "decimal" if decimals == 1 else "decimaler"
        message = f"Högst {decimals} {word} för det här nyckeltalet."
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", text):
        message += f" Punkt läses som decimaltecken. Menar du tusental: skriv {text.replace('.', NBSP)}."
    return message


def _yes_or_no(value: Decimal, decimals: int | None) -> str:
    if value == 1:
        return "ja"
    return "nej" if value == 0 else format_number(value, decimals)
