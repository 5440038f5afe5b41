"""The server under load and the day on it: a database with content, a room, and gunicorn as the README says."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "var" / "load-static"
START_TIMEOUT = 60
SAFE = {
    "DEBUG": "0", "HTTPS": "0", "ALLOW_HTTP": "1", "ALLOWED_HOSTS": "127.0.0.1",
    "SECRET_KEY": secrets.token_urlsafe(60), "STATIC_ROOT": str(STATIC), "LOG_LEVEL": "ERROR", "RELEASE": "load",
    "DJANGO_SETTINGS_MODULE": "kungsor_portal.settings",
}  # fmt: skip
GOALS, MARKS = 5, 5


@dataclass(frozen=True)
class Stage:
    """The day that is played: where it is, how one gets in, and its workshops."""

    date: dt.date
    code: str
    workshops: tuple[int, ...]

    def move(self, to: str) -> None:
        """The processledare moves the day on."""
        from django.utils import timezone

        from framtidsdag import rooms
        from framtidsdag.models import Framtidsdag

        rooms.move(day=Framtidsdag.objects.get(date=self.date), to=to, by=None, at=timezone.now())


@contextlib.contextmanager
def prepared(at: int) -> Iterator[Stage]:
    """A database with the municipality's content, and a day whose nuläge has begun."""
    os.environ.update(SAFE)
    import django

    django.setup()
    from django.core.management import call_command

    if not at:
        call_command("migrate", verbosity=0)
        call_command("load_kungsor", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
    yield _a_day(at)


def _a_day(at: int) -> Stage:
    from django.utils import timezone

    from framtidsdag.codes import new_code
    from framtidsdag.models import Framtidsdag, Room, Workshop
    from goals.models import LongTermGoal, Plan

    date = timezone.localdate() + dt.timedelta(days=at)
    day = Framtidsdag.objects.create(date=date, theme=f"Lastprov {at}", form="hybrid", plan=Plan.objects.last())
    Room.objects.create(day=day, code=new_code(), is_open=True)
    goals = LongTermGoal.objects.order_by("pk")[:GOALS]
    made = [
        Workshop.objects.create(day=day, goal=goal, order=order, marks_each=MARKS)
        for order, goal in enumerate(goals, start=1)
    ]
    stage = Stage(date, day.room.code, tuple(workshop.pk for workshop in made))
    stage.move("situation")
    return stage


class Server:
    """gunicorn on the database of DATABASE_URL; ``kill`` ends it as a power cut would, ``start`` begins anew."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self.is_up = False

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.kill()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "4",
             "--bind", f"127.0.0.1:{self.port}", "--log-level", "error", "tools.day_wsgi"],
            cwd=ROOT, env=os.environ.copy(), start_new_session=True,
        )  # fmt: skip
        begun = time.perf_counter()
        while time.perf_counter() - begun < START_TIMEOUT:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).read()  # noqa: S310  (our own server)
                self.is_up = True
                return
            time.sleep(0.05)
        raise SystemExit("The server did not start.")

    def kill(self) -> None:
        """SIGKILL to the arbiter and its workers at once: nobody gets to finish anything."""
        if self.process is not None:
            self.is_up = False
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
