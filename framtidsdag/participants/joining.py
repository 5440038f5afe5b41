"""Joining a day, and taking part in it from another phone. Each is one transaction and raises RoomError, in Swedish.

A browser is given its token before it joins (``participants.cookies``), so that the same browser is the same
participant however often the form is sent. The receipt code follows from the token: the answer to a form that was sent
twice shows the same one, though only its hash is stored.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from assembly.locking import telling_unwritten
from framtidsdag.codes import ALPHABET, CODE_LENGTH, RECEIPT_LENGTH, as_typed, hashed
from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Participant, Room
from framtidsdag.participants.wrong_codes import tried
from framtidsdag.phases import is_over
from framtidsdag.rooms import writing

WRONG_CODE: Final = "Koden stämmer inte. Titta på storbilden och skriv de sex tecknen igen."
WRONG_RECEIPT: Final = "Kvittokoden stämmer inte med någon deltagare den här dagen. Den har sexton tecken."
FORGOTTEN: Final = "Kvittokoden hör till en deltagare vars uppgifter är raderade. Förslagen hittar du med den ändå."
CLOSED: Final = "Rummet är stängt. Vänta tills processledaren öppnar det."
OVER: Final = "Dagen är över. Det går inte att gå med längre."
WITH_ACCOUNT: Final = "Till den här dagen går man med genom att logga in."
WITH_CODE: Final = "Till den här dagen går man med genom att skriva koden."
OF_ACCOUNT: Final = "Kvittokoden hör till ett konto. Logga in på den här telefonen i stället."


def forget_date(day: Framtidsdag, on: dt.date) -> dt.date:
    """When the token and name of whoever joins on the day ``on`` are deleted (settings.FRAMTIDSDAG_KEPT_DAYS)."""
    return max(day.date or on, on) + dt.timedelta(days=settings.FRAMTIDSDAG_KEPT_DAYS)


def receipt_for(secret: str) -> str:
    """The receipt code that follows from a token: eighty bits that only the portal can compute."""
    digest = int.from_bytes(salted_hmac("framtidsdag.receipt", secret, algorithm="sha256").digest(), "big")
    signs = []
    for _ in range(RECEIPT_LENGTH):
        digest, at = divmod(digest, len(ALPHABET))
        signs.append(ALPHABET[at])
    return "".join(signs)


def room_of_code(*, code: str, address: str, at: dt.datetime) -> Room:
    """The room, of whatever day, that the code leads to. Raises RoomError for a wrong one, and TooSoonError."""
    typed = as_typed(code)
    _check_length(typed)
    rooms = Room.objects.select_related("day").defer("day__theme", "day__purpose", "day__summary")
    room = tried(address=address, at=at, look=lambda: rooms.filter(code=typed).first())
    if room is None:
        raise RoomError(WRONG_CODE, "kod")
    return room


def join_by_code(
    *, day: Framtidsdag, code: str, name: str, token: str, address: str, at: dt.datetime, on: dt.date
) -> Participant:  # fmt: skip
    """The browser with the token takes part in the day. Sent again, it is the same participant."""
    known = Participant.objects.filter(day=day, token_hash=hashed(token)).defer("name").first()
    if known is not None:
        return known
    room = day.room
    _check_open(room, day)
    if room.joining != Room.Joining.CODE:
        raise RoomError(WITH_ACCOUNT)
    typed = as_typed(code)
    _check_length(typed)
    if tried(address=address, at=at, look=lambda: secrets.compare_digest(typed, room.code) or None) is None:
        raise RoomError(WRONG_CODE, "kod")
    return _join(
        day, at, on, {"token_hash": hashed(token)}, kind=Participant.Kind.CODE, name=name,
        receipt_hash=hashed(receipt_for(token)),
    )  # fmt: skip


def join_by_account(*, day: Framtidsdag, user: Any, name: str, at: dt.datetime, on: dt.date) -> Participant:
    """Whoever is signed in takes part in the day, from any browser, as one participant."""
    if day.room.joining != Room.Joining.ACCOUNT:
        raise RoomError(WITH_CODE)
    return _join(
        day, at, on, {"user": user}, kind=Participant.Kind.ACCOUNT, name=name,
        receipt_hash=hashed(receipt_for(secret_of_account(day, user))),
    )  # fmt: skip


def secret_of_account(day: Framtidsdag, user: Any) -> str:
    """What an account's receipt code follows from, where there is no token."""
    return f"{day.pk}:{user.pk}"


def take_over(*, day: Framtidsdag, receipt: str, token: str, address: str, at: dt.datetime) -> Participant:
    """The browser with the token goes on as the receipt code's participant; the browser before it stops.

    A token that is somebody else's in the day cannot be taken: the caller gives another.
    """
    typed = as_typed(receipt)
    rows = Participant.objects.filter(day=day, receipt_hash=hashed(typed)).defer("name")
    participant = tried(address=address, at=at, look=rows.first) if len(typed) == RECEIPT_LENGTH else None
    if participant is None:
        raise RoomError(WRONG_RECEIPT, "kvitto")
    if participant.forgotten_at is not None:
        raise RoomError(FORGOTTEN, "kvitto")
    if participant.kind != Participant.Kind.CODE:
        raise RoomError(OF_ACCOUNT, "kvitto")
    with telling_unwritten(RoomError), transaction.atomic():
        mine = Participant.objects.filter(pk=participant.pk, forgotten_at__isnull=True)
        if not mine.update(token_hash=hashed(token), seen_at=at):
            raise RoomError(FORGOTTEN, "kvitto")
    return participant


def _join(day: Framtidsdag, at: dt.datetime, on: dt.date, who: dict[str, Any], **fields: Any) -> Participant:
    """Under the room's lock: of two that come at once, the second finds what the first one made."""
    with writing(day.pk, about=Participant) as room:
        known = Participant.objects.filter(day=day, **who).defer("name").first()
        if known is not None:
            return known
        _check_open(room, room.day)
        return Participant.objects.create(
            day=day, joined_at=at, seen_at=at, forget_on=forget_date(day, on), **who, **fields
        )


def _check_open(room: Room, day: Framtidsdag) -> None:
    if is_over(day.phase):
        raise RoomError(OVER)
    if not room.is_open:
        raise RoomError(CLOSED)


def _check_length(typed: str) -> None:
    """What is no code at all is no guess either: it is said, and not counted."""
    if len(typed) != CODE_LENGTH:
        raise RoomError(f"Koden har {CODE_LENGTH} tecken, bokstäver och siffror.", "kod")
