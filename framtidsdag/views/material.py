"""A file of the day's material, as anyone who sees the day reads it: always as an attachment."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from framtidsdag.fetching import date_or_404
from framtidsdag.models import Material
from framtidsdag.preparation.material import is_masked
from goals.publishing import PUBLIC, is_visitor

# Should a browser show the file all the same, nothing in it runs, loads or leads anywhere.
_NOTHING: Final = "sandbox; default-src 'none'"


@login_not_required
@require_safe
def day_material(request: HttpRequest, date: str, pk: int) -> HttpResponseBase:
    found = Material.objects.filter(day__date=date_or_404(date), pk=pk).defer("content").first()
    if found is None or is_masked(found):
        raise Http404("Filen finns inte bland dagens material, eller är borttagen ur webbversionen.")
    file: Material = found

    def answer(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(bytes(file.content), content_type=file.content_type)
        disposition = content_disposition_header(as_attachment=True, filename=file.name)
        response.headers["Content-Disposition"] = disposition or "attachment"
        return response

    # The content is fetched only where it has to be sent.
    response = condition(etag_func=lambda request: f'"{file.sha256}"')(answer)(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _NOTHING
    if is_visitor(request):
        response.headers["Cache-Control"] = PUBLIC
    return response
