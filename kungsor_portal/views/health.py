"""/healthz: for the machine that watches the portal. One query; nothing of the portal's content."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from goals import triggers

log = logging.getLogger(__name__)


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 with the database reachable and its triggers in place, else 503 with the reason in a line."""
    try:
        missing = triggers.missing()
    except Error:
        log.exception("The database does not answer.")
        return _answer("Databasen svarar inte.", 503)
    if missing:
        log.error("%d triggers are missing, among them %s: run manage.py migrate.", len(missing), missing[0])
        return _answer(f"{len(missing)} av databasens triggrar saknas.", 503)
    return _answer("ok", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
