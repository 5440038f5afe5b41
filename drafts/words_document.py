"""What every Word document of the portal needs: signs that XML has room for, and the same bytes for the same words."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from typing import Any, Final

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def as_bytes(document: Any) -> bytes:
    """The document's file, the same bytes for the same words: an archive otherwise tells when it was packed."""
    packed, plain = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return plain.getvalue()


def printable(text: str) -> str:
    """The text without the signs that XML has no room for; a name from the admin may hold one."""
    return "".join(sign for sign in text if sign in "\n\t" or not _is_control(sign))


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or ord(sign) & 0xFFFE == 0xFFFE
