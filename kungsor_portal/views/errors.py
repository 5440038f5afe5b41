"""Error pages in Swedish. What has broken may be the database: the gravest of them need neither it nor a template."""

from __future__ import annotations

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

LAST_RESORT = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><title>Något gick fel</title></head>
<body><main><h1>Något gick fel hos oss</h1><p>Portalen kunde inte visa sidan. Det som redan var sparat finns kvar.
Försök igen om en stund.</p><p><a href="/">Till översikten</a></p></main></body></html>
"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(_standalone("400.html"), status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever has broken, an answer comes out: the page, or a few lines without stylesheet."""
    try:
        return HttpResponseServerError(_standalone("500.html"))
    except Exception:
        log.exception("The error page itself could not be made.")
        return HttpResponseServerError(LAST_RESORT)


def _standalone(template: str) -> str:
    """A page without request, user or database."""
    return render_to_string(template, {"municipality": settings.MUNICIPALITY})
