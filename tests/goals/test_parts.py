"""The registry of what a version consists of misses nothing."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from goals import checks, parts
from goals.models import DecisionPoint, GoalStatement, Part, PlanVersion

SPECS = pytest.mark.parametrize("spec", parts.specs(), ids=lambda spec: spec.model.__name__)
# Bibliography and labels: about the content, not part of it. A version with an example in it has no kontrollsumma.
NOT_CANONICAL = {"id", "version", "key", "is_example", "source", "source_url"}


def test_every_part_model_is_registered():
    assert checks.parts_are_registered() == []
    assert {spec.model for spec in parts.specs()} == {model for model in apps.get_models() if issubclass(model, Part)}


def test_a_part_that_nobody_registered_is_an_error_of_check(monkeypatch):
    monkeypatch.setattr(parts, "_SPECS", {k: v for k, v in parts._SPECS.items() if v.model is not DecisionPoint})
    assert [error.obj for error in checks.parts_are_registered()] == [DecisionPoint]


@SPECS
def test_every_field_of_a_part_is_in_its_canonical_form_or_said_not_to_be(spec):
    written = {path.split("__")[0] for path in spec.canonical.values()}
    assert written == {field.name for field in spec.model._meta.concrete_fields} - NOT_CANONICAL


@SPECS
def test_no_database_id_is_written(spec):
    """A path ends with a value, never with a key of the database's own."""
    for path in spec.canonical.values():
        model, field = spec.model, None
        for name in path.split("__"):
            field = model._meta.get_field(name)
            model = field.related_model
        assert not field.is_relation
        assert not field.primary_key


@SPECS
def test_its_key_is_unique_in_a_version_and_its_parents_come_first(spec):
    unique = [c.fields for c in spec.model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    assert ("version", "key") in unique
    if spec.parent_model:
        order = [other.model for other in parts.specs()]
        assert order.index(spec.parent_model) < order.index(spec.model)
    else:
        assert spec.parent == ""


@SPECS
def test_no_link_is_hidden_in_a_table_that_the_registry_does_not_see(spec):
    assert not spec.model._meta.many_to_many


def test_whatever_is_deleted_with_a_version_is_a_part_of_it():
    """Or stands around it while it is a draft: who reads it, what was changed and said."""
    cascading = {
        relation.related_model
        for model in (PlanVersion, *(spec.model for spec in parts.specs()))
        for relation in model._meta.related_objects
        if relation.on_delete is models.CASCADE
    }
    around = set(apps.get_app_config("drafts").get_models())
    assert cascading == {spec.model for spec in parts.specs()} | around


def test_a_model_is_registered_once():
    with pytest.raises(ValueError, match="registered twice"):
        parts.register(parts.PartSpec(GoalStatement, canonical={}, natural=()))
