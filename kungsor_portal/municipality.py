"""Which municipality the portal serves: read once, from a folder of its own.

Code and templates know no municipality. A folder (``MUNICIPALITY_DIR``) holds
``municipality.toml`` with name, code and contact, the content that
``load_municipality`` reads, and optionally ``static/municipality/`` with a logo
and a ``theme.css`` that overrides the colour roles.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from kungsor_portal.statement import AccessibilityStatement, StatementError


class MunicipalityError(ValueError):
    """The folder is missing or incomplete; the text says what to mend."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers for the portal's pages."""

    unit: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class ProcessStep:
    """A step of every year's work towards next year's plan that has no day of its own."""

    month: int
    when: str  # "Våren {year}"
    text: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """The municipality's own facts, as templates and code read them."""

    name: str  # "Kungsörs kommun"
    short_name: str  # "Kungsör"
    genitive: str  # "Kungsörs"
    code: str  # SCB's municipality code, four digits as text
    portal_name: str
    folder: Path
    description: str = ""
    website: str = ""
    logo: str = ""  # static path, empty for the portal's own mark
    theme: str = ""  # static path of a stylesheet, empty for the portal's own colours
    steering_body: str = "kommunfullmaktige"  # slug of the body whose plans are the municipality's
    executive_body: str = "kommunstyrelsen"  # slug of the body that prepares and proposes
    county_group: str = ""  # area code of the county's municipalities
    kpis_per_goal: int = 5  # a handful: more under one goal asks for a reason
    contact: Contact = field(default_factory=Contact)
    process: tuple[ProcessStep, ...] = ()
    accessibility: AccessibilityStatement = field(default_factory=AccessibilityStatement)

    @classmethod
    def from_folder(cls, folder: Path) -> Municipality:
        """Read ``municipality.toml``; raises MunicipalityError with what is missing."""
        path = folder / "municipality.toml"
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise MunicipalityError(f"{path} finns inte. Ange kommunens mapp i MUNICIPALITY_DIR.") from error
        except tomllib.TOMLDecodeError as error:
            raise MunicipalityError(f"{path} går inte att läsa som TOML: {error}") from error
        try:
            contact = Contact(**data.pop("contact", {}))
            process = tuple(ProcessStep(**step) for step in data.pop("process", []))
            accessibility = AccessibilityStatement.from_table(data.pop("accessibility", {}))
        except TypeError as error:
            raise MunicipalityError(f"{path}: okänd eller saknad uppgift ({error}).") from error
        except StatementError as error:
            raise MunicipalityError(f"{path}: {error}") from error
        missing = {"name", "short_name", "genitive", "code", "portal_name"} - data.keys()
        if missing:
            raise MunicipalityError(f"{path} saknar {', '.join(sorted(missing))}.")
        if not (len(data["code"]) == 4 and data["code"].isdecimal()):
            raise MunicipalityError(f"{path}: code ska vara kommunkoden med fyra siffror, som text.")
        most = data.get("kpis_per_goal", 1)
        if not isinstance(most, int) or isinstance(most, bool) or most < 1:
            raise MunicipalityError(f"{path}: kpis_per_goal ska vara ett heltal, minst 1.")
        try:
            return cls(folder=folder, contact=contact, process=process, accessibility=accessibility, **data)
        except TypeError as error:
            raise MunicipalityError(f"{path}: okänd uppgift ({error}).") from error
