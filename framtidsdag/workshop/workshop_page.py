"""What all phones in a workshop see alike, rendered once for each change and kept in the process.

Kept by the room's revisions, the content's (masks included) and the day; what is not kept is made anew, so it only
saves work.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from framtidsdag.models import DiscussionNote, Framtidsdag, KpiProposal, Participant, Workshop
from framtidsdag.participants.taking_part import url_or_none
from framtidsdag.workshop.proposals import Card, cards_of, hidden_words
from goals.publishing import content_revision, release

MOST_KEPT: Final = 60
_kept: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock: Final = threading.Lock()
_making: Final = threading.Lock()


def live_part(day: Framtidsdag, workshop: Workshop, *, on: dt.date) -> SafeString:
    """The questions, the proposals and the notes, as everyone in the workshop sees them."""
    room, revision = day.room, content_revision()
    at = (revision.number, revision.token) if revision else None
    key = (release(), workshop.pk, room.pk, room.code, room.stage, room.texts, day.phase, room.is_open, at, on)
    if (found := _known(key)) is not None:
        return found
    with _making:  # when a whole room asks at once, one makes it and the others wait
        if (found := _known(key)) is not None:
            return found
        cards = [_card(card, key[0]) for card in cards_of(workshop, on=on)]
        made = render_to_string("framtidsdag/workshop_live.html", {
            "workshop": workshop, "cards": cards, "notes": notes_of(workshop),
            "takes": takes_texts(day, workshop), "marking_url": _marking_url(day, workshop),
        })  # fmt: skip
        with _lock:
            _kept[key] = made
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return made


def _known(key: Hashable) -> SafeString | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


@functools.lru_cache(maxsize=2000)
def _card(card: Card, made_by: str) -> SafeString:
    """A card's HTML: one more proposal does not make all the others anew. ``made_by`` is the release."""
    return render_to_string("framtidsdag/proposal_card.html", {"card": card, "place": "forslag"})


def _marking_url(day: Framtidsdag, workshop: Workshop) -> str:
    """Where the workshop's proposals are marked, while they are."""
    if day.phase != Framtidsdag.Phase.PRIORITISING or day.date is None:
        return ""
    return url_or_none("part_marking", day.in_address, workshop.pk) or ""


def takes_texts(day: Framtidsdag, workshop: Workshop) -> bool:
    """Whether participants can propose and note just now."""
    return day.phase == Framtidsdag.Phase.WORKSHOP and day.room.is_open and workshop.is_open


def notes_of(workshop: Workshop) -> list[dict[str, Any]]:
    """The notes in the order they were written, hidden ones as that they are."""
    return [
        {
            "pk": note.pk,
            "text": "" if note.is_hidden else note.text,
            "hidden": hidden_words(note),
        }
        for note in DiscussionNote.objects.filter(workshop=workshop).order_by("pk")
    ]


def own_proposals(workshop: Workshop, participant: Participant) -> list[KpiProposal]:
    """Those that the participant can still amend: neither hidden nor merged."""
    return list(KpiProposal.objects.standing().filter(workshop=workshop, participant=participant).order_by("number"))
