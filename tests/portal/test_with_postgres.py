"""The throw-away PostgreSQL that `make test-postgres` runs on: it is there, and then it is gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tools import with_postgres

ROOT = Path(__file__).resolve().parents[2]
SHOW_URL = [sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"]
SHOW_URL_AND_WAIT = [
    sys.executable,
    "-c",
    "import os, time; print(os.environ['DATABASE_URL'], flush=True); time.sleep(60)",
]


def server_is_installed() -> bool:
    try:
        with_postgres.find_programs()
    except with_postgres.PostgresError:
        return False
    return True


needs_server = pytest.mark.skipif(not server_is_installed(), reason="no PostgreSQL server is installed")


def start(*command: str, url: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(ROOT / "tools" / "with_postgres.py"), *command],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def folder_in(url: str) -> Path:
    """Where the server's socket and data lie."""
    return Path(unquote(url.strip().split("@")[1].split("/")[0]))


def test_a_server_of_ones_own_is_used_as_it_is():
    output, _ = start(*SHOW_URL, url="postgres://someone@db.example.se/portal").communicate(timeout=30)
    assert output.strip() == "postgres://someone@db.example.se/portal"


def test_another_database_in_database_url_is_refused_with_a_way_out():
    process = start(*SHOW_URL, url="sqlite:///portal.sqlite3")
    _, error = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Unset it, or mend it" in error


@needs_server
def test_the_server_is_removed_when_the_command_has_ended_and_its_exit_code_is_kept():
    process = start(sys.executable, "-c", "import os; print(os.environ['DATABASE_URL']); raise SystemExit(3)")
    output, error = process.communicate(timeout=90)
    assert process.returncode == 3, error
    assert output.startswith("postgres://postgres@")
    assert not folder_in(output).exists()


@needs_server
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_server_is_removed_when_the_run_is_broken_off(number: signal.Signals):
    process = start(*SHOW_URL_AND_WAIT)
    assert process.stdout
    folder = folder_in(process.stdout.readline())
    assert folder.exists()
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert not folder.exists()


def test_the_newest_installed_server_is_chosen():
    folders = [Path(f"/usr/lib/postgresql/{version}/bin") for version in ("9.6", "15", "17", "16")]
    assert max(folders, key=with_postgres.version) == folders[2]
