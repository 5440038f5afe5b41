"""The room's code, a participant's token and the receipt code: how they are made, read and hashed. Pure."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

# No 0, 1, I or O: read aloud and typed on a phone without mistakes.
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 6  # thirty bits: wrong ones are slowed down, and the code is worth something for a day
RECEIPT_LENGTH: Final = 16  # eighty bits: its hash cannot be turned back by trying


def new_code() -> str:
    """A room's code: six characters."""
    return _random(CODE_LENGTH)


def new_token() -> str:
    """What a participant's browser keeps in its cookie."""
    return secrets.token_urlsafe(24)


def new_receipt() -> str:
    """A receipt code, without the hyphens that ``grouped`` shows it with."""
    return _random(RECEIPT_LENGTH)


def grouped(receipt: str) -> str:
    """As it is shown: four and four, ``7K3M-QX9P-2DHT-VW4B``."""
    return "-".join(receipt[at : at + 4] for at in range(0, len(receipt), 4))


def as_typed(text: str) -> str:
    """A code as someone typed it: in capitals, without spaces, hyphens and what else is no letter or digit."""
    return "".join(sign for sign in text.upper() if sign.isascii() and sign.isalnum())


def hashed(secret: str) -> str:
    """What is stored of a token or receipt code: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
