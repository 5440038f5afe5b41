"""Logga in och logga ut. Guessing is slowed down by django-axes; nothing here is kept in any cache."""

from __future__ import annotations

import datetime as dt
import math
from http import HTTPStatus
from typing import Any

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class SignInForm(AuthenticationForm):
    """Swedish labels, and one message that does not tell whether the name or the password was wrong."""

    error_messages = {
        "invalid_login": (
            "Användarnamnet och lösenordet hör inte ihop. Kontrollera båda; stora och små bokstäver skiljs åt."
        ),
        "inactive": "Kontot är avstängt.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Användarnamn"
        self.fields["username"].error_messages["required"] = "Skriv ditt användarnamn."
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": False}
        self.fields["password"].label = "Lösenord"
        self.fields["password"].error_messages["required"] = "Skriv ditt lösenord."

    def clean_username(self) -> str:
        """No account has a name so long, and the log of attempts has no room for it: Django only tells the browser."""
        username: str = self.cleaned_data["username"]
        if len(username) > (self.username_field.max_length or 0):
            raise self.get_invalid_login_error()
        return username


class SignIn(LoginView):
    """The form; who is signed in already is sent on. ``next`` leads only to the portal's own pages."""

    template_name = "portal/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """The page asked for, if safe; never the form itself, which would lead in a ring, nor the way out."""
        url = super().get_redirect_url()
        own = (reverse("login"), reverse("logout"))
        return "" if url.partition("?")[0] in own else url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "nav_current": "logga-in",
            "trail": [{"label": "Logga in"}],
            "next": self.get_redirect_url(),
            "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        }


@method_decorator([never_cache, login_not_required], name="dispatch")
class SignOut(LogoutView):
    """Only by POST: a link that somebody else has put on a page signs nobody out."""

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = render(request, "portal/logout.html", {"trail": [{"label": "Logga ut"}]})
        response.status_code = HTTPStatus.METHOD_NOT_ALLOWED
        response.headers["Allow"] = HttpResponseNotAllowed(["POST", "OPTIONS"]).headers["Allow"]
        return response


sign_in = SignIn.as_view()
sign_out = SignOut.as_view()


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Too many attempts (settings.AXES_LOCKOUT_CALLABLE): 429, with the time when one may try again."""
    again = _try_again_at(request, credentials)
    answer = render(
        request,
        "portal/locked_out.html",
        {"again": again, "is_today": timezone.localdate(again) == timezone.localdate()},
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )
    answer.headers["Retry-After"] = str(max(1, math.ceil((again - timezone.now()).total_seconds())))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _try_again_at(request: HttpRequest, credentials: dict[str, Any] | None) -> dt.datetime:
    """When the last counted failure of this name from this computer is forgotten, in Stockholm, to the minute."""
    failures = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials),
        ip_address=getattr(request, "axes_ip_address", None),
    )
    last = failures.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    again = last + (get_cool_off(request) or dt.timedelta())
    whole = again.replace(second=0, microsecond=0)
    return timezone.localtime(whole if whole == again else whole + dt.timedelta(minutes=1))
