"""Answering proposals: it became this nyckeltal with this ambition level, or it did not, and why.

Each function is one transaction under the room's lock and raises ``RoomError`` with a Swedish message before anything
is stored. Who may call them is for the views (``rules.check_may_answer``).
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone

from drafts.access import readable
from framtidsdag.errors import RoomError
from framtidsdag.models import Answer, Framtidsdag, KpiProposal
from framtidsdag.phases import is_over
from framtidsdag.rooms import writing
from goals.models import PlanVersion
from goals.units import unit_of
from kpis.models import AmbitionLevel, Kpi

_log = logging.getLogger(__name__)


class AnsweredMeanwhileError(RoomError):
    """Somebody else answered, or took an answer back, since the form was shown."""


def seen_of(answer: Answer | None) -> str:
    """What a form keeps of the answer it was shown with; empty for none."""
    return f"{answer.pk}.{answer.answered_at.timestamp():.6f}" if answer else ""


def answer_became(
    *, proposal: KpiProposal, kpi: Kpi, level_key: uuid.UUID, version: PlanVersion, by: Any, at: dt.datetime,
    reason: str = "", seen: str = "",
) -> Answer:  # fmt: skip
    """The proposal became the nyckeltal, with the level in a draft or version that ``by`` may read.

    ``seen`` is ``seen_of`` the answer that the form showed. The same answer sent twice is stored once.
    """
    said = {"kind": Answer.Kind.BECAME, "kpi_id": kpi.pk, "level_key": level_key, "version_id": version.pk,
            "reason": reason.strip()}  # fmt: skip
    with _answering(proposal) as (standing, current):
        if _is_done(current, said, seen):
            return _of(current)
        places = readable(by, timezone.localdate(at)).exclude(status=PlanVersion.Status.WITHDRAWN)
        level = AmbitionLevel.objects.filter(version__in=places.order_by().values("pk"))
        if not level.filter(version=version, key=level_key, kpi=kpi).exists():
            raise RoomError("Ambitionsnivån finns inte i utkastet längre. Välj en annan.", "niva")
        answer = _store(standing, said, by, at)
    _log.info("proposal %s: became kpi %s, by %s", proposal.pk, kpi.pk, getattr(by, "pk", None))
    return answer


def answer_declined(
    *, proposal: KpiProposal, reason: str, by: Any, at: dt.datetime, seen: str = ""
) -> Answer:  # fmt: skip
    """The proposal did not become a nyckeltal; why is told to everyone."""
    said = {"kind": Answer.Kind.DECLINED, "kpi_id": None, "level_key": None, "version_id": None,
            "reason": reason.strip()}  # fmt: skip
    if not said["reason"]:
        raise RoomError("Skriv varför det inte blev ett nyckeltal.", "motivering")
    with _answering(proposal) as (standing, current):
        if _is_done(current, said, seen):
            return _of(current)
        answer = _store(standing, said, by, at)
    _log.info("proposal %s: declined, by %s", proposal.pk, getattr(by, "pk", None))
    return answer


def withdraw_answer(*, proposal: KpiProposal, by: Any, at: dt.datetime, seen: str = "") -> None:
    """The answer is taken back, and the proposal waits for one again. Taking back what is not there changes nothing."""
    with _answering(proposal) as (standing, current):
        if current is None:
            return
        if seen_of(current) != seen:
            raise _meanwhile(current)
        Answer.objects.filter(proposal=standing).delete()
    _log.info("proposal %s: answer taken back, by %s", proposal.pk, getattr(by, "pk", None))


@contextmanager
def _answering(proposal: KpiProposal) -> Iterator[tuple[KpiProposal, Answer | None]]:
    """The proposal and its answer as they stand under the lock, when it can be answered."""
    with writing(proposal.day_id, "texts", about=Answer) as room:
        if room.day.phase != Framtidsdag.Phase.PROCESSING:
            raise RoomError(_when(room.day.phase))
        standing = KpiProposal.objects.select_related("answer").get(pk=proposal.pk)
        if standing.merged_into_id is not None:
            raise RoomError("Förslaget är sammanslaget med ett annat. Besvara det i stället.")
        if standing.is_hidden:
            raise RoomError("Förslaget är dolt och besvaras inte.")
        yield standing, getattr(standing, "answer", None)


def _when(phase: str) -> str:
    if is_over(phase):
        return "Dagen är bearbetad. Svaren ändras inte mer."
    return "Förslagen besvaras under bearbetningen, när prioriteringen är avslutad."


def _is_done(current: Answer | None, said: dict[str, Any], seen: str) -> bool:
    """Whether it is stored already. Raises AnsweredMeanwhileError when another was given since the form was shown."""
    if current is not None and all(getattr(current, name) == value for name, value in said.items()):
        return True
    if seen_of(current) != seen:
        raise _meanwhile(current)
    return False


def _meanwhile(current: Answer | None) -> AnsweredMeanwhileError:
    if current is None:
        return AnsweredMeanwhileError("Svaret har tagits tillbaka sedan du öppnade sidan. Läs igenom och svara igen.")
    who = f" av {current.answered_by_unit}" if current.answered_by_unit else ""
    return AnsweredMeanwhileError(
        f"Förslaget har besvarats{who} sedan du öppnade sidan. Läs svaret, och svara igen om det ska ändras."
    )


def _store(proposal: KpiProposal, said: dict[str, Any], by: Any, at: dt.datetime) -> Answer:
    given = said | {"answered_at": at, "answered_by": by, "answered_by_unit": unit_of(by)}
    answer, _ = Answer.objects.update_or_create(proposal=proposal, defaults=given)
    return answer


def _of(current: Answer | None) -> Answer:
    assert current is not None
    return current
