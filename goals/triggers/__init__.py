"""The one module that owns the database's triggers, on SQLite and PostgreSQL.

Four kinds: *frozen* (parts of a version that has left utkast, and the version itself), *insert-only*
(decisions, minutes events, values), *pinned* (what those refer to keeps its identity) and *revision* (any change of
content raises the number that public pages' ETags are made of). They are dropped before a migration that does
something and made anew after it, because SQLite loses a table's triggers whenever a migration rebuilds it.

``registry`` is what apps register, ``rules`` the list of all guards, ``conditions`` their SQL, ``sqlite`` and
``postgresql`` the two ways to write a trigger, ``install`` making and looking for them. docs/adr/0002 says why.
"""

from goals.triggers.install import create, drop, missing, paused
from goals.triggers.registry import Rule, content, insert_only, kept, refuse

__all__ = ["Rule", "content", "create", "drop", "insert_only", "kept", "missing", "paused", "refuse"]
