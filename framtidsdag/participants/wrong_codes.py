"""Wrong codes are slowed down, address by address, without locking out a room that is behind one router.

After ten wrong ones within ten minutes, a code from the address is looked at only when two seconds have passed since
the last wrong one that was: a right one then gets in, and guessing is worth thirty tries a minute of a thousand million
codes. What comes sooner is answered that it came too soon, right or wrong. Receipt codes are slowed alike.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from assembly.locking import telling_unwritten
from framtidsdag.errors import RoomError
from framtidsdag.models import WrongCode

T = TypeVar("T")
FREE_TRIES: Final = 10
WITHIN: Final = dt.timedelta(minutes=10)
PAUSE: Final = dt.timedelta(seconds=2)
_WITH_PORT: Final = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")
TOO_MANY: Final = "Många felaktiga koder från ditt nätverk. Vänta två sekunder och försök igen."


class TooSoonError(RoomError):
    """The code was not looked at; ``after`` is how many whole seconds to wait."""

    after = int(PAUSE.total_seconds())


def tried(*, address: str, at: dt.datetime, look: Callable[[], T | None]) -> T | None:
    """What the code leads to, or None for a wrong one, which is remembered. Raises TooSoonError unlooked at."""
    with telling_unwritten(RoomError):
        return _tried(address, at, look)


def _tried(address: str, at: dt.datetime, look: Callable[[], T | None]) -> T | None:
    recent: Any = WrongCode.objects.filter(address_hash=address, tried_at__gt=at - WITHIN)
    if len(recent.values_list("pk")[:FREE_TRIES]) < FREE_TRIES:
        found = look()
        if found is None:
            _remember(address, at)
        return found
    with transaction.atomic():
        # One at a time, so that many at once are not all looked at.
        list(recent.select_for_update().order_by("pk").values_list("pk")[:1])
        last = recent.order_by("-tried_at").values_list("tried_at", flat=True).first()
        if last is not None and at - last < PAUSE:
            raise TooSoonError(TOO_MANY, "kod")
        found = look()
        if found is None:
            WrongCode.objects.create(address_hash=address, tried_at=at)
    return found


def prune(at: dt.datetime) -> Any:
    """The rows that slow nobody down any more."""
    return WrongCode.objects.filter(tried_at__lte=at - WITHIN)


def address_of(request: HttpRequest) -> str:
    """The address that the request comes from, hashed with the portal's key.

    Behind trusted proxies (settings.AXES_IPWARE_PROXY_COUNT) it is what the outermost of them wrote down. Of IPv6 it is
    the network, since a single subscriber has them all.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if proxies := settings.AXES_IPWARE_PROXY_COUNT or 0:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        address = hops[-proxies] if len(hops) >= proxies else address
    return salted_hmac("framtidsdag.wrong_codes", _network(address), algorithm="sha256").hexdigest()


def _network(address: str) -> str:
    """Some proxies write the port too, which is another for every connection."""
    if with_port := _WITH_PORT.fullmatch(address):
        address = with_port[1] or with_port[2]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _remember(address: str, at: dt.datetime) -> None:
    prune(at).delete()
    WrongCode.objects.create(address_hash=address, tried_at=at)
