"""A server loads what papers need while it serves its first pages: nobody waits for it with the first PDF."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

from goals.views import paper_response

SERVED = """
import sys, threading
import kungsor_portal.wsgi
(thread,) = [one for one in threading.enumerate() if one.name == "papers"]
assert thread.daemon, "a server that is stopped does not wait for it"
{then}
print("weasyprint.text.fonts" in sys.modules, "goals.paper_tags" in sys.modules)
"""
JOINED = "thread.join()"
# As `gunicorn --preload`: the worker has what its master loaded, and takes over no half-made import.
FORKED = """
import os
child = os.fork()
if child:
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
assert not thread.is_alive()
"""


def serve(then: str) -> str:
    script = SERVED.format(then=then)
    environment = {**os.environ, "DEBUG": "1", "DATABASE_URL": "sqlite://:memory:"}
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", script],
        cwd=settings.BASE_DIR, env=environment, text=True, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.pango
@pytest.mark.parametrize("then", [JOINED, FORKED], ids=["in its own process", "in a process forked from it"])
def test_a_server_has_loaded_what_a_pdf_needs_before_one_is_asked_for(then: str) -> None:
    assert serve(then) == "True True\n"


@pytest.mark.pango
def test_warming_up_leaves_a_paper_made() -> None:
    paper_response.warm_up()
    assert paper_response._KEPT.get(paper_response._SMALL, "http://localhost/").startswith(b"%PDF-")


def test_where_no_pdf_can_be_made_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_response, "can_make_pdf", lambda: False)
    monkeypatch.setattr(paper_response, "_KEPT", None)
    paper_response.warm_up()
