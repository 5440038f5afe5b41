"""What an address asks for beyond its path, read strictly. What is not understood is said, never guessed.

Pure but for the request's own dictionary: a ``Query`` collects every fault before it is raised.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """A parameter that was not understood."""

    name: str
    value: str
    message: str


class QueryError(ValueError):
    """Some of the address's parameters were not understood."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message for fault in faults))
        self.faults = tuple(faults)

    def understood(self, request: HttpRequest) -> str:
        """The same page with what was understood: a link to go on with."""
        astray = {fault.name for fault in self.faults}
        kept = [(name, value) for name, values in request.GET.lists() for value in values if name not in astray]
        kept = [(name, value) for name, value in kept if _is_readable(name + value)]
        return f"{request.path}?{urlencode(kept)}" if kept else request.path


class Query:
    """Reads parameters one by one; ``done()`` raises QueryError with every fault at once."""

    def __init__(self, parameters: QueryDict) -> None:
        self._parameters = parameters
        self._faults: list[Fault] = []

    def text(self, name: str) -> str:
        """Free text, stripped; at most two hundred characters."""
        value = self._raw(name)
        if len(value) > LONGEST:
            return self._fault(name, value[:40] + "…", f"Högst {LONGEST} tecken.")
        return value

    def choice(self, name: str, choices: Mapping[str, str]) -> str:
        """One of the choices, or empty."""
        value = self._raw(name)
        if value and value not in choices:
            return self._fault(name, value[:60], "Det finns inget sådant val.")
        return value

    def page(self, name: str = "sida") -> int:
        """A page number from 1."""
        value = self._raw(name)
        if not value:
            return 1
        if not (value.isascii() and value.isdecimal() and int(value[:9]) >= 1 and len(value) <= 6):
            self._fault(name, value[:60], "Skriv sidans nummer som ett heltal, 1 eller högre.")
            return 1
        return int(value)

    def date(self, name: str, *, latest: dt.date = LAST_DAY) -> dt.date | None:
        """A day as 2021-08-01, at the latest ``latest``."""
        value = self._raw(name)
        if not value:
            return None
        try:
            day = dt.date.fromisoformat(value) if _ISO_DATE.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            self._fault(name, value[:60], "Skriv datumet med siffror, som 2021-08-01.")
            return None
        if day > latest:
            self._fault(name, value, "Dagen har inte kommit än. Välj i dag eller en tidigare dag.")
            return None
        return day

    def done(self) -> None:
        if self._faults:
            raise QueryError(self._faults)

    def _raw(self, name: str) -> str:
        values = list(dict.fromkeys(filter(None, map(_tidy, self._parameters.getlist(name)))))
        if not _is_readable("".join(values)):
            return self._fault(name, ascii(values[0][:40]).strip("'"), "Adressen har tecken som inte går att läsa.")
        if len(values) > 1:
            return self._fault(name, " och ".join(value[:25] for value in values[:2]), "Välj ett av dem.")
        return values[0] if values else ""

    def _fault(self, name: str, value: str, message: str) -> str:
        self._faults.append(Fault(name, value, message))
        return ""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a page is read as of. ``den`` chooses plan and values, ``kant`` the values alone."""

    today: dt.date
    den: dt.date | None = None
    kant: dt.date | None = None

    @classmethod
    def read(cls, query: Query, today: dt.date) -> AsOf:
        """Never a day to come: what is to be published then is nobody's to read before."""
        return cls(today, query.date("den", latest=today), query.date("kant", latest=today))

    @property
    def on(self) -> dt.date:
        """The plan's day."""
        return self.den or self.today

    @property
    def known(self) -> dt.date:
        """The values' day."""
        return self.kant or self.on

    @property
    def is_today(self) -> bool:
        return self.den is None and self.kant is None

    @property
    def suffix(self) -> str:
        """``?den=…&kant=…`` to carry along in links, or empty."""
        chosen = [(name, day.isoformat()) for name, day in (("den", self.den), ("kant", self.kant)) if day]
        return f"?{urlencode(chosen)}" if chosen else ""


def whole_number(text: str) -> int:
    """A number that a page sent along, in at most nine digits; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _tidy(value: str) -> str:
    """As it was meant: any kind of space is a space, and marks that nobody sees (a soft hyphen) are not there."""
    return "".join(c for c in " ".join(value.split()) if unicodedata.category(c) != "Cf")


def _is_readable(value: str) -> bool:
    """Nothing but signs that print; U+FFFD stands for bytes that were no text at all."""
    return "\ufffd" not in value and all(character.isprintable() for character in value)
