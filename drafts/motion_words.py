"""Yrkanden as ready att-satser: the pieces of Swedish that a difference between two versions makes. No Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from goals.views.comparison_words import tkr as in_tkr
from kpis.numbers import NBSP, format_number

NET: Final = "net"
_ABBREVIATION: Final = 2


@dataclass(frozen=True, slots=True)
class Motion:
    """One att-sats. ``ident`` is the same as long as the difference is, so that a ticked one stays ticked."""

    ident: str
    section: str
    text: str


def genitive(name: str) -> str:
    """ "socialnämnden" → "socialnämndens", "Kungsörs AB" → "Kungsörs AB:s", "Västerås" → "Västerås"."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    if len(last) >= _ABBREVIATION and last.isupper():
        return f"{name}:s"
    return name if name.endswith(("s", "x", "z", "S", "X", "Z")) else f"{name}s"


def quoted(text: str) -> str:
    """In Swedish quotation marks; those within become single."""
    return f"”{text.strip().replace('”', '’').rstrip('.')}”"


def long_quoted(text: str) -> str:
    """A whole text in quotation marks, its full stop kept."""
    return f"”{text.strip().replace('”', '’')}”"


def lowered(sentence: str) -> str:
    """A sentence as it stands inside another: "Minst 85 %" → "minst 85 %"."""
    first = sentence.split(maxsplit=1)[0] if sentence.split() else ""
    return sentence if first.isupper() and len(first) > 1 else sentence[:1].lower() + sentence[1:]


def tkr(kronor: int) -> str:
    """Whole kronor as "4 200 tkr", exactly."""
    return f"{in_tkr(kronor)}{NBSP}tkr"


def frame(kind: str, body: str, year: int, before: int | None, after: int | None) -> str:
    """ "att barn- och utbildningsnämndens ram för 2022 ökas med 4 200 tkr". Amounts in kronor; None: no frame."""
    word = "ram" if kind == NET else "investeringsram"
    whose = f"{genitive(body)} {word} för {year}"
    if before is None and after is not None:
        return f"att {whose} fastställs till {tkr(after)}"
    if after is None or before is None:
        return f"att {whose} utgår"
    verb = "ökas" if after > before else "minskas"
    return f"att {whose} {verb} med {tkr(abs(after - before))}"


def income(name: str, year: int, after: int | None) -> str:
    """A line of the financing; ``name`` in its definite form: "skatteintäkterna"."""
    return f"att {name} för {year} inte anges" if after is None else f"att {name} för {year} beräknas till {tkr(after)}"


def rate(year: int, after: Decimal | None) -> str:
    if after is None:
        return f"att skattesatsen för {year} inte fastställs"
    return f"att skattesatsen för {year} fastställs till {format_number(after, 2)} kronor per 100 kronor"


def replaced(what: str, before: str, after: str) -> str:
    """A whole text that came, went or is worded anew; ``what`` is definite: "målbeskrivningen för målet ”Lärande”"."""
    if not after.strip():
        return f"att {what} utgår"
    if not before.strip():
        return f"att följande läggs till som {what}: {long_quoted(after)}"
    return f"att {what} ersätts med: {long_quoted(after)}"


def point_text(text: str) -> str:
    """A decision point as it is moved: its own att-sats."""
    plain = text.strip()
    return plain if plain.casefold().startswith("att ") else f"att {lowered(plain)}"
