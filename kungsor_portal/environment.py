"""Settings come from the environment; a wrong value stops the start and says how to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

TRUE = {"1", "true", "yes", "on", "ja"}
FALSE = {"0", "false", "no", "off", "nej", ""}


def text(name: str, default: str = "") -> str:
    """The variable as text, stripped."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """1/0, true/false, ja/nej; anything else is an error, never a silent False."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither on nor off. Write {name}=1 or {name}=0.")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number, at least ``least``."""
    raw = text(name, str(default))
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}={raw!r} is not a whole number. Write for example {name}={default}."
        ) from error
    if value < least:
        raise ImproperlyConfigured(f"{name}={value} is too small. The least is {least}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty items."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def refuse(problem: bool, message: str | Callable[[], str]) -> None:
    """Stop the start when ``problem`` holds; the message says which setting, why and what to write."""
    if problem:
        raise ImproperlyConfigured(message() if callable(message) else message)
