"""Beslutsgång and omröstning of a matter at a meeting, until its decision is registered."""

from assembly.models.procedures import Declaration, Procedure, Requester, Step
from assembly.models.voting import Ballot, RollCall

__all__ = ["Ballot", "Declaration", "Procedure", "Requester", "RollCall", "Step"]
