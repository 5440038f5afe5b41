#!/usr/bin/env python3
"""Finds package index hosts in what is committed.

A lock that names a host sends everyone there, past the mirror that their organisation may require. So locks, documents
and configuration say which packages, at which hashes, and never from where.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The hosts of Python's and Node's indexes, and what any index address ends with; written so as not to match itself.
HOSTS = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com|io)\b"
    r"|\bregistry\.[a-z0-9-]+\.[a-z]+"
    r"|https?://\S+/simple/?(?=[\s\"')]|$)",
    re.IGNORECASE,
)
# In a lock no address at all has anything to do, nor an option that says where to look.
ADDRESS_IN_LOCK = re.compile(r"\w+://|^\s*--(?:index|extra-index|find-links|trusted-host)|^\s*-[if]\b", re.MULTILINE)
SUFFIXES = {".cfg", ".css", ".html", ".ini", ".json", ".lock", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}
NAMES = {"Makefile", "run", ".npmrc", ".gitattributes", ".gitignore"}


def committed_files(root: Path = ROOT) -> list[Path]:
    """What git has or would have, if added; so a fault shows before it is committed."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={root}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = (root / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in set(paths) if path.is_file())


def is_lock(path: Path) -> bool:
    return (
        path.suffix == ".lock"
        or path.name == "package-lock.json"
        or bool(re.fullmatch(r"requirements.*\.txt", path.name))
    )


def faults_in(text: str, *, lock: bool) -> Iterator[tuple[int, str]]:
    """Line number and what was found there."""
    for number, line in enumerate(text.splitlines(), start=1):
        found = HOSTS.search(line) or (lock and ADDRESS_IN_LOCK.search(line))
        if found:
            yield number, found.group()


def faults(root: Path = ROOT) -> list[str]:
    """One line for each place, as path:line: what."""
    return [
        f"{path.relative_to(root)}:{number}: {found}"
        for path in committed_files(root)
        if path.suffix in SUFFIXES or path.name in NAMES
        for number, found in faults_in(path.read_text(encoding="utf-8", errors="replace"), lock=is_lock(path))
    ]


if __name__ == "__main__":
    found = faults()
    print("\n".join(found) or "No package index host is named.")
    sys.exit(bool(found))
