"""What the triggers guard: filled by the apps' ``ready``, read by the SQL writers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


@dataclass(frozen=True, slots=True)
class InsertOnly:
    """Rows are added and never changed, but for the ``closing`` column, which may go from empty to filled once."""

    model: type[models.Model]
    message: str
    closing: str = ""


_INSERT_ONLY: dict[str, InsertOnly] = {}
_CONTENT: dict[str, type[models.Model]] = {}


def insert_only(model: type[models.Model], message: str, *, closing: str = "") -> None:
    """Guard the model's table: no update, no delete; ``closing`` names the column that may be filled once."""
    _INSERT_ONLY[model._meta.db_table] = InsertOnly(model, message, closing)


def content(*models_: type[models.Model]) -> None:
    """Changes of these tables raise the content revision."""
    for model in models_:
        _CONTENT[model._meta.db_table] = model


def insert_only_specs() -> tuple[InsertOnly, ...]:
    return tuple(_INSERT_ONLY.values())


def content_tables() -> tuple[str, ...]:
    return tuple(sorted(_CONTENT))
