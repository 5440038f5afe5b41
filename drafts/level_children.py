"""What belongs to a level: who is responsible, and exceptions, as they were shown and as they are wanted.

They are read back only when they changed, since each kind of them costs queries. What was shown goes with the form,
signed, so that nobody can name another level's rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from django.core import signing

from drafts.level_fields import stored
from drafts.states import fresh_key
from kpis.ambition import LevelException
from kpis.models import AmbitionLevel
from kpis.periods import Period, PeriodKind

BODIES: Final = "kpis.levelbody"
EXCEPTIONS: Final = "kpis.levelexception"
Rows = list[dict[str, Any]]
Shown = dict[str, Rows]
_SALT: Final = "drafts.level"


def shown_of(row: AmbitionLevel | None) -> Shown:
    """As the level has them; ``bodies`` and ``exceptions`` are read."""
    if row is None:
        return {BODIES: [], EXCEPTIONS: []}
    bodies = [{"key": str(b.key), "body_id": b.body_id, "own_value": b.own_value} for b in row.bodies.all()]
    exceptions = [
        {
            "key": str(e.key), "period_kind": e.period_kind, "period_end": e.period_end.isoformat(),
            "value": stored(e.value), "upper": stored(e.upper), "reason": e.reason,
        }
        for e in row.exceptions.order_by("period_end")
    ]  # fmt: skip
    return {BODIES: _sorted(bodies), EXCEPTIONS: exceptions}


def signed(shown: Shown) -> str:
    return signing.dumps(shown, salt=_SALT, compress=True)


def unsigned(text: Any) -> Shown | None:
    """What was shown, or None when what was sent is not what we made."""
    try:
        shown: Shown = signing.loads(str(text or ""), salt=_SALT)
    except signing.BadSignature:
        return None
    return shown


def wanted_bodies(shown: Shown, chosen: Iterable[int], own_value: Iterable[int]) -> Rows:
    """One that is chosen instead of another takes over its row's key."""
    chosen, own = list(chosen), set(own_value)
    had = {row["body_id"]: row["key"] for row in shown[BODIES]}
    free = iter([key for pk, key in had.items() if pk not in chosen])
    return _sorted(
        {"key": had.get(pk) or next(free, None) or fresh_key(), "body_id": pk, "own_value": pk in own} for pk in chosen
    )


def wanted_exceptions(shown: Shown, typed: Mapping[str, Any]) -> Rows:
    """The first one is edited; others there may be are kept as they are."""
    first, others = shown[EXCEPTIONS][:1], shown[EXCEPTIONS][1:]
    period: Period | None = typed.get("exception_period")
    if period is None:
        return others
    row = {
        "key": first[0]["key"] if first else fresh_key(),
        "period_kind": period.kind.value, "period_end": period.end.isoformat(),
        "value": stored(typed["exception_value"]), "upper": stored(typed.get("exception_upper")),
        "reason": typed["exception_reason"],
    }  # fmt: skip
    return [row, *others]


def changed(shown: Shown, wanted: Shown) -> Shown:
    """The kinds of children that are to be saved, each in order of key as states hold them."""
    return {label: _sorted(rows) for label, rows in wanted.items() if _sorted(rows) != _sorted(shown[label])}


def exceptions_of(rows: Rows) -> tuple[LevelException, ...]:
    """As the sentence and the assessment know them."""
    return tuple(
        LevelException(
            Period(PeriodKind(row["period_kind"]), dt.date.fromisoformat(row["period_end"])), Decimal(row["value"]),
            row["reason"], None if row["upper"] is None else Decimal(row["upper"]),
        )
        for row in rows
    )  # fmt: skip


def _sorted(rows: Iterable[dict[str, Any]]) -> Rows:
    return sorted(rows, key=lambda row: str(row["key"]))
