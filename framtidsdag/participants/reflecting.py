"""What works well and less well in the steering model. Nothing that is stored says who wrote it, nor when."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

from framtidsdag.errors import RoomError
from framtidsdag.models import Framtidsdag, Reflection
from framtidsdag.rooms import writing
from goals.masking import originals

CLOSED: Final = "Rummet är stängt. Inget sparades, men din text står kvar här."
NOT_NOW: Final = "Reflektioner tas emot under nuläget, som inte pågår nu. Inget sparades, men din text står kvar här."
EMPTY: Final = "Skriv något först."
ALREADY_SENT: Final = "Formuläret är redan skickat, med andra ord. Skicka igen, så sparas det här som en till."


class AlreadySentError(RoomError):
    """The key is that of other words, which are stored: these are not, until they are sent with a key of their own."""


def reflect(*, day: Framtidsdag, key: uuid.UUID, side: str, text: str) -> Reflection:
    """Store the text. The same ``key`` again answers what was stored the first time; with other words it is refused."""
    if side not in Reflection.Side.values:
        raise RoomError("Välj om det fungerar bra eller mindre bra.")
    if not text.strip():
        raise RoomError(EMPTY, "text")
    if len(text) > Reflection.MOST:
        raise RoomError(f"Texten är {len(text)} tecken; högst {Reflection.MOST} får plats. Dela upp den.", "text")
    if known := _known(day, key, side, text):
        return known
    with writing(day.pk, "texts", about=Reflection) as room:
        if known := _known(day, key, side, text):
            return known
        if not room.is_open:
            raise RoomError(CLOSED)
        if room.day.phase != Framtidsdag.Phase.SITUATION:
            raise RoomError(NOT_NOW)
        return Reflection.objects.create(day=day, key=key, side=side, text=text)


def _known(day: Framtidsdag, key: uuid.UUID, side: str, text: str) -> Reflection | None:
    found = Reflection.objects.filter(day=day, key=key)
    with originals():
        said = found.values_list("side", "text").first()
    if said is not None and said != (side, text):
        raise AlreadySentError(ALREADY_SENT, "text")
    return found.first() if said is not None else None


def sent_with(day: Framtidsdag, keys: Iterable[uuid.UUID]) -> list[Reflection]:
    """The reflections sent with the keys, which only the sender's page knows; those that are hidden too."""
    return list(Reflection.objects.filter(day=day, key__in=list(keys)).order_by("pk"))
