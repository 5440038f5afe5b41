"""What the documents say is there, is there: paths, commands, settings, links and the table of words."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from goals.transitions import as_markdown

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
APPS = ("goals", "kpis", "drafts", "framtidsdag", "kungsor_portal")
FOLDERS = (*APPS, "content", "templates", "static", "tests", "tools", "docs")
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


@cache
def tracked() -> frozenset[str]:
    """Every file of the repository and every folder that holds one; with new files that nobody has added yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    ).stdout.splitlines()  # fmt: skip
    files = [Path(name) for name in listed if (ROOT / name).exists()]
    return frozenset(path.as_posix() for file in files for path in (file, *file.parents))


def spans(document: Path) -> list[str]:
    """What stands as code within a sentence."""
    text = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def is_there(path: str) -> bool:
    """A path of the repository, a file's name alone, or the beginning of one ("tests/browser/")."""
    path = path.rstrip("/")
    return path in tracked() or any(known.endswith(f"/{path}") for known in tracked())


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_path_that_a_document_names_is_there(document: Path):
    pattern = re.compile(rf"(?:{'|'.join(FOLDERS)})/[\w./-]*|[\w-]+\.(?:py|html|toml|css|js|md)")
    named = {span for span in spans(document) if pattern.fullmatch(span)}
    assert not {path for path in named if not is_there(path)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_module_that_a_document_names_is_there(document: Path):
    """ "goals.decisions" is goals/decisions.py or goals/decisions/; a name after it may be a function's.

    "goals.toml" is a file, and "goals.Decision" a model: other tests' business.
    """
    named = {span for span in spans(document) if re.fullmatch(rf"(?:{'|'.join(APPS)})(?:\.[a-z_]\w*)+", span)}
    named = {name for name in named if not name.endswith((".toml", ".py", ".html"))}
    missing = set()
    for name in named:
        parts = name.split(".")
        candidates = ["/".join(parts[:end]) for end in range(2, len(parts) + 1)]
        if not any(is_there(f"{path}.py") or is_there(path) for path in candidates):
            missing.add(name)
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_link_within_the_repository_leads_somewhere(document: Path):
    links = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    own = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    lost = [link for link in own if not (document.parent / link).exists()]
    assert not lost


def test_every_place_on_the_map_is_there():
    """The tree in README.md: a folder at the margin, what is indented within it."""
    tree = re.search(r"## The map\n\n```\n(.*?)```", README, re.DOTALL)
    assert tree
    folder, missing = "", []
    for line in tree[1].splitlines():
        place = re.match(r"( *)([\w./-]+)", line)
        if not place:
            continue
        path = place[2] if not place[1] else folder + place[2]
        folder = folder if place[1] else place[2]
        missing += [] if is_there(path) else [path]
    assert not missing


def test_every_make_target_that_a_document_names_is_there():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {match for document in DOCUMENTS for span in spans(document)
             for match in re.findall(r"^make ([\w-]+)", span)}  # fmt: skip
    assert named and named <= targets


def test_every_command_that_a_document_names_is_there():
    named = {match for document in DOCUMENTS for span in spans(document)
             for match in re.findall(r"^manage\.py (\w+)", span)}  # fmt: skip
    assert named and named <= set(get_commands())


def test_every_setting_that_is_read_is_told_and_none_that_is_not():
    code = (ROOT / "kungsor_portal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'environment\.(?:text|flag|number|words)\(\s*"(\w+)"', code))
    table = README.partition("## Configuration")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    named = set(re.findall(r"`([A-Z][A-Z_]+)(?:=\d)?`", table))
    assert read <= named, f"README does not tell {read - named}"
    assert set(rows) <= read, f"nothing reads {set(rows) - read}"


def test_the_table_of_transitions_is_the_one_that_the_code_follows():
    assert (ROOT / "docs" / "transitions.md").read_text(encoding="utf-8") == as_markdown()


def test_each_decision_record_has_a_number_of_its_own_and_a_title():
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert len(set(numbers)) == len(numbers)
    for path in records:
        assert re.match(r"# .+\n", path.read_text(encoding="utf-8")), path.name


def test_the_first_paragraph_of_the_readme_is_in_swedish():
    assert re.search(r"\A# .+\n\n\*\*På svenska\.\*\* .+", README)
