"""The day's phases as data: which follows on which, in which step people see them, and what the big screen shows."""

from __future__ import annotations

from typing import Final

from framtidsdag.models import Framtidsdag, Room

Phase = Framtidsdag.Phase
Scene = Room.Scene

# Forward first, then back: the processledare may have gone on too soon.
MOVES: Final[dict[str, tuple[str, ...]]] = {
    Phase.PLANNED: (Phase.SITUATION,),
    Phase.SITUATION: (Phase.WORKSHOP, Phase.PLANNED),
    Phase.WORKSHOP: (Phase.PRIORITISING, Phase.SITUATION),
    Phase.PRIORITISING: (Phase.PROCESSING, Phase.WORKSHOP),
    Phase.PROCESSING: (Phase.PROCESSED, Phase.PRIORITISING),
    Phase.PROCESSED: (Phase.REPORTED, Phase.PROCESSING),
    Phase.REPORTED: (Phase.PROCESSED,),
}
ORDER: Final = tuple(MOVES)
# When the prioritering is done: proposals are answered, results are everyone's, and what came of it is told.
AFTERWARDS: Final = (Phase.PROCESSING, Phase.PROCESSED, Phase.REPORTED)
# What the big screen may show in each phase; the first by itself.
SCENES: Final[dict[str, tuple[str, ...]]] = {
    Phase.PLANNED: (Scene.WELCOME,),
    Phase.SITUATION: (Scene.FACTS, Scene.REFLECTIONS, Scene.WELCOME),
    Phase.WORKSHOP: (Scene.PROPOSALS, Scene.REFLECTIONS, Scene.WELCOME),
    Phase.PRIORITISING: (Scene.MARKING, Scene.RESULTS, Scene.PROPOSALS, Scene.WELCOME),
    Phase.PROCESSING: (Scene.THANKS, Scene.RESULTS),
    Phase.PROCESSED: (Scene.THANKS, Scene.RESULTS),
    Phase.REPORTED: (Scene.THANKS, Scene.RESULTS),
}


def following(phase: str) -> str | None:
    """The phase after, or None when the day is reported back."""
    at = ORDER.index(Phase(phase))
    return ORDER[at + 1] if at + 1 < len(ORDER) else None


def is_over(phase: str) -> bool:
    """Whether what was written and marked stands as it is (``framtidsdag.guards``)."""
    return phase in (Phase.PROCESSED, Phase.REPORTED)


def shows_results(phase: str, scene: str) -> bool:
    """Whether the room may see how many marks a proposal has: when the processledare shows it, and ever after."""
    return scene == Scene.RESULTS or phase in AFTERWARDS
