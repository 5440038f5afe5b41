"""A database without its triggers is said to be unsafe by ``manage.py check --database default``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


@checks.register(checks.Tags.database)
def triggers_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    from goals import triggers

    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            continue  # migrate makes them
        if names := triggers.missing(alias):
            found.append(
                checks.Error(
                    f"{len(names)} triggers are missing, among them {names[0]}.",
                    hint="Run manage.py migrate: it makes them anew.",
                    id="goals.E001",
                )
            )
    return found
