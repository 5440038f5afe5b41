"""What a tagged PDF lacks when WeasyPrint has made it, put right: scopes of table headers, and lists of facts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


def finished(pdf: bytes) -> bytes:
    """The PDF with its tags completed; the same bytes for the same PDF."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for element in list(_elements(document.Root.StructTreeRoot.K)):
            if element.S == Name.TH:
                _give_scope(element)
            elif element.S == Name.L:
                _pair_facts(element)
        stored = io.BytesIO()
        document.save(stored, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stored.getvalue()


def kids(element: Any) -> list[Any]:
    """The structure elements right under one, without marks and links."""
    found = element.get("/K", [])
    found = list(found) if isinstance(found, Array) else [found]
    return [kid for kid in found if isinstance(kid, Dictionary) and "/S" in kid]


def _elements(found: Any) -> Iterator[Any]:
    """Every structure element, each before those under it."""
    waiting = list(found) if isinstance(found, Array) else [found]
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting[:0] = kids(element)


def _give_scope(header: Any) -> None:
    """A header in the table's head is its column's, any other its row's (ISO 14289-1, 7.5)."""
    row = header.P
    scope = Name.Column if Name.THead == row.P.S else Name.Row
    if "/A" not in header:
        header.A = Dictionary(O=Name.Table)
    header.A.Scope = scope


def _pair_facts(facts: Any) -> None:
    """``dl > div > dt + dd`` comes as a list of divisions: each becomes an item with its label and its body."""
    for pair in kids(facts):
        if Name.Div != pair.S:
            continue
        bodies = [body for item in kids(pair) if item.S == Name.LI for body in kids(item)]
        if not bodies:
            continue
        for place, body in enumerate(bodies):
            body.S = Name.LBody if place else Name.Lbl
            body.P = pair
        pair.S = Name.LI
        pair.K = Array(bodies)
