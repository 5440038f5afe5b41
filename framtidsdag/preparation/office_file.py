"""A Word, Excel or PowerPoint file: what its own list of contents says it is, and whether it is only read. No Django.

Such a file is a zip (ECMA-376, part 2). It is unpacked bit by bit to see how large it really is: what the zip says of
itself may be a lie.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from typing import Final

MOST_UNPACKED: Final = 120 * 1024 * 1024
MOST_PARTS: Final = 4_000
_LARGEST_LIST: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024
_CONTENTS: Final = "[Content_Types].xml"
_MAIN: Final[dict[str, bytes]] = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
# Macros in every form they come in: VBA, the older macro sheets of Excel, controls that run code.
_RUNS: Final = re.compile(r"(?i)vba(?:Project|Data)|macrosheets/|dialogsheets/|activeX/|oleObject\d*\.bin$|\.exe$")
_RUNS_BY_LIST: Final = re.compile(
    rb"(?i)macroEnabled|vbaProject|ms-office\.activeX|intlmacrosheet|ms-excel\.macrosheet"
)
# What is fetched from elsewhere when the file is opened, and runs there: a template with its macros, or an object.
_FETCHED: Final = re.compile(r"(?i)attachedTemplate|relationships/(?:oleObject|frame|subDocument)\b")


class OfficeError(ValueError):
    """The file is not let in; the message says in Swedish why."""


DAMAGED: Final = "Filen går inte att öppna. Den kan vara skadad; spara om den och försök igen."
TOO_LARGE: Final = "Filen blir orimligt stor när den packas upp, och tas inte emot."
MACROS: Final = "Filen innehåller makron eller annat som kan köras. Spara den utan makron, eller som PDF."


def kind_of(content: bytes) -> str:
    """ "docx", "xlsx" or "pptx" by the file's own list of contents. Raises OfficeError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _looked_through(packed)
    except OfficeError:
        raise
    # What zipfile raises of a file that it cannot read: cut off, encrypted, or packed in a way that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError) as error:
        raise OfficeError(DAMAGED) from error


def _looked_through(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise OfficeError(TOO_LARGE)
    if len(set(names)) != len(names):
        raise OfficeError(DAMAGED)
    if any(_RUNS.search(name) for name in names):
        raise OfficeError(MACROS)
    contents, fetches = _unpacked(packed)
    if _RUNS_BY_LIST.search(contents) or fetches:
        raise OfficeError(MACROS)
    kinds = [kind for kind, main in _MAIN.items() if main in contents]
    if len(kinds) != 1:
        raise OfficeError("Filen är en zip-fil, men inte från Word, Excel eller PowerPoint. Packa upp den först.")
    return kinds[0]


def _unpacked(packed: zipfile.ZipFile) -> tuple[bytes, bool]:
    """The list of contents, and whether something is fetched from elsewhere; every part unpacked, within reason."""
    left, contents, fetches = MOST_UNPACKED, b"", False
    for part in packed.infolist():
        start, is_list = b"", part.filename == _CONTENTS or part.filename.lower().endswith(".rels")
        with packed.open(part) as unpacked:
            while chunk := unpacked.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise OfficeError(TOO_LARGE)
                start += chunk if is_list else b""
                if len(start) > _LARGEST_LIST:
                    raise OfficeError(TOO_LARGE)
        if part.filename == _CONTENTS:
            contents = start
        elif is_list:
            fetches = fetches or _fetches(start)
    return contents, fetches


def _fetches(relations: bytes) -> bool:
    """Whether a list of relations may fetch something that runs; one that is not plainly written is taken to."""
    if b"\0" in relations or b"<!" in relations.replace(b"<!--", b""):
        return True
    text = html.unescape(relations.decode("utf-8", "replace"))
    return "external" in text.lower() and bool(_FETCHED.search(text))
