"""A part's state in words: each field's Swedish name and what it says, for histories and for two texts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from drafts.rows import model_of
from drafts.states import OWN_TEXTS, State, children_of, spec_of
from goals.dates import written
from kpis.numbers import format_number

# What is no field to a reader: whose it is, or said elsewhere.
_HIDDEN = {"goal_id", "source", "source_url", "position"}


class Names:
    """Names of what a state refers to by number, each kind fetched once for all the states given."""

    def __init__(self, label: str, states: Iterable[State | None]) -> None:
        self.label = label
        wanted: dict[type[models.Model], set[Any]] = {}
        for model, values in _all_values(label, states):
            for name, value in values.items():
                related = _related(model, name)
                if related is not None and value is not None:
                    wanted.setdefault(related, set()).add(value)
        self._names = {
            (model, row.pk): str(row)
            for model, pks in wanted.items()
            for row in model._default_manager.filter(pk__in=pks)
        }

    def described(self, state: State | None) -> dict[str, str]:
        """Field name → text. A part's children are one field each, their rows one line each."""
        if state is None:
            return {}
        model, fields = model_of(self.label), state.get("fields", {})
        # In the model's order: PostgreSQL's JSON does not keep that of the state.
        found = {name: self._text(model, name, fields[name]) for name in _ordered(model, fields) if name not in _HIDDEN}
        for child in () if self.label == OWN_TEXTS else children_of(spec_of(self.label)):
            rows = state.get("children", {}).get(child.label)
            if rows is not None:
                found[child.label] = "\n".join(sorted(self._line(child.model, row) for row in rows))
        return found

    def label_of(self, name: str) -> str:
        """The field's Swedish name with a capital letter."""
        if "." in name:
            text = str(spec_of(name).model._meta.verbose_name_plural)
        else:
            text = str(_field(model_of(self.label), name).verbose_name)
        return text[:1].upper() + text[1:]

    def _line(self, model: type[models.Model], row: Mapping[str, Any]) -> str:
        shown = [(name, value) for name, value in row.items() if name != "key" and value not in (None, "", False)]
        return ", ".join(
            str(_field(model, name).verbose_name) if value is True else self._text(model, name, value)
            for name, value in shown
        )

    def _text(self, model: type[models.Model], name: str, value: Any) -> str:
        field = _field(model, name)
        if value is None or value == "":
            return ""
        related = _related(model, name)
        if related is not None:
            return self._names.get((related, value), "borttaget")
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(field, models.DateField):
            return written(field.to_python(value))
        if isinstance(field, models.DecimalField | models.IntegerField):
            try:
                return format_number(Decimal(str(value)))
            except InvalidOperation:
                return str(value)
        return str(value)


def _all_values(label: str, states: Iterable[State | None]) -> Iterable[tuple[type[models.Model], Mapping[str, Any]]]:
    for state in states:
        if state is None:
            continue
        yield model_of(label), state.get("fields", {})
        for child, rows in state.get("children", {}).items():
            for row in rows:
                yield spec_of(child).model, {name: value for name, value in row.items() if name != "key"}


def _ordered(model: type[models.Model], fields: Mapping[str, Any]) -> list[str]:
    known = [field.attname for field in model._meta.concrete_fields if field.attname in fields]
    return known + sorted(set(fields) - set(known))


def _field(model: type[models.Model], name: str) -> Any:
    return next(
        (f for f in model._meta.concrete_fields if name in (f.attname, f.name)), models.CharField(verbose_name="plats")
    )


def _related(model: type[models.Model], name: str) -> type[models.Model] | None:
    related = getattr(_field(model, name), "related_model", None)
    return related if isinstance(related, type) else None
