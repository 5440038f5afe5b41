"""Whose name public history shows: the unit, never the person."""

from __future__ import annotations

from typing import Any


def unit_of(by: Any) -> str:
    """The unit of whoever registers, as it is that day; empty for content that is read in."""
    return str(getattr(by, "unit", ""))
