#!/usr/bin/env python3
"""Runs a command with DATABASE_URL set to a real PostgreSQL.

    tools/with_postgres.py COMMAND [ARGUMENT …]

Where DATABASE_URL is set already, that server is used. Otherwise a throw-away one is started in a temporary folder,
listening on nothing but a socket there, and it is stopped and removed however the command ends.

PostgreSQL refuses to run as root; for root it is run as `postgres`, or `nobody` where there is no such user.
Only the standard library is used.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "portal"
START_TIMEOUT = 60  # seconds; a busy machine with two cores starts it in one or two
WHERE_PACKAGES_PUT_IT = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PROGRAMS = ("initdb", "postgres", "pg_isready", "createdb")
FAST_AND_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "50"}


class PostgresError(Exception):
    """What is wrong, and what to do about it."""


@dataclass(frozen=True)
class Account:
    """Who runs the server. None: the one who runs this."""

    name: str | None = None
    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None

    @classmethod
    def choose(cls) -> Account:
        if os.geteuid() != 0:
            return cls()
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(name, entry.pw_uid, entry.pw_gid, ())
        raise PostgresError("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")


def find_programs() -> Path:
    """The folder with the server's programs: where PATH's initdb lies, or the newest that a package put there."""
    candidates = [
        folder for pattern in WHERE_PACKAGES_PUT_IT for folder in sorted(Path("/").glob(pattern[1:]), key=version)
    ]
    if on_path := shutil.which("initdb"):
        candidates.append(Path(on_path).resolve().parent)
    complete = [folder for folder in candidates if all((folder / program).exists() for program in PROGRAMS)]
    if not complete:
        raise PostgresError(
            "No PostgreSQL server is installed. On Debian and Ubuntu: apt-get install postgresql. "
            "Or set DATABASE_URL to a server whose user may create databases."
        )
    return complete[-1]


def version(folder: Path) -> float:
    """The last number in a path such as /usr/lib/postgresql/15/bin."""
    numbers = re.findall(r"\d+(?:\.\d+)?", str(folder))
    return float(numbers[-1]) if numbers else 0.0


@contextlib.contextmanager
def throw_away_server() -> Iterator[str]:
    """Starts a server, yields its DATABASE_URL, and leaves nothing behind."""
    programs, account = find_programs(), Account.choose()
    # A socket's path may be at most some 100 characters, which macOS' own temporary folder comes close to.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as temporary:
        home = Path(temporary)
        if account.uid is not None and account.gid is not None:
            os.chown(home, account.uid, account.gid)
        data, log = home / "data", home / "log"
        environment = {"PATH": os.defpath, "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

        def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
            return subprocess.run(
                [str(programs / program), *arguments],
                cwd=home, env=environment, text=True, capture_output=True, check=False,
                user=account.uid, group=account.gid, extra_groups=account.groups,
            )  # fmt: skip

        made = run(
            "initdb", "--pgdata", str(data), "--username", "postgres", "--auth", "trust",
            "--encoding", "UTF8", "--no-locale", "--no-sync",
        )  # fmt: skip
        if made.returncode:
            raise PostgresError(f"initdb failed:\n{made.stdout}{made.stderr}")

        options = [f"--{name}={value}" for name, value in FAST_AND_FORGETFUL.items()]
        with log.open("w") as output:
            server = subprocess.Popen(
                [
                    str(programs / "postgres"), "-D", str(data), "--listen_addresses=",
                    f"--unix_socket_directories={home}", *options,
                ],
                cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                # Its own session: Ctrl-C in the terminal reaches the tests first, and the server is stopped after them.
                start_new_session=True, user=account.uid, group=account.gid, extra_groups=account.groups,
            )  # fmt: skip
        try:
            deadline = time.monotonic() + START_TIMEOUT
            while run("pg_isready", "--quiet", "--host", str(home)).returncode:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise PostgresError(f"The server did not start:\n{log.read_text()}")
                time.sleep(0.1)
            created = run("createdb", "--host", str(home), "--username", "postgres", DATABASE)
            if created.returncode:
                raise PostgresError(f"createdb failed:\n{created.stderr}")
            yield f"postgres://postgres@{quote(str(home), safe='')}/{DATABASE}"
        finally:
            for number in ENDING_SIGNALS:  # asked twice to stop, we still clean up once
                signal.signal(number, signal.SIG_IGN)
            server.send_signal(signal.SIGQUIT)  # "immediate shutdown": nothing here is worth saving
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


class TerminatedError(Exception):
    """A signal that would have ended this process before it could clean up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stop(number: int, frame: object) -> None:
    raise TerminatedError(number)


def run_command(command: list[str], url: str) -> int:
    """Runs the command to its end, or passes on the signal that ends us and waits for it."""
    child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
    try:
        return child.wait()
    except TerminatedError as reason:
        # Ctrl-C has reached the child too, and a second one would cut its own cleaning up short.
        if reason.number != signal.SIGINT:
            child.send_signal(reason.number)
        for patience, harder in ((10, child.terminate), (10, child.kill)):
            try:
                child.wait(timeout=patience)
                break
            except subprocess.TimeoutExpired:
                harder()
        child.wait()
        return 128 + reason.number


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    for number in ENDING_SIGNALS:
        signal.signal(number, stop)
    try:
        if url := os.environ.get("DATABASE_URL", "").strip():
            if not url.startswith(("postgres://", "postgresql://")):
                raise PostgresError(
                    "DATABASE_URL is set, but not to a PostgreSQL (postgres://…). Unset it, or mend it."
                )
            return run_command(command, url)
        with throw_away_server() as url:
            return run_command(command, url)
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1
    except TerminatedError as reason:
        return 128 + reason.number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
