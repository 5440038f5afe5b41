"""The plugin that tells which tests a machine cannot run, tried on a small suite of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins import missing_tools

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

def test_needs_nothing():
    pass

@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_needs_a_browser(width):
    pass
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n  browser: x\n  pango: x\n", encoding="utf-8")
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    return tmp_path


def run(suite: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CI", "CHROMIUM"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "tests.plugins.missing_tools", *arguments],
        cwd=suite,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("processes", [(), ("--numprocesses", "2")], ids=["one process", "two processes"])
def test_without_a_browser_the_last_line_before_the_summary_tells_how_many_and_what_to_install(suite, processes):
    done = run(suite, *processes, CHROMIUM="/nowhere/chromium")
    told, summary = done.stdout.splitlines()[-2:]
    assert told.startswith("2 tests were not run, for want of Chromium (2): apt-get install chromium ")
    assert "1 passed" in summary
    assert done.returncode == 0


@pytest.mark.parametrize("processes", [(), ("--numprocesses", "2")], ids=["one process", "two processes"])
def test_in_ci_a_test_that_cannot_run_is_a_failure(suite, processes):
    done = run(suite, *processes, CHROMIUM="/nowhere/chromium", CI="true")
    assert done.returncode == 1
    assert "2 tests were not run" in done.stdout


def test_with_everything_there_nothing_is_said(suite):
    done = run(suite, CHROMIUM=sys.executable, CI="true")
    assert done.returncode == 0
    assert "not run" not in done.stdout


def test_tests_that_nobody_asked_for_are_not_missed(suite):
    done = run(suite, "-m", "not browser", CHROMIUM="/nowhere/chromium", CI="true")
    assert done.returncode == 0


def test_several_missing_tools_are_told_in_one_line(monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    line = missing_tools.message({"browser": 1, "pango": 3})
    assert line.startswith("4 tests were not run, for want of Chromium (1): ")
    assert "; Pango (3): " in line
    assert "\n" not in line


def test_the_portals_own_suite_uses_the_plugin(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("tests.plugins.missing_tools")
    assert pytestconfig.pluginmanager.hasplugin("tests.plugins.database_engine")
