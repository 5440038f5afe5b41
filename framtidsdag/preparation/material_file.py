"""A file for the day that someone sends: what it is is told by its content, before it is stored."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from assembly.pdf_actions import actions_in
from assembly.protokoll_file import FileError
from framtidsdag.preparation.office_file import OfficeError
from framtidsdag.preparation.office_file import kind_of as kind_of_office
from goals.presenting import file_size
from goals.swedish import enumerated

LARGEST: Final = 10 * 1024 * 1024
# Kind → as people say it, and the media type it is served as.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "pdf": ("PDF", "application/pdf"),
    "png": ("bild", "image/png"),
    "jpg": ("bild", "image/jpeg"),
    "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "txt": ("text", "text/plain; charset=utf-8"),
    "csv": ("tabell", "text/csv; charset=utf-8"),
}
ACCEPTED: Final = "PDF, Word (docx), Excel (xlsx), PowerPoint (pptx), bild (png, jpg) eller text (txt, csv)"
ENDINGS: Final = (".pdf", ".docx", ".xlsx", ".pptx", ".png", ".jpg", ".jpeg", ".txt", ".csv")
_LONGEST_NAME: Final = 100
_NOT_IN_NAMES: Final = re.compile(r"[^\w.() -]+")
_PDF_HEAD: Final = 1024
# What begins so is something else than text, though every byte of it may be a letter.
_NO_TEXT: Final = (b"MZ", b"%PDF", b"PK", b"{\\rtf", b"#!", b"\x7fELF", b"GIF8", b"BM", b"%!PS", b"RIFF")
_MARKUP: Final = re.compile(rb"(?i)<\s*(?:!doctype|html|head|body|script|svg|\?xml|iframe|meta|hta:)")
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class DayFile:
    """A file that has been looked at."""

    name: str
    kind: str
    content: bytes

    @property
    def content_type(self) -> str:
        return KINDS[self.kind][1]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(upload: Any) -> DayFile:
    """The uploaded file (``name``, ``size``, ``read()``), if it is what it says. Raises FileError."""
    if not upload.size:
        raise FileError("Filen är tom.")
    if upload.size > LARGEST:
        raise FileError(f"Filen är {file_size(upload.size)}; högst 10 MB får plats. Spara om den med mindre bilder.")
    name = str(upload.name or "")
    ending = re.split(r"[/\\]", name)[-1].rpartition(".")[2].strip().lower()
    said = {"jpeg": "jpg"}.get(ending, ending)
    if said not in KINDS:
        raise FileError(f"Filer som slutar på ”.{_shown(ending)}” tas inte emot. Välj {ACCEPTED}.")
    content: bytes = upload.read()
    if len(content) > LARGEST:
        raise FileError("Filen är större än 10 MB. Spara om den med mindre bilder.")
    kind = _kind(content, said)
    if kind != said:
        found = f"är {_as_said(kind)}" if kind else f"inte är {_as_said(said)}"
        raise FileError(f"Filens namn slutar på ”.{ending}”, men innehållet {found}. Spara om den och försök igen.")
    return DayFile(clean_name(name, said), kind, content)


def clean_name(name: str, kind: str) -> str:
    """The file's own name without folders and without signs that do harm in a header or on a disk, with its ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0]
    stem = " ".join(_NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")[:_LONGEST_NAME].strip(". ")
    return f"{stem or 'material'}.{kind}"


def _kind(content: bytes, said: str) -> str:
    """What the content is; "" when it is nothing that is let in. Raises FileError with what is wrong with it."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IHDR" in content[8:32]:
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"PK\x03\x04"):
        try:
            return kind_of_office(content)
        except OfficeError as error:
            raise FileError(str(error)) from error
    if content.startswith(_OLD_OFFICE):
        raise FileError(
            "Filen är från ett äldre Office-program eller skyddad med lösenord. Spara den utan lösenord som docx, "
            "xlsx eller pptx, eller som PDF."
        )
    if said == "pdf" and b"%PDF-" in content[:_PDF_HEAD]:
        _look_in_pdf(content)
        return "pdf"
    return said if said in ("txt", "csv") and _is_text(content) else ""


def _look_in_pdf(content: bytes) -> None:
    # Loaded with the first file that is sent: nothing else needs it, and it tells of being loaded.
    logging.getLogger("pikepdf").setLevel(logging.WARNING)
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            actions = actions_in(pdf)
    except pikepdf.PasswordError as error:
        raise FileError("Filen är skyddad med lösenord. Spara den utan skydd, så att alla kan läsa den.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileError("Filen går inte att öppna som PDF. Den kan vara skadad; spara om den.") from error
    if actions:
        raise FileError(
            f"Filen innehåller {enumerated(actions)}. Skriv ut den som PDF på nytt, utan sådant, och välj den filen."
        )


def _is_text(content: bytes) -> bool:
    """Plain text in UTF-8 or Windows' Swedish letters: nothing that a program would run or a browser draw."""
    if content.startswith(_NO_TEXT) or b"\0" in content or _MARKUP.search(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        try:
            content.decode("cp1252")
        except UnicodeDecodeError:
            return False
    return not re.search(rb"[\x01-\x08\x0e-\x1f]", content)


def _as_said(kind: str) -> str:
    words = {
        "pdf": "en PDF",
        "png": "en png-bild",
        "jpg": "en jpg-bild",
        "txt": "vanlig text",
        "csv": "en tabell i text",
    }
    return words.get(kind) or f"en fil från {KINDS[kind][0]}"


def _shown(ending: str) -> str:
    return _NOT_IN_NAMES.sub("", ending)[:12]
