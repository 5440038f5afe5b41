"""Where figures and decisions come from: named once in ``sources.toml``, referred to by key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from goals.content.rows import Folder, Row


@dataclass(frozen=True, slots=True)
class Source:
    """A page or publication. ``published`` is the day that it states itself, if any."""

    title: str = ""
    url: str = ""
    published: dt.date | None = None

    @property
    def fields(self) -> dict[str, str]:
        """As the models keep it."""
        return {"source": self.title, "source_url": self.url}


def read_sources(folder: Folder) -> dict[str, Source]:
    """All sources by key; faults are left in the folder's list."""
    sources: dict[str, Source] = {}
    for row in folder.rows("sources", ("source",))["source"]:
        key = row.text("key", required=True)
        if key in sources:
            row.fault("nyckeln används av en annan källa.")
        sources[key] = Source(row.text("title", required=True), row.text("url"), row.date("published"))
        row.finish()
    return sources


def source_of(row: Row, sources: Mapping[str, Source], *, otherwise: Source | None = None) -> Source:
    """The source that the row refers to, else ``otherwise``, else an empty one."""
    key = row.text("source")
    if not key:
        return otherwise or Source()
    if key not in sources:
        row.fault(f"källan ”{key}” finns inte i sources.toml.")
    return sources.get(key, Source())
