"""Deselects the tests whose tools the machine lacks, and says so at the end.

The suite needs only Python. Tests marked `browser` also need a Chromium, tests marked `pango` the Pango libraries.
Where one is missing its tests are deselected, and the last line before pytest's summary tells how many and what to
install. With CI=true the run then fails: there nothing may go untested.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

import playwright
import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Each library under the names that Linux and macOS give it; WeasyPrint loads the same.
PANGO_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)


def chromium() -> str | None:
    """The browser for the tests: CHROMIUM if set, else the first that PATH has; None where there is none."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def browser() -> str | None:
    """The browser, where Playwright can also drive it: its driver needs a library that a bare Debian lacks."""
    found = chromium()
    driver = Path(playwright.__file__).with_name("driver") / "node"
    if found is None or not driver.exists():
        return found
    tried = subprocess.run([str(driver), "--version"], capture_output=True, check=False)
    return found if tried.returncode == 0 else None


def pango() -> str | None:
    """The names of the loaded libraries, None when one of them cannot be loaded."""
    loaded = [next(filter(loads, names), None) for names in PANGO_LIBRARIES]
    return " ".join(map(str, loaded)) if all(loaded) else None


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        # Homebrew's folder is not among those that macOS searches.
        return library.endswith(".dylib") and Path("/opt/homebrew/lib", library).exists()
    return True


@dataclass(frozen=True)
class Tool:
    marker: str
    name: str
    find: Callable[[], str | None]
    install: str


TOOLS = (
    Tool("browser", "Chromium", browser, "apt-get install chromium libatomic1 (or set CHROMIUM to its path)"),
    Tool("pango", "Pango", pango, "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"),
)
MISSED = pytest.StashKey[dict[str, int]]()
WORKER_OUTPUT = "missing_tools"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MISSED] = {}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Last, so that only tests that were asked for (-k, -m) are counted as missed."""
    missing = {tool.marker for tool in TOOLS if tool.find() is None}
    kept: list[pytest.Item] = []
    deselected: list[pytest.Item] = []
    for item in items:
        marker = next((marker for marker in sorted(missing) if item.get_closest_marker(marker)), None)
        if marker is None:
            kept.append(item)
        else:
            deselected.append(item)
            missed = config.stash[MISSED]
            missed[marker] = missed.get(marker, 0) + 1
    if deselected:
        items[:] = kept
        config.hook.pytest_deselected(items=deselected)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[WORKER_OUTPUT] = config.stash[MISSED]
    elif (
        config.stash[MISSED]
        and in_ci()
        and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    """Under xdist every worker collects the same tests, so one worker's count is the count."""
    output = getattr(node, "workeroutput", {})
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    config.stash[MISSED].update(output.get(WORKER_OUTPUT, {}))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None, None, None]:
    """Outermost, so that the line comes after everything but the summary."""
    yield
    if missed := config.stash[MISSED]:
        colour = {"red": True} if in_ci() else {"yellow": True}
        terminalreporter.write_line(message(missed), **colour)


def message(missed: dict[str, int]) -> str:
    """One line, for example: 12 tests were not run, for want of Chromium (12): apt-get install chromium."""
    parts = "; ".join(f"{tool.name} ({missed[tool.marker]}): {tool.install}" for tool in TOOLS if tool.marker in missed)
    verdict = "With CI=true that is a failure. " if in_ci() else ""
    count = sum(missed.values())
    return f"{verdict}{count} {'test was' if count == 1 else 'tests were'} not run, for want of {parts}"


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}
