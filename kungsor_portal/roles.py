"""The portal's roles as groups with permissions; a migration makes them, and nothing else gives rights.

A role says what someone may do in the admin and in the pages. Being a member of a drafting group or
holding a seat is data about the person (``DraftGroupMember``, ``SeatHolder``), not a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

REPRESENTATIVE: Final = "förtroendevald"
OFFICER: Final = "handläggare"
FACILITATOR: Final = "processledare"
SECRETARY: Final = "kommunsekreterare"
ADMINISTRATOR: Final = "administratör"


def _may(app: str, model: str, *actions: str) -> set[str]:
    return {f"{app}.{action}_{model}" for action in actions}


def _permissions(app: str, models: Iterable[str], *actions: str) -> set[str]:
    return {code for model in models for code in _may(app, model, *actions)}


_REFERENCE = ("body", "party", "person", "seat", "seatholder")
_STEERING = ("vision", "visionvalue", "framework", "frameworkgoal", "longtermgoal")
_MEETINGS = ("meeting", "matter", "agendaitem", "service")
_DAYS = ("framtidsdag", "participantgroup", "programmeitem", "assignment", "report", "steeringpoint")
_AREAS = ("area", "areamembership")
_UNDERLAG = ("outlook", "budgetinput", "budgetneed")

# Nobody has change or delete on decisions, minutes events or versions: those go through goals.decisions.
ROLES: Final[dict[str, set[str]]] = {
    REPRESENTATIVE: set(),
    OFFICER: (
        _permissions("kpis", ("kpi", "seriesbreak"), "view", "add", "change")
        | _may("kpis", "kpivalue", "view", "add")
        | _permissions("kpis", _AREAS, "view")
        | _permissions("goals", (*_REFERENCE[:1], *_STEERING), "view")
        | _permissions("goals", _UNDERLAG, "view", "add", "change", "delete")
        | {"framtidsdag.answer_proposals"}
    ),
    FACILITATOR: _permissions("framtidsdag", _DAYS, "view", "add", "change", "delete")
    | _permissions("goals", ("body", "plan", "decision"), "view")
    | {"framtidsdag.lead_days", "framtidsdag.answer_proposals"},
    SECRETARY: (
        _permissions("goals", (*_MEETINGS, *_UNDERLAG), "view", "add", "change", "delete")
        | _permissions("goals", _REFERENCE, "view", "add", "change")
        | {"drafts.read_put_forward", "goals.register_decisions", "goals.mask_texts", "assembly.conduct_meetings"}
        | _permissions("goals", ("decision", "plan", "planversion", *_STEERING), "view")
    ),
    ADMINISTRATOR: (
        _permissions("goals", (*_REFERENCE, *_STEERING, *_MEETINGS, *_UNDERLAG), "view", "add", "change", "delete")
        | _permissions("goals", ("draftgroup", "draftgroupmember"), "view", "add", "change", "delete")
        | _permissions("goals", ("decision", "plan", "planversion"), "view")
        | _permissions("kpis", ("kpi", "seriesbreak", *_AREAS), "view", "add", "change", "delete")
        | _may("kpis", "kpivalue", "view", "add")
        | _permissions("framtidsdag", _DAYS, "view", "add", "change", "delete")
        | _may("kungsor_portal", "user", "view", "add", "change", "delete")
        | _may("auth", "group", "view")
        | {"drafts.look_at_drafts", "goals.mask_texts"}
    ),
}

# Roles that work in the admin; a förtroendevald never does.
STAFF_ROLES: Final = frozenset({OFFICER, FACILITATOR, SECRETARY, ADMINISTRATOR})


def ensure_roles(group_model: Any, permission_model: Any) -> None:
    """Make the groups and give each its permissions; takes models, so that a migration can pass its own.

    A migration may run before a later app's permissions exist: those are left for the migration that follows them.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in permission_model.objects.select_related("content_type")
    }
    for role, codes in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=role)
        group.permissions.set([known[code] for code in sorted(codes) if code in known])
