"""Since when a version that waits to be decided on can be read by anyone, and which meeting it goes to.

``PlanVersionQuerySet.with_publication`` asks the database; what it found is put in words here, on a day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from goals.calendar_of_law import WEEK, is_published_late
from goals.comparison_address import comparison_url
from goals.dates import MONTHS, written
from goals.models import Body, PlanVersion
from goals.transitions import OPEN

LATE: Final = "Publicerad mindre än en vecka före sammanträdet"
AGAINST: Final = "Vad förslaget ändrar mot det som gäller"


@dataclass(frozen=True, slots=True)
class Publication:
    """A version on its way to a decision. ``since`` is None while it is not public, ``meeting`` while none is known."""

    since: dt.date | None
    meeting: dt.date | None
    body: str  # "fullmäktige"
    is_proposal: bool

    def sentence(self, on: dt.date) -> str:
        """ "Till fullmäktige 29 november · offentligt sedan 19 november"; any year but the day's is written out."""
        parts = [f"till {self.body} {day_of(self.meeting, on)}"] if self.meeting else []
        parts.append(f"offentligt sedan {day_of(self.since, on)}" if self.since else "inte offentligt än")
        words = " · ".join(parts)
        return words[:1].upper() + words[1:]

    @property
    def last_day(self) -> dt.date | None:
        """The last day to publish and leave people a week before the meeting (kommunallagen 5:13 and 8:14)."""
        return self.meeting - WEEK if self.meeting else None

    @property
    def is_late(self) -> bool:
        """A proposal that people had less than a week to read. A yrkande may come in the meeting itself."""
        return self.is_proposal and bool(self.meeting and self.since and is_published_late(self.since, self.meeting))


def publication_of(version: Any) -> Publication | None:
    """Of a version that ``with_publication`` has fetched; None for one that does not wait to be decided on."""
    if version.status not in OPEN:
        return None
    return Publication(
        public_since(version),
        getattr(version, "meeting_on", None),
        body_words(version.plan.body),
        is_proposal=version.status == PlanVersion.Status.PROPOSED,
    )


def public_since(version: Any) -> dt.date | None:
    """The day on which anyone could first read the version: published, or put forward to an announced meeting."""
    published: dt.date | None = version.published_on
    left: dt.date | None = version.left_draft_on
    announced: dt.date | None = getattr(version, "announced_on", None)
    if published is None and version.status == PlanVersion.Status.PROPOSED and announced and left:
        return max(announced, left)
    return published


def against(versions: Iterable[PlanVersion], on: dt.date) -> dict[int, PlanVersion]:
    """For each version, by its pk, what is in force that it would change; one query, none for no versions.

    The wording of its own plan that was last adopted by the day; for a plan not yet adopted, that of the body's plan in
    force. A version for which there is neither is left out.
    """
    asked = list(versions)
    if not asked:
        return {}
    bodies = {version.plan.body_id for version in asked}
    adopted = list(PlanVersion.objects.adopted_by(on).filter(plan__body__in=bodies).select_related("plan__body"))
    found = {}
    for version in asked:
        own = next((one for one in adopted if one.plan_id == version.plan_id), None)
        years = [one for one in adopted if one.plan.body_id == version.plan.body_id and one.plan.year <= on.year]
        basis = own or max(years, key=lambda one: one.plan.year, default=None)  # the first of them: the last adopted
        if basis is not None and basis.pk != version.pk:
            found[version.pk] = basis
    return found


def shown(version: PlanVersion, basis: PlanVersion | None, on: dt.date) -> dict[str, Any] | None:
    """As components/publication.html reads it; ``basis`` is what the version would change. None when it is decided."""
    publication = publication_of(version)
    if publication is None:
        return None
    return {
        "sentence": publication.sentence(on),
        "warning": f"{LATE}." if publication.is_late else "",
        "url": comparison_url(basis, version) if basis is not None else "",
        "link": AGAINST,
        "name": version.name,
    }


def body_words(body: Body) -> str:
    """ "fullmäktige", or the body by its own name."""
    return "fullmäktige" if body.kind == Body.Kind.COUNCIL else body.name


def day_of(day: dt.date, on: dt.date) -> str:
    """29 november; another year than the day's is written out."""
    return f"{day.day} {MONTHS[day.month - 1]}" if day.year == on.year else written(day)
