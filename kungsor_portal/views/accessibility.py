"""/tillganglighet/: the accessibility statement, from the municipality's data."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goals.publishing import public_page

SUBJECT = "Tillgänglighet i portalen"


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    contact = settings.MUNICIPALITY.contact
    return render(
        request,
        "portal/accessibility.html",
        {
            "statement": settings.MUNICIPALITY.accessibility,
            "mail_url": f"mailto:{contact.email}?subject={quote(SUBJECT)}" if contact.email else "",
            "trail": [{"label": "Tillgänglighetsredogörelse"}],
            "page_updated": settings.MUNICIPALITY.accessibility.updated_on,
        },
    )
