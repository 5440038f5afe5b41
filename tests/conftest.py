"""What every test has: the database with its triggers, people, strict templates, a browser.

Each of these is a plugin in tests/plugins/, whose docstring says what it gives; objects are made by tests/factories.py.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.plugins.missing_tools",
    "tests.plugins.database_engine",
    "tests.plugins.database",
    "tests.plugins.shared_database",
    "tests.plugins.clock",
    "tests.plugins.test_settings",
    "tests.plugins.strict_templates",
    "tests.plugins.people",
    "tests.plugins.browser",
]

# No deadline: two cores shared with others say nothing of the code. In CI the same examples every time, so that a
# change is never blamed for a find of chance; at the desk new ones, which is how they are found.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
