"""What the triggers guard: filled by the apps' ``ready``, read by ``goals.triggers.rules``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Rule:
    """Refuse ``event`` on ``table`` when ``condition`` holds, with a Swedish message.

    The condition is SQL that both engines read alike; OLD and NEW are the row before and after. ``needs`` names the
    other tables that it reads: the trigger stands only where they exist. ``locks`` is a SELECT … FOR SHARE that
    PostgreSQL runs first, so that the condition cannot be changed under it by someone who commits meanwhile;
    SQLite has one writer at a time.
    """

    name: str
    table: str
    event: str  # INSERT, UPDATE or DELETE
    condition: str
    message: str
    needs: tuple[str, ...] = ()
    locks: str = ""
    sqlite_only: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger as one engine writes it. It stands when all ``tables`` do; ``check`` is what its definition reads back
    as, where that is not ``sql`` itself."""

    name: str
    tables: tuple[str, ...]
    sql: str
    check: str = ""

    @property
    def definition(self) -> str:
        return self.check or self.sql


@dataclass(frozen=True, slots=True)
class InsertOnly:
    """Rows are added and never changed, but for the ``closing`` column, which may go from empty to filled once."""

    model: type[models.Model]
    message: str
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """A table whose changes raise the content revision: by which events, and by which updates when not by all."""

    model: type[models.Model]
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")
    updates: str = ""  # SQL on OLD and NEW


_INSERT_ONLY: dict[str, InsertOnly] = {}
_CONTENT: dict[str, Content] = {}
_OWN: dict[str, Rule] = {}
_KEPT: list[type[models.Model]] = []


def insert_only(model: type[models.Model], message: str, *, closing: str = "") -> None:
    """Guard the model's table: no update, no delete; ``closing`` names the column that may be filled once."""
    _INSERT_ONLY[model._meta.db_table] = InsertOnly(model, message, closing)


def content(*models_: type[models.Model], **how: Any) -> None:
    """Changes of these tables raise the content revision; ``how`` is what ``Content`` says of which."""
    for model in models_:
        _CONTENT[model._meta.db_table] = Content(model, **how)


def refuse(*rules: Rule) -> None:
    """Rules of an app's own, beside what the registries give."""
    for rule in rules:
        _OWN[rule.name] = rule


def kept(*models_: type[models.Model]) -> None:
    """These tables must not be emptied by TRUNCATE; their other guards are rules of the app's own."""
    _KEPT.extend(model for model in models_ if model not in _KEPT)


def kept_models() -> tuple[type[models.Model], ...]:
    return tuple(_KEPT)


def insert_only_specs() -> tuple[InsertOnly, ...]:
    return tuple(_INSERT_ONLY.values())


def content_models() -> tuple[type[models.Model], ...]:
    return tuple(content.model for content in _CONTENT.values())


def contents() -> tuple[Content, ...]:
    return tuple(_CONTENT[table] for table in sorted(_CONTENT))


def own_rules() -> tuple[Rule, ...]:
    return tuple(_OWN.values())
