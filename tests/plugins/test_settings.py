"""Settings that only tests have: quick passwords, a folder for static files that exists and is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    static: Path = tmp_path_factory.mktemp("static")
    with override_settings(
        # The real one takes a tenth of a second for each sign-in, by design.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # WhiteNoise warns of a folder that is not there, and a warning is an error.
        STATIC_ROOT=static,
    ):
        yield
