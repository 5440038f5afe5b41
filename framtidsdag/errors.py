"""What people are told when something cannot be done in the room."""

from __future__ import annotations


class RoomError(ValueError):
    """What was asked for cannot be done, in Swedish; ``field`` is the one to mend, if any. Nothing is changed."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
