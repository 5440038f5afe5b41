"""Flödet: decisions, and versions that have become public, as Atom (RFC 4287)."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from goals.feed import NOTICE, Entry, entries, tag
from goals.publishing import content_revision, public_page

# A feed with nothing in it, of a portal where nothing was ever written, has not changed since this.
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class DecisionsFeed(Atom1Feed):
    """Atom that says when it last changed also when it has no entries, and gives no address of the moment."""

    def latest_post_date(self) -> dt.datetime:
        return self.changed

    def __init__(self, found: list[Entry], *, changed: dt.datetime, request: HttpRequest) -> None:
        municipality = settings.MUNICIPALITY
        self.changed = changed
        super().__init__(
            title=f"Beslut – {municipality.portal_name}",
            link=request.build_absolute_uri(reverse("decisions")),
            description="",
            subtitle=f"Beslut om {municipality.genitive} mål och budget, och förslag som blivit offentliga. {NOTICE}",
            language="sv",
            author_name=municipality.name,
            author_link=municipality.website or None,
            feed_url=request.build_absolute_uri(reverse("decisions_feed")),
            feed_guid=tag("beslut"),
        )
        for entry in found:
            self.add_item(
                title=entry.title,
                link=request.build_absolute_uri(entry.path),
                description=entry.summary,
                unique_id=entry.ident,
                pubdate=entry.published,
                updateddate=entry.updated,
            )


@require_safe
@public_page
def decisions_feed(request: HttpRequest) -> HttpResponse:
    """The newest decisions and public versions. Asked again with the ETag, it costs one query."""
    found = entries(timezone.localdate())
    revision = getattr(request, "content_revision", None) or content_revision()
    changed = max((entry.updated for entry in found), default=revision.changed_at if revision else None) or NEVER
    feed = DecisionsFeed(found, changed=changed.replace(microsecond=0), request=request)
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)
