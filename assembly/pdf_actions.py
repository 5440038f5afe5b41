"""What a PDF does beside being read: scripts, programs it starts, files it carries. No Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

SCRIPT: Final = "ett skript (JavaScript)"
STARTS: Final = "en åtgärd som startas av sig själv eller öppnar något utanför dokumentet"
FILES: Final = "bifogade filer"
# In the order they are told.
KINDS: Final = (SCRIPT, STARTS, FILES)
# What an action is for (ISO 32000-1, 12.6.4), where it is more than going somewhere.
_ACTIONS: Final = {
    "/JavaScript": SCRIPT, "/Rendition": STARTS, "/Launch": STARTS, "/ImportData": STARTS, "/SubmitForm": STARTS,
    "/GoToE": FILES,
}  # fmt: skip
_DEEPEST: Final = 40
# Where an action that is run on opening may go: to a page of the document itself.
_WITHIN: Final = ("/GoTo", "/Named")


def actions_in(pdf: Any) -> tuple[str, ...]:
    """What the opened document (``pikepdf.Pdf``) holds of this, as Swedish words; empty for one that is only read.

    Every object is looked at, wherever it is referred to from.
    """
    import pikepdf

    found: set[str] = set()
    for stored in pdf.objects:
        for entry in _dictionaries(stored, pikepdf):
            found.update(_kinds(entry, pikepdf))
    return tuple(kind for kind in KINDS if kind in found)


def _dictionaries(stored: Any, pikepdf: Any, depth: int = 0) -> Iterator[Any]:
    """The object and those written within it; what it refers to is looked at by itself."""
    if depth > _DEEPEST:
        return
    if isinstance(stored, pikepdf.Dictionary | pikepdf.Stream):
        yield stored
        within: Any = stored.values() if isinstance(stored, pikepdf.Dictionary) else stored.stream_dict.values()
    elif isinstance(stored, pikepdf.Array):
        within = stored
    else:
        return
    for one in within:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Array) and not one.is_indirect:
            yield from _dictionaries(one, pikepdf, depth + 1)


def _kinds(entry: Any, pikepdf: Any) -> Iterator[str]:
    action = entry.get("/S")
    if isinstance(action, pikepdf.Name) and str(action) in _ACTIONS:
        yield _ACTIONS[str(action)]
    if "/JavaScript" in entry:
        yield SCRIPT
    if _is_of_dictionaries(entry.get("/AA"), "/S", pikepdf):
        yield STARTS
    opening = entry.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) not in _WITHIN:
        yield SCRIPT if "/JS" in opening else STARTS
    embedded = entry.get("/EF")
    if "/EmbeddedFiles" in entry or (isinstance(embedded, pikepdf.Dictionary) and {"/F", "/UF"} & set(embedded.keys())):
        yield FILES


def _is_of_dictionaries(found: Any, key: str, pikepdf: Any) -> bool:
    """Whether it is a dictionary of such as have the key: a font may be named anything."""
    if not isinstance(found, pikepdf.Dictionary):
        return False
    return any(isinstance(one, pikepdf.Dictionary) and key in one for one in found.values())
