"""Reading TOML files into rows that know where they stand. No Django, no database.

Every fault is kept with its file and line, so that all of them can be mended at once.
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_.-]+)\s*\]\]")
_TOO_LONG = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: "kpis.toml, rad 12 (N15428): …"."""

    file: str
    line: int | None
    label: str
    text: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, rad {self.line}"
        return f"{place} ({self.label}): {self.text}" if self.label else f"{place}: {self.text}"


class ContentError(Exception):
    """The files cannot be loaded; ``faults`` are all of them, and nothing has been stored."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass
class Row:
    """One table of a file. Reading a field marks it as known; ``finish`` reports those that nobody read."""

    data: Mapping[str, Any]
    file: str
    faults: list[Fault]
    line: int | None = None
    label: str = ""
    children: dict[str, list[Row]] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    _has_faults: bool = False

    def fault(self, text: str) -> None:
        self._has_faults = True
        self.faults.append(Fault(self.file, self.line, self.label, text))

    @property
    def is_sound(self) -> bool:
        """Whether neither the row nor any row within it has a fault so far."""
        return not self._has_faults and all(row.is_sound for rows in self.children.values() for row in rows)

    @property
    def digest(self) -> str:
        """The same for the same content, whatever the order of its fields."""
        plain = json.dumps(self.data, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(plain.encode()).hexdigest()

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """A text; single line breaks within it become spaces, empty lines keep paragraphs apart.

        A space that does not break ("9 000") stays as it is.
        """
        value = self._get(name, str, "en text inom citattecken", required=required)
        if value is None:
            return default
        paragraphs = re.split(r"\n\s*\n", value.strip())
        text = "\n\n".join(re.sub(r"[ \t\n]+", " ", paragraph.strip()) for paragraph in paragraphs)
        if required and not text:
            self.fault(f"{name} får inte vara tom.")
        return text

    def whole(self, name: str, *, required: bool = False) -> int | None:
        value: int | None = self._get(name, int, "ett heltal", required=required)
        return value

    def number(self, name: str, *, required: bool = False) -> Decimal | None:
        """An exact number, written with a decimal point and without quotation marks."""
        value = self._get(name, (int, Decimal), "ett tal utan citattecken, med decimalpunkt", required=required)
        return None if value is None else Decimal(value)

    def date(self, name: str, *, required: bool = False) -> dt.date | None:
        value: dt.date | None = self._get(name, dt.date, "ett datum, till exempel 2021-11-29", required=required)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self._get(name, bool, "true eller false")
        return default if value is None else bool(value)

    def words(self, name: str) -> list[str]:
        """A list of texts."""
        value = self._get(name, list, "en lista med texter")
        if value is None:
            return []
        if not all(isinstance(word, str) for word in value):
            self.fault(f"{name} ska vara en lista med texter.")
            return []
        return list(value)

    def choice(self, name: str, choices: Mapping[str, str], default: str = "", *, required: bool = False) -> str:
        """One of ``choices`` (stored value → Swedish label); the file may hold either."""
        written = self.text(name, required=required)
        if not written:
            return default
        by_word = {word.casefold(): value for value, label in choices.items() for word in (label, value)}
        if written.casefold() not in by_word:
            self.fault(f"{name} kan inte vara ”{shorten(written)}”. Skriv något av: {', '.join(choices.values())}.")
            return default
        return by_word[written.casefold()]

    def rows(self, name: str) -> list[Row]:
        """The tables within this one by that name."""
        self._read.add(name)
        if name in self.data and name not in self.children and self.data[name] != []:
            self.fault(f"{name} ska vara en lista med poster.")
        return self.children.get(name, [])

    def finish(self) -> bool:
        """Report fields that no one asked for; answer whether the row is sound."""
        for name in self.data.keys() - self._read:
            near = difflib.get_close_matches(name, self._read, n=1)
            self.fault(f"okänt fält ”{name}”." + (f" Menades {near[0]}?" if near else ""))
        return self.is_sound

    def _get(self, name: str, kind: type | tuple[type, ...], wanted: str, *, required: bool = False) -> Any:
        self._read.add(name)
        value = self.data.get(name)
        if value is None:
            if required:
                self.fault(f"{name} saknas.")
            return None
        odd = (isinstance(value, bool) and kind is not bool) or isinstance(value, dt.datetime)
        if odd or not isinstance(value, kind):
            self.fault(f"{name} ska vara {wanted}.")
            return None
        return value


class Folder:
    """The files of a municipality's folder: ``name.toml`` and all files in ``name/``, as one list of rows."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults

    def rows(self, name: str, tables: tuple[str, ...]) -> dict[str, list[Row]]:
        """The rows of each table, in the order of the files. A table that is not among ``tables`` is a fault."""
        found: dict[str, list[Row]] = {table: [] for table in tables}
        for path in self._files(name):
            relative = path.relative_to(self.path).as_posix()
            for table, rows in self._read(path, relative).items():
                if table in found:
                    found[table] += rows
                else:
                    known = " eller ".join(f"[[{known}]]" for known in tables)
                    self.faults.append(Fault(relative, None, "", f"[[{table}]] hör inte hemma här, utan {known}."))
        return found

    def _files(self, name: str) -> Iterator[Path]:
        single = self.path / f"{name}.toml"
        if single.is_file():
            yield single
        yield from sorted((self.path / name).glob("*.toml"))

    def _read(self, path: Path, relative: str) -> dict[str, list[Row]]:
        try:
            text = path.read_text(encoding="utf-8")
            data = tomllib.loads(text, parse_float=Decimal)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.faults.append(Fault(relative, None, "", f"filen går inte att läsa som TOML: {error}."))
            return {}
        lines = _header_lines(text)
        tables = {}
        for name, value in data.items():
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                tables[name] = [self._row(item, relative, name, lines, None, at) for at, item in enumerate(value, 1)]
            else:
                self.faults.append(Fault(relative, None, "", f"”{name}” ska vara poster av slaget [[{name}]]."))
        return tables

    def _row(
        self, data: dict[str, Any], file: str, name: str, lines: dict[str, Iterator[int]], parent: Row | None, at: int
    ) -> Row:
        line = next(lines[name], None) if name in lines else parent.line if parent else None
        label = _label(data)
        if parent is not None:
            label = f"{parent.label}, {name.rpartition('.')[2]} {label or at}".lstrip(", ")
        row = Row(data, file, self.faults, line, label)
        for key, value in data.items():
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                row.children[key] = [
                    self._row(item, file, f"{name}.{key}", lines, row, nth) for nth, item in enumerate(value, 1)
                ]
        return row


def shorten(text: str) -> str:
    """A text for a message: never longer than a line."""
    return text if len(text) <= _TOO_LONG else text[: _TOO_LONG - 1] + "…"


def _label(data: dict[str, Any]) -> str:
    """What a person knows the row by: its own identity first, else what it is about."""
    for name in ("code", "slug", "key", "kpi", "name", "title", "theme", "period", "word", "goal"):
        if isinstance(data.get(name), str) and data[name]:
            return shorten(data[name])
    return ""


def _header_lines(text: str) -> dict[str, Iterator[int]]:
    """Line numbers of the [[headers]], by name and in the order of the file."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _HEADER.match(line):
            lines.setdefault(found.group(1), []).append(number)
    return {name: iter(numbers) for name, numbers in lines.items()}
