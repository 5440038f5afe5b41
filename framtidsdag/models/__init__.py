"""Framtidsdagar: the days themselves, the room on the day, what was written and marked there, and what came of it."""

from framtidsdag.models.answers import Answer
from framtidsdag.models.days import (
    Assignment,
    Framtidsdag,
    FramtidsdagForm,
    FramtidsdagPhase,
    FramtidsdagQuerySet,
    Material,
    ParticipantGroup,
    ParticipantGroupRole,
    ProgrammeItem,
    Report,
)
from framtidsdag.models.room import Participant, ParticipantQuerySet, PhaseMove, Room, WrongCode
from framtidsdag.models.situation import FactsSheet, Reflection, ReflectionGroup, SteeringPoint
from framtidsdag.models.workshops import DiscussionNote, KpiProposal, KpiProposalQuerySet, Mark, Workshop

__all__ = [
    "Answer", "Assignment", "DiscussionNote", "FactsSheet", "Framtidsdag", "FramtidsdagForm", "FramtidsdagPhase",
    "FramtidsdagQuerySet", "KpiProposal", "KpiProposalQuerySet", "Mark", "Material", "Participant",
    "ParticipantGroup", "ParticipantGroupRole", "ParticipantQuerySet", "PhaseMove", "ProgrammeItem", "Reflection",
    "ReflectionGroup", "Report", "Room", "SteeringPoint", "Workshop", "WrongCode",
]  # fmt: skip
