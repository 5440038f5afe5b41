#!/usr/bin/env python3
"""A whole Framtidsdag at once: simulated phones against gunicorn with two workers, on SQLite and on PostgreSQL.

    tools/load_framtidsdag.py [--participants 300] [--seconds 60] [--engine sqlite|postgres] [--killed|--calm]

Every phone joins with the room's code, polls every other second, writes a reflection, a proposal or a note, and places
five marks, while the day is moved from nuläge to workshop to prioritering. Played twice on each engine: in
peace, and with the server killed by SIGKILL in the middle and started again. Afterwards the database is asked: every
write that was acknowledged is there once, every acknowledged mark lies where it was put, nobody has more than five.

Prints answers by kind with their percentiles, and the 95th percentile as a ratio to an empty view's on the same
server without load. Exit status 1 when something was lost or doubled, a 5xx was answered while the server was up, or
the 95th percentile is 500 ms or more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.day_phones import Room
    from tools.day_server import Server, Stage

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMIT_MS = 500
INNER = "LOAD_FRAMTIDSDAG_INNER"  # set where the database is chosen and the play begins


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="A Framtidsdag with hundreds of phones, measured.")
    parser.add_argument("--participants", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--engine", choices=["sqlite", "postgres"])
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--killed", action="store_true", help="only with the server killed in the middle")
    how.add_argument("--calm", action="store_true", help="only in peace")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if engine := os.environ.get(INNER):
        return play(options, engine)
    engines = [options.engine] if options.engine else ["sqlite", "postgres"]
    return max([on_engine(engine, arguments) for engine in engines])


def on_engine(engine: str, arguments: list[str]) -> int:
    """Start again with a database of the engine's that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="framtidsdag-") as folder:
        command = [sys.executable, __file__, *arguments]
        environment = {**os.environ, INNER: engine}
        if engine == "sqlite":
            environment["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
        else:
            environment.pop("DATABASE_URL", None)
            command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), *command]
        playing = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            return playing.wait()
        finally:
            playing.terminate()  # asked to stop in the middle: the server goes with it
            playing.wait()


def play(options: argparse.Namespace, engine: str) -> int:
    """The day on the database of DATABASE_URL, once or twice."""
    from tools.day_report import report
    from tools.day_server import Server, prepared

    status = 0
    ways = [False] if options.calm else [True] if options.killed else [False, True]
    for at, is_killed in enumerate(ways):
        with prepared(at) as stage, Server() as server:
            print(f"\n{engine}, {'the server killed in the middle' if is_killed else 'in peace'}: "
                  f"{options.participants} participants, {options.seconds} s", flush=True)  # fmt: skip
            room, empty = asyncio.run(_played(stage, server, options, is_killed=is_killed))
            status = max(status, report(room, empty=empty, limit_ms=LIMIT_MS))
    return status


async def _played(
    stage: Stage, server: Server, options: argparse.Namespace, *, is_killed: bool
) -> tuple[Room, float]:  # fmt: skip
    """The room after the play, and what an empty view took before it, in seconds."""
    from tools.day_phones import Room, empty_view

    empty = await empty_view(server)
    room = Room(stage, server, participants=options.participants, seconds=options.seconds)
    await room.play(is_killed=is_killed)
    return room, empty


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
