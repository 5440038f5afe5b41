"""A template variable that does not exist is an error in the portal's own templates.

Django shows nothing for it, so a misspelt name is a hole in a page that nobody sees. Django's own templates (the
admin's) live on that, so theirs are left as they are; so is a variable with ``|default``, which says what it means.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import FilterExpression, Node

ROOT = str(Path(__file__).resolve().parents[2])
INSTALLED = ("site-packages", f"{ROOT}/.venv")


class UndefinedVariableError(AssertionError):
    """A template reads a name that its view does not give."""


class Strict(str):
    """Django asks whether this is true just as a variable was not found; that is where we say no."""

    __slots__ = ()

    def __bool__(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        expression = frame.f_locals.get("self") if frame else None
        if not isinstance(expression, FilterExpression) or _has_default(expression):
            return False
        template = _template_of(frame)
        if template.startswith(ROOT) and not any(part in template for part in INSTALLED):
            raise UndefinedVariableError(f"{{{{ {expression.token} }}}} is not defined in {template}")
        return False


def _has_default(expression: FilterExpression) -> bool:
    return any(function.__name__ in {"default", "default_if_none"} for function, _ in expression.filters)


def _template_of(frame: FrameType | None) -> str:
    """The file of the innermost template node that is being rendered."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return str(node.origin)
        frame = frame.f_back
    return ""


@pytest.fixture(scope="session", autouse=True)
def _undefined_variables_are_errors() -> Iterator[None]:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    options: dict[str, Any] = settings.TEMPLATES[0]["OPTIONS"]  # type: ignore[assignment]
    options["string_if_invalid"] = engine.string_if_invalid = Strict()
    yield
    engine.string_if_invalid = ""
    del options["string_if_invalid"]
