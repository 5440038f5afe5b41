"""What is declared in a matter before the sammanträde ends, for the protokoll (kommunallagen 4:27 and 5:67).

Each function is one transaction and raises ``ProcedureError`` with a Swedish message before anything is stored. When
the decision is registered its texts are made of these, and they stand as they are.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from assembly.locking import changing
from assembly.models import Declaration, Procedure
from assembly.models.procedures import DeclarationKind
from assembly.progress import ProcedureError
from assembly.serving import Serving
from assembly.stepping import serving_in, undecided
from goals.models import Party, Person

_log = logging.getLogger(__name__)
# Each by the same person or party only once.
_ONCE = {DeclarationKind.RESERVATION, DeclarationKind.DECLINES}
_OPPOSITE = {
    DeclarationKind.RESERVATION: DeclarationKind.DECLINES,
    DeclarationKind.DECLINES: DeclarationKind.RESERVATION,
}


def declare(
    *, procedure: Procedure, kind: str, text: str, by: Any, at: dt.datetime, person: Person | None = None,
    party: Party | None = None,
) -> Declaration:  # fmt: skip
    """A yrkande, a reservation, a note, or that someone takes no part: by a person who serves, or by a party's."""
    with changing(procedure.item.meeting_id, Declaration, ProcedureError):
        procedure = undecided(procedure)
        kind = DeclarationKind(kind)
        _check_author(serving_in(procedure), kind, person, party)
        _check_others(procedure, kind, person, party)
        if not text.strip() and kind not in _ONCE:
            raise ProcedureError("Skriv vad som yrkas eller antecknas.")
        found = Declaration.objects.create(
            procedure=procedure, kind=kind, text=text.strip(), person=person, party=None if person else party
        )
    _log.info("procedure %s: %s declared, by %s", procedure.pk, kind, getattr(by, "pk", None))
    return found


def take_back(*, declaration: Declaration, by: Any, at: dt.datetime) -> None:
    """The declaration is withdrawn, or was entered by mistake."""
    procedure = declaration.procedure
    with changing(procedure.item.meeting_id, Declaration, ProcedureError):
        undecided(procedure)
        declaration.delete()
    _log.info("procedure %s: a declaration taken back, by %s", procedure.pk, getattr(by, "pk", None))


def _check_author(serving: Serving, kind: str, person: Person | None, party: Party | None) -> None:
    """Only who takes part in the matter declares anything in it; a reservation presupposes it by law."""
    law = " Den som inte deltar kan inte reservera sig (kommunallagen 4 kap. 27 §)."
    law = law if kind == DeclarationKind.RESERVATION else ""
    if person is not None:
        if serving.place_of(person) is None:
            raise ProcedureError(f"{person} tjänstgör inte i ärendet.{law}")
    elif party is not None:
        if not any(place.person and place.party == party for place in serving.seats):
            raise ProcedureError(f"Ingen från {party.name} tjänstgör i ärendet.{law}")
    else:
        raise ProcedureError("Välj vem som anmäler det: en person eller ett parti.")


def _check_others(procedure: Procedure, kind: str, person: Person | None, party: Party | None) -> None:
    """Nobody both takes no part and makes a reservation, nor either of them twice."""
    if kind not in _ONCE:
        return
    own = Declaration.objects.filter(procedure=procedure)
    own = own.filter(person=person) if person else own.filter(party=party, person=None)
    who = str(person or (party.name if party else ""))
    if own.filter(kind=kind).exists():
        raise ProcedureError(f"{who} har redan anmält det.")
    if own.filter(kind=_OPPOSITE[DeclarationKind(kind)]).exists():
        raise ProcedureError(
            f"{who} kan inte både avstå från att delta i beslutet och reservera sig (kommunallagen 4 kap. 27 §)."
        )
