"""Exempelby, a municipality that does not exist: its folder, and copies of it that a test may spoil."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

EXEMPELBY = Path(__file__).parents[1] / "content" / "exempelby"
AT = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


def copy_of(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXEMPELBY, tmp_path / "by"))


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    """Replace the first ``old`` in the file; it must be there, or the test would prove nothing."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
