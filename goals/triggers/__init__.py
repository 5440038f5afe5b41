"""The one module that owns the database's triggers, on SQLite and PostgreSQL.

Three kinds: *frozen* (parts of a version that has left utkast, and the version itself), *insert-only*
(decisions, minutes events, values) and *revision* (any change of content raises the number that public
pages' ETags are made of). They are dropped before a migration that does something and made anew after
it, because SQLite loses a table's triggers whenever a migration rebuilds it.
"""

from goals.triggers.install import create, drop, missing, paused
from goals.triggers.registry import content, insert_only

__all__ = ["content", "create", "drop", "insert_only", "missing", "paused"]
