"""A municipality's content, read from a folder of TOML files into the database.

``rows`` reads files and lists what is wrong in them, ``loading`` makes each row once and remembers it;
the other modules load what belongs to this app. ``kpis`` and ``framtidsdag`` load their own rows with
the same two, and ``kungsor_portal.content`` puts them together in one transaction.
"""
