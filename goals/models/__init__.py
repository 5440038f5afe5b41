"""The ground floor: bodies, seats, meetings, vision, goals, plans, versions, matters and decisions."""

from goals.models.bodies import Body, DraftGroup, DraftGroupMember, Party, Person, Seat, SeatHolder
from goals.models.decisions import Decision, DecisionItem, DecisionText, MinutesEvent
from goals.models.goals import LongTermGoal
from goals.models.masks import Mask
from goals.models.meetings import AgendaItem, Matter, Meeting, Service
from goals.models.parts import (
    BudgetFrame,
    DecisionPoint,
    FinancialTarget,
    Financing,
    FocusArea,
    GoalOrigin,
    GoalStatement,
    Part,
)
from goals.models.plans import Plan, PlanVersion
from goals.models.record import MinutesFile, VersionEvent
from goals.models.revision import ContentRevision
from goals.models.underlag import BudgetInput, BudgetNeed, InputAnswer, Outlook
from goals.models.vision import Framework, FrameworkGoal, Vision, VisionValue

__all__ = [
    "AgendaItem",
    "Body",
    "BudgetFrame",
    "BudgetInput",
    "BudgetNeed",
    "ContentRevision",
    "Decision",
    "DecisionItem",
    "DecisionPoint",
    "DecisionText",
    "DraftGroup",
    "DraftGroupMember",
    "FinancialTarget",
    "Financing",
    "FocusArea",
    "Framework",
    "FrameworkGoal",
    "GoalOrigin",
    "GoalStatement",
    "InputAnswer",
    "LongTermGoal",
    "Mask",
    "Matter",
    "Meeting",
    "MinutesEvent",
    "MinutesFile",
    "Outlook",
    "Part",
    "Party",
    "Person",
    "Plan",
    "PlanVersion",
    "Seat",
    "SeatHolder",
    "Service",
    "VersionEvent",
    "Vision",
    "VisionValue",
]
