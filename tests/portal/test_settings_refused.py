"""Production refuses to start on an unsafe setting, and says which, why and what to write.

Settings are read once, at the start: each case is a process of its own, several of them at a time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRONG = "k7Qw-Zr2_mT9xLp4Vb8NcYd3Hs6Jf1Ga5Ue0Ri-Wo_Xt7Ky2Mz"
SAFE = {"SECRET_KEY": STRONG, "ALLOWED_HOSTS": "mal.example.se", "DATABASE_URL": "sqlite://:memory:"}
READ = (
    "from django.conf import settings as s; "
    "print(s.DEBUG, s.HTTPS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
    "s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER)"
)

# What is set wrongly, and what the refusal must say.
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY is missing or too weak"),
    "a short key": ({"SECRET_KEY": "kort"}, "at least 50 random characters"),
    "a key of one sign": ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or too weak"),
    "the developers' key": (
        {"SECRET_KEY": "osäker-nyckel-bara-för-utveckling-och-test-0123456789"}, "SECRET_KEY is missing or too weak",
    ),
    "no host": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty. Name the portal's hosts"),
    "only commas": ({"ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS is empty"),
    "any host": ({"ALLOWED_HOSTS": "mal.example.se,*"}, "ALLOWED_HOSTS=* lets anyone pose as the portal"),
    "no https": ({"HTTPS": "0"}, "HTTPS=0 sends passwords in the clear"),
    "neither on nor off": ({"HTTPS": "kanske"}, "HTTPS='kanske' is neither on nor off. Write HTTPS=1 or HTTPS=0."),
    "debug misspelt": ({"DEBUG": "flase"}, "DEBUG='flase' is neither on nor off"),
    "hours in words": ({"SESSION_HOURS": "tolv"}, "SESSION_HOURS='tolv' is not a whole number"),
    "a limit of one": ({"LOGIN_FAILURE_LIMIT": "1"}, "LOGIN_FAILURE_LIMIT=1 is too small. The least is 3."),
    "logs kept for no time": ({"LOG_RETENTION_DAYS": "0"}, "LOG_RETENTION_DAYS=0 is too small"),
    "no such municipality": ({"MUNICIPALITY_DIR": "/finns-inte"}, "/finns-inte"),
}  # fmt: skip
ACCEPTED: dict[str, tuple[dict[str, str], str]] = {
    "safe": ({}, "False True True True True 63072000 None"),
    "a closed test network": ({"HTTPS": "0", "ALLOW_HTTP": "1"}, "False False False False False 0 None"),
    "behind a proxy": (
        {"BEHIND_PROXY": "ja"}, "False True True True True 63072000 ('HTTP_X_FORWARDED_PROTO', 'https')",
    ),
    "a developer's machine": (
        {"DEBUG": "1", "SECRET_KEY": "", "ALLOWED_HOSTS": ""}, "True False False False False 0 None",
    ),
}  # fmt: skip


def start(changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process that has no variable but those of a safe start, and what is changed."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    environment = own | {"PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "kungsor_portal.settings"} | SAFE | changed
    return subprocess.run(
        [sys.executable, "-c", READ], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def started() -> dict[str, subprocess.CompletedProcess[str]]:
    """How each start went."""
    cases = {name: changed for name, (changed, _) in (REFUSED | ACCEPTED).items()}
    with ThreadPoolExecutor(4) as pool:
        return dict(zip(cases, pool.map(start, cases.values()), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_production_refuses_to_start_and_says_which_setting(
    started: dict[str, subprocess.CompletedProcess[str]], case: str
):
    done = started[case]
    assert done.returncode != 0 and done.stdout == ""
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ") and REFUSED[case][1] in last


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_safe_setting_starts(started: dict[str, subprocess.CompletedProcess[str]], case: str):
    done = started[case]
    assert (done.returncode, done.stdout.strip()) == (0, ACCEPTED[case][1]), done.stderr


def test_a_refusal_never_tells_the_key(started: dict[str, subprocess.CompletedProcess[str]]):
    assert not [case for case, done in started.items() if STRONG in done.stderr + done.stdout]
