"""Text that can be masked: every query reads it through the masks that stand, and none writes a masked text back.

A column of such a field compiles to the column itself where nothing of it is masked. Otherwise to a CASE by primary
key, wherever the query names it: instances, ``values``, annotations, subqueries, filters (a search for the words that
are hidden finds nothing). SQL written by hand is the one way past, and tests say where there is any.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Col

from goals import masking
from goals.masking import HOLE, MARKER

REFUSED = (
    f"Här står ”{MARKER}”: texten är maskerad. Den som ska ändra den behöver först få maskeringen lyft av "
    "kommunsekreteraren. Är texten din egen skriver du den utan de orden."
)


class MaskedTextError(ValueError):
    """A text that was read through a mask was about to be stored in the original's place."""


def refuse_marker(value: Any) -> None:
    """For forms: says at the field what the database's own refusal would say too late."""
    if isinstance(value, str) and MARKER in value:
        raise ValidationError(REFUSED, code="masked")


class MaskedCol(Col):
    """A column as it may be read."""

    target: Any

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        sql, params = super().as_sql(compiler, connection)
        rows = masking.hidden(*self.target.mask_key) if self.alias else None
        if not rows:
            return sql, params
        named = ".".join(map(compiler.quote_name_unless_alias, (self.alias, self.target.mask_pk)))
        cases, found = [], list(params)
        is_whole = isinstance(self.target, models.BinaryField)  # there are no words in a file to take out
        if whole := sorted(pk for pk, passages in rows.items() if is_whole or not passages):
            cases.append(f"WHEN {named} IN ({', '.join(str(int(pk)) for pk in whole)}) THEN %s")
            found.append(self.target.read_as(connection))
        for pk, passages in sorted(rows.items()):
            if passages and not is_whole:
                text = sql
                for passage in masking.in_order(passages):
                    text = f"REPLACE({text}, %s, %s)"
                    found += [passage, HOLE]
                cases.append(f"WHEN {named} = {int(pk)} THEN REPLACE({text}, %s, %s)")
                found += [HOLE, MARKER]
        return f"CASE {' '.join(cases)} ELSE {sql} END", found


class Maskable:
    """What makes a text field maskable. In migrations it is the plain field that it is in the database."""

    default_validators = [refuse_marker]

    def deconstruct(self: Any) -> Any:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs

    def get_col(self: Any, alias: str, output_field: Any = None) -> Col:
        if alias == self.model._meta.db_table and (output_field is None or output_field == self):
            col: Col = self.cached_col
            return col
        return MaskedCol(alias, self, output_field)

    @cached_property
    def cached_col(self: Any) -> Col:
        return MaskedCol(self.model._meta.db_table, self)

    @cached_property
    def mask_key(self: Any) -> tuple[str, str]:
        """Label and name; the rows of a model's history are masked with the row that they tell of."""
        model = getattr(self.model, "instance_type", self.model)
        return model._meta.label_lower, self.name

    @cached_property
    def mask_pk(self: Any) -> str:
        """The column that holds the masked row's primary key, in the model's own table and in its history."""
        model = getattr(self.model, "instance_type", self.model)
        return str(model._meta.pk.column)

    def get_db_prep_save(self: Any, value: Any, connection: Any) -> Any:
        if isinstance(value, str) and MARKER in value:
            raise MaskedTextError(f"{self.model._meta.label}.{self.name}: {REFUSED}")
        return super().get_db_prep_save(value, connection)  # type: ignore[misc]

    def read_as(self, connection: Any) -> Any:
        """What is read in place of the whole."""
        return MARKER


if TYPE_CHECKING:
    # To the type checker they are the fields that they stand in for, with the values that those have.
    _ST_contra = TypeVar("_ST_contra", contravariant=True)
    _GT_co = TypeVar("_GT_co", covariant=True)

    class MaskableTextField(models.TextField[_ST_contra, _GT_co]): ...

    class MaskableCharField(models.CharField[_ST_contra, _GT_co]): ...

    class MaskableBinaryField(models.BinaryField[_ST_contra, _GT_co]): ...

else:

    class MaskableTextField(Maskable, models.TextField):
        """A long text."""

    class MaskableCharField(Maskable, models.CharField):
        """A short text."""

    class MaskableBinaryField(Maskable, models.BinaryField):
        """A file: masked as a whole, and then empty."""

        def read_as(self, connection):
            return connection.Database.Binary(b"")


def is_maskable(field: Any) -> bool:
    return isinstance(field, Maskable)
