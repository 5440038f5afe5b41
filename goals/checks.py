"""What ``manage.py check`` finds: parts that nobody freezes, and, with ``--database default``, missing triggers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


@checks.register(checks.Tags.models)
def parts_are_registered(**kwargs: Any) -> list[checks.CheckMessage]:
    """A part that is not in the registry would be neither copied nor frozen, and its kontrollsumma would miss it."""
    from goals import parts
    from goals.models import Part

    registered = {spec.model for spec in parts.specs()}
    return [
        checks.Error(
            f"{model._meta.label} is a Part and is not registered with goals.parts.",
            hint="Register a PartSpec for it in its app's ready().",
            obj=model,
            id="goals.E002",
        )
        for model in apps.get_models()
        if issubclass(model, Part) and model not in registered
    ]


@checks.register(checks.Tags.database)
def triggers_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    from goals import triggers

    found: list[checks.CheckMessage] = []
    if sys.argv[1:2] == ["migrate"]:
        return found  # it makes them, and must not be stopped for want of them
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue  # migrate makes them
        if names := triggers.missing(alias):
            found.append(
                checks.Error(
                    f"{len(names)} triggers are missing or out of date, among them {names[0]}.",
                    hint="Run manage.py migrate: it makes them anew.",
                    id="goals.E001",
                )
            )
    return found
