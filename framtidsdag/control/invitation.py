"""How one joins the day, as the big screen and the processledare show it: the short address, the code, the QR code."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from framtidsdag.models import Framtidsdag, Room
from framtidsdag.phases import is_over


@dataclass(frozen=True, slots=True)
class Invitation:
    """``address`` is what one types, without https://; ``code`` is empty where one signs in instead."""

    address: str
    code: str
    url: str
    qr: SafeString


def invitation_to(request: HttpRequest, day: Framtidsdag, room: Room) -> Invitation | None:
    """How to join now; None while the room is closed and when the day is over."""
    if not room.is_open or is_over(day.phase):
        return None
    if room.joining == Room.Joining.ACCOUNT:
        part = day.get_absolute_url() + "delta/"
        return _invitation(request, shown=part, code="", path=part)
    path = reverse("join_code", args=[room.code])
    return _invitation(request, shown=reverse("join"), code=room.code, path=path)


def _invitation(request: HttpRequest, *, shown: str, code: str, path: str) -> Invitation:
    url = request.build_absolute_uri(path)
    return Invitation(request.get_host() + shown, code, url, qr_svg(url))


def qr_svg(url: str) -> SafeString:
    """The address as a QR code: an SVG without size, whose colours are the style sheet's.

    Always dark on light, the quiet zone included: phones read no other. Medium correction, for a screen seen askew.
    """
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4, dark="#000", light="#fff",
        svgclass="qr", lineclass=None,
    )  # fmt: skip
    label = format_html('<svg role="img" aria-label="QR-kod som leder till {}" ', url)
    # Drawn by segno from an address of our own; nothing else in it is anyone's text.
    return mark_safe(out.getvalue().decode().replace("<svg ", label, 1))  # noqa: S308
