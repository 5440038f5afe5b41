"""Public pages, cheap by design.

What someone not signed in gets depends on the address and the content alone: no cookie, no token, and
an ETag made of the release, the content's revision, the day in Stockholm, and page or fragment. A
browser or proxy that asks again is answered 304 after one query. Signed in: never stored anywhere.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import parse_etags

from goals import masking
from goals.models import ContentRevision
from goals.queries import QueryError

View = TypeVar("View", bound=Callable[..., HttpResponse])
VARY = "Accept-Encoding, HX-Request, Cookie"
PUBLIC = "public, no-cache"
PRIVATE = "private, no-store"
# What a proxy that compresses may have put at the end of an ETag: W/"abc-gzip", "abc;br", "abc--gzip".
_CODING = re.compile(r"(?:--?|;)(?:gzip|br|zstd|deflate)$")


def public_page(view: View) -> View:
    """The view needs no sign-in, and its pages for those not signed in may be kept and asked for again."""
    view.is_public_page = True  # type: ignore[attr-defined]
    return login_not_required(view)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a boosted or restored page is a page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def is_visitor(request: HttpRequest) -> bool:
    """Nobody is signed in; without a session cookie the database is not asked."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated


def _is_like_everyones(request: HttpRequest) -> bool:
    """A visitor, and no message waits that only this browser is to be shown."""
    return CookieStorage.cookie_name not in request.COOKIES and is_visitor(request)


def content_revision() -> ContentRevision | None:
    """The revision as it stands, or as the request first saw it; one query tells the masks' state with it."""
    return masking.known_revision(ContentRevision.objects.with_masks().first)


def page_updated(request: HttpRequest) -> dt.date | None:
    """The day in Stockholm when content last changed; no further query for a visitor."""
    revision = getattr(request, "content_revision", None) or content_revision()
    return timezone.localdate(revision.changed_at) if revision and revision.changed_at else None


def page_etag(request: HttpRequest, revision: ContentRevision | None) -> str:
    """The weak ETag of a public page or fragment today."""
    parts = (
        release(),
        f"{revision.number}.{revision.token}" if revision else "0",
        timezone.localdate().isoformat(),
        "fragment" if wants_fragment(request) else "page",
    )
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]}"'


class PublicPageMiddleware:
    """Answers 304 where it can, and sets what may be kept and by whom on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with masking.a_request():
            response = self.get_response(request)
        etag = getattr(request, "page_etag", None)
        if etag is None:
            response.headers.setdefault("Cache-Control", PRIVATE)
            return response
        # The removal of a session that has expired: nothing that a page for everyone should carry.
        response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        response.headers["Vary"] = VARY
        # An error is not kept: what was not found, or could not be answered, may be there when asked for again.
        response.headers["Cache-Control"] = PUBLIC if response.status_code < 400 else PRIVATE
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method not in ("GET", "HEAD") or not getattr(view, "is_public_page", False):
            return None
        if not _is_like_everyones(request):
            return None
        request.content_revision = content_revision()  # type: ignore[attr-defined]
        etag = page_etag(request, request.content_revision)  # type: ignore[attr-defined]
        request.page_etag = etag  # type: ignore[attr-defined]
        return HttpResponseNotModified() if has_it(request, etag) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A query that was not understood is said so, parameter by parameter."""
        if not isinstance(exception, QueryError):
            return None
        context = {"faults": exception.faults, "understood": exception.understood(request)}
        return render(request, "portal/query_error.html", context, status=400)


class UnpaddedGZip(GZipMiddleware):
    """The same bytes each time."""

    max_random_bytes = 0


class CompressionMiddleware:
    """Gzip for everything, static files of a developer's server included.

    Django pads compressed pages at random, so that their length does not tell a secret. A public page
    holds no secret, and the same bytes each time can be compared and kept: those are not padded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.padded = GZipMiddleware(get_response)
        self.plain = UnpaddedGZip(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        kept = response.headers.get("Cache-Control", "")
        gzip = self.plain if "public" in kept else self.padded  # WhiteNoise's files are public too
        vary = response.headers.get("Vary")
        compressed = gzip.process_response(request, response)
        if vary == VARY:
            compressed.headers["Vary"] = VARY
        return compressed


def has_it(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names the page as it stands, compared weakly (RFC 9110, 13.1.2).

    A proxy may have dropped the W/, or said at the end how it compressed the page.
    """
    given = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in given or _opaque(etag) in map(_opaque, given)


def _opaque(etag: str) -> str:
    return _CODING.sub("", etag.removeprefix("W/").strip('"'))


def release() -> str:
    """What the code and templates are: RELEASE if set, else a digest of them; read anew when developing."""
    if settings.RELEASE:
        return str(settings.RELEASE)
    return _digest_of_times() if settings.DEBUG else _digest_of_content()


def _source_files() -> list[Path]:
    folders = [
        settings.BASE_DIR / name for name in ("goals", "kpis", "drafts", "assembly", "framtidsdag", "kungsor_portal")
    ]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    for folder in (settings.BASE_DIR / "templates", settings.BASE_DIR / "static", settings.MUNICIPALITY.folder):
        files += [path for path in folder.rglob("*") if path.is_file()]
    return sorted(files)


@functools.cache
def _digest_of_content() -> str:
    digest = hashlib.sha256()
    for path in _source_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _digest_of_times() -> str:
    times = "|".join(str(path.stat().st_mtime_ns) for path in _source_files())
    return hashlib.sha256(times.encode()).hexdigest()[:16]
