"""What the processledare's buttons for the day's phases say, and what pressing them means, in plain words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from framtidsdag.models import Framtidsdag
from framtidsdag.phases import MOVES, ORDER, following

Phase = Framtidsdag.Phase

TITLES: Final[dict[str, str]] = {
    Phase.PLANNED: "Dagen är planerad",
    Phase.SITUATION: "Nuläge pågår",
    Phase.WORKSHOP: "Workshop pågår",
    Phase.PRIORITISING: "Prioritering pågår",
    Phase.PROCESSING: "Förslagen besvaras",
    Phase.PROCESSED: "Dagen är bearbetad",
    Phase.REPORTED: "Dagen är återrapporterad",
}
# What the room does in each phase: one line for whoever leads.
MEANINGS: Final[dict[str, str]] = {
    Phase.PLANNED: "Deltagarna kan gå med när rummet är öppet. Inget skrivs än.",
    Phase.SITUATION: "Deltagarna skriver vad som fungerar bra och mindre bra i styrmodellen.",
    Phase.WORKSHOP: "Deltagarna föreslår nyckeltal och antecknar i de workshopar som är öppna.",
    Phase.PRIORITISING: "Deltagarna lägger sina markeringar. Resultatet syns för dem när du visar det.",
    Phase.PROCESSING: "Varje förslag får ett svar. Alla ser hur många markeringar förslagen fick.",
    Phase.PROCESSED: "Alla förslag har svar. Uppdragen följs upp.",
    Phase.REPORTED: "Alla uppdrag är återrapporterade.",
}
_FORWARD: Final[dict[str, str]] = {
    Phase.SITUATION: "Gå vidare till nuläge",
    Phase.WORKSHOP: "Gå vidare till workshop",
    Phase.PRIORITISING: "Gå vidare till prioritering",
    Phase.PROCESSING: "Avsluta dagen och gå vidare till svaren",
    Phase.PROCESSED: "Avsluta bearbetningen",
    Phase.REPORTED: "Avsluta återrapporteringen",
}
_BACK: Final[dict[str, str]] = {
    Phase.PLANNED: "Tillbaka till förberedelserna",
    Phase.SITUATION: "Tillbaka till nuläge",
    Phase.WORKSHOP: "Tillbaka till workshop",
    Phase.PRIORITISING: "Tillbaka till prioritering",
    Phase.PROCESSING: "Tillbaka till svaren",
    Phase.PROCESSED: "Ta tillbaka återrapporteringen",
}
_QUESTIONS: Final[dict[str, str]] = {
    Phase.PROCESSING: "Prioriteringen stängs. Inga fler markeringar läggs, flyttas eller tas tillbaka, och alla ser "
    "resultatet. Sedan besvaras förslagen.",
    Phase.PROCESSED: "Texter, markeringar och svar står sedan fast och kan inte ändras.",
    Phase.REPORTED: "Dagen är klar. Alla uppdrag har återrapporterats.",
}
_QUESTIONS_BACK: Final[dict[str, str]] = {
    Phase.PLANNED: "Inga reflektioner tas emot förrän du går vidare igen. De som är skrivna finns kvar.",
    Phase.SITUATION: "Inga förslag eller anteckningar tas emot förrän du går vidare igen, men reflektioner gör det. "
    "Allt som är skrivet finns kvar.",
    Phase.WORKSHOP: "Markeringarna ligger kvar, men kan inte läggas eller flyttas förrän du går vidare igen. Nya "
    "förslag tas emot.",
    Phase.PRIORITISING: "Deltagarna kan åter lägga och flytta markeringar, så resultatet kan ändras. Svar som är givna "
    "finns kvar, men kan inte ändras förrän du går vidare igen.",
    Phase.PROCESSING: "Svaren kan åter ändras, och dagen är inte bearbetad förrän du går vidare igen.",
    Phase.PROCESSED: "Dagen är inte längre återrapporterad. Uppdrag och rapporter finns kvar.",
}


@dataclass(frozen=True, slots=True)
class StepMove:
    """A button that moves the day. ``question``, where it is not empty, says what that means and is agreed to first."""

    to: str
    label: str
    question: str = ""


def forward(phase: str) -> StepMove | None:
    """The one way on, or None when the day is reported back."""
    to = following(phase)
    return StepMove(to, _FORWARD[to], _QUESTIONS.get(to, "")) if to else None


def back(phase: str) -> StepMove | None:
    """The way back, if there is one."""
    at = ORDER.index(Phase(phase))
    if at == 0 or ORDER[at - 1] not in MOVES[phase]:
        return None
    to = ORDER[at - 1]
    return StepMove(to, _BACK[to], _QUESTIONS_BACK[to])


def asks_first(phase: str, to: str) -> str:
    """What must be agreed to before the day is moved; empty where nothing is asked."""
    return next((move.question for move in (forward(phase), back(phase)) if move and move.to == to), "")
