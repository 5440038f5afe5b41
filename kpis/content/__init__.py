"""A municipality's areas, nyckeltal, values and ambition levels, read from its folder. Stands on goals.content."""

from __future__ import annotations

from goals.content.loading import Loading
from goals.content.rows import Folder
from kpis.content import catalogue, values


def register(loading: Loading) -> None:
    """How rows of this app are found by their key."""
    catalogue.register(loading)


def load(folder: Folder, loading: Loading) -> None:
    """Areas, nyckeltal and values. Levels are parts of versions: ``kpis.content.levels`` is handed to those."""
    catalogue.load(folder, loading)
    values.load(folder, loading)
