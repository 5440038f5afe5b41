"""What a version's status was on a day: what has been decided since was not yet so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import OuterRef, Subquery

from goals.models import DecisionItem
from goals.transitions import DECIDED, Status

_UNSET = object()


def settled_by(on: dt.date) -> Subquery:
    """``settled_as`` to annotate versions with: the outcome of the latest uncorrected decision taken by the day."""
    items = DecisionItem.objects.uncorrected(on).filter(version=OuterRef("pk"), outcome__in=DECIDED)
    return Subquery(items.order_by("-decision__date", "-pk").values("outcome")[:1])


def is_settled_later(version: Any) -> bool:
    """Whether the version, fetched with ``settled_as``, was decided on after the day."""
    settled_as = getattr(version, "settled_as", _UNSET)
    return version.status in DECIDED and settled_as is None


def status_on_day(version: Any) -> Status:
    """As it was put forward, where it was decided on after the day that ``settled_as`` is of."""
    return Status(version.put_forward_as if is_settled_later(version) else version.status)


def label_on_day(version: Any) -> str:
    """ "Beslutad"; of one decided on after the day "Inte beslutad än"."""
    return "Inte beslutad än" if is_settled_later(version) else str(version.get_status_display())
