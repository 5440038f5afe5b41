"""A protokoll as a PDF that someone sends: opened and looked at before it is stored. Nothing else is let in."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from assembly.pdf_actions import actions_in
from goals.presenting import file_size
from goals.swedish import enumerated

LARGEST: Final = 20 * 1024 * 1024
# A PDF begins with its version, if need be after some bytes of something else (ISO 32000-1, annex H.3.4.1).
_HEAD: Final = 1024
_LONGEST_NAME: Final = 100
_NOT_IN_NAMES: Final = re.compile(r"[^\w.() -]+")


class FileError(ValueError):
    """The file is not stored; the message says in Swedish why."""


@dataclass(frozen=True, slots=True)
class Protokoll:
    """A file that has been looked at."""

    name: str
    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(upload: Any) -> Protokoll:
    """The uploaded file (``name``, ``size``, ``read()``), if it is a PDF that anyone can open. Raises FileError."""
    if not upload.size:
        raise FileError("Filen är tom.")
    if upload.size > LARGEST:
        raise FileError(f"Filen är {file_size(upload.size)}; högst 20 MB får plats. Spara om den med mindre bilder.")
    content: bytes = upload.read()
    # Loaded with the first file that is sent: nothing else needs it, and it tells of being loaded.
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    import pikepdf

    if b"%PDF-" not in content[:_HEAD]:
        raise FileError("Filen är inte en PDF. Spara protokollet som PDF och välj den filen.")
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            is_encrypted, pages, actions = pdf.is_encrypted, len(pdf.pages), actions_in(pdf)
    except pikepdf.PasswordError as error:
        raise FileError("Filen är skyddad med lösenord. Spara den utan skydd, så att alla kan läsa den.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileError(
            "Filen går inte att öppna som PDF. Den kan vara skadad; spara om den och försök igen."
        ) from error
    if is_encrypted:
        raise FileError("Filen är krypterad. Spara den utan skydd, så att hjälpmedel kan läsa den.")
    if not pages:
        raise FileError("Filen har inga sidor.")
    if actions:
        raise FileError(
            f"Filen innehåller {enumerated(actions)}. Ett protokoll läses bara: skriv ut det som PDF på nytt, utan "
            "sådant, och välj den filen."
        )
    return Protokoll(clean_name(str(upload.name or "")), content, pages)


def clean_name(name: str) -> str:
    """The file's own name without folders and without signs that do harm in a header or on a disk; ends in .pdf."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = re.sub(r"(?i)\.pdf$", "", last)
    stem = " ".join(_NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"{stem or 'protokoll'}.pdf"
