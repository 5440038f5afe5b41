"""What the repository promises about itself: its locks, its commands and what is not in it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tools import index_hosts, lint

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def normalised(requirement: str) -> str:
    """The package's name as indexes compare it: "factory_boy>=3.3" is factory-boy."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def pins(lock: str) -> dict[str, str]:
    """Package name → everything that the lock says of it."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE | re.IGNORECASE)
    return {normalised(block): block for block in blocks if block[0] != "#"}


def declared(group: str) -> list[str]:
    project = tomllib.loads(PYPROJECT)
    return project["project"]["dependencies"] if group == "runtime" else project["dependency-groups"]["dev"]


def test_no_committed_file_names_a_package_index_host():
    assert index_hosts.faults() == []


@pytest.mark.parametrize(
    ("line", "lock"),
    [
        ("--index-url somewhere", True),
        ("--find-links wheels", True),
        ("-i somewhere", True),
        ("package @ https://example.se/package.whl", True),
        ("See https://" + "pypi" + ".org for more", False),
        ("pip install --index-url https://mirror.example.se/" + "simple/ django", False),
        ("https://" + "registry" + ".example.se/", False),
    ],
)
def test_an_index_host_is_found_wherever_it_hides(line: str, lock: bool):
    assert [number for number, _ in index_hosts.faults_in(f"first line\n{line}", lock=lock)] == [2]


def test_an_ordinary_address_in_a_document_is_no_index_host():
    assert list(index_hosts.faults_in("Source: https://www.kolada.se/ and http://127.0.0.1:8000", lock=False)) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_one_version_with_hashes(lock: str):
    for name, block in pins(lock).items():
        assert re.match(r"\S+==\S+", block), f"{name} is not pinned"
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), f"{name} has no hash"


@pytest.mark.parametrize(("group", "lock"), [("runtime", LOCKS[0]), ("runtime", LOCKS[1]), ("dev", LOCKS[1])])
def test_every_declared_dependency_is_in_its_lock(group: str, lock: str):
    missing = {normalised(requirement) for requirement in declared(group)} - pins(lock).keys()
    assert not missing, f"run `make lock`: {lock} lacks {sorted(missing)}"


def test_tests_run_on_the_versions_that_the_portal_runs_on():
    runtime, dev = (
        {name: block.split()[0] for name, block in pins(lock).items()} for lock in ("requirements.txt", LOCKS[1])
    )
    assert runtime.items() <= dev.items()


@pytest.mark.parametrize("group", ["runtime", "dev"])
def test_every_dependency_says_why_it_is_there(group: str):
    lines = [line.strip() for line in PYPROJECT.splitlines()]
    for requirement in declared(group):
        at = lines.index(f'"{requirement}",')
        # Some go together and share a comment: look above the neighbours.
        while lines[at].startswith('"'):
            at -= 1
        assert lines[at].startswith("# "), f"{requirement} has no comment in pyproject.toml"


def test_third_party_javascript_is_installed_and_never_committed():
    for path in index_hosts.committed_files():
        if path.suffix not in {".js", ".mjs", ".cjs"}:
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT)
        assert ".min." not in path.name, f"{name} is minified"
        assert not re.search(r"@license|@preserve|sourceMappingURL|Copyright \(c\)", text), f"{name} is someone else's"
        assert max(map(len, text.splitlines()), default=0) <= 200, f"{name} has lines that nobody wrote by hand"
        assert len(text) < 30_000, f"{name} is too large to be one behaviour"


def test_make_help_lists_every_target_with_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    internal = {"runtime", "dev"}
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    listed = {match.group(1) for match in re.finditer(r"^  ([a-z-]+) +\S", shown, re.MULTILINE)}
    assert listed == set(phony.group(1).split()) - internal


def test_make_without_a_target_is_make_help():
    by_default, asked_for = (
        subprocess.run(["make", *target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for target in ([], ["help"])
    )
    assert by_default == asked_for


def test_ci_runs_the_command_that_the_readme_gives():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, ".ci/run cannot be executed"
    text = script.read_text(encoding="utf-8")
    for command in ("make test", "make test-postgres", "make lint"):
        assert re.search(rf'^step "{command}" {command}$', text, re.MULTILINE)
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_template_is_looked_at_by_the_formatters():
    looked_at = set(lint.templates())
    for path in index_hosts.committed_files():
        name = path.relative_to(ROOT)
        if path.suffix == ".html" and name.parts[0] not in {"tests", "docs"}:
            assert str(name) in looked_at


def test_no_database_and_no_secret_is_committed():
    for path in index_hosts.committed_files():
        assert path.suffix not in {".sqlite3", ".db", ".dump", ".pem", ".key"}, path
        assert path.name != ".env"


def test_types_are_checked_strictly_but_where_django_is_only_connected():
    mypy = tomllib.loads(PYPROJECT)["tool"]["mypy"]
    assert mypy["strict"]
    lenient = {part for override in mypy["overrides"] for name in override["module"] for part in name.split(".")}
    assert not lenient & {"goals", "kpis", "framtidsdag", "models", "decisions", "rules", "querysets"}
