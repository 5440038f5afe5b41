"""The portal's addresses and an empty view to measure them against, under the same middleware."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from goals.publishing import public_page


@public_page
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("tom/", empty), path("", include("kungsor_portal.urls"))]
