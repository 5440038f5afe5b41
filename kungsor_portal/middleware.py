"""What happens to a request before any view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from goals.publishing import wants_fragment


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in page, but for a fragment: put in a form's place, that page would take away what was typed.

    A fragment is answered 401, which htmx leaves out of the page and failed.js tells in words.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]) -> Any:
        if wants_fragment(request):
            return HttpResponse("Logga in igen.", status=401, content_type="text/plain; charset=utf-8")
        return super().handle_no_permission(request, view_func)
