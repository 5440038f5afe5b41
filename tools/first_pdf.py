#!/usr/bin/env python3
"""How long the first PDF of a fresh process takes: starts gunicorn with one worker, and asks it.

    tools/first_pdf.py [SECONDS]

SECONDS is how long to wait between the first page and the PDF: 0 asks at once, 3 (the default) as one who has read a
page. The database is DATABASE_URL's, with Kungsör's content in it. Only the standard library is used.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError

ROOT = Path(__file__).resolve().parent.parent
PORT = 8765
PAGE, PAPERS = "/", ("/mal-och-budget/2022/version/1.pdf", "/mal-och-budget/2022/version/2.pdf")
START_TIMEOUT = 60  # seconds


def seconds(path: str) -> float:
    """How long the address takes to answer, whole."""
    begun = time.perf_counter()
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
        answer.read()
    return time.perf_counter() - begun


def first_page() -> float:
    """The time until the server has answered for the first time."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < START_TIMEOUT:
        try:
            seconds(PAGE)
        except HTTPError as error:
            raise SystemExit(f"The page answers {error.code}: is the database migrated, and Kungsör loaded?") from None
        except OSError:
            time.sleep(0.05)
        else:
            return time.perf_counter() - begun
    raise SystemExit("The server did not start.")


def main(arguments: list[str]) -> int:
    wait = float(arguments[0]) if arguments else 3.0
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "4",
         "--bind", f"127.0.0.1:{PORT}", "--log-level", "error", "kungsor_portal.wsgi"],
        cwd=ROOT, env={"DEBUG": "1", **os.environ},
    )  # fmt: skip
    try:
        print(f"the first page      {first_page():5.2f} s after the start")
        print(f"the next page       {seconds(PAGE):5.2f} s")
        time.sleep(wait)
        print(f"the first PDF       {seconds(PAPERS[0]):5.2f} s, asked for {wait:g} s later")
        print(f"another PDF         {seconds(PAPERS[1]):5.2f} s")
        print(f"the same once more  {seconds(PAPERS[1]):5.2f} s")
    finally:
        server.terminate()
        server.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
