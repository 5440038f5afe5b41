#!/usr/bin/env python3
"""All checks but the tests, in one run that shows every fault; with --fix, what can be mended is.

tools/lint.py         what `make lint` and CI run
tools/lint.py --fix   what `make format` runs
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
NO_DATABASE = "sqlite://:memory:"  # checks look at the code, and must not touch anyone's data

DEVELOPMENT = {"DEBUG": "1", "DATABASE_URL": NO_DATABASE}
# As a real installation: nothing here may be unsafe, or the settings refuse to start.
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "portal.example.se",
    "DATABASE_URL": NO_DATABASE,
}


@dataclass(frozen=True)
class Check:
    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        print(f"── {self.name}", flush=True)
        done = subprocess.run(self.command, cwd=ROOT, env={**os.environ, **self.environment}, check=False)
        return done.returncode == 0


def templates() -> list[str]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return sorted(str(path.relative_to(ROOT)) for folder in folders for path in folder.rglob("*.html"))


def tool(module: str, *arguments: str) -> list[str]:
    """A program of the environment, by path, since its folder need not be in PATH."""
    return [str(Path(PYTHON).parent / module), *arguments]


def formatters(*, fix: bool) -> Iterator[Check]:
    only_check = [] if fix else ["--check"]
    if fix:
        yield Check("ruff, mending", tool("ruff", "check", "--fix-only", "--quiet"))
    yield Check("ruff format", tool("ruff", "format", *only_check))
    if names := templates():
        # djade first: what it rewrites, djhtml then indents.
        yield Check("djade (template syntax)", tool("djade", "--target-version", "5.2", *only_check, *names))
        yield Check("djhtml (template indentation)", tool("djhtml", "--tabwidth", "2", *only_check, *names))


def checks() -> Iterator[Check]:
    yield Check("ruff check", tool("ruff", "check"))
    yield Check("mypy", [PYTHON, "-m", "mypy"], DEVELOPMENT)
    yield Check(
        "migrations match the models", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], DEVELOPMENT
    )
    yield Check(
        "settings are safe in production",
        [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        PRODUCTION,
    )
    yield Check("no package index host is named", [PYTHON, "tools/index_hosts.py"])


def main(arguments: list[str]) -> int:
    if "--fix" in arguments:
        # A formatter that had something to mend is no failure.
        for check in formatters(fix=True):
            check.passes()
        return 0
    failed = [check.name for check in [*formatters(fix=False), *checks()] if not check.passes()]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
