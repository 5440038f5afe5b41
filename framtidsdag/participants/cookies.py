"""What a participant's browser keeps: its token and its receipt code, for the day's own addresses alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from framtidsdag.codes import hashed, new_token
from framtidsdag.fetching import COOKIE
from framtidsdag.models import Framtidsdag, Participant
from framtidsdag.participants.joining import forget_date, receipt_for, secret_of_account

RECEIPT: Final = "kvitto"
SENT: Final = "skickat"
LONGEST: Final = 100  # a token is much shorter: what is longer is none of ours


def own_token(request: HttpRequest) -> str:
    """The browser's token, joined or not; "" for none."""
    token: str = request.COOKIES.get(COOKIE, "")
    return token if len(token) <= LONGEST else ""


def is_left(token: str) -> bool:
    """Whether the token was a participant's who goes on from another browser now, or is forgotten."""
    if not token:
        return False
    receipt = hashed(receipt_for(token))
    return Participant.objects.filter(receipt_hash=receipt).exclude(token_hash=hashed(token)).exists()


def token_for_joining(request: HttpRequest) -> str:
    """The browser's own token, or a new one where it has none that can be joined with."""
    token = own_token(request)
    return new_token() if not token or is_left(token) else token


def receipt_of(request: HttpRequest, participant: Participant) -> str:
    """The participant's receipt code as this browser knows it; "" where it does not."""
    candidates = [request.COOKIES.get(RECEIPT, "")[:LONGEST]]
    if token := own_token(request):
        candidates.append(receipt_for(token))
    if participant.kind == Participant.Kind.ACCOUNT and participant.user_id == request.user.pk:
        candidates.append(receipt_for(secret_of_account(participant.day, request.user)))
    return next((code for code in candidates if code and hashed(code) == participant.receipt_hash), "")


def keep_token(
    response: HttpResponse, day: Framtidsdag, token: str, *, on: dt.date, until: dt.date | None = None
) -> None:
    """Until the participant is forgotten; the token of someone who has not joined yet, as long as theirs would be."""
    _keep(response, day, COOKIE, token, on=on, until=until or forget_date(day, on))


def keep_receipt(response: HttpResponse, day: Framtidsdag, receipt: str, *, on: dt.date, until: dt.date) -> None:
    _keep(response, day, RECEIPT, receipt, on=on, until=until)


def keep_sent(response: HttpResponse, day: Framtidsdag, keys: list[str]) -> None:
    """The keys of what the browser has sent, until it is closed: in no address, which a server writes in its log."""
    response.set_cookie(
        SENT, ".".join(keys), path=day.get_absolute_url(), httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )  # fmt: skip


def sent_of(request: HttpRequest) -> list[str]:
    """The keys that ``keep_sent`` kept; raw and unchecked."""
    return request.COOKIES.get(SENT, "").split(".")


def _keep(response: HttpResponse, day: Framtidsdag, name: str, value: str, *, on: dt.date, until: dt.date) -> None:
    response.set_cookie(
        name, value, max_age=max(until - on, dt.timedelta(days=1)), path=day.get_absolute_url(), httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip
