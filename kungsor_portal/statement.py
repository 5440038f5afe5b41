"""Tillgänglighetsredogörelsen as data: what DOS-lagen (2018:1937) 13 § asks for.

(What it must hold is set out by Myndigheten för digital förvaltning.) The portal's own shortcomings are the same
for every municipality and stand here; a municipality changes the rest, and adds its own, under ``[accessibility]`` in
``municipality.toml``. Whoever mends or finds one changes it here, and the date.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

CONFORMANCE = {"fully": "helt förenlig", "partially": "delvis förenlig", "not": "inte förenlig"}


class StatementError(ValueError):
    """The municipality's part of the statement cannot be used; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Something that does not meet the requirements, why, and what one can do instead."""

    what: str
    reason: str
    instead: str


OWN_SHORTCOMINGS = (
    Shortcoming(
        "Protokoll och andra dokument som portalen länkar till kan sakna taggar, rubriker och beskrivningar av bilder.",
        "De är gjorda och publicerade utanför portalen, och en del av dem före lagen.",
        "Det viktigaste i ett beslut står som text på beslutets sida. Begär en tillgänglig version av ett dokument så "
        "ordnar vi det.",
    ),
    Shortcoming(
        "Portalen är inte prövad av människor som till vardags använder skärmläsare, förstoring eller talstyrning.",
        "Bedömningen hittills är vår egen.",
        "Berätta för oss om något är svårt att använda.",
    ),
)


@dataclass(frozen=True, slots=True)
class AccessibilityStatement:
    """What the statement's page says; dates are the days of the assessment and of the latest change of the text."""

    conformance: str = "partially"
    assessed_on: dt.date = dt.date(2026, 11, 23)
    updated_on: dt.date = dt.date(2026, 11, 23)
    method: str = (
        "Självskattning. Portalens sidor är prövade automatiskt med verktyget axe, i ljust och mörkt utseende, i 320 "
        "och 1280 bildpunkters bredd, och för hand: med bara tangentbord, utan skript och med 400 procents förstoring."
    )
    response_days: int = 5  # working days until an answer
    shortcomings: tuple[Shortcoming, ...] = OWN_SHORTCOMINGS
    disproportionate: tuple[Shortcoming, ...] = field(default=())  # 12 §, each with its reason
    outside_the_law: tuple[str, ...] = field(default=())  # 9 §, besides what the portal never has

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> AccessibilityStatement:
        """From ``[accessibility]``; raises StatementError. Shortcomings are added to the portal's own."""
        table = dict(table)
        try:
            added = tuple(Shortcoming(**row) for row in table.pop("shortcomings", []))
            burdens = tuple(Shortcoming(**row) for row in table.pop("disproportionate", []))
            outside = tuple(table.pop("outside_the_law", []))
            statement = replace(
                cls(), shortcomings=OWN_SHORTCOMINGS + added, disproportionate=burdens, outside_the_law=outside, **table
            )
        except TypeError as error:
            raise StatementError(f"[accessibility]: okänd eller saknad uppgift ({error}).") from error
        if statement.conformance not in CONFORMANCE:
            raise StatementError(f"[accessibility]: conformance ska vara {', '.join(CONFORMANCE)}.")
        days = (statement.assessed_on, statement.updated_on)
        if not all(type(day) is dt.date for day in days):
            raise StatementError("[accessibility]: skriv datum som 2026-11-23, utan citattecken.")
        return statement

    @property
    def conformance_words(self) -> str:
        return CONFORMANCE[self.conformance]
